"""Brings in what the user named: a file, a folder, or standard input; each report becomes one RawItem.

Trouble with one report is a Problem and the rest goes through; a source that does not exist is the caller's mistake.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.ingest.jsonl import read_lines
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

TEXT = "text/plain"
HTML = "text/html"
MEDIA_TYPES = {".txt": TEXT, ".text": TEXT, ".md": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML}
LINES = {".jsonl", ".ndjson"}
SIDECAR = ".meta.json"
# One report is a page, not an archive: more than this is a mistake or an attack.
LARGEST = 50 * 2**20
# What a reader of bytes looks at to tell text from binary.
SNIFF = 4096


def collect(source: str, stdin: BinaryIO | None = None) -> Iterator[RawItem | Problem]:
    """Every report of `source`: a path, a folder (recursively, by name, hidden files left out), or "-" for `stdin`.

    Raises InputError for a path that does not exist and for an address (fetching is not built yet).
    """
    if source == "-":
        if stdin is None:
            raise InputError("Nothing comes from standard input here; name a file or folder.")
        yield from _standard_input(stdin)
        return
    if re.match(r"[a-z][a-z0-9+.-]*://", source, re.I):
        raise InputError(f"{source} is an address; fetching is not built yet. Save the page and add the file.")
    path = Path(source)
    if not path.exists():
        raise InputError(f"There is no file or folder {source!r}; check the path.")
    for file in _files(path):
        yield from _file(file)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for child in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
        if child.is_file() and not hidden and not child.is_symlink() and not child.name.endswith(SIDECAR):
            yield child


def _file(path: Path) -> Iterator[RawItem | Problem]:
    suffix = path.suffix.lower()
    try:
        if suffix in LINES:
            with path.open("rb") as stream:
                yield from read_lines(stream, str(path))
            return
        if path.stat().st_size > LARGEST:
            yield trouble(str(path), "too_large", f"is over {LARGEST // 2**20} MB, too large for one report; split it")
            return
        content = path.read_bytes()
    except OSError as error:
        yield trouble(str(path), "unreadable", f"cannot be opened ({error.strerror}); check the permissions")
        return
    yield from _whole(content, str(path), MEDIA_TYPES.get(suffix), _sidecar(path))


def _standard_input(stdin: BinaryIO) -> Iterator[RawItem | Problem]:
    """Standard input is JSON lines when it starts with an object, else one report."""
    first = stdin.readline(LARGEST)
    if first.lstrip().startswith(b"{"):
        yield from read_lines(stdin, "standard input", first)
        return
    content = first + stdin.read(LARGEST + 1 - len(first))
    if len(content) > LARGEST:
        yield trouble("standard input", "too_large", f"is over {LARGEST // 2**20} MB, too large for one report; split it")
        return
    yield from _whole(content, "standard input", None, {})


def _whole(content: bytes, source: str, media_type: str | None, said: dict[str, str]) -> Iterator[RawItem | Problem]:
    if not content.strip():
        yield trouble(source, "empty", "is empty; nothing was read")
        return
    if media_type is None:
        media_type = HTML if re.match(rb"\s*(<!doctype html|<html|<\?xml|<!--)", content[:SNIFF], re.I) else TEXT
    if _looks_binary(content):
        yield trouble(source, "binary", "is no text (it holds binary data); only text, HTML and JSONL can be read")
        return
    yield RawItem(
        content=content,
        sha256=sha256_hex(content),
        media_type=media_type,
        source=source,
        title=said.get("title"),
        published=said.get("published"),
        url=said.get("url"),
        outlet=said.get("outlet"),
        language=said.get("language"),
    )


def _looks_binary(content: bytes) -> bool:
    """Null bytes tell binary data, unless the text is UTF-16 or UTF-32 and says so."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4] in (b"\x00\x00\xfe\xff",):
        return False
    head = content[:SNIFF]
    return head.count(0) > len(head) // 100


def _sidecar(path: Path) -> dict[str, str]:
    """What a neighbour `NAME.meta.json` says about a file; a broken neighbour says nothing."""
    beside = path.with_name(path.name + SIDECAR)
    if not beside.is_file():
        return {}
    try:
        said = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in said.items() if isinstance(v, str)} if isinstance(said, dict) else {}


def trouble(source: str, code: str, what: str) -> Problem:
    """An error-severity Problem about a source: `what` continues the sentence that the source begins."""
    return Problem(source=source, code=code, severity=ProblemSeverity.ERROR, message=f"{source} {what}.")
