"""Which claims are asked about: the queue of `onrecord review`, narrowed by what the address asks for."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from onrecord.ledger.reviews import Standing, unsettled
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, ReviewState, SourceRole
from onrecord.model.errors import InputError
from onrecord.model.register import Decision
from onrecord.web.state import LONGEST

FLAGGED, TO_CONFIRM, EVERYTHING = "flagged", "to_confirm", "everything"
STATES = (*ReviewState, FLAGGED, TO_CONFIRM, EVERYTHING)
Queue = list[tuple[Document, Standing]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the queue is narrowed to; "" = not narrowed. `state` is where a claim stands, waiting where it is not given;
    `below` a score from 0 to 1."""

    document: str = ""
    effect: str = ""
    category: str = ""
    role: str = ""
    state: str = ReviewState.WAITING.value
    below: str = ""

    def params(self) -> dict[str, str]:
        """As parameters of an address, without what is not narrowed."""
        told = {f.name: str(getattr(self, f.name)) for f in fields(self)}
        return {name: value for name, value in told.items() if value and (name, value) != ("state", ReviewState.WAITING.value)}

    def encoded(self) -> str:
        """As one field of a form."""
        return urlencode(self.params())

    def is_narrow(self) -> bool:
        """Whether anything but the state narrows it."""
        return bool(self.document or self.effect or self.category or self.role or self.below)

    def in_words(self) -> str:
        """As kept with a decision on many claims."""
        told = {"state": self.state} | self.params()
        return ", ".join(f"{name}={value}" for name, value in told.items())


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """The filters of an address or form; InputError names the one that does not fit."""
    told = {f.name: asked.get(f.name, "").strip()[:LONGEST] for f in fields(Wanted)}
    told["state"] = told["state"] or (EVERYTHING if asked.get("everything") else ReviewState.WAITING.value)
    known = {"effect": tuple(Effect), "category": tuple(Category), "role": tuple(SourceRole), "state": STATES}
    for name, values in known.items():
        if told[name] and told[name] not in values:
            raise InputError(f"{name}={told[name]!r} is not known; there are {', '.join(values)}.")
    if told["below"]:
        try:
            fits = 0 <= float(told["below"]) <= 1
        except ValueError:
            fits = False
        if not fits:
            raise InputError(f"below={told['below']!r} is no score; write a number from 0 to 1.")
    return Wanted(**told)


def chosen(doc: Document, standing: Iterable[Standing], wanted: Wanted, flags: Mapping[str, Decision]) -> Iterator[Standing]:
    """Those of a report's claims that are asked about, in the order of the text."""
    if wanted.document in ("", doc.document_id):
        yield from (one for one in standing if _fits(one, wanted, flags))


def without(found: Queue, blind: Container[str]) -> Queue:
    """The queue without the claims that a person may yet code blind: for them those are in no state."""
    return [pair for pair in found if pair[1].read.claim_id not in blind] if blind else found


def as_read(one: Standing, below: float) -> Standing:
    """The claim as the reader read it, without what anybody decided on it; under `below` (0..1) it waits."""
    return Standing(claim=one.read, read=one.read, state=unsettled(one.read, below))


def _state(one: Standing) -> str:
    return TO_CONFIRM if one.proposed is not None else one.state.value


def _fits(one: Standing, wanted: Wanted, flags: Mapping[str, Decision]) -> bool:
    claim = one.claim
    if wanted.state == FLAGGED and claim.claim_id not in flags:
        return False
    if wanted.state not in (FLAGGED, EVERYTHING, _state(one)):
        return False
    return (
        wanted.effect in ("", claim.effect.value)
        and wanted.category in ("", claim.victims.category.value)
        and wanted.role in ("", claim.attribution.role.value)
        and (not wanted.below or (claim.score is not None and claim.score < float(wanted.below)))
    )
