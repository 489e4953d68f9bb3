"""Reports that attack the page: nothing of them becomes markup, an address or an attribute."""

from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

PAGES = (
    "/",
    "/events",
    "/claims",
    "/documents",
    "/sources",
    "/search?q=soldiers",
    "/log",
    "/review?state=everything",
    "/contradictions",
    "/methodology",
    "/problems",
    "/exports",
    "/review/pairs",
    "/review/bulk?effect=killed",
)


class Elements(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        if tag == "script":
            self.scripts.append(named.get("src") or "inline")
        self.handlers += [name for name in named if name.startswith("on") or name == "style"]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def elements(html: str) -> Elements:
    parser = Elements()
    parser.feed(html)
    return parser


def hostile_pages(site: TestClient) -> list[str]:
    """The pages on which the hostile report shows in full."""
    found = elements(site.get("/claims?scope=incident").text).addresses + elements(site.get("/documents").text).addresses
    evil = [a for a in found if a.startswith(("/documents/doc-", "/claims/clm-", "/sources/"))]
    return [*PAGES, *dict.fromkeys(a.partition("#")[0] for a in evil)]


def test_no_report_becomes_markup(site: TestClient) -> None:
    for page in hostile_pages(site):
        found = elements(site.get(page).text)
        assert found.scripts[0].startswith("/static/onrecord.js?"), page
        assert all(script.startswith("/static/map.js?") for script in found.scripts[1:]), page
        assert not found.handlers, page
        assert not any(a.lower().startswith(("javascript:", "data:text", "http", "//")) for a in found.addresses), page


def test_hostile_words_are_shown_as_words(site: TestClient) -> None:
    page = site.get("/documents").text
    assert "&lt;script&gt;document.title=&#34;owned&#34;&lt;/script&gt;" in page


def test_map_and_charts_escape_what_they_name(site: TestClient) -> None:
    event = next(a for a in elements(site.get("/events?since=2026-03-01").text).addresses if a.startswith("/events/evt-"))
    for address in ("/charts/map.svg", f"/charts/{event.split('/')[2].split('?')[0]}/claims.svg"):
        answer = site.get(address)
        assert answer.status_code == 200
        assert "<script" not in answer.text.lower()
        assert "onload" not in answer.text.lower() or "&lt;svg onload" in answer.text.lower()


@pytest.mark.parametrize("field", ["q", "as_of", "speaker", "page", "before"])
def test_words_of_the_address_are_escaped(site: TestClient, field: str) -> None:
    for page in ("/search", "/claims", "/log"):
        answer = site.get(page, params={field: '"><script>alert(1)</script>'})
        assert "<script>alert" not in answer.text


def test_huge_parameter_is_no_trouble(site: TestClient) -> None:
    assert site.get("/search", params={"q": "x" * 20_000}).status_code == 200
