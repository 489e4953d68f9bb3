"""Every page under axe-core, light and dark, wide and at 320 pixels; by keyboard alone from the first page to the words.

axe-core (MPL-2.0) is no part of the repository: `npm pack axe-core`, unpack it, and name its axe.min.js in ONRECORD_TEST_AXE.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("ONRECORD_TEST_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("ONRECORD_TEST_AXE", "/nowhere"))
PAGES = (
    "/", "/events", "/claims", "/contradictions", "/documents", "/sources", "/review", "/review/pairs",
    "/review/bulk?effect=killed", "/log", "/log/1", "/methodology", "/search?q=convoy", "/problems", "/actors/ml-cma",
    "/places/geonames:2457161", "/exports",
    "/?as_of=2026-03-05", "/nowhere",
)  # fmt: skip
# Pages of single records, by the list that leads to them.
RECORDS = (
    ("/events", "/events/evt-"), ("/", "/figures/"), ("/documents", "/documents/doc-"), ("/claims", "/claims/clm-"),
    ("/contradictions", "/contradictions/"), ("/sources", "/sources/"), ("/events", "/campaigns/"),
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = (("light", 1280), ("dark", 1280), ("light", 320))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, started once."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("needs a Chromium (Debian: apt install chromium)")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def pages_of(page: Any) -> list[str]:
    """Every kind of page, and the report that attacks the page that shows it."""
    found = list(PAGES)
    for address, start in RECORDS:
        page.goto(address)
        links = page.locator(f"main a[href^='{start}']")
        if links.count():
            found += [links.first.get_attribute("href"), links.last.get_attribute("href")]
    raw = [f"{a.partition('#')[0].partition('?')[0]}/raw" for a in found if a.startswith("/documents/doc-")]
    return list(dict.fromkeys([*found, *raw]))


@pytest.mark.slow
@pytest.mark.skipif(not AXE.exists(), reason="name axe.min.js in ONRECORD_TEST_AXE")
def test_axe_finds_nothing_serious_on_any_page(browser: Any, served: str) -> None:
    # The test puts axe into the page; the page's own policy would rightly refuse a script from elsewhere.
    page = browser.new_context(base_url=served, bypass_csp=True).new_page()
    found = []
    for address in pages_of(page):
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            page.add_script_tag(path=str(AXE))
            told = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
            grave = [v for v in told["violations"] if v["impact"] in ("serious", "critical")]
            found += [f"{address} ({scheme}, {width}): {v['id']}: {v['nodes'][0]['html'][:160]}" for v in grave]
    assert found == []


def test_from_the_first_page_to_the_words_by_keyboard_alone(browser: Any, served: str) -> None:
    page = browser.new_context(base_url=served).new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", "what has the focus is seen"
        if page.evaluate("(document.activeElement.getAttribute('href') || '').startsWith('/figures/')"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Who says what, in their words" in page.content()
