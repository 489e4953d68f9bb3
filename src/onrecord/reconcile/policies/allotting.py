"""Totals under a policy: one over several days shared out, and one over all sides summed; both say that nobody stated them.

Claims are never divided; what is shared out is a figure, for tables that want a row a day. Source: claims_method §1 (ACLED).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.codebooks import Policy
from onrecord.model.enums import Category, Effect, Grade
from onrecord.model.figures import Cell, Figure
from onrecord.model.hashing import content_id
from onrecord.reconcile.wording import side_words

SIDES = (Category.CIVILIAN, Category.SECURITY, Category.MILITANT)
# A window of more days than this is told as a whole: its daily shares would fill a page.
MOST_DAYS = 31


def shares(total: int, rows: int) -> tuple[int, ...]:
    """A total over so many days and places, as evenly as possible, the odd remainder to the first: 14 over 12 is 2, 2, 1 …

    Raises ValueError for no rows or a negative total. Source: ACLED Codebook, summarised fatalities.
    """
    if rows < 1 or total < 0:
        raise ValueError(f"cannot share {total} out over {rows} rows; give at least one row and a total from nought")
    each, over = divmod(total, rows)
    return tuple(each + (position < over) for position in range(rows))


def with_shares(figure: Figure, policy: Policy) -> Figure:
    """The figure with a step that says how its best number falls on single days, where the policy wants rows a day."""
    start, end = figure.cell.date_start, figure.cell.date_end
    if policy.allocate == "none" or figure.best is None or start is None or end is None:
        return figure
    days = (end - start).days + 1
    if not 1 < days <= MOST_DAYS:
        return figure
    told = ", ".join(str(share) for share in shares(figure.best, days))
    step = f"For rows of one day: {told}, shared out evenly with the remainder first; nobody gave daily figures."
    return replace(figure, steps=(*figure.steps, step))


def totals(figures: Sequence[Figure], policy: Policy, campaigns: Mapping[str, str]) -> list[Figure]:
    """The sums that the policy makes of its figures; `campaigns` leads from an event to its campaign."""
    if policy.total == "sum_of_sides":
        return _side_totals(figures, policy)
    return _graded_totals(figures, policy, campaigns) if policy.total == "graded_events" else []


def _graded_totals(figures: Sequence[Figure], policy: Policy, campaigns: Mapping[str, str]) -> list[Figure]:
    """For each campaign the civilians killed in those of its events where the harm is graded fair or confirmed."""
    by_event: dict[str, list[Figure]] = {}
    for f in figures:
        cell = f.cell
        civilians = cell.effect is Effect.KILLED and cell.category is Category.CIVILIAN and not (cell.group or cell.detail)
        graded = f.harm_grade in (Grade.FAIR, Grade.CONFIRMED) and f.low is not None
        if civilians and graded and f.subject_id in campaigns and not f.derived:
            by_event.setdefault(f.subject_id, []).append(f)
    by_campaign: dict[str, list[Figure]] = {}
    for event_id in sorted(by_event):
        by_campaign.setdefault(campaigns[event_id], []).append(max(by_event[event_id], key=_breadth))
    found = []
    for campaign_id, parts in by_campaign.items():
        words = " + ".join(str(f.low) if f.low == f.high else f"{f.low} to {f.high}" for f in parts)
        step = f"{words}: events whose harm is graded fair or confirmed, {len(parts)} of the campaign; others are left out."
        cell = Cell(effect=Effect.KILLED, category=Category.CIVILIAN, detail="fair_or_confirmed")
        found.append(_summed(parts, policy, campaign_id, cell, (step,), best=None))
    return found


def _side_totals(figures: Iterable[Figure], policy: Policy) -> list[Figure]:
    """For each event the killed of all sides together, where at least two of them are counted."""
    by_side: dict[str, dict[Category, list[Figure]]] = {}
    for f in figures:
        cell = f.cell
        plain = cell.group is None and cell.detail is None and cell.effect is Effect.KILLED and not f.derived
        if plain and cell.category in SIDES and f.counted and f.best is not None:
            by_side.setdefault(f.subject_id, {}).setdefault(cell.category, []).append(f)
    found = [{side: max(told, key=_breadth) for side, told in sides.items()} for sides in by_side.values()]
    return [_all_sides([parts[side] for side in SIDES if side in parts], policy) for parts in found if len(parts) > 1]


def _breadth(figure: Figure) -> tuple[bool, int, int, str]:
    """The figure for the whole event before one for some days, the longer window, the more speakers."""
    start, end = figure.cell.date_start, figure.cell.date_end
    days = (end - start).days if start and end else 0
    return start is None, days, figure.n_roots, figure.figure_id


def _all_sides(parts: Sequence[Figure], policy: Policy) -> Figure:
    words = " + ".join(f"{f.best} {side_words(f.cell.category)}" for f in parts)
    best = sum(f.best or 0 for f in parts)
    cell = replace(parts[0].cell, category=None, date_start=None, date_end=None)
    windows = {(f.cell.date_start, f.cell.date_end) for f in parts}
    steps: tuple[str, ...] = (f"{words} = {best}: {policy.name} sums all sides; nobody stated this total.",)
    if len(windows) > 1:
        steps = (*steps, "The sides are counted for different days.")
    return _summed(parts, policy, parts[0].subject_id, cell, steps, best=best)


def _summed(
    parts: Sequence[Figure], policy: Policy, subject_id: str, cell: Cell, steps: tuple[str, ...], *, best: int | None
) -> Figure:
    lows, highs = [f.low for f in parts], [f.high for f in parts]
    tellers = {t.root: t for f in parts for t in f.tellers}
    return Figure(
        figure_id=content_id("fig", "total", subject_id, cell, policy.label),
        subject_id=subject_id,
        cell=cell,
        low=None if None in lows else sum(low or 0 for low in lows),
        best=best,
        high=None if None in highs else sum(high or 0 for high in highs),
        policy=policy.label,
        claim_ids=tuple(sorted({c for f in parts for c in f.claim_ids})),
        n_urls=max(f.n_urls for f in parts),
        n_outlets=max(f.n_outlets for f in parts),
        n_roots=len(tellers),
        n_sides=len({t.side for t in tellers.values() if t.side}),
        n_channels=len({t.channel for t in tellers.values()}),
        derived=True,
        soft=len({(f.cell.date_start, f.cell.date_end) for f in parts}) > 1,
        steps=steps,
    )
