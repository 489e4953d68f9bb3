"""Cuts a report's text where its marks begin and end, so that overlapping marks become plain, nested-free HTML."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.register import Extraction
from onrecord.model.spans import Span
from onrecord.review.queue import marked_words

# What each kind of mark is called in the legend, in the order of the legend.
KINDS = {
    "clause": "claim",
    "count": "count",
    "effect": "effect",
    "victims": "victims",
    "source": "speaker",
    "cue": "how it is said",
    "time": "when",
    "place": "where",
    "event": "occurrence",
    "disruption": "disruption",
    "furniture": "not the article",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of the text that carries something: its kind (a key of KINDS) and the record it belongs to ("" = none)."""

    start: int
    end: int
    kind: str
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text under the same marks: `kinds` as class names, `records` the ids it belongs to, `opens` those that
    begin here."""

    text: str
    kinds: str
    says: str
    records: str
    opens: tuple[str, ...]


def claim_marks(claim: Claim) -> list[Mark]:
    """The marks of one claim: its clause and the words that carry each field."""
    clause = Mark(start=claim.span.start, end=claim.span.end, kind="clause", record_id=claim.claim_id)
    return [clause, *(_mark(span, kind, claim.claim_id) for kind, span in marked_words(claim))]


def document_marks(doc: Document, reading: Extraction | None) -> list[Mark]:
    """Every mark of a report."""
    marks = [_mark(f.span, "furniture", "") for f in doc.furniture]
    if reading is not None:
        marks += [m for claim in reading.claims for m in claim_marks(claim)]
        marks += [_mark(e.trigger, "event", e.event_mention_id) for e in reading.events]
        marks += [_mark(d.span, "disruption", d.disruption_id) for d in reading.disruptions]
    return marks


def pieces(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """The text from `start` to `end` (None = its end) in pieces, each wholly inside or outside every mark."""
    stop = len(text) if end is None else end
    inside = sorted((m for m in marks if m.start < stop and m.end > start), key=lambda m: (m.start, -m.end, m.record_id, m.kind))
    edges = sorted({start, stop, *(max(m.start, start) for m in inside), *(min(m.end, stop) for m in inside)})
    found: list[Piece] = []
    active: list[Mark] = []
    at = 0
    for left, right in itertools.pairwise(edges):
        active = [m for m in active if m.end > left]
        begun: list[Mark] = []
        while at < len(inside) and inside[at].start <= left:
            begun.append(inside[at])
            at += 1
        active += [m for m in begun if m.end > left]
        found.append(_piece(text[left:right], active, begun))
    return tuple(found)


def _piece(text: str, active: Sequence[Mark], begun: Sequence[Mark]) -> Piece:
    kinds = [kind for kind in KINDS if any(m.kind == kind for m in active)]
    records = dict.fromkeys(m.record_id for m in active if m.record_id)
    anchors = dict.fromkeys(m.record_id for m in begun if m.record_id and m.kind in ("clause", "event", "disruption"))
    return Piece(
        text=text,
        kinds=" ".join(f"k-{kind}" for kind in kinds),
        says=", ".join(KINDS[kind] for kind in kinds),
        records=" ".join(records),
        opens=tuple(anchors),
    )


def _mark(span: Span, kind: str, record_id: str) -> Mark:
    return Mark(start=span.start, end=span.end, kind=kind, record_id=record_id)
