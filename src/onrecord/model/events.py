"""Occurrences and disruptions as one document tells them, and the register's events across documents."""

from dataclasses import dataclass
from datetime import date

from onrecord.model.claims import Attribution
from onrecord.model.enums import (
    Agency,
    DisruptionKind,
    DisruptionStatus,
    EventType,
    LinkKind,
    Realis,
    Scope,
)
from onrecord.model.mentions import PartyRef, PlaceRef, TimeRef
from onrecord.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """One document's telling of one occurrence; every argument is None when the words do not name it.

    `trigger` is the word or phrase that names the event; `claimed_by` is set only for a claim of responsibility.
    """

    event_mention_id: str
    document_id: str
    text_version: str
    trigger: Span
    type: EventType
    realis: Realis = Realis.HAPPENED
    perpetrator: PartyRef | None = None
    target: Span | None = None
    weapon: Span | None = None
    place: PlaceRef | None = None
    time: TimeRef | None = None
    claimed_by: PartyRef | None = None
    attribution: Attribution = Attribution()
    found_by: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisruptionMention:
    """Harm to a service, infrastructure or movement as one document states it; `agency` None = not said."""

    disruption_id: str
    document_id: str
    text_version: str
    span: Span
    kind: DisruptionKind
    status: DisruptionStatus
    place: PlaceRef | None = None
    time: TimeRef | None = None
    agency: Agency | None = None
    actor: PartyRef | None = None
    scope: Scope = Scope.INCIDENT
    attribution: Attribution = Attribution()
    found_by: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Match:
    """Why two records are taken to be of one occurrence: a score in 0..1 and the parts it is made of, by name.

    `left` < `right` are ids of two event mentions or claims, or of two documents.
    """

    left: str
    right: str
    score: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Redirect:
    """An id that an event or campaign had, or would have had with fewer reports on record, and the one it has now.

    `new` None = a tombstone: the report that the old id is named after tells of no event any more. `why` is a sentence.
    """

    old: str
    new: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The register's event across documents. Days are inclusive; `date_prec` as in UCDP; None = undated.

    `event_id` is named after the earliest report of it: "evt-", that document's hash, and the place in its text.
    `actors` are actor ids or, when unlisted, the words used. `document_ids` also holds reports that tell of the event
    without an occurrence or count of their own. `residual` marks the rest of a campaign that no report places, so that
    totals close. `joined_by` are the pairs that brought its tellings together; empty = one telling, or all alike.
    """

    event_id: str
    campaign_id: str | None
    types: tuple[EventType, ...]
    title: str
    date_start: date | None
    date_end: date | None
    date_prec: int | None
    place: PlaceRef | None
    actors: tuple[str, ...]
    document_ids: tuple[str, ...]
    event_mention_ids: tuple[str, ...]
    claim_ids: tuple[str, ...]
    residual: bool = False
    joined_by: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A coordinated wave of events, and all the reports about it."""

    campaign_id: str
    title: str
    date_start: date | None
    date_end: date | None
    country: str | None
    event_ids: tuple[str, ...]
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DocumentLink:
    """One document tells the same story as another: a syndicated copy or a version. `score` in 0..1; `why` in words."""

    kind: LinkKind
    document_id: str
    of: str
    score: float
    why: str
