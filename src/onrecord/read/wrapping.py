"""Hard-wrapped texts: lines that were broken at a fixed width are read as the paragraphs they were, and no letter changes.

Readers see a view of the same length in which such breaks are blanks; what they find is cut from the text as it stands.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar, cast

from onrecord.model.documents import Document
from onrecord.model.spans import Span, cut

# Texts are wrapped at 60 to 80 columns, columns of a paper at 40; a longer line is a paragraph. In characters.
LONGEST_LINE, SHORTEST_WIDTH = 100, 40
# So many lines may be longer all the same: addresses, and tables.
MOST_LONG = 0.05
# A line is full when the next word would not have fitted; margins are ragged by so much.
RAGGED = 0.9
# A text is wrapped when so many of its breaks follow full lines, and there are so many of them.
FULL_LINES, FEWEST_BREAKS = 0.6, 3
# In wrapped prose one line in six ends a sentence; where most do, each line is a paragraph.
MOST_ENDS = 0.5
_ENDS = re.compile(r"[.!?…:][\"”’')\]]*$")
_OWN_LINE = re.compile(r"(?:[|>•‣◦▪*#=_~-]|\(?\d{1,2}[.)]\s)")


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    start: int
    words: str

    @property
    def length(self) -> int:
        return len(self.words)


def unwrapped(doc: Document) -> Document:
    """The document with the breaks of hard-wrapped lines as blanks, at the same length; the document itself where none are."""
    fixed = [f.span for f in doc.furniture] + [s for s in (doc.title_span, doc.byline_span) if s is not None]
    text = unwrapped_text(doc.text, fixed)
    return doc if text == doc.text else replace(doc, text=text)


def unwrapped_text(text: str, fixed: Sequence[Span] = ()) -> str:
    """The text with the breaks of hard-wrapped lines as blanks, at the same length; at the edges of `fixed` lines stay apart."""
    letters: list[str] = []
    for position in _soft_breaks(text, fixed):
        letters = letters or list(text)
        letters[position] = " "
    return "".join(letters) or text


def rewrapped(found: T, text: str) -> T:
    """What was found in the unwrapped view, a record or tuple, with every span in it cut from the text as it stands."""
    return cast("T", _recut(found, text))


def _recut(value: object, text: str) -> object:
    if isinstance(value, Span):
        return cut(text, value.start, value.end)
    if isinstance(value, tuple):
        return tuple(_recut(part, text) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_changes(value, text))
    return value


def _changes(record: Any, text: str) -> dict[str, Any]:  # Any: the fields of whatever record it is
    parts = {f.name: getattr(record, f.name) for f in fields(record) if f.init}
    return {name: new for name, part in parts.items() if (new := _recut(part, text)) is not part}


def _soft_breaks(text: str, fixed: Sequence[Span]) -> Iterator[int]:
    """Where a line break stands for a blank."""
    lengths = [len(words) for words in text.split("\n")]
    short = [length for length in lengths if length <= LONGEST_LINE]
    if not short or len(lengths) - len(short) > MOST_LONG * len(lengths):
        return
    lines = list(_lines(text))
    width = max(short)
    pairs = [(one, other) for one, other in pairwise(lines) if one.length and other.length]
    stretches = _merged(fixed)
    starts = {span.start for span in fixed}
    joints = [pair for pair in pairs if not _is_apart(*pair) and not _is_edge(*pair, stretches, starts)]
    if width < SHORTEST_WIDTH or not joints:
        return
    is_wrapped = _is_wrapped(joints, width)
    for one, other in joints:
        if _is_full(one, other, width) if is_wrapped else len(joints) < FEWEST_BREAKS and _runs_on(one, other):
            yield one.start + one.length


def _lines(text: str) -> Iterator[_Line]:
    """The lines with the blanks at their ends cut off; the break follows those blanks."""
    for found in re.finditer(r"[^\n]*", text):
        if found.start() == found.end() and found.start() and text[found.start() - 1] != "\n":
            continue
        yield _Line(start=found.start(), words=found[0])


def _is_wrapped(joints: list[tuple[_Line, _Line]], width: int) -> bool:
    ends = sum(_ENDS.search(one.words.rstrip()) is not None for one, _ in joints)
    full = sum(_is_full(one, other, width) for one, other in joints)
    return len(joints) >= FEWEST_BREAKS and full >= FULL_LINES * len(joints) and ends <= MOST_ENDS * len(joints)


def _is_full(one: _Line, other: _Line, width: int) -> bool:
    """Whether the first word of the next line would not have fitted behind this one."""
    return len(one.words.rstrip()) + 1 + len(other.words.split(None, 1)[0]) > RAGGED * width


def _runs_on(one: _Line, other: _Line) -> bool:
    """Whether a sentence plainly goes on in the next line of a text that is too short to show its width."""
    return len(one.words) >= SHORTEST_WIDTH and other.words.lstrip()[:1].islower() and not _ENDS.search(one.words.rstrip())


def _is_apart(one: _Line, other: _Line) -> bool:
    """Whether two lines are no neighbours of one paragraph: a heading, a list, a table row, an indented line."""
    if not one.words.strip() or not other.words.strip() or _OWN_LINE.match(one.words.lstrip()[:4]):
        return True
    indent = len(other.words) - len(other.words.lstrip())
    return bool(_OWN_LINE.match(other.words.lstrip()[:4])) or indent > len(one.words) - len(one.words.lstrip())


def _merged(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The stretches that spans cover, their ends included, in order and without overlap: a place in them is soon found."""
    made: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda one: one.start):
        if made and span.start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], span.end))
        else:
            made.append((span.start, span.end))
    return made


def _is_edge(one: _Line, other: _Line, stretches: list[tuple[int, int]], starts: set[int]) -> bool:
    """Whether the break between two lines lies in what is fixed (furniture, title, byline), or stands before it."""
    edge = one.start + one.length
    place = bisect_right(stretches, (edge, sys.maxsize)) - 1
    return other.start in starts or (place >= 0 and edge <= stretches[place][1])
