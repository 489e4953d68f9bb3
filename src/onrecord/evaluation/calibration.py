"""Whether scores are probabilities: how often claims of each score are right, and how far the two are apart.

Source: expected calibration error after Guo et al. 2017, ten bins of equal width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BINS = 10
CURVE = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One claim: its score (0..1), and whether it was right (count bounds and effect, level L1)."""

    score: float
    right: bool


def expected_error(rated: Sequence[Rated]) -> float | None:
    """Mean distance between score and share of right claims over the bins, weighed by their size; None without claims."""
    if not rated:
        return None
    return sum(len(b) / len(rated) * abs(_mean_score(b) - _share_right(b)) for b in _bins(rated) if b)


def as_json(rated: Sequence[Rated]) -> dict[str, Any]:
    """The error, the bins (claims, mean score, share right), and precision and coverage at several least scores."""
    error = expected_error(rated)
    right = sum(r.right for r in rated)
    return {
        "claims": len(rated),
        "expected_error": None if error is None else round(error, 4),
        "bins": [
            {"claims": len(b), "score": round(_mean_score(b), 3), "right": round(_share_right(b), 3)} for b in _bins(rated) if b
        ],
        "curve": [
            {
                "least_score": bar,
                "precision": round(_share_right(kept), 3),
                "coverage": round(sum(r.right for r in kept) / right, 3) if right else None,
                "claims": len(kept),
            }
            for bar in CURVE
            if (kept := [r for r in rated if r.score >= bar])
        ],
    }


def _bins(rated: Sequence[Rated]) -> list[list[Rated]]:
    found: list[list[Rated]] = [[] for _ in range(BINS)]
    for claim in rated:
        found[min(int(claim.score * BINS), BINS - 1)].append(claim)
    return found


def _mean_score(rated: Sequence[Rated]) -> float:
    return sum(r.score for r in rated) / len(rated)


def _share_right(rated: Sequence[Rated]) -> float:
    return sum(r.right for r in rated) / len(rated)


def diagram(rated: Sequence[Rated]) -> str:
    """The reliability diagram as SVG: a dot a bin at its mean score and share right, as large as the bin; dashed is perfect."""
    side, edge = 320, 44
    dots = [
        f'<circle cx="{edge + side * _mean_score(b):.1f}" cy="{edge + side * (1 - _share_right(b)):.1f}"'
        f' r="{3 + 14 * (len(b) / len(rated)) ** 0.5:.1f}"><title>{len(b)} claims</title></circle>'
        for b in _bins(rated)
        if b
    ]
    ticks = [
        f'<text x="{edge + side * t:.0f}" y="{edge + side + 16}" text-anchor="middle">{t:.1f}</text>'
        f'<text x="{edge - 6}" y="{edge + side * (1 - t) + 4:.0f}" text-anchor="end">{t:.1f}</text>'
        for t in (0.0, 0.5, 1.0)
    ]
    whole = side + 2 * edge
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif" font-size="12">',
            f'<rect width="{whole}" height="{whole}" fill="#fff"/>',
            f'<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="none" stroke="#888"/>',
            f'<line x1="{edge}" y1="{edge + side}" x2="{edge + side}" y2="{edge}" stroke="#888" stroke-dasharray="4 4"/>',
            '<g fill="#1b5e8a" fill-opacity="0.75">',
            *dots,
            "</g>",
            *ticks,
            f'<text x="{whole / 2}" y="{whole - 8}" text-anchor="middle">score of the claims</text>',
            f'<text transform="translate(14 {whole / 2}) rotate(-90)" text-anchor="middle">share that is right</text>',
            "</svg>\n",
        ]
    )
