"""The light bias model: a ridge regression of log counts on a level that moves slowly and on who tells whose losses.

log y = level + δ(side, loser) + ε(side, effect, loser) + least + most + e, solved in closed form; a factor is exp(δ + ε).
Source: claims_method §4.8, light version after Radford et al., PNAS 2023.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from onrecord.reconcile.lens.losses import NEUTRAL, Loss

Floats = NDArray[np.float64]
# Priors and weights. Source: claims_method §4.8 ("Light version", "Results").
LEVEL, LEVEL_SD, DELTA_SD, EPSILON_SD, BOUND_SD = 5.0, 10.0, 1.0, 0.5, 0.5
SIGMA, RHO = 0.25, 0.05
# What must be there before anything is shown. Source: claims_method §4.8, requirements before display.
FEWEST_ROOTS, FEWEST_SIDES, FEWEST_REPORTS, FEWEST_INCIDENTS = 3, 2, 30, 2
# A series gets another coefficient a week, up to so many; beyond so many series the fewest told ones are left out.
DAYS_A_KNOT, MOST_KNOTS, MOST_SERIES = 7, 12, 400
CUBIC = 3
WITHIN_95, WITHIN_90 = 1.96, 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """How many times the common level a side tells of the losses of another; `low`..`high` hold it with 95 %."""

    side: str
    loser: str
    effect: str
    reports: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The common level of a series at its last report, in people; `low`..`high` hold it with 90 %. No figure of the register."""

    series: str
    reports: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """What the lens shows: factors and levels, or in `refused` why it shows none. The counts say what it rests on."""

    reports: int
    roots: int
    sides: int
    incidents: int
    neutral: int
    left_out: int = 0
    refused: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = ()
    levels: tuple[Level, ...] = ()


def bias_lens(losses: Sequence[Loss], incidents: int) -> Lens:
    """The lens over reports of losses of so many incidents; refused where there is too little to go by, or one incident."""
    ordered = sorted(losses, key=lambda loss: (loss.day, loss.claim_id))
    told = Counter(loss.series for loss in ordered)
    # A series told once says nothing of who tells more than others.
    kept = {name for name, n in sorted(told.items(), key=lambda item: (-item[1], item[0]))[:MOST_SERIES] if n > 1}
    rows = [loss for loss in ordered if loss.series in kept]
    lens = Lens(
        reports=len(rows),
        roots=len({loss.root for loss in rows}),
        sides=len({loss.side for loss in rows} - {NEUTRAL}),
        incidents=incidents,
        neutral=sum(loss.side == NEUTRAL for loss in rows),
        left_out=len(ordered) - len(rows),
    )
    refused = _refusals(lens)
    return _with(lens, refused=refused) if refused else _fitted(lens, rows)


def _with(lens: Lens, *, refused: tuple[str, ...] = (), factors: tuple[Factor, ...] = (), levels: tuple[Level, ...] = ()) -> Lens:
    return Lens(
        reports=lens.reports,
        roots=lens.roots,
        sides=lens.sides,
        incidents=lens.incidents,
        neutral=lens.neutral,
        left_out=lens.left_out,
        refused=refused,
        factors=factors,
        levels=levels,
    )


def _refusals(lens: Lens) -> tuple[str, ...]:
    asked = (
        (lens.incidents, FEWEST_INCIDENTS, "incidents (never for one alone)"),
        (lens.reports, FEWEST_REPORTS, "reports of losses in series that are told more than once"),
        (lens.roots, FEWEST_ROOTS, "speakers of their own"),
        (lens.sides, FEWEST_SIDES, "sides"),
        (lens.neutral, 1, "reports by somebody who takes no side (hospital, residents, monitors, the UN)"),
    )
    return tuple(f"{least} or more {what} are needed; there are {found}." for found, least, what in asked if found < least)


def _fitted(lens: Lens, rows: Sequence[Loss]) -> Lens:
    """The posterior mean and covariance, in closed form."""
    design = _Design(rows)
    counts = Counter((loss.side, loss.series) for loss in rows)
    weights = np.array([1 / (1 + (counts[loss.side, loss.series] - 1) * RHO) for loss in rows]) / SIGMA**2
    y = np.array([log(loss.people) for loss in rows])
    precision = design.x.T @ (design.x * weights[:, None]) + design.prior
    covariance: Floats = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    mean: Floats = covariance @ (design.x.T @ (weights * y) + design.prior @ design.mean)
    told = Counter((loss.side, loss.loser, loss.effect) for loss in rows)
    factors = []
    for (side, loser, effect), n in sorted(told.items()):
        contrast = design.contrast(side, loser, effect)
        middle, spread = _of(contrast, mean, covariance, WITHIN_95)
        factors.append(
            Factor(side=side, loser=loser, effect=effect, reports=n,
                   low=exp(middle - spread), middle=exp(middle), high=exp(middle + spread))
        )  # fmt: skip
    levels = []
    for name, (last, n) in design.lasts.items():
        middle, spread = _of(last, mean, covariance, WITHIN_90)
        levels.append(Level(series=name, reports=n, low=exp(middle - spread), middle=exp(middle), high=exp(middle + spread)))
    return _with(lens, factors=tuple(factors), levels=tuple(levels))


def _of(contrast: Floats, mean: Floats, covariance: Floats, within: float) -> tuple[float, float]:
    return float(contrast @ mean), within * float(np.sqrt(contrast @ covariance @ contrast))


class _Design:
    """The matrix of the regression, and the precision and mean of its prior, in a fixed order of the coefficients."""

    def __init__(self, rows: Sequence[Loss]) -> None:
        self.names: dict[tuple[str, ...], int] = {}
        levels: dict[str, list[int]] = {}
        for n, loss in enumerate(rows):
            levels.setdefault(loss.series, []).append(n)
        bases = {name: _basis([rows[n].day.toordinal() for n in at]) for name, at in sorted(levels.items())}
        for name, basis in bases.items():
            for n in range(basis.shape[1]):
                self._column("level", name, str(n))
        for loss in sorted(rows, key=lambda loss: (loss.side, loss.loser, loss.effect)):
            self._column("delta", loss.side, loss.loser)
            self._column("epsilon", loss.side, loss.effect, loss.loser)
        self._column("least")
        self._column("most")
        self.x = np.zeros((len(rows), len(self.names)))
        self.lasts: dict[str, tuple[Floats, int]] = {}
        for name, basis in bases.items():
            first = self.names["level", name, "0"]
            columns = slice(first, first + basis.shape[1])
            self.x[levels[name], columns] = basis
            last = np.zeros(len(self.names))
            last[columns] = basis[-1]
            self.lasts[name] = (last, len(levels[name]))
        for n, loss in enumerate(rows):
            self.x[n] += self.contrast(loss.side, loss.loser, loss.effect)
            self.x[n, self.names[("least",)]] = loss.least
            self.x[n, self.names[("most",)]] = loss.most
        self._set_prior(bases)

    def _column(self, *name: str) -> None:
        self.names.setdefault(name, len(self.names))

    def _set_prior(self, bases: dict[str, Floats]) -> None:
        sds = {"level": LEVEL_SD, "delta": DELTA_SD, "epsilon": EPSILON_SD, "least": BOUND_SD, "most": BOUND_SD}
        self.prior = np.diag([1 / sds[name[0]] ** 2 for name in self.names])
        self.mean = np.array([LEVEL if name[0] == "level" else 0.0 for name in self.names])
        for name, basis in bases.items():
            # Second differences of a level's coefficients are near nought: it moves slowly.
            size, first = basis.shape[1], self.names["level", name, "0"]
            if size > 2:
                bends = np.diff(np.eye(size), n=2, axis=0)
                self.prior[first : first + size, first : first + size] += bends.T @ bends

    def contrast(self, side: str, loser: str, effect: str) -> Floats:
        """The coefficients whose sum is the logarithm of a factor."""
        found = np.zeros(len(self.names))
        found[self.names["delta", side, loser]] = 1.0
        found[self.names["epsilon", side, effect, loser]] = 1.0
        return found


def _basis(days: Sequence[int]) -> Floats:
    """A cubic spline over the days, or one constant where they are few; one row a report, in order of the days."""
    span = days[-1] - days[0]
    size = min(MOST_KNOTS, span // DAYS_A_KNOT + CUBIC)
    if size <= CUBIC:
        return np.ones((len(days), 1))
    inner = np.linspace(days[0], days[-1], size - CUBIC + 1)
    knots = np.concatenate([[days[0]] * CUBIC, inner, [days[-1]] * CUBIC])
    return np.asarray(BSpline.design_matrix(np.array(days, dtype=float), knots, CUBIC).toarray())
