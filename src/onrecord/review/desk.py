"""Where decisions are made: an open register, the claims as they stand, and one entry in the ledger for every decision."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from onrecord.extract.gates import split
from onrecord.ledger.edits import corrected
from onrecord.ledger.reviews import SECOND, Standing, decide_claim, standings, take_back, with_decision
from onrecord.ledger.second import confirm, confirmations, in_sample, key_of, proposed, same_person, second_codings
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

    def __init__(
        self,
        store: Path,
        below: float,
        clock: Callable[[], datetime] = _now,
        *,
        two_person: bool = False,
        second_coding: float = 0.0,
    ) -> None:
        """Opens the register at `store`; StoreError when there is none. The last two are as in the settings."""
        self._store = Store.open(store, create=False)
        self._below = below
        self._clock = clock
        self._share = second_coding
        self.two_person = two_person
        self.register: Register = self._store.register()
        self.standings = self._standings(self.register)

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
        known = one.decision or one.proposed
        same = known is not None and (known.judgement, known.corrected, known.decided_by, known.note) == (
            judgement, right, made.decided_by, why,
        )  # fmt: skip
        return known if known is not None and same else self._record(made)

    def undo(self, claim_id: str, *, by: str, why: str | None = None) -> Decision:
        """Takes the decision in force on a claim back; NotFoundError when there is none."""
        one = self.find(claim_id).standing
        known = one.decision or one.proposed
        if known is None:
            raise NotFoundError(f"No decision on {one.claim.claim_id} is in force; there is nothing to take back.")
        return self._record(take_back(known, by=by, at=self._clock(), why=why))

    def confirm(self, claim_id: str, *, by: str, why: str | None = None) -> Decision:
        """Confirms the decision of another person on a claim, so that it counts; InputError for one's own."""
        one = self.find(claim_id).standing
        if one.proposed is None:
            raise NotFoundError(f"No decision on {one.claim.claim_id} waits for a second person.")
        return self._beside(confirm(one.proposed, by=by, at=self._clock(), why=why))

    def unconfirm(self, claim_id: str, *, by: str, why: str | None = None) -> Decision:
        """Takes one's own confirmation back: the decision waits for a second person again."""
        one = self.find(claim_id).standing
        made = confirmations(self.register).get(key_of(one.decision)) if one.decision else None
        if made is None or not same_person(made.decided_by, by):
            raise NotFoundError(f"{by or 'Nobody'} has confirmed nothing on {one.claim.claim_id} that is in force.")
        return self._beside(replace(made, judgement=Judgement.UNSURE, decided_at=self._clock(), note=why))

    def second_queue(self, by: str) -> Iterator[Waiting]:
        """The claims of the sample that another person decided on and nobody has coded blind yet; show `standing.read` only."""
        coded = second_codings(self.register)
        for doc in self.register.documents:
            sentences = split(doc) if self._share else ()
            for one in self.standings.get(doc.document_id, ()):
                first = one.decision or one.proposed
                asked = first is not None and not same_person(first.decided_by, by) and one.read.claim_id not in coded
                if asked and in_sample(one.read.claim_id, self._share):
                    yield Waiting(document=doc, standing=one, sentence=around(doc, one.read, sentences))

    def code(
        self, claim_id: str, answer: str, *, by: str, why: str | None = None, changes: Mapping[str, str] | None = None
    ) -> Decision:
        """Codes a claim blind as the second person, from what the reader read; `undo` takes one's own coding back."""
        item = self.find(claim_id)
        doc, read = item.document, item.standing.read
        first, known = item.standing.decision or item.standing.proposed, second_codings(self.register).get(read.claim_id)
        if first is None or same_person(first.decided_by, by) or not in_sample(read.claim_id, self._share):
            raise InputError(
                f"{read.claim_id} does not wait for a blind coding of yours; `onrecord review second` lists what does."
            )
        if answer == "undo":
            if known is None or not same_person(known.decided_by, by):
                raise NotFoundError(f"You have not coded {read.claim_id}; there is nothing to take back.")
            return self._beside(take_back(known, by=known.decided_by, at=self._clock(), why=why))
        if answer not in ("accept", "reject", "edit") or bool(changes) is not (answer == "edit"):
            raise InputError("Answer accept, reject, or edit with at least one field changed.")
        if known is not None and not same_person(known.decided_by, by):
            raise InputError(f"{read.claim_id} was coded by a second person already.")
        judgement = Judgement.NEGATIVE if answer == "reject" else Judgement.POSITIVE
        right = corrected(read, changes, doc) if changes else None
        made = decide_claim(doc, read, judgement, by=by, at=self._clock(), why=why, corrected=right)
        return self._beside(replace(made, question=SECOND))

    def _standings(self, register: Register) -> dict[str, tuple[Standing, ...]]:
        found = standings(register, self._below)
        return proposed(found, register, self._below) if self.two_person else found

    def _beside(self, made: Decision) -> Decision:
        """Records what a second person said: it replaces only what the same person said about the same before."""
        self._store.decide(made, recorded_at=made.decided_at or self._clock())
        key = (made.subject, made.other, made.question, made.decided_by)
        kept = [d for d in self.register.decisions if (d.subject, d.other, d.question, d.decided_by) != key]
        self.register = replace(self.register, decisions=(*kept, made))
        mine = {name for name, found in self.standings.items() if any(one.read.claim_id == made.subject for one in found)}
        self._stand_again(mine)
        return made

    def _record(self, made: Decision) -> Decision:
        self._store.decide(made, recorded_at=made.decided_at or self._clock())
        of_report = (d for d in self.register.decisions if d.claim is not None and d.question != SECOND)
        mine = [d for d in of_report if d.document_sha256 == made.document_sha256]
        others = [d for d in self.register.decisions if d not in mine]
        self.register = replace(self.register, decisions=(*others, *with_decision(mine, made)))
        self._stand_again({d.document_id for d in self.register.documents if d.raw_sha256 == made.document_sha256})
        return made

    def _stand_again(self, ids: set[str]) -> None:
        reports = tuple(d for d in self.register.documents if d.document_id in ids)
        readings = tuple(x for x in self.register.extractions if x.document_id in ids)
        self.standings |= self._standings(replace(self.register, documents=reports, extractions=readings))
