"""What comes in from files and folders: every report once, in order, and every trouble said."""

from pathlib import Path

import pytest
from telling import told

from onrecord.ingest.intake import MB, Intake, Limits
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

REPORT = "Gunmen killed four guards at a depot near Kharan.\nThey fled on motorcycles.\n"


def only(found: list[RawItem | Problem]) -> RawItem | Problem:
    assert len(found) == 1, found
    return found[0]


def test_text_file_becomes_one_item_with_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "depot.txt"
    path.write_bytes(REPORT.encode())
    item = only(told(collect(str(path))))
    assert isinstance(item, RawItem)
    assert (item.content, item.sha256) == (REPORT.encode(), sha256_hex(REPORT.encode()))
    assert (item.media_type, item.source, item.locator, item.fetched_at) == ("text/plain", str(path), None, None)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.txt", b"Four guards died.", "text/plain"),
        ("a.md", b"# Depot\n\nFour guards died.", "text/plain"),
        ("a", b"Four guards died.", "text/plain"),
        ("a.html", b"<p>Four guards died.</p>", "text/html"),
        ("a.HTM", b"Four guards died.", "text/html"),
        ("a.xhtml", b'<?xml version="1.0"?><html><body><p>Four</p></body></html>', "text/html"),
        ("a", b"\n <!-- saved page --> <!DOCTYPE html><html><p>Four guards died.", "text/html"),
        ("a.txt", b"<!doctype HTML><title>Depot</title>", "text/html"),
        ("a", "\ufeff<html><body>Four</body></html>".encode("utf-16"), "text/html"),
        ("a.txt", b"<3 messages from readers, and 4 guards dead", "text/plain"),
    ],
)
def test_kind_of_file_is_told_by_its_name_or_first_words(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    (tmp_path / name).write_bytes(content)
    item = only(told(collect(str(tmp_path / name))))
    assert isinstance(item, RawItem)
    assert item.media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.html", b" \r\n\t ", "empty"),
        ("nothing.jsonl", b"\n\n", "empty"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("statement.html", b"%PDF-1.7 stream of things", "broken_pdf"),
        ("noise.txt", bytes(range(256)) * 8, "binary"),
        ("no-suffix", b"PK\x03\x04rest of an archive", "broken_archive"),
        ("sheet.xlsx", b"PK\x03\x04", "broken_sheet"),
        ("letter.docx", b"PK\x03\x04", "broken_docx"),
        ("export.rtf", b"{\\rtf1 }", "no_text"),
        ("page.html.gz", b"\x1f\x8b\x08\x00 packed", "binary"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "binary"),
        ("table.csv", b"date,killed\n2026-01-31,21\n", "no_text_column"),
        ("feed", b'<?xml version="1.0"?><rss><channel></channel></rss>', "empty"),
        ("data.xml", b'<?xml version="1.0"?><rows><row/></rows>', "unknown_type"),
        ("tune.mp3", b"ID3 and then words", "unknown_type"),
    ],
)
def test_file_that_is_no_report_is_a_problem_that_says_where_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    problem = only(told(collect(str(tmp_path / name))))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity, problem.source) == (code, ProblemSeverity.ERROR, str(tmp_path / name))
    assert any(
        words in problem.message for words in ("nothing was read", ".html", "anew", "save it as", "--columns", "unpack it")
    )


def test_file_over_the_limit_is_a_problem_and_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"x" * (MB + 1))
    (tmp_path / "fits.txt").write_bytes(b"x" * MB)
    found = told(collect(str(tmp_path), intake=Intake(limits=Limits(report_mb=1))))
    assert [isinstance(f, RawItem) or f.code for f in found] == [True, "too_large"]


def test_folder_gives_its_files_by_name_and_leaves_hidden_ones_out(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a/one.txt", "zero.txt", ".hidden/x.txt", "a/.draft.txt", "a/one.txt.meta.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name if not name.endswith("json") else "{}")
    found = told(collect(str(tmp_path)))
    assert [Path(f.source).relative_to(tmp_path).as_posix() for f in found] == ["zero.txt", "a/one.txt", "b/two.txt"]


def test_one_bad_file_does_not_stop_the_folder(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"")
    (tmp_path / "2.bin").write_bytes(b"\0\1")
    (tmp_path / "3.txt").write_text(REPORT)
    found = told(collect(str(tmp_path)))
    assert [type(f) for f in found] == [Problem, Problem, RawItem]


def test_links_in_a_folder_are_not_followed_and_that_is_said(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(REPORT)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    problem = only(told(collect(str(folder))))
    assert isinstance(problem, Problem)
    assert problem.code == "link_skipped"


def test_empty_folder_says_what_reports_can_be(tmp_path: Path) -> None:
    problem = only(told(collect(str(tmp_path))))
    assert isinstance(problem, Problem)
    assert problem.code == "empty"
    assert ".html" in problem.message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("missing/report.txt", "no file or folder 'missing/report.txt'"),
        ("", "no file or folder"),
        ("https://wire.example/a", "Save the page and add the file"),
        ("FTP://wire.example/a", "Save the page and add the file"),
        ("-", "standard input"),
    ],
)
def test_source_that_cannot_be_is_the_callers_mistake_and_says_so_at_once(source: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        collect(source)


def test_neighbour_says_what_the_file_does_not(tmp_path: Path) -> None:
    (tmp_path / "depot.txt").write_text(REPORT)
    (tmp_path / "depot.txt.meta.json").write_text(
        '{"title": "Depot attacked", "published": "2026-01-31", "outlet": "Sample Wire", "url": "https://w.example/1", "id": 7}'
    )
    item = only(told(collect(str(tmp_path))))
    assert isinstance(item, RawItem)
    assert (item.title, item.published, item.outlet) == ("Depot attacked", "2026-01-31", "Sample Wire")
    assert (item.url, item.external_id, item.language) == ("https://w.example/1", "7", None)


@pytest.mark.parametrize("said", ["{broken", "[1]", "\xff"])
def test_broken_neighbour_is_said_and_the_file_still_read(tmp_path: Path, said: str) -> None:
    (tmp_path / "depot.txt").write_text(REPORT)
    (tmp_path / "depot.txt.meta.json").write_bytes(said.encode("latin-1"))
    problem, item = told(collect(str(tmp_path)))
    assert isinstance(problem, Problem)
    assert isinstance(item, RawItem)
    assert (problem.code, item.title) == ("broken_sidecar", None)
