"""`kill -9` at any moment loses nothing that was acknowledged, and two writers take turns."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
# Forked, so that a writer starts at once and can be killed many times in a short test.
FORK = multiprocessing.get_context("fork")


def add_all(path: Path, reports: list[tuple], told: int | None) -> None:  # type: ignore[type-arg]
    """Adds report after report; writes the id of each to the pipe `told` once it is acknowledged."""
    with Store.open(path) as store:
        for item, doc, reading in reports:
            store.add(item, doc, reading, (), recorded_at=NOW)
            if told is not None:
                os.write(told, f"{doc.document_id}\n".encode())


def add_until_killed(path: Path, reports: list[tuple], wait_s: float) -> set[str]:  # type: ignore[type-arg]
    """The ids that were acknowledged before the writer was killed, `wait_s` after it was started."""
    here, there = os.pipe()
    writer = FORK.Process(target=add_all, args=(path, reports, there))
    writer.start()
    os.close(there)
    time.sleep(wait_s)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    with os.fdopen(here) as lines:
        return {line.strip() for line in lines if line.endswith("\n")}


def kill_often(tmp_path: Path, make_report: Make, rounds: int) -> None:
    reports = [make_report(n) for n in range(1, 40 * rounds)]
    chance = random.Random(rounds)
    path = tmp_path / "r.db"
    acknowledged: set[str] = set()
    for _ in range(rounds):
        chance.shuffle(reports)
        # From before the file is there to some hundred reports.
        acknowledged |= add_until_killed(path, reports, chance.choice((0.02, 0.1, 0.3)) * chance.random() * 2)
        if not path.is_file():
            continue
        with Store.open(path, create=False) as store:
            register = store.register()
            assert store.verify() == []
        ids = [doc.document_id for doc in register.documents]
        assert acknowledged <= set(ids)
        assert len(ids) == len(set(ids)) == len(register.extractions)
    assert acknowledged


def test_kill_while_adding_loses_nothing_acknowledged(tmp_path: Path, make_report: Make) -> None:
    kill_often(tmp_path, make_report, rounds=10)


@pytest.mark.slow
def test_many_kills_lose_nothing_acknowledged(tmp_path: Path, make_report: Make) -> None:
    kill_often(tmp_path, make_report, rounds=60)


def test_adding_goes_on_after_a_kill_as_if_nothing_had_been(tmp_path: Path, make_report: Make) -> None:
    reports = [make_report(n) for n in range(1, 60)]
    add_until_killed(tmp_path / "killed.db", reports, wait_s=0.2)
    add_all(tmp_path / "killed.db", reports, None)
    add_all(tmp_path / "whole.db", reports, None)
    with Store.open(tmp_path / "killed.db") as killed, Store.open(tmp_path / "whole.db") as whole:
        assert killed.register() == whole.register()
        assert len(list(killed.entries())) == len(list(whole.entries()))


def test_writers_take_turns(tmp_path: Path, make_report: Make) -> None:
    reports = [make_report(n) for n in range(40)]
    writers = [FORK.Process(target=add_all, args=(tmp_path / "r.db", order, None)) for order in (reports, reports, reports[::-1])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    with Store.open(tmp_path / "r.db") as store:
        assert len(store.register().documents) == 40
        assert len(list(store.entries())) == 80
        assert store.verify() == []
