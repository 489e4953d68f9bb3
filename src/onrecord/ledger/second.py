"""The second person: who confirms a decision, and who codes a claim blind, without seeing what the first one said.

Both are entries beside the first decision and never change it. Under the two-person rule a decision counts once another person
has confirmed it; a blind second coding counts in no figure and only shows how far two people agree.
"""

import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from onrecord.ledger.reviews import NOBODY, QUESTION, REVIEW_BELOW, SECOND, Standing, unsettled
from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.jsonform import dumps
from onrecord.model.register import Decision, Register

CONFIRM = "is this decision right?"
# What is asked about a decision that two people stand behind: taking it back needs two as well.
TAKE_BACK = "is this confirmed decision to be taken back?"
# Digits of a hash that say whether a claim is in the sample: a share is exact to a four-billionth.
DIGITS, HASHES = 8, 0x1_0000_0000


def key_of(made: Decision) -> str:
    """The id of a decision, by which another person confirms it: a hash of what was decided, by whom and when."""
    at = made.decided_at.isoformat() if made.decided_at else ""
    right = sha256_hex(dumps(made.corrected).encode()) if made.corrected else ""
    return content_id("dec", made.subject, made.other or "", made.question, made.judgement.value, made.decided_by, at, right)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: case, width and blanks do not make another person."""
    return _folded(one) == _folded(other)


def needs_confirming(made: Decision) -> bool:
    """Whether the rule asks for a second person: for what changes figures, that is decisions on claims and on pairs."""
    return made.question == QUESTION or (made.other is not None and made.question not in (CONFIRM, TAKE_BACK))


def confirmations(register: Register) -> dict[str, Decision]:
    """The confirmations in force, by the id of the decision they confirm; nobody confirms their own."""
    by = {key_of(made): made.decided_by for made in register.decisions if needs_confirming(made)}
    found = [d for d in register.decisions if d.question == CONFIRM and d.judgement is Judgement.POSITIVE and d.other in by]
    return {d.other: d for d in found if d.other is not None and not same_person(d.decided_by, by[d.other])}


def unconfirmed(register: Register) -> tuple[Decision, ...]:
    """The decisions that nobody else has confirmed yet, in the register's order."""
    known = confirmations(register)
    asked = (d for d in register.decisions if needs_confirming(d) and d.judgement is not Judgement.UNSURE)
    return tuple(d for d in asked if key_of(d) not in known)


def confirmed_only(register: Register) -> Register:
    """The register as it counts under the two-person rule: without the decisions that wait for a second person."""
    waiting = set(map(key_of, unconfirmed(register)))
    kept = tuple(d for d in register.decisions if not needs_confirming(d) or key_of(d) not in waiting)
    return replace(register, decisions=kept)


def without_decisions(register: Register, claims: Set[str]) -> Register:
    """The register as it would be had nobody decided on these claims (ids), second codings aside."""
    gone = (d.claim is not None and d.question != SECOND and d.subject in claims for d in register.decisions)
    return replace(register, decisions=tuple(d for d, out in zip(register.decisions, gone, strict=True) if not out))


def proposed(
    found: Mapping[str, Sequence[Standing]], register: Register, below: float = REVIEW_BELOW
) -> dict[str, tuple[Standing, ...]]:
    """The standings under the two-person rule: what nobody has confirmed stands as it was read, with the proposal beside it.

    A claim that only a proposal keeps on record (the reader no longer finds it) is listed too, and counts in nothing.
    """
    waiting = set(map(key_of, unconfirmed(register)))

    def standing(one: Standing) -> Standing:
        if one.decision is None or key_of(one.decision) not in waiting:
            return one
        return Standing(claim=one.read, read=one.read, state=unsettled(one.read, below), proposed=one.decision)

    return {name: tuple(map(standing, mine)) for name, mine in found.items()}


def confirm(made: Decision, *, by: str, at: datetime, why: str | None = None) -> Decision:
    """The entry by which a second person confirms a decision; InputError for the person who made it. `at` knows its zone."""
    if not by.strip():
        raise InputError(NOBODY)
    if same_person(made.decided_by, by):
        raise InputError(f"{made.decided_by} made this decision; under the two-person rule somebody else has to confirm it.")
    return _about(made, by=by, at=at, why=why)


def _about(made: Decision, *, by: str, at: datetime, why: str | None) -> Decision:
    """An entry about a decision, by its id."""
    return Decision(
        subject=made.subject,
        other=key_of(made),
        judgement=Judgement.POSITIVE,
        question=CONFIRM,
        decided_by=by.strip(),
        note=why,
        decided_at=at,
    )


def ask_back(made: Decision, *, by: str, at: datetime, why: str | None = None) -> Decision:
    """The entry by which somebody asks for a confirmed decision to be taken back; it changes nothing until another agrees."""
    if not by.strip():
        raise InputError(NOBODY)
    return replace(_about(made, by=by, at=at, why=why), question=TAKE_BACK)


def asked_back(register: Register) -> dict[str, Decision]:
    """Who asked for a confirmed decision to be taken back, by the id of that decision; the earliest where several did."""
    known = confirmations(register)
    found = [d for d in register.decisions if d.question == TAKE_BACK and d.judgement is Judgement.POSITIVE and d.other in known]
    found.sort(key=lambda d: (d.decided_at.timestamp() if d.decided_at else 0.0, d.decided_by), reverse=True)
    return {d.other: d for d in found if d.other is not None}


def in_sample(claim_id: str, share: float) -> bool:
    """Whether a claim is given to a second coder: `share` (0..1) of all, chosen by a hash so that nobody chooses."""
    return int(sha256_hex(f"second coder {claim_id}".encode())[:DIGITS], 16) < share * HASHES


def second_codings(register: Register) -> dict[str, Decision]:
    """The blind second coding of each claim, by claim id: the earliest where several people coded one."""
    found = [d for d in register.decisions if d.question == SECOND and d.judgement is not Judgement.UNSURE]
    found.sort(key=lambda d: (d.decided_at.timestamp() if d.decided_at else 0.0, d.decided_by), reverse=True)
    return {d.subject: d for d in found}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
