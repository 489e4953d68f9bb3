"""Replays the ledger to the register: the same whatever the order in which reports arrived."""

from collections.abc import Iterable
from datetime import datetime

from onrecord.model.documents import Document
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry, Extraction, Register


def replay(
    entries: Iterable[Entry], *, published_as_of: datetime | None = None, recorded_as_of: datetime | None = None
) -> Register:
    """What is on record, sorted by id; of several readings of a document the latest counts, the others stay in the ledger.

    `recorded_as_of` leaves out what was entered later; `published_as_of` leaves out reports published later, and undated ones,
    because nobody can say that they were known by then. Both UTC; None = no limit.
    """
    documents: dict[str, Document] = {}
    extractions: dict[str, Extraction] = {}
    decisions: dict[tuple[str, str | None, str, str], Decision] = {}
    problems: set[Problem] = set()
    for entry in entries:
        if recorded_as_of is not None and entry.recorded_at > recorded_as_of:
            continue
        if entry.document is not None and _counts(entry.document, published_as_of):
            documents[entry.document.document_id] = _later_text(documents.get(entry.document.document_id), entry.document)
        if entry.extraction is not None:
            known = extractions.get(entry.extraction.document_id)
            extractions[entry.extraction.document_id] = _later_reading(known, entry.extraction)
        if entry.decision is not None:
            made = entry.decision
            decisions[(made.subject, made.other, made.question, made.decided_by)] = made
        problems.update(entry.problems)
    return Register(
        documents=tuple(documents[name] for name in sorted(documents)),
        extractions=tuple(extractions[name] for name in sorted(extractions) if name in documents),
        decisions=tuple(decisions[key] for key in sorted(decisions, key=lambda k: tuple(part or "" for part in k))),
        problems=tuple(sorted(problems, key=lambda p: (p.source, p.code, p.message, p.severity, p.subject or ""))),
        as_of=published_as_of or recorded_as_of,
    )


def _counts(doc: Document, published_as_of: datetime | None) -> bool:
    """Whether the report was out by then; a version of a page is dated by its last change."""
    if published_as_of is None:
        return True
    said = doc.modified_at or doc.published_at
    return said is not None and said <= published_as_of


def _later_text(known: Document | None, new: Document) -> Document:
    return new if known is None or (new.text_version, new.text) >= (known.text_version, known.text) else known


def _later_reading(known: Extraction | None, new: Extraction) -> Extraction:
    return new if known is None or (new.text_version, new.reader) >= (known.text_version, known.reader) else known
