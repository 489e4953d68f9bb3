"""JSON lines: one report a line, streamed; a broken line is a Problem with its number and the rest goes through."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

# A longer line is skipped in bounded memory.
LONGEST_LINE = 50 * 2**20


def read_lines(stream: BinaryIO, source: str, first: bytes = b"") -> Iterator[RawItem | Problem]:
    """The reports of a stream of JSON lines `{"id", "text" or "html", "title", "published", "url", "outlet", "language"}`.

    `first` is a line that was already taken from the stream. Blank lines are skipped.
    """
    number = 0
    line = first or stream.readline(LONGEST_LINE + 1)
    while line:
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield _trouble(source, number, "line_too_long", f"is over {LONGEST_LINE // 2**20} MB and was skipped; split it")
        elif line.strip():
            yield _item(line.strip(), source, number)
        line = stream.readline(LONGEST_LINE + 1)


def _item(line: bytes, source: str, number: int) -> RawItem | Problem:
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return _trouble(source, number, "broken_line", f"is not JSON ({error}) and was skipped")
    if not isinstance(said, dict):
        return _trouble(source, number, "broken_line", "is not a JSON object and was skipped")
    text, html = said.get("text"), said.get("html")
    if not isinstance(text, str) and not isinstance(html, str):
        return _trouble(source, number, "no_text", 'has neither "text" nor "html" and was skipped')
    name = said.get("id")
    return RawItem(
        content=line,
        sha256=sha256_hex(line),
        media_type="application/json",
        source=source,
        locator=f"line {number}",
        external_id=None if name is None else str(name),
        given_text=text if isinstance(text, str) else None,
        given_html=html if isinstance(html, str) and not isinstance(text, str) else None,
        title=_words(said.get("title")),
        published=_words(said.get("published")),
        url=_words(said.get("url")),
        outlet=_words(said.get("outlet")),
        language=_words(said.get("language")),
    )


def _words(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and str(value).strip() else None


def _trouble(source: str, number: int, code: str, what: str) -> Problem:
    where = f"{source}, line {number}"
    return Problem(source=where, code=code, severity=ProblemSeverity.ERROR, message=f"{where} {what}.")
