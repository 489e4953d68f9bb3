"""Which counts of people with which effect the grammar reads from a sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.extract import gates
from onrecord.extract.reading import extract_document, find_claims
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document, Furniture
from onrecord.model.enums import Effect, FurnitureKind
from onrecord.model.spans import cut

ClaimsOf = Callable[..., tuple[Claim, ...]]


def told(claim: Claim) -> str:
    """A claim in short: effect, category, bounds and its counting words."""
    high = "" if claim.count.high is None else claim.count.high
    words = claim.count.span.exact if claim.count.span else "implied"
    return f"{claim.effect} {claim.victims.category} {claim.count.low}..{high} {words}"


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("At least 21 people were killed in the raid.", ["killed unknown 21.. At least 21"]),
        ("Rebels killed two soldiers and wounded five.", ["killed security 2..2 two", "injured security 5..5 five"]),
        ("A roadside bomb left 12 people dead.", ["killed unknown 12..12 12"]),
        ("The blast left several dead and scores injured.", ["killed unknown 3.. several", "injured unknown 40..99 scores"]),
        ("Dozens of villagers died, leaving the hamlet empty.", ["killed civilian 24..99 Dozens"]),
        ("The death toll rose to 21.", ["killed unknown 21..21 21"]),
        ("Four gunmen and a constable were killed.", ["killed militant 4..4 Four", "killed security 1..1 a"]),
        ("Two teachers lost their lives on the road.", ["killed civilian 2..2 Two"]),
        ("The shelling claimed the lives of over 300 people.", ["killed unknown 301.. over 300"]),
        ("An attack that took 48 lives was condemned.", ["killed unknown 48..48 48"]),
        ("Hospitals in the capital received 22 bodies.", ["killed unknown 22..22 22"]),
        ("Gunmen kidnapped three engineers near the dam.", ["abducted civilian 3..3 three"]),
        ("Militants took dozens of passengers hostage.", ["abducted civilian 24..99 dozens"]),
        ("Rebels captured nine soldiers at the post.", ["abducted security 9..9 nine"]),
        ("An airstrike killed a guard and his driver.", ["killed security 1..1 a", "killed civilian 1..1 implied"]),
        ("Police arrested 14 suspects on Monday.", ["arrested unknown 14..14 14"]),
        ("Some 3,000 residents fled their homes.", ["displaced civilian 2500..3500 Some 3,000"]),
        ("Security forces rescued two pilgrims.", ["freed civilian 2..2 two"]),
        ("Eleven rebels surrendered to the army.", ["surrendered militant 11..11 Eleven"]),
        ("Three fishermen went missing after the clash.", ["missing civilian 3..3 Three"]),
        ("There were no casualties in the attack.", ["casualties unknown 0..0 no"]),
        ("No casualties were immediately reported.", ["casualties unknown 0.. No"]),
        ("Nobody was hurt in the attack on the bridge.", ["injured unknown 0..0 Nobody"]),
        ("The minister remained unhurt.", ["injured civilian 0..0 implied"]),
        ("The rebels inflicted 47 casualties on the national guard.", ["casualties security 47..47 47"]),
        (
            "More than 40 people were injured, at least six killed.",
            ["injured unknown 41.. More than 40", "killed unknown 6.. at least six"],
        ),
        ("A suicide bomber blew himself up at the gate.", ["killed militant 1..1 A"]),
        ("The army has lost 12 soldiers.", ["killed security 12..12 12"]),
        ("On Monday night, police shot and killed a man, who they said was armed.", ["killed unknown 1..1 a"]),
        ("A Levies Force personnel was killed in the blast.", ["killed security 1..1 A"]),
        ("Constable Omid Rahi was killed.", ["killed security 1..1 implied"]),
        ("Gunmen killed villagers in the valley.", ["killed civilian 2.. implied"]),
        ("The raiders abducted a clerk along with four drivers.", ["abducted civilian 1..1 a", "abducted civilian 4..4 four"]),
        ("Dozens of militants were neutralised.", ["casualties militant 24..99 Dozens"]),
        (
            "The army said 58 raiders were killed on Tuesday alone and 93 over the past three days.",
            ["killed militant 58..58 58", "killed militant 93..93 93"],
        ),
        (
            "Fourteen herders died on Monday and nine the day before.",
            ["killed civilian 14..14 Fourteen", "killed civilian 9..9 nine"],
        ),
        ("Six farmers were wounded on Monday and 12 in hospital were sent home.", ["injured civilian 6..6 Six"]),
        ("The toll stood at 118, the provincial clinic added.", ["killed unknown 118..118 118"]),
        (
            "Reuters speaks of at least 30 dead, while the police speak of 24.",
            ["killed unknown 30.. at least 30", "killed unknown 24..24 24"],
        ),
    ],
)
def test_sentence_yields_its_claims(sentence: str, claims: list[str], claims_of: ClaimsOf) -> None:
    assert [told(claim) for claim in claims_of(sentence)] == claims


@pytest.mark.parametrize(
    ("headline", "claims"),
    [
        ("Gunmen Kill 23 in Tarvan", ["killed unknown 23..23 23"]),
        ("4 Border Troopers Killed, 11 Wounded in Ambush", ["killed security 4..4 4", "injured security 11..11 11"]),
        ("Six killed, 11 injured in blast", ["killed unknown 6..6 Six", "injured unknown 11..11 11"]),
        ("5 dead, 3 hurt in attack", ["killed unknown 5..5 5", "injured unknown 3..3 3"]),
        ("TWO POLICEMEN DIED IN THE TOWN OF ARZAN.", ["killed security 2..2 TWO"]),
        ("three rebels killed, 9 troopers hurt in gunfight", ["killed militant 3..3 three", "injured security 9..9 9"]),
    ],
)
def test_headlines_capitals_and_lost_punctuation_are_read(headline: str, claims: list[str], claims_of: ClaimsOf) -> None:
    assert [told(claim) for claim in claims_of(headline)] == claims


@pytest.mark.parametrize(
    "sentence",
    [
        "Between 30 and 40 gunmen halted up to 20 vehicles.",
        "The group listed 14 cities that it had hit.",
        "They tried to kill two judges.",
        "Six albums were released on Monday.",
        "The 21-year-old driver sold five cars for $300 in 2019.",
        "The gunmen fled into the hills.",
        "The car body is made of steel.",
        "Parliament passed a bill on free trade with 27 countries.",
    ],
)
def test_people_without_harm_and_things_are_no_claims(sentence: str, claims_of: ClaimsOf) -> None:
    assert claims_of(sentence) == ()


def test_a_number_a_speaker_sets_against_another_keeps_the_effect(claims_of: ClaimsOf) -> None:
    claims = claims_of("The rebels admitted losing 12 fighters; the army says 54.")
    assert [told(claim) for claim in claims] == ["killed militant 12..12 12", "killed militant 54..54 54"]


def test_figures_of_one_number_are_separate_claims(claims_of: ClaimsOf) -> None:
    claims = claims_of("Officials put the number of rebels killed at 58 on Friday alone and 83 over the past two days.")
    assert [told(claim) for claim in claims] == ["killed militant 58..58 58", "killed militant 83..83 83"]


def test_the_perpetrator_is_the_subject_or_the_by_phrase(claims_of: ClaimsOf) -> None:
    active, passive = claims_of("Masked gunmen killed two judges. A farmer was killed by border guards.")
    assert active.perpetrator and active.perpetrator.span and active.perpetrator.span.exact == "Masked gunmen"
    assert passive.perpetrator and passive.perpetrator.span and passive.perpetrator.span.exact == "border guards"


def test_details_refine_the_effect(claims_of: ClaimsOf) -> None:
    claims = claims_of("Nine bodies were found. Police freed six inmates; ten inmates escaped from the prison.")
    assert [claim.effect_detail for claim in claims] == ["body_recovered", None, "escaped"]


def test_nothing_is_read_from_furniture(claims_of: ClaimsOf) -> None:
    text = "Two men were killed.\nComments\nTen men were killed, said a reader."
    comments = Furniture(span=cut(text, text.index("Comments"), len(text)), kind=FurnitureKind.COMMENTS)
    assert [told(claim) for claim in claims_of(text, furniture=(comments,))] == ["killed unknown 2..2 Two"]


def test_claim_ids_are_unique_and_the_same_every_time(claims_of: ClaimsOf) -> None:
    text = "Two men were killed and two wounded. Two men were killed."
    first, second = claims_of(text), claims_of(text)
    assert first == second
    assert len({claim.claim_id for claim in first}) == 3


def test_another_language_is_said_to_be_unread(parser: Any) -> None:
    doc = Document(document_id="d", text_version="t", text="Zwei Tote.", raw_sha256="0", source="x", language="de")
    found = extract_document(doc, parser, load_lexicon("en"))
    assert not found.claims
    assert [problem.code for problem in found.problems] == ["language_not_read"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12), st.sampled_from(["12 soldiers", "were killed", "injured", ",", "\n", "including", "ÆØÅ İ"])
        ),
        max_size=14,
    )
)
def test_any_text_is_read_and_every_span_is_exact(parser: Any, pieces: list[str]) -> None:
    doc = Document(document_id="d", text_version="t", text=" ".join(pieces), raw_sha256="0", source="x", language="en")
    lexicon = load_lexicon("en")
    for claim in find_claims(doc, gates.parse(gates.split(doc), parser, lexicon), lexicon):
        for span in (claim.span, claim.count.span, claim.effect_span, claim.victims.span):
            assert span is None or doc.text[span.start : span.end] == span.exact
        assert isinstance(claim.effect, Effect)


def test_lone_surrogates_do_not_stop_the_reading(claims_of: ClaimsOf) -> None:
    assert [told(claim) for claim in claims_of("Two men \ud83d were killed.")] == ["killed unknown 2..2 Two"]
