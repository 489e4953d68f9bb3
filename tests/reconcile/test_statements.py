"""Who stands behind a figure, and which claims speak for a cell: vague words, retold totals, unattributed sentences."""

from dataclasses import replace

import pytest
from telling_world import FLS, STATE, World, bounds, conflicts, figures, tellers, view_of

from onrecord.model.claims import Attribution
from onrecord.model.enums import Certainty, Qualifier, SourceRole
from onrecord.reconcile.contradictions.conflicts import _these

DAY = "2026-03-03"
SAID = f"{DAY}T12:00+00:00"


def _wave(world: World) -> None:
    r = world.report("wave", f"{DAY}T06:00+00:00")
    r.tells(
        "Coordinated attacks hit Sarhan and Tarvan.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY, claimed_by=FLS
    )
    r.tells("A bomb went off in Tarvan.", "bombing_ied", trigger="bomb", place="Tarvan", when=DAY)


def test_dozens_speak_only_where_nobody_counts() -> None:
    world = World()
    r = world.report("words", SAID)
    dozens = r.says("Dozens died in Tarvan.", "killed", "civilian", 24, 99, number="Dozens", when=DAY, place="Tarvan")
    r.claims[0] = replace(dozens, count=replace(dozens.count, qualifier=Qualifier.VAGUE, cue="dozens"))
    assert bounds(view_of(world), category="civilian") == (24, 99)
    r.says("Officials counted 21 in Tarvan.", "killed", "civilian", 21, by="officials", when=DAY, place="Tarvan")
    view = view_of(world)
    assert bounds(view, category="civilian") == (21, 21)
    assert not conflicts(view, "genuine")


def test_total_told_again_for_a_narrower_place_stays_one_total() -> None:
    world = World()
    _wave(world)
    first = world.report("first", SAID)
    first.says(
        "In Sarhan 92 attackers were killed, the army said.", "killed", "militant", 92, by="army", when=DAY, place="Sarhan"
    )
    again = world.report("again", f"{DAY}T15:00+00:00")
    again.says(
        "The army said 92 were killed, Tarvan among the places.", "killed", "militant", 92, by="army", when=DAY, place="Tarvan"
    )
    view = view_of(world)
    assert bounds(view, category="militant", place=None) == (92, 92)
    assert not figures(view, category="militant", place="Tarvan")


def test_total_dated_by_the_day_of_its_saying_is_no_second_count() -> None:
    world = World()
    _wave(world)
    r = world.report("first", "2026-03-06T12:00+00:00")
    r.says(
        "In Sarhan 36 civilians have died since Tuesday, officials said.",
        "killed",
        "civilian",
        36,
        by="officials",
        when="2026-03-03..2026-03-06",
        place="Sarhan",
    )
    late = world.report("late", "2026-03-07T12:00+00:00")
    late.says(
        "Officials said on Saturday that 36 civilians had died in Sarhan.",
        "killed",
        "civilian",
        36,
        by="officials",
        when="2026-03-07",
        place="Sarhan",
    )
    view = view_of(world)
    assert bounds(view, category="civilian") == (36, 36)
    assert 72 not in {f.low for f in view.figures}


def test_possible_count_raises_only_the_upper_end() -> None:
    world = World()
    r = world.report("sure", SAID)
    r.says("Police confirmed 4 dead in Tarvan.", "killed", "civilian", 4, by="police", when=DAY, place="Tarvan")
    r.says(
        "Residents fear up to 9 dead in Tarvan.",
        "killed",
        "civilian",
        9,
        by="residents",
        when=DAY,
        place="Tarvan",
        certainty=Certainty.POSSIBLE,
    )
    view = view_of(world)
    assert tellers(view, category="civilian") == {"police (XS)": (4, 4), "residents": (None, 9)}
    assert bounds(view, category="civilian") == (4, 9)


@pytest.mark.parametrize(
    ("attribution", "root", "side"),
    [
        (Attribution(source="The spokesman", role=SourceRole.ARMED_GROUP, actor_id=FLS), FLS, FLS),
        (Attribution(source="officials", role=SourceRole.UNNAMED_OFFICIAL), STATE, STATE),
        (Attribution(source="The chief minister", role=SourceRole.GOVERNMENT), STATE, STATE),
        (Attribution(source="district police", role=SourceRole.POLICE), "police (XS)", STATE),
        (Attribution(source="The Civil Hospital", role=SourceRole.HOSPITAL), "Civil Hospital", None),
        (Attribution(), "Alpha in its own voice", None),
    ],
)
def test_speakers_form_roots_and_sides(attribution: Attribution, root: str, side: str | None) -> None:
    world = World()
    r = world.report("root", SAID, outlet="Alpha")
    claim = r.says("There were 5 dead in Tarvan.", "killed", "civilian", 5, when=DAY, place="Tarvan")
    r.claims[0] = replace(claim, attribution=attribution)
    (figure,) = figures(view_of(world), category="civilian")
    assert [(t.root, t.side) for t in figure.tellers] == [(root, side)]


def test_last_name_speaks_as_the_one_introduced_in_full() -> None:
    world = World()
    r = world.report("names", SAID)
    full = r.says("Spokesman Omid Rahi said 5 died in Tarvan.", "killed", "civilian", 5, when=DAY, place="Tarvan")
    short = r.says("Rahi said 3 were hurt in Tarvan.", "injured", "civilian", 3, when=DAY, place="Tarvan")
    r.claims[0] = replace(full, attribution=Attribution(source="Spokesman Omid Rahi", role=SourceRole.GOVERNMENT))
    r.claims[1] = replace(short, attribution=Attribution(source="Rahi", role=SourceRole.OTHER))
    assert tellers(view_of(world), "injured", "civilian") == {STATE: (3, 3)}


@pytest.mark.parametrize(
    ("sentence", "older"),
    [
        ("The toll in Tarvan is 58, up from 37.", 37),
        ("The minister had put the number at 45 in Tarvan, and it is 77 now.", 45),
        ("It is 39 in Tarvan, not the 44 as first reported.", 44),
    ],
)
def test_number_told_as_older_never_counts_as_latest(sentence: str, older: int) -> None:
    world = World()
    r = world.report("older", SAID)
    numbers = sorted(int(w.strip(",.")) for w in sentence.split() if w.strip(",.").isdecimal())
    r.says(sentence, "killed", "militant", numbers[0], by="army", when=DAY, place="Tarvan")
    r.says("", "killed", "militant", numbers[1], by="army", when=DAY, place="Tarvan")
    (new,) = {*numbers} - {older}
    assert bounds(view_of(world), category="militant") == (new, new)


def test_finds_of_bodies_do_not_date_the_deaths() -> None:
    world = World()
    _wave(world)
    r = world.report("bodies", "2026-03-05T12:00+00:00")
    r.says(
        "In Sarhan 92 attackers were killed on Tuesday, the army said.",
        "killed",
        "militant",
        92,
        by="army",
        when=DAY,
        place="Sarhan",
    )
    r.says(
        "It said 80 of their bodies were found in Sarhan on Thursday.",
        "killed",
        "militant",
        80,
        by="army",
        when="2026-03-05",
        place="Sarhan",
        detail="body_recovered",
    )
    view = view_of(world)
    assert not conflicts(view, "arithmetic") + conflicts(view, "genuine")
    assert 172 not in {f.low for f in view.figures}


def test_whoever_escaped_is_a_prisoner_whatever_the_words_call_them() -> None:
    world = World()
    r = world.report("jail", SAID)
    r.tells("Gunmen broke open the jail in Kelat.", "prison_break", trigger="broke", place="Kelat", when=DAY)
    r.says("Police say 25 inmates got away in Kelat.", "freed", "civilian", 25, by="police", when=DAY, place="Kelat",
           groups=("prisoners",), detail="escaped")  # fmt: skip
    r.says("The prisons chief said that 31 had.", "freed", "unknown", 31, by="officials", when=DAY, place="Kelat",
           detail="escaped")  # fmt: skip
    view = view_of(world)
    assert bounds(view, "freed", group="prisoners") == (25, 31)
    assert len(conflicts(view, "genuine")) == 1


@pytest.mark.parametrize(("number", "told"), [(2, "These 2 statements cannot both"), (3, "These 3 statements cannot all")])
def test_of_two_statements_one_says_both(number: int, told: str) -> None:
    assert _these(number) == told
