"""What was not said: who declined, did not comment or was not reached, and what reports say they do not know.

Silence is neither denial nor zero: it bounds no figure. Source: claims_method §3 (NONE_REPORTED), §5 examples 8 and 10, §6 (10).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from onrecord.model.documents import Document
from onrecord.model.enums import MentionKind
from onrecord.model.hashing import content_id
from onrecord.model.register import Extraction, View
from onrecord.model.spans import Span, cut
from onrecord.reconcile.joining.tellings import said_at

# Kinds of silence in which somebody keeps it; the others are the report's own.
KEPT = frozenset({"declined", "no_comment", "not_reached"})
# Words before the cue that may name who is silent.
MOST_WORDS = 12
SENTENCE = re.compile(r"[.!?](?:[”\"’')\]]*)\s+|\n")
CLAUSE = re.compile(r"[;,:]\s+|\s[–—-]\s|\b(?:and|but|while|although|as|that)\s+(?=(?:the|a|an|its|his|her)?\s*\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One silence in one report. `kind` is declined, no_comment, not_reached, none_reported or not_known.

    `who` is the actor's id or the words used; None = the report's own ignorance, or not named. `span` is the sentence.
    `event_ids` are the events that the report tells of.
    """

    silence_id: str
    kind: str
    who: str | None
    said_at: datetime | None
    document_id: str
    span: Span
    event_ids: tuple[str, ...]


def silences(view: View, cues: Mapping[str, str]) -> tuple[Silence, ...]:
    """Every silence in the reports that tell of an event, by document and place in the text; `cues` leads from words to kind."""
    events: dict[str, list[str]] = {}
    for event in view.events:
        for document_id in event.document_ids:
            events.setdefault(document_id, []).append(event.event_id)
    readings = {x.document_id: x for x in view.register.extractions}
    found = (
        silence
        for doc in view.register.documents
        if doc.document_id in events
        for silence in _in(doc, readings.get(doc.document_id), cues, tuple(sorted(events[doc.document_id])))
    )
    return tuple(sorted(found, key=lambda s: (s.document_id, s.span.start, s.kind)))


def _in(doc: Document, reading: Extraction | None, cues: Mapping[str, str], event_ids: tuple[str, ...]) -> Iterator[Silence]:
    furniture = [f.span for f in doc.furniture]
    for start, end in _sentences(doc.text):
        if any(f.start < end and start < f.end for f in furniture):
            continue
        line = doc.text[start:end].casefold()
        met = [(line.find(cue), -len(cue), cue) for cue in cues if cue in line]
        if not met or len(line) != end - start:  # a character whose lower case is longer would move the places
            continue
        at, _, cue = min(met)
        kind = cues[cue]
        yield Silence(
            silence_id=content_id("sil", doc.document_id, start, kind),
            kind=kind,
            who=_who(doc.text, start, start + at, reading) if kind in KEPT else None,
            said_at=said_at(doc),
            document_id=doc.document_id,
            span=cut(doc.text, start, end),
            event_ids=event_ids,
        )


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for gap in SENTENCE.finditer(text):
        end = gap.end() - len(text[gap.start() : gap.end()]) + len(text[gap.start() : gap.end()].rstrip())
        if end > at:
            yield at, end
        at = gap.end()
    if at < len(text.rstrip()):
        yield at, len(text.rstrip())


def _who(text: str, start: int, at: int, reading: Extraction | None) -> str | None:
    """The actor named last before the cue, else the words of the clause before it; words behind "from" are not looked at."""
    clause = start + max((m.end() for m in CLAUSE.finditer(text[start:at])), default=0)
    named = [
        m
        for m in (reading.mentions if reading else ())
        if m.kind is MentionKind.ACTOR and m.actor and clause <= m.span.start and m.span.end <= at
    ]
    if named:
        last = max(named, key=lambda m: (m.span.start, m.span.end))
        return (last.actor.actor_id if last.actor else None) or last.span.exact
    words = text[clause:at].split()
    return " ".join(words) if words and len(words) <= MOST_WORDS else None
