"""Verifies a WACZ file: sizes and hashes of its files, and that every line of its index leads to the record it names."""

import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem
from onrecord.store.custody.packing import DIGEST, PACKAGE

UNLISTED = frozenset({PACKAGE, DIGEST})
# No file that only lists others is larger; a larger one is no package of anybody's good faith.
LISTING_BYTES = 256 * 2**20
# A line of an index is an address and some numbers; the heads of a record are some lines.
LONGEST_LINE, LONGEST_HEADS = 2**18, 2**18


def verify_package(path: Path) -> list[Problem]:
    """Everything that does not hold in a package; nothing when it does. Raises InputError when it is no WACZ file."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as trouble:
        raise InputError(f"{path} is no WACZ file ({trouble}); name the file that was packed.") from trouble
    with archive:
        names = set(archive.namelist())
        if PACKAGE not in names:
            raise InputError(f"{path} has no {PACKAGE}, so it is no WACZ file; name the file that was packed.")
        try:
            package = json.loads(_small(archive, PACKAGE))
            resources = {str(one["path"]): one for one in package["resources"]}
            found = [*_manifest(path, archive, names), *_resources(path, archive, resources)]
            found += [_error(path, "package_unlisted", f"{name} is in the package, but not in its list.")
                      for name in sorted(names - UNLISTED - resources.keys())]  # fmt: skip
            found += _index(path, archive, sorted(names))
        except (KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as trouble:
            found = [_error(path, "package_broken", f"The package cannot be read ({trouble}); ask for it again.")]
    return found


def _manifest(path: Path, archive: zipfile.ZipFile, names: set[str]) -> Iterator[Problem]:
    if DIGEST not in names:
        yield _error(path, "package_unsealed", f"There is no {DIGEST}; whether the list was changed cannot be told.")
    elif json.loads(_small(archive, DIGEST))["hash"] != f"sha256:{hashlib.sha256(_small(archive, PACKAGE)).hexdigest()}":
        yield _error(path, "package_changed", f"{PACKAGE} is not the one that {DIGEST} names; it was changed.")


def _resources(path: Path, archive: zipfile.ZipFile, resources: dict[str, Any]) -> Iterator[Problem]:
    for name, told in resources.items():
        try:
            size, digest = _measure(archive, name)
        except (KeyError, zipfile.BadZipFile, zlib.error) as trouble:
            yield _error(path, "package_changed", f"{name} is missing or damaged ({trouble}).")
            continue
        if size != told["bytes"]:
            yield _error(path, "package_changed", f"{name} has {size} bytes, not {told['bytes']} as its list says.")
        if f"sha256:{digest}" != told["hash"]:
            yield _error(path, "package_changed", f"{name} does not have the hash that its list says; it was changed.")


def _measure(archive: zipfile.ZipFile, name: str) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with archive.open(name) as member:
        while chunk := member.read(2**20):
            size += len(chunk)
            digest.update(chunk)
    return size, digest.hexdigest()


def _index(path: Path, archive: zipfile.ZipFile, names: list[str]) -> Iterator[Problem]:
    warcs = {Path(name).name: name for name in names if name.startswith("archive/")}
    for index in (name for name in names if name.startswith("indexes/") and name.endswith((".cdx", ".cdxj", ".cdx.gz"))):
        with archive.open(index) as stream:
            for number, line in enumerate(_lines(stream, index), start=1):
                told = json.loads(line.split(b" ", 2)[2])
                if (wrong := _record_wrong(archive, warcs, told)) is not None:
                    yield _error(path, "package_index", f"Line {number} of {index} ({str(told.get('url'))[:300]}) {wrong}.")


def _lines(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """The lines of an index, packed or not. ValueError for one that no index has, so that none can eat the memory."""
    try:
        with gzip.GzipFile(fileobj=stream) if name.endswith(".gz") else stream as lines:
            while line := lines.readline(LONGEST_LINE):
                if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                    raise ValueError(f"{name} has a line of over {LONGEST_LINE} bytes")
                yield line
    except EOFError as trouble:
        raise ValueError(f"{name} is cut off") from trouble


def _record_wrong(archive: zipfile.ZipFile, warcs: dict[str, str], told: dict[str, Any]) -> str | None:
    """What is wrong with where a line of the index leads to; None = nothing."""
    if told["filename"] not in warcs:
        return f"leads to {str(told['filename'])[:300]}, which is not there"
    try:
        with archive.open(warcs[told["filename"]]) as warc:
            warc.seek(int(told["offset"]))
            if not _has_short_heads(warc.read(min(int(told["length"]), LONGEST_HEADS))):
                return f"leads to offset {told['offset']}, where no record begins"
            warc.seek(int(told["offset"]))
            record = next(iter(ArchiveIterator(_Slice(warc, int(told["length"])))))
            digest, content = hashlib.sha256(), record.content_stream()
            while chunk := content.read(2**20):
                digest.update(chunk)
    except (ArchiveLoadFailed, StopIteration, OSError, zlib.error, zipfile.BadZipFile, ValueError, EOFError):
        return f"leads to offset {told['offset']}, where no record begins"
    if record.rec_headers.get_header("WARC-Target-URI") != told["url"]:
        return "leads to a record of another address"
    kind, _, named = str(told.get("digest", "")).partition(":")
    if kind == "sha256" and digest.hexdigest() != named:
        return "leads to bytes that do not have its hash"
    return None


def _has_short_heads(start: bytes) -> bool:
    """Whether the heads of a record, its own and the answer's, end where heads do; endless ones would be read into memory."""
    if start.startswith(b"\x1f\x8b"):
        start = zlib.decompressobj(wbits=31).decompress(start, LONGEST_HEADS)
    heads = start.replace(b"\r\n", b"\n").split(b"\n\n", 2)
    return len(heads) > (2 if b"application/http" in heads[0] else 1)


class _Slice(io.RawIOBase):
    """The next `left` bytes of a stream and no more, read piece by piece."""

    def __init__(self, stream: IO[bytes], left: int) -> None:
        self._stream, self._left = stream, left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A listing, whole; ValueError when it is larger than any listing is."""
    if archive.getinfo(name).file_size > LISTING_BYTES:
        raise ValueError(f"{name} is larger than {LISTING_BYTES} bytes")
    return archive.read(name)


def _error(path: Path, code: str, message: str) -> Problem:
    return Problem(source=str(path), code=code, message=message, severity=ProblemSeverity.ERROR)
