"""Who the victims are, by the nouns that name them."""

import pytest

from onrecord.extract.victims import categorise, combined, groups_of
from onrecord.languages import load_lexicon
from onrecord.model.enums import Category, Group

LEXICON = load_lexicon("en")


@pytest.mark.parametrize(
    ("before", "head", "after", "category"),
    [
        ("", "people", "", "unknown"),
        ("", "men", "", "unknown"),
        ("local", "residents", "", "civilian"),
        ("provincial", "officials", "", "civilian"),
        ("", "journalists", "", "civilian"),
        ("escaped", "prisoners", "", "civilian"),
        ("", "gunmen", "", "militant"),
        ("Taliban", "fighters", "", "militant"),
        ("rebel", "soldiers", "", "militant"),
        ("senior Taliban", "official", "", "militant"),
        ("Central Reserve Police Force", "official", "", "security"),
        ("security", "personnel", "", "security"),
        ("army", "troops", "", "security"),
        ("Constable Omid", "Rahi", "", "security"),
        ("", "members", "of a family", "civilian"),
        ("", "members", "of the Taliban", "militant"),
        ("", "officers", "of the rebel Free Valley Army", "militant"),
        ("military", "official", "of the Taliban", "militant"),
        ("", "members", "of the Army of the Valleys (ELN)", "militant"),
        ("", "officers", "of the national police", "security"),
        ("pro-regime", "militiamen", "", "security"),
        ("", "militiamen", "", "militant"),
        ("", "sheriff's deputies", "", "security"),
        ("innocent", "people", "", "civilian"),
        ("Omid", "Rahi", ", a school teacher", "civilian"),
        ("Omid", "Rahi", "", "unknown"),
        ("", "", "", "unknown"),
    ],
)
def test_category_of_a_phrase(before: str, head: str, after: str, category: str) -> None:
    assert categorise(head, before, after, LEXICON) is Category(category)


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("women and children", (Group.WOMEN, Group.CHILDREN)),
        ("head constable", (Group.POLICE,)),
        ("aid workers", (Group.AID_WORKERS, Group.WORKERS)),
        ("bridge", ()),
    ],
)
def test_groups_of_the_words(words: str, groups: tuple[Group, ...]) -> None:
    assert groups_of(words, LEXICON) == groups


@pytest.mark.parametrize(
    ("kinds", "category"),
    [
        ((Category.CIVILIAN, Category.CIVILIAN), Category.CIVILIAN),
        ((Category.CIVILIAN, Category.SECURITY), Category.MIXED),
        ((Category.CIVILIAN, Category.UNKNOWN), Category.UNKNOWN),
    ],
)
def test_several_kinds_are_mixed_only_when_all_are_known(kinds: tuple[Category, ...], category: Category) -> None:
    assert combined(kinds) is category
