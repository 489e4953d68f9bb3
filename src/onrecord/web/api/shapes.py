"""What the API answers with: the records of the register as they stand, figures with their quotes, and the frame around them."""

from dataclasses import dataclass, fields, make_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import EntryKind
from onrecord.model.events import DisruptionMention, DocumentLink, Event, EventMention
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.problems import Problem
from onrecord.present.quotes import Quote

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Which state of the register an answer shows; two answers with equal datasets show the same register.

    `sequence` and `entry_id` are the ledger's last entry (0 and "" = nothing on record). `policy` is the policy with its
    version, None where none is applied. `as_of` and `recorded_as_of` are UTC, None = not narrowed. `program` is the version of
    OnRecord. `withheld` counts the claims that are shown as read because they wait for the caller's blind coding.
    """

    sequence: int
    entry_id: str
    policy: str | None
    as_of: datetime | None
    recorded_as_of: datetime | None
    program: str
    withheld: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedFigure(Figure):
    """A figure with the words it rests on. `range` says the figure in words; `quotes` are its claims and who says so.

    A list shows at most 100 quotes a figure and says in `quotes_left_out` how many more there are; the single figure has all.
    """

    range: str
    quotes: tuple[Quote, ...]
    quotes_left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedContradiction(Contradiction):
    """A contradiction with the words of its claims and who says so."""

    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedProblem(Problem):
    """A problem in the reporting with an id made from what it says."""

    problem_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventItem(Event):
    """An event with its figures and contradictions."""

    figures: tuple[QuotedFigure, ...]
    contradictions: tuple[QuotedContradiction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentItem(Document):
    """A document with all that was read from it, and the documents that tell the same story.

    `same_news` are the ids of other documents on the same news, by likeness of what they tell, whether or not they report on
    conflict.
    """

    claims: tuple[Claim, ...]
    events: tuple[EventMention, ...]
    disruptions: tuple[DisruptionMention, ...]
    links: tuple[DocumentLink, ...]
    same_news: tuple[str, ...]


class GoneKind(StrEnum):
    """What an id was the id of."""

    DOCUMENT = "document"
    CLAIM = "claim"
    EVENT = "event"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An id that no longer leads to a record, why, and what stands in its place (None = nothing).

    `deleted_at` is UTC: when a person erased or rejected it; None where the id went because reports came in or were read anew.
    """

    deleted_id: str
    kind: GoneKind
    deleted_at: datetime | None
    replaced_by: str | None
    why: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One entry of the ledger in short: what was recorded, when, about what, by whom and why (None = not said).

    `withheld` = a decision on a claim that waits for the caller's blind coding; `subject` is "" then, and by whom is not said.
    """

    sequence: int
    entry_id: str
    previous: str | None
    recorded_at: datetime
    kind: EntryKind
    subject: str
    supersedes: str | None = None
    title: str | None = None
    by: str | None = None
    why: str | None = None
    withheld: bool = False


def _document_line() -> Any:  # Any: a type made here
    names = [(f.name, f.type, f) for f in fields(Document) if f.name != "text"]
    made = make_dataclass("DocumentLine", names, frozen=True, slots=True, kw_only=True)
    made.__module__ = __name__
    made.__doc__ = "A document as lists show it: without its text."
    return made


# A document in a list. Its text is in the single document.
DocumentLine: Any = _document_line()


class Page(BaseModel, Generic[Record]):
    """A page of a list. `total` counts all records that fit, None where that is not known; `next` leads on, None = the end."""

    dataset: Dataset
    total: int | None
    items: list[Record]
    next: str | None


class Item(BaseModel, Generic[Record]):
    """A single record."""

    dataset: Dataset
    item: Record


class Point(BaseModel):
    """A GeoJSON point: longitude, latitude."""

    type: str = Field(pattern="^Point$")
    coordinates: tuple[float, float]


class Feature(BaseModel, Generic[Record]):
    """A GeoJSON feature; `geometry` None = the place is not known."""

    type: str = Field(pattern="^Feature$")
    id: str
    geometry: Point | None
    properties: Record


class FeatureCollection(BaseModel, Generic[Record]):
    """A GeoJSON feature collection with the dataset as a foreign member (RFC 7946 §6.1)."""

    type: str = Field(pattern="^FeatureCollection$")
    dataset: Dataset
    features: list[Feature[Record]]


class FieldFault(BaseModel):
    """What is wrong with one parameter."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """An error in sentences: what was wrong, with which value, and what to do. Source: RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldFault] = []
