"""What people say of pairs overrides every score, survives another reader, and speaks up when it contradicts itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from telling_world import ACTORS, World, shuffled, view_of

from onrecord.codebooks import load_policy
from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError
from onrecord.model.register import Decision, View
from onrecord.model.spans import cut
from onrecord.reconcile.joining.judgements import judge_pair
from onrecord.reconcile.reconciling import reconcile

SAME, DIFFERENT, UNSURE = Judgement.POSITIVE, Judgement.NEGATIVE, Judgement.UNSURE
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = "2026-03-03"


def _world(*places: str, when: str = DAY) -> World:
    world = World()
    for n, place in enumerate(places):
        r = world.report(f"paper-{n}", f"2026-03-04T06:{n:02d}+00:00")
        r.tells(f"Paper {n} tells of an occurrence there.", "armed_attack", trigger="occurrence", place=place, when=when)
    return world


def _judged(view: View, *pairs: tuple[str, str, Judgement], by: str = "reviewer-1") -> View:
    made = tuple(judge_pair(view, left, right, verdict, by=by, at=AT) for left, right, verdict in pairs)
    return _with(view, *made)


def _with(view: View, *made: Decision) -> View:
    decided = (*view.register.decisions, *made)
    return reconcile(replace(view.register, decisions=decided), load_policy("range"), ACTORS)


def _events(view: View) -> list[set[str]]:
    return sorted((set(e.document_ids) for e in view.events), key=sorted)


def _documents(world: World) -> list[str]:
    return [r.document_id for r in world.reports]


def test_same_joins_what_the_scores_keep_apart() -> None:
    world = _world("Tarvan", "Noshira")
    view = view_of(world)
    one, other = (e.event_id for e in view.events)
    assert len(_judged(view, (one, other, SAME)).events) == 1


def test_different_parts_what_the_scores_bring_together() -> None:
    world = _world("Tarvan", "Tarvan")
    view = view_of(world)
    assert len(view.events) == 1
    one, other = view.events[0].event_mention_ids
    assert len(_judged(view, (one, other, DIFFERENT)).events) == 2


def test_unsure_changes_nothing() -> None:
    view = view_of(_world("Tarvan", "Tarvan"))
    one, other = view.events[0].event_mention_ids
    assert _judged(view, (one, other, UNSURE)).events == view.events


def test_whole_reports_are_joined_and_parted() -> None:
    world = _world("Tarvan", "Noshira", "Tarvan")
    a, b, c = _documents(world)
    judged = _judged(view_of(world), (a, b, SAME), (a, c, DIFFERENT))
    assert _events(judged) == sorted(({a, b}, {c}), key=sorted)


def test_a_report_without_a_place_is_joined_to_the_event_of_another() -> None:
    world = _world("Tarvan")
    r = world.report("vague", "2026-03-04T09:00+00:00")
    r.tells("An ambush was reported somewhere.", "armed_attack", trigger="ambush", when=DAY)
    a, b = _documents(world)
    assert _events(_judged(view_of(world), (a, b, SAME))) == [{a, b}]


def test_two_reports_without_a_place_are_parted() -> None:
    world = World()
    for n in range(2):
        r = world.report(f"vague-{n}", "2026-03-04T09:00+00:00", url="https://vague.example/one")
        r.tells("An ambush was reported somewhere.", "armed_attack", trigger="ambush", when=DAY)
    a, b = _documents(world)
    view = view_of(world)
    assert _events(view) == [{a, b}]
    assert len(_judged(view, (a, b, DIFFERENT)).events) == 2


def test_a_judgement_survives_a_reader_that_marks_other_words() -> None:
    world = _world("Tarvan", "Noshira")
    view = view_of(world)
    mentions = [m.event_mention_id for x in view.register.extractions for m in x.events]
    made = judge_pair(view, mentions[0], mentions[1], SAME, by="reviewer-1", at=AT)
    readings = []
    for reading, doc in zip(view.register.extractions, view.register.documents, strict=True):
        at = doc.text.index("an occurrence")
        told = replace(reading.events[0], event_mention_id=f"evm-{doc.source}", trigger=cut(doc.text, at, at + 13))
        readings.append(replace(reading, events=(told,), reader="another"))
    again = _with(reconcile(replace(view.register, extractions=tuple(readings)), load_policy("range"), ACTORS), made)
    assert len(again.events) == 1
    assert not [p for p in again.problems if p.code.startswith("judgement")]


def test_two_people_who_disagree_settle_nothing_and_are_both_named() -> None:
    world = _world("Tarvan", "Tarvan")
    a, b = _documents(world)
    view = view_of(world)
    judged = _judged(_judged(view, (a, b, DIFFERENT), by="Mina"), (a, b, SAME), by="Omar")
    (problem,) = (p for p in judged.problems if p.code == "judgements_contradict")
    assert "Mina says" in problem.message and "Omar says" in problem.message
    assert _events(judged) == _events(view)


def test_a_chain_of_same_against_a_different_names_every_link() -> None:
    world = _world("Tarvan", "Noshira", "Arzan")
    a, b, c = _documents(world)
    judged = _judged(view_of(world), (a, b, SAME), (b, c, SAME), (a, c, DIFFERENT))
    (problem,) = (p for p in judged.problems if p.code == "judgements_contradict")
    assert all(name in problem.message for name in (a, b, c))
    assert len(judged.events) == 3


def test_a_hundred_contradictions_take_no_time() -> None:
    world = _world(*["Tarvan"] * 60)
    docs = _documents(world)
    pairs = [(docs[n], docs[n + 1], SAME) for n in range(59)] + [(docs[0], docs[n], DIFFERENT) for n in range(2, 60)]
    judged = _judged(view_of(world), *pairs)
    assert 1 <= len([p for p in judged.problems if p.code == "judgements_contradict"]) <= len(pairs)


def test_order_of_reports_changes_no_judged_event() -> None:
    world = _world("Tarvan", "Noshira", "Tarvan", "Arzan")
    a, b, c, d = _documents(world)
    judged = _judged(view_of(world), (a, b, SAME), (a, c, DIFFERENT), (c, d, SAME))
    again = reconcile(shuffled(judged.register, [2, 0, 3, 1]), load_policy("range"), ACTORS)
    assert again.events == judged.events
    assert again.redirects == judged.redirects


def test_a_judgement_on_a_report_that_is_not_on_record_yet_waits() -> None:
    world = _world("Tarvan", "Noshira")
    a, b = _documents(world)
    view = view_of(world)
    made = judge_pair(view, a, b, SAME, by="reviewer-1", at=AT)
    register = replace(view.register, documents=view.register.documents[:1], extractions=view.register.extractions[:1])
    early = reconcile(replace(register, decisions=(made,)), load_policy("range"), ACTORS)
    assert len(early.events) == 1


@pytest.mark.parametrize(("left", "right"), [("evt-none-1", None), ("clm-nothing", None), (None, None), ("", None)])
def test_a_judgement_on_what_is_not_there_speaks_up(left: str | None, right: str | None) -> None:
    world = _world("Tarvan", "Noshira")
    a, b = _documents(world)
    with pytest.raises(InputError, match=r"no event|one and the same"):
        judge_pair(view_of(world), left if left is not None else a, a if left is None else b, SAME, by="reviewer-1", at=AT)


def test_a_judgement_by_nobody_speaks_up() -> None:
    a, b = _documents(world := _world("Tarvan", "Noshira"))
    with pytest.raises(InputError, match="Nobody"):
        judge_pair(view_of(world), a, b, SAME, by=" ", at=AT)


def test_a_report_against_an_event_is_no_pair() -> None:
    world = _world("Tarvan", "Noshira")
    view = view_of(world)
    judged = _judged(view, (world.reports[0].document_id, view.events[1].event_id, SAME))
    assert [p.code for p in judged.problems if p.code.startswith("judgement")] == ["judgement_of_unlike"]
