"""Files of earlier releases: opened, brought up to date in one step, and as whole as before."""

import json
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, insert

from onrecord.ledger.chain import line_hash
from onrecord.model.enums import EntryKind
from onrecord.model.jsonform import to_json
from onrecord.model.register import Entry
from onrecord.store import migrations
from onrecord.store.custody.captures import captures_of
from onrecord.store.custody.copying import backup, restore
from onrecord.store.custody.erasing import erase
from onrecord.store.custody.repairing import examine
from onrecord.store.sqlite import Store
from onrecord.store.tables import ENTRY, RAW, SCHEMA

NOW = datetime(2026, 1, 1, 10, tzinfo=UTC)
LATER = datetime(2026, 3, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
# What a line of the first release did not have.
NEW_IN_2 = ("capture", "erasure", "repair")


def write_version_1(path: Path, reports: list[tuple]) -> None:  # type: ignore[type-arg]
    """A register as the first release wrote it: its tables, its lines, no index tables."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.MIGRATIONS[0](connection)
        connection.execute(insert(SCHEMA).values(version=1, applied_at=NOW.isoformat()))
        last = None
        for item, doc, reading in reports:
            kept = {"sha256": item.sha256, "media_type": item.media_type, "size": len(item.content)}
            connection.execute(insert(RAW).values(**kept, content=zlib.compress(item.content, 6)))
            bare = Entry(sequence=0, entry_id="", previous=None, recorded_at=NOW, kind=EntryKind.DOCUMENT)
            last = _append(connection, last, replace(bare, document=doc), doc.document_id)
            read = replace(bare, kind=EntryKind.EXTRACTION, extraction=reading)
            last = _append(connection, last, read, f"{doc.document_id} plain-1 test")
    engine.dispose()


def _append(connection: Connection, last: tuple[int, str] | None, draft: Entry, subject: str) -> tuple[int, str]:
    number, before = (last[0] + 1, last[1]) if last else (1, None)
    told = to_json(replace(draft, sequence=number, previous=before))
    bare = json.dumps({k: v for k, v in told.items() if k not in NEW_IN_2}, ensure_ascii=False, separators=(",", ":"))
    own = line_hash(bare)
    line = bare.replace('"entry_id":""', f'"entry_id":"{own}"', 1)
    row = {"sequence": number, "entry_id": own, "previous": before, "recorded_at": NOW.isoformat(), "kind": draft.kind.value,
           "subject": subject, "record": line}  # fmt: skip
    connection.execute(insert(ENTRY), row)
    return number, own


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    write_version_1(tmp_path / "r.db", [make_report(n) for n in (11, 10, 67)])
    return tmp_path / "r.db"


def versions(path: Path) -> list[int]:
    with sqlite3.connect(path) as connection:
        return [n for (n,) in connection.execute("SELECT version FROM schema_version ORDER BY version")]


def test_file_of_the_first_release_is_brought_up_to_date_and_holds(path: Path, make_report: Make) -> None:
    with sqlite3.connect(path) as connection:
        before = connection.execute("SELECT * FROM entry").fetchall()
    with Store.open(path) as store:
        assert store.verify() == []
        assert [d.text for d in store.register().documents] == [
            d.text for _, d, _ in sorted((make_report(n) for n in (11, 10, 67)), key=lambda r: r[1].document_id)
        ]
    assert versions(path) == [1, 2] and examine(path) == []
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT * FROM entry").fetchall() == before


def test_old_reports_are_known_and_new_ones_go_behind_them(path: Path, make_report: Make) -> None:
    with Store.open(path) as store:
        for n, is_new in ((11, False), (12, True)):
            item, doc, reading = make_report(n)
            assert store.add(item, doc, reading, (), recorded_at=LATER) is is_new
        assert [entry.sequence for entry in store.entries()] == list(range(1, 9))
        assert store.verify() == []


def test_old_captures_are_put_together_from_what_was_kept(path: Path, make_report: Make) -> None:
    item, doc, _ = make_report(11)
    with Store.open(path) as store, store.reading() as connection:
        first = next(captures_of(connection))
    assert (first.capture.sha256, first.capture.size, first.capture.media_type) == (item.sha256, len(item.content), "text/plain")
    assert (first.capture.source, first.captured_at, first.url) == (doc.source, NOW, None)


def test_old_reports_can_be_erased(path: Path, make_report: Make) -> None:
    _, doc, _ = make_report(11)
    with Store.open(path) as store:
        erase(store, [doc.document_id], reason="asked for", by="editor-1", at=LATER)
        assert store.verify() == []
    assert doc.text.encode() not in b"".join(p.read_bytes() for p in path.parent.glob("r.db*"))


def test_old_copy_is_restored_without_changing_the_copy(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    restore(path, tmp_path / "new.db", at=LATER)
    assert path.read_bytes() == before and versions(path) == [1]
    assert versions(tmp_path / "new.db") == [1, 2]
    with Store.open(tmp_path / "new.db") as store:
        assert backup(store, tmp_path / "copy.db") == 6


def test_step_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (a)")
        raise OSError("power cut")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, breaks))
    with pytest.raises(OSError, match="power cut"):
        Store.open(path)
    assert versions(path) == [1]
    monkeypatch.undo()
    with Store.open(path) as store:
        assert store.verify() == []
    assert versions(path) == [1, 2]
