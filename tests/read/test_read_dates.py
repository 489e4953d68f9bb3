"""Dates of publication in the ways in which carriers, pages and datelines write them."""

from datetime import UTC, date, datetime

import pytest

from onrecord.model.documents import DateBasis
from onrecord.read.dates import read_date

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("words", "at", "prec"),
    [
        ("2026-01-31", (2026, 1, 31), "day"),
        ("20260131", (2026, 1, 31), "day"),
        ("2026-01-31T21:10+05:00", (2026, 1, 31, 16, 10), "minute"),
        ("2026-01-31T21:10:00.000Z", (2026, 1, 31, 21, 10), "minute"),
        ("2026-01-31 21:10", (2026, 1, 31, 21, 10), "minute"),
        ("Sat, 31 Jan 2026 21:10:00 +0500", (2026, 1, 31, 16, 10), "minute"),
        ("Sat, 31 Jan 2026 21:10:00 GMT", (2026, 1, 31, 21, 10), "minute"),
        ("January 31, 2026", (2026, 1, 31), "day"),
        ("Saturday, January 31, 2026", (2026, 1, 31), "day"),
        ("31st January 2026", (2026, 1, 31), "day"),
        ("4 FEB 90", (1990, 2, 4), "day"),
        ("4 FEB 26", (2026, 2, 4), "day"),
        ("Published: Jan 31, 2026 at 5:40 PM PKT", (2026, 1, 31, 12, 40), "minute"),
        ("Updated 31 January 2026", (2026, 1, 31), "day"),
        ("13/4/2016", (2016, 4, 13), "day"),
        ("4/13/16", (2016, 4, 13), "day"),
        ("4.11.2016", (2016, 11, 4), "day"),
        ("31-01-2026", (2026, 1, 31), "day"),
    ],
)
def test_date_is_read_in_utc(words: str, at: tuple[int, ...], prec: str) -> None:
    published, doubt = read_date(words, DateBasis.CARRIER, TODAY)
    assert published is not None
    assert (published.at, published.prec) == (datetime(*at, tzinfo=UTC), prec)  # type: ignore[arg-type, misc]  # up to minutes
    assert (published.basis, doubt) == (DateBasis.CARRIER, None)


def test_clock_in_an_unknown_zone_gives_only_its_day() -> None:
    for words in ("31 Jan 2026 10:00 IST", "November 20, 2019 - 11:28 AMT"):
        published, _ = read_date(words, DateBasis.METADATA, TODAY)
        assert published is not None
        assert published.prec == "day"


def test_ambiguous_numbers_are_read_month_first_and_the_doubt_is_said() -> None:
    published, doubt = read_date("11/4/2016", DateBasis.CARRIER, TODAY)
    assert published is not None
    assert published.at == datetime(2016, 11, 4, tzinfo=UTC)
    assert doubt is not None
    assert "month first" in doubt


def test_ambiguous_numbers_are_not_read_as_a_day_in_the_future() -> None:
    published, doubt = read_date("12/5/2026", DateBasis.CARRIER, TODAY)
    assert published is not None
    assert (published.at, doubt) == (datetime(2026, 5, 12, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("31/02/2026", "no day of the calendar"),
        ("Feb 30, 2026", "cannot be read as a date"),
        ("2026-13-45", "cannot be read as a date"),
        ("last Saturday", "cannot be read as a date"),
        ("January 2026", "cannot be read as a date"),
        ("2026", "cannot be read as a date"),
        ("99999999999999999999", "cannot be read as a date"),
        ("Jan 3", "names no year"),
        ("12 November", "names no year"),
        ("0001-01-01T00:00:00Z", "what programs write for no date"),
        ("1970-01-01T00:00:00+00:00", "what programs write for no date"),
        ("1066-10-14", "names the year 1066"),
        ("2031-01-01", "lies in the future"),
        ("Sat, 31 Jan 2226 21:10:00 GMT", "names the year 2226"),
    ],
)
def test_impossible_date_is_refused_and_the_reason_said(words: str, doubt: str) -> None:
    published, said = read_date(words, DateBasis.METADATA, TODAY)
    assert published is None
    assert said is not None
    assert doubt in said


def test_future_is_not_checked_when_today_is_not_known() -> None:
    published, _ = read_date("2031-01-01", DateBasis.CARRIER)
    assert published is not None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-02-01T02:00:00+05:00", date(2026, 2, 1)),
        ("Sun, 01 Feb 2026 02:00:00 +0500", date(2026, 2, 1)),
        ("2026-01-31T21:00:00Z", date(2026, 1, 31)),
        ("2026-02-01", date(2026, 2, 1)),
    ],
)
def test_the_outlets_own_day_is_kept_beside_the_instant(words: str, day: date) -> None:
    published, _ = read_date(words, DateBasis.CARRIER)
    assert published is not None
    assert published.day == day
