"""Pages of two dozen layouts with other stories planted round the article: none of their dead is read as the article's.

Every planted headline carries a number between 600 and 699; the article has none of these.
"""

# ruff: noqa: E501

import re

import pytest

from onrecord.model.documents import Document, RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.read.reading import read_document

ARTICLE = [
    "Gunmen shot dead four guards at a grain depot near Kharan before dawn on Sunday, a local official said.",
    "The attackers came on motorcycles, cut the wires of the telephone and fled towards the hills, he told reporters at the gate.",
    "Two drivers who had slept in their lorries beside the weighbridge were wounded and taken to the hospital of the district.",
    "A doctor there said that one of them had lost much blood but was awake and had spoken to his brother by the evening.",
    "The depot belongs to a cooperative of some ninety villages and had been guarded since a convoy was robbed in the spring.",
    "Police closed the road to the north and searched houses in three hamlets, and said that they had questioned a dozen men.",
    "No group had claimed the attack by nightfall, and a spokesman of the province asked for patience while it was looked into.",
]
TITLE = "Four guards killed at grain depot near Kharan"
P = "".join(f"<p>{sentence}</p>" for sentence in ARTICLE)
HALF, REST = "".join(f"<p>{s}</p>" for s in ARTICLE[:3]), "".join(f"<p>{s}</p>" for s in ARTICLE[3:])
HEAD = f'<title>{TITLE} | Sample Wire</title><meta property="article:published_time" content="2026-02-01T12:00:00Z">'
STORIES = [
    "Ferry sinks off the southern coast, 611 feared dead",
    "Quake toll rises to 622 as crews dig on",
    "633 soldiers killed in border fighting, ministry says",
    "Army: 644 militants killed in three-day offensive",
    "Flood leaves 655 missing in the delta",
]
TEASERS = [
    "At least 661 people were killed when a market burned down on Thursday, officials in the capital said.",
    "Some 672 fighters died in clashes in the east last week, according to a monitor that counts them.",
]


def links(tag: str = "li", stories: list[str] = STORIES) -> str:
    return "".join(f'<{tag}><a href="/s/{n}">{story}</a></{tag}>' for n, story in enumerate(stories))


def cards(name: str = "card") -> str:
    return "".join(
        f'<div class="{name}"><a href="/s/{n}"><img src="x.jpg"></a><h3><a href="/s/{n}">{s}</a></h3><p>{TEASERS[n % 2]}</p></div>'
        for n, s in enumerate(STORIES)
    )


def plain_list() -> str:
    return "<ol>" + "".join(f"<li><span>{n}</span> {s}</li>" for n, s in enumerate(STORIES, 1)) + "</ol>"


COOKIES = "<p>We and our 688 partners store cookies on your device to count visits and show fitting advertisements.</p>"
PLEA = "<p>Sign up for our newsletter and join 677 readers who get the day's stories in their inbox.</p>"
COMMENTS = (
    '<div class="comment"><b>reader77</b><p>My cousin says 699 were killed there, not four. Who counts them?</p></div>'
    '<div class="comment"><b>passer-by</b><p>In the last war we lost 698 men on that road alone.</p></div>'
)
BOX = "<p>A. Writer has covered the province for twelve years. Her book on the 666 dead of the dam won a prize.</p>"

LAYOUTS = {
    "aside most read": f"<main><article><h1>{TITLE}</h1>{P}</article></main><aside><h3>Most read</h3><ul>{links()}</ul></aside>",
    "sidebar div with a telling name": f'<div id="content"><h1>{TITLE}</h1>{P}</div><div class="most-read"><ol>{links()}</ol></div>',
    "sidebar div with a name that says nothing": (
        f'<div class="col-8"><h1>{TITLE}</h1><div class="body">{P}</div></div><div class="col-4"><h4>Top stories</h4><ul>{links()}</ul></div>'
    ),
    "cards with teasers below": f'<article><h1>{TITLE}</h1>{P}</article><section class="related-stories"><h2>Related</h2>{cards()}</section>',
    "cards with teasers under a name that says nothing": f'<article><h1>{TITLE}</h1>{P}</article><div class="grid-x">{cards("cell")}</div>',
    "links between paragraphs": f'<article><h1>{TITLE}</h1>{HALF}<p><a href="/1">{STORIES[0]}</a></p><p><a href="/2">{STORIES[1]}</a></p>{REST}</article>',
    "read-more paragraph": f'<article><h1>{TITLE}</h1>{HALF}<p><strong>Read more:</strong> <a href="/1">{STORIES[2]}</a></p>{REST}</article>',
    "also-read block in the middle": (
        f'<article><h1>{TITLE}</h1>{HALF}<div class="also-read"><h4>Also read</h4><ul>{links()}</ul></div>{REST}</article>'
    ),
    "related box inside the article": f'<article><h1>{TITLE}</h1>{HALF}<div class="recirc-block"><p>{STORIES[0]}</p><p>{STORIES[1]}</p></div>{REST}</article>',
    "ticker above": f'<div class="breaking-ticker"><ul>{links()}</ul></div><article><h1>{TITLE}</h1>{P}</article>',
    "live strip in the header": f"<header><nav><ul>{links()}</ul></nav></header><article><h1>{TITLE}</h1>{P}</article>",
    "mega footer": f"<article><h1>{TITLE}</h1>{P}</article><footer><h3>Editors' picks</h3>{plain_list()}{cards()}</footer>",
    "comments": f'<article><h1>{TITLE}</h1>{P}</article><section id="comments"><h3>Comments (2)</h3>{COMMENTS}</section>',
    "comments without a section": f"<article><h1>{TITLE}</h1>{P}<h3>Comments (2)</h3>{COMMENTS}</article>",
    "author box": f'<article><h1>{TITLE}</h1>{P}<div class="author-box"><h4>About the author</h4>{BOX}</div></article>',
    "author box without a name": f"<article><h1>{TITLE}</h1>{P}<h4>About the author</h4>{BOX}</article>",
    "cookie banner": f'<div class="cookie-consent">{COOKIES}</div><article><h1>{TITLE}</h1>{P}</article>',
    "cookie banner as a dialog": f"<dialog open>{COOKIES}</dialog><article><h1>{TITLE}</h1>{P}</article>",
    "newsletter plea in the middle": f'<article><h1>{TITLE}</h1>{HALF}<div class="newsletter-signup">{PLEA}</div>{REST}</article>',
    "newsletter form": f"<article><h1>{TITLE}</h1>{HALF}<form>{PLEA}<input name=mail></form>{REST}</article>",
    "table layout of an old site": (
        f'<table><tr><td width="70%"><h1>{TITLE}</h1>{P}</td><td width="30%"><b>Latest news</b><br>'
        + "<br>".join(f'<a href="/s/{n}">{s}</a>' for n, s in enumerate(STORIES))
        + "</td></tr></table>"
    ),
    "everything in one div": (
        f'<div><h1>{TITLE}</h1>{P}<h3>You may also like</h3><ul>{links()}</ul><div class="share">Share 612 times</div></div>'
    ),
    "infinite scroll": (
        f'<article><h1>{TITLE}</h1>{P}</article><div class="recommended"><article><h2><a href="/2">{STORIES[3]}</a></h2>'
        f"<p>{TEASERS[0]}</p></article></div>"
    ),
    "trending with numbers": f'<article><h1>{TITLE}</h1>{P}</article><div id="trending">{plain_list()}</div>',
    "captions of a gallery of others": (
        f'<article><h1>{TITLE}</h1>{P}</article><div class="promo-gallery"><figure><img src=x><figcaption>{STORIES[4]}</figcaption></figure></div>'
    ),
    "everything at once": (
        f'<div class="cookie-banner">{COOKIES}</div><nav><ul>{links()}</ul></nav><main><article><h1>{TITLE}</h1>{HALF}'
        f'<p><a href="/1">{STORIES[0]}</a></p>{REST}<div class="author-bio">{BOX}</div></article>'
        f'<section class="comments">{COMMENTS}</section></main><aside>{cards()}</aside><footer>{plain_list()}</footer>'
    ),
}


def read(body: str) -> Document:
    content = f"<!DOCTYPE html><html lang=en><head>{HEAD}</head><body>{body}</body></html>".encode()
    item = RawItem(content=content, sha256=sha256_hex(content), media_type="text/html", source="page.html")
    document = read_document(item).document
    assert document is not None
    return document


def without_furniture(document: Document) -> str:
    text = document.text
    for piece in reversed(document.furniture):
        text = text[: piece.span.start] + text[piece.span.end :]
    return text


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_no_dead_of_another_story_stand_in_the_article(layout: str) -> None:
    document = read(LAYOUTS[layout])
    article = without_furniture(document)
    assert re.findall(r"\b6\d\d\b[^.]{0,40}", article) == []
    assert [sentence for sentence in ARTICLE if sentence not in article] == []


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_headline_and_date_are_the_articles_own(layout: str) -> None:
    document = read(LAYOUTS[layout])
    assert document.title == TITLE
    assert document.published_at is not None
    assert document.published_at.isoformat() == "2026-02-01T12:00:00+00:00"
