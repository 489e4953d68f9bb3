"""Which figures a page shows first: for each effect and side the one that covers most."""

from collections.abc import Iterable
from datetime import date

from onrecord.model.enums import Category, Effect
from onrecord.model.figures import Figure

ORDER = {Effect.KILLED: 0, Effect.INJURED: 1, Effect.CASUALTIES: 2, Effect.ABDUCTED: 3}
SIDES = {Category.CIVILIAN: 0, Category.SECURITY: 1, Category.MILITANT: 2, Category.MIXED: 3, Category.UNKNOWN: 4, None: 5}


def headline_figures(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Of the figures of one subject that somebody stated, one for each effect and side, in reading order."""
    stated = sorted((f for f in figures if not f.derived), key=figure_order)
    widest = {(f.cell.effect, f.cell.category, f.cell.excluded): f for f in sorted(stated, key=_width)}
    return tuple(f for f in stated if f in widest.values())


def figure_order(figure: Figure) -> tuple[int, int, date, str]:
    """Killed before injured, civilians before fighters, early before late."""
    cell = figure.cell
    return ORDER.get(cell.effect, 9), SIDES[cell.category], cell.date_start or date.min, figure.figure_id


def _width(figure: Figure) -> tuple[int, bool, bool, int, int, int, str]:
    """How much a figure covers, least first: one side less than two (a headline hides no party), then one group or place less
    than all, few days less than many, few claims less."""
    cell = figure.cell
    days_covered = (cell.date_end - cell.date_start).days if cell.date_start and cell.date_end else 10**6
    covers = (figure.n_sides, cell.group is None, cell.place is None, len(figure.tellers), days_covered, len(figure.claim_ids))
    return *covers, figure.figure_id


Bounds = tuple[int | None, int | None, int | None]


def whole_figure(figures: Iterable[Figure], effect: Effect, category: Category | None) -> Figure | None:
    """Of the figures of one subject the one that covers most of an effect and category; None when nobody gives one.

    Parts are no whole: figures of a finer group, a finer effect or with a category left out do not answer, nor do figures that
    the policy does not count. Derived ones answer only where nobody states one.
    """
    fitting = [
        f for f in figures
        if f.cell.effect is effect and f.cell.category is category and f.counted
        and f.cell.group is None and f.cell.detail is None and not f.cell.excluded
    ]  # fmt: skip
    stated = [f for f in fitting if not f.derived]
    return max(stated or fitting, key=_width, default=None)


def total(figures: Iterable[Figure], effect: Effect) -> Bounds | None:
    """(low, best, high) of everybody: as stated, else the sum of what is stated for each side; None when nothing is.

    A sum has no upper bound where a side has none, and no best number where a side has none.
    """
    mine = list(figures)
    everybody = whole_figure((f for f in mine if not f.derived), effect, None)
    if everybody is not None:
        return everybody.low, everybody.best, everybody.high
    parts = [f for c in Category if (f := whole_figure(mine, effect, c)) is not None]
    if not parts:
        return None
    bests = [f.best for f in parts if f.best is not None]
    highs = [f.high for f in parts if f.high is not None]
    best = sum(bests) if len(bests) == len(parts) else None
    return sum(f.low or 0 for f in parts), best, sum(highs) if len(highs) == len(parts) else None
