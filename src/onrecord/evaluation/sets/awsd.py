"""AWSD, the Aid Worker Security Database: aid workers killed, wounded and kidnapped, read from the Details text alone.

Gold: the totals of the record; 0 wants no answer. Who was kidnapped and then killed counts as killed only, a victim of beating
or rape as wounded. Source: the database's codebook and its Details texts.

Answer: the claims about aid workers, each victim once (`adding.py`).
"""

from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import people, told_once
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.enums import Effect
from onrecord.model.register import Extraction

FIELDS = ("killed", "wounded", "kidnapped")
EFFECTS = {
    "killed": (Effect.KILLED,),
    "wounded": (Effect.INJURED,),
    "kidnapped": (Effect.ABDUCTED, Effect.MISSING, Effect.ARRESTED),
}


def load(folder: Path, split: str) -> list[Case]:
    """The incidents with a Details text, of one half; InputError when they are not there."""
    return [
        Case(
            case_id=row["Incident ID"],
            text=row["Details"],
            published=None,
            wanted=tuple(
                Wanted(field=name, people=frozenset({int(row[f"Total {name}"])})) for name in FIELDS if int(row[f"Total {name}"])
            ),
        )
        for row in rows(folder, "awsd/incidents.jsonl")
        if row["Details"].strip() and in_split(row["Incident ID"], split)
    ]


def answer(text: str, extraction: Extraction) -> tuple[Number, ...]:
    """The numbers of aid workers killed, wounded and kidnapped that the reading gives."""
    found = []
    for name, effects in EFFECTS.items():
        claims = told_once(c for c in extraction.claims if c.effect in effects)
        total = sum(people(c) for c in claims)
        if total:
            found.append(Number(field=name, people=total))
    return tuple(found)
