"""What may be asked of each list: the parameters, their forms and what they mean. A parameter that is none is refused."""

import re
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Annotated

import click
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from onrecord.codebooks import policy_names
from onrecord.model.enums import (
    Category,
    ContradictionKind,
    DisruptionKind,
    Effect,
    EntryKind,
    EventType,
    ProblemSeverity,
    SourceRole,
)
from onrecord.options import Instant
from onrecord.web.api.cursors import PATTERN as CURSOR
from onrecord.web.api.shapes import GoneKind

# Records a page has when nobody says how many, and at most.
USUAL, MOST = 100, 1_000
DAY_LENGTH = len("2026-01-31")
LONGITUDE = r"-?(180(\.0{1,9})?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,9})?)"
LATITUDE = r"-?(90(\.0{1,9})?|[0-8]?[0-9](\.[0-9]{1,9})?)"
BBOX = f"^{LONGITUDE},{LATITUDE},{LONGITUDE},{LATITUDE}$"
SPACE_FOR_PLUS = re.compile(r" (\d\d:?\d\d)$")


def _moment(words: str) -> str:
    moment_of(words)
    return words


def moment_of(words: str, *, end: bool = True) -> datetime:
    """The UTC instant; a bare day is its end, or its start with `end` false. ValueError says what would be right."""
    typed = SPACE_FOR_PLUS.sub(r"+\1", words)  # a plus in an address that was not written as %2B
    if len(typed) == DAY_LENGTH and not end:
        typed += "T00:00:00Z"
    try:
        return Instant().convert(typed, None, None)
    except click.UsageError as trouble:
        raise ValueError(trouble.message) from trouble
    except OverflowError as trouble:
        raise ValueError("this instant is in no year that can be written in UTC") from trouble


def _policy(name: str) -> str:
    if name not in policy_names():
        raise ValueError(f"there is no such policy; choose one of: {', '.join(policy_names())}")
    return name


def _box(words: str) -> str:
    _, south, _, north = map(float, words.split(","))
    if south > north:
        raise ValueError("south is north of north; write west,south,east,north in degrees")
    return words


Moment = Annotated[
    str,
    Field(max_length=40),
    AfterValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
PolicyName = Annotated[str, AfterValidator(_policy), WithJsonSchema({"type": "string", "enum": list(policy_names())})]
Box = Annotated[str, Field(pattern=BBOX), AfterValidator(_box)]
Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$")]
Id = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Asked(BaseModel):
    """What every request may say: which state of the register is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Annotated[Moment | None, Field(description="Only what had been published by then; a bare day means its end.")] = None
    recorded_as_of: Annotated[Moment | None, Field(description="Only what had been recorded here by then.")] = None
    policy: Annotated[PolicyName | None, Field(description="How figures are reconciled; the server's setting when left out.")] = (
        None
    )


class Listed(Asked):
    """What every list may be asked: a page of it."""

    limit: Annotated[
        int | None, Field(description="Records on a page; JSON 100 when left out, other forms as many as may be taken out.")
    ] = Field(None, ge=1, le=MOST)
    cursor: Annotated[
        Annotated[str, Field(pattern=CURSOR)] | None, Field(description="Where the page before ended, from its `next`.")
    ] = None


class InTime(Listed):
    """Lists of what happened on days."""

    since: Annotated[Moment | None, Field(description="Only what happened on or after this day.")] = None
    until: Annotated[Moment | None, Field(description="Only what happened on or before this day.")] = None


class Placed(InTime):
    """Lists of what happened somewhere."""

    bbox: Annotated[
        Box | None, Field(description="west,south,east,north in degrees; west greater than east crosses the 180th meridian.")
    ] = None
    country: Annotated[Country | None, Field(description="ISO 3166-1 alpha-2, such as PK.")] = None
    place: Annotated[Name | None, Field(description="Name or id of the place, or name of its district, province or country.")] = (
        None
    )


class DocumentsAsked(InTime):
    """Documents; `since` and `until` are about when they were published."""

    event: Annotated[Id | None, Field(description="Only reports of this event or campaign.")] = None
    outlet: Annotated[Name | None, Field(description="Only of this publisher, by its name or host.")] = None
    language: Annotated[Annotated[str, Field(pattern="^[a-z]{2}$")] | None, Field(description="ISO 639-1, such as en.")] = None
    q: Annotated[
        Name | None, Field(description="Only reports that have all these words; words in double quotes must stand together.")
    ] = None


class ClaimsAsked(Placed):
    """Claims."""

    effect: Annotated[Effect | None, Field(description="What was done to people.")] = None
    category: Annotated[Category | None, Field(description="Who they were.")] = None
    role: Annotated[SourceRole | None, Field(description="What kind of speaker says so.")] = None
    document: Annotated[Id | None, Field(description="Only of this document.")] = None
    event: Annotated[Id | None, Field(description="Only of this event or campaign.")] = None


class EventsAsked(Placed):
    """Events; `effect`, `category` and `min_best` ask for events that have such a figure."""

    type: Annotated[EventType | None, Field(description="What kind of occurrence.")] = None
    effect: Annotated[Effect | None, Field(description="Only events with a figure of this effect.")] = None
    category: Annotated[Category | None, Field(description="Only events with a figure of these people.")] = None
    min_best: Annotated[
        int | None,
        Field(description="Only with a figure whose best number is this or more; its low where the policy gives no best."),
    ] = Field(None, ge=0, le=2**31)
    document: Annotated[Id | None, Field(description="Only told of in this document.")] = None
    event: Annotated[Id | None, Field(description="Only this event, or the events of this campaign.")] = None


class CampaignsAsked(InTime):
    """Campaigns."""

    country: Annotated[Country | None, Field(description="ISO 3166-1 alpha-2, such as PK.")] = None
    document: Annotated[Id | None, Field(description="Only told of in this document.")] = None
    event: Annotated[Id | None, Field(description="Only this campaign, or the one of this event.")] = None


class FiguresAsked(InTime):
    """Figures, each with its quotes."""

    country: Annotated[Country | None, Field(description="Of events and campaigns in this country, ISO 3166-1 alpha-2.")] = None
    place: Annotated[Name | None, Field(description="Only figures narrowed to the place of this name.")] = None
    effect: Annotated[Effect | None, Field(description="What was done to people.")] = None
    category: Annotated[Category | None, Field(description="Who they were.")] = None
    min_best: Annotated[
        int | None, Field(description="Only with a best number of this or more; its low where the policy gives no best.")
    ] = Field(None, ge=0, le=2**31)
    document: Annotated[Id | None, Field(description="Only figures that rest on this document.")] = None
    event: Annotated[Id | None, Field(description="Only of this event, or of this campaign and its events.")] = None


class DisruptionsAsked(Placed):
    """Disruptions."""

    type: Annotated[DisruptionKind | None, Field(description="What was disrupted.")] = None
    document: Annotated[Id | None, Field(description="Only of this document.")] = None


class ProblemsAsked(Listed):
    """Problems in the reporting."""

    type: Annotated[Annotated[str, Field(pattern="^[a-z_]{1,60}$")] | None, Field(description="Its code, such as undated.")] = (
        None
    )
    severity: Annotated[ProblemSeverity | None, Field(description="How much it matters.")] = None
    document: Annotated[Id | None, Field(description="Only about this document.")] = None


class ContradictionsAsked(Listed):
    """Sets of claims that cannot all be true."""

    type: Annotated[ContradictionKind | None, Field(description="Why they do not agree.")] = None
    document: Annotated[Id | None, Field(description="Only with a claim of this document.")] = None
    event: Annotated[Id | None, Field(description="Only of this event, or of this campaign and its events.")] = None


class DeletedAsked(Listed):
    """Ids that lead nowhere any more; those that went at no known moment are in every answer."""

    since: Annotated[Moment | None, Field(description="Only what a person erased or rejected at or after this moment.")] = None
    type: Annotated[GoneKind | None, Field(description="What it was.")] = None


class RevisionsAsked(BaseModel):
    """Entries of the ledger, newest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Annotated[
        Moment | None, Field(description="Only what was recorded at or after this moment; a bare day means its start.")
    ] = None
    until: Annotated[Moment | None, Field(description="Only what was recorded by this moment; a bare day means its end.")] = None
    type: Annotated[EntryKind | None, Field(description="What the entry records.")] = None
    document: Annotated[Id | None, Field(description="Only about this document.")] = None
    limit: Annotated[int | None, Field(description="Records on a page, 100 when left out.")] = Field(None, ge=1, le=MOST)
    cursor: Annotated[
        Annotated[str, Field(pattern=CURSOR)] | None, Field(description="Where the page before ended, from its `next`.")
    ] = None


class Form(StrEnum):
    """In which form a list is wanted."""

    JSON = "json"
    CSV = "csv"
    NDJSON = "ndjson"
    GEOJSON = "geojson"


def days_of(since: str | None, until: str | None) -> tuple[int | None, int | None]:
    """The days (as ordinals, UTC) that `since` and `until` name, both inclusive."""
    first = moment_of(since, end=False).astimezone(UTC).date().toordinal() if since else None
    last = moment_of(until).astimezone(UTC).date().toordinal() if until else None
    return first, last


def seconds_of(since: str | None, until: str | None) -> tuple[float | None, float | None]:
    """The instants that `since` (a bare day: its start) and `until` (its end) name, in seconds since 1970."""
    first = seconds(moment_of(since, end=False)) if since else None
    last = seconds(moment_of(until)) if until else None
    return first, last


def seconds(moment: datetime) -> float:
    """Seconds since 1970, for years that the system's clock cannot hold, too."""
    return (moment - datetime.combine(datetime(1970, 1, 1).date(), time(), UTC)).total_seconds()
