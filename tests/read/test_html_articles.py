"""The 92 saved news pages of the shared data: text, headline and day of each, held to their bars where the pages are at hand.

Text is scored as by the benchmark that the pages come from: shingles of four words, precision and recall averaged over pages.
A headline counts when the page itself states it: as its heading, to social networks, in linked data, or as its title without the
site's name. The days were read off the pages by eye, in UTC where the page states a time; one page states none.
"""

import gzip
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import html

from onrecord.model.documents import Document, RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.read.reading import read_document

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data" / "html_articles"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared pages are not here"),
]
DAYS = """
    04a6711c 2019-11-19, 06e5123e 2019-11-19, 06ee193d 2019-11-20, 076f4f33 2019-11-19, 08f79376 2019-11-19, 0d461229 2019-11-19,
    0ec95c72 2018-08-25, 156770d6 2019-11-19, 16c30add 2019-11-08, 1f765c48 2019-11-18, 21486419 2015-03-30, 264dc3ae 2019-11-20,
    287e4d9f 2019-11-18, 291a8bf3 2019-11-20, 30b771a4 2014-06-21, 3252222e 2018-08-23, 358cc4a0 2018-08-08, 359fee22 2019-11-19,
    35b15891 2019-11-19, 374ac9a5 2019-11-20, 3c6d3381 2018-09-24, 3cb22bfa 2019-11-20, 3f65af7b 2019-11-19, 4219d096 2017-12-06,
    432362af 2019-11-18, 4648a420 2018-04-09, 4a44ab3e 2019-11-20, 51374560 2019-11-19, 57b4dafd 2018-09-25, 57d46c9d 2019-11-19,
    57e2e988 2018-07-02, 5ae11e58 2017-10-12, 5fa3154e 2019-11-18, 5fbc7ccb 2019-11-19, 63db31a1 2019-11-20, 65408257 2019-11-20,
    65bf3048 2019-11-19, 65ce3a45 2019-11-19, 680c2848 2019-11-18, 6ebac05f 2019-11-19, 70cb2d5b 2019-11-19, 776a1c04 2019-11-19,
    7837c9d6 2015-10-27, 785affa2 2019-11-20, 7a457a4f 2019-11-19, 7a664e40 2019-11-20, 7ab16ade 2019-11-19, 7bb1ca90 2019-11-18,
    7dfc3e35 2019-11-19, 7f93c194 2019-11-13, 82b6d780 2019-11-20, 8380689f 2019-11-18, 851498a2 2019-11-15, 85439e26 2016-12-01,
    8b194530 2019-11-18, 8cad00dc 2018-10-15, 94fbcc26 2018-04-18, 95301fb7 2018-08-13, 961bd85c 2019-11-20, 9da36ae4 2018-09-28,
    9ebb3af6 2019-11-20, 9eef8162 2019-11-19, aade2ec8 2019-11-19, abd9d629 2019-11-19, ac3c0355 2018-09-10, ad9e9e59 2018-10-09,
    b0cf2bbf 2019-11-20, b37be353 2019-11-18, b3c19dd5 2015-06-21, b6906ca0 2019-11-18, bc13ff87 2019-11-18, c00962aa 2019-11-18,
    c4a3637c 2018-10-03, c7e39ac4 2019-11-19, c81e134e 2019-11-20, c82b3d1d 2018-10-11, c90731f0 2019-11-20, cc03ddb5 2018-01-22,
    cc4aa22b 2019-11-18, d90bda7e 2019-11-20, e372e42c 2019-11-20, e7301133 2018-10-09, ea25dd7e 2019-11-18, eb62ac84 2019-11-18,
    ec3878db 2018-01-29, ec7fc408 2018-08-22, ef4e67b6 2019-11-18, f105de6e 2018-08-16, f6ac15a4 2018-10-05, f81c6c05 2019-11-13,
    fde930b0 2019-11-19, ff0f958a none
"""


@cache
def pages() -> dict[str, tuple[bytes, Document]]:
    found = {}
    for path in sorted((FOLDER / "html").glob("*.html.gz")):
        content = gzip.decompress(path.read_bytes())
        document = read_document(
            RawItem(content=content, sha256=sha256_hex(content), media_type="text/html", source=path.name)
        ).document
        assert document is not None
        found[path.name.removesuffix(".html.gz")] = (content, document)
    return found


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def test_text_of_the_article_holds_its_bar() -> None:
    gold = json.loads((FOLDER / "ground-truth.json").read_text(encoding="utf-8"))
    precision = recall = 0.0
    for name, (_, document) in pages().items():
        found, wanted = shingles(document.text), shingles(gold[name]["articleBody"])
        shared = (found & wanted).total()
        precision, recall = precision + shared / found.total(), recall + shared / wanted.total()
    precision, recall = precision / len(gold), recall / len(gold)
    print(f"P {precision:.4f} R {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}")  # noqa: T201  # the figure
    assert len(pages()) == len(gold) == 92
    assert 2 * precision * recall / (precision + recall) >= 0.96


def stated(content: bytes) -> set[str]:
    """The headlines that a page states, by letters and digits alone."""
    tree = html.document_fromstring(content.decode("utf-8", "replace").encode(), parser=html.HTMLParser(encoding="utf-8"))
    told = [h.text_content() for h in tree.iter("h1")]
    told += tree.xpath("//meta[@property='og:title' or @name='twitter:title' or @itemprop='headline']/@content")
    told += [
        json.loads(f'"{x}"', strict=False)
        for x in re.findall(r'"headline"\s*:\s*"((?:[^"\\]|\\.)*)"', content.decode("utf-8", "replace"))
    ]
    told += [
        re.split(r"\s+[|\u2013\u2014-]\s+|: ", tree.findtext(".//title") or "")[0],
        (tree.findtext(".//title") or "").rpartition(" - ")[0],
    ]
    return {plain(words) for words in told} - {""}


def plain(words: str) -> str:
    return "".join(re.findall(r"\w+", html.fromstring(f"<p>{words}</p>").text_content() if "&" in words else words)).casefold()


def test_headlines_hold_their_bar() -> None:
    wrong = [name[:8] for name, (content, document) in pages().items() if plain(document.title or "") not in stated(content)]
    print(f"{92 - len(wrong)} of 92 headlines; not: {wrong}")  # noqa: T201  # the figure
    assert 92 - len(wrong) >= 0.95 * 92


def test_days_of_publication_hold_their_bar() -> None:
    days = dict(re.findall(r"([0-9a-f]{8}) (\S+?)(?:,|\n)", DAYS))
    assert days.keys() == {name[:8] for name in pages()}
    found = {
        name[:8]: document.published_at.date().isoformat() if document.published_at else "none"
        for name, (_, document) in pages().items()
    }
    wrong = [name for name, day in days.items() if found[name] != day]
    told = sum(day != "none" for day in days.values())
    print(f"{told - len(wrong)} of {told} days; not: {wrong}")  # noqa: T201  # the figure
    assert told == 91
    assert told - len(wrong) >= 0.9 * told
