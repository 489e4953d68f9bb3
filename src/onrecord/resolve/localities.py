"""Places that no gazetteer lists, by how the text speaks of them: "Baulia village", "the town of X", "at X".

Such a place stands where the listed place stands that the text says it lies in ("Saraya village in Mastung"); else nowhere.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.languages import Lexicon
from onrecord.model.enums import MentionKind
from onrecord.model.mentions import Mention, PlaceRef
from onrecord.model.spans import Span, cut
from onrecord.resolve.layout import Layout

_HOLDER_REACH = 60  # characters after a local name within which "… in Mastung" still says where it lies
_LONGEST_NAME = 5  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A local place name and how it was told: "typed" (a kind of place stands with it) or "plain" (only a preposition)."""

    span: Span
    how: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patterns:
    typed: re.Pattern[str]
    of: re.Pattern[str]
    of_shouted: re.Pattern[str]
    plain: re.Pattern[str]
    not_names: frozenset[str]


@functools.cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    def either(section: str) -> str:
        words = lexicon.lists["localities"][section]["words"]
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))

    inner = either("inner")
    word = rf"(?:(?:{inner})[-‐’'\s])?[A-Z][\w'’‐-]*"
    name = rf"{word}(?:\s(?:(?:{inner})\s)?{word}){{0,{_LONGEST_NAME - 1}}}"
    kinds = either("kinds")
    kind = rf"(?i:{kinds})"
    strong = "|".join(lexicon.lists["localities"]["prepositions"]["strong"])
    stops = "|".join(word.upper() for word in lexicon.lists["localities"]["stops"]["words"])
    shouted = rf"[A-Z][A-Z'-]+(?:\s(?!(?:{stops})\b)[A-Z][A-Z'-]+){{0,2}}"
    return _Patterns(
        typed=re.compile(rf"\b(?P<name>{name})\s{kind}\b"),
        of=re.compile(rf"\b(?i:{kinds})\s+(?:of|called|named)\s+(?P<name>{name})"),
        of_shouted=re.compile(rf"\b(?:{kinds.upper().replace(chr(92) + 'S', chr(92) + 's')})\s+OF\s+(?P<name>{shouted})"),
        plain=re.compile(rf"\b(?i:{strong})\s(?P<name>{name})"),
        not_names=frozenset(lexicon.lists["localities"]["not_names"]["words"]),
    )


def find_localities(text: str, lexicon: Lexicon, taken: Sequence[Span]) -> tuple[Locality, ...]:
    """Local place names outside the stretches already taken by listed places, times and actors; in order, not overlapping."""
    patterns = _patterns(lexicon)
    found: list[Locality] = []
    covered = bytearray(len(text) + 1)
    for span in taken:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    for how, pattern in _readings(text, patterns):
        for match in pattern.finditer(text):
            start, end = match.span("name")
            start = _trimmed(text, start, end, patterns.not_names)
            if start < end and not any(covered[start:end]):
                whole = match.end() if pattern is patterns.typed else end
                covered[start:whole] = b"\x01" * (whole - start)
                found.append(Locality(span=cut(text, start, whole), how=how))
    return tuple(sorted(found, key=lambda locality: locality.span))


def _readings(text: str, patterns: _Patterns) -> Iterator[tuple[str, re.Pattern[str]]]:
    if text.isupper():
        yield "typed", patterns.of_shouted
        return
    yield "typed", patterns.typed
    yield "typed", patterns.of
    yield "plain", patterns.plain


def _trimmed(text: str, start: int, end: int, not_names: frozenset[str]) -> int:
    """Where the name begins once words that begin no place name ("Police", "On") are left out; `end` when nothing remains."""
    for word in re.finditer(r"\S+", text[start:end]):
        if word[0].lower().strip(".,'’") not in not_names:
            return start + word.start()
    return end


def outside_headlines(localities: Sequence[Locality], layout: Layout) -> tuple[Locality, ...]:
    """Headlines write every word large, so there only a kind of place ("Baulia village") makes a name one."""
    lines = layout.lines
    return tuple(found for found in localities if found.how == "typed" or not lines[layout.at(found.span.start)].is_heading)


def as_mentions(localities: Sequence[Locality], places: Sequence[Mention], text: str) -> list[Mention]:
    """The local names as place mentions, placed at the listed place that they are said to lie in; unplaced without one.

    Source: geography.md §5, "intra-city place unknown": the container's point, precision and radius, the local words kept.
    """
    mentions = []
    for locality in localities:
        holder = _holder(locality.span, places, text)
        place = PlaceRef() if holder is None or holder.place is None else holder.place
        mentions.append(Mention(span=locality.span, kind=MentionKind.PLACE, place=replace(place, span=locality.span)))
    return mentions


def _holder(span: Span, places: Sequence[Mention], text: str) -> Mention | None:
    for place in places:
        between = text[span.end : place.span.start]
        if place.span.start >= span.end and len(between) <= _HOLDER_REACH and not re.search(r"[.;:\n]", between):
            return place
    return None
