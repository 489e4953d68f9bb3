"""A register in one SQLite file: the ledger, the raw bytes, and indexes for reading; opens in Datasette as it is.

Every report is one transaction that is on disk before it is acknowledged (WAL, synchronous FULL).
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import NullPool

from onrecord.ledger.chain import append, verify
from onrecord.ledger.checks import check_register
from onrecord.ledger.replay import replay
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import EntryKind, ProblemSeverity
from onrecord.model.errors import NotFoundError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import dumps, from_json
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry, Extraction, Register
from onrecord.store.indexing import document_row, problem_row, reading_rows, register_rows
from onrecord.store.migrations import migrate
from onrecord.store.tables import DOCUMENT, ENTRY, INDEXES, PROBLEM, RAW

# How long a writer waits for another one to finish, in milliseconds.
BUSY_MS = 30_000


class Store:
    """An open register. Use as a context manager; `open` makes the file when it is not there and `create` is true."""

    def __init__(self, path: Path, engine: Engine) -> None:
        """Use `Store.open`."""
        self.path = path
        self._engine = engine

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> "Store":
        """Opens the register at `path`; StoreError says what to do when it is not there, no register, or newer than we are."""
        if not create and not path.is_file():
            raise StoreError(f"There is no register at {path}; make one with `onrecord add PATH --store {path}`.")
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        event.listen(engine, "connect", _prepare)
        store = cls(path, engine)
        with store._writing() as connection:
            migrate(connection)
            if not inspect(connection).has_table(DOCUMENT.name):
                store._fill_indexes(connection)
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
        """Records one report and what was read from it; False when this reading of it is on record already."""
        with self._writing() as connection:
            key = f"{document.document_id} {document.text_version} {extraction.reader}"
            if connection.execute(select(ENTRY.c.sequence).where(ENTRY.c.subject == key)).first():
                return False
            if not connection.execute(select(RAW.c.sha256).where(RAW.c.sha256 == item.sha256)).first():
                packed = zlib.compress(item.content, 6)
                row = {"sha256": item.sha256, "media_type": item.media_type, "size": len(item.content), "content": packed}
                connection.execute(insert(RAW).values(row))
            before = self._last(connection)
            first = append(before, recorded_at=recorded_at, kind=EntryKind.DOCUMENT, document=document, problems=problems)
            second = append(first, recorded_at=recorded_at, kind=EntryKind.EXTRACTION, extraction=extraction)
            self._write(connection, first, document.document_id)
            self._write(connection, second, key)
            self._index(connection, document, extraction, problems)
            return True

    def add_problems(self, problems: tuple[Problem, ...], *, recorded_at: datetime) -> bool:
        """Records trouble with what could not be read; False when all of it is on record already."""
        with self._writing() as connection:
            rows = [(problem_row(p), p) for p in problems]
            known = set(connection.execute(select(PROBLEM.c.problem_id)).scalars()) if rows else set()
            new = tuple(p for row, p in rows if row["problem_id"] not in known)
            if not new:
                return False
            entry = append(self._last(connection), recorded_at=recorded_at, kind=EntryKind.DOCUMENT, problems=new)
            self._write(connection, entry, "problems")
            self._insert_problems(connection, new)
            return True

    def decide(self, decision: Decision, *, recorded_at: datetime) -> Entry:
        """Records a person's or rule's decision."""
        with self._writing() as connection:
            entry = append(self._last(connection), recorded_at=recorded_at, kind=EntryKind.JUDGEMENT, decision=decision)
            self._write(connection, entry, decision.subject)
            return entry

    def entries(self) -> Iterator[Entry]:
        """Every line of the ledger, in order, one at a time."""
        with self._reading() as connection:
            for row in connection.execute(select(ENTRY.c.record).order_by(ENTRY.c.sequence)).yield_per(200):
                yield from_json(Entry, json.loads(row.record))

    def register(self, *, published_as_of: datetime | None = None, recorded_as_of: datetime | None = None) -> Register:
        """What is on record, all of it or as known by a moment; see `ledger.replay`."""
        return replay(self.entries(), published_as_of=published_as_of, recorded_as_of=recorded_as_of)

    def raw_bytes(self, sha256: str) -> bytes:
        """The archived bytes of that hash, verified; NotFoundError when they are not here, StoreError when they were damaged."""
        with self._reading() as connection:
            content = connection.execute(select(RAW.c.content).where(RAW.c.sha256 == sha256)).scalar()
        if content is None:
            raise NotFoundError(f"No bytes with the hash {sha256} are archived in {self.path}.")
        try:
            unpacked = zlib.decompress(content)
        except zlib.error as trouble:
            raise StoreError(f"The archived bytes {sha256} cannot be unpacked ({trouble}); restore a copy.") from trouble
        if sha256_hex(unpacked) != sha256:
            raise StoreError(f"The archived bytes {sha256} do not match their hash; restore the register from a copy.")
        return unpacked

    def verify(self) -> list[Problem]:
        """Everything that does not hold: the chain, the bytes of every document, every span, and the checks of the ledger."""
        entries = list(self.entries())
        found = [p for p in verify(entries) if p.severity is not ProblemSeverity.NOTE]
        register = replay(entries)
        for doc in register.documents:
            try:
                self.raw_bytes(doc.raw_sha256)
            except (NotFoundError, StoreError) as trouble:
                found.append(
                    Problem(source=doc.document_id, code="bytes_damaged", message=str(trouble), severity=ProblemSeverity.ERROR)
                )
        return [*found, *check_register(register)]

    def rebuild_indexes(self) -> None:
        """Drops every index table and fills it again from the ledger."""
        with self._writing() as connection:
            INDEXES.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS document_search"))
            self._fill_indexes(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, _says_what_to_do(self.path):
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start, so that two writers take turns."""
        with _says_what_to_do(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def _last(self, connection: Connection) -> Entry | None:
        row = connection.execute(select(ENTRY.c.record).order_by(ENTRY.c.sequence.desc()).limit(1)).first()
        return from_json(Entry, json.loads(row.record)) if row else None

    def _write(self, connection: Connection, entry: Entry, subject: str) -> None:
        connection.execute(
            insert(ENTRY).values(
                sequence=entry.sequence,
                entry_id=entry.entry_id,
                previous=entry.previous,
                recorded_at=entry.recorded_at.isoformat(),
                kind=entry.kind.value,
                subject=subject,
                record=dumps(entry),
            )
        )

    def _index(self, connection: Connection, doc: Document, extraction: Extraction, problems: tuple[Problem, ...]) -> None:
        """Adds one new document to the indexes; a new reading of a known one has them made anew."""
        if connection.execute(select(DOCUMENT.c.document_id).where(DOCUMENT.c.document_id == doc.document_id)).first():
            INDEXES.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS document_search"))
            self._fill_indexes(connection)
            return
        connection.execute(insert(DOCUMENT).values(document_row(doc, extraction)))
        for table, rows in reading_rows(extraction):
            if rows:
                connection.execute(insert(table), rows)
        self._insert_problems(connection, (*problems, *extraction.problems))
        _search_rows(connection, [doc])

    def _fill_indexes(self, connection: Connection) -> None:
        INDEXES.create_all(connection)
        _create_search(connection)
        records = connection.execute(select(ENTRY.c.record).order_by(ENTRY.c.sequence)).scalars()
        register = replay(from_json(Entry, json.loads(record)) for record in records)
        for table, rows in register_rows(register):
            if rows:
                connection.execute(insert(table), rows)
        _search_rows(connection, list(register.documents))

    def _insert_problems(self, connection: Connection, problems: tuple[Problem, ...]) -> None:
        known = set(connection.execute(select(PROBLEM.c.problem_id)).scalars()) if problems else set()
        rows = {row["problem_id"]: row for row in map(problem_row, problems) if row["problem_id"] not in known}
        if rows:
            connection.execute(insert(PROBLEM), list(rows.values()))


def _prepare(connection: object, record: object) -> None:
    """Settings of every connection; transactions are begun by us, not by the driver."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # a sqlite3 connection
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def _says_what_to_do(path: Path) -> Iterator[None]:
    """Turns the database's errors into StoreErrors that a person can act on."""
    try:
        yield
    except IntegrityError as trouble:
        raise StoreError(f"{path} refused an entry ({trouble.orig}); nothing was changed. Run `onrecord check`.") from trouble
    except OperationalError as trouble:
        raise StoreError(f"{path} cannot be used now ({trouble.orig}); {_advice(str(trouble.orig))}") from trouble
    except DatabaseError as trouble:
        raise StoreError(
            f"{path} is no register or is damaged ({trouble.orig}); restore a copy or name another file."
        ) from trouble


def _advice(words: str) -> str:
    hints = {
        "locked": "another program holds it: wait and try again.",
        "full": "the disk is full: free some space; what was acknowledged is safe.",
        "readonly": "it may not be written: check the permissions.",
        "unable to open": "check the path and the permissions.",
    }
    return next((hint for key, hint in hints.items() if key in words), "what was acknowledged is safe; try again.")


def _create_search(connection: Connection) -> None:
    """Full-text search over title and text, where this SQLite has FTS5; without it search is slower, nothing else changes."""
    if connection.execute(select(func.sqlite_compileoption_used("ENABLE_FTS5"))).scalar():
        connection.execute(
            text("CREATE VIRTUAL TABLE IF NOT EXISTS document_search USING fts5(document_id UNINDEXED, title, body)")
        )


def _search_rows(connection: Connection, documents: list[Document]) -> None:
    if documents and inspect(connection).has_table("document_search"):
        rows = [{"i": d.document_id, "t": d.title or "", "b": d.text} for d in documents]
        connection.execute(text("INSERT INTO document_search (document_id, title, body) VALUES (:i, :t, :b)"), rows)
