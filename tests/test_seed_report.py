"""The main job on one real report, read where it is present (it is not ours to ship): who was killed and who says so."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from onrecord.evaluation.running import sure_part
from onrecord.ledger.reviews import REVIEW_BELOW
from onrecord.model.claims import Claim
from onrecord.model.enums import (
    Category,
    Certainty,
    DisruptionKind,
    Effect,
    EventType,
    Group,
    Realis,
    RelationKind,
    Scope,
    Stance,
)
from onrecord.model.figures import Figure
from onrecord.model.register import Extraction, Register, View
from onrecord.pipeline import Outcome, arrivals, load_tools, read_item, reconcile_register
from onrecord.settings import load_settings

REPORT = Path(__file__).resolve().parent.parent.parent / "shared" / "scenario" / "seed_report.txt"
SATURDAY = date(2026, 1, 31)


@pytest.fixture(scope="module", params=["grammar", "joined"])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    if not REPORT.is_file():
        pytest.skip("the report is not here")
    (item,) = arrivals([str(REPORT)])
    return read_item(item, load_tools(load_settings().cache, request.param))  # type: ignore[arg-type]  # a file that can be read


@pytest.fixture(scope="module")
def reading(outcome: Outcome) -> Extraction:
    """What was read, without the claims that wait for a person: those are in no figure."""
    assert outcome.extraction is not None
    return sure_part(outcome.extraction, REVIEW_BELOW)


@pytest.fixture(scope="module")
def view(outcome: Outcome) -> View:
    assert outcome.document and outcome.extraction
    return reconcile_register(Register(documents=(outcome.document,), extractions=(outcome.extraction,)), "range")


def claims(reading: Extraction, low: int, high: int | None, category: Category, effect: Effect = Effect.KILLED) -> list[Claim]:
    wanted = (effect, low, high, category)
    return [c for c in reading.claims if (c.effect, c.count.low, c.count.high, c.victims.category) == wanted]


def the(found: list[Claim]) -> Claim:
    assert len(found) == 1, found
    return found[0]


def test_published_on_the_day_of_its_dateline(outcome: Outcome) -> None:
    doc = outcome.document
    assert doc and doc.published_at and doc.published_at.date() == SATURDAY
    assert doc.published_prec == "day" and doc.published_basis == "dateline"


def test_every_span_is_the_words_it_says(outcome: Outcome) -> None:
    from onrecord.ledger.checks import check_spans

    assert outcome.document and outcome.extraction
    assert list(check_spans(outcome.document, outcome.extraction)) == []


def test_at_least_twenty_one_stays_at_least(reading: Extraction) -> None:
    claim = the(claims(reading, 21, None, Category.UNKNOWN))
    assert claim.count.span and claim.count.span.exact == "at least 21"
    assert claim.attribution.source == "official reports"
    assert claim.time and (claim.time.date_start, claim.time.date_end) == (SATURDAY, SATURDAY)


@pytest.mark.parametrize(("count", "category"), [(11, Category.CIVILIAN), (10, Category.SECURITY)])
def test_parts_of_the_twenty_one(reading: Extraction, count: int, category: Category) -> None:
    whole = the(claims(reading, 21, None, Category.UNKNOWN))
    part = the(claims(reading, count, count, category))
    assert part.subset_of == whole.claim_id
    assert part.attribution.source == "official reports"


def test_sixty_seven_on_saturday_by_authorities_claimed(reading: Extraction) -> None:
    claim = the(claims(reading, 67, 67, Category.MILITANT))
    assert claim.attribution.source == "authorities"
    assert (claim.certainty, claim.attribution.stance) == (Certainty.CLAIMED, Stance.DISTANCING)
    assert claim.time and (claim.time.date_start, claim.time.date_end) == (SATURDAY, SATURDAY)


def test_hundred_and_eight_over_48_hours_holds_the_sixty_seven(reading: Extraction) -> None:
    whole = the(claims(reading, 108, 108, Category.MILITANT))
    assert whole.time and whole.time.hours == 48 and whole.time.date_end == SATURDAY
    assert the(claims(reading, 67, 67, Category.MILITANT)).subset_of == whole.claim_id


def test_civilians_mostly_in_gwadar_so_at_least_six_of_eleven(reading: Extraction) -> None:
    eleven = the(claims(reading, 11, 11, Category.CIVILIAN))
    most = the(claims(reading, 6, 11, Category.CIVILIAN))
    assert [(r.kind, r.other) for r in most.relations if r.kind is RelationKind.MAJORITY_OF] == [
        (RelationKind.MAJORITY_OF, eleven.claim_id)
    ]
    assert most.place and most.place.name == "Gwadar" and most.place.country == "PK"


def test_police_official_confirms_women_and_children_among_the_killed(reading: Extraction) -> None:
    told = [c for c in reading.claims if c.attribution.source == "Provincial police official Ibad Khan"]
    assert told and all(c.attribution.role == "police" and c.attribution.stance is Stance.FACTIVE for c in told)
    assert {g for c in told for g in c.victims.groups} >= {Group.WOMEN, Group.CHILDREN}
    assert all(c.victims.category is Category.CIVILIAN for c in told)


def test_last_years_harm_is_background(reading: Extraction) -> None:
    (bus,) = [c for c in reading.claims if c.span.exact == "multiple children dead" or "children dead" in c.span.exact]
    assert bus.scope is Scope.BACKGROUND and bus.time and bus.time.date_start and bus.time.date_start.year == 2025
    assert bus.place and bus.place.name == "Khuzdar"
    train = the([c for c in reading.claims if c.effect is Effect.ABDUCTED])
    assert train.scope is Scope.BACKGROUND and train.count.low == 200


def test_nothing_is_done_that_was_only_attempted(reading: Extraction) -> None:
    assert not [c for c in reading.claims if c.effect is Effect.ABDUCTED and c.scope is not Scope.BACKGROUND]
    assert not [
        e for e in reading.events if e.type in (EventType.ABDUCTION, EventType.HOSTAGE_TAKING) and e.realis is Realis.HAPPENED
    ]


def words(reading: Extraction, kind: EventType) -> Iterator[str]:
    for event in reading.events:
        if event.type is kind:
            yield " ".join([event.trigger.exact, event.target.exact if event.target else ""])


def test_attacks_are_found_with_their_targets(reading: Extraction) -> None:
    attacks = [
        e for e in reading.events if e.type in (EventType.ARMED_ATTACK, EventType.ARMED_CLASH) and e.realis is Realis.HAPPENED
    ]
    targets = " | ".join(e.target.exact if e.target else "" for e in attacks).lower()
    assert "police" in targets and "paramilitary" in targets
    assert "Quetta" in {e.place.name for e in attacks if e.place}


def test_prison_bid_in_mastung_failed(reading: Extraction) -> None:
    bids = [e for e in reading.events if e.type is EventType.PRISON_BREAK]
    assert bids and all(e.realis is Realis.FAILED for e in bids)
    assert "Mastung" in {e.place.name for e in bids if e.place}


def test_railway_was_sabotaged_and_trains_disrupted(reading: Extraction) -> None:
    assert [e for e in reading.events if e.type is EventType.SABOTAGE]
    assert [d for d in reading.disruptions if d.kind is DisruptionKind.RAIL and d.scope is Scope.INCIDENT]


def test_internet_closures_in_36_districts_are_background(reading: Extraction) -> None:
    found = [
        d for d in reading.disruptions if d.kind is DisruptionKind.INTERNET and "closures of mobile internet" in d.span.exact
    ]
    assert found and all(d.scope is Scope.BACKGROUND for d in found)


def test_bla_claimed_responsibility(reading: Extraction) -> None:
    assert "Baloch Liberation Army" in " ".join(
        e.claimed_by.span.exact for e in reading.events if e.claimed_by and e.claimed_by.span
    )


def test_assistant_residue_is_a_problem_and_nothing_is_read_from_furniture(outcome: Outcome) -> None:
    assert "assistant_residue" in {p.code for p in outcome.problems}
    assert outcome.document and outcome.extraction
    for furniture in outcome.document.furniture:
        for record in (*outcome.extraction.claims, *outcome.extraction.disruptions, *outcome.extraction.mentions):
            assert not record.span.overlaps(furniture.span)
    assert "If you want, I can also" in outcome.document.text


def killed(view: View) -> list[Figure]:
    return [f for f in view.figures if f.cell.effect is Effect.KILLED]


def test_non_militant_dead_are_exactly_twenty_one(view: View) -> None:
    found = [f for f in killed(view) if f.derived and f.cell.excluded == (Category.MILITANT,)]
    assert [(f.low, f.high) for f in found] == [(21, 21)]
    assert found[0].steps


def test_militants_before_saturday_are_forty_one(view: View) -> None:
    found = [f for f in killed(view) if f.derived and f.cell.category is Category.MILITANT and f.cell.date_end
             and f.cell.date_end < SATURDAY]  # fmt: skip
    assert [(f.low, f.high) for f in found] == [(41, 41)]
    assert found[0].soft


def test_no_figure_is_counted_twice(view: View) -> None:
    forbidden = {32, 42, 88, 118, 175, 196}
    numbers = {n for f in view.figures for n in (f.low, f.high)}
    assert not numbers & (forbidden - {88})
    # 88 = 21 + 67 is everybody killed on Saturday: right as a derived total with its steps, never as anything else.
    assert all(f.derived for f in view.figures if 88 in (f.low, f.high))
