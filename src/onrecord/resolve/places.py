"""The places a document names: found, told from other names, given their part and resolved against the gazetteer.

Names are looked up, not guessed: capitalised words, longest name first (resolve/toponyms); readings are weighed in
resolve/gazetteer. Source: design/geography §5 for roles, relative places and precision.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from onrecord.languages import load_lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import MentionKind, MentionRole, PlaceRelation
from onrecord.model.mentions import Gazetteer, Mention, NamedPlace, Place, PlaceKind, PlaceRef
from onrecord.model.spans import Span, cut
from onrecord.resolve.gazetteer import (
    CONTENDERS,
    Sighting,
    Verdict,
    lies_in,
    prior,
    refer,
    refer_between,
    refer_offset,
    resolve_sightings,
)
from onrecord.resolve.moments import article_text
from onrecord.resolve.toponyms.homes import home_votes
from onrecord.resolve.toponyms.names import Found, Page, known_names, read_page
from onrecord.resolve.toponyms.readings import readings_of, standing_of
from onrecord.resolve.toponyms.relative import joins, offset_before
from onrecord.resolve.toponyms.sifting import Name, Sifted, in_context, sift
from onrecord.resolve.toponyms.weighing import Evidence, gather
from onrecord.resolve.toponyms.wholes import load_whole_words
from onrecord.resolve.toponyms.words import NO_LEAD, Words, load_words

_LANGUAGE = "en"
# A nationality says less about where things happened than a place does; the outlet's country says as much as one.
_DEMONYM_WEIGHT, _OUTLET_WEIGHT = 0.3, 1.0
_COUNTRY_DOMAIN = re.compile(r"(?:https?://)?[^/\s]+\.([a-z]{2})(?:[:/]|$)", re.IGNORECASE)
# Two-letter domains that are sold for their sound and name no country.
_SOLD_DOMAINS = frozenset("TV IO ME CO AI FM AM LY CC WS GG SH EU".split())
_LISTED = re.compile(r"\s*(?:,|and|or|&|,\s*and)\s+", re.IGNORECASE)
_HELD = re.compile(r"(?:\s+[a-z]+){0,2}(?:,\s+|\s+\(|,?\s+in\s+(?:the\s+)?)(?:[a-z]+\s+){0,3}(?:of\s+)?")
_MEASURED = frozenset({"of", "from", "near", "outside", "off"})  # "30 km south of", "two miles off"
_PROVINCE = 4  # UCDP's precision of a place within a province
_HELD_REACH = 45  # characters between a place and the one that is said to hold it
_BASED = re.compile(
    r"[-‐](?:based|born|bred|raised|educated|origin|led|backed|trained|funded|made|allied|supported)\b", re.IGNORECASE
)
_KINDS = {
    PlaceKind.ADM_1: "province provinces governorate governorates state states department departments prefecture oblast canton",
    PlaceKind.ADM_2: "district districts county counties tehsil tehsils taluka parish borough subdistrict division agency",
    PlaceKind.POPULATED: "city town towns cities village villages hamlet capital municipality",
    PlaceKind.REGION: "region regions territory valley peninsula",
    PlaceKind.TERRAIN: "valley valleys pass island islands",
    PlaceKind.FACILITY: "camp camps",
    PlaceKind.QUARTER: "neighborhood neighbourhood suburb mohalla bazaar bazar chowk area",
    PlaceKind.CAPITAL: "capital city",
}
_HINTS = {
    noun: tuple(kind for kind, nouns in _KINDS.items() if noun in nouns.split())
    for nouns in _KINDS.values()
    for noun in nouns.split()
}


_TOWNS = (PlaceKind.POPULATED, PlaceKind.CAPITAL)  # reporters file from towns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """The names of a document: all that the gazetteer knows, what speaks for each, and the mentions of those that are places."""

    founds: tuple[Found, ...]
    evidence: Evidence
    mentions: tuple[Mention, ...]


def find_places(doc: Document, gazetteer: Gazetteer, home: Place | None = None) -> tuple[Mention, ...]:
    """Every listed place named in the article, in order of the text, with its part and place; furniture is skipped.

    A stretch or route between two places is one mention. Dateline and origin ("from Lahore") never place an event; a capital
    that speaks for its government has the role of a source. `home` is where the outlet is at home; None = not known.
    """
    return survey_places(doc, gazetteer, home).mentions


def survey_places(doc: Document, gazetteer: Gazetteer, home: Place | None = None) -> Survey:
    """The places of `find_places` with the evidence about all names of the document."""
    lexicon = load_lexicon(_LANGUAGE)
    words = load_words(lexicon)
    page = read_page(article_text(doc))
    founds = tuple(known_names(page, gazetteer))
    sifted = sift(page, founds, words)
    names = _accepted(sifted, founds, doc, page)
    verdicts = _resolved(_sightings(names, doc, page), founds, doc, home)
    return Survey(
        founds=founds,
        evidence=gather(page, founds, sifted, [name.found.span for name in names], load_whole_words(lexicon)),
        mentions=_mentions(names, verdicts, doc, page, words, gazetteer),
    )


def resolve_marked(doc: Document, spans: Sequence[Span], gazetteer: Gazetteer, home: Place | None = None) -> tuple[PlaceRef, ...]:
    """Where the given words are, which somebody marked as the place names of the document; in the order given.

    Adjectives count ("Syrian"), and a name inside a longer one ("Oaxaca State"). Words that the gazetteer does not know stand
    near the place named next to them; where the document names none, they keep their span and nothing else.
    """
    words = load_words(load_lexicon(_LANGUAGE))
    page = read_page(article_text(doc))
    founds = list(known_names(page, gazetteer))
    listed = {found.span: found for found in founds}
    names = []
    for span in sorted(set(spans)):
        named = listed[span].named if span in listed else gazetteer.named(span.exact) or _named_inside(span, gazetteer)
        if named:
            readings = tuple(sorted(named[:CONTENDERS], key=prior, reverse=True))
            found = Found(span=span, first=0, last=0, named=readings)
            names.append(in_context(found, page, words, standing_of(readings)))
    verdicts = _resolved(_sightings(names, doc, page), founds, doc, home)
    placed = {n.found.span: refer(n.found.span, v.place) for n, v in zip(names, verdicts, strict=True)}
    return tuple(placed[span] if span in placed else _beside(span, placed) for span in spans)


def _resolved(sightings: Sequence[Sighting], founds: Sequence[Found], doc: Document, home: Place | None) -> tuple[Verdict, ...]:
    """One verdict a sighting; nationalities, the outlet's address and its home speak, too."""
    votes = home_votes(home, sightings[0].span if sightings else None)
    return resolve_sightings([*sightings, *votes], _leaning(founds, doc))[: len(sightings)]


def _named_inside(span: Span, gazetteer: Gazetteer) -> tuple[NamedPlace, ...]:
    """The readings of the longest known place in the words, of equal ones the last; small places do not count ("Hatch")."""
    inside = [found for found in known_names(read_page(span.exact), gazetteer) if readings_of(found.named).own_standing > 1]
    return max(inside, key=lambda found: (found.last - found.first, found.first)).named if inside else ()


def _beside(span: Span, placed: Mapping[Span, PlaceRef]) -> PlaceRef:
    """About where an unlisted place lies: at the nearest named one that is no country or wider area."""
    near = [(abs(other.start - span.start), place) for other, place in placed.items() if (place.where_prec or 9) <= _PROVINCE]
    if not near:
        return PlaceRef(span=span)
    neighbour = min(near, key=lambda pair: pair[0])[1]
    return replace(neighbour, span=span, relation=PlaceRelation.NEAR, where_prec=max(2, neighbour.where_prec or 2))


def resolve_span(doc: Document, span: Span, mentions: Sequence[Mention], gazetteer: Gazetteer) -> PlaceRef:
    """The place that a reader's words mean: a mention found inside, else the words looked up; unresolved keeps the span alone.

    The smallest unit counts of several in one span ("Mach, Balochistan"). Demonyms count here: the reader took them for a place.
    """
    inside = [m.place for m in mentions if m.place is not None and m.place.place_id is not None and m.span.overlaps(span)]
    if inside:
        best = min(
            inside, key=lambda place: (place.where_prec or 0, place.radius_km or 0.0, place.span is not None and place.span.start)
        )
        return replace(best, span=span)
    page = read_page(span.exact)
    founds = list(known_names(page, gazetteer)) or [
        Found(span=cut(span.exact, 0, len(span.exact)), first=0, last=0, named=named)
        for named in [gazetteer.named(span.exact)]
        if named
    ]
    if not founds:
        return PlaceRef(span=span)
    sightings = [_sighting(f.span, tuple(sorted(f.named, key=prior, reverse=True)), ()) for f in founds]
    countries = Counter(m.place.country for m in mentions if m.place is not None and m.place.country is not None)
    verdicts = resolve_sightings(sightings, {country: float(count) for country, count in countries.items()})
    return refer(span, verdicts[0].place)


def _accepted(sifted: Sifted, founds: Sequence[Found], doc: Document, page: Page) -> list[Name]:
    """The sure names, and of the others those that stand with a sure one, in the dateline, or are sure elsewhere."""
    persons = sifted.persons
    sure = [n for n in sifted.sure if n.lead.preposition or n.noun or n.standing == 3 or _key(n) not in persons]
    known = {_key(n) for n in sure}
    countries = Counter(c for n in sure for c in [n.found.named[0].place.country] if c is not None)
    home = {country for country, count in countries.items() if count * 4 >= sum(countries.values())}
    accepted = {n.found.span: n for n in sure}
    led = {span for span, n in accepted.items() if n.lead.preposition}
    for name in sifted.perhaps:
        key = _key(name)
        repeated = key in known and key not in persons and not name.ordinary
        homely = name.standing == 2 and not name.ordinary and key not in persons and name.found.named[0].place.country in home
        if not name.ordinary and _stands_with(name, accepted, led, page):
            accepted[name.found.span] = name
            led.add(name.found.span)
        elif repeated or (homely and not page.shouted) or _in_dateline(name, doc):
            accepted[name.found.span] = name
    for found in founds:
        if doc.dateline_place is not None and found.span.overlaps(doc.dateline_place) and found.span not in accepted:
            accepted[found.span] = Name(found=found, standing=1, lead=NO_LEAD)
    return [accepted[span] for span in sorted(accepted)]


def _key(name: Name) -> str:
    return name.found.span.exact.lower()


def _in_dateline(name: Name, doc: Document) -> bool:
    return doc.dateline_place is not None and name.found.span.overlaps(doc.dateline_place)


def _stands_with(name: Name, accepted: Mapping[Span, Name], led: Set[Span], page: Page) -> bool:
    """Whether the name stands in a list that a preposition leads to, or is said to lie in a place ("Mach, Balochistan")."""
    span = name.found.span
    for other_span, other in accepted.items():
        follows = other_span.start >= span.end
        start, end = (span.end, other_span.start) if follows else (other_span.end, span.start)
        if not 0 < end - start <= _HELD_REACH:
            continue
        listed = other_span in led and _LISTED.fullmatch(page.text, start, end)
        if listed and (name.standing > 1 or _same_country(name, other)):
            return True
        held = follows and _HELD.fullmatch(page.text, start, end)
        if (held or listed) and any(lies_in(n.place, h.place) for n in name.found.named for h in other.found.named):
            return True
    return False


def _same_country(name: Name, other: Name) -> bool:
    return bool({n.place.country for n in name.found.named} & {other.found.named[0].place.country})


def _sightings(names: Sequence[Name], doc: Document, page: Page) -> list[Sighting]:
    sightings = []
    for index, name in enumerate(names):
        hints = _HINTS.get(name.noun or name.lead.area_noun or "", ()) or (_TOWNS if _in_dateline(name, doc) else ())
        sighting = _sighting(name.found.span, name.found.named, hints)
        if index + 1 < len(names) and _is_held(name, names[index + 1], page):
            sighting = sighting._replace(within=index + 1)
        sightings.append(sighting)
    return sightings


def _sighting(span: Span, named: tuple[NamedPlace, ...], hints: tuple[PlaceKind, ...]) -> Sighting:
    # "Idlib" and "Idlib province" are two names in one text; all plain "Idlib" are one.
    unit = [hint for hint in hints if hint in (PlaceKind.ADM_1, PlaceKind.ADM_2, PlaceKind.REGION)]
    return Sighting(span=span, key="|".join((span.exact.lower(), *unit)), named=named, hints=hints)


def _is_held(name: Name, holder: Name, page: Page) -> bool:
    gap = page.text[name.found.span.end : holder.found.span.start]
    if len(gap) > _HELD_REACH or not _HELD.fullmatch(gap):
        return False
    return any(lies_in(n.place, h.place) for n in name.found.named for h in holder.found.named)


def _leaning(founds: Sequence[Found], doc: Document) -> dict[str, float]:
    """Countries that nationalities and the outlet's address speak for, with weights."""
    leaning: Counter[str] = Counter()
    for found in founds:
        leaning.update(readings_of(found.named).peoples)
    weights = {country: _DEMONYM_WEIGHT * count for country, count in leaning.items()}
    country = country_of_address(doc.url) or country_of_address(doc.outlet)
    if country is not None:
        weights[country] = weights.get(country, 0.0) + _OUTLET_WEIGHT
    return weights


def country_of_address(address: str | None) -> str | None:
    """The country (ISO 3166-1 alpha-2) that the end of a web address names; None = none, or one sold for its sound."""
    domain = _COUNTRY_DOMAIN.match(address or "")
    country = domain[1].upper().replace("UK", "GB") if domain else None
    return None if country in _SOLD_DOMAINS else country


class _Part(NamedTuple):
    role: MentionRole
    relation: PlaceRelation | None


def _mentions(
    names: Sequence[Name], verdicts: Sequence[Verdict], doc: Document, page: Page, words: Words, gazetteer: Gazetteer
) -> tuple[Mention, ...]:
    mentions: list[Mention] = []
    parts = _parts(names, doc, page, words)
    index = 0
    while index < len(names):
        span, verdict = names[index].found.span, verdicts[index]
        other = names[index + 1].found.span if index + 1 < len(names) else None
        joined = joins(page.text, (span.start, span.end), (other.start, other.end)) if other is not None else None
        if joined is not None and other is not None:
            start, end, relation = joined
            place = refer_between(cut(doc.text, start, end), verdict.place, verdicts[index + 1].place, relation, gazetteer)
            if place.place_id is not None:
                mentions.append(_mention(cut(doc.text, span.start, other.end), MentionRole.EVENT_PLACE, place, verdict))
                index += 2
                continue
        away = offset_before(page.text, span.start) if names[index].lead.preposition in _MEASURED else None
        if away is not None:
            words_of = cut(doc.text, away.start, span.end)
            place = refer_offset(words_of, verdict.place, away.away_km, away.bearing_deg)
            mentions.append(_mention(span, MentionRole.EVENT_PLACE, place, verdict))
        else:
            mentions.append(_mention(span, parts[index].role, refer(span, verdict.place, parts[index].relation), verdict))
        index += 1
    return tuple(mentions)


def _mention(span: Span, role: MentionRole, place: PlaceRef, verdict: Verdict) -> Mention:
    return Mention(span=span, kind=MentionKind.PLACE, role=role, place=place, candidates=verdict.candidates)


def _parts(names: Sequence[Name], doc: Document, page: Page, words: Words) -> list[_Part]:
    """The part each name plays; one in a list plays the part of the one before it."""
    parts: list[_Part] = []
    for index, name in enumerate(names):
        part = _part(name, doc, page, words)
        if part.role is MentionRole.MENTION and index > 0:
            gap = page.text[names[index - 1].found.span.end : name.found.span.start]
            if len(gap) <= _HELD_REACH and (_LISTED.fullmatch(gap) or _HELD.fullmatch(gap)):
                part = parts[-1]
        parts.append(part)
    return parts


def _part(name: Name, doc: Document, page: Page, words: Words) -> _Part:
    span, lead = name.found.span, name.lead.preposition
    if (doc.dateline_span is not None and span.overlaps(doc.dateline_span)) or _in_dateline(name, doc):
        return _Part(role=MentionRole.DATELINE, relation=None)
    after = page.text[span.end : span.end + 20]
    following = after.split(maxsplit=1)[0] if after[:1] == " " and after.strip() else ""
    whose = following.lower() in words.qualified and name.found.named[0].place.kind is PlaceKind.COUNTRY
    if lead == "from" or _BASED.match(after) or whose:
        return _Part(role=MentionRole.ORIGIN, relation=None)
    if lead is not None and (lead in words.at or lead == "between"):
        relation = PlaceRelation.NEAR if lead in words.near else PlaceRelation.IN
        return _Part(
            role=MentionRole.EVENT_PLACE, relation=PlaceRelation.ACROSS if lead in ("across", "throughout") else relation
        )
    if lead is None and name.standing == 3 and following in words.speech:
        return _Part(role=MentionRole.SOURCE, relation=None)
    return _Part(role=MentionRole.MENTION, relation=None)
