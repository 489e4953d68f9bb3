"""When a found claim counts as a gold claim, and the arithmetic of precision and recall.

Source: the scorer of the annotation set (score_claims.py), whose levels these are: L1 = count bounds and effect at overlapping
words, L2 = L1 and the victim category, L3 = L2 and the attribution (the same speaker, or rightly none).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from onrecord.languages.speakers import share_a_name

Stretch = tuple[int, int]
Gold = TypeVar("Gold")
Found = TypeVar("Found")

# "about 40" is matched by any stated bounds within 15 % of it. Source: annotation scorer.
ABOUT_SLACK = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim reduced to what is scored; stretches are (start, end) code points, None = absent. `parent` is an index."""

    span: Stretch | None
    count: Stretch | None
    low: int | None
    high: int | None
    qualifier: str | None
    effect: str
    effect_span: Stretch | None
    category: str
    victims: Stretch | None
    source: Stretch | None
    certainty: str
    scope: str
    place: Stretch | None
    time: Stretch | None
    parent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and F1 in 0..1, with the counts they come from."""

    right: int
    gold: int
    found: int

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 when nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 when there is no gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: "Score") -> "Score":
        """The score of both sets together."""
        return Score(right=self.right + other.right, gold=self.gold + other.gold, found=self.found + other.found)


def overlap(a: Stretch | None, b: Stretch | None) -> bool:
    """Whether two stretches share a character; an absent one shares none."""
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def same_speaker(text: str, gold: Stretch | None, found: Stretch | None) -> bool:
    """Rightly none, overlapping words, or another mention of the same name: half of the shorter one's words shared."""
    if gold is None or found is None:
        return gold is None and found is None
    return overlap(gold, found) or share_a_name(text[slice(*gold)], text[slice(*found)])


def same_count(gold: Told, found: Told) -> bool:
    """Vague words and "about" are compared by kind, everything else by both bounds."""
    if "vague" in (gold.qualifier, found.qualifier):
        near = overlap(gold.count, found.count) or not gold.count or not found.count
        return gold.qualifier == found.qualifier and near
    if gold.qualifier == "about":
        if found.qualifier != "about" or found.low is None or gold.low is None:
            return False
        high = math.inf if found.high is None else found.high
        return found.low <= (1 + ABOUT_SLACK) * gold.low and high >= (1 - ABOUT_SLACK) * gold.low
    if gold.qualifier == "at_most":
        return found.qualifier == "at_most" and found.high == gold.high
    return gold.low == found.low and gold.high == found.high


def same_words(gold: Told, found: Told) -> bool:
    """Whether both stand at the same words: the count's, else the victims', else the effect's, else the clause's."""
    if gold.count and found.count:
        return overlap(gold.count, found.count)
    if gold.victims and found.victims and overlap(gold.victims, found.victims):
        return True
    if gold.effect_span and found.effect_span:
        return overlap(gold.effect_span, found.effect_span)
    return overlap(gold.span, found.span)


def level(gold: Told, found: Told, text: str) -> int:
    """0 = another claim, 1 = effect and count right, 2 = and the category, 3 = and the speaker."""
    if found.effect != gold.effect or not same_words(gold, found) or not same_count(gold, found):
        return 0
    if found.category != gold.category:
        return 1
    return 3 if same_speaker(text, gold.source, found.source) else 2


def closeness(gold: Told, found: Told) -> int:
    """Among equally good pairs: the same victims' words first, then the same effect word, then the same clause."""
    return (
        2 * overlap(gold.victims, found.victims) + overlap(gold.effect_span, found.effect_span) + overlap(gold.span, found.span)
    )


def pair_up(
    gold: Sequence[Gold],
    found: Sequence[Found],
    score: Callable[[Gold, Found], int],
    tie: Callable[[Gold, Found], int] = lambda g, f: 0,
) -> list[tuple[int, int, int]]:
    """One-to-one pairs (gold index, found index, score), the best score first; pairs of score 0 never."""
    scored = [(score(g, f), tie(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for value, _, i, j in sorted((s for s in scored if s[0] > 0), key=lambda s: (-s[0], -s[1], s[2], s[3])):
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            pairs.append((i, j, value))
    return pairs
