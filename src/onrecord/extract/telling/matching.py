"""Whole words and phrases of a list found in a text, in time that does not grow with the list."""

import re
from collections.abc import Iterable, Iterator

import ahocorasick_rs

Range = tuple[int, int]

_SURROGATE = re.compile("[\ud800-\udfff]")


class WordList:
    """Words and phrases to look for, in lower case, made ready once."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words in any order."""
        self.words = tuple(sorted(set(words)))
        self._overlapping = ahocorasick_rs.AhoCorasick(list(self.words))
        self._matcher = ahocorasick_rs.AhoCorasick(list(self.words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def find(self, lower: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and word for each whole word of the list in the lowered text; of overlapping ones the longest, leftmost."""
        for number, start, end in self._matcher.find_matches_as_indexes(lower):
            if not (start and lower[start - 1].isalnum()) and not (end < len(lower) and lower[end].isalnum()):
                yield start, end, self.words[number]

    def find_all(self, lower: str) -> Iterator[tuple[int, int, str]]:
        """The same with the words inside longer ones: "police" as well as "police officer"."""
        for number, start, end in self._overlapping.find_matches_as_indexes(lower, overlapping=True):
            if not (start and lower[start - 1].isalnum()) and not (end < len(lower) and lower[end].isalnum()):
                yield start, end, self.words[number]

    def first(self, lower: str) -> tuple[int, int, str] | None:
        """The first of them; None when none stands there."""
        return next(self.find(lower), None)


def lowered(text: str) -> str:
    """The text in lower case at the same length, so that offsets hold; lone surrogates become a replacement character."""
    lower = text.lower()
    if lower.isascii():
        return lower
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return plain(lower)


def plain(text: str) -> str:
    """The text without lone surrogates, at the same length, for libraries that refuse them."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def expression(listed: Iterable[str]) -> re.Pattern[str]:
    """One pattern for the regular expressions of a word list, longest first, between word boundaries, for lower-cased text."""
    ordered = sorted(listed, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(ordered)})\b".replace(" ", r"\s+"))
