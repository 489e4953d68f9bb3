"""Gates: sentences, which of them are worth a parse, and whether a document reports conflict at all.

A gate is a set of words looked up in microseconds; what passes is parsed once and read by every later step.
"""

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import sentencex

from onrecord.extract.counts import find_counts
from onrecord.extract.parsing.sentences import sentence_parser
from onrecord.extract.parsing.words import Words
from onrecord.extract.telling.matching import WordList, lowered, plain
from onrecord.languages import Lexicon
from onrecord.model.documents import Document

_LONGEST_SENTENCE = 1500  # characters; longer "sentences" are tables or lost punctuation, and a parse of them is noise
_SHOUTED = 0.7  # share of capitals among the letters from which a sentence counts as written in capitals
_HEADING_WORDS = 16
PASSAGE = 700  # characters that are judged together, as the weights of the words of harm were fitted on
_LETTERS = re.compile(r"[a-z]+")
_TITLED = re.compile(r"\b[A-Z][a-z]+\b")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sentence:
    """One sentence of a document: `doc.text[start:end] == text`.

    `index` counts the sentences, `paragraph` the paragraphs of the document; `lower` is the text lowered, as long.
    `tokens` are its parsed words, or None when no gate let the sentence through. A word stands at `sentence.start + word.start`
    of the document; for a sentence in capitals they hold the lower-cased words, so take words from `text`, not from the tokens.
    """

    start: int
    end: int
    text: str
    index: int
    paragraph: int
    is_headline: bool = False
    tokens: Words | None = None
    lower: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lower the words once, for every step that looks some up."""
        object.__setattr__(self, "lower", lowered(self.text))


def split(doc: Document) -> tuple[Sentence, ...]:
    """The sentences of the article in order; furniture is left out, the dateline cut off, the title is one sentence."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(doc)):
        heading = _is_heading(doc, start, end)
        for at, to in _sentences(doc, start, end, heading):
            sentence = Sentence(start=at, end=to, text=doc.text[at:to], index=len(found), paragraph=number, is_headline=heading)
            found.append(sentence)
    return tuple(found)


def paragraphs(doc: Document) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of the article begin and end, code points, without furniture, byline and dateline."""
    furniture = [(f.span.start, f.span.end) for f in doc.furniture]
    edges = {edge for stretch in furniture for edge in stretch}
    if doc.title_span:
        edges |= {doc.title_span.start, doc.title_span.end}
    breaks = {m.start() for m in re.finditer(r"[\r\n\u2028\u2029]", doc.text)}
    points = sorted(edges | breaks | {0, len(doc.text)})
    for start, end in pairwise(points):
        if furniture and any(first <= start and end <= last for first, last in furniture):
            continue
        start, end = _stripped(doc.text, start, end)
        if doc.byline_span and doc.byline_span.start <= start and end <= doc.byline_span.end:
            continue
        if doc.dateline_span and start <= doc.dateline_span.start < end:
            after, end = _stripped(doc.text, doc.dateline_span.end, end)
            start = after + len(re.match(r"[\s\-–—:,.()]*", doc.text[after:end])[0])  # type: ignore[index]  # always matches
        if start < end:
            yield start, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    begun = part.lstrip()
    start += len(part) - len(begun)
    return start, start + len(begun.rstrip())


def _is_heading(doc: Document, start: int, end: int) -> bool:
    """The title, or a short line of a longer text that ends without a full stop."""
    if doc.title_span and start < doc.title_span.end and doc.title_span.start < end:
        return True
    words = doc.text[start:end]
    return end - start < len(doc.text.strip()) and len(words.split()) <= _HEADING_WORDS and words[-1] not in ".!?:;\"”'’)"


def _sentences(doc: Document, start: int, end: int, whole: bool) -> Iterator[tuple[int, int]]:
    text = plain(doc.text[start:end])
    if whole:
        yield start, end
        return
    for part in sentencex.get_sentence_boundaries(doc.language or "en", text):
        at, to = _stripped(doc.text, start + part["start_index"], start + part["end_index"])
        while to - at > _LONGEST_SENTENCE:
            cut = doc.text.rfind(" ", at + 1, at + _LONGEST_SENTENCE)
            cut = cut if cut > at else at + _LONGEST_SENTENCE
            yield _stripped(doc.text, at, cut)
            at, _ = _stripped(doc.text, cut, to)
        if at < to:
            yield at, to


def for_parser(text: str, lexicon: Lexicon) -> str:
    """The words to parse, at the same length, with capitals taken back that would make a parser see names.

    A text in capitals is lower-cased whole; elsewhere effect words and nouns for people are ("4 Troopers Killed").
    """
    letters = sum(map(str.isalpha, text))
    shouted = letters > 12 and sum(map(str.isupper, text)) > _SHOUTED * letters
    lowered = text.lower()
    if shouted and len(lowered) == len(text):
        return plain(lowered)
    common = _common_words(lexicon)
    return plain(_TITLED.sub(lambda m: m[0].lower() if m[0].lower() in common else m[0], text))


@functools.cache
def _common_words(lexicon: Lexicon) -> frozenset[str]:
    """Words that are no names even with a capital: effect words, and plural nouns for people."""
    effects = {word for word in casualty_words(lexicon).words if " " not in word}
    people = {word for word in lexicon.terms("victims", "category") if word.endswith(("s", "men", "people", "children"))}
    return frozenset(effects | people) - lexicon.words("gates", "names")


def matches(text: str, words: tuple[str, ...]) -> Iterator[str]:
    """The words and phrases of the list that stand in the text as whole words, left to right; case does not matter."""
    return (word for _, _, word in _word_list(words).find(lowered(text)))


@functools.cache
def _word_list(words: tuple[str, ...]) -> WordList:
    return WordList(words)


@functools.cache
def casualty_words(lexicon: Lexicon) -> WordList:
    """The words and phrases that may tell of harm to people."""
    frames = ("patient", "experiencer", "state", "event", "people", "own_hand")
    return WordList(word for frame in frames for word in lexicon.terms("effects", frame))


@functools.cache
def weak_words(lexicon: Lexicon) -> frozenset[str]:
    """Effect words that mostly say something else; alone they open the gate only beside a number or a word for people."""
    named = ("weak", "loose")
    return (
        frozenset(word for section in named for word in lexicon.words("effects", section))
        | lexicon.terms("effects", "event").keys()
    )


@functools.cache
def people_words(lexicon: Lexicon) -> WordList:
    """The words for people of any category."""
    return WordList(lexicon.terms("victims", "category"))


@functools.cache
def relevance_words(lexicon: Lexicon) -> tuple[WordList, Mapping[str, float], float]:
    """The words that speak for or against a report of conflict, how much each does (log-odds), and where the sum begins."""
    weights = {str(word): float(weight) for word, weight in sorted(lexicon.lists["gates"]["weights"].items())}
    return WordList(weights), weights, float(lexicon.lists["gates"]["bias"])


def speaks_of_casualties(text: str, lexicon: Lexicon) -> bool:
    """Whether a parse of the text may find a claim: a word for harm, and a number or people where that word is a weak one."""
    return _speaks_of_casualties(text, lowered(text), lexicon)


def _speaks_of_casualties(text: str, lower: str, lexicon: Lexicon) -> bool:
    words = {word for _, _, word in casualty_words(lexicon).find(lower)}
    if words & lexicon.words("effects", "life_nouns") and not set(_LETTERS.findall(lower)) & lexicon.words(
        "effects", "life_verbs"
    ):
        words -= lexicon.words("effects", "life_nouns")
    if not words or not words <= weak_words(lexicon):
        return bool(words)
    return people_words(lexicon).first(lower) is not None or bool(find_counts(text, lexicon))


def parse(sentences: Sequence[Sentence], parser: Any, lexicon: Lexicon) -> tuple[Sentence, ...]:  # Any: a spaCy Language
    """The sentences, those that speak of casualties with their parse; all are parsed in one batch."""
    gated = [s for s in sentences if _speaks_of_casualties(s.text, s.lower, lexicon)]
    parses = sentence_parser(parser).read([for_parser(s.text, lexicon) for s in gated])
    tokens = {s.index: words for s, words in zip(gated, parses, strict=True)}
    return tuple(replace(s, tokens=tokens[s.index]) if s.index in tokens else s for s in sentences)


def relevance(doc: Document, sentences: Iterable[Sentence], lexicon: Lexicon) -> tuple[bool, float]:
    """Whether the document reports conflict or unrest, and how surely (0..1).

    Each word of the list that occurs in a passage adds its weight once; the sum with the list's bias goes through the logistic
    function. A document is as relevant as its most relevant passage (some 700 characters, as the weights were fitted on).
    `sentences` leave out the furniture. Relevant is 0.5 and above.
    """
    score = max((_passage_score(passage, lexicon) for passage in _passages(sentences)), default=0.0)
    return score >= 0.5, score


def _passages(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    passage: list[Sentence] = []
    for sentence in sentences:
        passage.append(sentence)
        if sum(len(s.text) for s in passage) >= PASSAGE:
            yield passage
            passage = []
    if passage:
        yield passage


def _passage_score(passage: Sequence[Sentence], lexicon: Lexicon) -> float:
    listed, weights, bias = relevance_words(lexicon)
    seen = {word for sentence in passage for _, _, word in listed.find(sentence.lower)}
    total = bias + sum(weights[word] for word in sorted(seen))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4)
