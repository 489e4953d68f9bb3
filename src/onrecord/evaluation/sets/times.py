"""Texts with marked time expressions: TempEval-3's TimeBank and AQUAINT (cleaned), each expression with its TIMEX3 value.

A fifth of the files, by the hash of their names, is held out as `dev`; errors may be read in the other four fifths, `train`.
Source: TempEval-3 task 1: strict spans, and the value F1 over expressions that overlap.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from onrecord.evaluation.sets.gold import by_hash
from onrecord.model.errors import InputError

_FOLDER = ("data", "tempeval3", "Training", "TBAQ-cleaned")
_HELD_OUT = 5  # one file in so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One time expression as marked or as found: where it stands, its TIMEX3 type and value (None = not resolved)."""

    start: int
    end: int
    type: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedText:
    """One text with its expressions in order, and the day it was written, None = not known."""

    case_id: str
    text: str
    written: date | None
    wanted: tuple[Timed, ...]


def load(folder: Path, split: str) -> list[TimedText]:
    """The texts of a part of tempeval3/Training/TBAQ-cleaned; InputError when they are not there."""
    place = folder.joinpath(*_FOLDER)
    paths = sorted(place.glob("*/*.tml"))
    if not paths:
        raise InputError(f"No labelled set at {place}; give the folder that holds data/tempeval3 with --folder.")
    held = [path for path in paths if (by_hash(path.name)[0] % _HELD_OUT == 0) == (split == "dev")]
    return [read_timed(path.stem, path.read_text(encoding="utf-8")) for path in held]


def read_timed(case_id: str, markup: str) -> TimedText:
    """A TimeML file's text and expressions; offsets are code points of the text without tags."""
    root = ET.fromstring(markup)  # noqa: S314  # the file is one that whoever measures put there
    written = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", root.find("DCT/TIMEX3").attrib["value"])  # type: ignore[union-attr]  # every file has one
    text: list[str] = []
    wanted: list[Timed] = []
    body = root.find("TEXT")
    if body is None:
        raise InputError(f"{case_id} has no TEXT; it is no TimeML file of TempEval-3.")
    _walk(body, text, wanted)
    day = date(*map(int, written.groups())) if written else None
    return TimedText(case_id=case_id, text="".join(text), written=day, wanted=tuple(wanted))


def _walk(element: ET.Element, text: list[str], wanted: list[Timed]) -> None:
    start = sum(map(len, text))
    text.append(element.text or "")
    for child in element:
        _walk(child, text, wanted)
        text.append(child.tail or "")
    if element.tag == "TIMEX3":
        end = sum(map(len, text))
        wanted.append(Timed(start=start, end=end, type=element.attrib["type"], value=element.attrib["value"]))
