"""PDF and Word files: paragraphs as they were set, scans said to be scans, and damage of every kind a Problem."""

import io
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest
import typst
from telling import told

from onrecord.ingest.intake import Intake, Limits
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.problems import Problem
from onrecord.read.reading import read_document

FIRST = (
    "Gunmen shot dead four guards at a grain depot near Kharan before dawn on Sunday, a local official said. The attackers came "
    "on motorcycles and fled towards the hills, he said, adding that an extraordinarily large search was under way."
)
SECOND = (
    "Two drivers who had slept in their lorries were wounded and taken to the hospital of the district town, where one of them "
    "was in a critical condition by the evening, according to a doctor."
)


@cache
def pdf(markup: str) -> bytes:
    return typst.compile(markup.encode())


def report(columns: int = 1, pages: int = 1) -> bytes:
    head = '#set page(width: 14cm, height: 11cm, header: [SAMPLE WIRE BULLETIN], numbering: "1", '
    body = "\n\n".join(
        [f"= Four guards killed at depot\n\n{FIRST}", *(f"Part {n}{', then more' * n}. {SECOND}" for n in range(1, 3 * pages))]
    )
    return pdf(f'{head}columns: {columns})\n#set par(justify: true)\n#set text(hyphenate: true, lang: "en")\n{body}')


def scan() -> bytes:
    """A page that is one picture, as a scanner makes it."""
    bitmap = pypdfium2.PdfDocument(report())[0].render(scale=1, grayscale=True)
    rows = bytes(bitmap.buffer)
    lines = b"".join(b"\x00" + rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in chunks
    )
    listed = ",".join(map(str, picture))
    return pdf(f"#set page(width: 14cm, height: 11cm, margin: 0pt)\n#image(bytes(({listed},)), width: 100%)")


def found(tmp_path: Path, content: bytes, name: str = "a.pdf", **limits: float) -> list[RawItem | Problem]:
    (tmp_path / name).write_bytes(content)
    return told(collect(str(tmp_path / name), intake=Intake(limits=Limits(**limits))))  # type: ignore[arg-type]  # numbers


def codes(items: list[RawItem | Problem]) -> list[str]:
    return [x.code for x in items if isinstance(x, Problem)]


@pytest.mark.parametrize("columns", [1, 2])
def test_pdf_is_read_in_paragraphs_without_hyphens_heads_and_page_numbers(tmp_path: Path, columns: int) -> None:
    (item,) = found(tmp_path, report(columns, pages=4))
    assert isinstance(item, RawItem)
    document = read_document(item).document
    assert document is not None
    lines = document.text.split("\n")
    assert lines[0] == document.title == "Four guards killed at depot"
    assert lines[1] == FIRST
    assert lines[2:] == [f"Part {n}{', then more' * n}. {SECOND}" for n in range(1, 12)]
    assert document.text_version.startswith("pypdfium2-")
    assert document.raw_sha256 == item.sha256


def test_the_same_pdf_is_the_same_document_whatever_takes_its_text_out(tmp_path: Path) -> None:
    (item,) = found(tmp_path, report())
    assert isinstance(item, RawItem)
    from dataclasses import replace

    other = replace(item, given_text="Another program found these words.", given_by="other-2")
    one, two = read_document(item).document, read_document(other).document
    assert one is not None
    assert two is not None
    assert one.document_id == two.document_id
    assert one.text_version != two.text_version


def test_scanned_page_is_said_to_be_one(tmp_path: Path) -> None:
    items = found(tmp_path, scan())
    assert codes(items) == ["scanned"]
    assert isinstance(items[0], Problem)
    assert "page 1 is a picture" in items[0].message
    assert items[0].severity.value == "error"


def test_scanned_page_among_others_is_a_warning_and_the_text_is_read(tmp_path: Path) -> None:
    both = pypdfium2.PdfDocument.new()
    both.import_pages(pypdfium2.PdfDocument(report()))
    both.import_pages(pypdfium2.PdfDocument(scan()))
    stream = io.BytesIO()
    both.save(stream)
    problem, item = found(tmp_path, stream.getvalue())
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity.value) == ("scanned", "warning")
    assert isinstance(item, RawItem)


def test_pdf_that_is_cut_off_or_nonsense_is_a_problem(tmp_path: Path) -> None:
    whole = report()
    for content in (whole[:200], whole[: len(whole) // 2], b"%PDF-1.7\n" + bytes(range(256)) * 50, b"%PDF-"):
        items = found(tmp_path, content)
        assert [type(x) for x in items] == [Problem]
        assert codes(items)[0] in ("broken_pdf", "no_text", "parser_stopped")


def test_locked_pdf_says_to_save_it_without_a_password(tmp_path: Path) -> None:
    trailer = b"trailer<</Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O(" + b"x" * 32 + b")/U(" + b"y" * 32
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        + trailer
        + b")/P -4>>/ID[<00><00>]>>\n%%EOF"
    )
    (problem,) = found(tmp_path, content)
    assert isinstance(problem, Problem)
    assert problem.code == "encrypted"
    assert "save it without one" in problem.message


def word() -> docx.document.Document:
    made = docx.Document()
    made.core_properties.title = "Four guards killed at depot"
    made.add_heading("Four guards killed at depot")
    made.add_paragraph(FIRST)
    table = made.add_table(rows=2, cols=2)
    for at, words in (((0, 0), "District"), ((0, 1), "Killed"), ((1, 0), "Kharan"), ((1, 1), "4")):
        table.cell(*at).text = words
    made.add_paragraph(SECOND)
    return made


def saved(made: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_part(name: str, change: object) -> bytes:
    """The Word file with one part changed; None leaves the part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(word()))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == name:
                content = change(content) if callable(change) else b""
                if not content:
                    continue
            new.writestr(part.filename, content)
    return out.getvalue()


def test_word_file_is_read_in_paragraphs_with_its_table_rows_apart(tmp_path: Path) -> None:
    (item,) = found(tmp_path, saved(word()), "a.docx")
    assert isinstance(item, RawItem)
    assert item.given_text == "\n".join(["Four guards killed at depot", FIRST, "| District | Killed |", "| Kharan | 4 |", SECOND])
    assert (item.title, item.given_by) == ("Four guards killed at depot", "docx-2")


def test_deleted_words_of_a_word_file_are_left_out(tmp_path: Path) -> None:
    words = b"<w:del><w:r><w:delText>Ninety were killed.</w:delText></w:r></w:del><w:ins><w:r><w:t>Four were.</w:t></w:r></w:ins>"
    deleted = b"<w:p>" + words + b"</w:p>"
    content = with_part("word/document.xml", lambda c: c.replace(b"<w:sectPr", deleted + b"<w:sectPr", 1))
    (item,) = found(tmp_path, content, "a.docx")
    assert isinstance(item, RawItem)
    assert item.given_text is not None
    assert item.given_text.endswith("\nFour were.")
    assert "Ninety" not in item.given_text


BOMB = b'<!DOCTYPE w [<!ENTITY a "hahahaha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and nothing more", "broken_docx"),
        (saved(word())[:3000], "broken_docx"),
        (with_part("word/document.xml", lambda c: c[: len(c) // 2]), "broken_docx"),
        (with_part("word/document.xml", lambda c: c.replace(b"?>", b"?>" + BOMB, 1)), "xml_entities"),
        (with_part("docProps/core.xml", lambda c: c.replace(b"?>", b"?>" + BOMB, 1)), "xml_entities"),
        (
            with_part(
                "word/document.xml",
                lambda c: b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>",
            ),
            "no_text",
        ),
    ],
    ids=["start", "cut", "xml-cut", "entities", "entities-in-properties", "no-text"],
)
def test_broken_word_file_is_a_problem(tmp_path: Path, content: bytes, code: str) -> None:
    (problem,) = found(tmp_path, content, "a.docx")
    assert isinstance(problem, Problem)
    assert problem.code == code


HUGE = with_part(
    "word/document.xml", lambda c: c.replace(b"<w:sectPr", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_500_000 + b"<w:sectPr", 1)
)


@pytest.mark.parametrize(
    ("limits", "code", "words"),
    [
        ({"parse_seconds": 0.2}, "too_slow", "more than 0.2 s and was stopped"),
        ({"parse_memory_mb": 300}, "out_of_memory", "more than 300 MB and was stopped"),
    ],
)
def test_file_that_asks_for_too_much_is_stopped_and_the_next_one_is_read(
    tmp_path: Path, limits: dict[str, float], code: str, words: str
) -> None:
    (tmp_path / "a.docx").write_bytes(HUGE)
    (tmp_path / "b.docx").write_bytes(saved(word()))
    problem, item = told(collect(str(tmp_path), intake=Intake(limits=Limits(**limits))))  # type: ignore[arg-type]  # numbers
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert words in problem.message
    assert isinstance(item, RawItem)
