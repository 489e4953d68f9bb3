"""What `check` finds when a register was changed behind OnRecord's back, and what it must not find."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.ledger.chain import line_hash
from onrecord.model.errors import StoreError
from onrecord.model.problems import Problem
from onrecord.model.spans import Span
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    with Store.open(tmp_path / "r.db") as store:
        for n in (11, 10):
            item, doc, reading = make_report(n)
            met = Problem(source=item.source, code="undated", message=f"{item.source} states no date.")
            store.add(item, doc, reading, (met,), recorded_at=NOW)
    return tmp_path / "r.db"


def tamper(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        for name in ("entry_no_update", "entry_no_delete", "raw_no_update", "raw_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def problems(path: Path) -> list[Problem]:
    with Store.open(path, create=False) as store:
        return store.verify()


def test_untouched_register_holds(path: Path) -> None:
    assert problems(path) == []


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        (
            "UPDATE entry SET record = replace(record, '11 villagers', '99 villagers')",
            {"chain_broken", "index_differs", "span_broken"},
        ),
        ("UPDATE entry SET record = replace(record, '\"test\"', '\"tess\"')", {"chain_broken", "index_differs"}),
        ("DELETE FROM entry WHERE sequence = 1", {"chain_broken", "index_differs"}),
        ("DELETE FROM entry WHERE sequence > 2", {"index_differs"}),
        ("UPDATE entry SET record = substr(record, 1, 200) WHERE sequence = 3", {"chain_broken", "index_differs"}),
        ("UPDATE entry SET recorded_at = '2020-01-01T00:00:00+00:00' WHERE sequence = 2", {"columns_differ"}),
        ("UPDATE entry SET subject = 'doc-0' WHERE sequence = 2", {"columns_differ"}),
        ("UPDATE raw SET content = x'00'", {"bytes_damaged"}),
        ("UPDATE raw SET content = (SELECT content FROM raw ORDER BY sha256 LIMIT 1)", {"bytes_damaged"}),
        ("DELETE FROM raw", {"bytes_damaged"}),
        ("UPDATE claim SET low = 99", {"index_differs"}),
        ("DELETE FROM problem", {"index_differs"}),
    ],
)  # fmt: skip
def test_tampering_is_found(path: Path, statement: str, codes: set[str]) -> None:
    tamper(path, statement)
    assert codes <= {p.code for p in problems(path)} <= codes | {"columns_differ"}


def test_every_problem_says_what_to_do(path: Path) -> None:
    tamper(path, "UPDATE entry SET record = '{' WHERE sequence = 4", "UPDATE claim SET low = 99", "DELETE FROM raw")
    found = problems(path)
    assert len({p.code for p in found}) == 3
    assert all("restore" in p.message.lower() or "drop the table" in p.message or "left out" in p.message for p in found)


def test_damaged_line_stops_reading_with_advice(path: Path) -> None:
    tamper(path, "UPDATE entry SET record = '{' WHERE sequence = 2")
    with Store.open(path, create=False) as store, pytest.raises(StoreError, match="run `onrecord check`"):
        store.register()


def test_damaged_bytes_are_not_given_out(path: Path, make_report: Make) -> None:
    item, _, _ = make_report(11)
    tamper(path, "UPDATE raw SET content = x'00'")
    with Store.open(path) as store, pytest.raises(StoreError, match="restore"):
        store.raw_bytes(item.sha256)


def test_index_that_was_dropped_or_has_another_shape_is_made_anew(path: Path) -> None:
    for statement in ("DROP TABLE problem", "UPDATE index_shape SET shape = 'old'", "DROP TABLE claim"):
        with sqlite3.connect(path) as connection:
            connection.execute(statement)
        assert problems(path) == []


def test_line_of_an_earlier_release_stays_whole_when_records_gain_fields(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        line = connection.execute("SELECT record FROM entry WHERE sequence = 4").fetchone()[0]
    record = json.loads(line)
    del record["extraction"]["claims"][0]["basis"]  # a field that the earlier release did not have
    record["entry_id"] = ""
    record["entry_id"] = line_hash(json.dumps(record, separators=(",", ":")))
    old = json.dumps(record, separators=(",", ":"))
    tamper(path, f"UPDATE entry SET entry_id = '{record['entry_id']}', record = '{old}' WHERE sequence = 4")
    assert problems(path) == []


def test_broken_span_of_a_reading_that_no_longer_counts_is_found(tmp_path: Path, make_report: Make) -> None:
    item, doc, reading = make_report(7)
    bad = replace(reading, claims=(replace(reading.claims[0], span=Span(start=0, end=3, exact="7 m")),))
    with Store.open(tmp_path / "r.db") as store:
        store.add(item, doc, bad, (), recorded_at=NOW)
        store.add(item, doc, replace(reading, reader="test-2"), (), recorded_at=NOW)
        assert [p.code for p in store.verify()] == ["span_broken"]


def test_problem_that_two_reports_share_outlives_a_new_reading_of_one(tmp_path: Path, make_report: Make) -> None:
    shared = Problem(source="page.html", code="undated", message="page.html states no date.")
    one, two = make_report(1), make_report(2)
    with Store.open(tmp_path / "r.db") as store:
        for item, doc, reading in (one, two):
            store.add(item, doc, replace(reading, problems=(shared,)), (), recorded_at=NOW)
        store.add(one[0], one[1], replace(one[2], reader="test-2"), (), recorded_at=NOW)
    assert problems(tmp_path / "r.db") == []
    with sqlite3.connect(tmp_path / "r.db") as connection:
        assert connection.execute("SELECT code FROM problem").fetchall() == [("undated",)]
