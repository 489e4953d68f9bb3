"""A damaged file: what is damaged is said exactly, what can be read is carried over, and what was lost is never hidden."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.model.errors import StoreError
from onrecord.store.custody import sealing
from onrecord.store.custody.erasing import erase
from onrecord.store.custody.pages import Pages
from onrecord.store.custody.repairing import Repaired, examine, repair
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
LATER = datetime(2026, 3, 1, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)
REPORTS = 30
PAGE = 4096
# What may be left after a repair: losses that the ledger itself tells of.
SAID = {"entries_lost", "bytes_lost"}


def reports(make_report: Make) -> list[tuple]:  # type: ignore[type-arg]
    return [make_report(n, "in the valley " + "and on the road " * (n * 40 % 700)) for n in range(1, REPORTS + 1)]


def fill(path: Path, made: list[tuple]) -> None:  # type: ignore[type-arg]
    with Store.open(path) as store:
        for item, doc, reading in made:
            store.add(item, doc, reading, (), recorded_at=NOW)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    fill(tmp_path / "r.db", reports(make_report))
    return tmp_path / "r.db"


def overwrite(path: Path, page: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(content)


def statements(path: Path, *wanted: str) -> None:
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in wanted:
            connection.execute(statement)


def holds_again(path: Path, made: list[tuple], done: Repaired) -> int:  # type: ignore[type-arg]
    """How many documents are still there; adding everything again must give back all of it, once each."""
    assert {p.code for p in done.left} <= SAID
    with Store.open(path, create=False) as store:
        kept = len(store.register().extractions)
        assert {p.code for p in store.verify()} <= SAID
        if kept < len(made):
            assert any(words.startswith("LOST") for words in done.done) or done.left
    fill(path, made)
    with Store.open(path, create=False) as store:
        register = store.register()
        assert [x.document_id for x in register.extractions] == sorted(doc.document_id for _, doc, _ in made)
        assert {doc.text for doc in register.documents} == {doc.text for _, doc, _ in made}
        assert all(store.raw_bytes(item.sha256) == item.content for item, _, _ in made)
        assert {p.code for p in store.verify()} <= SAID
    assert examine(path) == []
    return kept


def test_whole_register_is_left_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    assert examine(path) == []
    assert repair(path, at=LATER) == Repaired(done=(), left=())
    assert path.read_bytes() == before


def test_every_row_is_read_from_the_pages_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        kept = dict(connection.execute("SELECT sequence, record FROM entry").fetchall())
    with Pages(path) as pages:
        rows = {row.number: row.values[6] for row in pages.rows() if len(row.values) == 7 and row.values[0] is None}
    assert rows == kept


def test_rows_that_stand_only_in_the_log_are_read(tmp_path: Path, make_report: Make) -> None:
    with Store.open(tmp_path / "r.db") as store:
        item, doc, reading = make_report(11)
        store.add(item, doc, reading, (), recorded_at=NOW)
        assert (tmp_path / "r.db-wal").stat().st_size > 0
        with Pages(tmp_path / "r.db") as pages:
            assert sum(len(row.values) == 7 and row.values[0] is None for row in pages.rows()) == 2


@pytest.mark.parametrize("seed", range(12))
def test_page_of_rubbish_costs_only_what_stood_on_it(path: Path, make_report: Make, seed: int) -> None:
    chance = random.Random(seed)
    page = chance.randrange(2, path.stat().st_size // PAGE)
    overwrite(path, page, chance.choice((b"\x00" * PAGE, chance.randbytes(PAGE), b"\xff" * PAGE, chance.randbytes(9))))
    done = repair(path, at=LATER)
    assert holds_again(path, reports(make_report), done) >= REPORTS - 5


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_truncated_file_keeps_what_stands_before_the_cut(path: Path, make_report: Make, share: float) -> None:
    size = int(path.stat().st_size * share) - 100
    with path.open("r+b") as file:
        file.truncate(size)
    found = [p.message for p in examine(path)]
    assert any("pages are cut off at the end" in message for message in found)
    assert any("carries what can be read over" in message for message in found)
    done = repair(path, at=LATER)
    kept = holds_again(path, reports(make_report), done)
    assert kept >= int(REPORTS * share * 0.2)
    assert {p.code for p in done.left} <= SAID and done.left


@pytest.mark.parametrize("content", [b"\x00" * PAGE, b"\xff" * PAGE, b"\x00" * 100])
def test_file_without_its_first_page_is_carried_over(path: Path, make_report: Make, content: bytes) -> None:
    overwrite(path, 1, content)
    assert examine(path)
    done = repair(path, at=LATER)
    assert holds_again(path, reports(make_report), done) >= REPORTS - 1


def test_damage_names_entries_and_documents(path: Path, make_report: Make) -> None:
    _, doc, _ = reports(make_report)[14]
    with sqlite3.connect(path) as connection:
        (lost,) = connection.execute("SELECT sequence FROM entry WHERE subject LIKE ?", (f"{doc.document_id} %",)).fetchone()
    with Pages(path) as pages:
        (page,) = {row.page for row in pages.rows() if row.number == lost and len(row.values) == 7 and row.values[0] is None}
    overwrite(path, page, b"\x00" * PAGE)
    found = " ".join(p.message for p in examine(path))
    assert "These entries are lost: " in found and doc.document_id in found
    done = repair(path, at=LATER)
    with Store.open(path) as store:
        last = list(store.entries())[-1]
    assert last.repair is not None and doc.document_id in last.repair.documents
    assert any(gap.first <= lost <= gap.last for gap in last.repair.gaps)
    assert any("LOST: entries" in words for words in done.done)


def test_damaged_file_is_set_aside_unchanged(path: Path) -> None:
    overwrite(path, 5, b"\xff" * PAGE)
    before = path.read_bytes()
    repair(path, at=LATER)
    assert (path.parent / "r.db.damaged-20260301T000000").read_bytes() == before
    assert not list(path.parent.glob("*.part*"))


def test_second_damage_is_told_beside_the_first(path: Path, make_report: Make) -> None:
    made = reports(make_report)
    for n in (1, 2):
        with Pages(path) as pages:
            page = sorted({r.page for r in pages.rows() if len(r.values) == 7 and r.values[0] is None})[4 * n]
        overwrite(path, page, b"\x00" * PAGE)
        done = repair(path, at=LATER.replace(day=n))
        assert {p.code for p in done.left} <= SAID and done.left
    holds_again(path, made, done)


def test_damaged_index_is_made_anew_and_nothing_is_lost(path: Path) -> None:
    statements(path, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, '(subject)', '(kind)') "
               "WHERE name = 'ix_entry_subject'")  # fmt: skip
    assert [p.code for p in examine(path)] == ["file_index"]
    before = entry_ids(path)
    done = repair(path, at=LATER)
    assert done == Repaired(done=("indexes and index tables of the file made anew from the ledger",), left=())
    assert entry_ids(path) == before


def entry_ids(path: Path) -> list[str]:
    with Store.open(path) as store:
        return [entry.entry_id for entry in store.entries()]


@pytest.mark.parametrize(("table", "column", "code"), [("entry", "record", "file_damaged"), ("claim", "quote", "file_index")])
def test_flipped_bit_that_leaves_no_text_is_found(path: Path, make_report: Make, table: str, column: str, code: str) -> None:
    flipped = f"CAST(substr(CAST({column} AS BLOB), 1, 30) || x'ff' || substr(CAST({column} AS BLOB), 32) AS TEXT)"
    statements(path, f"UPDATE {table} SET {column} = {flipped} WHERE rowid = 4")
    assert code in {p.code for p in examine(path)}
    done = repair(path, at=LATER)
    assert holds_again(path, reports(make_report), done) >= REPORTS - 1


def test_index_table_that_was_changed_is_made_anew(path: Path) -> None:
    statements(path, "UPDATE claim SET low = 99")
    assert repair(path, at=LATER) == Repaired(done=("index tables made anew from the ledger",), left=())


def test_line_that_no_longer_gives_its_hash_is_dropped_and_told(path: Path, make_report: Make) -> None:
    statements(path, "UPDATE entry SET record = replace(record, 'valley', 'alley') WHERE sequence IN (3, 4, 9)")
    done = repair(path, at=LATER)
    assert "LOST: entries 3 to 4, 9" in done.done
    assert [p.subject for p in done.left if p.code == "entries_lost"] == ["3..4", "9..9"]
    assert holds_again(path, reports(make_report), done) == REPORTS - 2


def test_lost_bytes_are_read_again_where_their_file_still_is(tmp_path: Path, make_report: Make) -> None:
    made = []
    for n in (1, 2, 3):
        item, doc, reading = make_report(n)
        file = tmp_path / f"{n}.txt"
        file.write_bytes(item.content)
        made.append((replace(item, source=str(file)), replace(doc, source=str(file)), reading))
    fill(tmp_path / "r.db", made)
    (tmp_path / "2.txt").unlink()
    (tmp_path / "3.txt").write_bytes(b"another text by now")
    statements(tmp_path / "r.db", "DELETE FROM raw WHERE rowid = 1", "UPDATE raw SET content = x'00'")
    done = repair(tmp_path / "r.db", at=LATER)
    assert "the bytes of 1 reports read again from the files they came from" in done.done
    assert [p.code for p in done.left] == ["bytes_lost", "bytes_lost"]
    assert any(words.startswith("LOST: raw bytes") for words in done.done)
    again = repair(tmp_path / "r.db", at=LATER)
    assert [p.code for p in again.left] == ["bytes_lost", "bytes_lost"] and not again.done
    fill(tmp_path / "r.db", made)
    with Store.open(tmp_path / "r.db") as store:
        assert store.verify() == []


def test_erased_report_and_seals_outlive_a_repair(path: Path, make_report: Make, tmp_path: Path) -> None:
    _, doc, _ = reports(make_report)[3]
    sealing.new_key(tmp_path / "k")
    with Store.open(path) as store:
        erase(store, [doc.document_id], reason="asked for", by="editor-1", at=NOW)
        sealing.sign_head(store, sealing.load_key(tmp_path / "k"), at=NOW)
    overwrite(path, 1, b"\x00" * PAGE)
    done = repair(path, at=LATER)
    assert done.left == ()
    with Store.open(path) as store:
        assert len(store.tombstones()) == 1 and len(sealing.seals(store)) == 1
        assert sealing.check_seals(store, None) == []
        assert len(store.register().documents) == REPORTS - 1


@pytest.mark.parametrize("seed", range(8))
def test_rubbish_all_over_the_file_never_makes_up_a_row(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with Pages(path) as pages:
        whole = {row.values for row in pages.rows() if len(row.values) == 7}
    content = bytearray(path.read_bytes())
    for _ in range(400):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    found = [p for p in examine(path) if p.code == "file_damaged"]
    done = repair(path, at=LATER)
    assert found and {p.code for p in done.left} <= SAID
    with sqlite3.connect(path) as connection:
        kept = connection.execute("SELECT entry_id, record FROM entry WHERE kind != 'repair'").fetchall()
    assert {(None, *row) for row in kept} <= {(None, row[1], row[6]) for row in whole}


@pytest.mark.parametrize("content", [b"no register at all " * 500, b"\x00" * 20000, b"SQLite format 3\x00" + b"\x01" * 9000])
def test_file_in_which_nothing_can_be_read_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.db").write_bytes(content)
    assert [p.code for p in examine(tmp_path / "r.db")][:1] == ["file_damaged"]
    with pytest.raises(StoreError, match="Nothing of a register can be read"):
        repair(tmp_path / "r.db", at=LATER)
    assert [p.name for p in tmp_path.iterdir()] == ["r.db"]
    assert (tmp_path / "r.db").read_bytes() == content


def test_register_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no register"):
        examine(tmp_path / "none.db")
