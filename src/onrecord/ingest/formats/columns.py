"""Which column of a table holds which part of a report: the mappings on the shelf, overridden by what the user says."""

import ast
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources

from onrecord.ingest.intake import COLUMN_FIELDS, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sidecars import Said, words_of
from onrecord.model.errors import CodebookError

# What the parts are called on the shelf; `title` is taken there by the name of the mapping.
_ON_SHELF = {"title": "title_column"}
_KNOWN = {"name", "title", "source", "needs", "note", "dates", "lead", "packed", "title_column", *COLUMN_FIELDS}
# A table whose "text" is shorter than its titles over so many rows is probably mixed up.
ROWS_COMPARED = 20
# Milliseconds since 1970 of any day from 1973 on have 12 digits or more.
_EPOCH_MS = re.compile(r"-?\d{11,14}(?:\.0)?")
ROW_TYPE = "application/json"
# How Python writes a moment in a record. Source: datetime.datetime.__repr__.
_MOMENT = re.compile(r"datetime\.datetime\(([\d, ]{1,60})(?:, tzinfo=datetime\.timezone\.utc)?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """How one kind of table is read. `columns` maps a field to the columns that may hold it, best first.

    `needs` are the columns by which the kind is known, "a|b" for either. `dates` is "epoch_ms" where dates are numbers.
    `note` is what the user should know about such a table; None = nothing. `packed` is the column whose cells hold the other
    columns, in Python's notation; None = there is none.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    dates: str | None = None
    note: str | None = None
    packed: str | None = None


@functools.cache
def shelf() -> tuple[ColumnMap, ...]:
    """The mappings of codebooks/columns.toml in order. Raises CodebookError for a key that does not exist."""
    text = (resources.files("onrecord.codebooks") / "columns.toml").read_text(encoding="utf-8")
    found = []
    for row in tomllib.loads(text)["mapping"]:
        if unknown := sorted(set(row) - _KNOWN):
            raise CodebookError(f"codebooks/columns.toml, {row.get('name')}: unknown: {', '.join(unknown)}.")
        columns = {f: tuple(row[key]) for f in (*COLUMN_FIELDS, "lead") if (key := _ON_SHELF.get(f, f)) in row}
        found.append(
            ColumnMap(
                name=row["name"],
                title=row["title"],
                needs=tuple(row["needs"]),
                columns=columns,
                dates=row.get("dates"),
                note=row.get("note"),
                packed=row.get("packed"),
            )
        )
    return tuple(found)


def plain_name(column: object) -> str:
    """A column's name without case, blanks, dashes and underscores, for comparing."""
    return re.sub(r"[\s_\-]+", "", str(column)).casefold()


def choose_map(columns: Iterable[str], wanted: tuple[tuple[str, str], ...] = ()) -> ColumnMap:
    """The mapping for a table with these columns: the first on the shelf that fits, with the user's pairs on top."""
    names = {plain_name(column) for column in columns}

    def fits(found: ColumnMap) -> bool:
        return all(any(plain_name(name) in names for name in need.split("|")) for need in found.needs)

    chosen = next(found for found in shelf() if fits(found))
    if not wanted:
        return chosen
    columns = {**chosen.columns, **{field: (column,) for field, column in wanted}}
    return replace(chosen, name=f"{chosen.name} with columns given", needs=(), columns=columns)


def table_trouble(columns: list[str], chosen: ColumnMap, wanted: tuple[tuple[str, str], ...], origin: Origin) -> Found:
    """What is wrong with the columns as a whole, as one Problem; nothing when reports can be read from them."""
    names = {plain_name(column) for column in columns}
    listed = ", ".join(repr(column) for column in columns[:40])
    for field, column in wanted:
        if plain_name(column) not in names:
            what = f"has no column {column!r} for {field}; its columns are {listed}. Give --columns {field}=ONE OF THESE"
            yield origin.trouble("no_such_column", what)
            return
    if chosen.packed is None and not any(
        plain_name(c) in names for field in ("text", "html", "title") for c in chosen.columns.get(field, ())
    ):
        what = (
            f"has no column that is known to hold text or headlines; its columns are {listed}. Say which: --columns text=COLUMN"
        )
        yield origin.trouble("no_text_column", f"{what},title=COLUMN")


def row_report(row: Mapping[str, object], chosen: ColumnMap, content: bytes, origin: Origin) -> Found:
    """The report of one row or JSON object; one with a headline only is read as that, and one without either is a Problem."""
    if chosen.packed is not None:
        row = {**row, **_unpacked(row.get(chosen.packed))}
    by_name = {plain_name(column): value for column, value in row.items() if isinstance(column, str)}

    def cell(field: str) -> object:
        values = (by_name.get(plain_name(column)) for column in chosen.columns.get(field, ()))
        return next((value for value in values if words_of(value) is not None), None)

    text, html = _report(cell("text")), _report(cell("html"))
    lead = _report(cell("lead"))
    if lead is not None:
        text = f"{lead}\n\n{text}" if text is not None else lead
    said = Said(
        external_id=words_of(cell("id")),
        title=words_of(cell("title")),
        published=_date(words_of(cell("published")), chosen.dates),
        url=words_of(cell("url")),
        outlet=words_of(cell("outlet")),
        language=words_of(cell("language")),
    )
    origin = _captured(origin, words_of(cell("captured")))
    if text is not None or html is not None:
        yield origin.item(content, ROW_TYPE, said=said, text=text, html=html if text is None else None)
    elif said.title is not None:
        yield origin.item(content, ROW_TYPE, said=said, text=said.title)
        yield origin.note("headline_only", "has a headline and no text; only the headline was read")
    else:
        what = 'has neither "text" nor "html" with words in it and was skipped'
        yield origin.unread(content, ROW_TYPE, origin.trouble("no_text", what))


def _unpacked(cell: object) -> Mapping[str, object]:
    """The fields of a record in Python's notation, moments as ISO words; none when the cell holds no such record."""
    try:
        fields = ast.literal_eval(_MOMENT.sub(_iso, cell)) if isinstance(cell, str) else {}
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return {}
    return {name: value for name, value in fields.items() if isinstance(name, str)} if isinstance(fields, dict) else {}


def _iso(found: re.Match[str]) -> str:
    parts = [int(part) for part in found[1].split(",") if part.strip()]
    return repr(datetime(*parts[:7], tzinfo=UTC).isoformat())  # type: ignore[arg-type,misc]  # ValueError for what is no moment


def _report(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _date(words: str | None, dates: str | None) -> str | None:
    if words is None or dates != "epoch_ms" or not _EPOCH_MS.fullmatch(words):
        return words
    return datetime.fromtimestamp(float(words) / 1000, UTC).isoformat()


def _captured(origin: Origin, words: str | None) -> Origin:
    """The origin with the time of capture that the row states, when it is a time; a wrong one is no time."""
    try:
        moment = datetime.fromisoformat(words or "")
    except ValueError:
        return origin
    return replace(origin, fetched_at=moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
