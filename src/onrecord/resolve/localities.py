"""Places that no gazetteer lists, by how the text speaks of them: "Baulia village", "the town of X", "at X".

Such a place stands where the listed place stands that the text says it lies in ("Saraya village in Mastung"); else nowhere.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.atlas.places import load_countries
from onrecord.languages import Lexicon
from onrecord.model.enums import MentionKind
from onrecord.model.mentions import Mention, PlaceRef
from onrecord.model.spans import Span, cut
from onrecord.resolve.attach.behind import ends_at_border
from onrecord.resolve.layout import Layout

_HOLDER_REACH = 60  # characters after a local name within which "… in Mastung" still says where it lies
_LONGEST_NAME = 5  # words
_BEFORE = 32  # characters before a name in which a kind of place or a preposition concerns it


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A local place name and how it was told: "typed" (a kind of place stands with it) or "plain" (only a preposition)."""

    span: Span
    how: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patterns:
    name: re.Pattern[str]
    kind_after: re.Pattern[str]
    kind_last: re.Pattern[str]
    kind_of: re.Pattern[str]
    preposition: re.Pattern[str]
    shouted: re.Pattern[str]
    stops: frozenset[str]
    not_names: frozenset[str]


@functools.cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    table = lexicon.lists["localities"]

    def either(section: str, key: str = "words") -> str:
        words = sorted(table[section][key], key=lambda w: (-len(w), w))
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)

    inner, kinds = either("inner"), either("kinds")
    word = rf"(?:(?:{inner})[-‐’'\s])?[A-Z][\w'’‐-]*"
    stops = either("stops")
    return _Patterns(
        name=re.compile(rf"\b{word}(?:\s(?:(?:{inner})\s)?{word}){{0,{_LONGEST_NAME - 1}}}"),
        kind_after=re.compile(rf"\s(?:{kinds})\b", re.IGNORECASE),
        kind_last=re.compile(rf"\s(?:{kinds})$", re.IGNORECASE),
        kind_of=re.compile(rf"\b(?:{kinds})\s+of\s+(?:the\s+)?$", re.IGNORECASE),
        preposition=re.compile(rf"\b(?:{either('prepositions', 'strong')})\s$", re.IGNORECASE),
        shouted=re.compile(rf"\b(?i:{kinds})\s+OF\s+(?P<name>[A-Z][A-Z'-]+(?:\s(?!(?i:{stops})\b)[A-Z][A-Z'-]+){{0,2}})"),
        stops=frozenset(table["stops"]["words"]),
        not_names=frozenset(table["not_names"]["words"])
        | {people.lower() for row in load_countries() for people in row.demonyms},
    )


def find_localities(text: str, lexicon: Lexicon, taken: Sequence[Span]) -> tuple[Locality, ...]:
    """Local place names outside the stretches already taken by listed places, times and actors; in order, not overlapping."""
    patterns = _patterns(lexicon)
    covered = bytearray(len(text) + 1)
    for span in taken:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    read = _shouted(text, patterns) if text.isupper() else _names(text, patterns)
    return tuple(found for found in read if not any(covered[found.span.start : found.span.end]))


def _shouted(text: str, patterns: _Patterns) -> Iterator[Locality]:
    for match in patterns.shouted.finditer(text):
        yield Locality(span=cut(text, *match.span("name")), how="typed")


def _names(text: str, patterns: _Patterns) -> Iterator[Locality]:
    for match in patterns.name.finditer(text):
        end = match.end()
        start = _trimmed(text, match.start(), end, patterns.not_names)
        if start == end:
            continue
        kind = patterns.kind_after.match(text, end)
        before = text[max(0, start - _BEFORE) : start]
        if kind is not None:
            yield Locality(span=cut(text, start, kind.end()), how="typed")
        elif patterns.kind_last.search(text, start, end) or (" of " in before and patterns.kind_of.search(before)):
            yield Locality(span=cut(text, start, end), how="typed")
        elif patterns.preposition.search(before) and _stands_alone(text, end, patterns.stops):
            yield Locality(span=cut(text, start, end), how="plain")


def _stands_alone(text: str, end: int, stops: frozenset[str]) -> bool:
    """Whether no plural follows that the name would only qualify ("in Economic Corridor projects")."""
    after = re.match(r"\s([a-z]+)", text[end : end + _BEFORE])
    return after is None or not after[1].endswith("s") or after[1] in stops


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
        if place.span.start < span.end or len(between) > _HOLDER_REACH or re.search(r"[.;:\n]", between):
            continue
        if not ends_at_border(between):  # "near the border with Niger" is not in Niger
            return place
    return None
