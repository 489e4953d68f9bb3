"""Relevance: topic words and tagger are weighed; where all words speak against, the tagger is not asked."""

from typing import Any, cast

import pytest

from onrecord.evaluation.numbers import Case
from onrecord.extract import gates
from onrecord.extract.reading import extract_document
from onrecord.extract.tagging.relevance import log_odds, topic, topic_words, weighed
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document
from onrecord.pipeline import load_tools, read_item
from onrecord.settings import load_settings

LEXICON = load_lexicon("en")


class Asked:
    """A tagger that says one thing and keeps count."""

    found_by = "stub"

    def __init__(self, says: float) -> None:
        self.says, self.times = says, 0

    def relevance(self, text: str, sentences: object) -> float:
        self.times += 1
        return self.says


def read(text: str, parser: Any, tagger: Asked) -> float:  # Any: a spaCy Language
    doc = Document(document_id="d", text_version="1", text=text, raw_sha256="0", source="s", language="en", published_at=None)
    assert not any(gates.speaks_of_casualties(s.text, LEXICON) for s in gates.split(doc))  # so the tagger reads on nothing
    return extract_document(doc, parser, LEXICON, cast(Any, tagger)).relevance  # Any: a stub


@pytest.mark.parametrize(
    ("text", "for_conflict"),
    [
        ("Police move in as truckers keep up their blockade and protest in the capital", True),
        ("Kyiv asks its allies for sanctions against Moscow over the invasion", True),
        ("The midfielder scored twice as the home team won the cup final", False),
        ("Ten recipes for a summer lunch with friends", False),
    ],
)
def test_topic_words_tell_conflict_from_the_rest_of_the_news(text: str, for_conflict: bool) -> None:
    assert (topic(text, LEXICON) > 0) is for_conflict


def test_a_word_counts_once_and_signs_not_at_all() -> None:
    assert topic_words("Protest, protest! 17 PROTESTS – ひ é") == {"protest"}
    assert topic("protest protest protest", LEXICON) == topic("protest", LEXICON)


def test_text_without_words_is_told_by_the_bias_alone() -> None:
    assert topic("١٢٣ — …", LEXICON) == LEXICON.lists["topic"]["bias"]


def test_both_tagger_and_words_raise_the_probability() -> None:
    assert weighed(0.2, 0.0, LEXICON) < weighed(0.8, 0.0, LEXICON) < weighed(0.8, 1.5, LEXICON)
    assert 0 <= weighed(0.0, -50.0, LEXICON) < 0.01 < 0.99 < weighed(1.0, 50.0, LEXICON) <= 1


@pytest.mark.parametrize(("probability", "odds"), [(0.5, 0.0), (0.0, -12.0), (1.0, 12.0)])
def test_log_odds_are_bounded(probability: float, odds: float) -> None:
    assert log_odds(probability) == odds


def test_tagger_is_not_asked_where_all_words_speak_against(parser: Any) -> None:
    tagger = Asked(0.99)
    film = "The actress and singer stars in a comedy film about a football club, with an album of songs to come this season."
    assert read(film, parser, tagger) < 0.1
    assert tagger.times == 0


def test_tagger_is_asked_where_words_leave_it_open(parser: Any) -> None:
    sure, against = Asked(0.99), Asked(0.01)
    text = "Residents stay below ground as the city waits for what comes next."
    assert read(text, parser, sure) > read(text, parser, against)
    assert sure.times == against.times == 1


@pytest.mark.parametrize(
    "forms",
    [
        "kill kills killed killing killers killings",
        "bomb bombs bombed bomber bombing",
        "stab stabs stabbed stabbing",
        "missile missiles",
        "price prices priced",
        "shell shells shelled shelling",
    ],
)
def test_forms_of_a_word_weigh_alike(forms: str) -> None:
    assert len(topic_words(forms)) == 1
    first, *others = forms.split()
    assert {topic(other, LEXICON) for other in others} == {topic(first, LEXICON)}


def test_short_words_are_kept_whole() -> None:
    assert topic_words("red bed king sing news has") == {"red", "bed", "king", "sing", "news", "has"}


@pytest.mark.parametrize(
    "text",
    (
        "Bandits stormed three villages, killing scores and making off with women and cattle.",
        "Gunmen shot dead a judge and his driver in Jalalabad, and a passer-by was hit in the leg.",
    ),
)
def test_where_somebody_was_harmed_the_tagger_is_asked(text: str) -> None:
    """A short text on an attack may hold no word of war; who was harmed is read by the tagger anyway."""
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)
    found = read_item(Case(case_id="own", text=text, published=None, wanted=()).item("own"), tools).extraction
    assert found is not None
    assert found.relevant
