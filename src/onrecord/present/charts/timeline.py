"""When things happened: a bar a day, week, month or year, as high as the number of events that began in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.model.events import Event
from onrecord.present.charts.canvas import WIDTH, Chart, Scale, count_scale, count_ticks, framed, label, line, short_day, words
from onrecord.present.wording import MONTHS, days, number

LEFT, RIGHT, TOP, BOTTOM = 36, 4, 30, 130
COLUMNS = ("from", "to", "events")
# The finest bars that are not too many to tell apart: (longest span in days, unit).
UNITS = ((92, "day"), (730, "week"), (3_653, "month"))
# Pixels that a date under the axis takes.
TICK = 74
# A day's bar may be this wide at most: three days do not make three walls.
WIDEST = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The events that began from `start` to `end` (inclusive days)."""

    start: date
    end: date
    events: int


def bars(events: Iterable[Event]) -> tuple[str, tuple[Bar, ...]]:
    """The unit (day, week, month, year) and its bars from the first to the last dated event; empty ones are left out."""
    starts = sorted(e.date_start for e in events if e.date_start is not None)
    if not starts:
        return "day", ()
    span = (starts[-1] - starts[0]).days + 1
    unit = next((name for most, name in UNITS if span <= most), "year")
    counts: dict[tuple[date, date], int] = {}
    for day in starts:
        counts[_unit(day, unit)] = counts.get(_unit(day, unit), 0) + 1
    return unit, tuple(Bar(start=start, end=end, events=n) for (start, end), n in sorted(counts.items()))


def _unit(day: date, unit: str) -> tuple[date, date]:
    """The first and last day of the unit that a day is in; weeks begin on Monday."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def timeline_chart(
    events: Iterable[Event], href: Callable[[date, date], str] | None = None, known_by: date | None = None, name: str = "timeline"
) -> Chart | None:
    """The bars; None when no event is dated. `href` gives the address of the events of some days, which then are links of which
    only the last takes the tab key (arrow keys are the page's part); `known_by` is drawn as a line.
    """
    events = tuple(events)
    unit, found = bars(events)
    if not found:
        return None
    undated = sum(e.date_start is None for e in events)
    last = max(found[-1].end, known_by or found[-1].end)
    across = Scale(low=found[0].start.toordinal(), high=last.toordinal() + 1, start=LEFT, end=WIDTH - RIGHT)
    most = max(bar.events for bar in found)
    up = count_scale(most, BOTTOM, TOP)
    note = f" {number(undated)} more without a day {'is' if undated == 1 else 'are'} not drawn." if undated else ""
    body = [label(0, 14, f"Events by the {unit} on which they began" if unit == "day" else f"Events by {unit}", "heading")]
    for tick in count_ticks(most):
        body += [
            line(LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick), "grid"),
            label(LEFT - 6, up.at(tick) + 4, number(tick), "soft end"),
        ]
    body += _axis(across, found, last)
    body += [_bar(bar, across, up, href, first=bar is found[-1]) for bar in found]
    if known_by is not None:
        x = across.at(known_by.toordinal() + 1)
        body += [line(x, TOP - 8, x, BOTTOM, "axis open"), label(x - 4, TOP - 12, "known by then", "soft end")]
    told = (
        f"{number(sum(b.events for b in found))} events, {_when(found[0])} to {_when(found[-1])}; most: {_when(_fullest(found))}."
    )
    chart = Chart(
        name=name,
        title=f"Events by {unit}",
        description=told + note,
        svg="",
        columns=COLUMNS,
        rows=tuple((b.start.isoformat(), b.end.isoformat(), str(b.events)) for b in found),
    )
    made = framed(chart, body, BOTTOM + 24)
    return replace(made, svg=made.svg.replace(' role="img"', ' role="group"', 1)) if href else made


def _fullest(found: tuple[Bar, ...]) -> Bar:
    return max(found, key=lambda bar: (bar.events, bar.end))


def _when(bar: Bar) -> str:
    return days(bar.start, bar.end)


def _axis(across: Scale, found: tuple[Bar, ...], last: date) -> list[str]:
    """Dates under the bars, as many as there is room for."""
    first = found[0].start
    step = max(1, -(-((last - first).days + 1) * TICK // int(across.end - across.start)))
    body = [line(LEFT, BOTTOM, WIDTH - RIGHT, BOTTOM, "axis")]
    for n, at in enumerate(range(first.toordinal(), last.toordinal() + 1, step)):
        day, x = date.fromordinal(at), across.at(at + (0.5 if step == 1 else 0))  # a day's name stands in its middle
        text = f"{MONTHS[day.month - 1][:3]} {day.year}" if step > 27 else short_day(day, year=n == 0)
        if x + len(text) * 6 <= WIDTH:
            body += [line(x, BOTTOM, x, BOTTOM + 4, "axis"), label(x, BOTTOM + 17, text, "soft mid" if step == 1 else "soft")]
    return body


def _bar(bar: Bar, across: Scale, up: Scale, href: Callable[[date, date], str] | None, *, first: bool) -> str:
    left, right = across.at(bar.start.toordinal()), across.at(bar.end.toordinal() + 1)
    width = min(max(right - left - 1, 2.0), WIDEST)
    x = (left + right - width) / 2
    said = f"{_when(bar)}: {number(bar.events)} {'event' if bar.events == 1 else 'events'}"
    top = min(up.at(bar.events), BOTTOM - 2)
    # The whole height is there to be hit: a bar of one event is two pixels high.
    body = (f'<title>{words(said)}</title><rect class="reach" x="{left:.1f}" y="{TOP}" width="{max(right - left, 3):.1f}" '
            f'height="{BOTTOM - TOP}"/><rect class="count" x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" '
            f'height="{BOTTOM - top:.1f}"/>')  # fmt: skip
    if href is None:
        return f"<g>{body}</g>"
    return (
        f'<a href="{words(href(bar.start, bar.end), 2000)}" tabindex="{0 if first else -1}" aria-label="{words(said)}">{body}</a>'
    )
