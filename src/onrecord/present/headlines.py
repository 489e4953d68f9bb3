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
