"""Items become documents: one text for good, exact spans, dates with their basis, and every doubt said."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.ingest.sources import collect
from onrecord.model.documents import DateBasis, Document, RawItem
from onrecord.model.enums import FurnitureKind, ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.spans import Span
from onrecord.read.reading import LONGEST_TEXT, Reading, read_document

SEED = Path(__file__).resolve().parents[3] / "shared" / "scenario" / "seed_report.txt"
BODY = (
    "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said.\n"
    "The attackers came on motorcycles before dawn and fled towards the hills, he said.\n"
)


def raw(content: bytes, media_type: str = "text/plain", **said: str) -> RawItem:
    return RawItem(content=content, sha256=sha256_hex(content), media_type=media_type, source="report", **said)  # type: ignore[arg-type]  # words only


def line_item(text: str, **said: str) -> RawItem:
    return replace(raw(text.encode("utf-8", "surrogatepass"), "application/json", **said), given_text=text, locator="line 1")


def document(item: RawItem, today: date | None = None) -> Document:
    read = read_document(item, today)
    assert read.document is not None, read.problems
    return read.document


def codes(read: Reading) -> set[str]:
    return {problem.code for problem in read.problems}


def spans(doc: Document) -> list[Span]:
    parts = (doc.title_span, doc.byline_span, doc.dateline_span, doc.dateline_place, doc.dateline_date)
    return [span for span in parts if span] + [piece.span for piece in doc.furniture]


@pytest.mark.skipif(not SEED.exists(), reason="the shared scenario is not here")
def test_seed_report_is_read_right() -> None:
    (item,) = collect(str(SEED))
    assert isinstance(item, RawItem)
    read = read_document(item, date(2026, 11, 26))
    doc = read.document
    assert doc is not None
    assert (doc.published_at, doc.published_prec, doc.published_basis) == (
        datetime(2026, 1, 31, tzinfo=UTC),
        "day",
        DateBasis.DATELINE,
    )
    assert doc.title == doc.text.split("\n")[0]
    assert doc.dateline_place is not None
    assert doc.dateline_place.exact == "Quetta, Balochistan"
    residue, author, comments = doc.furniture
    assert residue.span.exact.startswith("If you want, I can also")
    assert author.span.exact.startswith("About the Creator")
    assert comments.span.exact.startswith("Comments")
    assert [piece.kind for piece in doc.furniture] == [
        FurnitureKind.ASSISTANT_RESIDUE,
        FurnitureKind.AUTHOR_BOX,
        FurnitureKind.COMMENTS,
    ]
    assert comments.span.end == len(doc.text.rstrip())
    (problem,) = read.problems
    assert (problem.code, problem.span) == ("assistant_residue", residue.span)


def test_given_text_is_kept_to_the_letter() -> None:
    text = "  \tFour\u00a0guards died.\r\n\r\nComments\r\n\x0bNone\u2028 \U0001f56f "
    doc = document(line_item(text))
    assert (doc.text, doc.text_version) == (text, "given-1")


def test_text_file_has_line_ends_of_one_kind_and_no_control_characters() -> None:
    doc = document(raw(b"Four guards\r\ndied.\rTwo fled.\x08\n"))
    assert (doc.text, doc.text_version) == ("Four guards\ndied.\nTwo fled. \n", "plain-1")


@pytest.mark.parametrize(
    ("item", "at", "prec", "basis"),
    [
        (
            raw(f"KABUL, Jan 3, 2025 (AP) — {BODY}".encode(), published="2025-01-04T01:00:00Z"),
            (2025, 1, 4, 1),
            "minute",
            "carrier",
        ),
        (raw(f"KABUL, Jan 3, 2025 (AP) — {BODY}".encode()), (2025, 1, 3), "day", "dateline"),
        (raw(f"KABUL, Jan 3 (AP) — {BODY}".encode(), url="https://w.example/2025/01/03/depot"), (2025, 1, 3), "day", "url"),
        (raw(f"Depot attacked\nPublished: Jan 3, 2025\n{BODY}".encode()), (2025, 1, 3), "day", "metadata"),
        (raw(BODY.encode(), url="https://w.example/article/2019/nov/18/depot"), (2019, 11, 18), "day", "url"),
        (raw(BODY.encode(), published="0001-01-01T00:00:00Z", url="https://w.example/2025-01-03-x/"), (2025, 1, 3), "day", "url"),
        (raw(f'<meta name="date" content="2025-01-03"><p>{BODY}'.encode(), "text/html"), (2025, 1, 3), "day", "metadata"),
    ],
)
def test_date_of_publication_comes_from_the_best_source(item: RawItem, at: tuple[int, ...], prec: str, basis: str) -> None:
    doc = document(item, date(2026, 11, 26))
    assert (doc.published_at, doc.published_prec, doc.published_basis) == (datetime(*at, tzinfo=UTC), prec, basis)  # type: ignore[arg-type, misc]  # no zone


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2031-01-01", {"date_doubtful", "undated"}), ("soon", {"date_doubtful", "undated"}), ("11/4/2016", {"date_doubtful"})],
)
def test_doubtful_date_is_said_and_an_impossible_one_not_used(published: str, expected: set[str]) -> None:
    read = read_document(line_item(BODY, published=published), date(2026, 11, 26))
    assert codes(read) == expected
    assert read.document is not None
    assert (read.document.published_at is None) == ("undated" in expected)


def test_undated_report_says_so_and_has_no_date() -> None:
    read = read_document(raw(BODY.encode()))
    assert read.document is not None
    assert (read.document.published_at, read.document.published_prec, read.document.published_basis) == (None, None, None)
    assert [(p.code, p.severity) for p in read.problems] == [("undated", ProblemSeverity.NOTE)]


@pytest.mark.parametrize(
    ("text", "carrier", "language"),
    [
        (BODY, None, "en"),
        (BODY, "fr", "fr"),
        (BODY, "en-GB", "en"),
        (BODY, "English", "en"),
        (BODY, "no language", "en"),
        ("Four died.", None, None),
        ("Des hommes armés ont tué quatre gardiens d’un dépôt près de Kharan, selon un responsable.", None, "fr"),
        ("قتل مسلحون أربعة حراس في مستودع قرب مدينة خاران يوم الأحد، بحسب ما قال مسؤول محلي لوسائل الإعلام.", None, "ar"),
        ("Четверо охранников погибли у склада близ Харана в воскресенье, сообщили местные власти журналистам.", None, "ru"),
        (BODY.upper(), None, "en"),
    ],
)
def test_language_is_the_carriers_word_or_what_the_text_looks_like(text: str, carrier: str | None, language: str | None) -> None:
    read = read_document(line_item(text, **({"language": carrier} if carrier else {})))
    assert read.document is not None
    assert read.document.language == language
    assert ("language_not_supported" in codes(read)) == (language not in ("en", None))


def test_language_of_the_template_does_not_outweigh_the_text() -> None:
    page = "<html lang='en'><p>Des hommes armés ont tué quatre gardiens d’un dépôt près de Kharan dimanche, selon un responsable."
    assert document(raw(page.encode(), "text/html")).language == "fr"


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        (b"<html><body></body></html>", "text/html", "no_text"),
        (b" \n ", "text/plain", "no_text"),
        (b"word " * (LONGEST_TEXT // 5 + 1), "text/plain", "too_long"),
    ],
)
def test_item_without_a_readable_text_is_an_error_that_says_where(content: bytes, media_type: str, code: str) -> None:
    read = read_document(raw(content, media_type))
    assert read.document is None
    (problem,) = read.problems
    assert (problem.code, problem.severity) == (code, ProblemSeverity.ERROR)
    assert problem.source == "report"
    assert "nothing was read" in problem.message


def test_wrong_encoding_is_read_with_a_warning() -> None:
    read = read_document(raw("The depot’s guards died, a café owner said.".encode("cp1252")))
    assert read.document is not None
    assert read.document.text == "The depot’s guards died, a café owner said."
    assert "encoding_guessed" in codes(read)


def test_same_report_is_one_document_and_the_same_words_of_two_outlets_are_two() -> None:
    first = line_item(BODY, outlet="Sample Wire", url="https://w.example/1")
    again = replace(
        first, content=b"{other blanks}", sha256=sha256_hex(b"{other blanks}"), source="other.jsonl", locator="line 9"
    )
    assert document(first).document_id == document(again).document_id
    others = [
        line_item(BODY, outlet="Harbour Gazette", url="https://w.example/1"),
        line_item(BODY, outlet="Sample Wire", url="https://w.example/2"),
        line_item(BODY + " ", outlet="Sample Wire", url="https://w.example/1"),
        line_item(BODY, outlet="Sample Wire"),
    ]
    assert len({document(item).document_id for item in [first, *others]}) == 5
    assert document(raw(BODY.encode())).document_id == document(replace(raw(BODY.encode()), source="copy.txt")).document_id


def test_outlet_is_the_host_when_nobody_names_it() -> None:
    assert document(line_item(BODY, url="https://www.wire.example:443/a")).outlet == "wire.example"


PLAUSIBLE = st.lists(
    st.sampled_from(
        ["KABUL, Jan 3 (AP) - ", "Comments\n", "About the author\n", "If you want, I can write ", "\n", " ", "—", "\u2028",
         "By A. Name\n", "Published: 1/2/2025\n", "Related:\n", "Read more: x\n", "\U0001f56f", "\x85", "Four died. ",
         "\ud800", "\r\n", "QUETTA: "]
    )
    | st.text(max_size=8),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLAUSIBLE)
def test_spans_say_what_stands_there_and_given_text_stays(text: str) -> None:
    doc = read_document(line_item(text)).document
    if doc is not None:
        assert [a for a, b in zip(doc.text, text, strict=True) if a != b and not "\ud800" <= b <= "\udfff"] == []
        assert all(doc.text[span.start : span.end] == span.exact for span in spans(doc))
        assert all(one.span.end <= other.span.start for one, other in zip(doc.furniture, doc.furniture[1:], strict=False))


TAGS = st.sampled_from(
    [b"<p>", b"</p>", b"<div class='comments'>", b"</div>", b"<table>", b"<td>", b"<script>", b"<!--", b"-->", b"<h1>",
     b"<a href='x'>", b"<time datetime='2026-01-31'>", b"<meta charset=utf-16>",
     b"<meta name=date content='31/31/2026'>", b"<br>",
     b"\xff\xfe", b"\x00", b'<script type="application/ld+json">', b'{"@type":"NewsArticle","datePublished":["x"]}',
     b"Four guards died. " * 5]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TAGS | st.binary(max_size=12), max_size=25).map(b"".join), st.sampled_from(["text/html", "text/plain"]))
def test_no_bytes_break_the_reading(content: bytes, media_type: str) -> None:
    read = read_document(raw(content, media_type))
    assert read.document is not None or read.problems
    if read.document is not None:
        doc = read.document
        assert all(doc.text[span.start : span.end] == span.exact for span in spans(doc))
        doc.text.encode("utf-8")
    assert read == read_document(raw(content, media_type))
