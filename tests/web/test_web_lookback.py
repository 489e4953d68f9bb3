"""Looking back: links and a date without scripts, a slider with them; the timeline by keyboard; all by address."""

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

CHROMIUM = Path(os.environ.get("ONRECORD_TEST_CHROMIUM", "/usr/bin/chromium"))


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


def event_of(site: TestClient) -> str:
    """The address of the event that several reports tell of."""
    return next(f"/events/{e['event_id']}" for e in site.get("/api/v1/events").json()["items"] if len(e["document_ids"]) == 3)


def test_days_are_links_and_stay_there_when_one_looks_back(site: TestClient) -> None:
    now, then = site.get("/?policy=ucdp_like").text, site.get("/?policy=ucdp_like&as_of=2026-03-05").text
    for page in (now, then):
        links = [parse_qs(urlsplit(unescape(found)).query) for found in re.findall(r'<li><a href="([^"]+)"', page)]
        for day in ("2026-03-04", "2026-03-05", "2026-03-06"):
            assert {"as_of": [day], "policy": ["ucdp_like"]} in links
    assert 'aria-current="date"' not in now and 'data-day=""' in now
    assert 'aria-current="date" title="1 report came out on 5 March 2026"' in then and 'data-day="2026-03-05"' in then
    assert "2 reports of 2 outlets" in then


def test_days_of_an_event_are_those_of_its_own_reports(site: TestClient) -> None:
    address = event_of(site)
    assert 'data-asof="2026-03-04 1,2026-03-05 1,2026-03-06 1"' in site.get(address).text
    early = site.get(f"{address}?as_of=2026-03-04").text
    assert 'data-asof="2026-03-04 1,2026-03-05 1,2026-03-06 1"' in early
    assert f'href="{address}?as_of=2026-03-06"' in early and "1 report, 1 speaker" in early


def test_a_register_of_one_day_shows_no_days_to_look_back_to(site: TestClient) -> None:
    alone = next(f"/events/{e['event_id']}" for e in site.get("/api/v1/events").json()["items"] if len(e["document_ids"]) == 1)
    assert "data-asof" not in site.get(alone).text


def test_without_scripts_a_form_with_a_date_looks_back(browser: Any, served: str) -> None:
    page = browser.new_context(base_url=served, java_script_enabled=False).new_page()
    page.goto("/?policy=ucdp_like")
    page.get_by_label("As known on").fill("2026-03-05")
    page.locator(".viewbar").get_by_role("button", name="Show").click()
    assert page.url.endswith("/?as_of=2026-03-05&policy=ucdp_like")
    assert "Later reports are left out." in page.locator(".notice").inner_text()
    page.locator(".asof").get_by_role("link", name="now").click()
    assert page.url.endswith("/?policy=ucdp_like")


def test_slider_goes_over_the_days_and_the_address_holds_the_state(browser: Any, served: str) -> None:
    page = browser.new_context(base_url=served).new_page()
    page.goto("/?policy=ucdp_like")
    slider = page.get_by_role("slider", name="As known")
    assert page.locator(".asof output").inner_text() == "now, with everything on record"
    assert not page.locator(".asof a").count()
    slider.focus()
    with page.expect_navigation():
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
    days = page.locator(".asof").get_attribute("data-asof").split(",")
    assert page.url.endswith(f"/?policy=ucdp_like&as_of={days[-3].split()[0]}")
    assert slider.evaluate("el => el === document.activeElement"), "one goes on from where one was"
    assert slider.get_attribute("aria-valuetext").startswith("at the end of 6 March 2026 (")
    with page.expect_navigation():
        page.keyboard.press("End")
    assert page.url.endswith("/?policy=ucdp_like")
    page.go_back()
    assert page.url.endswith(f"as_of={days[-3].split()[0]}")
    assert page.locator(".asof output").inner_text().startswith("at the end of 6 March 2026 (")


def test_timeline_is_read_by_keyboard_and_leads_to_the_events_of_a_day(browser: Any, served: str) -> None:
    page = browser.new_context(base_url=served).new_page()
    page.goto("/")
    bars = page.locator(".times svg a")
    assert [bar.get_attribute("tabindex") for bar in bars.all()].count("0") == 1
    page.locator(".times svg a[tabindex='0']").focus()
    page.keyboard.press("Home")
    told = page.locator(".times [data-told]").inner_text()
    assert told.startswith(bars.first.get_attribute("aria-label"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/events?since=2026-03-0" in page.url
    assert page.locator("[data-step]").count() >= 1


def test_timeline_without_scripts_is_a_list_and_its_numbers_are_a_file(browser: Any, served: str, site: TestClient) -> None:
    page = browser.new_context(base_url=served, java_script_enabled=False).new_page()
    page.goto("/")
    assert page.locator("dl.timeline dd li").count() >= 1
    rows = site.get("/charts/timeline.csv").text.splitlines()
    assert rows[0] == "from,to,events" and "2026-03-04,2026-03-04,2" in rows
    assert site.get("/charts/timeline.svg").headers["content-type"].startswith("image/svg+xml")
