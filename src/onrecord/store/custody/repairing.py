"""Says exactly what is damaged in a register, and repairs what can be: indexes, bytes whose file is still there, broken pages."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, literal_column, select

from onrecord.ledger.chain import seal
from onrecord.model.enums import EntryKind, ProblemSeverity
from onrecord.model.errors import NotFoundError, StoreError
from onrecord.model.problems import Problem
from onrecord.model.register import Entry, Gap, Repair
from onrecord.store import migrations
from onrecord.store.auditing import unpacked
from onrecord.store.custody.salvaging import Sorted, fetch_again, lost_documents, lost_gaps, salvage, sort_rows
from onrecord.store.lines import entries_of, kept_bytes, last_entry, write_line
from onrecord.store.opening import address_to_read
from onrecord.store.sqlite import Store
from onrecord.store.tables import ENTRY, INDEXES, RAW

# So many single findings of SQLite are looked at; a file with more is carried over in any case.
FINDINGS = 100
# What SQLite says when only an index is wrong, which REINDEX makes anew from its table.
OF_AN_INDEX = ("missing from index", "in index", "entries in index", "of index table")
# What only a new file mends: lines that no longer give their hash, or stand beside columns that say other things.
OF_A_LINE = frozenset({"chain_broken", "columns_differ"})
SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair did, a sentence each, and what does not hold after it."""

    done: tuple[str, ...]
    left: tuple[Problem, ...]


def examine(path: Path) -> list[Problem]:
    """What is wrong with the file itself, page by page, and what is lost by it; nothing when SQLite finds it whole.

    Raises StoreError when there is no file. Nothing is changed.
    """
    if not path.is_file():
        raise StoreError(f"There is no register at {path}; make one with `onrecord add PATH --store {path}`.")
    findings = _integrity(path)
    if not findings:
        return []
    if _only_indexes(findings):
        message = f"An index of the file is damaged ({findings[0]}); nothing is lost, `onrecord check --repair` makes it anew."
        return [_error(path, "file_index", message)]
    return [_error(path, "file_damaged", message) for message in (_summary(findings), *_losses(sort_rows(path)))]


def repair(path: Path, *, at: datetime) -> Repaired:
    """Repairs what can be repaired and tells what was done and what is left. `at` must know its zone.

    A damaged file is never changed: a new one takes its place and it is set aside. Raises StoreError when nothing can be read.
    """
    done: list[str] = []
    findings = _integrity(path)
    if findings and _only_indexes(findings):
        with Store.open(path, create=False) as store, store.alone() as connection:
            connection.execute("REINDEX")
            store.rebuild_indexes()
        done.append("indexes and index tables of the file made anew from the ledger")
        findings = _integrity(path)
    if findings:
        done += _salvage(path, at)
    with Store.open(path, create=False) as store:
        problems = store.verify()
    if any(problem.code in OF_A_LINE for problem in problems):
        done += _salvage(path, at)
    with Store.open(path, create=False) as store:
        done += _mend_bytes(store, at)
        if any(problem.code == "index_differs" for problem in store.verify()):
            store.rebuild_indexes()
            done.append("index tables made anew from the ledger")
        return Repaired(done=tuple(done), left=tuple(store.verify()))


def _integrity(path: Path) -> list[str]:
    """What SQLite finds wrong with the file, and texts that are no text; nothing when it is whole. Opened for reading only."""
    try:
        with closing(sqlite3.connect(address_to_read(path), uri=True)) as connection:
            connection.text_factory = bytes  # a damaged file has names and texts that are no UTF-8
            found = [_shown(row[0]) for row in connection.execute(f"PRAGMA integrity_check({FINDINGS})")]
            return list(_no_texts(connection)) if found == ["ok"] else found
    except sqlite3.OperationalError as trouble:
        if "malformed" in str(trouble):
            return [str(trouble)]
        raise StoreError(f"{path} cannot be examined now ({trouble}); close other programs and try again.") from trouble
    except (sqlite3.DatabaseError, UnicodeDecodeError) as trouble:
        return [str(trouble)]


def _no_texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Where a text is no UTF-8 any more: a flipped bit that the structure of the file does not show."""
    there = {_shown(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in (ENTRY, *INDEXES.sorted_tables):  # those that hold words, and nothing that is no text
        if table.name in there:
            kind = "index table" if table.metadata is INDEXES else "table"
            rows = connection.execute(str(select(literal_column("*")).select_from(table)))
            for number, row in enumerate(rows, start=1):
                if any(isinstance(value, bytes) and _is_broken(value) for value in row):
                    yield f"row {number} of {kind} {table.name} holds bytes that are no text"


def _is_broken(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return True
    return False


def _shown(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _only_indexes(findings: list[str]) -> bool:
    return all(any(words in finding for words in OF_AN_INDEX) for finding in findings) and len(findings) < FINDINGS


def _summary(findings: list[str]) -> str:
    told = findings[0].replace("\n", " ")
    more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
    return f"The file is damaged ({told}{more}); `onrecord check --repair` carries what can be read over into a new one."


def _losses(found: Sorted) -> Iterator[str]:
    """What can be read and what is lost, in sentences."""
    yield f"{len(found.numbers)} entries and the bytes of {found.files} reports can still be read and match their hashes."
    if found.missing:
        yield f"{found.missing} pages are cut off at the end of the file."
    if found.broken:
        yield f"{found.broken} entries or files of bytes can be read, but no longer give their hash."
    if gaps := lost_gaps(found):
        yield f"These entries are lost: {_listed(gaps)}."
    if documents := lost_documents(found):
        yield f"Readings are lost of these documents: {_some(list(documents))}; add the reports again after the repair."


def _listed(gaps: tuple[Gap, ...]) -> str:
    return _some([str(gap.first) if gap.first == gap.last else f"{gap.first} to {gap.last}" for gap in gaps])


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _salvage(path: Path, at: datetime) -> list[str]:
    made = salvage(path, at=at)
    told = [
        f"{made.entries} entries and the bytes of {made.files} reports carried over into a new file",
        f"the damaged file is {made.aside}; keep it until the reports are added again",
    ]
    if made.fetched:
        told.append(f"the bytes of {made.fetched} reports read again from the files they came from")
    if made.repair is not None:
        if made.repair.gaps:
            told.append(f"LOST: entries {_listed(made.repair.gaps)}")
        if made.repair.documents:
            told.append(f"LOST: readings of {_some(list(made.repair.documents))}; add these reports again")
        if made.repair.bytes_lost:
            told.append(f"LOST: raw bytes {_some([name[:16] + '…' for name in made.repair.bytes_lost])}; add these reports again")
        told.append("the ledger goes on with an entry that says all of this")
    return told


def _mend_bytes(store: Store, at: datetime) -> list[str]:
    """Brings back raw bytes whose file is still there; says of the others in the chain that they are lost."""
    fetched, lost = 0, set[str]()
    with store.writing() as connection:
        told = {name for e in entries_of(connection, ENTRY.c.kind == EntryKind.REPAIR.value) if e.repair
                for name in e.repair.bytes_lost}  # fmt: skip
        damaged = list(_damaged(store))
        if not damaged:
            return []
        with migrations.erasing(connection):
            for entry in damaged:
                sha256 = kept_bytes(entry) or ""
                connection.execute(delete(RAW).where(RAW.c.sha256 == sha256))
                if fetch_again(connection, entry):
                    fetched += 1
                elif sha256 not in told:
                    lost.add(sha256)
        if lost:
            made = Repair(gaps=(), bytes_lost=tuple(sorted(lost)))
            draft = Entry(sequence=0, entry_id="", previous=None, recorded_at=at, kind=EntryKind.REPAIR, repair=made)
            write_line(connection, seal(last_entry(connection), draft))
    words = [f"the bytes of {fetched} reports read again from the files they came from"] if fetched else []
    if lost:
        names = _some([name[:16] + "…" for name in sorted(lost)])
        words.append(f"LOST: raw bytes {names}; add these reports again. The ledger says so from now on")
    return words


def _damaged(store: Store) -> Iterator[Entry]:
    """The entries whose bytes are missing or do not give their hash, once for each hash."""
    seen: set[str] = set()
    with store.reading() as connection:
        for entry in entries_of(connection, ENTRY.c.kind == EntryKind.DOCUMENT.value):
            sha256 = kept_bytes(entry)
            if sha256 is None or sha256 in seen:
                continue
            seen.add(sha256)
            try:
                unpacked(connection, sha256)
            except (NotFoundError, StoreError):
                yield entry


def _error(path: Path, code: str, message: str) -> Problem:
    return Problem(source=str(path), code=code, message=message, severity=ProblemSeverity.ERROR)
