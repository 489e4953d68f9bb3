"""Whole names: a name that the gazetteer knows with the words it is part of, and names that no gazetteer lists.

"Quetta Railway Station" about "Quetta", "West Wales" about "Wales", "Va." with its stop, "Brands Hatch" after "at". Which of
them are places is weighed elsewhere (weighing.py).
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from onrecord.languages import Lexicon
from onrecord.model.mentions import PlaceKind
from onrecord.resolve.toponyms.names import Found, Page, Token
from onrecord.resolve.toponyms.readings import readings_of
from onrecord.resolve.toponyms.words import Words, load_words

_LONGEST = 9  # words of a run that are looked at
_INSIDE = frozenset({" ", "-", " of ", " of the ", " & "})
_ABBREVIATED = 5  # letters an abbreviation of a province has at most: "Calif."
_REACH = 24  # characters beside a name in which the next word stands
_WORD_BEFORE = re.compile(r"([\w.’']+|[^\w\s])\s*$")
_WORD_AFTER = re.compile(r"(\s*)([\w’']+|[^\w\s])")


class Made(StrEnum):
    """How a whole name was made: as the gazetteer has it; with words to the right, left or both; its whole run; not listed."""

    LISTED = "listed"
    RIGHT = "right"
    LEFT = "left"
    BOTH = "both"
    REST = "rest"
    SITE = "site"
    RUN = "run"


class Whole(NamedTuple):
    """Words that may be a name: code points start..end, tokens first..last; `core` = the listed name inside, None = none."""

    start: int
    end: int
    first: int
    last: int
    core: Found | None
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholeWords:
    """Word lists: those of places.toml, words that end or begin a site's name, that lead to a name, that begin none."""

    words: Words
    ends: frozenset[str]
    heads: frozenset[str]
    leads: frozenset[str]
    skipped: frozenset[str]
    classes: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    least: float
    least_told: float


# The lists of places.toml whose words are told apart beside a name.
_CLASSES = "titles offices area_nouns site_nouns streets organisation_nouns organisation_heads speech openers directions".split()


@functools.cache
def load_whole_words(lexicon: Lexicon) -> WholeWords:
    """The words and weights of a language."""
    words = load_words(lexicon)
    ends, heads = lexicon.words("place_names", "ends"), lexicon.words("place_names", "heads")
    kinds = lexicon.section("localities", "kinds")["words"]
    lists = {name: getattr(words, name) for name in _CLASSES} | {"ends": ends, "heads": heads}
    table = lexicon.section("place_names", "weights")
    return WholeWords(
        words=words,
        ends=ends | words.site_nouns | words.area_nouns | words.streets | frozenset(kinds),
        heads=heads,
        leads=lexicon.words("place_names", "leads"),
        skipped=words.openers | frozenset(lexicon.section("localities", "not_names")["words"]),
        classes={word: tuple(n for n, one in lists.items() if word in one) for one in lists.values() for word in one},
        weights=table,
        least=lexicon.section("place_names", "least")["weight"],
        least_told=lexicon.section("place_names", "least")["told"],
    )


def word_before(text: str, start: int) -> str:
    """The word or sign before a position, in lower case; "" at the start of the text."""
    words = text[max(0, start - _REACH) : start].rsplit(None, 1)
    if not words or words[-1].isalnum():
        return words[-1].lower() if words else ""
    match = _WORD_BEFORE.search(words[-1])
    return match[1].lower() if match else ""


def word_after(text: str, end: int) -> tuple[str, bool]:
    """The word or sign after a position, in lower case, and whether a blank stands between; "" at the end of the text."""
    match = _WORD_AFTER.match(text, end)
    return (match[2].lower(), bool(match[1])) if match else ("", False)


def whole_names(page: Page, founds: Sequence[Found], lists: WholeWords) -> list[Whole]:
    """Every whole name that may be one, in order of the text; they overlap, and none is made twice; a nationality is none."""
    tokens, at = page.tokens, {found.first: found for found in founds}
    people = {found.first for found in founds if readings_of(found.named).is_people}
    made: dict[tuple[int, int], Whole] = {}
    inside: set[int] = set()  # the first tokens of names that lie in one run
    first = 0
    while first < len(tokens):
        last = first
        while tokens[last].gap in _INSIDE and last - first < _LONGEST - 1:
            last += 1
        if first == last:
            wholes = _of_word(page, first, at.get(first), lists)
            inside.add(first)
        else:
            listed = [at[i] for i in range(first, last + 1) if i in at]
            inside.update([found.first for found in listed])
            wholes = _of_run(page, first, last, listed, lists)
        for whole in wholes:
            made.setdefault((whole.start, whole.end), whole)
        first = last + 1
    for found in founds:  # names with small words inside lie across runs
        if found.first not in inside:
            whole = _listed(page, found)
            made.setdefault((whole.start, whole.end), whole)
    everything = [made[place] for place in sorted(made)]
    return [w for w in everything if w.made is not Made.LISTED or w.first not in people]


def _listed(page: Page, found: Found) -> Whole:
    """A name as the gazetteer has it; an abbreviation in small letters takes its stop: "Va."."""
    start, end, name = found.span.start, found.span.end, found.span.exact
    stopped = len(name) <= _ABBREVIATED and page.text[end : end + 1] == "." and not name.isupper()
    if stopped and found.named[0].place.kind is PlaceKind.ADM_1 and found.named[0].place.name != name:
        end += 1
    return Whole(start, end, found.first, found.last, found, Made.LISTED)


def _of_word(page: Page, first: int, found: Found | None, lists: WholeWords) -> Sequence[Whole]:
    """What a word by itself may be: quicker than `_of_run`, and the same."""
    if found is not None:
        return (_listed(page, found),) if found.last == first else _of_run(page, first, first, [found], lists)
    token = page.tokens[first]
    if token.low in lists.ends:
        return (_cut(page.tokens, first, first, None, Made.SITE),)
    is_led = word_before(page.text, token.start) in lists.leads
    return (_cut(page.tokens, first, first, None, Made.RUN),) if is_led else ()


def _of_run(page: Page, first: int, last: int, founds: Sequence[Found], lists: WholeWords) -> list[Whole]:
    tokens = page.tokens
    while first < last and tokens[first].gap == " " and tokens[first].low.strip(".") in lists.skipped:
        first += 1
    sites = [i for i in range(first, last + 1) if tokens[i].low in lists.ends]
    made: list[Whole] = []
    for found in founds:
        made.append(_listed(page, found))
        made += _about(tokens, found, first, last, sites)
    is_core = len(founds) > 0 and founds[0].first == first and sites and founds[0].last == sites[-1]
    if sites and not is_core:
        made.append(_cut(tokens, first, sites[-1], None, Made.SITE))
    if first == last and founds:
        return made
    headed = first < last and tokens[first].low in lists.heads
    if headed or word_before(page.text, tokens[first].start) in lists.leads:
        if not any(f.first == first and f.last == last for f in founds):
            made.append(_cut(tokens, first, last, None, Made.RUN))
        plain = first
        while plain < last and tokens[plain].gap in (" ", "-"):
            plain += 1
        if plain < last:
            made.append(_cut(tokens, first, plain, None, Made.RUN))
    return made


def _about(tokens: Sequence[Token], found: Found, first: int, last: int, sites: Sequence[int]) -> list[Whole]:
    """The listed name with the words about it."""
    if first == found.first and last == found.last:
        return []
    made: list[Whole] = []
    later = [i for i in sites if i > found.last]
    if later:
        made.append(_cut(tokens, found.first, later[0], found, Made.RIGHT))
        made.append(_cut(tokens, found.first, later[-1], found, Made.RIGHT))
        if first < found.first:
            made.append(_cut(tokens, first, later[-1], found, Made.BOTH))
    if first < found.first:
        made.append(_cut(tokens, first, found.last, found, Made.LEFT))
        made.append(_cut(tokens, found.first - 1, found.last, found, Made.LEFT))
    if found.last < last:
        made.append(_cut(tokens, found.first, last, found, Made.REST))
    return made


def _cut(tokens: Sequence[Token], first: int, last: int, core: Found | None, made: Made) -> Whole:
    return Whole(tokens[first].start, tokens[last].end, first, last, core, made)
