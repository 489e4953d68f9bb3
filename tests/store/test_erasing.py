"""Erasing a document takes its words out of the file for good, and the chain goes on holding."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.ledger.reviews import decide_claim
from onrecord.ledger.text import print_register
from onrecord.model.documents import RawItem
from onrecord.model.enums import EntryKind, Judgement
from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.model.problems import Problem
from onrecord.store.custody.erasing import erase, recorded_before
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
LATER = datetime(2026, 3, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
WORDS = "beside the quince orchard"


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    """A register with two reports; a person decided on a claim of the first, and the first was read twice."""
    with Store.open(tmp_path / "r.db") as store:
        for n, words in ((11, WORDS), (10, "in the valley")):
            item, doc, reading = make_report(n, words)
            met = Problem(source=item.source, code="undated", message=f"{item.source} states no date, {words}.")
            store.add(item, doc, reading, (met,), recorded_at=NOW)
            store.add(item, doc, replace(reading, reader="test-2"), (met,), recorded_at=NOW)
            made = decide_claim(doc, reading.claims[0], Judgement.POSITIVE, by="reviewer-1", at=NOW)
            store.decide(made, recorded_at=NOW)
        store.add_problems((Problem(source="11.txt", code="empty", message=f"Nothing {WORDS}."),), recorded_at=NOW)
    return tmp_path / "r.db"


def erase_first(path: Path, make_report: Make) -> str:
    _, doc, _ = make_report(11, WORDS)
    with Store.open(path, create=False) as store:
        erase(store, [doc.document_id], reason="asked for by a relative", by="editor-1", at=LATER)
    return str(doc.document_id)


def on_disk(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))


def test_no_byte_of_the_document_is_left_in_the_file(path: Path, make_report: Make) -> None:
    item, _, _ = make_report(11, WORDS)
    with Store.open(path) as store:
        packed = store.raw_bytes(item.sha256) and _packed(path, item)
    assert WORDS.encode() in on_disk(path) and packed in on_disk(path)
    erase_first(path, make_report)
    for trace in (WORDS.encode(), b"quince", packed, b"11 villagers"):
        assert trace not in on_disk(path)
    assert b"10 villagers" in on_disk(path)


def _packed(path: Path, item: RawItem) -> bytes:
    with sqlite3.connect(path) as connection:
        (packed,) = connection.execute("SELECT content FROM raw WHERE sha256 = ?", (item.sha256,)).fetchone()
    return bytes(packed)


def test_chain_holds_and_the_tombstone_says_what_and_why(path: Path, make_report: Make) -> None:
    name = erase_first(path, make_report)
    with Store.open(path) as store:
        assert store.verify() == []
        (tombstone,) = store.tombstones()
        kinds = [entry.kind for entry in store.entries()]
    assert tombstone.erasure is not None and tombstone.recorded_at == LATER
    assert (tombstone.erasure.document_id, tombstone.erasure.reason) == (name, "asked for by a relative")
    assert kinds.count(EntryKind.REDACTED) == len(tombstone.erasure.entry_ids) == 6
    assert kinds[-1] is EntryKind.ERASURE


def test_hashes_of_the_blanked_lines_stay(path: Path, make_report: Make) -> None:
    with Store.open(path) as store:
        before = [entry.entry_id for entry in store.entries()]
    erase_first(path, make_report)
    with Store.open(path) as store:
        assert [entry.entry_id for entry in store.entries()][:-1] == before


def test_register_is_as_if_the_report_had_never_come(path: Path, make_report: Make, tmp_path: Path) -> None:
    erase_first(path, make_report)
    item, doc, reading = make_report(10)
    with Store.open(tmp_path / "other.db") as other, Store.open(path) as store:
        met = Problem(source=item.source, code="undated", message=f"{item.source} states no date, in the valley.")
        other.add(item, doc, replace(reading, reader="test-2"), (met,), recorded_at=NOW)
        other.decide(decide_claim(doc, reading.claims[0], Judgement.POSITIVE, by="reviewer-1", at=NOW), recorded_at=NOW)
        assert print_register(store.register()) == print_register(other.register())
        assert store.register(recorded_as_of=NOW).documents == (doc,)


def test_erased_report_is_not_taken_in_again_by_any_way(path: Path, make_report: Make) -> None:
    erase_first(path, make_report)
    item, doc, reading = make_report(11, WORDS)
    with Store.open(path) as store:
        before = list(store.entries())
        assert not store.add(item, doc, reading, (), recorded_at=LATER)
        other = replace(doc, document_id="doc-by-another-way")
        assert not store.add(item, other, replace(reading, document_id="doc-by-another-way"), (), recorded_at=LATER)
        assert list(store.entries()) == before


def test_erasing_twice_changes_nothing(path: Path, make_report: Make) -> None:
    erase_first(path, make_report)
    with Store.open(path) as store:
        before = list(store.entries())
    erase_first(path, make_report)
    with Store.open(path) as store:
        assert list(store.entries()) == before


def test_file_refuses_changes_again_after_erasing(path: Path, make_report: Make) -> None:
    erase_first(path, make_report)
    with sqlite3.connect(path) as connection:
        for statement in ("UPDATE entry SET record = ''", "DELETE FROM entry", "UPDATE raw SET size = 0", "DELETE FROM raw"):
            with pytest.raises(sqlite3.DatabaseError, match="append-only"):
                connection.execute(statement)


def test_document_whose_bytes_another_one_needs_is_not_erased_alone(path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11, WORDS)
    with Store.open(path) as store:
        twin = replace(doc, document_id="doc-twin", url="https://news.example/11")
        store.add(item, twin, replace(reading, document_id="doc-twin", claims=()), (), recorded_at=NOW)
        with pytest.raises(InputError, match="doc-twin rests on the same bytes"):
            erase(store, [doc.document_id], reason="r", by="b", at=LATER)
        erase(store, [doc.document_id, "doc-twin"], reason="r", by="b", at=LATER)
        assert store.verify() == []
        assert len(store.register().documents) == 1
    assert b"quince" not in on_disk(path)


def test_reports_recorded_before_a_day_are_found(path: Path, make_report: Make) -> None:
    _, doc, _ = make_report(11, WORDS)
    with Store.open(path) as store:
        assert recorded_before(store, NOW) == ()
        found = recorded_before(store, LATER)
        assert found[0] == doc.document_id and len(found) == 2
        erase(store, found, reason="kept for a month", by="editor-1", at=LATER)
        assert store.verify() == [] and store.register().documents == ()
        assert recorded_before(store, LATER) == ()


@pytest.mark.parametrize(("reason", "by"), [("", "editor-1"), (" ", "editor-1"), ("r", " ")])
def test_erasing_without_reason_or_name_is_refused(path: Path, reason: str, by: str) -> None:
    with Store.open(path) as store, pytest.raises(InputError, match="both stay on record"):
        erase(store, ["doc-1"], reason=reason, by=by, at=LATER)


def test_document_that_was_never_there_is_said(path: Path) -> None:
    with Store.open(path) as store, pytest.raises(NotFoundError, match="doc-1 is not on record"):
        erase(store, ["doc-1"], reason="r", by="b", at=LATER)


def test_older_pages_in_use_elsewhere_are_said_and_cleaned_the_next_time(path: Path, make_report: Make) -> None:
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM raw").fetchone()
    _, doc, _ = make_report(11, WORDS)
    with Store.open(path, create=False, patience_s=0.05) as store:
        with pytest.raises(StoreError, match="close it and run the same command again"):
            erase(store, [doc.document_id], reason="r", by="b", at=LATER)
        reader.close()
        erase(store, [doc.document_id], reason="r", by="b", at=LATER)
        assert store.verify() == []
    assert b"quince" not in on_disk(path)


def tamper(path: Path, statement: str) -> list[str]:
    with sqlite3.connect(path) as connection:
        for name in ("entry_no_update", "entry_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    with Store.open(path) as store:
        return [p.message for p in store.verify() if p.code == "chain_broken"]


def test_blanked_lines_without_a_tombstone_are_found(path: Path, make_report: Make) -> None:
    erase_first(path, make_report)
    found = tamper(path, "DELETE FROM entry WHERE kind = 'erasure'")
    assert len(found) == 6 and all("was blanked, and no tombstone says why" in message for message in found)


def test_line_that_only_says_it_is_blank_is_found(path: Path) -> None:
    found = tamper(path, 'UPDATE entry SET record = replace(record, \'"kind":"document"\', \'"kind":"redacted"\')')
    assert all("was changed after it was written" in message for message in found) and found


def test_tombstone_whose_words_are_still_there_is_found(path: Path, make_report: Make) -> None:
    with sqlite3.connect(path) as connection:
        lines = connection.execute("SELECT sequence, record FROM entry").fetchall()
    erase_first(path, make_report)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER entry_no_update")
        connection.executemany("UPDATE entry SET record = ? WHERE sequence = ?", [(line, n) for n, line in lines])
    with Store.open(path) as store:
        assert any("its words are still there" in p.message for p in store.verify())
