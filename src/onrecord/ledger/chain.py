"""The hash chain: every entry carries the hash of the one before, so that nothing can be changed or left out unseen."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from onrecord.model.documents import Capture, Document
from onrecord.model.enums import EntryKind, ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import dumps
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry, Extraction, Gap

HALF_PAIR = re.compile("[\ud800-\udfff]")
# An entry's own hash in its line; `sequence` alone stands before it, so the first of this shape is the entry's.
OWN_HASH = re.compile(r'"entry_id":"[0-9a-f]*"')


def append(
    previous: Entry | None,
    *,
    recorded_at: datetime,
    kind: EntryKind,
    document: Document | None = None,
    extraction: Extraction | None = None,
    decision: Decision | None = None,
    problems: tuple[Problem, ...] = (),
    supersedes: str | None = None,
    capture: Capture | None = None,
) -> Entry:
    """The next entry after `previous` (None = the first), of which only the hash and the number are read.

    `recorded_at` must know its zone; it is kept in UTC.
    """
    draft = Entry(
        sequence=0,
        entry_id="",
        previous=None,
        recorded_at=recorded_at,
        kind=kind,
        document=document,
        extraction=extraction,
        decision=decision,
        problems=problems,
        supersedes=supersedes,
        capture=capture,
    )
    return seal(previous, draft).entry


class Sealed(NamedTuple):
    """An entry with its place and hash, and the line that is kept of it."""

    entry: Entry
    line: str


def seal(previous: Entry | None, draft: Entry) -> Sealed:
    """The draft as the entry after `previous`; what the draft says of its place and hash is replaced."""
    bare = replace(
        draft,
        sequence=previous.sequence + 1 if previous else 1,
        entry_id="",
        previous=previous.entry_id if previous else None,
    )
    line = entry_line(bare)
    entry_id = line_hash(line)
    return Sealed(replace(bare, entry_id=entry_id), line.replace('"entry_id":""', f'"entry_id":"{entry_id}"', 1))


def entry_line(entry: Entry) -> str:
    """The entry as it is kept: one line of canonical JSON with its own hash and the hash of the one before inside.

    Halves of surrogate pairs, as in file names that are no UTF-8, stand as escapes: raw ones cannot be stored.
    """
    return HALF_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", dumps(entry))


def line_hash(line: str) -> str:
    """SHA-256 over a kept line with its own hash blanked.

    It is taken over the line as it was written, never over a record made from it: a later release whose records have
    more fields must still find the old lines whole.
    """
    return sha256_hex(OWN_HASH.sub('"entry_id":""', line, count=1).encode("utf-8", "surrogatepass"))


def redacted(entry: Entry) -> tuple[Entry, str]:
    """The entry without its words, and the line that is kept of it: its number, its hash, the hash before it, its moment."""
    bare = Entry(
        sequence=entry.sequence,
        entry_id=entry.entry_id,
        previous=entry.previous,
        recorded_at=entry.recorded_at,
        kind=EntryKind.REDACTED,
    )
    return bare, entry_line(bare)


def verify(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What is wrong with the chain; nothing when it holds. A clock that went backwards is only noted."""
    chain = Chain()
    for entry in entries:
        yield from chain.take(entry, entry_line(entry))
    yield from chain.finish()


class Chain:
    """Verifies a chain entry by entry, from the first to the last.

    A line whose words were erased no longer gives its hash: it holds when a tombstone in the chain names it. Entries that are
    missing are said with what a repair tells of them, and are an error when no repair does. Both stand later in the chain.
    """

    def __init__(self) -> None:
        """Nothing taken yet."""
        self._before: Entry | None = None
        self._blank: dict[str, Entry] = {}
        self._erased: dict[str, Entry] = {}  # the tombstone, by the entry that it names
        self._whole: set[str] = set()
        self._breaks: list[tuple[Gap, Problem]] = []
        self._gaps: set[Gap] = set()

    def take(self, entry: Entry, line: str) -> Iterator[Problem]:
        """What is wrong with one more entry, kept as `line`, as far as it can be told before the end."""
        before = self._before
        if entry.kind is EntryKind.REDACTED and line == redacted(entry)[1]:
            self._blank[entry.entry_id] = entry
        elif entry.entry_id != line_hash(line):
            yield _broken(entry, "does not match its hash: it was changed after it was written")
        else:
            self._whole.add(entry.entry_id)
        yield from self._follows(before, entry)
        if before and entry.recorded_at < before.recorded_at:
            message = f"entry {entry.sequence} is dated before the entry before it; the clock of this machine went back"
            yield Problem(source="ledger", code="clock_went_back", message=message, severity=ProblemSeverity.NOTE,
                          subject=entry.entry_id)  # fmt: skip
        if entry.erasure is not None:
            self._erased.update(dict.fromkeys(entry.erasure.entry_ids, entry))
        if entry.repair is not None:
            self._gaps.update(entry.repair.gaps)
            if entry.repair.pages_lost:
                yield _cut_off(entry)
        self._before = entry

    def _follows(self, before: Entry | None, entry: Entry) -> Iterator[Problem]:
        due = before.sequence + 1 if before else 1
        if entry.sequence > due:
            what = "is out of sequence: entries before it are missing or were moved"
            self._breaks.append((Gap(first=due, last=entry.sequence - 1), _broken(entry, what)))
            return  # what stands before it is not there, so nobody can say whether it follows that
        if entry.sequence < due:
            yield _broken(entry, "is out of sequence: it stands behind entries with its number or higher ones")
        if entry.previous != (before.entry_id if before else None):
            yield _broken(entry, "does not follow the entry before it: the chain is broken here")

    def finish(self) -> Iterator[Problem]:
        """What can be told only at the end: gaps, blanked lines without a tombstone, and erasures that blanked nothing."""
        for gap, broken in self._breaks:
            yield _lost(gap) if gap in self._gaps else broken
        for name, entry in self._blank.items():
            if name not in self._erased:
                yield _broken(entry, "was blanked, and no tombstone says why")
        for name in sorted(self._erased.keys() & self._whole):
            yield _broken(self._erased[name], f"says that entry {name[:12]}… was erased, but its words are still there")


def _lost(gap: Gap) -> Problem:
    """Said for good: a repair makes a loss known, not undone."""
    which = f"entry {gap.first} was" if gap.first == gap.last else f"entries {gap.first} to {gap.last} were"
    message = f"{which} lost when the file was damaged; a repair entry says so. Add the reports concerned again."
    return Problem(source="ledger", code="entries_lost", message=message, subject=f"{gap.first}..{gap.last}")


def _cut_off(entry: Entry) -> Problem:
    """Said for good, as above: nobody knows what stood on the pages that are gone."""
    message = (
        f"the end of the file was cut off before entry {entry.sequence} was written; entries before it may be lost that nothing "
        f"tells of. Compare with a copy or a seal, and add the latest reports again."
    )
    return Problem(source="ledger", code="entries_lost", message=message, subject=entry.entry_id)


def _broken(entry: Entry, what: str) -> Problem:
    message = f"entry {entry.sequence} {what}. Restore the register from a copy made before."
    return Problem(source="ledger", code="chain_broken", severity=ProblemSeverity.ERROR, message=message, subject=entry.entry_id)
