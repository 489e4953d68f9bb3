"""ISAF press releases: the fewest people killed and captured that the release allows.

Gold: min_killed and min_captured; losses of the own side are not counted, "more than 30" is 31, "several", "multiple" and "a
number of" are 3, "numerous" is 4. Source: read off the labels of the training half.

Answer: the claims below the heading, each victim once (`adding.py`). The first sentence that tells numbers is the sum; what comes
after it adds only what it calls more ("also", "another", "other"), or where the first told of one person alone.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import named_at, told_once
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, Qualifier
from onrecord.model.register import Extraction

FIELDS = ("killed", "captured")
EFFECTS = {"killed": (Effect.KILLED,), "captured": (Effect.ARRESTED, Effect.SURRENDERED, Effect.ABDUCTED)}
VAGUE = (
    (re.compile(r"\bnumerous\b", re.IGNORECASE), 4),
    (re.compile(r"\b(?:several|multiple|number of|various)\b", re.IGNORECASE), 3),
)
_DATELINE = re.compile(r"\([A-Z][a-z]{2,8}\.? ?\d{1,2}(?:, ?\d{4})?\)")
_MORE = re.compile(r"\b(?:also|another|others?|additional(?:ly)?|an?other)\b", re.IGNORECASE)


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
    """The numbers of people killed and captured that the reading gives."""
    dateline = _DATELINE.search(text)
    below = [c for c in extraction.claims if dateline is None or c.span.start >= dateline.start()] or list(extraction.claims)
    found = []
    for name, effects in EFFECTS.items():
        claims = told_once(text, (c for c in below if c.effect in effects and _is_other_side(c)))
        people = sum(fewest(text, c) for c in _first_and_more(text, claims))
        if people:
            found.append(Number(field=name, people=people))
    return tuple(found)


def fewest(text: str, claim: Claim) -> int:
    """The fewest people of the claim by the labels' own reading of vague words."""
    low = claim.count.low or 0
    if claim.count.qualifier is not Qualifier.VAGUE:
        return low
    words = text[min(claim.span.start, named_at(claim).start - 15) : claim.span.end]
    return max([low, *(people for word, people in VAGUE if word.search(words))])


def _is_other_side(claim: Claim) -> bool:
    return claim.victims.category is not Category.SECURITY and (claim.victims.span is not None or claim.count.span is not None)


def _first_and_more(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of the first sentence that has any, and later ones that are said to be more."""
    if not claims:
        return []
    end = re.compile(r"[.!?]\s|\n\s*\n|$").search(text, named_at(claims[0]).end)
    first = [c for c in claims if end is None or named_at(c).start < end.start()]
    alone = sum(fewest(text, c) for c in first) == 1
    return first + [c for c in claims if c not in first and (alone or _MORE.search(_sentence(text, c)))]


def _sentence(text: str, claim: Claim) -> str:
    start = max(text.rfind(". ", 0, claim.span.start), text.rfind("\n", 0, claim.span.start)) + 1
    return text[start : claim.span.end]
