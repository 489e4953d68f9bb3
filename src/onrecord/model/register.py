"""The register: what the ledger replays to, and the view that reconciling adds to it."""

from dataclasses import dataclass, field
from datetime import datetime

from onrecord.model.claims import Claim
from onrecord.model.documents import Capture, Document
from onrecord.model.enums import EntryKind, Judgement
from onrecord.model.events import Campaign, DisruptionMention, DocumentLink, Event, EventMention, Redirect
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.mentions import Mention, Pointing
from onrecord.model.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one reading found in one text version of a document.

    `relevant` = the document reports conflict or unrest; `relevance` in 0..1. `reader` names reader and versions.
    `gist` is what the document tells as a row of numbers, by which it is compared with others: the encoder's version, a colon,
    and in base 64 one signed byte for each number; None = it was not asked for, and the words alone are compared.
    """

    document_id: str
    text_version: str
    reader: str
    relevant: bool
    relevance: float
    claims: tuple[Claim, ...] = ()
    events: tuple[EventMention, ...] = ()
    disruptions: tuple[DisruptionMention, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problems: tuple[Problem, ...] = ()
    gist: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointedExtraction(Extraction):
    """A reading before it is resolved, with where the reader looks for the places and times of its claims."""

    pointings: tuple[Pointing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person or rule decided about one or two records: `subject` and `other` are ids; `other` None for one record.

    A decision on a claim keeps the claim as it was shown (`claim`) and the SHA-256 of the report's raw bytes, so that it is
    found again by its words when another reader reads the report. positive = right as shown, or as `corrected` where that is
    set; negative = no such claim; unsure = an earlier decision is taken back. `decided_at` is UTC; `note` None = no reason given.
    """

    subject: str
    other: str | None
    judgement: Judgement
    question: str
    decided_by: str
    note: str | None = None
    decided_at: datetime | None = None
    document_sha256: str | None = None
    claim: Claim | None = None
    corrected: Claim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A tombstone: the document that was erased, the entries whose words were blanked for it, and why.

    `raw_sha256` is the hash of the bytes that are gone. `reason` stays on record for good: it must not repeat what was erased.
    """

    document_id: str
    raw_sha256: str
    entry_ids: tuple[str, ...]
    reason: str
    erased_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Entries that were lost: the numbers of the first and the last one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What a damaged file was found to have lost when its readable part was carried over into a new one.

    `bytes_lost` are the hashes of raw bytes that could not be read any more; `documents` the ids of the documents that lost
    entries, as far as the damaged file still told. `pages_lost` pages were cut off at its end: later entries than the last one
    known may be lost with them.
    """

    gaps: tuple[Gap, ...]
    bytes_lost: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    pages_lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger: appended, never changed. `entry_id` is the hash over the line and `previous` (the chain).

    `recorded_at` is UTC. Exactly one of the record fields is set, by `kind`; none where the words were erased (`redacted`).
    `supersedes` names an entry this one corrects. `capture` says how bytes came in: those of the
    document, or, where there is none, those that `problems` say could not be read.
    """

    sequence: int
    entry_id: str
    previous: str | None
    recorded_at: datetime
    kind: EntryKind
    document: Document | None = None
    extraction: Extraction | None = None
    decision: Decision | None = None
    problems: tuple[Problem, ...] = ()
    supersedes: str | None = None
    capture: Capture | None = None
    erasure: Erasure | None = None
    repair: Repair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What is on record at a moment: documents and what was read from them, sorted by id; superseded readings left out."""

    documents: tuple[Document, ...] = ()
    extractions: tuple[Extraction, ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The register reconciled under one policy: events, campaigns, figures, contradictions and document links.

    `redirects` lead from ids that events and campaigns had, or could have had with fewer reports on record, to those of today.
    `same_news` are groups of two or more reports that tell of one happening by their words and gists, whatever they are about
    and whether or not anything in them makes an event: ids of documents in order, no document in two groups.
    """

    register: Register
    policy: str
    events: tuple[Event, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    figures: tuple[Figure, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    links: tuple[DocumentLink, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    redirects: tuple[Redirect, ...] = ()
    same_news: tuple[tuple[str, ...], ...] = ()
