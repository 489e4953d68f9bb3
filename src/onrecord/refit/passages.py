"""Label files as lines that are fit to be learned from, and the part of them that is held out to measure by."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.training.labels import passages

# One document in so many is held out when no file to measure by is given.
HELD_OUT = 10

Line = Mapping[str, Any]  # a line of a label file, whose shape the annotation guide fixes


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Passages to learn from, passages to measure by, and how many were left out because both had their report."""

    learn: tuple[Line, ...]
    measure: tuple[Line, ...]
    left_out: int = 0


def load_labels(path: Path) -> tuple[Line, ...]:
    """The passages of a label file; InputError names the file and the line that does not fit."""
    if not path.is_file():
        raise InputError(f"There is no label file at {path}.")
    return read_labels(path.read_text(encoding="utf-8").split("\n"), str(path))


def read_labels(lines: Iterable[str], source: str) -> tuple[Line, ...]:
    """The passages of lines of JSON, each checked to be one that the trainer can read."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = {"dataset": source, "doc": None, "date": None, "events": [], "disruptions": [], **json.loads(line)}
            passages([json.dumps(raw)])
        except (ValueError, TypeError, LookupError, AttributeError) as trouble:
            message = (
                f"{source}, line {number} is no labelled passage ({type(trouble).__name__}: {trouble}); see docs/training.md."
            )
            raise InputError(message) from trouble
        found.append(raw)
    return tuple(found)


def report_of(line: Line) -> str:
    """What a passage's report is known by: its name where the line has one, else the passage's words."""
    return str(line["doc"] or sha256_hex(line["text"].encode("utf-8", "surrogatepass")))


def is_held_out(line: Line) -> bool:
    """Whether the passage's report is among those that are held out: by its hash, so that the choice never changes."""
    return int(sha256_hex(report_of(line).encode("utf-8", "surrogatepass"))[:8], 16) % HELD_OUT == 0


def split(lines: Sequence[Line], dev: Sequence[Line] | None) -> Split:
    """What to learn from and what to measure by: `dev`, or a tenth of the reports of `lines`. No report is in both."""
    if dev is None:
        learn = tuple(line for line in lines if not is_held_out(line))
        return Split(learn=learn, measure=tuple(line for line in lines if is_held_out(line)))
    known = {report_of(line) for line in dev} | {line["text"] for line in dev}
    learn = tuple(line for line in lines if report_of(line) not in known and line["text"] not in known)
    return Split(learn=learn, measure=tuple(dev), left_out=len(lines) - len(learn))
