"""Deaths of age and illness, which wait for a person instead of counting as claims of harm."""

from typing import Any

import pytest

from onrecord.extract.reading import extract_document
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Effect


def claims(text: str, parser: Any) -> tuple[Claim, ...]:
    """The claims that the grammar reads in a text."""
    doc = Document(document_id="d", text_version="t", text=text, raw_sha256="0", source="s", language="en")
    return extract_document(doc, parser, load_lexicon("en")).claims


def scores(text: str, parser: Any, *effects: Effect) -> list[float | None]:
    """The scores of the claims of these effects (deaths) that the grammar reads in a text."""
    effects = effects or (Effect.KILLED,)
    return [c.score for c in claims(text, parser) if c.effect in effects]


@pytest.mark.parametrize(
    "text",
    [
        "The painter Oda Lind has died at the age of 91.",
        "Singer Oda Lind, voice of a generation, dead at 77.",
        "The footballer Tam Brod dies aged 61.",
        "A teacher died of cancer in the spring.",
        "The ministry counted 663 deaths from Covid in a day.",
        "A second person died in the new Ebola outbreak.",
        "The widower found solace in song after the death of his wife.",
        "The new film tells the story of a sheriff who killed four rustlers.",
        "About 1,400 people die of melanoma every year.",
    ],
)
def test_a_death_of_age_or_illness_waits(text: str, parser: Any) -> None:
    found = scores(text, parser)
    assert all(score is not None and score < 0.1 for score in found), found


@pytest.mark.parametrize(
    "text",
    [
        "The cricketer Tam Brod died aged 46 in a car crash.",
        "A nurse was pronounced dead at 3:38 a.m. in the street.",
        "Oda Lind, who had beaten cancer, was murdered in her flat.",
        "Two men died in custody after an illness, their lawyer said.",
        "Three brothers, aged 4, 6 and 7, were found dead at home.",
        "Gunfire was heard and a man died.",
        "Three people died when the roof came down.",
    ],
)
def test_a_death_that_somebody_or_something_inflicted_counts(text: str, parser: Any) -> None:
    assert scores(text, parser)
    assert all(score is None for score in scores(text, parser))


@pytest.mark.parametrize(
    "text",
    [
        "Rangers killed three coyotes in the park.",
        "The firemen rescued two puppies from a drain.",
        "The singer was accused of faking the tale that two men were abducted.",
        "Some 40 years ago two pilots were killed in the valley.",
        "In 1957 two climbers were killed on the ridge.",
        "The minister offered a deal to free two tourists.",
    ],
)
def test_what_befell_animals_was_feigned_bargained_for_or_long_ago_waits(text: str, parser: Any) -> None:
    found = scores(text, parser, *Effect)
    assert all(score is not None and score < 0.1 for score in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Two farmers and their dog were killed when the barn fell down.",
        "Three people and a dog were killed when the barn fell down.",
        "Two tourists were freed from the lift on Monday.",
        "Five years ago two pilots were killed in the valley.",
    ],
)
def test_what_befell_people_of_late_counts(text: str, parser: Any) -> None:
    found = scores(text, parser, *Effect)
    assert found
    assert all(score is None for score in found)


@pytest.mark.parametrize(
    "text",
    [
        "Two shoplifters were captured on camera in the mall.",
        "Three climbers were rescued from the ridge.",
        "The family spoke of Oda Lind's killings for the first time.",
        "A former soldier loses eight stone.",
        "The board said that the two thieves should be released on parole.",
    ],
)
def test_what_the_words_only_seem_to_tell_waits(text: str, parser: Any) -> None:
    found = scores(text, parser, *Effect)
    assert all(score is not None and score < 0.1 for score in found), found


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("Two shoplifters were captured on Monday.", Effect.ARRESTED),
        ("Three climbers were rescued by police, who found them held in a cell.", Effect.FREED),
        ("Four arrests after two boys are stabbed to death.", Effect.KILLED),
        ("The killing of Oda Lind shook the town.", Effect.KILLED),
    ],
)
def test_what_the_words_tell_counts(text: str, effect: Effect, parser: Any) -> None:
    assert any(c.effect is effect and c.score is None for c in claims(text, parser))


def test_arrests_are_no_deaths(parser: Any) -> None:
    """The number of those arrested, wherever the word for the deed stands."""
    found = claims("Four murder arrests after boy, 16, dies.\n\nThe teenager was found with stab wounds.", parser)
    assert [c.score is None for c in found if c.effect is Effect.ARRESTED] == [True]
    assert all(c.score is not None for c in found if c.effect is Effect.KILLED and c.count.low == 4)
