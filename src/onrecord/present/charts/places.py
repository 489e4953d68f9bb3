"""The same figures place by place, small and on one scale: what is reported for each place, and what is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model.enums import Category, Effect
from onrecord.model.figures import Figure
from onrecord.model.register import View
from onrecord.present.charts.canvas import Chart, Scale, count_scale, count_ticks, framed, label, line, words
from onrecord.present.charts.sides import mark
from onrecord.present.wording import VICTIMS, bounds, effect_words, number, victims

COLUMNS_ACROSS, PANEL, HEAD, ROW, GAP = 3, 232, 24, 20, 20
NAMES = 92
# More places than this are a table, not a picture.
MOST = 18
MAIN = (Category.CIVILIAN, Category.SECURITY, Category.MILITANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFigures:
    """One place and its figures, at most one a category (None = everybody)."""

    place: str
    figures: tuple[Figure, ...]


def by_place(view: View, subject_ids: Iterable[str], effect: Effect = Effect.KILLED) -> tuple[PlaceFigures, ...]:
    """The stated figures of these events and campaigns that name a place, most affected place first.

    Of several for one category in one place the one with most speakers, then most claims, then the longest period stands.
    """
    wanted = set(subject_ids)
    found: dict[str, dict[Category | None, Figure]] = {}
    for figure in sorted(view.figures, key=_weight):
        cell = figure.cell
        if figure.subject_id in wanted and cell.place and cell.effect is effect and not (figure.derived or cell.group):
            found.setdefault(cell.place, {})[cell.category] = figure
    order = sorted(found, key=lambda place: (-max(_reach(f) for f in found[place].values()), place))
    return tuple(PlaceFigures(place=p, figures=tuple(found[p].values())) for p in order)


def _weight(figure: Figure) -> tuple[int, int, int, str]:
    cell = figure.cell
    length = (cell.date_end - cell.date_start).days if cell.date_start and cell.date_end else 10**6
    return len(figure.tellers), len(figure.claim_ids), length, figure.figure_id


def _reach(figure: Figure) -> int:
    return max(figure.low or 0, figure.high or 0)


def places_chart(places: Sequence[PlaceFigures], effect: Effect = Effect.KILLED, name: str = "places") -> Chart | None:
    """Small panels, one a place, all on one scale of people; None when no figure names a place."""
    shown = places[:MOST]
    if not shown:
        return None
    most = max(_reach(f) for p in shown for f in p.figures)
    categories = [c for c in (*MAIN, Category.MIXED, Category.UNKNOWN, None)
                  if c in MAIN or any(f.cell.category is c for p in shown for f in p.figures)]  # fmt: skip
    tall = HEAD + ROW * len(categories) + GAP
    body = [label(0, 16, f"{effect_words(effect)}, place by place", "heading")]
    for n, place in enumerate(shown):
        x, y = (n % COLUMNS_ACROSS) * (PANEL + GAP), 28 + n // COLUMNS_ACROSS * tall
        body += _panel(place, categories, x, y, most)
    left_out = f" {len(places) - len(shown)} more places are in the table." if len(places) > len(shown) else ""
    chart = Chart(
        name=name,
        title=f"{effect_words(effect).capitalize()}, place by place",
        description=" ".join(_in_words(p) for p in shown) + left_out,
        svg="",
        columns=("place", "who", "low", "best", "high", "policy", "claims", "figure_id"),
        rows=tuple(_row(p.place, f) for p in places for f in p.figures),
    )
    return framed(chart, body, 28 + -(-len(shown) // COLUMNS_ACROSS) * tall)


def _panel(place: PlaceFigures, categories: Sequence[Category | None], x: float, y: float, most: int) -> list[str]:
    across = count_scale(most, x + NAMES, x + PANEL - 14)
    body = [label(x, y + 12, place.place, "heading", 32)]
    bottom = y + HEAD + ROW * len(categories)
    last = count_ticks(most)[-1]
    for tick in (0, last):
        body.append(line(across.at(tick), y + HEAD - 4, across.at(tick), bottom - 4, "axis" if tick == 0 else "grid"))
        body.append(label(across.at(tick), bottom + 8, number(tick), "soft mid"))
    of = {f.cell.category: f for f in place.figures}
    for n, category in enumerate(categories):
        middle = y + HEAD + ROW * n + 6
        body.append(label(x, middle + 4, VICTIMS[category] if category in MAIN else _short(category), "soft", 16))
        body.append(_bar(of.get(category), across, middle))
    return body


def _short(category: Category | None) -> str:
    return "everybody" if category is None else "several sides" if category is Category.MIXED else "side not said"


def _bar(figure: Figure | None, across: Scale, y: float) -> str:
    if figure is None or not figure.counted or (figure.low is None and figure.high is None):
        return label(across.start + 6, y + 4, "not reported" if figure is None else "no number", "soft")
    low, high = figure.low, figure.high
    start = across.at(low if low is not None else 0)
    end = across.at(high) if high is not None else min(start + 18, across.end + 10)
    text = number(low or 0) if low == high else bounds(low, high).replace("at least ", "≥").replace("at most ", "≤")
    parts = [line(start, y, end, y, "bar")]
    parts.append(
        mark("circle", across.at(figure.best if figure.best is not None else low if low is not None else high or 0), y, 3.5)
    )
    if high is None:
        parts.append(f'<path class="bar" d="M{end - 4:.1f},{y - 4:.1f}l4,4l-4,4"/>')
    wide = len(text) * 6.4
    at = end + 7 if end + 7 + wide < across.end + 16 else max(start - wide - 7, across.start + 2)
    parts.append(label(at, y + 4, text, "label"))
    return f'<g class="state-1"><title>{words(bounds(low, high))}</title>{"".join(parts)}</g>'


def _in_words(place: PlaceFigures) -> str:
    told = "; ".join(f"{victims(f.cell.category, f.cell.excluded)} {bounds(f.low, f.high)}" for f in place.figures)
    return f"{place.place}: {told}."


def _row(place: str, figure: Figure) -> tuple[str, ...]:
    numbers = ("" if n is None else str(n) for n in (figure.low, figure.best, figure.high))
    who = victims(figure.cell.category, figure.cell.excluded)
    return (place, who, *numbers, figure.policy, str(len(figure.claim_ids)), figure.figure_id)
