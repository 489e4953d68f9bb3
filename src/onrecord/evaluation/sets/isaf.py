"""ISAF press releases: the fewest people killed and captured that the release allows.

Gold: min_killed and min_captured, "the minimum number of people killed" (or captured) "during the event"; losses of the own
side are not counted, "more than 30" is 31, "several", "multiple", "a few" and "a number of" are 3, "numerous" is 4. Source: the
fields' descriptions by the set's author, and the labels of the training half.

Answer: the claims below the heading, or the heading's where the text below tells none; nobody of an earlier event; each victim
once (`adding.py`). A lead that sums up several operations is left out where the text then tells of one of them. The first
sentence that tells numbers is the sum; what comes after it adds only what it calls more ("also", "another", "other"), or where
the first told of one person alone. A number without bounds ("several") gives way to an exact one that follows.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import happened, named_at, told_once
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, Qualifier, Scope
from onrecord.model.register import Extraction

FIELDS = ("killed", "captured")
EFFECTS = {"killed": (Effect.KILLED,), "captured": (Effect.ARRESTED, Effect.SURRENDERED, Effect.ABDUCTED)}
VAGUE = (
    (re.compile(r"\bnumerous\b", re.IGNORECASE), 4),
    (re.compile(r"\b(?:several|multiple|number of|various|a few)\b", re.IGNORECASE), 3),
)
_DATELINE = re.compile(r"\([A-Z][a-z]{2,8}\.? ?\d{1,2}(?:, ?\d{4})?\)")
_MORE = re.compile(r"\b(?:also|another|others?|additional(?:ly)?)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]\s|\n\s*\n")
# What somebody held or killed is said to have done before: none of it happened during the event.
_EARLIER = re.compile(
    r"\b(?:(?:responsible|wanted)\s+(?:for|in)|(?:involved|participated|took part)\s+in|believed\s+to\s+have|linked\s+to"
    r"|suspected\s+of|(?:planned|plans|planning|orchestrated|oversaw|directed|coordinated|masterminded)"
    r"\s+(?:and|an?|the|several|multiple|numerous|attacks))\b",
    re.IGNORECASE,
)
# A lead that sums up more than one operation: what follows it is told of one of them.
_SUMMED_UP = re.compile(
    r"\b(?:separate|several|multiple|numerous|various|two|three|four|five|six|seven|eight|\d+)\s+(?:[\w-]+\s+){0,3}?operations\b",
    re.IGNORECASE,
)


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
    told = [c for c in extraction.claims if c.scope is not Scope.BACKGROUND and _is_other_side(c) and not _is_earlier(text, c)]
    found = []
    for name, effects in EFFECTS.items():
        claims = told_once(text, (c for c in _of_the_event(text, told) if c.effect in effects))
        people = sum(fewest(text, c) for c in _first_and_more(text, claims))
        if people:
            found.append(Number(field=name, people=people))
    return tuple(found)


def _is_earlier(text: str, claim: Claim) -> bool:
    return bool(_EARLIER.search(text, _sentence_start(text, claim), claim.span.start))


def _of_the_event(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims below the dateline, and of the heading those whose effect is not told below; none of a lead that sums up
    several operations where one of them is told after it."""
    dateline = _DATELINE.search(text)
    start = dateline.start() if dateline else 0
    below = [c for c in claims if c.span.start >= start]
    harmed = [c for c in below if any(c.effect in effects for effects in EFFECTS.values()) and happened(c)]
    if harmed:
        lead = _sentence_end(text, harmed[0])
        if _SUMMED_UP.search(text, _sentence_start(text, harmed[0]), lead) and any(c.span.start >= lead for c in harmed):
            below = [c for c in below if c.span.start >= lead]
    effects_below = {c.effect for c in below if happened(c)}
    heading = [c for c in claims if c.span.start < start and c.effect not in effects_below]
    return [*heading, *below]


def fewest(text: str, claim: Claim) -> int:
    """The fewest people of the claim by the labels' own reading of vague words."""
    low = claim.count.low or 0
    if claim.count.qualifier is not Qualifier.VAGUE:
        return low
    words = text[min(claim.span.start, named_at(claim).start - 15) : claim.span.end]
    return max([low, *(people for word, people in VAGUE if word.search(words))])


def _is_other_side(claim: Claim) -> bool:
    """Whether somebody is named and is none of the own side: its soldiers fall or are abducted; whom it arrests is the other."""
    own = claim.victims.category is Category.SECURITY and claim.effect is not Effect.ARRESTED
    return not own and (claim.victims.span is not None or claim.count.span is not None)


def _first_and_more(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of the first sentence that has any, and later ones that are said to be more."""
    if not claims:
        return []
    end = _sentence_end(text, claims[0])
    first = [c for c in claims if named_at(c).start < end]
    later = [c for c in claims if c not in first]
    exact = [c for c in later if len(first) == 1 and _gives_number(first[0], c)]
    if exact:
        return _first_and_more(text, exact)
    alone = sum(fewest(text, c) for c in first) == 1
    return first + [c for c in later if alone or _MORE.search(text[_sentence_start(text, c) : c.span.end])]


def _gives_number(vague: Claim, claim: Claim) -> bool:
    """Whether a later claim tells exactly how many "several" or "more than ten" were; of one person it tells something else."""
    low = claim.count.low or 0
    if claim.count.span is None or claim.count.qualifier is not Qualifier.EXACT or low < 2:
        return False
    if vague.count.qualifier is Qualifier.AT_LEAST:
        return low >= (vague.count.low or 0)
    return vague.count.qualifier is Qualifier.VAGUE


def _sentence_start(text: str, claim: Claim) -> int:
    return max(text.rfind(". ", 0, claim.span.start), text.rfind("\n", 0, claim.span.start)) + 1


def _sentence_end(text: str, claim: Claim) -> int:
    end = _SENTENCE_END.search(text, named_at(claim).end)
    return end.start() if end else len(text)
