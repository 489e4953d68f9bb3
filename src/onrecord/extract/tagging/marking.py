"""What the tagger read, as records of the model: spans moved into the document, speakers with their stance, ids by content."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.extract.attribution import attribute
from onrecord.extract.gates import Sentence
from onrecord.extract.speech.wording import wording
from onrecord.extract.tagging.decode import TaggedClaim, TaggedEvent
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution, Claim, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Stance
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PartyRef, PlaceRef, TimeRef
from onrecord.model.spans import Span

if TYPE_CHECKING:
    from onrecord.extract.tagging.tagger import Tagger


def claim_id(doc: Document, claim: Claim) -> str:
    """The id of a claim: by its document and the words it rests on, whoever found it."""
    count, effect, victims = claim.count.span, claim.effect_span, claim.victims.span
    return content_id(
        "clm",
        doc.document_id,
        doc.text_version,
        claim.span.start,
        claim.span.end,
        count and count.start,
        claim.effect.value,
        effect and effect.start,
        victims and victims.start,
    )


def to_claim(tagged: TaggedClaim, doc: Document, tagger: "Tagger") -> Claim:
    """The claim as the tagger alone reads it, without its relations; its place and time are words still to be resolved."""
    claim = Claim(
        claim_id="",
        document_id=doc.document_id,
        text_version=doc.text_version,
        span=tagged.span,
        count=tagged.count,
        effect=tagged.effect,
        effect_span=tagged.effect_span,
        victims=Victims(span=tagged.victims_span, category=tagged.category, groups=tagged.groups),
        attribution=_attribution(tagged, tagger.lexicon),
        certainty=tagged.certainty,
        scope=tagged.scope,
        context=tagged.context,
        time=_time(tagged.time_span),
        place=_place(tagged.place_span),
        perpetrator=_party(tagged.perpetrator_span),
        found_by=tagger.found_by,
        score=tagged.score,
    )
    return replace(claim, claim_id=claim_id(doc, claim))


def _attribution(tagged: TaggedClaim, lexicon: Lexicon) -> Attribution:
    if tagged.source_span is None:
        return Attribution()
    cue = tagged.cue_span
    verbs = wording(lexicon).verbs
    return Attribution(
        source=tagged.source_span.exact,
        source_span=tagged.source_span,
        role=tagged.role,
        cue_span=cue,
        stance=Stance(verbs.get(cue.exact.casefold(), Stance.NEUTRAL)) if cue else Stance.NEUTRAL,
    )


def to_event(tagged: TaggedEvent, doc: Document, sentences: Sequence[Sentence], tagger: "Tagger") -> EventMention:
    """The occurrence as the tagger reads it; its speaker is found by the grammar of speech."""
    trigger = tagged.trigger
    home = next((s for s in sentences if s.start <= trigger.start < s.end), None)
    said = attribute(home, trigger, sentences[: home.index], doc, tagger.lexicon) if home else Attribution()
    return EventMention(
        event_mention_id=content_id("evm", doc.document_id, doc.text_version, trigger.start, trigger.end, tagged.type.value),
        document_id=doc.document_id,
        text_version=doc.text_version,
        trigger=trigger,
        type=tagged.type,
        realis=tagged.realis,
        perpetrator=_party(tagged.perpetrator_span),
        target=tagged.target_span,
        weapon=tagged.weapon_span,
        place=_place(tagged.place_span),
        time=_time(tagged.time_span),
        claimed_by=_party(tagged.claimed_by_span),
        attribution=said,
        found_by=tagger.found_by,
        score=tagged.score,
    )


def _party(span: Span | None) -> PartyRef | None:
    return PartyRef(span=span) if span else None


def _place(span: Span | None) -> PlaceRef | None:
    return PlaceRef(span=span) if span else None


def _time(span: Span | None) -> TimeRef | None:
    return TimeRef(span=span) if span else None
