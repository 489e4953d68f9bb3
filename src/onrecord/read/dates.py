"""Publication dates, read from the many ways in which carriers, pages and datelines write them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser

from onrecord.model.documents import DateBasis

# No reporting that we read is older, and a later date is a misprint.
EARLIEST, LATEST = 1800, 2100
NUMERIC = re.compile(r"\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication date: UTC, `prec` "day" or "minute" (a day stands as 00:00 UTC), and where it was read."""

    at: datetime
    prec: str
    basis: DateBasis


def read_date(words: str, basis: DateBasis) -> tuple[Published | None, str | None]:
    """The date in the words, and what is doubtful about it ("is ambiguous …"); None when there is no possible date."""
    numeric = NUMERIC.match(words)
    if numeric:
        return _numeric(numeric, basis)
    moment = _iso(words) or _mail(words) or _loose(words)
    if moment is None:
        return None, "cannot be read as a date"
    at, prec = moment
    if not EARLIEST <= at.year <= LATEST:
        return None, f"names the year {at.year}"
    return Published(at=at, prec=prec, basis=basis), None


def _numeric(found: re.Match[str], basis: DateBasis) -> tuple[Published | None, str | None]:
    """11/4/2016 is read month first, as most feeds write it, unless that is impossible; the doubt is said."""
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    year += 0 if year > 99 else (2000 if year < 70 else 1900)
    orders = [(first, second), (second, first)]
    days = [d for month, number in dict.fromkeys(orders) if (d := _day(year, month, number))]
    if not days:
        return None, "is no day of the calendar"
    doubt = "may be day or month first; it was read month first" if len(days) > 1 else None
    return Published(at=days[0], prec="day", basis=basis), doubt


def _day(year: int, month: int, number: int) -> datetime | None:
    try:
        return datetime(year, month, number, tzinfo=UTC)
    except ValueError:
        return None


def _iso(words: str) -> tuple[datetime, str] | None:
    try:
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return _settled(moment, "day" if len(words.strip()) <= len("2026-01-31") else "minute")


def _mail(words: str) -> tuple[datetime, str] | None:
    """RFC 2822, as feeds write it."""
    if "," not in words[:5] or ":" not in words:
        return None
    try:
        return _settled(parsedate_to_datetime(words.strip()), "minute")
    except (ValueError, TypeError, IndexError):
        return None


def _loose(words: str) -> tuple[datetime, str] | None:
    """Any other way, with day, month and year all named: two defaults that differ show what was not."""
    words = re.sub(r"\s*\(.*?\)|\b(published|updated|posted|on|at)\b:?", " ", words, flags=re.I).strip()
    if len(words) > 60 or not re.search(r"\d", words):
        return None
    try:
        one = dateutil_parser.parse(words, default=datetime(1999, 1, 1, tzinfo=UTC))
        other = dateutil_parser.parse(words, default=datetime(1998, 2, 2, tzinfo=UTC))
    except (ValueError, OverflowError, TypeError, AttributeError, dateutil_parser.UnknownTimezoneWarning):
        return None
    if one.date() != other.date():
        return None
    return _settled(one, "minute" if re.search(r"\d:\d\d|\d\s*[ap]m\b", words, re.I) else "day")


def _settled(moment: datetime, prec: str) -> tuple[datetime, str] | None:
    """The instant in UTC; a day keeps its own date whatever its zone. None at the rim of the calendar."""
    if moment.tzinfo is None or prec == "day":
        moment = moment.replace(tzinfo=UTC)
    offset = moment.utcoffset()
    if offset is None or abs(offset) > timedelta(hours=24):
        return None
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return (moment.replace(hour=0, minute=0, second=0, microsecond=0), prec) if prec == "day" else (moment, prec)
