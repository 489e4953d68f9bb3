"""Labelled passages → the weights of `languages/en/attachment.toml`: which time and place belong to which words.

A softmax over the candidates of each labelled claim, event and disruption ("none" is one of them), by maximum likelihood with an
L2 penalty and Adam in a fixed order, first after the right choices, then after their own: the same labels, the same weights.
The tagger in use is asked where it looks for the time and place of each claim, so refit these weights after training it.
Run it as `python -m onrecord.refit.attachment LABELS.jsonl CACHE OUT.toml`; CACHE is where the gazetteer is unpacked.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.atlas.actors import load_actors
from onrecord.extract.reading import extract_document
from onrecord.languages import Lexicon, load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.mentions import Gazetteer, Pointing
from onrecord.model.register import Extraction, PointedExtraction
from onrecord.model.spans import Span, cut
from onrecord.pipeline import Tools, load_tools
from onrecord.refit.passages import Line, load_labels
from onrecord.resolve.actors import find_actors, read_context
from onrecord.resolve.attach.choosing import Candidate, Target, Trail, chain_heads, survey
from onrecord.resolve.attach.cues import Cues, load_cues, weigh
from onrecord.resolve.attach.options import Option, options, scene_of
from onrecord.resolve.attach.pointed import POINTED, pointed_words
from onrecord.resolve.attaching import place_candidates
from onrecord.resolve.layout import lay_out
from onrecord.resolve.localities import as_mentions, find_localities, outside_headlines
from onrecord.resolve.moments import UNDATED_RULES
from onrecord.resolve.places import find_places
from onrecord.resolve.times import find_times

PENALTY, RATE, EPOCHS, BATCH, SEED = 1e-3, 0.03, 6, 64, 1  # chosen on a part of the training documents held out
LEAST_WEIGHT = 0.02  # smaller weights change no answer
LEAST_WORD = 0.06  # of a single word; all the smaller ones together move the choice of one claim in 400, and take long to load
LEAST_SEEN = 5  # candidates a word must stand beside to weigh anything
KINDS = ("time", "place")

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Table = dict[str, float]
Finder = Callable[[str], list[Candidate]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A labelled claim, event or disruption: the target, where it stands among the claims, and the candidates that are right."""

    target: Target
    claim: int | None
    parent: int | None
    right: tuple[int, ...]
    has_none: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The options of one choice and, for each, whether it is right."""

    options: Sequence[Option]
    right: Sequence[bool]


def times_in(lexicon: Lexicon) -> Finder:
    """Finds the times of a text that date something."""
    return lambda text: [Candidate(span=e.span, kind=e.rule) for e in find_times(text, lexicon) if e.rule not in UNDATED_RULES]


def places_in(lexicon: Lexicon, gazetteer: Gazetteer, cues: Cues) -> Finder:
    """Finds the places of a text that may be chosen, listed and local."""
    actors = load_actors()

    def find(text: str) -> list[Candidate]:
        doc = Document(document_id="label", text_version="1", text=text, raw_sha256="0", source="label")
        listed = find_places(doc, gazetteer)
        named = [a.span for a in find_actors(read_context(text, actors, lexicon, ())) if a.is_name]
        taken = [*(m.span for m in listed), *(e.core for e in find_times(text, lexicon)), *named]
        local = outside_headlines(find_localities(text, lexicon, taken), lay_out(text))
        places = sorted((*listed, *as_mentions(local, listed, text)), key=lambda m: m.span)
        found = place_candidates(places, {one.span: one.how for one in local})
        return [found[i] for i in chain_heads(found, text, cues)]

    return find


def wanted(line: Line, kind: str, candidates: Sequence[Candidate]) -> list[Wanted]:
    """What a passage's labels say about "time" or "place", in the order of the text."""
    text = line["text"]

    def one(label: Mapping[str, Any], at: str, focus: str, scope: str, claim: int | None = None) -> Wanted:
        span, words = label[at], label.get(focus) or label[at]
        gold = label.get(f"{kind}_span")
        right = tuple(i for i, c in enumerate(candidates) if gold and c.span.start < gold[1] and gold[0] < c.span.end)
        pointing = label.get("pointings", {}).get(kind)
        target = Target(span=cut(text, *span), focus=cut(text, *words), scope=scope, is_event=claim is None, pointing=pointing)
        return Wanted(target=target, claim=claim, parent=label.get("subset_of"), right=right, has_none=not gold)

    found = [one(c, "quote_span", "outcome_span", c["scope"], n) for n, c in enumerate(line["claims"])]
    for event in line["events"]:
        scope = "background" if event["realis"] == "background" else "incident"
        found.append(one(event, "trigger_span", "trigger_span", scope))
    if kind == "place":  # the labels of disruptions name no time
        found += [one(d, "span", "span", "incident") for d in line["disruptions"]]
    return sorted(found, key=lambda w: (w.target.focus.start, w.target.focus.end, w.claim is None))


def choices(lines: Sequence[Line], kind: str, find: Finder, cues: Cues, weights: Table | None) -> Iterator[Choice]:
    """Every choice of the passages, each after the right choices before it, or after those of `weights`."""
    for line in lines:
        candidates = _with_pointed(line, kind, find(line["text"]))
        asked = wanted(line, kind, candidates)
        focuses: list[Span] = [w.target.focus for w in asked]
        scene = scene_of(candidates, survey(focuses, lay_out(line["text"]), cues), cues.weights[kind])
        last: Span | None = None
        last_choice: int | None = None
        made: dict[int, int | None] = {}
        for one in asked:
            known = one.parent is not None and one.parent in made
            trail = Trail(
                last=last, last_choice=last_choice, has_parent=known, parent_choice=made.get(one.parent or 0) if known else None
            )
            offered = options(one.target, scene, trail)
            right = [one.has_none if i is None else i in one.right for i, _ in offered]
            yield Choice(options=offered, right=right)
            taken = _right_one(offered, right) if weights is None else max(offered, key=lambda o: weigh(o[1], weights))
            if taken is not None:
                last, last_choice = one.target.focus, taken[0]
                if one.claim is not None:
                    made[one.claim] = taken[0]


def _with_pointed(line: Line, kind: str, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates with the words besides that a reader points at, in the order of the text."""
    pointings = [claim["pointings"][kind] for claim in line["claims"] if kind in claim.get("pointings", {})]
    told = [Candidate(span=span, kind=POINTED) for span in pointed_words(pointings, [c.span for c in candidates])]
    return sorted((*candidates, *told), key=lambda candidate: candidate.span.start)


def _right_one(offered: Sequence[Option], right: Sequence[bool]) -> Option | None:
    """The first right option; None where the right words are no candidate."""
    return next((option for option, is_right in zip(offered, right, strict=True) if is_right), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A choice as numbers: for each feature of an option its option, its column and its value; and which options are right."""

    options: Whole
    columns: Whole
    values: Floats
    right: Floats


def fit(lines: Sequence[Line], kind: str, find: Finder, cues: Cues) -> Table:
    """The weights for "time" or "place"; words that stand beside too few candidates weigh nothing."""
    table: Table | None = None
    for _ in range(2):
        made = [c for c in choices(lines, kind, find, cues, table) if any(c.right)]
        seen = Counter(name for choice in made for _, features in choice.options for name in features)
        names = {name: n for n, name in enumerate(sorted(n for n, k in seen.items() if ": " not in n or k >= LEAST_SEEN))}
        start = np.asarray([(table or {}).get(name, 0.0) for name in names])
        weights = _climb([_case(choice, names) for choice in made], start)
        table = {name: float(weights[column]) for name, column in names.items()}
    return {name: round(value, 3) for name, value in (table or {}).items()}


def _case(choice: Choice, names: Mapping[str, int]) -> Case:
    told = [
        (row, names[name], value)
        for row, (_, features) in enumerate(choice.options)
        for name, value in features.items()
        if value and name in names
    ]
    return Case(
        options=np.asarray([row for row, *_ in told], dtype=np.int64),
        columns=np.asarray([column for _, column, _ in told], dtype=np.int64),
        values=np.asarray([value for *_, value in told], dtype=np.float64),
        right=np.asarray(choice.right, dtype=np.float64),
    )


def _climb(cases: list[Case], weights: Floats) -> Floats:
    """Adam on the log-likelihood that a right option is taken; the rate falls to nothing. Source: Kingma and Ba 2015."""
    mean, square, step, rng = np.zeros_like(weights), np.zeros_like(weights), 0, random.Random(SEED)  # noqa: S311 (shuffling)
    for epoch in range(EPOCHS):
        rng.shuffle(cases)
        for at in range(0, len(cases), BATCH):
            batch = cases[at : at + BATCH]
            columns = np.concatenate([case.columns for case in batch])
            pulls = np.concatenate([_pull(case, weights) for case in batch])
            slope = np.bincount(columns, pulls, minlength=len(weights)) / BATCH + PENALTY * weights
            step += 1
            mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
            pace = RATE * (1 - epoch / EPOCHS)
            weights = weights - pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def _pull(case: Case, weights: Floats) -> Floats:
    """How much each feature of each option of a choice pulls its weight down."""
    scores = np.bincount(case.options, case.values * weights[case.columns], minlength=len(case.right))
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    among = chance * case.right
    pulls: Floats = case.values * (chance - among / among.sum())[case.options]
    return pulls


def accuracy(lines: Sequence[Line], kind: str, find: Finder, cues: Cues, weights: Table) -> float:
    """The share (0..1) of choices that the weights make rightly, each after their own choices before; 0 where there is none."""
    hits = [c.right[max(range(len(c.options)), key=lambda n: weigh(c.options[n][1], weights))]
            for c in choices(lines, kind, find, cues, weights)]  # fmt: skip
    return sum(hits) / len(hits) if hits else 0.0


def with_tables(text: str, tables: Mapping[str, Table]) -> str:
    """An attachment file with other weights; the cue words above them stay as people wrote them."""
    head = text[: text.index(f"\n[{KINDS[0]}]\n")]
    lines = [head]
    for kind, table in tables.items():
        lines += [f"\n[{kind}]"]
        lines += [f"{_key(name)} = {value}" for name, value in sorted(table.items()) if abs(value) >= _least(name)]
    return "\n".join(lines) + "\n"


def _least(name: str) -> float:
    return LEAST_WORD if ": " in name else LEAST_WEIGHT


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else json.dumps(name, ensure_ascii=False)


def with_pointings(lines: Sequence[Line], tools: Tools) -> list[Line]:
    """The passages, each labelled claim with where the tagger looks for its time and place, if it reads the claim at all."""
    return [{**line, "claims": _pointing(line, _read(line["text"], tools))} for line in lines]


def _read(text: str, tools: Tools) -> Extraction:
    doc = Document(document_id="label", text_version="1", text=text, raw_sha256="0", source="label", language="en")
    return extract_document(doc, tools.parser, tools.lexicon, tools.tagger)


def _pointing(line: Line, read: Extraction) -> list[dict[str, Any]]:
    """The claims' labels with the pointings of the claim read at the same counting words, else at the same effect's words."""
    told: dict[str, dict[str, Pointing]] = {}
    for pointing in read.pointings if isinstance(read, PointedExtraction) else ():
        told.setdefault(pointing.record_id, {})[pointing.kind.value] = pointing
    labels = []
    for label in line["claims"]:
        same = (c for c in read.claims if c.effect.value == label["outcome"] and _same_words(c, label))
        claim = next(same, None)
        labels.append({**label, "pointings": told.get(claim.claim_id, {}) if claim is not None else {}})
    return labels


def _same_words(claim: Claim, label: Mapping[str, Any]) -> bool:
    for span, gold in ((claim.count.span, label.get("count_span")), (claim.effect_span, label.get("outcome_span"))):
        if span is not None and gold:
            return bool(span.start < gold[1] and gold[0] < span.end)
    return False


def main(labels: str, cache: str, out: str) -> None:
    """Fit both tables on a label file and write them into the attachment file at `out`, whose cue words are kept."""
    from onrecord.store.gazetteer import open_gazetteer

    lexicon = load_lexicon("en")
    cues, lines = load_cues(lexicon), with_pointings(load_labels(Path(labels)), load_tools(Path(cache)))
    finders = {"time": times_in(lexicon), "place": places_in(lexicon, open_gazetteer(Path(cache)), cues)}
    tables = {kind: fit(lines, kind, finders[kind], cues) for kind in KINDS}
    path = Path(out)
    path.write_text(with_tables(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
