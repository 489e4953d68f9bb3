"""How the claims of one document bear on each other: parts, sums, majorities, increments, windows. Nothing is ever added up."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.claims import Draft
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim, Relation
from onrecord.model.documents import Document
from onrecord.model.enums import RelationKind

_SENTENCES_BACK = 3  # how far before a part its total may stand: a total is told just before it is broken down


def related(drafts: Sequence[Draft], claims: Sequence[Claim], doc: Document, lexicon: Lexicon) -> tuple[Claim, ...]:
    """The claims with their relations; `drafts[i]` is what `claims[i]` was made from."""
    ids = {draft.key: claim.claim_id for draft, claim in zip(drafts, claims, strict=True)}
    links: list[set[Relation]] = [set() for _ in claims]
    for number, draft in enumerate(drafts):
        whole = ids.get(draft.parent.key) if draft.parent else None
        if whole is None and draft.dangling:
            total = _total_before(number, drafts)
            whole = claims[total].claim_id if total is not None else None
        if whole is not None and whole != claims[number].claim_id:
            links[number].add(Relation(kind=RelationKind.SUBSET_OF, other=whole))
    return tuple(_linked(claim, found) for claim, found in zip(claims, links, strict=True))


def _linked(claim: Claim, links: set[Relation]) -> Claim:
    whole = next((link.other for link in sorted(links) if link.kind is RelationKind.SUBSET_OF), None)
    return replace(claim, relations=tuple(sorted(links)), subset_of=whole)


def _total_before(number: int, drafts: Sequence[Draft]) -> int | None:
    """The last total with the same effect, told shortly before, that is large enough to hold the part."""
    part = drafts[number]
    for at in range(number - 1, -1, -1):
        whole = drafts[at]
        if part.sentence.index - whole.sentence.index > _SENTENCES_BACK:
            return None
        if whole.effect is part.effect and not whole.dangling and whole.parent is None and _holds(whole, part):
            return at
    return None


def _holds(whole: Draft, part: Draft) -> bool:
    low = part.count.low or 0
    return (whole.count.high is None or whole.count.high > low) and (whole.count.low or 0) >= low and whole.count.high != 1
