"""Finds the names: runs of capitalised words, cut into the longest names that the gazetteer knows."""

import itertools
import re
import string
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.model.mentions import Gazetteer, NamedPlace, NameKind, PlaceKind
from onrecord.model.spans import Span
from onrecord.resolve.toponyms.readings import some_of

LONGEST = 5  # words in a name; longer ones are not in the gazetteer
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĦĪİĶŁĽĻŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽḨḤṢṬẔ"
# A word begins with a capital, or as "al-Zour" does; what stands before it is asked after its first letter, so that the search
# leaps from one such letter to the next.
_TOKEN = re.compile(
    rf"[{_UPPER}ae](?<![\w@#/].)(?:(?<=[A-Z])\.(?:[A-Z]\.)+"
    rf"|(?:(?:(?<=[Aa])(?:l|[dsrn]|sh)|(?<=[Ee])(?:l|[szd]))[-’'][{_UPPER}]|(?<=[{_UPPER}]))\w*(?:['’`](?![sS]\b)\w+)*)"
)
# What may stand between two words of one name, small words of many languages among them ("Deir al-Zour", "Rio de Janeiro").
_GAP = re.compile(
    r"[ \-]|(?<=\b(?:St|Mt|Ft|Pt))\. ?|[ \-](?:al|el|ez|es|de|del|de la|de los|la|las|of|of the|and|e|i|y|au|aux|sur|ul|da|do|dos"
    r"|das|bin|du|des|di|van|der|am|an der|upon|on|le|les|en|sous|ed|ad|bel)[ \-]"
)
_GAP_STARTS = frozenset(" -.")
_WIDEST_GAP = 10  # characters; longer than any small word with its blanks
_CAPITALS, _SMALL = string.ascii_uppercase.encode(), string.ascii_lowercase.encode()
_LONGEST_HEADING, _HEADING_SHARE = 200, 0.75  # characters; share of longer words that a heading capitalises
# Countries whose provinces are abbreviated after a comma only: "Paris, TX", "London, Ont."; elsewhere "KP" stands alone.
_POSTAL = frozenset({"US", "CA", "AU"})
_ABBREVIATED = 4  # letters an abbreviation has at most
_SAMPLE = 1500  # characters that show how a text is written
_CAPITALS_SHARE = 0.7  # of the letters, from which on a text counts as written in capitals


class Token(NamedTuple):
    """A capitalised word, `low` in small letters; `gap` joins it to the next one: " ", "-", a small word, None = nothing does."""

    start: int
    end: int
    word: str
    low: str
    gap: str | None


class Found(NamedTuple):
    """A name that the gazetteer knows, as tokens first..last, with its readings; no context has been heard yet."""

    span: Span
    first: int
    last: int
    named: tuple[NamedPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A text cut into capitalised words.

    `shouted` = the whole text is in capitals; `headings` are starts and ends of lines that capitalise most words.
    """

    text: str
    tokens: tuple[Token, ...]
    shouted: bool
    headings: tuple[tuple[int, int], ...]

    def in_heading(self, position: int) -> bool:
        """Whether the position stands in a line that capitalises most words."""
        at = bisect_right(self.headings, (position, len(self.text) + 1)) - 1
        return at >= 0 and self.headings[at][0] <= position < self.headings[at][1]


def read_page(text: str) -> Page:
    """The capitalised words of a text and how they hang together."""
    spans = [m.span() for m in _TOKEN.finditer(text)]
    tokens = []
    for (start, end), (after, _) in itertools.pairwise([*spans, (len(text) + _WIDEST_GAP, 0)]):
        word, between = text[start:end], text[end:after] if after - end < _WIDEST_GAP else ""
        is_gap = between == " " or (between[:1] in _GAP_STARTS and _joined(text, end, after))
        tokens.append(Token(start, end, word, word.lower(), between if is_gap else None))
    sample = text[:_SAMPLE].encode("ascii", "ignore")
    small = len(sample) - len(sample.translate(None, _SMALL))
    capitals = len(sample) - len(sample.translate(None, _CAPITALS))
    shouted = capitals > _CAPITALS_SHARE * (capitals + small)
    return Page(text=text, tokens=tuple(tokens), shouted=shouted, headings=tuple(_headings(text)))


def _joined(text: str, start: int, end: int) -> bool:
    return _GAP.fullmatch(text, start, end) is not None


def _headings(text: str) -> Iterator[tuple[int, int]]:
    """Lines in which most longer words are capitalised: titles, where a capital says nothing."""
    start = 0
    for line in text.split("\n"):
        if 0 < len(line) < _LONGEST_HEADING:
            words = [w for w in line.split() if len(w) > 3 and w[0].isalpha()]
            if len(words) > 2 and sum([w[0].isupper() for w in words]) >= _HEADING_SHARE * len(words):
                yield start, start + len(line)
        start += len(line) + 1


def known_names(page: Page, gazetteer: Gazetteer) -> Iterator[Found]:
    """Every longest known name, left to right, without overlap."""
    index, count = 0, len(page.tokens)
    while index < count:
        found = _longest(page, index, gazetteer)
        if found is None:
            index += 1
        else:
            yield found
            index = found.last + 1


def _longest(page: Page, first: int, gazetteer: Gazetteer) -> Found | None:
    text, tokens, last, knows = page.text, page.tokens, first, gazetteer.knows
    start = tokens[first].start
    while last - first + 1 < LONGEST and tokens[last].gap is not None and last + 1 < len(tokens):
        last += 1
    for end in range(last, first - 1, -1):
        stop = tokens[end].end
        name = text[start:stop]
        if len(name) < 2 or not knows(name):
            continue
        named = gazetteer.named(name)
        if len(name) <= _ABBREVIATED or "." in name:  # longer names are never abbreviations, and all their readings stand
            named = some_of(named, [_written_so(n, name, page, stop) for n in named])
        if named:
            return Found(Span(start=start, end=stop, exact=name), first, end, named)
    return None


def _written_so(named: NamedPlace, name: str, page: Page, end: int) -> bool:
    """Whether a name of this kind is written like this: abbreviations in capitals or with a stop, others not in few capitals."""
    if named.name_kind is not NameKind.ABBREVIATION:
        return page.shouted or not (name.isupper() and len(name) <= _ABBREVIATED and "." not in name)
    dotted = "." in name or page.text[end : end + 1] == "."
    if named.place.kind is PlaceKind.ADM_1 and len(name.replace(".", "")) <= _ABBREVIATED and named.place.country in _POSTAL:
        start = end - len(name)
        return page.text[start - 2 : start] == ", " and (dotted or (name.isupper() and not page.shouted))
    return dotted or (name.isupper() and not page.shouted)


def run_of(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The first and last token of the run of words joined by blanks alone in which tokens first..last stand."""
    while first > 0 and tokens[first - 1].gap == " ":
        first -= 1
    while tokens[last].gap == " ":
        last += 1
    return first, last
