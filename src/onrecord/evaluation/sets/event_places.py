"""Newswire sentences in which one verb is marked, and the places where it happened; often none is told.

Half of the sentences, by hash, is `dev`; errors may be read in the other half, `train`.
"""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from onrecord.evaluation.sets.gold import in_split
from onrecord.model.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One sentence, its verb and the places of what the verb tells; all as (start, end), half open. () = no place is told."""

    text: str
    verb: tuple[int, int]
    places: tuple[tuple[int, int], ...]


def load(folder: Path, split: str) -> list[Placed]:
    """The sentences of a half of event_location; InputError when they are not there."""
    path = folder / "data" / "event_location" / "labeled_text.jsonl.gz"
    if not path.is_file():
        raise InputError(f"No labelled set at {path}; give the folder that holds data/event_location with --folder.")
    made = []
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        spans = [(s["label"], (int(s["start"]), int(s["end"]))) for s in row["spans"] or ()]
        verbs = [span for label, span in spans if label == "VERB"]
        if len(verbs) == 1 and in_split(f"{row['text']}{verbs[0]}", split):
            made.append(
                Placed(text=row["text"], verb=verbs[0], places=tuple(span for label, span in spans if label == "LOCATION"))
            )
    return made
