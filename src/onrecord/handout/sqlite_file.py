"""The tables of an export as one SQLite file that opens in Datasette as it is: plain tables, keys, no exotic types."""

import sqlite3

from onrecord.model.jsonform import to_json
from onrecord.present.exports.package import Cell, Export, ExportFile, Table
from onrecord.present.exports.tables import all_tables

TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
# Which column of a table points to which table; Datasette makes links of them.
LINKS = {
    "claims": {"document_id": "documents", "event_id": "events"},
    "events": {"campaign_id": "campaigns"},
    "voices": {"figure_id": "figures"},
    "disruptions": {"document_id": "documents"},
}
KEYS = {"documents": "document_id", "events": "event_id", "campaigns": "campaign_id", "figures": "figure_id"}


def to_sqlite(export: Export) -> tuple[ExportFile, ...]:
    """One file with a table for each table, `about` with what the export is, and `columns` with what each column says."""
    connection = sqlite3.connect(":memory:")
    try:
        tables = all_tables(export)
        for table in tables:
            _fill(connection, table)
        _about(connection, export, tables)
        connection.commit()
        connection.execute("VACUUM")
        content = connection.serialize()
    finally:
        connection.close()
    media = "application/vnd.sqlite3"
    return (ExportFile(path="register.sqlite", content=content, media_type=media, title="Every table", encoding=None),)


def _fill(connection: sqlite3.Connection, table: Table) -> None:
    lines = [f'"{c.name}" {TYPES.get(c.type, "TEXT")}' for c in table.columns]
    if table.key:
        lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    for column, other in LINKS.get(table.name, {}).items():
        lines.append(f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("{KEYS[other]}")')
    connection.execute(f'CREATE TABLE "{table.name}" ({", ".join(lines)})')
    places = ", ".join("?" * len(table.columns))
    rows = ([_value(cell) for cell in row] for row in table.rows)
    connection.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)  # noqa: S608  # our own names


def _about(connection: sqlite3.Connection, export: Export, tables: tuple[Table, ...]) -> None:
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    about = {
        "as_of": export.as_of_words, "policy": export.view.policy, "profile": export.profile.value,
        "narrowed_to": export.scope or None, "register_state": export.head, "software": export.software,
    }  # fmt: skip
    connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
    connection.execute('CREATE TABLE columns ("table" TEXT, name TEXT, type TEXT, says TEXT, PRIMARY KEY ("table", name))')
    told = [(t.name, c.name, c.type, c.says) for t in tables for c in t.columns]
    connection.executemany("INSERT INTO columns VALUES (?, ?, ?, ?)", told)


def _value(cell: Cell) -> str | int | float | None:
    """Booleans as 0 and 1, days and moments as text that sorts, lone surrogates replaced (SQLite holds UTF-8)."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = cell if isinstance(cell, str) else str(to_json(cell))
    return text.encode("utf-8", "replace").decode("utf-8")
