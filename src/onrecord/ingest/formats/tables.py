"""Tables: CSV and spreadsheets, one report a row; which column holds what is told by its name or by the user."""

import csv
import io
import itertools
import json
import operator
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TextIO

from onrecord.ingest.formats.columns import ROWS_COMPARED, ColumnMap, choose_map, plain_name, row_report, table_trouble
from onrecord.ingest.intake import Carrier, Desk, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.keeping import ParsingError
from onrecord.model.enums import ProblemSeverity
from onrecord.model.problems import Problem

# The longest cell, in characters: as long as the longest report that is read.
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 1000
# A longer line is passed over in pieces, so that memory stays bounded. In characters.
LONGEST_ROW, PIECE = 10_000_000, 2**20
# As much as is looked at for the sign between cells.
SAMPLE = 2**16
SIGNS = ",;\t|"
# A cell with so many lines swallowed the rows behind it: a quotation mark was not closed.
MOST_LINES_IN_CELL = 5000

Row = tuple[int, list[str]]


def read_table(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """The reports of a CSV or TSV file, streamed. Broken rows are Problems with their line, and the rest goes through."""
    try:
        with closing(carrier.open("rb") if isinstance(carrier, Path) else io.BytesIO(carrier)) as stream:
            encoding, doubt = _encoding(stream.read(SAMPLE))
            stream.seek(0)
            if doubt:
                yield origin.trouble("encoding_guessed", doubt, ProblemSeverity.WARNING)
            words = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
            sign = _sign(words.read(SAMPLE), origin.suffix)
            words.seek(0)
            yield from _reports(_csv_rows(words, sign, origin), origin, desk)
    except OSError as error:
        yield origin.trouble("unreadable", f"cannot be opened ({error.strerror}); check the permissions")


def read_sheet(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """The reports of a spreadsheet (.xlsx), sheet by sheet, unpacked and parsed in the sandbox."""
    is_empty = True
    try:
        for name, rows in itertools.groupby(_sheet_rows(carrier, desk), key=operator.itemgetter(0)):
            is_empty = False
            yield from _reports((row for _, row in rows), origin.within(f"sheet {name!r}"), desk)
    except ParsingError as failure:
        is_empty = False
        yield origin.trouble(*failure.as_trouble("spreadsheet"))
    if is_empty:
        yield origin.trouble("empty", "it holds no rows; nothing was read")


def _sheet_rows(carrier: Carrier, desk: Desk) -> Iterator[tuple[str, Row]]:
    for frame in desk.sandbox.run("xlsx", carrier):
        yield from ((str(frame.header["sheet"]), (int(number), cells)) for number, cells in json.loads(frame.body))


def _encoding(head: bytes) -> tuple[str, str | None]:
    """UTF-8 or, by its mark, UTF-16; what is neither is read as Windows writes it, and that is said."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", None
    try:
        head[: SAMPLE - 4].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head[: SAMPLE - 4]) - 3:
            return "cp1252", "is not UTF-8; windows-1252 was guessed and some letters may be wrong. Save it as UTF-8"
    return "utf-8-sig", None


def _sign(sample: str, suffix: str) -> str:
    """The sign between cells: the one that is most frequent outside quotation marks in the first line."""
    if suffix == ".tsv":
        return "\t"
    first: list[str] = []
    quoted = False
    for letter in sample:
        quoted ^= letter == '"'
        if letter in "\r\n" and not quoted and first:
            break
        if not quoted:
            first.append(letter)
    return max(SIGNS, key=lambda sign: (first.count(sign), -SIGNS.index(sign)))


class _Lines:
    """The lines of a table without null characters; one that is too long raises csv.Error when it is passed."""

    def __init__(self, words: TextIO) -> None:
        self._words = words

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._words.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_ROW and not line.endswith(("\n", "\r")):
            while (rest := self._words.readline(PIECE)) and not rest.endswith(("\n", "\r")):
                pass
            raise csv.Error(f"line of over {LONGEST_ROW:,} characters")
        return line.replace("\x00", "")


def _csv_rows(words: TextIO, sign: str, origin: Origin) -> Iterator[Row | Problem]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_Lines(words), delimiter=sign)
    while True:
        before = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"cannot be read as a row ({error}) and was skipped; a cell is too long or a quotation mark is not closed"
            yield origin.within(f"line {before}").trouble("broken_row", what)
            continue
        if any(cell.count("\n") > MOST_LINES_IN_CELL for cell in cells):
            what = f"holds a cell of over {MOST_LINES_IN_CELL} lines and was skipped; a quotation mark is probably not closed"
            yield origin.within(f"line {before}").trouble("broken_row", what)
        elif any(cell.strip() for cell in cells):
            yield before, cells


def _reports(rows: Iterator[Row | Problem], origin: Origin, desk: Desk) -> Found:
    """The reports of rows, the first of which names the columns."""
    header: list[str] | None = None
    chosen = choose_map(())
    count, lengths = 0, [0, 0]
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif header is None:
            header = [cell.strip() for cell in row[1]][:MOST_COLUMNS]
            chosen = choose_map(header, desk.intake.columns)
            if problems := list(table_trouble(header, chosen, desk.intake.columns, origin)):
                yield from problems
                return
            yield from _remarks(header, chosen, origin)
        elif [cell.strip() for cell in row[1]] != header:  # tables that were put together name their columns again
            count += 1
            yield from _row(row, header, chosen, origin, lengths)
            if count == ROWS_COMPARED and 0 < lengths[0] < lengths[1]:
                what = "has titles that are longer than its texts; check which column is which and give --columns text=…,title=…"
                yield origin.trouble("columns_doubtful", what, ProblemSeverity.WARNING)
    if not count and header is not None:
        yield origin.trouble("empty", "has a first row and no others; nothing was read")
    elif header is None:
        yield origin.trouble("empty", "it is empty; nothing was read")


def _remarks(header: list[str], chosen: ColumnMap, origin: Origin) -> Found:
    names = [plain_name(column) for column in header if column]
    twice = sorted({column for column in header if column and names.count(plain_name(column)) > 1})
    if twice:
        what = f"has the column {twice[0]!r} more than once; the last one was read. Rename it if that is wrong"
        yield origin.trouble("columns_doubtful", what, ProblemSeverity.WARNING)
    if chosen.note:
        yield origin.note("table_note", f"looks like {chosen.title}: it {chosen.note}")


def _row(row: Row, header: list[str], chosen: ColumnMap, origin: Origin, lengths: list[int]) -> Found:
    number, cells = row
    place = origin.within(f"line {number}" if "sheet " not in (origin.locator or "") else f"row {number}")
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        what = (
            f"has {len(cells)} cells where the first row names {len(header)} columns; it was skipped. Check its quotation marks"
        )
        yield place.trouble("broken_row", what)
        return
    fields: dict[str, object] = {column: cell for column, cell in zip(header, cells, strict=False) if column and cell.strip()}
    content = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    for found in row_report(fields, chosen, content, place):
        if not isinstance(found, Problem) and found.title and found.given_text:
            lengths[0] += len(found.given_text)
            lengths[1] += len(found.title)
        yield found
