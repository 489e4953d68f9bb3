"""Lists of articles as Nexis and Factiva deliver them, one file for many: each article is a report of its own."""

import html
import io
from pathlib import Path

import docx
import pytest
from telling import told

from onrecord.ingest.formats.lists import articles, rtf_text
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.read.reading import read_document

NEXIS = """Four guards killed at depot
Sample Wire
February 1, 2026 Sunday

Copyright 2026 Sample Wire All Rights Reserved
Section: NEWS; Pg. 3
Length: 42 words
Byline: A. Reporter
Dateline: KHARAN
Body

Gunmen shot dead four guards at a depot near Kharan on Sunday, an official said.
Two drivers were wounded.

Classification

Language: ENGLISH
Load-Date: February 1, 2026

End of Document

Bridge reopened
Hill Post
January 30, 2026
Length: 12 words
Body

The bridge at Mand was reopened on Friday, the district office said.

Load-Date: January 31, 2026

End of Document
"""
FACTIVA = """HD        Four guards killed at depot
BY        A. Reporter
WC        42 words
PD        1 February 2026
SN        Sample Wire
LA        English
LP
Gunmen shot dead four guards at a depot near Kharan on Sunday, an official said.
TD
Two drivers were wounded.
AN        Document SWIRE00020260201em2100001
Document SWIRE00020260201em2100001

HD        Bridge reopened
PD        30 January 2026
SN        Hill Post
LP        The bridge at Mand was reopened on Friday, the district office said.
Document HPOST00020260130em1u00002
"""


def as_rtf(text: str) -> bytes:
    lines = text.replace("\\", "\\\\").replace("{", "\\{").splitlines()
    return (r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator Own;}\f0 " + "\\par\n".join(lines) + "\\par}").encode()


def as_docx(text: str) -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        made.add_paragraph(line)
    made.save(stream)
    return stream.getvalue()


def as_row(line: str) -> str:
    code, _, words = line.partition(" ")
    if code.isupper() and words:
        return f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{html.escape(words)}</td></tr>'
    return f"<tr><td>{html.escape(line)}</td></tr>"


def as_page(text: str) -> bytes:
    """A list as Factiva saves it as a page, with field codes in the first cell of each row; of Nexis a paragraph a line."""
    lines = text.splitlines()
    rows = (
        f"<table>{''.join(map(as_row, lines))}</table>" if text == FACTIVA else "".join(f"<p>{html.escape(x)}</p>" for x in lines)
    )
    head = "<!DOCTYPE html><html><head><style>HD x</style></head><body>"
    return f"{head}<div class='article enArticle'>{rows}</div></body></html>".encode()


@pytest.mark.parametrize("words", [NEXIS, FACTIVA], ids=["nexis", "factiva"])
@pytest.mark.parametrize("name", ["list.txt", "list.rtf", "list.docx", "list.html"])
def test_each_article_of_a_list_is_a_report(tmp_path: Path, name: str, words: str) -> None:
    made = {"list.txt": str.encode, "list.rtf": as_rtf, "list.docx": as_docx, "list.html": as_page}[name](words)
    (tmp_path / name).write_bytes(made)
    found = told(collect(str(tmp_path / name)))
    assert all(isinstance(x, RawItem) for x in found)
    items = [x for x in found if isinstance(x, RawItem)]
    assert [(x.title, x.outlet, x.locator) for x in items] == [
        ("Four guards killed at depot", "Sample Wire", "article 1"), ("Bridge reopened", "Hill Post", "article 2")]  # fmt: skip
    docs = [read_document(x).document for x in items]
    assert [doc.published_at.date().isoformat() for doc in docs if doc and doc.published_at] == ["2026-02-01", "2026-01-30"]
    assert docs[0] is not None and docs[0].text.endswith("an official said.\n\nTwo drivers were wounded.".replace(
        "\n\n", "\n\n" if words == FACTIVA else "\n"))  # fmt: skip
    assert all(label not in doc.text for doc in docs if doc for label in ("Load-Date", "Length", "Copyright", "WC ", "Document"))


def saved_article(title: str, outlet: str, name: str, *paragraphs: str) -> str:
    """An article as Factiva saves it without field codes."""
    head = (
        f'<div id="hd"><span class="enHeadline">{title}</span></div><div class="author">A. Reporter</div><div>1,042 words</div>'
    )
    about = (
        f"<div>1 February 2026</div><div>18:40</div><div>{outlet}</div><div>{name[:5]}</div><div>English</div><div>(c) 2026</div>"
    )
    text = "".join(f'<p class="articleParagraph enarticleParagraph">\n{words}\n</p>' for words in paragraphs)
    return f'<div id="article-{name}" class="article enArticle">{head}{about}{text}<p>Document {name}</p></div><hr>'


def test_each_article_of_a_saved_page_without_codes_is_a_report(tmp_path: Path) -> None:
    one = saved_article(
        "Four guards killed &amp; two hurt", "Sample Wire", "SWIRE00020260201em2100001", "Four died.", "Two fled."
    )
    two = saved_article("Bridge reopened", "Hill Post", "HPOST00020260130em1u00002", "The bridge was reopened.")
    (tmp_path / "factiva.html").write_text(f"<html><body>{one}{two}</body></html>", encoding="utf-8")
    first, second = [x for x in told(collect(str(tmp_path / "factiva.html"))) if isinstance(x, RawItem)]
    assert (first.title, first.published, first.outlet) == ("Four guards killed & two hurt", "1 February 2026", "Sample Wire")
    assert first.given_text == "Four guards killed & two hurt\n\nFour died.\nTwo fled."
    assert (second.external_id, second.locator) == ("HPOST00020260130em1u00002", "article 2")


def test_page_with_an_article_of_its_own_is_no_list(tmp_path: Path) -> None:
    body = "".join(
        f"<p>Part {n}: four guards died near Kharan on Sunday, a local official said to reporters.</p>" for n in range(5)
    )
    article = f"<div class='article main'><h1 class='Headline'>Guards killed</h1>{body}<p>End of Document</p></div>"
    (tmp_path / "page.html").write_text(f"<html><body>{article}</body></html>")
    (item,) = told(collect(str(tmp_path / "page.html")))
    assert isinstance(item, RawItem) and item.given_text is None and item.locator is None


def test_number_of_the_database_is_the_reports_id() -> None:
    assert [x.said.external_id for x in articles(FACTIVA)] == ["SWIRE00020260201em2100001", "HPOST00020260130em1u00002"]


@pytest.mark.parametrize("words", ["Four guards died.\nEnd of Document\n", "Document SWIRE00020260201em2100001\nFour died.", ""])
def test_text_that_only_looks_like_a_list_is_none(words: str) -> None:
    assert articles(words) == []


def test_rtf_gives_its_letters_and_nothing_else() -> None:
    made = rb"{\rtf1{\stylesheet{\s0 Normal;}}{\pict 00ff}Caf\'e9 \u8211?four\~dead\par {\b Bold} \{x\}{\*\hidden no}}"
    assert rtf_text(made) == "Café –four dead\nBold {x}"


def test_rtf_of_another_house_is_one_report(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(as_rtf("Four guards died near Kharan on Sunday, an official said."))
    (item,) = told(collect(str(tmp_path / "a.rtf")))
    assert isinstance(item, RawItem) and item.given_text is not None
    assert item.given_text.strip() == "Four guards died near Kharan on Sunday, an official said."
