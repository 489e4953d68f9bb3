"""Numbered, forward-only migrations of the file; each runs in one transaction and is recorded (house style R24)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, inspect, select, text

from onrecord.model.errors import StoreError
from onrecord.store.tables import ENTRY, METADATA, SCHEMA, SEAL, SEALS

APPEND_ONLY = ("entry", "raw")


def migrate(connection: Connection) -> None:
    """Brings the file to the newest version; StoreError when it is newer than this program or of another one."""
    for number, step in enumerate(MIGRATIONS[version(connection) :], start=version(connection) + 1):
        step(connection)
        connection.execute(insert(SCHEMA).values(version=number, applied_at=datetime.now(UTC).isoformat()))


def version(connection: Connection) -> int:
    """The version of the file, 0 = empty; StoreError when it is newer than this program or a database of another one."""
    names = inspect(connection).get_table_names()
    if SCHEMA.name not in names:
        if names:
            raise StoreError(f"This is the database of another program (it holds {names[0]!r}); name another file with --store.")
        return 0
    found = connection.execute(select(func.max(SCHEMA.c.version))).scalar() or 0
    if found > len(MIGRATIONS):
        raise StoreError(
            f"The register is of version {found}, newer than this program knows ({len(MIGRATIONS)}); update OnRecord."
        )
    return found


def is_current(connection: Connection) -> bool:
    """Whether nothing is to be done; StoreError as in `version`."""
    return version(connection) == len(MIGRATIONS)


def _first(connection: Connection) -> None:
    """0001: the ledger, the raw bytes, and triggers that forbid changing either."""
    METADATA.create_all(connection)
    for table in APPEND_ONLY:
        forbid(connection, table, "UPDATE")
        forbid(connection, table, "DELETE")


def _second(connection: Connection) -> None:
    """0002: signatures and time stamps over the chain, which are never changed either, and a short way to the tombstones."""
    SEALS.create_all(connection)
    forbid(connection, SEAL.name, "UPDATE")
    forbid(connection, SEAL.name, "DELETE")
    connection.execute(text(f"CREATE INDEX entry_erasure ON {ENTRY.name} (sequence) WHERE kind = 'erasure'"))


def forbid(connection: Connection, table: str, action: str) -> None:
    """Has the database refuse UPDATE or DELETE on a table of ours."""
    words = f"BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    connection.execute(text(f"CREATE TRIGGER {_trigger(table, action)} {words}"))


@contextmanager
def erasing(connection: Connection) -> Iterator[None]:
    """Lets lines be blanked and bytes be deleted inside one transaction; afterwards both are forbidden again."""
    lifted = (("entry", "UPDATE"), ("raw", "DELETE"))
    for table, action in lifted:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {_trigger(table, action)}"))
    yield
    for table, action in lifted:
        forbid(connection, table, action)


def _trigger(table: str, action: str) -> str:
    return f"{table}_no_{action.lower()}"


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first, _second)
