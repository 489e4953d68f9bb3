"""The index tables: rows made from the records of the ledger, put in, taken out, and compared with what the ledger says."""

import functools
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, inspect, select, text, update

from onrecord.model.documents import Document
from onrecord.model.hashing import content_id
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, Register
from onrecord.store.tables import (
    CLAIM,
    DISRUPTION,
    DOCUMENT,
    EVENT_MENTION,
    INDEX_SHAPE,
    INDEXES,
    PROBLEM,
    SEARCH,
    SEARCH_COLUMNS,
    VIEWS,
)

Row = dict[str, Any]  # a row of a table, by column


def index_shape() -> str:
    """A name for the shape of the index tables: another column, another name."""
    columns = (f"{table.name}.{column.name} {column.type}" for table in INDEXES.sorted_tables for column in table.columns)
    return content_id("idx", *columns, has_search(), SEARCH, SEARCH_COLUMNS, *VIEWS.values())


@functools.cache
def has_search() -> bool:
    """Whether this program's SQLite has full-text search."""
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
    finally:
        connection.close()


def is_current(connection: Connection) -> bool:
    """Whether every index table is there, in the shape of this program."""
    names = set(inspect(connection).get_table_names())
    if not {table.name for table in INDEXES.sorted_tables} <= names:
        return False
    return connection.execute(select(INDEX_SHAPE.c.shape)).scalar() == index_shape()


def rebuild(connection: Connection, register: Register) -> None:
    """Drops every index, of whatever shape, and fills it from the register."""
    for view in VIEWS:
        connection.execute(text(f"DROP VIEW IF EXISTS {view}"))  # our own names, here and below
    connection.execute(text(f"DROP TABLE IF EXISTS {SEARCH}"))
    INDEXES.drop_all(connection)
    INDEXES.create_all(connection)
    for view, query in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {view} AS {query}"))
    # Without FTS5 search is slower; nothing else changes.
    if has_search():
        columns = f'{SEARCH_COLUMNS}, content="{DOCUMENT.name}"'
        connection.execute(text(f"CREATE VIRTUAL TABLE {SEARCH} USING fts5({columns})"))
    connection.execute(insert(INDEX_SHAPE).values(shape=index_shape()))
    put_in(connection, register)


def put_in(connection: Connection, register: Register) -> None:
    """Adds the rows of a register, of whose documents none has rows yet; a problem that is listed already is not listed twice."""
    for table, rows in register_rows(register):
        if table is PROBLEM and rows:
            ids = [row["problem_id"] for row in rows]
            known = set(connection.execute(select(PROBLEM.c.problem_id).where(PROBLEM.c.problem_id.in_(ids))).scalars())
            rows = [row for row in rows if row["problem_id"] not in known]
        if rows:
            connection.execute(insert(table), rows)
    _search(connection, register, f"INSERT INTO {SEARCH} (rowid, {SEARCH_COLUMNS}) SELECT rowid, {SEARCH_COLUMNS}")


def take_out(connection: Connection, register: Register) -> None:
    """Removes the rows of a register, before others of the same documents take their place; problems stay (see `outdate`)."""
    _search(connection, register,
            f"INSERT INTO {SEARCH} ({SEARCH}, rowid, {SEARCH_COLUMNS}) SELECT 'delete', rowid, {SEARCH_COLUMNS}")  # fmt: skip
    for table, rows in reversed([pair for pair in register_rows(register) if pair[0] is not PROBLEM]):
        (key,) = table.primary_key.columns
        for row in rows:
            connection.execute(delete(table).where(key == row[key.name]))


def outdate(connection: Connection) -> None:
    """Has every index made anew when the file is next opened.

    For a new reading that no longer meets a problem: only a replay of everything tells whether another report still does.
    """
    connection.execute(update(INDEX_SHAPE).values(shape=""))


def problems_of(register: Register) -> set[Problem]:
    """Every problem on record, met in reading or by a reader."""
    return {p for x in register.extractions for p in x.problems} | set(register.problems)


def differing(connection: Connection, register: Register) -> Iterator[str]:
    """The names of the index tables that do not say what the register says."""
    for table, rows in _gathered(register).items():
        kept = {tuple(row) for row in connection.execute(select(table))}
        if kept != {tuple(row[column.name] for column in table.columns) for row in rows}:
            yield table.name


def _search(connection: Connection, register: Register, statement: str) -> None:
    if register.documents and has_search():
        ids = [{"i": doc.document_id} for doc in register.documents]
        connection.execute(text(f"{statement} FROM {DOCUMENT.name} WHERE document_id = :i"), ids)


def _gathered(register: Register) -> dict[Table, list[Row]]:
    tables: dict[Table, list[Row]] = {table: [] for table in (DOCUMENT, CLAIM, EVENT_MENTION, DISRUPTION, PROBLEM)}
    for table, rows in register_rows(register):
        tables[table] += rows
    return tables


def register_rows(register: Register) -> Iterator[tuple[Table, list[Row]]]:
    """Every row of every index table, parents before children."""
    readings = {extraction.document_id: extraction for extraction in register.extractions}
    yield DOCUMENT, _once(DOCUMENT, (document_row(doc, readings.get(doc.document_id)) for doc in register.documents))
    for extraction in register.extractions:
        for table, rows in reading_rows(extraction):
            yield table, _once(table, rows)
    yield PROBLEM, sorted(_once(PROBLEM, map(problem_row, problems_of(register))), key=lambda row: str(row["problem_id"]))


def _once(table: Table, rows: Iterable[Row]) -> list[Row]:
    """The rows with one for each key: a reader that says a thing twice must not stop the report from being recorded."""
    (key,) = table.primary_key.columns
    return [{name: _storable(value) for name, value in row.items()} for row in {row[key.name]: row for row in rows}.values()]


def _storable(value: object) -> object:
    """Halves of surrogate pairs shown as a replacement character; the ledger keeps them."""
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) and not value.isascii() else value


def document_row(doc: Document, extraction: Extraction | None) -> Row:
    """A document's row."""
    return {
        "document_id": doc.document_id,
        "external_id": doc.external_id,
        "url": doc.url,
        "outlet": doc.outlet,
        "title": doc.title,
        "published_at": to_json(doc.published_at),
        "language": doc.language,
        "relevant": extraction.relevant if extraction else None,
        "raw_sha256": doc.raw_sha256,
        "text_version": doc.text_version,
        "text": doc.text,
    }


def reading_rows(extraction: Extraction) -> Iterator[tuple[Table, list[Row]]]:
    """The rows of one reading's claims, events and disruptions."""
    yield CLAIM, [_claim_row(claim) for claim in extraction.claims]
    yield (
        EVENT_MENTION,
        [
            {
                "event_mention_id": e.event_mention_id,
                "document_id": e.document_id,
                "type": e.type.value,
                "realis": e.realis.value,
                **_days(e.time),
                "place": _name(e.place),
                "words": e.trigger.exact,
                "words_start": e.trigger.start,
                "words_end": e.trigger.end,
            }
            for e in extraction.events
        ],
    )
    yield (
        DISRUPTION,
        [
            {
                "disruption_id": d.disruption_id,
                "document_id": d.document_id,
                "kind": d.kind.value,
                "status": d.status.value,
                "scope": d.scope.value,
                **_days(d.time),
                "place": _name(d.place),
                "quote": d.span.exact,
            }
            for d in extraction.disruptions
        ],
    )


def problem_row(problem: Problem) -> Row:
    """A problem's row; its id is the hash of what it says."""
    return {
        "problem_id": content_id("prb", problem.source, problem.code, problem.message, problem.subject, problem.severity.value),
        "severity": problem.severity.value,
        "code": problem.code,
        "source": problem.source,
        "message": problem.message,
    }


def _claim_row(claim: Any) -> Row:
    place = claim.place or PlaceRef()
    return {
        "claim_id": claim.claim_id,
        "document_id": claim.document_id,
        "effect": claim.effect.value,
        "low": _number(claim.count.low),
        "high": _number(claim.count.high),
        "qualifier": claim.count.qualifier.value,
        "category": claim.victims.category.value,
        "speaker": claim.attribution.source,
        "speaker_role": claim.attribution.role.value,
        "certainty": claim.certainty.value,
        "scope": claim.scope.value,
        **_days(claim.time),
        "place": _name(claim.place),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "part_of": claim.subset_of,
        "quote": claim.span.exact,
        "quote_start": claim.span.start,
        "quote_end": claim.span.end,
        "found_by": claim.found_by,
        "score": claim.score,
    }


def _number(value: int | None) -> int | None:
    """None for what no column holds (over 64 bits); the ledger keeps it in full."""
    return value if value is not None and abs(value) < 2**63 else None


def _days(time: TimeRef | None) -> Row:
    return {"date_start": to_json(time.date_start) if time else None, "date_end": to_json(time.date_end) if time else None}


def _name(place: PlaceRef | None) -> str | None:
    if place is None:
        return None
    return place.name or (place.span.exact if place.span else None)
