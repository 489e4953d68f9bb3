"""Where the tagger looks for the place and time of a claim: all that is likely, not only the likeliest words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.model.enums import MentionKind
from onrecord.model.mentions import Pointing
from onrecord.model.spans import Span

_LIKELY = 0.003  # of the probability of a start or end; what is less likely decides nothing
_KINDS = {"place": MentionKind.PLACE, "time": MentionKind.TIME}


def pointing(
    name: str, pointers: NDArray[np.float32], column: int, offsets: Sequence[tuple[int, int]], words: Span | None
) -> Pointing:
    """What one pointer ("place" or "time", by its column of starts) says of its anchor; `words` are its likeliest ones.

    Rows are log-probabilities over the pieces of a window: none first, the end of the window last.
    """
    starts, ends = np.exp(pointers[column]), np.exp(pointers[column + 1])
    return Pointing(
        kind=_KINDS[name],
        none=round(float(starts[0]), 4),
        starts=tuple((offsets[i][0], p) for i, p in _likely(starts)),
        ends=tuple((offsets[i][1], p) for i, p in _likely(ends)),
        words=words,
    )


def _likely(shares: NDArray[np.float32]) -> list[tuple[int, float]]:
    """The pieces within the window that are likely enough, and how likely."""
    pieces = np.flatnonzero(shares[1:-1] > _LIKELY) + 1
    return [(int(i), round(float(shares[i]), 4)) for i in pieces]
