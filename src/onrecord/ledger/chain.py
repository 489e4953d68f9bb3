"""The hash chain: every entry carries the hash of the one before, so that nothing can be changed or left out unseen."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from onrecord.model.documents import Document
from onrecord.model.enums import EntryKind, ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import dumps
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry, Extraction


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
) -> Entry:
    """The next entry after `previous` (None = the first). `recorded_at` must know its zone; it is kept in UTC."""
    bare = Entry(
        sequence=previous.sequence + 1 if previous else 1,
        entry_id="",
        previous=previous.entry_id if previous else None,
        recorded_at=recorded_at,
        kind=kind,
        document=document,
        extraction=extraction,
        decision=decision,
        problems=problems,
        supersedes=supersedes,
    )
    return replace(bare, entry_id=entry_hash(bare))


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the entry's canonical JSON with an empty `entry_id`; the previous entry's hash is inside."""
    return sha256_hex(dumps(replace(entry, entry_id="")).encode("utf-8", "surrogatepass"))


def verify(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What is wrong with the chain, entry by entry; nothing when it holds. A clock that went backwards is only noted."""
    before: Entry | None = None
    for entry in entries:
        if entry.entry_id != entry_hash(entry):
            yield _broken(entry, "does not match its hash: it was changed after it was written")
        if entry.sequence != (before.sequence + 1 if before else 1):
            yield _broken(entry, "is out of sequence: entries before it are missing or were moved")
        if entry.previous != (before.entry_id if before else None):
            yield _broken(entry, "does not follow the entry before it: the chain is broken here")
        if before and entry.recorded_at < before.recorded_at:
            message = f"entry {entry.sequence} is dated before the entry before it; the clock of this machine went back"
            yield Problem(source="ledger", code="clock_went_back", message=message, severity=ProblemSeverity.NOTE,
                          subject=entry.entry_id)  # fmt: skip
        before = entry


def _broken(entry: Entry, what: str) -> Problem:
    message = f"entry {entry.sequence} {what}. Restore the register from a copy made before."
    return Problem(source="ledger", code="chain_broken", severity=ProblemSeverity.ERROR, message=message, subject=entry.entry_id)
