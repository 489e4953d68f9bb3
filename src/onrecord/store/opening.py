"""Opens the SQLite file of a register: its connections, their settings, and errors that say what to do."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool

from onrecord.model.errors import StoreError

# How often a connection asks again whether it may switch the file to write-ahead logging; SQLite does not wait there itself.
RETRY_S = 0.02


def make_folder(folder: Path) -> None:
    """Makes the folder of a register, with those above it; StoreError when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise StoreError(
            f"{folder} cannot be made into a folder ({trouble.strerror}); name another place with --store."
        ) from trouble


def open_engine(path: Path, *, create: bool, patience_s: float) -> Engine:
    """Connections to the file at `path`; one that may not be written is opened for reading only.

    `patience_s` is how long a writer waits for another one before it gives up.
    """
    writable = create or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}" if writable else address_to_read(path)

    def connect() -> sqlite3.Connection:
        # isolation_level None: transactions are begun by us, not by the driver.
        connection = sqlite3.connect(address, uri=True, timeout=patience_s, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        if writable:
            _keep_safe(connection, patience_s)
        return connection

    # Named, because SQLAlchemy would take one shared connection for an address without a file name.
    return create_engine("sqlite://", creator=connect, poolclass=QueuePool)


def address_to_read(path: Path) -> str:
    """Without a log beside it, a file that nobody can write is read as it stands: SQLite could not make its side files."""
    settled = not path.with_name(path.name + "-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if settled else ''}"


def _keep_safe(connection: sqlite3.Connection, patience_s: float) -> None:
    """Write-ahead log, and a disk that has confirmed before anything is acknowledged."""
    give_up = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as trouble:
            if "locked" not in str(trouble) or time.monotonic() > give_up:
                raise
            time.sleep(RETRY_S)
    connection.execute("PRAGMA synchronous=FULL")


@contextmanager
def says_what_to_do(path: Path) -> Iterator[None]:
    """Turns the database's errors into StoreErrors that a person can act on."""
    try:
        yield
    except IntegrityError as trouble:
        raise StoreError(f"{path} refused an entry ({trouble.orig}); nothing was changed. Run `onrecord check`.") from trouble
    except (OperationalError, sqlite3.OperationalError) as trouble:
        words = str(getattr(trouble, "orig", trouble))
        raise StoreError(f"{path} cannot be used now ({words}); {_advice(words)}") from trouble
    except (DatabaseError, sqlite3.DatabaseError) as trouble:
        words = str(getattr(trouble, "orig", trouble))
        raise StoreError(f"{path} is no register or is damaged ({words}); restore a copy or name another file.") from trouble


def _advice(words: str) -> str:
    hints = {
        "locked": "another program holds it: wait and try again.",
        "full": "the disk is full: free some space; what was acknowledged is safe.",
        "disk I/O": "the disk cannot be read or written: check its space and health; what was acknowledged is safe.",
        "readonly": "it may not be written: check the permissions of the file and its folder.",
        "unable to open": "check the path and the permissions.",
    }
    return next((hint for key, hint in hints.items() if key in words), "what was acknowledged is safe; try again.")
