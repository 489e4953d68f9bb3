"""JSON lines and standard input: streamed, broken lines said by number, the rest goes through."""

import io
import json
from pathlib import Path

import pytest
from telling import told

from onrecord.ingest import jsonl
from onrecord.ingest.jsonl import read_lines
from onrecord.ingest.origins import Origin
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

HERE = Origin(source="r.jsonl")


def lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def test_line_carries_its_own_bytes_and_what_it_says() -> None:
    row = {
        "id": 12,
        "text": "  Two guards died.\r\n",
        "title": "Depot",
        "published": "11/4/2016",
        "url": "https://wire.example/2",
        "outlet": "Sample Wire",
        "language": "en",
    }
    item = next(read_lines(io.BytesIO(lines(row)), Origin(source="reports.jsonl")))
    assert isinstance(item, RawItem)
    assert item.content == json.dumps(row).encode()
    assert item.sha256 == sha256_hex(item.content)
    assert (item.locator, item.external_id, item.given_text, item.given_html) == ("line 1", "12", "  Two guards died.\r\n", None)
    assert (item.title, item.published, item.url, item.outlet, item.language) == (
        "Depot",
        "11/4/2016",
        "https://wire.example/2",
        "Sample Wire",
        "en",
    )


def test_page_in_a_line_is_used_when_its_text_is_blank() -> None:
    item = next(read_lines(io.BytesIO(lines({"text": " ", "html": "<p>Two guards died.</p>"})), HERE))
    assert isinstance(item, RawItem)
    assert (item.given_text, item.given_html) == (None, "<p>Two guards died.</p>")


@pytest.mark.parametrize(
    ("broken", "code", "words"),
    [
        (b'{"text": "cut off', "broken_line", "Is not JSON"),
        (b"[1, 2]", "broken_line", "Is not a JSON object"),
        (b'"just words"', "broken_line", "Is not a JSON object"),
        (b"null", "broken_line", "Is not a JSON object"),
        (b'{"text": "\xff"}', "broken_line", "Is not UTF-8"),
        (b'{"a":' * 60_000, "broken_line", "Is not JSON"),
        (b'{"author": "no words"}', "no_text", 'either "text" nor "html"'),
        (b'{"text": 5}', "no_text", 'either "text" nor "html"'),
    ],
)
def test_broken_line_is_a_problem_with_its_number_and_the_rest_goes_through(broken: bytes, code: str, words: str) -> None:
    found = told(read_lines(io.BytesIO(lines({"text": "One died."}, b"", broken, {"text": "Two died."})), HERE))
    assert [type(f) for f in found] == [RawItem, Problem, RawItem]
    problem = found[1]
    assert isinstance(problem, Problem)
    assert (problem.source, problem.code) == ("r.jsonl, line 3", code)
    assert words in problem.message
    last = found[2]
    assert isinstance(last, RawItem)
    assert last.locator == "line 4"


@pytest.mark.parametrize("end", [b"\n", b""])
def test_line_that_is_too_long_is_skipped_in_pieces(monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 100)
    monkeypatch.setattr(jsonl, "PIECE", 10)
    long = b'{"text": "' + b"x" * 500 + b'"}'
    found = told(read_lines(io.BytesIO(lines({"text": "One died."}) + long + end), HERE))
    if end:
        found += told(read_lines(io.BytesIO(long + end + lines({"text": "Two died."})), HERE))
    assert [f.code if isinstance(f, Problem) else f.given_text for f in found] == (
        ["One died.", "line_too_long"] + (["line_too_long", "Two died."] if end else [])
    )


def test_odd_values_of_a_line_are_not_taken_for_words() -> None:
    row = {"text": "One died.", "title": ["a"], "published": True, "url": "", "outlet": None, "id": {"a": 1}, "language": 3.5}
    item = next(read_lines(io.BytesIO(lines(row)), HERE))
    assert isinstance(item, RawItem)
    assert (item.title, item.published, item.url, item.outlet, item.external_id) == (None, None, None, None, None)


def test_file_of_lines_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "r.ndjson").write_bytes(b"\xef\xbb\xbf" + lines({"text": "One died."}))
    item = next(iter(collect(str(tmp_path))))
    assert isinstance(item, RawItem)
    assert item.given_text == "One died."


@pytest.mark.parametrize(
    ("content", "media_type", "given"),
    [
        (b"Four guards died.\nThe depot burned.", "text/plain", None),
        (b"<!DOCTYPE html><p>Four guards died.</p>", "text/html", None),
        (b'{"text": "Four guards died."}\n', "application/json", "Four guards died."),
        (b'\xef\xbb\xbf{"text": "Four guards died."}', "application/json", "Four guards died."),
    ],
)
def test_standard_input_is_text_a_page_or_lines(content: bytes, media_type: str, given: str | None) -> None:
    (item,) = told(collect("-", io.BytesIO(content)))
    assert isinstance(item, RawItem)
    assert (item.media_type, item.given_text, item.source) == (media_type, given, "standard input")


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"\n\n \n", "empty"), (b"\x00\x01\x02\x03" * 50, "binary")])
def test_standard_input_without_a_report_is_a_problem(content: bytes, code: str) -> None:
    (problem,) = told(collect("-", io.BytesIO(content)))
    assert isinstance(problem, Problem)
    assert (problem.source, problem.code) == ("standard input", code)


def test_line_with_a_headline_only_is_read_as_that_and_the_lack_is_said() -> None:
    item, problem = told(
        read_lines(io.BytesIO(lines({"title": "Four guards killed at depot", "url": "https://w.example/1"})), HERE)
    )
    assert isinstance(item, RawItem)
    assert isinstance(problem, Problem)
    assert (item.given_text, item.title) == ("Four guards killed at depot", "Four guards killed at depot")
    assert (problem.code, problem.severity.value) == ("headline_only", "note")


def test_line_under_other_names_is_read_by_the_users_columns() -> None:
    row = {"story": "x", "words": "Two guards died.", "kopf": "Depot"}
    (item,) = told(read_lines(io.BytesIO(lines(row)), HERE, (("text", "words"), ("title", "kopf"))))
    assert isinstance(item, RawItem)
    assert (item.given_text, item.title) == ("Two guards died.", "Depot")
