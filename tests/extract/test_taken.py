"""Who was taken by whom, set free, or dug out alive; parts of one side; totals to date; checked by hand, default reader."""

from collections.abc import Callable

import pytest

from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, EventType, Scope
from onrecord.model.register import Extraction

Reader = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "count"),
    (
        ("Gunmen raided a school and seized 25 girls.", 25),
        ("Bandits seized a teacher at the school.", 1),
        ("Gunmen seized 25 girls from a school in Kebbi.", 25),
        ("Rebels captured 30 soldiers during the battle, a spokesman said.", 30),
        ("The Taliban claimed to have captured four policemen.", 4),
    ),
)
def test_whom_an_armed_group_seizes_it_abducts(standing: Reader, text: str, count: int) -> None:
    """The doer decides, by the method's rule; where the network is of two minds the grammar knows who did it."""
    (claim,) = standing(text)
    assert (claim.effect, claim.count.low) == (Effect.ABDUCTED, count)


def test_whom_a_group_says_it_captured_it_abducted(standing: Reader) -> None:
    """Who speaks of its own captives is who took them."""
    told = standing("JNIM, an al-Qaeda affiliate, said it had killed 70 soldiers and captured 15.")
    assert {c.count.low: c.effect for c in told} == {70: Effect.KILLED, 15: Effect.ABDUCTED}


def test_whom_forces_capture_they_arrest(standing: Reader) -> None:
    """The same word of the other side."""
    taken, _ = standing("Troops captured 12 insurgents and killed three near Maiduguri, the army said.")
    assert taken.effect is Effect.ARRESTED


def test_a_seizure_of_people_is_news_of_conflict_and_no_arrest(reading: Callable[[str], Extraction]) -> None:
    """Short reports tell of it without another word of war; nothing of the school itself was seized."""
    found = reading("Gunmen raided a school and seized 25 girls.")
    assert found.relevant
    assert [e.type for e in found.events] == [EventType.ARMED_ATTACK]
    assert not found.disruptions
    assert [e.type for e in reading("Bandits seized a teacher at the school.").events] == [EventType.ABDUCTION]


def test_power_that_is_seized_is_no_electricity(reading: Callable[[str], Extraction]) -> None:
    """A government's power lights no lamps."""
    found = reading("The military seized power in 2022 and has been in power since. The rebels seized a power plant on Monday.")
    assert [d.span.exact for d in found.disruptions] == ["seized a power plant"]


def test_buildings_are_seized_as_before(reading: Callable[[str], Extraction]) -> None:
    """A number before buildings counts no people, whatever they are called after."""
    found = reading("Militants captured two police posts and a school.")
    assert {d.span.exact for d in found.disruptions} >= {"captured two police posts and a school"}


@pytest.mark.parametrize(
    ("text", "word"),
    (
        ("A Red Cross worker kidnapped in Mali in July was freed unharmed on Thursday.", "freed"),
        ("Two aid workers abducted last month in Darfur were released on Thursday, officials said.", "released"),
    ),
)
def test_who_was_kidnapped_is_free_again(standing: Reader, text: str, word: str) -> None:
    """Taken then and freed now are two claims of the same people, each on its own word; "unharmed" speaks against neither."""
    taken, freed = standing(text)
    assert (taken.effect, freed.effect) == (Effect.ABDUCTED, Effect.FREED)
    assert freed.effect_span is not None and freed.effect_span.exact == word


def test_survivors_are_neither_arrested_nor_dead(standing: Reader) -> None:
    """ "Pulled … from the rubble" takes nobody prisoner, and the bodies beside survivors are not theirs."""
    told = standing("Rescuers pulled two survivors from the rubble of a house hit by shelling in Sloviansk that killed a couple.")
    assert [(c.effect, c.count.low) for c in told] == [(Effect.KILLED, 2)]
    told = standing("Rescuers pulled three bodies and five survivors from the rubble after a missile strike in Kyiv.")
    assert [(c.effect, c.count.low) for c in told] == [(Effect.KILLED, 3)]


def test_bodies_make_no_dead_of_others(standing: Reader) -> None:
    """The injured brought in beside bodies are hurt, and those whose bodies a number counts are no second group."""
    told = standing("12 bodies and 31 injured were brought to her hospital after the bombing, the doctor said.")
    assert sorted((c.effect, c.count.low) for c in told) == [(Effect.INJURED, 31), (Effect.KILLED, 12)]
    told = standing('"We have recovered 41 bodies of our comrades," said one of the officers.')
    assert [c.count.low for c in told] == [41]


def test_a_number_behind_a_region_counts_its_people(standing: Reader) -> None:
    """ "Region two people" is no second region; "at least two" would be a wrong figure."""
    told = standing("In Ukraine's Donetsk region two people were killed and seven injured over the past day, the governor said.")
    assert [(c.effect, c.count.low, c.count.high) for c in told] == [(Effect.KILLED, 2, 2), (Effect.INJURED, 7, 7)]


@pytest.mark.parametrize(
    ("text", "side"),
    (
        ("Eight militants, two of them women, were killed in Bosso.", Category.MILITANT),
        ("Four soldiers were killed in Bosso, among them a woman.", Category.SECURITY),
        ("Troops killed 12 militants, including two women, in the raid.", Category.MILITANT),
        ("Three militants and two women were killed in the raid.", Category.CIVILIAN),
    ),
)
def test_a_part_by_sex_is_of_the_side_of_the_whole(standing: Reader, text: str, side: Category) -> None:
    """Women among fighters are fighters; women named beside them are not."""
    _, part = standing(text)
    assert part.victims.category is side


@pytest.mark.parametrize(
    ("text", "scope"),
    (
        ("Militants have killed 35 policemen in the district this year.", Scope.CUMULATIVE),
        ("Three policemen have been shot dead in the city this month, officials said.", Scope.CUMULATIVE),
        ("The two soldiers had been killed earlier this month.", Scope.INCIDENT),
        ("Strikes on areas held by the group have claimed 649 civilian lives since September 2014.", Scope.CUMULATIVE),
        ("Gunmen killed five farmers in the village, where security has worsened since January.", Scope.INCIDENT),
    ),
)
def test_what_has_been_this_year_is_a_total(standing: Reader, text: str, scope: Scope) -> None:
    """The perfect with a period that still runs counts up to the day of the report."""
    (claim,) = standing(text)
    assert claim.scope is scope


def test_what_an_earlier_attack_did_is_recalled(standing: Reader) -> None:
    """The report is on another one."""
    recalled, told = standing(
        "An earlier attack by raiders on the wells in July left 27 people dead, the army said. "
        "On Tuesday a new attack killed three guards."
    )
    assert (recalled.scope, told.scope) == (Scope.BACKGROUND, Scope.INCIDENT)


@pytest.mark.parametrize(
    ("text", "dead"),
    (
        ("The raid in Ottendorf came a day after a shepherd was killed on the same road.", 1),
        ("The rocket fire on Lowe happened only two days after gunmen killed eight villagers at the ford.", 8),
        ("Two policemen were shot dead in Mardan, police said, a day after gunmen killed four soldiers in Bannu.", 4),
    ),
)
def test_what_came_days_before_is_recalled(standing: Reader, text: str, dead: int) -> None:
    """ "A day after …" tells of an earlier event (18 of 21 labelled claims in such words)."""
    assert next(c.scope for c in standing(text) if c.count.low == dead) is Scope.BACKGROUND


def test_who_dies_days_after_dies_now(standing: Reader) -> None:
    """The days are counted from the attack to the death."""
    (claim,) = standing("Three people died of their wounds two days after the attack, the hospital said.")
    assert claim.scope is Scope.INCIDENT


@pytest.mark.parametrize(
    ("text", "source"),
    (
        (
            "A house was hit by shelling that killed a couple and their daughter, the regional prosecutor's office said.",
            "the regional prosecutor's office",
        ),
        ("Al-Shabaab said it had killed 53 Kenyan soldiers in the attack.", "Al-Shabaab"),
    ),
)
def test_the_name_before_said_is_whole_and_nobody_elses(standing: Reader, text: str, source: str) -> None:
    """The dead named last before the comma do not speak; a hyphen parts no name."""
    assert {c.attribution.source for c in standing(text)} == {source}


def test_who_spoke_of_today_does_not_speak_of_then(standing: Reader) -> None:
    """An earlier event is told by the report itself unless its own sentence names somebody."""
    told = standing(
        "Gunmen raided two villages in Tillaberi, killing 22 people, residents and local media said. "
        "In March, 44 civilians were killed in an attack on a mosque in the same region."
    )
    assert {c.count.low: c.attribution.source for c in told} == {22: "residents and local media", 44: None}


def test_he_is_who_the_paragraph_opens_with(standing: Reader) -> None:
    """A titled name that opens the story of "he" comes before whoever was quoted in the paragraph above."""
    told = standing(
        '"I counted 22 bodies," said Abdulkadir Adan, founder of an ambulance service.\n\n'
        "President Hassan Sheikh Mohamud visited the scene. He put the death toll at 100 on Sunday, with 300 wounded."
    )
    said = {c.count.low: c.attribution.source for c in told}
    assert said[100] == "President Hassan Sheikh Mohamud"


def test_he_is_none_of_the_gunmen(standing: Reader) -> None:
    """One who speaks is not many of whom he spoke."""
    told = standing(
        "Sani Musa, whose brother was taken, said the gunmen demanded money. "
        '"They killed two of our vigilantes and burned six vehicles," he said.'
    )
    assert {c.attribution.source for c in told if c.effect is Effect.KILLED} == {"Sani Musa"}


def test_who_says_so_is_not_who_was_taken(standing: Reader) -> None:
    """Speakers behind a comma are no further captives."""
    told = standing(
        "Armed men attacked a mine, killing four workers and abducting about 30 others, residents and a local official said."
    )
    assert sorted((c.effect, c.count.low) for c in told) == [(Effect.ABDUCTED, 25), (Effect.KILLED, 4)]


def test_all_but_one_frees_not_one(standing: Reader) -> None:
    """Who is left out is not counted."""
    told = standing("In March, gunmen seized 300 pupils from a school in Kuriga; all but one were freed two weeks later.")
    assert {c.count.low for c in told} == {300}


def test_claims_of_one_effect_word_are_of_one_scope(standing: Reader) -> None:
    """Officers and the driver who died with them died in the same year."""
    told = standing(
        "It was the biggest ambush since April 26, 2023, when 10 police personnel and a driver were killed in Dantewada."
    )
    assert {c.scope for c in told} == {Scope.BACKGROUND}


def test_what_and_joins_to_a_total_is_a_total(standing: Reader) -> None:
    """One statement counts both."""
    told = standing("The army said 304 militants had been killed since Friday and more than 170 wounded.")
    assert {c.scope for c in told} == {Scope.CUMULATIVE}


def test_last_month_is_not_the_news(standing: Reader) -> None:
    """Neither at the head of a sentence nor at the end of a headline."""
    told = standing(
        "Maoist ambush kills eight policemen in Bijapur; 31 rebels killed last month\n\n"
        "Eight policemen were killed on Monday, police said. Last month, seven people were killed in Sukma."
    )
    assert {c.count.low: c.scope for c in told} == {8: Scope.INCIDENT, 31: Scope.BACKGROUND, 7: Scope.BACKGROUND}


@pytest.mark.parametrize(
    ("text", "stands"),
    (
        ("Rebels killed at least 38 people during a night vigil at a church, a coordinator said.", True),
        ("The strikes killed 40 people in a day, the ministry said.", True),
        ("Cholera kills 37 people a day in the camp, the ministry said.", False),
    ),
)
def test_a_rate_is_a_day_and_not_in_a_day(standing: Reader, text: str, stands: bool) -> None:
    """ "During a night vigil" and "in a day" say when."""
    assert bool(standing(text)) is stands


def test_government_militiamen_are_the_states(standing: Reader) -> None:
    """A militia of the government fights for it."""
    (claim,) = standing("Two government militiamen died in the clash with rebels.")
    assert claim.victims.category is Category.SECURITY
