"""WACZ out: a package that verifies, that others read, that comes back in, and in which nothing is changed unseen."""

import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.store.custody.packing import Packed, in_blocks, pack, sort_key
from onrecord.store.custody.unpacking import verify_package
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
THEN = datetime(2026, 1, 31, 16, 10, 5, tzinfo=UTC)
URL = "https://www.harbour.example/news/valley?b=2&a=1"
PAGE = (
    b"<html><head><title>Valley toll</title></head><body><article><p>Officials in the valley said on Saturday that 11 villagers "
    b"were killed when shells fell on the lower market.</p></article></body></html>"
)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    """A register with a page that was fetched, the same page without its headers, and a text of no address."""
    with Store.open(tmp_path / "r.db") as store:
        item, doc, reading = make_report(10)
        store.add(item, doc, reading, (), recorded_at=NOW)
        for url, headers in ((URL, ("Content-Type: text/html; charset=utf-8", "Content-Encoding: gzip")), (URL + "&c=3", ())):
            item, doc, reading = make_report(11)
            name = content_id("doc", url)
            page = replace(item, content=PAGE, sha256=sha256_hex(PAGE), media_type="text/html", url=url, fetched_at=THEN,
                           headers=headers)  # fmt: skip
            told = replace(doc, document_id=name, url=url, raw_sha256=page.sha256, fetched_at=THEN, title="Valley toll")
            store.add(page, told, replace(reading, document_id=name, claims=()), (), recorded_at=NOW)
    return tmp_path / "r.db"


@pytest.fixture
def package(path: Path, tmp_path: Path) -> Path:
    with Store.open(path) as store:
        assert pack(store, tmp_path / "r.wacz", created=NOW, software="OnRecord test") == Packed(captures=3, pages=2, lost=0)
    return tmp_path / "r.wacz"


def test_package_verifies_and_holds_what_the_format_asks_for(package: Path) -> None:
    assert verify_package(package) == []
    with zipfile.ZipFile(package) as archive:
        assert set(archive.namelist()) == {
            "archive/data.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl", "onrecord/captures.jsonl",
            "datapackage.json", "datapackage-digest.json",
        }  # fmt: skip
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.extra for info in archive.infolist()} == {b""}
        # Programs that replay count from the end of the member's head, and not all know the head of members of over 4 GB.
        assert package.read_bytes()[26:30] == len("archive/data.warc.gz").to_bytes(2, "little") + b"\0\0"
        told = json.loads(archive.read("datapackage.json"))
        assert (told["profile"], told["created"]) == ("data-package", "2026-02-01T10:00:00Z")
        assert {r["path"] for r in told["resources"]} == set(archive.namelist()) - {"datapackage.json", "datapackage-digest.json"}
        head, *pages = map(json.loads, archive.read("pages/pages.jsonl").splitlines())
    assert head["format"] == "json-pages-1.0"
    assert tuple(pages[0][name] for name in ("url", "ts", "title")) == (URL, "2026-01-31T16:10:05Z", "Valley toll")


def warc(package: Path) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read("archive/data.warc.gz")


def test_other_programs_read_the_records(package: Path) -> None:
    records = [
        (
            r.rec_type,
            r.rec_headers.get_header("WARC-Target-URI"),
            r.rec_headers.get_header("WARC-Date"),
            r.content_stream().read(),
        )
        for r in ArchiveIterator(io.BytesIO(warc(package)))
    ][1:]
    assert records == [
        ("resource", f"urn:sha256:{sha256_hex(b'10 villagers were killed in the valley.')}", "2026-02-01T10:00:00Z",
         b"10 villagers were killed in the valley."),
        ("response", URL, "2026-01-31T16:10:05Z", PAGE),
        ("resource", URL + "&c=3", "2026-01-31T16:10:05Z", PAGE),
    ]  # fmt: skip
    assert [r.reader.read() for r in FastIterator(io.BytesIO(warc(package)))][1:] == [r[3] for r in records]


def test_answer_keeps_the_headers_that_are_true_of_the_bytes(package: Path) -> None:
    (answer,) = [r for r in ArchiveIterator(io.BytesIO(warc(package))) if r.rec_type == "response"]
    assert answer.http_headers.headers == [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]


def test_index_is_sorted_and_leads_to_every_record(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        packed, (meta, *blocks) = archive.read("indexes/index.cdx.gz"), archive.read("indexes/index.idx").decode().splitlines()
    lines = gzip.decompress(packed).decode().splitlines()
    assert lines == sorted(lines) and len(lines) == 3
    assert lines[0].startswith("example,harbour)/news/valley?a=1&b=2 20260131161005 {")
    assert json.loads(meta.removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    key, _, place = blocks[0].partition(" {")
    assert (key, len(blocks)) == (lines[0].partition(" {")[0], 1)
    assert json.loads("{" + place) == {
        "offset": 0, "length": len(packed), "digest": f"sha256:{sha256_hex(packed)}", "filename": "index.cdx.gz"}  # fmt: skip


def test_long_index_comes_in_blocks_that_can_be_read_alone() -> None:
    lines = sorted(f'example,harbour)/{n} 20260131161005 {{"url":"https://harbour.example/{n}"}}' for n in range(700))
    packed, (_, *blocks) = in_blocks(lines)
    told = [json.loads(block[block.index("{") :]) for block in blocks]
    parts = [gzip.decompress(packed[one["offset"] : one["offset"] + one["length"]]).decode().splitlines() for one in told]
    assert [part for block in parts for part in block] == lines and [len(part) for part in parts] == [300, 300, 100]
    assert [block.partition(" {")[0] for block in blocks] == [part[0].partition(" {")[0] for part in parts]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("http://www.Example.org/A/b/?Q=1", "org,example)/a/b?q=1"),
        ("https://news.example.org:8443", "org,example,news:8443)/"),
        ("https://www2.example.org:443/", "org,example)/"),
        ("urn:sha256:00ff", "urn:sha256:00ff"),
    ],
)
def test_address_turns_into_its_sort_key(address: str, key: str) -> None:
    assert sort_key(address) == key


def test_same_register_packs_to_the_same_captures(path: Path, package: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        pack(store, tmp_path / "again.wacz", created=NOW, software="OnRecord test")
    ids = [[r.rec_headers.get_header("WARC-Record-ID") for r in ArchiveIterator(io.BytesIO(warc(p)))][1:]
           for p in (package, tmp_path / "again.wacz")]  # fmt: skip
    assert ids[0] == ids[1]


def rewritten(package: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    other = package.with_name("changed.wacz")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return other


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("pages/pages.jsonl", b"Valley", b"Alley!", "package_changed"),
        ("pages/pages.jsonl", b"Valley", b"Alley", "package_changed"),
        ("datapackage.json", b"Sources", b"Courses", "package_changed"),
        ("indexes/index.cdx.gz", b'"offset":', b'"offset":1', "package_index"),
        ("indexes/index.cdx.gz", b"harbour.example", b"harbour.invalid", "package_index"),
        ("indexes/index.cdx.gz", b"data.warc.gz", b"none.warc.gz", "package_index"),
        ("indexes/index.cdx.gz", b'"length":', b'"length":1000000000000000', "package_changed"),
        ("datapackage.json", b'"resources"', b'"sources"', "package_broken"),
        ("datapackage.json", b"{", b"[", "package_broken"),
    ],
)
def test_change_in_a_package_is_found(package: Path, name: str, old: bytes, new: bytes, code: str) -> None:
    def changed(member: str, content: bytes) -> bytes:
        if member != name:
            return content
        return gzip.compress(gzip.decompress(content).replace(old, new)) if name.endswith(".gz") else content.replace(old, new)

    assert code in {p.code for p in verify_package(rewritten(package, changed))}


# What a hostile package may hold in place of its index or its records: lines and heads without end, packed small.
BOMBS = {
    "endless line": ("indexes/index.cdx.gz", gzip.compress(b"x" * 2**26), "package_broken"),
    "endless line, plain": ("indexes/more.cdx", b"x" * 2**26, "package_broken"),
    "cut index": ("indexes/index.cdx.gz", gzip.compress(b"x 1 {}\n" * 1000)[:-30], "package_broken"),
    "endless head": ("archive/data.warc.gz", gzip.compress(b"WARC/1.1\r\n" + b"X-A: b\r\n" * 2**22), "package_index"),
}


@pytest.mark.parametrize(("name", "content", "code"), BOMBS.values(), ids=BOMBS)
def test_bomb_in_a_package_is_refused_in_bounded_memory(package: Path, name: str, content: bytes, code: str) -> None:
    other = rewritten(package, lambda n, old: content if n == name else old)
    with zipfile.ZipFile(other, "a", zipfile.ZIP_DEFLATED) as archive:
        if name not in archive.namelist():
            archive.writestr(name, content)
    tracemalloc.start()
    try:
        found = verify_package(other)
        peak_mb = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert code in {p.code for p in found}
    assert peak_mb < 16


def test_hostile_address_forges_neither_a_record_nor_a_line_of_the_index(tmp_path: Path, make_report: Make) -> None:
    forged = "https://harbour.example/a\r\nWARC-Type: warcinfo\r\n\r\nb c"
    with Store.open(tmp_path / "r.db") as store:
        for n, url in enumerate((forged, "http://[harbour", "http://harbour.example:99999/"), start=20):
            item, doc, reading = make_report(n)
            page = replace(item, content=PAGE + b" " * n, sha256=sha256_hex(PAGE + b" " * n), media_type="text/html", url=url)
            told = replace(doc, url=url, raw_sha256=page.sha256)
            store.add(page, told, replace(reading, claims=()), (), recorded_at=NOW)
        assert pack(store, tmp_path / "r.wacz", created=NOW, software="t") == Packed(captures=3, pages=1, lost=0)
    assert verify_package(tmp_path / "r.wacz") == []
    records = [r.rec_headers for r in ArchiveIterator(io.BytesIO(warc(tmp_path / "r.wacz")))][1:]
    assert {head.get_header("WARC-Type") for head in records} == {"resource"}
    assert records[0].get_header("WARC-Target-URI") == "https://harbour.example/aWARC-Type:%20warcinfob%20c"


@pytest.mark.parametrize(
    ("gone", "code"), [("datapackage-digest.json", "package_unsealed"), ("archive/data.warc.gz", "package_changed")]
)
def test_missing_part_of_a_package_is_found(package: Path, gone: str, code: str) -> None:
    other = rewritten(package, lambda n, content: None if n == gone else content)
    assert code in {p.code for p in verify_package(other)}


def test_file_put_in_later_is_found(package: Path) -> None:
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("archive/more.txt", "x")
    assert [p.code for p in verify_package(package)] == ["package_unlisted"]


def test_what_is_no_package_is_refused(tmp_path: Path, path: Path) -> None:
    with pytest.raises(InputError, match="no WACZ file"):
        verify_package(path)
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError, match="no WACZ file"):
        verify_package(tmp_path / "plain.zip")


def test_package_needs_its_name_and_something_to_pack(tmp_path: Path, path: Path) -> None:
    (tmp_path / "there.wacz").touch()
    with Store.open(path) as store:
        with pytest.raises(InputError, match=r"must end in \.wacz"):
            pack(store, tmp_path / "r.zip", created=NOW, software="t")
        with pytest.raises(InputError, match="there already"):
            pack(store, tmp_path / "there.wacz", created=NOW, software="t")
    with Store.open(tmp_path / "empty.db") as store, pytest.raises(NotFoundError, match="no bytes that could be packed"):
        pack(store, tmp_path / "new.wacz", created=NOW, software="t")
    assert not list(tmp_path.glob("new*"))


def test_bytes_that_are_lost_are_counted(path: Path, tmp_path: Path, make_report: Make) -> None:
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER raw_no_delete")
        connection.execute("DELETE FROM raw WHERE media_type = 'text/plain'")
    with Store.open(path) as store:
        assert pack(store, tmp_path / "r.wacz", created=NOW, software="t") == Packed(captures=2, pages=2, lost=1)


def test_pages_come_back_in_with_their_bytes_address_and_moment(package: Path) -> None:
    items = [item for item in collect(str(package)) if isinstance(item, RawItem)]
    assert {(item.sha256, item.url, item.fetched_at) for item in items} == {
        (sha256_hex(PAGE), URL, THEN), (sha256_hex(PAGE), URL + "&c=3", THEN)
    }  # fmt: skip
