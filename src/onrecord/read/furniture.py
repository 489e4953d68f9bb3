"""Marks what stands in a text but is not the article: author boxes, comments, sharing rows, assistant residue."""

import functools
import re
import tomllib
from importlib import resources

from onrecord.model.documents import Furniture
from onrecord.model.enums import FurnitureKind
from onrecord.model.errors import CodebookError
from onrecord.model.spans import cut

# A heading such as "Comments" opens furniture only in the later part of a text, or it may be a heading of the article.
LATER_PART = 0.3
LONGEST_LINE = 400


def mark_furniture(text: str, language: str = "en") -> tuple[Furniture, ...]:
    """The stretches of the text that are not the article, in order, none overlapping; from a closing heading to the end."""
    opening, single = _patterns(language)
    found: list[Furniture] = []
    position = 0
    lines = text.splitlines(keepends=True)
    for raw in lines:
        line = raw.strip()
        start = position + len(raw) - len(raw.lstrip())
        position += len(raw)
        if not line or len(line) > LONGEST_LINE:
            continue
        opened = _kind(line, opening) if start > LATER_PART * len(text) else None
        if opened is not None:
            if tail := text[start:].rstrip():
                found += _tail(text, start, start + len(tail), opening, opened)
            break
        kind = _kind(line, single)
        if kind is not None:
            found.append(Furniture(span=cut(text, start, start + len(line)), kind=kind))
    return tuple(found)


def _tail(
    text: str, start: int, end: int, opening: tuple[tuple[FurnitureKind, re.Pattern[str]], ...], kind: FurnitureKind
) -> list[Furniture]:
    """The end of a text from its first furniture heading on, cut where another heading opens another kind."""
    marks = [(start, kind)]
    position = start
    for raw in text[start:end].splitlines(keepends=True):
        other = _kind(raw.strip(), opening)
        at = position + len(raw) - len(raw.lstrip())
        if other is not None and other is not marks[-1][1]:
            marks.append((at, other))
        position += len(raw)
    edges = [*(at for at, _ in marks[1:]), end]
    stretches = ((text[at:edge].rstrip(), at, which) for (at, which), edge in zip(marks, edges, strict=True))
    return [Furniture(span=cut(text, at, at + len(words)), kind=which) for words, at, which in stretches if words]


def _kind(line: str, patterns: tuple[tuple[FurnitureKind, re.Pattern[str]], ...]) -> FurnitureKind | None:
    return next((kind for kind, pattern in patterns if pattern.fullmatch(line)), None)


@functools.cache
def _patterns(
    language: str,
) -> tuple[tuple[tuple[FurnitureKind, re.Pattern[str]], ...], tuple[tuple[FurnitureKind, re.Pattern[str]], ...]]:
    """The patterns that open furniture, and those of single lines. Raises CodebookError for a kind that does not exist."""
    text = (resources.files("onrecord") / "languages" / language / "furniture.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    made = []
    for section in ("from", "line"):
        try:
            pairs = [(FurnitureKind(kind), "|".join(f"(?:{p})" for p in patterns)) for kind, patterns in table[section].items()]
        except (KeyError, ValueError) as trouble:
            raise CodebookError(f"languages/{language}/furniture.toml: {trouble}.") from trouble
        made.append(tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in pairs))
    return made[0], made[1]
