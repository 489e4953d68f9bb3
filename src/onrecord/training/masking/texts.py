"""Texts to read on in, from the files that collections come in; what a measured set holds is left out."""

import gzip
import html
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

# The fields of collections that hold prose, in the order in which they are joined.
FIELDS = ("title", "description", "text", "Details")
SHORTEST = 40  # characters; shorter texts teach nothing
_SHARED, _STEP = 40, 20  # letters and digits in a row that give away a passage, and how far apart they are looked for
_TAGS, _ODD = re.compile(r"<[^>]*>"), re.compile(r"[^a-z0-9]+")
_ARTICLES = re.compile(r"<(text|TEXT)>(.*?)</\1>", re.DOTALL)


def texts_of(files: Sequence[Path], left_out: Sequence[Path], seed: int = 7) -> list[str]:
    """The texts of JSON lines (also .gz), .xml and .tml (their `<text>`), and plain text, shuffled, each once.

    A text that shares forty letters in a row with a passage of the label files `left_out` is not among them. Raises OSError
    and ValueError for files that are none of these.
    """
    known = {key for path in left_out for passage in _read(path) for key in _keys(passage, _STEP)}
    found = dict.fromkeys(text.strip() for path in files for text in _read(path))
    kept = [text for text in found if len(text) >= SHORTEST and known.isdisjoint(_keys(text, 1))]
    random.Random(seed).shuffle(kept)  # noqa: S311 (shuffling, not secrecy)
    return kept


def _read(path: Path) -> Iterator[str]:
    kind = path.suffixes[0] if path.suffix == ".gz" else path.suffix
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        if kind == ".jsonl":
            yield from (_prose(json.loads(line)) for line in lines if line.strip())
        elif kind in (".xml", ".tml"):
            yield from (html.unescape(_TAGS.sub("", article[2])) for article in _ARTICLES.finditer(lines.read()))
        else:
            yield lines.read()


def _prose(row: Mapping[str, Any]) -> str:
    return "\n".join(str(row[name]) for name in FIELDS if row.get(name))


def _keys(text: str, step: int) -> set[str]:
    plain = _ODD.sub("", text.lower())
    return {plain[at : at + _SHARED] for at in range(0, max(1, len(plain) - _SHARED + 1), step)}
