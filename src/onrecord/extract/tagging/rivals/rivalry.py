"""Whether what two readers, or one twice, read of the same number excludes each other, and which of the two is right."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.gates import Sentence
from onrecord.extract.tagging.doubting import TO_SELF
from onrecord.extract.telling.parties import is_taken_by
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, SourceRole

# Words whose reading claims_method lays down (§5, examples 7 and 12) and that labels hardly hold: not for the tagger to doubt.
BY_RULE = frozenset({"neutralised", "recaptured"})
_TAKEN = (Effect.ABDUCTED, Effect.ARRESTED)
_FREE = re.compile(r"(?:freed|released|rescued|liberated|(?:re)?gained\s.*|won\s.*)")
_PASSIVE = re.compile(r"\b(?:was|were|been|are|is)\s+(?:\w+ly\s+)?$")
_THEN = re.compile(r"\b(?:after|and|before|then|while)\b")
_SELF = re.compile(r"\s+(?:himself|herself|themselves)\b")
_OF = re.compile(r"\s+of\s+(?:(?:the|his|her|their)\s+)?")
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|remains?|remained|has|have|had)\b[^.;]*\band\b"
)  # a verb of its own, and the next clause


def contested(claim: Claim, grammar: Sequence[Claim]) -> bool:
    """Whether the grammar reads the same counting words as another effect.

    "Shot" may well tell of dead and wounded together, and who is freed may be "unharmed".
    """
    others = (own for own in grammar if own.effect is not claim.effect and same_number(own, claim))
    return any(not mixes(claim, own) and not _may_both_be(claim, own) for own in others)


def is_others_fate(claim: Claim, grammar: Sequence[Claim], text: str) -> bool:
    """Whether the effect word is, by the grammar, of another number: "one of five victims died", "three are in hospital and a
    fourth has died"; or is what somebody did to himself after the rest: "shot at a dozen herders before killing himself"."""
    number, effect = claim.count.span, claim.effect_span
    if number is None or effect is None:
        return False
    if number.overlaps(effect) and _THEN.search(text, number.end, effect.end):
        return True
    if number.end < effect.start and _SELF.match(text, effect.end) and _THEN.search(text, number.end, effect.start):
        return True
    own = [
        g.count.span
        for g in grammar
        if g.effect is claim.effect and g.count.span and g.effect_span and g.effect_span.overlaps(effect)
    ]
    if any(g.overlaps(number) for g in own):
        return False
    before = any(g.end < number.start and _OF.fullmatch(text, g.end, number.start) for g in own)
    behind = (g for g in own if number.end < g.start < effect.start)
    return before or any(_CLAUSE.search(text, number.end, g.start) for g in behind)


def _may_both_be(claim: Claim, own: Claim) -> bool:
    return claim.effect is Effect.FREED and own.count.high == 0


def same_people(one: Claim, other: Claim) -> bool:
    """Whether both name the same people, by words that overlap."""
    return bool(one.victims.span and other.victims.span and one.victims.span.overlaps(other.victims.span))


def same_number(one: Claim, other: Claim) -> bool:
    """Whether both count by the same words."""
    return one.count.span is not None and other.count.span is not None and one.count.span.overlaps(other.count.span)


def mixes(claim: Claim, own: Claim) -> bool:
    """Whether one reader takes for casualties not split what the other, by the same words, takes for injured."""
    split = claim.effect is Effect.CASUALTIES and own.effect is Effect.INJURED
    return split and claim.effect_span is not None and own.effect_span is not None and claim.effect_span.overlaps(own.effect_span)


def is_read_as_hurt(claim: Claim, other: Claim) -> bool:
    """Whether the grammar alone takes for neutralised whom the tagger reads as wounded, by a word right behind the number."""
    number, effect = other.count.span, other.effect_span
    neutral = claim.effect_detail in BY_RULE and other.effect is Effect.INJURED
    return neutral and number is not None and effect is not None and 0 <= effect.start - number.end <= 1


def says_otherwise(own: Claim, tagged: Sequence[Claim]) -> bool:
    """Whether the tagger reads the dead where the word that it rests on only says that they were hurt: "six people were shot"."""
    return own.effect is Effect.INJURED and any(
        (claim.effect_span == own.effect_span and same_number(own, claim)) or _is_to_self(claim, own)
        for claim in tagged
        if claim.effect is Effect.KILLED
    )


def _is_to_self(claim: Claim, own: Claim) -> bool:
    """Whether both tell of one person who shot himself."""
    told = claim.effect_span is not None and own.effect_span is not None and claim.effect_span.contains(own.effect_span)
    return told and bool(claim.effect_span and TO_SELF.match(claim.effect_span.exact.lower())) and same_people(claim, own)


def taken_by_doer(tagged: Sequence[Claim], grammar: Sequence[Claim], lexicon: Lexicon) -> list[Claim]:
    """The tagger's claims in their order, those of people seized or captured with the effect that the doer tells.

    Whoever an armed group captures is abducted, whoever the state's forces capture arrested (claims_method §3; so are 64 of
    66 labelled ones): the grammar knows who did it. Where the tagger is of two minds about one number, what it believes of
    both goes to the right one.
    """
    found = list(tagged)
    for n, claim in enumerate(tagged):
        right = next((own.effect for own in grammar if _is_by_doer(claim, own, lexicon)), None)
        if right is None:
            continue
        same = next((k for k, o in enumerate(tagged) if o.effect is right and same_number(o, claim)), None)
        if same is None:
            found[n] = replace(claim, effect=right)
        else:
            found[same] = replace(found[same], score=min((found[same].score or 0.0) + (claim.score or 0.0), 1.0))
    return found


def taken_by_speaker(claim: Claim) -> Claim:
    """The claim, others whom an armed group says that it has captured as abducted: "JNIM said it had captured 15 soldiers"."""
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    theirs = claim.attribution.role is SourceRole.ARMED_GROUP and claim.victims.category is not Category.MILITANT
    if claim.effect is not Effect.ARRESTED or not theirs or not words.startswith(("captur", "seiz", "took", "taken")):
        return claim
    return replace(claim, effect=Effect.ABDUCTED)


def _is_by_doer(claim: Claim, own: Claim, lexicon: Lexicon) -> bool:
    if claim.effect not in _TAKEN or own.effect not in _TAKEN or own.effect is claim.effect:
        return False
    words = claim.effect_span is not None and own.effect_span is not None and claim.effect_span.overlaps(own.effect_span)
    return words and same_number(claim, own) and is_taken_by(own, lexicon)


def is_set_free(claim: Claim, tagged: Sequence[Claim], home: Sentence | None) -> bool:
    """Whether plain words say that they were freed who were taken before: "a nurse kidnapped in July was released"."""
    words = claim.effect_span
    if claim.effect is not Effect.FREED or words is None or home is None or claim.count.span is None:
        return False
    freed = _FREE.fullmatch(words.exact.lower())
    told = freed and (" " in words.exact or _PASSIVE.search(home.lower, 0, max(words.start - home.start, 0)))
    taken = (o for o in tagged if o.effect in _TAKEN and o.effect_span is not None and same_number(claim, o))
    return bool(told) and any(o.effect_span is not None and o.effect_span.end <= words.start for o in taken)
