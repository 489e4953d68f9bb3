"""Which claim another one is part of, by the words, the counts and the tagger."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.gates import Sentence
from onrecord.extract.tagging.wholes import LIKELY, chances, chosen, clues, may_hold, places_of
from onrecord.extract.telling.matching import lowered
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim, Count
from onrecord.model.enums import Effect, Qualifier
from onrecord.model.spans import cut

LEXICON = load_lexicon("en")


def killed(text: str, words: str, low: int, high: int | None, effect: Effect = Effect.KILLED) -> Claim:
    span = cut(text, text.index(words), text.index(words) + len(words))
    count = Count(span=span, low=low, high=high, qualifier=Qualifier.EXACT if high else Qualifier.AT_LEAST)
    return Claim(claim_id=words, document_id="d", text_version="1", span=span, count=count, effect=effect, found_by="test")


def whole_text(text: str) -> tuple[Sentence, ...]:
    return (Sentence(start=0, end=len(text), text=text, index=0, paragraph=0),)


def links(text: str, *claims: Claim, told: dict[tuple[int, int], float] | None = None) -> dict[int, int]:
    found = chances(claims, whole_text(text), lowered(text), {}, told or {}, LEXICON)
    return chosen(found, range(len(claims)))


def test_who_is_included_is_part_of_the_whole() -> None:
    text = "Shelling killed 12 people in Veln, including three children, a doctor said."
    assert links(text, killed(text, "12", 12, 12), killed(text, "three", 3, 3)) == {1: 0}


def test_others_killed_elsewhere_are_less_likely_part_of_it() -> None:
    among, apart = (
        chances((killed(text, "12", 12, 12), killed(text, "three", 3, 3)), whole_text(text), lowered(text), {}, {}, LEXICON)[1][0]
        for text in (
            "Shelling killed 12 people in Veln, among them three women.",
            "Shelling killed 12 people in Veln and left another three dead on the road to Sarhan.",
        )
    )
    assert apart < 0.7 < among


def test_the_tagger_can_tip_the_scales() -> None:
    text = "Shelling killed 12 people in Veln. Three men died there."
    claims = killed(text, "12", 12, 12), killed(text, "Three", 3, 3)
    against, for_it = (chances(claims, whole_text(text), lowered(text), {}, {(1, 0): odds}, LEXICON) for odds in (-5.0, 5.0))
    assert against[1][0] < LIKELY < for_it[1][0]


def test_no_claim_is_part_of_a_smaller_one_or_of_another_harm() -> None:
    text = "12 people died and three were hurt"
    twelve, three = killed(text, "12", 12, 12), killed(text, "three", 3, 3, Effect.INJURED)
    assert not may_hold(twelve, three)
    assert not may_hold(killed(text, "three", 3, 3), twelve)
    assert may_hold(killed(text, "three", 3, None), twelve)
    assert not may_hold(twelve, killed(text, "three", 0, 0))


def test_people_named_beside_others_are_none_of_them() -> None:
    told = {(1, 0): 50.0}
    for between in (" and ", ", as well as ", " along with the "):
        text = f"Police found three adults{between}one teenager with wounds."
        adults, teenager = killed(text, "three adults", 3, 3), killed(text, "one", 1, 1)
        assert chances((adults, teenager), whole_text(text), lowered(text), {}, told, LEXICON) == {}
    text = "Police found three adults, among them one teenager with wounds."
    assert links(text, killed(text, "three adults", 3, 3), killed(text, "one", 1, 1), told=told) == {1: 0}


def test_parts_that_add_up_are_seen() -> None:
    text = "21 were killed: 11 civilians and ten policemen."
    claims = [killed(text, w, n, n) for w, n in (("21", 21), ("11", 11), ("ten", 10))]
    assert "sum sentence after same" in clues(1, 0, claims, places_of(claims, whole_text(text)), lowered(text), {})


@given(st.lists(st.integers(1, 12), min_size=2, max_size=6))
def test_the_nearer_the_larger_and_the_siblings_of_a_part_are_counted(numbers: list[int]) -> None:
    text = " and ".join(f"{n:02d} at {k}" for k, n in enumerate(numbers))
    claims = [killed(text, f"{n:02d} at {k}", n, None) for k, n in enumerate(numbers)]
    places = places_of(claims, whole_text(text))
    for part, whole in itertools.permutations(range(len(numbers)), 2):
        others = [n for n in range(len(numbers)) if n not in (part, whole)]
        nearer = sum(abs(places[n].start - places[part].start) < abs(places[whole].start - places[part].start) for n in others)
        larger = sum(numbers[n] > numbers[whole] for n in others)
        siblings = sum(numbers[n] < numbers[whole] for n in others)
        side = "after same" if part > whole else "before same"
        told = {f"nearer {min(nearer, 2)} {side}", f"larger {min(larger, 2)}", f"siblings {min(siblings, 3)} {side}"}
        assert told <= clues(part, whole, claims, places, lowered(text), {})


@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=6),
    st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(-50, 50)),
)
def test_chances_are_shares_and_links_never_face_each_other(numbers: list[int], told: dict[tuple[int, int], float]) -> None:
    text = " and ".join(f"{n:02d} at {k}" for k, n in enumerate(numbers))
    claims = [killed(text, f"{n:02d} at {k}", n, None) for k, n in enumerate(numbers)]
    found = chances(claims, whole_text(text), lowered(text), {}, told, LEXICON)
    assert all(0 <= p <= 1 for wholes in found.values() for p in wholes.values())
    assert all(sum(wholes.values()) <= 1.00001 for wholes in found.values())
    links = chosen(found, range(len(claims)))
    assert all(links.get(whole) != part for part, whole in links.items())
