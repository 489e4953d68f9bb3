"""Runs the reader over a labelled set and prints the report."""

import json
from pathlib import Path
from typing import Any

from onrecord.batch import share_out
from onrecord.evaluation.annotation import Report, items, load_gold, score_passage
from onrecord.settings import Settings

ANNOTATION_FILE = "annotation/claims_{split}.jsonl"


def evaluate_annotation(folder: Path, split: str, limit: int | None, settings: Settings) -> Report:
    """The report on the annotation set under `folder`; InputError when the set is not there."""
    gold = load_gold(folder / ANNOTATION_FILE.format(split=split))[:limit]
    report = Report()
    for passage, outcome in zip(gold, share_out(items(gold), settings), strict=True):
        score_passage(report, passage, outcome.extraction)
    return report


def in_words(report: Report, *, as_json: bool, examples: int) -> str:
    """The report as JSON, or as a few lines that a person compares with the last run."""
    plain = report.as_json(examples)
    if as_json:
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    lines = [f"{plain['passages']} passages"]
    for name in ("l1", "l2", "l3"):
        lines.append(f"claims {name.upper()}  {_line(plain['claims'].get(name))}")
    lines += [f"  {name:<12} {_line(score)}" for name, score in plain["by_effect"].items()]
    lines += [f"{name:<14} {_line(plain[name])}" for name in OTHER if name in plain]
    rated = (f"{name} {value}" for name, value in plain["accuracy_on_found"].items())
    lines.append("on found claims: " + ", ".join(rated))
    lines.append("category, gold → found: " + json.dumps(plain["category_confusion"]))
    lines += [json.dumps(worst, ensure_ascii=False, indent=1) for worst in plain["worst"]]
    return "\n".join(lines) + "\n"


OTHER = ("subset_links", "event_trigger", "event_typed", "disruptions", "relevance")


def _line(score: dict[str, Any] | None) -> str:
    if score is None:
        return "nothing to score"
    return f"P {score['p']:.3f} R {score['r']:.3f} F1 {score['f1']:.3f} ({score['gold']} gold, {score['found']} found)"
