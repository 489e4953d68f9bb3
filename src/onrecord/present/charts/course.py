"""How a figure grew: by each day, the lowest and the highest that any speaker's latest statement then allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from onrecord.model.claims import Claim
from onrecord.model.enums import Certainty
from onrecord.model.figures import Figure
from onrecord.model.register import View
from onrecord.present.charts.canvas import (
    LETTER,
    WIDTH,
    Chart,
    Room,
    Scale,
    count_scale,
    count_ticks,
    day_ticks,
    framed,
    label,
    line,
    midnight,
    short_day,
    time_scale,
)
from onrecord.present.wording import bounds, cell_words, number

LEFT, RIGHT, TOP, PLOT = 52, 60, 40, 190
COLUMNS = ("day", "low", "best", "high", "claims")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was on record by the end of a day (UTC): bounds in people (None = open), and how many claims they rest on."""

    day: date
    low: int | None
    high: int | None
    claims: int
    best: int | None = None


def course(view: View, figure: Figure) -> tuple[Known, ...]:
    """The figure day by day, from the publication dates of its claims; days on which nothing changed are left out.

    Each speaker counts with the latest statement of the day or before: low is the lowest lower bound, high the highest upper
    one, None when one of them is open. Denied and possible counts do not move it. This is the span of what was said, not the
    policy's figure as of that day; give `course_chart` figures reconciled day by day to show that.
    """
    claims = {c.claim_id: c for x in view.register.extractions for c in x.claims}
    published = {d.document_id: d.published_at for d in view.register.documents}
    said: list[tuple[date, str, Claim]] = []
    for teller in figure.tellers:
        for claim in (claims[i] for i in teller.claim_ids if i in claims):
            when = published.get(claim.document_id)
            if when is not None and claim.certainty in (Certainty.ASSERTED, Certainty.CLAIMED):
                said.append((when.astimezone(UTC).date(), teller.root, claim))
    found: list[Known] = []
    latest: dict[str, Claim] = {}
    for day in sorted({day for day, _, _ in said}):
        latest.update({root: claim for when, root, claim in said if when == day})
        lows, highs = [c.count.low for c in latest.values()], [c.count.high for c in latest.values()]
        low = min((n for n in lows if n is not None), default=None)
        high = None if None in highs else max(n for n in highs if n is not None)
        count = sum(when <= day for when, _, _ in said)
        if not found or (found[-1].low, found[-1].high) != (low, high):
            found.append(Known(day=day, low=low, high=high, claims=count))
    return tuple(found)


def course_chart(title: str, steps: Sequence[Known], name: str = "course") -> Chart | None:
    """The band from low to high over the days; an open end is dotted with arrows. None when fewer than two days are known."""
    if len(steps) < 2:
        return None
    ordered = sorted(steps, key=lambda known: known.day)
    most = max(n for k in ordered for n in (k.low or 0, k.high or 0, k.best or 0))
    across = time_scale([midnight(k.day) for k in ordered], LEFT, WIDTH - RIGHT)
    up = count_scale(most, TOP + PLOT, TOP + 18)
    body = [label(LEFT, 20, title, "heading", 100)]
    for tick in count_ticks(most):
        body.append(line(LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick), "axis" if tick == 0 else "grid"))
        body.append(label(LEFT - 6, up.at(tick) + 4, number(tick), "soft end"))
    body += [label(x, TOP + PLOT + 16, text, "soft mid") for x, text in day_ticks(across)]
    body.append(f'<g class="state-1">{_band(ordered, across, up)}</g>')
    body.append(label(LEFT, TOP + PLOT + 34, "as published by that day; dotted, arrow = no upper bound given", "soft", 120))
    chart = Chart(
        name=name,
        title=title,
        description="; ".join(f"by {short_day(k.day, year=True)}: {bounds(k.low, k.high)}" for k in ordered) + ".",
        svg="",
        columns=COLUMNS,
        rows=tuple(_row(k) for k in ordered),
    )
    return framed(chart, body, TOP + PLOT + 46)


def figure_course(view: View, figure: Figure, name: str = "course") -> Chart | None:
    """The course of one figure of a view; None when its claims are of fewer than two days or never changed it."""
    return course_chart(f"{cell_words(figure.cell)}: what was said by each day", course(view, figure), name)


def _band(steps: Sequence[Known], across: Scale, up: Scale) -> str:
    parts, room = [], Room()
    before: tuple[int | None, int | None] = (None, None)
    for n, known in enumerate(steps):
        left = across.at(midnight(known.day).timestamp())
        right = across.at(midnight(steps[n + 1].day).timestamp()) if n + 1 < len(steps) else across.end
        low, high = up.at(known.low or 0), up.at(known.high) if known.high is not None else up.end - 14
        parts.append(f'<rect class="band" x="{left:.1f}" y="{high:.1f}" width="{right - left:.1f}" height="{low - high:.1f}"/>')
        parts.append(line(left, low, right, low, "edge"))
        parts.append(line(left, high, right, high, "edge" if known.high is not None else "edge open"))
        if known.high is None:
            middle = (left + right) / 2
            parts.append(f'<path class="edge" d="M{middle - 4:.1f},{high + 5:.1f}l4,-5l4,5"/>')
        if known.best is not None:
            parts.append(line(left, up.at(known.best), right, up.at(known.best), "edge"))
        fresh = tuple(None if new == old else new for new, old in zip((known.low, known.high), before, strict=True))
        parts.append(_numbers((fresh[0], fresh[1]), known.low == known.high, (left, low, high), up.start, room))
        before = known.low, known.high
    return "".join(parts)


def _numbers(fresh: tuple[int | None, int | None], same: bool, at: tuple[float, float, float], floor: float, room: Room) -> str:
    """The bounds where they changed: the lower one under its edge where there is room, else above it."""
    left, low, high = at
    found = ""
    under = low + 13 if low + 16 < floor and not same else low - 5
    for value, y in ((fresh[0], under), (None if same else fresh[1], high - 5)):
        text = "" if value is None else number(value)
        if text and room.take(left, y - 10, len(text) * LETTER + 4, 12):
            found += label(left + 3, y, text, "label")
    return found


def _row(known: Known) -> tuple[str, ...]:
    numbers = ("" if n is None else str(n) for n in (known.low, known.best, known.high))
    return (known.day.isoformat(), *numbers, str(known.claims))


def courses(view: View, figures: Sequence[Figure]) -> Mapping[str, Chart]:
    """The charts of those of the figures that have one, by figure id."""
    made = {f.figure_id: figure_course(view, f, f"course-{f.figure_id}") for f in figures}
    return {figure_id: chart for figure_id, chart in made.items() if chart is not None}
