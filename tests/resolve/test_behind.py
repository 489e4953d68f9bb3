"""A number's own place right behind it, and parts that lie inside their wholes."""

from collections.abc import Sequence

import pytest

from onrecord.evaluation.numbers import Case
from onrecord.model.claims import Claim
from onrecord.model.enums import RelationKind
from onrecord.model.spans import cut
from onrecord.pipeline import load_tools, read_item
from onrecord.resolve.attach.behind import behind_count, owned_by_count
from onrecord.settings import load_settings


def _read(text: str) -> Sequence[Claim]:
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)
    found = read_item(Case(case_id="own", text=text, published=None, wanted=()).item("own"), tools).extraction
    assert found is not None
    return found.claims


def _where(claims: Sequence[Claim]) -> list[tuple[int | None, str | None]]:
    return [(c.count.low, c.place.span.exact if c.place and c.place.span else None) for c in claims]


@pytest.mark.parametrize(
    ("text", "told"),
    (
        ("In Raqqa five people were killed and two in Hama.", [(5, "Raqqa"), (2, "Hama")]),
        (
            "Russian shelling killed three civilians in Kherson, two others in Kharkiv and one near Sumy, officials said.",
            [(3, "Kherson"), (2, "Kharkiv"), (1, "Sumy")],
        ),
        (
            "Four policemen were martyred in Tank while in Bannu six militants were killed in a gunfight, the ISPR said.",
            [(4, "Tank"), (6, "Bannu")],
        ),
        ("The UN said 80 people were killed in Ukraine in a week, 12 of them in Kharkiv.", [(80, "Ukraine"), (12, "Kharkiv")]),
    ),
)
def test_each_number_has_its_own_place(text: str, told: list[tuple[int, str]]) -> None:
    """Numbers joined by "and" lie where the words behind each say."""
    assert _where(_read(text)) == told


def test_the_other_side_of_a_border_is_not_where_it_happened() -> None:
    """A market near the border with Niger lies in Burkina Faso."""
    (claim,) = _read(
        "Gunmen killed 15 people at a market in Seytenga, near the border with Niger, in Burkina Faso's Sahel region."
    )
    assert claim.place is not None
    assert claim.place.country != "NE"


def test_the_dead_of_one_town_are_no_part_of_anothers() -> None:
    """Two in Hama are not two of the five in Raqqa, and three in Idlib not three of them."""
    claims = _read("Five people were killed in Raqqa and two in Hama, the army said. In Idlib, three more died.")
    assert [c.count.low for c in claims] == [5, 2, 3]
    assert not any(c.subset_of or any(r.kind is RelationKind.SUBSET_OF for r in c.relations) for c in claims)


def test_the_dead_of_a_city_are_part_of_its_countrys() -> None:
    """A place that the other holds is no reason to part them."""
    whole, part = _read("The UN said 80 people were killed in Ukraine in a week, 12 of them in Kharkiv.")
    assert part.subset_of == whole.claim_id


def test_a_place_is_a_numbers_own_only_where_the_verb_is_left_out() -> None:
    """A number that nothing joins on has no place of its own; None among the places is passed over."""
    text = "five were killed, and two in hama"
    five, two, hama = cut(text, 0, 4), cut(text, 22, 25), cut(text, 29, 33)
    assert owned_by_count([five, two], [hama], text) == {0: 1}
    assert owned_by_count([five, None], [hama], text) == {}
    assert owned_by_count([five, two], [None], text) == {}


def test_a_narrower_place_in_the_same_phrase_stands() -> None:
    """ "Two in the Hama village of Soran": Soran is where."""
    text = "two in the hama village of soran"
    places = [cut(text, 11, 15), cut(text, 27, 32)]
    assert behind_count(0, 1, places) == 1
    assert behind_count(0, None, places) == 0


def test_the_next_sentences_day_is_not_the_counts() -> None:
    """ "Last Thursday, …" opens what that sentence tells of."""
    first, second = _read(
        "The group claimed that eight policemen had been killed. Last Thursday, four soldiers died in a blast in Bannu."
    )
    assert first.time is None or first.time.span is None
    assert second.time is not None and second.time.span is not None


def test_whose_side_a_name_tells_is_no_place() -> None:
    """ "The Hamas-led attack" names who led it."""
    (claim,) = _read("Some 1,200 people were killed in the Hamas-led attack of 7 October 2023.")
    assert claim.place is None or claim.place.span is None
