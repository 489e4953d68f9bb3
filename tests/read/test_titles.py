"""The headline of a page, and not the name of the site around it."""

import pytest

from onrecord.read.titles import headline

LINE = "Four guards killed at depot"


@pytest.mark.parametrize(
    ("told", "page_title", "headings", "site", "wanted"),
    [
        ([LINE], None, [], None, LINE),
        ([f"{LINE} | Sample Wire"], None, [LINE], None, LINE),
        ([f"{LINE} - Sample Wire"], None, [LINE], None, LINE),
        ([f"{LINE} - Sample Wire"], None, [], "Sample Wire", LINE),
        ([f"{LINE} — Sample Wire"], None, ["Sample Wire"], "Sample Wire", LINE),
        ([f"Opinion | {LINE}"], None, [LINE], None, LINE),
        (["Sample Wire", LINE], None, [], "Sample Wire", LINE),
        (["Sample Wire"], f"{LINE} | Sample Wire", ["Sample Wire"], "Sample Wire", LINE),
        (["Guards &amp;#8217;gone&#8217;"], None, [], None, "Guards &#8217;gone’"),
        (["Guards&#8217; depot attacked"], None, [], None, "Guards’ depot attacked"),
        ([f"{LINE}: what we know"], None, ["What we know"], None, f"{LINE}: what we know"),
        ([f"{LINE} and two were hurt"], None, [LINE], None, f"{LINE} and two were hurt"),
        ([], f"{LINE} | Wire", [LINE], None, LINE),
        ([], LINE, ["Wire"], None, LINE),
        ([], "Wire", [LINE], None, LINE),
        ([], "Home", ["", LINE], None, LINE),
        ([], LINE, [], None, LINE),
        ([], None, [], None, None),
        (["", " "], "", [""], None, None),
    ],
)
def test_headline_is_without_the_name_of_the_site(
    told: list[str], page_title: str | None, headings: list[str], site: str | None, wanted: str | None
) -> None:
    assert headline(told, page_title, headings, site) == wanted
