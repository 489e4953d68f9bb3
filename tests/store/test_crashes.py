"""`kill -9` at any moment loses nothing that was acknowledged, and two writers take turns."""

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mixed_reports import Report, mixed

from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
# Forked, so that a writer starts at once and can be killed many times in a short test.
FORK = multiprocessing.get_context("fork")


def add_all(path: Path, reports: Sequence[Report], told: int | None) -> None:
    """Adds report after report; writes the id of each to the pipe `told` once it is acknowledged."""
    with Store.open(path) as store:
        for item, doc, reading, met in reports:
            store.add(item, doc, reading, met, recorded_at=NOW)
            if told is not None:
                os.write(told, f"{doc.document_id}\n".encode())


def add_until_killed(path: Path, reports: Sequence[Report], after: int, wait_s: float) -> set[str]:
    """The ids that were acknowledged before the writer was killed, `wait_s` after its acknowledgement number `after`.

    Counted, not timed, so that a busy machine kills in the same places; 0 = `wait_s` after its start, when it may not even have
    opened the file.
    """
    here, there = os.pipe()
    writer = FORK.Process(target=add_all, args=(path, reports, there))
    writer.start()
    os.close(there)
    with os.fdopen(here) as lines:
        told = [line for _, line in zip(range(after), lines, strict=False)]
        time.sleep(wait_s)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        return {line.strip() for line in (*told, *lines) if line.endswith("\n")}


def on_record(path: Path) -> list[str]:
    """The documents that have a reading, as the index tables say it; one for each time that they are there."""
    if not path.is_file():
        return []
    with Store.open(path, create=False), sqlite3.connect(path) as connection:
        return [name for (name,) in connection.execute("SELECT document_id FROM document")]


def kill_often(path: Path, reports: list[Report], kills: int, *, verify_every: int) -> int:
    """Kills the writer again and again while it adds the reports, shuffled; gives how many were acknowledged before a kill.

    After every kill each acknowledged report must be there, once; every so often the whole register is verified.
    """
    chance = random.Random(kills)
    acknowledged: set[str] = set()
    for round_ in range(kills):
        todo = [report for report in reports if report[1].document_id not in acknowledged]
        known = [report for report in reports if report[1].document_id in acknowledged]
        # New reports among some that are there already, which must not be taken in twice.
        batch = [*chance.sample(todo, min(len(todo), 60)), *chance.sample(known, min(len(known), 6))]
        chance.shuffle(batch)
        acknowledged |= add_until_killed(path, batch, chance.choice((0, 1, 2, 3, 5, 8)), chance.random() * 0.02)
        ids = on_record(path)
        assert acknowledged <= set(ids), f"kill {round_}: acknowledged reports are lost"
        assert len(ids) == len(set(ids)), f"kill {round_}: a report stands twice"
        if round_ % verify_every == 0 and path.is_file():
            with Store.open(path, create=False) as store:
                assert store.verify() == []
    return len(acknowledged)


def finish(path: Path, reports: list[Report]) -> None:
    """Adds what is missing and verifies all of it: every report once, every byte there."""
    add_all(path, reports, None)
    with Store.open(path, create=False) as store:
        register = store.register()
        assert [doc.document_id for doc in register.documents] == sorted(doc.document_id for _, doc, _, _ in reports)
        assert len(register.extractions) == len(reports)
        assert len(list(store.entries())) == 2 * len(reports)
        assert all(store.raw_bytes(item.sha256) == item.content for item, _, _, _ in reports)
        assert store.verify() == []


def test_kill_while_adding_loses_nothing_acknowledged(tmp_path: Path, make_report: Make) -> None:
    reports = mixed(make_report, 80)
    assert kill_often(tmp_path / "r.db", reports, 12, verify_every=4) > 0
    finish(tmp_path / "r.db", reports)


@pytest.mark.slow
def test_five_hundred_kills_in_two_thousand_reports_lose_nothing(tmp_path: Path, make_report: Make) -> None:
    reports = mixed(make_report, 2000)
    acknowledged = kill_often(tmp_path / "r.db", reports, 500, verify_every=25)
    assert acknowledged > 1000  # otherwise the kills came too early to tell anything
    finish(tmp_path / "r.db", reports)


def test_adding_goes_on_after_a_kill_as_if_nothing_had_been(tmp_path: Path, make_report: Make) -> None:
    reports = mixed(make_report, 40)
    add_until_killed(tmp_path / "killed.db", reports, 12, wait_s=0.005)
    add_all(tmp_path / "killed.db", reports, None)
    add_all(tmp_path / "whole.db", reports, None)
    with Store.open(tmp_path / "killed.db") as killed, Store.open(tmp_path / "whole.db") as whole:
        assert killed.register() == whole.register()
        assert len(list(killed.entries())) == len(list(whole.entries()))


def test_writers_take_turns(tmp_path: Path, make_report: Make) -> None:
    reports = mixed(make_report, 40)
    writers = [FORK.Process(target=add_all, args=(tmp_path / "r.db", order, None)) for order in (reports, reports, reports[::-1])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    finish(tmp_path / "r.db", reports)
