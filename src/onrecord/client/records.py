"""The records of the API as typed dictionaries; the names are the API's own (docs/api.md), None = unknown.

Parts that a program seldom takes apart are `Mapping[str, object]`; their fields are in the API's own description.
"""

from collections.abc import Mapping
from typing import TypedDict

Part = Mapping[str, object]


class Span(TypedDict):
    """Words in a document: code points, half open."""

    start: int
    end: int
    exact: str


class Dataset(TypedDict):
    """Which state of the register an answer shows."""

    sequence: int
    entry_id: str
    policy: str | None
    as_of: str | None
    recorded_as_of: str | None
    program: str
    withheld: int


class Count(TypedDict):
    """The literal bounds of a number, in people; `high` None = open."""

    span: Span | None
    low: int | None
    high: int | None
    qualifier: str
    cue: str | None


class Place(TypedDict):
    """Where; WGS 84 decimal degrees."""

    span: Span | None
    place_id: str | None
    name: str | None
    country: str | None
    adm_1: str | None
    adm_2: str | None
    latitude: float | None
    longitude: float | None
    where_prec: int | None
    radius_km: float | None
    relation: str | None


class Time(TypedDict):
    """When; inclusive days as 2026-01-31."""

    span: Span | None
    date_start: str | None
    date_end: str | None
    date_prec: int | None
    kind: str
    hours: int | None


class Attribution(TypedDict):
    """Who says so; `source` None = the report's own voice."""

    source: str | None
    source_span: Span | None
    role: str
    cue_span: Span | None
    via_span: Span | None
    stance: str
    actor_id: str | None


class Claim(TypedDict):
    """One count of people, as somebody stated it."""

    claim_id: str
    document_id: str
    text_version: str
    span: Span
    count: Count
    effect: str
    effect_span: Span | None
    effect_detail: str | None
    victims: Part
    attribution: Attribution
    certainty: str
    scope: str
    context: str
    time: Time | None
    place: Place | None
    perpetrator: Part | None
    relations: list[Part]
    subset_of: str | None
    found_by: str
    score: float | None
    basis: list[str]


class Document(TypedDict, total=False):
    """A report; lists leave `text` out, a single one has it and all that was read from it."""

    document_id: str
    text_version: str
    text: str
    raw_sha256: str
    source: str
    url: str | None
    outlet: str | None
    title: str | None
    byline: str | None
    published_at: str | None
    published_prec: str | None
    modified_at: str | None
    language: str | None
    claims: list[Claim]
    events: list[Part]
    disruptions: list["Disruption"]
    links: list[Part]
    same_news: list[str]


class Quote(TypedDict):
    """The words that a figure rests on, and who says so."""

    number: int
    record_id: str
    words: str
    before: str
    after: str
    says: str
    speaker: str
    outlet: str
    published: str
    document_id: str
    url: str | None
    raw_sha256: str
    start: int
    end: int


class Figure(TypedDict):
    """A reconciled figure; `low`, `best` and `high` None = no bound, no single number. `range` says it in words."""

    figure_id: str
    subject_id: str
    cell: Part
    low: int | None
    best: int | None
    high: int | None
    policy: str
    claim_ids: list[str]
    tellers: list[Part]
    n_urls: int
    n_outlets: int
    n_roots: int
    n_sides: int
    n_channels: int
    derived: bool
    soft: bool
    steps: list[str]
    counted: bool
    provisional: bool
    harm_grade: str | None
    attribution_grade: str | None
    range: str
    quotes: list[Quote]
    quotes_left_out: int


class Contradiction(TypedDict):
    """Claims that cannot all be true, and why."""

    contradiction_id: str
    subject_id: str
    kind: str
    claim_ids: list[str]
    explanation: str
    steps: list[str]
    quotes: list[Quote]


class _Event(TypedDict):
    event_id: str
    campaign_id: str | None
    types: list[str]
    title: str
    date_start: str | None
    date_end: str | None
    date_prec: int | None
    place: Place | None
    actors: list[str]
    document_ids: list[str]
    event_mention_ids: list[str]
    claim_ids: list[str]
    residual: bool
    joined_by: list[Part]


class Event(_Event, total=False):
    """An event across documents; a single one has its figures and contradictions."""

    figures: list[Figure]
    contradictions: list[Contradiction]


class Campaign(TypedDict):
    """A coordinated wave of events."""

    campaign_id: str
    title: str
    date_start: str | None
    date_end: str | None
    country: str | None
    event_ids: list[str]
    document_ids: list[str]


class Disruption(TypedDict):
    """Harm to a service, infrastructure or movement."""

    disruption_id: str
    document_id: str
    text_version: str
    span: Span
    kind: str
    status: str
    place: Place | None
    time: Time | None
    agency: str | None
    actor: Part | None
    scope: str
    attribution: Attribution
    found_by: str
    score: float | None


class Problem(TypedDict):
    """Trouble in the reporting."""

    problem_id: str
    source: str
    code: str
    message: str
    severity: str
    subject: str | None
    span: Span | None


class Tombstone(TypedDict):
    """An id that leads nowhere any more, and why."""

    deleted_id: str
    kind: str
    deleted_at: str | None
    replaced_by: str | None
    why: str
    by: str | None


class Revision(TypedDict):
    """An entry of the ledger in short."""

    sequence: int
    entry_id: str
    previous: str | None
    recorded_at: str
    kind: str
    subject: str
    supersedes: str | None
    title: str | None
    by: str | None
    why: str | None
