"""Feeds, ninjs and JSON lists: every entry is a report of its own, and what attacks or is broken is said."""

import json
from pathlib import Path

import pytest
from telling import told

from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.problems import Problem
from onrecord.read.reading import read_document

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Sample Wire</title><language>en</language><link>https://wire.example/</link>
<item><title>Four guards killed at depot &amp; two hurt</title><link>https://wire.example/1</link><guid>w-1</guid>
<pubDate>Sat, 31 Jan 2026 18:40:00 +0500</pubDate><description>Short words.</description>
<content:encoded><![CDATA[<p>Gunmen shot dead four guards at a depot.</p><p>Two drivers were hurt.</p>
<p><a href="https://wire.example/9">Flood kills 60 in the north</a></p>]]></content:encoded></item>
<item><title>Bridge reopened</title><link>https://wire.example/2</link></item>
<item><description>Police said three men had been arrested near the bridge.</description></item>
<item><guid>w-4</guid></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Sample Wire</title><id>f</id>
<entry><id>w-1</id><title type="html">Four guards &lt;b&gt;killed&lt;/b&gt;</title><updated>2026-01-31T13:40:00Z</updated>
<link href="https://wire.example/1"/><summary>Gunmen shot dead four guards at a depot.</summary></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Sample Wire",
    "items": [
        {"id": "w-1", "url": "https://wire.example/1", "title": "Guards killed", "content_html": "<p>Four guards died.</p>"},
        {"id": "w-2", "content_text": "Two drivers were hurt.\nBoth are in hospital.", "date_published": "2026-01-31T13:40:00Z"},
        "no entry",
    ],
}
NINJS = {
    "uri": "urn:sample:1",
    "headlines": [{"role": "main", "value": "Four guards killed at depot"}],
    "bodies": [{"contenttype": "text/html", "value": "<p>Gunmen shot dead four guards at a depot.</p><p>Two were hurt.</p>"}],
    "firstcreated": "2026-01-31T13:40:00Z",
    "versioncreated": "2026-02-01T09:00:00Z",
    "language": "en-GB",
    "infosources": [{"name": "Sample Wire"}],
}


def found(tmp_path: Path, name: str, content: str | bytes) -> list[RawItem | Problem]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return told(collect(str(path)))


def text_of(item: RawItem | Problem) -> str:
    assert isinstance(item, RawItem), item
    document = read_document(item).document
    assert document is not None
    return document.text


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed"])
def test_each_entry_of_a_feed_is_a_report_with_its_headline_above_its_words(tmp_path: Path, name: str) -> None:
    first, second, note, third, empty = found(tmp_path, name, RSS)
    assert text_of(first) == (
        "Four guards killed at depot & two hurt\nGunmen shot dead four guards at a depot.\nTwo drivers were hurt."
    )
    assert isinstance(first, RawItem)
    assert (first.url, first.external_id, first.outlet, first.language) == ("https://wire.example/1", "w-1", "Sample Wire", "en")
    assert first.published == "Sat, 31 Jan 2026 18:40:00 +0500"
    assert first.content.startswith(b"<item><title>Four guards")
    assert text_of(second) == "Bridge reopened"
    assert isinstance(note, Problem)
    assert note.code == "headline_only"
    assert text_of(third) == "Police said three men had been arrested near the bridge."
    assert isinstance(empty, Problem)
    assert (empty.code, empty.source) == ("no_text", f"{tmp_path / name}, item 4")


def test_the_same_entry_of_a_later_feed_is_the_same_report(tmp_path: Path) -> None:
    later = RSS.replace(
        "<item><title>Four", "<item><title>New on top</title><link>https://wire.example/0</link></item>\n<item><title>Four"
    )
    before, after = found(tmp_path, "a.rss", RSS)[0], found(tmp_path, "b.rss", later)[2]
    assert isinstance(before, RawItem)
    assert isinstance(after, RawItem)
    assert before.sha256 == after.sha256
    documents = [read_document(item).document for item in (before, after)]
    assert documents[0] and documents[1] and documents[0].document_id == documents[1].document_id


def test_atom_gives_a_headline_without_mark_up_and_the_date(tmp_path: Path) -> None:
    (item,) = found(tmp_path, "feed.atom", ATOM)
    assert text_of(item) == "Four guards killed\nGunmen shot dead four guards at a depot."
    assert isinstance(item, RawItem)
    assert item.published == "2026-01-31T13:40:00Z"


def test_json_feed_gives_its_entries(tmp_path: Path) -> None:
    first, second, problem = found(tmp_path, "feed.json", json.dumps(JSON_FEED))
    assert [text_of(first), text_of(second)] == [
        "Guards killed\nFour guards died.",
        "Two drivers were hurt.\nBoth are in hospital.",
    ]
    assert isinstance(problem, Problem)
    assert problem.code == "broken_line"


@pytest.mark.parametrize("many", [False, True])
def test_news_item_gives_body_first_date_and_source(tmp_path: Path, many: bool) -> None:
    (item,) = found(tmp_path, "item.json", json.dumps([NINJS] if many else NINJS, indent=2))
    assert text_of(item) == "Gunmen shot dead four guards at a depot.\nTwo were hurt."
    assert isinstance(item, RawItem)
    assert (item.title, item.published) == ("Four guards killed at depot", "2026-01-31T13:40:00Z")
    assert (item.external_id, item.outlet, item.language) == ("urn:sample:1", "Sample Wire", "en-GB")


def test_list_of_articles_is_read_by_the_names_it_uses(tmp_path: Path) -> None:
    articles = {"articles": [{"url": "https://w.example/1", "title": "Guards killed", "seendate": "20260131T101500Z",
                              "urlmobile": "", "domain": "w.example", "language": "English"}]}  # fmt: skip
    item, note = found(tmp_path, "gdelt.json", json.dumps(articles))
    assert text_of(item) == "Guards killed"
    assert isinstance(item, RawItem)
    assert (item.outlet, item.published, item.url) == ("w.example", "20260131T101500Z", "https://w.example/1")
    assert isinstance(note, Problem)
    assert note.code == "headline_only"


def test_lines_under_the_name_of_a_document_are_read_as_lines(tmp_path: Path) -> None:
    rows = '{"text": "Two guards died."}\n{"text": "Three guards died."}\n'
    assert [text_of(item) for item in found(tmp_path, "reports.json", rows)] == ["Two guards died.", "Three guards died."]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss><channel><item><title>&i;</title></item></channel></rss>"
)
SECRET = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("laughs.rss", LAUGHS, "xml_entities"),
        ("laughs.xml", LAUGHS.encode("utf-16"), "xml_entities"),
        ("secret.rss", SECRET, "xml_entities"),
        ("secret", SECRET, "xml_entities"),
        ("empty.atom", '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "empty"),
        ("cut.json", '{"version": "https://jsonfeed.org/version/1", "items": [', "broken_json"),
        ("deep.json", "[" * 100_000, "broken_json"),
        ("number.json", "42", "broken_json"),
        ("list.json", "[]", "empty"),
        ("latin.json", '{"text": "caf\xe9"}'.encode("latin-1"), "broken_json"),
        ("other.json", '{"rows": 3}', "no_text"),
    ],
)
def test_what_is_no_feed_or_an_attack_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: str | bytes, code: str
) -> None:
    (problem,) = found(tmp_path, name, content)
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_reference_to_no_character_costs_that_character_only(tmp_path: Path) -> None:
    item = found(tmp_path, "far.rss", RSS.replace("Bridge", "Bridge &#x110000; &#99999999;").replace("</rss>", ""))[2]
    assert text_of(item) == "Bridge \ufffd \ufffd reopened"


def test_feed_that_is_cut_off_gives_what_could_be_read_and_says_so(tmp_path: Path) -> None:
    problem, item, *_ = found(tmp_path, "cut.rss", RSS[: RSS.index("<item><title>Bridge") + 20])
    assert isinstance(problem, Problem)
    assert problem.code == "broken_feed"
    assert "Gunmen shot dead four guards" in text_of(item)
