"""The short way through the parser gives what spaCy's own way gives."""

from typing import Any

import pytest
import spacy

from onrecord.extract.parsing.sentences import sentence_parser
from onrecord.model.errors import InputError

SENTENCES = (
    "Three bakers and a night porter were killed when a van blew up beside the grain market.",
    "It's unclear who fired first, the district officer said, adding that 40-odd herders had fled.",
    "Dead.",
    "TWO CLERKS HURT IN BLAST",
    'Witnesses (who asked not to be named) counted 17 bodies;  the mayor\'s office spoke of "at least 20" – nobody knows.',
    "Nach dem Angriff 😀 wurden vier Männer vermisst, 1.5 km away.",
)


def _as_spacy_has_it(parse: Any) -> list[tuple[object, ...]]:
    return [
        (t.i, t.idx, t.text, t.lower_, t.tag_, t.dep_, t.head.i, [c.i for c in t.children], [s.i for s in t.subtree], t.is_punct)
        for t in parse
    ]


def test_words_heads_and_tags_are_those_of_spacy(parser: Any) -> None:
    read = sentence_parser(parser).read(SENTENCES)
    mine = [
        [
            (w.i, w.start, w.text, w.lower, w.tag, w.dep, w.head.i, [c.i for c in w.children], _places(w), w.is_punct)
            for w in words
        ]
        for words in read
    ]
    assert mine == [_as_spacy_has_it(parse) for parse in parser.pipe(SENTENCES)]


def _places(word: Any) -> list[int]:
    return [w.i for w in word.subtree()]


def test_a_word_knows_its_neighbour_and_its_sides(parser: Any) -> None:
    (words,) = sentence_parser(parser).read(["Gunmen shot the miller."])
    shot = words[1]
    assert [w.text for w in shot.lefts] == ["Gunmen"] and shot.head is shot
    assert [w.text for w in shot.rights] == ["miller", "."]
    assert words[0].before() is None and shot.before() is words[0]


def test_what_was_read_before_changes_nothing(parser: Any) -> None:
    alone = sentence_parser(parser).read(SENTENCES[:1])
    sentence_parser(parser).read(SENTENCES * 20)
    again = sentence_parser(parser).read(SENTENCES[:1])
    assert [(w.tag, w.dep, w.head.i) for w in again[0]] == [(w.tag, w.dep, w.head.i) for w in alone[0]]


def test_nothing_to_read_gives_nothing(parser: Any) -> None:
    assert sentence_parser(parser).read([]) == []


def test_a_pipeline_without_a_parser_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="lacks parser, tagger, tok2vec"):
        sentence_parser(spacy.blank("en"))
