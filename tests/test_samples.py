"""The main job on the sample reports: one register whatever the order, every number traceable to bytes, copies told apart."""

import random
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.demo import sample_folder
from onrecord.ledger.text import print_register
from onrecord.model.enums import Category, ContradictionKind, Effect, LinkKind
from onrecord.model.register import Register, View
from onrecord.pipeline import Outcome, arrivals, load_tools, read_item, reconcile_register, record
from onrecord.present.brief import compose
from onrecord.settings import load_settings
from onrecord.store.sqlite import Store


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    tools = load_tools(load_settings().cache)
    return [read_item(item, tools) for item in arrivals([str(sample_folder())])]  # type: ignore[arg-type]  # all can be read


@pytest.fixture(scope="module")
def store(outcomes: list[Outcome], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples") / "r.db"
    assert all(new for _, new in record(outcomes, load_settings(store=path)))
    return path


@pytest.fixture(scope="module")
def register(store: Path) -> Register:
    with Store.open(store) as opened:
        return opened.register()


@pytest.fixture(scope="module")
def view(register: Register) -> View:
    return reconcile_register(register, "range")


def test_samples_are_enough_and_all_are_read(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= 14
    assert all(o.document and o.extraction for o in outcomes)


def test_versions_and_the_copy_are_recognised(view: View) -> None:
    outlets = {d.document_id: d.outlet for d in view.register.documents}
    versions = {(link.document_id, link.of) for link in view.links if link.kind is LinkKind.VERSION_OF}
    wire = {i for i, outlet in outlets.items() if outlet == "Sample Wire"}
    assert {a for pair in versions for a in pair} >= wire
    copies = [link for link in view.links if link.kind is LinkKind.COPY_OF]
    assert ("Harbour Gazette", "Sample Wire") in {(outlets[link.document_id], outlets[link.of]) for link in copies}


def test_unrelated_reports_stay_apart(view: View) -> None:
    docs = {d.document_id: d for d in view.register.documents}
    (mali,) = [d for d in docs.values() if d.external_id == "ledger-901"]
    families = [c for c in view.campaigns if mali.document_id in c.document_ids]
    assert all(len(c.document_ids) == 1 for c in families)
    for event in view.events:
        if mali.document_id in event.document_ids:
            assert event.document_ids == (mali.document_id,)


def test_attacks_are_one_family(view: View) -> None:
    biggest = max(view.campaigns, key=lambda c: len(c.document_ids))
    outlets = {d.outlet for d in view.register.documents if d.document_id in biggest.document_ids}
    assert outlets >= {"Sample Wire", "Capital Standard", "Meridian Post", "Northern Ledger", "Coast Daily"}
    others = [c for c in view.campaigns if c is not biggest and c.country == "PK"]
    assert not others


def test_contradiction_is_found_with_its_minimal_set(view: View) -> None:
    claims = {c.claim_id: c for x in view.register.extractions for c in x.claims}
    real = [c for c in view.contradictions if c.kind not in (ContradictionKind.SUPERSEDED, ContradictionKind.WINDOW)]
    assert real
    quoted = {tuple(sorted(claims[i].count.low or 0 for i in c.claim_ids)) for c in real}
    assert (7, 11, 11) in quoted


def test_copy_error_is_found(view: View) -> None:
    assert ContradictionKind.COPY_ERROR in {c.kind for c in view.contradictions}


def test_what_parties_say_stands_as_a_range(view: View) -> None:
    campaign = max(view.campaigns, key=lambda c: len(c.document_ids))
    found = [f for f in view.figures if f.subject_id == campaign.campaign_id and f.cell.effect is Effect.KILLED
             and f.cell.category is Category.SECURITY and not f.derived]  # fmt: skip
    assert any(f.low is not None and f.low <= 22 and f.high is None and f.n_sides >= 2 for f in found)


def test_every_number_of_the_briefing_leads_to_bytes_and_hash(view: View, store: Path) -> None:
    brief = compose(view)
    documents = {d.document_id: d for d in view.register.documents}
    quotes = {q.number: q for q in brief.quotes}
    rows = [row for s in brief.subjects for row in (*s.headlines, *s.figures, *s.derived)]
    assert rows
    with Store.open(store) as opened:
        for row in rows:
            assert row.cites, row
            for number in row.cites:
                quote = quotes[number]
                doc = documents[quote.document_id]
                assert doc.text[quote.start : quote.end] == quote.words
                assert len(opened.raw_bytes(doc.raw_sha256)) > 0


def test_every_sentence_of_the_briefing_cites(view: View) -> None:
    brief = compose(view)
    lines = [*brief.disruptions, *brief.actors, *brief.background]
    for subject in brief.subjects:
        lines += [subject.lead, *(c.line for c in (*subject.conflicts, *subject.revisions))]
        lines += [line for dated in subject.timeline for line in dated.lines]
    assert lines and all(line.cites for line in lines)


def test_nothing_is_read_from_comments_and_related_links(register: Register) -> None:
    claims = [c for x in register.extractions for c in x.claims]
    assert not [c for c in claims if c.count.low in (500, 14, 60) and c.effect is Effect.KILLED]
    assert not [d for d in register.documents if "reader77" in d.text or "Bus crash" in d.text]


def test_off_topic_reports_are_told_apart(register: Register) -> None:
    relevant = {x.document_id: x.relevant for x in register.extractions}
    by_id = {d.external_id: relevant[d.document_id] for d in register.documents if d.external_id}
    assert by_id == {"ledger-901": True, "gazette-77": False, "gazette-78": False}


def test_order_of_arrival_changes_no_byte(outcomes: list[Outcome], register: Register, view: View, tmp_path: Path) -> None:
    for seed in (1, 2):
        shuffled = list(outcomes)
        random.Random(seed).shuffle(shuffled)
        path = tmp_path / f"{seed}.db"
        list(record(shuffled, load_settings(store=path)))
        with Store.open(path) as opened:
            again = opened.register()
        assert print_register(again) == print_register(register)
        assert reconcile_register(again, "range") == view


def test_adding_twice_changes_nothing(outcomes: list[Outcome], store: Path) -> None:
    before = rows(store)
    assert not any(new for _, new in record(outcomes, load_settings(store=store)))
    assert rows(store) == before


def rows(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", ["documents", "claims", "events", "figures", "disruptions", "problems", "contradictions"])
@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_lists_are_printed(store: Path, name: str, form: str) -> None:
    code, out, _ = run(name, "--store", str(store), "--format", form)
    assert code == 0 and out.strip()


def test_as_of_hides_what_came_later(store: Path) -> None:
    _, out, _ = run("documents", "--store", str(store), "--as-of", "2026-01-31", "--format", "csv")
    assert "2026-02" not in out and "2026-01-31" in out


def test_check_accepts_the_register_and_tells_the_contradictions(store: Path) -> None:
    code, out, _ = run("check", "--store", str(store))
    assert code == 1
    assert "every span hold" in re.sub(r"\s+", " ", out) and "cannot" in out


def test_brief_is_written_in_both_forms(store: Path, tmp_path: Path) -> None:
    for form in ("markdown", "html"):
        target = tmp_path / f"brief.{form}"
        code, _, _ = run("brief", "--store", str(store), "--format", form, "--output", str(target))
        assert code == 0 and target.stat().st_size > 2000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("claims", "--store", "nowhere.db"), "make one with"),
        (("claims", "--policy", "guess"), "guess"),
        (("add", "no-such-file.txt"), "no file or folder"),
        (("claims", "--as-of", "yesterday"), "2026-01-31"),
    ],
)
def test_wrong_use_says_what_to_do_and_exits_2(arguments: tuple[str, ...], words: str, store: Path) -> None:
    given = arguments if "--store" in arguments else (*arguments, "--store", str(store))
    code, _, err = run(*given)
    assert code == 2 and words in err
