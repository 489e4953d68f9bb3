"""Carries what can still be read of a damaged register over into a new file, and says in the chain what was lost.

A line is taken when it gives its own hash, or is blank as erased lines are; raw bytes when they give theirs. Nothing is guessed.
"""

import re
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, insert, select

from onrecord.ledger.chain import line_hash, redacted, seal
from onrecord.ledger.replay import replay
from onrecord.model.enums import EntryKind
from onrecord.model.errors import InputError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import loads
from onrecord.model.register import Entry, Gap, Repair
from onrecord.store import indexing
from onrecord.store.custody.copying import remove, set_aside, settle
from onrecord.store.custody.pages import Pages, Row
from onrecord.store.lines import IS_TOMBSTONE, columns_of, entries_of, kept_bytes, write_line
from onrecord.store.sqlite import Store
from onrecord.store.tables import ENTRY, RAW, SEAL

# What an entry is about, as the index of the ledger says it: the reading of a document ends in its versions.
READING = re.compile(r"(doc-[0-9a-f]{16}) \S+ .*", re.DOTALL)
RAW_COLUMNS = ("sha256", "media_type", "size", "content")


@dataclass(slots=True)
class Sorted:
    """What the pages of a file hold: the numbers of whole entries, how many whole files, how many that do not give their hash.

    `subjects` are the documents whose readings the index of the ledger names, by the number of the entry; `last` is the highest
    number that anything in the file names. `missing` pages are cut off at its end.
    """

    numbers: set[int] = field(default_factory=set)
    files: int = 0
    broken: int = 0
    last: int = 0
    missing: int = 0
    subjects: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What became of a repair: entries and files of raw bytes carried over, what was lost, and where the damaged file is now.

    `fetched` counts bytes that were read again from the file they once came from. `repair` is None when nothing was lost. `aside`
    is set once the new file stands in the place of the damaged one.
    """

    entries: int
    files: int
    fetched: int
    repair: Repair | None
    aside: Path | None = None


def salvage(path: Path, *, at: datetime) -> Salvaged:
    """Puts a new file with everything that can be read in the place of a damaged register, which is set aside, not deleted.

    Raises StoreError when nothing of a register can be read in it. No other program may have the file open meanwhile.
    """
    part = path.with_name(path.name + ".part")
    remove(part)
    try:
        with Store.open(part) as store:
            made = _carry_over(path, store, at)
            with store.alone() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside = set_aside(path, f"damaged-{at:%Y%m%dT%H%M%S}")
        settle(part, path)
    except BaseException:
        remove(part)
        raise
    remove(part)
    return replace(made, aside=aside)


def _carry_over(path: Path, store: Store, at: datetime) -> Salvaged:
    with store.writing() as connection:
        found = sort_rows(path, connection)
        if not found.numbers:
            raise StoreError(f"Nothing of a register can be read in {path}; restore a copy with `onrecord archive restore`.")
        lost, fetched = _missing_bytes(connection)
        repair = _write_repair(connection, found, tuple(sorted(lost)), at)
        indexing.rebuild(connection, replay(entries_of(connection)))
        return Salvaged(entries=len(found.numbers), files=found.files, fetched=fetched, repair=repair)


def sort_rows(path: Path, connection: Connection | None = None) -> Sorted:
    """Reads every page of a file; what is whole is written to `connection`, where one is given."""
    found = Sorted()
    seen: set[str] = set()
    with Pages(path) as pages:
        found.missing = pages.missing
        for row in pages.rows():
            _sort(row, found, seen, connection)
    return found


def _sort(row: Row, found: Sorted, seen: set[str], connection: Connection | None) -> None:
    values = row.values
    if row.number is None:
        _note_subject(row, found)
    elif len(values) == 7 and values[0] is None and isinstance(values[6], str) and isinstance(values[1], str):
        found.last = max(found.last, row.number)
        entry = _whole(values[6], values[1])
        if entry is None:
            found.broken += 1
        elif entry.sequence not in found.numbers:
            found.numbers.add(entry.sequence)
            _keep(connection, ENTRY, {**columns_of(entry), "record": values[6]})
    elif len(values) == 4 and isinstance(values[0], str) and isinstance(values[3], bytes):
        if not _unpacks(values[3], values[0]):
            found.broken += 1
        elif _is_new(values[0], seen):
            found.files += 1
            _keep(connection, RAW, dict(zip(RAW_COLUMNS, values, strict=True)))
    elif len(values) == 7 and isinstance(values[0], str) and values[0].startswith("seal-") and isinstance(values[2], int):
        found.last = max(found.last, values[2])
        if _is_new(values[0], seen):
            _keep(connection, SEAL, dict(zip(SEAL.columns.keys(), values, strict=True)))


def _note_subject(row: Row, found: Sorted) -> None:
    if len(row.values) != 2 or not isinstance(row.values[0], str) or not isinstance(row.values[1], int):
        return
    if told := READING.fullmatch(row.values[0]):
        found.subjects[row.values[1]] = told[1]
        found.last = max(found.last, row.values[1])


def _is_new(name: str, seen: set[str]) -> bool:
    """Whether a row was not met before: a page that is no longer in use may still hold a copy of it."""
    is_new = name not in seen
    seen.add(name)
    return is_new


def _keep(connection: Connection | None, table: Table, row: dict[str, object]) -> None:
    if connection is not None:
        connection.execute(insert(table), row)


def _whole(line: str, entry_id: str) -> Entry | None:
    """The entry of a line that proves itself; None when it does not."""
    try:
        entry = loads(Entry, line)
    except InputError:
        return None
    if entry.entry_id != entry_id:
        return None
    is_blank = entry.kind is EntryKind.REDACTED and line == redacted(entry)[1]
    return entry if is_blank or line_hash(line) == entry_id else None


def _unpacks(packed: bytes, sha256: str) -> bool:
    try:
        return sha256_hex(zlib.decompress(packed)) == sha256
    except zlib.error:
        return False


def lost_gaps(found: Sorted) -> tuple[Gap, ...]:
    """The numbers of entries that are missing among those that are whole, up to the last one that the file tells of."""
    gaps = []
    due = 1
    for number in sorted(found.numbers):
        if number > due:
            gaps.append(Gap(first=due, last=number - 1))
        due = number + 1
    if found.last >= due:
        gaps.append(Gap(first=due, last=found.last))
    return tuple(gaps)


def lost_documents(found: Sorted) -> tuple[str, ...]:
    """The documents of which a reading is lost, as far as the index of the ledger still tells."""
    return tuple(sorted({name for number, name in found.subjects.items() if number not in found.numbers}))


def _missing_bytes(connection: Connection) -> tuple[set[str], int]:
    """The hashes of raw bytes that are lost, after those were read again whose file is still where it was; and how many were."""
    here = set(connection.execute(select(RAW.c.sha256)).scalars())
    gone = {e.erasure.raw_sha256 for e in entries_of(connection, IS_TOMBSTONE) if e.erasure is not None}
    lost: set[str] = set()
    fetched = 0
    for entry in entries_of(connection, ENTRY.c.kind == EntryKind.DOCUMENT.value):
        sha256 = kept_bytes(entry)
        if sha256 is None or sha256 in here | gone:
            continue
        if fetch_again(connection, entry):
            here.add(sha256)
            lost.discard(sha256)
            fetched += 1
        else:
            lost.add(sha256)
    return lost, fetched


def fetch_again(connection: Connection, entry: Entry) -> bool:
    """Archives the bytes of an entry again from the file they came from, when it is there and has not changed by one bit."""
    came = entry.document or entry.capture
    if came is None or came.locator is not None:
        return False
    try:
        content = Path(came.source).read_bytes()
    except (OSError, ValueError):
        return False
    sha256 = sha256_hex(content)
    if sha256 != kept_bytes(entry):
        return False
    media_type = entry.capture.media_type if entry.capture else _media_type(came.source)
    row = {"sha256": sha256, "media_type": media_type, "size": len(content), "content": zlib.compress(content, 6)}
    connection.execute(insert(RAW), row)
    return True


def _media_type(source: str) -> str:
    return "text/html" if source.lower().endswith((".html", ".htm")) else "text/plain"


def _write_repair(connection: Connection, found: Sorted, bytes_lost: tuple[str, ...], at: datetime) -> Repair | None:
    """Appends the entry that says what was lost; None when nothing was."""
    told = {gap for e in entries_of(connection, ENTRY.c.kind == EntryKind.REPAIR.value) if e.repair for gap in e.repair.gaps}
    last = max(found.numbers)
    gaps = lost_gaps(found)
    if told.issuperset(gaps) and not bytes_lost and not found.missing:
        return None
    repair = Repair(gaps=gaps, bytes_lost=bytes_lost, documents=lost_documents(found), pages_lost=found.missing)
    end = next(entries_of(connection, ENTRY.c.sequence == last))
    # Numbers that were given out once are not given out again, so the repair stands behind the last one that is known of.
    before = Entry(sequence=max(found.last, last), entry_id=end.entry_id, previous=None, recorded_at=at, kind=end.kind)
    draft = Entry(sequence=0, entry_id="", previous=None, recorded_at=at, kind=EntryKind.REPAIR, repair=repair)
    write_line(connection, seal(before, draft))
    return repair
