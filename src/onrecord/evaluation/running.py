"""Runs the reader over a labelled set and prints the report."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.batch import share_out
from onrecord.codebooks import load_policies
from onrecord.evaluation.annotation import Report, items, load_gold, rate_claims, score_passage
from onrecord.evaluation.calibration import diagram
from onrecord.evaluation.clustering import gva as gva_events
from onrecord.evaluation.clustering import news_pairs
from onrecord.evaluation.clustering.gva import ClusteringReport
from onrecord.evaluation.clustering.news_pairs import PairReport
from onrecord.evaluation.error_map import error_map
from onrecord.evaluation.numbers import Case, Number, NumberReport
from onrecord.evaluation.places import PlaceReport
from onrecord.evaluation.sets import awsd, gva, isaf, muc4, news
from onrecord.evaluation.sets.gold import by_hash
from onrecord.evaluation.sets.news import NewsReport
from onrecord.evaluation.world import SETS as WORLD_SETS
from onrecord.evaluation.world import WorldReport, evaluate_world
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.figures import Figure, Sensitivity
from onrecord.model.register import Extraction, Register, View
from onrecord.pipeline import compare_policies, reconcile_register
from onrecord.reconcile.memory import Memory
from onrecord.reconcile.policies.ends import END_STATE
from onrecord.settings import Settings

ANNOTATION_FILE = "annotation/claims_{split}.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSet:
    """A set of cases whose answers are numbers of people: how it is loaded, and how a reading answers a case."""

    fields: tuple[str, ...]
    load: Callable[[Path, str], list[Case]]
    answer: Callable[[str, Extraction], tuple[Number, ...]]


NUMBER_SETS: Mapping[str, NumberSet] = {
    "muc4": NumberSet(fields=muc4.FIELDS, load=muc4.load, answer=muc4.answer),
    "awsd": NumberSet(fields=awsd.FIELDS, load=awsd.load, answer=awsd.answer),
    "gva": NumberSet(fields=gva.FIELDS, load=gva.load, answer=gva.answer),
    "isaf": NumberSet(fields=isaf.FIELDS, load=isaf.load, answer=isaf.answer),
}
SETS = ("annotation", *NUMBER_SETS, "news", "gva-events", "news-pairs", *WORLD_SETS)
Scored = Report | NumberReport | NewsReport | ClusteringReport | PairReport | WorldReport


def read_all(wanted: Iterable[RawItem], settings: Settings) -> Iterator[Extraction | None]:
    """What the reader in force finds in each item, in order; None where an item could not be read. Every set reads here.

    Claims that would wait for a person (scored under `settings.review_below`) are left out, as they are from every figure.
    """
    for outcome in share_out(wanted, settings):
        yield sure_part(outcome.extraction, settings.review_below) if outcome.extraction else None


def sure_part(extraction: Extraction, review_below: float) -> Extraction:
    """The reading without the claims that wait for review; those without a score do not wait."""
    claims = tuple(c for c in extraction.claims if c.score is None or c.score >= review_below)
    return replace(extraction, claims=claims)


def evaluate(name: str, folder: Path, split: str, limit: int | None, settings: Settings, readings: Path | None = None) -> Scored:
    """The report on one of SETS under `folder`; InputError when the set is not there.

    `readings` is a folder in which the sets about events keep what was read; None = everything is read anew.
    """
    if name == "annotation":
        return evaluate_annotation(folder, split, limit, settings)
    if name == "news":
        return evaluate_news(folder, limit, settings)
    if name == "news-pairs":
        below = settings.review_below
        return news_pairs.measure(
            folder, split, lambda register: reconcile_register(register, settings.policy, below), settings, readings
        )
    if name == "gva-events":
        return evaluate_events(folder, split, limit, settings, readings)
    if name in WORLD_SETS:
        return evaluate_world(name, folder, split, limit, settings)
    return evaluate_numbers(name, folder, split, limit, settings)


def evaluate_news(folder: Path, limit: int | None, settings: Settings) -> NewsReport:
    """The report on the judged general news; there is one part only, so every split is the same."""
    wanted = news.load(folder)[:limit]
    report = NewsReport()
    for item, extraction in zip(wanted, read_all((w.item() for w in wanted), settings), strict=True):
        report.add(item, extraction)
    return report


def evaluate_events(
    folder: Path, split: str, limit: int | None, settings: Settings, readings: Path | None = None
) -> ClusteringReport:
    """How the articles of a half of the incidents are brought together; `limit` = so many, those told several times first."""

    def reconciled(register: Register) -> tuple[View, tuple[Sensitivity, ...], list[Figure]]:
        below, memory = settings.review_below, Memory()
        view = reconcile_register(register, settings.policy, below, memory)
        keeping = [p.name for p in load_policies() if p.total == "end_states"]
        figures = [f for name in keeping for f in reconcile_register(register, name, below, memory).figures]
        return view, compare_policies(register, below), [f for f in figures if f.cell.detail == END_STATE]

    return gva_events.measure(folder, reconciled, settings, split=split, limit=limit, readings=readings)


def evaluate_annotation(folder: Path, split: str, limit: int | None, settings: Settings) -> Report:
    """The report on the annotation set under `folder`; InputError when the set is not there."""
    gold = load_gold(folder / ANNOTATION_FILE.format(split=split))[:limit]
    report = Report()
    for passage, outcome in zip(gold, share_out(items(gold), settings), strict=True):
        found = outcome.extraction
        score_passage(report, passage, sure_part(found, settings.review_below) if found else None)
        if found:
            rate_claims(report, passage, found)
    return report


def evaluate_numbers(name: str, folder: Path, split: str, limit: int | None, settings: Settings) -> NumberReport:
    """The report on one of NUMBER_SETS; a limit takes the first cases by the hash of their id, so that it favours no year."""
    chosen = NUMBER_SETS[name]
    cases = sorted(chosen.load(folder, split), key=lambda case: by_hash(case.case_id))[:limit]
    report = NumberReport(fields=chosen.fields)
    for case, extraction in zip(cases, read_all((c.item(name) for c in cases), settings), strict=True):
        report.add(case, chosen.answer(case.text, extraction) if extraction else (), extraction)
    return report


def in_words(report: Scored, *, as_json: bool, examples: int) -> str:
    """The report as JSON, or as a few lines that a person compares with the last run."""
    plain = report.as_json(examples)
    if as_json:
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    if not isinstance(report, Report):
        return report.in_words(examples)
    lines = [f"{plain['passages']} passages"]
    for name in ("l1", "l2", "l3"):
        lines.append(f"claims {name.upper()}  {_line(plain['claims'].get(name))}")
    lines += [f"  {name:<12} {_line(score)}" for name, score in plain["by_effect"].items()]
    lines += [f"{name:<14} {_line(plain[name])}" for name in OTHER if name in plain]
    rated = (f"{name} {value}" for name, value in plain["accuracy_on_found"].items())
    lines.append("on found claims: " + ", ".join(rated))
    lines += _calibration(plain["calibration"])
    lines.append("category, gold → found: " + json.dumps(plain["category_confusion"]))
    lines += [json.dumps(worst, ensure_ascii=False, indent=1) for worst in plain["worst"]]
    return "\n".join(lines) + "\n"


OTHER = ("subset_links", "event_trigger", "event_typed", "disruptions", "relevance")


def _line(score: dict[str, Any] | None) -> str:
    if score is None:
        return "nothing to score"
    return f"P {score['p']:.3f} R {score['r']:.3f} F1 {score['f1']:.3f} ({score['gold']} gold, {score['found']} found)"


def _calibration(found: dict[str, Any]) -> list[str]:
    """The calibration in two lines; none where no claim has a score."""
    if not found["claims"]:
        return []
    curve = ", ".join(f"{p['least_score']:.2f}: {p['precision']:.3f} / {p['coverage']:.3f}" for p in found["curve"])
    return [
        f"expected calibration error {found['expected_error']:.3f}",
        f"least score: precision / share of the right kept: {curve}",
    ]


def reliability(report: Scored) -> str:
    """The diagram of a report as SVG: reliability of scores (annotation), or a map of errors (marked places).

    Raises InputError for other sets, or a reader without scores.
    """
    if isinstance(report, PlaceReport):
        return error_map(report.lines)
    if not (isinstance(report, Report) and report.rated):
        which = "the annotation set, read by a reader that gives scores (ONRECORD_READER=joined), lgl and geowebnews have"
        raise InputError(f"Only {which} a diagram.")
    return diagram(report.rated)
