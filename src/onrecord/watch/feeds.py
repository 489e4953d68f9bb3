"""What is new at an address that is watched: the entries of a feed, or the pages that a sitemap lists."""

from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from onrecord.ingest.fetching.fetched import Fetched, RefusedError
from onrecord.ingest.intake import Intake
from onrecord.ingest.opening import open_fetched
from onrecord.model.documents import RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem
from onrecord.watch.sitemaps import is_sitemap, read_sitemap, unzipped
from onrecord.watch.state import key_of

Met = tuple[str, RawItem, bool]


def entries_of(got: Fetched, pages: bool, intake: Intake) -> tuple[list[Met], list[Problem]]:
    """The reports of a feed or sitemap as (key, item, whether it is whole), in its order, and what is wrong with single ones.

    With `pages` an item only says which page is to be fetched. Raises RefusedError for what is neither.
    """
    content = unzipped(got.content)
    if is_sitemap(content):
        if not pages:
            raise RefusedError("sitemap", "is a sitemap, which holds addresses and no reports; add --pages to fetch the pages")
        return _listed(content, got), []
    found = list(open_fetched(got.item(), intake))
    items = [x for x in found if isinstance(x, RawItem) and x.problem is None]
    troubles = [x if isinstance(x, Problem) else x.problem for x in found]  # a feed's entries without words are not kept
    problems = [trouble for trouble in troubles if trouble is not None]
    if any(item.locator is None for item in items):
        raise RefusedError("no_feed", "is a page and neither a feed nor a sitemap; use `onrecord add` for single pages")
    if not items and any(problem.code != "empty" for problem in problems):
        raise RefusedError("broken_feed", f"cannot be watched: {problems[0].message.rstrip('.')}", is_final=False)
    if not pages:
        return [(_key(item, got), item, True) for item in items], problems
    return [_page_of(item, got) for item in items if _link(item, got) is not None], problems


def _listed(content: bytes, got: Fetched) -> list[Met]:
    met = []
    for entry in read_sitemap(content, got.url):
        blank = RawItem(content=b"", sha256=sha256_hex(b""), media_type="", source=got.asked)
        about = replace(blank, url=entry.url, published=entry.published, outlet=entry.outlet, language=entry.language)
        met.append((key_of("page", urldefrag(entry.url).url), about, False))
    return met


def _page_of(item: RawItem, got: Fetched) -> Met:
    link = _link(item, got) or ""
    about = replace(item, content=b"", url=link, given_html=None, given_text=None)
    return key_of("page", urldefrag(link).url), about, False


def _link(item: RawItem, got: Fetched) -> str | None:
    """The address of an entry's page; None = the entry names none."""
    if not item.url or item.url == got.url:
        return None
    try:
        return urljoin(got.url, item.url)
    except ValueError:
        return item.url  # it is refused when it is fetched, with a reason


def _key(item: RawItem, got: Fetched) -> str:
    """What tells an entry apart: its own id and address; of one without an id its title too."""
    if item.external_id:
        return key_of("entry", item.external_id, item.url)
    if item.url != got.url or item.title:
        return key_of("entry", item.url, item.title)
    return key_of("entry", item.sha256)


def page_item(got: Fetched, about: RawItem) -> RawItem:
    """The page of an entry, with what the feed said of it: its date, its outlet, its id. The title is the page's own."""
    return replace(
        got.item(), published=about.published, outlet=about.outlet, external_id=about.external_id, language=about.language
    )
