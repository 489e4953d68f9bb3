"""A register in one SQLite file: the ledger, the raw bytes, and indexes for reading; opens in Datasette as it is.

Every report is one transaction that is on disk before it is acknowledged (WAL, synchronous FULL).
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import cast

from sqlalchemy import Connection, Engine, bindparam, func, insert, select

from onrecord.ledger.chain import seal
from onrecord.ledger.replay import replay
from onrecord.model.documents import Capture, Document, RawItem
from onrecord.model.enums import EntryKind, ProblemSeverity
from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry, Extraction, Register
from onrecord.store import indexing, migrations
from onrecord.store.auditing import audit, unpacked
from onrecord.store.lines import IS_TOMBSTONE, PROBLEMS, entries_of, last_entry, readings_of, subject_of, unread_name, write_line
from onrecord.store.opening import make_folder, open_engine, says_what_to_do
from onrecord.store.tables import ENTRY, RAW

# How long a writer waits for another one to finish before it gives up.
PATIENCE_S = 30.0
# Fewer digits of a hash would name bytes by chance.
SHORTEST_HASH = 8
# Asked at every report that comes in, so it is put together once; only the few tombstones are looked through.
ERASED = select(ENTRY.c.sequence).where(IS_TOMBSTONE, func.instr(ENTRY.c.record, bindparam("sha256")) > 0)


class Store:
    """An open register. Use as a context manager; `open` makes the file when it is not there and `create` is true."""

    def __init__(self, path: Path, engine: Engine) -> None:
        """Use `Store.open`."""
        self.path = path
        self._engine = engine

    @classmethod
    def open(cls, path: Path, *, create: bool = True, patience_s: float = PATIENCE_S) -> "Store":
        """Opens the register at `path`; StoreError says what to do when it is not there, no register, or newer than we are.

        Nothing is written when the file is up to date, so that a register on a disk that cannot be written opens too.
        """
        if not create and not path.is_file():
            raise StoreError(f"There is no register at {path}; make one with `onrecord add PATH --store {path}`.")
        if create:
            make_folder(path.parent)
        store = cls(path, open_engine(path, create=create, patience_s=patience_s))
        with store.reading() as connection:
            current = migrations.is_current(connection) and indexing.is_current(connection)
        if not current:
            with store.writing() as connection:
                migrations.migrate(connection)
                indexing.rebuild(connection, replay(entries_of(connection)))
        return store

    def __enter__(self) -> "Store":
        """The store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the file."""
        self.close()

    def close(self) -> None:
        """Closes the file; what was acknowledged is on disk already."""
        self._engine.dispose()

    def add(
        self, item: RawItem, document: Document, extraction: Extraction, problems: tuple[Problem, ...], *, recorded_at: datetime
    ) -> bool:
        """Records one report and what was read from it; False when this reading of it is on record already.

        The same report come by another way (a second folder) is recorded only where its entry is the one that stands for both,
        so that the register does not depend on which came first. A report that was erased is not taken in again: False.
        """
        with self.writing() as connection:
            if _is_erased(connection, item.sha256):
                return False
            mine = list(entries_of(connection, *readings_of(document.document_id)))
            shown = replay(mine)
            draft = _draft(recorded_at, EntryKind.DOCUMENT, document=document, problems=problems, capture=_capture(item))
            first = seal(last_entry(connection), draft)
            read = _draft(recorded_at, EntryKind.EXTRACTION, extraction=extraction, supersedes=_superseded(mine, shown))
            second = seal(first.entry, read)
            known = subject_of(second.entry) in map(subject_of, mine)
            result = replay([*mine, first.entry, second.entry])
            _archive(connection, item)  # also where they are on record already: a damaged file may have lost them
            if known and result == shown:
                return False
            write_line(connection, first)
            write_line(connection, second)
            if result != shown:
                if mine:
                    indexing.take_out(connection, shown)
                indexing.put_in(connection, result)
            if not indexing.problems_of(shown) <= indexing.problems_of(result):
                indexing.outdate(connection)
            return not known

    def add_unread(self, item: RawItem, problems: tuple[Problem, ...], *, recorded_at: datetime) -> bool:
        """Archives bytes that nothing could be read from, with their custody and why; False when all of it is on record already.

        Bytes that were erased are not taken in again: False.
        """
        with self.writing() as connection:
            if _is_erased(connection, item.sha256):
                return False
            mine = entries_of(connection, ENTRY.c.subject == unread_name(item.sha256))
            met = {problem for entry in mine for problem in entry.problems}
            _archive(connection, item)  # see `add`
            new = tuple(dict.fromkeys(problem for problem in problems if problem not in met))
            if not new:
                return False
            draft = _draft(recorded_at, EntryKind.DOCUMENT, problems=new, capture=_capture(item))
            write_line(connection, seal(last_entry(connection), draft))
            indexing.put_in(connection, Register(problems=new))
            return True

    def add_problems(self, problems: tuple[Problem, ...], *, recorded_at: datetime) -> bool:
        """Records trouble with what could not be read; False when all of it is on record already."""
        with self.writing() as connection:
            met = {p for entry in entries_of(connection, ENTRY.c.subject == PROBLEMS) for p in entry.problems}
            new = tuple(dict.fromkeys(p for p in problems if p not in met))
            if not new:
                return False
            write_line(connection, seal(last_entry(connection), _draft(recorded_at, EntryKind.DOCUMENT, problems=new)))
            indexing.put_in(connection, Register(problems=new))
            return True

    def decide(self, decision: Decision, *, recorded_at: datetime) -> Entry:
        """Records a person's or rule's decision."""
        with self.writing() as connection:
            made = seal(last_entry(connection), _draft(recorded_at, EntryKind.JUDGEMENT, decision=decision))
            write_line(connection, made)
            return made.entry

    def entries(self) -> Iterator[Entry]:
        """Every line of the ledger, in order, one at a time; StoreError when one can no longer be read."""
        with self.reading() as connection:
            yield from entries_of(connection)

    def tombstones(self) -> tuple[Entry, ...]:
        """What was erased, in order: entries whose `erasure` says which document, when, why and by whom."""
        with self.reading() as connection:
            return tuple(entries_of(connection, IS_TOMBSTONE))

    def tombstone_of(self, sha256: str) -> Entry | None:
        """The entry that says why a report with these raw bytes was erased; None = none was."""
        with self.reading() as connection:
            found = entries_of(connection, IS_TOMBSTONE)
            return next((entry for entry in found if entry.erasure and entry.erasure.raw_sha256 == sha256), None)

    def register(self, *, published_as_of: datetime | None = None, recorded_as_of: datetime | None = None) -> Register:
        """What is on record, all of it or as known by a moment; see `ledger.replay`."""
        return replay(self.entries(), published_as_of=published_as_of, recorded_as_of=recorded_as_of)

    def raw_bytes(self, sha256: str) -> bytes:
        """The archived bytes of that hash, verified; NotFoundError when they are not here, StoreError when they were damaged."""
        with self.reading() as connection:
            return unpacked(connection, sha256)

    def raw_name(self, start: str) -> str:
        """The whole hash of the archived bytes whose hash begins so. InputError when several do, NotFoundError when none does."""
        query = select(RAW.c.sha256).where(RAW.c.sha256.startswith(start, autoescape=True)).limit(2)
        with self.reading() as connection:
            found = list(connection.execute(query).scalars())
        if not found or len(start) < SHORTEST_HASH:
            raise NotFoundError(f"No archived bytes have a hash that begins with {start!r}; give {SHORTEST_HASH} digits or more.")
        if len(found) > 1:
            raise InputError(f"Several archived bytes have a hash that begins with {start!r}; give more of its digits.")
        return str(found[0])

    def verify(self) -> list[Problem]:
        """Everything that does not hold: the chain, the bytes of every document, every span, the checks, and the index tables.

        The clock having gone back is no fault of the register and is left out.
        """
        with self.reading() as connection:
            return [problem for problem in audit(connection) if problem.severity is not ProblemSeverity.NOTE]

    def rebuild_indexes(self) -> None:
        """Drops every index table and fills it again from the ledger."""
        with self.writing() as connection:
            indexing.rebuild(connection, replay(entries_of(connection)))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the file, whatever is written meanwhile."""
        with says_what_to_do(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start, so that two writers take turns."""
        with says_what_to_do(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The database itself, outside any transaction, for work on the file as a whole."""
        with says_what_to_do(self.path):
            connection = self._engine.raw_connection()
            try:
                yield cast("sqlite3.Connection", connection.driver_connection)
            finally:
                connection.close()


def _superseded(mine: list[Entry], shown: Register) -> str | None:
    """The entry of the reading that counted so far."""
    return next((entry.entry_id for entry in reversed(mine) if entry.extraction in shown.extractions), None)


def _archive(connection: Connection, item: RawItem) -> None:
    if not connection.execute(select(RAW.c.sha256).where(RAW.c.sha256 == item.sha256)).first():
        packed = zlib.compress(item.content, 6)
        row = {"sha256": item.sha256, "media_type": item.media_type, "size": len(item.content), "content": packed}
        connection.execute(insert(RAW), row)


def _draft(
    recorded_at: datetime,
    kind: EntryKind,
    *,
    document: Document | None = None,
    extraction: Extraction | None = None,
    decision: Decision | None = None,
    problems: tuple[Problem, ...] = (),
    supersedes: str | None = None,
    capture: Capture | None = None,
) -> Entry:
    return Entry(sequence=0, entry_id="", previous=None, recorded_at=recorded_at, kind=kind, document=document,
                 extraction=extraction, decision=decision, problems=problems, supersedes=supersedes,
                 capture=capture)  # fmt: skip


def _capture(item: RawItem) -> Capture:
    """How the bytes came in."""
    return Capture(sha256=item.sha256, size=len(item.content), media_type=item.media_type, source=item.source,
                   locator=item.locator, url=item.url, fetched_at=item.fetched_at, charset=item.charset,
                   given_by=item.given_by, headers=item.headers)  # fmt: skip


def _is_erased(connection: Connection, sha256: str) -> bool:
    """Whether a report with these bytes was erased."""
    return connection.execute(ERASED, {"sha256": sha256}).first() is not None
