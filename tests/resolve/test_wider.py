"""Words that may tell where though no gazetteer lists them: candidates, and places only where something is placed at them."""

import pytest

from onrecord.languages import load_lexicon
from onrecord.model.spans import Span, cut
from onrecord.resolve.attach.wider import COMMON, NAMED, find_wider
from onrecord.resolve.layout import lay_out

LEXICON = load_lexicon("en")


def found(text: str, *taken: Span) -> list[tuple[str, str]]:
    return [(span.exact, kind) for span, kind in find_wider(lay_out(text), LEXICON, taken)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine died at a small hospital outside the city.", [("a small hospital", COMMON), ("the city", COMMON)]),
        ("Strikes on Talbara in the stronghold of Urum al-Sol killed two.", [("Talbara", NAMED), ("the stronghold", COMMON),
                                                                           ("Urum al-Sol", NAMED)]),
        ("Vukodar was captured by rebels.", [("Vukodar", NAMED)]),
        ("THE SOLDIERS FELL IN EL NISPEDAL, A HAMLET.", [("EL NISPEDAL", NAMED)]),
        ("\"godrapur: two were held in tiwari nagar.", [("godrapur", NAMED), ("tiwari nagar", NAMED)]),
        ("They walked home and slept.", []),
    ],
)  # fmt: skip
def test_words_led_to_by_a_preposition_or_a_verb_may_be_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_what_is_taken_is_left_out_and_the_words_before_it_remain() -> None:
    text = "Dozens fell in an assault on Alepra AFP Sunday, and in Homra."
    assert found(text, cut(text, 36, 39), cut(text, 40, 46), cut(text, text.index("Homra"), len(text) - 1)) == [("Alepra", NAMED)]
