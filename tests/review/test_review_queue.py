"""Review from the queue to the figures: what waits, what a decision does, what the terminal and the commands say."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from onrecord.cli import main
from onrecord.extract.gates import split
from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import Category, Effect, Qualifier, ReviewState
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.register import Extraction, View
from onrecord.model.spans import Span, cut
from onrecord.pipeline import reconcile_register
from onrecord.review.desk import Desk
from onrecord.review.queue import around, marked_words
from onrecord.review.terminal import go_through, marked
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 9, tzinfo=UTC)
TEXT = (
    "Shells hit the grain market of Ombeyra at noon. Seven traders were killed, the fire chief said. "
    "Doctors treated 19 wounded shoppers until dusk."
)


def found(words: str, count: str, low: int, effect: Effect, **more: object) -> Claim:
    span = cut(TEXT, TEXT.index(words), TEXT.index(words) + len(words))
    at = TEXT.index(count)
    document_id = content_id("doc", None, sha256_hex(TEXT.encode()))
    made = Claim(
        claim_id=content_id("clm", document_id, span.start, effect.value),
        document_id=document_id,
        text_version="plain-1",
        span=span,
        count=Count(span=cut(TEXT, at, at + len(count)), low=low, high=low, qualifier=Qualifier.EXACT),
        effect=effect,
        effect_span=word(effect.value if effect is Effect.KILLED else "wounded"),
        found_by="reader-1",
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a claim


def word(words: str) -> Span:
    return cut(TEXT, TEXT.index(words), TEXT.index(words) + len(words))


KILLED = found("Seven traders were killed", "Seven", 7, Effect.KILLED, score=0.31,
               victims=Victims(span=word("traders"), category=Category.UNKNOWN))  # fmt: skip
HURT = found("treated 19 wounded shoppers", "19", 19, Effect.INJURED, score=0.93)


@pytest.fixture
def register_file(tmp_path: Path) -> Path:
    """A register with one report of two claims, the first of them unsure."""
    content = TEXT.encode()
    item = RawItem(content=content, sha256=sha256_hex(content), media_type="text/plain", source="market.txt")
    doc = Document(
        document_id=KILLED.document_id, text_version="plain-1", text=TEXT, raw_sha256=item.sha256, source="market.txt",
        title="Market shelled", published_at=NOW, published_prec="day", language="en",
    )  # fmt: skip
    reading = Extraction(document_id=doc.document_id, text_version="plain-1", reader="reader-1", relevant=True, relevance=1.0,
                         claims=(KILLED, HURT))  # fmt: skip
    path = tmp_path / "market.db"
    with Store.open(path) as store:
        store.add(item, doc, reading, (), recorded_at=NOW)
    return path


@pytest.fixture
def desk(register_file: Path) -> Iterator[Desk]:
    """The desk over that register, with a clock that stands still."""
    with Desk(register_file, 0.5, lambda: NOW) as opened:
        yield opened


def view(path: Path, below: float = 0.5) -> View:
    with Store.open(path) as store:
        return reconcile_register(store.register(), "range", below)


def killed_in_figures(path: Path) -> set[tuple[int | None, int | None]]:
    return {(f.low, f.high) for f in view(path).figures if f.cell.effect is Effect.KILLED}


def test_only_the_unsure_claim_waits_with_its_sentence(desk: Desk) -> None:
    (item,) = desk.queue()
    assert (item.claim, item.standing.state) == (KILLED, ReviewState.WAITING)
    assert item.sentence.exact == "Seven traders were killed, the fire chief said."
    assert [name for name, _ in marked_words(item.claim)] == ["count", "effect", "victims"]
    assert len(list(desk.queue(everything=True))) == 2


def test_speaker_of_the_next_sentence_is_shown_with_the_claim(desk: Desk) -> None:
    item = desk.find(HURT.claim_id)
    spoken = replace(HURT, attribution=Attribution(source="the fire chief", source_span=word("the fire chief")))
    shown = around(item.document, spoken, split(item.document))
    assert shown.exact.startswith("Seven traders") and shown.exact.endswith("until dusk.")


def test_waiting_claim_is_on_record_but_in_no_figure(register_file: Path) -> None:
    seen = view(register_file)
    assert killed_in_figures(register_file) == set()
    assert KILLED in seen.register.extractions[0].claims
    assert [p.message for p in seen.problems if p.code == "waiting_for_review"] == [
        "1 unsure claim waits for a person and is in no figure; `onrecord review` shows what is to be decided."
    ]
    assert all(p.code != "waiting_for_review" for p in view(register_file, below=0.0).problems)


@pytest.mark.parametrize(
    ("answer", "changes", "expected"),
    [
        ("accept", None, {(7, 7)}),
        ("reject", None, set()),
        ("edit", {"low": "6", "high": "6"}, {(6, 6)}),
    ],
)
def test_decision_reaches_the_figures(
    desk: Desk, register_file: Path, answer: str, changes: dict[str, str] | None, expected: set[tuple[int, int]]
) -> None:
    desk.decide(KILLED.claim_id, answer, by="reviewer-1", changes=changes)
    assert killed_in_figures(register_file) == expected
    assert list(desk.queue()) == []
    with Store.open(register_file) as store:
        assert store.verify() == []


def test_undo_puts_the_claim_back_into_the_queue_and_keeps_both_entries(desk: Desk, register_file: Path) -> None:
    desk.decide(KILLED.claim_id, "edit", by="reviewer-1", changes={"category": "civilian"})
    desk.undo(KILLED.claim_id, by="reviewer-2", why="wrong report")
    assert [item.claim for item in desk.queue()] == [KILLED]
    with Store.open(register_file) as store:
        assert [e.decision.note for e in store.entries() if e.decision] == [None, "wrong report"]
    with pytest.raises(NotFoundError, match="nothing to take back"):
        desk.undo(KILLED.claim_id, by="reviewer-2")


def test_edited_claim_can_be_edited_on_and_accepting_it_keeps_the_edit(desk: Desk) -> None:
    desk.decide(KILLED.claim_id, "edit", by="a", changes={"category": "civilian"})
    desk.decide(KILLED.claim_id, "edit", by="b", changes={"effect": "injured"})
    desk.decide(KILLED.claim_id, "accept", by="c")
    one = desk.find(KILLED.claim_id).standing
    assert (one.state, one.claim.effect, one.claim.victims.category) == (ReviewState.EDITED, Effect.INJURED, Category.CIVILIAN)
    assert len(desk.register.decisions) == 1


def test_deciding_the_same_twice_is_recorded_once(desk: Desk, register_file: Path) -> None:
    first = desk.decide(KILLED.claim_id, "accept", by="reviewer-1")
    assert desk.decide(KILLED.claim_id, "accept", by="reviewer-1") == first
    with Store.open(register_file) as store:
        assert sum(e.decision is not None for e in store.entries()) == 1


def test_desk_knows_after_a_decision_what_a_new_one_would_read(desk: Desk, register_file: Path) -> None:
    desk.decide(HURT.claim_id, "reject", by="reviewer-1")
    with Desk(register_file, 0.5) as again:
        assert (again.standings, again.register) == (desk.standings, desk.register)


@pytest.mark.parametrize(
    ("claim_id", "answer", "changes", "why"),
    [
        ("clm-nowhere", "accept", None, "No claim on record has the id"),
        ("", "accept", None, "No claim on record has the id"),
        ("clm-", "accept", None, "2 claims have ids that begin with"),
        (KILLED.claim_id, "edit", None, "needs at least one --field"),
        (KILLED.claim_id, "accept", {"low": "1"}, "only `edit` takes them"),
        (KILLED.claim_id, "doubt", None, "no decision"),
    ],
)
def test_decision_that_cannot_be_says_what_to_do(
    desk: Desk, claim_id: str, answer: str, changes: dict[str, str] | None, why: str
) -> None:
    with pytest.raises((InputError, NotFoundError), match=why):
        desk.decide(claim_id, answer, by="reviewer-1", changes=changes)


def session(desk: Desk, keys: str, lines: tuple[str, ...] = ()) -> str:
    out, pressed, typed = StringIO(), iter(keys), iter(lines)
    console = Console(file=out, width=120, highlight=False)
    go_through(
        desk, by="reviewer-1", everything=True, ask_key=lambda: next(pressed), ask_line=lambda _: next(typed), console=console
    )
    return out.getvalue()


def states(desk: Desk) -> list[str]:
    return [item.standing.state.value for item in desk.queue(everything=True)]


def test_terminal_records_each_key(desk: Desk) -> None:
    shown = session(desk, "?ra")
    assert states(desk) == ["rejected", "accepted"]
    assert "Seven traders were killed, the fire chief said." in shown
    assert "1 of 2" in shown and "2 decided; 0 still wait." in shown


def test_terminal_undoes_the_last_answer_and_asks_again(desk: Desk) -> None:
    session(desk, "auq")
    assert states(desk) == ["waiting", "unasked"]


def test_terminal_edits_field_by_field_and_says_what_does_not_fit(desk: Desk) -> None:
    shown = session(desk, "eesq", ("category=traders", "", "category=civilian", "low=6", ""))
    assert "category=traders is not known" in shown
    claim = desk.find(KILLED.claim_id).claim
    assert (claim.victims.category, claim.count.low) == (Category.CIVILIAN, 6)


def test_sentence_is_marked_where_the_words_stand(desk: Desk) -> None:
    (item,) = desk.queue()
    text = marked(item)
    assert next((text.plain[s.start : s.end], str(s.style)) for s in text.spans) == ("Seven", "bold reverse")


def run(path: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["review", *arguments, "--store", str(path)])
    return result.exit_code, result.stdout, result.stderr


def test_commands_list_decide_and_undo(register_file: Path) -> None:
    code, out, _ = run(register_file, "list", "--json")
    (line,) = map(json.loads, out.splitlines())
    assert (code, line["claim_id"], line["state"], line["decision"]) == (0, KILLED.claim_id, "waiting", None)
    code, out, _ = run(register_file, "decide", KILLED.claim_id, "edit", "--field", "category=civilian", "--why", "traders are",
                       "--by", "reviewer-1")  # fmt: skip
    said = json.loads(out)
    assert (code, said["state"], said["decision"]["changed"]) == (0, "edited", ["category=civilian"])
    assert run(register_file, "list", "--json")[1] == ""
    assert "No claim waits" in run(register_file, "list")[1]
    assert json.loads(run(register_file, "undo", KILLED.claim_id, "--by", "reviewer-1")[1])["state"] == "waiting"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("decide", KILLED.claim_id, "accept"), "Nobody is named as deciding"),
        (("decide", KILLED.claim_id, "edit", "--field", "civilian", "--by", "r"), "write NAME=VALUE"),
        ((), "There is no terminal"),
    ],
)
def test_commands_refuse_what_cannot_be(register_file: Path, arguments: tuple[str, ...], why: str) -> None:
    code, _, err = run(register_file, *arguments)
    assert (code, why in err) == (2, True)


Make = Callable[..., tuple[RawItem, Document, Extraction]]


def test_queue_goes_report_by_report_in_the_order_of_the_text(tmp_path: Path, make_report: Make) -> None:
    path = tmp_path / "several.db"
    with Store.open(path) as store:
        for number in (3, 4, 5):
            item, doc, reading = make_report(number)
            unsure = replace(reading, claims=tuple(replace(c, score=0.2) for c in reading.claims))
            store.add(item, doc, unsure, (), recorded_at=NOW)
    with Desk(path, 0.5) as desk:
        waiting = [item.document.document_id for item in desk.queue()]
        assert waiting == sorted(waiting) and len(waiting) == 3
        assert [i.document.document_id for i in desk.queue(document=waiting[1])] == [waiting[1]]
