"""Many tellings of one occurrence → one incident: blocked by country and day, scored part by part, joined best pair first.

A pair that scores too low is never joined; neither is one that would bring incompatible tellings into one incident.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from onrecord.model.enums import Effect, EventType
from onrecord.model.events import Match
from onrecord.model.mentions import PlaceRef
from onrecord.reconcile.joining.tellings import Telling
from onrecord.reconcile.joining.ties import NO_STRANGERS, NO_TIES, Acquaintance, Ties

# Kinds of occurrence that reports name loosely for one another ("attack" for a bombing).
VIOLENCE = frozenset(
    {
        EventType.ARMED_CLASH,
        EventType.ARMED_ATTACK,
        EventType.TARGETED_KILLING,
        EventType.SUICIDE_BOMBING,
        EventType.BOMBING_IED,
        EventType.GRENADE,
        EventType.SHELLING_ROCKET,
        EventType.AIRSTRIKE_DRONE,
        EventType.CHEMICAL,
    }
)
LOOSE = {EventType.ARMED_ATTACK, EventType.ARMED_CLASH}
FAMILIES = (
    VIOLENCE,
    frozenset({EventType.ABDUCTION, EventType.HOSTAGE_TAKING}),
    frozenset({EventType.SABOTAGE, EventType.LOOTING_ARSON}),
    frozenset({EventType.PROTEST, EventType.RIOT, EventType.CRACKDOWN, EventType.MOB_VIOLENCE}),
)
# Which occurrences can have done what a claim counts; effects not named here fit every occurrence.
EFFECT_TYPES = {
    Effect.ABDUCTED: FAMILIES[1],
    Effect.FREED: FAMILIES[1] | {EventType.PRISON_BREAK, EventType.ARREST_RAID},
    Effect.ARRESTED: frozenset({EventType.ARREST_RAID, EventType.PROTEST, EventType.RIOT, EventType.CRACKDOWN}),
    Effect.SURRENDERED: frozenset({EventType.ARREST_RAID, EventType.ARMED_CLASH, EventType.ARMED_ATTACK}),
    Effect.KILLED: VIOLENCE
    | {EventType.PRISON_BREAK, EventType.MOB_VIOLENCE, EventType.RIOT, EventType.CRACKDOWN, EventType.OTHER}
    | {EventType.ARREST_RAID, EventType.SABOTAGE, EventType.LOOTING_ARSON},
}
# Two points nearer than this are one place to a reporter ("near Tarvan"); radii of uncertain places add up to at most MOST_KM.
NEAR_KM, MOST_KM = 10.0, 40.0
EARTH_KM = 6371.0
# Same day and place with a loosely matching type is enough; same day with a different kind of act is not.
JOIN_SCORE = 0.72
WEIGHTS = {"place": 0.45, "time": 0.25, "type": 0.25, "actors": 0.05}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Tellings of one occurrence, sorted by member id, and the pairs they were joined by.

    `also` are reports that tell of it, by their words, without an occurrence or count of their own.
    """

    members: tuple[Telling, ...]
    joined_by: tuple[Match, ...]
    also: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The smallest member id: it names the incident whatever the order in which reports arrived."""
        return self.members[0].member_id


def score_pair(left: Telling, right: Telling) -> Match | None:
    """The match of two tellings; None when place, days or kind exclude it."""
    parts = {
        "place": place_match(left.place, right.place),
        "time": _time_match(left, right),
        "type": type_match(left.type, right.type),
        "actors": _actor_match(left, right),
    }
    if min(parts["place"], parts["time"], parts["type"]) <= 0:
        return None
    score = round(sum(WEIGHTS[name] * value for name, value in parts.items()), 4)
    first, second = sorted((left.member_id, right.member_id))
    return Match(left=first, right=second, score=score, parts=tuple(sorted(parts.items())))


def place_match(left: PlaceRef | None, right: PlaceRef | None) -> float:
    """1 same place, less the farther apart within the radii, 0 when they cannot be the same or one is not known."""
    if left is None or right is None:
        return 0.0
    if left.place_id and left.place_id == right.place_id:
        return 1.0
    if left.country and right.country and left.country != right.country:
        return 0.0
    km = distance_km(left, right)
    if km is None:
        return 0.9 if _name(left) and _name(left) == _name(right) else _district_match(left, right)
    reach = min(MOST_KM, max(NEAR_KM, (left.radius_km or 0) + (right.radius_km or 0)))
    return 0.0 if km > reach else 1.0 - 0.5 * km / reach


def _district_match(left: PlaceRef, right: PlaceRef) -> float:
    """A district and a place inside it match by the district's name."""
    same = left.adm_2 and left.adm_2 == right.adm_2 and left.adm_1 == right.adm_1
    return 0.6 if same and left.name and right.name and left.adm_2 in (left.name, right.name) else 0.0


def _name(place: PlaceRef) -> str:
    return (place.name or (place.span.exact if place.span else "")).casefold()


def distance_km(left: PlaceRef, right: PlaceRef) -> float | None:
    """Kilometres between two points, as the crow flies; None when one of them has no coordinates."""
    if left.latitude is None or left.longitude is None or right.latitude is None or right.longitude is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (left.latitude, left.longitude, right.latitude, right.longitude))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _time_match(left: Telling, right: Telling) -> float:
    """1 overlapping days, 0.5 neighbouring days (night attacks are dated either way), 0 apart; undated tellings match weakly."""
    if left.start is None or left.end is None or right.start is None or right.end is None:
        return 0.3
    if left.start <= right.end and right.start <= left.end:
        return 1.0 if left.dated and right.dated else 0.8
    return 0.5 if left.start <= right.end + DAY and right.start <= left.end + DAY else 0.0


def type_match(left: EventType | None, right: EventType | None) -> float:
    """1 same kind, 0.8 a loose word for the same, 0.4 two exact words of one family, 0 different acts; unknown fits weakly."""
    if left is None or right is None or EventType.OTHER in (left, right):
        return 0.6
    if left is right:
        return 1.0
    if any(left in family and right in family for family in FAMILIES):
        return 0.8 if left in LOOSE or right in LOOSE or left not in VIOLENCE else 0.4
    return 0.0


def _actor_match(left: Telling, right: Telling) -> float:
    if not left.actors or not right.actors:
        return 0.5
    return 1.0 if left.actors & right.actors else 0.0


def cluster(tellings: Iterable[Telling], ties: Ties = NO_TIES, acquaintance: Acquaintance = NO_STRANGERS) -> list[Incident]:
    """The incidents of tellings that have a narrow place; the same whatever the order, since pairs are taken best first."""
    groups = _alike(tellings, ties, acquaintance)
    order = sorted(groups, key=lambda members: members[0].member_id)
    clusters: dict[int, list[int]] = {i: [i] for i in range(len(order))}
    home = list(range(len(order)))
    joined: dict[int, list[Match]] = {i: [] for i in range(len(order))}
    for pair, a, b in sorted(_pairs(order, acquaintance), key=lambda p: (-p[0].score, p[0].left, p[0].right)):
        left, right = home[a], home[b]
        if left == right or not _fits(order, clusters[left], clusters[right], ties):
            continue
        for index in clusters[right]:
            home[index] = left
        clusters[left] += clusters.pop(right)
        joined[left] += [pair, *joined.pop(right)]
    incidents = [
        Incident(
            members=tuple(sorted((t for i in indices for t in order[i]), key=lambda t: t.member_id)),
            joined_by=tuple(sorted(joined[key], key=lambda p: (p.left, p.right))),
        )
        for key, indices in clusters.items()
    ]
    return sorted(incidents, key=lambda incident: incident.key)


def _alike(tellings: Iterable[Telling], ties: Ties, acquaintance: Acquaintance) -> list[list[Telling]]:
    """Tellings that agree in place, days, kind and actors need no scoring; they are taken as one from here on."""
    found: dict[tuple[object, ...], list[Telling]] = {}
    for telling in sorted(tellings, key=lambda t: t.member_id):
        place = telling.place
        where = (place.place_id or _name(place), place.country) if place else None
        circle = acquaintance.circle(telling.document_id)
        key = (where, telling.start, telling.end, telling.type, telling.actors, ties.mark(telling), circle)
        found.setdefault(key, []).append(telling)
    return list(found.values())


def _pairs(order: list[list[Telling]], acquaintance: Acquaintance) -> Iterable[tuple[Match, int, int]]:
    """Scored pairs within a block: the same country (or one unknown) and days at most one apart."""
    blocks: dict[tuple[str | None, date | None], list[int]] = {}
    for index, members in enumerate(order):
        for key in block_keys(members[0]):
            blocks.setdefault(key, []).append(index)
    seen: set[tuple[int, int]] = set()
    for indices in blocks.values():
        for position, a in enumerate(indices):
            for b in indices[position + 1 :]:
                if (a, b) in seen:
                    continue
                seen.add((a, b))
                pair = score_pair(order[a][0], order[b][0])
                if pair is not None and pair.score >= JOIN_SCORE and _have_met(order[a], order[b], acquaintance):
                    yield pair, a, b


def _have_met(left: Iterable[Telling], right: Iterable[Telling], acquaintance: Acquaintance) -> bool:
    """Whether some report of one side may tell of one happening with some of the other."""
    return any(not acquaintance.are_strangers(a.document_id, b.document_id) for a in left for b in right)


def block_keys(telling: Telling) -> list[tuple[str | None, date | None]]:
    """The blocks a telling is looked for in: its country and each of its days with the neighbouring ones."""
    country = telling.country
    if telling.start is None or telling.end is None:
        return [(country, None)]
    span = (telling.end - telling.start).days + 2
    return [(country, telling.start + DAY * n) for n in range(-1, span)]


def _fits(order: list[list[Telling]], left: list[int], right: list[int], ties: Ties) -> bool:
    """No two members of the joined incident may exclude each other; this stops chains of half-matches."""
    if not all(score_pair(order[a][0], order[b][0]) is not None for a in left for b in right):
        return False
    return ties.allow((t for a in left for t in order[a]), [t for b in right for t in order[b]])


def effect_fits(effect: Effect, kind: EventType | None) -> bool:
    """Whether an occurrence of this kind can have done what the claim counts."""
    return kind is None or kind is EventType.OTHER or effect not in EFFECT_TYPES or kind in EFFECT_TYPES[effect]
