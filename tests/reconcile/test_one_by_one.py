"""People told one by one are added up where the words set them apart; a report that tells only of harm is heard beside others."""

from dataclasses import replace

from telling_world import World, bounds, view_of

from onrecord.model.register import Register, View
from onrecord.pipeline import reconcile_register


def one_by_one(first: str, second: str, *, apart: bool) -> View:
    """A man and a woman killed in one sentence; `apart` = the words set the second apart from the first."""
    world = World()
    r = world.report("one", "2026-03-04T08:00+00:00", title="Two die in Tarvan")
    r.tells("Gunmen attacked the Tarvan market.", "armed_attack", trigger="attacked", place="Tarvan", when="2026-03-03")
    man = r.says(
        "A man and a woman were killed.", "killed", first, 1, number="A", place="Tarvan", when="2026-03-03", groups=("men",)
    )
    links = (("disjoint_from", man, None),) if apart else ()
    r.says("", "killed", second, 1, number="a woman", place="Tarvan", when="2026-03-03", groups=("women",), relations=links)
    return view_of(world)


def test_a_man_and_a_woman_are_two_people_of_whatever_side() -> None:
    assert bounds(one_by_one("unknown", "civilian", apart=True), derived=True) == (2, 2)
    assert bounds(one_by_one("civilian", "civilian", apart=True), category="civilian", derived=True) == (2, 2)


def test_people_who_may_be_the_same_are_not_added_up() -> None:
    view = one_by_one("unknown", "civilian", apart=False)
    assert not any(f.low == 2 for f in view.figures)


def later_death(*, alike: bool) -> View:
    """A report of an attack, and one that only says that a man has died, at the same address or elsewhere."""
    world = World()
    address = "https://one.example/story"
    r = world.report("one", "2026-03-04T08:00+00:00", url=address, title="Man shot in Tarvan")
    r.tells("Gunmen attacked the Tarvan market.", "armed_attack", trigger="attacked", place="Tarvan", when="2026-03-03")
    r.says("A trader, 1, was wounded.", "injured", "civilian", 1, place="Tarvan", when="2026-03-03")
    other = world.report(
        "two",
        "2026-03-05T08:00+00:00",
        url=address if alike else None,
        title="Man shot in Tarvan has died" if alike else "Old mayor mourned",
    )
    told = "The trader, 1, has died." if alike else "Friends of the mayor wept; 1 has died."
    other.says(told, "killed", "civilian", 1, place="Tarvan", when="2026-03-03")
    register = world.register()
    quiet = tuple(replace(x, relevant=bool(x.events)) for x in register.extractions)
    return reconcile_register(Register(documents=register.documents, extractions=quiet), "range")


def test_a_report_that_tells_only_of_the_death_counts_beside_one_that_tells_of_the_attack() -> None:
    view = later_death(alike=True)
    assert bounds(view, category="civilian") == (1, 1)
    assert not [p for p in view.problems if p.code == "left_out_of_figures"]


def test_a_report_of_no_conflict_that_is_like_no_other_stays_out() -> None:
    view = later_death(alike=False)
    assert not [f for f in view.figures if f.cell.effect.value == "killed"]
    assert [p for p in view.problems if p.code == "left_out_of_figures"]
