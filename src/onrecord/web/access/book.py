"""The people, tokens and sessions of one register, in a small file beside it that only its owner may read.

Passwords are kept as argon2id, tokens and session ids as SHA-256: they are random enough that guessing is hopeless.
Source: OWASP Password Storage Cheat Sheet; RFC 9106.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.web.access.passwords import check, fit, hashed, is_outdated
from onrecord.web.access.roles import Person, Role

TABLES = """
CREATE TABLE IF NOT EXISTS person (name TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (
    name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, made_at TEXT NOT NULL, ends_at TEXT);
CREATE TABLE IF NOT EXISTS session (
    hash TEXT PRIMARY KEY, name TEXT NOT NULL, form_token TEXT NOT NULL, made_at TEXT NOT NULL, seen_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS taken (name TEXT NOT NULL, day TEXT NOT NULL, records INTEGER NOT NULL, PRIMARY KEY (name, day));
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
PREFIX = "onrecord_"
# What stands in the place of a password for who signs in elsewhere; no password fits it.
ELSEWHERE = "elsewhere:"
# A session ends when nobody used it for half a day, and after a week in any case.
IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
# A session's last use is written down at most this often.
SEEN_EVERY = timedelta(minutes=1)
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person who is signed in, and the token that their forms carry."""

    person: Person
    form_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token as it is listed: never the token itself. `ends_at` is UTC, None = it does not end."""

    name: str
    role: Role
    made_at: str
    ends_at: str | None


def book_path(store: Path) -> Path:
    """Where the people of the register at `store` are kept."""
    return store.with_name(store.name + ".access")


class AccessBook:
    """An open book; made where there is none. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        """StoreError when it cannot be opened."""
        try:
            if not path.exists():
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=5.0, check_same_thread=False, isolation_level=None)
            self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLES)
        except (OSError, sqlite3.Error) as trouble:
            raise StoreError(f"The people of the register are kept at {path}, which cannot be opened: {trouble}.") from trouble
        self._lock = threading.Lock()

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def secret(self) -> str:
        """What cookies are signed with; made once a register."""
        self._run("INSERT OR IGNORE INTO secret VALUES ('cookies', ?)", secrets.token_urlsafe(32))
        return str(self._one("SELECT value FROM secret WHERE name = 'cookies'")[0])

    def add_person(self, name: str, role: Role, password: str) -> None:
        """A new person; InputError when the name is taken or the password too weak."""
        _named(name)
        fit(password, name)
        if self._find("SELECT 1 FROM person WHERE name = ?", name):
            raise InputError(f"There is a person called {name!r} already; `onrecord access user password {name}` changes theirs.")
        self._run("INSERT INTO person VALUES (?, ?, ?, ?)", name, hashed(password), role.value, _now())

    def welcome(self, person: Person, subject: str) -> None:
        """Somebody whom the sign-in service has let in, known there as `subject`; their role here is the one given now.

        InputError when another person has the name: names of the service never open what a password protects.
        """
        _named(person.name)
        kept = f"{ELSEWHERE}{_sha(subject)}"
        self._run("INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?)", person.name, kept, person.role.value, _now())
        if not self._run("UPDATE person SET role = ? WHERE name = ? AND password = ?", person.role.value, person.name, kept):
            raise InputError(f"Another person here is called {person.name!r}; ask an administrator.")

    def set_password(self, name: str, password: str) -> None:
        """Another password; the person's sessions end."""
        fit(password, name)
        if not self._run("UPDATE person SET password = ? WHERE name = ?", hashed(password), name):
            raise NotFoundError(_nobody(name))
        self._run("DELETE FROM session WHERE name = ?", name)

    def remove_person(self, name: str) -> None:
        """Takes a person out and ends their sessions; what they decided stays in the ledger."""
        if not self._run("DELETE FROM person WHERE name = ?", name):
            raise NotFoundError(_nobody(name))
        self._run("DELETE FROM session WHERE name = ?", name)

    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return tuple(Person(name=n, role=Role(r)) for n, r in self._all("SELECT name, role FROM person ORDER BY name"))

    def sign_in(self, name: str, password: str) -> Person | None:
        """The person with this name and password; None when one of the two is wrong, after the same time either way."""
        row = self._find("SELECT password, role FROM person WHERE name = ?", name)
        if not check(row[0] if row else None, password) or row is None:
            return None
        if is_outdated(row[0]):
            self._run("UPDATE person SET password = ? WHERE name = ?", hashed(password), name)
        return Person(name=name, role=Role(row[1]))

    def start_session(self, person: Person) -> str:
        """A new session, with a secret and a token for forms that nobody had before; gives the secret, which the cookie holds."""
        made = secrets.token_urlsafe(32)
        self._run("DELETE FROM session WHERE seen_at < ?", _at(datetime.now(UTC) - LONGEST))
        now = _now()
        self._run("INSERT INTO session VALUES (?, ?, ?, ?, ?)", _sha(made), person.name, secrets.token_urlsafe(24), now, now)
        return made

    def session(self, cookie: str) -> Session | None:
        """The session of a cookie's secret; None when it ended, or its person is gone."""
        row = self._find(
            "SELECT p.name, p.role, s.form_token, s.made_at, s.seen_at FROM session s JOIN person p ON p.name = s.name "
            "WHERE s.hash = ?",
            _sha(cookie),
        )
        if row is None:
            return None
        now, made_at, seen_at = datetime.now(UTC), datetime.fromisoformat(row[3]), datetime.fromisoformat(row[4])
        if now - seen_at > IDLE or now - made_at > LONGEST:
            self.end_session(cookie)
            return None
        if now - seen_at > SEEN_EVERY:
            self._run("UPDATE session SET seen_at = ? WHERE hash = ?", _at(now), _sha(cookie))
        return Session(person=Person(name=row[0], role=Role(row[1])), form_token=row[2])

    def end_session(self, cookie: str) -> None:
        """Signs out."""
        self._run("DELETE FROM session WHERE hash = ?", _sha(cookie))

    def new_token(self, name: str, role: Role, days: int | None = None) -> str:
        """A new token for a program; it is shown this once. InputError when the name is taken."""
        _named(name)
        if self._find("SELECT 1 FROM token WHERE name = ?", name):
            raise InputError(f"There is a token called {name!r} already; revoke it first, or choose another name.")
        made = PREFIX + secrets.token_urlsafe(32)
        ends = None if days is None else _at(datetime.now(UTC) + timedelta(days=days))
        self._run("INSERT INTO token VALUES (?, ?, ?, ?, ?)", name, _sha(made), role.value, _now(), ends)
        return made

    def tokens(self) -> tuple[TokenLine, ...]:
        """Every token, by name."""
        rows = self._all("SELECT name, role, made_at, ends_at FROM token ORDER BY name")
        return tuple(TokenLine(name=n, role=Role(r), made_at=m, ends_at=e) for n, r, m, e in rows)

    def revoke(self, name: str) -> None:
        """Takes a token back at once."""
        if not self._run("DELETE FROM token WHERE name = ?", name):
            raise NotFoundError(f"There is no token called {name!r}; `onrecord access token list` names those there are.")

    def holder(self, token: str) -> Person | None:
        """Who has this token; None when it is unknown or has ended."""
        row = self._find("SELECT name, role, ends_at FROM token WHERE hash = ?", _sha(token))
        if row is None or (row[2] is not None and row[2] <= _now()):
            return None
        return Person(name=row[0], role=Role(row[1]))

    def taken(self, name: str, day: str) -> int:
        """Records that were taken out under a name on a day (UTC)."""
        row = self._find("SELECT records FROM taken WHERE name = ? AND day = ?", name, day)
        return int(row[0]) if row else 0

    def take(self, name: str, day: str, wanted: int, most: int | None = None, *, all_or_none: bool = False) -> int:
        """Counts records that are taken out and says how many: at most what is left of `most` (None = no limit), in one step.

        `all_or_none` = nothing where not all are left. Holds across processes: the file is locked meanwhile.
        """
        add = "INSERT INTO taken VALUES (?, ?, ?) ON CONFLICT (name, day) DO UPDATE SET records = records + excluded.records"
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                row = self._db.execute("SELECT records FROM taken WHERE name = ? AND day = ?", (name, day)).fetchone()
                left = wanted if most is None else max(most - (row[0] if row else 0), 0)
                given = 0 if all_or_none and left < wanted else min(wanted, left)
                if given:
                    self._db.execute(add, (name, day, given))
            finally:
                self._db.execute("COMMIT")
        return given

    def _run(self, statement: str, *values: object) -> int:
        with self._lock:
            return self._db.execute(statement, values).rowcount

    def _find(self, statement: str, *values: object) -> tuple[str, ...] | None:
        with self._lock:
            found: tuple[str, ...] | None = self._db.execute(statement, values).fetchone()
        return found

    def _one(self, statement: str) -> tuple[str, ...]:
        found = self._find(statement)
        if found is None:
            raise StoreError("The file with the people of the register lacks a line that is always there; restore a copy of it.")
        return found

    def _all(self, statement: str) -> Iterable[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(statement).fetchall()


def _sha(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return _at(datetime.now(UTC))


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _named(name: str) -> None:
    if not name.strip() or name != name.strip() or len(name) > NAME_LENGTH or not name.isprintable():
        raise InputError(f"{name!r} is no name: give 1 to {NAME_LENGTH} characters without blanks at either end.")


def _nobody(name: str) -> str:
    return f"There is nobody called {name!r}; `onrecord access user list` names who there is."
