"""JSON lines: one report a line, streamed; a broken line is a Problem with its number and the rest goes through."""

import json
from typing import BinaryIO

from onrecord.ingest.formats.columns import choose_map, row_report
from onrecord.ingest.intake import Found
from onrecord.ingest.origins import Origin
from onrecord.model.problems import Problem

# A longer line is skipped, and what is skipped is read in pieces of this size, so that memory stays bounded.
LONGEST_LINE = 50 * 2**20
PIECE = 2**20
# Objects and lists of one line or file, nested or not: each takes many times the memory of its two signs.
MOST_PARTS = 2_000_000
# What a line may say by the contract; other names are looked up among the column mappings.
NAMES = {"text", "html"}


def read_lines(stream: BinaryIO, origin: Origin, columns: tuple[tuple[str, str], ...] = (), first: bytes = b"") -> Found:
    """The reports of a stream of JSON lines `{"id", "text" or "html", "title", "published", "url", "outlet", "language"}`.

    `columns` says under which other names these stand. `first` is a line that was already taken. Blank lines are skipped.
    """
    number = 0
    is_empty = True
    line = first or stream.readline(LONGEST_LINE + 1)
    while line:
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            del line
            while (rest := stream.readline(PIECE)) and not rest.endswith(b"\n"):
                pass
            is_empty = False
            what = f"is over {LONGEST_LINE // 2**20} MB and was skipped; split it"
            yield origin.within(f"line {number}").trouble("line_too_long", what)
        elif line.strip():
            is_empty = False
            yield from _line(line.strip(), origin.within(f"line {number}"), columns)
        line = stream.readline(LONGEST_LINE + 1)
    if is_empty:
        yield origin.trouble("empty", "it is empty; nothing was read")


def _line(line: bytes, origin: Origin, columns: tuple[tuple[str, str], ...]) -> Found:
    fields = parse_object(line, origin)
    if isinstance(fields, Problem):
        yield origin.unread(line, "application/json", fields)
    else:
        yield from object_report(fields, line, origin, columns)


def object_report(fields: dict[str, object], content: bytes, origin: Origin, columns: tuple[tuple[str, str], ...]) -> Found:
    """The report of one JSON object, by the contract's names, the user's or those on the shelf."""
    is_ours = not columns and any(isinstance(fields.get(name), str) for name in NAMES)
    yield from row_report(fields, choose_map(NAMES if is_ours else fields, columns), content, origin)


def has_too_many_parts(content: bytes) -> bool:
    """Whether JSON holds more objects and lists than reports need; to be asked before it is parsed."""
    return content.count(b"{") + content.count(b"[") > MOST_PARTS


def parse_object(line: bytes, origin: Origin) -> dict[str, object] | Problem:
    """The JSON object of a line, or what is wrong with it."""
    if has_too_many_parts(line):
        return origin.trouble("too_large", f"holds over {MOST_PARTS:,} objects and lists and was skipped; split it")
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return origin.trouble("broken_line", f"is not UTF-8 (byte {error.start}) and was skipped; convert the file")
    except (ValueError, RecursionError) as error:
        return origin.trouble("broken_line", f"is not JSON ({str(error)[:120]}) and was skipped")
    if not isinstance(fields, dict):
        return origin.trouble("broken_line", "is not a JSON object and was skipped")
    return fields
