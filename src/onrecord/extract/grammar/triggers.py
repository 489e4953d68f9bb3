"""Words that say what was done to people, and in which frame: who is harmed by "killed", by "died", by "dead", by "deaths"."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from onrecord.extract.parsing.words import Word, Words
from onrecord.languages import Lexicon
from onrecord.model.enums import Effect


class Frame(StrEnum):
    """Where the harmed people stand around the word."""

    PATIENT = "patient"
    EXPERIENCER = "experiencer"
    STATE = "state"
    EVENT = "event"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a word or phrase says: the effect, its refinement (None = plain), and its frame."""

    effect: Effect
    detail: str | None
    frame: Frame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trigger:
    """Effect words in a sentence: tokens `first`..`last`, and `anchor`, the one that the parse hangs on."""

    first: int
    last: int
    anchor: Word
    meaning: Meaning


@functools.cache
def _phrases(lexicon: Lexicon) -> Mapping[str, tuple[tuple[tuple[str, ...], tuple[Meaning, ...]], ...]]:
    """First word → phrases that begin with it, longest first, with what they can mean."""
    details = lexicon.terms("effects", "detail")
    meanings: dict[tuple[str, ...], list[Meaning]] = {}
    for frame in Frame:
        for words, effect in lexicon.terms("effects", frame.value).items():
            meaning = Meaning(effect=Effect(effect), detail=details.get(words), frame=frame)
            meanings.setdefault(tuple(words.split()), []).append(meaning)
    table: dict[str, list[tuple[tuple[str, ...], tuple[Meaning, ...]]]] = {}
    for phrase, found in meanings.items():
        table.setdefault(phrase[0], []).append((phrase, tuple(found)))
    return {first: tuple(sorted(listed, key=lambda item: -len(item[0]))) for first, listed in table.items()}


def effect_words(lexicon: Lexicon) -> tuple[str, ...]:
    """Every effect word and phrase of the language, for the gates."""
    return tuple(sorted(" ".join(phrase) for listed in _phrases(lexicon).values() for phrase, _ in listed))


def find_triggers(tokens: Words, lexicon: Lexicon) -> tuple[Trigger, ...]:
    """The effect words of a parsed sentence, left to right, the longest phrase at each place."""
    return tuple(_triggers(tokens, lexicon))


def _triggers(tokens: Words, lexicon: Lexicon) -> Iterator[Trigger]:
    words = [token.lower for token in tokens]
    table = _phrases(lexicon)
    at = 0
    while at < len(words):
        step = 1
        for phrase, meanings in table.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                last = at + len(phrase) - 1
                anchor = _anchor(tokens, at, last)
                if len(phrase) == 1 and anchor.tag[:1] != "V" and words[at] in lexicon.words("effects", "verbs_only"):
                    break
                yield Trigger(first=at, last=last, anchor=anchor, meaning=_fitting(meanings, anchor, len(phrase)))
                step = len(phrase)
                break
        at += step


def _anchor(tokens: Words, first: int, last: int) -> Word:
    """The token of a phrase that governs the others: the one whose head lies outside; of "into custody" the verb before it."""
    for token in tokens[first : last + 1]:
        if not first <= token.head.i <= last or token.head == token:
            return token.head if token.tag == "IN" and token.head.tag[:1] == "V" else token
    return tokens[first]


_BY_TAG = {
    "V": (Frame.PATIENT, Frame.EXPERIENCER, Frame.STATE, Frame.EVENT, Frame.PEOPLE),
    "J": (Frame.STATE, Frame.PATIENT, Frame.EXPERIENCER, Frame.EVENT, Frame.PEOPLE),
    "N": (Frame.PEOPLE, Frame.EVENT, Frame.STATE, Frame.PATIENT, Frame.EXPERIENCER),
}


def _fitting(meanings: tuple[Meaning, ...], anchor: Word, length: int) -> Meaning:
    """The meaning that the word's part of speech asks for; phrases have one frame of their own."""
    if length > 1 or len(meanings) == 1:
        return meanings[0]
    order = _BY_TAG.get(anchor.tag[:1], _BY_TAG["J"])
    return min(meanings, key=lambda meaning: order.index(meaning.frame))
