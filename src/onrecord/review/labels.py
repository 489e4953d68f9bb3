"""Decided claims as labelled passages in the form of the label file, so that the reader learns from what people decided.

A passage is learned from as a whole: what is not labelled in it counts as wrongly read. So only stretches in which people have
decided on every claim are written; a decided claim beside an undecided one is left out and counted.
Source: the annotation guide (fields of a claim, an event, a disruption).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.extract import gates
from onrecord.ledger.reviews import Standing
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Context, ReviewState
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.register import Extraction, Register
from onrecord.model.spans import Span

# Characters of a passage, about; those that the tagger has learned from so far are of this length.
LENGTH = 600
# A claim whose words lie further apart is labelled with those in its own passage only.
REACH = 900
UNDECIDED = (ReviewState.WAITING, ReviewState.UNASKED)

Json = dict[str, Any]  # a line of a label file or a part of it, whose shape the annotation guide fixes
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The lines of a label file, how many decided claims they hold, and how many had to be left out."""

    lines: tuple[str, ...]
    claims: int
    rejected: int
    left_out: int

    def in_words(self) -> str:
        """What was written and what was not, in a sentence."""
        words = f"{len(self.lines)} passages with {self.claims} claims found right and {self.rejected} rejected"
        if self.left_out:
            words += (
                f"; {self.left_out} decided claims left out, because claims beside them are undecided: a passage is learned from "
                f"as a whole (`onrecord review --all --document ID` shows the others)"
            )
        return f"{words}. Events and disruptions in them are as the reader read them, checked by nobody."


def labelled(register: Register, found: Mapping[str, Sequence[Standing]]) -> Labelled:
    """Every passage in which all claims were decided on; the same register always gives the same lines."""
    readings = {x.document_id: x for x in register.extractions}
    lines: list[str] = []
    right = rejected = left_out = 0
    for doc in register.documents:
        standing = found.get(doc.document_id, ())
        decided = [one for one in standing if one.state not in UNDECIDED]
        written: set[str] = set()
        for start, end in _passages(doc, standing) if decided else ():
            inside = [one for one in decided if _within(one.claim.span, (start, end))]
            if inside:
                lines.append(json.dumps(_line(doc, readings[doc.document_id], inside, (start, end)), ensure_ascii=False))
                written |= {one.claim.claim_id for one in inside}
                rejected += sum(one.state is ReviewState.REJECTED for one in inside)
                right += sum(one.state is not ReviewState.REJECTED for one in inside)
        left_out += len(decided) - len(written)
    return Labelled(lines=tuple(lines), claims=right, rejected=rejected, left_out=left_out)


def _passages(doc: Document, standing: Sequence[Standing]) -> Iterator[Stretch]:
    """Runs of whole sentences without an undecided claim, cut to about LENGTH characters where no claim's words are cut."""
    undecided = [one.claim.span for one in standing if one.state in UNDECIDED]
    hulls = [_hull(one.claim) for one in standing if one.state not in UNDECIDED]
    passage: list[gates.Sentence] = []
    for sentence in gates.split(doc):
        free = not any(_meets(span, sentence.start, sentence.end) for span in undecided)
        apart = bool(passage) and _furnished(doc, passage[-1].end, sentence.start)
        full = bool(passage) and sentence.end - passage[0].start > LENGTH
        held = bool(passage) and any(a < passage[-1].end and sentence.start < b for a, b in hulls)
        if passage and (not free or apart or (full and not held)):
            yield passage[0].start, passage[-1].end
            passage = []
        if free:
            passage.append(sentence)
    if passage:
        yield passage[0].start, passage[-1].end


def _hull(claim: Claim) -> Stretch:
    """From the first to the last of the claim's words, speaker and all; the clause alone where they lie too far apart."""
    spans = [claim.span, *(span for _, span in _spans(claim) if span is not None)]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    return (start, end) if end - start <= REACH else (claim.span.start, claim.span.end)


def _meets(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def _furnished(doc: Document, start: int, end: int) -> bool:
    """Whether something that is not the article stands between."""
    return any(_meets(f.span, start, end) for f in doc.furniture)


def _within(span: Span | None, stretch: Stretch) -> bool:
    return span is not None and stretch[0] <= span.start and span.end <= stretch[1]


def _line(doc: Document, reading: Extraction, inside: Sequence[Standing], stretch: Stretch) -> Json:
    right = [one.claim for one in inside if one.state is not ReviewState.REJECTED]
    events = [e for e in reading.events if _within(e.trigger, stretch)]
    disruptions = [d for d in reading.disruptions if _within(d.span, stretch)]
    index = {claim.claim_id: i for i, claim in enumerate(right)}
    conflict = any(claim.context is Context.CONFLICT for claim in right) or bool(events)
    return {
        "id": f"{doc.document_id}-{stretch[0]}",
        "dataset": "review",
        "doc": doc.document_id,
        "date": doc.published_at.date().isoformat() if doc.published_at else None,
        "text": doc.text[slice(*stretch)],
        "relevant": reading.relevant and (conflict or not right),
        "claims": [_claim(claim, index, stretch) for claim in right],
        "events": [_event(event, stretch) for event in events],
        "disruptions": [_disruption(item, stretch) for item in disruptions],
    }


def _spans(claim: Claim) -> tuple[tuple[str, Span | None], ...]:
    """The spans of a claim by their names in the label file."""
    said = claim.attribution
    return (
        ("count", claim.count.span),
        ("outcome", claim.effect_span),
        ("who", claim.victims.span),
        ("source", said.source_span),
        ("cue", said.cue_span),
        ("via", said.via_span),
        ("time", claim.time.span if claim.time else None),
        ("place", claim.place.span if claim.place else None),
        ("perpetrator", claim.perpetrator.span if claim.perpetrator else None),
    )


def _claim(claim: Claim, index: Mapping[str, int], stretch: Stretch) -> Json:
    line: Json = {
        "quote": claim.span.exact,
        "quote_span": _at(claim.span, stretch),
        "low": claim.count.low or 0,  # the guide knows no open lower bound
        "high": claim.count.high,
        "qualifier": claim.count.qualifier.value,
        "outcome": claim.effect.value,
        "who": claim.victims.category.value,
        "groups": [group.value for group in claim.victims.groups],
        "source_role": claim.attribution.role.value if _within(claim.attribution.source_span, stretch) else "none",
        "certainty": claim.certainty.value,
        "scope": claim.scope.value,
        "context": claim.context.value,
        "subset_of": index.get(claim.subset_of or ""),
    }
    return line | _words(_spans(claim), stretch)


def _event(event: EventMention, stretch: Stretch) -> Json:
    spans = (
        ("perpetrator", event.perpetrator.span if event.perpetrator else None),
        ("target", event.target),
        ("weapon", event.weapon),
        ("place", event.place.span if event.place else None),
        ("time", event.time.span if event.time else None),
        ("claimed_by", event.claimed_by.span if event.claimed_by else None),
    )
    line: Json = {"trigger": event.trigger.exact, "trigger_span": _at(event.trigger, stretch)}
    return line | {"type": event.type.value, "realis": event.realis.value} | _words(spans, stretch)


def _disruption(item: DisruptionMention, stretch: Stretch) -> Json:
    line: Json = {"kind": item.kind.value, "status": item.status.value, "text": item.span.exact, "span": _at(item.span, stretch)}
    return line | _words((("place", item.place.span if item.place else None),), stretch)


def _words(spans: Sequence[tuple[str, Span | None]], stretch: Stretch) -> Json:
    """`NAME_text` and `NAME_span` of each; words outside the passage are left empty."""
    found: Json = {}
    for name, span in spans:
        here = span if _within(span, stretch) else None
        found[f"{name}_text"] = here.exact if here else ""
        if here:
            found[f"{name}_span"] = _at(here, stretch)
    return found


def _at(span: Span, stretch: Stretch) -> list[int]:
    return [span.start - stretch[0], span.end - stretch[0]]
