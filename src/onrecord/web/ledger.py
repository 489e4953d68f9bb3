"""What pages read straight from the register at rest: the end of the chain, the log, what it replays to, full-text search."""

import bisect
import copy
import itertools
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, func, select, text

from onrecord.ledger.replay import Replay, replay
from onrecord.ledger.second import confirmed_only, without_decisions
from onrecord.model.enums import EntryKind
from onrecord.model.errors import NotFoundError
from onrecord.model.register import Entry, Register
from onrecord.reconcile.memory import Memory
from onrecord.store.auditing import unpacked
from onrecord.store.indexing import has_search
from onrecord.store.lines import entries_of, entry_of
from onrecord.store.opening import open_engine, says_what_to_do
from onrecord.store.sqlite import Store
from onrecord.store.tables import DOCUMENT, ENTRY, RAW, SEARCH

# How long a page waits for a writer; longer and a person thinks the page is broken.
PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of the ledger: its number and its hash; 0 and "" where nothing is on record."""

    sequence: int
    entry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A report that full-text search found, and its words around the hit; `marks` are their (start, end) in `snippet`."""

    document_id: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBytes:
    """The archived bytes of a report, verified against their hash."""

    content: bytes
    media_type: str


# How a line of the ledger says that it takes another one's place; quotes inside reports are escaped.
SUPERSEDES = '"supersedes":"'


class LedgerReader:
    """Reads one register, from any thread; opens it once."""

    def __init__(self, path: Path) -> None:
        """StoreError where there is no register, or it is newer than this program."""
        Store.open(path, create=False).close()  # brings an older file's tables up to date
        self._path = path
        self._lock = threading.Lock()
        self._counted: tuple[int, dict[EntryKind, int]] = (0, {})
        self._withheld: frozenset[str] = frozenset()
        self._engine = open_engine(path, create=False, patience_s=PATIENCE_S)

    def close(self) -> None:
        """Closes the file."""
        self._engine.dispose()

    def without(self, claims: frozenset[str]) -> "LedgerReader":
        """The same reader for somebody who must not see decisions on these claims (ids): such an entry has no decision."""
        if not claims:
            return self
        reader = copy.copy(self)
        reader._withheld = claims
        return reader

    def _shown(self, entry: Entry) -> Entry:
        withheld = entry.decision is not None and entry.decision.subject in self._withheld
        return replace(entry, decision=None) if withheld else entry

    def head(self) -> Head:
        """The end of the chain now."""
        with self._reading() as connection:
            row = connection.execute(
                select(ENTRY.c.sequence, ENTRY.c.entry_id).order_by(ENTRY.c.sequence.desc()).limit(1)
            ).first()
        return Head(sequence=row.sequence, entry_id=row.entry_id) if row else Head(sequence=0, entry_id="")

    def latest(
        self,
        limit: int,
        *,
        before: int | None = None,
        after: int = 0,
        kinds: Sequence[EntryKind] = (),
        subject: str | None = None,
    ) -> tuple[Entry, ...]:
        """Entries, newest first: at most `limit`, after `after`, before `before`, of these kinds (none = all), on `subject`.

        `subject` also finds the readings of a document.
        """
        where: list[ColumnElement[bool]] = []
        if after:
            where.append(ENTRY.c.sequence > after)
        if before is not None:
            where.append(ENTRY.c.sequence < before)
        if kinds:
            where.append(ENTRY.c.kind.in_([kind.value for kind in kinds]))
        if subject is not None:
            where += [ENTRY.c.subject >= subject, ENTRY.c.subject < f"{subject}!"]  # the sign after the blank
        query = select(ENTRY.c.record).where(*where).order_by(ENTRY.c.sequence.desc()).limit(limit)
        with self._reading() as connection:
            return tuple(self._shown(entry_of(row.record)) for row in connection.execute(query))

    def between(self, after: int, upto: int) -> Iterator[Entry]:
        """The entries after number `after` up to number `upto`, in order."""
        with self._reading() as connection:
            yield from entries_of(connection, ENTRY.c.sequence > after, ENTRY.c.sequence <= upto)

    def reread(self, limit: int) -> list[tuple[Entry, Entry]]:
        """The readings that took another one's place, newest first and at most `limit`, each with the one before it."""
        newer = select(ENTRY.c.record).where(ENTRY.c.kind == EntryKind.EXTRACTION.value, ENTRY.c.record.contains(SUPERSEDES))
        found = []
        with self._reading() as connection:
            for row in connection.execute(newer.order_by(ENTRY.c.sequence.desc()).limit(limit)).all():
                new = entry_of(row.record)
                old = connection.execute(select(ENTRY.c.record).where(ENTRY.c.entry_id == new.supersedes)).first()
                if old is not None:
                    found.append((new, entry_of(old.record)))
        return found

    def entry(self, sequence: int) -> Entry:
        """One entry by its number; NotFoundError when there is none."""
        with self._reading() as connection:
            row = connection.execute(select(ENTRY.c.record).where(ENTRY.c.sequence == sequence)).first()
        if row is None:
            raise NotFoundError(f"The ledger has no entry {sequence}; its last one is {self.head().sequence}.")
        return self._shown(entry_of(row.record))

    def count(self, kind: EntryKind | None = None, *, after: int = 0) -> int:
        """How many entries there are after entry `after`, of one kind or of all."""
        query = select(func.count()).select_from(ENTRY).where(ENTRY.c.sequence > after)
        if kind is not None:
            query = query.where(ENTRY.c.kind == kind.value)
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def counts(self) -> dict[EntryKind, int]:
        """How many entries there are of each kind; only what is new since the last time is counted."""
        head = self.head().sequence
        with self._lock:
            to, known = self._counted
        fresh = {kind: self.count(kind, after=to) for kind in EntryKind} if head != to else {}
        if fresh.get(EntryKind.ERASURE):  # it changed the kind of older lines
            known, fresh = {}, {kind: self.count(kind) for kind in EntryKind}
        found = {kind: known.get(kind, 0) + fresh.get(kind, 0) for kind in EntryKind}
        with self._lock:
            self._counted = (head, found)
        return {kind: n for kind, n in found.items() if n}

    def raw(self, sha256: str) -> RawBytes:
        """The archived bytes of that hash; NotFoundError when they are not here, StoreError when they were damaged."""
        with self._reading() as connection:
            content = unpacked(connection, sha256)
            media_type = connection.execute(select(RAW.c.media_type).where(RAW.c.sha256 == sha256)).scalar_one()
        return RawBytes(content=content, media_type=str(media_type))

    def search(self, words: str, limit: int = 200) -> tuple[Hit, ...]:
        """The reports that have all these words, best first; words in double quotes must stand together.

        Without SQLite's full-text index, reports whose text or title holds the words as typed, in order of their ids.
        """
        asked = query_of(words)
        if not asked:
            return ()
        with self._reading() as connection:
            return tuple(_full_text(connection, asked, limit) if has_search() else _plain(connection, words, limit))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with says_what_to_do(self._path), self._engine.connect() as connection:
            yield connection
            connection.rollback()


class Follower:
    """The registers that a ledger replays to; reads the ledger once, and after that only what is new. For one thread at a time.

    `memory` holds what was worked out from these registers; both begin anew after an erasure or a repair, so that nothing of
    what is gone stays anywhere.
    """

    def __init__(self, reader: LedgerReader, *, two_person: bool) -> None:
        """Nothing is read yet. `two_person` = decisions that nobody has confirmed do not count."""
        self._reader = reader
        self._two_person = two_person
        self._begin()

    def register(
        self,
        head: Head,
        published_as_of: datetime | None = None,
        recorded_as_of: datetime | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Register:
        """What was on record at `head`, all of it or as published or recorded by a moment (UTC); as `pipeline.load_register`.

        `without` = claims on which nothing that people decided is to count.
        """
        at = self._place(head)
        if published_as_of is None and recorded_as_of is None and at == len(self._entries):
            register = self._now.register()
        else:
            known = itertools.islice(self._entries, at)
            register = replay(known, published_as_of=published_as_of, recorded_as_of=recorded_as_of)
        register = without_decisions(register, without) if without else register
        return confirmed_only(register) if self._two_person else register

    def _begin(self) -> None:
        self._entries: list[Entry] = []
        self._now = Replay()
        self.memory = Memory()

    def _place(self, head: Head) -> int:
        """How many entries there are up to `head`, once they are read; from the start where the file has become another one."""
        if self._end() < head.sequence:
            self._take(list(self._reader.between(self._end(), head.sequence)))
        at = bisect.bisect_right(self._entries, head.sequence, key=lambda entry: entry.sequence)
        if (self._entries[at - 1].entry_id if at else "") != head.entry_id:
            self._begin()
            self._take(list(self._reader.between(0, head.sequence)))
            at = len(self._entries)
        return at

    def _take(self, new: list[Entry]) -> None:
        if self._entries and any(e.erasure or e.repair or e.previous != before.entry_id
                                 for before, e in itertools.pairwise((self._entries[-1], *new))):  # fmt: skip
            last = new[-1].sequence
            self._begin()
            new = list(self._reader.between(0, last))
        for entry in new:
            self._now.take(entry)
        self._entries += new

    def _end(self) -> int:
        return self._entries[-1].sequence if self._entries else 0


def query_of(words: str) -> str:
    """What is typed into the search field as an FTS5 query: every word and "quoted phrase" must be there; nothing is syntax."""
    parts = re.findall(r'"([^"]+)"|([^\s"]+)', words)
    terms = [phrase or word for phrase, word in parts]
    return " ".join('"' + term.replace('"', '""') + '"' for term in terms if re.search(r"\w", term))


# Signs that no report's text keeps (private use area), so that marks cannot be forged by a text.
OPEN, CLOSE = "\ue000", "\ue001"


def _full_text(connection: Connection, asked: str, limit: int) -> Iterator[Hit]:
    query = text(
        f"SELECT d.document_id AS document_id, snippet({SEARCH}, 1, :open, :close, '…', 32) AS words "  # noqa: S608  # our names
        f"FROM {SEARCH} JOIN {DOCUMENT.name} d ON d.rowid = {SEARCH}.rowid "
        f"WHERE {SEARCH} MATCH :asked ORDER BY rank, d.document_id LIMIT :limit"
    )
    for row in connection.execute(query, {"asked": asked, "open": OPEN, "close": CLOSE, "limit": limit}):
        yield _hit(row.document_id, row.words)


def _hit(document_id: str, marked: str) -> Hit:
    snippet, marks, start = "", [], None
    for part in re.split(f"([{OPEN}{CLOSE}])", marked):
        if part == OPEN:
            start = len(snippet)
        elif part == CLOSE:
            if start is not None:
                marks.append((start, len(snippet)))
            start = None
        else:
            snippet += part
    return Hit(document_id=document_id, snippet=snippet, marks=tuple(marks))


def _plain(connection: Connection, words: str, limit: int) -> Iterator[Hit]:
    typed = words.strip()
    where = DOCUMENT.c.text.contains(typed, autoescape=True) | DOCUMENT.c.title.contains(typed, autoescape=True)
    query = select(DOCUMENT.c.document_id, DOCUMENT.c.text).where(where).order_by(DOCUMENT.c.document_id).limit(limit)
    for row in connection.execute(query):
        at = max(row.text.casefold().find(typed.casefold()), 0)
        start = max(at - 100, 0)
        yield Hit(document_id=row.document_id, snippet=row.text[start : at + 200], marks=((at - start, at - start + len(typed)),))
