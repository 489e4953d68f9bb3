"""How well the reader reads with a folder of weights, and two such scores side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.evaluation.annotation import Report, items, score_passage
from onrecord.extract.reading import extract_document
from onrecord.extract.tagging.tagger import FILES, Tagger
from onrecord.languages import load_lexicon
from onrecord.ledger.reviews import REVIEW_BELOW
from onrecord.model.errors import InputError
from onrecord.model.register import Extraction
from onrecord.read.reading import read_document
from onrecord.refit.passages import Line

LEVELS = {"l1": "count and effect", "l2": "and victims", "l3": "and speaker"}
OTHERS = {
    "subset_links": "parts of wholes",
    "event_trigger": "events",
    "event_typed": "events and type",
    "disruptions": "disruptions",
    "relevance": "relevance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """F1 by measure (0..1; None = nothing to score), and the one number by which models are compared."""

    measures: dict[str, float | None]

    @property
    def claims(self) -> float:
        """Mean F1 of the three levels of a claim: the number that must not fall. 0 when there was nothing to score."""
        values = [self.measures[name] or 0.0 for name in LEVELS.values()]
        return sum(values) / len(values)


def load_weights(folder: Path) -> dict[str, bytes]:
    """The files of a folder of weights, by name; InputError names what is missing."""
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise InputError(f"{folder} holds no weights of the learned reader: {', '.join(missing)} not found.")
    return {name: (folder / name).read_bytes() for name in FILES}


def score_weights(folder: Path, gold: Sequence[Line], parser: Any, below: float = REVIEW_BELOW) -> Scores:
    """The scores of the whole reader, grammar and learned tagger together, with these weights on labelled passages.

    Only claims that would count are scored: one with a score under `below` would wait for a person. `parser` is a spaCy one.
    """
    lexicon = load_lexicon("en")
    tagger = Tagger(load_weights(folder), lexicon)
    report = Report()
    for line, item in zip(gold, items(gold), strict=True):
        doc = read_document(item).document
        found = extract_document(doc, parser, lexicon, tagger) if doc else None
        score_passage(report, line, found and _counting(found, below))
    return _scores(report)


def _counting(found: Extraction, below: float) -> Extraction:
    return replace(found, claims=tuple(c for c in found.claims if c.score is None or c.score >= below))


def _scores(report: Report) -> Scores:
    found = {name: report.claims.get(level) for level, name in LEVELS.items()}
    found |= {words: report.other.get(name) for name, words in OTHERS.items()}
    return Scores(measures={name: score.f1 if score and (score.gold or score.found) else None for name, score in found.items()})


def side_by_side(now: Scores, new: Scores) -> Iterator[str]:
    """The lines of a table: measure, F1 of the model in use, F1 of the new one, difference."""
    yield f"{'F1':<20}{'in use':>8}{'new':>8}{'change':>9}"
    for name in now.measures:
        yield _row(name, now.measures[name], new.measures[name])
    yield _row("claims, mean", now.claims, new.claims)


def _row(name: str, now: float | None, new: float | None) -> str:
    change = "" if now is None or new is None else f"{new - now:+.3f}"
    return f"{name:<20}{_shown(now):>8}{_shown(new):>8}{change:>9}"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
