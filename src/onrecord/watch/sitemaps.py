"""Sitemaps, also those for news: the addresses of a site's pages, with what the site says about each.

Source: the sitemap protocol 0.9 and its news extension; only addresses of the sitemap's own site count.
"""

import re
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

from onrecord.ingest.fetching.fetched import RefusedError

# The protocol's own limits for one sitemap, unpacked.
MOST_ADDRESSES = 50_000
LARGEST = 50 * 2**20
# Sitemaps that are looked into of one list: the newest, where the list says which these are. Sites keep one a day or a section.
MOST_SITEMAPS = 50
_SITEMAP = re.compile(rb"\s*+(?>(?:<\?.{0,500}?\?>|<!--.{0,2000}?-->)\s*)*+<(?:\w+:)?(urlset|sitemapindex)[\s>]", re.DOTALL)
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address of a sitemap, in its own words; None = not said.

    `published` is told by news sitemaps alone; `changed` is when the page was last touched, which is no date of publication.
    """

    url: str
    published: str | None = None
    changed: str | None = None
    outlet: str | None = None
    language: str | None = None


def unzipped(content: bytes) -> bytes:
    """A sitemap as it is, whether it came as .gz or not; never more than a sitemap may have."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        inner = zlib.decompressobj(wbits=31)
        plain = inner.decompress(content, LARGEST + 1)
    except zlib.error as trouble:
        raise RefusedError("broken_packing", "is a damaged .gz file; try again later", is_final=False) from trouble
    if len(plain) > LARGEST:
        raise RefusedError("too_large", f"unpacks to over {LARGEST // 2**20} MB, more than a sitemap may have")
    return plain


def is_sitemap(content: bytes) -> bool:
    """Whether bytes begin as a sitemap or a list of sitemaps does."""
    return _SITEMAP.match(content[:8192].lstrip(b"\xef\xbb\xbf")) is not None


def is_index(content: bytes) -> bool:
    """Whether bytes begin as a list of sitemaps does."""
    found = _SITEMAP.match(content[:8192].lstrip(b"\xef\xbb\xbf"))
    return found is not None and found[1] == b"sitemapindex"


def read_index(content: bytes, address: str) -> list[str]:
    """The addresses of the sitemaps in a list, newest first where it says so; only its own site's, at most `MOST_SITEMAPS`.

    Raises RefusedError for a broken list, and for one that names nothing of its own site.
    """
    found = [entry for child in _root(content) if (entry := _listed(child)) is not None and _host(entry.url) == _host(address)]
    newest = sorted(found, key=lambda entry: entry.changed or "", reverse=True)
    if not newest:
        raise RefusedError(
            "sitemap_index", "is a list of sitemaps that names none of its own site; name those that you want to watch"
        )
    return [entry.url for entry in newest[:MOST_SITEMAPS]]


def read_sitemap(content: bytes, address: str) -> list[Listed]:
    """The addresses of a sitemap, newest first where it says so. Raises RefusedError for a list of sitemaps or a broken one."""
    root = _root(content)
    if _name(root) == "sitemapindex":
        raise RefusedError("sitemap_index", "is a list of sitemaps inside a list of sitemaps; name those that you want to watch")
    host = _host(address)
    found = [entry for child in root if (entry := _listed(child)) is not None and _host(entry.url) == host]
    return sorted(found[:MOST_ADDRESSES], key=lambda entry: entry.published or entry.changed or "", reverse=True)


def _root(content: bytes) -> ElementTree.Element:
    if _DECLARES.search(content):
        raise RefusedError("xml_entities", "declares XML entities or a document type, as an attack would; it was refused")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - see above
    except (ElementTree.ParseError, ValueError) as trouble:
        raise RefusedError("broken_sitemap", f"is a broken sitemap ({trouble}); try again later", is_final=False) from trouble


def _listed(element: ElementTree.Element) -> Listed | None:
    url = _words(element, "loc")
    if url is None:
        return None
    news = next((child for child in element if _name(child) == "news"), None)
    if news is None:
        return Listed(url=url, changed=_words(element, "lastmod"))
    about = next((child for child in news if _name(child) == "publication"), news)
    return Listed(
        url=url,
        published=_words(news, "publication_date"),
        changed=_words(element, "lastmod"),
        outlet=_words(about, "name"),
        language=_words(about, "language"),
    )


def _words(element: ElementTree.Element, name: str) -> str | None:
    return next(((child.text or "").strip() or None for child in element if _name(child) == name), None)


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
