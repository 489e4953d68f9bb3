"""Which tellings are one event, which events one campaign, and which stay apart."""

import pytest
from telling_world import FLS, PLACES, World, view_of

from onrecord.model.enums import EventType, Realis
from onrecord.model.mentions import PlaceRef
from onrecord.reconcile.joining.events import place_match, type_match

DAY = "2026-03-03"


def _attack(world: World, name: str, kind: str, place: str | None, when: str | None, **more: object) -> None:
    r = world.report(name, "2026-03-04T08:00+00:00")
    r.tells(f"Report {name} tells of an occurrence.", kind, trigger="occurrence", place=place, when=when, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "events"),
    [
        (("armed_attack", "Tarvan", DAY), ("suicide_bombing", "Tarvan", DAY), 1),
        (("armed_attack", "Tarvan", DAY), ("armed_attack", "Tarvan", "2026-03-04"), 1),
        (("armed_attack", "Tarvan", DAY), ("armed_attack", "Tarvan", "2026-03-06"), 2),
        (("armed_attack", "Tarvan", DAY), ("armed_attack", "Noshira", DAY), 2),
        (("armed_attack", "Tarvan", DAY), ("armed_attack", "Mopta", DAY), 2),
        (("bombing_ied", "Tarvan", DAY), ("abduction", "Tarvan", DAY), 2),
        (("sabotage", "Tarvan", DAY), ("sabotage", "Tarvan", DAY), 1),
        (("suicide_bombing", "Tarvan", DAY), ("grenade", "Tarvan", "2026-03-04"), 2),
    ],
)
def test_two_reports_tell_one_event_or_two(one: tuple[str, str, str], other: tuple[str, str, str], events: int) -> None:
    world = World()
    _attack(world, "one", *one)
    _attack(world, "other", *other)
    assert len(view_of(world).events) == events


def test_vague_telling_does_not_chain_two_exact_ones_together() -> None:
    world = World()
    _attack(world, "vague", "armed_attack", "Tarvan", "2026-03-03..2026-03-05")
    _attack(world, "early", "bombing_ied", "Tarvan", "2026-03-03")
    _attack(world, "late", "bombing_ied", "Tarvan", "2026-03-05")
    early, late = (next(e for e in view_of(world).events if str(e.date_start) == d) for d in ("2026-03-03", "2026-03-05"))
    assert early.event_id != late.event_id


def test_one_report_of_several_places_makes_a_campaign() -> None:
    world = World()
    r = world.report("wave", "2026-03-04T08:00+00:00")
    r.tells("Gunmen attacked Tarvan.", "armed_attack", trigger="attacked", place="Tarvan", when=DAY)
    r.tells("A bomb went off in Noshira.", "bombing_ied", trigger="bomb", place="Noshira", when=DAY)
    view = view_of(world)
    (campaign,) = view.campaigns
    assert campaign.title == "Attacks across Sarhan, 3 March 2026"
    assert {e.campaign_id for e in view.events} == {campaign.campaign_id}


def test_unrelated_events_of_one_day_in_two_reports_stay_apart() -> None:
    world = World()
    _attack(world, "one", "armed_attack", "Tarvan", DAY)
    _attack(world, "two", "abduction", "Noshira", DAY)
    view = view_of(world)
    assert not view.campaigns
    assert len(view.events) == 2


def test_statement_without_a_place_joins_by_armed_group_and_day() -> None:
    world = World()
    r = world.report("wave", "2026-03-04T08:00+00:00")
    r.tells("Coordinated attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY, claimed_by=FLS)
    other = world.report("statement", "2026-03-04T09:00+00:00")
    other.says("The FLS spoke of 9 dead of its own.", "killed", "militant", 9, by="FLS", when=DAY)
    (campaign,) = view_of(world).campaigns
    assert len(campaign.document_ids) == 2


@pytest.mark.parametrize("realis", [Realis.PLANNED, Realis.THREATENED, Realis.DENIED, Realis.BACKGROUND])
def test_what_did_not_happen_now_is_no_event(realis: Realis) -> None:
    world = World()
    _attack(world, "one", "armed_attack", "Tarvan", DAY, realis=realis)
    assert not view_of(world).events


def test_claim_goes_to_the_act_that_can_have_done_it() -> None:
    world = World()
    r = world.report("two-acts", "2026-03-04T08:00+00:00")
    r.tells("A bomb went off in Tarvan.", "bombing_ied", trigger="bomb", place="Tarvan", when=DAY)
    r.tells("Officials were seized in Tarvan.", "abduction", trigger="seized", place="Tarvan", when=DAY)
    dead = r.says("Two died in Tarvan.", "killed", "civilian", 2, number="Two", when=DAY, place="Tarvan")
    held = r.says("Three were taken in Tarvan.", "abducted", "civilian", 3, number="Three", when=DAY, place="Tarvan")
    by_type = {e.types[0]: e.claim_ids for e in view_of(world).events}
    assert by_type == {EventType.BOMBING_IED: (dead.claim_id,), EventType.ABDUCTION: (held.claim_id,)}


def test_event_id_does_not_depend_on_later_reports_with_larger_ids() -> None:
    world = World()
    _attack(world, "one", "armed_attack", "Tarvan", DAY)
    (first,) = view_of(world).events
    _attack(world, "two", "armed_attack", "Tarvan", DAY)
    (both,) = view_of(world).events
    smallest = min(m for r in world.reports for m in (e.event_mention_id for e in r.events))
    assert (first.event_id == both.event_id) == (smallest == world.reports[0].events[0].event_mention_id)


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        (PLACES["Tarvan"], PLACES["Tarvan"], 1, 1),
        (PLACES["Tarvan"], PLACES["Mopta"], 0, 0),
        (PlaceRef(name="a", latitude=27.0, longitude=66.0), PlaceRef(name="b", latitude=27.05, longitude=66.0), 0.5, 0.9),
        (PlaceRef(name="a", latitude=27.0, longitude=66.0), PlaceRef(name="b", latitude=27.5, longitude=66.0), 0, 0),
        (PlaceRef(name="Ilo"), PlaceRef(name="ilo"), 0.9, 0.9),
        (PlaceRef(name="Kelat", adm_1="S", adm_2="Kelat"), PlaceRef(name="Ilo", adm_1="S", adm_2="Kelat"), 0.6, 0.6),
        (None, PLACES["Tarvan"], 0, 0),
    ],
)
def test_places_match_by_id_distance_name_or_district(
    left: PlaceRef | None, right: PlaceRef | None, low: float, high: float
) -> None:
    assert low <= place_match(left, right) <= high


def test_loose_word_for_an_act_matches_its_exact_word() -> None:
    assert type_match(EventType.ARMED_ATTACK, EventType.GRENADE) == 0.8
    assert type_match(EventType.GRENADE, EventType.SUICIDE_BOMBING) == 0.4
    assert type_match(EventType.GRENADE, EventType.PROTEST) == 0
