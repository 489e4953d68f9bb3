"""Scores time expressions: spans to the letter, and values of those that overlap.

Source: TempEval-3 task 1 (UzZaman et al. 2013): strict F1 wants both ends right; value F1 overlapping pairs of equal value.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.evaluation.scoring import Score, pair_up
from onrecord.evaluation.sets.times import Timed

NOTHING = Score(right=0, gold=0, found=0)


@dataclass(slots=True)
class TimeReport:
    """Expressions of all texts so far: found to the letter, found at all, of the right type, of the right value."""

    texts: int = 0
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    by_type: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, text: str, wanted: Sequence[Timed], found: Sequence[Timed]) -> None:
        """Adds one text."""
        self.texts += 1
        pairs = pair_up(wanted, found, _shared, lambda g, f: 0)
        size = {"gold": len(wanted), "found": len(found)}
        same = {(t.start, t.end) for t in found}
        self.scores["strict"] += Score(right=sum((t.start, t.end) in same for t in wanted), **size)
        self.scores["relaxed"] += Score(right=len(pairs), **size)
        for name in ("type", "value"):
            right = sum(getattr(wanted[i], name) == getattr(found[j], name) for i, j, _ in pairs)
            self.scores[name] += Score(right=right, **size)
        told = {i: found[j] for i, j, _ in pairs}
        for i, gold in enumerate(wanted):
            mine = told.get(i)
            self.by_type[gold.type].append(mine is not None and mine.value == gold.value)
            if mine is None or mine.value != gold.value:
                said = "missed" if mine is None else f"{text[mine.start : mine.end]} = {mine.value}"
                self.wrong[text[gold.start : gold.end], str(gold.value), said] += 1
        for j, mine in enumerate(found):
            if j not in {k for _, k, _ in pairs}:
                self.wrong["", "nothing", f"{text[mine.start : mine.end]} = {mine.value}"] += 1

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values to four places; the commonest errors first."""
        plain = {
            name: {"p": round(s.precision, 4), "r": round(s.recall, 4), "f1": round(s.f1, 4), "gold": s.gold, "found": s.found}
            for name, s in self.scores.items()
        }
        types = {
            name: {"expressions": len(v), "value_right": round(sum(v) / len(v), 4)} for name, v in sorted(self.by_type.items())
        }
        wrong = [{"words": w, "value": v, "answered": a, "times": n} for (w, v, a), n in self.wrong.most_common(examples)]
        return {"texts": self.texts, "scores": plain, "by_type": types, "wrong": wrong}

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        lines = [f"{plain['texts']} texts"]
        for name, s in plain["scores"].items():
            lines.append(f"{name:<8} P {s['p']:.3f} R {s['r']:.3f} F1 {s['f1']:.3f} ({s['gold']} gold, {s['found']} found)")
        lines += [f"  {n:<9} value right {t['value_right']:.3f} of {t['expressions']}" for n, t in plain["by_type"].items()]
        lines += [json.dumps(w, ensure_ascii=False) for w in plain["wrong"]]
        return "\n".join(lines) + "\n"


def _shared(gold: Timed, found: Timed) -> int:
    """Characters in common; 0 = the two are no pair."""
    return max(0, min(gold.end, found.end) - max(gold.start, found.start))
