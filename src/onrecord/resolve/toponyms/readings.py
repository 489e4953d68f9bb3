"""What the gazetteer's answer for a name says by itself, whatever text the name stands in; read once and kept."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.model.mentions import NamedPlace, NameKind, PlaceKind
from onrecord.resolve.gazetteer import CONTENDERS, prior, read_once

_WORLD = frozenset({PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA, PlaceKind.CAPITAL, PlaceKind.REGION})
_ITSELF = frozenset({PlaceKind.QUARTER, PlaceKind.TERRAIN, PlaceKind.FACILITY, PlaceKind.ADM_1})  # kinds of which few are listed
_GREAT = 300_000  # people; a city or province that needs no introduction
_CITY = 100_000  # people; known by other spellings of its name too
_TOWN = 20_000  # people; known where the text is about its country
_MANY = 4  # readings are told apart up to 2 to the power of this


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readings:
    """An answer of the gazetteer: all that a name can mean, and what that says.

    `places` are the readings as a place that are weighed, likeliest first, `standing` is how well known they are, `own_standing`
    that of all readings but nationalities (0 = there are none). `every` are all these, or all readings where there are none of
    them, likeliest first. `is_people` = it is nothing but nationalities. `people` = digits of the largest population, `many` =
    how many readings, by powers of two; `countries` are those that they lie in, `peoples` those of nationalities, one for each.
    `parts` are answers that have some of these readings only.
    """

    places: tuple[NamedPlace, ...]
    every: tuple[NamedPlace, ...]
    standing: int
    own_standing: int
    is_people: bool
    kind: str
    name: str
    people: int
    many: int
    countries: tuple[str | None, ...]
    peoples: tuple[str, ...]
    parts: dict[tuple[bool, ...], tuple[NamedPlace, ...]] = field(default_factory=dict)


@read_once
def readings_of(named: tuple[NamedPlace, ...]) -> Readings:
    """What an answer of the gazetteer, which is not empty, says by itself."""
    own = [n for n in named if n.name_kind is not NameKind.DEMONYM]
    contenders = [n for n in named[:CONTENDERS] if n.name_kind is not NameKind.DEMONYM]
    places = tuple(sorted(contenders, key=prior, reverse=True))
    peoples = (n.place.country for n in named if n.name_kind is NameKind.DEMONYM)
    return Readings(
        places=places,
        every=tuple(sorted(own or named, key=prior, reverse=True)),
        standing=standing_of(places),
        own_standing=standing_of(own) if own else 0,
        is_people=not own,
        kind=str(named[0].place.kind),
        name=str(named[0].name_kind),
        people=int(math.log10(max(n.place.population or 0 for n in named) + 1)),
        many=min(_MANY, int(math.log2(len(named)))),
        countries=tuple(dict.fromkeys(n.place.country for n in named)),
        peoples=tuple(country for country in peoples if country is not None),
    )


def some_of(named: tuple[NamedPlace, ...], chosen: Sequence[bool]) -> tuple[NamedPlace, ...]:
    """The readings that are chosen, the same object whenever they are the same, so that what it says is read once."""
    if all(chosen):
        return named
    key = tuple(chosen)
    parts = readings_of(named).parts
    part = parts.get(key)
    if part is None:
        part = parts[key] = tuple(n for n, is_chosen in zip(named, key, strict=True) if is_chosen)
    return part


def standing_of(named: Sequence[NamedPlace]) -> int:
    """How well known the best known reading is: 3 everywhere, 2 a town, 1 any other.

    Only a place's own name makes it a town that is known at home.
    """
    best = 1
    for n in named:
        if n.name_kind in (NameKind.OTHER, NameKind.DEMONYM):
            continue
        people = n.place.population or 0
        if n.place.kind in _WORLD or (n.place.kind is not PlaceKind.ADM_2 and people >= _GREAT):
            return 3
        own = n.name_kind is NameKind.PREFERRED
        if people >= (_TOWN if own else _CITY) or (own and n.place.kind in _ITSELF):
            best = 2
    return best
