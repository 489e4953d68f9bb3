"""The one desk of all browsers: it is opened anew when something was recorded by somebody else, and used by one at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from onrecord.ledger.reviews import NOBODY
from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Decision
from onrecord.review.desk import Desk
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.ledger import LedgerReader

# What is asked of a claim that somebody should look at again; it changes no figure.
FLAG = "look_again"


class Office:
    """Decisions of people at browsers on one register. Safe to use from any thread."""

    def __init__(self, settings: Settings, ledger: LedgerReader) -> None:
        """Opens nothing yet; the desk is opened when somebody comes."""
        self._settings = settings
        self._ledger = ledger
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._sequence = -1
        self.flags: dict[str, Decision] = {}

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk, for the one who has it; nobody else decides meanwhile."""
        with self._lock:
            yield self._current()

    @contextmanager
    def deciding(self) -> Iterator[Desk]:
        """The desk to record one decision at."""
        with self._lock:
            desk = self._current()
            yield desk
            self._sequence = self._after(1)

    def flag(self, claim_id: str, *, by: str, why: str | None, back: bool = False) -> Decision:
        """Marks a claim to be looked at again, or takes the mark `back`; an entry of the ledger either way."""
        with self._lock:
            claim = self._current().find(claim_id).standing.read
            if back and claim.claim_id not in self.flags:
                raise NotFoundError(f"{claim.claim_id} is not flagged; there is nothing to take back.")
            judgement = Judgement.NEGATIVE if back else Judgement.POSITIVE
            made = _decision(claim.claim_id, None, judgement, FLAG, by, why)
            self._record(made)
            return made

    def record(self, made: Decision) -> None:
        """Records a decision on other things than claims: whether two events are the same."""
        with self._lock:
            self._current()
            self._record(made)

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
        self._sequence = self._after(1)

    def _current(self) -> Desk:
        head = self._ledger.head().sequence
        if self._desk is None or head != self._sequence:
            if self._desk is not None:
                self._desk.__exit__(None, None, None)
            self._desk = Desk(self._settings.store, self._settings.review_below)
            self._sequence = head
            self.flags = {}
            for made in self._desk.register.decisions:
                self._note(made)
        return self._desk

    def _after(self, entries: int) -> int:
        """The number of the last entry we know; another than the ledger's own makes the next one open the desk anew."""
        return self._sequence + entries

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
