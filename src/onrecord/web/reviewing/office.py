"""The one desk of all browsers: it is opened anew when something was recorded by somebody else, and used by one at a time."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, datetime

from onrecord.ledger.reviews import NOBODY
from onrecord.model.documents import Document
from onrecord.model.enums import EntryKind, Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Decision, Entry
from onrecord.review.desk import Desk
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.ledger import LedgerReader
from onrecord.web.reviewing.choosing import EVERYTHING, FLAGGED, Queue, Wanted, as_read, chosen, without

# What is asked of a claim that somebody should look at again; it changes no figure.
FLAG = "look_again"
# Queues kept: one for each way of narrowing that people use at the same time.
QUEUES = 8
# Decisions of the log kept in memory, for the list of the last ones.
REMEMBERED = 60


class Office:
    """Decisions of people at browsers on one register. Safe to use from any thread."""

    def __init__(self, settings: Settings, ledger: LedgerReader) -> None:
        """Opens nothing yet; the desk is opened when somebody comes."""
        self._settings = settings
        self._ledger = ledger
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._sequence = -1
        self._queues: dict[Wanted, dict[str, Queue]] = {}
        self._decided: tuple[Entry, ...] = ()
        self._seen = 0
        self._blind: dict[tuple[int, str], frozenset[str]] = {}
        self.flags: dict[str, Decision] = {}

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk, for the one who has it; nobody else decides meanwhile."""
        with self._lock:
            yield self._current()

    def queue(self, desk: Desk, wanted: Wanted, blind: Set[str] = frozenset()) -> Queue:
        """The claims that are asked about, in order; kept, so that a decision costs a look at one report and not at all.

        Those that a person may yet code `blind` are chosen and given as they were read, and stand in no state.
        """
        kept = self._queues.get(wanted)
        if kept is None:
            kept = {doc.document_id: _of(doc, desk, wanted, self.flags) for doc in desk.register.documents}
            self._queues[wanted] = kept
            while len(self._queues) > QUEUES:
                self._queues.pop(next(iter(self._queues)))
        shown = kept if not blind else kept | self._unseen(desk, wanted, blind, kept)
        return [pair for pairs in shown.values() if pairs for pair in pairs]

    def _unseen(self, desk: Desk, wanted: Wanted, blind: Set[str], kept: Mapping[str, Queue]) -> dict[str, Queue]:
        """What is asked about of the reports that have a claim to be coded blind."""
        if wanted.state not in (FLAGGED, EVERYTHING):
            return {i: without(pairs, blind) for i, pairs in kept.items()}
        found = {}
        for doc in desk.register.documents:
            mine = desk.standings.get(doc.document_id, ())
            if any(one.read.claim_id in blind for one in mine):
                seen = [as_read(one, desk.below) if one.read.claim_id in blind else one for one in mine]
                found[doc.document_id] = [(doc, one) for one in chosen(doc, seen, wanted, self.flags)]
        return found

    def decisions(self, limit: int) -> tuple[Entry, ...]:
        """The last decisions of the log, newest first; only what is new since the last time is read. For who has the desk."""
        fresh = self._ledger.latest(REMEMBERED, kinds=(EntryKind.JUDGEMENT,), after=self._seen)
        self._decided = (*fresh, *self._decided)[:REMEMBERED]
        self._seen = fresh[0].sequence if fresh else max(self._seen, self._sequence)
        return self._decided[:limit]

    def decide(self, claim_id: str, answer: str, *, by: str, why: str | None, changes: Mapping[str, str] | None) -> Decision:
        """One decision on a claim; see `Desk.decide`."""
        with self._lock:
            desk = self._current()
            before = desk.register
            made = desk.decide(claim_id, answer, by=by, why=why, changes=changes)
            self._sequence += desk.register is not before  # the same decision twice is recorded once
            self._look_again(desk, made.document_sha256)
            return made

    def undo(self, claim_id: str, *, by: str, why: str | None, may_agree: bool, hold: bool = False) -> Decision:
        """Takes the decision in force on a claim back, or asks for that; see `Desk.undo`. `hold` withdraws what one asked."""
        with self._lock:
            desk = self._current()
            made = desk.hold(claim_id, by=by) if hold else desk.undo(claim_id, by=by, why=why, may_agree=may_agree)
            self._sequence += 1
            self._look_again(desk, desk.find(claim_id).document.raw_sha256)
            return made

    def blind_to(self, by: str) -> frozenset[str]:
        """The claims about which this person must not see what another decided; see `Desk.blind_to`. Worked out once a state."""
        if not self._settings.second_coding:
            return frozenset()
        with self._lock:
            desk = self._current()
            if (self._sequence, by) not in self._blind:
                self._blind = {k: v for k, v in self._blind.items() if k[0] == self._sequence} | {
                    (self._sequence, by): desk.blind_to(by)
                }
            return self._blind[(self._sequence, by)]

    def flag(self, claim_id: str, *, by: str, why: str | None, back: bool = False) -> Decision:
        """Marks a claim to be looked at again, or takes the mark `back`; an entry of the ledger either way."""
        with self._lock:
            desk = self._current()
            item = desk.find(claim_id)
            claim = item.standing.read
            if back and claim.claim_id not in self.flags:
                raise NotFoundError(f"{claim.claim_id} is not flagged; there is nothing to take back.")
            judgement = Judgement.NEGATIVE if back else Judgement.POSITIVE
            made = _decision(claim.claim_id, None, judgement, FLAG, by, why)
            self._record(made)
            self._look_again(desk, item.document.raw_sha256)
            return made

    def code(self, claim_id: str, answer: str, *, by: str, why: str | None, changes: Mapping[str, str] | None) -> Decision:
        """One blind second coding; see `Desk.code`."""
        with self._lock:
            made = self._current().code(claim_id, answer, by=by, why=why, changes=changes)
            self._sequence += 1
            return made

    def record(self, made: Decision) -> None:
        """Records what a second person says of a decision. The desk is opened anew then."""
        with self._lock:
            self._current()
            self._record(made)
            self._sequence = -1

    def judge(self, judged: Callable[[Sequence[Decision], bool], Decision]) -> Decision:
        """Records the entry on two records that `judged` makes of all decisions and the two-person rule."""
        with self._lock:
            desk = self._current()
            made = desk.beside(judged(desk.register.decisions, self._settings.two_person))
            self._sequence += 1
            return made

    def close(self) -> None:
        """Closes the desk."""
        with self._lock:
            if self._desk is not None:
                self._desk.__exit__(None, None, None)
                self._desk = None

    def _record(self, made: Decision) -> None:
        with Store.open(self._settings.store, create=False) as store:
            store.decide(made, recorded_at=made.decided_at or datetime.now(UTC))
        self._note(made)
        self._sequence += 1

    def _current(self) -> Desk:
        head = self._ledger.head().sequence
        if self._desk is None or head != self._sequence:
            if self._desk is not None:
                self._desk.__exit__(None, None, None)
            asked = self._settings
            self._desk = Desk(asked.store, asked.review_below, two_person=asked.two_person, second_coding=asked.second_coding)
            self._sequence = head
            self.flags = {}
            self._queues = {}
            self._decided, self._seen = (), 0
            for made in self._desk.register.decisions:
                self._note(made)
        return self._desk

    def _look_again(self, desk: Desk, sha256: str | None) -> None:
        """Asks anew of the claims of one report, in every queue that is kept."""
        changed = [doc for doc in desk.register.documents if doc.raw_sha256 == sha256]
        for wanted, kept in self._queues.items():
            kept.update({doc.document_id: _of(doc, desk, wanted, self.flags) for doc in changed})

    def _note(self, made: Decision) -> None:
        if made.question == FLAG and made.judgement is Judgement.POSITIVE:
            self.flags[made.subject] = made
        elif made.question == FLAG:
            self.flags.pop(made.subject, None)


def _decision(subject: str, other: str | None, judgement: Judgement, question: str, by: str, why: str | None) -> Decision:
    if not by.strip():
        raise InputError(NOBODY)
    return Decision(
        subject=subject, other=other, judgement=judgement, question=question, decided_by=by.strip(), note=why,
        decided_at=datetime.now(UTC),
    )  # fmt: skip


def _of(doc: Document, desk: Desk, wanted: Wanted, flags: Mapping[str, Decision]) -> Queue:
    return [(doc, one) for one in chosen(doc, desk.standings.get(doc.document_id, ()), wanted, flags)]
