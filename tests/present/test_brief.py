"""A briefing says nothing without a quote, prints hostile words as words, and shows every figure as a range with speakers."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import (
    Category,
    Certainty,
    ContradictionKind,
    DisruptionKind,
    DisruptionStatus,
    Effect,
    EventType,
    Qualifier,
)
from onrecord.model.events import Campaign, DisruptionMention, Event, EventMention
from onrecord.model.figures import Cell, Contradiction, Figure, Teller
from onrecord.model.mentions import PlaceRef
from onrecord.model.register import Extraction, Register, View
from onrecord.model.spans import cut
from onrecord.present.brief import Brief, compose
from onrecord.present.html import render as render_html
from onrecord.present.listing import Filters, list_records, to_csv, to_jsonl
from onrecord.present.markdown import render as render_markdown
from onrecord.present.wording import bounds, days

TEXT = (
    "<script>alert(1)</script> The army said 22 soldiers were killed in Gwadar. The group claimed more than 362. Trains stopped."
)
HOSTILE = '=HYPERLINK("x") <img src=x onerror=alert(1)> | *bold* \u202eevil'


def claim(claim_id: str, words: str, source: str, low: int, high: int | None) -> Claim:
    start = TEXT.index(words)
    return Claim(
        claim_id=claim_id, document_id="doc-1", text_version="given-1", span=cut(TEXT, start, start + len(words)),
        count=Count(low=low, high=high, qualifier=Qualifier.EXACT), effect=Effect.KILLED,
        victims=Victims(category=Category.SECURITY), attribution=Attribution(source=source), found_by="test",
        certainty=Certainty.ASSERTED,
    )  # fmt: skip


def view(title: str = "Attacks in Balochistan") -> View:
    document = Document(
        document_id="doc-1", text_version="given-1", text=TEXT, raw_sha256="ab" * 32, source="a.txt", outlet=HOSTILE,
        title=HOSTILE, published_at=datetime(2026, 2, 6, 12, tzinfo=UTC), published_prec="minute", url="https://outlet.example/a",
    )  # fmt: skip
    claims = (
        claim("clm-1", "22 soldiers were killed", "The army", 22, 22),
        claim("clm-2", "more than 362", "The group", 363, None),
    )
    killed = TEXT.index("killed")
    mention = EventMention(event_mention_id="evm-1", document_id="doc-1", text_version="given-1", found_by="test",
                           trigger=cut(TEXT, killed, killed + 6), type=EventType.ARMED_ATTACK)  # fmt: skip
    stop = TEXT.index("Trains stopped")
    disruption = DisruptionMention(disruption_id="dis-1", document_id="doc-1", text_version="given-1", found_by="test",
                                   span=cut(TEXT, stop, stop + 14), kind=DisruptionKind.RAIL,
                                   status=DisruptionStatus.SUSPENDED)  # fmt: skip
    place = PlaceRef(name="Gwadar", latitude=25.12, longitude=62.33, radius_km=5.0, country="PK", adm_1="Balochistan")
    day = date(2026, 1, 31)
    event = Event(event_id="evt-1", campaign_id="cmp-1", types=(EventType.ARMED_ATTACK,), title=title, date_start=day,
                  date_end=day,
                  date_prec=1, place=place, actors=(), document_ids=("doc-1",),
                  event_mention_ids=("evm-1",), claim_ids=("clm-1", "clm-2"))  # fmt: skip
    figure = Figure(
        figure_id="fig-1", subject_id="cmp-1", cell=Cell(effect=Effect.KILLED, category=Category.SECURITY),
        low=22, best=None, high=None,
        policy="range 1", claim_ids=("clm-1", "clm-2"), n_roots=2,
        tellers=(Teller(root="army", side=None, low=22, high=22, claim_ids=("clm-1",)),
                 Teller(root="BLA", side=None, low=363, high=None, claim_ids=("clm-2",))),
    )  # fmt: skip
    derived = replace(figure, figure_id="fig-2", derived=True, low=1, high=2, steps=("21 − 10 = 11.",))
    return View(
        register=Register(documents=(document,), extractions=(Extraction(
            document_id="doc-1", text_version="given-1", reader="test", relevant=True, relevance=1.0, claims=claims,
            events=(mention,), disruptions=(disruption,)),)),
        policy="range 1", events=(event,), figures=(figure, derived),
        campaigns=(Campaign(campaign_id="cmp-1", title=title, date_start=date(2026, 1, 31), date_end=date(2026, 1, 31),
                            country="PK", event_ids=("evt-1",), document_ids=("doc-1",)),),
        contradictions=(Contradiction(contradiction_id="con-1", subject_id="cmp-1", kind=ContradictionKind.PARTY,
                                      claim_ids=("clm-1", "clm-2"), explanation="22 and more than 362 cannot both be true."),),
    )  # fmt: skip


def lines_of(brief: Brief) -> list[tuple[int, ...]]:
    subjects = brief.subjects
    rows = [row for s in subjects for row in (*s.headlines, *s.figures, *s.derived)]
    lines = [line for s in subjects for d in s.timeline for line in d.lines] + [s.lead for s in subjects]
    lines += [c.line for s in subjects for c in (*s.conflicts, *s.revisions)] + [t for row in rows for t in row.tellers]
    return [line.cites for line in [*lines, *brief.disruptions, *brief.actors, *brief.background]] + [row.cites for row in rows]


def test_every_sentence_cites_a_quote_and_every_quote_its_bytes() -> None:
    brief = compose(view())
    numbers = {quote.number for quote in brief.quotes}
    assert lines_of(brief)
    for cites in lines_of(brief):
        assert cites and set(cites) <= numbers
    for quote in brief.quotes:
        assert TEXT[quote.start : quote.end] == quote.words
        assert quote.raw_sha256 == "ab" * 32


def test_figure_is_a_range_with_who_says_what() -> None:
    row = compose(view()).subjects[0].headlines[0]
    assert row.range_words == "at least 22, no upper bound"
    assert [t.text for t in row.tellers] == ["22 according to army", "at least 363 according to BLA"]


def test_a_headline_hides_no_side() -> None:
    whole = view()
    both = next(f for f in whole.figures if len(f.tellers) == 2)
    longer = replace(
        both,
        figure_id="fig-longer",
        cell=replace(both.cell, date_start=date(2026, 1, 1), date_end=date(2026, 3, 1)),
        tellers=both.tellers[:1],
        n_sides=1,
    )
    placed = replace(both, cell=replace(both.cell, place="Gwadar"), n_sides=2)
    figures = (longer, placed, *(f for f in whole.figures if f is not both))
    (row,) = [
        r for r in compose(replace(whole, figures=figures)).subjects[0].headlines if r.figure_id in ("fig-longer", both.figure_id)
    ]
    assert row.figure_id == both.figure_id


def test_derived_figure_shows_its_steps() -> None:
    assert compose(view()).subjects[0].derived[0].steps == ("21 − 10 = 11.",)


def test_what_no_report_gives_is_named_and_never_zero() -> None:
    page = render_markdown(compose(view()))
    assert "Not reported in the sources read: injured, abducted." in page
    assert "**0**" not in page


def test_hostile_words_stay_words_in_html() -> None:
    page = render_html(compose(view(title=HOSTILE)))
    assert "<script" not in page and "<img" not in page
    assert "&lt;img src=x" in page
    assert not re.search(r"(src|href)=\"?https?:", page)


def test_hostile_words_stay_words_in_markdown() -> None:
    page = render_markdown(compose(view(title=HOSTILE)))
    assert "<script" not in page and "<img" not in page
    assert r"\*bold\*" in page and "\u202e" not in page


def test_csv_defuses_formulas() -> None:
    text = to_csv(list_records("documents", view(), Filters()))
    assert "'=HYPERLINK" in text


def test_quote_links_lead_to_quotes() -> None:
    page = render_html(compose(view()))
    for target in re.findall(r'href="#(q\d+)"', page):
        assert f'id="{target}"' in page


def test_empty_register_says_what_to_do() -> None:
    brief = compose(View(register=Register(), policy="range 1"))
    assert "onrecord add PATH" in render_markdown(brief)
    assert "onrecord add PATH" in render_html(brief)


def test_map_shows_places_with_their_uncertainty_and_disclaimer() -> None:
    page = render_html(compose(view()))
    assert "Gwadar" in page and 'class="halo"' in page
    assert "do not imply official endorsement" in page


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(21, 21, "21"), (11, 36, "11–36"), (21, None, "at least 21"), (None, 30, "at most 30"), (None, None, "number not stated"),
     (1200, None, "at least 1\u2009200")],
)  # fmt: skip
def test_bounds_in_words(low: int | None, high: int | None, words: str) -> None:
    assert bounds(low, high) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), "31 January 2026"),
        (date(2026, 1, 29), date(2026, 1, 31), "29–31 January 2026"),
        (date(2026, 1, 31), date(2026, 2, 6), "31 January – 6 February 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 – 1 January 2026"),
        (date(2025, 1, 1), None, "from 1 January 2025"),
        (None, None, "undated"),
    ],
)
def test_days_in_words(start: date | None, end: date | None, words: str) -> None:
    assert days(start, end) == words


@pytest.mark.parametrize(
    ("wanted", "found"),
    [({}, 2), ({"effect": "killed"}, 2), ({"effect": "injured"}, 0), ({"category": "security"}, 2), ({"event": "cmp-1"}, 2),
     ({"event": "evt-none"}, 0), ({"limit": 1}, 1), ({"document": "doc-2"}, 0)],
)  # fmt: skip
def test_claims_are_narrowed_by_filters(wanted: dict[str, object], found: int) -> None:
    assert len(list_records("claims", view(), Filters(**wanted)).rows) == found  # type: ignore[arg-type]  # table of cases


def test_json_lines_use_the_names_of_the_records() -> None:
    lines = to_jsonl(list_records("claims", view(), Filters())).splitlines()
    assert len(lines) == 2 and '"claim_id":"clm-1"' in lines[0]
