"""What a page says about itself: JSON-LD first, then OpenGraph and meta tags, then <time>, <h1> and <title>."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from onrecord.model.documents import plain_address
from onrecord.read.titles import headline

ARTICLE_TYPES = {
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
}
PUBLISHED_NAMES = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "date", "dc.date", "dc.date.issued",
    "dc.date.created", "dcterms.date", "dcterms.created", "dcterms.issued", "pubdate", "publishdate", "publish-date", "ptime",
    "publication_date", "parsely-pub-date", "sailthru.date", "displaydate", "cxenseparse:recs:publishtime",
    "og:article:published_time", "article_date_original", "originalpublicationdate", "datecreated",
)  # fmt: skip
MODIFIED_NAMES = (
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "lastmod",
)
# Broken JSON-LD is common: raw line breaks inside strings and a comma too many are mended, nothing else.
_SPARE_COMMA = re.compile(r",\s*(?=[}\]])")
LARGEST_BLOCK = 2**21
PUBLISHER_TYPES = {"NewsMediaOrganization", "Organization", "Corporation"}
# Pages that say nothing of an article may say when they themselves were published.
PAGE_TYPES = {"WebPage", "ItemPage"}
MOST_HEADINGS = 5
LONGEST_VALUE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about itself, unparsed and in order of trust; None or empty = not said."""

    title: str | None = None
    description: str | None = None
    byline: str | None = None
    published: tuple[str, ...] = ()
    modified: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None


def read_metadata(tree: html.HtmlElement) -> Metadata:
    """The page's own words about itself. Broken blocks are left out."""
    blocks = list(_blocks(tree, ARTICLE_TYPES))
    metas = _metas(tree)

    def first(key: str, names: tuple[str, ...]) -> str | None:
        said = [_name(block.get(key)) for block in blocks] + [metas.get(name) for name in names]
        return next((words for value in said if (words := _clean(value))), None)

    published = [*(block.get("datePublished") for block in blocks)]
    published += [metas.get(name) for name in PUBLISHED_NAMES[:3]] + [b.get("datePublished") for b in _blocks(tree, PAGE_TYPES)]
    published += [*(metas.get(name) for name in PUBLISHED_NAMES)]
    published += [element.get("datetime") for element in tree.iterfind(".//time[@datetime]")][:3]
    bodies = [block.get("articleBody") for block in blocks]
    return Metadata(
        title=_title(tree, blocks, metas, first("publisher", ("og:site_name", "application-name"))),
        description=first("description", ("og:description", "description", "twitter:description")),
        byline=first("author", ("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author")),
        published=tuple(dict.fromkeys(words for value in published if (words := _clean(value)))),
        modified=first("dateModified", MODIFIED_NAMES),
        outlet=first("publisher", ("og:site_name", "application-name", "dc.publisher")),
        url=_address(tree, blocks, metas),
        language=tree.get("lang")
        or tree.get("xml:lang")
        or first("inLanguage", ("og:locale", "content-language", "dc.language")),
        body=next((body for body in bodies if isinstance(body, str) and body.strip()), None),
    )


def publisher_address(tree: html.HtmlElement) -> tuple[str, str, str] | None:
    """Town, region and country of the publisher as the page's schema.org blocks give them; "" = not said, None = no town is."""
    for block in _blocks(tree, ARTICLE_TYPES | PUBLISHER_TYPES):
        for holder in (block.get("publisher"), block):
            address = holder.get("address") if isinstance(holder, dict) else None
            if isinstance(address, dict) and (town := _clean(_name(address.get("addressLocality")))):
                region, country = (_clean(_name(address.get(part))) or "" for part in ("addressRegion", "addressCountry"))
                return town, region, country
    return None


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or "").lower()
        content = meta.get("content")
        if name and content and content.strip():
            metas.setdefault(name, content)
    return metas


def _blocks(
    tree: html.HtmlElement, wanted: set[str]
) -> Iterator[dict[str, Any]]:  # Any: JSON from outside, checked where it is used
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        text = script.text_content()
        if len(text) > LARGEST_BLOCK:
            continue
        try:
            loaded = json.loads(_SPARE_COMMA.sub("", text), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(loaded):
            kinds = item.get("@type")
            names = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
            if wanted.intersection(names):
                yield item


def _items(loaded: object) -> Iterator[dict[str, Any]]:  # Any: as above
    """Every block at the top, in a list, in a graph, or as the main entity of a page."""
    for block in loaded if isinstance(loaded, list) else [loaded]:
        if not isinstance(block, dict):
            continue
        yield block
        graph = block.get("@graph")
        inner = [*(graph if isinstance(graph, list) else []), block.get("mainEntity")]
        yield from (item for item in inner if isinstance(item, dict))


def _name(value: object) -> str | None:
    if isinstance(value, list):
        names = [name for item in value if (name := _name(item))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return value.get("name") if isinstance(value.get("name"), str) else None
    return value if isinstance(value, str) else None


def _title(
    tree: html.HtmlElement,
    blocks: list[dict[str, Any]],  # Any: as above
    metas: dict[str, str],
    site: str | None,
) -> str | None:
    told = [_name(block.get("headline")) for block in blocks] + [metas.get(n) for n in ("og:title", "twitter:title", "dc.title")]
    headings = [words for e in itertools.islice(tree.iter("h1"), MOST_HEADINGS) if (words := _clean(e.text_content()))]
    title = tree.find(".//title")
    page_title = _clean(title.text_content()) if title is not None else None
    return headline((words for value in told if (words := _clean(value))), page_title, headings, site)


def _address(tree: html.HtmlElement, blocks: list[dict[str, Any]], metas: dict[str, str]) -> str | None:  # Any: as above
    """The canonical address; relative ones say nothing, because the page's own place is not known."""
    said = [link.get("href") for link in tree.iterfind(".//link[@rel='canonical']")] + [metas.get("og:url")]
    for block in blocks:
        main = block.get("mainEntityOfPage")
        said += [block.get("url"), main.get("@id") if isinstance(main, dict) else main]
    plain = (plain_address(words) for words in said if isinstance(words, str))
    return next((address for address in plain if re.match(r"https?://[^\s/]+", address, re.IGNORECASE)), None)


def _clean(value: object) -> str | None:
    """One line of words; None for what is empty, no text, an address or longer than any such line."""
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return words if words and len(words) <= LONGEST_VALUE and not re.match(r"https?://\S+$", words) else None
