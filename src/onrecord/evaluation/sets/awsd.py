"""AWSD, the Aid Worker Security Database: aid workers killed, wounded and kidnapped, read from the Details text alone.

Gold: the totals of the record; 0 wants no answer. A victim counts once, by the worst: killed before kidnapped before wounded.

Answer: the claims about aid workers, each victim once (`adding.py`). Not counted: relatives, residents, soldiers and others with
the aid workers, and whoever the text itself says is "not counted" or "not included". Who was set free, with no other
harm told, had been kidnapped.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import as_written, is_known, sentence_after, told_once, total, without_bare_plurals
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, Group
from onrecord.model.register import Extraction

FIELDS = ("killed", "wounded", "kidnapped")
EFFECTS = {
    "killed": (Effect.KILLED,),
    "kidnapped": (Effect.ABDUCTED, Effect.MISSING),
    "wounded": (Effect.INJURED,),
}
# Groups that are aid workers in these texts, where everybody employed works for an aid agency or its contractor.
AID = frozenset({Group.AID_WORKERS, Group.HEALTH_WORKERS, Group.WORKERS, Group.TEACHERS})
_STAFF = re.compile(
    r"\b(?:staff\w*|workers?|employees?|volunteers?|drivers?|guards?|deminers?|contractors?|engineers?|doctors?|nurses?"
    r"|vaccinators?|nationals?|internationals?|members?|UN|I?NGO|LNGO|ICRC|RC|Red C\w+|agency)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:sons?|daughters?|mother|father|wi(?:fe|ves)|husband|brothers?|sisters?|child(?:ren)?|famil(?:y|ies)|girls?|boys?"
    r"|civilians?|residents?|villagers?|passengers?|passers?by|patients?|soldiers?|police\w*|gunm[ae]n|attackers?|assailants?"
    r"|perpetrators?|suspects?|militants?|rebels?|bombers?|commanders?|refugees?|IDPs?|people|persons|beneficiar\w+)\b",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(r"not (?:being )?(?:counted|included)|not in(?:cluded)? (?:in )?(?:the )?count", re.IGNORECASE)

_ANOTHER = re.compile(r"\d|\b(?:and|one|two|three|along)\b", re.IGNORECASE)


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
    counted = [c for c in extraction.claims if not _is_left_out(text, c)]
    aid = [c for c in counted if not _is_other(c)]
    counted = aid or [c for c in counted if c.victims.category not in (Category.MILITANT, Category.SECURITY)]
    told = {
        name: without_bare_plurals(told_once(text, (c for c in counted if c.effect in effects)))
        for name, effects in EFFECTS.items()
    }
    if not any(told.values()):
        told["kidnapped"] = told_once(text, (replace(c, effect=Effect.ABDUCTED) for c in counted if c.effect is Effect.FREED))
    people = {"killed": total(told["killed"])}
    people["kidnapped"] = total(told["kidnapped"]) - _worse(text, told["kidnapped"], told["killed"])
    people["wounded"] = total(told["wounded"]) - _worse(text, told["wounded"], [*told["killed"], *told["kidnapped"]])
    return tuple(Number(field=name, people=people[name]) for name in FIELDS if people[name] > 0)


def _is_left_out(text: str, claim: Claim) -> bool:
    """Whether the text says of these people that they are not counted, before it names others."""
    after = sentence_after(text, claim)
    said = _NOT_COUNTED.search(after)
    return said is not None and not _ANOTHER.search(after[: said.start()])


def _is_other(claim: Claim) -> bool:
    """Whether the victims are people beside the aid workers; unnamed ones ("one wounded") are not."""
    if AID & set(claim.victims.groups):
        return False
    words = claim.victims.span.exact if claim.victims.span else ""
    if _STAFF.search(words):
        return False
    return bool(_OTHERS.search(words)) or claim.victims.category in (Category.SECURITY, Category.MILITANT)


def _worse(text: str, claims: Sequence[Claim], worse: Sequence[Claim]) -> int:
    """How many people of the claims are told again among those who fared worse: by the same words, or by "he", "the driver"."""
    again = 0
    for other in worse:
        same = any(_same_words(c, other) for c in claims)
        later = any(c.span.start < other.span.start and as_written(other) <= as_written(c) for c in claims)
        if same or (later and is_known(text, other)):
            again += as_written(other)
    return again


def _same_words(claim: Claim, other: Claim) -> bool:
    """Whether both are about one phrase for people, and not about two counts of them ("six killed and three hurt")."""
    a, b = claim.victims.span, other.victims.span
    counts = {claim.count.span, other.count.span} - {None}
    return a is not None and b is not None and a.overlaps(b) and len(counts) < 2
