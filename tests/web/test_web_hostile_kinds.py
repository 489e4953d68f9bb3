"""Reports that mean harm, of every kind on every kind of page, in a real browser: nothing runs, leaks or breaks the layout."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hostile_reports import KINDS, fill
from starlette.testclient import TestClient

from onrecord.settings import Settings
from onrecord.web.app import create_app

CHROMIUM = Path(os.environ.get("ONRECORD_TEST_CHROMIUM", "/usr/bin/chromium"))
pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs a Chromium (Debian: apt install chromium)")
LISTS = (
    "/", "/events", "/claims", "/documents", "/sources", "/contradictions", "/problems", "/methodology", "/exports",
    "/search?q=soldiers", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/log", "/log?kind=judgement", "/review",
    "/review?state=everything", "/review?state=flagged", "/review?state=accepted", "/review/bulk?effect=killed", "/review/pairs",
    "/review/confirm", "/review/second", "/review/agreement", "/nowhere/%3Cscript%3Ealert(1)%3C/script%3E",
)  # fmt: skip
# What is wrong with a page, in its own words: code or handlers that came from a report, addresses that lead away or run, text
# that turns what stands around it.
FAULTS = """() => {
  const found = [];
  if (window.owned) found.push('something ran');
  if (document.querySelectorAll('iframe, object, embed, base, foreignObject, meta[http-equiv], main style, main link').length)
    found.push('an element of a report');
  for (const script of document.scripts) if (!script.src.startsWith(location.origin + '/static/')) found.push('a script');
  for (const element of document.querySelectorAll('*')) for (const {name, value} of element.attributes) {
    if (name.startsWith('on') || name === 'srcdoc') found.push('handler ' + name);
    if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name) && !/^([/#?]|data:,$|$)/.test(value.trim()))
      found.push('address ' + value.slice(0, 60));
    if (['href', 'src', 'action'].includes(name) && value.startsWith('//')) found.push('address ' + value.slice(0, 60));
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = texts.nextNode());) if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(node.data)) {
    let kept = node.parentElement.closest('option, title, textarea, script');
    for (let up = node.parentElement; up && !kept; up = up.parentElement)
      kept = /isolate|plaintext/.test(getComputedStyle(up).unicodeBidi) || up.namespaceURI.endsWith('/svg');
    if (!kept) found.push('turned text in ' + node.parentElement.outerHTML.slice(0, 120));
  }
  if (/1337/.test(document.body.innerText)) found.push('a template was filled in');
  return found;
}"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kinds") / "register.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def pages(register: Path) -> tuple[str, ...]:
    """The address of a page of every kind for every kind of report."""
    settings = Settings(store=register)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        claims, documents, events, figures = (
            client.get(f"/api/v1/{name}").json()["items"] for name in ("claims", "documents", "events", "figures")
        )
        linked = set(
            re.findall(r'href="(/(?:sources|places|actors|contradictions|campaigns)/[^"#?]+)', client.get("/sources").text)
        )
        linked |= {
            a
            for e in events
            for a in re.findall(r'href="(/(?:places|actors)/[^"#?]+)', client.get(f"/events/{e['event_id']}").text)
        }
        entries = client.get("/api/v1/revisions?type=judgement").json()["items"]
    assert len(documents) == len(KINDS)
    return (
        *LISTS,
        *(f"/claims/{c['claim_id']}" for c in claims),
        *(f"/review?state=everything&claim={c['claim_id']}" for c in claims[::4]),
        *(f"/documents/{d['document_id']}" for d in documents),
        *(f"/documents/{d['document_id']}/raw" for d in documents),
        f"/documents/{documents[0]['document_id']}/compare/{documents[1]['document_id']}",
        *(f"/events/{e['event_id']}" for e in events),
        *(f"/figures/{f['figure_id']}" for f in figures[::4]),
        *(f"/log/{e['sequence']}" for e in entries),
        *sorted(a.replace("&amp;", "&") for a in linked),
    )


@contextmanager
def serving(register: Path, second_coding: float) -> Iterator[str]:
    import uvicorn

    app = create_app(Settings(store=register, two_person=True, second_coding=second_coding))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up = time.monotonic() + 30
    while not server.started and time.monotonic() < give_up:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def served(register: Path) -> Iterator[str]:
    with serving(register, second_coding=1.0) as address:
        yield address


@pytest.fixture(scope="module")
def page(served: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield watched(browser, served)
        browser.close()


def watched(browser: Any, served: str) -> Any:
    """A page of Debian's Chromium that notes all that should not happen."""
    context = browser.new_context(base_url=served)
    context.add_cookies([{"name": "onrecord_reviewer", "value": "somebody", "url": f"{served}/review"}])
    opened = context.new_page()
    faults: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith((served, "data:image")) else faults.append(r.url))
    opened.on("pageerror", lambda e: faults.append(str(e)))
    opened.on("dialog", lambda d: (faults.append(d.message), d.dismiss()))
    opened.on("console", lambda m: None if m.type in ("log", "info") or "404" in m.text else faults.append(m.text))
    opened.on("download", lambda d: faults.append(f"a download of {d.url}"))
    opened.faults = faults
    return opened


def look(page: Any, address: str) -> list[str]:
    """What is wrong with a page at 1280 and at 360 pixels."""
    page.faults.clear()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    told = list(page.evaluate(FAULTS))
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            told.append(f"{wide} pixels wide at {width}")
    return [*told, *page.faults]


def test_nothing_runs_leaks_or_breaks_on_any_page(page: Any, pages: tuple[str, ...]) -> None:
    wrong = {address: told for address in pages if (told := look(page, address))}
    assert wrong == {}
    assert len(pages) > 100
    page.goto("/review/second")
    assert page.locator("#words mark").count() > 0


def test_nothing_runs_where_decisions_are_confirmed(page: Any, register: Path) -> None:
    """Where claims are coded twice, decisions are withheld until then; so they are looked at where none is."""
    with serving(register, second_coding=0.0) as address:
        other = watched(page.context.browser, address)
        assert look(other, "/review/confirm") == []
        assert other.get_by_role("button", name="Confirm").count() > 3


def test_words_of_a_report_stay_words_when_pointed_at(page: Any, pages: tuple[str, ...]) -> None:
    """Focus, hover and keys wake no handler either."""
    for address in ("/", "/claims", "/documents", next(p for p in pages if p.startswith("/events/evt-"))):
        page.faults.clear()
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        for _ in range(12):
            page.keyboard.press("Tab")
        for mark in page.locator("main a").all()[:6]:
            mark.dispatch_event("mouseover")
        assert (page.evaluate("window.owned"), page.faults) == (None, []), address


def test_pictures_by_themselves_run_nothing(page: Any, pages: tuple[str, ...]) -> None:
    events = [p.split("/")[2] for p in pages if p.startswith("/events/evt-")]
    figures = [p.split("/")[2] for p in pages if p.startswith("/figures/")]
    seen = 0
    for address in (
        "/charts/map.svg",
        *(f"/charts/{e}/claims.svg" for e in events),
        *(f"/charts/figures/{f}.svg" for f in figures),
    ):
        page.faults.clear()
        if page.goto(address).status == 404:
            continue  # an event without a claim in it has no such chart
        seen += 1
        assert page.evaluate("[...document.querySelectorAll('script, foreignObject, image, iframe, a')].length") == 0
        assert (page.evaluate("window.owned"), page.faults) == (None, []), address
    assert seen > len(figures)


@pytest.mark.parametrize("form", ["short", "full"])
def test_briefing_kept_as_a_file_runs_nothing(page: Any, register: Path, tmp_path: Path, form: str) -> None:
    with TestClient(create_app(Settings(store=register)), base_url="http://127.0.0.1") as client:
        kept = tmp_path / "briefing.html"
        kept.write_bytes(client.get(f"/brief/all?length={form}").content)
    page.faults.clear()
    page.goto(kept.as_uri())
    assert page.evaluate("document.querySelectorAll('script, iframe, object, embed, base, link').length") == 0
    assert page.evaluate("window.owned") is None
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on/.test(a.name)).length"
        )
        == 0
    )
    assert [fault for fault in page.faults if fault != kept.as_uri()] == []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
