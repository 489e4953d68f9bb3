"""Labelled passages → the weights of `languages/en/attachment.toml`: which time and place belong to which words.

A softmax over the candidates of each labelled claim, event and disruption ("none" is one of them), by maximum likelihood with an
L2 penalty (`climbing`), first after the right choices, then after their own: the same labels, the same weights.
The tagger in use is asked where it looks for the time and place of each claim, so refit these weights after training it.
Run it as `python -m onrecord.refit.attachment LABELS.jsonl CACHE OUT.toml [SETS]`; CACHE is where the gazetteer is unpacked, SETS
the folder that holds data/event_location, whose training half teaches the places of verbs, too.
"""

import functools
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.atlas.actors import load_actors
from onrecord.extract.reading import extract_document
from onrecord.languages import Lexicon, load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.hashing import sha256_hex
from onrecord.model.mentions import Gazetteer, Pointing
from onrecord.model.register import Extraction, PointedExtraction
from onrecord.model.spans import Span, cut
from onrecord.pipeline import Tools, load_tools
from onrecord.refit.climbing import Choice, case_of, climb
from onrecord.refit.passages import Line, load_labels
from onrecord.refit.verb_places import verb_lines
from onrecord.resolve.actors import find_actors, read_context
from onrecord.resolve.attach.chains import linked
from onrecord.resolve.attach.choosing import Candidate, Target, Trail, kind_of, survey
from onrecord.resolve.attach.cues import Cues, load_cues, weigh
from onrecord.resolve.attach.options import Option, options, scene_of
from onrecord.resolve.attach.pointed import POINTED, pointed_words
from onrecord.resolve.attach.wider import find_wider
from onrecord.resolve.attaching import place_candidates
from onrecord.resolve.layout import lay_out
from onrecord.resolve.localities import Locality, as_mentions, find_localities, outside_headlines
from onrecord.resolve.moments import UNDATED_RULES
from onrecord.resolve.places import find_places
from onrecord.resolve.times import find_times

LEAST_WEIGHT = 0.02  # smaller weights change no answer
LEAST_WORD = 0.06  # of a single word; all the smaller ones together move the choice of one claim in 400, and take long to load
UNPOINTED = 4
PARTS = 3  # of the passages, each chosen in by what the others teach
LEAST_SEEN = 4  # candidates a word must stand beside to weigh anything
PENALTIES = {"time": 1e-3, "place": 1e-3, "event_place": 3e-4}  # chosen on passages held out and the development set
# The tagger looks more surely at the places of passages that it has learned from (its likeliest words are right for .77 of the
# claims there, for .72 elsewhere): its shares count a quarter of what is fitted, and that no place is told is held less likely
# where it is not sure of that. Chosen on the development set; on passages held out "none" so shifted costs .002.
COUNTED = {"place": {"pointed_share": 0.25, "none_share": 1.335}}
LESS_NONE = {"place": 0.3}
KINDS = {"time": ("time",), "place": ("place", "event_place")}  # what is sought → the tables it is chosen by

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


def times_in(lexicon: Lexicon) -> Finder:
    """Finds the times of a text that date something."""
    return lambda text: [Candidate(span=e.span, kind=e.rule) for e in find_times(text, lexicon) if e.rule not in UNDATED_RULES]


def places_in(lexicon: Lexicon, gazetteer: Gazetteer, cues: Cues) -> Finder:
    """Finds the places of a text that may be chosen, listed and local."""
    actors = load_actors()

    @functools.cache
    def find(text: str) -> list[Candidate]:
        doc = Document(document_id="label", text_version="1", text=text, raw_sha256="0", source="label")
        listed = find_places(doc, gazetteer)
        named = [a.span for a in find_actors(read_context(text, actors, lexicon, ())) if a.is_name]
        taken = [*(m.span for m in listed), *(e.core for e in find_times(text, lexicon)), *named]
        layout = lay_out(text)
        local = outside_headlines(find_localities(text, lexicon, taken), layout)
        wider = find_wider(layout, lexicon, [*taken, *(one.span for one in local)])
        local += tuple(Locality(span=span, how=kind) for span, kind in wider)
        places = sorted((*listed, *as_mentions(local, listed, text)), key=lambda m: m.span)
        return linked(place_candidates(places, {one.span: one.how for one in local}), text, cues)

    return find


def wanted(line: Line, kind: str, candidates: Sequence[Candidate]) -> list[Wanted]:
    """What a passage's labels say about "time" or "place", in the order of the text."""
    text = line["text"]

    def one(label: Mapping[str, Any], at: str, focus: str, scope: str, claim: int | None = None) -> Wanted:
        span, words = label[at], label.get(focus) or label[at]
        single = label.get(f"{kind}_span")
        gold = label.get(f"{kind}_spans", [single] if single else [])
        right = tuple(
            i for i, c in enumerate(candidates) if any(c.span.start < end and start < c.span.end for start, end in gold)
        )
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


def choices(
    lines: Sequence[Line], what: str, find: Finder, cues: Cues, tables: Mapping[str, Table] | None
) -> Iterator[tuple[str, Choice]]:
    """Every choice of the passages with its kind, each after the right choices before it, or after those of `tables`."""
    for line in lines:
        candidates = _with_pointed(line, what, find(line["text"]))
        asked = wanted(line, what, candidates)
        focuses: list[Span] = [w.target.focus for w in asked]
        ground = survey(focuses, lay_out(line["text"]), cues)
        scenes = {kind: scene_of(candidates, ground, cues.weights[kind]) for kind in KINDS[what]}
        last: Span | None = None
        last_choice: int | None = None
        made: dict[int, int | None] = {}
        for one in asked:
            known = one.parent is not None and one.parent in made
            trail = Trail(
                last=last, last_choice=last_choice, has_parent=known, parent_choice=made.get(one.parent or 0) if known else None
            )
            kind = kind_of(what, one.target)
            offered = options(one.target, scenes[kind], trail)
            right = [one.has_none if i is None else i in one.right for i, _ in offered]
            yield kind, Choice(options=offered, right=right, weight=line.get("weight", 1.0))
            taken = _right_one(offered, right) if tables is None else max(offered, key=lambda o: weigh(o[1], tables[kind]))
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


def fit(lines: Sequence[Line], what: str, find: Finder, cues: Cues) -> dict[str, Table]:
    """The weights of the tables for "time" or "place"; words that stand beside too few candidates weigh nothing.

    First after the right choices before each; then each part of the passages after what the others have taught to choose there,
    because choices follow one another and none may learn to trust the one before it more than it deserves.
    """
    parts = [[line for line in lines if _part(line) == part] for part in range(PARTS)]
    taught = [_by_kind(part, what, find, cues, None) for part in parts]
    again = []
    for number, part in enumerate(parts):
        others = [made for n, made in enumerate(taught) if n != number]
        again.append(
            _by_kind(part, what, find, cues, {kind: _fitted(_joined(others, kind), PENALTIES[kind]) for kind in KINDS[what]})
        )
    tables = {kind: _fitted(_joined(again, kind), PENALTIES[kind]) for kind in KINDS[what]}
    return {kind: {name: round(value, 3) for name, value in elsewhere(kind, table).items()} for kind, table in tables.items()}


def elsewhere(kind: str, table: Table) -> Table:
    """The weights for passages that the tagger has not learned from."""
    counted = COUNTED.get(kind, {})
    found = {name: value * counted.get(name, 1.0) for name, value in table.items()}
    return found | ({"none": found.get("none", 0.0) - LESS_NONE[kind]} if kind in LESS_NONE else {})


def _part(line: Line) -> int:
    """The part that a passage is in: all of one report are in one."""
    return int(sha256_hex(str(line.get("doc") or line["text"]).encode("utf-8", "surrogatepass"))[:8], 16) % PARTS


def _by_kind(
    lines: Sequence[Line], what: str, find: Finder, cues: Cues, tables: Mapping[str, Table] | None
) -> dict[str, list[Choice]]:
    made: dict[str, list[Choice]] = {kind: [] for kind in KINDS[what]}
    for kind, choice in choices(lines, what, find, cues, tables):
        if any(choice.right):
            made[kind].append(choice)
    return made


def _joined(parts: Sequence[Mapping[str, list[Choice]]], kind: str) -> list[Choice]:
    return [choice for part in parts for choice in part[kind]]


def _fitted(made: Sequence[Choice], penalty: float) -> Table:
    seen = Counter(name for choice in made for _, features in choice.options for name in features)
    names = {name: n for n, name in enumerate(sorted(n for n, k in seen.items() if ": " not in n or k >= LEAST_SEEN))}
    weights = climb([case_of(choice, names) for choice in made], len(names), penalty)
    return {name: float(weights[column]) for name, column in names.items()}


def accuracy(lines: Sequence[Line], what: str, find: Finder, cues: Cues, tables: Mapping[str, Table]) -> dict[str, float]:
    """The share (0..1) of choices of each kind that the weights make rightly, each after their own choices before."""
    hits: dict[str, list[bool]] = {}
    for kind, choice in choices(lines, what, find, cues, tables):
        best = max(range(len(choice.options)), key=lambda n: weigh(choice.options[n][1], tables[kind]))
        hits.setdefault(kind, []).append(choice.right[best])
    return {kind: sum(found) / len(found) for kind, found in hits.items()}


def with_tables(text: str, tables: Mapping[str, Table]) -> str:
    """An attachment file with other weights; the cue words above them stay as people wrote them."""
    head = text[: text.index("\n[time]\n")]
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
    return [line if _is_unpointed(line) else {**line, "claims": _pointing(line, _read(line["text"], tools))} for line in lines]


def _is_unpointed(line: Line) -> bool:
    """Whether a passage is learned from without the tagger, as the grammar alone reads: one in UNPOINTED."""
    return int(sha256_hex(line["text"].encode("utf-8", "surrogatepass"))[8:16], 16) % UNPOINTED == 0


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


def main(labels: str, cache: str, out: str, sets: str | None = None) -> None:
    """Fit all tables on a label file and write them into the attachment file at `out`, whose cue words are kept."""
    from onrecord.store.gazetteer import open_gazetteer

    lexicon = load_lexicon("en")
    cues, lines = load_cues(lexicon), with_pointings(load_labels(Path(labels)), load_tools(Path(cache)))
    more = () if sets is None else tuple(verb_lines(Path(sets)))
    times = fit(lines, "time", times_in(lexicon), cues)
    places = fit([*lines, *more], "place", places_in(lexicon, open_gazetteer(Path(cache)), cues), cues)
    path = Path(out)
    path.write_text(with_tables(path.read_text(encoding="utf-8"), times | places), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:5])
