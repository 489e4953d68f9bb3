"""Finds the names: runs of capitalised words, cut into the longest names that the gazetteer knows."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.model.mentions import Gazetteer, NamedPlace, NameKind, PlaceKind
from onrecord.model.spans import Span, cut

LONGEST = 5  # words in a name; longer ones are not in the gazetteer
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĦĪİĶŁĽĻŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽḨḤṢṬẔ"
_TOKEN = re.compile(
    rf"(?<![\w@#/])(?:(?:[A-Z]\.){{2,}}|(?:(?:[Aa]l|[Ee]l|[Aa][dsrn]|[Ee][szd]|[Aa]sh)[-’'])?[{_UPPER}][\w]*(?:['’`](?![sS]\b)\w+)*)"
)
# What may stand between two words of one name, small words of many languages among them ("Deir al-Zour", "Rio de Janeiro").
_GAP = re.compile(
    r"[ \-]|(?<=\b(?:St|Mt|Ft|Pt))\. ?|[ \-](?:al|el|ez|es|de|del|de la|de los|la|las|of|of the|and|e|i|y|au|aux|sur|ul|da|do|dos"
    r"|das|bin|du|des|di|van|der|am|an der|upon|on|le|les|en|sous|ed|ad|bel)[ \-]"
)
_CAPITALS_SHARE = 0.7  # of the letters, from which on a text counts as written in capitals


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A capitalised word; `gap` is what joins it to the next one: " ", "-", a small word, or None = nothing joins them."""

    start: int
    end: int
    word: str
    gap: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
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
    matches = list(_TOKEN.finditer(text))
    ends = [m.end() for m in matches]
    tokens = []
    for index, match in enumerate(matches):
        gap = None
        if index + 1 < len(matches):
            between = text[ends[index] : matches[index + 1].start()]
            if len(between) < 8 and (between == " " or _joined(text, ends[index], matches[index + 1].start())):
                gap = between
        tokens.append(Token(start=match.start(), end=ends[index], word=match[0], gap=gap))
    letters = [c for c in text[:3000] if c.isalpha()]
    shouted = bool(letters) and sum(c.isupper() for c in letters) > _CAPITALS_SHARE * len(letters)
    return Page(text=text, tokens=tuple(tokens), shouted=shouted, headings=tuple(_headings(text)))


def _joined(text: str, start: int, end: int) -> bool:
    match = _GAP.match(text, start, end)
    return match is not None and match.end() == end


def _headings(text: str) -> Iterator[tuple[int, int]]:
    """Lines in which most longer words are capitalised: titles, where a capital says nothing."""
    for line in re.finditer(r"[^\n]+", text):
        words = [w for w in line[0].split() if len(w) > 3 and w[0].isalpha()] if len(line[0]) < 200 else []
        if len(words) > 2 and sum(w[0].isupper() for w in words) >= 0.75 * len(words):
            yield line.span()


def known_names(page: Page, gazetteer: Gazetteer) -> Iterator[Found]:
    """Every longest known name, left to right, without overlap."""
    index = 0
    while index < len(page.tokens):
        found = _longest(page, index, gazetteer)
        if found is not None:
            yield found
        index = index + 1 if found is None else found.last + 1


def _longest(page: Page, first: int, gazetteer: Gazetteer) -> Found | None:
    tokens, last = page.tokens, first
    while last - first + 1 < LONGEST and tokens[last].gap is not None and last + 1 < len(tokens):
        last += 1
    for end in range(last, first - 1, -1):
        span = (tokens[first].start, tokens[end].end)
        name = page.text[span[0] : span[1]]
        if len(name) < 2 or not gazetteer.knows(name):
            continue
        named = tuple(n for n in gazetteer.named(name) if _written_so(n, name, page, span[1]))
        if named:
            return Found(span=cut(page.text, *span), first=first, last=end, named=named)
    return None


def _written_so(named: NamedPlace, name: str, page: Page, end: int) -> bool:
    """Whether a name of this kind is written like this: abbreviations in capitals or with a stop, others not in few capitals."""
    if named.name_kind is not NameKind.ABBREVIATION:
        return page.shouted or not (name.isupper() and len(name) <= 4 and "." not in name)
    dotted = "." in name or page.text[end : end + 1] == "."
    if named.place.kind is PlaceKind.ADM_1 and len(name.replace(".", "")) <= 4 and name not in ("KP", "KPK", "NWFP", "AJK"):
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
