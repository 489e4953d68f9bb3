"""Whose words they are where a pronoun, a headline's label or a listener could be taken for the speaker; default reader."""

from collections.abc import Callable

import pytest

from onrecord.model.claims import Claim
from onrecord.model.enums import Category, DisruptionKind, Effect, SourceRole
from onrecord.model.register import Extraction

Reader = Callable[[str], tuple[Claim, ...]]


def test_we_in_a_quotation_are_those_quoted(standing: Reader) -> None:
    """Not who was heard in the paragraph before; the clause on the speaker is none of the name."""
    *_, counted = standing(
        "An army spokesman, Brig. Gen. Adil Omar, put the civilian toll at 51.\n\n"
        '"We counted 38 bodies in the market alone," said a volunteer at the clinic, who asked not to be named.'
    )
    assert (counted.count.low, counted.attribution.source) == (38, "a volunteer at the clinic")


def test_he_is_the_person_told_of_last_and_no_crowd(standing: Reader) -> None:
    """A spokesman who "called for" something was not heard before, and is who "he" is; who is told says nothing."""
    *_, workers = standing(
        "Residents reached by phone said fighters had abducted six young men.\n\n"
        "UN Secretary-General's spokesman Jonas Varga called for an inquiry. "
        '"Civilians must never be a target," he told reporters in New York, noting that 14 aid workers had been killed this year.'
    )
    assert workers.attribution.source is not None
    assert workers.attribution.source.endswith("spokesman Jonas Varga")
    assert workers.attribution.role is SourceRole.UN


def test_he_is_no_broadcaster(standing: Reader) -> None:
    """Whom the BBC's interview partner told it is not the BBC."""
    *_, children = standing(
        "Musa Kaura, chairman of the local government, told the BBC that the gunmen freed 18 of the captives on Saturday. "
        "Three children died in the bush during their captivity, he said."
    )
    assert (children.count.low, children.attribution.source) == (3, "Musa Kaura")


@pytest.mark.parametrize(
    ("text", "speaker"),
    (
        ("Pakistan: two policemen, 14 militants killed in Lakki Marwat gun battle", None),
        ("Two policemen killed in Lakki Marwat gun battle: Pakistan", "Pakistan"),
        ("DR Congo: ADF rebels kill at least 38 at church vigil in Ituri", None),
        ("Police: two men killed in Lakki Marwat gun battle", "Police"),
    ),
)
def test_a_country_at_the_head_of_a_headline_says_where(standing: Reader, text: str, speaker: str | None) -> None:
    """ "Pakistan: …" is a label; at the end of a headline it is who says so."""
    assert {c.attribution.source for c in standing(text)} == {speaker}


def test_a_passer_by_beside_policemen_is_a_civilian(standing: Reader) -> None:
    """The word says so, whoever was hurt before."""
    *_, last = standing(
        "Seven other cops, including a DSP, sustained bullet injuries. Unidentified men gunned down a tribal elder in Mir Ali. "
        "A passer-by also received injuries."
    )
    assert (last.victims.category, last.subset_of) == (Category.CIVILIAN, None)


@pytest.mark.parametrize("text", ("The army put the civilian death toll at 51.", "The civilian death toll rose to 51."))
def test_a_civilian_toll_is_of_civilians(standing: Reader, text: str) -> None:
    """The word beside the toll says whose it is."""
    (claim,) = standing(text)
    assert (claim.count.low, claim.victims.category) == (51, Category.CIVILIAN)


def test_a_resident_reached_by_phone_tells_of_no_line_cut(reading: Callable[[str], Extraction]) -> None:
    """The phone is how he was reached."""
    found = reading("Residents reached by phone said fighters had looted shops.")
    assert DisruptionKind.PHONE not in {d.kind for d in found.disruptions}


def test_suspects_beside_an_officer_are_no_forces(standing: Reader) -> None:
    """Nobody says whose they are."""
    officer, suspects = standing("A police officer and two robbery suspects were killed Thursday in an exchange of gunfire.")
    assert (officer.victims.category, suspects.victims.category) == (Category.SECURITY, Category.UNKNOWN)


def test_most_of_them_killed_are_of_the_dead(standing: Reader) -> None:
    """The injured stand nearer, but were not killed."""
    told = standing(
        "At least 16 people died and 400 were injured in the protests, most of them killed by police, a monitor said."
    )
    assert [(c.effect, c.count.low, c.count.high) for c in told] == [
        (Effect.KILLED, 16, None),
        (Effect.INJURED, 400, 400),
        (Effect.KILLED, 9, None),
    ]


def test_where_a_speaker_fled_to_is_not_where_it_happened(standing: Reader) -> None:
    """The trader tells it from there."""
    told = standing('"My uncle and two of my cousins were killed in their yard," said a trader who fled to Ouahigouya.')
    assert {c.place for c in told} == {None}


def test_the_region_that_opens_a_sentence_holds_a_place_nobody_lists(standing: Reader) -> None:
    """A police station is in no gazetteer; the region before it is."""
    wounded, _ = standing(
        "In Cauca, a car bomb in front of the police station of Mondomo wounded seven civilians, three of them children."
    )
    assert wounded.place is not None
    assert (wounded.place.name, wounded.place.country) == ("Cauca", "CO")


def test_who_confirmed_a_number_says_it(standing: Reader) -> None:
    """ "Confirmed" is what the hospital did, no word of the number."""
    told = standing("The army confirmed at least 10 deaths. The hospital has confirmed 12 dead.")
    assert {c.count.low: c.attribution.source for c in told} == {10: "The army", 12: "The hospital"}
    assert {c.count.span.exact for c in told if c.count.span} == {"at least 10", "12"}


def test_a_state_that_registered_deaths_is_where(standing: Reader) -> None:
    """An office that registered them is who says so."""
    told = standing("Guanajuato registered 1,435 homicides from January to May. The ministry registered 45 deaths in June.")
    assert {c.count.low: c.attribution.source for c in told} == {1435: None, 45: "The ministry"}


def test_the_dead_of_a_new_paragraph_are_not_said_by_the_last_speaker(standing: Reader) -> None:
    """Whether he goes on is not told."""
    *_, women = standing(
        "City official Rodolfo Cervantes put the number of injured at 20 after the shooting that left 11 people dead.\n\n"
        "The dead included a 17-year-old, eight men and two women."
    )
    assert (women.count.low, women.attribution.source) == (2, None)


def test_a_bare_number_of_another_clause_has_no_side(standing: Reader) -> None:
    """The commander was a fighter; of the four nobody says so."""
    told = standing("Israel says it killed Hezbollah commander in Beirut strike; Lebanon reports four dead, 28 hurt")
    assert {c.count.low: c.victims.category for c in told} == {
        1: Category.MILITANT,
        4: Category.UNKNOWN,
        28: Category.UNKNOWN,
    }


def test_an_armed_group_is_no_town_of_its_name(standing: Reader) -> None:
    """The Fano militia fights in Ethiopia; the town of Fano lies in Italy."""
    told = standing(
        "The strike killed 300 members of the Fano militia. "
        "Fighting between Fano and federal forces has killed hundreds in Amhara."
    )
    assert {c.place.country for c in told if c.place} == {"ET"}
