"""How the claims of one short report add up to a number of people: every victim once.

Left out: denied, failed, possible and hypothetical harm, totals over a period, earlier events recalled, and claims that are part
of another. A claim that says again what one before it said is the same people.
"""

from collections.abc import Iterable

from onrecord.model.claims import Claim
from onrecord.model.enums import Certainty, Qualifier, Scope

# Cues whose bound is one more than the number beside them.
MORE_THAN = frozenset({"more than", "over"})


def as_written(claim: Claim) -> int:
    """The number in the words: 30 for "more than 30", 100 for "about 100", 8 for "up to 8"; 0 where there is none."""
    low, high = claim.count.low or 0, claim.count.high or 0
    if claim.count.qualifier is Qualifier.ABOUT and high:
        return (low + high) // 2
    if claim.count.qualifier is Qualifier.AT_MOST:
        return high
    return low - 1 if claim.count.qualifier is Qualifier.AT_LEAST and claim.count.cue in MORE_THAN else low


def people(claim: Claim) -> int:
    """The number of people of a claim: its lower bound, or the upper one where only that is stated."""
    return claim.count.low or 0


def told_once(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that add up, in the order of the text."""
    kept: list[Claim] = []
    for claim in claims:
        if _stands(claim) and not any(_same_people(claim, other) for other in kept):
            kept.append(claim)
    inside = {c.claim_id for c in kept}
    return [c for c in kept if c.subset_of not in inside]


def _stands(claim: Claim) -> bool:
    return claim.certainty in (Certainty.ASSERTED, Certainty.CLAIMED) and claim.scope is Scope.INCIDENT


def _same_people(claim: Claim, earlier: Claim) -> bool:
    return (
        claim.effect is earlier.effect
        and people(claim) == people(earlier)
        and claim.effect_span != earlier.effect_span
        and claim.subset_of is None
    )
