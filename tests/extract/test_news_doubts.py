"""What general news says beside a number or an effect that counts nobody; each class was found in claims of such news."""

from collections.abc import Callable

import pytest

from onrecord.model.claims import Claim
from onrecord.model.enums import Effect

Reader = Callable[[str], tuple[Claim, ...]]
Told = set[tuple[str, int | None, int | None]]


def told(claims: tuple[Claim, ...]) -> Told:
    """Effect and bounds of each claim."""
    return {(c.effect.value, c.count.low, c.count.high) for c in claims}


@pytest.mark.parametrize(
    "text",
    [
        "One in six killed by bad air, a study finds.",
        "Almost two million pupils are regularly missing school, figures show.",
        'The newly found and arresting "Woman of Sorrows" goes on sale in May.',
        "A runner only escaped injury because a neighbour saw the flames.",
        "The suspect in a deadly shooting at a mill has been identified, a warden said.",
        "The air force sacked three officers over a lost drone.",
        "A hiker who was stranded for a week on the ridge lived on berries.",
        "By luck no-one was reported missing, a fireman said.",
        "10 US mass shootings in a week lead to calls for a law.",
        "The golfer Oda Lind, world No. 1, was cheered; the world No. 1 was detained at no time.",
        "The midfielder Tam Brod joins the squad for the play-off after Oda Lind was injured in the league.",
        "The president was hospitalised with a blockage in his intestine.",
        "Activists say that cyclists who kill pedestrians should pay more.",
        "Aid groups warn that 350,000 children will die without rain.",
        "Two men are guilty of conspiring to kidnap the governor.",
        "A former player said that she almost jumped off a balcony and took her own life.",
        "Tens of thousands were told to evacuate as rivers rose.",
        "Rangers saved a few whales but 31 died on the beach.",
        "Thousands of starlings are captured in an aerial picture.",
        "Hundreds of heat-related deaths are counted in the city each summer.",
        "Bones tell of the plague, which killed half of the town in seven years, a study finds.",
        "Prosecutors exhumed a body to learn whose it was.",
        "The singer was captured in a newly found photograph with a prince.",
        "Footage of Tam Brod carrying a chair was released after the trial.",
        "Police pulled a family from a lake: officers were rescuing four people whose car had sunk.",
    ],
)
def test_nobody_is_harmed(text: str, standing: Reader) -> None:
    assert {t for t in told(standing(text)) if t[2] != 0} == set()


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "At least 14 villagers were killed and nine more injured when gunmen raided an inn.",
            {("killed", 14, None), ("injured", 9, 9)},
        ),
        ("The march ended in gunfire, with dozens injured and at least six dead.", {("injured", 24, 99), ("killed", 6, None)}),
        ("A ferry carrying 134 people caught fire, with seven passengers still missing.", {("missing", 7, 7)}),
        ("Hundreds mourn a family of five killed by an escaped inmate.", {("killed", 5, 5)}),
        ("Some 22 children aged 16 and 17 died in care.", {("killed", 19, 25)}),
        ("Several killed in clashes in the capital.", {("killed", 3, None)}),
        ("A growing number of citizens are being detained in Ruritania.", {("arrested", 2, None)}),
        ("The gunfire left the cinematographer Tam Hutchins dead.", {("killed", 1, 1)}),
        ("Colonel in the Ruritanian Revolutionary Guards assassinated.", {("killed", 1, 1)}),
        ("Boy, 17, and man die in a double stabbing.", {("killed", 2, 2)}),
        ("A deal was sought by the parents of a child killed in a blast.", {("killed", 1, 1)}),
        ("A family of a journalist missing in the hills asks for help.", {("missing", 1, 1)}),
        ("Fifteen people were killed in 2016, compared to 208 killed in 2015.", {("killed", 15, 15), ("killed", 208, 208)}),
        ("The rapper Tam Boo was at home when a man was shot in his garden.", {("injured", 1, 1)}),
        ("Shelling kills a 96-year-old Holocaust survivor in the port.", {("killed", 1, 1)}),
        ("Soldiers executed one of the millers, said a police officer.", {("killed", 1, 1)}),
        ("Rebels released four hostages who had been held in a cave.", {("freed", 4, 4)}),
        ("Police captured a fugitive whom a camera had filmed.", {("arrested", 1, 1)}),
        ("A shark attack off the coast left two dead.", {("killed", 2, 2)}),
        ("The police found two bodies in a well.", {("killed", 2, 2)}),
    ],
)
def test_who_was_harmed_counts_once(text: str, claims: Told, standing: Reader) -> None:
    assert claims <= told(standing(text))
    effects = {effect for effect, _, _ in claims}
    assert {t for t in told(standing(text)) if t[0] in effects} == claims


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ruritania war: Another general killed by artillery fire", None),
        ("Hospital attack: midwife hurt in the blast goes home", None),
        ("Police: Ten killed in a raid on a market", "Police"),
    ],
)
def test_what_a_headline_is_about_says_nothing(text: str, speaker: str | None, standing: Reader) -> None:
    harmed = [c for c in standing(text) if c.effect in (Effect.KILLED, Effect.INJURED)]
    assert harmed
    assert {c.attribution.source for c in harmed} == {speaker}
