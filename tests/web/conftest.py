"""A small register for the web pages: one attack told by two sides, thirty unsure claims, and reports that mean harm."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import (
    Category,
    DisruptionKind,
    DisruptionStatus,
    Effect,
    EventType,
    Qualifier,
    SourceRole,
    Stance,
    TimeKind,
)
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.mentions import PartyRef, PlaceRef, TimeRef
from onrecord.model.register import Extraction
from onrecord.model.spans import Span, cut
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.app import create_app

# The app answers only under names of this machine.
HERE = "http://127.0.0.1"
NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
DAY = TimeRef(date_start=date(2026, 3, 4), date_end=date(2026, 3, 4), date_prec=1, kind=TimeKind.DAY)
GAO = PlaceRef(
    place_id="geonames:2457161",
    name="Gao",
    country="ML",
    adm_1="Gao",
    latitude=16.27,
    longitude=-0.04,
    where_prec=1,
    radius_km=5.0,
)
# The app answers only under names of this machine.
HERE = "http://127.0.0.1:8000"
ARMY, REBELS = "ml-military", "ml-cma"
# Everything that a report could try: markup, quotes that leave an attribute, reordering of text, SVG, words without end.
EVIL = '<script>document.title="owned"</script><img src=x onerror="document.title=1">"\'><svg onload=alert(1)>\u202egnirts\u202c'
LONG = "unbreakable" * 900


@dataclass(frozen=True)
class Shown:
    """A register at rest, its settings, and an app over it."""

    settings: Settings
    client: TestClient


def span(text: str, words: str, start: int = 0) -> Span:
    return cut(text, text.index(words, start), text.index(words, start) + len(words))


def claim(doc: Document, words: str, said: str, low: int, high: int | None, **more: object) -> Claim:
    at = span(doc.text, words)
    qualifier = Qualifier.EXACT if low == high else Qualifier.AT_LEAST
    made = Claim(
        claim_id=content_id("clm", doc.document_id, at.start, said),
        document_id=doc.document_id,
        text_version=doc.text_version,
        span=at,
        count=Count(span=span(doc.text, said, at.start), low=low, high=high, qualifier=qualifier),
        effect=Effect.KILLED,
        victims=Victims(span=span(doc.text, "soldiers", at.start), category=Category.SECURITY),
        time=DAY,
        place=GAO,
        found_by="test",
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a claim


def said_by(text: str, name: str, actor: str) -> Attribution:
    role = SourceRole.ARMED_GROUP if actor == REBELS else SourceRole.MILITARY
    return Attribution(source=name, source_span=span(text, name), role=role, stance=Stance.NEUTRAL, actor_id=actor)


def report(text: str, day: int, outlet: str, title: str, **more: object) -> tuple[RawItem, Document]:
    content = f"<html><title>{title}</title><body>{text}</body></html>".encode("utf-8", "surrogatepass")
    digest = sha256_hex(content)
    item = RawItem(content=content, sha256=digest, media_type="text/html", source=f"{outlet}-{day}.html")
    doc = Document(
        document_id=content_id("doc", None, digest),
        text_version="plain-1",
        text=text,
        raw_sha256=digest,
        source=item.source,
        outlet=outlet,
        title=title,
        published_at=datetime(2026, 3, day, 12, tzinfo=UTC),
        published_prec="day",
        language="en",
    )
    return item, replace(doc, **more)  # type: ignore[arg-type]  # fields of a document


def reading(doc: Document, claims: tuple[Claim, ...], **more: object) -> Extraction:
    made = Extraction(
        document_id=doc.document_id, text_version=doc.text_version, reader="test", relevant=True, relevance=1.0, claims=claims
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a reading


def attack(
    day: int, outlet: str, count: str, low: int, high: int | None, name: str, actor: str
) -> tuple[RawItem, Document, Extraction]:
    """One report of the attack on a convoy, with what one side says."""
    text = f"Gunmen ambushed a convoy at Gao on Wednesday. {name} put the toll at {count} soldiers killed. The bridge was closed."
    item, doc = report(text, day, outlet, f"Convoy ambushed at Gao, {outlet}")
    told = claim(doc, f"{count} soldiers killed", count, low, high, attribution=said_by(text, name, actor))
    event = EventMention(
        event_mention_id=content_id("evm", doc.document_id, 7),
        document_id=doc.document_id,
        text_version=doc.text_version,
        trigger=span(text, "ambushed"),
        type=EventType.ARMED_ATTACK,
        perpetrator=PartyRef(actor_id=REBELS),
        place=GAO,
        time=DAY,
        found_by="test",
    )
    closed = DisruptionMention(
        disruption_id=content_id("dis", doc.document_id, 1),
        document_id=doc.document_id,
        text_version=doc.text_version,
        span=span(text, "bridge was closed"),
        kind=DisruptionKind.ROAD,
        status=DisruptionStatus.CLOSED,
        place=GAO,
        time=DAY,
        found_by="test",
    )
    return item, doc, reading(doc, (told,), events=(event,), disruptions=(closed,))


def unsure(number: int) -> tuple[RawItem, Document, Extraction]:
    """A report with ten claims that wait for a person."""
    lines = [f"In ward {number}{n} rescuers counted {number * 10 + n + 2} soldiers under the rubble." for n in range(10)]
    text = "\n".join(lines)
    item, doc = report(text, 5 + number, "Ward Notes", f"Wards of district {number}")
    tolls = [(line[:-1], number * 10 + n + 2) for n, line in enumerate(lines)]
    claims = tuple(claim(doc, words[words.index("counted") :], str(toll), toll, toll, score=0.3) for words, toll in tolls)
    return item, doc, reading(doc, claims)


def hostile() -> tuple[RawItem, Document, Extraction]:
    """A report whose every field attacks the page that shows it."""
    text = f"{EVIL} said 5 soldiers died. {LONG}"
    item, doc = report(text, 6, EVIL, EVIL, url="javascript:alert(1)", byline=EVIL, wire_credit=EVIL)
    told = claim(doc, "5 soldiers died", "5", 5, 5, effect_detail=EVIL,
                 attribution=Attribution(source=EVIL, source_span=span(text, EVIL), role=SourceRole.OTHER, stance=Stance.NEUTRAL),
                 place=PlaceRef(span=span(text, EVIL), name=EVIL))  # fmt: skip
    return item, doc, reading(doc, (told,))


def fill(path: Path) -> None:
    """Writes the register."""
    reports = [
        attack(4, "Desert Post", "6", 6, 6, "The army", ARMY),
        attack(5, "River Radio", "9", 9, 9, "The army", ARMY),
        attack(6, "Delta Wire", "at least 40", 40, None, "Azawad fighters", REBELS),
        *(unsure(number) for number in (1, 2, 3)),
        hostile(),
    ]
    with Store.open(path) as store:
        for item, doc, found in reports:
            store.add(item, doc, found, (), recorded_at=NOW)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register at rest, made once."""
    path = tmp_path_factory.mktemp("web") / "register.db"
    fill(path)
    return path


@pytest.fixture
def make_app(filled: Path, tmp_path: Path) -> Callable[[], Shown]:
    """Makes an app over a copy of the register that a test may change."""

    def make() -> Shown:
        path = tmp_path / "register.db"
        path.write_bytes(filled.read_bytes())
        settings = Settings(store=path)
        return Shown(settings=settings, client=TestClient(create_app(settings), base_url=HERE))

    return make


@pytest.fixture(scope="module")
def site(filled: Path) -> Iterator[TestClient]:
    """The app over the register, for tests that only look."""
    with TestClient(create_app(Settings(store=filled)), base_url=HERE) as client:
        yield client


@pytest.fixture
def served(make_app: Callable[[], Shown]) -> Iterator[str]:
    """The app on a port of this machine, for a real browser; gives its address."""
    import uvicorn

    app = create_app(make_app().settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up = time.monotonic() + 20
    while not server.started and time.monotonic() < give_up:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
