"""Copies a register while others write to it, and puts a copy in its place; both are verified before they count.

Source: SQLite Online Backup API; a copy is one moment of the file, whatever is written meanwhile.
"""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from onrecord.model.errors import InputError, StoreError
from onrecord.store.opening import make_folder, says_what_to_do
from onrecord.store.sqlite import Store

SIDE_FILES = ("-wal", "-shm")


def backup(store: Store, target: Path) -> int:
    """Writes a verified copy of the register to `target`, one plain file; gives the number of entries in it.

    Raises InputError when something is there already, StoreError when the copy does not hold (then nothing is left of it).
    """
    if target.exists():
        raise InputError(f"{target} is there already; a copy is never overwritten, name another file.")
    make_folder(target.absolute().parent)
    part = target.with_name(target.name + ".part")
    remove(part)
    try:
        with store.alone() as source, says_what_to_do(part), closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        entries = verified(part)
        settle(part, target)
    except BaseException:
        remove(part)
        raise
    return entries


def restore(copy: Path, target: Path, *, at: datetime) -> Path | None:
    """Puts a verified copy in the place of the register; gives where the file that was there is now, None = there was none.

    Nothing is deleted: what stands at `target` is set aside under a name with the moment `at`. Raises StoreError when the copy is
    not there or does not hold; then the register stays as it is.
    """
    make_folder(target.absolute().parent)
    part = target.with_name(target.name + ".part")
    remove(part)
    try:
        with says_what_to_do(copy), closing(_to_read(copy)) as source, closing(sqlite3.connect(part)) as made:
            source.backup(made)
        if not verified(part):
            raise StoreError(f"{copy} holds nothing; a register is not replaced by an empty one.")
        aside = set_aside(target, f"before-restore-{at:%Y%m%dT%H%M%S}")
        settle(part, target)
    except BaseException:
        remove(part)
        raise
    return aside


def verified(path: Path) -> int:
    """The number of entries of a register that holds; StoreError naming the first thing that does not."""
    with Store.open(path, create=False) as store:
        with store.alone() as connection:
            (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            (entries,) = connection.execute("SELECT count(*) FROM entry").fetchone()
        problems = [p.message for p in store.verify() if p.code in BROKEN] if answer == "ok" else [answer]
    if problems:
        raise StoreError(f"{path} does not hold: {problems[0]} ({len(problems)} in all). Take another copy.")
    return int(entries)


# What makes a copy worthless. Losses that a repair entry tells of, and trouble in the reports, are copied as they are.
BROKEN = frozenset({"chain_broken", "columns_differ", "bytes_damaged", "erasure_incomplete", "span_broken"})


def _to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def set_aside(path: Path, name: str) -> Path | None:
    """Renames a register with its log; gives its new place, None = there was none."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.{name}")
    for side in ("", *SIDE_FILES):
        old = path.with_name(path.name + side)
        if old.exists():
            old.replace(aside.with_name(aside.name + side))
    return aside


def settle(part: Path, target: Path) -> None:
    """Gives a finished file its name, once the disk has it."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove(path: Path) -> None:
    """Deletes a half-written file of ours, with its log."""
    for side in ("", *SIDE_FILES, "-journal"):
        path.with_name(path.name + side).unlink(missing_ok=True)
