"""Zip, WARC and WACZ: what is in them comes in with where it stood; what could harm is refused, what is broken is said."""

import gzip
import hashlib
import io
import json
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telling import told
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from onrecord.ingest.intake import Intake, Limits
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.problems import Problem
from onrecord.read.reading import read_document

REPORT = "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said."
PAGE = f"<!DOCTYPE html><html><body><article><p>{REPORT}</p><p>{REPORT}</p></article></body></html>".encode()


def found(tmp_path: Path, content: bytes, name: str, **limits: float) -> list[RawItem | Problem]:
    (tmp_path / name).write_bytes(content)
    return told(collect(str(tmp_path / name), intake=Intake(limits=Limits(**limits))))  # type: ignore[arg-type]  # numbers


def items(all_found: list[RawItem | Problem]) -> list[RawItem]:
    return [x for x in all_found if isinstance(x, RawItem)]


def codes(all_found: list[RawItem | Problem]) -> list[str]:
    return [x.code for x in all_found if isinstance(x, Problem)]


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    made = zipfile.ZipInfo(name)
    made.create_system, made.external_attr = 3, 0o120777 << 16
    return made, target.encode()


def locked(content: bytes) -> bytes:
    """The archive with the mark of encryption on its first member, in both places where it stands."""
    changed = bytearray(content)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.find(sign) + at] |= 1
    return bytes(changed)


def test_members_of_a_zip_are_read_by_their_own_kinds(tmp_path: Path) -> None:
    inner = packed(("deep/note.txt", REPORT.encode()))
    whole = packed(
        ("b/page.html", PAGE), ("a.txt", REPORT.encode()), ("r.jsonl", b'{"text": "One died."}\n{"text": "Two died."}\n'),
        ("inner.zip", inner), ("__MACOSX/a.txt", b"x"), (".hidden/x.txt", b"x"), ("photo.jpg", b"\xff\xd8\xff\xe0"),
    )  # fmt: skip
    got = found(tmp_path, whole, "r.zip")
    assert [(i.locator, i.media_type) for i in items(got)] == [
        ("b/page.html", "text/html"),
        ("a.txt", "text/plain"),
        ("r.jsonl, line 1", "application/json"),
        ("r.jsonl, line 2", "application/json"),
        ("inner.zip, deep/note.txt", "text/plain"),
    ]
    assert codes(got) == ["binary"]


def test_archive_in_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    deepest = packed(("note.txt", REPORT.encode()))
    got = found(tmp_path, packed(("1.zip", packed(("2.zip", deepest)))), "r.zip")
    assert codes(got) == ["nested_too_deep"]
    assert not items(got)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/cron.d/evil.txt",
        "a/../../evil.txt",
        "..\\evil.txt",
        "C:\\evil.txt",
        "c:evil.txt",
        "a\\..\\..\\evil.txt",
    ],
)
def test_member_that_names_a_place_outside_is_refused_and_the_rest_read(tmp_path: Path, name: str) -> None:
    got = found(tmp_path, packed((name, b"x" * 100), ("good.txt", REPORT.encode())), "r.zip")
    assert codes(got) == ["path_traversal"]
    assert [i.locator for i in items(got)] == ["good.txt"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.zip"]


@pytest.mark.parametrize("target", ["/etc/passwd", "../secret.txt", "good.txt"])
def test_link_in_a_zip_is_not_followed(tmp_path: Path, target: str) -> None:
    got = found(tmp_path, packed(link("report.txt", target), ("good.txt", REPORT.encode())), "r.zip")
    assert codes(got) == ["link_skipped"]
    assert [i.locator for i in items(got)] == ["good.txt"]


def test_member_that_grows_a_thousandfold_is_refused(tmp_path: Path) -> None:
    got = found(tmp_path, packed(("bomb.txt", b"0" * 20_000_000), ("good.txt", REPORT.encode())), "r.zip")
    assert codes(got) == ["archive_bomb"]
    assert len(items(got)) == 1


def test_members_that_are_too_much_together_end_the_archive(tmp_path: Path) -> None:
    import random

    chance = random.Random(7)
    parts = [(f"{n}.txt", bytes(chance.choices(b"abcdefgh \n", k=300_000))) for n in range(6)]
    got = found(tmp_path, packed(*parts), "r.zip", unpacked_mb=1)
    assert codes(got) == ["archive_bomb"]
    assert len(items(got)) == 3


def test_size_that_a_member_declares_is_not_believed(tmp_path: Path) -> None:
    content = bytearray(packed(("liar.txt", b"word " * 600_000), ("good.txt", REPORT.encode())))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = content.find(sign) + at
        content[where : where + 4] = struct.pack("<I", 5000)
    got = found(tmp_path, bytes(content), "r.zip", report_mb=1)
    assert [i.locator for i in items(got)][-1] == "good.txt"
    assert all(len(i.content) <= 2**20 for i in items(got))


def test_too_many_members_are_cut_off_with_a_word(tmp_path: Path) -> None:
    got = found(tmp_path, packed(*((f"{n}.txt", REPORT.encode()) for n in range(12))), "r.zip", members=10)
    assert codes(got) == ["too_many_members"]
    assert len(items(got)) == 10


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (locked(packed(("a.txt", REPORT.encode() * 20))), "encrypted"),
        (packed(("a.txt", REPORT.encode() * 20))[:60], "broken_archive"),
        (b"PK\x03\x04", "broken_archive"),
        (packed(), "empty"),
        (packed(("empty.txt", b"")), "empty"),
        (packed(("a.exe", b"MZ and so on")), "unknown_type"),
    ],
    ids=["password", "cut", "start", "no-member", "empty-member", "program"],
)
def test_zip_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes, code: str) -> None:
    got = found(tmp_path, content, "r.zip")
    assert (codes(got), items(got)) == ([code], [])


def test_damage_inside_a_member_is_its_own_and_the_rest_goes_through(tmp_path: Path) -> None:
    content = bytearray(packed(("a.txt", bytes(range(97, 123)) * 300), ("good.txt", REPORT.encode())))
    content[45:60] = b"\xff" * 15
    got = found(tmp_path, bytes(content), "r.zip")
    assert codes(got) == ["damaged"]
    assert [i.locator for i in items(got)] == ["good.txt"]


class Archive:
    """A WARC file under construction, with where each record begins."""

    def __init__(self, packs: bool = True) -> None:
        self.stream, self.starts = io.BytesIO(), list[int]()
        self.writer = WARCWriter(self.stream, gzip=packs)

    def add(
        self,
        url: str,
        body: bytes = PAGE,
        kind: str = "text/html; charset=utf-8",
        status: str = "200 OK",
        record: str = "response",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> "Archive":
        self.starts.append(self.stream.tell())
        http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        self.writer.write_record(
            self.writer.create_warc_record(
                url, record, payload=io.BytesIO(body), http_headers=http if record == "response" else None,
                warc_headers_dict={"WARC-Date": "2026-01-31T10:00:00Z"}, warc_content_type=None if record == "response" else kind,
            )
        )  # fmt: skip
        return self

    @property
    def content(self) -> bytes:
        return self.stream.getvalue()


def mixed() -> Archive:
    archive = Archive()
    archive.writer.write_record(archive.writer.create_warcinfo_record("x.warc.gz", {"software": "test"}))
    archive.add("https://wire.example/1")
    archive.add("https://wire.example/photo", b"\x89PNG", "image/png")
    archive.add("https://wire.example/gone", b"<p>Not found</p>", status="404 Not Found")
    archive.add("https://wire.example/moved", b"", status="301 Moved")
    archive.add("dns:wire.example", b"1.2.3.4", "text/dns", record="resource")
    archive.add("https://wire.example/2", REPORT.encode(), "text/plain")
    archive.add("https://wire.example/3", "<p>Четыре охранника</p>".encode("cp1251"), "text/html; charset=windows-1251")
    archive.add("https://wire.example/4", gzip.compress(PAGE), headers=(("Content-Encoding", "gzip"),))
    return archive


def test_pages_of_a_web_archive_come_with_address_and_time_and_the_rest_is_counted(tmp_path: Path) -> None:
    got = found(tmp_path, mixed().content, "a.warc.gz")
    one, two, three, four = items(got)
    assert (one.url, one.media_type, one.fetched_at) == (
        "https://wire.example/1",
        "text/html",
        datetime(2026, 1, 31, 10, tzinfo=UTC),
    )
    assert one.content == PAGE
    assert one.locator is not None
    assert one.locator.startswith("offset ")
    assert (two.media_type, two.content) == ("text/plain", REPORT.encode())
    document = read_document(three).document
    assert document is not None
    assert "Четыре охранника" in document.text
    assert four.content == PAGE
    (note,) = [x for x in got if isinstance(x, Problem)]
    assert (note.code, note.severity.value) == ("records_left_out", "note")
    assert (
        "9 records; 4 were read, and left out were: 2 status other than 2xx, 1 warcinfo, 1 other media, 1 no web address"
        in note.message
    )


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a", "a.bin"])
@pytest.mark.parametrize("packs", [True, False])
def test_web_archive_is_known_by_its_first_bytes(tmp_path: Path, name: str, packs: bool) -> None:
    got = found(tmp_path, Archive(packs).add("https://wire.example/1").content, name)
    assert [i.url for i in items(got)] == ["https://wire.example/1"]


@pytest.mark.parametrize("packs", [True, False])
def test_broken_record_in_the_middle_is_said_and_the_rest_goes_through(tmp_path: Path, packs: bool) -> None:
    archive = Archive(packs)
    for n in range(5):
        archive.add(f"https://wire.example/{n}")
    content = bytearray(archive.content)
    start = archive.starts[2]
    content[start : start + 40] = b"\x5a" * 40
    got = found(tmp_path, bytes(content), "a.warc.gz")
    assert [i.url for i in items(got)] == [f"https://wire.example/{n}" for n in (0, 1, 3, 4)]
    assert codes(got) == ["broken_record"]
    (problem,) = [x for x in got if isinstance(x, Problem)]
    assert f"reading went on at offset {archive.starts[3]}" in problem.message


def test_web_archive_that_is_cut_off_gives_what_there_is(tmp_path: Path) -> None:
    archive = Archive(packs=False).add("https://wire.example/1").add("https://wire.example/2")
    got = found(tmp_path, archive.content[:-60], "a.warc")
    assert [i.url for i in items(got)] == ["https://wire.example/1", "https://wire.example/2"]
    assert codes(got) == ["cut_off"]


def test_record_that_unpacks_without_end_is_left_out(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" + b"0" * 5_000_000)
    archive = Archive().add("https://wire.example/b", bomb, headers=(("Content-Encoding", "gzip"),)).add("https://wire.example/1")
    got = found(tmp_path, archive.content, "a.warc.gz", report_mb=1)
    assert [i.url for i in items(got)] == ["https://wire.example/1"]
    assert "1 too large" in next(x.message for x in got if isinstance(x, Problem))


def wacz(*archives: bytes, extra: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    members = [(f"archive/{n}.warc.gz", content) for n, content in enumerate(archives)]
    listed = [{"name": n, "path": n, "hash": f"sha256:{hashlib.sha256(c).hexdigest()}", "bytes": len(c)} for n, c in members]
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": listed}).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (
            *members,
            ("pages/pages.jsonl", b'{"format": "json-pages-1.0"}\n'),
            ("datapackage.json", package),
            *extra,
        ):
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["a.wacz", "a.zip", "a"])
def test_package_of_web_archives_gives_the_pages_of_all(tmp_path: Path, name: str) -> None:
    content = wacz(Archive().add("https://wire.example/1").content, Archive().add("https://wire.example/2").content)
    one, two = items(found(tmp_path, content, name))
    assert (one.url, two.url) == ("https://wire.example/1", "https://wire.example/2")
    assert (one.locator, two.locator) == ("archive/0.warc.gz, offset 0", "archive/1.warc.gz, offset 0")


@pytest.mark.parametrize(
    ("content", "code"),
    [(wacz(), "broken_wacz"), (wacz(mixed().content)[:400], "broken_wacz"), (wacz(b"no warc at all"), "broken_record")],
    ids=["no-warc", "cut", "nonsense"],
)
def test_package_that_is_broken_is_a_problem(tmp_path: Path, content: bytes, code: str) -> None:
    got = found(tmp_path, content, "a.wacz")
    assert code in codes(got)
    assert not items(got)


def test_pages_in_a_pipe_are_read_too() -> None:
    got = told(collect("-", io.BytesIO(mixed().content)))
    assert len(items(got)) == 4


def test_archive_in_a_pipe_may_be_larger_than_a_report() -> None:
    archive = Archive(packs=False)
    for n in range(8):
        archive.add(f"https://wire.example/{n}", PAGE + b" " * 200_000)
    got = told(collect("-", io.BytesIO(archive.content), Intake(limits=Limits(report_mb=1))))
    assert len(items(got)) == 8
