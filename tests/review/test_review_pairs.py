"""People judge pairs from the command line: the answer is in the ledger, moves events, can be taken back, and is listed."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import main
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import EventType, TimeKind
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.register import Extraction, View
from onrecord.model.spans import cut
from onrecord.pipeline import load_register, reconcile_register
from onrecord.settings import Settings
from onrecord.store.sqlite import Store

NOW = datetime(2026, 3, 4, 6, tzinfo=UTC)
DAY = NOW.date()
TOWNS = {
    name: PlaceRef(name=name, place_id=f"t:{n}", country="XS", adm_1="Sarhan", where_prec=1, latitude=25.0 + n, longitude=62.0)
    for n, name in enumerate(("Pelvane", "Ostrami"))
}


def add_report(path: Path, n: int, town: str) -> str:
    """A report of one ambush; the id of its document."""
    text = f"Courier {n} writes that an ambush on the ferry road near {town} ended at dusk."
    sha, at = sha256_hex(text.encode()), text.index("ambush")
    document_id = content_id("doc", sha)
    item = RawItem(content=text.encode(), sha256=sha, media_type="text/plain", source=f"courier-{n}.txt")
    doc = Document(
        document_id=document_id, text_version="plain-1", text=text, raw_sha256=sha, source=item.source, language="en",
        published_at=NOW.replace(minute=n), published_prec="minute",
    )  # fmt: skip
    told = EventMention(
        event_mention_id=content_id("evm", sha), document_id=document_id, text_version="plain-1", trigger=cut(text, at, at + 6),
        type=EventType.ARMED_ATTACK, place=TOWNS[town], found_by="reader-1",
        time=TimeRef(date_start=DAY, date_end=DAY, date_prec=1, kind=TimeKind.DAY),
    )  # fmt: skip
    reading = Extraction(
        document_id=document_id, text_version="plain-1", reader="reader-1", relevant=True, relevance=1.0, events=(told,)
    )
    with Store.open(path) as store:
        store.add(item, doc, reading, (), recorded_at=NOW)
    return document_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register to be filled."""
    return tmp_path / "pairs.db"


def run(path: Path, *arguments: str, by: str = "mina") -> Result:
    return CliRunner().invoke(main, [*arguments, "--store", str(path)], env={"ONRECORD_REVIEWER": by})


def view(path: Path) -> View:
    with Store.open(path) as store:
        return reconcile_register(store.register(), "range")


def events(path: Path) -> Sequence[str]:
    return [e.event_id for e in view(path).events]


def test_same_merges_two_events_and_the_old_id_leads_to_the_new_one(path: Path) -> None:
    add_report(path, 0, "Pelvane")
    add_report(path, 1, "Ostrami")
    one, other = events(path)
    made = json.loads(run(path, "judge", one, other, "--same", "--why", "one ferry road").stdout)
    assert (made["judgement"], made["by"], made["why"]) == ("positive", "mina", "one ferry road")
    (left,) = events(path)
    gone = ({one, other} - {left}).pop()
    (redirect,) = (json.loads(line) for line in run(path, "trace", gone, "--format", "jsonl").stdout.splitlines())
    assert (redirect["old"], redirect["new"]) == (gone, left)


def test_different_splits_an_event_and_undo_by_another_person_joins_it_again(path: Path) -> None:
    a, b = add_report(path, 0, "Pelvane"), add_report(path, 1, "Pelvane")
    assert len(events(path)) == 1
    assert run(path, "judge", a, b, "--different").exit_code == 0
    assert len(events(path)) == 2
    assert run(path, "judge", "undo", a, b, "--why", "same ferry", by="omar").exit_code == 0
    assert len(events(path)) == 1
    assert run(path, "judge", "list", "--format", "jsonl").stdout == ""
    assert run(path, "judge", a, b, "--different", by="omar").exit_code == 0
    assert len(events(path)) == 2


def test_under_the_two_person_rule_two_take_a_confirmed_judgement_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TWO_PERSON", "true")
    a, b = add_report(path, 0, "Pelvane"), add_report(path, 1, "Pelvane")

    def in_view() -> int:
        return len(reconcile_register(load_register(Settings(store=path, two_person=True)), "range").events)

    assert run(path, "judge", a, b, "--different").exit_code == 0
    assert in_view() == 1
    assert "somebody else has to confirm" in run(path, "judge", "confirm", a, b).stderr
    assert run(path, "judge", "confirm", a, b, by="omar").exit_code == 0
    assert in_view() == 2
    assert "Ask for that to be taken back" in run(path, "judge", a, b, "--same").stderr
    asked = run(path, "judge", "undo", a, b, "--why", "one ferry")
    assert asked.exit_code == 0 and "until another person undoes it too" in asked.stderr
    assert in_view() == 2
    assert "somebody else has to agree" in run(path, "judge", "undo", a, b, by="Mina").stderr
    assert in_view() == 2
    made = json.loads(run(path, "judge", "undo", a, b, by="omar").stdout)
    assert made["why"] == "asked for by mina; one ferry"
    assert in_view() == 1
    assert run(path, "judge", "undo", a, b, by="omar").exit_code == 2
    assert run(path, "judge", a, b, "--different").exit_code == 0
    assert run(path, "judge", "undo", a, b, by="omar").exit_code == 0  # what nobody has confirmed one person takes back
    assert run(path, "judge", "confirm", a, b, by="omar").exit_code == 2


def test_the_same_answer_twice_is_one_entry(path: Path) -> None:
    a, b = add_report(path, 0, "Pelvane"), add_report(path, 1, "Pelvane")
    for _ in range(2):
        assert run(path, "judge", a, b, "--unsure").exit_code == 0
    with Store.open(path) as store:
        assert sum(entry.decision is not None for entry in store.entries()) == 1


def test_answers_that_exclude_each_other_are_listed_with_the_problem(path: Path) -> None:
    a, b = add_report(path, 0, "Pelvane"), add_report(path, 1, "Pelvane")
    run(path, "judge", a, b, "--different")
    run(path, "judge", a, b, "--same", by="omar")
    table = run(path, "judge", "list", "--format", "csv").stdout
    assert table.count("judgements_contradict") == 2 and "mina" in table and "omar" in table
    assert len(events(path)) == 1


def test_the_beginning_of_an_id_is_enough_unless_it_names_several(path: Path) -> None:
    a, b = add_report(path, 0, "Pelvane"), add_report(path, 1, "Ostrami")
    assert run(path, "judge", a[:12], b[:12], "--same").exit_code == 0
    found = run(path, "judge", "doc-", b, "--same")
    assert found.exit_code == 2 and "give more of it" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("judge", "evt-nothing", "evt-none", "--same"), "There is no event, report, claim or event mention"),
        (("judge", "undo", "evt-nothing", "evt-none"), "There is no event, report, claim or event mention"),
        (("judge", "evt-nothing", "evt-none"), "Say --same, --different or --unsure"),
    ],
)
def test_what_cannot_be_judged_is_said(path: Path, arguments: tuple[str, ...], said: str) -> None:
    add_report(path, 0, "Pelvane")
    found = run(path, *arguments)
    assert found.exit_code == 2 and said in found.stderr


def test_nothing_to_take_back_is_said(path: Path) -> None:
    a, b = add_report(path, 0, "Pelvane"), add_report(path, 1, "Ostrami")
    found = run(path, "judge", "undo", a, b)
    assert found.exit_code == 2 and "is in force" in found.stderr
