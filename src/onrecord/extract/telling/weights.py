"""Which trigger names an occurrence, of what type, and whether it happened: a sum of weights over its clues.

The weights are a linear (softmax) model fitted on labelled passages by `onrecord.training.event_weights`; each line of
`event_weights.toml` is a clue with what it speaks for and against. They are summed as whole hundredths, so that the same words
give the same answer on every machine.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from onrecord.languages import Lexicon

NO_EVENT = "none"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """For each clue a row of hundredths, one a class: above 0 it speaks for the class, below against; row 0 is the start."""

    classes: tuple[str, ...]
    row_of: Mapping[str, int]
    table: Any  # Any: a numpy array of int32

    def best(self, clues: Iterable[str]) -> str:
        """The class with the highest sum; of equals the first in alphabetical order."""
        rows = [0, *{row for clue in clues if (row := self.row_of.get(clue)) is not None}]
        return self.classes[int(np.add.reduce(self.table.take(rows, axis=0), axis=0).argmax())]


@functools.cache
def weights(lexicon: Lexicon, section: str) -> Weights:
    """The weights of a section ("type" or "realis") in the lexicon's language, read once a process."""
    listed: Mapping[str, str] = lexicon.lists["event_weights"][section]
    clues = ["bias", *(clue for clue in listed if clue != "bias")]
    classes = tuple(sorted(name for name, _ in _pairs(listed["bias"])))
    table = np.zeros((len(clues), len(classes)), dtype=np.int32)
    for row, clue in enumerate(clues):
        for name, weight in _pairs(listed[clue]):
            table[row, classes.index(name)] = round(weight * 100)
    return Weights(classes=classes, row_of={clue: row for row, clue in enumerate(clues) if row}, table=table)


def _pairs(row: str) -> Iterable[tuple[str, float]]:
    for pair in row.split(","):
        name, _, weight = pair.strip().partition(" ")
        yield name, float(weight)
