"""What the date rules share: arithmetic of the Gregorian calendar, years written short, and feasts that other calendars date."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4}
_AHEAD_DAYS = 60
_NEAR_DAYS = 7  # so near to the report a day is meant before the other way to read its figures
_DAY = timedelta(1)
_HIJRI = {"fitr": (10, 1, 1), "adha": (12, 10, 10), "ashura": (1, 10, 10), "ramadan": (9, 1, 30)}  # month, first and last day
_EITHER = {"eid": ("fitr", "adha")}  # names that two feasts share
_YEARS_AHEAD = 10  # a two-digit year lies at most so far ahead of the report


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def check_day(month: int, day: int) -> None:
    """Raises ValueError for a day that no year has, such as 31 February."""
    date(2000, month, day)  # a leap year, so that 29 February passes


def tomorrow(day: date) -> date:
    """The next day."""
    return day + timedelta(1)


def weekday_near(now: date, weekday: int, rel: str | None, future: bool) -> date:
    """The day meant by a weekday (0 = Monday): the latest not after `now`; ahead only for "next" or a future sentence."""
    ago = (now.weekday() - weekday) % 7
    if rel == "next" or (future and rel is None):
        return now + timedelta((weekday - now.weekday()) % 7 or (7 if rel == "next" else 0))
    return now - timedelta(ago or (7 if rel == "last" else 0))


def day_near(now: date, month: int, day: int, future: bool) -> date:
    """The day of a month without a year: the latest not after `now`, or the next one in a future sentence.

    Nobody leaves out the year of a day ten months ago, so a day less than two months ahead is meant before such a one.
    """
    years = [y for y in range(now.year - 8, now.year + 9) if is_day(y, month, day)]
    days = [date(y, month, day) for y in years]
    if future:
        return min((d for d in days if d >= now), default=days[-1])
    return max((d for d in days if d <= now + timedelta(_AHEAD_DAYS)), default=days[0])


def month_near(now: date, month: int, rel: str | None, future: bool) -> int:
    """The year of a month without one: the latest that has begun; "last May" is before this month, "next" after it."""
    if rel == "this":
        return now.year
    if rel == "next" or (future and rel is None):
        return now.year + (month < now.month or (month == now.month and rel == "next"))
    return now.year - (month > now.month or (month == now.month and rel == "last"))


def written_year(parts: Mapping[str, str], which: str, now: date | None) -> int | None:
    """The year that the words give, in full or in two digits; None when they give none, or two digits without a `now`."""
    if f"year{which}" in parts:
        return int(parts[f"year{which}"])
    if which or "yy" not in parts or now is None:
        return None
    century = now.year - now.year % 100
    year = century + int(parts["yy"])
    return year if year <= now.year + _YEARS_AHEAD else year - 100


def days_in_figures(one: int, other: int, year: int, now: date | None) -> list[date]:
    """The days that two figures can mean: both where day and month may stand in either order and nothing decides.

    A day within a week of `now` decides, and one that is not ahead of it. Raises ValueError where no order is a day.
    """
    days = list(dict.fromkeys(date(year, m, d) for d, m in ((one, other), (other, one)) if is_day(year, m, d)))
    if not days:
        raise ValueError("no order of the figures is a date")
    if now is None or len(days) == 1:
        return days
    near = [day for day in days if abs((day - now).days) <= _NEAR_DAYS]
    past = [day for day in days if day <= tomorrow(now)]
    return next((chosen for chosen in (near, past) if len(chosen) == 1), days)


def back(now: date, number: int, unit: str, sign: int = -1) -> date:
    """`now` moved by a number of units; months and years keep the day where the month has it."""
    days = {"day": 1, "week": 7, "fortnight": 14}
    if unit in days:
        return now + timedelta(sign * number * days[unit])
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit, 0) * number * sign
    index = now.year * 12 + now.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(now.day, calendar.monthrange(year, month)[1]))


def part_days(parts: Mapping[str, str], now: date | None, future: bool) -> tuple[date, date]:
    """The first or last units of a year or month: "the last three months of 2025", "the first half of 2025".

    `now` tells the year of a month without one; None where the words name the year.
    """
    month = int(parts.get("month", 0))
    year = int(parts["year"]) if now is None else month_near(now, month, None, future)
    start, end = (date(year, month, 1), month_end(year, month)) if month else (date(year, 1, 1), date(year, 12, 31))
    number, unit = (int(float(parts.get("number", 1))), parts["unit"]) if "unit" in parts else (6, "month")
    if parts["end"] == "last":
        return max(start, back(end + timedelta(1), number, unit)), end
    return start, min(end, back(start, number, unit, 1) - timedelta(1))


def stretch(now: date, unit: str, shift: int) -> tuple[date, date, str]:
    """The calendar day, week (Monday to Sunday), month, quarter, year or decade of `now`, shifted; with its TIMEX3 value."""
    moved = back(now, abs(shift), unit, 1 if shift > 0 else -1)
    if unit in {"week", "fortnight"}:
        start = moved - timedelta(moved.weekday())
        year, week, _ = start.isocalendar()
        return start, start + timedelta(13 if unit == "fortnight" else 6), f"{year}-W{week:02d}"
    if unit == "month":
        return moved.replace(day=1), month_end(moved.year, moved.month), f"{moved:%Y-%m}"
    if unit == "quarter":
        first = (moved.month - 1) // 3 * 3 + 1
        return date(moved.year, first, 1), month_end(moved.year, first + 2), f"{moved.year}-Q{first // 3 + 1}"
    if unit == "year":
        return date(moved.year, 1, 1), date(moved.year, 12, 31), str(moved.year)
    if unit in {"decade", "century"}:
        width = 10 if unit == "decade" else 100
        first = moved.year - moved.year % width
        return date(first, 1, 1), date(first + width - 1, 12, 31), str(first // width)
    return moved, moved, moved.isoformat()


def season(year: int, name: str) -> tuple[date, date]:
    """The three months of a season of the northern hemisphere, as the press counts them; winter runs into the next year."""
    first = _SEASON_START[name]
    end = month_end(year + (first == 12), 2 if first == 12 else first + 2)
    return date(year, first, 1), end


def season_year(now: date, name: str, rel: str | None) -> int:
    """The year of "last fall", "this summer", "next winter" seen from `now`."""
    begun = now.month >= _SEASON_START[name]
    if rel == "next":
        return now.year + begun
    if rel == "last":
        over = now > season(now.year, name)[1]
        return now.year if over else now.year - 1
    return now.year


def quarter(now: date | None, year: int | None, number: str | None, shift: int) -> tuple[date, date, str]:
    """A quarter of a year by number, or the one `shift` quarters from now's. Raises ValueError where nothing says which."""
    if number in _QUARTERS and (year or now):
        which = _QUARTERS[number or "1"]
        year = year or (now.year if now and which * 3 - 2 <= now.month else now.year - 1 if now else 0)
        return date(year, which * 3 - 2, 1), month_end(year, which * 3), f"{year}-Q{which}"
    if now is None:
        raise ValueError("no quarter is named")
    return stretch(now, "quarter", shift)


def clock_value(words: str | None) -> str | None:
    """TIMEX3 hours and minutes of "3 p.m.", "8:30 am", "2000 GMT", "16:45"; None when they are no time of day."""
    found = re.match(r"(\d{1,2})[:.]?(\d\d)?(?::\d\d)? ?([ap])?", words or "")
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def hijri_days(parts: Mapping[str, str]) -> tuple[date, date]:
    """The days about a day or month of the Islamic calendar, a day wider on both sides, because the moon is sighted locally.

    Source: the tabular (civil) calendar, 30 years of 10,631 days; day 1 is 19 July 622 of the Gregorian calendar.
    Raises ValueError for a day that no month has.
    """
    year, month, day = int(parts["hyear"]), int(parts["hijri"]), int(parts.get("day", 1))
    if not 1 <= day <= 30:
        raise ValueError("no month of the Islamic calendar has that day")
    last = day if "day" in parts else 30
    return hijri_day(year, month, day) - timedelta(1), hijri_day(year, month, last) + timedelta(1)


def hijri_day(year: int, month: int, day: int) -> date:
    """A day of the Islamic calendar as its tables have it; where the moon is sighted it may be a day earlier or later."""
    return date.fromordinal((11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 226_630)


def fiscal_days(parts: Mapping[str, str]) -> tuple[date, date]:
    """The days that a fiscal year ("2025-26", "FY2025") may have; when it begins differs between countries.

    One named by two years lies in them. One named by a single year is called after the year in which it ends (Pakistan, India,
    the United States: from April of the year before) or begins (Japan: until March of the year after), or is that year.
    """
    year = int(parts["year"])
    if "yy" in parts:
        return date(year, 1, 1), date(year + 1, 12, 31)
    return date(year - 1, 4, 1), date(year + 1, 3, 31)


def feast_days(parts: Mapping[str, str], now: date | None, future: bool) -> tuple[date, date]:
    """The days of a feast in the year that the words name, else about `now`; ValueError where nothing says which, or it has none.

    Feasts of the Islamic calendar are a day wider on both sides, because the moon is sighted locally.
    """
    name = parts.get("feast") or parts["fast"]
    if "year" in parts:
        return feast_in(name, int(parts["year"]))
    if now is None:
        raise ValueError("no year is named")
    return feast_near(name, now, future)


def feast_in(name: str, year: int) -> tuple[date, date]:
    """The days on which a feast may lie in a Gregorian year; ValueError where the year has none.

    Where it is not said which of two feasts is meant ("Eid"), from the one to the other.
    """
    found = [days for days in _days_about(name, year) if days[0].year == year or days[1].year == year]
    if not found:
        raise ValueError("that feast is not in this year")
    return (min(found)[0], max(found)[1]) if name in _EITHER else found[0]


def feast_near(name: str, now: date, future: bool) -> tuple[date, date]:
    """The latest feast begun by two months after `now`, or in a future sentence the next one that is not over.

    Of the two feasts called Eid, where it is not said which, the latest one begun.
    """
    ahead = _DAY if name in _EITHER else timedelta(_AHEAD_DAYS)
    every = sorted(days for year in range(now.year - 1, now.year + 2) for days in set(_days_about(name, year)))
    if future:
        return next(days for days in every if days[1] >= now)
    return max(days for days in every if days[0] <= now + ahead)


def _days_about(name: str, year: int) -> list[tuple[date, date]]:
    if name in _EITHER:
        return [days for feast in _EITHER[name] for days in _days_about(feast, year)]
    if name not in _HIJRI:
        return [_CHRISTIAN[name](year)]
    month, first, last = _HIJRI[name]
    about = (year - 622) * 33 // 32  # the Islamic year that holds most of it, or the one beside
    years = range(about - 1, about + 3)
    found = [(hijri_day(y, month, first) - _DAY, hijri_day(y, month, last) + _DAY) for y in years]
    return [days for days in found if year in (days[0].year, days[1].year)]


def western_easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar. Source: the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    century, golden = year // 100, year % 19
    skipped = century - century // 4 - (8 * century + 13) // 25
    moon = (19 * golden + skipped + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(moon - weekday)


def eastern_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar, as a Gregorian day; right for 1900 to 2099. Source: Meeus, ch. 8."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(13)


def _easter(year: int) -> tuple[date, date]:
    """Where nothing says whose Easter is meant: from the one to the other."""
    return western_easter(year), eastern_easter(year)


_CHRISTIAN: Mapping[str, Callable[[int], tuple[date, date]]] = {
    "easter": _easter,
    "easter_west": lambda year: (western_easter(year),) * 2,
    "easter_east": lambda year: (eastern_easter(year),) * 2,
    "christmas_east": lambda year: (date(year, 1, 7),) * 2,
    "nowruz": lambda year: (date(year, 3, 20), date(year, 3, 21)),
}
