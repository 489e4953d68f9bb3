"""Marked place names → the weights of `languages/en/place_names.toml`: which words name a place.

A logistic regression over the whole names of LGL and of the half of GeoWebNews that may be learned from, by maximum likelihood
with an L2 penalty (L-BFGS, no chance in it). Features count twice, once for both sets and once for GeoWebNews alone, because LGL
marks nationalities and not sites (Daumé 2007); GeoWebNews' sum is kept. Names in other than literal use are left out.
Run it as `python -m onrecord.refit.place_names FOLDER CACHE OUT.toml`; CACHE is where the gazetteer is unpacked.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.evaluation.sets.places import LITERAL, MarkedText, is_measured, load_geowebnews, load_lgl
from onrecord.evaluation.world import document
from onrecord.model.mentions import Gazetteer
from onrecord.resolve.places import survey_places
from onrecord.resolve.toponyms.weighing import Features
from onrecord.resolve.toponyms.wholes import whole_names

PENALTY, LGL_COUNTS = 3.0, 0.3  # chosen by learning from one half of GeoWebNews and measuring on the other, both ways
LEAST_SEEN = 3  # names that must have a feature for it to weigh anything
LEAST_WEIGHT = 0.02  # smaller weights change no answer
ITERATIONS = 300
OWN = "own "  # marks the features of GeoWebNews alone

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A whole name of a text: its features, whether it is marked as a place, and how much it counts."""

    features: frozenset[str]
    right: bool
    counts: float


def rows_of(texts: Sequence[MarkedText], gazetteer: Gazetteer, *, own: bool) -> Iterator[Row]:
    """Every whole name of the texts; `own` marks GeoWebNews, where names in other than literal use are left out."""
    for text in texts:
        survey = survey_places(document(text.text, url=text.url), gazetteer)
        right = {(m.start, m.end) for m in text.marked if m.kind in LITERAL or not own}
        other = [m for m in text.marked if own and m.kind not in LITERAL]
        reader = Features(evidence=survey.evidence)
        for whole in whole_names(survey.evidence.page, survey.founds, survey.evidence.lists):
            is_right = (whole.start, whole.end) in right
            told = whole.start >= text.told_from
            if not told or (not is_right and any(m.start < whole.end and whole.start < m.end for m in other)):
                continue
            seen = reader.of(whole)
            both = frozenset(seen) | ({OWN + name for name in seen} if own else frozenset())
            yield Row(features=both, right=is_right, counts=1.0 if own else LGL_COUNTS)


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weights by name of feature; the sum of both kinds for GeoWebNews."""
    seen = Counter(name for row in rows for name in row.features)
    names = {name: n for n, name in enumerate(sorted(name for name, k in seen.items() if k >= LEAST_SEEN))}
    columns = [[names[name] for name in sorted(row.features) if name in names] for row in rows]
    starts = np.cumsum([0, *(len(one) for one in columns)])
    filled = [column for one in columns for column in one]
    table = csr_matrix((np.ones(len(filled)), filled, starts), shape=(len(rows), len(names)))
    sides = np.asarray([1.0 if row.right else -1.0 for row in rows])
    counts = np.asarray([row.counts for row in rows])

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = sides * (table @ weights)
        pull = -sides * counts / (1 + np.exp(np.clip(margins, -30, 30)))
        value = float((counts * np.logaddexp(0, -margins)).sum() + PENALTY * (weights @ weights) / 2)
        return value, table.T @ pull + PENALTY * weights

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x
    summed: dict[str, float] = {}
    for name, column in names.items():
        plain = name.removeprefix(OWN)
        summed[plain] = summed.get(plain, 0.0) + float(best[column])
    return {name: round(weight, 3) for name, weight in sorted(summed.items()) if abs(weight) >= LEAST_WEIGHT}


def with_weights(text: str, weights: Mapping[str, float]) -> str:
    """A name file with other weights; the word lists and the least sums above them stay as people wrote them."""
    head = text[: text.index("\n[weights]\n")]
    lines = [f"{json.dumps(name, ensure_ascii=False)} = {weight}" for name, weight in weights.items()]
    return "\n".join([head, "[weights]", *lines]) + "\n"


def learned_from(folder: Path, gazetteer: Gazetteer) -> list[Row]:
    """The whole names of LGL and of the half of GeoWebNews that may be learned from."""
    own = [text for text in load_geowebnews(folder) if not is_measured(text)]
    return [*rows_of(load_lgl(folder, every=True), gazetteer, own=False), *rows_of(own, gazetteer, own=True)]


def main(folder: str, cache: str, out: str) -> None:
    """Fit the weights and write them into the name file at `out`, whose word lists are kept."""
    from onrecord.store.gazetteer import open_gazetteer

    path = Path(out)
    weights = fit(learned_from(Path(folder), open_gazetteer(Path(cache))))
    path.write_text(with_weights(path.read_text(encoding="utf-8"), weights), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
