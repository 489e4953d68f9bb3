"""Matches lines of a story to records: a line fits when every part it gives is a part of the record's own line.

Span parts may leave the offsets out; `#name` at the front names a record and `key=#name` refers to it.
"""

from collections.abc import Sequence

from onrecord.ledger.parts import parse_parts, record_parts
from onrecord.model.claims import Claim
from onrecord.model.errors import InputError
from onrecord.model.events import Campaign, DisruptionMention, DocumentLink, Event, EventMention
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.mentions import Mention
from onrecord.model.problems import Problem

WORDS: dict[str, type] = {
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
# Fields that a record's line leaves out at their default, but a story may name.
DEFAULTED = ("certainty", "scope", "context", "realis")
IDS = ("claim_id", "event_mention_id", "disruption_id", "figure_id", "contradiction_id", "event_id", "campaign_id")


def unmatched(lines: Sequence[str], records: Sequence[object]) -> list[str]:
    """The story lines that do not hold: a line that fits no record left over, or a `never` line that fits one."""
    names: dict[str, str] = {}
    taken: set[int] = set()
    failed = []
    shown = {i: _shown(record) for i, record in enumerate(records)}
    for line in lines:
        forbidden, label, kind, parts = _read(line, names)
        fitting = [i for i, record in enumerate(records) if isinstance(record, kind) and _fits(parts, shown[i])]
        if forbidden:
            if fitting:
                failed.append(line)
            continue
        free = [i for i in fitting if i not in taken]
        if not free:
            failed.append(line)
            continue
        taken.add(free[0])
        if label:
            names[label] = _id(records[free[0]])
    return failed


def _read(line: str, names: dict[str, str]) -> tuple[bool, str, type, tuple[str, ...]]:
    words = line.split(maxsplit=1)
    label = ""
    if words[0].startswith("#"):
        label, line = words[0], words[1]
    forbidden = line.startswith("never ")
    word, _, rest = line.removeprefix("never ").partition(" ")
    if word not in WORDS:
        raise InputError(f"{word!r} is no kind of story line; there are {', '.join(WORDS)}.")
    return forbidden, label, WORDS[word], tuple(_named(part, names) for part in parse_parts(rest))


def _named(part: str, names: dict[str, str]) -> str:
    """`key=#name` with the id that the name stands for."""
    key, refers, name = part.partition("=#")
    return f"{key}={names.get('#' + name, '?')}" if refers else part


def _shown(record: object) -> frozenset[str]:
    """A record's parts, defaults too, relations with the kind as key ("majority_of=clm-…"), and spans without offsets."""
    parts = set(record_parts(record))
    parts |= {f"{r.kind.value}={r.other}" for r in getattr(record, "relations", ())}
    parts |= {f"{name}={value}" for name in DEFAULTED if (value := getattr(record, name, None)) is not None}
    parts |= {part[: part.rindex("@")] for part in parts if '"@' in part}
    return frozenset(parts)


def _fits(parts: tuple[str, ...], shown: frozenset[str]) -> bool:
    return all(part in shown for part in parts)


def _id(record: object) -> str:
    return next((str(getattr(record, name)) for name in IDS if hasattr(record, name)), "?")
