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


def read_sitemap(content: bytes, address: str) -> list[Listed]:
    """The addresses of a sitemap, newest first where it says so. Raises RefusedError for a list of sitemaps or a broken one."""
    if _DECLARES.search(content):
        raise RefusedError("xml_entities", "declares XML entities or a document type, as an attack would; it was refused")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - see above
    except (ElementTree.ParseError, ValueError) as trouble:
        raise RefusedError("broken_sitemap", f"is a broken sitemap ({trouble}); try again later", is_final=False) from trouble
    if _name(root) == "sitemapindex":
        inside = [words for child in root if (words := _words(child, "loc"))]
        shown = ", ".join(inside[:3]) + (", …" if len(inside) > 3 else "")
        raise RefusedError("sitemap_index", f"is a list of {len(inside)} sitemaps ({shown}); name those that you want to watch")
    host = _host(address)
    found = [entry for child in root if (entry := _listed(child)) is not None and _host(entry.url) == host]
    return sorted(found[:MOST_ADDRESSES], key=lambda entry: entry.published or entry.changed or "", reverse=True)


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
