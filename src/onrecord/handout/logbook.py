"""Who took out what, when and under which policy: a line for every export and briefing, each bound to the one before.

The log lies beside the register and not in its ledger: an entry there would be a new state, and the same state has to give the
same export again. A line names the state, policy, profile and narrowing, by which the very records can be had again.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from onrecord.model.errors import StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import to_json
from onrecord.model.register import View
from onrecord.present.profiles import Profile

FIRST = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """One thing taken out. `by` None = nobody is signed in or named; `register_state` = the last entry of the ledger shown.

    `sha256` is of the file, for an export of its datapackage.json, which holds the hash of every file. Counts are records.
    """

    what: str
    through: str
    by: str | None
    profile: str
    policy: str
    as_of: str | None
    recorded_as_of: str | None
    narrowed_to: str | None
    register_state: str | None
    documents: int
    events: int
    claims: int
    sha256: str


def handout_of(
    what: str, view: View, content: bytes, *, through: str, by: str | None, profile: Profile, scope: str,
    head: str | None, recorded_as_of: datetime | None,
) -> Handout:  # fmt: skip
    """The line for a view that leaves as `content`; `scope` = what it was narrowed to, in words."""
    register = view.register
    return Handout(
        what=what,
        through=through,
        by=by,
        profile=profile.value,
        policy=view.policy,
        as_of=_words(register.as_of),
        recorded_as_of=_words(recorded_as_of),
        narrowed_to=scope or None,
        register_state=head,
        documents=len(register.documents),
        events=len(view.events),
        claims=sum(len(x.claims) for x in register.extractions),
        sha256=sha256_hex(content),
    )


def log_path(store: Path) -> Path:
    """Where the log of the register at `store` lies."""
    return store.with_name(store.name + ".handouts")


def write_line(store: Path, made: Handout, at: datetime) -> None:
    """Adds a line; StoreError when it cannot be written, and then nothing should leave."""
    path = log_path(store)
    with _locked(path) as file:
        last = _last(file)
        number, previous = (int(str(last["number"])) + 1, str(last["entry"])) if last else (1, FIRST)
        line: dict[str, object] = {"number": number, "at": to_json(at), **asdict(made), "previous": previous}
        os.lseek(file, 0, os.SEEK_END)
        os.write(file, (json.dumps(line | {"entry": _hash(line)}) + "\n").encode())
        os.fsync(file)


def lines_of(store: Path) -> Iterator[dict[str, object]]:
    """Every line, oldest first; none where nothing was taken out. StoreError for a line that is no line of ours."""
    path = log_path(store)
    try:
        if path.exists():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield _read(line, path, number)
    except (OSError, UnicodeError) as trouble:
        raise _unreadable(path, str(trouble)) from trouble


def broken_at(store: Path) -> int | None:
    """The number of the first line that was changed, or that follows one taken out; None = every line is as it was written.

    Lines cut off at the end leave no trace here; keep the last `entry` elsewhere if that matters.
    """
    previous = FIRST
    for number, line in enumerate(lines_of(store), 1):
        said = line.get("entry")
        if line.get("previous") != previous or line.get("number") != number or said != _hash(line):
            return number
        previous = str(said)
    return None


def _hash(line: Mapping[str, object]) -> str:
    told = {name: value for name, value in line.items() if name != "entry"}
    return sha256_hex(json.dumps(told, sort_keys=True).encode())


def _words(moment: datetime | None) -> str | None:
    return None if moment is None else str(to_json(moment))


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as trouble:
        raise _unreadable(path, str(trouble.strerror)) from trouble
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    except OSError as trouble:
        raise _unreadable(path, str(trouble.strerror)) from trouble
    finally:
        os.close(file)


def _last(file: int) -> dict[str, object] | None:
    """The last line; a line is far shorter than what is read from the end."""
    size = os.fstat(file).st_size
    os.lseek(file, max(size - 65_536, 0), os.SEEK_SET)
    lines = os.read(file, 65_536).decode("utf-8", "replace").splitlines()
    return _read(lines[-1], Path("the log"), len(lines)) if lines else None


def _read(line: str, path: Path, number: int) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError as trouble:
        raise _unreadable(path, f"line {number} is not JSON") from trouble
    if not isinstance(found, dict) or not {"number", "entry"} <= set(found):
        raise _unreadable(path, f"line {number} is no line of such a log")
    return found


def _unreadable(path: Path, why: str) -> StoreError:
    return StoreError(
        f"What is taken out of a register is written down at {path}, which cannot be used: {why}. Make the file "
        "writable, or move it away to begin another."
    )
