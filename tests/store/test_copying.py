"""Backup and restore: a copy is whole, verified, and taken while others write."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.model.errors import InputError, StoreError
from onrecord.store.custody.copying import backup, restore
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
FORK = multiprocessing.get_context("fork")


def fill(path: Path, reports: list[tuple]) -> None:  # type: ignore[type-arg]
    with Store.open(path) as store:
        for item, doc, reading in reports:
            store.add(item, doc, reading, (), recorded_at=NOW)


def test_copy_says_the_same_and_is_one_file(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(n) for n in range(5)])
    with Store.open(tmp_path / "r.db") as store:
        assert backup(store, tmp_path / "far" / "copy.db") == 10
        assert [p.name for p in (tmp_path / "far").iterdir()] == ["copy.db"]
        with Store.open(tmp_path / "far" / "copy.db", create=False) as copy:
            assert copy.register() == store.register()
            assert list(copy.entries()) == list(store.entries())


def test_copy_taken_while_others_write_is_whole(tmp_path: Path, make_report: Make) -> None:
    reports = [make_report(n) for n in range(200)]
    fill(tmp_path / "r.db", reports[:5])
    writer = FORK.Process(target=fill, args=(tmp_path / "r.db", reports))
    writer.start()
    sizes = []
    with Store.open(tmp_path / "r.db") as store:
        for n in range(3):
            sizes.append(backup(store, tmp_path / f"copy-{n}.db"))
    writer.join()
    assert writer.exitcode == 0
    assert sizes == sorted(sizes) and all(size % 2 == 0 for size in sizes)


def test_copy_is_never_written_over_another_file(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    (tmp_path / "copy.db").write_text("mine")
    with Store.open(tmp_path / "r.db") as store, pytest.raises(InputError, match="never overwritten"):
        backup(store, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_damaged_register_is_not_taken_for_a_copy(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("DROP TRIGGER raw_no_delete")
        connection.execute("DELETE FROM raw")
    with Store.open(tmp_path / "r.db") as store, pytest.raises(StoreError, match="does not hold"):
        backup(store, tmp_path / "copy.db")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("copy")) == []


def test_restored_register_is_the_copy_and_the_old_file_is_set_aside(tmp_path: Path, make_report: Make) -> None:
    path = tmp_path / "r.db"
    fill(path, [make_report(1)])
    with Store.open(path) as store:
        backup(store, tmp_path / "copy.db")
    fill(path, [make_report(2)])
    aside = restore(tmp_path / "copy.db", path, at=NOW)
    assert aside == tmp_path / "r.db.before-restore-20260201T100000"
    for file, documents in ((path, 1), (aside, 2)):
        with Store.open(file, create=False) as store:
            assert len(store.register().documents) == documents
            assert store.verify() == []


def test_restoring_where_nothing_is_makes_the_register(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "copy.db", [make_report(1)])
    assert restore(tmp_path / "copy.db", tmp_path / "new" / "r.db", at=NOW) is None
    with Store.open(tmp_path / "new" / "r.db", create=False) as store:
        assert len(store.register().documents) == 1


@pytest.mark.parametrize("content", [None, b"", b"this is no register, only a text" * 100])
def test_file_that_is_no_copy_leaves_the_register_alone(tmp_path: Path, make_report: Make, content: bytes | None) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    before = (tmp_path / "r.db").read_bytes()
    if content is not None:
        (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreError):
        restore(tmp_path / "copy.db", tmp_path / "r.db", at=NOW)
    assert (tmp_path / "r.db").read_bytes() == before
