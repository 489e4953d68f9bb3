"""How counting words are read: literal bounds of claims_method §3, and what is no count of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.counts import find_counts, read_count
from onrecord.languages import load_lexicon
from onrecord.model.enums import Qualifier

LEXICON = load_lexicon("en")


@pytest.mark.parametrize(
    ("words", "low", "high", "qualifier"),
    [
        ("21", 21, 21, "exact"),
        ("1,200", 1200, 1200, "exact"),
        ("4 500", 4500, 4500, "exact"),
        ("4.500", 4500, 4500, "exact"),
        ("1,00,000", 100000, 100000, "exact"),
        ("one hundred and eight", 108, 108, "exact"),
        ("twenty-one", 21, 21, "exact"),
        ("3 lakh", 300000, 300000, "exact"),
        ("1.9 million", 1900000, 1900000, "exact"),
        ("two crore", 20000000, 20000000, "exact"),
        ("half a dozen", 6, 6, "exact"),
        ("two dozen", 24, 24, "exact"),
        ("one-and-a-half dozen", 18, 18, "exact"),
        ("a family of five", 5, 5, "exact"),
        ("a", 1, 1, "exact"),
        ("a couple of", 2, 2, "exact"),
        ("both", 2, 2, "exact"),
        ("another two", 2, 2, "exact"),
        ("all the three", 3, 3, "exact"),
        ("no", 0, 0, "exact"),
        ("no one", 0, 0, "exact"),
        ("at least 21", 21, None, "at_least"),
        ("at least a couple of", 2, None, "at_least"),
        ("up to more than 130", 131, None, "at_least"),
        ("no fewer than nine", 9, None, "at_least"),
        ("more than 80", 81, None, "at_least"),
        ("80-plus", 81, None, "at_least"),
        ("more than a dozen", 13, None, "at_least"),
        ("up to 22", 0, 22, "at_most"),
        ("fewer than ten", 0, 9, "at_most"),
        ("about 40", 35, 45, "about"),
        ("some 200", 150, 250, "about"),
        ("nearly 50", 45, 49, "about"),
        ("nearly 200", 180, 199, "about"),
        ("nearly a dozen", 9, 11, "about"),
        ("just over 40", 41, 45, "about"),
        ("40-odd", 41, 45, "about"),
        ("20 to 25", 20, 25, "range"),
        ("between 30 and 40", 30, 40, "range"),
        ("20-25", 20, 25, "range"),
        ("three or four", 3, 4, "range"),
        ("dozens of", 24, 99, "vague"),
        ("scores", 40, 99, "vague"),
        ("scores of thousands", 40000, 99999, "vague"),
        ("hundreds of", 200, 999, "vague"),
        ("several", 3, None, "vague"),
        ("several hundred", 300, None, "vague"),
        ("a handful of", 2, None, "vague"),
        ("a number of", 2, None, "vague"),
        ("some of the 11", 1, 11, "vague"),
        ("most of the", None, None, "range"),
    ],
)
def test_words_have_their_literal_bounds(words: str, low: int | None, high: int | None, qualifier: str) -> None:
    count = read_count(words, LEXICON)
    assert count is not None
    assert (count.low, count.high, count.qualifier) == (low, high, Qualifier(qualifier))


def test_news_about_the_two_is_of_two() -> None:
    """ "About" before "the" says what is told of, not how many there are."""
    (count,) = find_counts("Police gave no information about the two victims.", LEXICON)
    assert (count.count.low, count.count.high) == (2, 2)


def test_the_word_that_bounds_is_kept_as_cue() -> None:
    cues = {words: read_count(words, LEXICON) for words in ("dozens of", "nearly 50", "at least 21", "21")}
    assert {words: count and count.cue for words, count in cues.items()} == {
        "dozens of": "dozens",
        "nearly 50": "nearly",
        "at least 21": "at least",
        "21": None,
    }


@pytest.mark.parametrize("words", ["", "the", "bridge", "AK-"])
def test_words_that_name_no_number_have_no_count(words: str) -> None:
    assert read_count(words, LEXICON) is None


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("On January 31 200 people died.", ["200"]),
        ("On July 27, two minors were hurt; on June 3, 12 were freed.", ["two", "12"]),
        ("On July 27 and 28, five died. On May 5, 2014, three did.", ["five", "three"]),
        ("Pirates killed two-time champion Peter Black. 17-08-2016 Martyrs shelled.", []),
        ("A 21-year-old man, 35, was hurt at 6 pm.", []),
        ("Rounds of 7.62 mm, an AK-47 and $5 million, 20% of 12 km, in 2016.", []),
        ("Ahmed Khan, 35, was killed on 12 May 2010; 12 may have died.", ["12"]),
        ("The 19th battalion lost 1,234 men under Section 144.", ["1,234"]),
        ("Between 30 and 40 gunmen came, one of the deadliest days.", ["Between 30 and 40"]),
        ("No fewer than five soldiers and dozens of boys", ["No fewer than five", "dozens"]),
        ("Since 2011 more than 250,000 people; 4,500 dead in 1989", ["more than 250,000", "4,500"]),
        ("The toll stood at 118, the clinic added; shops shut at 6, as ever.", ["118"]),
        ("At 6:30 the 3 lakh voters", ["the 3 lakh"]),
        ("one hundred and eight fighters", ["one hundred and eight"]),
    ],
)
def test_only_counts_of_people_are_found(sentence: str, found: list[str]) -> None:
    assert [sentence[c.start : c.end] for c in find_counts(sentence, LEXICON)] == found


@given(st.text(max_size=200))
def test_any_text_is_read_without_trouble(text: str) -> None:
    for words in find_counts(text, LEXICON):
        assert 0 <= words.start <= words.core < words.end <= len(text)
    read_count(text, LEXICON)


@pytest.mark.parametrize("words", ["9" * 800, "1" * 30, "999,999,999,999", "hundred " * 400 + "people"])
def test_number_larger_than_mankind_counts_nobody(words: str) -> None:
    assert read_count(words, load_lexicon("en")) is None
