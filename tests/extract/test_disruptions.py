"""Harm to services, infrastructure and movement: kind, status, on whose hand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract import gates
from onrecord.extract.disruptions import find_disruptions
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import Agency, DisruptionKind, DisruptionStatus, Scope
from onrecord.model.events import DisruptionMention

LEXICON = load_lexicon("en")


def disruptions(text: str) -> tuple[DisruptionMention, ...]:
    doc = Document(
        document_id="d",
        text_version="1",
        text=text,
        raw_sha256="0",
        source="test",
        language="en",
        published_at=datetime(2026, 1, 31, tzinfo=UTC),
    )
    return find_disruptions(doc, gates.split(doc), LEXICON)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Railway tracks were destroyed near Tarvan.", DisruptionKind.RAIL, DisruptionStatus.DESTROYED),
        ("Train services were suspended until Tuesday.", DisruptionKind.RAIL, DisruptionStatus.SUSPENDED),
        ("Mobile internet was suspended in the province.", DisruptionKind.INTERNET, DisruptionStatus.SUSPENDED),
        ("Protesters blocked the highway to Tarvan.", DisruptionKind.ROAD, DisruptionStatus.BLOCKED),
        ("Schools remained closed for a second day.", DisruptionKind.SCHOOL, DisruptionStatus.CLOSED),
        ("Shops were closed across the town.", DisruptionKind.MARKET_SHOPS, DisruptionStatus.CLOSED),
        ("Rebels blew up two electricity pylons.", DisruptionKind.POWER, DisruptionStatus.DESTROYED),
        ("A curfew was imposed in Tarvan.", DisruptionKind.CURFEW, DisruptionStatus.IMPOSED),
        ("Shells damaged several houses.", DisruptionKind.HOUSING, DisruptionStatus.DAMAGED),
        ("The blast destroyed a hospital.", DisruptionKind.HEALTH, DisruptionStatus.DESTROYED),
        ("Power supply was restored on Friday.", DisruptionKind.POWER, DisruptionStatus.RESTORED),
    ],
)
def test_thing_and_state_make_a_disruption(text: str, kind: DisruptionKind, status: DisruptionStatus) -> None:
    assert [(d.kind, d.status) for d in disruptions(text)] == [(kind, status)]


def test_earlier_closure_is_background() -> None:
    (found,) = disruptions("Previous closures of mobile internet across all districts hurt trade.")
    assert (found.kind, found.scope) == (DisruptionKind.INTERNET, Scope.BACKGROUND)
    assert found.span.exact == "closures of mobile internet"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("The home department suspended mobile internet.", Agency.ORDERED),
        ("Militants blew up a gas pipeline.", Agency.SABOTAGE),
        ("Train services were suspended as a precaution.", Agency.PRECAUTIONARY),
        ("Train services were suspended.", None),
    ],
)
def test_agency_is_named_or_left_open(text: str, agency: Agency | None) -> None:
    assert [d.agency for d in disruptions(text)] == [agency]


@pytest.mark.parametrize("text", ["", "The school choir sang.", "He walked down the road."])
def test_no_disruption_where_none_is_stated(text: str) -> None:
    assert disruptions(text) == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", " roads were blocked ", "İ curfew imposed", "\ud800 trains suspended"]))
def test_any_text_is_read_without_a_crash_and_spans_are_exact(text: str, cue: str) -> None:
    words = text + cue + text
    assert all(words[d.span.start : d.span.end] == d.span.exact for d in disruptions(words))


def test_trains_that_have_not_run_are_suspended() -> None:
    found = disruptions("Trains have not run to Arzan for a week.")
    assert [(d.kind, d.status) for d in found] == [(DisruptionKind.RAIL, DisruptionStatus.SUSPENDED)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The armed group threatened to blow up the pipeline.", [DisruptionStatus.THREATENED]),
        ("Militants planned to sabotage the gas pipeline, the minister said.", [DisruptionStatus.THREATENED]),
        ("The government would cut the water supply if protests went on.", [DisruptionStatus.THREATENED]),
        ("Police foiled a plot to blow up the railway bridge.", [DisruptionStatus.FOILED]),
        ("Insurgents tried to destroy the power station but failed.", [DisruptionStatus.FOILED]),
        ("Rebels attempted to burn the police station.", [DisruptionStatus.FOILED]),
        ("Rebels failed in a bid to seize the town and later destroyed a bridge.", [DisruptionStatus.DESTROYED]),
        ("The bridge was not damaged in the attack.", []),
        ("No damage to the pipeline was reported.", []),
        ("The minister denied that the hospital had been damaged.", []),
        ("Schools will be closed from Monday.", [DisruptionStatus.CLOSED]),
    ],
)
def test_harm_is_told_as_far_as_it_was_done(text: str, told: list[DisruptionStatus]) -> None:
    """What was tried, planned or denied is never done. Source: claims_method §2.1."""
    assert [d.status for d in disruptions(text)] == told
