"""Which hue and shape a speaker has: a side keeps its hue in every chart of a view, and shape and label repeat it."""

from collections import Counter
from collections.abc import Iterable

from onrecord.model.enums import Channel
from onrecord.model.figures import Figure

SHAPES = ("circle", "square", "diamond", "triangle", "cross")


def side_hues(figures: Iterable[Figure]) -> dict[str, str]:
    """The class of each side's hue: state-1, state-2, armed-1, armed-2 in turn, the most quoted side first.

    Figures of the whole view go in, so that a side has one hue everywhere; speakers of no side are "other".
    """
    claims: Counter[str] = Counter()
    armed: set[str] = set()
    for figure in figures:
        for teller in figure.tellers:
            if teller.side is not None:
                claims[teller.side] += len(teller.claim_ids)
                if teller.channel is Channel.ARMED_GROUP:
                    armed.add(teller.side)
    hues: dict[str, str] = {}
    for side, _ in sorted(claims.items(), key=lambda pair: (-pair[1], pair[0])):
        family = "armed" if side in armed else "state"
        used = sum(hue.startswith(family) for hue in hues.values())
        hues[side] = f"{family}-{used % 2 + 1}"
    return hues


def mark(shape: str, x: float, y: float, size: float = 4.5) -> str:
    """A dot of a shape about a point."""
    if shape == "square":
        return f'<rect class="dot" x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" height="{2 * size:.1f}"/>'
    if shape == "circle":
        return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
    wide = size * 1.25
    corners = {
        "diamond": ((0, -wide), (wide, 0), (0, wide), (-wide, 0)),
        "triangle": ((0, -wide), (wide, size), (-wide, size)),
        "cross": ((-1.5, -wide), (1.5, -wide), (1.5, -1.5), (wide, -1.5), (wide, 1.5), (1.5, 1.5), (1.5, wide), (-1.5, wide),
                  (-1.5, 1.5), (-wide, 1.5), (-wide, -1.5), (-1.5, -1.5)),
    }[shape]  # fmt: skip
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon class="dot" points="{points}"/>'
