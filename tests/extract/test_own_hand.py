"""Who is struck by his own hand, and who did it and dies: claims of their own, beside those on the people they harmed."""

from collections.abc import Callable

import pytest

from onrecord.evaluation.numbers import Case
from onrecord.evaluation.running import sure_part
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect
from onrecord.pipeline import load_tools, read_item
from onrecord.settings import load_settings

ClaimsOf = Callable[..., tuple[Claim, ...]]
OWN = "by_own_hand"


def own_hand(claims: tuple[Claim, ...]) -> list[tuple[str, int | None, str]]:
    """Effect, people and words of the claims that are by one's own hand."""
    return [(c.effect.value, c.count.low, c.span.exact) for c in claims if c.effect_detail == OWN]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A man shot his wife before taking his own life.", ("killed", 1, "A man shot his wife before taking his own life")),
        ("He killed two guards. He took his own life.", ("killed", 1, "He took his own life")),
        ("The gunman killed a clerk and then himself.", ("killed", 1, "gunman killed a clerk and then himself")),
        ("A trader killed his brother, then himself.", ("killed", 1, "A trader killed his brother, then himself")),
        ("Farmer kills wife, self in Tarvan", ("killed", 1, "Farmer kills wife, self")),
        ("He then shot and killed himself.", ("killed", 1, "shot and killed himself")),
        ("The suspect committed suicide.", ("killed", 1, "suspect committed suicide")),
        ("The suspect died of a self-inflicted gunshot wound.", ("killed", 1, "suspect died")),
        ("The gunman was found dead of an apparent self-inflicted wound.", ("killed", 1, "gunman was found dead")),
        ("The suspect died by suicide in his cell.", ("killed", 1, "suspect died")),
        # Who shoots himself is wounded; who turns a gun on himself is dead or wounded.
        ("A guard accidentally shot himself.", ("injured", 1, "A guard accidentally shot himself")),
        ("He shot his brother and then himself.", ("injured", 1, "shot his brother and then himself")),
        ("She turned the rifle on herself.", ("casualties", 1, "turned the rifle on herself")),
        (
            "A guard killed two men before turning the gun on himself.",
            ("casualties", 1, "A guard killed two men before turning the gun on himself"),
        ),
        (
            "Two men were killed by a guard who then turned his gun on himself.",
            ("casualties", 1, "a guard who then turned his gun on himself"),
        ),
    ],
)
def test_who_is_struck_by_his_own_hand_is_a_claim(sentence: str, expected: tuple[str, int, str], claims_of: ClaimsOf) -> None:
    assert own_hand(claims_of(sentence)) == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "He tried to kill himself.",
        "He threatened to turn the gun on himself.",
        "The man did not kill himself.",
        "The minister turned the talk on himself.",
        "The boy attempted suicide.",
    ],
)
def test_what_was_only_tried_or_is_no_harm_is_none(sentence: str, claims_of: ClaimsOf) -> None:
    assert own_hand(claims_of(sentence)) == []


def test_those_whom_he_harmed_are_claims_beside_his(claims_of: ClaimsOf) -> None:
    claims = claims_of("The gunman killed two guards, wounded a clerk and then killed himself.")
    assert {(c.effect, c.count.low, c.victims.category) for c in claims} == {
        (Effect.KILLED, 2, Category.SECURITY),
        (Effect.INJURED, 1, Category.CIVILIAN),
        (Effect.KILLED, 1, Category.MILITANT),
    }


def sure(text: str) -> list[tuple[str, int | None, str | None]]:
    """What both readers together are sure of: effect, people, detail."""
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)
    found = read_item(Case(case_id="own", text=text, published=None, wanted=()).item("own"), tools).extraction
    assert found is not None
    return [(c.effect.value, c.count.low, c.effect_detail) for c in sure_part(found, settings.review_below).claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A guard killed two men before turning the gun on himself.", [("casualties", 1, OWN), ("killed", 2, None)]),
        ("A trader killed his wife, then himself.", [("killed", 1, OWN), ("killed", 1, None)]),
        ("The suspect is also dead, police said.", [("killed", 1, None)]),
        ("The gunman, who killed two officers, was shot dead by police.", [("killed", 1, None), ("killed", 2, None)]),
        ("Three people were wounded. She was pronounced dead at the scene.", [("injured", 3, None), ("killed", 1, None)]),
        # "He" is one, whoever was counted before him.
        ("After shooting three clerks he was shot dead by police.", [("killed", 1, None)]),
    ],
)
def test_both_readers_tell_the_death_of_who_did_it(text: str, expected: list[tuple[str, int | None, str | None]]) -> None:
    assert [told for told in sure(text) if told[0] != "injured" or told in expected] == expected


def test_people_with_wounds_beside_the_dead_are_not_dead(claims_of: ClaimsOf) -> None:
    claims = claims_of("The raid left one man dead and at least six others with gunshot wounds.")
    assert [(c.effect, c.count.low) for c in claims] == [(Effect.KILLED, 1), (Effect.INJURED, 6)]
