"""MUC-4: the set of (death or injury, number) that the answer keys of an article hold.

Gold: a number filled in HUM TGT: NUMBER for targets whose EFFECT OF INCIDENT is DEATH or INJURY. "6-" and "~6" are 6, "6-8" is
6 or 8, PLURAL is no number; what stands in an optional template, or beside PLURAL, may be left out.

Answer: the claims of killed and injured with a stated number, under the keys' own rules of what belongs in them: no fights
between guerrillas and soldiers, nothing older than two months, no totals over many incidents.
Source: template-doc-part1 §1 (relevant incidents), §7.22–7.25 (numbers).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from onrecord.evaluation.numbers import Case, Number, Wanted
from onrecord.evaluation.sets.adding import as_written
from onrecord.evaluation.sets.gold import rows
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Certainty, Context, Effect, EventType, MentionRole, Qualifier, Scope
from onrecord.model.register import Extraction

FIELDS = ("death", "injury")
EFFECTS = {Effect.KILLED: "death", Effect.INJURED: "injury"}
# "Recent" is within two months of the article. Source: §1.6.
RECENT = timedelta(days=62)
# From this many people on, a number in these articles sums up a war or a year (§1.7); measured on the training part.
A_SUMMARY = 60
AROUND = 60  # characters on both sides of a claim in which a clash is its clash
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"')
_DIGITS = re.compile(r"\d+")


def load(folder: Path, split: str) -> list[Case]:
    """The articles of muc4/dev.jsonl (TST1 and TST2) or muc4/train.jsonl; InputError when they are not there."""
    return [
        Case(case_id=a["id"], text=unwrapped(a["text"]), published=None, wanted=tuple(wanted_numbers(a["templates"])))
        for a in rows(folder, f"muc4/{split}.jsonl")
    ]


def unwrapped(text: str) -> str:
    """The article with each paragraph on one line: the corpus breaks lines at 78 columns and parts paragraphs by blank lines."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n", text) if paragraph.strip())


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
    published = _published(extraction)
    counted = (c for c in extraction.claims if _is_stated(c) and _is_in_scope(c, published) and not _is_in_a_clash(c, extraction))
    return tuple(sorted({Number(field=EFFECTS[c.effect], people=as_written(c)) for c in counted}))


def _is_stated(claim: Claim) -> bool:
    """A number of named or described targets: PLURAL is no number (§7.22), and without a target the slot stays empty (§7.22)."""
    if claim.effect not in EFFECTS or claim.victims.span is None:
        return False
    return claim.count.qualifier is not Qualifier.VAGUE and 0 < as_written(claim) < A_SUMMARY


def _is_in_scope(claim: Claim, published: date | None) -> bool:
    """A recent incident reported as fact (§1.5, §1.6) whose victims are of neither force (§1.1)."""
    ended = claim.time.date_end if claim.time else None
    if published and ended and ended < published - RECENT:
        return False
    return (
        claim.certainty in (Certainty.ASSERTED, Certainty.CLAIMED)
        and claim.scope is not Scope.CUMULATIVE
        and claim.context not in (Context.ACCIDENT, Context.DISASTER)
        and claim.victims.category not in (Category.MILITANT, Category.SECURITY)
    )


def _is_in_a_clash(claim: Claim, extraction: Extraction) -> bool:
    """Whether the words around the claim tell of a clash: fights between guerrillas and the army are no incidents (§1.1)."""
    start, end = claim.span.start - AROUND, claim.span.end + AROUND
    return any(e.type is EventType.ARMED_CLASH and start <= e.trigger.start <= end for e in extraction.events)


def _published(extraction: Extraction) -> date | None:
    """The day in the article's dateline; None = none was read."""
    days = (m.time.date_start for m in extraction.mentions if m.role is MentionRole.PUBLICATION and m.time)
    return next((day for day in days if day), None)
