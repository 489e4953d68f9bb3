"""Publication dates, read from the many ways in which carriers, pages and datelines write them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

from onrecord.model.documents import DateBasis

# No reporting that we read is older, and a later date is a misprint.
EARLIEST, LATEST = 1800, 2100
# What programs write where they have no date: the beginnings of their calendars.
PLACEHOLDERS = frozenset({(1, 1, 1), (1900, 1, 1), (1970, 1, 1)})
# A two-digit year from this on belongs to the 20th century. Source: POSIX strptime %y, moved by one to hold reports of 1970 on.
CENTURY = 70
# Longer words are a sentence, not a date.
LONGEST = 60
# Hours east of Greenwich of zones that news pages abbreviate; "IST" is left out, because three countries use it.
ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
         "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "PKT": 5, "AFT": 4.5, "NPT": 5.75, "JST": 9}  # fmt: skip
_NUMERIC = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,T].*)?$")
_YEARLESS = re.compile(r"(?:\w+day,?\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Za-z]{3,9}\.?)(?:st|nd|rd|th)?")
_CLOCK = re.compile(r"\d:\d\d|\d\s*[ap]\.?m\b", re.IGNORECASE)
_LABEL = re.compile(r"^[^\d]{0,40}?\b(published|updated|posted|dated?|on|at)\b:?|\(.*?\)|\|", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication date: UTC, `prec` "day" or "minute" (a day stands as 00:00 UTC), and where it was read.

    `day` is the day as the outlet wrote it, in its own zone: what its "yesterday" counts from.
    """

    at: datetime
    prec: str
    basis: DateBasis
    day: date


class _Calendar(dateutil_parser.parserinfo):
    """Two-digit years by a fixed century, so that a reading does not depend on the year in which it is made."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        """The full year."""
        return year if century_specified or year > 99 else _full_year(year)


def read_date(words: str, basis: DateBasis, today: date | None = None) -> tuple[Published | None, str | None]:
    """The date in the words, and what is doubtful about it ("is ambiguous …"); None when there is no possible date.

    `today` is the day on which this is read (None = not known): a date after the next day is a misprint.
    """
    words = words.strip()
    numeric = _NUMERIC.match(words)
    if numeric:
        return _numeric(numeric, basis, today)
    moment = _iso(words) or _mail(words) or _loose(words)
    if moment is None:
        return None, "names no year" if _YEARLESS.fullmatch(words) else "cannot be read as a date"
    at, prec, day = moment
    doubt = _impossible(at, today)
    return (None, doubt) if doubt else (Published(at=at, prec=prec, basis=basis, day=day), None)


def _impossible(at: datetime, today: date | None) -> str | None:
    """Why a report cannot have been published then; None when it can."""
    if (at.year, at.month, at.day) in PLACEHOLDERS:
        return "is what programs write for no date"
    if not EARLIEST <= at.year <= LATEST:
        return f"names the year {at.year}"
    if today is not None and at.date() > today + timedelta(days=1):
        return "lies in the future"
    return None


def _numeric(found: re.Match[str], basis: DateBasis, today: date | None) -> tuple[Published | None, str | None]:
    """11/4/2016 is read month first, as most feeds write it, unless that is impossible; the doubt is said. Dots: day first."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year = year if len(found[4]) > 2 else _full_year(year)
    orders = [(second, first)] if found[2] == "." else list(dict.fromkeys([(first, second), (second, first)]))
    days = [day for month, number in orders if (day := _day(year, month, number)) and not _impossible(day, today)]
    if not days:
        return None, "is no day of the calendar, or lies in the future"
    doubt = "may be day or month first; it was read month first" if len(days) > 1 else None
    return Published(at=days[0], prec="day", basis=basis, day=days[0].date()), doubt


def _full_year(year: int) -> int:
    return year + (1900 if year >= CENTURY else 2000)


def _day(year: int, month: int, number: int) -> datetime | None:
    try:
        return datetime(year, month, number, tzinfo=UTC)
    except ValueError:
        return None


def _iso(words: str) -> tuple[datetime, str, date] | None:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return _settled(moment, "day" if len(words) <= len("2026-01-31") else "minute")


def _mail(words: str) -> tuple[datetime, str, date] | None:
    """RFC 2822, as feeds write it."""
    if "," not in words[:5] or ":" not in words:
        return None
    try:
        return _settled(parsedate_to_datetime(words), "minute")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _loose(words: str) -> tuple[datetime, str, date] | None:
    """Any other way, with day, month and year all named: two defaults that differ show what was not."""
    words = " ".join(_LABEL.sub(" ", words).replace(" at ", " ").split())
    if not words or len(words) > LONGEST or not re.search(r"\d", words):
        return None
    try:
        one, other = (
            dateutil_parser.parse(words, parserinfo=_Calendar(), default=default, tzinfos=_zone)
            for default in (datetime(1996, 1, 1), datetime(2000, 2, 2))
        )
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, ArithmeticError):
        return None
    if one.date() != other.date():
        return None
    # A clock in an unknown zone tells no more than the day.
    foreign = one.tzinfo is None and re.search(r"\d\s*(?:[AaPp]\.?[Mm]\.?)?\s+[A-Z]{3,5}\b", words)
    return _settled(one, "minute" if _CLOCK.search(words) and not foreign else "day")


def _zone(name: str | None, offset: int | None) -> timezone | None:
    hours = offset / 3600 if offset is not None else ZONES.get(name or "")
    return None if hours is None or abs(hours) >= 24 else timezone(timedelta(hours=hours))


def _settled(moment: datetime, prec: str) -> tuple[datetime, str, date] | None:
    """The instant in UTC; a day keeps its own date whatever its zone. None at the rim of the calendar.

    A clock without a zone is taken as UTC, so that the day stays the one which was written.
    """
    written = moment.date()
    if moment.tzinfo is None or prec == "day":
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return (moment.replace(hour=0, minute=0, second=0, microsecond=0) if prec == "day" else moment), prec, written
