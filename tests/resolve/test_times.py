"""Time expressions are found with their full extent, and words that only look like time are not."""

import pytest

from onrecord.languages import load_lexicon
from onrecord.resolve.times import find_times

LEXICON = load_lexicon("en")


def found(text: str) -> list[tuple[str, str]]:
    return [(e.rule, e.span.exact) for e in find_times(text, LEXICON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two guards died on Saturday alone.", [("weekday", "on Saturday alone")]),
        ("The post fell early Saturday.", [("weekday", "early Saturday")]),
        ("It began late on Friday night.", [("weekday", "late on Friday night")]),
        ("He was shot the day before.", [("daybefore", "the day before")]),
        ("Officials met January 31, 2026 in town.", [("monthday", "January 31, 2026")]),
        ("On 31 January the road reopened.", [("monthday", "On 31 January")]),
        ("Dated 4 FEB 90 by the station.", [("monthday", "4 FEB 90")]),
        ("The entry of 03-01-2010 says so.", [("numeric", "of 03-01-2010")]),
        ("In 2025 a bus burned.", [("year", "In 2025")]),
        ("Shelling resumed in November and last month.", [("month", "in November"), ("relative", "last month")]),
        ("It ran from 29 January to 6 February.", [("monthrange", "from 29 January to 6 February")]),
        ("Strikes (31 Jan – 6 Feb) went on.", [("monthrange", "31 Jan – 6 Feb")]),
        ("It happened between Friday and Sunday.", [("weekdayrange", "Friday and Sunday")]),
        ("Over the preceding 48 hours 30 fell.", [("rolling", "Over the preceding 48 hours")]),
        ("They lost nine in 40 hours.", [("rolling", "in 40 hours")]),
        ("Since 2011 many have fled; since Friday night, none.", [("year", "Since 2011"), ("weekday", "since Friday night")]),
        ("Twelve bodies have been found so far.", [("sofar", "so far")]),
        ("ON 12 NOVEMBER REBELS STRUCK.", [("monthday", "ON 12 NOVEMBER")]),
    ],
)
def test_expression_is_found_with_preposition_and_alone(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the town.",
        "Some 2000 people sat in the sun.",
        "The 44-year-old driver survived.",
        "Rs 1995 was paid.",
        "Resolution 2025 was passed.",
        "",
    ],
)
def test_words_that_only_look_like_time_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_core_leaves_out_the_preposition() -> None:
    (expression,) = find_times("They struck over the past two days.", LEXICON)
    assert expression.core.exact == "the past two days"
    assert expression.parts == {"rolling": "past", "number": "2", "unit": "day"}


def test_spans_hold_in_a_text_with_letters_beyond_ascii() -> None:
    text = "“Zoë” — killed on Friday 😀 and on Sunday."
    spans = [e.span for e in find_times(text, LEXICON)]
    assert [text[s.start : s.end] for s in spans] == [s.exact for s in spans] == ["on Friday", "on Sunday"]
