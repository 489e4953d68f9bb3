"""The rows of a labelled set, and the halves it is cut into where it has no parts of its own."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from onrecord.model.errors import InputError

# What a row holds differs from set to set; each loader reads the fields it needs and nothing passes on.
Row = Mapping[str, Any]
SPLITS = ("dev", "train")


def rows(folder: Path, name: str) -> Iterator[Row]:
    """The JSON lines of `folder`/data/`name`; InputError when they are not there or not JSON.

    Lines end at "\\n" only: the texts hold other line separators.
    """
    path = folder / "data" / name
    if not path.is_file():
        raise InputError(f"No labelled set at {path}; give the folder that holds data/{name} with --folder.")
    try:
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
    except ValueError as trouble:
        raise InputError(f"{path} is not JSON lines: {trouble}.") from trouble


def by_hash(case_id: str) -> bytes:
    """Orders cases in a way that favours no year, place or outlet, and never changes."""
    return hashlib.sha256(case_id.encode()).digest()


def in_split(case_id: str, split: str) -> bool:
    """Whether the case is in that half of its set: an even hash is dev, an odd one train."""
    return by_hash(case_id)[0] % 2 == SPLITS.index(split)
