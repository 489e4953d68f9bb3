"""Title, byline, date stamp and agency of a report."""

import pytest

from onrecord.read.datelines import find_dateline
from onrecord.read.heads import find_byline, find_stamp, find_title, wire_credit

BODY = "Gunmen shot dead four guards at a depot on Sunday, a local official said. No group claimed the attack."


@pytest.mark.parametrize(
    ("text", "told", "title"),
    [
        (f"Four guards killed at depot\n{BODY}", None, "Four guards killed at depot"),
        (f"\n\n  Was the depot a target?  \n{BODY}", None, "Was the depot a target?"),
        (f"Published: Jan 31, 2026\nFour guards killed at depot\n{BODY}", None, "Four guards killed at depot"),
        (f"World\nFour guards killed at depot\n{BODY}", None, "Four guards killed at depot"),
        (f"Four guards killed at depot\n{BODY}", "Four guards killed at depot | Sample Wire", "Four guards killed at depot"),
        (f"Four guards killed at depot\n{BODY}", "FOUR GUARDS KILLED AT DEPOT", "Four guards killed at depot"),
        (f"Four guards killed at depot\n{BODY}", "Something else", None),
        (f"QUETTA — {BODY}\n{BODY}", None, None),
        (f"{BODY}\n{BODY}", None, None),
        ("Four guards killed at depot", None, None),
        ("", None, None),
        ("\n \n", "Told", None),
    ],
)
def test_title_is_the_line_that_reads_like_a_headline(text: str, told: str | None, title: str | None) -> None:
    found = find_title(text, told)
    assert (found.exact if found else None) == title


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By A. Reporter", "A. Reporter"),
        ("By Amina Yusuf and Jean de Luca, Sample Wire", "Amina Yusuf and Jean de Luca, Sample Wire"),
        ("BY THE ASSOCIATED PRESS", "THE ASSOCIATED PRESS"),
        ("By Saturday night the toll had risen", None),
        ("By Saturday", None),
        ("By then four guards were dead.", None),
        ("By Kharan standards it was a quiet day", None),
    ],
)
def test_byline_is_a_line_of_names(line: str, name: str | None) -> None:
    text = f"Four guards killed at depot\n{line}\n{BODY}"
    found, span = find_byline(text, None)
    assert found == name
    assert (span.exact if span else None) == (line if name else None)


def test_byline_that_the_page_tells_is_kept_where_the_text_has_none() -> None:
    assert find_byline(BODY, "A. Reporter") == ("A. Reporter", None)


@pytest.mark.parametrize(
    ("head", "when"),
    [
        ("Published: Jan 31, 2026 5:40 PM", "Jan 31, 2026 5:40 PM"),
        ("January 31, 2026", "January 31, 2026"),
        ("Saturday, 31 January 2026 | World", "Saturday, 31 January 2026"),
        ("Posted on July 2, 2016 by Desk", "July 2, 2016"),
        ("Published: 5/29/2016", "5/29/2016"),
        ("Updated: Jan 31, 2026\nPublished: Jan 30, 2026", "Jan 30, 2026"),
        ("Last updated: 31 January 2026", "31 January 2026"),
        ("5/29/2016", None),
        ("On January 31, 2026 gunmen came to the depot", None),
        ("Four guards killed on January 31, 2026", None),
    ],
)
def test_stamp_is_a_line_that_holds_nothing_but_a_date(head: str, when: str | None) -> None:
    assert find_stamp(f"Four guards killed at depot\n{head}\n{BODY}") == when


@pytest.mark.parametrize(
    ("text", "byline", "credit"),
    [
        (f"QUETTA, Pakistan (AP) — {BODY}", None, "AP"),
        (f"KABUL, Jan 3 (Xinhua) -- {BODY}", None, "Xinhua"),
        (f"COLUMBUS (WCMH/AP) — {BODY}", None, "AP"),
        (f"QUETTA, Pakistan (Sample Wire) — {BODY}", None, "Sample Wire"),
        (BODY, "Associated Press", "AP"),
        (BODY, "Amina Yusuf, Agence France-Presse", "AFP"),
        (BODY, "Amina Yusuf", None),
        (f"{BODY}\n— AFP", None, "AFP"),
        (f"{BODY}\n(PTI)", None, "PTI"),
        (f"{BODY}\n(With inputs from ANI)", None, "ANI"),
        (f"{BODY}\nSource: Reuters", None, "Reuters"),
        (f"{BODY}\nCopyright 2016 The Associated Press. All rights reserved.", None, "AP"),
        (f"{BODY}\n(Reporting by A. Reporter; Editing by B. Editor)", None, "Reuters"),
        (f"{BODY}\nThe Associated Press contributed to this report.", None, None),
        (f"{BODY} “We counted four,” he told AFP.", None, None),
        (f"{BODY}\nA photographer of Reuters saw the bodies.", None, None),
    ],
)
def test_agency_is_credited_only_where_the_report_is_its_own(text: str, byline: str | None, credit: str | None) -> None:
    assert wire_credit(text, byline, find_dateline(text)) == credit
