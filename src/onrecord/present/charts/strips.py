"""What stopped and for how long: a strip a service and place, on a scale of days, as reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.model.enums import DisruptionStatus, Scope
from onrecord.model.events import DisruptionMention
from onrecord.model.register import View
from onrecord.present.charts.canvas import (
    WIDTH,
    Chart,
    Scale,
    day_ticks,
    framed,
    label,
    line,
    midnight,
    time_scale,
    words,
)
from onrecord.present.profiles import withheld
from onrecord.present.wording import days, place_words

LEFT, RIGHT, TOP, ROW = 236, 220, 34, 24
# What did not come about, or is over, is drawn hollow. Everything else is a filled strip.
HOLLOW = {DisruptionStatus.THREATENED, DisruptionStatus.FOILED, DisruptionStatus.RESTORED}
COLUMNS = ("kind", "place", "status", "date_start", "date_end", "agency", "quote", "disruption_id", "document_id")
# More rows than this are a table, not a picture.
MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One service in one place ("" = not said where) and what is told of it, by day."""

    kind: str
    place: str
    told: tuple[DisruptionMention, ...]


def strips(view: View, document_ids: Iterable[str] | None = None) -> tuple[Strip, ...]:
    """The disruptions of these documents (None = all) by kind and place, the first to begin first; recalled ones left out."""
    wanted = None if document_ids is None else set(document_ids)
    groups: dict[tuple[str, str], list[DisruptionMention]] = {}
    for extraction in view.register.extractions:
        for item in extraction.disruptions:
            if item.scope is not Scope.BACKGROUND and (wanted is None or item.document_id in wanted):
                groups.setdefault((item.kind.value.replace("_", " "), place_words(item.place)), []).append(item)
    made = (Strip(kind=kind, place=place, told=tuple(sorted(told, key=_order))) for (kind, place), told in groups.items())
    return tuple(sorted(made, key=lambda s: (_order(s.told[0])[0], s.kind, s.place)))


def _order(item: DisruptionMention) -> tuple[date, date, str]:
    start, end = _when(item) or (date.max, date.max)
    return start, end, item.disruption_id


def _when(item: DisruptionMention) -> tuple[date, date] | None:
    if item.time is None:
        return None
    start, end = item.time.date_start or item.time.date_end, item.time.date_end or item.time.date_start
    return None if start is None or end is None else (start, end)


def strips_chart(found: Sequence[Strip], name: str = "disruptions") -> Chart | None:
    """The strips; None when no disruption is dated. A strip is as long as the days a report names, not as the outage lasted."""
    dated = [s for s in found if any(_when(item) for item in s.told)][:MOST]
    spans = [when for s in dated for item in s.told if (when := _when(item))]
    if not spans:
        return None
    moments = [midnight(min(s for s, _ in spans)), midnight(max(e for _, e in spans) + timedelta(days=1))]
    across = time_scale(moments, LEFT, WIDTH - RIGHT)
    body = [label(0, 16, "Services, movement and infrastructure, as reported", "heading")]
    bottom = TOP + ROW * len(dated)
    for x, text in day_ticks(across):
        body.append(line(x, TOP - 4, x, bottom, "grid"))
        body.append(label(x, bottom + 14, text, "soft mid"))
    for n, strip in enumerate(dated):
        body += _strip(strip, across, TOP + ROW * n)
    undated = sum(not _when(item) for s in found for item in s.told)
    note = "filled = reported as stopped or harmed · dashed = threatened or foiled · hollow = restored"
    body.append(label(0, bottom + 34, note + (f" · {undated} undated not drawn" if undated else ""), "soft", 120))
    chart = Chart(
        name=name,
        title="Disruptions by day",
        description=" ".join(_in_words(s) for s in found),
        svg="",
        columns=COLUMNS,
        rows=tuple(_row(s, item) for s in found for item in s.told),
    )
    return framed(chart, body, bottom + 44)


def _strip(strip: Strip, across: Scale, y: float) -> list[str]:
    where = f"{strip.kind}, {strip.place}" if strip.place else f"{strip.kind}, place not said"
    body = [label(LEFT - 10, y + 13, where, "end", 36), line(LEFT, y + ROW - 2, WIDTH, y + ROW - 2, "grid")]
    for item in strip.told:
        if (when := _when(item)) is None:
            continue
        left = across.at(midnight(when[0]).timestamp())
        right = across.at(midnight(when[1] + timedelta(days=1)).timestamp())
        kind = f"strip-{item.status.value}" if item.status in HOLLOW else "strip"
        quote = "" if withheld(item.span) else f": “{item.span.exact}”"
        tip = words(f"{item.status.value}, {days(*when)}{quote}")
        body.append(f'<g class="state-1"><title>{tip}</title><rect class="{kind}" x="{left + 1:.1f}" y="{y + 3:.1f}" '
                    f'width="{max(right - left - 2, 3):.1f}" height="{ROW - 10}"/></g>')  # fmt: skip
    told = dict.fromkeys(item.status.value for item in strip.told if _when(item))
    body.append(label(WIDTH - RIGHT + 12, y + 13, " → ".join(told), "soft", 36))
    return body


def _in_words(strip: Strip) -> str:
    told = dict.fromkeys(f"{i.status.value}, {days(*when)}" if (when := _when(i)) else f"{i.status.value}, undated"
                         for i in strip.told)  # fmt: skip
    return f"{strip.kind}{f', {strip.place}' if strip.place else ''}: {'; '.join(told)}."


def _row(strip: Strip, item: DisruptionMention) -> tuple[str, ...]:
    start, end = _when(item) or (None, None)
    dates = (start.isoformat() if start else "", end.isoformat() if end else "")
    agency = item.agency.value if item.agency else ""
    return (
        strip.kind,
        strip.place,
        item.status.value,
        *dates,
        agency,
        "" if withheld(item.span) else item.span.exact,
        item.disruption_id,
        item.document_id,
    )
