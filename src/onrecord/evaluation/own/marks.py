"""Scores the marked words of our own passages: each is answered rightly or wrongly, whole."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from onrecord.evaluation.own.passages import UNKNOWN, Label, Passage, days_of
from onrecord.model.mentions import TimeRef


@dataclass(slots=True)
class MarkReport:
    """Marked words answered so far, by whether something is to be answered at all ("known") or rightly nothing ("none")."""

    passages: int = 0
    right: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[dict[str, Any]] = field(default_factory=list)

    def add(self, passage: Passage, label: Label, answer: str, *, right: bool) -> None:
        """Adds one answer, in words."""
        self.right["none" if UNKNOWN in label.answers else "known"].append(right)
        if not right:
            words = passage.text[label.start : label.end]
            self.wrong.append({"words": words, "wanted": list(label.answers), "answered": answer, "text": passage.text})

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Shares to four places and the first wrong answers."""
        every = [value for values in self.right.values() for value in values]
        shares = {name: {"marks": len(v), "right": round(sum(v) / len(v), 4)} for name, v in sorted(self.right.items()) if v}
        whole = round(sum(every) / len(every), 4) if every else None
        return {"passages": self.passages, "marks": len(every), "right": whole, "by_kind": shares, "wrong": self.wrong[:examples]}

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        lines = [f"{plain['passages']} passages, {plain['marks']} marked words, right {plain['right']}"]
        lines += [f"  {name:<6} right {score['right']} of {score['marks']}" for name, score in plain["by_kind"].items()]
        return "\n".join([*lines, *(json.dumps(w, ensure_ascii=False) for w in plain["wrong"])]) + "\n"


def score_actor(report: MarkReport, passage: Passage, label: Label, answer: str | None) -> None:
    """Adds the actor that a mention was linked to; None = none, which is right where no row of the table is meant."""
    report.add(passage, label, answer or UNKNOWN, right=(answer or UNKNOWN) in label.answers)


def score_time(report: MarkReport, passage: Passage, label: Label, time: TimeRef) -> None:
    """Adds the days that an expression was read as; no days at all are right where none can be told."""
    found = (time.date_start, time.date_end)
    said = "..".join(str(day) if day else "" for day in found)
    report.add(passage, label, said, right=any(days_of(answer) == found for answer in label.answers))
