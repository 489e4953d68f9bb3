"""The register at rest: nothing acknowledged is lost, nothing stands twice, nothing is changed unseen."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.ledger.text import print_register
from onrecord.model.enums import Judgement
from onrecord.model.errors import NotFoundError, StoreError
from onrecord.model.problems import Problem
from onrecord.model.register import Decision
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)

# A program that adds report after report and prints the id of each one that was acknowledged.
ADDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from onrecord.ingest.sources import collect
from onrecord.model.register import Extraction
from onrecord.read.reading import read_document
from onrecord.store.sqlite import Store
with Store.open(Path(sys.argv[1])) as store:
    for item in collect(sys.argv[2]):
        doc = read_document(item).document
        ids = {"document_id": doc.document_id, "text_version": doc.text_version}
        found = Extraction(**ids, reader="none", relevant=False, relevance=0.0)
        store.add(item, doc, found, (), recorded_at=datetime.now(UTC))
        print(doc.document_id, flush=True)
"""


def fill(path: Path, reports: list[tuple]) -> list[bool]:  # type: ignore[type-arg]
    with Store.open(path) as store:
        return [store.add(item, doc, reading, (), recorded_at=NOW) for item, doc, reading in reports]


def test_what_was_added_comes_back(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    assert fill(tmp_path / "r.db", [(item, doc, reading)]) == [True]
    with Store.open(tmp_path / "r.db", create=False) as store:
        assert store.register().documents == (doc,)
        assert store.register().extractions == (reading,)
        assert store.raw_bytes(item.sha256) == item.content
        assert store.verify() == []


def test_adding_twice_changes_nothing(tmp_path: Path, make_report: Make) -> None:
    reports = [make_report(n) for n in (1, 2)]
    assert fill(tmp_path / "r.db", reports) == [True, True]
    before = entries(tmp_path / "r.db")
    assert fill(tmp_path / "r.db", reports) == [False, False]
    assert entries(tmp_path / "r.db") == before


def entries(path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT * FROM entry ORDER BY sequence").fetchall()


def test_register_is_byte_identical_whatever_the_order(tmp_path: Path, make_report: Make) -> None:
    reports = [make_report(n) for n in range(6)]
    printed = set()
    for seed in range(3):
        random.Random(seed).shuffle(reports)
        path = tmp_path / f"{seed}.db"
        fill(path, reports)
        with Store.open(path) as store:
            printed.add(print_register(store.register()))
    assert len(printed) == 1


@pytest.mark.parametrize("action", ["UPDATE entry SET record = '{}'", "DELETE FROM entry", "DELETE FROM raw"])
def test_ledger_refuses_to_be_changed(tmp_path: Path, make_report: Make, action: str) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    with sqlite3.connect(tmp_path / "r.db") as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(action)


def test_tampering_behind_the_triggers_is_found(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(11)])
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("UPDATE entry SET record = replace(record, '11 villagers', '99 villagers')")
    with Store.open(tmp_path / "r.db") as store:
        assert "chain_broken" in {p.code for p in store.verify()}


def test_damaged_bytes_are_found(tmp_path: Path, make_report: Make) -> None:
    item, _, _ = make_report(11)
    fill(tmp_path / "r.db", [make_report(11)])
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("DROP TRIGGER raw_no_update")
        connection.execute("UPDATE raw SET content = x'00'")
    with Store.open(tmp_path / "r.db") as store:
        assert [p.code for p in store.verify()] == ["bytes_damaged"]
        with pytest.raises(StoreError, match="restore"):
            store.raw_bytes(item.sha256)


def test_bytes_that_are_not_here_are_said_to_be_missing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "r.db") as store, pytest.raises(NotFoundError, match="No bytes with the hash"):
        store.raw_bytes("0" * 64)


def test_indexes_are_made_again_from_the_ledger(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(n) for n in (1, 2, 3)])
    before = tables(tmp_path / "r.db")
    with Store.open(tmp_path / "r.db") as store:
        store.rebuild_indexes()
    assert tables(tmp_path / "r.db") == before


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    names = ("document", "claim", "event_mention", "disruption", "problem")
    with sqlite3.connect(path) as connection:
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in names}


def test_file_opens_in_plain_sqlite_with_keys_and_search(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(11), make_report(12, "near the bridge")])
    with sqlite3.connect(tmp_path / "r.db") as connection:
        for name in tables(tmp_path / "r.db"):
            assert any(column[5] for column in connection.execute(f"PRAGMA table_info({name})"))
        assert connection.execute("SELECT low, high, quote FROM claim WHERE low = 12").fetchone()[:2] == (12, 12)
        found = connection.execute("SELECT count(*) FROM document_search WHERE document_search MATCH 'bridge'").fetchone()
        assert found == (1,)
        assert connection.execute("SELECT max(version) FROM schema_version").fetchone() == (1,)


def test_new_reading_replaces_the_old_one_in_view_and_keeps_it_in_the_ledger(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    fill(tmp_path / "r.db", [(item, doc, reading), (item, doc, replace(reading, reader="test-2", claims=()))])
    with Store.open(tmp_path / "r.db") as store:
        assert store.register().extractions[0].reader == "test-2"
        assert len(list(store.entries())) == 4
    assert tables(tmp_path / "r.db")["claim"] == []


def test_problems_and_decisions_are_recorded_once(tmp_path: Path) -> None:
    problem = Problem(source="a.txt", code="empty", message="a.txt is empty.")
    with Store.open(tmp_path / "r.db") as store:
        assert store.add_problems((problem,), recorded_at=NOW)
        assert not store.add_problems((problem,), recorded_at=NOW)
        store.decide(
            Decision(subject="a", other="b", judgement=Judgement.POSITIVE, question="q", decided_by="me"), recorded_at=NOW
        )
        assert store.register().problems == (problem,)
        assert len(store.register().decisions) == 1


def test_register_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="make one with"):
        Store.open(tmp_path / "none.db", create=False)


def test_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.db").write_bytes(b"this is not a database at all, only a text" * 50)
    with pytest.raises(StoreError, match="no register or is damaged"):
        Store.open(tmp_path / "r.db")


def test_register_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    fill(tmp_path / "r.db", [])
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, 'later')")
    with pytest.raises(StoreError, match="update OnRecord"):
        Store.open(tmp_path / "r.db")


def write_many(path: Path, start: int, texts: list[str]) -> None:
    with Store.open(path) as store:
        from onrecord.ingest.sources import collect
        from onrecord.model.register import Extraction
        from onrecord.read.reading import read_document

        for text in texts:
            for item in collect(text):
                doc = read_document(item).document  # type: ignore[arg-type]  # files that can be read
                assert doc is not None
                found = Extraction(
                    document_id=doc.document_id, text_version=doc.text_version, reader="none", relevant=False, relevance=0.0
                )
                store.add(item, doc, found, (), recorded_at=NOW)  # type: ignore[arg-type]


def test_two_writers_take_turns(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(30):
        (folder / f"{n}.txt").write_text(f"{n} villagers were killed in the valley.")
    context = multiprocessing.get_context("spawn")
    texts = [str(p) for p in sorted(folder.iterdir())]
    writers = [context.Process(target=write_many, args=(tmp_path / "r.db", k, texts)) for k in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    with Store.open(tmp_path / "r.db") as store:
        assert len(store.register().documents) == 30
        assert len(list(store.entries())) == 60
        assert store.verify() == []


def kill_while_adding(tmp_path: Path, rounds: int, wait_s: float) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(400):
        (folder / f"{n:03}.txt").write_text(f"{n} villagers were killed in the valley on Saturday.")
    acknowledged: set[str] = set()
    chance = random.Random(rounds)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    for _ in range(rounds):
        command = [sys.executable, "-c", ADDER, str(tmp_path / "r.db"), str(folder)]
        adder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert adder.stdout is not None
        acknowledged.add(adder.stdout.readline().strip())
        time.sleep(chance.random() * wait_s)
        adder.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in adder.stdout if line.endswith("\n")}
        adder.wait()
        with Store.open(tmp_path / "r.db", create=False) as store:
            register = store.register()
            assert store.verify() == []
        ids = [doc.document_id for doc in register.documents]
        assert acknowledged - {""} <= set(ids)
        assert len(ids) == len(set(ids))


def test_kill_while_adding_loses_nothing_acknowledged(tmp_path: Path) -> None:
    kill_while_adding(tmp_path, rounds=4, wait_s=0.6)


@pytest.mark.slow
def test_many_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    kill_while_adding(tmp_path, rounds=40, wait_s=1.0)
