"""Brings in what the user named: a file, a folder, or standard input; each report becomes one RawItem.

Trouble with one report is a Problem and the rest goes through; a source that does not exist is the caller's mistake.
Nothing is followed: no address, no link on a page, no symbolic link in a folder.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.ingest.contents import HTML, TEXT, looks_binary, looks_like_page, looks_like_xml
from onrecord.ingest.jsonl import LONGEST_LINE, read_lines
from onrecord.ingest.sidecars import SIDECAR, Said, read_sidecar
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

MEDIA_TYPES = {".txt": TEXT, ".text": TEXT, ".md": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML}
LINES = {".jsonl", ".ndjson"}
READABLE = "plain text (.txt, .md), saved web pages (.html, .htm) and JSON lines (.jsonl, .ndjson)"
# One report is a page, not an archive: more than this is a mistake or an attack.
LARGEST = 50 * 2**20
STANDARD_INPUT = "standard input"


def collect(source: str, stdin: BinaryIO | None = None) -> Iterator[RawItem | Problem]:
    """Every report of `source`: a path, a folder (recursively, by name, hidden files left out), or "-" for `stdin`.

    Raises InputError for a path that does not exist and for an address (fetching is not built yet).
    """
    if source == "-":
        if stdin is None:
            raise InputError("Nothing comes from standard input here; name a file or folder.")
        return _standard_input(stdin)
    if re.match(r"[a-z][a-z0-9+.-]*://", source, re.IGNORECASE):
        raise InputError(f"{source} is an address, and fetching is not built yet. Save the page and add the file.")
    path = Path(source)
    if not source or not path.exists():
        raise InputError(f"There is no file or folder {source!r}; check the path.")
    return _folder(path) if path.is_dir() else _file(path)


def _folder(top: Path) -> Iterator[RawItem | Problem]:
    """The files below a folder, by name, so that every run brings them in the same order."""
    unreadable: list[OSError] = []
    number = 0
    for place, folders, names in os.walk(top, onerror=unreadable.append, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or name.endswith(SIDECAR):
                continue
            number += 1
            if path.is_symlink():
                yield trouble(
                    str(path), "link_skipped", "is a link and was not followed; add the file it leads to", ProblemSeverity.NOTE
                )
            elif path.is_file():
                yield from _file(path)
    for error in unreadable:
        yield trouble(str(error.filename), "unreadable", f"cannot be opened ({error.strerror}); check the permissions")
    if not number and not unreadable:
        yield trouble(str(top), "empty", f"holds no files; reports can be {READABLE}", ProblemSeverity.WARNING)


def _file(path: Path) -> Iterator[RawItem | Problem]:
    suffix = path.suffix.lower()
    if suffix and suffix not in MEDIA_TYPES and suffix not in LINES:
        yield trouble(str(path), "unknown_type", f"has the unknown type {suffix}; what can be read is {READABLE}")
        return
    try:
        with path.open("rb") as stream:
            if suffix in LINES:
                yield from _lines(stream, str(path))
                return
            content = stream.read(LARGEST + 1)
    except OSError as error:
        yield trouble(str(path), "unreadable", f"cannot be opened ({error.strerror}); check the permissions")
        return
    said, complaint = read_sidecar(path)
    if complaint is not None:
        yield complaint
    yield _whole(content, str(path), MEDIA_TYPES.get(suffix), said)


def _lines(stream: BinaryIO, source: str, first: bytes = b"") -> Iterator[RawItem | Problem]:
    number = 0
    for found in read_lines(stream, source, first):
        number += 1
        yield found
    if not number:
        yield trouble(source, "empty", "it is empty; nothing was read")


def _standard_input(stdin: BinaryIO) -> Iterator[RawItem | Problem]:
    """Standard input is JSON lines when its first line opens an object, else one report."""
    first = stdin.readline(LONGEST_LINE + 1)
    if first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from _lines(stdin, STANDARD_INPUT, first)
    else:
        yield _whole(first + stdin.read(max(1, LARGEST + 1 - len(first))), STANDARD_INPUT, None, Said())


def _whole(content: bytes, source: str, media_type: str | None, said: Said) -> RawItem | Problem:
    """One report that is a whole file; a page is told by its first words when its name does not say so."""
    if len(content) > LARGEST:
        return trouble(source, "too_large", f"is over {LARGEST // 2**20} MB, too large for one report; split it")
    if not content.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        return trouble(source, "empty", "it is empty; nothing was read")
    if looks_binary(content):
        return trouble(source, "binary", f"is no text (it holds binary data); what can be read is {READABLE}")
    if looks_like_page(content):
        media_type = HTML
    elif media_type is None and looks_like_xml(content):
        return trouble(source, "unknown_type", f"is XML and no web page; what can be read is {READABLE}")
    return RawItem(
        content=content,
        sha256=sha256_hex(content),
        media_type=media_type or TEXT,
        source=source,
        external_id=said.external_id,
        title=said.title,
        published=said.published,
        url=said.url,
        outlet=said.outlet,
        language=said.language,
    )


def trouble(source: str, code: str, what: str, severity: ProblemSeverity = ProblemSeverity.ERROR) -> Problem:
    """A Problem about a source: `what` says what is the matter with it, beginning with a verb."""
    return Problem(source=source, code=code, severity=severity, message=f"{what[0].upper()}{what[1:]}.")
