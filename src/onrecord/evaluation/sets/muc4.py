"""MUC-4: the set of (death or injury, number) that the answer keys of an article hold.

Gold: a number filled in HUM TGT: NUMBER for targets whose EFFECT OF INCIDENT is DEATH or INJURY. "6-" and "~6" are 6, "6-8" is
6 or 8, PLURAL is no number; what stands in an optional template, or beside PLURAL, may be left out.

Answer: the claims of killed and injured with a stated number, and the keys' own rules of what belongs in them.
Source: template-doc-part1 §1 (relevant incidents), §7.22–7.25 (numbers).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.gold import rows
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Certainty, Effect, Qualifier, Scope
from onrecord.model.register import Extraction

FIELDS = ("death", "injury")
EFFECTS = {Effect.KILLED: "death", Effect.INJURED: "injury"}
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"')
_DIGITS = re.compile(r"\d+")


def load(folder: Path, split: str) -> list[Case]:
    """The articles of muc4/dev.jsonl (TST1 and TST2) or muc4/train.jsonl; InputError when they are not there."""
    return [
        Case(case_id=a["id"], text=a["text"], published=None, wanted=tuple(wanted_numbers(a["templates"])))
        for a in rows(folder, f"muc4/{split}.jsonl")
    ]


def wanted_numbers(templates: Sequence[Mapping[str, Any]]) -> Iterator[Wanted]:
    """The numbers that the keys of one article ask for, each once; required wins over optional."""
    found: dict[tuple[str, frozenset[int]], bool] = {}
    for template in templates:
        effects = list(_references(template["HUM TGT: EFFECT OF INCIDENT"]))
        for value, names, optional in _references(template["HUM TGT: NUMBER"]):
            people = frozenset(int(digits) for digits in _DIGITS.findall(value)) - {0}
            named = {name for said, others, _ in effects if names & others for name in FIELDS if _says(said, name)}
            if not people:
                continue
            loose = optional or template["optional"] or "PLURAL" in value or len(named) > 1
            for name in named:
                found[name, people] = found.get((name, people), True) and loose
    yield from (Wanted(field=name, people=people, optional=loose) for (name, people), loose in sorted(found.items(), key=repr))


def _says(value: str, name: str) -> bool:
    return any(part.strip("() ") == name.upper() for part in value.split("/"))


def _references(fillers: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Each filler's value, the targets it stands for and whether it may be left out."""
    for filler in fillers:
        value = filler["raw"].split(":", 1)[0]
        yield value, frozenset(_QUOTED.findall(filler["raw"])), bool(filler["optional"])


def answer(text: str, extraction: Extraction) -> tuple[Number, ...]:
    """The numbers of killed and injured that the reading of the article gives."""
    return tuple(
        sorted({Number(field=EFFECTS[c.effect], people=c.count.low) for c in extraction.claims if c.count.low and _counts(c)})
    )


def _counts(claim: Claim) -> bool:
    """A stated number of a harm reported as fact; guerrillas killed in clashes are no targets, summaries no incidents."""
    return (
        claim.effect in EFFECTS
        and claim.count.qualifier is not Qualifier.VAGUE
        and claim.victims.category is not Category.MILITANT
        and claim.certainty in (Certainty.ASSERTED, Certainty.CLAIMED)
        and claim.scope is not Scope.CUMULATIVE
    )
