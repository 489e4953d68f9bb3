"""Replays the ledger to the register: the same whatever the order in which reports arrived."""

import itertools
import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from onrecord.ledger.reviews import SECOND, with_decision
from onrecord.model.documents import Document
from onrecord.model.jsonform import dumps
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry, Erasure, Extraction, Register

Version = tuple[tuple[int, str], ...]
RUNS = re.compile(r"[0-9]+|[^0-9]+")


def replay(
    entries: Iterable[Entry], *, published_as_of: datetime | None = None, recorded_as_of: datetime | None = None
) -> Register:
    """What is on record, sorted by id; of several readings of a document the latest counts, the others stay in the ledger.

    `recorded_as_of` leaves out what was entered later; `published_as_of` leaves out reports published later, and undated ones,
    because nobody can say that they were known by then. Both UTC; None = no limit.
    """
    state = Replay()
    for entry in entries:
        if recorded_as_of is not None and entry.recorded_at > recorded_as_of:
            continue
        # A report that was not out yet goes with the trouble that was met in it.
        if entry.document is None or _is_out(entry.document, published_as_of):
            state.take(entry)
    return state.register(published_as_of or recorded_as_of)


class _Reading(NamedTuple):
    """A document as it was entered, the trouble met in it, and what was read from it (None = nothing entered yet)."""

    document: Document
    problems: tuple[Problem, ...]
    extraction: Extraction | None = None


class Replay:
    """What counts so far: takes entries one after another and gives the register of those it took, at any time."""

    def __init__(self) -> None:
        """Nothing is on record yet."""
        self.entered: dict[str, _Reading] = {}  # the document entry that the next reading of this document belongs to
        self.readings: dict[str, _Reading] = {}
        self.decisions: dict[tuple[str, str | None, str, str], Decision] = {}
        self.reviews: dict[str, list[Decision]] = {}  # those on claims, by the hash of the report's bytes
        self.problems: set[Problem] = set()
        self.unread: dict[str, set[Problem]] = {}  # why nothing could be read, by the hash of the bytes

    def take(self, entry: Entry) -> None:
        """One more entry."""
        if entry.erasure is not None:
            self._erase(entry.erasure)
        if entry.document is not None:
            reading = _Reading(entry.document, entry.problems)
            self.entered[entry.document.document_id] = reading
            self._weigh(reading)
        elif entry.capture is not None:
            self.unread.setdefault(entry.capture.sha256, set()).update(entry.problems)
        else:
            self.problems.update(entry.problems)
        if entry.extraction is not None and entry.extraction.document_id in self.entered:
            self._weigh(self.entered[entry.extraction.document_id]._replace(extraction=entry.extraction))
        if entry.decision is not None:
            self._decide(entry.decision)

    def _erase(self, erasure: Erasure) -> None:
        """What was erased is gone at every moment, also from a copy whose lines were not blanked."""
        self.entered.pop(erasure.document_id, None)
        self.readings.pop(erasure.document_id, None)
        self.reviews.pop(erasure.raw_sha256, None)
        self.decisions = {k: d for k, d in self.decisions.items() if d.document_sha256 != erasure.raw_sha256}
        self.unread.pop(erasure.raw_sha256, None)

    def _decide(self, made: Decision) -> None:
        """One more decision: the last one on a claim counts, whoever made it; of others the last one of each person."""
        if made.claim is not None and made.document_sha256 is not None and made.question != SECOND:
            self.reviews[made.document_sha256] = with_decision(self.reviews.get(made.document_sha256, []), made)
        else:
            self.decisions[(made.subject, made.other, made.question, made.decided_by)] = made

    def _weigh(self, reading: _Reading) -> None:
        known = self.readings.get(reading.document.document_id)
        if known is None or _counts_before(reading, known):
            self.readings[reading.document.document_id] = reading

    def register(self, as_of: datetime | None = None) -> Register:
        """The register of what counts; `as_of` is the moment that it is to be marked with (UTC, None = now)."""
        readings = [self.readings[name] for name in sorted(self.readings)]
        problems = self.problems.union(*self.unread.values(), *(reading.problems for reading in readings))
        return Register(
            documents=tuple(reading.document for reading in readings),
            extractions=tuple(reading.extraction for reading in readings if reading.extraction is not None),
            decisions=tuple(sorted([*self.decisions.values(), *itertools.chain(*self.reviews.values())], key=_by_subject)),
            problems=tuple(sorted(problems, key=_by_words)),
            as_of=as_of,
        )


def _counts_before(new: _Reading, known: _Reading) -> bool:
    """Whether `new` stands for the document: a later text version or reader, or the same report come by another way.

    One report in two folders is one document; the entry whose JSON sorts first stands for it, so that order does not matter.
    """
    if _age(new) != _age(known):
        return _age(new) > _age(known)
    return new != known and _line(new) < _line(known)


def _age(reading: _Reading) -> tuple[Version, Version]:
    return _version(reading.document.text_version), _version(reading.extraction.reader if reading.extraction else "")


def _line(reading: _Reading) -> str:
    return dumps(reading.document) + dumps(reading.extraction) + dumps(reading.problems)


def _is_out(doc: Document, published_as_of: datetime | None) -> bool:
    """Whether the report was out by then; a version of a page is dated by its last change."""
    if published_as_of is None:
        return True
    said = doc.modified_at or doc.published_at
    return said is not None and said <= published_as_of


def _version(name: str) -> Version:
    """A version name to compare by: its numbers as numbers, so that 2.10 comes after 2.9."""
    return tuple((int(run), "") if run.isdecimal() else (-1, run) for run in RUNS.findall(name))


def _by_subject(made: Decision) -> tuple[str, ...]:
    return made.subject, made.other or "", made.question, made.decided_by, made.document_sha256 or ""


def _by_words(problem: Problem) -> tuple[str | int, ...]:
    at = (problem.span.start, problem.span.end) if problem.span else (-1, -1)
    return (problem.source, problem.code, problem.message, problem.severity, problem.subject or "", *at)
