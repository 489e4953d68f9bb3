"""Joining one report after another: only the reports that the new one can touch are joined again.

The register is kept as circles of reports that cannot be of one happening with any report outside. A new report joins its circle
with every circle that it touches; only that one is worked through anew, by the same function as a whole register. So happenings
are those of the whole register, in whatever order reports come. Two things are fixed from the start, because every report would
move them a little: what each word weighs, and people's judgements. Words that more than MOST_USERS reports use, and runs of words
that more than COMMON_SHINGLE do, lead from no report to another here; a full run follows the words to the next few by day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import mul

import numpy as np
from numpy.typing import NDArray

from onrecord.languages import load_lexicon
from onrecord.languages.common_words import load_common_words
from onrecord.model.documents import Document
from onrecord.model.mentions import Actor, PlaceRef
from onrecord.model.register import Extraction
from onrecord.reconcile.copies import (
    COMMON_SHINGLE,
    SHINGLE,
    address_of,
    may_be_linked,
    run_hash,
    runs_of,
    story_links,
    words_of,
)
from onrecord.reconcile.joining.assembly import Happening
from onrecord.reconcile.joining.campaigns import REPORT_SLACK
from onrecord.reconcile.joining.events import place_match
from onrecord.reconcile.joining.likeness import FEWEST_SHARED, GIST_NEAR, GIST_REACH, MOST_USERS, may_found
from onrecord.reconcile.joining.profiles import Middle, Profile, always_leads, profiles, sense_of
from onrecord.reconcile.joining.reports import LANGUAGE, join_reports
from onrecord.reconcile.joining.tellings import days_told_first, frame_of, tellings_of, tells_of_conflict

DAY = timedelta(days=1)
# Circles over more days than this are looked for everywhere: to list all their days would cost more.
MOST_DAYS = 60


@dataclass(slots=True)
class _Circle:
    """Reports that can be of one happening, with all that decides whether another report touches them."""

    documents: dict[str, Document]
    readings: dict[str, Extraction]
    places: set[PlaceRef] = field(default_factory=set)
    countries: set[str | None] = field(default_factory=set)
    provinces: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    start: date | None = None
    end: date | None = None
    undated: bool = False
    wide: bool = False
    tells: bool = False
    happenings: tuple[Happening, ...] = ()

    def blocks(self) -> list[date | None]:
        """The days under which the circle is looked for; None = under all."""
        if not self.tells:
            return []
        if self.undated or self.start is None or self.end is None or (self.end - self.start).days > MOST_DAYS:
            return [None]
        span = (self.end - self.start + 2 * REPORT_SLACK).days + 1
        return [self.start - REPORT_SLACK + DAY * n for n in range(span)]

    def take(self, other: "_Circle") -> None:
        """Makes the other circle a part of this one."""
        self.documents |= other.documents
        self.readings |= other.readings
        self.places |= other.places
        self.countries |= other.countries
        self.provinces |= other.provinces
        self.actors |= other.actors
        self.start = min((d for d in (self.start, other.start) if d), default=None)
        self.end = max((d for d in (self.end, other.end) if d), default=None)
        self.undated |= other.undated
        self.wide |= other.wide
        self.tells |= other.tells

    def touches(self, other: "_Circle") -> bool:
        """Whether a happening can hold reports of both; says yes rather too often than not."""
        if not (self.tells and other.tells and self._near(other)):
            return False
        if None not in self.countries | other.countries and not self.countries & other.countries:
            return False
        if self.actors & other.actors or (self.provinces & other.provinces and (self.wide or other.wide)):
            return True
        return any(place_match(a, b) > 0 for a in self.places for b in other.places)

    def _near(self, other: "_Circle") -> bool:
        if self.undated or other.undated or not (self.start and self.end and other.start and other.end):
            return True
        return self.start <= other.end + REPORT_SLACK and other.start <= self.end + REPORT_SLACK


class Growing:
    """A register that reports are added to one by one, and its happenings at any moment.

    `weights` are the words' weights (`profiles.weights_of` of the register as it was last joined in full), `middle` the middle
    of its gists (`profiles.middle_of`).
    """

    def __init__(self, actors: Mapping[str, Actor], weights: Mapping[str, float], middle: Middle = ()) -> None:
        """Nothing is on record yet."""
        self._actors = actors
        self._weights = weights
        self._middle = middle
        self._shares = load_common_words(LANGUAGE)
        self._arms = load_lexicon(LANGUAGE).words("telling", "arms")
        self._circles: dict[int, _Circle] = {}
        self._home: dict[str, int] = {}
        self._days: dict[date | None, set[int]] = {}
        self._users: dict[str, list[str]] = {}
        self._gists: dict[date, list[Profile]] = {}
        self._addresses: dict[str, str] = {}
        self._runs: dict[str, NDArray[np.uint64]] = {}
        self._holders: dict[int, list[str]] = {}
        self._next = 0

    def add(self, doc: Document, reading: Extraction) -> tuple[Happening, ...]:
        """Puts one report on record; the happenings of the reports that it touches, as they are now.

        A report that is on record already changes nothing; another reading of it takes a full run.
        """
        known = self._home.get(doc.document_id)
        if known is not None:
            return self._circles[known].happenings
        name = self.place(doc, reading)
        return self._joined(self._circles[name])

    def place(self, doc: Document, reading: Extraction) -> int:
        """Puts one report into its circle without joining it; the circle's number. For many reports before one `join_all`."""
        circle = self._circle_of(doc, reading)
        merged = {self._home[d] for d in self._alike(doc, reading)}
        for name in merged:
            circle.take(self._out(name))
        while touched := next(self._touched(circle), None):
            circle.take(self._out(touched))
        self._next += 1
        self._circles[self._next] = circle
        self._home.update(dict.fromkeys(circle.documents, self._next))
        for block in circle.blocks():
            self._days.setdefault(block, set()).add(self._next)
        return self._next

    def join_all(self) -> None:
        """Joins every circle that was changed since it was last joined."""
        for circle in self._circles.values():
            if not circle.happenings:
                self._joined(circle)

    def happenings(self) -> list[Happening]:
        """All happenings, by id."""
        return sorted((h for c in self._circles.values() for h in c.happenings), key=lambda h: h.subject_id)

    def _circle_of(self, doc: Document, reading: Extraction) -> _Circle:
        frame = frame_of(doc, reading, self._actors)
        told = tellings_of(reading, frame)
        days = [d for t in told for d in (t.start, t.end)]
        return _Circle(
            documents={doc.document_id: doc},
            readings={doc.document_id: reading},
            places={t.place for t in told if t.place is not None and not t.wide},
            countries={frame.country, *(t.country for t in told)},
            provinces={p for p in (frame.adm_1, *(t.adm_1 for t in told)) if p},
            actors=set(frame.actors),
            start=min((d for d in days if d), default=None),
            end=max((d for d in days if d), default=None),
            undated=None in days,
            wide=any(t.wide for t in told),
            tells=bool(told),
        )

    def _alike(self, doc: Document, reading: Extraction) -> Iterator[str]:
        """Reports of one address, copies, and those like enough in words; enters the new report's own words."""
        (mine,) = self._profile(doc, reading)
        shared: dict[str, int] = {}
        for word in mine.keys:
            users = self._users.setdefault(word, [])
            if len(users) <= MOST_USERS:
                for other in users:
                    shared[other] = shared.get(other, 0) + 1
                users.append(doc.document_id)
        address = address_of(doc)
        if address and (same := self._addresses.setdefault(address, doc.document_id)) != doc.document_id:
            yield same
        copies = self._copies(doc, mine, shared)
        yield from copies
        near = self._alike_in_gist(mine)
        for other in sorted({*(o for o, count in shared.items() if count >= FEWEST_SHARED), *near} - copies):
            circle = self._circles[self._home[other]]
            told = {x.document_id: days for x in (reading, circle.readings[other]) if (days := days_told_first(x)) is not None}
            (theirs,) = self._profile(circle.documents[other], circle.readings[other])
            if may_found(mine, theirs, told):
                yield other

    def _copies(self, doc: Document, mine: Profile, sharing: Iterable[str]) -> set[str]:
        """Reports that share so many runs of words with the new one that they may be its copies; enters the new report's runs.

        They share a heavy word (`sharing`), or a run without any: only such runs are looked up, which most short texts lack.
        """
        words, runs = words_of(doc), runs_of(doc)
        leading = {word for word in mine.keys if always_leads(word, self._weights, self._shares)}
        starts = (n for n in range(len(words) - SHINGLE + 1) if leading.isdisjoint(words[n : n + SHINGLE]))
        light = {run_hash(words[n : n + SHINGLE]) for n in starts}
        maybe = set(sharing)
        for run in runs.tolist():
            holders = self._holders.get(run, [])
            maybe.update(holders)
            if run in light and len(holders) <= COMMON_SHINGLE:
                self._holders.setdefault(run, holders).append(doc.document_id)
        mine_once = frozenset(runs.tolist())
        found = {other for other in maybe if self._is_copy(doc, mine_once, other)}
        self._runs[doc.document_id] = runs
        return found

    def _is_copy(self, doc: Document, runs: frozenset[int], other: str) -> bool:
        theirs = self._runs[other]
        both = len(runs.intersection(theirs.tolist()))
        return both > 0 and may_be_linked(doc, self._circles[self._home[other]].documents[other], both, (len(runs), len(theirs)))

    def _alike_in_gist(self, mine: Profile) -> list[str]:
        """Brief reports said within days of the new one whose gists are like its own; enters the new report's."""
        if mine.day is None or mine.encoder is None or not mine.is_brief:
            return []
        days = (mine.day + DAY * n for n in range(-GIST_REACH.days, GIST_REACH.days + 1))
        told = (p for day in days for p in self._gists.get(day, ()) if p.encoder == mine.encoder)
        found = [p.document_id for p in told if sum(map(mul, p.gist, mine.gist)) >= GIST_NEAR]
        self._gists.setdefault(mine.day, []).append(mine)
        return found

    def _profile(self, doc: Document, reading: Extraction) -> list[Profile]:
        return profiles([doc], self._shares, self._weights, {doc.document_id: sense_of(reading)}, self._middle)

    def _touched(self, circle: _Circle) -> Iterator[int]:
        blocks = circle.blocks()
        if not blocks:
            return
        near: Iterable[int]
        if blocks == [None]:
            near = set(self._circles)
        else:
            near = set().union(*(self._days.get(block, set()) for block in (*blocks, None)))
        yield from (name for name in sorted(near) if circle.touches(self._circles[name]))

    def _out(self, name: int) -> _Circle:
        circle = self._circles.pop(name)
        for block in circle.blocks():
            self._days[block].discard(name)
        return circle

    def _joined(self, circle: _Circle) -> tuple[Happening, ...]:
        documents = {d: circle.documents[d] for d in sorted(circle.documents)}
        readings: Sequence[Extraction] = [circle.readings[d] for d in documents]
        telling = [x for x in readings if tells_of_conflict(x, circle.documents[x.document_id], self._arms)]
        links = story_links(list(documents.values()))
        found = join_reports(documents, readings, telling, links, (), self._actors, self._weights, middle=self._middle)
        circle.happenings = found.happenings
        return found.happenings
