"""Scores answers that are numbers of people by field: "killed 3, injured 5".

A case wants some numbers; a number may have several right values, and an optional one may be left out. What a reading answers is
a set of numbers. Right, missed and invented are counted by field, beside the share of cases in which a field is right as a whole.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.evaluation.scoring import Score
from onrecord.model.claims import Claim
from onrecord.model.documents import RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Extraction

NOTHING = Score(right=0, gold=0, found=0)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Number:
    """So many people (1 and more) under one field of the set."""

    field: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A number that the labels ask for: any of `people` is right; an optional one may be left out."""

    field: str
    people: frozenset[int]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One labelled text. `published` is the day of the report as written, None = not known."""

    case_id: str
    text: str
    published: str | None
    wanted: tuple[Wanted, ...]

    def item(self, source: str) -> RawItem:
        """The text as an item to read, as given."""
        content = json.dumps({"id": self.case_id, "text": self.text}, ensure_ascii=False).encode()
        return RawItem(
            content=content,
            sha256=sha256_hex(content),
            media_type="application/json",
            source=source,
            external_id=self.case_id,
            given_text=self.text,
            published=self.published,
            language="en",
        )


@dataclass(slots=True)
class NumberReport:
    """Everything scored so far in the fields of one set; grows by one case at a time."""

    fields: tuple[str, ...]
    cases: int = 0
    exact_cases: int = 0
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    exact: Counter[str] = field(default_factory=Counter)
    confusion: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    worst: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    def add(self, case: Case, answer: Sequence[Number], extraction: Extraction | None) -> None:
        """Adds one case with what the reading answers to it; `extraction` is shown among the worst examples."""
        found = sorted(set(answer))
        right = _right(case.wanted, found)
        missed = [w for i, w in enumerate(case.wanted) if i not in right and not w.optional]
        extra = [n for j, n in enumerate(found) if j not in right.values()]
        self.cases += 1
        self.exact_cases += not missed and not extra
        for name in self.fields:
            self._score_field(name, case, found, right)
            self.exact[name] += not any(w.field == name for w in missed) and not any(n.field == name for n in extra)
        self._confuse(case, right, missed, extra)
        if missed or extra:
            self.worst.append((len(missed) + len(extra), case.case_id, _example(case, found, extraction)))

    def _score_field(self, name: str, case: Case, found: Sequence[Number], right: Mapping[int, int]) -> None:
        hits = [i for i in right if case.wanted[i].field == name]
        optional_hits = sum(case.wanted[i].optional for i in hits)
        gold = sum(w.field == name and not w.optional for w in case.wanted)
        answered = sum(n.field == name for n in found)
        score = Score(right=len(hits) - optional_hits, gold=gold, found=answered - optional_hits)
        self.scores[name] += score
        self.scores["all"] += score

    def _confuse(self, case: Case, right: Mapping[int, int], missed: Sequence[Wanted], extra: Sequence[Number]) -> None:
        for i in right:
            self.confusion[case.wanted[i].field]["right"] += 1
        left = list(extra)
        for wanted in missed:
            taken = next((n for n in left if n.field == wanted.field), None)
            said = "another number"
            if taken is None:
                taken = next((n for n in left if n.people in wanted.people), None)
                said = f"as {taken.field}" if taken else "missed"
            if taken is not None:
                left.remove(taken)
            self.confusion[wanted.field][said] += 1
        for number in left:
            self.confusion["nothing"][number.field] += 1

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values: scores and exact shares by field to four places, confusion, the worst examples first."""
        cases = max(self.cases, 1)
        return {
            "cases": self.cases,
            "scores": {name: _plain(self.scores[name]) for name in (*self.fields, "all")},
            "exact": {
                **{name: round(self.exact[name] / cases, 4) for name in self.fields},
                "all": round(self.exact_cases / cases, 4),
            },
            "confusion": {wanted: dict(sorted(row.items())) for wanted, row in sorted(self.confusion.items())},
            "worst": [example for _, _, example in sorted(self.worst, key=lambda w: (-w[0], w[1]))[:examples]],
        }

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        lines = [f"{plain['cases']} cases, all fields exact in {plain['exact']['all']:.3f}"]
        for name, s in plain["scores"].items():
            exact = f"exact {plain['exact'][name]:.3f}  "
            lines.append(
                f"{name:<10} {exact}P {s['p']:.3f} R {s['r']:.3f} F1 {s['f1']:.3f} ({s['gold']} gold, {s['found']} found)"
            )
        lines.append("wanted → answered:")
        lines += [
            f"  {wanted:<10} " + ", ".join(f"{k} {n}" for k, n in row.items()) for wanted, row in plain["confusion"].items()
        ]
        lines += [json.dumps(worst, ensure_ascii=False, indent=1) for worst in plain["worst"]]
        return "\n".join(lines) + "\n"


def _right(wanted: Sequence[Wanted], found: Sequence[Number]) -> dict[int, int]:
    """One-to-one pairs of wanted and found indexes; required numbers choose first."""
    pairs: dict[int, int] = {}
    for i in sorted(range(len(wanted)), key=lambda i: (wanted[i].optional, len(wanted[i].people))):
        for j, number in enumerate(found):
            if j not in pairs.values() and number.field == wanted[i].field and number.people in wanted[i].people:
                pairs[i] = j
                break
    return pairs


def _plain(score: Score) -> dict[str, float | int]:
    return {
        "p": round(score.precision, 4),
        "r": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "gold": score.gold,
        "found": score.found,
    }


def _example(case: Case, found: Sequence[Number], extraction: Extraction | None) -> dict[str, Any]:
    return {
        "id": case.case_id,
        "text": case.text,
        "wanted": [f"{w.field} {'/'.join(map(str, sorted(w.people)))}{'?' if w.optional else ''}" for w in case.wanted],
        "answered": [f"{n.field} {n.people}" for n in found],
        "claims": [_claim_line(c) for c in extraction.claims] if extraction else None,
    }


def _claim_line(claim: Claim) -> str:
    bounds = f"{claim.count.low}..{'' if claim.count.high is None else claim.count.high}"
    return f"{claim.effect} {bounds} {claim.victims.category} {claim.scope}: {claim.span.exact}"
