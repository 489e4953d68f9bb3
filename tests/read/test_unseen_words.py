"""Words that a page holds and shows to nobody: a number in them is not read, and the words round them stay."""

import pytest

from onrecord.read.pages import read_page

SAID = "Four guards were killed near Kharan on Sunday, a local official said, adding that two drivers were wounded. "
PLANTED = "Some 900 people were killed."


def page(planted: str) -> str:
    body = f"<h1>Guards killed</h1><p>{SAID * 2}</p>{planted}<p>{SAID * 3}</p>"
    return f"<html><head><title>Guards killed</title></head><body><article>{body}</article></body></html>"


@pytest.mark.parametrize(
    "planted",
    [
        f'<p style="display:none">{PLANTED}</p>',
        f'<p style="COLOR:red; DISPLAY : none !important">{PLANTED}</p>',
        f'<p style="visibility: hidden">{PLANTED}</p>',
        f'<p style="opacity:0">{PLANTED}</p>',
        f'<p style="opacity: 0.00;">{PLANTED}</p>',
        f'<p style="font-size:0px">{PLANTED}</p>',
        f'<p style="position:absolute;left:-9999px">{PLANTED}</p>',
        f'<p style="text-indent: -5000em">{PLANTED}</p>',
        f'<p style="max-height:0;overflow:hidden">{PLANTED}</p>',
        f"<p hidden>{PLANTED}</p>",
        f'<p hidden="until-found">{PLANTED}</p>',
        f'<p aria-hidden="true">{PLANTED}</p>',
        f'<p class="lead sr-only">{PLANTED}</p>',
        f'<p class="visually-hidden">{PLANTED}</p>',
        f'<p class="screen-reader-text">{PLANTED}</p>',
        f'<p>Then they left. <span style="display:none">{PLANTED}</span>Nobody followed them, the official told reporters.</p>',
        f"<template><p>{PLANTED}</p></template>",
        f"<noscript><p>{PLANTED}</p></noscript>",
        f"<textarea>{PLANTED}</textarea>",
        f"<svg><text>{PLANTED}</text></svg>",
    ],
)
def test_number_that_nobody_sees_is_not_read(planted: str) -> None:
    text = read_page(page(planted)).text
    assert "900" not in text
    assert text.count("Four guards were killed") == 5
    assert ("Nobody followed them" in text) == ("Nobody followed them" in planted)


@pytest.mark.parametrize("style", ["opacity:0.9", "font-size:0.9em", "left:-10px", "display:block"])
def test_style_that_hides_nothing_takes_nothing_away(style: str) -> None:
    assert "900" in read_page(page(f'<p style="{style}">{PLANTED}</p>')).text


def test_article_that_a_script_would_show_is_read_all_the_same() -> None:
    whole = page("").replace("<article>", '<article style="visibility:hidden">')
    assert "Four guards were killed" in read_page(whole).text
