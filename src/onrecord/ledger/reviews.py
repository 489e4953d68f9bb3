"""What people decided about single claims, and the register as it stands after that.

Nothing here changes a reading: decisions lie beside it in the ledger, and these functions show what follows from both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from onrecord.ledger.anchors import moved_decision, nearness, paired, told
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Judgement, ProblemSeverity, ReviewState
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Extraction, Register

QUESTION = "is this claim right?"
# What a second coder is asked, who does not see what the first one said; it settles nothing.
SECOND = "is this claim right, asked a second time?"
# Below this score a claim waits for a person: as likely wrong as right. The setting `review_below` overrides it.
REVIEW_BELOW = 0.5
NOBODY = "Nobody is named as deciding; give a name or a sign, as in --by reviewer-1."


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A claim of a reading as it stands after review, where it stands, and the decision that says so (None = none).

    A rejected claim is the one that was read; an accepted or edited one is as the person left it. `read` is what the reader
    read, which the next decision is to be anchored to; where it read nothing, the claim that the last one was anchored to.
    `proposed` is a decision that counts only when a second person confirms it (see `second.proposed`).
    """

    claim: Claim
    read: Claim
    state: ReviewState
    decision: Decision | None = None
    proposed: Decision | None = None


def decide_claim(
    doc: Document,
    claim: Claim,
    judgement: Judgement,
    *,
    by: str,
    at: datetime,
    why: str | None = None,
    corrected: Claim | None = None,
) -> Decision:
    """The decision to be recorded on a claim of a document: accept (positive), edit (positive with `corrected`), reject
    (negative), or take an earlier decision back (unsure). `at` must know its zone. Raises InputError for what cannot be.
    """  # fmt: skip
    if not by.strip():
        raise InputError(NOBODY)
    if claim.document_id != doc.document_id or claim.text_version != doc.text_version:
        raise InputError(f"{claim.claim_id} is not a claim of {doc.document_id} as it was read last; list the claims again.")
    if corrected is not None and (judgement is not Judgement.POSITIVE or corrected == claim):
        raise InputError(f"{claim.claim_id} is edited only with at least one field changed, and an edited claim is a right one.")
    return Decision(
        subject=claim.claim_id,
        other=None,
        judgement=judgement,
        question=QUESTION,
        decided_by=by.strip(),
        note=why,
        decided_at=at,
        document_sha256=doc.raw_sha256,
        claim=claim,
        corrected=corrected,
    )


def take_back(made: Decision, *, by: str, at: datetime, why: str | None = None) -> Decision:
    """The decision that takes an earlier one on a claim back, whoever made that."""
    if not by.strip():
        raise InputError(NOBODY)
    return replace(made, judgement=Judgement.UNSURE, corrected=None, decided_by=by.strip(), decided_at=at, note=why)


def with_decision(decisions: Sequence[Decision], made: Decision) -> list[Decision]:
    """The decisions in force on one report's claims after one more: it replaces the one on the same claim, whoever made that.

    Taking back leaves none. Decisions on another text of the report stay unless they are on a claim of the same id or words.
    """
    kept = list(decisions)
    rivals = [(_sameness(old, made), -i) for i, old in enumerate(kept)]
    best = max(rivals, default=(0, 0))
    if best[0]:
        del kept[-best[1]]
    return kept if made.judgement is Judgement.UNSURE else [*kept, made]


def _sameness(old: Decision, made: Decision) -> int:
    if old.claim is None or made.claim is None:
        return 0
    if (old.subject, old.claim.text_version) == (made.subject, made.claim.text_version):
        return 100  # more than any nearness: ids are hashes of what a claim is anchored to
    if old.claim.text_version == made.claim.text_version:
        return nearness(old, made.claim)
    return int(any(_words(mine) == _words(theirs) for mine in told(old) for theirs in told(made)))


def _words(claim: Claim) -> tuple[str, str, str | None]:
    return claim.effect.value, claim.span.exact, claim.count.span.exact if claim.count.span else None


def standings(register: Register, below: float = REVIEW_BELOW) -> dict[str, tuple[Standing, ...]]:
    """Every claim on record as it stands, by document and in the order of the text; under `below` (0..1) a claim waits.

    A claim that a person found right stays on record where a later reader no longer finds it, as long as its words are there.
    """
    documents = {doc.document_id: doc for doc in register.documents}
    made = _by_report(register.decisions)
    found: dict[str, tuple[Standing, ...]] = {}
    for reading in register.extractions:
        doc = documents.get(reading.document_id)
        mine = made.get(doc.raw_sha256, []) if doc is not None else []
        if doc is not None and mine:
            found[reading.document_id] = tuple(_settled(reading.claims, mine, doc, below))
        else:
            found[reading.document_id] = tuple(_standing(c, None, set(), below) for c in reading.claims)
    return found


def lost_problems(register: Register) -> tuple[Problem, ...]:
    """Says which decisions settle nothing any more, because the report's text no longer has their words."""
    return tuple(
        Problem(
            source=made.claim.document_id,
            code="decision_lost",
            message=f"A decision on {made.claim.span.exact!r} no longer finds its words in the report; decide on it anew.",
            subject=made.subject,
        )
        for made in lost_decisions(register)
        if made.claim is not None
    )


def lost_decisions(register: Register) -> tuple[Decision, ...]:
    """Decisions on reports on record whose words are in no text of theirs any more; they are kept, and settle nothing."""
    texts: dict[str, list[str]] = {}
    for doc in register.documents:
        texts.setdefault(doc.raw_sha256, []).append(doc.text)
    mine = [(made, texts.get(made.document_sha256 or "", [])) for made in register.decisions if _settles(made)]
    return tuple(made for made, there in mine if there and all(moved_decision(made, text) is None for text in there))


def reviewed(register: Register, found: Mapping[str, Sequence[Standing]]) -> Register:
    """The register with the decisions in force (`found` are its standings): rejected claims are gone."""
    return _only(register, found, {ReviewState.REJECTED})


def counted(register: Register, found: Mapping[str, Sequence[Standing]]) -> Register:
    """What figures may rest on: the register as reviewed, without the claims that wait for a decision."""
    return _only(register, found, {ReviewState.REJECTED, ReviewState.WAITING})


def waiting_problem(found: Mapping[str, Sequence[Standing]]) -> tuple[Problem, ...]:
    """Says how many claims are in no figure because nobody has looked at them; nothing when there are none."""
    number = sum(one.state is ReviewState.WAITING for standing in found.values() for one in standing)
    if not number:
        return ()
    are = "claims wait for a person and are in no figure" if number > 1 else "claim waits for a person and is in no figure"
    message = f"{number} unsure {are}; `onrecord review` shows what is to be decided."
    return (Problem(source="review", code="waiting_for_review", severity=ProblemSeverity.NOTE, message=message),)


def _by_report(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for made in decisions:
        if _settles(made) and made.document_sha256 is not None:
            found.setdefault(made.document_sha256, []).append(made)
    return found


def _settles(made: Decision) -> bool:
    return made.claim is not None and made.question != SECOND


def unsettled(claim: Claim, below: float = REVIEW_BELOW) -> ReviewState:
    """Where a claim stands that nobody has decided on: under `below` (0..1) it waits."""
    return ReviewState.WAITING if claim.score is not None and claim.score < below else ReviewState.UNASKED


def _settled(claims: Sequence[Claim], decisions: Sequence[Decision], doc: Document, below: float) -> list[Standing]:
    """The claims of a reading under the decisions on their report."""
    here = [there for made in decisions if (there := moved_decision(made, doc.text)) is not None]
    pairs = paired(here, claims)
    on = {j: here[i] for i, j in pairs.items()}
    ids = {claim.claim_id for claim in claims}
    found = [_standing(claim, on.get(j), ids, below) for j, claim in enumerate(claims)]
    unread = (made for i, made in enumerate(here) if i not in pairs and made.judgement is Judgement.POSITIVE)
    kept = [_kept(made, doc) for made in unread]
    found += [one for one in kept if one.claim.claim_id not in ids]
    return sorted(found, key=lambda one: one.claim.span.start) if kept else found


def _standing(claim: Claim, made: Decision | None, ids: set[str], below: float) -> Standing:
    if made is None:
        return Standing(claim=claim, read=claim, state=unsettled(claim, below))
    if made.judgement is Judgement.NEGATIVE:
        return Standing(claim=claim, read=claim, state=ReviewState.REJECTED, decision=made)
    return Standing(claim=_in_force(claim, made, ids), read=claim, state=_right(made), decision=made)


def _right(made: Decision) -> ReviewState:
    return ReviewState.ACCEPTED if made.corrected is None else ReviewState.EDITED


def _in_force(read: Claim, made: Decision, ids: set[str]) -> Claim:
    """The claim as a person left it, under the id and with the relations that it has in this reading.

    Where the person's claim has no day, place or perpetrator this reading's stand: accepting says nothing against them.
    """
    right = made.corrected or made.claim or read
    changed = made.claim is not None and right.subset_of != made.claim.subset_of
    linked = right if changed and right.subset_of in {None, *ids} else read
    return replace(
        right,
        claim_id=read.claim_id,
        document_id=read.document_id,
        text_version=read.text_version,
        time=right.time or read.time,
        place=right.place or read.place,
        perpetrator=right.perpetrator or read.perpetrator,
        relations=linked.relations,
        subset_of=linked.subset_of,
    )


def _kept(made: Decision, doc: Document) -> Standing:
    """A claim found right that this reading lacks."""
    shown = made.claim
    assert shown is not None  # noqa: S101 (a decision on a claim has one)
    here = {"document_id": doc.document_id, "text_version": doc.text_version, "relations": (), "subset_of": None}
    right = replace(made.corrected or shown, **here)  # type: ignore[arg-type]  # fields of a claim
    read = replace(shown, **here)  # type: ignore[arg-type]  # as above
    return Standing(claim=right, read=read, state=_right(made), decision=made)


def _only(register: Register, found: Mapping[str, Sequence[Standing]], gone: set[ReviewState]) -> Register:
    return replace(register, extractions=tuple(_without(x, found.get(x.document_id, ()), gone) for x in register.extractions))


def _without(reading: Extraction, found: Sequence[Standing], gone: set[ReviewState]) -> Extraction:
    """The reading with the claims that stand, and without relations to claims that it does not have."""
    claims = [one.claim for one in found if one.state not in gone]
    if tuple(claims) == reading.claims:
        return reading
    ids = {claim.claim_id for claim in claims}
    return replace(reading, claims=tuple(_loosened(claim, ids) for claim in claims))


def _loosened(claim: Claim, ids: set[str]) -> Claim:
    lost = claim.subset_of is not None and claim.subset_of not in ids
    if not lost and all(r.other in ids for r in claim.relations):
        return claim
    relations = tuple(r for r in claim.relations if r.other in ids)
    return replace(claim, relations=relations, subset_of=None if lost else claim.subset_of)
