"""People "shot" may be among the dead: theirs are taken off, others are not, and the figure says so."""

import pytest
from telling_world import World, view_of

from onrecord.model.enums import Effect
from onrecord.model.figures import Figure


def injured(*sentences: tuple[str, str, int], later: tuple[str, str, int] | None = None) -> list[Figure]:
    """The injured of one attack, told in sentences of (words, effect, count), and perhaps one of a later report."""
    world = World()
    r = world.report("one", "2026-03-04T08:00+00:00", title="Gunfire in Tarvan market")
    r.tells("Gunmen attacked the Tarvan market.", "armed_attack", trigger="attacked", place="Tarvan", when="2026-03-03")
    for words, effect, low in sentences:
        harm = "shot" if "shot" in words else None
        r.says(words, effect, "civilian", low, place="Tarvan", when="2026-03-03", by="police", harm=harm)
    if later is not None:
        other = world.report("two", "2026-03-04T20:00+00:00", title="Gunfire in Tarvan market: one dies")
        other.tells("Gunmen attacked the Tarvan market.", "armed_attack", trigger="attacked", place="Tarvan", when="2026-03-03")
        other.says(later[0], later[1], "civilian", later[2], place="Tarvan", when="2026-03-03", by="police")
    return [f for f in view_of(world).figures if f.cell.effect is Effect.INJURED]


@pytest.mark.parametrize(
    ("words", "told", "left"),
    [
        ("In the market 6 people were shot.", 6, 5),
        ("In the market 6 others were shot.", 6, 6),
        ("In the market 6 people were wounded.", 6, 6),
    ],
)
def test_one_of_those_shot_died(words: str, told: int, left: int) -> None:
    (figure,) = injured((words, "injured", told), ("Of them 1 is dead.", "killed", 1))
    assert (figure.low, figure.high) == (left, left)


def test_the_figure_says_that_the_dead_are_taken_off() -> None:
    (figure,) = injured(("In the market 6 people were shot.", "injured", 6), ("Of them 1 is dead.", "killed", 1))
    assert "Of 6 said to be shot or hit, the 1 who died are taken off: 5." in figure.steps


def test_who_was_shot_and_died_later_is_no_wounded_person() -> None:
    assert injured(("A trader, 1, was shot.", "injured", 1), later=("The trader, 1, is dead.", "killed", 1)) == []


def test_dead_fighters_are_not_taken_off_civilians() -> None:
    world = World()
    r = world.report("one", "2026-03-04T08:00+00:00", title="Gunfire in Tarvan market")
    r.tells("Gunmen attacked the Tarvan market.", "armed_attack", trigger="attacked", place="Tarvan", when="2026-03-03")
    r.says("In the market 3 shoppers were shot.", "injured", "civilian", 3, place="Tarvan", when="2026-03-03", harm="shot")
    r.says("Of the gunmen 2 are dead.", "killed", "militant", 2, place="Tarvan", when="2026-03-03")
    (figure,) = [f for f in view_of(world).figures if f.cell.effect is Effect.INJURED]
    assert (figure.low, figure.high) == (3, 3)
