"""Lists of articles as Nexis and Factiva deliver them, one file for many: each article is a report of its own."""

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


@pytest.mark.parametrize("words", [NEXIS, FACTIVA], ids=["nexis", "factiva"])
@pytest.mark.parametrize("name", ["list.txt", "list.rtf", "list.docx"])
def test_each_article_of_a_list_is_a_report(tmp_path: Path, name: str, words: str) -> None:
    made = {"list.txt": str.encode, "list.rtf": as_rtf, "list.docx": as_docx}[name](words)
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
