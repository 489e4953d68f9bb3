"""Where decisions are made: an open register, the claims as they stand, and one entry in the ledger for every decision."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from onrecord.extract.gates import split
from onrecord.ledger.edits import corrected
from onrecord.ledger.reviews import SECOND, Standing, decide_claim, standings, take_back, with_decision
from onrecord.ledger.second import (
    ask_back,
    asked_back,
    confirm,
    confirmations,
    in_sample,
    key_of,
    proposed,
    same_person,
    second_codings,
)
from onrecord.model.enums import Judgement, ReviewState
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Decision, Register
from onrecord.review.queue import Waiting, around, queue
from onrecord.store.sqlite import Store


def _now() -> datetime:
    return datetime.now(UTC)


def _has_seen(first: Decision, confirmed: Mapping[str, Decision], by: str) -> bool:
    """Whether a person has confirmed this decision, and so has seen it."""
    made = confirmed.get(key_of(first))
    return made is not None and same_person(made.decided_by, by)


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
        self.below = below
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
        if known is not None and same:
            return known
        if self.two_person and one.decision is not None:
            raise InputError(
                f"{one.claim.claim_id} was decided by {one.decision.decided_by} and confirmed by somebody else. Ask for that to "
                "be taken back first (undo); it holds until another person agrees."
            )
        return self._record(made)

    def undo(self, claim_id: str, *, by: str, why: str | None = None, may_agree: bool = True) -> Decision:
        """Takes the decision in force on a claim back; NotFoundError when there is none.

        Under the two-person rule the first person only asks for a confirmed decision to be taken back: it holds until another
        one undoes it too. `may_agree` = whether this person may be the second.
        """
        one = self.find(claim_id).standing
        known = one.decision or one.proposed
        if known is None:
            raise NotFoundError(f"No decision on {one.claim.claim_id} is in force; there is nothing to take back.")
        if self.two_person and one.decision is not None:
            asked = asked_back(self.register).get(key_of(one.decision))
            if asked is None:
                return self.beside(ask_back(one.decision, by=by, at=self._clock(), why=why))
            if same_person(asked.decided_by, by) or not may_agree:
                who = "somebody else" if same_person(asked.decided_by, by) else "a reviewer or administrator"
                raise InputError(f"{asked.decided_by} asked for this to be taken back already; {who} has to agree.")
            why = "; ".join(filter(None, (why, f"asked for by {asked.decided_by}", asked.note)))
        return self._record(take_back(known, by=by, at=self._clock(), why=why))

    def confirm(self, claim_id: str, *, by: str, why: str | None = None) -> Decision:
        """Confirms the decision of another person on a claim, so that it counts; InputError for one's own."""
        one = self.find(claim_id).standing
        if one.proposed is None:
            raise NotFoundError(f"No decision on {one.claim.claim_id} waits for a second person.")
        return self.beside(confirm(one.proposed, by=by, at=self._clock(), why=why))

    def unconfirm(self, claim_id: str, *, by: str, why: str | None = None) -> Decision:
        """Takes one's own confirmation back: the decision waits for a second person again."""
        one = self.find(claim_id).standing
        made = confirmations(self.register).get(key_of(one.decision)) if one.decision else None
        if made is None or not same_person(made.decided_by, by):
            raise NotFoundError(f"{by or 'Nobody'} has confirmed nothing on {one.claim.claim_id} that is in force.")
        return self.beside(replace(made, judgement=Judgement.UNSURE, decided_at=self._clock(), note=why))

    def hold(self, claim_id: str, *, by: str) -> Decision:
        """Withdraws one's own wish to have a confirmed decision on a claim taken back."""
        one = self.find(claim_id).standing
        made = asked_back(self.register).get(key_of(one.decision)) if one.decision else None
        if made is None or not same_person(made.decided_by, by):
            raise NotFoundError(f"{by or 'Nobody'} has not asked for the decision on {one.claim.claim_id} to be taken back.")
        return self.beside(replace(made, judgement=Judgement.UNSURE, decided_at=self._clock()))

    def blind_to(self, by: str) -> frozenset[str]:
        """The claims of the sample that another person decided on and this one may still code blind: they must not see how.

        "" = a person who is not known. A claim is named as it is read now and as the decision names it. Who has confirmed a
        decision has seen it and is not asked.
        """
        if not self._share:
            return frozenset()
        coded, seen = second_codings(self.register), confirmations(self.register)
        everywhere = (one for mine in self.standings.values() for one in mine)
        return frozenset(
            name
            for one in everywhere
            if (first := one.decision or one.proposed) is not None
            and not same_person(first.decided_by, by)
            and one.read.claim_id not in coded
            and not _has_seen(first, seen, by)
            and in_sample(one.read.claim_id, self._share)
            for name in (one.read.claim_id, first.subject)
        )

    def second_queue(self, by: str) -> Iterator[Waiting]:
        """The claims of the sample that another person decided on and nobody has coded blind yet; show `standing.read` only."""
        asked = self.blind_to(by)
        for doc in self.register.documents if asked else ():
            mine = [one for one in self.standings.get(doc.document_id, ()) if one.read.claim_id in asked]
            sentences = split(doc) if mine else ()
            yield from (Waiting(document=doc, standing=one, sentence=around(doc, one.read, sentences)) for one in mine)

    def code(
        self, claim_id: str, answer: str, *, by: str, why: str | None = None, changes: Mapping[str, str] | None = None
    ) -> Decision:
        """Codes a claim blind as the second person, from what the reader read; `undo` takes one's own coding back."""
        item = self.find(claim_id)
        doc, read = item.document, item.standing.read
        first, known = item.standing.decision or item.standing.proposed, second_codings(self.register).get(read.claim_id)
        seen = first is not None and (same_person(first.decided_by, by) or _has_seen(first, confirmations(self.register), by))
        if first is None or seen or not in_sample(read.claim_id, self._share):
            raise InputError(
                f"{read.claim_id} does not wait for a blind coding of yours; `onrecord review second` lists what does."
            )
        if answer == "undo":
            if known is None or not same_person(known.decided_by, by):
                raise NotFoundError(f"You have not coded {read.claim_id}; there is nothing to take back.")
            return self.beside(take_back(known, by=known.decided_by, at=self._clock(), why=why))
        if answer not in ("accept", "reject", "edit") or bool(changes) is not (answer == "edit"):
            raise InputError("Answer accept, reject, or edit with at least one field changed.")
        if known is not None and not same_person(known.decided_by, by):
            raise InputError(f"{read.claim_id} was coded by a second person already.")
        judgement = Judgement.NEGATIVE if answer == "reject" else Judgement.POSITIVE
        right = corrected(read, changes, doc) if changes else None
        made = decide_claim(doc, read, judgement, by=by, at=self._clock(), why=why, corrected=right)
        return self.beside(replace(made, question=SECOND))

    def _standings(self, register: Register) -> dict[str, tuple[Standing, ...]]:
        found = standings(register, self.below)
        return proposed(found, register, self.below) if self.two_person else found

    def beside(self, made: Decision) -> Decision:
        """Records what stands beside decisions on claims, such as what a second person said or what somebody said of a pair.

        It replaces only what the same person said about the same before.
        """
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
