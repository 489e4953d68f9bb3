"""Numbered, forward-only migrations of the file; each runs in one transaction and is recorded (house style R24)."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, inspect, select, text

from onrecord.model.errors import StoreError
from onrecord.store.tables import METADATA, SCHEMA

APPEND_ONLY = ("entry", "raw")


def migrate(connection: Connection) -> None:
    """Brings the file to the newest version; StoreError when the file is newer than this program."""
    present = inspect(connection).has_table(SCHEMA.name)
    version = (connection.execute(select(func.max(SCHEMA.c.version))).scalar() or 0) if present else 0
    if version > len(MIGRATIONS):
        raise StoreError(
            f"The register is of version {version}, newer than this program knows ({len(MIGRATIONS)}); update OnRecord."
        )
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        step(connection)
        connection.execute(insert(SCHEMA).values(version=number, applied_at=datetime.now(UTC).isoformat()))


def _first(connection: Connection) -> None:
    """0001: the ledger, the raw bytes, and triggers that forbid changing either."""
    METADATA.create_all(connection)
    for table in APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "  # our own names
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            )


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)
