"""Sentences, and what passes the gates."""

from typing import Any

import pytest

from onrecord.extract import gates
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document
from onrecord.model.errors import NotFoundError
from onrecord.model.spans import cut

LEXICON = load_lexicon("en")


def document(text: str, **about: Any) -> Document:
    return Document(document_id="d", text_version="t", text=text, raw_sha256="0", source="x", language="en", **about)


def test_sentences_carry_exact_offsets_and_paragraphs() -> None:
    doc = document("Title here\nOne fell. Two rose at 6 p.m. on Friday.\n\n  Three left.")
    sentences = gates.split(doc)
    assert [s.text for s in sentences] == ["Title here", "One fell.", "Two rose at 6 p.m. on Friday.", "Three left."]
    assert all(doc.text[s.start : s.end] == s.text for s in sentences)
    assert [s.is_headline for s in sentences] == [True, False, False, False]
    assert sentences[1].paragraph == sentences[2].paragraph != sentences[3].paragraph


def test_the_dateline_is_cut_off_and_the_title_is_one_sentence() -> None:
    text = "Blast. Again. Why?\nTARVAN, Jan. 3 — Two men died."
    doc = document(text, title_span=cut(text, 0, 18), dateline_span=cut(text, 19, 33))
    assert [s.text for s in gates.split(doc)] == ["Blast. Again. Why?", "Two men died."]


def test_a_text_without_end_is_cut_into_pieces_a_parser_can_bear() -> None:
    sentences = gates.split(document("word " * 2000))
    assert max(len(s.text) for s in sentences) <= 1500
    assert sum(s.text.count("word") for s in sentences) == 2000


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("TWO POLICEMEN DIED IN THE TOWN.", "two policemen died in the town."),
        ("Four Turkish Troopers Killed", "Four Turkish troopers killed"),
        ("The Central Reserve Police Force said so", "The Central Reserve Police Force said so"),
    ],
)
def test_capitals_that_mislead_a_parser_are_taken_back(text: str, parsed: str) -> None:
    assert gates.for_parser(text, LEXICON) == parsed


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Two men were killed.", True),
        ("The new film was released.", False),
        ("Three hostages were released.", True),
        ("Markets closed higher.", False),
        ("Daily life went on.", False),
    ],
)
def test_only_sentences_that_may_hold_a_claim_are_parsed(text: str, opens: bool) -> None:
    assert gates.speaks_of_casualties(text, LEXICON) is opens


@pytest.mark.parametrize(
    ("text", "relevant"),
    [
        ("Militants attacked a police post and killed two soldiers in an ambush.", True),
        ("The striker scored two goals as the club won the cup final.", False),
        ("Researchers presented a vaccine against the virus.", False),
        ("", False),
    ],
)
def test_relevance_tells_conflict_from_other_news(text: str, relevant: bool) -> None:
    doc = document(text)
    found, score = gates.relevance(doc, gates.split(doc), LEXICON)
    assert found is relevant
    assert 0 <= score <= 1


def test_words_match_as_whole_words_in_any_case() -> None:
    assert list(gates.matches("A BOMB in Bombay, a bomb.", ("bomb",))) == ["bomb", "bomb"]


def test_a_language_or_list_that_is_missing_is_named() -> None:
    with pytest.raises(NotFoundError, match="no word lists for language 'xx'"):
        load_lexicon("xx")
    with pytest.raises(NotFoundError, match="nothing"):
        LEXICON.words("nothing", "here")
