"""Sitemaps: what is taken from them, and what is refused with a reason."""

import gzip

import pytest

from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.watch.sitemaps import MOST_SITEMAPS, is_index, is_sitemap, read_index, read_sitemap, unzipped

PLACE = "https://www.ledger.example/news.xml"


def sitemap(inside: str, root: str = "urlset") -> bytes:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n<{root} {space}>{inside}</{root}>'.encode()


def test_newest_first_and_only_the_site_itself() -> None:
    content = sitemap(
        "<url><loc>https://www.ledger.example/old</loc><lastmod>2026-01-02</lastmod></url>"
        "<url><loc> https://ledger.example/new </loc><lastmod>2026-02-03T10:00:00Z</lastmod></url>"
        "<url><loc>https://elsewhere.example/x</loc></url><url><loc>http://[broken</loc></url><url/>"
    )
    assert is_sitemap(content)
    found = read_sitemap(content, PLACE)
    assert [entry.url for entry in found] == ["https://ledger.example/new", "https://www.ledger.example/old"]
    assert {entry.published for entry in found} == {None}  # when a page was touched is not when it was published


def test_news_sitemap_says_date_outlet_and_language() -> None:
    content = sitemap(
        "<url><loc>https://www.ledger.example/a</loc><news:news><news:publication><news:name>The Ledger</news:name>"
        "<news:language>en</news:language></news:publication><news:publication_date>2026-02-03T09:00:00+05:00"
        "</news:publication_date><news:title>Market reopens</news:title></news:news></url>"
    )
    (entry,) = read_sitemap(content, PLACE)
    assert (entry.outlet, entry.language, entry.published) == ("The Ledger", "en", "2026-02-03T09:00:00+05:00")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sitemap("<sitemap><loc>https://www.ledger.example/1.xml</loc></sitemap>", "sitemapindex"), "sitemap_index"),
        (sitemap("<url><loc>https://www.ledger.example/a</loc>"), "broken_sitemap"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "xml_entities"),
        (b"", "broken_sitemap"),
    ],
)
def test_sitemap_that_cannot_be_followed_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as said:
        read_sitemap(content, PLACE)
    assert said.value.code == code and len(said.value.what) > 30


def test_list_of_sitemaps_gives_the_newest_of_its_own_site() -> None:
    inside = "".join(f"<sitemap><loc>https://www.ledger.example/{n}.xml</loc><lastmod>2026-01-{n % 28 + 1:02}</lastmod></sitemap>"
                     for n in range(60))  # fmt: skip
    content = sitemap(inside + "<sitemap><loc>https://elsewhere.example/1.xml</loc></sitemap>", "sitemapindex")
    assert is_index(content) and not is_index(sitemap(""))
    found = read_index(content, PLACE)
    assert len(found) == MOST_SITEMAPS and found[0] == "https://www.ledger.example/27.xml"
    with pytest.raises(RefusedError, match="none of its own site"):
        read_index(sitemap("<sitemap><loc>https://elsewhere.example/1.xml</loc></sitemap>", "sitemapindex"), PLACE)


def test_packed_sitemap_is_unpacked_and_a_packed_bomb_is_not() -> None:
    assert unzipped(gzip.compress(sitemap(""))) == sitemap("")
    with pytest.raises(RefusedError, match="more than a sitemap may have"):
        unzipped(gzip.compress(bytes(60 * 2**20)))
    with pytest.raises(RefusedError, match="damaged"):
        unzipped(b"\x1f\x8b" + b"nothing")
