"""What a watch remembers: one SQLite file beside the register, so that nothing is lost or read twice after a crash.

A report is written here whole before it is put on record, and marked as done after: what is found unfinished is put on record
again from the same bytes, and the register knows it already if it came that far.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from onrecord.model.documents import RawItem
from onrecord.model.errors import StoreError
from onrecord.model.hashing import sha256_hex

SCHEMA = """
CREATE TABLE IF NOT EXISTS source (
    name TEXT PRIMARY KEY, failures INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, sha256 TEXT);
CREATE TABLE IF NOT EXISTS item (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, source TEXT NOT NULL, status TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 0,
    head TEXT, content BLOB, seen_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS item_open ON item (source, due) WHERE status IN ('new', 'held');
"""
VERSION = 1
# A moment further off than this was set by a clock that went wrong, and counts as now.
FARTHEST_S = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A report that is not on record yet. `is_held` = its bytes are here; else `item` says what its page is to be fetched for."""

    key: str
    item: RawItem
    is_held: bool
    attempts: int


class State:
    """The open state of one register's watch; only one process may have it open."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises StoreError when another watch has it, or it cannot be opened or is newer."""
        self.path = path
        try:
            path.touch(mode=0o600)  # it shows what is looked at
            self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA synchronous = FULL")
            with self._writing():
                (version,) = self._db.execute("PRAGMA user_version").fetchone()
                for statement in SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {VERSION}")
        except (sqlite3.Error, OSError) as trouble:
            raise StoreError(_cannot_open(path, trouble)) from trouble
        if version > VERSION:
            raise StoreError(f"{path} was written by a newer OnRecord; update OnRecord, or name another register.")

    def __enter__(self) -> "State":
        """The state itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file; what was said is on disk already."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN EXCLUSIVE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def is_known(self, key: str) -> bool:
        """Whether a report was met before."""
        return self._db.execute("SELECT 1 FROM item WHERE key = ?", (key,)).fetchone() is not None

    def meet(self, source: str, found: Iterable[tuple[str, RawItem | None, bool]]) -> int:
        """Notes reports as (key, item, whether the item is whole), best first; returns how many are new.

        An item of None needs nothing more: it is done.
        """
        new = 0
        with self._writing():
            (last,) = self._db.execute("SELECT coalesce(max(round), 0) FROM item").fetchone()
            for key, item, is_whole in found:
                head, content = _packed(item) if item is not None else (None, None)
                status = "done" if item is None else "held" if is_whole else "new"
                made = self._db.execute(
                    "INSERT OR IGNORE INTO item (key, source, status, round, head, content, seen_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (key, source, status, last + 1, head, content, datetime.now(UTC).isoformat(timespec="seconds")),
                )
                new += made.rowcount
        return new

    def waiting(self, source: str, most: int) -> list[str]:
        """The keys of the reports of a source that are due, those met last first and in their order, at most `most`."""
        now = time.time()
        found = self._db.execute(
            "SELECT key FROM item WHERE source = ? AND status IN ('new', 'held') AND (due <= ? OR due > ?)"
            " ORDER BY round DESC, number LIMIT ?",
            (source, now, now + FARTHEST_S, most),
        )
        return [key for (key,) in found]

    def open_count(self, source: str) -> int:
        """How many reports of a source are not on record yet, due or not."""
        found = self._db.execute("SELECT count(*) FROM item WHERE source = ? AND status IN ('new', 'held')", (source,))
        return int(found.fetchone()[0])

    def find(self, key: str) -> Waiting:
        """A report that waits."""
        row = self._db.execute("SELECT status, attempts, head, content FROM item WHERE key = ?", (key,)).fetchone()
        return Waiting(key=key, is_held=row[0] == "held", attempts=row[1], item=_unpacked(row[2], row[3]))

    def hold(self, key: str, item: RawItem) -> None:
        """Keeps the bytes of a report until it is on record."""
        with self._writing():
            self._db.execute("UPDATE item SET status = 'held', head = ?, content = ? WHERE key = ?", (*_packed(item), key))

    def finish(self, key: str, status: str = "done") -> None:
        """Marks a report as on record ("done") or as given up ("refused"); its bytes are let go."""
        with self._writing():
            self._db.execute("UPDATE item SET status = ?, head = NULL, content = NULL WHERE key = ?", (status, key))

    def put_off(self, key: str, wait_s: float) -> None:
        """Lets a report wait for so many seconds after a failure."""
        with self._writing():
            due = time.time() + wait_s
            self._db.execute("UPDATE item SET attempts = attempts + 1, due = ? WHERE key = ?", (due, key))

    def source_of(self, name: str) -> tuple[int, float, str | None]:
        """How often a source failed in a row, when it is due (seconds since 1970), and the hash of what it last said."""
        row = self._db.execute("SELECT failures, due, sha256 FROM source WHERE name = ?", (name,)).fetchone()
        failures, due, sha256 = row or (0, 0.0, None)
        return failures, due if due <= time.time() + FARTHEST_S else 0.0, sha256

    def visited(self, name: str, failures: int, wait_s: float, sha256: str | None) -> None:
        """Notes how a visit went and in how many seconds the next one is due."""
        with self._writing():
            self._db.execute(
                "INSERT INTO source VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                " failures = excluded.failures, due = excluded.due, sha256 = coalesce(excluded.sha256, sha256)",
                (name, failures, time.time() + wait_s, sha256),
            )


def _cannot_open(path: Path, trouble: Exception) -> str:
    if "locked" in str(trouble):
        return f"Another watch is running on this register ({path} is in use); stop it, or name another register."
    return (
        f"{path}, where the watch keeps what it has seen, cannot be opened ({trouble}); check the folder, or move the file away."
    )


def _packed(item: RawItem) -> tuple[str, bytes]:
    head = {f.name: getattr(item, f.name) for f in fields(RawItem) if f.name not in ("content", "problem")}
    head["fetched_at"] = item.fetched_at.isoformat() if item.fetched_at else None
    return json.dumps(head, ensure_ascii=True), item.content


def _unpacked(head: str, content: bytes) -> RawItem:
    said = json.loads(head)
    moment, headers = said.pop("fetched_at"), tuple(said.pop("headers", ()))
    names = {f.name for f in fields(RawItem)}
    known = {name: value for name, value in said.items() if name in names}
    return RawItem(content=content, fetched_at=datetime.fromisoformat(moment) if moment else None, headers=headers, **known)


def key_of(*parts: str | None) -> str:
    """A key from what tells a report apart; hashed, so that the state does not list what was read."""
    return sha256_hex("\n".join(part or "" for part in parts).encode("utf-8", "surrogatepass"))
