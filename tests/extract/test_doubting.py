"""Readings that sound sure and are wrong: what words of the sentence speak against, checked by hand with the default reader."""

from collections.abc import Callable

import pytest

from onrecord.extract.counts import find_counts
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Certainty, Effect, Group, Scope

Reader = Callable[[str], tuple[Claim, ...]]


def test_a_record_is_no_total_and_its_year_not_the_day(standing: Reader) -> None:
    """A comparison with earlier attacks says nothing about when these people died."""
    for text in (
        "At least 24 people were killed in the country's deadliest attack since 2014.",
        "The bombing, the deadliest since a 2016 attack that killed 72, left 24 dead and more than 60 wounded.",
    ):
        told = {c.count.low: c.scope for c in standing(text)}
        assert told[24] is Scope.INCIDENT
        assert told.get(61, Scope.INCIDENT) is Scope.INCIDENT
        assert told.get(72, Scope.BACKGROUND) is Scope.BACKGROUND


def test_a_total_since_a_month_stays_a_total(standing: Reader) -> None:
    """The same word opens a window where nothing is compared."""
    (claim,) = standing("More than 300 people have been killed since January, in the worst violence in a decade.")
    assert claim.scope is Scope.CUMULATIVE


def test_people_out_of_whom_some_died_are_not_dead(standing: Reader) -> None:
    """The number on board is no toll."""
    low = {c.count.low for c in standing("A blast tore through a bus. Of the 45 on board, 30 died and five remain missing.")}
    assert low == {30, 5}


def test_those_aboard_are_not_missing(standing: Reader) -> None:
    """How many had been on the boat is no harm."""
    text = "Sixteen bodies have been recovered and 29 people are missing, the agency said, adding that 57 had been aboard."
    assert {(c.effect, c.count.low) for c in standing(text)} == {(Effect.KILLED, 16), (Effect.MISSING, 29)}


def test_soldiers_beside_militants_stay_soldiers(standing: Reader) -> None:
    """Words for the forces outweigh what the network guesses from those who died beside them."""
    told = {c.count.low: c.victims.category for c in standing("Three conscripts were martyred and 15 militants killed.")}
    assert told == {3: Category.SECURITY, 15: Category.MILITANT}


def test_names_of_forces_tell_the_side(standing: Reader) -> None:
    """A headline's "CRPF men" are security whoever else lies dead beside them."""
    told = {c.count.low: c.victims.category for c in standing("3 CRPF men among 5 killed in Bastar encounter; 2 Maoists dead")}
    assert told[3] is Category.SECURITY
    assert told[2] is Category.MILITANT


def test_years_ago_is_not_now(standing: Reader) -> None:
    """A sentence that opens with years ago recalls."""
    (claim,) = standing("Ten years ago this week, gunmen stormed the university and killed 148 people.")
    assert claim.scope is Scope.BACKGROUND


def test_a_semicolon_outside_quotes_ends_what_is_said(standing: Reader) -> None:
    """Scare quotes do not carry the next speaker's words over a semicolon."""
    text = 'Drones "eliminated" six PKK members in Duhok, the defence ministry said; the group put its losses at two.'
    assert {c.attribution.source for c in standing(text) if c.count.low == 6} == {"the defence ministry"}


def test_a_semicolon_parts_the_dead_from_the_arrested(standing: Reader) -> None:
    """Those who suffocated are not arrested with the driver."""
    told = {(c.effect, c.count.low) for c in standing("Seven migrants suffocated in a truck; the driver, 42, has been arrested.")}
    assert (Effect.ARRESTED, 7) not in told
    assert (Effect.ARRESTED, 1) in told


def test_who_speaks_next_does_not_lend_victims(standing: Reader) -> None:
    """The army's own dead are not the militants of its next words."""
    text = "The army acknowledged three deaths and said eight militants were eliminated."
    told = {c.count.low: c.victims.category for c in standing(text)}
    assert told[8] is Category.MILITANT
    assert told[3] is not Category.MILITANT


def test_what_could_be_verified_was(standing: Reader) -> None:
    """ "Could" with a word of checking is no supposition; what nobody could confirm is only claimed."""
    (claim,) = standing('"We could verify only 112 deaths so far," a UN official said.')
    assert claim.certainty is Certainty.ASSERTED
    (claim,) = standing("Police could not confirm a report that five protesters had been shot dead.")
    assert claim.certainty in (Certainty.CLAIMED, Certainty.DENIED)


def test_harms_counted_together_stay_apart(standing: Reader) -> None:
    """ "Six deaths and 41 injuries" tells of six dead, not of 47."""
    told = {(c.effect, c.count.low) for c in standing("The ministry of health confirmed six deaths and 41 injuries.")}
    assert told == {(Effect.KILLED, 6), (Effect.INJURED, 41)}
    told = {(c.effect, c.count.low) for c in standing("The ministry reported 41 injuries and six deaths.")}
    assert told == {(Effect.KILLED, 6), (Effect.INJURED, 41)}


def test_those_left_out_are_not_counted(standing: Reader) -> None:
    """ "All but 12" sets 288 free, not 12."""
    assert standing("Of 300 detainees, all but 12 were released.") == ()


def test_bodies_beside_captives_are_dead(standing: Reader) -> None:
    """What is joined by "and" keeps its own harm."""
    told = {(c.effect, c.count.low) for c in standing("In Gaza 20 living captives and 8 bodies remain.")}
    assert told == {(Effect.ABDUCTED, 20), (Effect.KILLED, 8)}


def test_groups_end_where_the_next_number_begins(standing: Reader) -> None:
    """Of "74 women and 71 children" the 74 are no children."""
    told = {c.count.low: c.victims.groups for c in standing("A total of 145 people – 74 women and 71 children – were executed.")}
    assert Group.CHILDREN not in told[74]
    assert told[71] == (Group.CHILDREN,)


def test_what_time_is_counted_from_is_recalled(standing: Reader) -> None:
    """The dead of an anniversary are no news; a death on the anniversary is."""
    dead = standing("Two years after the school shooting, in which 19 children and two teachers died, a report faulted police.")
    assert {c.scope for c in dead} == {Scope.BACKGROUND}
    dead = standing("Two years after the coup, five people were killed in Yangon on Monday.")
    assert {c.scope for c in dead} == {Scope.INCIDENT}


def test_who_opens_the_clause_says_so(standing: Reader) -> None:
    """The figures of the group are not laid into the mouth of the ministry that denies them."""
    text = (
        "The ministry denied that any of its soldiers had died in the ambush near Gao, contradicting the jihadist group JNIM, "
        "which said it had killed 40 troops and captured 12."
    )
    told = {c.count.low: c.attribution.source for c in standing(text)}
    assert told[40] == told[12] == "the jihadist group JNIM"


def test_none_but_so_many_are_counted() -> None:
    """ "None but two died" leaves two dead; only who is left out of "all" is spared."""
    assert [find.count.low for find in find_counts("None but 2 died.", load_lexicon("en"))] == [2]
    assert find_counts("All but 2 died.", load_lexicon("en")) == ()


@pytest.mark.parametrize(
    "text",
    (
        "An average of 37 people a day were killed in March, the monitor said.",
        "Each day some 20 children die in the camp, the agency said.",
        "The war is killing 30 people per week, said the UN.",
    ),
)
def test_people_a_day_are_no_toll(standing: Reader, text: str) -> None:
    """How many die a day or on average is a rate: it waits for a person, who knows the days."""
    assert not standing(text)


def test_who_succumbs_to_wounds_is_dead(standing: Reader) -> None:
    """The wounds of a headline are told of somebody who died of them."""
    text = "Police constable succumbs to injuries in Srinagar, toll in grenade attack now three"
    assert [c.effect for c in standing(text) if c.count.low == 1] == [Effect.KILLED]


def test_what_the_dead_are_said_to_have_been(standing: Reader) -> None:
    """Whom an army calls terrorists others call herders: each statement has its own word for the same dead."""
    told = standing("The army said it killed 30 terrorists near Menaka. Residents said 14 of the dead were herders.")
    assert {(c.count.low, c.victims.category) for c in told} == {(30, Category.MILITANT), (14, Category.CIVILIAN)}


def test_a_running_total_is_no_toll_of_the_day(standing: Reader) -> None:
    """ "Taking the number killed this month to six" counts the month; "bringing the toll to six" the event."""
    (_, month) = standing("Two more children died in Homs, taking the number of children killed this month to six.")
    assert (month.count.low, month.scope) == (6, Scope.CUMULATIVE)
    toll = standing("Two more people died of their wounds, bringing the death toll from Sunday's blast to six.")
    assert [c.scope for c in toll if c.count.low == 6] == [Scope.INCIDENT]


@pytest.mark.parametrize(
    "text",
    (
        "Since 2023, fire has killed 71,412 people in Gaza, the territory's Health Ministry says; it names no fighters.",
        "At least 84 people died in twin blasts in the city, the territory's Health Ministry reported, revising an earlier toll.",
    ),
)
def test_a_speaker_before_more_words(standing: Reader, text: str) -> None:
    """Who is named behind the statement says so, whatever follows a semicolon or a participle."""
    assert {c.attribution.source for c in standing(text)} == {"the territory's Health Ministry"}


def test_who_is_sentenced_to_death_is_not_dead(standing: Reader) -> None:
    for text in (
        "The court sentenced 11 rebels to death for killing a policeman in 2019.",
        "Eleven rebels were sentenced to death in Arzan for killing a policeman.",
    ):
        assert [c.count.low for c in standing(text) if c.effect is Effect.KILLED] == [1]
    assert any(c.count.low == 12 for c in standing("The killer of 12 was sentenced to death on Friday."))


@pytest.mark.parametrize(
    ("text", "count"),
    (
        ("The rebels released 153 war detainees on Saturday, the Red Cross said.", 153),
        ("Police released 30 detained protesters.", 30),
        ("The army freed 20 detainees.", 20),
    ),
)
def test_captives_set_free_are_not_arrested_by_their_name(standing: Reader, text: str, count: int) -> None:
    """ "Detainees" who are released are freed; that they had been held is told by their name alone."""
    assert [(c.effect, c.count.low) for c in standing(text)] == [(Effect.FREED, count)]


def test_the_fifth_of_a_row_is_no_victim_of_its_own(standing: Reader) -> None:
    """ "The fifth politician murdered since January" counts the row, and names the one told of before."""
    text = "Gunmen killed a candidate for mayor in Guayaquil. He is the fifth politician murdered in Ecuador since January."
    assert len(standing(text)) == 1


def test_assailants_are_never_forces(standing: Reader) -> None:
    """Where only the network reads the victims' word and is not sure, the word decides."""
    told = standing("The attack left 13 dead: seven soldiers, four civilians and two of the assailants.")
    assert [c.victims.category for c in told if c.count.low == 2] == [Category.MILITANT]


def test_the_running_total_may_come_first(standing: Reader) -> None:
    """ "Bringing to 2,100 the number killed since October" counts since October."""
    told = standing(
        "The coalition said it killed 85 rebels in Marib, bringing to 2,100 the number of rebels killed since October."
    )
    assert {c.count.low: c.scope for c in told} == {85: Scope.INCIDENT, 2100: Scope.CUMULATIVE}
    told = standing("The health ministry said 103 bodies had reached hospitals, raising the overall count to 70,369.")
    assert {c.count.low: c.scope for c in told} == {103: Scope.INCIDENT, 70369: Scope.CUMULATIVE}


def test_who_is_wounded_is_not_neutralised_elsewhere(standing: Reader) -> None:
    """A word about others further on says nothing of the wounded."""
    text = 'Kabul said 58 Pakistani soldiers were killed and 30 wounded, while Islamabad spoke of 200 Taliban "neutralised".'
    assert [c.effect for c in standing(text) if c.count.low == 30] == [Effect.INJURED]


def test_another_event_of_last_week_is_background(standing: Reader) -> None:
    """A second blast told for comparison is not the one reported."""
    told = standing(
        "A mine killed seven people in Ghazni. Last week, a similar explosion claimed five lives in the same district."
    )
    assert {c.count.low: c.scope for c in told} == {7: Scope.INCIDENT, 5: Scope.BACKGROUND}


def test_some_of_the_bodies_are_no_further_dead(standing: Reader) -> None:
    """What is told of bodies counted before counts nobody anew."""
    told = standing("Police said 28 gang members were killed on Tuesday. Several of the bodies were charred.")
    assert [c.count.low for c in told] == [28]


def test_who_speaks_behind_a_semicolon_says_that_only(standing: Reader) -> None:
    """A group that says it carried out the attack has counted nobody."""
    text = "A bomb in Lahore killed three people and wounded 28; the Baloch Nationalist Army said it carried out the attack."
    assert {c.attribution.source for c in standing(text)} == {None}


def test_an_ordinal_is_no_number_of_dead(standing: Reader) -> None:
    """ "The city's 41st homicide" counts the year's, not the shooting's."""
    told = standing("A man was shot dead in Columbus on Sunday, police said. It was the city's 41st homicide of the year.")
    assert [c.count.low for c in told] == [1]


@pytest.mark.parametrize(
    ("text", "speaker"),
    (
        (
            'Musa Abubakar, who fled to the next village, said the raiders arrived at dawn. "We counted 23 corpses," he said.',
            "Musa Abubakar",
        ),
        ("Drone strike on Sudan hospital kills 70 patients - WHO", "WHO"),
        ("Drone strike on Sudan hospital kills 70 patients - BBC News", None),
    ),
)
def test_who_is_described_and_who_stands_behind_a_dash(standing: Reader, text: str, speaker: str | None) -> None:
    """ "X, who fled, said …" names X; a body behind a headline's dash said so, an outlet only carried it."""
    assert {c.attribution.source for c in standing(text)} == {speaker}


def test_two_weeks_earlier_is_background(standing: Reader) -> None:
    """What a sentence dates weeks before the news is not the news."""
    text = (
        "A drone killed 70 people in a hospital on Friday. Two weeks earlier the same hospital was struck, killing nine people."
    )
    assert {c.count.low: c.scope for c in standing(text)} == {70: Scope.INCIDENT, 9: Scope.BACKGROUND}


def test_who_loses_men_loses_his_own(standing: Reader) -> None:
    """An army's lost men are soldiers, whomever it killed in the same breath."""
    told = standing("Mali's army said it had repelled the attack, killing 11 terrorists and losing two men.")
    assert {c.count.low: c.victims.category for c in told} == {11: Category.MILITANT, 2: Category.SECURITY}


def test_who_shot_somebody_is_not_the_one_shot(standing: Reader) -> None:
    """ "A man who shot dead …" names who did it."""
    told = standing("Police hunting a man who shot dead Olivia Pratt-Korbel say they will find him even if he is overseas.")
    assert [c.victims.span.exact for c in told if c.victims.span] == ["Olivia Pratt-Korbel"]


def test_who_is_likelier_to_die_is_not_dead(standing: Reader) -> None:
    """A risk is no harm."""
    assert not standing("Black people are more likely to die from heat than others in New York City, a report says.")


def test_who_killed_himself_is_dead_once(standing: Reader) -> None:
    """The words say outright that he took his life, whoever told it."""
    told = standing("The gunman then shot and killed himself.")
    assert [(c.count.low, c.count.high, c.effect) for c in told] == [(1, 1, Effect.KILLED)]
    assert Effect.KILLED not in {c.effect for c in standing("The 17-year-old boy shot himself in the leg during the robbery.")}


def test_a_leaders_men_are_on_his_side(standing: Reader) -> None:
    """ "Eight of his men" are what he is."""
    told = standing(
        "Philippine troops killed the leader of the Dawlah Islamiyah group and eight of his men in a clash on Thursday."
    )
    assert {(c.count.low, c.victims.category) for c in told} == {(1, Category.MILITANT), (8, Category.MILITANT)}


def test_a_mother_and_son_are_two(standing: Reader) -> None:
    """Two people named in one breath are two, whoever reads them as one."""
    told = standing("The brutal killing of a mother and son in a suburb has been solved, police said.")
    assert {(c.count.low, c.count.high) for c in told} == {(2, 2)}


def test_a_toll_put_at_a_number_is_no_hour(standing: Reader) -> None:
    """ "At 14," tells a number of dead where a toll is put at it."""
    told = standing("A shell hit the market on Monday. The mayor put the number of dead at 14, including two members of a guard.")
    assert 14 in {c.count.low for c in told}


@pytest.mark.parametrize(
    "text",
    (
        "Police in Kano said the death toll had climbed from 9 to 14.",
        "The number of people killed in the Beni attack has risen from 11 to 14, the army said.",
        "The governor lowered the toll from 30 to 14.",
    ),
)
def test_a_toll_that_rises_is_no_range(standing: Reader, text: str) -> None:
    """From nine to fourteen dead is fourteen now; nine is what was said before."""
    assert {(c.count.low, c.count.high) for c in standing(text)} <= {(14, 14)}


@pytest.mark.parametrize(
    "text",
    (
        "The man, who hasn't been arrested, tried to get into the gathering, police said.",
        "Nine of the hostages have not been released, the army said.",
        "The commander was never captured.",
    ),
)
def test_what_was_not_done_waits(standing: Reader, text: str) -> None:
    """Who has not been arrested is nobody's figure of arrests, nor a nought."""
    assert not [c for c in standing(text) if c.effect in (Effect.ARRESTED, Effect.FREED, Effect.ABDUCTED) and c.count.high != 0]


def test_what_is_no_person_waits(standing: Reader) -> None:
    """Shows that are ended and whales that are found dead are nobody's toll; those killed beside them are."""
    assert not standing("Netflix kills two shows after one season; fans mourn.")
    assert not standing("Two dead whales wash up on a beach in Cornwall.")
    assert [c.count.low for c in standing("Poachers killed three rhinos and a ranger in Kruger.")] == [1]
    assert [c.count.low for c in standing("The blast killed 12 bus passengers and two drivers.")] == [12, 2]


@pytest.mark.parametrize(
    ("text", "told"),
    (
        ("Four gunmen shot dead the policeman, identified as Karan Singh, in front of his wife.", [(1, "killed")]),
        ("Three soldiers killed two militants in Bannu.", [(2, "killed")]),
        ("The observatory put the homicide rate at 90 murders for every 100,000 inhabitants.", []),
        ("The Attorney General also issued a warrant for the arrest of another suspect, currently in Panama.", []),
        ("The union called for the release of nine detained teachers.", []),
        ("Officers offered gold for information leading to the arrest of two brothers.", []),
        ("A tip led to the arrest of two men.", [(2, "arrested")]),
        ("Police in Rio killed one person for every 23 arrests.", []),
        ("A girl was shot in the foot near the well, but was not fatally wounded.", [(1, "injured")]),
        ("ABOUT FOUR MEN SHOT TO DEATH A NIGHT GUARD AT THE DAIRY GATE.", [(1, "killed")]),
        ("Hardly any villager had died in the clashes, the elder said.", []),
        ("The shelling killed a man and a woman and wounded three.", [(1, "killed"), (1, "killed"), (3, "injured")]),
        (
            "The dead included three women and one child, he said, adding that the wounded also included two women.",
            [(3, "killed"), (1, "killed"), (2, "injured")],
        ),
        ("Raqqa was home to around 240,000 residents before 2011 and more than 80,000 people have fled.", [(80001, "displaced")]),
        ("The attack left scores of the jihadis dead and wounded.", [(40, "casualties")]),
    ),
)
def test_each_number_counts_whom_its_words_name(standing: Reader, text: str, told: list[tuple[int, str]]) -> None:
    """Not those who did it, nor a rate, nor who is wanted, nor whoever lives there."""
    assert [(c.count.low, c.effect.value) for c in standing(text)] == told


@pytest.mark.parametrize(
    ("text", "sure"),
    (
        ("One of five victims of a shooting on Oak Street has died, police said.", {1}),
        ("Three people are in hospital and a fourth has died after a shooting on Elm Street, police said.", {1}),
        ("The raider shot at a dozen herders before killing himself, the army said.", {1}),
        ("The attacker shot at nine villagers before killing himself, police said.", {1}),
    ),
)
def test_the_fate_of_one_is_not_that_of_the_others(standing: Reader, text: str, sure: set[int]) -> None:
    """The number beside the one who died waits: only the network takes it for dead."""
    assert {c.count.low for c in standing(text)} == sure
