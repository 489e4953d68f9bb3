"""Scores the reader on the annotation set: claims at three levels, links, events, disruptions, relevance.

Gold lines are those of the labelled set (its README and GUIDE say what they mean); nothing of them is shipped.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.evaluation import calibration
from onrecord.evaluation.calibration import Rated
from onrecord.evaluation.scoring import Score, Stretch, Told, closeness, level, overlap, pair_up
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Extraction
from onrecord.model.spans import Span

NONE = Score(right=0, gold=0, found=0)


@dataclass(slots=True)
class Report:
    """Everything scored so far; grows by one passage at a time."""

    passages: int = 0
    claims: dict[str, Score] = field(default_factory=lambda: defaultdict(lambda: NONE))
    by_effect: dict[str, Score] = field(default_factory=lambda: defaultdict(lambda: NONE))
    by_set: dict[str, Score] = field(default_factory=lambda: defaultdict(lambda: NONE))
    parts: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    other: dict[str, Score] = field(default_factory=lambda: defaultdict(lambda: NONE))
    confusion: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    worst: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    rated: list[Rated] = field(default_factory=list)

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values: F1s to four places, accuracies on found claims, confusion of categories, the worst examples."""
        rated = {name: round(sum(v) / len(v), 4) if v else None for name, v in sorted(self.parts.items())}
        return {
            "passages": self.passages,
            "claims": {name: _plain(s) for name, s in sorted(self.claims.items())},
            "by_effect": {name: _plain(s) for name, s in sorted(self.by_effect.items())},
            "by_dataset_l3": {name: _plain(s) for name, s in sorted(self.by_set.items())},
            "accuracy_on_found": rated,
            **{name: _plain(s) for name, s in sorted(self.other.items())},
            "category_confusion": {g: dict(sorted(c.items())) for g, c in sorted(self.confusion.items())},
            "calibration": calibration.as_json(self.rated),
            "worst": [w for _, w in sorted(self.worst, key=lambda pair: -pair[0])[:examples]],
        }


def _plain(score: Score) -> dict[str, float | int]:
    return {
        "p": round(score.precision, 4),
        "r": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "gold": score.gold,
        "found": score.found,
    }


def load_gold(path: Path) -> list[dict[str, Any]]:
    """The labelled passages of a file; InputError when it is not there or not what it should be."""
    if not path.is_file():
        raise InputError(f"No labelled set at {path}; give the folder that holds it with --folder.")
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except ValueError as trouble:
        raise InputError(f"{path} is not JSON lines: {trouble}.") from trouble


def items(gold: Iterable[Mapping[str, Any]]) -> Iterator[RawItem]:
    """The passages as items to read, their text as given."""
    for passage in gold:
        content = json.dumps({"id": passage["id"], "text": passage["text"]}, ensure_ascii=False).encode()
        yield RawItem(
            content=content,
            sha256=sha256_hex(content),
            media_type="application/json",
            source="annotation",
            external_id=passage["id"],
            given_text=passage["text"],
            published=passage.get("date"),
            language="en",
        )


def gold_claim(label: Mapping[str, Any]) -> Told:
    """A labelled claim as it is scored."""
    return Told(
        span=_stretch(label["quote_span"]),
        count=_stretch(label.get("count_span")),
        low=label["low"],
        high=label["high"],
        qualifier=label["qualifier"],
        effect=label["outcome"],
        effect_span=_stretch(label.get("outcome_span")),
        category=label["who"],
        victims=_stretch(label.get("who_span")),
        source=_stretch(label.get("source_span")),
        certainty=label["certainty"],
        scope=label["scope"],
        place=_stretch(label.get("place_span")),
        time=_stretch(label.get("time_span")),
        parent=label.get("subset_of"),
    )


def found_claims(extraction: Extraction) -> list[Told]:
    """The claims of a reading as they are scored; parents become indexes into this list."""
    index = {claim.claim_id: i for i, claim in enumerate(extraction.claims)}
    return [
        Told(
            span=_cut(c.span),
            count=_cut(c.count.span),
            low=c.count.low,
            high=c.count.high,
            qualifier=c.count.qualifier.value,
            effect=c.effect.value,
            effect_span=_cut(c.effect_span),
            category=c.victims.category.value,
            victims=_cut(c.victims.span),
            source=_cut(c.attribution.source_span),
            certainty=c.certainty.value,
            scope=c.scope.value,
            place=_cut(c.place.span if c.place else None),
            time=_cut(c.time.span if c.time else None),
            parent=index.get(c.subset_of) if c.subset_of else None,
        )
        for c in extraction.claims
    ]


def _stretch(pair: Sequence[int] | None) -> Stretch | None:
    return (pair[0], pair[1]) if pair else None


def _cut(span: Span | None) -> Stretch | None:
    return (span.start, span.end) if span else None


def score_passage(report: Report, gold: Mapping[str, Any], extraction: Extraction | None) -> None:
    """Adds one passage to the report; an unread passage counts as nothing found."""
    text = gold["text"]
    wanted = [gold_claim(label) for label in gold["claims"]]
    found = found_claims(extraction) if extraction else []
    pairs = pair_up(wanted, found, lambda g, f: level(g, f, text), closeness)
    report.passages += 1
    for n in (1, 2, 3):
        right = sum(value >= n for _, _, value in pairs)
        report.claims[f"l{n}"] += Score(right=right, gold=len(wanted), found=len(found))
    report.by_set[gold["dataset"]] += Score(right=sum(v == 3 for *_, v in pairs), gold=len(wanted), found=len(found))
    _score_effects(report, wanted, found, {i for i, _, _ in pairs})
    _score_parts(report, wanted, found, pairs)
    _score_links(report, wanted, found, pairs)
    _score_occurrences(report, gold, extraction)
    wrong = len(wanted) + len(found) - 2 * sum(v == 3 for *_, v in pairs)
    if wrong:
        report.worst.append((wrong, _example(gold, wanted, found, pairs)))


def rate_claims(report: Report, gold: Mapping[str, Any], extraction: Extraction) -> None:
    """Adds every scored claim, also those that wait for review, with whether it is right, for the calibration."""
    found = found_claims(extraction)
    wanted = [gold_claim(label) for label in gold["claims"]]
    hit = {j for _, j, _ in pair_up(wanted, found, lambda g, f: level(g, f, gold["text"]), closeness)}
    scored = ((i, c.score) for i, c in enumerate(extraction.claims) if c.score is not None)
    report.rated += [Rated(score=score, right=i in hit) for i, score in scored]


def _score_effects(report: Report, wanted: list[Told], found: list[Told], hit: set[int]) -> None:
    for i, claim in enumerate(wanted):
        report.by_effect[claim.effect] += Score(right=i in hit, gold=1, found=0)
    for claim in found:
        report.by_effect[claim.effect] += Score(right=0, gold=0, found=1)


def _score_parts(report: Report, wanted: list[Told], found: list[Told], pairs: list[tuple[int, int, int]]) -> None:
    for i, j, _ in pairs:
        g, f = wanted[i], found[j]
        report.parts["scope"].append(g.scope == f.scope)
        report.parts["certainty"].append(g.certainty == f.certainty)
        for name, a, b in (("place", g.place, f.place), ("time", g.time, f.time)):
            report.parts[name].append(overlap(a, b) or (a is None and b is None))
        report.confusion[g.category][f.category] += 1


def _score_links(report: Report, wanted: list[Told], found: list[Told], pairs: list[tuple[int, int, int]]) -> None:
    to_gold = {j: i for i, j, _ in pairs}
    gold_links = {(i, c.parent) for i, c in enumerate(wanted) if c.parent is not None}
    links: set[tuple[object, object]] = {
        (to_gold.get(j, ("x", j)), to_gold.get(c.parent, ("x", c.parent))) for j, c in enumerate(found) if c.parent is not None
    }
    report.other["subset_links"] += Score(right=len(gold_links & links), gold=len(gold_links), found=len(links))


def _score_occurrences(report: Report, gold: Mapping[str, Any], extraction: Extraction | None) -> None:
    events = extraction.events if extraction else ()
    pairs = pair_up(
        gold["events"],
        events,
        lambda g, f: 1 + (g["type"] == f.type.value) if overlap(_stretch(g["trigger_span"]), _cut(f.trigger)) else 0,
    )
    size = {"gold": len(gold["events"]), "found": len(events)}
    report.other["event_trigger"] += Score(right=len(pairs), **size)
    report.other["event_typed"] += Score(right=sum(v == 2 for *_, v in pairs), **size)
    for i, j, _ in pairs:
        report.parts["realis"].append(gold["events"][i]["realis"] == events[j].realis.value)
    disruptions = extraction.disruptions if extraction else ()
    matched = pair_up(
        gold["disruptions"],
        disruptions,
        lambda g, f: int(g["kind"] == f.kind.value and overlap(_stretch(g["span"]), _cut(f.span))),
    )
    report.other["disruptions"] += Score(right=len(matched), gold=len(gold["disruptions"]), found=len(disruptions))
    said = bool(extraction and extraction.relevant)
    report.other["relevance"] += Score(right=bool(gold["relevant"] and said), gold=gold["relevant"], found=said)


def _example(gold: Mapping[str, Any], wanted: list[Told], found: list[Told], pairs: list[tuple[int, int, int]]) -> dict[str, Any]:
    text = gold["text"]
    right_gold, right_found = {i for i, _, v in pairs if v == 3}, {j for _, j, v in pairs if v == 3}
    return {
        "id": gold["id"],
        "text": text,
        "missed_or_partly": [_words(text, c) for i, c in enumerate(wanted) if i not in right_gold],
        "wrong_or_partly": [_words(text, c) for j, c in enumerate(found) if j not in right_found],
    }


def _words(text: str, claim: Told) -> dict[str, object]:
    quoted = {name: text[slice(*s)] if s else None for name, s in (("quote", claim.span), ("count", claim.count),
                                                                      ("source", claim.source))}  # fmt: skip
    return {**quoted, "low": claim.low, "high": claim.high, "effect": claim.effect, "category": claim.category}
