"""Scores places against texts with marked names: where marked names are, and whether our own search finds them.

Source: Gritta et al. 2020 for the measures: A@161 (share within 161 km, a hundred miles), mean error, AUC (area under the curve
of the logarithm of the errors; smaller is better). An area with the right id is right: its centre differs between gazetteers.
"""

import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.evaluation.error_map import Ends
from onrecord.evaluation.scoring import Score
from onrecord.evaluation.sets.places import LITERAL, Marked, MarkedText, is_measured
from onrecord.model.mentions import Gazetteer, Mention, PlaceRef
from onrecord.resolve.gazetteer import distance_km

NEAR_KM = 161.0
FARTHEST_KM = 20_039.0  # half the way around the world: the error of a name that was not placed
KINDS = {"A": "admin area", "P": "town", "H": "water", "L": "park or region", "T": "mountain", "S": "building", "R": "road"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A name placed wrongly or not at all: in which text, what the labels say and what we said; `away_km` None = not known."""

    case_id: str
    words: str
    wanted: str
    answered: str | None
    away_km: float | None


@dataclass(slots=True)
class Search:
    """What our own search found of the names in literal use, and how far from where they are (km) it put those it found.

    `known` leaves out those whose true position nobody here knows; they are wrong in `errors`.
    """

    found: Score = Score(right=0, gold=0, found=0)
    errors: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, float | int]:
        """Plain values, shares to four places."""
        return {
            "p": round(self.found.precision, 4),
            "r": round(self.found.recall, 4),
            "f1": round(self.found.f1, 4),
            "gold": self.found.gold,
            "found": self.found.found,
            "a161_of_the_found": measures(self.errors)["a161"],
            "a161_where_known": measures(self.known)["a161"],
            "known": len(self.known),
        }


@dataclass(slots=True)
class PlaceReport:
    """Marked names by kind: how far from where they are we put them. `search` is our own search where it is scored.

    `lines` are the errors above NEAR_KM whose both ends are known, with their distance in km.
    """

    texts: int = 0
    errors: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    numbered: list[float] = field(default_factory=list)
    exact: int = 0
    with_id: int = 0
    unplaced: int = 0
    unknown_gold: int = 0
    search: dict[str, "Search"] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    lines: list[tuple[Ends, float]] = field(default_factory=list)

    def add(self, text: MarkedText, answers: Sequence[PlaceRef], gazetteer: Gazetteer) -> None:
        """Adds one text with where its marked names were put, in order."""
        self.texts += 1
        for marked, answer in zip(text.marked, answers, strict=True):
            wrong = error_km(marked, answer, gazetteer)
            away = FARTHEST_KM if wrong is None else wrong
            self.errors[KINDS.get(marked.kind, marked.kind)].append(away)
            if marked.geonames is not None:
                self.with_id += 1
                self.numbered.append(away)
                self.exact += answer.place_id == f"geonames:{marked.geonames}"
            self.unplaced += answer.latitude is None
            self.unknown_gold += wrong is None and answer.latitude is not None
            truth = position(marked, gazetteer)
            if wrong is not None and away > NEAR_KM and truth is not None and answer.latitude is not None:
                self.lines.append(((*truth, answer.latitude, answer.longitude or 0.0), away))
            if away > NEAR_KM:
                words = text.text[marked.start : marked.end]
                wanted = f"geonames:{marked.geonames}" if marked.geonames else f"{marked.latitude}, {marked.longitude}"
                self.misses.append(Miss(case_id=text.case_id, words=words, wanted=wanted, answered=answer.name, away_km=wrong))

    def add_search(self, text: MarkedText, found: Sequence[Mention], gazetteer: Gazetteer) -> None:
        """Adds what our own search found in the text: names in literal use are wanted, others neither cost nor count.

        Nor does what was found where nothing was labelled. Texts that were not learned from are counted apart, too.
        """
        wanted = {(m.start, m.end): m for m in text.marked if m.kind in LITERAL}
        other = [m for m in text.marked if m.kind not in LITERAL]
        told = [f for f in found if f.span.start >= text.told_from]
        hits = [(wanted[f.span.start, f.span.end], f) for f in told if (f.span.start, f.span.end) in wanted]
        missed = [f for f in told if (f.span.start, f.span.end) not in wanted]
        wrong = [f for f in missed if not any(m.start < f.span.end and f.span.start < m.end for m in other)]
        answers = [mention.place or PlaceRef() for _, mention in hits]
        errors = [error_km(marked, answer, gazetteer) for (marked, _), answer in zip(hits, answers, strict=True)]
        known = [e is not None or a.latitude is None for e, a in zip(errors, answers, strict=True)]
        away = [FARTHEST_KM if error is None else error for error in errors]
        for name in ("search", "search_not_learned_from") if is_measured(text) else ("search",):
            part = self.search.setdefault(name, Search())
            part.found += Score(right=len(hits), gold=len(wanted), found=len(hits) + len(wrong))
            part.errors += away
            part.known += itertools.compress(away, known)

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values: shares to four places, errors in km, by kind; the commonest misses first."""
        everything = [e for errors in self.errors.values() for e in errors]
        plain: dict[str, Any] = {
            "texts": self.texts,
            "names": len(everything),
            "all": measures(everything),
            "with_geonames_id": {**measures(self.numbered), "exact_id": share(self.exact, self.with_id)},
            "unplaced": self.unplaced,
            "gold_place_unknown_to_the_gazetteer": self.unknown_gold,
            "by_kind": {
                kind: {"names": len(errors), "a161": share(sum(e <= NEAR_KM for e in errors), len(errors))}
                for kind, errors in sorted(self.errors.items())
            },
        }
        plain |= {name: part.as_json() for name, part in self.search.items()}
        common = Counter((m.words, m.wanted, m.answered) for m in self.misses).most_common(examples)
        return plain | {"misses": [{"words": w, "wanted": g, "answered": a, "times": n} for (w, g, a), n in common]}

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        lines = [f"{plain['texts']} texts, {plain['names']} marked names"]
        for name in ("with_geonames_id", "all"):
            m = plain[name]
            exact = f", exact id {m['exact_id']:.3f}" if "exact_id" in m else ""
            words = f"A@161 {m['a161']:.3f}{exact}, mean error {m['mean_km']:.0f} km, AUC {m['auc']:.3f}"
            lines.append(f"{name.replace('_', ' '):<18} {words} ({m['names']} names)")
        lines.append(f"not placed: {self.unplaced}; gold places whose position nobody here knows: {self.unknown_gold} (wrong)")
        lines += [f"  {kind:<22} A@161 {m['a161']:.3f} ({m['names']} names)" for kind, m in plain["by_kind"].items()]
        for name, words in (("search", "found by ourselves"), ("search_not_learned_from", "… in texts not learned from")):
            if name in plain:
                s = plain[name]
                score = f"P {s['p']:.3f} R {s['r']:.3f} F1 {s['f1']:.3f} ({s['gold']} gold, {s['found']} found)"
                lines.append(f"{words}: strict span {score}; A@161 of the found {s['a161_of_the_found']:.3f}")
                lines.append(f"  … of the {s['known']} found whose position is known {s['a161_where_known']:.3f}")
        lines += [json.dumps(miss, ensure_ascii=False) for miss in plain["misses"]]
        return "\n".join(lines) + "\n"


def share(part: int, whole: int) -> float | None:
    """A share to four places; None of nothing."""
    return round(part / whole, 4) if whole else None


def measures(errors: Sequence[float]) -> Mapping[str, float | int]:
    """A@161, mean error in km and AUC of errors in km; all 0 of none."""
    many = max(1, len(errors))
    return {
        "names": len(errors),
        "a161": round(sum(e <= NEAR_KM for e in errors) / many, 4),
        "mean_km": round(sum(errors) / many, 1),
        "auc": round(sum(math.log1p(e) for e in errors) / many / math.log1p(FARTHEST_KM), 4),
    }


def error_km(marked: Marked, answer: PlaceRef, gazetteer: Gazetteer) -> float | None:
    """How far the answer is from the truth: 0 for the right id; None = not placed, or the truth's position is not known."""
    right = f"geonames:{marked.geonames}"
    if marked.geonames is not None and answer.place_id == right:
        return 0.0
    if answer.latitude is None or answer.longitude is None:
        return None
    truth = position(marked, gazetteer)
    return distance_km(*truth, answer.latitude, answer.longitude) if truth else None


def position(marked: Marked, gazetteer: Gazetteer) -> tuple[float, float] | None:
    """Latitude and longitude of the truth: the label's, else the gazetteer's for its id; None = not known."""
    if marked.latitude is not None and marked.longitude is not None:
        return marked.latitude, marked.longitude
    truth = gazetteer.place(f"geonames:{marked.geonames}")
    return (truth.latitude, truth.longitude) if truth else None
