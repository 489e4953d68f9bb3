"""Judged news and labelled passages → `languages/en/topic.toml`: which words speak for a report on conflict, and which against.

A logistic regression with an L2 penalty over the different words of a text, solved by L-BFGS: convex, so that the same judgements
always give the same weights. Nothing of the tagger goes in. Run it as
`python -m onrecord.refit.topic_words LABELS.jsonl ITEMS.jsonl.gz OUT.toml`; it takes seconds. How the words and the tagger are
weighed together (`JOINED`) was chosen with five folds of the judged items.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.extract.tagging.relevance import topic_words
from onrecord.training.news import LEARNED, news_lines

PENALTY = 0.05  # L2, chosen with five folds of the judged items, as `PASSAGES` and `JOINED`; half and twice as much do as well
LEAST_SEEN = 4  # judged items; rarer words say more about one story than about the news
LEAST_WEIGHT = 0.05  # smaller weights change no answer
PASSAGES = 0.1  # what a labelled passage counts beside a judged item: of other wars than that year's, but nearly all of conflict
MOST_STEPS = 500  # solved before
# Log-odds of the tagger and of the words, brought to the same spread; the bias puts the decision at an even chance in the stream.
JOINED = {"bias": 0.0, "tagger": 0.45, "topic": 0.9}

OWN = LEARNED.with_name("own_labels.jsonl")  # short ones of no year, which count as items do

Floats = Any  # Any: numpy arrays and scipy's sparse ones
Shown = tuple[frozenset[str], bool, float]  # the words, whether it reports conflict, how much it counts


def main(labels: str, items: str, out: str) -> None:
    """Fit the words on a label file and the judged feed items and write the weights file."""
    news = list(shown(news_lines(Path(items)), 1.0))
    passages = [*shown(_lines(Path(labels)), PASSAGES), *shown(_lines(OWN), 1.0)]
    bias, weights = fit(news, passages)
    Path(out).write_text(toml(bias, weights), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def shown(lines: Sequence[str] | Iterator[str], counts: float) -> Iterator[Shown]:
    """The words and the label of each line of a label file; empty lines are passed over."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            yield topic_words(row["text"]), bool(row["relevant"]), counts


def fit(news: Sequence[Shown], passages: Sequence[Shown]) -> tuple[float, dict[str, float]]:
    """The bias and the weight of each word that enough of the news has; words that hardly weigh are left out."""
    seen = Counter(word for words, _, _ in news for word in words)
    listed = {word: at for at, word in enumerate(sorted(word for word, times in seen.items() if times >= LEAST_SEEN))}
    rows = [*news, *passages]
    matrix = _matrix([words for words, _, _ in rows], listed)
    wanted = np.array([1.0 if relevant else -1.0 for _, relevant, _ in rows])
    counts = np.array([count for _, _, count in rows])

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = wanted * (matrix @ weights[:-1] + weights[-1])
        pull = -wanted * counts / (1 + np.exp(np.clip(margins, -500, 500)))
        slope = np.append(matrix.T @ pull + 2 * PENALTY * weights[:-1], pull.sum())
        return float((counts * np.logaddexp(0, -margins)).sum() + PENALTY * (weights[:-1] ** 2).sum()), slope

    solved = minimize(loss, np.zeros(len(listed) + 1), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x
    kept = {word: round(float(solved[at]), 3) for word, at in listed.items() if abs(solved[at]) >= LEAST_WEIGHT}
    return round(float(solved[-1]), 3), kept


def _matrix(rows: Sequence[frozenset[str]], listed: dict[str, int]) -> Floats:
    at = [(row, listed[word], 1 / math.sqrt(len(words))) for row, words in enumerate(rows) for word in words & listed.keys()]
    values, where = [value for _, _, value in at], ([row for row, _, _ in at], [column for _, column, _ in at])
    return csr_matrix((values, where), shape=(len(rows), len(listed)))


def toml(bias: float, weights: dict[str, float]) -> str:
    """The weights file: how words and tagger are joined, the bias, a word a line."""
    lines = [
        "# Words that speak for (above 0) or against (below 0) a report of conflict; see extract/tagging/relevance.py.",
        "# Made by onrecord.refit.topic_words from judged items and labelled passages; not written by hand.",
        f"bias = {bias}",
        "",
        "[joined]",
        *(f"{name} = {value}" for name, value in sorted(JOINED.items())),
        "",
        "[weights]",
        *(f'"{word}" = {weight}' for word, weight in sorted(weights.items())),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:4])
