"""Counting words under a policy: the stated number, the literal bounds, or the number that the policy fixes for the word.

The claim keeps the literal bounds and the cue word; only what a policy makes of them changes. Source: claims_method §3.
"""

from dataclasses import dataclass

from onrecord.codebooks import Policy, Words
from onrecord.model.claims import Count
from onrecord.model.enums import Qualifier
from onrecord.reconcile.statements import Statement, is_vague

BY_QUALIFIER = {
    Qualifier.EXACT: "exact",
    Qualifier.AT_LEAST: "at_least",
    Qualifier.AT_MOST: "at_most",
    Qualifier.ABOUT: "about",
    Qualifier.RANGE: "range",
}
# A bounding word is believed only where the qualifier agrees with it.
QUALIFIER_OF = {
    "at_least": Qualifier.AT_LEAST,
    "more_than": Qualifier.AT_LEAST,
    "at_most": Qualifier.AT_MOST,
    "less_than": Qualifier.AT_MOST,
    "about": Qualifier.ABOUT,
    "nearly": Qualifier.ABOUT,
    "just_over": Qualifier.ABOUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one claim says under a policy, in people; None = nothing, or no upper bound for `high`. All None = no number."""

    low: int | None
    point: int | None
    high: int | None

    @property
    def is_empty(self) -> bool:
        """Whether the policy reads no number at all."""
        return self.low is None and self.point is None and self.high is None


NOTHING = Reading(low=None, point=None, high=None)


def read_words(s: Statement, policy: Policy, *, large: bool) -> Reading:
    """The statement's count as the policy reads it; `large` = the event is of a type for which vague words mean more."""
    if s.denied:
        return Reading(low=0, point=0, high=0) if policy.denied == "zero_for_denier" else NOTHING
    count = s.claim.count
    if is_vague(s):
        return _vague(count, policy.words, large=large)
    kind = _kind(s)
    taken = policy.words.numbers[kind]
    values = {"stated": _stated(count, kind), "low": count.low, "high": count.high, "blank": None}
    low, point, high = (None if (value := values[take]) is None else max(0, value - s.less) for take in taken)
    return Reading(low=low, point=point, high=high)


def _kind(s: Statement) -> str:
    qualifier = s.claim.count.qualifier
    if s.bounding is not None and QUALIFIER_OF.get(s.bounding) is qualifier:
        return s.bounding
    return BY_QUALIFIER.get(qualifier, "range")


def _stated(count: Count, kind: str) -> int | None:
    """The number that the words name, found back from the literal bounds. Source: claims_method §3, rows N to "just over"."""
    low, high = count.low, count.high
    if kind in ("more_than", "just_over"):
        return None if low is None else low - 1
    if kind in ("less_than", "nearly"):
        return None if high is None else high + 1
    if kind == "at_most":
        return high
    if kind == "about":
        return low if low is None or high is None else (low + high) // 2
    return low


def _vague(count: Count, words: Words, *, large: bool) -> Reading:
    """The value fixed for the word, for the longest listed word at the end of the cue ("at least dozens" is "dozens")."""
    cue = (count.cue or "").casefold().removesuffix(" of") if count.span is not None else "bare_plural"
    for table in (words.large_vague, words.vague) if large else (words.vague,):
        listed = [word for word in table if cue == word or cue.endswith(f" {word}")]
        found = max(listed, key=lambda word: (len(word), word), default="any" if "any" in table else None)
        if found is not None:
            low, point, high = table[found]
            return Reading(low=low, point=point, high=high)
    return Reading(low=count.low, point=count.low, high=count.high)
