"""The register at rest: nothing acknowledged is lost, nothing stands twice, nothing is changed unseen."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from onrecord.ledger.text import print_register
from onrecord.model.enums import Judgement
from onrecord.model.errors import NotFoundError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem
from onrecord.model.register import Decision
from onrecord.store.migrations import MIGRATIONS
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


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


def test_file_opens_in_plain_sqlite_with_keys_and_views(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(11), make_report(12, "near the bridge")])
    with sqlite3.connect(tmp_path / "r.db") as connection:
        for name in tables(tmp_path / "r.db"):
            assert any(column[5] for column in connection.execute(f"PRAGMA table_info({name})"))
        assert connection.execute("SELECT low, high, quote FROM claim WHERE low = 12").fetchone()[:2] == (12, 12)
        told = connection.execute("SELECT quote, published_at FROM claim_with_report WHERE low = 11").fetchone()
        assert told == ("11 villagers were killed in the valley", "2026-01-31T00:00:00Z")
        assert connection.execute("SELECT max(version) FROM schema_version").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def found(path: Path, word: str) -> list[str]:
    with sqlite3.connect(path) as connection:
        query = "SELECT text FROM document WHERE rowid IN (SELECT rowid FROM document_search WHERE document_search MATCH ?)"
        return [text for (text,) in connection.execute(query, (word,))]


def test_words_are_found_and_datasette_can_tell_how(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(11), make_report(12, "near the bridge")])
    assert found(tmp_path / "r.db", "bridge") == ["12 villagers were killed near the bridge."]
    with sqlite3.connect(tmp_path / "r.db") as connection:
        # The question Datasette asks before it offers a search box.
        query = (
            """SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content="document"%'"""
        )
        assert connection.execute(query).fetchall() == [("document_search",)]


def test_new_reading_replaces_the_old_one_in_view_and_keeps_it_in_the_ledger(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    other = make_report(12)
    again = (item, replace(doc, title="Valley toll"), replace(reading, reader="test-2", claims=()))
    assert fill(tmp_path / "r.db", [(item, doc, reading), other, again]) == [True, True, True]
    with Store.open(tmp_path / "r.db") as store:
        assert {x.document_id: x.reader for x in store.register().extractions}[doc.document_id] == "test-2"
        assert len(list(store.entries())) == 6
        assert [e.supersedes for e in store.entries() if e.extraction] == [None, None, list(store.entries())[1].entry_id]
        assert store.verify() == []
    assert [row[1] for row in tables(tmp_path / "r.db")["claim"]] == [other[1].document_id]
    assert found(tmp_path / "r.db", "toll") == [doc.text]


def test_older_reading_that_comes_late_is_kept_but_does_not_count(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    newer = replace(reading, reader="test-2.10")
    assert fill(tmp_path / "r.db", [(item, doc, newer), (item, doc, replace(reading, reader="test-2.9"))]) == [True, True]
    with Store.open(tmp_path / "r.db") as store:
        assert store.register().extractions == (newer,)


def test_one_report_in_two_folders_is_one_whatever_the_order(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    ways = [(replace(item, source=s), replace(doc, source=s), reading, Problem(source=s, code="odd", message=s)) for s in "ba"]
    registers = []
    for name, order in (("1.db", ways), ("2.db", ways[::-1])):
        with Store.open(tmp_path / name) as store:
            new = [store.add(i, d, x, (p,), recorded_at=NOW) for i, d, x, p in order]
            assert new == [True, False]
            kept = list(store.entries())
            assert [store.add(i, d, x, (p,), recorded_at=NOW) for i, d, x, p in order] == [False, False]
            assert list(store.entries()) == kept
            assert store.verify() == []
            registers.append(print_register(store.register()))
    assert registers[0] == registers[1]
    assert "source=a" in registers[0] and "source=b" not in registers[0]


def test_reader_that_says_a_thing_twice_does_not_stop_the_report(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    assert fill(tmp_path / "r.db", [(item, doc, replace(reading, claims=reading.claims * 2))]) == [True]


def test_number_too_large_for_a_column_stays_whole_in_the_ledger(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(11)
    huge = replace(reading.claims[0], count=replace(reading.claims[0].count, low=2**63, high=2**63))
    fill(tmp_path / "r.db", [(item, doc, replace(reading, claims=(huge,)))])
    with Store.open(tmp_path / "r.db") as store:
        assert store.register().extractions[0].claims == (huge,)
    assert tables(tmp_path / "r.db")["claim"][0][3:5] == (None, None)


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


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "r.db") as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)")
    with pytest.raises(StoreError, match=r"another program.*'bookmarks'"):
        Store.open(tmp_path / "r.db")
    with sqlite3.connect(tmp_path / "r.db") as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_writer_that_waits_too_long_is_told_why(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    item, doc, reading = make_report(2)
    holder = sqlite3.connect(tmp_path / "r.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Store.open(tmp_path / "r.db", create=False, patience_s=0.05) as store:
        assert len(store.register().documents) == 1  # reading goes on
        with pytest.raises(StoreError, match="another program holds it: wait"):
            store.add(item, doc, reading, (), recorded_at=NOW)
    holder.close()


def test_reading_changes_nothing_on_disk(tmp_path: Path, make_report: Make) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    before = (tmp_path / "r.db").read_bytes()
    with Store.open(tmp_path / "r.db", create=False) as store:
        store.register()
        assert store.verify() == []
    assert (tmp_path / "r.db").read_bytes() == before


def test_register_that_cannot_be_written_opens_for_reading(
    tmp_path: Path, make_report: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "r.db", [make_report(1)])
    item, doc, reading = make_report(2)
    monkeypatch.setattr("os.access", lambda path, mode: False)  # the tests may run as root, whom no permission stops
    with Store.open(tmp_path / "r.db", create=False) as store:
        assert len(store.register().documents) == 1
        with pytest.raises(StoreError, match="check the permissions"):
            store.add(item, doc, reading, (), recorded_at=NOW)


@pytest.mark.parametrize("name", ["what?.db", "50% off#1.db", "a b/ü.db"])
def test_any_file_name_will_do(tmp_path: Path, make_report: Make, name: str) -> None:
    fill(tmp_path / name, [make_report(1)])
    assert (tmp_path / name).is_file()
    with Store.open(tmp_path / name, create=False) as store:
        assert len(store.register().documents) == 1


def test_empty_file_becomes_a_register(tmp_path: Path) -> None:
    (tmp_path / "r.db").touch()  # what a kill before the first transaction leaves
    with Store.open(tmp_path / "r.db", create=False) as store:
        assert store.verify() == []


def test_file_name_that_is_no_utf8_does_not_stop_the_report(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(1)
    doc, problem = replace(doc, source="\udcff.txt", title="\udcff"), Problem(source="\udcfe.txt", code="empty", message="\udcfe")
    with Store.open(tmp_path / "r.db") as store:
        assert store.add(replace(item, source="\udcff.txt"), doc, reading, (), recorded_at=NOW)
        assert store.add_problems((problem,), recorded_at=NOW)
        assert not store.add_problems((problem,), recorded_at=NOW)
        assert store.register().documents == (doc,)
        assert store.verify() == []
    assert [row[4] for row in tables(tmp_path / "r.db")["document"]] == ["\ufffd"]


def test_place_where_no_folder_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="name another place"):
        Store.open(tmp_path / "file" / "r.db")


def test_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check the path"):
        Store.open(tmp_path)


def test_tables_of_version_1_stay_as_they_were_released() -> None:
    with create_engine("sqlite://").connect() as connection:
        MIGRATIONS[0](connection)
        query = "SELECT sql FROM sqlite_master WHERE tbl_name IN ('entry', 'raw', 'schema_version') AND sql IS NOT NULL"
        statements = sorted(" ".join(row.sql.split()) for row in connection.exec_driver_sql(query))
    # A table that must change gets a new migration; what an old file holds cannot be changed here.
    assert sha256_hex("\n".join(statements).encode())[:16] == "80a9dcafc199c3d6"


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
