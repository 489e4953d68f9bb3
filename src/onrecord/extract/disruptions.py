"""Harm to services, infrastructure and movement: what was hit, what became of it, and on whose hand as far as the words say.

A disruption is a thing ("railway tracks") and a state ("destroyed") in one clause; a few things are disruptions by name
("curfew", "blackout"). Who ordered and who sabotaged are kept apart, and neither is guessed.
Source: architecture §3 (DisruptionMention); claims_method §2.1 (Disruption).
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import scope_of
from onrecord.extract.gates import Sentence, plain
from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import Agency, DisruptionKind, DisruptionStatus
from onrecord.model.events import DisruptionMention
from onrecord.model.hashing import content_id
from onrecord.model.spans import cut

FOUND_BY = "disruptions-1 en"

_CLAUSE = re.compile(r"[;:]|[.!?]\s|,\s+(?:and|but|while|whereas|although)\s|\s(?:but|while|whereas)\s", re.IGNORECASE)
_REACH = 50  # characters between a thing and the word that says what became of it

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A disruption in a sentence: offsets in the sentence."""

    at: Range
    kind: DisruptionKind
    status: DisruptionStatus


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Words:
    listed: tuple[str, ...]
    things: Mapping[str, DisruptionKind]
    states: Mapping[str, DisruptionStatus]
    named: Mapping[str, DisruptionStatus]
    agency: Mapping[Agency, re.Pattern[str]]
    matcher: ahocorasick_rs.AhoCorasick


def find_disruptions(doc: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[DisruptionMention, ...]:
    """The disruptions that the sentences state, in order; places and times are left to resolve."""
    words = _words(lexicon)
    found: list[DisruptionMention] = []
    for sentence in sentences:
        seen: set[DisruptionKind] = set()
        for one in _in_sentence(sentence, words):
            if one.kind not in seen:
                seen.add(one.kind)
                found.append(_mention(one, sentence, sentences, doc, lexicon))
    return tuple(found)


@functools.cache
def _words(lexicon: Lexicon) -> _Words:
    things = {word: DisruptionKind(key) for word, key in lexicon.terms("disruptions", "things").items()}
    states = {word: DisruptionStatus(key) for word, key in lexicon.terms("disruptions", "states").items()}
    named = {word: DisruptionStatus(key) for word, key in lexicon.terms("disruptions", "named").items()}
    listed = tuple(sorted({*things, *states}))
    by: dict[str, list[str]] = {}
    for word, key in lexicon.terms("disruptions", "agency").items():
        by.setdefault(key, []).append(re.escape(word))
    return _Words(
        listed=listed,
        things=things,
        states=states,
        named=named,
        agency={Agency(key): re.compile(rf"\b(?:{'|'.join(sorted(w))})\b", re.IGNORECASE) for key, w in by.items()},
        matcher=ahocorasick_rs.AhoCorasick(list(listed), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
    )


def _same_length_lower(text: str) -> str:
    lower = text.lower()
    return plain(lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text))


def _in_sentence(sentence: Sentence, words: _Words) -> Iterator[_Found]:
    lower = _same_length_lower(sentence.text)
    hits = [
        (start, end, words.listed[number])
        for number, start, end in words.matcher.find_matches_as_indexes(lower)
        if not (start and lower[start - 1].isalnum()) and not (end < len(lower) and lower[end].isalnum())
    ]
    states = [hit for hit in hits if hit[2] in words.states]
    breaks = [m.start() for m in _CLAUSE.finditer(lower)]
    for start, end, word in hits:
        if word not in words.things:
            continue
        state = _state_of((start, end), states, breaks)
        if state is not None:
            at = min(start, state[0]), max(end, state[1])
            yield _Found(at=at, kind=words.things[word], status=words.states[state[2]])
        elif word in words.named:
            yield _Found(at=(start, end), kind=words.things[word], status=words.named[word])


def _state_of(thing: Range, states: Sequence[tuple[int, int, str]], breaks: Sequence[int]) -> tuple[int, int, str] | None:
    """The nearest word of state in the clause of the thing; None when there is none in reach."""

    def gap(state: tuple[int, int, str]) -> int:
        return max(state[0] - thing[1], thing[0] - state[1])

    near = [s for s in states if 0 <= gap(s) <= _REACH]
    near = [s for s in near if not any(min(s[0], thing[0]) < b < max(s[0], thing[0]) for b in breaks)]
    return min(near, key=gap, default=None)


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
        agency=None,
        scope=scope_of(sentence, span, doc, lexicon),
        attribution=attribute(sentence, span, sentences[: sentence.index], doc, lexicon),
        found_by=FOUND_BY,
    )
