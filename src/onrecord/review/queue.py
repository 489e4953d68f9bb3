"""The claims that wait for a person, each with the sentence it stands in and what it says, ready to be shown or sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.extract import gates
from onrecord.ledger.edits import changed_fields
from onrecord.ledger.reviews import Standing
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import ReviewState
from onrecord.model.jsonform import to_json
from onrecord.model.register import Decision, Register
from onrecord.model.spans import Span, cut

# Characters over which a speaker is shown together with the claim: about three sentences.
NEAR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A claim to be decided on (or decided on already) with its report and the sentences its words stand in."""

    document: Document
    standing: Standing
    sentence: Span

    @property
    def claim(self) -> Claim:
        """The claim as it stands now."""
        return self.standing.claim


def queue(
    register: Register,
    found: Mapping[str, Sequence[Standing]],
    *,
    everything: bool = False,
    document: str | None = None,
) -> Iterator[Waiting]:
    """The claims that wait, report by report in the order of the text; with `everything` those decided or never asked too."""
    for doc in register.documents:
        mine = found.get(doc.document_id, ()) if document in (None, doc.document_id) else ()
        asked = [one for one in mine if everything or (one.state is ReviewState.WAITING and one.proposed is None)]
        sentences = gates.split(doc) if asked else ()
        for one in asked:
            yield Waiting(document=doc, standing=one, sentence=around(doc, one.claim, sentences))


def around(doc: Document, claim: Claim, sentences: Iterable[gates.Sentence]) -> Span:
    """The whole sentences that the claim's clause and, where it is near, its speaker stand in; at least the clause."""
    start, end = claim.span.start, claim.span.end
    said = claim.attribution.source_span
    if said is not None and max(end, said.end) - min(start, said.start) <= NEAR:
        start, end = min(start, said.start), max(end, said.end)
    held = [s for s in sentences if s.start < end and start < s.end]
    start = min([start, *(s.start for s in held)])
    end = max([end, *(s.end for s in held)])
    return cut(doc.text, start, end)


def marked_words(claim: Claim) -> list[tuple[str, Span]]:
    """The words of a claim by what they carry: count, effect, victims, source, cue, time, place."""
    named = (
        ("count", claim.count.span),
        ("effect", claim.effect_span),
        ("victims", claim.victims.span),
        ("source", claim.attribution.source_span),
        ("cue", claim.attribution.cue_span),
        ("time", claim.time.span if claim.time else None),
        ("place", claim.place.span if claim.place else None),
    )
    return [(name, span) for name, span in named if span is not None]


def as_json(item: Waiting) -> dict[str, Any]:
    """One claim of the queue as plain JSON values: state, claim, sentence, report, the decision in force (null = none), and
    the one that a second person has yet to confirm (setting two_person)."""
    doc = item.document
    return {
        "claim_id": item.claim.claim_id,
        "state": item.standing.state.value,
        "score": item.claim.score,
        "sentence": to_json(item.sentence),
        "claim": to_json(item.claim),
        "document": {
            "document_id": doc.document_id,
            "title": doc.title,
            "outlet": doc.outlet,
            "url": doc.url,
            "published_at": to_json(doc.published_at),
        },
        "decision": _told(item.standing.decision),
        "to_confirm": _told(item.standing.proposed),
    }


def _told(made: Decision | None) -> dict[str, Any] | None:
    if made is None:
        return None
    changed = changed_fields(made.claim, made.corrected) if made.claim and made.corrected else ()
    at = to_json(made.decided_at)
    return {"judgement": made.judgement.value, "by": made.decided_by, "at": at, "why": made.note, "changed": list(changed)}
