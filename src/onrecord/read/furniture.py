"""Marks what stands in a text but is not the article: author boxes, comments, sharing rows, assistant residue."""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from re import _constants as signs  # type: ignore[attr-defined]  # typeshed leaves out the parts of a pattern
from re import _parser as parsing  # type: ignore[attr-defined]
from typing import Any

import ahocorasick_rs

from onrecord.languages import load_lexicon
from onrecord.model.documents import Furniture
from onrecord.model.enums import FurnitureKind
from onrecord.model.errors import CodebookError
from onrecord.model.spans import cut

# Comments and author boxes stand behind the article: the same words nearer to the top are a heading of the page or the article.
LATER_PART = 0.3
# A longer line is a paragraph of prose, whatever it begins with.
LONGEST_LINE = 400
# An author box that is longer than this, or than so many paragraphs, has ended and the article goes on.
LONGEST_BOX, MOST_PARAGRAPHS = 1500, 3
# A teaser is a headline; longer lines, or lines that end as sentences do, are the article again.
LONGEST_TEASER = 160
# Words of a writing assistant stand in the last paragraphs.
LAST_LINES = 3
# … and are no longer than this, in characters.
LONGEST_OFFER = 800
_QUOTES = re.compile('["“”«»]')
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?…])\s+|(?<=\n))(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line without the blanks around it and where it stands."""

    start: int
    words: str

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patterns:
    """The patterns of a section by kind, and the words of which every line that one of them matches holds some.

    `opening` are words that such a line begins with, by their first letter, `within` those that stand anywhere in it; None =
    some pattern needs no words, so that all are tried. To look them up takes a fiftieth of the time that the patterns take.
    """

    by_kind: tuple[tuple[FurnitureKind, re.Pattern[str]], ...]
    opening: Mapping[str, tuple[str, ...]]
    within: ahocorasick_rs.AhoCorasick | None

    def may_match(self, text: str, starts: Sequence[int]) -> set[int]:
        """The numbers of the lines of the text, by where they start, that one of the patterns may match: no other line is."""
        lower = text.lower()
        if self.within is None or len(lower) != len(text) or not (text.isascii() or _TURNED.search(text) is None):
            return set(range(len(starts)))
        opening = self.opening
        found = {
            number
            for number, start in enumerate(starts)
            if lower[start] in opening and lower.startswith(opening[lower[start]], start)
        }
        return found | {bisect_right(starts, start) - 1 for _, start, _ in self.within.find_matches_as_indexes(lower)}


# Letters that the patterns take for i, k and s because case is ignored, but that lower() leaves as they are or makes two of.
_TURNED = re.compile("[\u0130\u0131\u017f\u212a\ud800-\udfff]")


def mark_furniture(text: str, language: str = "en") -> tuple[Furniture, ...]:
    """The stretches of the text that are not the article, in order, none overlapping."""
    headings, singles, sentences = (_patterns(language, section) for section in ("heading", "line", "sentence"))
    lines = list(_lines(text))
    found: list[tuple[int, int, FurnitureKind]] = []
    starts = [line.start for line in lines]
    tried = headings.may_match(text, starts) | singles.may_match(text, starts)
    number = 0
    while number < len(lines):
        if number not in tried:
            number += 1
            continue
        line = lines[number]
        opened = _kind(line.words, headings)
        if opened is not None and _may_open(opened, line.start, len(text)):
            last = _last_line(lines, number, opened, headings, singles)
            found.append((line.start, lines[last].end, opened))
            number = last
        elif (kind := _kind(line.words, singles)) is not None:
            found.append((line.start, line.end, kind))
        elif opened is FurnitureKind.COMMENTS and line.start > 0:
            found.append((line.start, line.end, opened))
        number += 1
    found += _closing_sentences(_article_end(lines, found), sentences)
    return tuple(Furniture(span=cut(text, start, end), kind=kind) for start, end, kind in _joined(text, sorted(found)))


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    for raw in text.splitlines(keepends=True):
        words = raw.strip()
        if words:
            yield _Line(start=position + len(raw) - len(raw.lstrip()), words=words)
        position += len(raw)


def _may_open(kind: FurnitureKind, start: int, length: int) -> bool:
    return kind is FurnitureKind.RELATED or start > LATER_PART * length


def _last_line(lines: list[_Line], first: int, kind: FurnitureKind, headings: _Patterns, singles: _Patterns) -> int:
    """The last line of furniture that a heading opened: comments run to the end, an author box some lines, teasers while such."""
    last = first
    box = lines[-1].end - lines[first].start
    for number in range(first + 1, len(lines)):
        words = lines[number].words
        other = _kind(words, headings)
        if other is not None and other is not kind and kind is not FurnitureKind.COMMENTS:
            break
        is_teaser = len(words) <= LONGEST_TEASER and not words.endswith((".", ".”", '."'))
        if kind is FurnitureKind.RELATED and not is_teaser and _kind(words, singles) is None:
            break
        if kind is FurnitureKind.AUTHOR_BOX and box > LONGEST_BOX and number - first > MOST_PARAGRAPHS:
            break
        last = number
    return last


def _article_end(lines: list[_Line], found: list[tuple[int, int, FurnitureKind]]) -> list[_Line]:
    """The last lines of the text that are not furniture, last first."""
    ended: list[_Line] = []
    behind = list(found)
    for line in reversed(lines):
        while behind and behind[-1][0] > line.start:
            behind.pop()
        if not (behind and line.start < behind[-1][1]):
            ended.append(line)
            if len(ended) == LAST_LINES:
                break
    return ended


def _closing_sentences(article: list[_Line], patterns: _Patterns) -> list[tuple[int, int, FurnitureKind]]:
    """What an assistant offers at the end of the article: its first such sentence to the end of the line; never in quotes."""
    made = []
    for line in article:
        offered = line.words[-LONGEST_OFFER:]
        shift = len(line.words) - len(offered)
        for start in (shift + found.end() for found in _SENTENCE_START.finditer(offered)):
            rest = line.words[start:]
            kind = _kind(rest.strip("*_ "), patterns) or _kind(re.split(r"(?<=[.!?…])\s", rest)[0].strip("*_ "), patterns)
            if kind is not None and not _QUOTES.search(line.words) and start + 2 < len(line.words):
                made.append((line.start + start, line.end, kind))
                break
    return made


def _joined(text: str, found: list[tuple[int, int, FurnitureKind]]) -> Iterator[tuple[int, int, FurnitureKind]]:
    """The stretches without overlap; neighbours of one kind with only blanks between them are one."""
    current: tuple[int, int, FurnitureKind] | None = None
    for start, end, kind in found:
        if current is None:
            current = (start, end, kind)
        elif kind is current[2] and not text[current[1] : start].strip():
            current = (current[0], max(end, current[1]), kind)
        elif end > current[1]:
            yield current
            current = (max(start, current[1]), end, kind)
    if current is not None:
        yield current


def _kind(line: str, patterns: _Patterns) -> FurnitureKind | None:
    if len(line) > LONGEST_LINE:
        return None
    if not line or not patterns.may_match(line, (0,)):
        return None
    return next((kind for kind, pattern in patterns.by_kind if pattern.fullmatch(line)), None)


@functools.cache
def _patterns(language: str, section: str) -> _Patterns:
    """The patterns of a section by kind. Raises CodebookError for a kind that does not exist or a pattern that is broken."""
    by_kind: dict[str, list[str]] = {}
    for pattern, kind in load_lexicon(language).terms("furniture", section).items():
        by_kind.setdefault(kind, []).append(f"(?:{pattern})")
    try:
        compiled = tuple((FurnitureKind(kind), re.compile("|".join(listed), re.IGNORECASE)) for kind, listed in by_kind.items())
        opening, within = _needed(pattern for listed in by_kind.values() for pattern in listed)
    except (ValueError, re.error) as trouble:
        raise CodebookError(f"languages/{language}/furniture.toml, [{section}]: {trouble}.") from trouble
    return _Patterns(by_kind=compiled, opening=opening, within=within)


def _needed(patterns: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], ahocorasick_rs.AhoCorasick | None]:
    """The words that lines which match any of the patterns begin with or hold; no matcher where one pattern needs none."""
    opening: set[str] = set()
    within: set[str] = set()
    is_known = True
    for pattern in patterns:
        parts = parsing.parse(pattern, re.IGNORECASE)
        if (begun := _beginnings(parts)) is not None:
            opening |= begun
        elif (held := _held(parts)) is not None:
            within |= held
        else:
            is_known = False
    by_letter = {letter: tuple(sorted(w for w in opening if w[0] == letter)) for letter in {word[0] for word in opening}}
    return by_letter, ahocorasick_rs.AhoCorasick(sorted(within)) if is_known else None


_Parts = Any  # a parsed pattern: pairs of a sign and what belongs to it, which depends on the sign


def _beginnings(parts: _Parts) -> set[str] | None:
    """What every match begins with: one of these, in lower case; None when that is not known."""
    found: set[str] = set()
    word = ""
    for sign, value in parts:
        if sign is signs.LITERAL:
            word += chr(value).lower()
            continue
        inner = None if sign in (signs.AT, signs.ASSERT_NOT) else _inner_beginnings(sign, value)
        if word:
            is_one_of = inner is not None and sign in (signs.BRANCH, signs.SUBPATTERN)
            return found | ({word + more for more in inner or ()} if is_one_of else {word})
        if sign in (signs.AT, signs.ASSERT_NOT):
            continue
        if inner is None:
            return None
        found |= inner
        if not (sign is signs.MAX_REPEAT and value[0] == 0):
            return found
    return found | {word} if word else None


def _inner_beginnings(sign: object, value: _Parts) -> set[str] | None:
    if sign is signs.BRANCH:
        choices = [_beginnings(parts) for parts in value[1]]
        return None if None in choices else {word for choice in choices for word in choice or ()}
    if sign in (signs.SUBPATTERN, signs.MAX_REPEAT):
        return _beginnings(value[-1])
    if sign is signs.IN and all(kind is signs.LITERAL for kind, _ in value):
        return {chr(letter).lower() for _, letter in value}
    if sign is signs.IN and value == [(signs.RANGE, (ord("0"), ord("9")))]:
        return set("0123456789")
    return None


def _held(parts: _Parts) -> set[str] | None:
    """Words of which every match holds one, in lower case, the longest that are known; None when none are."""
    choices: list[set[str]] = []
    word = ""
    for sign, value in [*parts, (None, None)]:
        if sign is signs.LITERAL:
            word += chr(value).lower()
            continue
        if sign is signs.AT:
            continue
        choices += [{word}] if word else []
        if word and sign in (signs.BRANCH, signs.SUBPATTERN) and (begun := _inner_beginnings(sign, value)) is not None:
            choices.append({word + more for more in begun})
        inner: list[set[str] | None] = []
        if sign is signs.BRANCH:
            inner = [_held(branch) for branch in value[1]]
        elif sign is signs.SUBPATTERN or (sign is signs.MAX_REPEAT and value[0] > 0):
            inner = [_held(value[-1])]
        word = ""
        if inner and None not in inner:
            choices.append(set().union(*(found for found in inner if found)))
    return max(choices, key=lambda found: min(map(len, found)), default=None)
