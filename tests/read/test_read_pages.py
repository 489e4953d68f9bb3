"""Saved web pages: the article and its lead come in, everything around it stays out, and no page can do harm."""

import time

import pytest

from onrecord.read.pages import MOST_ELEMENTS, read_page

PARAGRAPHS = [
    "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said.",
    "The attackers came on motorcycles before dawn and fled towards the hills, he said, adding that a search was under way.",
    "Two drivers who had slept in their lorries were wounded and taken to a hospital in the district town.",
    "No group has claimed the attack, the third on the road since the spring, when a convoy was stopped by armed men.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_article_is_read_without_what_stands_around_it() -> None:
    markup = page(
        "<header><nav><a href='/'>Home</a> <a href='/w'>World</a></nav></header>"
        "<div class='cookie-banner'>We use cookies on this site, and 900 partners do too.</div>"
        f"<main><article><h1>Four guards killed at depot</h1>{BODY}"
        "<div class='related-stories'><h3>Related</h3><p>Flood kills 60 people in the north after a week of rain.</p></div>"
        "<p><a href='/x'>Bus crash kills 30 on the same road, police say</a></p>"
        "<aside><p>Fire kills 17 in a market hall on the coast, officials say.</p></aside></article></main>"
        "<section id='comments'><p>reader77: they say 500 soldiers were killed, nobody tells us!</p></section>"
        "<footer><p>© Sample Wire</p></footer>"
    )
    assert read_page(markup).text.split("\n") == ["Four guards killed at depot", *PARAGRAPHS]


def test_class_that_only_mentions_comments_does_not_take_the_article_away() -> None:
    around = "<p>Notes of readers on other days and other roads, of no interest here at all.</p>" * 12
    markup = page(f"<div class='story has-comments'><h1>Four guards killed</h1>{BODY}</div><div class='comments'>{around}</div>")
    text = read_page(markup).text
    assert PARAGRAPHS[0] in text
    assert "readers" not in text


def test_lead_outside_the_article_is_put_back_once() -> None:
    lead = "Four people have died in an attack on a depot that stores fuel for the district, officials said."
    markup = page(
        f"<h1>Four guards killed at depot</h1><div class='summary'>{lead}</div><div class='article-text'>{BODY}</div>",
        f'<meta property="og:description" content="{lead}"><meta property="og:title" content="Four guards killed at depot">',
    )
    text = read_page(markup).text
    assert text.count("stores fuel") == 1
    assert text.index("stores fuel") < text.index("motorcycles")


def test_rows_of_a_table_are_lines_of_their_own_with_their_cells_apart() -> None:
    rows = (("District", "Killed"), ("Kharan", "4"), ("Nushki", "11"))
    table = f"<table>{''.join(f'<tr><td>{one}</td><td>{other}</td></tr>' for one, other in rows)}</table>"
    lines = [line.strip() for line in read_page(page(f"<article>{BODY}{table}{BODY}</article>")).text.split("\n")]
    assert [line for line in lines if "|" in line and "-" not in line] == [
        "| District | Killed |",
        "| Kharan | 4 |",
        "| Nushki | 11 |",
    ]


def test_entries_of_a_live_page_keep_their_times() -> None:
    entries = "".join(
        f'<div class="live-entry"><time datetime="2026-01-31T{hour}:10:00+05:00">{hour}:10</time><p>{paragraph}</p></div>'
        for hour, paragraph in zip((20, 16, 13, 10), PARAGRAPHS, strict=True)
    )
    text = read_page(page(f"<article><h1>Live: attack on depot</h1>{entries}</article>")).text
    for hour, paragraph in zip((20, 16, 13, 10), PARAGRAPHS, strict=True):
        assert paragraph in text
        assert f"{hour}:10" in text


def test_linked_data_comes_first_and_broken_blocks_are_left_out() -> None:
    head = (
        '<script type="application/ld+json">{broken</script>'
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"], '
        '"headline": "Four guards killed", "datePublished": "2026-01-31T09:00:00Z", "dateModified": "2026-01-31T12:00:00Z", '
        '"author": [{"name": "A. Reporter"}, {"name": "B. Reporter"}], "publisher": {"name": "Sample Wire"},}]}</script>'
        '<meta property="og:title" content="Other"><meta name="date" content="2026-02-02">'
        '<link rel="canonical" href="https://wire.example/kharan"><title>Other | Wire</title>'
    )
    said = read_page(page(BODY, head)).said
    assert (said.title, said.byline, said.outlet) == ("Four guards killed", "A. Reporter, B. Reporter", "Sample Wire")
    assert said.published == ("2026-01-31T09:00:00Z", "2026-02-02")
    assert (said.modified, said.url) == ("2026-01-31T12:00:00Z", "https://wire.example/kharan")


@pytest.mark.parametrize(
    ("head", "title", "published", "url"),
    [
        ('<meta property="article:published_time" content="2026-01-31">', "Depot", ("2026-01-31",), None),
        ("<title>Four guards killed</title>", "Four guards killed", (), None),
        ("<title>Depot | Wire</title>", "Depot", (), None),
        ('<meta name="twitter:title" content=" Guards \n killed ">', "Guards killed", (), None),
        ('<link rel="canonical" href="/relative">', "Depot", (), None),
        ('<meta property="og:url" content="https://wire.example/1">', "Depot", (), "https://wire.example/1"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": 5, "url": [1]}</script>', "Depot", (), None),
        ('<script type="application/ld+json">' + "[" * 50_000 + "</script>", "Depot", (), None),
    ],
)
def test_page_says_what_it_is_in_many_ways(head: str, title: str, published: tuple[str, ...], url: str | None) -> None:
    said = read_page(page(f"<h1>Depot</h1>{BODY}", head)).said
    assert (said.title, said.published, said.url) == (title, published, url)


def test_body_in_linked_data_stands_in_for_a_page_that_shows_none() -> None:
    words = " ".join(PARAGRAPHS)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{words}"}}</script>'
    assert read_page(page("<div id='app'></div>", head)).text == words


HOSTILE = {
    "nested 10,000 deep": BODY + "<div>" * 10_000 + "x" + "</div>" * 10_000,
    "nested tables": BODY + "<table><tr><td>" * 2_000,
    "unclosed lists": BODY + "<ul><li>" * 3_000,
    "a tag of a megabyte": f"<p title='{'a' * 2**20}'>x</p>{BODY}",
    "20,000 attributes": f"<p {' '.join(f'a{i}=1' for i in range(20_000))}>x</p>{BODY}",
    "100,000 breaks": f"{BODY}{'<br>' * 100_000}",
    "script that writes": f"<script>document.write('<p>EVIL</p>')</script>{BODY}<script>EVIL",
    "event handlers": f"<img src=x onerror='EVIL()'>{BODY}",
    "redirect and base": f"<base href='http://evil.example/'><meta http-equiv='refresh' content='0;url=http://evil.example'>{BODY}",
    "null bytes": BODY + "\0\0<p>\0</p>",
    "half surrogates": BODY + "<p>\ud800</p>",
    "cut off": BODY + "<p>And then the gua<b cla",
    "external entity": f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>{BODY}<p>&x;</p>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_page_neither_harms_nor_hides_the_article(kind: str) -> None:
    began = time.perf_counter()
    text = read_page(page(HOSTILE[kind])).text
    assert time.perf_counter() - began < 30
    assert PARAGRAPHS[0] in text
    assert "EVIL" not in text
    assert not any("\ud800" <= c <= "\udfff" or c == "\0" for c in text)


@pytest.mark.parametrize(
    "markup", ["", " ", "<html>", "\0", "<frameset><frame src='x'></frameset>", "<!--", "<?xml version='1.0'?>"]
)
def test_page_without_an_article_has_an_empty_text(markup: str) -> None:
    assert read_page(markup).text == ""


def test_page_with_endless_elements_is_cut_and_says_so() -> None:
    found = read_page(page(BODY + "<i>a</i>" * (MOST_ELEMENTS + 10)))
    assert found.is_cut
    assert PARAGRAPHS[0] in found.text
