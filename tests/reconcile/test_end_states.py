"""End states under gva_like: of those struck in one happening, who died and who lived, each once; accidents count too."""

from dataclasses import replace

import pytest
from telling_world import ACTORS, Report, World, figures

from onrecord.codebooks import load_policy
from onrecord.model.enums import Context
from onrecord.model.figures import Figure
from onrecord.model.spans import cut
from onrecord.reconcile.reconciling import reconcile

DAY = "2026-03-03"
TITLE = "Gunfire in Tarvan market"


def report(world: World, name: str, day: str) -> Report:
    """One report of the shooting; what it counts is for the test to say."""
    r = world.report(name, f"{day}T20:00+00:00", title=f"{TITLE} {name}")
    r.tells("Gunmen attacked the Tarvan market.", "armed_attack", trigger="attacked", place="Tarvan", when=DAY)
    return r


def counts(r: Report, words: str, effect: str, people: int, *, harm: str | None = None) -> None:
    r.says(words, effect, "civilian", people, place="Tarvan", when=DAY, by="police", harm=harm)


def names(r: Report, words: str, effect: str, who: str) -> None:
    """A person told in the words of the report, with no number of his own."""
    claim = r.says(words, effect, "civilian", 1, place="Tarvan", when=DAY)
    at = claim.span.start + words.index(who)
    r.claims[-1] = replace(
        claim, count=replace(claim.count, span=None), victims=replace(claim.victims, span=cut(r.text, at, at + len(who)))
    )


def ends(world: World) -> dict[str, Figure]:
    told = reconcile(world.register(), load_policy("gva_like"), ACTORS).figures
    return {f.cell.effect.value: f for f in told if f.cell.detail == "end_state"}


def best(world: World) -> tuple[int | None, int | None]:
    """The dead and the wounded."""
    found = ends(world)
    return (found["killed"].best, found["injured"].best) if found else (None, None)


def test_who_was_wounded_and_dies_later_is_one_of_the_dead_and_of_no_wounded() -> None:
    world = World()
    counts(report(world, "one", DAY), "In the market 3 people were wounded.", "injured", 3)
    later = report(world, "two", "2026-03-09")
    counts(later, "Of them 1 is dead.", "killed", 1)
    counts(later, "In the market 3 people were shot.", "injured", 3, harm="shot")
    assert best(world) == (1, 2)


def test_most_reports_are_followed_and_the_others_are_told() -> None:
    world = World()
    told = ("In the market 2 people are dead.", "Gunfire left 2 shoppers dead.", "Doctors say that 3 of them are dead.")
    for name, words, dead in zip(("one", "two", "three"), told, (2, 2, 3), strict=True):
        counts(report(world, name, DAY), words, "killed", dead)
    killed = ends(world)["killed"]
    assert (killed.low, killed.best, killed.high) == (2, 2, 3)
    assert killed.steps[0] == "2 of 3 reports have 2 dead; 3 in 1."


def test_a_copy_is_no_second_account() -> None:
    world = World()
    for name, dead in (("one", 2), ("two", 2), ("three", 3)):
        counts(report(world, name, DAY), f"In the market {dead} people are dead.", "killed", dead)
    assert best(world) == (3, 0)


def test_a_report_without_wounded_does_not_say_that_there_were_none() -> None:
    world = World()
    for name, words in (("one", "Gunfire left 1 shopper dead."), ("two", "Doctors say that 1 of them is dead.")):
        counts(report(world, name, DAY), words, "killed", 1)
    full = report(world, "three", DAY)
    counts(full, "In the market 1 man is dead.", "killed", 1)
    counts(full, "There 2 women are wounded.", "injured", 2)
    assert best(world) == (1, 2)


def test_the_wounded_are_those_of_reports_that_have_the_dead_right() -> None:
    world = World()
    for name, dead, hurt in (("one", 1, 5), ("two", 2, 3), ("three", 2, 3), ("four", 1, 5), ("five", 2, 0)):
        r = report(world, name, DAY)
        counts(r, f"Reporters of {name} count {dead} dead.", "killed", dead)
        if hurt:
            counts(r, f"They count {hurt} wounded.", "injured", hurt)
    assert best(world) == (2, 3)
    assert ends(world)["injured"].steps[0] == "2 of 2 reports with 2 dead have 5 struck, the dead among them."


@pytest.mark.parametrize(
    ("hurt", "victims", "died", "dead", "wounded"),
    [
        ("Ann Vale was found wounded.", "Ann Vale", "Vale is dead.", "Vale", 0),
        ("The boy was found wounded.", "boy", "A boy is dead.", "boy", 0),
        ("The girl was found wounded.", "girl", "A boy is dead.", "boy", 1),
        ("Ann Vale was found wounded.", "Ann Vale", "Bo Hart is dead.", "Bo Hart", 1),
        ("The 17-year-old was found wounded.", "17-year-old", "A 17-year-old boy is dead.", "17-year-old boy", 0),
        ("The 17-year-old was found wounded.", "17-year-old", "A 16-year-old is dead.", "16-year-old", 1),
    ],
)
def test_who_is_told_as_wounded_and_as_dead_died(hurt: str, victims: str, died: str, dead: str, wounded: int) -> None:
    world = World()
    r = report(world, "one", DAY)
    names(r, hurt, "injured", victims)
    names(r, died, "killed", dead)
    assert best(world) == (1, wounded)


def test_of_two_reports_that_differ_the_higher_toll_stands() -> None:
    world = World()
    for name, dead in (("one", 1), ("two", 2)):
        counts(report(world, name, DAY), f"In the market {dead} people are dead.", "killed", dead)
    assert best(world) == (2, 0)


def test_a_report_that_says_one_number_again_and_again_counts_the_people_once() -> None:
    world = World()
    r = report(world, "one", DAY)
    for words in ("In the market 2 people are dead.", "The 2 traders are dead.", "Both, 2 brothers, are dead."):
        counts(r, words, "killed", 2)
    assert best(world) == (2, 0)


@pytest.mark.parametrize(
    ("words", "context", "dead"),
    [
        ("A rifle went off and 1 boy is dead.", Context.ACCIDENT, 1),
        ("In a crash on the way 1 boy is dead.", Context.ACCIDENT, None),
        ("In the flood 1 boy is dead.", Context.DISASTER, None),
        ("In a robbery 1 boy is dead.", Context.CRIME, 1),
    ],
)
def test_shooting_accidents_count_and_others_do_not(words: str, context: Context, dead: int | None) -> None:
    world = World()
    r = report(world, "one", DAY)
    counts(r, words, "killed", 1)
    r.claims[0] = replace(r.claims[0], context=context)
    assert best(world)[0] == dead


@pytest.mark.parametrize("policy", ["range", "representative", "gtd_like"])
def test_no_other_policy_counts_an_accident_or_keeps_end_states(policy: str) -> None:
    world = World()
    r = report(world, "one", DAY)
    counts(r, "A rifle went off and 1 boy is dead.", "killed", 1)
    r.claims[0] = replace(r.claims[0], context=Context.ACCIDENT)
    view = reconcile(world.register(), load_policy(policy), ACTORS)
    assert not figures(view, "killed", "civilian") and not [f for f in view.figures if f.cell.detail == "end_state"]
    assert [c for e in view.events for c in e.claim_ids] == []


def test_what_is_only_feared_or_a_total_over_a_period_is_no_end_state() -> None:
    world = World()
    report(world, "one", DAY).says("In the market 4 people may be dead.", "killed", "civilian", 4, place="Tarvan", when=DAY,
                                   certainty="possible")  # fmt: skip
    assert best(world) == (None, None)
