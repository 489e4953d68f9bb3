"""JSON lines: one report a line, streamed; a broken line is a Problem with its number and the rest goes through."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.ingest.sidecars import said_in
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

# A longer line is skipped, and what is skipped is read in pieces of this size, so that memory stays bounded.
LONGEST_LINE = 50 * 2**20
PIECE = 2**20


def read_lines(stream: BinaryIO, source: str, first: bytes = b"") -> Iterator[RawItem | Problem]:
    """The reports of a stream of JSON lines `{"id", "text" or "html", "title", "published", "url", "outlet", "language"}`.

    `first` is a line that was already taken from the stream. Blank lines are skipped.
    """
    number = 0
    line = first or stream.readline(LONGEST_LINE + 1)
    while line:
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            del line
            while (rest := stream.readline(PIECE)) and not rest.endswith(b"\n"):
                pass
            yield _trouble(source, number, "line_too_long", f"is over {LONGEST_LINE // 2**20} MB and was skipped; split it")
        elif line.strip():
            yield _item(line.strip(), source, number)
        line = stream.readline(LONGEST_LINE + 1)


def _item(line: bytes, source: str, number: int) -> RawItem | Problem:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _trouble(source, number, "broken_line", f"is not UTF-8 (byte {error.start}) and was skipped; convert the file")
    except (ValueError, RecursionError) as error:
        return _trouble(source, number, "broken_line", f"is not JSON ({str(error)[:120]}) and was skipped")
    if not isinstance(fields, dict):
        return _trouble(source, number, "broken_line", "is not a JSON object and was skipped")
    text, html = _report(fields.get("text")), _report(fields.get("html"))
    if text is None and html is None:
        return _trouble(source, number, "no_text", 'has neither "text" nor "html" with words in it and was skipped')
    said = said_in(fields)
    return RawItem(
        content=line,
        sha256=sha256_hex(line),
        media_type="application/json",
        source=source,
        locator=f"line {number}",
        given_text=text,
        given_html=html if text is None else None,
        external_id=said.external_id,
        title=said.title,
        published=said.published,
        url=said.url,
        outlet=said.outlet,
        language=said.language,
    )


def _report(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _trouble(source: str, number: int, code: str, what: str) -> Problem:
    where = f"{source}, line {number}"
    return Problem(source=where, code=code, severity=ProblemSeverity.ERROR, message=f"{what[0].upper()}{what[1:]}.")
