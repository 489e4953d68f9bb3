"""Bytes that nothing could be read from are kept with their custody like any others, and say why they could not be read."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.problems import Problem
from onrecord.pipeline import Outcome, record
from onrecord.settings import Settings
from onrecord.store.custody.captures import captures_of
from onrecord.store.custody.erasing import erase, recorded_before
from onrecord.store.custody.packing import pack
from onrecord.store.custody.repairing import repair
from onrecord.store.custody.reporting import report
from onrecord.store.custody.unpacking import verify_package
from onrecord.store.sqlite import Store

NOW, LATER = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
BROKEN = b"%PDF-1.7 and then nothing that is a PDF"
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def item(tmp_path: Path) -> RawItem:
    (tmp_path / "scan.pdf").write_bytes(BROKEN)
    (found,) = collect(str(tmp_path / "scan.pdf"))
    assert isinstance(found, RawItem)
    return found


@pytest.fixture
def path(tmp_path: Path, item: RawItem, make_report: Make) -> Path:
    with Store.open(tmp_path / "r.db") as store:
        store.add(*make_report(11), (), recorded_at=NOW)
        assert item.problem is not None
        assert store.add_unread(item, (item.problem,), recorded_at=NOW)
    return tmp_path / "r.db"


def test_bytes_stand_in_the_chain_with_where_they_came_from_and_why_they_were_not_read(path: Path, item: RawItem) -> None:
    with Store.open(path) as store:
        assert store.raw_bytes(item.sha256) == BROKEN
        entry = list(store.entries())[-1]
        assert entry.document is None and entry.capture is not None
        assert (entry.capture.sha256, entry.capture.source, entry.capture.size) == (item.sha256, item.source, len(BROKEN))
        (problem,) = store.register().problems
        assert (problem.code, problem.subject) == ("broken_pdf", item.sha256)
        assert store.verify() == []


def test_adding_them_again_changes_nothing(path: Path, item: RawItem) -> None:
    with Store.open(path) as store:
        before = list(store.entries())
        assert not store.add_unread(item, (item.problem,), recorded_at=LATER)  # type: ignore[arg-type]
        assert list(store.entries()) == before


def test_same_bytes_from_another_place_are_archived_once_and_both_places_are_told(path: Path, item: RawItem) -> None:
    other = replace(item, source="b/scan.pdf")
    with Store.open(path) as store:
        told = Problem(source="b/scan.pdf", code="broken_pdf", message="Is broken.", subject=item.sha256)
        assert store.add_unread(other, (told,), recorded_at=LATER)
        assert len({p.source for p in store.register().problems}) == 2
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM raw WHERE sha256 = ?", (item.sha256,)).fetchone() == (1,)


def test_what_was_added_is_recorded_by_the_journey(tmp_path: Path, item: RawItem) -> None:
    settings = Settings(store=tmp_path / "j.db")
    ((outcome, new),) = record([Outcome(item=item, problems=(item.problem,))], settings)  # type: ignore[arg-type]
    assert new and outcome.document is None
    with Store.open(tmp_path / "j.db") as store:
        assert store.raw_bytes(item.sha256) == BROKEN


def test_bytes_are_found_by_the_first_digits_of_their_hash(path: Path, item: RawItem) -> None:
    with Store.open(path) as store:
        assert store.raw_name(item.sha256[:12]) == item.sha256
        for start in ("", item.sha256[:7], "f" * 12, "%" * 8):
            with pytest.raises(NotFoundError):
                store.raw_name(start)


def test_lost_bytes_are_said_and_read_again_from_their_file(path: Path, item: RawItem) -> None:
    with sqlite3.connect(path) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM raw WHERE sha256 = ?", (item.sha256,))
    with Store.open(path) as store:
        assert [(p.code, p.source) for p in store.verify()] == [("bytes_damaged", f"sha256:{item.sha256}")]
    assert repair(path, at=LATER).left == ()
    with Store.open(path) as store:
        assert store.raw_bytes(item.sha256) == BROKEN


def test_others_verify_them_without_onrecord(path: Path, item: RawItem, tmp_path: Path) -> None:
    with Store.open(path) as store:
        report(store, tmp_path / "report", at=LATER)
    done = subprocess.run([sys.executable, "-I", str(tmp_path / "report/verify.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "2 files of raw bytes verified" in done.stdout
    (tmp_path / "report/raw" / item.sha256).write_bytes(b"other bytes")
    done = subprocess.run([sys.executable, "-I", str(tmp_path / "report/verify.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and item.sha256 in done.stdout


def test_they_are_packed_with_the_others(path: Path, item: RawItem, tmp_path: Path) -> None:
    with Store.open(path) as store:
        made = pack(store, tmp_path / "a.wacz", created=LATER, software="test")
        with store.reading() as connection:
            unread = [c for c in captures_of(connection) if c.document is None]
    assert (made.captures, made.lost) == (2, 0)
    assert [c.capture.sha256 for c in unread] == [item.sha256]
    assert verify_package(tmp_path / "a.wacz") == []


def test_they_are_erased_by_their_hash_and_not_taken_in_again(path: Path, item: RawItem) -> None:
    name = f"sha256:{item.sha256}"
    with Store.open(path) as store:
        assert name in recorded_before(store, LATER)
        erase(store, [name], reason="asked for by a relative", by="editor-1", at=LATER)
        assert store.verify() == [] and store.register().problems == ()
        with pytest.raises(NotFoundError):
            store.raw_bytes(item.sha256)
        assert not store.add_unread(item, (item.problem,), recorded_at=LATER)  # type: ignore[arg-type]
    assert b"scan.pdf" not in b"".join(p.read_bytes() for p in path.parent.glob("r.db*"))


def test_they_go_with_a_document_of_the_same_bytes(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    why = Problem(source=item.source, code="no_text", message="Holds no text.", subject=item.sha256)
    with Store.open(tmp_path / "r.db") as store:
        store.add_unread(item, (why,), recorded_at=NOW)
        store.add(item, doc, reading, (), recorded_at=LATER)
        with pytest.raises(InputError):
            erase(store, [f"sha256:{item.sha256}"], reason="r", by="b", at=LATER)
        erase(store, [doc.document_id], reason="r", by="b", at=LATER)
        assert store.verify() == [] and store.register().problems == ()
