"""Harm to services, infrastructure and movement: what was hit, what became of it, and on whose hand as far as the words say.

A disruption is a thing ("railway tracks") and a state ("destroyed") in one clause; a few things are disruptions by name
("curfew", "blackout"). Who ordered and who sabotaged are kept apart, and neither is guessed.
Source: architecture §3 (DisruptionMention); claims_method §2.1 (Disruption).
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import scope_of, told_of
from onrecord.extract.gates import Sentence
from onrecord.extract.telling.matching import Range, WordList, expression
from onrecord.extract.victims import is_person_word, is_thing_word
from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import Agency, Certainty, DisruptionKind, DisruptionStatus
from onrecord.model.events import DisruptionMention
from onrecord.model.hashing import content_id
from onrecord.model.spans import cut

FOUND_BY = "disruptions-3 en"

_CLAUSE = re.compile(r"[;:]|[.!?]\s|,\s+(?:and|but|while|whereas|although)\s|\s(?:but|while|whereas)\s")
_COUNTED = re.compile(
    r"\s+(?:(?:at\s+least|about|around|some|nearly|more\s+than|over|up\s+to)\s+)?(?:\d[\d,]*|an?|several|dozens\s+of|scores\s+of|many|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty)\s+(?P<people>[\w-]+(?:\s+[\w-]+)?)"
)
_SEIZES = re.compile(r"\b(?:seiz(?:e|es|ed|ing)|took|takes?|taking|taken|grabb\w+|captur\w+|assum\w+|cling\w*\s+to|in)\s+$")
_REACHED_BY = re.compile(
    r"\b(?:reached|contacted|interviewed|speaking|spoke|said|told)\b[^.,;]{0,40}?\s(?:by|over|on|via)\s+(?:the\s+)?$"
)
_SUPPLY = re.compile(r"\s+(?:cables?|grids?|lines?|plants?|poles?|pylons?|stations?|substations?|suppl(?:y|ies)|transformers?)\b")
_REACH = 50  # characters between a thing and the word that says what became of it
_WEAK_REACH = 20  # the same for a word that says so only right beside the thing
_BEFORE = 70  # characters before the word of state in which a hedge still bears on it
_HARMED = frozenset({DisruptionStatus.DAMAGED, DisruptionStatus.DESTROYED, DisruptionStatus.CUT, DisruptionStatus.SEIZED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A disruption in a sentence: offsets in the sentence, the words of its clause, and those before the word of state."""

    at: Range
    kind: DisruptionKind
    status: DisruptionStatus
    clause: str
    before: str
    thing: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Words:
    listed: WordList
    things: Mapping[str, DisruptionKind]
    states: Mapping[str, DisruptionStatus]
    weak: frozenset[str]
    weak_kinds: frozenset[DisruptionKind]
    named: Mapping[str, DisruptionStatus]
    burnable: frozenset[str]
    fire: frozenset[str]
    bare: frozenset[str]
    agency: Mapping[Agency, WordList]


def find_disruptions(doc: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[DisruptionMention, ...]:
    """The disruptions that the sentences state, in order, one of a kind a sentence; places and times are left to resolve."""
    words = _words(lexicon)
    found: list[DisruptionMention] = []
    for sentence in sentences:
        seen: set[DisruptionKind] = set()
        told = [real for one in _in_sentence(sentence, words, lexicon) for real in _as_far_as_done(one, lexicon)]
        for one in (o for o in told if not _is_told_better(o, told, words)):
            if one.kind not in seen:
                seen.add(one.kind)
                found.append(_mention(one, sentence, sentences, doc, lexicon))
    return tuple(found)


@functools.cache
def _words(lexicon: Lexicon) -> _Words:
    mine = functools.partial(lexicon.terms, "disruptions")
    things = {word: DisruptionKind(key) for word, key in mine("things").items()}
    weak = {word: DisruptionStatus(key) for word, key in mine("weak_states").items()}
    states = {word: DisruptionStatus(key) for word, key in mine("states").items()} | weak
    by: dict[Agency, list[str]] = {}
    for word, key in mine("agency").items():
        by.setdefault(Agency(key), []).append(word)
    return _Words(
        listed=WordList({*things, *states}),
        things=things,
        states=states,
        weak=frozenset(weak),
        weak_kinds=frozenset(DisruptionKind(key) for key in lexicon.words("disruptions", "weak_kinds")),
        named={word: DisruptionStatus(key) for word, key in mine("named").items()},
        burnable=lexicon.words("disruptions", "burnable"),
        fire=lexicon.words("disruptions", "fire"),
        bare=lexicon.words("disruptions", "bare"),
        agency={agency: WordList(listed) for agency, listed in by.items()},
    )


def _in_sentence(sentence: Sentence, words: _Words, lexicon: Lexicon) -> Iterator[_Found]:
    lower = sentence.lower
    hits = list(words.listed.find(lower))
    states = [hit for hit in hits if hit[2] in words.states and not _befalls_people(lower, hit, words, lexicon)]
    breaks = [m.start() for m in _CLAUSE.finditer(lower)] if hits else []
    for start, end, word in hits:
        kind = words.things.get(word)
        if kind is None or (word == "power" and _is_rule(lower, start, end)) or _REACHED_BY.search(lower, 0, start):
            continue
        fitting = [s for s in states if s[2] in words.fire] if word in words.burnable else states
        state = _state_of((start, end), kind, fitting, breaks, words)
        at = (min(start, state[0]), max(end, state[1])) if state else (start, end)
        status = words.states[state[2]] if state else words.named.get(word)
        if status is not None:
            left = max((b for b in breaks if b <= at[0]), default=0)
            right = min((b for b in breaks if b >= at[1]), default=len(lower))
            before = _said_before(lower, left, (state or at)[0])
            yield _Found(at=at, kind=kind, status=status, clause=lower[left:right], before=before, thing=word)


def _is_rule(lower: str, start: int, end: int) -> bool:
    """Whether the power is that of a government: "since it seized power in 2022", not "seized power lines"."""
    return _SEIZES.search(lower, 0, start) is not None and _SUPPLY.match(lower, end) is None


def _befalls_people(lower: str, state: tuple[int, int, str], words: _Words, lexicon: Lexicon) -> bool:
    """Whether people are taken and nothing else: "seized 25 girls from a school"."""
    if words.states[state[2]] is not DisruptionStatus.SEIZED:
        return False
    counted = _COUNTED.match(lower, state[1])
    people = counted["people"].split() if counted else [""]
    return is_person_word(people[-1], lexicon) or (is_person_word(people[0], lexicon) and not is_thing_word(people[-1], lexicon))


def _said_before(lower: str, left: int, at: int) -> str:
    """The words of the clause before a word of state; "and destroyed …" is done, whatever was only tried before."""
    before = lower[max(left, at - _BEFORE) : at]
    done = re.match(r"\w+ed\b|blew", lower[at : at + _BEFORE])
    return before.rpartition(" and ")[2] if done else before


def _as_far_as_done(one: _Found, lexicon: Lexicon) -> Iterator[_Found]:
    """The disruption as far as it came about: harm that was tried is foiled, planned or feared threatened; denied, it is none."""
    if one.status not in _HARMED:
        yield one
        return
    told = told_of(one.before, lexicon)
    if told is Certainty.FAILED:
        yield replace(one, status=DisruptionStatus.FOILED)
    elif told is Certainty.HYPOTHETICAL:
        yield replace(one, status=DisruptionStatus.THREATENED)
    elif told is not Certainty.DENIED and not _negation(lexicon).search(one.before):
        yield one


@functools.cache
def _negation(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{expression(lexicon.words('disruptions', 'negations')).pattern})\s+(?:\w+\s+){{0,2}}$")


def _is_told_better(one: _Found, told: Sequence[_Found], words: _Words) -> bool:
    """Whether "material damage" is that to a thing named with it: "material damage to twelve houses"."""
    return one.thing in words.bare and any(o.clause == one.clause and o.thing not in words.bare for o in told)


def _state_of(
    thing: Range, kind: DisruptionKind, states: Sequence[tuple[int, int, str]], breaks: Sequence[int], words: _Words
) -> tuple[int, int, str] | None:
    """The nearest word of state in the clause of the thing; None when there is none in reach."""

    def gap(state: tuple[int, int, str]) -> int:
        return max(state[0] - thing[1], thing[0] - state[1])

    def reaches(state: tuple[int, int, str]) -> bool:
        if state[2] in words.weak and (kind not in words.weak_kinds or gap(state) > _WEAK_REACH):
            return False
        apart = any(min(state[0], thing[0]) < b < max(state[0], thing[0]) for b in breaks)
        return 0 <= gap(state) <= _REACH and not apart

    return min((s for s in states if reaches(s)), key=gap, default=None)


def _agency(one: _Found, words: _Words) -> Agency | None:
    """On whose hand, by the words of the clause: harm by sabotage, stoppages by order or as a precaution; None when not said."""
    choices = (Agency.SABOTAGE,) if one.status in _HARMED else (Agency.PRECAUTIONARY, Agency.ORDERED)
    return next((a for a in choices if words.agency[a].first(one.clause)), None)


def _mention(
    one: _Found, sentence: Sentence, sentences: Sequence[Sentence], doc: Document, lexicon: Lexicon
) -> DisruptionMention:
    span = cut(doc.text, sentence.start + one.at[0], sentence.start + one.at[1])
    return DisruptionMention(
        disruption_id=content_id("dis", doc.document_id, doc.text_version, span.start, span.end, one.kind.value),
        document_id=doc.document_id,
        text_version=doc.text_version,
        span=span,
        kind=one.kind,
        status=one.status,
        agency=_agency(one, _words(lexicon)),
        scope=scope_of(sentence, span, doc, lexicon),
        attribution=attribute(sentence, span, sentences[: sentence.index], doc, lexicon),
        found_by=FOUND_BY,
    )
