"""Packs the archived bytes as a WACZ file, the format of web archives that replays in a browser and verifies itself.

Source: WACZ 1.1.1 (webrecorder.net specifications; the version that py-wacz, its validator, knows), CDXJ 0.1.0 in blocks as
cdxj-indexer writes it (ZipNum), WARC 1.1 (ISO 28500:2017). warcio writes the records.
"""

import io
import json
import re
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.store.auditing import unpacked
from onrecord.store.custody.captures import Captured, capture_line, captures_of
from onrecord.store.custody.copying import remove, settle
from onrecord.store.opening import make_folder
from onrecord.store.sqlite import Store

WARC = "archive/data.warc.gz"
# The index in packed blocks, and the list that leads to them: the form that programs which make and check packages write.
INDEX, BLOCKS = "indexes/index.cdx.gz", "indexes/index.idx"
BLOCK_LINES = 300
PAGES = "pages/pages.jsonl"
# A file of ours beside those that the format asks for: what the ledger says of each capture.
CUSTODY = "onrecord/captures.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf", "text/plain"})
# Headers that were true of the transfer, not of the bytes as they are kept.
OF_THE_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})
# Names for record ids, so that packing the same register gives the same ids.
RECORDS = uuid.UUID("6f0c5a4e-5a1d-5b7c-9a55-0d1c6a1f2b3e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What was packed: captures, pages among them that replay, and captures left out because their bytes are lost."""

    captures: int
    pages: int
    lost: int


def pack(store: Store, target: Path, *, created: datetime, software: str) -> Packed:
    """Writes every capture on record to `target`, a new WACZ file.

    Bytes with a web address stand under it; the others, which no browser can ask for, under `urn:sha256:`. Raises InputError when
    a file is there already or the name does not end in .wacz, NotFoundError when nothing is on record.
    """
    if target.suffix != ".wacz":
        raise InputError(f"{target} must end in .wacz: programs that replay web archives go by that.")
    if target.exists():
        raise InputError(f"{target} is there already; name another file.")
    make_folder(target.absolute().parent)
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryFile(dir=part.absolute().parent) as warc:
            writing = _Writing(warc, software)
            with store.reading() as connection:
                for made in captures_of(connection):
                    try:
                        writing.add(made, unpacked(connection, made.capture.sha256))
                    except (NotFoundError, StoreError):
                        writing.lost += 1
            if not writing.index:
                raise NotFoundError(f"{store.path} holds no bytes that could be packed; add reports first.")
            _zip(part, writing, created, software)
        settle(part, target)
    except OSError as trouble:
        raise StoreError(f"{target} cannot be written ({trouble.strerror}); check the space and the permissions.") from trouble
    finally:
        remove(part)
    return Packed(captures=len(writing.index), pages=len(writing.pages), lost=writing.lost)


class _Writing:
    """The WARC file as it grows, with the lines of the index and of the list of pages."""

    def __init__(self, warc: BinaryIO, software: str) -> None:
        self.warc = warc
        self.index: list[str] = []
        self.pages: list[str] = []
        self.custody: list[str] = []
        self.lost = 0
        self._writer = WARCWriter(warc, gzip=True, warc_version="1.1")
        about = {"software": software, "format": "WARC file version 1.1", "isPartOf": "OnRecord register"}
        self._writer.write_record(self._writer.create_warcinfo_record("data.warc.gz", about))

    def add(self, made: Captured, content: bytes) -> None:
        """One more capture."""
        address = made.url or f"urn:sha256:{made.capture.sha256}"
        start = self.warc.tell()
        self._writer.write_record(self._record(made, address, content))
        place = {
            "url": address,
            "mime": made.capture.media_type,
            "status": 200 if made.capture.headers else None,
            "digest": f"sha256:{made.capture.sha256}",
            "length": self.warc.tell() - start,
            "offset": start,
            "filename": Path(WARC).name,
        }
        moment = made.captured_at.astimezone(UTC)
        kept = {name: value for name, value in place.items() if value is not None}
        self.index.append(f"{sort_key(address)} {moment:%Y%m%d%H%M%S} {_line(kept)}")
        if made.url and made.capture.media_type in PAGE_TYPES:
            doc = made.document
            name, title = (doc.document_id, doc.title) if doc else (f"sha256:{made.capture.sha256}", None)
            page = {"id": name, "url": address, "ts": _rfc3339(moment), "title": title}
            self.pages.append(_line({name: value for name, value in page.items() if value is not None}))
        self.custody.append(capture_line(made))

    def _record(self, made: Captured, address: str, content: bytes) -> Any:  # Any: warcio has no types
        about = {
            "WARC-Record-ID": f"<{uuid.uuid5(RECORDS, made.entry_id).urn}>",
            "WARC-Date": _rfc3339(made.captured_at),
            "WARC-Payload-Digest": f"sha256:{made.capture.sha256}",
        }
        if not made.capture.headers:
            # No answer of a server was kept, so none is made up: a resource record is the bytes and their type.
            about["Content-Type"] = made.capture.media_type
            return self._writer.create_warc_record(address, "resource", payload=io.BytesIO(content), length=len(content),
                                                   warc_headers_dict=about)  # fmt: skip
        lines = [tuple(part.strip() for part in line.split(":", 1)) for line in made.capture.headers if ":" in line]
        kept = [(name, value) for name, value in lines if name.lower() not in OF_THE_TRANSFER]
        headers = StatusAndHeaders("200 OK", [*kept, ("Content-Length", str(len(content)))], protocol="HTTP/1.1")
        return self._writer.create_warc_record(address, "response", payload=io.BytesIO(content), length=len(content),
                                               http_headers=headers, warc_headers_dict=about)  # fmt: skip


def _zip(part: Path, writing: _Writing, created: datetime, software: str) -> None:
    pages = ['{"format":"json-pages-1.0","id":"pages","title":"Reports on record"}', *writing.pages]
    packed_index, blocks = in_blocks(sorted(writing.index))
    files = {
        INDEX: packed_index,
        BLOCKS: _text(blocks),
        PAGES: _text(pages),
        CUSTODY: _text(writing.custody),
    }
    stamp = created.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        member_head = zipfile.ZipInfo(WARC, stamp)
        # Told beforehand, so that only a file of over 4 GB gets the larger head, with which ReplayWeb.page loses its place.
        member_head.file_size = writing.warc.seek(0, io.SEEK_END)
        writing.warc.seek(0)
        hashed = _Hashing(writing.warc)
        with archive.open(member_head, "w") as member:
            for chunk in hashed:
                member.write(chunk)
        resources = [_resource(WARC, hashed.hexdigest(), hashed.size)]
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), content)
            resources.append(_resource(name, sha256_hex(content), len(content)))
        package = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "Sources of an OnRecord register",
            "created": _rfc3339(created),
            "software": software,
            "resources": resources,
        }
        packed = json.dumps(package, ensure_ascii=False, indent=2).encode()
        archive.writestr(zipfile.ZipInfo(PACKAGE, stamp), packed)
        digest = {"path": PACKAGE, "hash": f"sha256:{sha256_hex(packed)}"}
        archive.writestr(zipfile.ZipInfo(DIGEST, stamp), json.dumps(digest, indent=2))


def in_blocks(lines: list[str]) -> tuple[bytes, list[str]]:
    """The index packed in blocks, and the list of them: the first key of each, where it begins, its bytes and hash."""
    packed, listed = b"", ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}']
    for start in range(0, len(lines), BLOCK_LINES):
        packer = zlib.compressobj(wbits=31)
        block = packer.compress(_text(lines[start : start + BLOCK_LINES])) + packer.flush()
        place = {
            "offset": len(packed),
            "length": len(block),
            "digest": f"sha256:{sha256_hex(block)}",
            "filename": Path(INDEX).name,
        }
        listed.append(f"{lines[start].partition(' {')[0]} {_line(place)}")
        packed += block
    return packed, listed


class _Hashing:
    """Gives a file chunk by chunk and its hash and size at the end, so that it is read once."""

    def __init__(self, file: BinaryIO) -> None:
        import hashlib

        self._file, self._hash, self.size = file, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._file.read(2**20):
            self._hash.update(chunk)
            self.size += len(chunk)
            yield chunk

    def hexdigest(self) -> str:
        """The SHA-256 of what was given."""
        return self._hash.hexdigest()


def sort_key(address: str) -> str:
    """The address with its host turned round, as indexes of web archives are sorted: "com,example)/path?a=1".

    Source: CDXJ 0.1.0, searchable URL (SURT): no scheme, no "www.", lower case, the query in order.
    """
    parts = urlsplit(address)
    if not parts.hostname:
        return address.replace(" ", "%20")
    host = re.sub(r"^www\d*\.", "", parts.hostname)
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    path = (parts.path.lower().rstrip("/") or "/").replace(" ", "%20")
    return f"{','.join(reversed(host.split('.')))}{port}){path}{'?' + query if query else ''}"


def _resource(path: str, digest: str, size: int) -> dict[str, str | int]:
    return {"name": Path(path).name, "path": path, "hash": f"sha256:{digest}", "bytes": size}


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _rfc3339(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
