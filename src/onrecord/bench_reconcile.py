"""Speed of reconciling, measured on one synthetic campaign: reports that count the same dead in ever other words."""

import json
import resource
import time
from datetime import UTC, date, datetime, timedelta

from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, EventType, Qualifier, SourceRole, Stance, TimeKind
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.register import Extraction, Register
from onrecord.model.spans import cut
from onrecord.pipeline import reconcile_register

VERSION = "bench 1"
START = datetime(2026, 3, 1, 6, tzinfo=UTC)
TOWNS = tuple(
    PlaceRef(name=name, place_id=f"bench:{n}", country="XS", adm_1="Sarhan", where_prec=1, latitude=25.0 + n, longitude=62.0 + n)
    for n, name in enumerate(("Tarvan", "Noshira", "Arzan"))
)
SIDES = (Category.CIVILIAN, Category.SECURITY, Category.MILITANT, Category.UNKNOWN)
SPEAKERS = (("officials", SourceRole.UNNAMED_OFFICIAL), ("police", SourceRole.POLICE), ("hospital", SourceRole.HOSPITAL))
# Reports follow one another every quarter of an hour, and count what happened in the first days.
BETWEEN, DAYS = timedelta(minutes=15), 3


def bench_reconcile(claims: int = 10_000, each: int = 10, policy: str = "range") -> str:
    """One line of JSON: claims, reports, seconds, cpu_s, peak_mb, and how many events, figures and contradictions came out."""
    made = [_report(n, each) for n in range(max(1, claims // each))]
    register = Register(documents=tuple(d for d, _ in made), extractions=tuple(x for _, x in made))
    reconcile_register(Register(documents=register.documents[:1], extractions=register.extractions[:1]), policy)
    start, cpu = time.perf_counter(), time.process_time()
    view = reconcile_register(register, policy)
    return json.dumps(
        {
            "bench": "reconcile",
            "claims": sum(len(x.claims) for x in register.extractions),
            "reports": len(made),
            "seconds": round(time.perf_counter() - start, 2),
            "cpu_s": round(time.process_time() - cpu, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "events": len(view.events),
            "figures": len(view.figures),
            "contradictions": len(view.contradictions),
        }
    )


def _report(n: int, each: int) -> tuple[Document, Extraction]:
    lines = [f"Report {n}: coordinated attacks hit {TOWNS[n % len(TOWNS)].name}."]
    lines += [f"In item {m} of report {n} the toll stands at {_toll(n, m)} dead." for m in range(each)]
    text = "\n".join(lines)
    doc_id = content_id("doc", "bench", n)
    doc = Document(
        document_id=doc_id,
        text_version=VERSION,
        text=text,
        raw_sha256=content_id("raw", n),
        source=f"bench-{n}",
        outlet=f"Outlet {n % 40}",
        published_at=START + n * BETWEEN,
        published_prec="minute",
        language="en",
    )
    at = text.index("attacks")
    mention = EventMention(
        event_mention_id=content_id("evm", doc_id),
        document_id=doc_id,
        text_version=VERSION,
        trigger=cut(text, at, at + len("attacks")),
        type=EventType.ARMED_ATTACK,
        place=TOWNS[n % len(TOWNS)],
        time=_days(0, 0),
        found_by=VERSION,
    )
    counts = tuple(_claim(doc_id, text, n, m, lines[m + 1]) for m in range(each))
    reading = Extraction(
        document_id=doc_id, text_version=VERSION, reader=VERSION, relevant=True, relevance=1.0, claims=counts, events=(mention,)
    )
    return doc, reading


def _toll(n: int, m: int) -> int:
    return 3 + (7 * n + 5 * m) % 40 + n // 40


def _days(first: int, last: int) -> TimeRef:
    day = date(START.year, START.month, START.day)
    kind = TimeKind.DAY if first == last else TimeKind.RANGE
    return TimeRef(date_start=day + timedelta(days=first), date_end=day + timedelta(days=last), date_prec=1, kind=kind)


def _claim(doc_id: str, text: str, n: int, m: int, line: str) -> Claim:
    start = text.index(line)
    at = text.index(f"{_toll(n, m)} dead", start)
    speaker, role = SPEAKERS[(n + m) % len(SPEAKERS)]
    return Claim(
        claim_id=content_id("clm", doc_id, m),
        document_id=doc_id,
        text_version=VERSION,
        span=cut(text, start, start + len(line)),
        count=Count(span=cut(text, at, at + len(str(_toll(n, m)))), low=_toll(n, m), high=_toll(n, m), qualifier=Qualifier.EXACT),
        effect=Effect.KILLED,
        victims=Victims(category=SIDES[(n + m) % len(SIDES)]),
        attribution=Attribution(source=speaker, role=role, stance=Stance.NEUTRAL),
        time=(None, _days(0, 0), _days(0, m % DAYS))[(n + 2 * m) % 3],
        place=(None, *TOWNS)[m % (len(TOWNS) + 1)],
        found_by=VERSION,
    )
