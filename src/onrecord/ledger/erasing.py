"""Which entries speak of a document that is to be erased.

See docs/decisions/0009: the chain goes on over the hash of the line as it was, and a tombstone says what was erased and why.
"""

from collections.abc import Iterable, Iterator, Sequence

from onrecord.model.register import Decision, Entry


def concerned(mine: Sequence[Entry], others: Iterable[Entry]) -> Iterator[Entry]:
    """Those of the other entries that hold words of a document: decisions on it, and trouble met before it could be read.

    `mine` are the entries of the document and of its readings, or those of bytes that could not be read. A decision counts when
    it is on a claim of the document's bytes or names a record that was read from it.
    """
    documents = [entry.document for entry in mine if entry.document is not None]
    hashes = {doc.raw_sha256 for doc in documents} | {entry.capture.sha256 for entry in mine if entry.capture is not None}
    places = {doc.source if doc.locator is None else f"{doc.source}, {doc.locator}" for doc in documents}
    names = {doc.document_id for doc in documents} | set(_record_ids(mine))
    for entry in others:
        if entry.decision is not None:
            if _is_about(entry.decision, names, hashes):
                yield entry
        elif entry.document is None and entry.capture is not None:
            if entry.capture.sha256 in hashes:
                yield entry
        elif entry.document is None and entry.problems and all(p.source in places | names for p in entry.problems):
            yield entry


def _record_ids(mine: Sequence[Entry]) -> Iterator[str]:
    for reading in (entry.extraction for entry in mine if entry.extraction is not None):
        yield from (claim.claim_id for claim in reading.claims)
        yield from (event.event_mention_id for event in reading.events)
        yield from (disruption.disruption_id for disruption in reading.disruptions)


def _is_about(made: Decision, names: set[str], hashes: set[str]) -> bool:
    return made.subject in names or made.other in names or made.document_sha256 in hashes
