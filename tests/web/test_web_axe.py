"""Every kind of page under axe-core, light and dark, wide and at 320 pixels; by keyboard alone from the first page to the words.

axe-core (MPL-2.0) is no part of the repository. `.ci/run` fetches it; by hand: `npm install --prefix DIR axe-core`, and name
DIR/node_modules/axe-core/axe.min.js in ONRECORD_TEST_AXE.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import compile_path

from onrecord.model.documents import RawItem
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.spans import cut
from onrecord.review.desk import Desk
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.roles import Role
from onrecord.web.app import create_app

CHROMIUM = Path(os.environ.get("ONRECORD_TEST_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("ONRECORD_TEST_AXE", "/nowhere"))
PAGES = (
    "/", "/?as_of=2026-03-05", "/?recorded_as_of=2020-01-01", "/events", "/events?since=2030-01-01", "/claims", "/contradictions",
    "/documents", "/sources", "/review", "/review/pairs", "/review/bulk?effect=killed", "/review/bulk", "/review/confirm",
    "/review/second?by=reviewer-2", "/review/agreement", "/review?state=flagged", "/log", "/log/1", "/methodology",
    "/search?q=convoy", "/search?q=nothinglikeit", "/problems", "/actors/ml-cma", "/places/geonames:2457161", "/exports",
)  # fmt: skip
# What goes wrong, and how it is said.
ERRORS = ("/nowhere", "/events/evt-nothing", "/?as_of=yesterday", "/?policy=mine", "/log/999999", "/documents/doc-nothing")
# Pages of single records, by the list that leads to them.
RECORDS = (
    ("/events", "/events/evt-"), ("/", "/figures/"), ("/documents", "/documents/doc-"), ("/claims", "/claims/clm-"),
    ("/contradictions", "/contradictions/"), ("/sources", "/sources/"), ("/events", "/campaigns/"),
)  # fmt: skip
# Addresses that are no pages: data, pictures, files.
NO_PAGES = re.compile(r"/(api|charts|static)/|/api/v1$|\.json$|/bytes$|^/exports/file$")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What colours can break; everything else is the same in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
LOOKS = (("light", 1280, {}), ("dark", 1280, {"type": "rule", "values": COLOURS}), ("light", 320, {}))
PASSWORD = "seven green kettles"


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


@pytest.fixture
def office(make_app: Callable[[], Any], serve: Callable[[Any], str]) -> tuple[Any, str]:
    """The app with both kinds of second person, and two decisions that wait for them; and its address."""
    settings = make_app().settings.model_copy(update={"two_person": True, "second_coding": 1.0})
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    add_wave(settings.store, now)
    with Desk(settings.store, settings.review_below, clock=lambda: now, two_person=True) as desk:
        for waiting in list(desk.queue())[:2]:
            desk.decide(waiting.claim.claim_id, "accept", by="reviewer-1", why="read aloud")
    app = create_app(settings)
    return app, serve(app)


def add_wave(path: Path, now: datetime) -> None:
    """One report more, on a wave of attacks at two places, so that there is a campaign."""
    text = "In a wave of attacks fighters ambushed a convoy at Gao and shelled the market of Menaka on Wednesday."
    content = text.encode()
    with Store.open(path) as store:
        register = store.register()
        told = next(x for x in register.extractions if x.events)
        doc = next(d for d in register.documents if d.document_id == told.document_id)
        digest = sha256_hex(content)
        new = replace(doc, document_id=content_id("doc", None, digest), text=text, raw_sha256=digest, title="Wave of attacks")
        mention, place = told.events[0], told.events[0].place
        assert place is not None
        menaka = replace(place, place_id="geonames:2452867", name="Menaka", adm_1="Menaka", latitude=15.92, longitude=2.4)
        events = tuple(
            replace(mention, event_mention_id=content_id("evm", digest, n), document_id=new.document_id, place=where,
                    trigger=cut(text, text.index(word), text.index(word) + len(word)))
            for n, (word, where) in enumerate((("ambushed", place), ("shelled", menaka)))
        )  # fmt: skip
        item = RawItem(content=content, sha256=digest, media_type="text/plain", source="wave.txt")
        reading = replace(told, document_id=new.document_id, claims=(), events=events, disruptions=(), mentions=())
        store.add(item, new, reading, (), recorded_at=now)


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Serves apps on ports of this machine until the test ends; gives their addresses."""
    import threading
    import time

    import uvicorn

    running = []

    def start(app: Any) -> str:
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        give_up = time.monotonic() + 20
        while not server.started and time.monotonic() < give_up:
            time.sleep(0.02)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


def pages_of(page: Any) -> list[str]:
    """Every kind of page, and the report that attacks the page that shows it."""
    found = [*PAGES, *ERRORS]
    for address, start in RECORDS:
        page.goto(address)
        links = page.locator(f"main a[href^='{start}']")
        if links.count():
            found += [links.first.get_attribute("href"), links.last.get_attribute("href")]
    bare = [a.partition("#")[0].partition("?")[0] for a in found]
    reports = list(dict.fromkeys(a for a in bare if a.startswith("/documents/doc-") and "nothing" not in a))
    found += [f"{a}/raw" for a in reports] + [f"{reports[0]}/compare/{reports[-1].rsplit('/', 1)[-1]}"]
    found += [a.replace("/events/", "/brief/") for a in bare if a.startswith("/events/evt-") and "nothing" not in a]
    return list(dict.fromkeys(a.partition("#")[0] for a in found))


def not_visited(app: Any, addresses: Iterable[str]) -> list[str]:
    """The pages of the app that none of these addresses leads to."""
    bare = [address.partition("?")[0] for address in addresses]
    pages = {path for path in _pages(app.routes) if not NO_PAGES.search(path)}
    return sorted(path for path in pages if not any(compile_path(path)[0].match(address) for address in bare))


def _pages(routes: Iterable[Any]) -> Iterator[str]:
    """The paths that can be opened, through every router that was put into another."""
    for route in routes:
        inner = getattr(route, "effective_candidates", None)
        if inner is not None:
            yield from _pages(inner())
            continue
        known = getattr(route, "starlette_route", None) or route
        if "GET" in (getattr(known, "methods", None) or getattr(route, "methods", None) or ()):
            yield getattr(route, "path", None) or known.path


def grave(page: Any, address: str) -> list[str]:
    """What axe finds serious or critical on the page that is open."""
    page.add_script_tag(path=str(AXE))
    found = []
    for scheme, width, only in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        told = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only or RULES)
        bad = [v for v in told["violations"] if v["impact"] in ("serious", "critical")]
        found += [f"{address} ({scheme}, {width}): {v['id']}: {v['nodes'][0]['html'][:160]}" for v in bad]
    return found


needs_axe = pytest.mark.skipif(not AXE.exists(), reason="name axe.min.js in ONRECORD_TEST_AXE")


@pytest.mark.slow
@needs_axe
def test_axe_finds_nothing_serious_on_any_page(browser: Any, office: tuple[Any, str]) -> None:
    app, served = office
    # The test puts axe into the page; the page's own policy would rightly refuse a script from elsewhere.
    page = browser.new_context(base_url=served, bypass_csp=True).new_page()
    addresses = pages_of(page)
    found = []
    for address in addresses:
        if address.startswith("/brief/"):  # handed out as a file
            page.goto("about:blank")
            page.set_content(page.request.get(address).text())
        else:
            page.goto(address)
        found += grave(page, address)
    assert found == []
    assert not_visited(app, addresses) == []


@pytest.mark.slow
@needs_axe
def test_axe_finds_nothing_serious_where_people_sign_in(browser: Any, make_app: Callable[[], Any], serve: Any) -> None:
    settings = make_app().settings.model_copy(update={"multi_user": True})
    AccessBook(book_path(settings.store)).add_person("eva", Role.READER, PASSWORD)
    page = browser.new_context(base_url=serve(create_app(settings)), bypass_csp=True).new_page()
    page.goto("/login")
    found = grave(page, "/login")
    for name, password in (("eva", "wrong"), ("eva", PASSWORD)):
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        found += grave(page, f"/login as {name}")
    assert page.get_by_text("Sign out").count()
    page.goto("/review")  # a reader may not
    found += grave(page, "/review of a reader")
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
