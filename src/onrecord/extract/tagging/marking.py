"""What the tagger read, as records of the model: spans moved into the document, speakers with their stance, ids by content."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.extract.attribution import attribute, source_role
from onrecord.extract.certainty import is_compared
from onrecord.extract.claims import claim_id
from onrecord.extract.gates import Sentence
from onrecord.extract.speech.wording import wording
from onrecord.extract.tagging.decode import TaggedClaim, TaggedEvent
from onrecord.extract.tagging.gate import Stretch, within
from onrecord.extract.telling.parties import typed_by_doer
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution, Claim, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Realis, SourceRole, Stance
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PartyRef, PlaceRef
from onrecord.model.spans import Span

if TYPE_CHECKING:
    from onrecord.extract.tagging.tagger import Tagger


def to_claim(tagged: TaggedClaim, doc: Document, tagger: "Tagger", stretches: Sequence[Stretch]) -> Claim:
    """The claim as the tagger alone reads it, without its relations, place and time: those are chosen when it is resolved.

    Words of other sentences than the claim's own say nothing of its victims: in a whole report they mostly belong to
    another claim.
    """
    tagged = _at_home(tagged, stretches)
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
        perpetrator=_party(tagged.perpetrator_span),
        found_by=tagger.found_by,
        score=tagged.score,
    )
    return replace(claim, claim_id=claim_id(doc, claim))


def _at_home(tagged: TaggedClaim, stretches: Sequence[Stretch]) -> TaggedClaim:
    """The claim with its spans inside the sentence of its anchor, its speaker's inside any one sentence; others become None."""
    home = [s for s in stretches if s[0] <= tagged.anchor < s[1]]
    return replace(
        tagged,
        span=within(tagged.span, home) or tagged.count.span or tagged.effect_span or tagged.span,
        effect_span=within(tagged.effect_span, home),
        victims_span=within(tagged.victims_span, home),
        perpetrator_span=within(tagged.perpetrator_span, home),
        source_span=within(tagged.source_span, stretches),
        cue_span=within(tagged.cue_span, stretches),
    )


def _attribution(tagged: TaggedClaim, lexicon: Lexicon) -> Attribution:
    """The speaker pointed at; of what kind he is his name says, where it does, so that one name has one role."""
    if tagged.source_span is None:
        return Attribution()
    cue, told = tagged.cue_span, source_role(tagged.source_span.exact, lexicon)
    verbs = wording(lexicon).verbs
    return Attribution(
        source=tagged.source_span.exact,
        source_span=tagged.source_span,
        role=tagged.role if told is SourceRole.OTHER else told,
        cue_span=cue,
        stance=Stance(verbs.get(cue.exact.casefold(), Stance.NEUTRAL)) if cue else Stance.NEUTRAL,
    )


def told_apart(events: Sequence[TaggedEvent]) -> list[TaggedEvent]:
    """The occurrences whose triggers share no word: of two that do the shorter trigger stands, in the order of the text."""
    kept: list[TaggedEvent] = []
    for event in sorted(events, key=lambda e: (e.trigger.end - e.trigger.start, e.trigger)):
        if not any(event.trigger.overlaps(other.trigger) for other in kept):
            kept.append(event)
    return sorted(kept, key=lambda e: e.trigger)


def to_event(tagged: TaggedEvent, doc: Document, sentences: Sequence[Sentence], tagger: "Tagger") -> EventMention:
    """The occurrence as the tagger reads it; its speaker is found by the grammar of speech."""
    trigger = tagged.trigger
    home = next((s for s in sentences if s.start <= trigger.start < s.end), None)
    ends = [(s.start, s.end) for s in sentences]
    here = [(home.start, home.end)] if home else ends
    now = tagged.realis is Realis.BACKGROUND and home is not None and is_compared(home, trigger, tagger.lexicon)
    said = attribute(home, trigger, sentences[: home.index], doc, tagger.lexicon) if home else Attribution()
    doer = within(tagged.perpetrator_span, here)
    kind = typed_by_doer(tagged.type, trigger.exact, doer.exact if doer else "", tagger.lexicon)
    return EventMention(
        event_mention_id=content_id("evm", doc.document_id, doc.text_version, trigger.start, trigger.end, kind.value),
        document_id=doc.document_id,
        text_version=doc.text_version,
        trigger=trigger,
        type=kind,
        realis=Realis.HAPPENED if now else tagged.realis,
        perpetrator=_party(doer),
        target=within(tagged.target_span, here),
        weapon=within(tagged.weapon_span, here),
        place=_place(within(tagged.place_span, here)),
        claimed_by=_party(within(tagged.claimed_by_span, ends)),
        attribution=said,
        found_by=tagger.found_by,
        score=tagged.score,
    )


def _party(span: Span | None) -> PartyRef | None:
    return PartyRef(span=span) if span else None


def _place(span: Span | None) -> PlaceRef | None:
    """The place in the words; none where no word of them is a name ("the region"): that is whatever place the story is about."""
    return PlaceRef(span=span) if span and any(c.isupper() or c.isdigit() for c in span.exact) else None
