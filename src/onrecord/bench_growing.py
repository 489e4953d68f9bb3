"""Speed of adding one report to a large register: reports on many towns over years, a few on each happening."""

import gc
import json
import random
import resource
import time
from datetime import UTC, date, datetime, timedelta

from onrecord.languages.common_words import load_common_words
from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, EventType, Qualifier, SourceRole, Stance, TimeKind
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.register import Extraction
from onrecord.model.spans import cut
from onrecord.reconcile.joining.growing import Growing
from onrecord.reconcile.joining.profiles import weights_of

VERSION, SEED = "bench 1", 20260131
START = date(2023, 1, 1)
# Happenings have this many reports; towns and days are as many as a register of a few years and one region has.
EACH, TOWNS, DAYS, PROVINCES, ADDED = 4, 3_000, 1_200, 30, 100
# Words are weighed by so many of the reports, as they stand in the last full run.
SAMPLE = 2_000
SYLLABLES = "bar dun kel mor nas ost pel quin rav sol tir ulm ven wex yar zan".split()


def bench_growing(reports: int) -> str:
    """One line of JSON: reports on record, ms to add one more (median, 95 %, slowest of 100), seconds to build, peak_mb."""
    sample = [_report(n)[0] for n in range(0, reports, max(1, reports // SAMPLE))]
    growing = Growing({}, weights_of(sample, load_common_words("en")))
    start = time.perf_counter()
    for n in range(reports):
        growing.place(*_report(n))
    built = time.perf_counter() - start
    growing.add(*_report(reports + ADDED))  # loads the word lists, which a running server has loaded
    gc.freeze()  # as a server does once its register is loaded: old records are not looked through for garbage again
    taken = []
    chosen = random.Random(SEED)  # noqa: S311  # made-up reports need no secrets
    for n in range(ADDED):
        # The new reports are on happenings that are on record, as most reports are.
        made = _report(reports + n, chosen.randrange(max(1, reports // EACH)))
        begin = time.perf_counter()
        growing.add(*made)
        taken.append(1000 * (time.perf_counter() - begin))
    taken.sort()
    return json.dumps(
        {
            "bench": "reconcile --incremental",
            "reports": reports,
            "added": ADDED,
            "median_ms": round(taken[ADDED // 2], 2),
            "p95_ms": round(taken[ADDED * 95 // 100], 2),
            "slowest_ms": round(taken[-1], 2),
            "build_s": round(built, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    )


def _report(n: int, happening: int | None = None) -> tuple[Document, Extraction]:
    """The n-th report; `happening` None = the next one that has too few."""
    told = n // EACH if happening is None else happening
    source = random.Random(told)  # noqa: S311  # as above
    town, day = source.randrange(TOWNS), START + timedelta(days=source.randrange(DAYS))
    name, victim, second = (_name(source) for _ in range(3))
    toll = 1 + source.randrange(9)
    lead = f"An attack near {_town(town)} hit a convoy of the {name} transport firm."
    count = f"Police said {toll} people were killed, among them {victim} {second}, a driver."
    text = f"{lead}\n{count}\nOutlet {n} has written of the {name} firm before."
    doc_id = content_id("doc", "grow", n)
    place = PlaceRef(
        name=_town(town), place_id=f"bench:{town}", country="XS", adm_1=f"Province {town % PROVINCES}", where_prec=1,
        latitude=10.0 + (town // 60) * 0.8, longitude=10.0 + (town % 60) * 0.8,
    )  # fmt: skip
    when = TimeRef(date_start=day, date_end=day, date_prec=1, kind=TimeKind.DAY)
    said = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(minutes=n % 600)
    doc = Document(
        document_id=doc_id, text_version=VERSION, text=text, raw_sha256=doc_id, source=f"grow-{n}", outlet=f"Outlet {n % 40}",
        title=f"Convoy of {name} hit near {_town(town)}", published_at=said, published_prec="minute", language="en",
    )  # fmt: skip
    at, number = text.index("attack"), text.index(str(toll), len(lead))
    mention = EventMention(
        event_mention_id=content_id("evm", doc_id), document_id=doc_id, text_version=VERSION, trigger=cut(text, at, at + 6),
        type=EventType.ARMED_ATTACK, place=place, time=when, found_by=VERSION,
    )  # fmt: skip
    claim = Claim(
        claim_id=content_id("clm", doc_id), document_id=doc_id, text_version=VERSION,
        span=cut(text, len(lead) + 1, len(lead) + 1 + len(count)), effect=Effect.KILLED, found_by=VERSION, time=when, place=place,
        count=Count(span=cut(text, number, number + 1), low=toll, high=toll, qualifier=Qualifier.EXACT),
        victims=Victims(category=Category.CIVILIAN),
        attribution=Attribution(source="Police", role=SourceRole.POLICE, stance=Stance.NEUTRAL),
    )  # fmt: skip
    reading = Extraction(
        document_id=doc_id, text_version=VERSION, reader=VERSION, relevant=True, relevance=1.0, claims=(claim,), events=(mention,)
    )
    return doc, reading


def _town(town: int) -> str:
    return _name(random.Random(-1 - town))  # noqa: S311  # as above


def _name(source: random.Random) -> str:
    return "".join(source.choice(SYLLABLES) for _ in range(4)).capitalize()
