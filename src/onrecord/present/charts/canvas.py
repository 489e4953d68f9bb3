"""What every chart is made of: the chart with its rows, safe words, scales and ticks."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from html import escape

from onrecord.present.charts.style import CSS
from onrecord.present.listing import defused
from onrecord.present.wording import MONTHS

WIDTH = 760
# Sans-serif figures and letters of 12 px are about this wide; enough to keep labels apart.
LETTER = 6.4
# Steps that a reader divides by without thinking.
ROUND_STEPS = (1, 2, 5)
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One picture: the `<svg>` element, what it shows in a sentence or two, and every number of it as rows under columns.

    `name` is unique on a page and fit for a file name. The svg takes its colours from `style.CSS`.
    """

    name: str
    title: str
    description: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def words(text: str, most: int = 200) -> str:
    """Words of a report as they may stand in SVG: escaped, on one line, shortened with an ellipsis, without control signs."""
    plain = " ".join("".join(" " if _unfit(c) else c for c in text).split())
    return escape(plain if len(plain) <= most else plain[: most - 1] + "…")


def _unfit(char: str) -> bool:
    """Whether a character has no place in a picture: controls, direction marks, halves of characters, and no characters at all.

    The zero-width non-joiner stays: Persian and Urdu spell with it.
    """
    return char != "\u200c" and (unicodedata.category(char) in ("Cc", "Cf", "Cs") or ord(char) & 0xFFFE == 0xFFFE)


def framed(chart: Chart, body: Iterable[str], height: float) -> Chart:
    """The chart with its picture: `body` inside an <svg> of WIDTH × `height` with title and description."""
    name = re.sub(r"[^A-Za-z0-9_-]", "-", chart.name)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{words(chart.title)}</title>'
        f'<desc id="{name}-desc">{words(chart.description, 2000)}</desc>{"".join(body)}</svg>'
    )
    return replace(chart, name=name, svg=svg)


def standalone(chart: Chart, css: str = CSS) -> str:
    """The picture as the text of an .svg file, with its style inside; `style.printed()` as `css` for paper and old programs."""
    head, _, rest = chart.svg.partition(">")
    size = head.partition('viewBox="0 0 ')[2].partition('"')[0].split()
    sized = f'{head} width="{size[0]}" height="{size[1]}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{sized}><style>{css}</style>{rest}\n'


def rows_csv(chart: Chart) -> str:
    """The numbers of the chart as CSV with a header; what a spreadsheet would run as a formula is defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(chart.columns)
    writer.writerows([defused(cell) for cell in row] for row in chart.rows)
    return out.getvalue()


def label(x: float, y: float, text: str, css: str = "", most: int = 60) -> str:
    """A piece of text at a point; `css` are class names."""
    kind = f' class="{css}"' if css else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}>{words(text, most)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line."""
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Values to pixels, linear; `low` maps to `start`, `high` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def count_scale(most: int, start: float, end: float) -> Scale:
    """People from 0 to a round number not under `most`."""
    return Scale(low=0, high=max(count_ticks(most)[-1], 1), start=start, end=end)


def count_ticks(most: int, about: int = 3) -> tuple[int, ...]:
    """Round numbers from 0 to the first not under `most`, about `about` steps apart."""
    wanted = max(most, 1) / about
    step = 1
    while step < wanted:
        step = next((step * f // 10 for f in (20, 50, 100) if step * f // 10 >= wanted), step * 10)
    return tuple(range(0, (max(most, 1) + step - 1) // step * step + 1, step))


def time_scale(moments: Sequence[datetime], start: float, end: float) -> Scale:
    """Instants to pixels, with a little room at both ends; a single moment stands in the middle of its day."""
    first, last = min(moments).timestamp(), max(moments).timestamp()
    room = max((last - first) * 0.04, DAY / 4)
    return Scale(low=first - room, high=last + room, start=start, end=end)


def day_ticks(scale: Scale, most: int = 8) -> tuple[tuple[float, str], ...]:
    """(pixel, "31 Jan") at midnights UTC inside the scale, at most `most`; the first names the year too."""
    first = datetime.fromtimestamp(scale.low, UTC).date() + timedelta(days=1)
    last = datetime.fromtimestamp(scale.high, UTC).date()
    count = (last - first).days + 1
    step = max(1, -(-count // most))
    days = [first + timedelta(days=n) for n in range(0, max(count, 0), step)]
    return tuple((scale.at(midnight(day).timestamp()), short_day(day, year=n == 0)) for n, day in enumerate(days))


def midnight(day: date) -> datetime:
    """The first instant of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def short_day(day: date, *, year: bool = False) -> str:
    """31 Jan, with the year where asked."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}" + (f" {day.year}" if year else "")


class Room:
    """Keeps labels from lying on each other: a box is given out once."""

    def __init__(self) -> None:
        """Nothing taken yet."""
        self.taken: list[tuple[float, float, float, float]] = []

    def take(self, x: float, y: float, width: float, height: float) -> bool:
        """Whether the box from upper left (x, y) was free; then it is taken."""
        box = (x, y, x + width, y + height)
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in self.taken):
            return False
        self.taken.append(box)
        return True


def spread(wanted: Sequence[float], apart: float, lowest: float, highest: float) -> tuple[float, ...]:
    """Positions near those wanted, in the same order, at least `apart` from each other, inside the limits where they fit."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed: dict[int, float] = {}
    previous = lowest - apart
    for n in order:
        placed[n] = previous = max(wanted[n], previous + apart)
    limit = highest
    for n in reversed(order):
        placed[n] = min(placed[n], limit)
        limit = placed[n] - apart
    return tuple(placed[n] for n in range(len(wanted)))
