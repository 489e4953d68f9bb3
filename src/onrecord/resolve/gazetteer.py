"""Which place a name means: a prior by kind and size, votes for country and province, nearness, containment, one sense a text.

Source: design/geography §0.3 and §4 for the order of the rules, §5 for precision codes and radii.
"""

import functools
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from onrecord.model.enums import PlaceRelation
from onrecord.model.mentions import Candidate, Gazetteer, NamedPlace, NameKind, Place, PlaceKind, PlaceRef
from onrecord.model.spans import Span

_REMEMBERED = 1 << 14  # answers of the gazetteer of which it is kept what they say
Read = TypeVar("Read")  # what is read of an answer
KEPT = 3  # candidates shown with a mention
CONTENDERS = 25  # readings of one name that are weighed; the gazetteer names the largest first
# How likely a name means a place of this kind, before the text has said anything; a town adds the logarithm of its size.
_PRIOR = {
    PlaceKind.COUNTRY: 15.0,
    PlaceKind.CONTINENT: 13.0,
    PlaceKind.SEA: 11.0,
    PlaceKind.REGION: 8.5,
    PlaceKind.CAPITAL: 5.5,
    PlaceKind.ADM_1: 3.5,
    PlaceKind.POPULATED: 2.0,
    PlaceKind.TERRAIN: 6.0,
    PlaceKind.FACILITY: 5.0,
    PlaceKind.QUARTER: 4.5,
    PlaceKind.ADM_2: 0.0,
}
_NAME = {
    NameKind.PREFERRED: 1.0,
    NameKind.VARIANT: 0.3,
    NameKind.ABBREVIATION: 2.0,
    NameKind.DEMONYM: 0.0,
    NameKind.OTHER: -2.5,
}
_PER_MAGNITUDE = 1.2  # a town of ten times the people is that much likelier
_SEAT, _SEAT_SIZE = 0.5, 50_000  # by how much the town is likelier than the province called after it; people
_HINTED = 6.0  # "X district" is a district, "the city of X" a town
_HELD = 12.0  # "X, Y": the X that lies in Y
_COUNTRY_VOTE = 8.0
_PROVINCE_VOTE = 6.0
_FEW = 4  # readings; a name of fewer places is a good witness for its country
_DOUBT = 1.0  # votes of one imaginary place elsewhere
_NEARBY = 2.5  # added in full when another place of the text is within _NEAR_KM, fading to nothing at _FAR_KM
_NEAR_KM, _FAR_KM = 60.0, 500.0
_FAR_DEG = 4.6  # degrees of latitude that are farther than _FAR_KM
# UCDP GED where_prec by kind of place; towns, sites and quarters are 1. Source: geography §5.
_WHERE_PREC = {
    PlaceKind.ADM_2: 3,
    PlaceKind.ADM_1: 4,
    PlaceKind.REGION: 5,
    PlaceKind.TERRAIN: 5,
    PlaceKind.CONTINENT: 5,
    PlaceKind.COUNTRY: 6,
    PlaceKind.SEA: 7,
}
_LIMITED_AREA_KM = 25.0  # UCDP's precision 2 reaches so far about a place
_AROUND_KM = 10.0  # how far "near X" reaches beyond X at least


class Sighting(NamedTuple):
    """A place name in the text with all its readings.

    Sightings of one `key` mean one place; `hints` = kinds that words beside it call for ("X district"); `within` = index of
    the sighting that is said to hold it ("X, Y"), None = none.
    """

    span: Span
    key: str
    named: tuple[NamedPlace, ...]
    hints: tuple[PlaceKind, ...] = ()
    within: int | None = None


class Verdict(NamedTuple):
    """The place chosen for a sighting and the best readings with their scores."""

    place: Place
    candidates: tuple[Candidate, ...]


def prior(named: NamedPlace, hints: Sequence[PlaceKind] = ()) -> float:
    """How likely the name means this place before the text is heard; higher is likelier."""
    place = named.place
    return _known(place.kind, named.name_kind, place.population) + (_HINTED if place.kind in hints else 0.0)


@functools.lru_cache(maxsize=1 << 16)
def _known(kind: PlaceKind, name_kind: NameKind, population: int | None) -> float:
    score = _PRIOR[kind] + _NAME[name_kind]
    if kind in (PlaceKind.POPULATED, PlaceKind.CAPITAL, PlaceKind.ADM_1, PlaceKind.ADM_2):
        score += _PER_MAGNITUDE * math.log10((population or 300) + 10)
    return score


class _Reading(NamedTuple):
    """What one answer of the gazetteer says by itself: the prior of each reading without hints, and whether it is a country.

    `seated` are the provinces called after a town of theirs.
    """

    priors: tuple[float, ...]
    is_country: bool
    seated: frozenset[int]


def read_once(read: Callable[[tuple[NamedPlace, ...]], Read]) -> Callable[[tuple[NamedPlace, ...]], Read]:
    """What an answer of the gazetteer says by itself, read once: a name is looked up in many documents.

    Answers are told apart by their identity, which is quicker than comparing them and stays theirs as long as they are kept.
    """
    kept: dict[int, tuple[tuple[NamedPlace, ...], Read]] = {}

    @functools.wraps(read)
    def remembered(named: tuple[NamedPlace, ...]) -> Read:
        known = kept.get(id(named))
        if known is None:
            if len(kept) >= _REMEMBERED:
                kept.clear()
            known = kept[id(named)] = (named, read(named))
        return known[1]

    return remembered


@read_once
def _reading_of(named: tuple[NamedPlace, ...]) -> _Reading:
    is_country = any(n.place.kind is PlaceKind.COUNTRY and n.name_kind is NameKind.PREFERRED for n in named)
    priors = [prior(n) for n in named]
    seats = {i: [k for k, town in enumerate(named) if _is_seat(town, n)] for i, n in enumerate(named)}
    for i, towns in seats.items():
        priors[i] = min([priors[i], *(priors[k] - _SEAT for k in towns)])
    return _Reading(tuple(priors), is_country, frozenset(i for i, towns in seats.items() if towns))


def _is_seat(seat: NamedPlace, province: NamedPlace) -> bool:
    """Whether a province is called after a town in it ("in Kharkiv" is in the town), and the town has no name of its own."""
    town, around = seat.place, province.place
    if around.kind is not PlaceKind.ADM_1 or town.kind not in (PlaceKind.POPULATED, PlaceKind.CAPITAL):
        return False
    owned = province.name_kind is NameKind.PREFERRED and seat.name_kind is not NameKind.PREFERRED
    return not owned and (town.country, town.adm_1) == (around.country, around.name) and (town.population or 0) >= _SEAT_SIZE


def resolve_sightings(sightings: Sequence[Sighting], leaning: Mapping[str, float]) -> tuple[Verdict, ...]:
    """One verdict a sighting, in order. `leaning` are countries that outlet and nationalities speak for, with weights."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, sighting in enumerate(sightings):
        groups[sighting.key].append(index)
    names = {key: _Name.read(key, [sightings[i] for i in indexes], sightings) for key, indexes in groups.items()}
    chosen = {key: _best(name.scores) for key, name in names.items()}
    heard: dict[str, dict[int, float]] = {}
    for is_last in (False, True):  # first what is likely alone votes, then what that has settled
        ballot = _ballot(names, chosen, leaning)
        asked = {key: name for key, name in names.items() if is_last or len(name.named) > 1}
        heard = {key: name.heard(ballot, name.named[chosen[key]].place) for key, name in asked.items()}
        chosen |= {key: _best(scores) for key, scores in heard.items()}
    spots = {key: names[key].named[i].place for key, i in chosen.items()}
    final = {key: _with_nearness(names[key], scores, spots) for key, scores in heard.items()}
    verdicts = {key: _verdict(names[key], scores) for key, scores in final.items()}
    return tuple(verdicts[sighting.key] for sighting in sightings)


def _best(scores: Mapping[int, float]) -> int:
    """The reading with the highest score; the larger place, which stands first, where two are equal."""
    return max(scores, key=lambda i: (scores[i], -i))


@dataclass(slots=True, kw_only=True)
class _Name:
    """One name of the document, its readings and their scores before voting."""

    key: str
    count: int
    named: tuple[NamedPlace, ...]
    scores: dict[int, float]
    is_country: bool

    @classmethod
    def read(cls, key: str, mine: Sequence[Sighting], everything: Sequence[Sighting]) -> "_Name":
        """All sightings of one name: one sense, so their hints and containers add up."""
        named = mine[0].named
        hints = {hint for sighting in mine for hint in sighting.hints}
        reading = _reading_of(named)
        scores = dict(enumerate(reading.priors))
        if hints:
            regions = reading.seated if PlaceKind.REGION in hints else ()  # "the Kharkiv region" is the province
            called = {i for i, n in enumerate(named) if n.place.kind in hints or i in regions}
            scores = {i: score + (_HINTED if i in called else 0.0) for i, score in scores.items()}
        holders = [everything[s.within].named for s in mine if s.within is not None]
        for holder in holders:
            for i, n in enumerate(named):
                if any(lies_in(n.place, h.place) for h in holder):
                    scores[i] += _HELD
        return cls(key=key, count=len(mine), named=named, scores=scores, is_country=reading.is_country)

    def weigh(self) -> float:
        """How much the name's reading says about the others: certain and repeated names more; a name of many places less."""
        return min(3, self.count) * (1.0 if len(self.named) < _FEW or self.named[0].place.kind is PlaceKind.COUNTRY else 0.5)

    def heard(self, ballot: "_Ballot", own: Place) -> dict[int, float]:
        """The scores with the votes of the other names for country and province; `own` is what this name voted for."""
        weight, countries, named = self.weigh(), ballot.countries, self.named
        return {
            i: score + ballot.votes_for(place, own, weight, provinces=self.may_be_local(i))
            if (place := named[i].place).country in countries
            else score
            for i, score in self.scores.items()
        }

    def may_be_local(self, index: int) -> bool:
        """Whether the places around count: a country's own name is no by-name of its capital ("Mexico" for the city)."""
        return not self.is_country or self.named[index].name_kind is NameKind.PREFERRED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ballot:
    """What the names of a text, the outlet and nationalities speak for, in weights."""

    countries: Mapping[str, float]
    provinces: Mapping[tuple[str, str], float]
    total: float

    def votes_for(self, place: Place, own: Place, weight: float, *, provinces: bool) -> float:
        """The bonus of a reading for what the others speak for: a name does not vote for itself."""
        if place.country is None or place.country not in self.countries:
            return 0.0
        mine = weight if own.country == place.country else 0.0
        score = _COUNTRY_VOTE * _share(self.countries.get(place.country, 0.0) - mine, self.total - weight)
        if provinces and place.adm_1 is not None and place.kind is not PlaceKind.ADM_1:
            mine = weight if mine and own.adm_1 == place.adm_1 else 0.0
            score += _PROVINCE_VOTE * _share(self.provinces.get((place.country, place.adm_1), 0.0) - mine, self.total - weight)
        return score


def _share(votes: float, total: float) -> float:
    """Share of the votes, 0..1; one lone vote does not make it certain."""
    return votes / ((total if total > 0.0 else 0.0) + _DOUBT) if votes > 0.0 else 0.0


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether the admin units say that one place lies in the other."""
    if inner.place_id == outer.place_id:
        return False
    if inner.parent == outer.place_id:
        return True
    if outer.kind is PlaceKind.COUNTRY:
        return inner.country == outer.country
    if outer.country is None or inner.country != outer.country:
        return False
    if outer.kind is PlaceKind.ADM_1:
        return inner.adm_1 == outer.adm_1
    return outer.kind is PlaceKind.ADM_2 and inner.adm_2 == outer.adm_2 and inner.adm_1 == outer.adm_1


def _ballot(names: Mapping[str, _Name], chosen: Mapping[str, int], leaning: Mapping[str, float]) -> _Ballot:
    countries: dict[str, float] = defaultdict(float, leaning)
    provinces: dict[tuple[str, str], float] = defaultdict(float)
    for key, name in names.items():
        place = name.named[chosen[key]].place
        if place.country is not None:
            weight = name.weigh()
            countries[place.country] += weight
            if place.adm_1 is not None:
                provinces[place.country, place.adm_1] += weight
    return _Ballot(countries=countries, provinces=provinces, total=sum(countries.values()))


def _with_nearness(name: _Name, scores: dict[int, float], spots: Mapping[str, Place]) -> dict[int, float]:
    """The scores with a bonus for being near a place that another name of the text means; only close contests are measured."""
    best = max(scores.values())
    close = [i for i, score in scores.items() if score > best - _NEARBY - 1.0]
    if len(close) < 2:
        return scores
    others = [s for key, s in spots.items() if key != name.key and s.radius_km < _FAR_KM / 2]
    result = dict(scores)
    for i in filter(name.may_be_local, close):
        place = name.named[i].place
        near = [o for o in others if abs(o.latitude - place.latitude) < _FAR_DEG]
        away = min([distance_km(place.latitude, place.longitude, o.latitude, o.longitude) for o in near], default=_FAR_KM)
        result[i] += _NEARBY * min(1.0, max(0.0, (_FAR_KM - away) / (_FAR_KM - _NEAR_KM)))
    return result


def _verdict(name: _Name, scores: Mapping[int, float]) -> Verdict:
    order = sorted(scores, key=lambda i: (-scores[i], i))[:KEPT]
    shown = tuple(
        Candidate(place_id=name.named[i].place.place_id, name=name.named[i].place.name, score=round(scores[i], 2)) for i in order
    )
    return Verdict(place=name.named[order[0]].place, candidates=shown)


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Great-circle distance on a sphere of 6,371 km."""
    a, b = math.radians(lat_1), math.radians(lat_2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_2 - lon_1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def offset(latitude: float, longitude: float, bearing_deg: float, away_km: float) -> tuple[float, float]:
    """The point so far away in that direction (degrees clockwise from north), on the sphere."""
    lat, lon, course, angle = math.radians(latitude), math.radians(longitude), math.radians(bearing_deg), away_km / 6371
    north = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(course))
    east = lon + math.atan2(math.sin(course) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(north))
    return math.degrees(north), (math.degrees(east) + 180) % 360 - 180


def refer(span: Span, place: Place, relation: PlaceRelation | None = None) -> PlaceRef:
    """The reference to a place, with UCDP precision and uncertainty radius; "near X" is a disc about X."""
    prec, radius = _WHERE_PREC.get(place.kind, 1), place.radius_km
    if relation is PlaceRelation.NEAR and prec == 1:
        prec, radius = 2, min(_LIMITED_AREA_KM, radius + _AROUND_KM)
    return PlaceRef(
        span=span,
        place_id=place.place_id,
        name=place.name,
        country=place.country,
        adm_1=place.name if place.kind is PlaceKind.ADM_1 else place.adm_1,
        adm_2=place.name if place.kind is PlaceKind.ADM_2 else place.adm_2,
        latitude=round(place.latitude, 5),
        longitude=round(place.longitude, 5),
        where_prec=prec,
        radius_km=round(radius, 1),
        relation=relation,
    )


def refer_offset(span: Span, place: Place, away_km: float, bearing_deg: float | None) -> PlaceRef:
    """ "30 km south of X": the point there and a disc of a quarter of the way, at least 5 km; without direction a disc about X.

    Precision 2 up to 25 km, else 5. The id stays X's: it names what was measured from.
    """
    base = refer(span, place, PlaceRelation.NEAR)
    latitude, longitude, radius = place.latitude, place.longitude, max(place.radius_km, away_km)
    if bearing_deg is not None:
        latitude, longitude = offset(place.latitude, place.longitude, bearing_deg, away_km)
        radius = max(5.0, 0.25 * away_km)
    return PlaceRef(
        span=span,
        place_id=base.place_id,
        name=base.name,
        country=base.country,
        adm_1=base.adm_1,
        latitude=round(latitude, 5),
        longitude=round(longitude, 5),
        where_prec=2 if away_km <= _LIMITED_AREA_KM else 5,
        radius_km=round(radius, 1),
        relation=PlaceRelation.NEAR,
    )


def refer_between(span: Span, one: Place, other: Place, relation: PlaceRelation, gazetteer: Gazetteer) -> PlaceRef:
    """ "between X and Y", "on the X–Y highway": the middle of the straight line, with half its length as radius; precision 5.

    The id is that of the smallest unit around both; without one nothing but the span is known.
    """
    holder = next((unit for unit in holders(one, gazetteer) if unit in holders(other, gazetteer)), None)
    if holder is None:
        return PlaceRef(span=span, relation=relation)
    latitude, longitude = _middle(one, other)
    half_km = distance_km(one.latitude, one.longitude, other.latitude, other.longitude) / 2
    return PlaceRef(
        span=span,
        place_id=holder.place_id,
        name=f"{one.name}–{other.name}",
        country=holder.country,
        adm_1=holder.adm_1,
        adm_2=holder.adm_2,
        latitude=round(latitude, 5),
        longitude=round(longitude, 5),
        where_prec=5,
        radius_km=round(max(5.0, half_km), 1),
        relation=relation,
    )


def holders(place: Place, gazetteer: Gazetteer) -> list[Place]:
    """The units around a place, smallest first."""
    units: list[Place] = []
    here = place
    while here.parent is not None and (above := gazetteer.place(here.parent)) is not None and above not in units:
        units.append(above)
        here = above
    return units


def _middle(one: Place, other: Place) -> tuple[float, float]:
    """The midpoint of the great circle. Source: mean of the two unit vectors."""
    x = y = z = 0.0
    for place in (one, other):
        lat, lon = math.radians(place.latitude), math.radians(place.longitude)
        x, y, z = x + math.cos(lat) * math.cos(lon), y + math.cos(lat) * math.sin(lon), z + math.sin(lat)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))
