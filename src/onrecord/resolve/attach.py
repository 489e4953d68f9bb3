"""Which time and place belong to which claim, event or disruption.

Candidates near the words are weighed by features of how they stand to each other (same clause, distance, preposition, a verb
of saying beside them); "none" is a candidate too. Weights and cue words are data (`languages/*/attachment.toml`).
"""

import functools
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.languages import Lexicon
from onrecord.model.spans import Span
from onrecord.resolve.layout import Layout

_BACK = 4  # sentences before the words in which a time or place may still be meant; more than that is another story
_AHEAD = 1
_BESIDE = 40  # characters before and after a candidate in which a preposition or a verb of saying concerns it
_JOINT = 40  # characters between two links of a chain of places
_CALENDAR = frozenset({"year", "month", "decade"})
_PUNCTUATION = {"breaks": r"[,;:—–]|", "strong": r"[;:—]|"}

Features = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A time or place in the text that may be meant; `kind` is its time rule or place precision, as a word."""

    span: Span
    kind: str = ""
    is_dateline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a time or place is sought for: its words, and the words that name its effect or act.

    `marked` are the words that a reader already gave, which settle the choice; `parent` is the index of the target that this
    one is part of; `count` are its number words. None = none.
    """

    span: Span
    focus: Span
    scope: str = "incident"
    is_event: bool = False
    marked: Span | None = None
    parent: int | None = None
    count: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What was chosen for targets before this one: the last one's focus and choice, and that of the total this is part of.

    A choice is the index of a candidate; None = none was fitting. `last` None = there is no target before.
    """

    last: Span | None = None
    last_choice: int | None = None
    has_parent: bool = False
    parent_choice: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cues:
    """The words of a language that tie or part clauses, compiled; and the weights of the features for "time" and "place"."""

    breaks: re.Pattern[str]
    strong: re.Pattern[str]
    saying: re.Pattern[str]
    back: re.Pattern[str]
    elsewhere: re.Pattern[str]
    preposition: re.Pattern[str]
    chain: re.Pattern[str]
    narrow_chain: re.Pattern[str]
    joint: re.Pattern[str]
    near: re.Pattern[str]
    across: re.Pattern[str]
    by: re.Pattern[str]
    phrase: re.Pattern[str]
    weights: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Where a choice is made: the text's layout, the candidates in its order, and the words that all targets turn on."""

    layout: Layout
    candidates: Sequence[Candidate]
    focuses: Sequence[Span]
    cues: Cues
    own: Sequence[Features]
    starts: Sequence[int]
    told: Mapping[int, Features]


@functools.cache
def load_cues(lexicon: Lexicon) -> Cues:
    """The cue words and weights of a language, compiled once a process."""
    table = lexicon.lists["attachment"]
    words = {name: "|".join(listed) for name, listed in table["cues"].items()}

    def anywhere(name: str) -> re.Pattern[str]:
        return re.compile(rf"{_PUNCTUATION.get(name, '')}\b(?:{words[name]})\b", re.IGNORECASE)

    preposition = rf"\b({words['prepositions']})(?:\s+(?:{words['articles']}))?(?:\s+\w+){{0,2}}\s+$"
    return Cues(
        breaks=anywhere("breaks"),
        strong=anywhere("strong"),
        saying=anywhere("saying"),
        back=re.compile(
            rf"\b(?:{words['pointing']})\s+(?:\w+\s+){{0,2}}(?:{words['told']})\b|\b(?:{words['back']})\b", re.IGNORECASE
        ),
        elsewhere=re.compile(rf"\s*(?:{words['elsewhere']})\b", re.IGNORECASE),
        preposition=re.compile(preposition, re.IGNORECASE),
        joint=re.compile(rf"\s*(?:,|,?\s*(?:{words['joins']}))\s+(?:in\s+|the\s+)*", re.IGNORECASE),
        near=re.compile(rf"\b(?:{words['near']})\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}$", re.IGNORECASE),
        across=re.compile(rf"\b(?:{words['across']})\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}$", re.IGNORECASE),
        by=re.compile(rf"\s*(?:[^\s,;.:()]+\s+){{0,5}}?(?:{words['by']})\s+(?=\S)", re.IGNORECASE),
        phrase=re.compile(rf"(?:(?!\b(?:{words['ends']})\b)[^,;.:()\n])+", re.IGNORECASE),
        narrow_chain=re.compile(rf"\s*(?:,|\(|\s|\b(?:{words['links']})\b)*\s*", re.IGNORECASE),
        chain=re.compile(rf"\s*(?:,|\(|\s|\b(?:{words['chain']})\b)*\s*", re.IGNORECASE),
        weights={what: dict(table[what]) for what in ("time", "place")},
    )


def choose(targets: Sequence[Target], candidates: Sequence[Candidate], layout: Layout, cues: Cues, what: str) -> list[int | None]:
    """For each target the index of the candidate ("time" or "place") that belongs to it; None = none does.

    Taken in the order of the text, because neighbours mostly share their time and place.
    """
    focuses = sorted({target.focus for target in targets})
    scene = scene_of(candidates, focuses, layout, cues)
    chosen: dict[int, int | None] = {}
    last: int | None = None
    for number in sorted(range(len(targets)), key=lambda n: (targets[n].focus.start, targets[n].focus.end, n)):
        target = targets[number]
        trail = Trail(
            last=None if last is None else targets[last].focus,
            last_choice=None if last is None else chosen[last],
            has_parent=target.parent in chosen,
            parent_choice=None if target.parent is None else chosen.get(target.parent),
        )
        chosen[number] = _marked(target, candidates) if target.marked else _fitting(target, scene, trail, cues.weights[what])
        last = number
    return [chosen[number] for number in range(len(targets))]


def scene_of(candidates: Sequence[Candidate], focuses: Sequence[Span], layout: Layout, cues: Cues) -> Scene:
    """The scene of a text, with the features that each candidate has whatever it is weighed for."""
    own = tuple(_own_features(candidate, layout, cues) for candidate in candidates)
    starts = tuple(candidate.span.start for candidate in candidates)
    homes = {layout.at(focus.start) for focus in focuses}
    told = {home: _sentence_features(layout.text[layout.lines[home].start : layout.lines[home].end], cues) for home in homes}
    return Scene(layout=layout, candidates=candidates, focuses=focuses, cues=cues, own=own, starts=starts, told=told)


def _sentence_features(sentence: str, cues: Cues) -> Features:
    """What a target's sentence says of others: it points back ("the attack"), turns elsewhere, reports speech."""
    return {
        "back": float(bool(cues.back.search(sentence))),
        "elsewhere": float(bool(cues.elsewhere.match(sentence))),
        "saying": float(bool(cues.saying.search(sentence))),
    }


def chain_heads(candidates: Sequence[Candidate], text: str, cues: Cues) -> list[int]:
    """The indexes of the candidates that may be chosen: in "Saraya village in Mastung, Balochistan" only the first, narrowest.

    A later link stays when the one before it is the wider ("from Iran in Quetta").
    """
    heads: list[int] = []
    for i, candidate in enumerate(candidates):
        before = candidates[i - 1] if i else None
        if before is not None and _width(before) <= _width(candidate):
            joint = text[before.span.end : candidate.span.start]
            wider = _width(before) < _width(candidate)
            if len(joint) <= _JOINT and joint.strip(" \n") and (cues.chain if wider else cues.narrow_chain).fullmatch(joint):
                continue
        heads.append(i)
    return heads


def _width(candidate: Candidate) -> int:
    return int(candidate.kind) if candidate.kind.isdigit() else 1


def _marked(target: Target, candidates: Sequence[Candidate]) -> int | None:
    return next((i for i, c in enumerate(candidates) if target.marked and c.span.overlaps(target.marked)), None)


def _fitting(target: Target, scene: Scene, trail: Trail, weights: Mapping[str, float]) -> int | None:
    scored = [(weigh(found, weights), -1 if i is None else -i - 2, i) for i, found in options(target, scene, trail)]
    return max(scored, key=lambda s: s[:2])[2]


def weigh(features: Features, weights: Mapping[str, float]) -> float:
    """The weighted sum of features; higher fits better."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def options(target: Target, scene: Scene, trail: Trail) -> Iterator[tuple[int | None, Features]]:
    """The candidates within reach with their features, and None (no candidate) with its own."""
    layout = scene.layout
    home = layout.at(target.focus.start)
    first, last = layout.lines[max(0, home - _BACK)].start, layout.lines[min(len(layout.lines) - 1, home + _AHEAD)].end
    reach = range(bisect_left(scene.starts, first), bisect_left(scene.starts, last))
    nearest = sorted(reach, key=lambda i: _distance(target.focus, scene.candidates[i].span))
    for i in reach:
        found = _features(target, i, scene)
        found[f"rank_{min(nearest.index(i), 3)}"] = 1.0
        yield i, found | _trail_features(i, target, trail, layout)
    here = layout.lines[home]
    near = sum(here.start <= scene.starts[i] < here.end for i in reach)
    none = {
        "none": 1.0,
        f"none_{target.scope}": 1.0,
        "none_alone": float(not near),
        "none_empty": float(not reach),
        "none_few": float(len(reach) == 1 and not near),
        "none_many": float(near > 1),
        "none_event": float(target.is_event),
        **{f"none_{name}": value for name, value in scene.told[home].items()},
    }
    yield None, none | {f"none_{name}": value for name, value in _trail_features(None, target, trail, layout).items()}


def _own_features(candidate: Candidate, layout: Layout, cues: Cues) -> Features:
    """What stands beside a candidate: its preposition, a verb of saying, a word that it only qualifies ("Mastung's prison")."""
    span, text = candidate.span, layout.text
    line = layout.lines[layout.at(span.start)]
    before = text[max(line.start, span.start - _BESIDE) : span.start]
    after = text[span.end : span.end + _BESIDE]
    preposition = cues.preposition.search(before)
    return {
        f"kind_{candidate.kind}": 1.0,
        "dateline": float(candidate.is_dateline),
        "heading": float(line.is_heading),
        "first": float(not before.strip()),
        f"prep_{preposition[1].lower() if preposition else 'none'}": 1.0,
        "saying_before": float(bool(cues.saying.search(before))),
        "saying_after": float(bool(cues.saying.search(after[:25]))),
        "owner": float(after[:1] in {"'", "’"}),
        "before_name": float(after[:1] == " " and after[1:2].isupper() and not span.exact.isupper()),
        "_fronted": float(not before.strip(' "“‘') and (after.startswith(",") or candidate.kind in _CALENDAR)),
    }


def _trail_features(choice: int | None, target: Target, trail: Trail, layout: Layout) -> Features:
    """Neighbours mostly share their time and place, the more so in one sentence; a part shares those of its total."""
    found: Features = {}
    if trail.last is not None:
        apart = min(2, abs(layout.at(target.focus.start) - layout.at(trail.last.start)))
        same = "same" if choice == trail.last_choice else "other"
        found[f"last_{apart}_{same}"] = 1.0
        if target.focus.overlaps(trail.last):
            found[f"last_touching_{same}"] = 1.0
    if trail.has_parent:
        found[f"parent_{'same' if choice == trail.parent_choice else 'other'}"] = 1.0
    return found


def _distance(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def _features(target: Target, number: int, scene: Scene) -> Features:
    """How one candidate stands to the target."""
    layout, span, focus = scene.layout, scene.candidates[number].span, target.focus
    home, there = layout.at(focus.start), layout.at(span.start)
    between = layout.text[min(span.end, focus.end) : max(span.start, focus.start)]
    found = {
        **scene.own[number],
        "distance": math.log1p(len(between)),
        "after": float(span.start >= focus.end),
        "inside": float(target.span.overlaps(span)),
        f"sentence_{max(-3, there - home)}": 1.0,
    }
    if there != home:
        return found | _far_features(target, home, there, scene)
    if found["_fronted"]:
        found["fronted"] = 1.0  # "In 2025, …" governs its whole sentence, however long
        return found
    low, high = min(span.end, focus.end), max(span.start, focus.start)
    found["breaks"] = min(4.0, len(scene.cues.breaks.findall(between)))
    found["strong"] = min(2.0, len(scene.cues.strong.findall(between)))
    found["crossed"] = float(any(low <= o.start and o.end <= high and not o.overlaps(focus) for o in scene.focuses))
    return found


def _far_features(target: Target, home: int, there: int, scene: Scene) -> Features:
    """How a candidate in another sentence stands to the target."""
    lines = scene.layout.lines
    told = scene.told[home]
    taken = any(lines[there].start <= o.start < lines[there].end for o in scene.focuses if not o.overlaps(target.focus))
    return {
        "paragraph": float(lines[there].paragraph == lines[home].paragraph),
        "same_line_other": float(taken),
        f"scope_{target.scope}_far": 1.0,
        "back_far": told["back"],
        "back_far_lead": told["back"] * (there == 0),
        "elsewhere_far": told["elsewhere"],
        "event_far": float(target.is_event),
        "lead": float(there == 0),
        "skipped": float(abs(there - home) - 1),
    }
