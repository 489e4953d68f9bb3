"""The pages in a real browser: keys, no request to anywhere else, no sideways scrolling, and what a screen reader needs."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.ledger.reviews import standings
from onrecord.model.enums import ReviewState
from onrecord.settings import Settings
from onrecord.store.sqlite import Store

CHROMIUM = Path(os.environ.get("ONRECORD_TEST_CHROMIUM", "/usr/bin/chromium"))
pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs a Chromium (Debian: apt install chromium)")
PAGES = (
    "/", "/events", "/claims", "/contradictions", "/documents", "/sources", "/review", "/review/pairs",
    "/review/bulk?effect=killed", "/log", "/log/1", "/methodology", "/search?q=convoy", "/problems", "/actors/ml-cma",
    "/places/geonames:2457161",
)  # fmt: skip
CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, started once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, served: str) -> Iterator[Any]:
    """A page that notes every request to elsewhere and every error of a script."""
    page = browser.new_page(base_url=served)
    page.faults = []
    page.on("request", lambda r: None if r.url.startswith((served, "data:")) else page.faults.append(r.url))
    page.on("pageerror", lambda e: page.faults.append(str(e)))
    page.on("dialog", lambda d: (page.faults.append(d.message), d.dismiss()))
    yield page
    page.close()


def test_pages_hold_in_every_light_and_width(opened: Any) -> None:
    opened.goto("/claims")
    evil = opened.locator("a[href^='/claims/clm-']").last.get_attribute("href")
    for page in (*PAGES, _first(opened, "/events", "/events/evt-"), _first(opened, "/", "/figures/"),
                 _first(opened, "/documents", "/documents/doc-"), evil):  # fmt: skip
        for scheme, width in (("light", 1280), ("dark", 320)):
            opened.emulate_media(color_scheme=scheme)
            opened.set_viewport_size({"width": width, "height": 844})
            opened.goto(page)
            assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page} scrolls sideways at {width}"
            assert opened.evaluate(f"{CHECKS}; faultsOfStructure()") == [], page
            assert opened.evaluate(f"{CHECKS}; faultsOfContrast()") == [], f"{page} in {scheme}"
    assert opened.faults == []
    assert opened.title() != "owned"


def _first(page: Any, address: str, start: str) -> str:
    page.goto(address)
    return str(page.locator(f"main a[href^='{start}']").first.get_attribute("href"))


def test_twenty_claims_by_keyboard(opened: Any, served: str, tmp_path: Path) -> None:
    opened.goto("/review")
    opened.get_by_label("Who reviews").first.fill("reviewer-1")
    opened.keyboard.press("Escape")
    presses = 0
    for number in range(20):
        before = opened.url, opened.locator("[role=status]").inner_text()
        with opened.expect_navigation():
            opened.keyboard.press("a" if number % 3 else "x")
        presses += 1
        assert (opened.url, opened.locator("[role=status]").inner_text()) != before
    assert presses <= 40
    assert "of 10" in opened.locator("[role=status]").inner_text()
    made = _states(tmp_path)
    assert (made.count(ReviewState.ACCEPTED), made.count(ReviewState.REJECTED), made.count(ReviewState.WAITING)) == (13, 7, 10)
    with opened.expect_navigation():
        opened.keyboard.press("Backspace")
    assert "of 11" in opened.locator("[role=status]").inner_text()
    assert _states(tmp_path).count(ReviewState.WAITING) == 11
    assert opened.faults == []


def _states(folder: Path) -> list[ReviewState]:
    with Store.open(folder / "register.db", create=False) as store:
        found = standings(store.register(), Settings().review_below)
    return [one.state for mine in found.values() for one in mine]


def test_moving_skipping_and_flagging_by_keyboard(opened: Any, tmp_path: Path) -> None:
    opened.goto("/review")
    opened.get_by_label("Who reviews").first.fill("reviewer-1")
    opened.keyboard.press("Escape")
    first = opened.locator("#decide [name=claim]").input_value()
    for key, expected in (("j", "2 of 30"), ("Space", "3 of 30"), ("k", "2 of 30"), ("k", "1 of 30")):
        with opened.expect_navigation():
            opened.keyboard.press(key)
        assert expected in opened.locator("[role=status]").inner_text()
    assert set(_states(tmp_path)) <= {ReviewState.WAITING, ReviewState.UNASKED}
    opened.get_by_label("Who reviews").first.fill("reviewer-1")
    opened.keyboard.press("Escape")
    with opened.expect_navigation():
        opened.keyboard.press("f")
    opened.goto("/review?state=flagged")
    assert opened.locator("#decide [name=claim]").input_value() == first
    assert set(_states(tmp_path)) <= {ReviewState.WAITING, ReviewState.UNASKED}


def test_edit_by_keyboard_takes_selected_words(opened: Any, tmp_path: Path) -> None:
    opened.goto("/review")
    opened.keyboard.press("e")
    assert opened.locator("#edit").evaluate("el => el.open")
    opened.locator("#words mark").first.select_text()
    opened.locator("button[data-selection=victims]").click()
    opened.locator("#edit [name=category]").select_option("civilian")
    opened.locator("#edit [name=reviewer]").fill("reviewer-1")
    with opened.expect_navigation():
        opened.get_by_role("button", name="Save the edit").click()
    assert _states(tmp_path).count(ReviewState.EDITED) == 1


def test_key_without_a_name_decides_nothing(opened: Any, tmp_path: Path) -> None:
    opened.goto("/review")
    opened.keyboard.press("a")
    assert opened.evaluate("document.activeElement.name") == "reviewer"
    assert ReviewState.ACCEPTED not in _states(tmp_path)


def test_question_mark_shows_the_keys(opened: Any) -> None:
    opened.goto("/review")
    opened.keyboard.press("?")
    assert opened.get_by_text("backspace").last.is_visible()


def test_reading_works_without_scripts(browser: Any, served: str) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=served).new_page()
    page.goto("/")
    page.get_by_role("link", name="at least 9, no upper bound").first.click()
    assert "Who says what, in their words" in page.content()
    assert re.search(r"put the toll at <mark>9 soldiers killed</mark>|toll at .*9 soldiers", page.content())
    page.close()
