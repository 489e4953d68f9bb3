"""Where decisions are made: an open register, the claims as they stand, and one entry in the ledger for every decision."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from onrecord.extract.gates import split
from onrecord.ledger.edits import corrected
from onrecord.ledger.reviews import decide_claim, standings, take_back, with_decision
from onrecord.model.enums import Judgement, ReviewState
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Decision, Register
from onrecord.review.queue import Waiting, around, queue
from onrecord.store.sqlite import Store


def _now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """The claims of a register as they stand, and the decisions a person makes about them.

    `below` is the score (0..1) under which a claim waits. Use as a context manager; every decision is on disk at once.
    """

    def __init__(self, store: Path, below: float, clock: Callable[[], datetime] = _now) -> None:
        """Opens the register at `store`; StoreError when there is none."""
        self._store = Store.open(store, create=False)
        self._below = below
        self._clock = clock
        self.register: Register = self._store.register()
        self.standings = standings(self.register, below)

    def __enter__(self) -> "Desk":
        """The desk itself."""
        return self

    def __exit__(self, *trouble: object) -> None:
        """Closes the register."""
        self._store.close()

    def queue(self, *, everything: bool = False, document: str | None = None) -> Iterator[Waiting]:
        """The claims that wait for a decision; see `queue.queue`."""
        return queue(self.register, self.standings, everything=everything, document=document)

    def find(self, claim_id: str) -> Waiting:
        """The claim with this id (its beginning is enough where it names one claim); NotFoundError says what to do."""
        everywhere = ((doc, one) for doc in self.register.documents for one in self.standings.get(doc.document_id, ()))
        fitting = [pair for pair in everywhere if pair[1].claim.claim_id.startswith(claim_id)]
        exact = [pair for pair in fitting if pair[1].claim.claim_id == claim_id] or fitting
        if not claim_id or not exact:
            raise NotFoundError(f"No claim on record has the id {claim_id!r}; `onrecord review list --all` lists them.")
        if len(exact) > 1:
            raise InputError(f"{len(exact)} claims have ids that begin with {claim_id!r}; give more of it.")
        (doc, one), *_ = exact
        return Waiting(document=doc, standing=one, sentence=around(doc, one.claim, split(doc)))

    def decide(
        self, claim_id: str, answer: str, *, by: str, why: str | None = None, changes: Mapping[str, str] | None = None
    ) -> Decision:
        """Records `accept`, `reject` or `edit` (with the changed fields) of a claim and returns the decision.

        Accepting an edited claim keeps the edit. The same decision by the same person twice is recorded once.
        """
        item = self.find(claim_id)
        doc, one = item.document, item.standing
        if bool(changes) is not (answer == "edit"):
            raise InputError("`edit` needs at least one --field NAME=VALUE, and only `edit` takes them.")
        if answer not in ("accept", "reject", "edit"):
            raise InputError(f"{answer!r} is no decision; there are accept, reject and edit.")
        right = corrected(one.claim, changes, doc) if changes else one.claim if one.state is ReviewState.EDITED else None
        right = None if answer == "reject" or right == one.read else right
        judgement = Judgement.NEGATIVE if answer == "reject" else Judgement.POSITIVE
        made = decide_claim(doc, one.read, judgement, by=by, at=self._clock(), why=why, corrected=right)
        known = one.decision
        same = known is not None and (known.judgement, known.corrected, known.decided_by, known.note) == (
            judgement, right, made.decided_by, why,
        )  # fmt: skip
        return known if known is not None and same else self._record(made)

    def undo(self, claim_id: str, *, by: str, why: str | None = None) -> Decision:
        """Takes the decision in force on a claim back; NotFoundError when there is none."""
        one = self.find(claim_id).standing
        if one.decision is None:
            raise NotFoundError(f"No decision on {one.claim.claim_id} is in force; there is nothing to take back.")
        return self._record(take_back(one.decision, by=by, at=self._clock(), why=why))

    def _record(self, made: Decision) -> Decision:
        self._store.decide(made, recorded_at=made.decided_at or self._clock())
        mine = [d for d in self.register.decisions if d.claim is not None and d.document_sha256 == made.document_sha256]
        others = [d for d in self.register.decisions if d not in mine]
        self.register = replace(self.register, decisions=(*others, *with_decision(mine, made)))
        reports = tuple(d for d in self.register.documents if d.raw_sha256 == made.document_sha256)
        ids = {d.document_id for d in reports}
        readings = tuple(x for x in self.register.extractions if x.document_id in ids)
        self.standings |= standings(replace(self.register, documents=reports, extractions=readings), self._below)
        return made
