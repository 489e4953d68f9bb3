"""A small view that pages and exports are tested on: two reports, two sides, a rising toll, two places, a road and a rumour.

Everything in it is invented.
"""

from datetime import UTC, date, datetime

from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import (
    ActorKind,
    Agency,
    Category,
    Certainty,
    Channel,
    ContradictionKind,
    DisruptionKind,
    DisruptionStatus,
    Effect,
    EventType,
    LinkKind,
    PlaceRelation,
    Qualifier,
    Scope,
    SourceRole,
    TimeKind,
)
from onrecord.model.events import Campaign, DisruptionMention, DocumentLink, Event, EventMention
from onrecord.model.figures import Cell, Contradiction, Figure, Teller
from onrecord.model.mentions import Actor, PartyRef, PlaceRef, TimeRef
from onrecord.model.register import Extraction, Register, View
from onrecord.model.spans import Span, cut

FIRST = (
    "Gara: 🚨 The provincial governor said 12 farmers were killed near Gara on 3 May. "
    "At least four traders were wounded at Tin-Ossa market. The road to Tin-Ossa stays shut."
)
SECOND = "The River Front says it killed more than 60 soldiers. The governor now counts 19 farmers dead and rejects that."
ACTORS = {
    "ml-government": Actor(
        actor_id="ml-government", name="Government of Mali", kind=ActorKind.GOVERNMENT, country="ML", side="ml-government"
    ),
    "river-front": Actor(
        actor_id="river-front", name="River Front", kind=ActorKind.ARMED_GROUP, country="ML", side="river-front"
    ),
}
GARA = PlaceRef(
    place_id="overlay:gara", name="Gara", country="ML", adm_1="Gao", adm_2="Ansongo", latitude=15.66123, longitude=0.50456,
    where_prec=1, radius_km=4.0, relation=PlaceRelation.NEAR,
)  # fmt: skip
MARKET = PlaceRef(
    place_id="overlay:tin-ossa", name="Tin-Ossa", country="ML", adm_1="Gao", adm_2="Bourem", latitude=16.91, longitude=-0.35,
    where_prec=2, radius_km=12.0,
)  # fmt: skip
MAY_3 = TimeRef(date_start=date(2026, 5, 3), date_end=date(2026, 5, 3), date_prec=1, kind=TimeKind.DAY)


def find(text: str, words: str) -> Span:
    """The span of these words in the text."""
    start = text.index(words)
    return cut(text, start, start + len(words))


def _document(document_id: str, text: str, day: int, outlet: str, title: str) -> Document:
    return Document(
        document_id=document_id, text_version="given-1", text=text, raw_sha256=document_id[-1] * 64, source=f"{document_id}.txt",
        outlet=outlet, title=title, published_at=datetime(2026, 5, day, 9, 30, tzinfo=UTC), published_prec="minute",
        url=f"https://outlet.example/{document_id}", language="en", byline="A. Writer",
    )  # fmt: skip


def _claim(claim_id: str, document: Document, words: str, low: int | None, high: int | None, **about: object) -> Claim:
    fields: dict[str, object] = {
        "effect": Effect.KILLED, "victims": Victims(category=Category.CIVILIAN), "time": MAY_3, "place": GARA,
        "attribution": Attribution(source="The governor", role=SourceRole.GOVERNMENT, actor_id="ml-government"),
    } | about  # fmt: skip
    return Claim(
        claim_id=claim_id, document_id=document.document_id, text_version=document.text_version,
        span=find(document.text, words), count=Count(low=low, high=high, qualifier=Qualifier.EXACT), found_by="test-1",
        score=0.9, **fields,  # type: ignore[arg-type]  # a table of fields
    )  # fmt: skip


def rising_toll() -> View:
    """The view: 12 then 19 farmers, more than 60 soldiers as one side claims, four wounded at a market, a shut road."""
    first = _document("doc-a", FIRST, 3, "Niger Bend Post", "Farmers killed near Gara")
    second = _document("doc-b", SECOND, 5, "Sahel Ledger", "Toll rises near Gara")
    front = Attribution(source="The River Front", role=SourceRole.ARMED_GROUP, actor_id="river-front")
    claims = (
        _claim("clm-12", first, "12 farmers were killed", 12, 12),
        _claim("clm-4", first, "At least four traders were wounded", 4, None, effect=Effect.INJURED, place=MARKET,
               attribution=Attribution()),
        _claim("clm-60", second, "killed more than 60 soldiers", 61, None, victims=Victims(category=Category.SECURITY),
               attribution=front, certainty=Certainty.CLAIMED, perpetrator=PartyRef(actor_id="river-front")),
        _claim("clm-19", second, "19 farmers dead", 19, 19),
    )  # fmt: skip
    told = EventMention(event_mention_id="evm-1", document_id="doc-a", text_version="given-1", trigger=find(FIRST, "killed"),
                        type=EventType.ARMED_ATTACK, place=GARA, time=MAY_3, perpetrator=PartyRef(actor_id="river-front"),
                        found_by="test-1")  # fmt: skip
    road = DisruptionMention(disruption_id="dis-1", document_id="doc-a", text_version="given-1",
                             span=find(FIRST, "The road to Tin-Ossa stays shut"), kind=DisruptionKind.ROAD,
                             status=DisruptionStatus.CLOSED, place=MARKET, time=MAY_3, agency=Agency.ORDERED,
                             scope=Scope.INCIDENT, found_by="test-1")  # fmt: skip
    return View(
        register=Register(documents=(first, second), extractions=(
            _extraction(first, claims[:2], (told,), (road,)), _extraction(second, claims[2:], (), ()))),
        policy="range 1", events=_events(), campaigns=(_campaign(),), figures=_figures(),
        contradictions=(Contradiction(contradiction_id="con-1", subject_id="cmp-1", kind=ContradictionKind.SUPERSEDED,
                                      claim_ids=("clm-12", "clm-19"), explanation="The toll rose from 12 to 19."),),
        links=(DocumentLink(kind=LinkKind.VERSION_OF, document_id="doc-b", of="doc-a", score=0.8, why="same story"),),
    )  # fmt: skip


def _extraction(
    document: Document, claims: tuple[Claim, ...], events: tuple[EventMention, ...], disruptions: tuple[DisruptionMention, ...]
) -> Extraction:
    return Extraction(document_id=document.document_id, text_version="given-1", reader="test-1", relevant=True, relevance=0.99,
                      claims=claims, events=events, disruptions=disruptions)  # fmt: skip


def _events() -> tuple[Event, ...]:
    day = date(2026, 5, 3)
    gara = Event(event_id="evt-1", campaign_id="cmp-1", types=(EventType.ARMED_ATTACK,), title="Armed attack in Gara, 3 May 2026",
                 date_start=day, date_end=day, date_prec=1, place=GARA, actors=("river-front", "ml-government"),
                 document_ids=("doc-a", "doc-b"), event_mention_ids=("evm-1",),
                 claim_ids=("clm-12", "clm-60", "clm-19"))  # fmt: skip
    market = Event(event_id="evt-2", campaign_id="cmp-1", types=(), title="Injuries reported in Tin-Ossa, 3 May 2026",
                   date_start=day, date_end=day, date_prec=1, place=MARKET, actors=(), document_ids=("doc-a",),
                   event_mention_ids=(), claim_ids=("clm-4",))  # fmt: skip
    return gara, market


def _campaign() -> Campaign:
    day = date(2026, 5, 3)
    return Campaign(campaign_id="cmp-1", title="Attacks along the Niger bend", date_start=day, date_end=day, country="ML",
                    event_ids=("evt-1", "evt-2"), document_ids=("doc-a", "doc-b"))  # fmt: skip


def _figures() -> tuple[Figure, ...]:
    governor = Teller(root="ml-government", side="ml-government", low=19, high=19, claim_ids=("clm-12", "clm-19"),
                      channel=Channel.AUTHORITIES)  # fmt: skip
    group = Teller(root="river-front", side="river-front", low=61, high=None, claim_ids=("clm-60",),
                   channel=Channel.ARMED_GROUP)  # fmt: skip
    report = Teller(root="Niger Bend Post in its own voice", side=None, low=4, high=None, claim_ids=("clm-4",),
                    channel=Channel.MEDIA)  # fmt: skip
    farmers = Cell(effect=Effect.KILLED, category=Category.CIVILIAN, place="Gara", date_start=date(2026, 5, 3),
                   date_end=date(2026, 5, 3))  # fmt: skip
    rest = {"policy": "range 1", "n_urls": 1, "n_outlets": 1, "n_roots": 1, "n_sides": 1, "n_channels": 1}
    return (
        Figure(
            figure_id="fig-1",
            subject_id="evt-1",
            cell=farmers,
            low=19,
            best=None,
            high=19,
            claim_ids=("clm-12", "clm-19"),
            tellers=(governor,),
            **rest,
        ),
        Figure(
            figure_id="fig-2",
            subject_id="evt-1",
            cell=Cell(effect=Effect.KILLED, category=Category.SECURITY),
            low=61,
            best=None,
            high=None,
            claim_ids=("clm-60",),
            tellers=(group,),
            **rest,
        ),
        Figure(
            figure_id="fig-3",
            subject_id="evt-2",
            cell=Cell(effect=Effect.INJURED, category=Category.CIVILIAN, place="Tin-Ossa"),
            low=4,
            best=None,
            high=None,
            claim_ids=("clm-4",),
            tellers=(report,),
            **rest,
        ),
    )  # type: ignore[arg-type]  # counts spelled once
