"""Reports that cannot be right give clear problems in bounded time; nothing is lost and nothing hangs."""

import time
from dataclasses import replace

import pytest
from telling_world import World, conflicts, view_of

from onrecord.model.claims import Relation
from onrecord.model.enums import RelationKind
from onrecord.reconcile.faults import circular_parts

DAY = "2026-03-03"


def _circle(size: int) -> World:
    world = World()
    r = world.report("circle", "2026-03-05T08:00+00:00")
    for n in range(size):
        r.says(f"Count {n}: there were {n + 4} dead in Tarvan.", "killed", "unknown", n + 4, when=DAY, place="Tarvan")
    r.claims = [
        replace(c, relations=(Relation(kind=RelationKind.SUBSET_OF, other=r.claims[(n + 1) % size].claim_id),))
        for n, c in enumerate(r.claims)
    ]
    return world


@pytest.mark.parametrize("size", [1, 2, 3, 40])
def test_counts_that_contain_each_other_in_a_circle_are_one_problem(size: int) -> None:
    (problem,) = (p for p in view_of(_circle(size)).problems if p.code == "parts_in_a_circle")
    assert "parts of one another" in problem.message
    assert problem.span is not None and problem.span.exact.startswith("Count 0")


def test_parts_of_a_total_are_no_circle() -> None:
    world = World()
    r = world.report("tree", "2026-03-05T08:00+00:00")
    whole = r.says("In all 9 died in Tarvan.", "killed", "unknown", 9, when=DAY, place="Tarvan")
    half = r.says("Of them 5 were farmers.", "killed", "civilian", 5, when=DAY, place="Tarvan", part_of=whole)
    r.says("Among those 2 were children.", "killed", "civilian", 2, when=DAY, place="Tarvan", part_of=half, groups=("children",))
    r.says("Another 3 were guards.", "killed", "security", 3, when=DAY, place="Tarvan", part_of=whole)
    assert circular_parts([r.extraction()]) == []


def test_a_dense_tangle_of_links_takes_no_time() -> None:
    world = _circle(60)
    r = world.reports[0]
    everyone = [c.claim_id for c in r.claims]
    links = tuple(Relation(kind=RelationKind.SUBSET_OF, other=name) for name in everyone)
    r.claims = [replace(c, relations=links) for c in r.claims]
    start = time.process_time()
    assert circular_parts([r.extraction()])
    assert time.process_time() - start < 1


def test_an_impossible_total_is_shown_with_its_parts() -> None:
    world = World()
    r = world.report("impossible", "2026-03-05T08:00+00:00")
    whole = r.says("In all 6 died in Tarvan.", "killed", "unknown", 6, by="officials", when=DAY, place="Tarvan")
    r.says("Of them 5 were farmers.", "killed", "civilian", 5, by="officials", when=DAY, place="Tarvan", part_of=whole)
    r.says("Another 4 were guards.", "killed", "security", 4, by="officials", when=DAY, place="Tarvan", part_of=whole)
    (found,) = conflicts(view_of(world), "arithmetic")
    assert "= 9, more than 6" in found.explanation


def test_many_versions_of_one_story_are_one_event_and_one_note() -> None:
    world = World()
    for n in range(600):
        r = world.report(f"v{n}", f"2026-03-{4 + n // 1000:02d}T{n // 60 % 24:02d}:{n % 60:02d}+00:00", outlet="Gazette",
                         url="https://gazette.example/live")  # fmt: skip
        r.tells("A blast tore through the bazaar of Tarvan.", "bombing_ied", trigger="blast", place="Tarvan", when=DAY)
        r.says(f"Officials now count {5 + n // 100} dead.", "killed", "civilian", 5 + n // 100, by="officials", when=DAY,
               place="Tarvan")  # fmt: skip
    start = time.process_time()
    view = view_of(world)
    assert time.process_time() - start < 10
    assert len(view.events) == 1
    assert [p.message for p in view.problems if p.code == "many_versions"] == [
        "This story is on record in 600 versions and copies; see if a feed or an archive repeats it."
    ]
