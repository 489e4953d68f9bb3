"""Figures that look apart and are not: parts of one another, other places, with and without militants."""

from telling_world import FLS, World, conflicts, view_of

DAY = "2026-03-03"


def _wave(*places: str) -> World:
    world = World()
    r = world.report("wave", f"{DAY}T06:00+00:00")
    r.tells("A wave of attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY, claimed_by=FLS)
    for place in places:
        r.tells(f"Gunmen came to {place}.", "armed_attack", trigger="came", place=place, when=DAY)
    return world


def _says(world: World, name: str, hour: int, sentence: str, who: str, count: int, **more: object) -> None:
    r = world.report(name, f"{DAY}T{hour:02d}:00+00:00", outlet=name)
    r.says(sentence, "killed", who, count, when=DAY, perpetrator=FLS, **more)


def test_town_inside_the_province_is_nested() -> None:
    world = _wave("Tarvan", "Noshira")
    _says(world, "alpha", 9, "In Sarhan 31 villagers died, officials said.", "civilian", 31, by="officials", place="Sarhan")
    _says(world, "beta", 10, "Police counted 7 dead villagers in Tarvan.", "civilian", 7, by="police", place="Tarvan")
    (found,) = conflicts(view_of(world), "nested")
    assert len(found.claim_ids) == 2
    assert "31 villagers" in found.explanation.split("among these")[0]
    assert "7 dead villagers" in found.explanation.split("among these")[1]


def test_group_inside_its_side_is_nested_and_a_part_of_the_part_is_left_out() -> None:
    world = World()
    _says(world, "alpha", 9, "In Tarvan 14 people died, officials said.", "unknown", 14, by="officials", place="Tarvan")
    _says(world, "beta", 10, "Of the villagers 9 died in Tarvan, police said.", "civilian", 9, by="police", place="Tarvan")
    _says(world, "gamma", 11, "In Tarvan 4 children died, a nurse said.", "civilian", 4, by="hospital", place="Tarvan",
          groups=("children",))  # fmt: skip
    found = conflicts(view_of(world), "nested")
    assert sorted(len(c.claim_ids) for c in found) == [2, 2]
    assert not any("14 people" in c.explanation and "4 children" in c.explanation for c in found)


def test_part_larger_than_its_whole_is_no_nesting() -> None:
    world = _wave("Tarvan", "Noshira")
    _says(world, "alpha", 9, "In Sarhan 6 villagers died, officials said.", "civilian", 6, by="officials", place="Sarhan")
    _says(world, "beta", 8, "Officials counted 11 dead villagers in Tarvan.", "civilian", 11, by="officials", place="Tarvan")
    view = view_of(world)
    assert not conflicts(view, "nested")
    assert conflicts(view, "genuine") + conflicts(view, "arithmetic")


def test_different_places_do_not_contradict() -> None:
    world = _wave("Tarvan", "Noshira")
    _says(world, "alpha", 9, "Police counted 11 dead villagers in Noshira.", "civilian", 11, by="police", place="Noshira")
    _says(world, "beta", 10, "Police counted 7 dead villagers in Tarvan.", "civilian", 7, by="police", place="Tarvan")
    (found,) = conflicts(view_of(world), "scope")
    assert found.explanation.startswith("These figures are for different places and do not contradict: ")
    assert len(found.claim_ids) == 2


def test_equal_numbers_and_one_report_need_no_explanation() -> None:
    world = _wave("Tarvan", "Noshira")
    r = world.report("alpha", f"{DAY}T09:00+00:00")
    r.says("Police counted 11 dead villagers in Noshira.", "killed", "civilian", 11, by="police", when=DAY, place="Noshira")
    r.says("Police counted 7 dead villagers in Tarvan.", "killed", "civilian", 7, by="police", when=DAY, place="Tarvan")
    assert not conflicts(view_of(world), "scope")


def test_people_with_and_without_militants_are_counted_apart() -> None:
    world = World()
    r = world.report("alpha", f"{DAY}T09:00+00:00")
    r.says("In Tarvan 88 people died, officials said.", "killed", "unknown", 88, by="officials", when=DAY, place="Tarvan")
    other = world.report("beta", f"{DAY}T10:00+00:00")
    whole = other.says("Police found 21 dead in Tarvan.", "killed", "unknown", 21, by="police", when=DAY, place="Tarvan")
    other.says("Of them 11 were villagers.", "killed", "civilian", 11, by="police", when=DAY, place="Tarvan", part_of=whole)
    other.says("The army killed 67 militants in Tarvan.", "killed", "militant", 67, by="army", when=DAY, place="Tarvan")
    found = conflicts(view_of(world), "scope")
    assert ["with and without militants" in c.explanation for c in found] == [True]
