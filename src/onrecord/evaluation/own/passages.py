"""Reads the marked passages: `[words|actor]` for parties, `{words=days}` for times, "# day 2026-02-02" for the report's day."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

from onrecord.model.errors import InputError

_MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]|\{([^=}]+)=([^}]+)\}")
_DAY = re.compile(r"# day (\d{4}-\d\d-\d\d|none)")
UNKNOWN = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Marked words (code points, half open) and their right answers: actor ids, or stretches of days as written; "?" = none."""

    start: int
    end: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage without its marks, its labels in order, and the day of the report; None = not known."""

    text: str
    labels: tuple[Label, ...]
    day: date | None


def load_passages(name: str) -> list[Passage]:
    """The passages of actors.txt or times.txt of the package."""
    return list(read_passages((resources.files("onrecord") / "evaluation" / "own" / name).read_text(encoding="utf-8")))


def read_passages(text: str) -> Iterator[Passage]:
    """The passages of a file; lines that begin with "#" are none. Raises InputError for a mark that is not closed."""
    day: date | None = None
    for block in re.split(r"\n\s*\n", text):
        for line in block.splitlines():
            if found := _DAY.match(line):
                day = None if found[1] == "none" else date.fromisoformat(found[1])
        words = " ".join(line.strip() for line in block.splitlines() if not line.startswith("#"))
        if words:
            yield _unmarked(words, day)


def _unmarked(marked: str, day: date | None) -> Passage:
    text, done, labels = "", 0, []
    for found in _MARK.finditer(marked):
        text += marked[done : found.start()]
        words, answers = (found[1], found[2].split("/")) if found[1] else (found[3], found[4].split("|"))
        labels.append(Label(start=len(text), end=len(text) + len(words), answers=tuple(answers)))
        text, done = text + words, found.end()
    text += marked[done:]
    if re.search(r"[\[\]{}|]", text):
        raise InputError(f"A mark of this passage is not closed: {text[:80]!r}.")
    return Passage(text=text, labels=tuple(labels), day=day)


def days_of(words: str) -> tuple[date | None, date | None]:
    """The first and last day that an answer means: "2026-01-31", "2026-01", "2026", "..2026-01-05", "A..B"; "?" is none."""
    if words == UNKNOWN:
        return None, None
    first, _, last = words.partition("..") if ".." in words else (words, "", words)
    return (_edge(first, last=False) if first else None), (_edge(last, last=True) if last else None)


def _edge(words: str, *, last: bool) -> date:
    parts = [int(part) for part in words.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    day = parts[2] if len(parts) > 2 else (calendar.monthrange(year, month)[1] if last else 1)
    return date(year, month, day)
