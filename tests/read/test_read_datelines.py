"""Datelines of many houses, and lines that only look like them."""

import pytest

from onrecord.read.datelines import find_dateline

BODY = "Gunmen shot dead four guards at a depot on Sunday, a local official said. No group claimed the attack."


@pytest.mark.parametrize(
    ("line", "place", "date", "credit"),
    [
        ("Quetta, Balochistan — January 31, 2026 — ", "Quetta, Balochistan", "January 31, 2026", None),
        ("QUETTA, Pakistan (AP) — ", "QUETTA, Pakistan", None, "AP"),
        ("KABUL, Jan 3 (Reuters) - ", "KABUL", "Jan 3", "Reuters"),
        ("GUATEMALA CITY, 4 FEB 90 -- ", "GUATEMALA CITY", "4 FEB 90", None),
        ("SAN JOSE (COSTA RICA), 15 JAN 90 (DPA) -- ", "SAN JOSE", "15 JAN 90", "DPA"),
        ("PAKTIA, Afghanistan (Nov. 10, 2011) — ", "PAKTIA, Afghanistan", "Nov. 10, 2011", None),
        ("KABUL, Afghanistan (Oct. 9, 2012)\n", "KABUL, Afghanistan", "Oct. 9, 2012", None),
        ("Islamabad, 31 January 2026 (dpa) – ", "Islamabad", "31 January 2026", "dpa"),
        ("New Delhi, Jan 31 (PTI) ", "New Delhi", "Jan 31", "PTI"),
        ("ISLAMABAD, Jan 31 (APP): ", "ISLAMABAD", "Jan 31", "APP"),
        ("GAZA/JERUSALEM, Oct 9 (Reuters) - ", "GAZA/JERUSALEM", "Oct 9", "Reuters"),
        ("Rio de Janeiro, 17 Sep 2025 — ", "Rio de Janeiro", "17 Sep 2025", None),
        ("CHICAGO (STMW) — ", "CHICAGO", None, "STMW"),
        ("Montclair, N.J. (AP) -", "Montclair, N.J.", None, "AP"),
        ("McALLEN, Texas -- ", "McALLEN, Texas", None, None),
        ("MAIDUGURI — ", "MAIDUGURI", None, None),
        ("QUETTA: ", "QUETTA", None, None),
        ("New Delhi: ", "New Delhi", None, None),
    ],
)
@pytest.mark.parametrize("before", ["", "Guards killed at depot\n", "Guards killed at depot\nBy A. Reporter\n\n"])
def test_dateline_is_found_with_its_parts(before: str, line: str, place: str, date: str | None, credit: str | None) -> None:
    text = f"{before}{line}{BODY}"
    found = find_dateline(text)
    assert found is not None
    assert (found.place.exact, found.date and found.date.exact, found.credit) == (place, date, credit)
    assert found.span.exact == line.strip()
    for span in (found.span, found.place, *([found.date] if found.date else [])):
        assert text[span.start : span.end] == span.exact


@pytest.mark.parametrize(
    "text",
    [
        f"US-led strikes hit the depot. {BODY}",
        f"UPDATE — {BODY}",
        f"BREAKING: {BODY}",
        f"WATCH: {BODY}",
        f"SAPD: {BODY}",
        f"Balochistan in Turmoil: Four guards die\n{BODY}",
        f"Pakistan: four guards killed at depot\n{BODY}",
        f"He left on Sunday - and never came back. {BODY}",
        "THE GUARDS WERE SHOT. A WELL-\nKNOWN OFFICIAL SAID THE SELF-\nSTYLED ARMY -- A SMALL GROUP -- DID IT.",
        f"The attack, on Jan. 3 (a Tuesday) - the third this month - {BODY}",
        "",
        "—",
        "QUETTA —",
        f"Domestic Assault: {BODY}",
        f"Gunman, August 10, 2016 (County Sheriff)\n{BODY}",
        f"By Amina Yusuf. Created Oct 9, 2015 - {BODY}",
    ],
)
def test_line_that_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert find_dateline(text) is None


def test_dateline_deep_in_the_text_belongs_to_something_quoted() -> None:
    assert find_dateline("\n".join([BODY] * 20) + f"\nKABUL, Jan 3 (Reuters) - {BODY}") is None
