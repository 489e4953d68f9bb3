"""Brings in what the user named: a file, a folder, an address, or standard input; each report becomes one RawItem.

Trouble with one report is a Problem and the rest goes through; a source that does not exist is the caller's mistake.
Nothing is followed: no link on a page, no symbolic link in a folder.
"""

import itertools
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.ingest.contents import READABLE, Kind, kind_of
from onrecord.ingest.fetching.fetched import Fetch, is_address
from onrecord.ingest.formats.jsons import is_known_document
from onrecord.ingest.intake import MB, Desk, Found, Intake
from onrecord.ingest.jsonl import LONGEST_LINE, read_lines
from onrecord.ingest.opening import STREAMED, open_carrier, open_fetched
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.keeping import Sandbox
from onrecord.ingest.sidecars import SIDECAR, read_sidecar
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem

STANDARD_INPUT = "standard input"
AS_IS = Intake()


def collect(
    source: str, stdin: BinaryIO | None = None, intake: Intake = AS_IS, fetch: Fetch | None = None
) -> Iterator[RawItem | Problem]:
    """Every report of `source`: a path, a folder (recursively, by name, hidden files left out), an address, or "-" for `stdin`.

    Raises InputError for a path that does not exist, and for an address where there is no `fetch` to ask.
    """
    if source == "-":
        if stdin is None:
            raise InputError("Nothing comes from standard input here; name a file or folder.")
        return _at_desk(lambda desk: _standard_input(stdin, desk), intake)
    path = Path(source)
    if "://" in source or (is_address(source) and not path.exists()):
        if fetch is None:
            raise InputError(f"{source} is an address, and nothing is fetched here. Save the page and add the file.")
        return _at_address(source, fetch, intake)
    if not source or not path.exists():
        raise InputError(f"There is no file or folder {source!r}; check the path.")
    return _at_desk(lambda desk: _folder(path, desk) if path.is_dir() else _file(path, desk), intake)


def _at_desk(read: Callable[[Desk], Found], intake: Intake) -> Found:
    with Sandbox(intake.limits) as sandbox:
        yield from read(Desk(intake=intake, sandbox=sandbox, open=open_carrier))


def _at_address(address: str, fetch: Fetch, intake: Intake) -> Found:
    got = fetch(address)
    if isinstance(got, Problem):
        yield got
    else:
        yield from open_fetched(got.item(), intake)


def _folder(top: Path, desk: Desk) -> Found:
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
                yield Origin(source=str(path)).note("link_skipped", "is a link and was not followed; add the file it leads to")
            elif path.is_file():
                yield from _file(path, desk)
    for error in unreadable:
        what = f"cannot be opened ({error.strerror}); check the permissions"
        yield Origin(source=str(error.filename)).trouble("unreadable", what)
    if not number and not unreadable:
        what = f"holds no files; reports can be {READABLE}"
        yield Origin(source=str(top)).trouble("empty", what, ProblemSeverity.WARNING)


def _file(path: Path, desk: Desk) -> Found:
    origin = Origin(source=str(path), name=path.name)
    if not path.is_file():
        yield origin.trouble("unreadable", "is no file but a pipe or a device, which may never end; send it through `-` instead")
        return
    said, complaint = read_sidecar(path)
    if complaint is not None:
        yield complaint
    try:
        yield from open_carrier(path, Origin(source=str(path), name=path.name, said=said), desk)
    except OSError as error:
        yield origin.trouble("unreadable", f"cannot be opened ({error.strerror}); check the permissions")


def _standard_input(stdin: BinaryIO, desk: Desk) -> Found:
    """Standard input is JSON lines when its first line is an object, else one file of any kind."""
    origin = Origin(source=STANDARD_INPUT)
    first = stdin.readline(LONGEST_LINE + 1)
    if _is_line(first):
        yield from read_lines(stdin, origin, desk.intake.columns, first)
        return
    most = desk.limits.report_bytes
    content = first + stdin.read(max(1, most + 1 - len(first)))
    if len(content) > most and kind_of("", content[:65536]) in {*STREAMED, Kind.LINES}:
        yield from _spooled(content, stdin, origin, desk)
    else:
        yield from open_carrier(content, origin, desk)


def _is_line(first: bytes) -> bool:
    """Whether a first line holds one object of a stream of them, and is no document of its own such as a JSON feed."""
    if not first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") or first.strip() in (b"{", b"\xef\xbb\xbf{"):
        return False
    try:
        return not is_known_document(json.loads(first.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return True  # a broken line of a stream, whose number is said


def _spooled(start: bytes, stdin: BinaryIO, origin: Origin, desk: Desk) -> Found:
    """An archive that is too large for memory, by way of a temporary file."""
    with tempfile.NamedTemporaryFile(prefix="onrecord-") as file:
        for piece in itertools.chain([start], iter(lambda: stdin.read(MB), b"")):
            file.write(piece)
        file.flush()
        yield from open_carrier(Path(file.name), origin, desk)
