"""Which time and place belong to which claim, event or disruption.

Candidates near the words are weighed by features of how they stand to each other (same clause, distance, preposition, a verb
of saying beside them); "none" is a candidate too. The weights are data (`languages/*/attachment.toml`), fitted on labels.
"""

import functools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from onrecord.languages import Lexicon
from onrecord.model.spans import Span
from onrecord.resolve.layout import Layout

_BACK = 4  # sentences before the words in which a time or place may still be meant; more than that is another story
_AHEAD = 1
_BREAK = re.compile(r"[,;:—–]|\b(?:and|but|while|when|where|after|before|which|who|as|that|although|meanwhile)\b", re.IGNORECASE)
_STRONG = re.compile(r"[;:—]|\b(?:while|but|meanwhile|although|whereas)\b", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:said|says|saying|told|reported|reports|announced|statement|added|stated|according|confirmed|press|interview|claimed|tweet\w*|briefing|published)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(in|at|near|on|from|of|to|outside|around|across|over|since|through|by|for|into|between|inside|within|during|off)(?:\s+the)?(?:\s+\w+){0,2}\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A time or place in the text that may be meant; `kind` is its time kind or place precision, as a word."""

    span: Span
    kind: str = ""
    is_dateline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a time or place is sought for: its words, and the words that name its effect or act."""

    span: Span
    focus: Span
    scope: str = "incident"


Features = dict[str, float]


@functools.cache
def load_weights(lexicon: Lexicon) -> Mapping[str, Mapping[str, float]]:
    """The weights for "time" and "place" of a language; feature name to weight."""
    return {what: MappingProxyType(dict(lexicon.lists["attachment"][what])) for what in ("time", "place")}


def fitting(
    target: Target, candidates: Sequence[Candidate], others: Sequence[Span], layout: Layout, weights: Mapping[str, float]
) -> int | None:
    """The index of the candidate that belongs to the target; None = none does."""
    scored = [(weigh(found, weights), -i if i is not None else 1, i) for i, found in options(target, candidates, others, layout)]
    return max(scored)[2] if scored else None


def weigh(features: Features, weights: Mapping[str, float]) -> float:
    """The weighted sum of features; higher fits better."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def options(
    target: Target, candidates: Sequence[Candidate], others: Sequence[Span], layout: Layout
) -> Iterator[tuple[int | None, Features]]:
    """The candidates within reach with their features, and None (no candidate) with its own."""
    home = layout.at(target.focus.start)
    reach = [i for i, c in enumerate(candidates) if -_BACK <= layout.at(c.span.start) - home <= _AHEAD]
    nearest = sorted(reach, key=lambda i: _distance(target.focus, candidates[i].span))
    for i in reach:
        yield i, _features(target, candidates[i], nearest.index(i), others, layout)
    near = sum(layout.at(candidates[i].span.start) == home for i in reach)
    yield (
        None,
        {
            "none": 1.0,
            "none_alone": float(not near),
            f"none_{target.scope}": 1.0,
            "none_empty": float(not reach),
            "none_many": float(near > 1),
        },
    )


def _distance(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def _features(target: Target, candidate: Candidate, rank: int, others: Sequence[Span], layout: Layout) -> Features:
    text, span, focus = layout.text, candidate.span, target.focus
    home, there = layout.at(focus.start), layout.at(span.start)
    far = there - home
    low, high = min(span.end, focus.end), max(span.start, focus.start)
    between = text[low:high] if low < high else ""
    line = layout.lines[there]
    before = text[max(line.start, span.start - 40) : span.start]
    after = text[span.end : span.end + 40]
    found: Features = {
        "distance": math.log1p(len(between)),
        "after": float(span.start >= focus.end),
        "inside": float(target.span.overlaps(span)),
        f"sentence_{max(-3, far)}": 1.0,
        f"rank_{min(rank, 3)}": 1.0,
        f"kind_{candidate.kind}": 1.0,
        "dateline": float(candidate.is_dateline),
        "heading": float(line.is_heading),
        "first": float(not before.strip()),
    }
    if far == 0:
        found["breaks"] = min(4.0, len(_BREAK.findall(between)))
        found["strong"] = min(2.0, len(_STRONG.findall(between)))
        found["crossed"] = float(any(o.start >= low and o.end <= high for o in others))
    else:
        found["paragraph"] = float(line.paragraph == layout.lines[home].paragraph)
        found["same_line_other"] = float(any(layout.at(o.start) == there for o in others))
        found[f"scope_{target.scope}_far"] = 1.0
    preposition = _PREPOSITION.search(before)
    found[f"prep_{preposition[1].lower() if preposition else 'none'}"] = 1.0
    found["saying_before"] = float(bool(_SAYING.search(before)))
    found["saying_after"] = float(bool(_SAYING.match(after.lstrip(" ,").split(".")[0]) or _SAYING.search(after[:25])))
    return found
