"""Every place that a document names, as mentions with their whole names: "Quetta Railway Station" stands where Quetta does.

A name with a listed place inside stands there if the text speaks of its province or everybody knows it (Lake Ontario is in no
Lake County); one that nobody lists stands where the text says it lies ("in Mastung"). Without that a site or street stands near
the nearest town or district of the province with the most names in the text, marked so; any other name nowhere.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.model.enums import MentionKind, MentionRole, PlaceRelation
from onrecord.model.mentions import Mention, NameKind, PlaceRef
from onrecord.model.spans import Span, cut
from onrecord.resolve.gazetteer import Sighting, prior, refer, resolve_sightings
from onrecord.resolve.toponyms.names import Found
from onrecord.resolve.toponyms.readings import readings_of
from onrecord.resolve.toponyms.weighing import Evidence, weigh_names
from onrecord.resolve.toponyms.wholes import Made, Whole
from onrecord.resolve.toponyms.words import lead_to

_STRETCHES = frozenset({PlaceRelation.BETWEEN, PlaceRelation.EN_ROUTE})
_HOLDER_REACH = 60  # characters after a name within which "… in Mastung" still says where it lies
_HELD = re.compile(r",\s+|[^.;:,\n]*\b(?:in|of|near|outside)\s+(?:[^.;:,\n]*\s)?")
_PROVINCE = 4  # UCDP's precision of a place within a province
_NEAR_KM = 25.0  # UCDP's precision 2 reaches so far about a place

_KNOWN = 3  # standing of a name that means its place in any text

_Home = Mapping[tuple[str | None, str | None], int]  # country and province → how many names of a text lie there


def name_places(founds: Sequence[Found], evidence: Evidence, listed: Sequence[Mention]) -> tuple[Mention, ...]:
    """The places named in a document, in order; `listed` are the mentions that the rules found (places.find_places).

    Datelines and stretches ("between X and Y") of `listed` are kept as they stand; of the others those that weigh enough.
    """
    kept = [m for m in listed if m.role is MentionRole.DATELINE or _is_stretch(m)]
    told = {m.span for m in listed if m.role is MentionRole.EVENT_PLACE}
    wholes = [w for w in weigh_names(founds, evidence, told) if not any(_overlap(w, m.span) for m in kept)]
    inside = [(whole, _cores(whole, founds, evidence)) for whole in wholes]
    known = {m.span: m for m in listed}
    known |= _resolved([core for _, cores in inside for core in cores if core.span not in known], listed)
    sure = [*kept, *(known[cores[0].span] for whole, cores in inside if whole.made is Made.LISTED)]
    home = _home(sure) or _home(listed)
    mentions = list(kept)
    for whole, cores in inside:
        span = cut(evidence.page.text, whole.start, whole.end)
        found = [known[c.span] if whole.made is Made.LISTED else _at(c, known[c.span], home) for c in cores]
        mentions.append(_mention(whole, span, next((one for one in found if one is not None), None), evidence))
    mentions.sort(key=lambda m: m.span)
    unlisted = {w.start: w for w in wholes if w.made is not Made.LISTED}
    sites = {start for start, w in unlisted.items() if evidence.page.tokens[w.last].low in evidence.lists.ends}
    placed = _at_home([m.place for m in sure or listed if m.place is not None], home)
    held = {m.span: _held(m.span, mentions, evidence) for m in mentions if m.place is None or m.span.start in sites}
    for index, mention in enumerate(mentions):
        place = held.get(mention.span) or mention.place
        if place is None:
            place = _near(mention.span, placed, is_site=mention.span.start in sites)
        if place is not mention.place:
            mentions[index] = replace(mention, place=place)
    return tuple(mentions)


def _cores(whole: Whole, founds: Sequence[Found], evidence: Evidence) -> list[Found]:
    """The listed names that may tell where a whole name is, the best first: "Los Angeles" in "Port of Los Angeles"."""
    if whole.core is None or whole.made is Made.LISTED:
        return [] if whole.core is None else [whole.core]
    within = [f for f in founds if whole.first <= f.first and f.last <= whole.last and _tells(f, evidence)]
    return sorted(within, key=lambda f: (-readings_of(f.named).own_standing, f.first - f.last, f.first))


def _home(named: Sequence[Mention]) -> _Home:
    """The provinces that a document speaks of, and by how many names."""
    told = {(m.place.country, m.place.adm_1, m.span.exact.lower()) for m in named if m.place is not None and m.place.adm_1}
    return Counter((country, province) for country, province, _ in told)


def _at(core: Found, found: Mention, home: _Home) -> Mention | None:
    """Where a name inside a longer one is: as found, or its reading in a province that the text speaks of; None = neither.

    Where the text speaks of no province, and for a place that is known everywhere, it is as found.
    """
    place = found.place
    if place is None:
        return None
    if not home or place.adm_1 is None or (place.country, place.adm_1) in home:
        return found
    readings = (n for n in core.named if n.name_kind is not NameKind.DEMONYM)
    local = max((n for n in readings if (n.place.country, n.place.adm_1) in home), key=prior, default=None)
    if local is not None:
        return replace(found, place=refer(found.span, local.place))
    return found if readings_of(core.named).own_standing == _KNOWN else None


def _at_home(places: Sequence[PlaceRef], home: _Home) -> list[PlaceRef]:
    """The places of the province with the most names; the province itself only where it has no others."""
    most = max(home.values(), default=0)
    here = [p for p in places if (p.where_prec or 9) <= _PROVINCE and home.get((p.country, p.adm_1)) == most]
    return [p for p in here if (p.where_prec or 9) < _PROVINCE] or here


def _is_stretch(mention: Mention) -> bool:
    return mention.place is not None and mention.place.relation in _STRETCHES


def _overlap(whole: Whole, span: Span) -> bool:
    return whole.start < span.end and span.start < whole.end


def _tells(core: Found, evidence: Evidence) -> bool:
    """Whether a listed name inside tells where the whole is: "Court" in "City Court" does not, nor "South"."""
    word, lists = core.span.exact.lower(), evidence.lists
    vague = (lists.ends, lists.heads, lists.words.ordinary, lists.words.directions)
    return readings_of(core.named).own_standing > 1 and not any(word in one for one in vague)


def _resolved(founds: Sequence[Found], listed: Sequence[Mention]) -> Mapping[Span, Mention]:
    """The names that the rules passed over, resolved among the countries of those that they did not."""
    named = {f.span: readings_of(f.named).every for f in founds}
    sightings = [Sighting(span=span, key=span.exact.lower(), named=every) for span, every in named.items()]
    countries = Counter(m.place.country for m in listed if m.place is not None and m.place.country is not None)
    verdicts = resolve_sightings(sightings, {country: float(count) for country, count in countries.items()})
    return {
        s.span: Mention(span=s.span, kind=MentionKind.PLACE, place=refer(s.span, v.place), candidates=v.candidates)
        for s, v in zip(sightings, verdicts, strict=True)
    }


def _mention(whole: Whole, span: Span, core: Mention | None, evidence: Evidence) -> Mention:
    """The mention of a whole name; its place is left open where none of its words tells it: a street is not in its namesake."""
    words = evidence.lists.words
    ending = evidence.page.tokens[whole.last].low
    is_street = whole.made is not Made.LISTED and (ending in words.streets or ending == "road")
    if core is None or core.place is None or is_street:
        lead = lead_to(evidence.page.text, whole.start, words).preposition
        role = MentionRole.EVENT_PLACE if lead in words.at else MentionRole.MENTION
        return Mention(span=span, kind=MentionKind.PLACE, role=role)
    return core if span == core.span else replace(core, span=span, place=replace(core.place, span=span))


def _held(span: Span, mentions: Sequence[Mention], evidence: Evidence) -> PlaceRef | None:
    """Where a name is said to lie: at the place named after it in the same clause ("… in Mastung"); None where nothing says it.

    Source: geography.md §5, "intra-city place unknown": the container's point, precision and radius, the local words kept.
    """
    text = evidence.page.text
    after = (m.place for m in mentions if m.place is not None and span.end <= m.span.start <= span.end + _HOLDER_REACH)
    holder = next(after, None)
    if holder is None or holder.span is None or not _HELD.fullmatch(text, span.end, holder.span.start):
        return None
    return replace(holder, span=span, relation=PlaceRelation.IN)


def _near(span: Span, placed: Sequence[PlaceRef], *, is_site: bool) -> PlaceRef:
    """About where a site stands: near the nearest named place at home; nowhere what is no site."""
    if not is_site or not placed:
        return PlaceRef(span=span)
    nearest = min(placed, key=lambda place: abs(place.span.start - span.start) if place.span is not None else 0)
    precision, radius = max(2, nearest.where_prec or 2), max(_NEAR_KM, nearest.radius_km or 0.0)
    return replace(nearest, span=span, relation=PlaceRelation.NEAR, where_prec=precision, radius_km=radius)
