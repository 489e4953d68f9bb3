"""Matches lines of a story to records: a line fits when every part it gives is a part of the record's own line.

Span parts may leave the offsets out; `#name` at the front names a record and `key=#name` refers to it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.ledger.parts import parse_parts, record_parts
from onrecord.model.claims import Claim
from onrecord.model.errors import InputError
from onrecord.model.events import Campaign, DisruptionMention, DocumentLink, Event, EventMention
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.mentions import Mention
from onrecord.model.problems import Problem

KINDS: dict[str, type] = {
    "claim": Claim,
    "event": EventMention,
    "disruption": DisruptionMention,
    "mention": Mention,
    "problem": Problem,
    "figure": Figure,
    "contradiction": Contradiction,
    "link": DocumentLink,
    "incident": Event,
    "campaign": Campaign,
}
REFERENCE = re.compile(r'([^\s"=]+)=(#\S+)')
# Fields that a record's line leaves out at their default, but a story may name.
DEFAULTED = ("certainty", "scope", "context", "realis")
IDS = ("claim_id", "event_mention_id", "disruption_id", "figure_id", "contradiction_id", "event_id", "campaign_id")


def unmatched(lines: Sequence[str], records: Sequence[object]) -> list[str]:
    """The story lines that do not hold: a line that fits no record left over, or a `never` line that fits one.

    Named lines choose first, in their order; the others then share out what is left so that as many as can hold do.
    """
    shown = [(type(record), _shown(record)) for record in records]
    names: dict[str, str] = {}
    taken: dict[int, str] = {}
    failed: list[str] = []
    for line in (line for line in lines if line.startswith("#")):
        story = _read(line, names)
        free = [i for i in _fitting(story, shown) if i not in taken]
        if free:
            taken[free[0]] = line
            names[story.label] = _id(records[free[0]])
        else:
            failed.append(line)
    choices: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        if line.startswith("#"):
            continue
        story = _read(line, names)
        fitting = _fitting(story, shown)
        if story.forbidden and fitting:
            failed.append(line)
        if not story.forbidden:
            choices[number] = [i for i in fitting if i not in taken]
    held = set(_shared_out(choices).values())
    failed += [lines[number] for number in choices if number not in held]
    return [line for line in dict.fromkeys(lines) for _ in range(failed.count(line))]


def _shared_out(choices: dict[int, list[int]]) -> dict[int, int]:
    """Which line gets which record, as {record: line}, so that as many lines as possible get one (augmenting paths)."""
    owners: dict[int, int] = {}

    def place(line: int, tried: set[int]) -> bool:
        for record in choices[line]:
            if record not in tried:
                tried.add(record)
                if record not in owners or place(owners[record], tried):
                    owners[record] = line
                    return True
        return False

    for line in choices:
        place(line, set())
    return owners


class _Line(NamedTuple):
    """A line of a story, taken apart."""

    label: str
    forbidden: bool
    kind: type
    parts: tuple[str, ...]


def _read(line: str, names: dict[str, str]) -> _Line:
    label, _, rest = line.partition(" ") if line.startswith("#") else ("", "", line)
    forbidden = rest.startswith("never ")
    word, _, parts = rest.removeprefix("never ").strip().partition(" ")
    if word not in KINDS:
        raise InputError(f"{word!r} is no kind of story line; there are {', '.join(KINDS)}.")
    if label and forbidden:
        raise InputError(f"{label} names a line that must never hold; name another line.")
    return _Line(label, forbidden, KINDS[word], tuple(_named(part, names) for part in parse_parts(parts)))


def _fitting(line: _Line, shown: Sequence[tuple[type, frozenset[str]]]) -> list[int]:
    return [i for i, (kind, parts) in enumerate(shown) if kind is line.kind and parts.issuperset(line.parts)]


def _named(part: str, names: dict[str, str]) -> str:
    """`key=#name` with the id that the name stands for."""
    refers = REFERENCE.fullmatch(part)
    return f"{refers[1]}={names.get(refers[2], '?')}" if refers else part


def _shown(record: object) -> frozenset[str]:
    """A record's parts, defaults too, relations with the kind as key ("majority_of=clm-…"), and spans without offsets."""
    parts = set(record_parts(record))
    parts |= {f"{r.kind.value}={r.other}" for r in getattr(record, "relations", ())}
    parts |= {f"{name}={value}" for name in DEFAULTED if (value := getattr(record, name, None)) is not None}
    parts |= {part[: part.rindex("@")] for part in parts if '"@' in part}
    return frozenset(parts)


def _id(record: object) -> str:
    return next((str(getattr(record, name)) for name in IDS if hasattr(record, name)), "?")
