"""What each policy makes of the same claims: number words, whose figures count, grades, and what flips."""

from dataclasses import replace

import pytest
from running_example import running_example
from telling_world import ACTORS, AMW, FLS, STATE, Report, World, figures, shuffled

from onrecord.codebooks import load_policies, load_policy
from onrecord.model.claims import Attribution
from onrecord.model.enums import Certainty, Channel, Grade, Interest, Qualifier, SourceRole
from onrecord.model.figures import Figure
from onrecord.model.mentions import PartyRef
from onrecord.model.register import View
from onrecord.model.spans import Span
from onrecord.reconcile.reconciling import reconcile, sensitivity

DAY = "2026-03-03"
SAID = f"{DAY}T12:00+00:00"
POLICIES = [p.name for p in load_policies()]


def under(world: World, policy: str) -> View:
    return reconcile(world.register(), load_policy(policy), ACTORS)


def one(world: World, policy: str, category: str | None = "civilian", effect: str = "killed", **cell: object) -> Figure:
    (found,) = figures(under(world, policy), effect, category, **cell)
    return found


def numbers(figure: Figure) -> tuple[int | None, int | None, int | None]:
    return figure.low, figure.best, figure.high


def _counted(words: str, low: int | None, high: int | None, qualifier: Qualifier, *, kind: str = "armed_attack") -> World:
    world = World()
    r = world.report("words", SAID)
    r.tells("There was an attack in Tarvan.", kind, trigger="attack", place="Tarvan", when=DAY)
    claim = r.says(f"In Tarvan {words} villagers died, police said.", "killed", "civilian", low, high, number=words, by="police",
                   when=DAY, place="Tarvan")  # fmt: skip
    cue = words.rstrip("0123456789 ") or None
    r.claims[0] = replace(claim, count=replace(claim.count, qualifier=qualifier, cue=cue))
    return world


@pytest.mark.parametrize(
    ("words", "low", "high", "qualifier", "acled", "ucdp", "gtd"),
    [
        ("12", 12, 12, Qualifier.EXACT, 12, (12, 12, 12), 12),
        ("at least 12", 12, None, Qualifier.AT_LEAST, 12, (12, 12, 12), 12),
        ("more than 100", 101, None, Qualifier.AT_LEAST, 100, (101, 101, 101), 101),
        ("up to 30", 0, 30, Qualifier.AT_MOST, None, (None, None, 30), None),
        ("about 40", 35, 45, Qualifier.ABOUT, 40, (35, 40, 45), 40),
        ("nearly 50", 45, 49, Qualifier.ABOUT, 45, (45, 45, 49), 45),
        ("dozens", 24, 99, Qualifier.VAGUE, 12, (24, 24, 99), None),
        ("at least dozens", 24, None, Qualifier.VAGUE, 12, (24, 24, 99), None),
        ("scores", 40, 99, Qualifier.VAGUE, 20, (40, 40, 99), None),
        ("hundreds", 200, 999, Qualifier.VAGUE, 100, (200, 200, 999), None),
        ("several", 3, None, Qualifier.VAGUE, 3, (3, 3, 3), None),
        ("a few", 2, None, Qualifier.VAGUE, 3, (2, 2, 2), None),
    ],
)
def test_words_become_the_numbers_of_the_standard(
    words: str, low: int, high: int | None, qualifier: Qualifier, acled: int | None, ucdp: tuple, gtd: int | None
) -> None:
    world = _counted(words, low, high, qualifier)
    assert numbers(one(world, "range")) == (low, None, high)
    assert numbers(one(world, "acled_like")) == (None, acled, None)
    assert numbers(one(world, "ucdp_like")) == ucdp
    assert numbers(one(world, "gtd_like")) == (None, gtd, None)


@pytest.mark.parametrize(("kind", "deaths"), [("armed_attack", 3), ("suicide_bombing", 10), ("airstrike_drone", 10)])
def test_several_is_three_or_ten_by_the_scale_of_the_attack(kind: str, deaths: int) -> None:
    assert one(_counted("several", 3, None, Qualifier.VAGUE, kind=kind), "acled_like").best == deaths


def test_word_that_gives_no_number_is_said_to_give_none() -> None:
    figure = one(_counted("dozens", 24, 99, Qualifier.VAGUE), "gtd_like")
    assert not figure.counted
    assert figure.steps == ("The words give no number that gtd_like takes.",)


def _admitted_and_claimed(bodies: int | None = None, by: str = "hospital") -> World:
    world = World()
    r = world.report("sides", SAID)
    r.says("The FLS owned up to 12 dead fighters in Tarvan.", "killed", "militant", 12, by="FLS", when=DAY, place="Tarvan")
    r.says("The army spoke of 54 in Tarvan.", "killed", "militant", 54, by="army", when=DAY, place="Tarvan")
    if bodies is not None:
        r.says(f"In Tarvan {bodies} of their bodies were seen.", "killed", "militant", bodies, None, by=by, when=DAY,
               place="Tarvan", detail="body_recovered")  # fmt: skip
    return world


def test_bracket_runs_from_admission_to_assertion() -> None:
    assert numbers(one(_admitted_and_claimed(), "bracket", "militant")) == (12, None, 54)


def test_neutral_bodies_narrow_the_bracket_and_leave_the_range() -> None:
    world = _admitted_and_claimed(21)
    figure = one(world, "bracket", "militant", detail=None)
    assert numbers(figure) == (21, None, 54)
    assert figure.steps[-1] == "Narrowed by neutral voices: hospital."
    assert numbers(one(world, "range", "militant", detail=None)) == (12, None, 54)


def test_neutral_figure_outside_the_bracket_is_told_and_changes_nothing() -> None:
    figure = one(_admitted_and_claimed(60), "bracket", "militant", detail=None)
    assert numbers(figure) == (12, None, 54)
    assert figure.steps[-1] == "Outside the bracket, so it narrows nothing: hospital."


def test_bracket_without_either_side_says_that_nobody_speaks_for_one() -> None:
    world = World()
    r = world.report("neutral", SAID)
    r.says("A hospital saw 9 dead fighters in Tarvan.", "killed", "militant", 9, by="hospital", when=DAY, place="Tarvan")
    figure = one(world, "bracket", "militant")
    assert (figure.counted, figure.steps) == (False, ("Nobody speaks here whose figures bracket takes.",))


def test_bodies_that_a_party_counts_narrow_nothing() -> None:
    assert numbers(one(_admitted_and_claimed(21, by="army"), "bracket", "militant", detail=None)) == (12, None, 54)


def test_admission_above_the_enemys_claim_is_said() -> None:
    world = World()
    r = world.report("odd", SAID)
    r.says("The FLS lost 30 in Tarvan, it said.", "killed", "militant", 30, by="FLS", when=DAY, place="Tarvan")
    r.says("The army counted 20 in Tarvan.", "killed", "militant", 20, by="army", when=DAY, place="Tarvan")
    figure = one(world, "bracket", "militant")
    assert numbers(figure) == (20, None, 30)
    assert "What is admitted, 30, is more than what the enemy claims, 20." in figure.steps


def test_enemys_claim_is_no_reliable_high_unless_nobody_else_speaks() -> None:
    assert numbers(one(_admitted_and_claimed(), "ucdp_like", "militant")) == (12, 12, 12)
    world = World()
    r = world.report("alone", SAID)
    r.says("The army counted 54 in Tarvan.", "killed", "militant", 54, by="army", when=DAY, place="Tarvan")
    assert numbers(one(world, "ucdp_like", "militant")) == (54, 54, 54)


def test_side_that_names_itself_as_the_doer_claims_enemy_losses() -> None:
    world = World()
    r = world.report("doer", SAID)
    r.says("The FLS said that it had killed 9 rival fighters in Tarvan.", "killed", "militant", 9, by="FLS", when=DAY,
           place="Tarvan", perpetrator=FLS)  # fmt: skip
    assert numbers(one(world, "bracket", "militant")) == (None, None, 9)


TOLD = (
    "In Tarvan {count} villagers died, {by} said.",
    "Asked about the raid, {by} put the number of villagers killed at Tarvan at {count} so far.",
    "The blast at Tarvan market took the lives of {count} villagers, as {by} told our correspondent by telephone.",
)


def _civilians(*told: tuple[str | None, int, str], outlet: str = "Alpha") -> World:
    """Reports in which each speaker counts civilians at an hour of the day, each in words of its own, so that none is a copy."""
    world = World()
    for number, (by, count, hour) in enumerate(told):
        r = world.report(f"{by}-{hour}", f"{DAY}T{hour}:00+00:00", outlet=f"{outlet} {hour}")
        words = TOLD[number % len(TOLD)].format(count=count, by=by)
        r.says(words, "killed", "civilian", count, by=by, when=DAY, place="Tarvan")
    return world


HOSPITAL_LAST = (("police", 9, "08"), ("residents", 14, "09"), ("hospital", 11, "10"))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("range", (9, None, 14)),
        ("ucdp_like", (9, 11, 14)),
        ("acled_like", (None, 9, None)),
        ("ibc_like", (9, None, 14)),
        ("airwars_like", (9, None, 14)),
        ("gtd_like", (None, 11, None)),
        ("conservative", (None, 9, None)),
        ("informative", (None, 14, None)),
        ("representative", (None, 11, None)),
        ("bracket", (None, None, None)),
    ],
)
def test_same_three_voices_under_every_policy(policy: str, expected: tuple) -> None:
    figure = one(_civilians(*HOSPITAL_LAST), policy)
    assert numbers(figure) == expected
    assert figure.policy == f"{policy} 1"
    assert {t.low for t in figure.tellers} == {9, 11, 14}


def test_figure_that_most_reports_give_is_representative() -> None:
    world = _civilians(("police", 9, "08"), ("police", 9, "09"), ("residents", 14, "10"))
    figure = one(world, "representative")
    assert figure.best == 9
    assert figure.steps == ("2 of 3 give 9; 2 different numbers are told.",)


def test_perpetrators_count_is_passed_over() -> None:
    world = _civilians(("FLS", 2, "08"), ("police", 9, "09"), ("officials", 12, "10"))
    assert one(world, "gtd_like").best == 9
    assert one(world, "acled_like").best == 2


@pytest.mark.parametrize(
    ("told", "provisional"),
    [
        ((("police", 9, "08"),), True),
        ((("police", 9, "08"), ("officials", 12, "09")), True),
        ((("police", 9, "08"), ("hospital", 11, "09")), False),
        (((None, 9, "08"), (None, 11, "09")), True),
        ((("residents", 9, "08"), ("hospital", 11, "09")), False),
    ],
)
def test_two_voices_are_independent_only_by_root_channel_and_side(told: tuple, provisional: bool) -> None:
    assert one(_civilians(*told), "ibc_like").provisional is provisional


def test_single_open_figure_is_both_ends() -> None:
    assert numbers(one(_counted("at least 9", 9, None, Qualifier.AT_LEAST), "ibc_like")) == (9, None, 9)


def test_people_of_no_stated_side_raise_only_the_upper_end() -> None:
    world = World()
    r = world.report("people", SAID)
    r.says("Police found 11 dead at a house in Tarvan.", "killed", "unknown", 11, by="police", when=DAY, place="Tarvan")
    assert numbers(one(world, "ibc_like", None)) == (0, None, 11)


@pytest.mark.parametrize("policy", ["acled_like", "ucdp_like"])
def test_denial_is_a_note_and_no_nought(policy: str) -> None:
    world = _civilians(("residents", 9, "08"))
    r = world.report("denial", f"{DAY}T20:00+00:00")
    r.says("The army denied that 9 villagers had died in Tarvan.", "killed", "civilian", 9, by="army", when=DAY, place="Tarvan",
           certainty=Certainty.DENIED)  # fmt: skip
    assert one(world, policy).best == 9
    assert numbers(one(world, "range")) == (0, None, 9)


def test_casualties_not_split_are_no_deaths() -> None:
    world = World()
    r = world.report("both", SAID)
    r.says("Police spoke of 25 casualties in Tarvan.", "casualties", "civilian", 25, by="police", when=DAY, place="Tarvan")
    figure = one(world, "acled_like", effect="casualties")
    assert numbers(figure) == (None, 0, None)
    assert not one(world, "ucdp_like", effect="casualties").counted


def test_neutralised_people_are_taken_for_killed_where_the_policy_says_so() -> None:
    world = World()
    r = world.report("both", SAID)
    claim = r.says("Dozens of militants were neutralised in Tarvan, the army said.", "casualties", "militant", 24, 99,
                   number="Dozens", by="army", when=DAY, place="Tarvan", detail="neutralised")  # fmt: skip
    r.claims[0] = replace(claim, count=replace(claim.count, qualifier=Qualifier.VAGUE, cue="dozens"))
    assert one(world, "acled_like", "militant", "casualties").best == 12
    assert numbers(one(world, "range", "militant", "casualties")) == (24, None, 99)


def _strike(r: Report, by: str, count: int, blamed: str | None, category: str = "civilian") -> None:
    r.says(f"In Tarvan {count} were killed, {by} said.", "killed", category, count, by=by, when=DAY, place="Tarvan",
           perpetrator=blamed)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "harm", "attribution"),
    [
        ((("residents", None),), Grade.WEAK, Grade.NONE),
        ((("residents", AMW),), Grade.WEAK, Grade.WEAK),
        ((("residents", AMW), ("hospital", None)), Grade.FAIR, Grade.WEAK),
        ((("residents", AMW), ("hospital", AMW)), Grade.FAIR, Grade.FAIR),
        ((("residents", AMW), ("hospital", FLS)), Grade.FAIR, Grade.CONTESTED),
        ((("residents", AMW), ("army", AMW)), Grade.CONFIRMED, Grade.CONFIRMED),
        ((("army", FLS),), Grade.WEAK, Grade.WEAK),
    ],
)
def test_harm_and_who_did_it_are_graded_apart(told: tuple, harm: Grade, attribution: Grade) -> None:
    world = World()
    for number, (by, blamed) in enumerate(told):
        _strike(world.report(f"strike-{number}", SAID), by, 7, blamed)
    figure = one(world, "airwars_like")
    assert (figure.harm_grade, figure.attribution_grade) == (harm, attribution)


def test_dead_combatants_are_discounted_and_a_denied_harm_is_contested() -> None:
    world = World()
    _strike(world.report("strike", SAID), "army", 7, AMW, category="militant")
    assert one(world, "airwars_like", "militant").harm_grade is Grade.DISCOUNTED
    world = _civilians(("residents", 9, "08"))
    r = world.report("denial", f"{DAY}T20:00+00:00")
    r.says("The army denied that 9 villagers had died in Tarvan.", "killed", "civilian", 9, by="army", when=DAY, place="Tarvan",
           certainty=Certainty.DENIED)  # fmt: skip
    assert one(world, "airwars_like").harm_grade is Grade.CONTESTED


def test_claim_of_responsibility_confirms_the_doer_and_not_the_harm() -> None:
    world = World()
    r = world.report("claimed", SAID)
    r.tells("An attack hit Tarvan.", "armed_attack", trigger="attack", place="Tarvan", when=DAY, claimed_by=FLS)
    _strike(r, "residents", 7, None)
    figure = one(world, "airwars_like")
    assert (figure.harm_grade, figure.attribution_grade) == (Grade.WEAK, Grade.CONFIRMED)
    assert one(world, "range").harm_grade is None


def test_cells_that_flip_name_the_policies_furthest_apart() -> None:
    world = _civilians(*HOSPITAL_LAST)
    (cell,) = sensitivity(world.register(), load_policies(), ACTORS)
    assert [n.policy.split()[0] for n in cell.numbers] == POLICIES
    assert cell.flips and cell.why == "acled_like 1: 9 against informative 1: 14"
    agreed = _civilians(("police", 9, "08"), ("hospital", 9, "09"))
    (cell,) = sensitivity(agreed.register(), load_policies(), ACTORS)
    assert not cell.flips and cell.why == ""


@pytest.fixture(scope="module")
def week() -> World:
    return running_example()


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_gives_ordered_numbers_in_whatever_order_reports_come(week: World, policy: str) -> None:
    view = under(week, policy)
    assert {f.policy for f in view.figures} == {load_policy(policy).label}
    for f in view.figures:
        told = [n for n in (f.low, f.best, f.high) if n is not None]
        assert told == sorted(told)
    order = list(reversed(range(len(week.reports))))
    again = reconcile(shuffled(week.register(), order), load_policy(policy), ACTORS)
    assert again.figures == view.figures


def test_unattributed_open_figure_is_met_by_a_named_speakers() -> None:
    world = World()
    r = world.report("early", SAID)
    r.says("There were 20 dead or more in Tarvan.", "killed", "security", 20, None, when=DAY, place="Tarvan")
    later = world.report("later", f"{DAY}T18:00+00:00")
    later.says("Officials spoke of 22 in Tarvan.", "killed", "security", 22, by="officials", when=DAY, place="Tarvan")
    figure = one(world, "range", "security")
    assert (figure.low, figure.n_roots) == (22, 2)
    assert STATE in {t.root for t in figure.tellers}


def test_hospital_official_is_no_government_whoever_employs_them() -> None:
    world = World()
    r = world.report("doctor", SAID)
    claim = r.says("A hospital official saw 11 dead villagers in Tarvan.", "killed", "civilian", 11, by="hospital", when=DAY,
                   place="Tarvan")  # fmt: skip
    r.claims[0] = replace(claim, attribution=replace(claim.attribution, source="A hospital official", actor_id=STATE))
    (teller,) = one(world, "range").tellers
    assert (teller.root, teller.side, teller.channel, teller.interest) == (
        "hospital official", None, Channel.HOSPITAL, Interest.NEUTRAL,
    )  # fmt: skip


def test_headline_that_tells_one_side_only_adds_no_people() -> None:
    world = World()
    r = world.report("headline", SAID, title="37 killed in Tarvan")
    r.says("37 killed in Tarvan", "killed", "unknown", 37, when=DAY, place="Tarvan")
    r.says("Ten soldiers and 37 militants died in Tarvan, the army said.", "killed", "security", 10, number="Ten", by="army",
           when=DAY, place="Tarvan", groups=("soldiers",))  # fmt: skip
    r.says("", "killed", "militant", 37, by="army", when=DAY, place="Tarvan")
    register = world.register()
    doc = register.documents[0]
    register = replace(register, documents=(replace(doc, title_span=Span(start=0, end=19, exact="37 killed in Tarvan")),))
    view = reconcile(register, load_policy("range"), ACTORS)
    assert not figures(view, category=None)
    (total,) = figures(view, category=None, derived=True)
    assert (total.low, total.high) == (47, 47)


def test_headline_of_an_increment_is_no_total_of_its_own() -> None:
    world = World()
    r = world.report("raised", SAID, title="23 more militants killed")
    r.says("23 more militants killed", "killed", "militant", 23, when=DAY, place="Tarvan")
    toll = r.says("The army put it at 178 after 23 more militants had died in Tarvan.", "killed", "militant", 178, by="army",
                  when=DAY, place="Tarvan")  # fmt: skip
    r.says("", "killed", "militant", 23, by="army", when=DAY, place="Tarvan", relations=(("increment_to", toll, 178),))
    register = world.register()
    title = Span(start=0, end=24, exact="23 more militants killed")
    register = replace(register, documents=(replace(register.documents[0], title_span=title),))
    view = reconcile(register, load_policy("range"), ACTORS)
    assert {(f.low, f.high) for f in figures(view, category="militant")} == {(178, 178)}
    assert not [c for c in view.contradictions if c.kind.value == "stale_surface"]


def test_own_fighters_are_an_own_loss_whomever_the_words_name_as_the_doer() -> None:
    world = World()
    r = world.report("own", SAID)
    claim = r.says("The FLS spoke of losing 9 of its own fighters in Tarvan.", "killed", "militant", 9, by="FLS", when=DAY,
                   place="Tarvan", perpetrator=FLS)  # fmt: skip
    at = r.text.index("its own fighters")
    r.claims[0] = replace(claim, victims=replace(claim.victims, span=Span(start=at, end=at + 16, exact="its own fighters")))
    (teller,) = one(world, "range", "militant").tellers
    assert teller.interest is Interest.OWN_LOSS


def test_number_above_which_it_lies_never_stands_below_it() -> None:
    world = _counted("more than 362", 363, None, Qualifier.AT_LEAST)
    assert numbers(one(world, "airwars_like")) == (363, None, 363)
    (cell,) = sensitivity(world.register(), load_policies(), ACTORS)
    assert not cell.flips


def test_raid_in_a_campaign_blames_nobody_for_its_civilians() -> None:
    world = World()
    r = world.report("campaign", SAID)
    r.tells("A wave of attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY, claimed_by=FLS)
    raid = r.tells("Soldiers raided a camp in Kelat.", "arrest_raid", trigger="raided", place="Kelat", when=DAY)
    said = Attribution(source="The army", role=SourceRole.MILITARY, actor_id=AMW)
    r.events[-1] = replace(raid, perpetrator=PartyRef(actor_id=AMW), attribution=said)
    r.tells("Gunmen came to Tarvan.", "armed_attack", trigger="came", place="Tarvan", when=DAY)
    r.says("In Sarhan 31 villagers died, officials said.", "killed", "civilian", 31, by="officials", when=DAY, place="Sarhan")
    (figure,) = figures(under(world, "airwars_like"), category="civilian", place=None)
    assert (figure.harm_grade, figure.attribution_grade) == (Grade.WEAK, Grade.CONFIRMED)
