"""Every page answers, keeps its state in its links, escapes what reports say, and leads from a number to its words."""

import re
from collections import deque
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.model.enums import ContradictionKind
from onrecord.model.errors import StoreError
from onrecord.settings import Settings
from onrecord.web.app import create_app
from onrecord.web.pages.telling import conflict

KNOWN_ELSEWHERE = ("/api/", "/access", "/login", "/logout", "/exports/file", "/brief/")


class Links(HTMLParser):
    """Every address in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("method") == "post":
            attrs = [pair for pair in attrs if pair[0] != "action"]  # such an address is not to be opened
        self.links += [value for name, value in attrs if name in ("href", "src", "action") and value]
        self.ids += [value for name, value in attrs if name == "id" and value]


def links_of(html: str) -> Links:
    parser = Links()
    parser.feed(html)
    return parser


def first(site: TestClient, page: str, pattern: str) -> str:
    """The first link of a page that fits."""
    return next(link for link in links_of(site.get(page).text).links if re.match(pattern, link))


def test_every_link_of_every_page_leads_somewhere(site: TestClient) -> None:
    todo, seen = deque(["/"]), {"/"}
    while todo:
        page = todo.popleft()
        answer = site.get(page, follow_redirects=True)
        assert answer.status_code == 200, page
        if not answer.headers["content-type"].startswith("text/html") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            continue
        found = links_of(answer.text)
        assert len(found.ids) == len(set(found.ids)), f"{page}: an id stands twice"
        for link in found.links:
            if link.startswith(KNOWN_ELSEWHERE) or link.startswith(("data:", "#")):
                continue
            assert link.startswith("/") or link == "", f"{page} links to {link}"
            plain = link.partition("#")[0]
            # one address of each kind and parameters is enough: the pages of a list differ in their filters only
            shape = re.sub(r"=[^&]*", "=", plain)
            if plain and shape not in seen and len(seen) < 160:
                seen.add(shape)
                todo.append(plain)
    assert {p.split("?")[0].split("/")[1] for p in seen} >= {
        "events", "figures", "claims", "documents", "sources", "contradictions", "review", "log", "methodology", "charts",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/", "at least 9, no upper bound"),
        ("/", "30 claims to decide on"),
        ("/events", "Armed attack in Gao, 4 March 2026"),
        ("/claims", "at least 40"),
        ("/documents", "River Radio"),
        ("/sources", "Delta Wire"),
        ("/actors/ml-cma", "Coordination of Azawad Movements"),
        ("/places/geonames:2457161", "Gao"),
        ("/contradictions", "the parties&#39; figures exclude each other"),
        ("/search?q=convoy", "Convoy ambushed at Gao"),
        ("/log", "Desert Post"),
        ("/methodology", "Every Casualty"),
        ("/problems", "30 unsure claims wait"),
    ],
)
def test_page_says(site: TestClient, page: str, words: str) -> None:
    answer = site.get(page)
    assert answer.status_code == 200
    assert words in answer.text


def test_from_the_overview_to_who_says_it_in_one_click(site: TestClient) -> None:
    figure = site.get(first(site, "/", "/figures/")).text
    told = unescape(re.sub(r"<[^>]+>", "", figure))
    assert "6 → 9 according to Government of Mali" in " ".join(told.split())
    assert "at least 40 according to Coordination of Azawad Movements" in " ".join(told.split())
    assert "Not all. at least 40 (Coordination of Azawad Movements) and 9 (Government of Mali) exclude each other" in " ".join(
        told.split()
    )
    assert "Each can be true of its moment" in told
    assert "put the toll at 6 soldiers killed" in told


def test_as_of_leaves_out_later_reports_and_stays_in_the_links(site: TestClient) -> None:
    page = site.get("/?as_of=2026-03-04").text
    assert "As known" in page or "as known" in page
    assert "Delta Wire" not in page
    figure = first(site, "/?as_of=2026-03-04", "/figures/")
    assert figure.endswith("?as_of=2026-03-04")
    assert "according to" in site.get(figure).text


def test_policy_stays_in_the_links(site: TestClient) -> None:
    assert first(site, "/?policy=ucdp_like", "/events/").endswith("?policy=ucdp_like")
    assert "ucdp_like" in site.get("/?policy=ucdp_like").text


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/?as_of=yesterday", 400, "is no date"),
        ("/?policy=mine", 400, "There is no policy called"),
        ("/figures/fig-none", 404, "There is no figure"),
        ("/events/evt-none", 404, "Nothing on record has the id"),
        ("/claims/clm-none", 404, "There is no claim"),
        ("/documents/doc-none", 404, "There is no report"),
        ("/documents?page=99", 400, "There is no part"),
        ("/log/999999", 404, "The ledger has no entry"),
        ("/log?before=x", 400, "is no number of an entry"),
        ("/claims?since=soon", 400, "is no day"),
        ("/review?effect=sad", 400, "is not known"),
        ("/review?below=2", 400, "is no score"),
        ("/nowhere", 404, "cannot be shown"),
    ],
)
def test_wrong_address_says_what_is_wrong(site: TestClient, page: str, status: int, words: str) -> None:
    answer = site.get(page)
    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text


def test_search_takes_words_literally(site: TestClient) -> None:
    for words in ('"', "a AND", "NEAR(", "*", "title:x", "convoy -Gao", "'; DROP TABLE entry; --"):
        assert site.get("/search", params={"q": words}).status_code == 200
    assert "Convoy ambushed" in site.get("/search", params={"q": '"convoy at Gao"'}).text
    assert "No report has all these words" in site.get("/search", params={"q": "convoy zeppelin"}).text


def test_facets_narrow_a_list(site: TestClient) -> None:
    page = site.get("/claims?speaker=Azawad%20fighters").text
    assert "at least 40 soldiers killed" in page
    assert "9 soldiers killed" not in page


def test_document_shows_marks_claims_and_custody(site: TestClient) -> None:
    page = site.get(first(site, "/documents?outlet=River%20Radio", "/documents/doc-")).text
    assert re.search(r'<mark class="k-clause k-count"[^>]*>9</mark>', page)
    assert "Raw bytes, SHA-256" in page
    assert 'id="card-1"' in page


def test_raw_page_is_text_and_its_file_is_never_a_page(site: TestClient) -> None:
    doc = first(site, "/documents?outlet=River%20Radio", "/documents/doc-")
    assert "&lt;html&gt;" in site.get(f"{doc}/raw").text
    answer = site.get(f"{doc}/bytes")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_first_page_is_small(site: TestClient) -> None:
    sizes = [len(site.get(page).content) for page in ("/", links_of(site.get("/").text).links[1])]
    assert sum(sizes) < 300_000


def test_no_register_speaks_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no register at"):
        create_app(Settings(store=tmp_path / "none.db"))


def test_briefing_and_export_are_files(site: TestClient) -> None:
    event = first(site, "/events", "/events/evt-").split("/")[2]
    for address, begins in (
        (f"/brief/{event}", b"<!DOCTYPE html>"),
        (f"/brief/{event}?form=docx", b"PK"),
        ("/brief/all?form=markdown&length=short", b"# "),
        (f"/exports/file?form=csv&subject={event}", b"PK"),
        ("/exports/file?form=geojson&profile=internal", b"PK"),
    ):
        answer = site.get(address)
        assert answer.status_code == 200, address
        assert answer.content.startswith(begins), address
        assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/exports/file?form=shapefile", "There is no export format"),
        ("/exports/file?form=csv&profile=everyone", "There is no profile"),
        ("/exports/file?form=csv&since=soon", "is no date"),
        ("/brief/all?form=rtf", "is not known"),
    ],
)
def test_wrong_wish_speaks_up(site: TestClient, address: str, words: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 400
    assert words in answer.text


def test_of_two_statements_the_page_says_both_and_no_code(site: TestClient) -> None:
    found = [conflict(c) for c in site.app.state.shelf.view().contradictions.values()]  # type: ignore[attr-defined]
    two = replace(next(iter(site.app.state.shelf.view().contradictions.values())), kind=ContradictionKind.GENUINE)  # type: ignore[attr-defined]
    told = conflict(replace(two, claim_ids=two.claim_ids[:2]))
    assert (told.title, told.verdict) == ("Cannot both be true", "At most one of these can be true.")
    assert conflict(replace(two, claim_ids=("a", "b", "c"))).title == "Cannot all be true"
    page = site.get(f"/contradictions/{found[0].id}").text
    assert f"In short: {found[0].in_short}" in page and "Kind:" not in page
