"""Places, times and actors as words in a document, and what they resolve to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from onrecord.model.enums import ActorKind, MentionKind, MentionRole, PlaceRelation, TimeKind
from onrecord.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRef:
    """When, by the words and by the calendar.

    `date_start` and `date_end` are inclusive days; both None = not resolved. `date_prec` is UCDP's 1 (day) to 5 (over a
    month, up to a year); None = unknown. `hours` is the length of a rolling window that ends when it was said
    ("past 48 hours" = 48); None otherwise. `span` is None when the time is inherited (from the sentence's event or dateline).
    """

    span: Span | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_prec: int | None = None
    kind: TimeKind = TimeKind.UNKNOWN
    hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRef:
    """Where, by the words and by the gazetteer.

    WGS 84 decimal degrees; `radius_km` is the uncertainty radius. `where_prec` is UCDP's 1 (exact) to 7 (international).
    `place_id` is the gazetteer's id, "geonames:1177446" or "overlay:…"; None = not resolved, and then the coordinates
    are None too. `country` is ISO 3166-1 alpha-2; `adm_1`, `adm_2` names of the admin units.
    """

    span: Span | None = None
    place_id: str | None = None
    name: str | None = None
    country: str | None = None
    adm_1: str | None = None
    adm_2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    where_prec: int | None = None
    radius_km: float | None = None
    relation: PlaceRelation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRef:
    """An actor by the words and by the actor table; `actor_id` None = not in the table."""

    span: Span | None = None
    actor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A row of the actor table: a force, group, agency or speaker. `country` is ISO 3166-1 alpha-2; None = none or several."""

    actor_id: str
    name: str
    kind: ActorKind
    country: str | None = None
    aliases: tuple[str, ...] = ()
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One reading of a place name that was weighed, with its score (higher is better)."""

    place_id: str
    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Every place, time and actor named in a document, with its resolution (the one field of its kind) and role."""

    span: Span
    kind: MentionKind
    role: MentionRole = MentionRole.MENTION
    place: PlaceRef | None = None
    time: TimeRef | None = None
    actor: PartyRef | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """Where a reader looks for the place or time of a record, before anything is decided.

    `record_id` names the claim; `kind` is place or time. `none` is the probability (0..1) that no words tell it; `starts` and
    `ends` are code points of the text with the probability that the words begin or end there, the likely ones only.
    `words` are the likeliest words; None = none are likelier.
    """

    kind: MentionKind
    none: float
    starts: tuple[tuple[int, float], ...] = ()
    ends: tuple[tuple[int, float], ...] = ()
    words: Span | None = None
    record_id: str = ""


class PlaceKind(StrEnum):
    """What a place of the gazetteer is; region is any area that is no admin unit (Sahel, Kashmir), quarter a part of a town."""

    COUNTRY = "country"
    ADM_1 = "adm_1"
    ADM_2 = "adm_2"
    CAPITAL = "capital"
    POPULATED = "populated"
    QUARTER = "quarter"
    REGION = "region"
    CONTINENT = "continent"
    TERRAIN = "terrain"
    FACILITY = "facility"
    SEA = "sea"


class NameKind(StrEnum):
    """How a name belongs to its place.

    preferred = its main name; variant = another spelling of it; other = an exonym, old or translated name;
    demonym = its people or adjective ("Pakistani"); abbreviation = only when written in capitals ("UAE").
    """

    PREFERRED = "preferred"
    VARIANT = "variant"
    OTHER = "other"
    DEMONYM = "demonym"
    ABBREVIATION = "abbreviation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of the gazetteer.

    `place_id` is "geonames:1167528" or "overlay:saryab-road". `country` is ISO 3166-1 alpha-2, None = several or none.
    `adm_1` and `adm_2` are names. WGS 84 decimal degrees; `radius_km` is the radius of its footprint about that point.
    `population` in people, None = not known. `parent` is the place_id of the smallest unit around it.
    """

    place_id: str
    name: str
    kind: PlaceKind
    country: str | None
    adm_1: str | None = None
    adm_2: str | None = None
    latitude: float
    longitude: float
    radius_km: float
    population: int | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place and how the name that was asked for belongs to it."""

    place: Place
    name_kind: NameKind


def outlet_key(outlet: str) -> str:
    """The form in which outlets are compared: the host of an address without "www.", or a name in small letters."""
    host = urlsplit(outlet).hostname if "://" in outlet else None
    return (host or outlet).strip().lower().removeprefix("www.")


class Gazetteer(Protocol):
    """Where place names are looked up. Case, accents, hyphens and apostrophes do not count; `version` names its content."""

    @property
    def version(self) -> str:
        """Content hash or name; the same version gives the same answers."""
        ...

    def knows(self, name: str) -> bool:
        """Whether some place may have this name: quick, and wrong in a few of a hundred cases where it says yes."""
        ...

    def named(self, name: str) -> tuple[NamedPlace, ...]:
        """Every place with this name, largest first; empty = none."""
        ...

    def place(self, place_id: str) -> Place | None:
        """The place with this id; None = there is none."""
        ...
