"""What a reader's pointing and the words beside a candidate say: as features by name, and as candidates that nobody lists."""

import math
import re
from collections.abc import Iterable, Sequence

from onrecord.model.mentions import Pointing
from onrecord.model.spans import Span
from onrecord.resolve.attach.cues import Features
from onrecord.resolve.layout import Layout

POINTED = "pointed"  # the kind of words that only a reader takes for a place or time
_FLOOR = 0.003  # probabilities below it are not told apart
_WORD = re.compile(r"[^\W\d]+|[.,;:()\"]")
_BEFORE, _AFTER = 60, 40  # characters beside a candidate whose words are looked at


def pointed_words(pointings: Iterable[Pointing], taken: Sequence[Span]) -> tuple[Span, ...]:
    """The words that readers point at and that overlap nothing taken, in order, none of them overlapping another."""
    found: list[Span] = []
    for words in sorted({p.words for p in pointings if p.words is not None}):
        if not any(words.overlaps(other) for other in (*taken, *found)):
            found.append(words)
    return tuple(found)


def pointed_at(pointing: Pointing, span: Span) -> tuple[float, float, float, float]:
    """How probably the words meant begin, and end, within a candidate, as logarithms; the first as it is; 1.0 = the likeliest.

    They stand in the order of `cues.POINTED_AT`.
    """
    starts = sum(p for at, p in pointing.starts if span.start <= at < span.end)
    ends = sum(p for at, p in pointing.ends if span.start < at <= span.end)
    best = pointing.words is not None and pointing.words.overlaps(span)
    return math.log(starts + _FLOOR), math.log(ends + _FLOOR), starts, float(best)


def pointed_nowhere(pointing: Pointing | None) -> Features:
    """What a pointing says for no candidate at all; that there is none may say something too."""
    if pointing is None:
        return {"none_unpointed": 1.0}
    best = float(pointing.words is None)
    return {"none_pointed": math.log(pointing.none + _FLOOR), "none_share": pointing.none, "none_best": best}


def words_beside(span: Span, layout: Layout, *, with_own: bool) -> Features:
    """The three words before a candidate and the two after it, in its sentence; its own first and last word `with_own`."""
    line = layout.lines[layout.at(span.start)]
    begun = span.start - _BEFORE <= line.start
    before = _WORD.findall(layout.lowered, max(line.start, span.start - _BEFORE), span.start)
    before = ["", "", *before] if begun else before
    after = _WORD.findall(layout.lowered, span.end, min(line.end, span.end + _AFTER))
    found: Features = {}
    for place, word in zip(("word before", "second before", "third before"), reversed(before), strict=False):
        found[f"{place}: {word}"] = 1.0 if place == "word before" else 0.5
    if len(before) > 1:
        found[f"words before: {before[-2]} {before[-1]}"] = 1.0
    for place, word in zip(("word after", "second after"), after, strict=False):
        found[f"{place}: {word}"] = 1.0 if place == "word after" else 0.5
    if with_own:
        own = layout.lowered[span.start : span.end].split()
        found |= {f"first word: {own[0]}": 1.0, f"last word: {own[-1]}": 1.0}
    return found
