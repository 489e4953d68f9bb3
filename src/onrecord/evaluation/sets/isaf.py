"""ISAF press releases: the fewest insurgents killed and captured that the release allows.

Gold: min_killed and min_captured; "several" and "multiple" are 3 in the labels; losses of the own side and civilians are
not counted.

Answer: the claims about insurgents, each victim once (`adding.py`).
"""

from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import as_written, told_once
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.enums import Category, Effect
from onrecord.model.register import Extraction

FIELDS = ("killed", "captured")
EFFECTS = {"killed": (Effect.KILLED,), "captured": (Effect.ARRESTED, Effect.SURRENDERED)}
_OTHERS = (Category.SECURITY, Category.CIVILIAN)


def load(folder: Path, split: str) -> list[Case]:
    """The releases of one half; InputError when they are not there."""
    return [
        Case(
            case_id=row["id"],
            text=row["text"],
            published=None,
            wanted=tuple(
                Wanted(field=name, people=frozenset({row["labels"][f"min_{name}"]}))
                for name in FIELDS
                if row["labels"][f"min_{name}"]
            ),
        )
        for row in rows(folder, "isaf/releases.jsonl")
        if in_split(row["id"], split)
    ]


def answer(text: str, extraction: Extraction) -> tuple[Number, ...]:
    """The numbers of insurgents killed and captured that the reading gives."""
    found = []
    for name, effects in EFFECTS.items():
        claims = told_once(text, (c for c in extraction.claims if c.effect in effects and c.victims.category not in _OTHERS))
        total = sum(as_written(c) for c in claims)
        if total:
            found.append(Number(field=name, people=total))
    return tuple(found)
