"""Spreadsheets: the rows of every sheet as words."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import openpyxl
import openpyxl.reader.excel  # here, so that nothing is left to load when no file can be opened any more
import openpyxl.worksheet._read_only  # as above

from onrecord.ingest.sandbox.frames import Frame, Plain
from onrecord.ingest.sandbox.tasks import TaskError, number_of, open_zip, read_part, refuse_entities

# Rows sent at once.
BATCH = 200
MOST_COLUMNS = 1000
LONGEST_CELL = 1_000_000


def read_sheets(carrier: BinaryIO, options: dict[str, Plain]) -> Iterator[Frame]:
    """Frames of rows: the sheet's name and JSON of [[number, [cell, …]], …]. Formulas give their last value, dates ISO words."""
    content = carrier.read()
    with open_zip(io.BytesIO(content), "broken_sheet") as archive:
        total = 0
        for part in archive.infolist():
            total += part.file_size
            if part.filename.endswith((".xml", ".rels")):
                start = read_part(archive, part, number_of(options, "unpacked_bytes"))
                refuse_entities(start or b"")
        if total > number_of(options, "unpacked_bytes"):
            raise TaskError("archive_bomb", "unpacks to more than the limit and was refused; save it as .csv")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl lets any error of zip, XML and its own classes through
        what = f"cannot be read as a spreadsheet ({type(error).__name__}: {str(error)[:120]}); save it anew or as .csv"
        raise TaskError("broken_sheet", what) from error
    for sheet in book.worksheets:
        yield from _rows(sheet)


def _rows(sheet: Any) -> Iterator[Frame]:  # Any: a read-only sheet, whose types openpyxl gets wrong
    batch: list[tuple[int, list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        cells = [_words(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            batch.append((number, cells))
        if len(batch) == BATCH:
            yield _frame(sheet.title, batch)
            batch = []
    if batch:
        yield _frame(sheet.title, batch)


def _frame(name: str, rows: list[tuple[int, list[str]]]) -> Frame:
    return Frame(header={"sheet": name}, body=json.dumps(rows).encode())


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST_CELL]
