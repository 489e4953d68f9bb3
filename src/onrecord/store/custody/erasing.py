"""Erases documents for good: their bytes, text and quotes leave the file; a tombstone stays. See docs/decisions/0009."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from onrecord.ledger.chain import redacted, seal
from onrecord.ledger.erasing import concerned
from onrecord.ledger.replay import replay
from onrecord.model.enums import EntryKind
from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.model.register import Entry, Erasure
from onrecord.store import indexing, migrations
from onrecord.store.lines import (
    IS_TOMBSTONE,
    PROBLEMS,
    UNREAD,
    columns_of,
    entries_of,
    kept_bytes,
    last_entry,
    readings_of,
    subject_of,
    write_line,
)
from onrecord.store.sqlite import Store
from onrecord.store.tables import DOCUMENT, ENTRY, RAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What one erasing did: how many lines were blanked, how many bytes (as archived) left the file, and the tombstones."""

    lines: int
    size: int
    tombstones: tuple[Entry, ...]


def erase(store: Store, document_ids: Sequence[str], *, reason: str, by: str, at: datetime) -> Erased:
    """Erases documents from the register and from the file; again for those that are erased already only the cleaning is done.

    Bytes that no document was read from are named by their hash, `sha256:…`. `at` must know its zone. Raises InputError without a
    reason or a name, or when documents that were not named rest on the same bytes; NotFoundError for ids that were never on
    record; StoreError when another program keeps the old pages in use.
    """
    if not reason.strip() or not by.strip():
        raise InputError("Erasing needs a reason and the name or sign of who decided; both stay on record.")
    wanted = tuple(dict.fromkeys(document_ids))
    with store.writing() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        gone = {e.erasure.document_id for e in entries_of(connection, IS_TOMBSTONE) if e.erasure is not None}
        made = _erase(connection, [name for name in wanted if name not in gone], wanted, reason.strip(), by.strip(), at)
    _clean(store)
    return made


def recorded_before(store: Store, moment: datetime) -> tuple[str, ...]:
    """The ids of what came in before a moment, documents and unread bytes, oldest first; for keeping periods."""
    with store.reading() as connection:
        found = entries_of(connection, ENTRY.c.kind == EntryKind.DOCUMENT.value)
        return tuple(dict.fromkeys(subject_of(e) for e in found if kept_bytes(e) and e.recorded_at < moment))


def _erase(connection: Connection, new: Sequence[str], wanted: Sequence[str], reason: str, by: str, at: datetime) -> Erased:
    told = or_(ENTRY.c.kind == EntryKind.JUDGEMENT.value, ENTRY.c.subject == PROBLEMS, ENTRY.c.subject.startswith(UNREAD))
    others = list(entries_of(connection, told)) if new else []
    plans = [_plan(connection, name, wanted, others) for name in new]
    blanked = {entry.entry_id: entry for _, entries in plans for entry in entries}
    hashes = sorted({erasure for found, _ in plans for erasure in found})
    sizes = connection.execute(select(RAW.c.size).where(RAW.c.sha256.in_(hashes))).scalars()
    size = sum(sizes)
    tombstones = []
    if plans:
        with migrations.erasing(connection):
            for entry in blanked.values():
                bare, line = redacted(entry)
                connection.execute(
                    update(ENTRY).where(ENTRY.c.sequence == entry.sequence).values({**columns_of(bare), "record": line})
                )
            connection.execute(delete(RAW).where(RAW.c.sha256.in_(hashes)))
        for name, (found, entries) in zip(new, plans, strict=True):
            for sha256 in found:
                erasure = Erasure(document_id=name, raw_sha256=sha256, entry_ids=tuple(e.entry_id for e in entries),
                                  reason=reason, erased_by=by)  # fmt: skip
                draft = Entry(sequence=0, entry_id="", previous=None, recorded_at=at, kind=EntryKind.ERASURE, erasure=erasure)
                made = seal(last_entry(connection), draft)
                write_line(connection, made)
                tombstones.append(made.entry)
        indexing.rebuild(connection, replay(entries_of(connection)))
    return Erased(lines=len(blanked), size=size, tombstones=tuple(tombstones))


def _plan(
    connection: Connection, document_id: str, wanted: Sequence[str], others: Sequence[Entry]
) -> tuple[list[str], list[Entry]]:
    """The hashes of a document's bytes and the entries to be blanked for it; `others` are decisions and trouble."""
    mine = list(entries_of(connection, *readings_of(document_id)))
    hashes = sorted({sha256 for entry in mine if (sha256 := kept_bytes(entry)) is not None})
    if not hashes:
        raise NotFoundError(f"{document_id} is not on record; `onrecord documents` lists what is.")
    query = select(DOCUMENT.c.document_id).where(DOCUMENT.c.raw_sha256.in_(hashes), DOCUMENT.c.document_id.not_in(wanted))
    if twins := list(connection.execute(query).scalars()):
        raise InputError(f"{', '.join(twins)} rests on the same bytes as {document_id}; name these documents too.")
    known = {entry.entry_id for entry in mine}
    return hashes, [*mine, *(entry for entry in concerned(mine, others) if entry.entry_id not in known)]


def _clean(store: Store) -> None:
    """Writes the file anew without the freed pages and empties the log, so that no byte of what was erased is left in either."""
    with store.alone() as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreError(
            "The document is erased from the register, but another program still reads older pages of the file; "
            "close it and run the same command again to clean the file."
        )
