"""Lines of a printed page put together to the paragraphs that they were broken from."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# What ends a line where a word was split: a hyphen of the type setter, as the library marks it.
SPLIT = "\ufffe\x02\xad"
_SPLIT = re.compile(f"[{SPLIT}]$")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
# A line of another size than the one before is a heading, or the text behind it.
OTHER_SIZE = 0.15
# A gap between lines that is so much larger than usual for their size divides paragraphs.
LARGER_GAP = 1.3
# A line that begins so many line heights further to the right is indented.
INDENT = 0.7
# A line that stands at the head or foot of so many pages, at least, is no text.
FEWEST_RECURRING = 2
# Heads stand at the same place on each page, in points.
SAME_PLACE = 4
_BULLET = re.compile(r"(?:[•‣◦▪*–—-]|\(?\d{1,2}[.)])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page: its words and where they stand, in points from the lower left corner; height 0 = not known."""

    words: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The paragraphs of all pages in order; running heads and page numbers are left out, a paragraph may cross a page."""
    recurring = _recurring(pages)
    whole: list[str] = []
    for page in pages:
        kept = [line for line in page if not (_is_edge(line, page) and _is_running(line, recurring, len(pages)))]
        made = list(_of_page(kept))
        if made and whole and not re.search(r"[.!?:;”\"'’)\]]\s*$", whole[-1]) and made[0][:1].islower():
            whole[-1] = _joined(whole[-1], made.pop(0))
        whole += made
    return [_SPLIT.sub("-", words) for words in whole]


def _recurring(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    edges = Counter(name for page in pages for name in {_name(line) for line in page if _is_edge(line, page)})
    return {name for name, count in edges.items() if count >= FEWEST_RECURRING and count >= len(pages) / 2}


def _name(line: Line) -> tuple[str, int]:
    """The words with their numbers hidden, and where on the page they stand."""
    return re.sub(r"\d+", "#", line.words.casefold()), round(line.bottom / SAME_PLACE)


def _is_edge(line: Line, page: Sequence[Line]) -> bool:
    return any(line is other for other in (*page[:2], *page[-2:]))


def _is_running(line: Line, recurring: set[tuple[str, int]], pages: int) -> bool:
    return _name(line) in recurring or (pages > 1 and _PAGE_NUMBER.fullmatch(line.words) is not None)


def _of_page(lines: Sequence[Line]) -> Iterator[str]:
    gaps = [(a.bottom - b.bottom) / a.height for a, b in pairwise(lines) if 0 < a.bottom - b.bottom < 4 * a.height]
    usual = median(gaps) if gaps else 0.0
    words = ""
    for number, line in enumerate(lines):
        if number and _goes_on(lines[number - 1], line, lines, usual):
            words = _joined(words, line.words)
        else:
            if words:
                yield words
            words = line.words
    if words:
        yield words


def _goes_on(before: Line, line: Line, page: Sequence[Line], usual: float) -> bool:
    """Whether `line` goes on with the paragraph of the line before it."""
    if not before.height or not line.height:
        return not re.search(r"[.!?:]$", before.words)
    if _SPLIT.search(before.words):
        return True
    if abs(line.height - before.height) > OTHER_SIZE * before.height or _BULLET.match(line.words):
        return False
    gap = before.bottom - line.bottom
    if gap > LARGER_GAP * usual * line.height:
        return False
    if gap < 0 or abs(line.left - before.left) > 6 * line.height:  # another column
        return not re.search(r"[.!?:]\W?$", before.words)
    if line.left - before.left > INDENT * line.height:
        return False
    column = [other for other in page if abs(other.left - before.left) < 3 * before.height and _is_alike(other, before)]
    room = max(other.right for other in column or [before]) - before.right
    width = (before.right - before.left) / max(1, len(before.words))
    return room < width * (len(line.words.split()[0]) + 1)


def _is_alike(one: Line, other: Line) -> bool:
    return abs(one.height - other.height) <= OTHER_SIZE * other.height


def _joined(words: str, more: str) -> str:
    return _SPLIT.sub("", words) + more if _SPLIT.search(words) else f"{words} {more}"
