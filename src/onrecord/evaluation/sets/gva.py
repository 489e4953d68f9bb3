"""GVA: people killed and injured in one shooting in the United States, read from the only article there is on it.

Gold: n_killed and n_injured of the incident's record, the shooter among them; only incidents with exactly one article.

Answer: title and text are read together; each victim counts once (`adding.py`).
"""

from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import as_written, told_once
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.enums import Effect
from onrecord.model.register import Extraction

FIELDS = ("killed", "injured")
EFFECTS = {"killed": Effect.KILLED, "injured": Effect.INJURED}


def load(folder: Path, split: str) -> list[Case]:
    """The incidents with one article, of one half; InputError when they are not there."""
    articles = {row["incident"]: row for row in rows(folder, "gva/articles.jsonl")}
    return [
        Case(
            case_id=row["incident"],
            text=f"{articles[row['incident']]['title']}\n\n{articles[row['incident']]['text']}",
            published=articles[row["incident"]]["dct"],
            wanted=tuple(
                Wanted(field=name, people=frozenset({int(row["gva"][f"n_{name}"])}))
                for name in FIELDS
                if int(row["gva"][f"n_{name}"])
            ),
        )
        for row in rows(folder, "gva/incidents.jsonl")
        if row["n_articles"] == 1 and row["gva"] and in_split(row["incident"], split)
    ]


def answer(text: str, extraction: Extraction) -> tuple[Number, ...]:
    """The numbers of people killed and injured that the reading gives."""
    found = []
    for name, effect in EFFECTS.items():
        total = max((as_written(c) for c in told_once(text, (c for c in extraction.claims if c.effect is effect))), default=0)
        if total:
            found.append(Number(field=name, people=total))
    return tuple(found)
