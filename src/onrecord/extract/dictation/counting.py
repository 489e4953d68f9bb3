"""How many people verified words mean: the number grammar alone decides; the model only pointed at the words."""

import bisect
import itertools
import re
from collections.abc import Sequence

from onrecord.extract.counts import CountWords, read_count
from onrecord.extract.dictation.answers import Implied
from onrecord.extract.tagging.decode import implied_count, stated_count
from onrecord.languages import Lexicon
from onrecord.model.claims import Count
from onrecord.model.spans import Span, cut

_LISTED = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+")
_NO_ONE = re.compile(r"\bno[\s-]one$", re.IGNORECASE)
_TAIL = re.compile(r",|\s(?:of|from|in|at|for|with|who|near)\s")
_NO_PLURAL = ("ss", "us", "is")
_PLURAL = ("s", "men", "people", "children")


def count_of(words: Span, numbers: Sequence[CountWords], text: str, lexicon: Lexicon) -> Count | None:
    """The literal bounds of counting words where they stand in the text; None when they name no number ("the", "his").

    `numbers` are those of the whole text that may count people: the words grow to all of the expression they are part of
    ("20" to "more than 20").
    """
    read = read_count(words.exact, lexicon)
    if read is None:
        return None
    if read.low is None and read.high is None:  # a share ("most of the 14") is not the number it is a share of
        return stated_count(words, words.start, (), text, lexicon)
    told = _at(words, numbers)
    if not told:
        return stated_count(words, words.start, (), text, lexicon)
    return stated_count(cut(text, told[0].start, told[0].end), told[0].start, told, text, lexicon)


def counts_nobody(words: Span, count: Count | None, numbers: Sequence[CountWords], text: str) -> bool:
    """Whether the words are a numeral that is an age, a date, money or a measure where it stands, or the one of "no one"."""
    if (count and count.high == 0) or _at(words, numbers):
        return False
    return any(c.isdigit() for c in words.exact) or bool(_NO_ONE.search(text[max(0, words.start - 4) : words.end]))


def _at(words: Span, numbers: Sequence[CountWords]) -> tuple[CountWords, ...]:
    """The expressions that share a character with the words; `numbers` are in order and never overlap."""
    first = bisect.bisect_right(numbers, words.start, key=lambda n: n.end)
    return tuple(itertools.takewhile(lambda n: n.start < words.end, itertools.islice(numbers, first, None)))


def implied_by(kind: Implied, victims: str) -> Count:
    """What names or a bare noun imply: one, several, nobody.

    A plural for people is several whatever the model says; so many names in a row are so many people. "The" and "his" before a
    noun state no number: they count like the bare noun.
    """
    if kind is Implied.NOBODY:
        return implied_count("zero")
    names = [name.strip() for name in _LISTED.split(victims) if name.strip()]
    if kind is Implied.SEVERAL and 2 <= len(names) <= 3 and all(name[0].isupper() for name in names):
        return implied_count("two" if len(names) == 2 else "three")
    return implied_count("plural" if kind is Implied.SEVERAL or _is_plural(victims) else "one")


def _is_plural(victims: str) -> bool:
    """Whether the head noun is a plural: the last word before "of", "from", a comma and the like. Names are none."""
    last = _TAIL.split(victims)[0].split()[-1:]
    return bool(last) and last[0].islower() and last[0].endswith(_PLURAL) and not last[0].endswith(_NO_PLURAL)
