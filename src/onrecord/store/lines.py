"""The lines of the ledger in the table `entry`: written, found and read back, with the columns that stand beside them."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, literal_column, select

from onrecord.ledger.chain import Sealed
from onrecord.model.enums import EntryKind
from onrecord.model.errors import InputError, StoreError
from onrecord.model.jsonform import loads
from onrecord.model.register import Entry
from onrecord.store.tables import ENTRY

LAST = (
    select(ENTRY)
    .with_only_columns(*(c for c in ENTRY.columns if c is not ENTRY.c.record))
    .order_by(ENTRY.c.sequence.desc())
    .limit(1)
)
# The subject of entries that are about no document: trouble, repairs, and lines whose words were erased.
PROBLEMS = "problems"
REPAIR = "repair"
ERASED = "erased"
# The subject of entries on bytes that nothing could be read from begins so.
UNREAD = "sha256:"


def subject_of(entry: Entry) -> str:
    """What an entry is about, for finding it: a document, a reading "document version reader", a decision's subject.

    A tombstone is found under the document that was erased, bytes without a document under `unread_name`.
    """
    if entry.kind is EntryKind.REDACTED:
        return ERASED
    if entry.erasure is not None:
        return entry.erasure.document_id
    if entry.repair is not None:
        return REPAIR
    if entry.document is not None:
        return entry.document.document_id
    if entry.extraction is not None:
        return f"{entry.extraction.document_id} {entry.extraction.text_version} {entry.extraction.reader}"
    if entry.capture is not None:
        return unread_name(entry.capture.sha256)
    return entry.decision.subject if entry.decision is not None else PROBLEMS


def unread_name(sha256: str) -> str:
    """What archived bytes are called that no document was read from; `sha256` in hex."""
    return f"{UNREAD}{sha256}"


def kept_bytes(entry: Entry) -> str | None:
    """The hash of the archived bytes that an entry brought in, whether they could be read or not; None = it brought none."""
    if entry.document is not None:
        return entry.document.raw_sha256
    return entry.capture.sha256 if entry.capture is not None else None


def columns_of(entry: Entry) -> dict[str, str | int | None]:
    """The columns that stand beside an entry's line."""
    return {
        "sequence": entry.sequence,
        "entry_id": entry.entry_id,
        "previous": entry.previous,
        "recorded_at": entry.recorded_at.isoformat(),
        "kind": entry.kind.value,
        "subject": subject_of(entry),
    }


def entry_of(line: str) -> Entry:
    """The entry of a kept line; StoreError when it was damaged."""
    try:
        return loads(Entry, line)
    except InputError as trouble:
        raise StoreError(
            f"A line of the ledger cannot be read ({trouble}); run `onrecord check` and restore a copy."
        ) from trouble


def write_line(connection: Connection, sealed: Sealed) -> None:
    """Appends an entry."""
    connection.execute(insert(ENTRY), {**columns_of(sealed.entry), "record": sealed.line})


def last_entry(connection: Connection) -> Entry | None:
    """The end of the chain, by its columns: what the entry says is not read, because only its hash and number are needed."""
    row = connection.execute(LAST).first()
    if row is None:
        return None
    at = datetime.fromisoformat(row.recorded_at)
    return Entry(sequence=row.sequence, entry_id=row.entry_id, previous=row.previous, recorded_at=at, kind=EntryKind(row.kind))


def entries_of(connection: Connection, *where: ColumnElement[bool]) -> Iterator[Entry]:
    """The entries that fit, in order, one at a time; StoreError when one can no longer be read."""
    rows = connection.execute(select(ENTRY.c.record).where(*where).order_by(ENTRY.c.sequence))
    for row in rows.yield_per(200):
        yield entry_of(row.record)


def readings_of(document_id: str) -> tuple[ColumnElement[bool], ...]:
    """The entries of a document and of its readings; a range, because an index serves it and LIKE it would not."""
    return ENTRY.c.subject >= document_id, ENTRY.c.subject < f"{document_id}!"  # the sign after the blank


# Said as literal words, because only so the database knows that its index of tombstones serves.
IS_TOMBSTONE: ColumnElement[bool] = literal_column("kind = 'erasure'")
