"""The register as plain text, readable and diffable; printing and parsing give the same register back (house style R23)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from onrecord.ledger.parts import build, parse_parts, record_parts
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.errors import InputError
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.mentions import Mention
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Extraction, Register

# What each line of a reading is called, and which field of the reading holds it.
MEMBERS: dict[str, tuple[type, str]] = {
    "claim": (Claim, "claims"),
    "event": (EventMention, "events"),
    "disruption": (DisruptionMention, "disruptions"),
    "mention": (Mention, "mentions"),
    "trouble": (Problem, "problems"),
}
# The reading says these once for all its lines.
SHARED = frozenset({"document_id", "text_version"})
DOCUMENTED = {"claim", "event", "disruption"}
TEXT_LINE = "  | "


def print_register(register: Register) -> str:
    """The whole register, one record a line; a document's text follows it, line by line, behind a bar."""
    return "".join(f"{line}\n" for line in _lines(register))


def _lines(register: Register) -> Iterator[str]:
    yield "register" + (f" as_of={register.as_of.isoformat()}" if register.as_of else "")
    readings = {extraction.document_id: extraction for extraction in register.extractions}
    for doc in register.documents:
        yield f"document {' '.join(record_parts(doc, frozenset({'text'})))}"
        yield from (TEXT_LINE + line for line in doc.text.split("\n"))
        if doc.document_id in readings:
            yield from _reading(readings[doc.document_id])
    for decision in register.decisions:
        yield f"decision {' '.join(record_parts(decision))}"
    for problem in register.problems:
        yield f"problem {' '.join(record_parts(problem))}"


def _reading(extraction: Extraction) -> Iterator[str]:
    members = frozenset(name for _, name in MEMBERS.values())
    yield f"reading {' '.join(record_parts(extraction, members))}"
    for word, (_, name) in MEMBERS.items():
        shared = SHARED if word in DOCUMENTED else frozenset()
        for record in getattr(extraction, name):
            yield f"  {word} {' '.join(record_parts(record, shared))}"


def parse_register(text: str) -> Register:
    """The register of its plain text. Raises InputError naming the line that does not fit."""
    parser = _Parser()
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            parser.take(line)
        except InputError as trouble:
            raise InputError(f"Line {number}: {trouble}") from trouble
    return parser.register()


class _Parser:
    """Takes a register line by line."""

    def __init__(self) -> None:
        self.as_of: datetime | None = None
        self.documents: list[tuple[tuple[str, ...], list[str]]] = []
        self.readings: list[tuple[Extraction, dict[str, list[Any]]]] = []
        self.decisions: list[Decision] = []
        self.problems: list[Problem] = []

    def take(self, line: str) -> None:
        if line.startswith(TEXT_LINE):
            if not self.documents:
                raise InputError("Text stands before any document.")
            self.documents[-1][1].append(line.removeprefix(TEXT_LINE))
            return
        word, _, rest = line.strip().partition(" ")
        if word:
            self._record(word, parse_parts(rest))

    def _record(self, word: str, parts: tuple[str, ...]) -> None:
        if word == "register":
            self.as_of = _moment(parts[0].removeprefix("as_of=")) if parts else None
        elif word == "document":
            self.documents.append((parts, []))
        elif word == "reading":
            self.readings.append((build(Extraction, parts), {}))
        elif word == "decision":
            self.decisions.append(build(Decision, parts))
        elif word == "problem":
            self.problems.append(build(Problem, parts))
        elif word in MEMBERS:
            self._member(word, parts)
        else:
            raise InputError(f"{word!r} is no kind of line; see docs/plain_text.md.")

    def _member(self, word: str, parts: tuple[str, ...]) -> None:
        if not self.readings:
            raise InputError(f"A {word} stands before any reading.")
        kind, name = MEMBERS[word]
        reading, members = self.readings[-1]
        given: dict[str, object] = {"document_id": reading.document_id, "text_version": reading.text_version}
        members.setdefault(name, []).append(build(kind, parts, given if word in DOCUMENTED else {}))

    def register(self) -> Register:
        documents = tuple(build(Document, parts, {"text": "\n".join(lines)}) for parts, lines in self.documents)
        return Register(
            documents=documents,
            extractions=tuple(
                replace(
                    reading,
                    claims=tuple(members.get("claims", ())),
                    events=tuple(members.get("events", ())),
                    disruptions=tuple(members.get("disruptions", ())),
                    mentions=tuple(members.get("mentions", ())),
                    problems=tuple(members.get("problems", ())),
                )
                for reading, members in self.readings
            ),
            decisions=tuple(self.decisions),
            problems=tuple(self.problems),
            as_of=self.as_of,
        )


def _moment(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words)
    except ValueError as trouble:
        raise InputError(f"{words[:100]!r} is no moment; write it as 2026-02-01T10:00:00+00:00.") from trouble
