"""Works out what the parts of a score of two brief reports weigh (`GIST_WEIGHTS` in reconcile/joining/likeness.py).

In: the feed items of 2022 and the pairs of them that a person judged (`news_pairs.py`, split `train`). Out: a weight for each
part, by logistic regression, and the loss a pair on five days by weights learnt from all others. Parts that these pairs say
nothing of are left as they are. `python -m onrecord.evaluation.clustering.brief_weights FOLDER [READINGS]` prints both.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluation.clustering.news_pairs import every_pair, judgements, read_week
from onrecord.languages.common_words import load_common_words
from onrecord.model.documents import Document
from onrecord.model.register import Extraction
from onrecord.reconcile.joining.likeness import GIST_WEIGHTS, candidates, compared
from onrecord.reconcile.joining.profiles import profiles, sense_of
from onrecord.reconcile.joining.tellings import days_told_first
from onrecord.settings import Settings, load_settings

LEFT = ("places_apart", "said_long_after", "told_apart_later", "told_same_days", "told_apart", "told_far_apart")
LEARNT = tuple(name for name in GIST_WEIGHTS if name not in LEFT)
# How strongly weights are held near nought (parts scaled to one), and steps of Newton's way, of which few are needed.
RIDGE, STEPS, CLOSE = 1.0, 25, 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The weight of each part of `LEARNT`, and the log odds without any."""

    weights: tuple[float, ...]
    base: float

    def loss(self, parts: NDArray[np.float64], same: NDArray[np.float64]) -> float:
        """Minus the mean log likelihood of judged pairs."""
        odds = parts @ np.asarray(self.weights) + self.base
        return float(np.mean(np.logaddexp(0.0, np.where(same > 0, -odds, odds))))


def fit(parts: NDArray[np.float64], same: NDArray[np.float64]) -> Fit:
    """Logistic regression with a ridge, by Newton's method: the same rows give the same weights."""
    middle, spread = parts.mean(axis=0), parts.std(axis=0) + 1e-9
    rows = np.hstack([(parts - middle) / spread, np.ones((len(parts), 1))])
    ridge = np.eye(rows.shape[1]) * RIDGE
    ridge[-1, -1] = 0.0
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (likely - same) + ridge @ found
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        found = found - step
        if np.abs(step).max() < CLOSE:
            break
    weights = found[:-1] / spread
    return Fit(weights=tuple(map(float, weights)), base=float(found[-1] - weights @ middle))


def parts_of_week(
    read: Mapping[str, tuple[Document, Extraction]], judged: Mapping[tuple[str, str], bool]
) -> list[tuple[list[float], bool]]:
    """The learnt parts of the judged pairs among the read items that are compared by their gists, and whether they are one."""
    names = {document.document_id: name for name, (document, _) in read.items()}
    senses = {document.document_id: sense_of(reading) for document, reading in read.values()}
    told = {d.document_id: days for d, reading in read.values() if (days := days_told_first(reading)) is not None}
    shown = profiles((document for document, _ in read.values()), load_common_words("en"), None, senses)
    by_id = {profile.document_id: profile for profile in shown}
    found = []
    for left, right in candidates(shown):
        one, other = sorted((names[left], names[right]))
        if (one, other) in judged:
            parts = dict(compared(by_id[left], by_id[right], told).parts)
            if "told_alike" in parts:
                found.append(([parts[name] for name in LEARNT], judged[one, other]))
    return found


def weeks_of(folder: Path, settings: Settings, readings: Path | None = None) -> list[list[tuple[list[float], bool]]]:
    """The parts of all judged pairs that were learnt from, by the first of five days; a pair judged twice counts once."""
    rows = [row for row in [*every_pair("train"), *judgements("train")] if row["judgement"] != "unsure"]
    found = []
    for first in sorted({row["first_day"] for row in rows}):
        judged = {(row["one"], row["other"]): row["judgement"] == "same" for row in rows if row["first_day"] == first}
        read = {name: (o.document, o.extraction) for name, o in read_week(folder, first, settings, readings).items()}
        found.append(parts_of_week({n: (d, x) for n, (d, x) in read.items() if d and x}, judged))
    return found


def in_words(weeks: Sequence[Sequence[tuple[list[float], bool]]]) -> str:
    """The weights as lines of Python, and how well those of the other weeks tell each week's pairs."""

    def rows(some: Sequence[Sequence[tuple[list[float], bool]]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        told = [pair for week in some for pair in week]
        return np.asarray([parts for parts, _ in told]), np.asarray([float(same) for _, same in told])

    learnt = fit(*rows(weeks))
    lines = [f'"{name}": {weight:.2f},' for name, weight in zip(LEARNT, learnt.weights, strict=True)]
    lines.append(f"GIST_BASE = {learnt.base:.2f}")
    left_out = [(len(week), fit(*rows([w for w in weeks if w is not week])).loss(*rows([week]))) for week in weeks if week]
    pairs = sum(count for count, _ in left_out)
    loss = sum(count * one for count, one in left_out) / pairs
    return "\n".join([*lines, f"{pairs} pairs; loss a pair on weeks left out {loss:.4f}"]) + "\n"


if __name__ == "__main__":
    place, *kept = map(Path, sys.argv[1:])
    sys.stdout.write(in_words(weeks_of(place, load_settings(workers=1), kept[0] if kept else None)))
