"""Words that may name an occurrence, and the clues around them that tell which of them do.

A trigger is a word of the list; its clues are the words beside it, its sentence's place in the report, and the other
triggers before and after it. The weights of the clues are in `languages/en/event_weights.toml`, fitted on labelled passages.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.extract.gates import Sentence
from onrecord.extract.telling.matching import Range, WordList, expression
from onrecord.languages import Lexicon
from onrecord.model.enums import EventType, Realis

_WORD = re.compile(r"[\w'’-]+")
_CLAUSE = re.compile(r"[;:]|[.!?]\s|,\s+(?:and|but|while|whereas|although)\s|\s(?:but|while|whereas)\s")
_BESIDE = 6  # words on each side of a trigger that count as its surroundings
_NEAR = 60  # characters around a trigger in which a word on its reality still bears on it
_JOINED = 22  # characters between two triggers of one type that are one phrase: "bomb … went off"
_VERB_END = (
    "ed",
    "ing",
    "shot",
    "hit",
    "struck",
    "blew",
    "took",
    "beat",
    "dead",
    "overran",
    "withdrew",
    "retook",
    "set",
    "fell",
    "came",
    "breach",
    "storm",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trigger:
    """A word that may name an occurrence: offsets in its sentence, the type the list gives it, and whether it is a verb form."""

    sentence: Sentence
    lower: str
    at: Range
    word: str
    type: EventType
    is_strong: bool
    is_verb: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TriggerWords:
    """The trigger words of a language; `types` None = looks like a trigger and is none."""

    listed: WordList
    types: Mapping[str, EventType | None]
    strong: frozenset[str]
    realis: tuple[tuple[Realis, bool, re.Pattern[str]], ...]
    by_target: Mapping[str, EventType]
    targets: WordList
    installations: WordList


@functools.cache
def trigger_words(lexicon: Lexicon) -> TriggerWords:
    """The trigger words of the lexicon's language, built once a process."""
    types: dict[str, EventType | None] = dict.fromkeys(lexicon.words("events", "not_events"))
    for section in ("weak", "strong"):
        types |= {word: EventType(key) for word, key in lexicon.terms("events", section).items()}
    cues: Mapping[str, list[str]] = lexicon.lists["events"]["realis"]
    return TriggerWords(
        listed=WordList(types),
        types=types,
        strong=frozenset(lexicon.terms("events", "strong")),
        realis=tuple((Realis(k.partition("_")[0]), k.endswith("_before"), expression(v)) for k, v in cues.items()),
        by_target={word: EventType(key) for word, key in lexicon.terms("events", "target_types").items()},
        targets=WordList(lexicon.terms("events", "target_types")),
        installations=WordList(lexicon.words("events", "installations")),
    )


def find_triggers(sentence: Sentence, words: TriggerWords) -> list[Trigger]:
    """The triggers of a sentence in order; neighbours of one type make one phrase."""
    lower = sentence.lower
    found: list[Trigger] = []
    for start, end, word in words.listed.find(lower):
        kind = words.types[word]
        if kind is None:
            continue
        strong = word in words.strong
        last = found[-1] if found else None
        if last and last.type is kind and start - last.at[1] <= _JOINED and not _CLAUSE.search(lower, last.at[1], start):
            head = last if last.is_strong or not strong else None
            at, named = (last.at[0], end), (head.word if head else word)
            found[-1] = Trigger(
                sentence=sentence,
                lower=lower,
                at=at,
                word=named,
                type=kind,
                is_strong=strong or last.is_strong,
                is_verb=_is_verb(word),
            )
            continue
        found.append(
            Trigger(
                sentence=sentence, lower=lower, at=(start, end), word=word, type=kind, is_strong=strong, is_verb=_is_verb(word)
            )
        )
    return found


def _is_verb(word: str) -> bool:
    first = word.split(" ")[0]
    return (first.endswith(_VERB_END) or word.endswith(("ed", "fire at", "fired"))) and first not in (
        "shooting",
        "bombing",
        "killing",
        "shelling",
        "firing",
        "fighting",
        "kidnapping",
        "stabbing",
        "beheading",
        "looting",
        "united",
    )


def clues(triggers: Sequence[Trigger], place: int) -> Iterator[str]:
    """The clues of one trigger among all triggers of its document, as names of weights."""
    one = triggers[place]
    yield f"word {one.word}"
    yield f"list {one.type.value}"
    yield "strong" if one.is_strong else "weak"
    before = _WORD.findall(one.lower, max(0, one.at[0] - 60), one.at[0])[-_BESIDE:]
    after = _WORD.findall(one.lower, one.at[1], one.at[1] + 60)[:_BESIDE]
    yield f"before {before[-1]}" if before else "before nothing"
    yield f"after {after[0]}" if after else "after nothing"
    yield from (f"near {word}" for word in {*before, *after})
    yield f"headline {one.sentence.is_headline}"
    yield f"sentence {min(one.sentence.index, 4)}"
    yield from _company(triggers, place)


def _company(triggers: Sequence[Trigger], place: int) -> Iterator[str]:
    """How the trigger stands to the others: is it the first of its type, and what else does its sentence tell of?"""
    one = triggers[place]
    alike = [at for at, t in enumerate(triggers) if t.type is one.type]
    same = [triggers[at] for at in alike if at < place]
    later = alike[-1] > place
    yield f"earlier same {min(len(same), 3)}"
    yield f"later same {later}"
    if same:
        yield f"since same {min(one.sentence.index - same[-1].sentence.index, 4)}"
        yield f"same word {any(t.word == one.word for t in same)}"
    beside = [t for t in triggers if t.sentence is one.sentence and t is not one]
    yield f"beside {min(len(beside), 3)}"
    yield from (f"beside {kind}" for kind in {t.type.value for t in beside})
    yield f"beside strong {any(t.is_strong for t in beside)}"


def realis_of(one: Trigger, words: TriggerWords) -> Realis:
    """Whether the words around the trigger say that it failed, was planned, threatened or denied; else happened."""
    before = one.lower[max(0, one.at[0] - _NEAR) : one.at[0]]
    before = before[max((m.end() for m in _CLAUSE.finditer(before)), default=0) :]
    after = one.lower[one.at[1] : one.at[1] + _NEAR]
    after = after[: min((m.start() for m in _CLAUSE.finditer(after)), default=len(after))]
    for kind, is_before, pattern in words.realis:
        if pattern.search(before if is_before else after):
            return kind
    return Realis.HAPPENED
