"""The last decisions, as the ledger has them, and which of them can still be taken back."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from onrecord.ledger.reviews import SECOND, Standing
from onrecord.ledger.second import CONFIRM, TAKE_BACK
from onrecord.model.enums import Judgement
from onrecord.model.register import Decision, Entry
from onrecord.reconcile.joining.judgements import QUESTION as SAME_EVENT
from onrecord.reconcile.joining.judgements import TAKEN_BACK, in_force
from onrecord.review.desk import Desk
from onrecord.web.reviewing.office import FLAG, Office

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """One decision: what was done in words, about which words, and whether it is in force and can be taken back."""

    entry: Entry
    did: str
    about: str
    in_force: bool

    @property
    def made(self) -> Decision:
        """The decision itself."""
        assert self.entry.decision is not None  # noqa: S101  # only such entries are listed
        return self.entry.decision


def recent(office: Office, desk: Desk, limit: int = SHOWN, blind: Container[str] = ()) -> tuple[Recent, ...]:
    """The last decisions, newest first, without those on claims that are to be coded `blind`; for who has the desk."""
    flags = office.flags
    entries = [e for e in office.decisions(limit) if e.decision is not None and e.decision.subject not in blind]
    standing = _standings(desk, entries)

    said = frozenset(in_force(desk.register.decisions))
    words = {d.subject: d.claim.span.exact for d in desk.register.decisions if d.claim is not None}
    seen: set[tuple[str, str | None, str]] = set()
    found = []
    for entry in entries:
        made = entry.decision
        assert made is not None  # noqa: S101  # as chosen above
        key = (made.subject, made.other, made.question)
        newest = key not in seen
        seen.add(key)
        holds = newest and (made in said if made.question == SAME_EVENT else _holds(made, standing, flags))
        found.append(Recent(entry=entry, did=did(made), about=about(made, words), in_force=holds))
    return tuple(found)


def _holds(
    made: Decision,
    standing: Mapping[str, Standing],
    flags: Mapping[str, Decision],
) -> bool:
    if made.question in (CONFIRM, SECOND, TAKE_BACK, TAKEN_BACK):
        return False  # taken back where they are made
    if made.question == FLAG:
        return made.judgement is Judgement.POSITIVE and made.subject in flags
    known = standing.get(made.subject)
    return made.judgement is not Judgement.UNSURE and known is not None and bool(known.decision or known.proposed)


def _standings(desk: Desk, entries: Iterable[Entry]) -> dict[str, Standing]:
    """The claims that these decisions are on, as they stand."""
    documents = {e.decision.claim.document_id for e in entries if e.decision is not None and e.decision.claim is not None}
    return {one.read.claim_id: one for i in documents for one in desk.standings.get(i, ())}


def did(made: Decision) -> str:
    """What was done, in a word or two; a blind coding does not say what was answered."""
    if made.question == SECOND:
        return "coded a second time, blind"
    if made.question == CONFIRM:
        return "confirmed" if made.judgement is Judgement.POSITIVE else "confirmation taken back"
    if made.question == TAKE_BACK:
        return "asked to take a confirmed decision back" if made.judgement is Judgement.POSITIVE else "holds on to it after all"
    if made.question == FLAG:
        return "flagged" if made.judgement is Judgement.POSITIVE else "flag taken back"
    if made.question == SAME_EVENT:
        return {
            Judgement.POSITIVE: "same event",
            Judgement.NEGATIVE: "different events",
            Judgement.UNSURE: "unsure whether one event",
        }[made.judgement]
    if made.question == TAKEN_BACK:
        return "same event or not: taken back"
    if made.judgement is Judgement.UNSURE:
        return "taken back"
    if made.judgement is Judgement.NEGATIVE:
        return "rejected"
    return "edited" if made.corrected else "accepted"


def about(made: Decision, words: Mapping[str, str] | None = None) -> str:
    """The words or ids that the decision is about; `words` are those of claims by id, where they are known."""
    if made.question in (CONFIRM, TAKE_BACK, FLAG):
        return (words or {}).get(made.subject, made.subject)
    if made.claim is not None:
        return made.claim.span.exact
    return f"{made.subject} and {made.other}" if made.other else made.subject
