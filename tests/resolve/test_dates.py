"""Expressions become inclusive days with UCDP's precision, or stay unresolved; nothing is guessed."""

from datetime import UTC, date, datetime

import pytest

from onrecord.languages import load_lexicon
from onrecord.model.enums import TimeKind
from onrecord.model.mentions import TimeRef
from onrecord.resolve.dates import Anchor, Reading, precision, resolve_date
from onrecord.resolve.times import find_times

LEXICON = load_lexicon("en")
SATURDAY = date(2026, 1, 31)


def read(text: str, day: date | None = SATURDAY, moment: datetime | None = None, reference: date | None = None) -> Reading:
    (expression,) = find_times(text, LEXICON)
    return resolve_date(expression, Anchor(day=day, moment=moment, reference=reference))


def days(time: TimeRef) -> tuple[str, str, int | None, str]:
    return str(time.date_start), str(time.date_end), time.date_prec, time.kind.value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Saturday", ("2026-01-31", "2026-01-31", 1, "day")),
        ("on Friday", ("2026-01-30", "2026-01-30", 1, "day")),
        ("late on Friday night", ("2026-01-30", "2026-01-30", 1, "day")),
        ("last Saturday", ("2026-01-24", "2026-01-24", 1, "day")),
        ("it will open on Monday", ("2026-02-02", "2026-02-02", 1, "day")),
        ("next Friday", ("2026-02-06", "2026-02-06", 1, "day")),
        ("today", ("2026-01-31", "2026-01-31", 1, "day")),
        ("yesterday", ("2026-01-30", "2026-01-30", 1, "day")),
        ("overnight", ("2026-01-30", "2026-01-31", 2, "range")),
        ("31 January", ("2026-01-31", "2026-01-31", 1, "day")),
        ("on December 12", ("2025-12-12", "2025-12-12", 1, "day")),
        ("4 FEB 90", ("1990-02-04", "1990-02-04", 1, "day")),
        ("In 2025", ("2025-01-01", "2025-12-31", 5, "range")),
        ("in November", ("2025-11-01", "2025-11-30", 4, "range")),
        ("last month", ("2025-12-01", "2025-12-31", 4, "range")),
        ("last week", ("2026-01-19", "2026-01-25", 3, "range")),
        ("this year", ("2026-01-01", "2026-01-31", 4, "range")),
        ("from 29 January to 6 February", ("2026-01-29", "2026-02-06", 4, "range")),
        ("31 Jan – 6 Feb", ("2026-01-31", "2026-02-06", 3, "range")),
        ("between Friday and Saturday", ("2026-01-30", "2026-01-31", 2, "range")),
        ("since 2011", ("2011-01-01", "2026-01-31", 5, "since")),
        ("since Friday night", ("2026-01-30", "2026-01-31", 2, "since")),
        ("two days ago", ("2026-01-29", "2026-01-29", 1, "day")),
        ("over the weekend", ("2026-01-31", "2026-02-01", 2, "range")),
        ("in the last three months of 2025 alone", ("2025-10-01", "2025-12-31", 5, "range")),
        ("in the first half of 2025", ("2025-01-01", "2025-06-30", 5, "range")),
        ("in the first two months of 2024", ("2024-01-01", "2024-02-29", 5, "range")),
        ("in the last week of January", ("2026-01-25", "2026-01-31", 3, "range")),
        ("over the first 10 days of March 2024", ("2024-03-01", "2024-03-10", 4, "range")),
    ],
)
def test_words_become_days_against_the_anchor(words: str, expected: tuple[str, str, int | None, str]) -> None:
    assert days(read(words).time) == expected


def test_preceding_48_hours_end_on_the_day_of_the_report() -> None:
    time = read("Over the preceding 48 hours").time
    assert days(time) == ("2026-01-29", "2026-01-31", 2, "rolling")
    assert time.hours == 48


def test_window_counts_from_the_minute_where_it_is_known() -> None:
    time = read("in 40 hours", moment=datetime(2026, 1, 31, 20, 0, tzinfo=UTC)).time
    assert (time.date_start, time.hours) == (date(2026, 1, 30), 40)


def test_so_far_has_an_end_and_no_beginning() -> None:
    time = read("so far").time
    assert (time.date_start, time.date_end, time.kind) == (None, SATURDAY, TimeKind.CUMULATIVE_TO)


def test_day_before_counts_from_the_day_last_named() -> None:
    assert read("the day before", reference=date(2026, 1, 20)).time.date_start == date(2026, 1, 19)


@pytest.mark.parametrize("words", ["on Saturday", "yesterday", "31 January", "last month", "4 FEB 90", "03/04/2010", "at 3 p.m."])
def test_without_an_anchor_relative_words_stay_unresolved_and_keep_their_span(words: str) -> None:
    time = read(words, day=None).time
    assert (time.date_start, time.date_end, time.date_prec) == (None, None, None)
    assert time.span is not None


@pytest.mark.parametrize("words", ["January 31, 2026", "2026-01-31", "31.01.2026"])
def test_full_dates_need_no_anchor(words: str) -> None:
    assert read(words, day=None).time.date_start == SATURDAY


@pytest.mark.parametrize("words", ["on 31 February", "February 30, 2024", "29 February 2025", "45-13-2010"])
def test_day_that_no_calendar_has_is_a_trouble_not_a_guess(words: str) -> None:
    reading = read(words)
    assert reading.trouble == "impossible_date"
    assert reading.time.date_start is None


@pytest.mark.parametrize(("end", "expected"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4)])
def test_precision_follows_the_width_of_the_window(end: int, expected: int) -> None:
    assert precision(date(2026, 1, 1), date(2026, 1, end)) == expected


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("on Friday morning", "2026-01-30TMO"),
        ("the past two months", "P2M"),
        ("the third quarter", "2025-Q3"),
        ("in 1998", "1998"),
    ],
)
def test_timex_value_is_given_too(words: str, value: str) -> None:
    assert read(words).value == value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("two quarters ago", ("2025-07-01", "2025-09-30")),
        ("this quarter", ("2026-01-01", "2026-01-31")),
        ("on Christmas Day", ("2025-12-25", "2025-12-25")),
        ("this September", ("2026-09-01", "2026-09-30")),
    ],
)
def test_quarters_feasts_and_this_month_are_days(words: str, expected: tuple[str, str]) -> None:
    assert days(read(words).time)[:2] == expected


@pytest.mark.parametrize(
    ("words", "day", "trouble"),
    [
        ("on 30/01/2026", "2026-01-30", None),
        ("on 1/2/2026", "2026-02-01", None),  # tomorrow, not four weeks ago: within a week of the report
        ("on 5/12/2025", None, "ambiguous_date"),
        ("on 5/12/25", None, "ambiguous_date"),
        ("on 6/1/2026", "2026-01-06", None),  # the first of June lies ahead
        ("on 14/11/25", "2025-11-14", "two_digit_year"),
        ("on 31/02/2026", None, "impossible_date"),
        ("on 31 February", None, "impossible_date"),
    ],
)
def test_figures_are_a_day_only_where_nothing_else_can_be_meant(words: str, day: str | None, trouble: str | None) -> None:
    reading = read(words)
    assert (str(reading.time.date_start) if reading.time.date_start else None, reading.trouble) == (day, trouble)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on 12 Ramadan 1447", ("2026-02-28", "2026-03-02", 2)),  # 1 Ramadan 1447 was 18 or 19 February 2026
        ("in Muharram 1445 AH", ("2023-07-18", "2023-08-18", 5)),
        ("on ۱۲ March ۲۰۲۵", ("2025-03-12", "2025-03-12", 1)),
        ("on ١٢ March ٢٠٢٥", ("2025-03-12", "2025-03-12", 1)),
        ("in fiscal year 2024-25", ("2024-01-01", "2025-12-31", 5)),
        ("in FY 2024/25", ("2024-01-01", "2025-12-31", 5)),
        ("in FY2025", ("2024-04-01", "2026-03-31", 5)),
        ("in fiscal 2025", ("2024-04-01", "2026-03-31", 5)),
        # 31 March 2025 in Pakistan, 30 March in Saudi Arabia; 7 and 6 June; Ashura on 6 July, 5 July.
        ("on Eid al-Fitr 2025", ("2025-03-30", "2025-04-01", 2)),
        ("on Eid ul-Adha 2025", ("2025-06-06", "2025-06-08", 2)),
        ("on the first day of Eid", ("2025-06-06", "2025-06-08", 2)),
        ("during the Eid holiday 2025", ("2025-03-30", "2025-06-08", 5)),
        ("on Ashura 2025", ("2025-07-05", "2025-07-07", 2)),
        ("during Ramadan 2025", ("2025-02-28", "2025-03-31", 5)),
        ("on Nowruz", ("2026-03-20", "2026-03-21", 2)),
        ("on Orthodox Easter 2024", ("2024-05-05", "2024-05-05", 1)),
        ("on Western Easter 2024", ("2024-03-31", "2024-03-31", 1)),
        ("at Easter 2025", ("2025-04-20", "2025-04-20", 1)),
        ("on Orthodox Christmas", ("2026-01-07", "2026-01-07", 1)),
    ],
)
def test_other_calendars_and_figures_are_read_as_widely_as_they_mean(words: str, expected: tuple[str, str, int]) -> None:
    assert days(read(words).time)[:3] == expected


def test_day_that_no_islamic_month_has_is_a_problem() -> None:
    assert read("on 31 Ramadan 1447").trouble == "impossible_date"
