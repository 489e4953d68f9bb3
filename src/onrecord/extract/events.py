"""What happened: occurrences of violence, unrest and security operations, each with its trigger words, told once a document.

Triggers come from a list of words; the words around decide whether it happened, and name who did it and to whom. Several
mentions of one occurrence are joined under the most specific trigger; a mention with another target or place, or one that
says "another" or "separately", is an occurrence of its own.
Source: architecture §3 (EventMention); claims_method §2.3.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import ahocorasick_rs

from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import scope_of
from onrecord.extract.gates import Sentence, plain
from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import EventType, Realis, Scope
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PartyRef
from onrecord.model.spans import Span, cut

FOUND_BY = "triggers-1 en"

_CLAUSE = re.compile(r"[;:]|[.!?]\s|,\s+(?:and|but|while|whereas|although)\s|\s(?:but|while|whereas)\s", re.IGNORECASE)
_NEAR = 60  # characters around a trigger in which a word on its reality still bears on it

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One trigger in the text, offsets in the document."""

    at: Range
    type: EventType
    strong: bool
    sentence: Sentence
    realis: Realis = Realis.HAPPENED
    perpetrator: Range | None = None
    target: Range | None = None
    claimed_by: Range | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Triggers:
    words: tuple[str, ...]
    types: tuple[EventType | None, ...]
    strong: tuple[bool, ...]
    matcher: ahocorasick_rs.AhoCorasick
    realis: tuple[tuple[Realis, bool, re.Pattern[str]], ...]
    yields_to: dict[EventType, frozenset[EventType]]
    people: re.Pattern[str]
    claimed: re.Pattern[str]
    claimed_by: re.Pattern[str]


def find_events(doc: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[EventMention, ...]:
    """The occurrences that the sentences tell of, in the order of their triggers; places and times are left to resolve."""
    triggers = _triggers(lexicon)
    told: list[_Told] = []
    for sentence in sentences:
        told += _in_sentence(sentence, doc, lexicon, triggers)
    claimed = [c for sentence in sentences if (c := _claimed_by(sentence, triggers))]
    kept = _responsibility(_joined(told, triggers), claimed)
    return tuple(_mention(t, sentences, doc, lexicon) for t in sorted(kept, key=lambda t: t.at))


@functools.cache
def _triggers(lexicon: Lexicon) -> _Triggers:
    listed: dict[str, tuple[EventType | None, bool]] = {word: (None, True) for word in lexicon.words("events", "not_events")}
    for section in ("weak", "strong"):
        for word, key in lexicon.terms("events", section).items():
            listed[word] = EventType(key), section == "strong"
    words = tuple(sorted(listed))
    realis = lexicon.lists["events"]["realis"]
    cues = tuple((Realis(key.partition("_")[0]), key.endswith("_before"), _any_of(realis[key])) for key in realis)
    yields = lexicon.lists["events"]["yields_to"]
    name = r"\s+(?P<name>(?:the\s+)?[^,.;:!?\"“”—]{2,60}?(?:\s*\([^)]{1,20}\))?)(?=[,.;:!?\"”—–]|$|\s+(?:and|which|that|in|on|for|as|but|who)\b)"
    responsibility = lexicon.lists["events"]["claims_of_responsibility"]
    return _Triggers(
        words=words,
        types=tuple(listed[w][0] for w in words),
        strong=tuple(listed[w][1] for w in words),
        matcher=ahocorasick_rs.AhoCorasick(list(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        realis=cues,
        yields_to={EventType(k): frozenset(map(EventType, v)) for k, v in yields.items()},
        people=_any_of(lexicon.lists["events"]["people"]["perpetrators"]),
        claimed=_any_of(responsibility["active"]),
        claimed_by=re.compile(rf"\b(?:{'|'.join(responsibility['passive'])})\b{name}", re.IGNORECASE),
    )


def _any_of(expressions: Iterable[str]) -> re.Pattern[str]:
    listed = sorted(expressions, key=lambda word: (-len(word), word))
    return re.compile("|".join(rf"\b(?:{word})\b".replace(" ", r"\s+") for word in listed), re.IGNORECASE)


def _same_length_lower(text: str) -> str:
    lower = text.lower()
    return plain(lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text))


def _in_sentence(sentence: Sentence, doc: Document, lexicon: Lexicon, triggers: _Triggers) -> Iterator[_Told]:
    lower = _same_length_lower(sentence.text)
    found = [t for t in _matched(lower, sentence, triggers)]
    strong = {t.type for t in found if t.strong}
    for told in found:
        yields = triggers.yields_to.get(told.type, frozenset())
        if (yields & strong) or (not told.strong and strong):
            continue
        yield replace(
            told,
            realis=_realis(told, sentence, doc, lexicon, triggers),
            perpetrator=_perpetrator(told, sentence, triggers),
        )


def _matched(lower: str, sentence: Sentence, triggers: _Triggers) -> Iterator[_Told]:
    for number, start, end in triggers.matcher.find_matches_as_indexes(lower):
        kind = triggers.types[number]
        if kind is None or (start and lower[start - 1].isalnum()) or (end < len(lower) and lower[end].isalnum()):
            continue
        at = sentence.start + start, sentence.start + end
        yield _Told(at=at, type=kind, strong=triggers.strong[number], sentence=sentence)


def _realis(told: _Told, sentence: Sentence, doc: Document, lexicon: Lexicon, triggers: _Triggers) -> Realis:
    start, end = told.at[0] - sentence.start, told.at[1] - sentence.start
    before = sentence.text[max(0, start - _NEAR) : start]
    before = before[max((m.end() for m in _CLAUSE.finditer(before)), default=0) :]
    after = sentence.text[end : end + _NEAR]
    after = after[: min((m.start() for m in _CLAUSE.finditer(after)), default=len(after))]
    for kind, is_before, pattern in triggers.realis:
        if kind is not Realis.BACKGROUND and pattern.search(before if is_before else after):
            return kind
    scope = scope_of(sentence, cut(doc.text, *told.at), doc, lexicon)
    return Realis.BACKGROUND if scope is not Scope.INCIDENT else Realis.HAPPENED


def _perpetrator(told: _Told, sentence: Sentence, triggers: _Triggers) -> Range | None:
    start, end = told.at[0] - sentence.start, told.at[1] - sentence.start
    by = re.compile(r"\s+(?:[\w-]+\s+){0,6}?by\s+((?:[\w'-]+\s+){0,5}?)", re.IGNORECASE).match(sentence.text, end)
    if by:
        who = triggers.people.match(sentence.text, by.end()) or triggers.people.search(sentence.text, by.end(), by.end() + 40)
        if who:
            return sentence.start + by.start(1), sentence.start + who.end()
    before = [m for m in triggers.people.finditer(sentence.text, max(0, start - 80), start)]
    if before:
        return sentence.start + before[-1].start(), sentence.start + before[-1].end()
    return None


def _joined(told: Sequence[_Told], triggers: _Triggers) -> list[_Told]:
    """One mention for each occurrence: the first of a type stands for the later ones that add nothing of their own."""
    kept: list[_Told] = []
    for one in told:
        if not one.strong and any(_kindred(one, other, triggers) for other in kept):
            continue
        if any(one.type is other.type for other in kept):
            continue
        kept.append(one)
    return kept


def _kindred(one: _Told, other: _Told, triggers: _Triggers) -> bool:
    return other.type is one.type or other.type in triggers.yields_to.get(one.type, frozenset())


def _claimed_by(sentence: Sentence, triggers: _Triggers) -> Range | None:
    """Who claims the attack, in offsets of the document; None when the sentence names no such claim."""
    passive = triggers.claimed_by.search(sentence.text)
    if passive:
        return sentence.start + passive.start("name"), sentence.start + passive.end("name")
    active = triggers.claimed.search(sentence.text)
    if not active:
        return None
    begin = max(sentence.text.rfind(mark, 0, active.start()) for mark in ',;:."“') + 1
    name = re.sub(
        r"\s+(?:has|have|had|later|also|immediately|repeatedly)\b.*$", "", sentence.text[begin : active.start()]
    ).strip()
    if not name or len(name.split()) > 10 or name.casefold() in ("no one", "none", "no group", "nobody", "no organization"):
        return None
    at = sentence.text.index(name, begin)
    return sentence.start + at, sentence.start + at + len(name)


def _responsibility(told: list[_Told], claimed: Sequence[Range]) -> list[_Told]:
    """Each claim of responsibility goes to the last attack told before it, else to the first one after."""
    result = list(told)
    for claim in claimed:
        attacks = [
            i for i, t in enumerate(result) if t.type not in (EventType.AGREEMENT, EventType.THREAT, EventType.ARREST_RAID)
        ]
        before = [i for i in attacks if result[i].at[0] < claim[0]]
        if attacks:
            best = before[-1] if before else attacks[0]
            result[best] = replace(result[best], claimed_by=claim)
    return result


def _mention(told: _Told, sentences: Sequence[Sentence], doc: Document, lexicon: Lexicon) -> EventMention:
    trigger = cut(doc.text, *told.at)
    return EventMention(
        event_mention_id=content_id("evm", doc.document_id, doc.text_version, trigger.start, trigger.end, told.type.value),
        document_id=doc.document_id,
        text_version=doc.text_version,
        trigger=trigger,
        type=told.type,
        realis=told.realis,
        perpetrator=_party(doc, told.perpetrator),
        target=_span(doc, told.target),
        claimed_by=_party(doc, told.claimed_by),
        attribution=attribute(told.sentence, trigger, sentences[: told.sentence.index], doc, lexicon),
        found_by=FOUND_BY,
    )


def _span(doc: Document, at: Range | None) -> Span | None:
    return cut(doc.text, *at) if at else None


def _party(doc: Document, at: Range | None) -> PartyRef | None:
    return PartyRef(span=cut(doc.text, *at)) if at else None
