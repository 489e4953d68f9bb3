"""How the claims of one short report add up to a number of people: every victim once.

Left out: denied, failed, possible and hypothetical harm, totals over a period, and claims that are part of another. A claim that
says again what one before it said is the same people; so is one in brackets behind a number that it breaks down.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from onrecord.model.claims import Claim
from onrecord.model.enums import Certainty, Qualifier, Scope
from onrecord.model.spans import Span

# Cues whose bound is one more than the number beside them.
MORE_THAN = frozenset({"more than", "over"})
# Words in front of victims who were spoken of before: "the two staff", "all four", "both drivers".
_KNOWN = re.compile(r"(?:^|\W)(?:the|both|all|all of the|these|those|this|that)\W+(?:\w+\W+)?$", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:he|she|they|it|all|both|his|her|their|victims?|the)\b", re.IGNORECASE)
_LISTED = re.compile(r"\band\b|,")
_END = re.compile(r"[.;]\s|$")


def as_written(claim: Claim) -> int:
    """The number in the words: 30 for "more than 30", 100 for "about 100", 8 for "up to 8"; 0 where there is none."""
    low, high = claim.count.low or 0, claim.count.high or 0
    if claim.count.qualifier is Qualifier.ABOUT and high:
        return (low + high) // 2
    if claim.count.qualifier is Qualifier.AT_MOST:
        return high
    return low - 1 if claim.count.qualifier is Qualifier.AT_LEAST and claim.count.cue in MORE_THAN else low


def happened(claim: Claim) -> bool:
    """Whether somebody was harmed, as asserted or claimed, in one incident; an earlier incident counts."""
    sure = claim.certainty in (Certainty.ASSERTED, Certainty.CLAIMED)
    return sure and claim.scope is not Scope.CUMULATIVE and as_written(claim) > 0


def told_once(text: str, claims: Iterable[Claim]) -> list[Claim]:
    """The claims of one effect that add up, in the order of the text."""
    kept: list[Claim] = []
    for claim in claims:
        if happened(claim) and not any(_repeats(text, claim, other) for other in kept):
            kept.append(claim)
    inside = {c.claim_id for c in kept}
    return [c for c in kept if c.subset_of not in inside]


def without_bare_plurals(claims: Sequence[Claim]) -> list[Claim]:
    """The claims without bare plurals ("the kidnapped men") where others tell a number: they mostly mean the same people."""
    return [c for c in claims if not _is_bare_plural(c)] or list(claims)


def _is_bare_plural(claim: Claim) -> bool:
    return claim.count.span is None and claim.count.qualifier is Qualifier.VAGUE


def named_at(claim: Claim) -> Span:
    """Where the claim's people stand: the count, else the victims, else the clause."""
    return claim.count.span or claim.victims.span or claim.span


def is_known(text: str, claim: Claim) -> bool:
    """Whether the words point back to people spoken of before: "the two staff", "he", "both"."""
    at = named_at(claim)
    return bool(_KNOWN.search(text[max(0, at.start - 20) : at.start]) or _PRONOUN.match(at.exact))


def sentence_after(text: str, claim: Claim) -> str:
    """The words between the claim's people and the end of their sentence."""
    start = named_at(claim).end
    end = _END.search(text, start)
    return text[start : end.start() if end else len(text)]


def _repeats(text: str, claim: Claim, earlier: Claim) -> bool:
    if claim.effect_span == earlier.effect_span:
        inner = claim.count.span is None and earlier.span.contains(claim.span)
        return inner or _is_within(text, claim, earlier) or _is_bracketed(text, claim, earlier)
    alike = as_written(claim) == as_written(earlier) and claim.count.qualifier is earlier.count.qualifier
    same_number = alike or (claim.count.span is None and as_written(claim) == 1)
    return (same_number and claim.subset_of is None) or (is_known(text, claim) and as_written(claim) <= as_written(earlier))


def _is_within(text: str, claim: Claim, earlier: Claim) -> bool:
    """Whether the victims are words of the earlier claim's victims ("an INGO" in "1 driver of an INGO") and not beside them."""
    inner, outer = claim.victims.span, earlier.victims.span
    if inner is None or outer is None or not outer.overlaps(inner):
        return False
    return not _LISTED.search(text[outer.start : named_at(claim).start])


def _is_bracketed(text: str, claim: Claim, earlier: Claim) -> bool:
    """Whether the claim's people stand in brackets that open behind the earlier claim's people."""
    between = text[named_at(earlier).start : named_at(claim).start]
    return between.count("(") > between.count(")")


def total(claims: Sequence[Claim], counts: Callable[[Claim], bool] = lambda claim: True) -> int:
    """The number of people of the claims that count."""
    return sum(as_written(c) for c in claims if counts(c))
