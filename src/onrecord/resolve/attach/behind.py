"""What the words themselves say of a number's place: "… and two in Hama"; and that a part lies inside its whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.model.claims import Claim
from onrecord.model.enums import PlaceRelation, RelationKind
from onrecord.model.mentions import Gazetteer, PlaceRef
from onrecord.model.spans import Span
from onrecord.resolve.gazetteer import distance_km

_BEFORE = 40  # characters before a number in which the word stands that joins it on
_PHRASE = 40  # characters between a place and a narrower one in the same phrase
_JOINED = re.compile(r"(?:\band|,|;|\bwhile|\bplus)\s+(?:another\s+|a\s+further\s+)?$")
_LED = re.compile(r"\s+(?:(?:more|others|people|persons|of (?:them|those|whom))\s+)?(?:in|at|near|outside)\s+(?:the\s+)?")
_BORDER = re.compile(r"\b(?:border|frontier)\s+with\s+(?:the\s+|neighbou?ring\s+)?$|\bbordering\s+(?:on\s+)?$", re.IGNORECASE)
_APART_KM = 50.0  # towns nearer to each other than that may be one place told by two names
_WIDEST = 4  # UCDP's precision of a province; wider places hold too much to be apart from another


def owned_by_count(counts: Sequence[Span | None], places: Sequence[Span | None], lowered: str) -> Mapping[int, int]:
    """The places right behind a number whose verb is left out ("killed in Raqqa and two in Hama"), by index, each with the index
    of that number: nobody counted elsewhere was harmed there. None among `counts` or `places` = not to be looked at."""
    found: dict[int, int] = {}
    for number, count in enumerate(counts):
        led = None if count is None else _LED.match(lowered, count.end)
        if count is None or led is None or not _JOINED.search(lowered, max(0, count.start - _BEFORE), count.start):
            continue
        at = next((i for i, place in enumerate(places) if place is not None and place.start == led.end()), None)
        if at is not None:
            found[at] = number
    return found


def beyond_borders(places: Sequence[Span], lowered: str) -> set[int]:
    """The places, by index, that are only told as the other side of a border: "near the border with Niger" is not in Niger."""
    return {i for i, place in enumerate(places) if ends_at_border(lowered[max(0, place.start - _BEFORE) : place.start])}


def ends_at_border(before: str) -> bool:
    """Whether the words before a place make it the other side of a border: "near the border with "."""
    return _BORDER.search(before) is not None


def behind_count(own: int, fitting: int | None, places: Sequence[Span]) -> int:
    """The place behind the number, unless a narrower one in the same phrase is fitting: "two in the Hama village of Soran"."""
    narrower = fitting is not None and 0 <= places[fitting].start - places[own].end <= _PHRASE
    return fitting if fitting is not None and narrower else own


def without_far_parts(claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The claims, none part of a whole that was told of another place far away: a part lies inside its whole."""
    places = {claim.claim_id: claim.place for claim in claims}
    return tuple(_unlinked(c) if _is_apart(c.place, places.get(c.subset_of or ""), gazetteer) else c for c in claims)


def _unlinked(claim: Claim) -> Claim:
    kept = tuple(r for r in claim.relations if r.kind is not RelationKind.SUBSET_OF)
    return replace(claim, relations=kept, subset_of=None)


def _is_apart(part: PlaceRef | None, whole: PlaceRef | None, gazetteer: Gazetteer) -> bool:
    """Whether both are told in words of their own, neither holds the other, and they lie far from each other."""
    if part is None or whole is None or not _is_told(part) or not _is_told(whole):
        return False
    far = _km(part, whole) > _APART_KM
    return far and not (_is_inside(part, whole, gazetteer) or _is_inside(whole, part, gazetteer))


def _is_told(place: PlaceRef) -> bool:
    known = place.span is not None and place.place_id is not None and place.relation is not PlaceRelation.ACROSS
    return known and (place.where_prec or _WIDEST) <= _WIDEST


def _is_inside(inner: PlaceRef, outer: PlaceRef, gazetteer: Gazetteer) -> bool:
    seen: set[str] = set()
    at = inner.place_id
    while at is not None and at not in seen:
        if at == outer.place_id:
            return True
        seen.add(at)
        here = gazetteer.place(at)
        at = here.parent if here is not None else None
    return False


def _km(one: PlaceRef, other: PlaceRef) -> float:
    """Kilometres between two places; 0 where one has no position."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return 0.0
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
