"""Readings settled by error analysis: who is harmed, who speaks, and what is only aimed at or accused of."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from onrecord.extract import gates
from onrecord.extract.disruptions import find_disruptions
from onrecord.extract.tagging.joining import _aims
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Certainty, Effect

Read = Callable[..., tuple[Claim, ...]]
LEXICON = load_lexicon("en")


@pytest.mark.parametrize(
    ("text", "effect", "bounds"),
    [
        ("Two porters were beaten by masked men.", Effect.INJURED, (2, 2)),
        ("One nurse was stabbed at the gate.", Effect.INJURED, (1, 1)),
        ("A farmer accidentally shot himself in the foot.", Effect.INJURED, (1, 1)),
        ("Police said a juvenile was shot in the arm.", Effect.INJURED, (1, 1)),
        ("Six of the fugitives were caught again by night.", Effect.ARRESTED, (6, 6)),
        ("A relief staff was shot dead in his house.", Effect.KILLED, (1, 1)),
        ("One guard was shot dead 90 m from the mill.", Effect.KILLED, (1, 1)),
    ],
)
def test_people_and_effect(claims_of: Read, text: str, effect: Effect, bounds: tuple[int, int]) -> None:
    (claim,) = claims_of(text)
    assert (claim.effect, (claim.count.low, claim.count.high)) == (effect, bounds)


def test_him_beside_a_count_is_one_more(claims_of: Read) -> None:
    told = [(c.effect, c.count.low) for c in claims_of("The rebels abducted him and four clerks on Sunday.")]
    assert told == [(Effect.ABDUCTED, 1), (Effect.ABDUCTED, 4)]


def test_what_claims_lives_is_no_speaker(claims_of: Read) -> None:
    (claim,) = claims_of("Fire from across the river has claimed 23 lives.")
    assert (claim.attribution.source, claim.certainty) == (None, Certainty.ASSERTED)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Envoys will attend the funerals of three priests who were killed on Friday.", Certainty.ASSERTED),
        ("Raiders tried to storm the old barracks outside the town, killing three soldiers.", Certainty.ASSERTED),
        ("Raiders tried to kill three soldiers outside the town.", None),
        ("A clerk accused of killing two shepherds fled.", Certainty.CLAIMED),
    ],
)
def test_hedge_reaches_only_what_it_is_about(claims_of: Read, text: str, certainty: Certainty | None) -> None:
    killed = [c.certainty for c in claims_of(text) if c.effect is Effect.KILLED]
    assert killed == ([] if certainty is None else [certainty])


@pytest.mark.parametrize("before", ["an operation to ", "a raid in the upper valley to ", "a plan to quietly "])
def test_what_an_undertaking_is_for_is_an_aim(before: str) -> None:
    assert _aims(LEXICON).search(before)
    assert not _aims(LEXICON).search("the operation killed ")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Raiders set ablaze two trucks at the quarry.", ["other"]),
        ("The army destroyed four vehicles of the group.", []),
        ("Shells caused material damage to nine houses.", ["housing"]),
        ("The blast caused material damage.", ["other"]),
    ],
)
def test_harm_to_things(text: str, kinds: list[str]) -> None:
    at = datetime(2026, 1, 31, tzinfo=UTC)
    doc = Document(document_id="d", text_version="1", text=text, raw_sha256="0", source="test", language="en", published_at=at)
    assert [d.kind.value for d in find_disruptions(doc, gates.split(doc), LEXICON)] == kinds
