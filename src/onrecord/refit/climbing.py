"""The climb to the likeliest weights of a choice between options: a softmax with an L2 penalty, by Adam in a fixed order."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.resolve.attach.options import Option

RATE, EPOCHS, BATCH, SEED = 0.03, 8, 64, 1  # chosen on a part of the training documents held out

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The options of one choice and, for each, whether it is right; `weight` (0..1) is how much it counts."""

    options: Sequence[Option]
    right: Sequence[bool]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A choice as numbers: for each feature of an option its option, its column and its value; and which options are right."""

    options: Whole
    columns: Whole
    values: Floats
    right: Floats
    weight: float


def case_of(choice: Choice, names: Mapping[str, int]) -> Case:
    """A choice as numbers; features that have no column are left out."""
    told = [
        (row, names[name], value)
        for row, (_, features) in enumerate(choice.options)
        for name, value in features.items()
        if value and name in names
    ]
    return Case(
        options=np.asarray([row for row, *_ in told], dtype=np.int64),
        columns=np.asarray([column for _, column, _ in told], dtype=np.int64),
        values=np.asarray([value for *_, value in told], dtype=np.float64),
        right=np.asarray(choice.right, dtype=np.float64),
        weight=choice.weight,
    )


def climb(cases: list[Case], columns: int, penalty: float) -> Floats:
    """The weights of so many columns by Adam on the log-likelihood that a right option is taken; the rate falls to nothing.

    `penalty` is that on the squares of the weights. Source: Kingma and Ba 2015.
    """
    weights = np.zeros(columns)
    mean, square, step, rng = np.zeros_like(weights), np.zeros_like(weights), 0, random.Random(SEED)  # noqa: S311 (shuffling)
    for epoch in range(EPOCHS):
        rng.shuffle(cases)
        for at in range(0, len(cases), BATCH):
            batch = cases[at : at + BATCH]
            at_columns = np.concatenate([case.columns for case in batch])
            pulls = np.concatenate([_pull(case, weights) for case in batch])
            slope = np.bincount(at_columns, pulls, minlength=columns) / BATCH + penalty * weights
            step += 1
            mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
            pace = RATE * (1 - epoch / EPOCHS)
            weights = weights - pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def _pull(case: Case, weights: Floats) -> Floats:
    """How much each feature of each option of a choice pulls its weight down."""
    scores = np.bincount(case.options, case.values * weights[case.columns], minlength=len(case.right))
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    among = chance * case.right
    pulls: Floats = case.weight * case.values * (chance - among / among.sum())[case.options]
    return pulls
