"""Who says so where a sentence has two speakers, or where somebody is only said to be silent; checked by hand, default reader."""

from collections.abc import Callable

import pytest

from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Certainty, Scope

Reader = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "told"),
    (
        (
            "Azerbaijan says it lost three soldiers; Yerevan reports six dead on its side.",
            {3: "Azerbaijan", 6: "Yerevan"},
        ),
        (
            "The ministry said that 5,400 families had fled Manbij since Monday, while aid workers spoke of 20,000 people.",
            {5400: "The ministry", 20000: "aid workers"},
        ),
        (
            "Amnesty International said 64 civilians had died; the defence ministry dismissed the report and spoke of 12 deaths.",
            {64: "Amnesty International", 12: "the defence ministry"},
        ),
        (
            "State television said the strike killed seven civilians, contradicting statements by the provincial governor, "
            "who had spoken of four dead.",
            {7: "State television", 4: "the provincial governor"},
        ),
    ),
)
def test_the_second_speaker_answers_for_the_second_number(standing: Reader, text: str, told: dict[int, str]) -> None:
    """A clause with a speaker of its own is not the first speaker's."""
    assert {c.count.low: c.attribution.source for c in standing(text)} == told


@pytest.mark.parametrize(
    "text",
    (
        "The junta has not commented on the reported deaths of 28 villagers in Let Yet Kone.",
        "The army has not confirmed the deaths of 28 villagers.",
    ),
)
def test_who_is_silent_is_no_speaker(standing: Reader, text: str) -> None:
    """Not to confirm a figure is not to give it."""
    (claim,) = standing(text)
    assert claim.attribution.source is None
    assert claim.count.low == 28


def test_neither_confirmed_nor_denied_is_not_denied(standing: Reader) -> None:
    """Nobody stands behind the figure, and nobody rejects it."""
    (claim,) = standing("Kyiv has neither confirmed nor denied that 40 of its soldiers were captured.")
    assert claim.certainty is Certainty.CLAIMED


def test_a_denial_ends_where_the_speaker_goes_on(standing: Reader) -> None:
    """Who denies one thing and says another has not denied the other."""
    (accused,) = standing("M23 denied responsibility and accused the army of killing 40 civilians in Bunia.")
    assert accused.certainty is Certainty.CLAIMED
    told = {
        c.count.low: c.certainty
        for c in standing(
            "Ethiopia's government rejects the figure of 600 dead given by regional officials and says 112 people were killed."
        )
    }
    assert told == {600: Certainty.DENIED, 112: Certainty.ASSERTED}


@pytest.mark.parametrize(
    "text",
    (
        "A man who tried to stop the gunmen was shot dead.",
        "Two guards who attempted to intervene were stabbed and wounded.",
        "Militants abducted 25 schoolgirls, and a teacher who tried to stop them was shot dead.",
    ),
)
def test_what_befell_who_tried_did_not_fail(standing: Reader, text: str) -> None:
    """What somebody tried to do failed; what happened to him for it did not."""
    assert all(c.certainty is Certainty.ASSERTED for c in standing(text))
    assert standing(text)


@pytest.mark.parametrize(
    ("text", "sides"),
    (
        (
            "The army lost 40 men in the ambush, according to a rebel commander, who said his own side had lost “only two”.",
            {40: Category.SECURITY, 2: Category.MILITANT},
        ),
        ("The army said it lost two men.", {2: Category.SECURITY}),
        ("The rebels have lost 14 people since Monday, the army said.", {14: Category.MILITANT}),
        ("A police officer said the militants had lost 12 men in the raid.", {12: Category.MILITANT}),
        (
            "Drones killed a senior PKK commander and three bodyguards in Sinjar.",
            {1: Category.MILITANT, 3: Category.MILITANT},
        ),
        ("Gunmen killed a warlord and his four bodyguards in Herat.", {1: Category.MILITANT, 4: Category.MILITANT}),
    ),
)
def test_the_lost_are_on_the_side_that_lost_them(standing: Reader, text: str, sides: dict[int, Category]) -> None:
    """Not on the side of who tells of it; and a fighter's guards are on his."""
    assert {c.count.low: c.victims.category for c in standing(text)} == sides


def test_the_freed_are_news_though_taken_long_ago(standing: Reader) -> None:
    """The year belongs to the abduction."""
    told = {c.effect.value: c.scope for c in standing("Four hostages kidnapped in 2011 have been released.")}
    assert told == {"abducted": Scope.BACKGROUND, "freed": Scope.INCIDENT}


def test_what_since_counts_from_is_recalled(standing: Reader) -> None:
    """ "The first such raid since March 2024, when …" tells of 2024; "fighting since Monday, when …" of now."""
    (recalled,) = standing("It was the first such raid since March 2024, when gunmen killed 11 worshippers in Kaduna.")
    assert recalled.scope is Scope.BACKGROUND


def test_a_speaker_does_not_answer_for_the_next_paragraph(standing: Reader) -> None:
    """Who says one thing has not said what stands in another paragraph, let alone what is turned to there."""
    told = {
        c.count.low: c.attribution.source
        for c in standing(
            "The ministry of defence said 30 assailants had been killed near Nampala.\n"
            "A week earlier, two peacekeepers from Chad died when their vehicle hit a mine near Kidal."
        )
    }
    assert told == {30: "The ministry of defence", 2: None}
    told = {
        c.count.low: c.attribution.source
        for c in standing(
            "The Israeli military said its jets had killed nine fighters in Gaza.\n"
            "In the West Bank, soldiers shot dead a teenager during a raid on the Balata camp."
        )
    }
    assert told == {9: "The Israeli military", 1: None}


def test_parts_without_a_noun_are_of_their_wholes_side(standing: Reader) -> None:
    """Who killed them says nothing about who they were."""
    told = {
        c.count.low: c.victims.category
        for c in standing(
            "More than 1,300 civilians have been killed this year, the United Nations said, 403 of them by pro-government forces."
        )
    }
    assert told == {1301: Category.CIVILIAN, 403: Category.CIVILIAN}


def test_the_items_of_a_list_are_no_parts_of_the_first(standing: Reader) -> None:
    """The two officers are not two of the thirteen soldiers; the man and the five women are the six people."""
    listed = standing("Thirteen soldiers, two police officers and a civilian died when insurgents overran the outpost.")
    assert [c.subset_of for c in listed] == [None, None, None]
    whole, *parts = standing("Six people, a man and five women, were killed in the raid.")
    assert {c.subset_of for c in parts} == {whole.claim_id}


def test_headlines_with_two_speakers(standing: Reader) -> None:
    """Behind a semicolon the next speaker begins, and two letters are a name."""
    told = {c.count.low: c.attribution.source for c in standing("12 dead in Kabul blast, police say; IS claims 30 killed")}
    assert told == {12: "police", 30: "IS"}
    assert [c.attribution.source for c in standing("UN: 40 civilians killed in Myanmar air raid")] == ["UN"]


@pytest.mark.parametrize(
    ("text", "told"),
    (
        (
            "Boko Haram fighters have killed 110 farm workers, a UN official said, revising an earlier toll of 43 given by local "
            "leaders.",
            {110: "a UN official", 43: "local leaders"},
        ),
        (
            "Three officers were killed in Zahedan, IRNA reported. The group, in a statement, said it had killed eight officers.",
            {3: "IRNA", 8: "The group"},
        ),
        (
            "Two blasts killed 40 people in Kabul on Monday, according to the vice-president, Amrullah Saleh.",
            {40: "the vice-president"},
        ),
    ),
)
def test_who_gave_the_toll(standing: Reader, text: str, told: dict[int, str]) -> None:
    """A toll given by somebody is theirs, a news agency is no group, and a hyphen ends no name."""
    assert {c.count.low: c.attribution.source for c in standing(text)} == told


def test_three_of_its_own_are_soldiers(standing: Reader) -> None:
    """An army that kills militants and loses three of its own has not lost three militants."""
    told = standing("The Somali National Army on Wednesday killed 27 al-Shabab militants and lost three of its own, it said.")
    assert {c.count.low: c.victims.category for c in told} == {27: Category.MILITANT, 3: Category.SECURITY}


def test_a_figure_is_nobody_unless_somebody(standing: Reader) -> None:
    """A figure that cannot be confirmed is a number; a senior figure is a person."""
    assert [c.count.low for c in standing("Al-Shabab said it had killed 87 soldiers, a figure that could not be confirmed.")] == [
        87
    ]
    assert [c.count.low for c in standing("A senior figure was killed in the raid, officials said.")] == [1]


def test_dead_or_wounded_are_not_all_dead(standing: Reader) -> None:
    """Nobody has said how many of them died."""
    told = standing("A rebel spokesman said the attack on the barracks left 30 soldiers dead or wounded.")
    assert [(c.count.low, c.effect.value) for c in told] == [(30, "casualties")]


def test_those_freed_behind_a_semicolon_are_news(standing: Reader) -> None:
    """How long they were held is not how long they were being freed."""
    told = standing(
        "The victims were among 40 people held captive since last May, when the militia seized the town; nine have been freed, "
        "relatives said."
    )
    freed = next(c for c in told if c.effect.value == "freed")
    assert freed.scope is Scope.INCIDENT
