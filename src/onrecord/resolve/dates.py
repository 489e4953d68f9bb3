"""Days from time expressions: "on Saturday", "over the preceding 48 hours", "in 2025" become inclusive days and a precision.

Relative words need an anchor (the day of the report); without one they stay unresolved. Source: claims_method §2.1, §2.3; TIMEX3.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from onrecord.model.enums import TimeKind
from onrecord.model.mentions import TimeRef
from onrecord.resolve import calendars as cal
from onrecord.resolve.times import Expression

_HOURS = {"hour": 1, "day": 24, "week": 168, "fortnight": 336}
_LETTER = {"second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M", "year": "Y", "quarter": "M"}
_BEFORE_DAWN = re.compile(r"before\s+(?:dawn|daybreak|sunrise|first\s+light|noon)\b", re.IGNORECASE)  # of that day, not until it
_LONG = {"decade": ("Y", 10), "century": ("Y", 100), "fortnight": ("W", 2), "quarter": ("M", 3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What relative words count from: `day` the report was written, `moment` it was said (UTC, where known to the minute).

    `reference` is the last day that the text itself named, for "the day before"; None = not known.
    """

    day: date | None = None
    moment: datetime | None = None
    reference: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an expression means: TIMEX3 `type` (DATE, TIME, DURATION, SET) and `value` (None = unknown), and the days.

    `trouble` is the code of a Problem ("impossible_date", "ambiguous_date", "two_digit_year"); None = none.
    """

    type: str = "DATE"
    value: str | None = None
    time: TimeRef = TimeRef()
    trouble: str | None = None


def precision(start: date, end: date) -> int:
    """UCDP's date_prec from the width of inclusive days: 1 a day, 2 up to 6 days, 3 a week, 4 up to a month, 5 more.

    Source: claims_method §2.3.
    """
    width = (end - start).days
    return 1 if width == 0 else 2 if width <= 5 else 3 if width == 6 else 4 if width <= 30 else 5


def resolve_date(expression: Expression, anchor: Anchor) -> Reading:
    """The meaning of one expression. Never raises: what cannot be resolved has days None and keeps its span."""
    try:
        reading = _RULES[expression.rule](expression, anchor)
    except ValueError:  # a day that no calendar has, such as 31 February
        reading = Reading(trouble="impossible_date")
    except _NoAnchorError:
        reading = Reading()
    time = _bounded(reading.time, None if _BEFORE_DAWN.match(expression.span.exact) else expression.lead, anchor)
    trouble = reading.trouble
    if "yy" in expression.parts and "year" not in expression.parts and time.date_start is not None:
        trouble = "two_digit_year"
    return Reading(type=reading.type, value=reading.value, time=replace(time, span=expression.span), trouble=trouble)


class _NoAnchorError(Exception):
    """A relative word without a day to count from."""


def _bounded(time: TimeRef, lead: str | None, anchor: Anchor) -> TimeRef:
    """What "since" and "until" make of the days."""
    if lead == "since" and time.date_start is not None and time.kind is not TimeKind.ROLLING:
        end = anchor.day if anchor.day and anchor.day >= time.date_start else None
        return replace(time, kind=TimeKind.SINCE, date_end=end, date_prec=precision(time.date_start, end) if end else None)
    if lead == "until" and time.date_end is not None and time.kind is not TimeKind.ROLLING:
        return replace(time, kind=TimeKind.CUMULATIVE_TO, date_start=None, date_prec=None)
    return time


def _days(start: date, end: date, value: str | None, type_: str = "DATE", kind: TimeKind | None = None) -> Reading:
    if end < start:
        raise ValueError("a range that ends before it begins")
    made = kind or (TimeKind.DAY if start == end else TimeKind.RANGE)
    time = TimeRef(date_start=start, date_end=end, date_prec=precision(start, end), kind=made)
    return Reading(type=type_, value=value, time=time)


def _day(day: date, parts: Mapping[str, str]) -> Reading:
    """One day, and the part of it that the words name."""
    if part := parts.get("part"):
        return _days(day, day, f"{day.isoformat()}T{part}", "TIME")
    return _days(day, day, day.isoformat())


def _now(anchor: Anchor) -> date:
    if anchor.day:
        return anchor.day
    raise _NoAnchorError


def _reference(anchor: Anchor) -> date:
    return anchor.reference or _now(anchor)


def _weekday(e: Expression, anchor: Anchor) -> Reading:
    return _day(cal.weekday_near(_now(anchor), int(e.parts["weekday"]), e.parts.get("rel"), e.future), e.parts)


def _weekday_range(e: Expression, anchor: Anchor) -> Reading:
    end = cal.weekday_near(_now(anchor), int(e.parts["weekday2"]), None, e.future)
    start = cal.weekday_near(end, int(e.parts["weekday"]), None, False)
    return _days(start, end, start.isoformat())


def _month_day(e: Expression, anchor: Anchor) -> Reading:
    month, day = int(e.parts["month"]), int(e.parts["day"])
    cal.check_day(month, day)
    year = cal.written_year(e.parts, "", anchor.day)
    if year is None:
        if "yy" in e.parts:
            raise _NoAnchorError
        return _day(cal.day_near(_now(anchor), month, day, e.future), e.parts)
    return _day(date(year, month, day), e.parts)


def _month_range(e: Expression, anchor: Anchor) -> Reading:
    parts = e.parts
    month = int(parts["month"])
    month2 = int(parts.get("month2", month))
    cal.check_day(month, int(parts["day"]))
    cal.check_day(month2, int(parts["day2"]))
    year2 = cal.written_year(parts, "2", anchor.day) or cal.written_year(parts, "", anchor.day)
    if year2 is None:
        # A range may end shortly after the report: "29 January to 6 February" on 31 January.
        start = cal.day_near(_now(anchor), month, int(parts["day"]), e.future)
        year2 = start.year + (month2 < month)
    year = cal.written_year(parts, "", anchor.day) or year2 - (month > month2)
    start, end = date(year, month, int(parts["day"])), date(year2, month2, int(parts["day2"]))
    return _days(start, end, start.isoformat())


def _months_range(e: Expression, anchor: Anchor) -> Reading:
    month, month2 = int(e.parts["month"]), int(e.parts["month2"])
    year2 = cal.written_year(e.parts, "2", anchor.day) or cal.written_year(e.parts, "", anchor.day)
    if year2 is None:
        year2 = cal.month_near(_now(anchor), month2, None, e.future)
    year = cal.written_year(e.parts, "", anchor.day) or year2 - (month > month2)
    return _days(date(year, month, 1), cal.month_end(year2, month2), f"{year}-{month:02d}")


def _month(e: Expression, anchor: Anchor) -> Reading:
    month = int(e.parts["month"])
    year = cal.written_year(e.parts, "", anchor.day)
    if year is None and "rel2" in e.parts:
        year = _now(anchor).year + {"last": -1, "next": 1}.get(e.parts["rel2"], 0)
    if year is None:
        year = cal.month_near(_now(anchor), month, e.parts.get("rel"), e.future)
    return _part_of(date(year, month, 1), cal.month_end(year, month), e, anchor, f"{year}-{month:02d}")


def _part_of(start: date, end: date, e: Expression, anchor: Anchor, value: str) -> Reading:
    """A stretch of the calendar, narrowed by "early" or "late" to its third, and not beyond the report when it is past."""
    third = (end - start).days // 3
    mod = e.parts.get("mod") or e.parts.get("edge")
    narrow = {"START": (start, start + timedelta(third)), "END": (end - timedelta(third), end)}
    narrow["MID"] = (start + timedelta(third), end - timedelta(third))
    first, last = narrow.get(mod or "", (start, end))
    if anchor.day and first <= anchor.day < last and not e.future:
        last = anchor.day
    return _days(first, last, value)


def _iso(e: Expression, anchor: Anchor) -> Reading:
    return _clocked(date(int(e.parts["year"]), int(e.parts["mm"]), int(e.parts["dd"])), e)


def _clocked(day: date, e: Expression) -> Reading:
    clock = cal.clock_value(e.parts.get("clock") or e.parts.get("military"))
    return _days(day, day, day.isoformat() + (f"T{clock}" if clock else ""), "TIME" if clock else "DATE")


def _numeric(e: Expression, anchor: Anchor) -> Reading:
    """Day and month in figures, in the only order that can be meant."""
    year = cal.written_year(e.parts, "", anchor.day)
    if year is None:
        raise _NoAnchorError
    days = cal.days_in_figures(int(e.parts["dm"]), int(e.parts["dm2"]), year, anchor.day)
    return _clocked(days[0], e) if len(days) == 1 else Reading(trouble="ambiguous_date")


def _year(e: Expression, anchor: Anchor) -> Reading:
    year = int(e.parts["year"])
    year2 = int(e.parts.get("year2", year))
    if "yy" in e.parts:
        year2 = year - year % 100 + int(e.parts["yy"])
    return _part_of(date(year, 1, 1), date(year2, 12, 31), e, anchor, str(year))


def _decade(e: Expression, anchor: Anchor) -> Reading:
    century = int(e.parts.get("century", "19"))
    start = century * 100 + int(e.parts["tens"]) * 10
    return _days(date(start, 1, 1), date(start + 9, 12, 31), f"{start // 10}X")


def _span_value(number: str, unit: str) -> str:
    """TIMEX3 duration: "48" hours is PT48H, an unknown number X."""
    letter, factor = _LONG.get(unit, (_LETTER.get(unit, "D"), 1))
    count = "X" if number == "0" else number if factor == 1 else str(round(float(number) * factor))
    return f"PT{count}{letter[1]}" if letter.startswith("T") else f"P{count}{letter}"


def _rolling(e: Expression, anchor: Anchor) -> Reading:
    """ "over the past 48 hours", "in 40 hours", "the past week"."""
    return _window(e.parts.get("number", "1"), e.parts.get("unit") or e.parts["short"], anchor)


def _window(number: str, unit: str, anchor: Anchor) -> Reading:
    """A window of so many hours, days, … that ends when it was said."""
    value = _span_value(number, unit)
    if number == "0" or unit in {"second", "minute"}:
        return Reading(type="DURATION", value=value, time=TimeRef(kind=TimeKind.ROLLING))
    hours = round(float(number) * _HOURS[unit]) if unit in _HOURS else None
    if anchor.day is None:
        return Reading(type="DURATION", value=value, time=TimeRef(kind=TimeKind.ROLLING, hours=hours))
    moment = anchor.moment or datetime.combine(anchor.day, datetime.min.time())
    start = (moment - timedelta(hours=hours)).date() if hours else cal.back(anchor.day, round(float(number)), unit)
    reading = _days(start, anchor.day, value, "DURATION", TimeKind.ROLLING)
    return replace(reading, time=replace(reading.time, hours=hours))


def _relative(e: Expression, anchor: Anchor) -> Reading:
    """ "last week", "this year", "that month" are stretches of the calendar."""
    rel = e.parts["rel"]
    now = _reference(anchor) if rel == "that" else _now(anchor)
    start, end, value = cal.stretch(now, e.parts["unit"], {"last": -1, "next": 1}.get(rel, 0))
    return _part_of(start, end, e, anchor, value)


def _ago(e: Expression, anchor: Anchor) -> Reading:
    return _shifted(_now(anchor), e.parts.get("number", "0"), e.parts["unit"], -1)


def _offset(e: Expression, anchor: Anchor) -> Reading:
    sign = -1 if e.parts["direction"] == "before" else 1
    return _shifted(_reference(anchor), e.parts.get("number", "0"), e.parts["unit"], sign)


def _shifted(now: date, number: str, unit: str, sign: int) -> Reading:
    if number == "0" or unit in {"second", "minute", "hour"}:
        return Reading(value="PAST_REF" if sign < 0 else "FUTURE_REF")
    day = cal.back(now, round(float(number)), unit, sign)
    start, end, value = cal.stretch(day, unit, 0)
    return _days(start, end, value)


def _weekend(e: Expression, anchor: Anchor) -> Reading:
    start = cal.weekday_near(_now(anchor), 5, None, e.future)
    if e.parts.get("rel") == "last" and start + timedelta(1) >= _now(anchor):
        start -= timedelta(7)
    year, week, _ = start.isocalendar()
    return _days(start, start + timedelta(1), f"{year}-W{week:02d}-WE")


def _day_off(shift: int, part: str | None = None) -> Callable[[Expression, Anchor], Reading]:
    """The rule for a day so many days from the report's: "yesterday", "tonight"."""

    def rule(e: Expression, anchor: Anchor) -> Reading:
        return _day(_now(anchor) + timedelta(shift), {"part": part, **e.parts} if part else e.parts)

    return rule


def _day_beside(shift: int) -> Callable[[Expression, Anchor], Reading]:
    """The rule for a day so many days from the one last named: "the day before", "the same day"."""

    def rule(e: Expression, anchor: Anchor) -> Reading:
        return _day(_reference(anchor) + timedelta(shift), e.parts)

    return rule


def _overnight(e: Expression, anchor: Anchor) -> Reading:
    now = _now(anchor)
    return _days(now - timedelta(1), now, f"{now.isoformat()}TNI", "TIME")


def _so_far(e: Expression, anchor: Anchor) -> Reading:
    return Reading(value="PRESENT_REF", time=TimeRef(date_end=anchor.day, kind=TimeKind.CUMULATIVE_TO))


def _clock(e: Expression, anchor: Anchor) -> Reading:
    """An hour of a named day, or of the day that the text last named; an hour alone is no day."""
    if "weekday" in e.parts:
        day = cal.weekday_near(_now(anchor), int(e.parts["weekday"]), None, e.future)
    elif "month" in e.parts:
        day = cal.day_near(_now(anchor), int(e.parts["month"]), int(e.parts["day"]), e.future)
    elif "deictic" in e.parts:
        day = _now(anchor) + timedelta(int(e.parts["deictic"]))
    else:
        day = _reference(anchor)
    return _clocked(day, e)


def _season(e: Expression, anchor: Anchor) -> Reading:
    year = int(e.parts["year"]) if "year" in e.parts else cal.season_year(_now(anchor), e.parts["season"], e.parts.get("rel"))
    start, end = cal.season(year, e.parts["season"])
    return _days(start, end, f"{year}-{e.parts['season']}")


def _quarter(e: Expression, anchor: Anchor) -> Reading:
    year = int(e.parts["year"]) if "year" in e.parts else None
    shift = {"next": 1, "this": 0}.get(e.parts.get("rel", "last"), -1)
    start, end, value = cal.quarter(anchor.day, year, e.parts.get("ordinal"), shift)
    return _part_of(start, end, e, anchor, value)


def _quarter_ago(e: Expression, anchor: Anchor) -> Reading:
    """ "two quarters ago"; "the year-ago quarter" is that before the last one's, which reports are about."""
    return _days(*cal.quarter(anchor.day, None, None, -int(float(e.parts.get("number", "5")))))


def _duration(e: Expression, anchor: Anchor) -> Reading:
    return Reading(type="DURATION", value=_span_value(e.parts.get("number", "0"), e.parts.get("unit", "day")))


def _set(e: Expression, anchor: Anchor) -> Reading:
    if "frequency" in e.parts:
        return Reading(type="SET", value=e.parts["frequency"])
    if "weekday" in e.parts:
        return Reading(type="SET", value=f"XXXX-WXX-{int(e.parts['weekday']) + 1}")
    return Reading(type="SET", value=_span_value(e.parts.get("number", "1"), e.parts.get("unit", "day")))


def _holiday(e: Expression, anchor: Anchor) -> Reading:
    month, day = (int(n) for n in e.parts["holiday"].split("-"))
    if "year" in e.parts:
        return _day(date(int(e.parts["year"]), month, day), e.parts)
    return _day(cal.day_near(_now(anchor), month, day, e.future), e.parts)


def _night_span(e: Expression, anchor: Anchor) -> Reading:
    if "month" in e.parts:
        end = cal.day_near(_now(anchor), int(e.parts["month"]), int(e.parts["day2"]), e.future)
    else:
        end = cal.weekday_near(_now(anchor), int(e.parts["weekday2"]), None, e.future)
    return _days(end - timedelta(1), end, f"{(end - timedelta(1)).isoformat()}TNI", "TIME")


_RULES: Mapping[str, Callable[[Expression, Anchor], Reading]] = {
    "weekday": _weekday,
    "nightspan": _night_span,
    "weekdayrange": _weekday_range,
    "monthday": _month_day,
    "monthrange": _month_range,
    "monthsrange": _months_range,
    "month": _month,
    "iso": _iso,
    "numeric": _numeric,
    "year": _year,
    "decade": _decade,
    "rolling": _rolling,
    "rollingone": _rolling,
    "relative": _relative,
    "ago": _ago,
    "offset": _offset,
    "weekend": _weekend,
    "today": _day_off(0),
    "tonight": _day_off(0, "NI"),
    "yesterday": _day_off(-1),
    "lastnight": _day_off(-1, "NI"),
    "beforeyesterday": _day_off(-2),
    "tomorrow": _day_off(1),
    "aftertomorrow": _day_off(2),
    "overnight": _overnight,
    "sameday": _day_beside(0),
    "daybefore": _day_beside(-1),
    "dayafter": _day_beside(1),
    "sofar": _so_far,
    "clock": _clock,
    "season": _season,
    "quarter": _quarter,
    "quarterago": _quarter_ago,
    "duration": _duration,
    "set": _set,
    "frequency": _set,
    "ref": lambda e, _: Reading(value=e.parts["ref"]),
    "partof": lambda e, a: _days(*cal.part_days(e.parts, None if "year" in e.parts else _now(a), e.future), None),
    "holiday": _holiday,
    "hijri": lambda e, _: _days(*cal.hijri_days(e.parts), None),
    "fiscal": lambda e, _: _days(*cal.fiscal_days(e.parts), e.parts["year"]),
    "feast": lambda e, a: _days(*cal.feast_days(e.parts, None if "year" in e.parts else _now(a), e.future), None),
}
