"""The worked examples of the method that are about reconciling, each as a report with its claims. Source: claims_method §5."""

from telling_world import AMW, FLS, STATE, World, all_numbers, bounds, conflicts, figures, tellers, view_of

from onrecord.model.enums import Category, Certainty, Scope

TUE = "2026-03-03"
SAID = f"{TUE}T12:00+00:00"


def test_example_1_children_are_part_of_the_nine_and_of_no_side() -> None:
    world = World()
    r = world.report("one", SAID)
    nine = r.says(
        "Nine people or more were shot dead near Tarvan, police said.",
        "killed",
        "unknown",
        9,
        None,
        number="Nine",
        by="police",
        when=TUE,
        place="Tarvan",
    )
    r.says(
        "Four of them were children.",
        "killed",
        "unknown",
        4,
        number="Four",
        by="police",
        when=TUE,
        place="Tarvan",
        groups=("children",),
        part_of=nine,
    )
    view = view_of(world)
    assert bounds(view) == (9, None)
    assert bounds(view, group="children") == (4, 4)
    assert bounds(view, derived=True, detail="adults") == (5, None)
    assert not figures(view, category="civilian")


def test_example_2_constable_and_two_soldiers_are_three() -> None:
    world = World()
    r = world.report("two", SAID)
    one = r.says(
        "A constable and two soldiers lost their lives in Tarvan.",
        "killed",
        "security",
        1,
        number="A",
        when=TUE,
        place="Tarvan",
        groups=("police",),
    )
    r.says(
        "",
        "killed",
        "security",
        2,
        number="two",
        when=TUE,
        place="Tarvan",
        groups=("soldiers",),
        relations=(("disjoint_from", one, None),),
    )
    view = view_of(world)
    assert bounds(view, category="security", group="police") == (1, 1)
    assert bounds(view, category="security", group="soldiers") == (2, 2)
    (three,) = figures(view, category="security", derived=True)
    assert (three.low, three.high, len(three.claim_ids)) == (3, 3, 2)


def test_example_3_daughters_are_inside_the_family_of_five() -> None:
    world = World()
    r = world.report("three", SAID)
    five = r.says(
        "A family of five died in the blast in Tarvan.", "killed", "unknown", 5, number="five", when=TUE, place="Tarvan"
    )
    r.says(
        "Three daughters or more were among them.",
        "killed",
        "unknown",
        3,
        5,
        number="Three",
        when=TUE,
        place="Tarvan",
        groups=("children",),
        part_of=five,
    )
    view = view_of(world)
    assert bounds(view) == (5, 5)
    assert 8 not in all_numbers(view)


def test_example_4_one_day_inside_two_days() -> None:
    world = World()
    r = world.report("four", "2026-03-06T20:00+00:00")
    wide = r.says(
        "Over the past two days 97 attackers were killed in Sarhan, officials said.",
        "killed",
        "militant",
        97,
        by="officials",
        when="2026-03-04..2026-03-06",
        rolling=48,
        place="Sarhan",
    )
    r.says(
        "On Friday alone it was 61.", "killed", "militant", 61, by="officials", when="2026-03-06", place="Sarhan", part_of=wide
    )
    view = view_of(world)
    assert bounds(view, category="militant", derived=True) == (36, 36)
    assert 158 not in all_numbers(view)


def test_example_5_most_of_fourteen() -> None:
    world = World()
    r = world.report("five", SAID)
    r.tells("A wave of attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=TUE)
    all_dead = r.says("In Sarhan 14 civilians died.", "killed", "civilian", 14, when=TUE, place="Sarhan")
    r.says(
        "Most were killed in Noshira.",
        "killed",
        "civilian",
        8,
        14,
        number="Most",
        when=TUE,
        place="Noshira",
        relations=(("majority_of", all_dead, 14),),
    )
    view = view_of(world)
    assert bounds(view, category="civilian", place="Noshira", derived=True) == (8, 14)
    assert bounds(view, category="civilian", place=None) == (14, 14)


def _toll(before: int) -> World:
    world = World()
    first = world.report("toll-1", "2026-03-02T12:00+00:00", outlet="Alpha")
    first.says(
        f"The toll in Tarvan stands at {before} policemen, police said.",
        "killed",
        "security",
        before,
        by="police",
        when="2026-03-02",
        place="Tarvan",
        groups=("police",),
    )
    second = world.report("toll-2", SAID, outlet="Beta")
    eleven = second.says(
        "The toll in Tarvan rose to 11 policemen, police said.",
        "killed",
        "security",
        11,
        by="police",
        when="2026-03-02",
        place="Tarvan",
        groups=("police",),
    )
    second.says(
        "Three wounded policemen died overnight.",
        "killed",
        "security",
        3,
        number="Three",
        by="police",
        when="2026-03-02",
        place="Tarvan",
        groups=("police",),
        relations=(("increment_to", eleven, 11),),
    )
    return world


def test_example_6_increment_is_checked_against_the_last_toll() -> None:
    assert not conflicts(view_of(_toll(8)), "arithmetic")
    (found,) = conflicts(view_of(_toll(9)), "arithmetic")
    assert "9 + 3 = 12, not 11" in found.explanation


def _captives() -> World:
    world = World()
    r = world.report("eight", SAID)
    r.says(
        "The FLS claimed to have killed 70 troops in Tarvan.",
        "killed",
        "security",
        70,
        by="FLS",
        when=TUE,
        place="Tarvan",
        certainty=Certainty.CLAIMED,
        perpetrator=FLS,
    )
    r.says(
        "It claimed to have seized 15 more.",
        "abducted",
        "security",
        15,
        by="FLS",
        when=TUE,
        place="Tarvan",
        detail="captured",
        certainty=Certainty.CLAIMED,
        perpetrator=FLS,
    )
    return world


def test_example_8_silence_is_neither_denial_nor_zero() -> None:
    view = view_of(_captives())
    assert tellers(view, category="security") == {FLS: (70, 70)}
    assert tellers(view, "abducted", "security") == {FLS: (15, 15)}


def test_example_9_denial_bounds_only_the_denier() -> None:
    world = _captives()
    r = world.report("nine", "2026-03-04T08:00+00:00")
    r.says(
        "The army rejected the claim that 15 of its men were held in Tarvan.",
        "abducted",
        "security",
        15,
        by="army",
        when=TUE,
        place="Tarvan",
        detail="captured",
        certainty=Certainty.DENIED,
        perpetrator=FLS,
    )
    view = view_of(world)
    assert bounds(view, "abducted", "security") == (0, 15)
    assert tellers(view, "abducted", "security") == {FLS: (15, 15), STATE: (0, 0)}
    assert len(conflicts(view, "party")) == 1


def test_example_11_bodies_are_a_lower_bound_and_never_added() -> None:
    world = World()
    r = world.report("eleven", SAID)
    r.says("The army said 61 attackers were killed in Arzan.", "killed", "militant", 61, by="army", when=TUE, place="Arzan")
    r.says(
        "Hospitals in Arzan received 22 bodies.",
        "killed",
        "unknown",
        22,
        by="hospital",
        when=TUE,
        place="Arzan",
        detail="body_recovered",
    )
    view = view_of(world)
    assert bounds(view, derived=True) == (22, None)
    assert bounds(view, category="militant") == (61, 61)
    assert 83 not in all_numbers(view)


def test_example_12_two_counts_of_escaped_and_some_recaptured() -> None:
    world = World()
    r = world.report("twelve", SAID)
    r.tells("Gunmen broke open the jail in Kelat.", "prison_break", trigger="broke", place="Kelat", when=TUE)
    r.says(
        "Police say 25 inmates escaped in Kelat.",
        "freed",
        "unknown",
        25,
        by="police",
        when=TUE,
        place="Kelat",
        groups=("prisoners",),
        detail="escaped",
    )
    thirty_one = r.says(
        "The prisons chief counted 31 in Kelat.",
        "freed",
        "unknown",
        31,
        by="officials",
        when=TUE,
        place="Kelat",
        groups=("prisoners",),
        detail="escaped",
    )
    r.says(
        "Six were back in custody.",
        "freed",
        "unknown",
        6,
        number="Six",
        by="officials",
        when=TUE,
        place="Kelat",
        groups=("prisoners",),
        detail="recaptured",
        part_of=thirty_one,
    )
    view = view_of(world)
    assert bounds(view, "freed", group="prisoners", detail=None) == (25, 31)
    assert bounds(view, "freed", group="prisoners", detail="at_large", derived=True) == (19, 25)
    (found,) = conflicts(view, "genuine")
    assert "same side, but different offices" in found.explanation


def test_example_15_may_be_included_gives_both_readings() -> None:
    world = World()
    r = world.report("fifteen", SAID)
    r.tells("A wave of attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=TUE)
    two = r.says(
        "Two officers at least were killed in Arzan.",
        "killed",
        "security",
        2,
        None,
        number="Two",
        when=TUE,
        place="Arzan",
        groups=("police",),
    )
    r.says(
        "It was unclear whether they were among the 10 dead the minister had announced.",
        "killed",
        "security",
        10,
        by="minister",
        when=TUE,
        place="Sarhan",
        relations=(("may_include", two, None),),
    )
    view = view_of(world)
    assert bounds(view, category="security") == (10, 10)
    (both,) = figures(view, category="security", derived=True)
    assert (both.low, both.high) == (10, None)
    assert both.steps[0] == "10 if the 2 are among the 10; at least 12 if they are not."


def test_example_16_official_and_four_clerks_are_five() -> None:
    world = World()
    r = world.report("sixteen", SAID)
    one = r.says(
        "A district officer and four clerks were abducted in Tarvan.",
        "abducted",
        "civilian",
        1,
        number="A",
        when=TUE,
        place="Tarvan",
        groups=("officials",),
    )
    r.says("", "abducted", "civilian", 4, number="four", when=TUE, place="Tarvan", relations=(("disjoint_from", one, None),))
    r.says(
        "The officer was released.",
        "freed",
        "civilian",
        1,
        number="The",
        when="2026-03-05",
        place="Tarvan",
        groups=("officials",),
        detail="released",
    )
    view = view_of(world)
    assert bounds(view, "freed", "civilian", group="officials") == (1, 1)
    assert bounds(view, "abducted", "civilian", derived=True) == (5, 5)


def test_example_19_correction_downwards_supersedes() -> None:
    world = World()
    first = world.report("nineteen-1", "2026-03-03T08:00+00:00", outlet="Alpha")
    first.says("The army said 44 militants were slain in Tarvan.", "killed", "militant", 44, by="army", when=TUE, place="Tarvan")
    second = world.report("nineteen-2", "2026-03-04T08:00+00:00", outlet="Beta")
    second.says(
        "The army corrected an earlier figure of 44 dead militants in Tarvan, down to 39.",
        "killed",
        "militant",
        44,
        by="army",
        when=TUE,
        place="Tarvan",
    )
    second.says("", "killed", "militant", 39, by="army", when=TUE, place="Tarvan")
    view = view_of(world)
    assert bounds(view, category="militant") == (39, 39)
    (revision,) = conflicts(view, "superseded")
    assert "44 → 39. The figure was corrected downwards." in revision.explanation


def test_lower_figure_without_a_correction_is_an_old_one_told_again() -> None:
    world = World()
    for n, (day, low) in enumerate((("03", 11), ("04", 18), ("05", 11))):
        r = world.report(f"again-{n}", f"2026-03-{day}T08:00+00:00")
        r.says(
            f"Officials speak of {low} dead civilians in Tarvan.",
            "killed",
            "civilian",
            low,
            by="officials",
            when=TUE,
            place="Tarvan",
        )
    view = view_of(world)
    assert bounds(view, category="civilian") == (18, 18)


def test_example_20_last_years_assault_stays_out() -> None:
    world = World()
    r = world.report("twenty", SAID)
    r.says("Clashes in Tarvan left 4 soldiers dead.", "killed", "security", 4, when=TUE, place="Tarvan", groups=("soldiers",))
    r.says(
        "Last year's assault on Tarvan killed 23.",
        "killed",
        "unknown",
        23,
        when="2025-01-01..2025-12-31",
        place="Tarvan",
        scope=Scope.BACKGROUND,
    )
    assert 23 not in all_numbers(view_of(world))


def test_example_22_sum_told_again_is_an_echo() -> None:
    world = World()
    chief = world.report("twenty-two-1", SAID)
    chief.says(
        "In Sarhan 31 civilians and 17 of the security forces died, the minister said.",
        "killed",
        "civilian",
        31,
        by="minister",
        when=TUE,
        place="Sarhan",
    )
    chief.says("", "killed", "security", 17, by="minister", when=TUE, place="Sarhan")
    council = world.report("twenty-two-2", "2026-03-05T12:00+00:00")
    council.says(
        "The Security Council deplored the loss of 48 lives in Sarhan.",
        "killed",
        "unknown",
        48,
        by="Security Council",
        when=TUE,
        place="Sarhan",
    )
    view = view_of(world)
    assert {t.root for f in view.figures for t in f.tellers} == {STATE}
    assert bounds(view, category=None) == (48, 48)


def test_example_23_headline_and_mutated_slot() -> None:
    world = World()
    body = world.report("twenty-three-1", SAID, outlet="Alpha", title="37 troops and attackers killed in Sarhan")
    body.says(
        "In Tarvan ten troops and 37 attackers died on Tuesday morning.",
        "killed",
        "security",
        10,
        number="ten",
        when=TUE,
        place="Tarvan",
    )
    body.says("", "killed", "militant", 37, when=TUE, place="Tarvan")
    other = world.report("twenty-three-2", "2026-03-03T15:00+00:00", outlet="Beta")
    other.says(
        "In Tarvan ten troops and 37 others died on Tuesday morning.",
        "killed",
        "security",
        10,
        number="ten",
        when=TUE,
        place="Tarvan",
    )
    other.says("", "killed", "unknown", 37, when=TUE, place="Tarvan")
    view = view_of(world)
    (error,) = conflicts(view, "copy_error")
    assert "“attackers” became “others”" in error.explanation
    (total,) = [f for f in view.figures if f.derived and f.low == 47]
    assert (total.high, total.cell.category) == (47, None)


def test_example_24_neutral_bodies_do_not_move_the_range() -> None:
    world = World()
    r = world.report("twenty-four", SAID)
    r.says("The FLS admitted losing 12 fighters in Tarvan.", "killed", "militant", 12, by="FLS", when=TUE, place="Tarvan")
    r.says("The army says 54 were killed in Tarvan.", "killed", "militant", 54, by="army", when=TUE, place="Tarvan")
    r.says(
        "A hospital official saw more than 20 insurgents' bodies from Tarvan.",
        "killed",
        "militant",
        21,
        None,
        number="20",
        by="hospital",
        when=TUE,
        place="Tarvan",
        detail="body_recovered",
    )
    view = view_of(world)
    assert bounds(view, category="militant", detail=None) == (12, 54)
    assert bounds(view, category="militant", detail=None, derived=True) == (21, None)
    assert 33 not in all_numbers(view) and 75 not in all_numbers(view)


def test_example_25_total_over_towns_is_not_shared_out() -> None:
    world = World()
    r = world.report("twenty-five", SAID)
    r.tells(
        "Clashes across Sarhan went on for three days in four towns.",
        "armed_clash",
        trigger="Clashes",
        place="Sarhan",
        when="2026-03-01..2026-03-03",
    )
    r.says("They killed 14 in all.", "killed", "unknown", 14, when="2026-03-01..2026-03-03", place="Sarhan")
    view = view_of(world)
    assert [(f.low, f.high) for f in view.figures] == [(14, 14)]


def test_parties_exclude_each_other_from_22_to_more_than_362() -> None:
    world = World()
    r = world.report("bracket", SAID)
    r.says("The army put its losses in Sarhan at 22.", "killed", "security", 22, by="army", when=TUE, place="Sarhan")
    r.says(
        "The FLS claimed more than 362 in Sarhan.",
        "killed",
        "security",
        363,
        None,
        number="362",
        by="FLS",
        when=TUE,
        place="Sarhan",
        certainty=Certainty.CLAIMED,
    )
    view = view_of(world)
    assert bounds(view, category="security") == (22, None)
    (party,) = conflicts(view, "party")
    assert len(party.claim_ids) == 2 and AMW not in {t.root for f in view.figures for t in f.tellers}
    assert not figures(view, category=None) and Category.MILITANT not in {f.cell.category for f in view.figures}
