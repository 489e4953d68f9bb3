"""What the API tells straight from the ledger: its entries in short, newest first, and what was erased from it."""

from collections.abc import Iterator, Set

from onrecord.model.enums import EntryKind
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Entry
from onrecord.store.lines import subject_of
from onrecord.web.api.cursors import read_cursor, write_cursor
from onrecord.web.api.queries import USUAL, RevisionsAsked, moment_of
from onrecord.web.api.shapes import GoneKind, Revision, Tombstone
from onrecord.web.ledger import LedgerReader

# Entries read from disk at a time.
BATCH = 500
# Erasures are rare; a register with more of them is not what this list is for.
MOST_ERASURES = 100_000
# Reports read anew whose lost claims are told; each costs two lines of the ledger to read.
MOST_REREAD = 2_000


def revision(entry: Entry) -> Revision:
    """An entry in short."""
    decision, erasure, doc = entry.decision, entry.erasure, entry.document
    withheld = entry.kind is EntryKind.JUDGEMENT and decision is None
    by = decision.decided_by if decision else erasure.erased_by if erasure else None
    why = decision.note if decision else erasure.reason if erasure else None
    return Revision(
        sequence=entry.sequence,
        entry_id=entry.entry_id,
        previous=entry.previous,
        recorded_at=entry.recorded_at,
        kind=entry.kind,
        subject="" if withheld else subject_of(entry),
        supersedes=entry.supersedes,
        title=doc.title if doc else None,
        by=by,
        why=why,
        withheld=withheld,
    )


def revisions(ledger: LedgerReader, asked: RevisionsAsked) -> tuple[list[Revision], str | None]:
    """A page of the ledger, newest first, and the cursor of the next (None = the end)."""
    words = f"revisions {asked.model_dump_json(exclude={'limit', 'cursor'})}"
    before = _before(asked.cursor, words)
    limit = asked.limit or USUAL
    found: list[Revision] = []
    for entry in _entries(ledger, asked, before):
        if len(found) == limit:
            return found, write_cursor((found[-1].sequence,), words)
        found.append(revision(entry))
    return found, None


def _before(cursor: str | None, words: str) -> int | None:
    if cursor is None:
        return None
    (sequence,) = read_cursor(cursor, words)
    return int(sequence)


def _entries(ledger: LedgerReader, asked: RevisionsAsked, before: int | None) -> Iterator[Entry]:
    since = moment_of(asked.since, end=False) if asked.since else None
    until = moment_of(asked.until) if asked.until else None
    kinds = [asked.type] if asked.type else []
    while True:
        batch = ledger.latest(BATCH, before=before, kinds=kinds, subject=asked.document)
        for entry in batch:
            if (since is None or entry.recorded_at >= since) and (until is None or entry.recorded_at <= until):
                yield entry
        if len(batch) < BATCH:
            return
        before = batch[-1].sequence


def entry_at(ledger: LedgerReader, number: str) -> Entry:
    """The entry with this number; InputError where it is none, NotFoundError where the ledger has no such entry."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise InputError(f"{number[:40]!r} is no number of an entry; give one such as 12.")
    if int(number) > ledger.head().sequence:
        raise NotFoundError(f"The ledger has no entry {number}; its last one is {ledger.head().sequence}.")
    return ledger.entry(int(number))


def erased(ledger: LedgerReader) -> tuple[Tombstone, ...]:
    """The documents that were erased for good."""
    return tuple(
        Tombstone(
            deleted_id=entry.erasure.document_id,
            kind=GoneKind.DOCUMENT,
            deleted_at=entry.recorded_at,
            replaced_by=None,
            why=entry.erasure.reason,
            by=entry.erasure.erased_by,
        )
        for entry in ledger.latest(MOST_ERASURES, kinds=[EntryKind.ERASURE])
        if entry.erasure is not None
    )


def vanished(ledger: LedgerReader, known: Set[str]) -> tuple[Tombstone, ...]:
    """The claims that a report had before it was read anew and has no more; those `known` by id are not gone, or told already."""
    gone: dict[str, Tombstone] = {}
    for new, old in ledger.reread(MOST_REREAD):
        kept = {c.claim_id for c in new.extraction.claims} if new.extraction else set()
        for claim in old.extraction.claims if old.extraction and new.extraction else ():
            if claim.claim_id not in kept and claim.claim_id not in known and new.extraction:
                why = f"The report was read anew ({new.extraction.reader}), and the new reading has no such claim."
                gone.setdefault(claim.claim_id, _vanished(claim.claim_id, new, why))
    return tuple(gone.values())


def _vanished(claim_id: str, new: Entry, why: str) -> Tombstone:
    return Tombstone(deleted_id=claim_id, kind=GoneKind.CLAIM, deleted_at=new.recorded_at, replaced_by=None, why=why)
