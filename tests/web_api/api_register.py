"""A small register for the API: two attacks in two countries, told by two sides, a closed road, and a title that is a formula."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import Category, DisruptionKind, DisruptionStatus, Effect, EventType, Qualifier, SourceRole, TimeKind
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction
from onrecord.model.spans import Span
from onrecord.store.sqlite import Store

NOW = datetime(2026, 4, 20, 8, tzinfo=UTC)
KANDI = PlaceRef(
    name="Kandi", place_id="overlay:kandi", country="BJ", adm_1="Alibori", latitude=11.13, longitude=2.94, where_prec=1
)
MOPTI = PlaceRef(
    name="Mopti", place_id="overlay:mopti", country="ML", adm_1="Mopti", latitude=14.49, longitude=-4.19, where_prec=1
)


@dataclass(frozen=True)
class Told:
    """What one report of the sample says."""

    outlet: str
    day: int
    place: PlaceRef
    speaker: str
    role: SourceRole
    words: str
    low: int
    high: int | None
    category: Category
    title: str = "Attack on a village"


TOLD = (
    Told("Niger Bend Post", 10, KANDI, "the prefect", SourceRole.GOVERNMENT, "7", 7, 7, Category.CIVILIAN),
    Told("Savanna Radio", 11, KANDI, "a rights group", SourceRole.NGO, "at least 19", 19, None, Category.CIVILIAN),
    Told("Delta Courier", 12, MOPTI, "the army", SourceRole.MILITARY, "4", 4, 4, Category.SECURITY, '=HYPERLINK("x")'),
)


def report(told: Told) -> tuple[RawItem, Document, Extraction]:
    """One report as the reader would leave it."""
    text = f"Gunmen attacked near {told.place.name}; {told.speaker} counted {told.words} dead. The road was closed."
    content = f"{told.outlet}\n{text}".encode()
    doc_id = content_id("doc", None, sha256_hex(content))

    def span(words: str) -> Span:
        return Span(start=text.index(words), end=text.index(words) + len(words), exact=words)

    when = TimeRef(date_start=date(2026, 4, told.day), date_end=date(2026, 4, told.day), date_prec=1, kind=TimeKind.DAY)
    same = {"document_id": doc_id, "text_version": "plain-1", "place": told.place, "time": when, "found_by": "test"}
    qualifier = Qualifier.EXACT if told.high is not None else Qualifier.AT_LEAST
    claim = Claim(
        claim_id=content_id("clm", doc_id),
        span=span(f"{told.speaker} counted {told.words} dead"),
        count=Count(span=span(told.words), low=told.low, high=told.high, qualifier=qualifier),
        effect=Effect.KILLED,
        victims=Victims(category=told.category),
        attribution=Attribution(source=told.speaker, source_span=span(told.speaker), role=told.role),
        **same,
    )
    attack = EventMention(
        event_mention_id=content_id("evm", doc_id), trigger=span("attacked"), type=EventType.ARMED_ATTACK, **same
    )
    road = DisruptionMention(
        disruption_id=content_id("dis", doc_id),
        span=span("road was closed"),
        kind=DisruptionKind.ROAD,
        status=DisruptionStatus.CLOSED,
        **same,
    )
    item = RawItem(content=content, sha256=sha256_hex(content), media_type="text/plain", source=f"{told.outlet}.txt")
    doc = Document(
        document_id=doc_id,
        text_version="plain-1",
        text=text,
        raw_sha256=item.sha256,
        source=item.source,
        outlet=told.outlet,
        title=told.title,
        published_at=datetime(2026, 4, told.day, 18, tzinfo=UTC),
        published_prec="minute",
        language="en",
    )
    return item, doc, Extraction(
        document_id=doc_id, text_version="plain-1", reader="test", relevant=True, relevance=1.0,
        claims=(claim,), events=(attack,), disruptions=(road,),
    )  # fmt: skip


def fill(path: Path) -> Path:
    """Writes the sample register."""
    trouble = Problem(source="empty.html", code="undated", message="No date was found; give one beside the file.")
    with Store.open(path) as store:
        for told in TOLD:
            store.add(*report(told), (), recorded_at=NOW)
        store.add_problems((trouble,), recorded_at=NOW)
    return path
