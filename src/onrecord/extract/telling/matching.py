"""Whole words and phrases of a list found in a text, in time that does not grow with the list."""

import functools
import re
from collections.abc import Iterable, Iterator

import ahocorasick_rs

Range = tuple[int, int]


@functools.cache
def _matcher(words: tuple[str, ...]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(list(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def find_words(lower: str, words: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Start, end and word for each whole word of the list in the lower-cased text; of overlapping ones the longest, leftmost."""
    for number, start, end in _matcher(words).find_matches_as_indexes(lower):
        if not (start and lower[start - 1].isalnum()) and not (end < len(lower) and lower[end].isalnum()):
            yield start, end, words[number]


def lowered(text: str) -> str:
    """The text in lower case at the same length, so that offsets hold; lone surrogates become a replacement character."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return re.sub("[\ud800-\udfff]", "\ufffd", lower)


def expression(listed: Iterable[str]) -> re.Pattern[str]:
    """One pattern for the regular expressions of a word list, longest first, between word boundaries, for lower-cased text."""
    ordered = sorted(listed, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(ordered)})\b".replace(" ", r"\s+"))
