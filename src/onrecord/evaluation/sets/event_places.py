"""Newswire sentences in which one verb is marked, and the places where it happened; often none is told.

Every label counts. A sixth of the place marks give numbers of tokens instead of characters, and the words that are meant: those
words are taken. Not sound are the labels of sentences whose marks still cut words, and of sentences without a place that no
annotator accepted: in many of them a place is plainly told, so that "none" is no statement there.
Half of the sentences, by hash, is `dev`; the other half, `train`, is to learn from and to read errors in. No sentence is in both.
"""

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

from onrecord.evaluation.sets.gold import Row, in_split
from onrecord.model.errors import InputError

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One sentence, its verb and the places of what the verb tells; all as (start, end), half open. () = no place is told.

    `is_sound` = somebody accepted the labels, and its marks hold whole words.
    """

    text: str
    verb: tuple[int, int]
    places: tuple[tuple[int, int], ...]
    is_sound: bool = True


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
        spans = [(s["label"], _meant(row["text"], s)) for s in row["spans"] or ()]
        verbs = [span for label, span in spans if label == "VERB"]
        told = [span for label, span in spans if label == "LOCATION"]
        is_sound = bool(told or row["answer"] == "accept") and all(_is_whole(row["text"], span) for span in told)
        if len(verbs) == 1 and in_split(row["text"], split):
            made.append(Placed(text=row["text"], verb=verbs[0], places=tuple(told), is_sound=is_sound))
    return made


def _meant(text: str, mark: Row) -> tuple[int, int]:
    """The characters that a mark means: those of its own words nearest to its token, where its offsets do not hold them."""
    span, words = (int(mark["start"]), int(mark["end"])), mark.get("text")
    if not words or text[slice(*span)] == words or words not in text:
        return span
    places = [found.start() for found in re.finditer(re.escape(words), text)]
    start = min(places, key=lambda place: abs(len(_TOKEN.findall(text, 0, place)) - mark["token_start"]))
    return start, start + len(words)


def _is_whole(text: str, span: tuple[int, int]) -> bool:
    """Whether a mark holds whole words."""
    start, end = span
    words = text[start:end]
    if not words or words != words.strip():
        return False
    cut_before = start > 0 and text[start - 1].isalnum() and words[0].isalnum()
    return not cut_before and not (text[end : end + 1].isalnum() and words[-1].isalnum())
