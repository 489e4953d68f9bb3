"""Ids of events and campaigns: the same in whatever order reports arrive, and followed through merges, splits and new readers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling_world import ACTORS, FLS, World, shuffled, view_of

from onrecord.codebooks import load_policy
from onrecord.model.register import Extraction, Register, View
from onrecord.model.spans import cut
from onrecord.reconcile.joining.naming import anchor_of, trace
from onrecord.reconcile.reconciling import reconcile

DAY, NEXT = "2026-03-03", "2026-03-04"


def _view(register: Register) -> View:
    return reconcile(register, load_policy("range"), ACTORS)


def _until(register: Register, reports: int) -> Register:
    return replace(register, documents=register.documents[:reports], extractions=register.extractions[:reports])


def _attack(world: World, name: str, hour: int, place: str = "Tarvan", kind: str = "armed_attack", when: str = DAY) -> None:
    r = world.report(name, f"2026-03-04T{hour:02d}:00+00:00")
    r.tells(f"Paper {name} tells of an occurrence there.", kind, trigger="occurrence", place=place, when=when)


def test_later_reports_of_an_event_leave_its_id_alone() -> None:
    world = World()
    _attack(world, "first", 6)
    before = view_of(world).events[0].event_id
    for n in range(12):
        _attack(world, f"later-{n}", 7 + n)
    (event,) = view_of(world).events
    assert event.event_id == before


def test_an_earlier_report_that_arrives_late_renames_the_event_and_leaves_a_redirect() -> None:
    world = World()
    _attack(world, "second", 9)
    before = view_of(world).events[0].event_id
    _attack(world, "first", 6)
    view = view_of(world)
    (event,) = view.events
    assert event.event_id != before
    assert [(r.old, r.new) for r in view.redirects] == [(before, event.event_id)]
    assert trace(before, view).new == event.event_id


def test_order_of_arrival_changes_no_id_and_no_redirect() -> None:
    world = World()
    for n, hour in enumerate((9, 6, 8, 7)):
        _attack(world, f"paper-{n}", hour)
    register = world.register()
    views = [_view(shuffled(register, order)) for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1])]
    assert len({(tuple(e.event_id for e in v.events), v.redirects) for v in views}) == 1


def test_two_events_that_a_third_report_shows_to_be_one_keep_the_older_id() -> None:
    world = World()
    _attack(world, "raid", 6, kind="bombing_ied", when=DAY)
    _attack(world, "blast", 7, kind="bombing_ied", when="2026-03-05")
    older, newer = sorted(view_of(world).events, key=lambda e: str(e.date_start))
    assert older.event_id != newer.event_id
    _attack(world, "link", 8, kind="bombing_ied", when="2026-03-03..2026-03-05")
    view = view_of(world)
    assert trace(older.event_id, view).new == older.event_id
    assert trace(newer.event_id, view).new in {e.event_id for e in view.events}


def test_an_id_survives_a_reader_that_marks_other_words() -> None:
    world = World()
    r = world.report("solo", "2026-03-04T06:00+00:00")
    r.tells("Masked men carried out a deadly raid at dusk.", "armed_attack", trigger="raid", place="Tarvan", when=DAY)
    r.tells("Elsewhere a shop was set alight overnight.", "looting_arson", trigger="set alight", place="Noshira", when=DAY)
    view = view_of(world)
    raid = next(e for e in view.events if "Tarvan" in e.title)
    (reading,) = view.register.extractions
    at = r.text.index("deadly raid")
    other = replace(reading.events[0], event_mention_id="evm-new", trigger=cut(r.text, at, at + len("deadly raid")))
    again = _view(replace(view.register, extractions=(replace(reading, events=(other, reading.events[1])),)))
    found = trace(raid.event_id, again)
    assert found.new == next(e.event_id for e in again.events if "Tarvan" in e.title)
    assert "read anew" in found.why


def test_an_id_whose_report_tells_of_nothing_any_more_is_a_tombstone() -> None:
    world = World()
    _attack(world, "gone", 6)
    view = view_of(world)
    silent = tuple(Extraction(document_id=x.document_id, text_version=x.text_version, reader="x", relevant=False, relevance=0.0)
                   for x in view.register.extractions)  # fmt: skip
    found = trace(view.events[0].event_id, _view(replace(view.register, extractions=silent)))
    assert found.new is None
    assert "tells of no event" in found.why


@pytest.mark.parametrize("name", ["evt-", "evt-xyz", "cmp-12ab-x", "clm-12ab-7", "", "evt--5"])
def test_what_is_no_id_is_said_to_be_none(name: str) -> None:
    assert anchor_of(name) is None
    assert trace(name, View(register=Register(), policy="")).new is None


def test_a_campaign_that_dissolves_leads_to_the_event_it_was_about() -> None:
    world = World()
    r = world.report("wave", "2026-03-04T08:00+00:00")
    r.tells("Gunmen struck a post in Tarvan.", "armed_attack", trigger="struck", place="Tarvan", when=DAY, claimed_by=FLS)
    r.tells("A bomb went off in Noshira.", "bombing_ied", trigger="bomb", place="Noshira", when=DAY)
    view = view_of(world)
    (campaign,) = view.campaigns
    (reading,) = view.register.extractions
    alone = _view(replace(view.register, extractions=(replace(reading, events=reading.events[:1]),)))
    assert alone.campaigns == ()
    assert trace(campaign.campaign_id, alone).new == alone.events[0].event_id


@st.composite
def arrivals(draw: st.DrawFn) -> World:
    world = World()
    for n in range(draw(st.integers(2, 7))):
        r = world.report(f"p{n}", f"2026-03-05T{draw(st.integers(0, 23)):02d}:00+00:00")
        for m in range(draw(st.integers(1, 3))):
            place = draw(st.sampled_from(["Tarvan", "Noshira", "Arzan"]))
            kind = draw(st.sampled_from(["armed_attack", "bombing_ied", "abduction"]))
            when = draw(st.sampled_from([DAY, NEXT]))
            r.tells(f"Item {m} tells of an occurrence.", kind, trigger="occurrence", place=place, when=when)
    return world


@settings(max_examples=25, deadline=None)
@given(world=arrivals(), data=st.data())
def test_every_id_ever_given_leads_to_the_event_that_its_founder_is_in(world: World, data: st.DataObject) -> None:
    register = world.register()
    early = _view(_until(register, data.draw(st.integers(1, len(register.documents)))))
    late = _view(register)
    home = {m: e for e in late.events for m in e.event_mention_ids}
    for event in early.events:
        at = anchor_of(event.event_id)
        assert at is not None
        founder = next(m for x in register.extractions for m in x.events if (x.document_id, m.trigger.start) == at)
        assert trace(event.event_id, late).new == home[founder.event_mention_id].event_id
    for redirect in late.redirects:
        assert trace(redirect.old, late).new == redirect.new
