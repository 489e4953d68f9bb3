"""Where the tagger looks for the words of a claim or event: the likeliest ones, and of places and times all that are likely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onrecord.model.enums import MentionKind
from onrecord.model.mentions import Pointing
from onrecord.model.spans import Span

Floats = NDArray[np.float32]

_LIKELY = 0.003  # of the probability of a start or end; what is less likely decides nothing
_KINDS = {"place": MentionKind.PLACE, "time": MentionKind.TIME}
ASKED = tuple(_KINDS)  # the pointers of which all likely pieces are wanted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pointers:
    """What the pointers of one anchor say: `rows` are log-probabilities over the pieces of a window, none first and the end of
    the window last, two rows a pointer (where its words start, where they end).

    `none` is how probable it is that a pointer has no words; `best` its likeliest first and last piece, or None where more than
    one start must be tried; `longest` how many pieces its words have at most. `likely` are, for a row that was asked for, the
    pieces within the window that are likely enough, and how likely.
    """

    rows: Floats
    none: Sequence[float]
    best: Sequence[tuple[int, int] | None]
    longest: Sequence[int]
    likely: Mapping[int, Sequence[tuple[int, float]]] = field(default_factory=dict)

    @property
    def pieces(self) -> int:
        """How many pieces the window has, with none and its end."""
        return int(self.rows.shape[1])

    def words(self, number: int) -> tuple[int, int]:
        """The likeliest first and last piece of a pointer's words."""
        known = self.best[number]
        if known is not None:
            return known
        return best_words(self.rows[2 * number][:-1], self.rows[2 * number + 1][:-1], self.longest[number])

    def end(self, number: int, first: int, longest: int) -> int:
        """The likeliest last piece of words that start at a piece, at most `longest` of them."""
        return first + int(np.argmax(self.rows[2 * number + 1][first:-1][:longest]))


def pointers_of(scores: Floats, longest: Sequence[int], asked: Sequence[int] = ()) -> list[Pointers]:
    """The pointers of all anchors of a window from log-probabilities, anchors × 2·pointers × pieces.

    `asked` are the numbers of the pointers of which all likely pieces are wanted.
    """
    none = np.exp(scores[:, ::2, 0]).tolist()
    best = _clear_words(scores[:, ::2, :-1], scores[:, 1::2, :-1], longest)
    likely = _likely(scores, [row for number in asked for row in (2 * number, 2 * number + 1)])
    return [Pointers(rows=rows, none=none[n], best=best[n], longest=longest, likely=likely[n]) for n, rows in enumerate(scores)]


def _likely(scores: Floats, rows: Sequence[int]) -> list[dict[int, list[tuple[int, float]]]]:
    """For each anchor and row the pieces within the window that are likely enough, and how likely."""
    found: list[dict[int, list[tuple[int, float]]]] = [{row: [] for row in rows} for _ in scores]
    if rows:
        shares = np.exp(scores[:, rows, 1:-1])
        places = (shares > _LIKELY).nonzero()
        for anchor, row, piece, p in zip(*(at.tolist() for at in places), shares[places].tolist(), strict=True):
            found[anchor][rows[row]].append((piece + 1, round(p, 4)))
    return found


def _clear_words(starts: Floats, ends: Floats, longest: Sequence[int]) -> list[list[tuple[int, int] | None]]:
    """What `best_words` finds for each pointer of each anchor where its likeliest start decides it, None elsewhere."""
    anchors, pointers, pieces = starts.shape
    if pieces < 2:
        return [[None] * pointers] * anchors
    left = np.array(starts[:, :, 1:]).reshape(anchors * pointers, pieces - 1)
    row = np.arange(len(left))
    first = left.argmax(axis=1)
    reach = np.arange(max(longest))
    at = (first + 1)[:, None] + reach
    inside = (at < pieces) & (reach < np.tile(longest, anchors)[:, None])
    behind = np.where(inside, ends.reshape(len(left), pieces)[row[:, None], np.minimum(at, pieces - 1)], -np.inf)
    further = behind.argmax(axis=1)
    sure = left[row, first] + behind[row, further]
    left[row, first] = -np.inf
    clear = left.max(axis=1) <= sure  # no end can make up for a start that is less likely than both together
    words = zip(clear.tolist(), (first + 1).tolist(), (first + 1 + further).tolist(), strict=True)
    found = [(a, b) if is_clear else None for is_clear, a, b in words]
    return [found[n : n + pointers] for n in range(0, len(found), pointers)]


def best_words(starts: Floats, ends: Floats, longest: int) -> tuple[int, int]:
    """The likeliest first and last piece of a pointer's words by their log-probabilities, at most `longest`; never "none"."""
    best, found = -np.inf, (1, 1)
    left = np.array(starts[1:])
    for _ in range(min(5, len(left))):  # the right start is hardly ever below the fifth
        first = int(left.argmax()) + 1
        if starts[first] <= best:  # no end can make up for it
            break
        left[first - 1] = -np.inf
        last = first + int(np.argmax(ends[first : first + longest]))
        if starts[first] + ends[last] > best:
            best, found = float(starts[first] + ends[last]), (first, last)
    return found


def pointing(name: str, pointers: Pointers, number: int, offsets: Sequence[tuple[int, int]], words: Span | None) -> Pointing:
    """What one pointer ("place" or "time", by its number) says of its anchor; `words` are its likeliest ones."""
    return Pointing(
        kind=_KINDS[name],
        none=round(pointers.none[number], 4),
        starts=tuple([(offsets[i][0], p) for i, p in pointers.likely[2 * number]]),
        ends=tuple([(offsets[i][1], p) for i, p in pointers.likely[2 * number + 1]]),
        words=words,
    )
