"""A full disk, one that cannot be written, a clock that jumps, a killed eraser: nothing acknowledged is lost, and it is said."""

import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mixed_reports import Report, mixed

from onrecord.model.enums import EntryKind
from onrecord.model.errors import StoreError
from onrecord.store.custody.copying import backup
from onrecord.store.custody.erasing import erase
from onrecord.store.custody.repairing import examine, repair
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
FORK = multiprocessing.get_context("fork")
NOBODY = 65534


def add(store: Store, report: Report, at: datetime = NOW) -> bool:
    item, doc, reading, met = report
    return store.add(item, doc, reading, met, recorded_at=at)


def in_a_process(task: Callable[[], None]) -> int:
    """The exit code of a process of its own, whose limits and rights end with it."""
    worker = FORK.Process(target=task)
    worker.start()
    worker.join()
    return worker.exitcode if worker.exitcode is not None else -1


def whole(path: Path, acknowledged: set[str]) -> None:
    with Store.open(path, create=False) as store:
        assert store.verify() == []
        ids = [x.document_id for x in store.register().extractions]
        assert acknowledged <= set(ids) and len(ids) == len(set(ids))
    assert examine(path) == []


@pytest.mark.parametrize("room", [400_000, 600_000, 900_000])
def test_full_disk_is_said_and_loses_nothing_acknowledged(tmp_path: Path, make_report: Make, room: int) -> None:
    path, told = tmp_path / "r.db", tmp_path / "told"
    reports = mixed(make_report, 60)

    def fill() -> None:
        # As a full disk does: no file may grow beyond this. The signal would end the process before SQLite could say anything.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        with Store.open(path) as store:
            for report in reports:
                try:
                    add(store, report)
                except StoreError as trouble:
                    assert "free some space" in str(trouble) or "check its space" in str(trouble)
                    os._exit(7)
                with told.open("a") as file:
                    file.write(f"{report[1].document_id}\n")

    assert in_a_process(fill) == 7
    acknowledged = set(told.read_text().split())
    assert 0 < len(acknowledged) < 60
    whole(path, acknowledged)
    with Store.open(path) as store:  # there is space again
        for report in reports:
            add(store, report)
    whole(path, {report[1].document_id for report in reports})


def test_register_that_is_full_goes_on_being_read(tmp_path: Path, make_report: Make) -> None:
    path = tmp_path / "r.db"
    reports = mixed(make_report, 40)
    with Store.open(path) as store:
        add(store, reports[0])
        with store.alone() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages + 20}")
        kept = 1
        with pytest.raises(StoreError, match="the disk is full: free some space; what was acknowledged is safe"):
            for report in reports[1:]:
                add(store, report)
                kept += 1
        assert len(store.register().documents) == kept
        assert store.verify() == []


def test_folder_that_cannot_be_written_is_read_and_refuses_with_advice(tmp_path: Path, make_report: Make) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir()
    reports = mixed(make_report, 3)
    with Store.open(folder / "r.db") as store:
        add(store, reports[0])
    (folder / "r.db").chmod(0o444)
    folder.chmod(0o555)
    ways = [tmp_path, *tmp_path.parents[:3]] if os.geteuid() == 0 else []
    before = [way.stat().st_mode for way in ways]
    for way, mode in zip(ways, before, strict=True):
        way.chmod(mode | 0o011)  # so that a user without rights comes as far as the folder

    def use() -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)  # whom permissions stop, as they stop everybody but root
        assert not os.access(folder / "r.db", os.W_OK)
        with Store.open(folder / "r.db", create=False) as store:
            assert len(store.register().documents) == 1
            assert store.verify() == []
            with pytest.raises(StoreError, match="check the permissions"):
                add(store, reports[1])
            with pytest.raises(StoreError, match="check the permissions"):
                erase(store, [reports[0][1].document_id], reason="r", by="b", at=NOW)
        assert examine(folder / "r.db") == []
        with pytest.raises(StoreError):
            Store.open(folder / "new.db")

    done = in_a_process(use)
    folder.chmod(0o755)
    for way, mode in zip(ways, before, strict=True):
        way.chmod(mode)
    assert done == 0
    assert [p.name for p in folder.iterdir()] == ["r.db"]


@pytest.mark.parametrize("jumps", [(0, -3600, 10), (0, 86400 * 365, -86400 * 400), (0, -1, -2, -3), (0, 0, 0)])
def test_clock_that_jumps_neither_breaks_the_chain_nor_the_order(tmp_path: Path, make_report: Make, jumps: Sequence[int]) -> None:
    reports = mixed(make_report, len(jumps))
    with Store.open(tmp_path / "r.db") as store:
        for report, seconds in zip(reports, jumps, strict=True):
            assert add(store, report, NOW + timedelta(seconds=seconds))
        assert store.verify() == []
        assert len(store.register().documents) == len(jumps)
        assert [e.sequence for e in store.entries()] == list(range(1, 2 * len(jumps) + 1))
        known = len(store.register(recorded_as_of=NOW).documents)
        assert known == sum(seconds <= 0 for seconds in jumps)


def test_writers_on_different_reports_lose_none_and_number_them_in_one_row(tmp_path: Path, make_report: Make) -> None:
    reports = mixed(make_report, 60)

    def write(mine: list[Report]) -> None:
        with Store.open(tmp_path / "r.db") as store:
            for report in mine:
                assert add(store, report)

    writers = [FORK.Process(target=write, args=(reports[n::3],)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    whole(tmp_path / "r.db", {report[1].document_id for report in reports})


def test_killed_erasing_has_erased_all_or_nothing_and_is_finished_the_next_time(tmp_path: Path, make_report: Make) -> None:
    path = tmp_path / "r.db"
    reports = [r for r in mixed(make_report, 60) if r[1].url][:25]
    chance = random.Random(1)
    hashes = [r[0].sha256 for r in reports]
    reports = [r for r in reports if hashes.count(r[0].sha256) == 1]
    with Store.open(path) as store:
        for report in reports:
            add(store, report)
    wanted = reports[7][1].document_id

    def erase_it() -> None:
        with Store.open(path) as store:
            erase(store, [wanted], reason="asked for", by="editor-1", at=NOW)

    for _ in range(12):
        worker = FORK.Process(target=erase_it)
        worker.start()
        time.sleep(chance.random() * 0.12)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        with Store.open(path) as store:
            kinds = [entry.kind for entry in store.entries()]
            assert (kinds.count(EntryKind.REDACTED), kinds.count(EntryKind.ERASURE)) in {(0, 0), (2, 1)}
            assert store.verify() == []
    erase_it()
    kept = b"".join(p.read_bytes() for p in path.parent.glob("r.db*"))
    assert reports[7][1].text.encode()[:200] not in kept and reports[8][1].text.encode()[:30] in kept
    whole(path, {r[1].document_id for r in reports} - {wanted})


@pytest.mark.parametrize("job", ["backup", "repair"])
def test_killed_copy_or_repair_leaves_the_register_and_no_half_of_another(tmp_path: Path, make_report: Make, job: str) -> None:
    path, target = tmp_path / "r.db", tmp_path / "copy.db"
    with Store.open(path) as store:
        for report in mixed(make_report, 40):
            add(store, report)
    if job == "repair":
        with path.open("r+b") as file:
            file.seek(6 * 4096)
            file.write(b"\xff" * 4096)
    before = path.read_bytes()

    def run() -> None:
        if job == "repair":
            repair(path, at=NOW)
        else:
            with Store.open(path, create=False) as store:
                backup(store, target)

    worker = FORK.Process(target=run)
    worker.start()
    time.sleep(0.08)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    if not target.exists() and not list(tmp_path.glob("r.db.damaged*")):
        assert path.read_bytes() == before
        run()  # what was left half is no hindrance
    if job == "repair":
        with Store.open(path, create=False) as store:
            assert {p.code for p in store.verify()} <= {"entries_lost", "bytes_lost"}
    else:
        whole(target, set())


def test_two_openers_of_a_new_register_make_one(tmp_path: Path) -> None:
    def open_it() -> None:
        Store.open(tmp_path / "r.db").close()

    openers = [FORK.Process(target=open_it) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
        assert opener.exitcode == 0
    with sqlite3.connect(tmp_path / "r.db") as connection:
        assert connection.execute("SELECT version FROM schema_version ORDER BY version").fetchall() == [(1,), (2,)]
