"""Places, times and actors as words in a document, and what they resolve to."""

from dataclasses import dataclass
from datetime import date

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
