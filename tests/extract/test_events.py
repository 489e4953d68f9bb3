"""What happened: types, realis, and who did what to whom."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract import gates
from onrecord.extract.events import find_events
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import EventType, Realis
from onrecord.model.events import EventMention

LEXICON = load_lexicon("en")


def events(text: str) -> tuple[EventMention, ...]:
    doc = Document(
        document_id="d",
        text_version="1",
        text=text,
        raw_sha256="0",
        source="test",
        language="en",
        published_at=datetime(2026, 1, 31, tzinfo=UTC),
    )
    return find_events(doc, gates.split(doc), LEXICON)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A suicide bomber blew himself up at the gate of a base in Tarvan.", EventType.SUICIDE_BOMBING),
        ("A roadside bomb exploded near a patrol in Tarvan.", EventType.BOMBING_IED),
        ("Two men hurled a hand grenade at the mayor's house in Tarvan.", EventType.GRENADE),
        ("Rebels fired rocket shells at the old quarter of Tarvan.", EventType.SHELLING_ROCKET),
        ("Airstrikes hit two villages near Tarvan on Monday.", EventType.AIRSTRIKE_DRONE),
        ("Fierce clashes broke out between the army and rebels near Tarvan.", EventType.ARMED_CLASH),
        ("Gunmen kidnapped an engineer in Tarvan on Monday.", EventType.ABDUCTION),
        ("Police arrested two suspects in Tarvan.", EventType.ARREST_RAID),
        ("A mob set ablaze three shops in Tarvan.", EventType.LOOTING_ARSON),
        ("The army and the rebels signed a ceasefire on Monday.", EventType.AGREEMENT),
        ("Railway tracks were destroyed near Tarvan.", EventType.SABOTAGE),
        ("Gunmen stormed a prison in Tarvan.", EventType.PRISON_BREAK),
    ],
)
def test_words_tell_the_type(text: str, kind: EventType) -> None:
    assert kind in {event.type for event in events(text)}


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("Gunmen attacked a police station in Tarvan.", Realis.HAPPENED),
        ("The army foiled an attack on a police station in Tarvan.", Realis.FAILED),
        ("A bid to storm the prison in Tarvan was reported, though guards held it.", Realis.FAILED),
        ("In 2025, militants hijacked the Lake Express train.", Realis.BACKGROUND),
    ],
)
def test_words_tell_whether_it_happened(text: str, realis: Realis) -> None:
    assert [event.realis for event in events(text)] == [realis]


def test_attempted_abduction_is_never_done() -> None:
    told = events("Some officials reported attempted abductions in Tarvan.")
    assert [(event.type, event.realis) for event in told] == [(EventType.ABDUCTION, Realis.FAILED)]


def test_doer_target_and_weapon_are_named() -> None:
    (event,) = events("Militants attacked a police station with grenades in Tarvan on Monday.")[:1]
    assert event.perpetrator and event.perpetrator.span and event.perpetrator.span.exact == "Militants"
    assert event.target and event.target.exact == "a police station"


def test_passive_turns_target_and_doer_round() -> None:
    (event,) = events("Two police outposts in Tarvan were attacked by armed rebels on Monday.")
    assert event.target and event.target.exact == "Two police outposts"
    assert event.perpetrator and event.perpetrator.span and event.perpetrator.span.exact.endswith("rebels")


def test_claim_of_responsibility_goes_to_its_attack() -> None:
    (event,) = events("The offensive, claimed by the Free Lakes Front (FLF), targeted several towns.")[:1]
    assert event.claimed_by and event.claimed_by.span and event.claimed_by.span.exact == "the Free Lakes Front (FLF)"


def test_nobody_claims_when_none_did() -> None:
    told = events("A bomb exploded in Tarvan. No group claimed responsibility for the attack.")
    assert told and all(event.claimed_by is None for event in told)


def test_repeated_mention_is_one_occurrence() -> None:
    told = events("A car bomb exploded in Tarvan on Monday. The blast damaged windows. The explosion was heard for miles.")
    assert [event.type for event in told] == [EventType.BOMBING_IED]


@pytest.mark.parametrize("text", ["", "The fire department held an open day.", "The striker hit the post in March."])
def test_no_event_where_none_is_told(text: str) -> None:
    assert events(text) == ()


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200),
    st.sampled_from(["", " attacked a base ", " claimed by ", "İ bomb blast in X by rebels ", "\ud800 raid"]),
)
def test_any_text_is_read_without_a_crash_and_spans_are_exact(text: str, cue: str) -> None:
    words = text + cue + text
    for event in events(words):
        parts = (event.trigger, event.target, event.weapon, event.perpetrator and event.perpetrator.span)
        for part in (*parts, event.claimed_by and event.claimed_by.span):
            assert part is None or words[part.start : part.end] == part.exact


def test_attempt_on_an_installation_that_was_beaten_back_failed() -> None:
    assert [e.realis for e in events("Rebels tried to storm the barracks at dawn but were beaten back.")] == [Realis.FAILED]
