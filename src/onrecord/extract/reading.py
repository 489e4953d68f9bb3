"""The room's entry: one document in, its claims, events and disruptions out, each with the words it rests on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from onrecord.extract import gates
from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import judge
from onrecord.extract.claims import FOUND_BY, Draft, draft_claims, to_claim, without_repeats
from onrecord.extract.disruptions import find_disruptions
from onrecord.extract.doubts.nobody import doubted
from onrecord.extract.doubts.told import as_told
from onrecord.extract.events import find_events
from onrecord.extract.gates import Sentence
from onrecord.extract.natural import without_natural_deaths
from onrecord.extract.relations import related
from onrecord.extract.tagging.decode import TaggerReading
from onrecord.extract.tagging.gate import AGAINST, OFF_TOPIC, SURE, lead, lies_in, worth_tagging
from onrecord.extract.tagging.joining import join
from onrecord.extract.tagging.marking import to_event, told_apart
from onrecord.extract.tagging.relevance import UNASKED, topic, weighed
from onrecord.extract.tagging.wholes import asked_of
from onrecord.extract.telling.parties import is_taken_by
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import DisruptionKind, DisruptionStatus, Effect, Group, ProblemSeverity, Realis, Scope
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.mentions import Pointing
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, PointedExtraction
from onrecord.model.spans import Span

if TYPE_CHECKING:
    from onrecord.extract.tagging.tagger import Tagger

RELEVANT = 0.5  # relevance from which a document counts as reporting conflict

_STOPPED = frozenset({DisruptionStatus.CUT, DisruptionStatus.SUSPENDED, DisruptionStatus.CLOSED, DisruptionStatus.BLOCKED})
_STOPPED |= {DisruptionStatus.IMPOSED}
_MOVEMENT = frozenset({DisruptionKind.RAIL, DisruptionKind.ROAD, DisruptionKind.CURFEW})


def extract_document(doc: Document, parser: Any, lexicon: Lexicon, tagger: "Tagger | None" = None) -> Extraction:
    """Everything that one reading finds in the document; nothing is resolved to the world yet.

    `parser` is a spaCy Language. Without a tagger the grammar reads alone. A document in another language than the lexicon's
    is not read: that is said as a Problem, never passed over in silence.
    """
    if doc.language is not None and doc.language != lexicon.language:
        return _unread(doc, lexicon)
    sentences = gates.parse(gates.split(doc), parser, lexicon)
    relevance = _relevance(doc, sentences, gates.relevance(doc, sentences, lexicon)[1], tagger, lexicon)
    disruptions = find_disruptions(doc, sentences, lexicon)
    claims = find_claims(doc, sentences, lexicon)
    if _is_shut_down(disruptions) or _is_break_out(claims) or any(_is_seized(c, lexicon) for c in claims):
        relevance = max(relevance, RELEVANT)
    read = Extraction(
        document_id=doc.document_id,
        text_version=doc.text_version,
        reader=FOUND_BY,
        relevant=relevance >= RELEVANT,
        relevance=relevance,
        claims=claims,
        events=find_events(doc, sentences, lexicon),
        disruptions=disruptions,
    )
    read = read if tagger is None else _second_reading(doc, read, sentences, tagger)
    read = replace(read, claims=doubted(as_told(read.claims, lexicon), sentences))
    if read.relevance > SURE:  # disease and age are told beside a war as well, but there a wrong silence costs more
        return read
    return replace(read, claims=without_natural_deaths(read.claims, sentences, lexicon, relevant=read.relevant))


def _is_break_out(claims: Sequence[Claim]) -> bool:
    """Whether prisoners got away together, which the words of war need not tell of. Source: claims_method §5, example 12."""
    away = (c for c in claims if c.effect_detail == "escaped" and Group.PRISONERS in c.victims.groups)
    return any((c.count.low or 0) > 1 for c in away)


def _is_seized(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether an armed group seized people, of which a short report may tell without any other word of war."""
    return claim.effect is Effect.ABDUCTED and claim.count.span is not None and is_taken_by(claim, lexicon)


def _relevance(doc: Document, sentences: Sequence[Sentence], by_words: float, tagger: "Tagger | None", lexicon: Lexicon) -> float:
    """How probably the document reports conflict (0..1): by its words of harm where these are sure or nobody else is there.

    Else by the tagger's reading of the lead and the topic words in it; where both kinds of words speak against it and nobody was
    harmed, the tagger is not asked, because that would take longer than all else.
    """
    if tagger is None or by_words > SURE or not sentences:
        return by_words
    parts = lead(sentences)
    by_topic = topic(" ".join(doc.text[start:end] for start, end in parts), lexicon)
    worth = by_words >= AGAINST or by_topic >= OFF_TOPIC or bool(worth_tagging(sentences))
    return weighed(tagger.relevance(doc.text, parts) if worth else UNASKED, by_topic, lexicon)


def _second_reading(doc: Document, read: Extraction, sentences: Sequence[Sentence], tagger: "Tagger") -> Extraction:
    """The grammar's reading joined with the tagger's of the stretches worth it; events elsewhere stay the grammar's."""
    read = replace(read, reader=f"{tagger.found_by} + {FOUND_BY}")
    worth = worth_tagging(sentences)
    if not worth:
        return read
    tagged = tagger.read(doc.text, worth, [(asked_of(c), c.effect) for c in read.claims])
    failed = [e.trigger for e in read.events if e.realis is Realis.FAILED]
    events = [_unless_failed(to_event(e, doc, sentences, tagger), failed) for e in told_apart(tagged.events)]
    events += [e for e in read.events if not lies_in(e.trigger, worth)]
    claims = join(doc, read.claims, tagged, tagger, sentences, events)
    return PointedExtraction(
        document_id=read.document_id,
        text_version=read.text_version,
        reader=read.reader,
        relevant=read.relevant,
        relevance=read.relevance,
        claims=claims,
        events=tuple(sorted(events, key=lambda e: e.trigger)),
        disruptions=read.disruptions,
        mentions=read.mentions,
        problems=read.problems,
        pointings=_pointings(tagged, claims),
    )


def _pointings(tagged: TaggerReading, claims: Sequence[Claim]) -> tuple[Pointing, ...]:
    """Where the tagger looks for the places and times of the claims that it has read, under their final ids."""
    owned = [
        (t, next((c for c in claims if c.effect is t.effect and asked_of(c).start <= t.anchor < asked_of(c).end), None))
        for t in tagged.claims
    ]
    return tuple(replace(p, record_id=c.claim_id) for t, c in owned if c is not None for p in t.pointings)


def _unless_failed(event: EventMention, failed: Sequence[Span]) -> EventMention:
    """The occurrence as failed where the word lists say so outright ("foiled", "attempted"): never done what was only tried."""
    return replace(event, realis=Realis.FAILED) if any(event.trigger.overlaps(f) for f in failed) else event


def _is_shut_down(disruptions: Sequence[DisruptionMention]) -> bool:
    """Whether both the internet and movement are stopped: a report on unrest, even where it tells of no violence itself."""
    stopped = {d.kind for d in disruptions if d.scope is Scope.INCIDENT and d.status in _STOPPED}
    return DisruptionKind.INTERNET in stopped and not stopped.isdisjoint(_MOVEMENT)


def find_claims(doc: Document, sentences: tuple[Sentence, ...], lexicon: Lexicon) -> tuple[Claim, ...]:
    """The claims in the parsed sentences of a document, in the order of the text, with speakers and relations."""
    drafts = without_repeats([draft for sentence in sentences for draft in draft_claims(sentence, lexicon)])
    return related(drafts, [_sourced(draft, sentences, doc, lexicon) for draft in drafts], sentences)


def _unread(doc: Document, lexicon: Lexicon) -> Extraction:
    problem = Problem(
        source=doc.source,
        code="language_not_read",
        severity=ProblemSeverity.NOTE,
        message=f"Language {doc.language!r} is not read yet, only {lexicon.language!r}; the document is kept without claims.",
        subject=doc.document_id,
    )
    return Extraction(
        document_id=doc.document_id,
        text_version=doc.text_version,
        reader=FOUND_BY,
        relevant=False,
        relevance=0.0,
        problems=(problem,),
    )


def _sourced(draft: Draft, sentences: tuple[Sentence, ...], doc: Document, lexicon: Lexicon) -> Claim:
    claim = to_claim(draft, doc, lexicon)
    before = sentences[: draft.sentence.index]
    said = claim.count.span if draft.echo and claim.count.span else claim.span
    attribution = attribute(draft.sentence, said, before, doc, lexicon)
    certainty, scope, context = judge(draft.sentence, said, claim.effect_span, attribution, doc, lexicon)
    return replace(claim, attribution=attribution, certainty=certainty, scope=scope, context=context)
