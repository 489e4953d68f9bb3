"""HTML pages: the article's text by trafilatura, and what the page says about itself in JSON-LD, OpenGraph and meta tags."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import trafilatura
from charset_normalizer import from_bytes
from lxml import etree, html

from onrecord.model.documents import DateBasis
from onrecord.read.dates import read_date

VERSION = f"trafilatura-{trafilatura.__version__}-1"
ARTICLE_TYPES = {
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "AnalysisNewsArticle",
}
# Containers that trafilatura sometimes lets through, by tag or by a word of class or id.
DROP_TAGS = ("script", "style", "noscript", "template", "iframe", "form", "aside", "nav", "footer", "svg", "button")
DROP_WORDS = re.compile(
    r"(^|[\s_-])(comments?|disqus|related|recommended|newsletter|subscribe|cookies?|consent|share|sharing|social|most-?read|popular|"
    r"trending|promo|advert(isement)?|breadcrumbs?|author-?(box|bio|info))([\s_-]|$)",
    re.I,
)
META_DATE = ("article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
             "dcterms.created", "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "publication_date")  # fmt: skip
META_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
UNWANTED = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read: its article text and what it says about itself; None = not said. `published` is unparsed words."""

    text: str
    version: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    modified: datetime | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None


def decode(content: bytes, media_type: str) -> tuple[str, str | None]:
    """The text of bytes, and what is doubtful about it; order: byte order mark, declared charset, UTF-8, a guess."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace"), None
    declared = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]+)", content[:4096]) if media_type == "text/html" else None
    for encoding in dict.fromkeys(["utf-8", *([declared[1].decode("ascii")] if declared else [])]):
        try:
            return content.decode(encoding), None
        except (UnicodeDecodeError, LookupError):
            continue
    guess = from_bytes(content[: 2**18]).best()
    if guess is None:
        return content.decode("utf-8", "replace"), "has an encoding that could not be told"
    return content.decode(guess.encoding, "replace"), f"declares no valid encoding; {guess.encoding} was guessed"


def read_page(markup: str) -> Page:
    """The article of a page; an empty text when there is none. Never raises for what the markup holds, never fetches."""
    tree = _tree(UNWANTED.sub(" ", markup))
    if tree is None:
        return Page(text="", version=VERSION)
    said = _said(tree)
    _drop(tree)
    try:
        text = trafilatura.extract(
            tree, fast=True, favor_precision=True, include_comments=False, include_tables=True, deduplicate=False
        )
    except Exception:  # trafilatura lets errors of lxml through; a page that breaks it holds no article for us, and that is said
        text = None
    language = tree.get("lang")
    return Page(
        text=UNWANTED.sub(" ", text or ""),
        version=VERSION,
        title=_clean(said.get("headline")),
        byline=_clean(said.get("author")),
        published=_clean(said.get("published")),
        modified=_moment(said.get("modified")),
        outlet=_clean(said.get("outlet")),
        url=_clean(said.get("url")),
        language=language,
    )


def _tree(markup: str) -> html.HtmlElement | None:
    # huge_tree stays off: it guards against depth and size bombs.
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _drop(tree: html.HtmlElement) -> None:
    """Takes furniture containers out; a container with most of the page's words stays, whatever it is called."""
    whole = len(tree.text_content())
    doomed = list(tree.iter(*DROP_TAGS))
    doomed += [
        e for e in tree.iter("div", "section", "ul", "p") if DROP_WORDS.search(f"{e.get('class') or ''} {e.get('id') or ''}")
    ]
    for element in doomed:
        if element.getparent() is not None and len(element.text_content()) < whole / 2:
            element.drop_tree()


def _said(tree: html.HtmlElement) -> dict[str, str]:
    """What the page says about itself, JSON-LD first, then OpenGraph and meta, then <time> and <title>."""
    said: dict[str, str] = {}
    for block in _linked_data(tree):
        author, publisher = block.get("author"), block.get("publisher")
        url = block.get("url") or block.get("mainEntityOfPage")
        for key, value in (
            ("headline", block.get("headline")),
            ("published", block.get("datePublished")),
            ("modified", block.get("dateModified")),
            ("author", _name(author)),
            ("outlet", _name(publisher)),
            ("url", url.get("@id") if isinstance(url, dict) else url),
        ):
            if isinstance(value, str) and value.strip():
                said.setdefault(key, value)
    metas = _metas(tree)
    named = {
        "headline": ("og:title", "twitter:title"),
        "published": META_DATE,
        "modified": META_MODIFIED,
        "author": ("author", "article:author", "byl"),
        "outlet": ("og:site_name", "application-name"),
        "url": ("og:url",),
    }
    for key, names in named.items():
        for name in names:
            if name in metas:
                said.setdefault(key, metas[name])
    return _last_resorts(tree, said)


def _last_resorts(tree: html.HtmlElement, said: dict[str, str]) -> dict[str, str]:
    for link in tree.iterfind(".//link[@rel='canonical']"):
        said["url"] = link.get("href") or said.get("url", "")
    for element in tree.iterfind(".//time[@datetime]"):
        said.setdefault("published", element.get("datetime") or "")
    for path in (".//h1", ".//title"):
        element = tree.find(path)
        if element is not None:
            said.setdefault("headline", element.text_content())
    return said


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = meta.get("content")
        if name and content and content.strip():
            metas.setdefault(name, content)
    return metas


def _linked_data(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The article blocks of the page's JSON-LD; broken blocks are left out."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            loaded = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue
        for block in loaded if isinstance(loaded, list) else [loaded]:
            graph = block.get("@graph") if isinstance(block, dict) else None
            for item in graph if isinstance(graph, list) else [block]:
                kinds = item.get("@type") if isinstance(item, dict) else None
                if ARTICLE_TYPES & set(kinds if isinstance(kinds, list) else [kinds] if isinstance(kinds, str) else []):
                    yield item


def _name(value: object) -> str | None:
    if isinstance(value, list):
        names = [name for item in value if (name := _name(item))]
        return ", ".join(names) or None
    if isinstance(value, dict):
        return value.get("name") if isinstance(value.get("name"), str) else None
    return value if isinstance(value, str) else None


def _clean(words: str | None) -> str | None:
    cleaned = " ".join(UNWANTED.sub(" ", words or "").split())
    return cleaned or None


def _moment(words: str | None) -> datetime | None:
    published, _ = read_date(words, DateBasis.METADATA) if words else (None, None)
    return published.at if published else None
