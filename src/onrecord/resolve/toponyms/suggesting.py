"""Suggests where sources are at home, from their own pages and datelines; a suggestion decides nothing until a person accepts it.

In: what is known of each source's reports. Out: at most one place a source, with the evidence for and against it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.atlas.places import fold_name
from onrecord.model.documents import Document
from onrecord.model.enums import MentionRole
from onrecord.model.mentions import Gazetteer, Mention, Place, PlaceKind, outlet_key
from onrecord.resolve.gazetteer import prior
from onrecord.resolve.places import country_of_address

Address = tuple[str, str, str]  # town, region and country as a page writes them; "" = not said
_LEAST_REPORTS = 8  # reports with a dateline; fewer show where a story was, not where a source is
_MAJORITY = 0.6  # of these, filed from one town
_TOWNS = frozenset({PlaceKind.POPULATED, PlaceKind.CAPITAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSuggestion:
    """A place where a source may be at home. `reports` = how many of its reports were looked at; `evidence` in plain words."""

    outlet: str
    place: Place
    reports: int
    evidence: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What was seen of one source."""

    reports: int = 0
    country: str | None = None
    datelines: Counter[str]
    addresses: Counter[Address]


def source_key(doc: Document) -> str | None:
    """The name under which a document's source is kept, as `homes.home_of` asks for it; None = nothing names it."""
    return next((outlet_key(name) for name in (doc.url, doc.outlet) if name), None)


def suggest_homes(
    reports: Iterable[tuple[Document, Sequence[Mention]]], addresses: Mapping[str, Sequence[Address]], gazetteer: Gazetteer
) -> tuple[HomeSuggestion, ...]:
    """One suggestion for each source whose pages or datelines tell a town, by source.

    `reports` are documents with their mentions; `addresses` what a source's pages give for their publisher, by source key.
    A country-code domain alone suggests nothing; where it names another country than the datelines do, they suggest nothing.
    """
    seen: dict[str, _Seen] = {}
    for doc, mentions in reports:
        key = source_key(doc)
        if key is None:
            continue
        if key not in seen:
            given = Counter(addresses.get(key, ()))
            seen[key] = _Seen(country=country_of_address(doc.url or doc.outlet), datelines=Counter(), addresses=given)
        seen[key].reports += 1
        filed = {m.place.place_id for m in mentions if m.role is MentionRole.DATELINE and m.place is not None}
        seen[key].datelines.update(place_id for place_id in filed if place_id is not None)
    made = (_suggested(key, seen[key], gazetteer) for key in sorted(seen))
    return tuple(one for one in made if one is not None)


def _suggested(key: str, source: _Seen, gazetteer: Gazetteer) -> HomeSuggestion | None:
    filed = _filed_from(source, gazetteer)
    for address, pages in source.addresses.most_common():
        place = _addressed(address, source, gazetteer)
        if place is not None:
            words = ", ".join(part for part in address if part)
            given = "1 page gives" if pages == 1 else f"{pages} pages give"
            told = [f"{given} the publisher's address as {words}", *_domain(source, place)]
            if filed is not None:
                told.append(f"{filed[1]}" if filed[0] == place else f"but {filed[1]}")
            return HomeSuggestion(outlet=key, place=place, reports=source.reports, evidence=tuple(told))
    if filed is None or (source.country is not None and source.country != filed[0].country):
        return None
    told = [filed[1], *_domain(source, filed[0])]
    return HomeSuggestion(outlet=key, place=filed[0], reports=source.reports, evidence=tuple(told))


def _filed_from(source: _Seen, gazetteer: Gazetteer) -> tuple[Place, str] | None:
    """The town from which most of the source's reports were filed, and that in words; None = no such town."""
    total = source.datelines.total()
    if total < _LEAST_REPORTS:
        return None
    place_id, count = min(source.datelines.items(), key=lambda item: (-item[1], item[0]))
    place = gazetteer.place(place_id)
    if place is None or place.kind not in _TOWNS or count < _MAJORITY * total:
        return None
    return place, f"{count} of {total} datelines are {place.name}"


def _addressed(address: Address, source: _Seen, gazetteer: Gazetteer) -> Place | None:
    """The one town that an address can mean; None where several or none can."""
    town, region, country = address
    wanted = _country(country, gazetteer) or source.country
    named = [n for n in gazetteer.named(town) if n.place.kind in _TOWNS and wanted in (None, n.place.country)]
    if region:
        within = [n for n in named if fold_name(region) in _regions(n.place, gazetteer)]
        named = within or named
    elif wanted is None:
        return None
    return max(named, key=prior).place if named else None


def _regions(place: Place, gazetteer: Gazetteer) -> set[str]:
    """The folded names of the province around a place, its code among them."""
    above = gazetteer.place(place.parent) if place.parent else None
    names = {place.adm_1, above.name if above else None}
    return {fold_name(name) for name in names if name}


def _country(words: str, gazetteer: Gazetteer) -> str | None:
    if len(words) == 2 and words.isalpha():
        return words.upper()
    countries = {n.place.country for n in gazetteer.named(words) if n.place.kind is PlaceKind.COUNTRY} if words else set()
    return next(iter(countries)) if len(countries) == 1 else None


def _domain(source: _Seen, place: Place) -> list[str]:
    if source.country is None:
        return []
    agrees = "its domain is of the same country" if source.country == place.country else "but its domain is of another country"
    return [f"{agrees} ({source.country})"]
