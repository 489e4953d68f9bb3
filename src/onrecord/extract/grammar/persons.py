"""Whom claims are about: whom "he" stands for, who is in a list that is counted, who dies by his own hand.

"A man was shot. He died": the tagger ties the death to "a man", the grammar to "he". "A man, woman and boy were wounded" is
three people to the grammar, and a man, a woman and a boy to the tagger.
"""

import re
from collections.abc import Mapping, Sequence

from onrecord.extract.grammar.own_hand import BY_OWN_HAND
from onrecord.extract.grammar.phrases import SPOKEN_OF
from onrecord.extract.tagging.decode import TaggedClaim
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Effect
from onrecord.model.spans import Span

_ON_SELF = re.compile(r"\s+(?:him|her|them)sel(?:f|ves)\b")
_HIT = re.compile(r"(?:\w+ly\s+)?(?:shot|shoots?|shooting|stabbed|stabs?|stabbing)")
_SELF = re.compile(r"(?:(?:him|her|them)sel(?:f|ves)|self)")  # the one named before it, told twice
_OWN_LIFE = re.compile(r"\b(?:his|her|their)\s+own\s+$")
_LIST_END = re.compile(r"(?:[\s,;]|\band\b)+$")
_OWN_LIFE_NEAR = 16  # characters before "life"


def spoken_of(read: Sequence[TaggedClaim], tagged: Sequence[Claim], grammar: Sequence[Claim]) -> Mapping[int, int]:
    """Index of a tagged death, told with words of another sentence, → index of the grammar's "he died" that holds these words."""
    found: dict[int, int] = {}
    for number, (raw, claim) in enumerate(zip(read, tagged, strict=True)):
        if claim.effect is not Effect.KILLED or claim.effect_span is not None or raw.effect_span is None:
            continue
        for at, own in enumerate(grammar):
            same = own.effect is claim.effect and own.effect_span is not None and own.effect_span.overlaps(raw.effect_span)
            if same and at not in found.values() and is_spoken_of(own):
                found[number] = at
                break
    return found


def is_spoken_of(claim: Claim) -> bool:
    """Whether the claim names its people only as "he", "she" or "they"."""
    return claim.victims.span is not None and claim.victims.span.exact.lower() in SPOKEN_OF


def is_by_own_hand(claim: Claim, doc: Document) -> bool:
    """Whether the words say outright that somebody took his life, or turned a weapon on himself: "killed himself"."""
    effect, people = claim.effect_span, claim.victims.span
    if claim.effect_detail == BY_OWN_HAND:
        return claim.effect is not Effect.INJURED
    if claim.effect is not Effect.KILLED or effect is None or (people is not None and _SELF.fullmatch(people.exact.lower())):
        return False
    if _HIT.fullmatch(effect.exact.lower()):  # who shoots himself may live
        return False
    before = doc.text[max(effect.start - _OWN_LIFE_NEAR, 0) : effect.start].lower()
    told = _ON_SELF.match(doc.text.lower(), effect.end) or _OWN_LIFE.search(before)
    return told is not None and (claim.count.low == 1 or "the" in told[0])  # "themselves", "their own life"


def is_of_others(claim: Claim, own: Claim) -> bool:
    """Whether the grammar tells of one by his own hand, and the claim of those whom he harmed beside himself."""
    people, doer = claim.victims.span, own.victims.span
    if own.effect_detail != BY_OWN_HAND or people is None:
        return False
    himself = _SELF.fullmatch(people.exact.lower()) is not None
    return not himself and (doer is None or not people.overlaps(doer))


def is_told_dead(own: Claim | None, claim: Claim, doc: Document, lexicon: Lexicon) -> bool:
    """Whether plain words tell the death of one person spoken of before: "he died", "the gunman was shot dead", by his own hand.

    `own` is the grammar's claim, where it has one: only it tells "he" from those counted before.
    """
    if is_by_own_hand(own or claim, doc):
        return True
    people = own.victims.span if own is not None else None
    if own is None or people is None or own.effect is not Effect.KILLED or (own.count.low, own.count.high) != (1, 1):
        return False
    words = people.exact.lower()
    return words in SPOKEN_OF or words.split()[-1] in lexicon.words("telling", "doers")


def told_of_others(own: Claim, claim: Claim, grammar: Sequence[Claim]) -> bool:
    """Whether the grammar ties the word to other people, and another harm to those whom the tagger means.

    "Officer shot, suspect killed": who is killed is the suspect.
    """
    people, others = claim.victims.span, own.victims.span
    if people is None or others is None or people.overlaps(others) or claim.count.span or own.count.span:
        return False
    return any(g.effect is not claim.effect and g.victims.span is not None and g.victims.span.overlaps(people) for g in grammar)


def told_one_by_one(own: Claim, claim: Claim, tagged: Sequence[Claim], sure: Sequence[bool]) -> Span | None:
    """The words of the claim's one person, where the grammar counts a list without a number and the tagger surely tells all
    others of that list one by one; None = it does not."""
    people, whole = own.victims.span, claim.victims.span
    if own.count.span is not None or (own.count.low or 0) < 2 or people is None or whole is None:
        return None
    others = [
        c.victims.span
        for c, likely in zip(tagged, sure, strict=True)
        if likely and c.effect is claim.effect and c.victims.span and c.victims.span != whole and people.contains(c.victims.span)
    ]
    inside = [o for o in others if whole.contains(o)]
    apart = [o for o in others if not o.overlaps(whole)]
    if len(inside) + len(apart) + 1 < (own.count.low or 0):
        return None
    first = min((o.start for o in inside), default=whole.end)
    words = _LIST_END.sub("", whole.exact[: first - whole.start])
    return Span(start=whole.start, end=whole.start + len(words), exact=words) if words else None


def counts_list(own: Claim, claim: Claim) -> bool:
    """Whether the grammar counts a list without a number, of which the tagger's claim names one person."""
    people, one = own.victims.span, claim.victims.span
    listed = own.count.span is None and own.count.low == own.count.high and (own.count.low or 0) > 1
    return listed and people is not None and one is not None and people != one and people.contains(one)


def is_listed(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether the claim's one person stands in a list that another claim of the same harm counts as a whole."""
    people = claim.victims.span
    if people is None or (claim.count.low, claim.count.high) != (1, 1):
        return False
    return any(
        o.effect is claim.effect
        and o.count.span is None
        and o.count.low == o.count.high != 1
        and (o.count.low or 0) > 1
        and o.victims.span is not None
        and o.victims.span != people
        and o.victims.span.contains(people)
        for o in others
    )
