"""Words that may tell where, though they name no listed place: "in the city", "strikes on Talbisseh", "Vukovar was captured".

They are candidates only: what no claim, event or disruption is placed at is no place.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from onrecord.languages import Lexicon
from onrecord.model.spans import Span, cut
from onrecord.resolve.attach.pointed import POINTED
from onrecord.resolve.layout import Layout

NAMED, COMMON = "named", "common"  # the kinds of a name that nobody lists, and of a noun for a place
_EDGES = (" ", "\n", "(", '"', "“", "‘")  # what stands before a word
UNSURE = frozenset({POINTED, NAMED, COMMON})  # the kinds of words that are places only where something is placed at them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patterns:
    leads: ahocorasick_rs.AhoCorasick
    mixed: re.Pattern[str]
    shouted: re.Pattern[str]
    small: re.Pattern[str]
    subject: re.Pattern[str]
    dateline: re.Pattern[str]


@functools.cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    table = lexicon.lists["attachment"]["wider"]
    words = {name: "|".join(sorted(map(re.escape, listed), key=lambda w: (-len(w), w))) for name, listed in table.items()}
    article = rf"(?:(?i:{words['articles']})\s+)?"
    inner = rf"(?:(?i:{words['inner']})[-‐’'\s]\s?)?"
    name = rf"[‘'“\"]?{inner}[A-Z0-9][\w'’‐-]*(?:\s{inner}[A-Z][\w'’‐-]*){{0,3}}"
    noun = rf"(?i:{words['nouns']})\b"
    ends = rf"(?!(?i:{words['ends']})\b)"
    return _Patterns(
        leads=ahocorasick_rs.AhoCorasick([f"{edge}{lead} " for lead in table["leads"] for edge in _EDGES]),
        mixed=re.compile(
            rf"\s*(?P<all>{article}(?:{ends}[\w'’‐-]+\s+){{0,3}}?(?:(?P<name>(?=[^\d\W]*[A-Z‘'“\"]|{inner}[A-Z]){name})|{noun}))"
        ),
        shouted=re.compile(rf"\s*{article}(?P<all>{ends}[A-Z0-9][\w'’-]*(?:\s{ends}[A-Z][\w'’-]*){{0,3}})"),
        small=re.compile(rf"\b(?:{words['tight']})\s+{article}(?P<all>(?:{ends}[^\W\d][\w'’-]*)(?:\s{ends}[^\W\d][\w'’-]*)?)"),
        subject=re.compile(rf"[\s\"“‘']*(?!(?i:{words['subjects']})\b)(?P<all>{name})\s+(?:{words['being']})\b"),
        dateline=re.compile(r"[\s\"“‘']*(?P<all>[^\W\d][\w -]{2,30}):"),
    )


def find_wider(layout: Layout, lexicon: Lexicon, taken: Sequence[Span]) -> tuple[tuple[Span, str], ...]:
    """Such words with their kind, NAMED or COMMON, in order; none overlaps another or what is taken."""
    text, patterns = layout.text, _patterns(lexicon)
    covered = bytearray(len(text) + 1)
    for span in taken:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    found = []
    for start, end, kind in sorted(_read(layout, patterns)):
        free = covered.find(1, start, end)
        if free >= 0:  # of "Aleppo AFP Sunday" the first word remains
            end = start + len(text[start:free].rstrip(" ,.’'\"“‘-"))
        if end > start:
            covered[start:end] = b"\x01" * (end - start)
            found.append((cut(text, start, end), kind))
    return tuple(found)


def _read(layout: Layout, patterns: _Patterns) -> Iterator[tuple[int, int, str]]:
    text = layout.text
    if text.islower():
        first = patterns.dateline.match(text)
        for match in (*([first] if first else []), *patterns.small.finditer(text)):
            yield (*match.span("all"), NAMED)
        return
    pattern = patterns.shouted if text.isupper() else patterns.mixed
    # The text begins like a line, so everything found lies one character farther on.
    for _, _, end in patterns.leads.find_matches_as_indexes(f"\n{layout.lowered}", overlapping=True):
        led = pattern.match(text, end - 1)
        if led is not None:
            is_name = "name" in led.groupdict() and led["name"] is not None
            yield (*led.span("name" if is_name else "all"), NAMED if is_name or pattern is patterns.shouted else COMMON)
    for line in layout.lines if pattern is patterns.mixed else ():
        opening = patterns.subject.match(text, line.start, line.end)
        if opening:
            yield (*opening.span("all"), NAMED)
