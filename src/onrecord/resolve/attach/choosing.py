"""The choice: each target's candidates are weighed, in the order of the text, and the fittest is taken."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from onrecord.model.enums import MentionKind
from onrecord.model.mentions import Pointing
from onrecord.model.spans import Span
from onrecord.resolve.attach.behind import behind_count, beyond_borders, owned_by_count
from onrecord.resolve.attach.cues import FARTHEST, RANKED, SIDES, Cues, CueWords, Features, Weights, cue_words, weigh
from onrecord.resolve.attach.earlier import outside_clause
from onrecord.resolve.attach.pointed import pointed_at, pointed_nowhere, words_beside
from onrecord.resolve.attach.wider import UNSURE
from onrecord.resolve.layout import Layout, Line

_AHEAD = 1
_BESIDE = 40  # characters before and after a candidate in which a preposition or a verb of saying concerns it
_SAYING_AFTER = 25  # characters after it in which a verb of saying does
_WIDEST = 7  # UCDP's code for places of no country
_LOOKED = 0.4  # probability from which a reader looks at a place, however far back it stands
_BEFORE, _BEHIND, _FAR = (SIDES.index(side) for side in ("before", "behind", "far"))
_GAP = 24  # characters between a candidate and the words sought for that are looked at as a whole ("in the")
_NONE = {name: f"none_{name}" for name in ("back", "elsewhere", "saying")}
_CALENDAR = frozenset({"year", "month", "decade"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A time or place in the text that may be meant; `kind` is its time rule or place precision, as a word.

    `is_link` = it says where the narrower place before it lies ("Saraya village in Mastung").
    """

    span: Span
    kind: str = ""
    is_dateline: bool = False
    is_link: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a time or place is sought for: its words, and the words that name its effect or act.

    `marked` are the words that a reader already gave, which settle the choice; `parent` is the index of the target that this
    one is part of; `count` are its number words; `pointing` is where a reader looks for it. None = none.
    """

    span: Span
    focus: Span
    scope: str = "incident"
    is_event: bool = False
    marked: Span | None = None
    parent: int | None = None
    count: Span | None = None
    pointing: Pointing | None = None


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
class Ground:
    """What times and places are both sought on: the text's layout, its cue words, and the words that targets turn on.

    `focus_starts` are the starts of `focuses`, in order; `told` says of the sentence of each focus how it speaks of others.
    """

    layout: Layout
    cues: Cues
    words: Mapping[str, CueWords]
    focuses: tuple[Span, ...]
    focus_starts: tuple[int, ...]
    told: Mapping[int, Features]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """One search on that ground: the candidates in the text's order, and what speaks for each whatever it is weighed for.

    `told` are the features of each and `own` what they weigh; `sided` is what speaks for each besides by the side on which it
    stands, in the order of SIDES. `homes` are the numbers of their sentences; `fronted` those that govern their whole sentence
    ("In 2025, …").
    """

    ground: Ground
    candidates: Sequence[Candidate]
    weights: Weights
    told: Sequence[Features]
    own: Sequence[float]
    sided: Sequence[tuple[float, ...]]
    fronted: Sequence[bool]
    starts: Sequence[int]
    homes: Sequence[int]


def survey(focuses: Iterable[Span], layout: Layout, cues: Cues) -> Ground:
    """The ground of a text, made once for all that is sought on it; `focuses` are the words that the targets turn on."""
    ordered = tuple(sorted(set(focuses)))
    words = cue_words(layout, cues)
    homes = {layout.at(focus.start) for focus in ordered}
    told = {home: _sentence_features(layout.lines[home], layout.text, words, cues) for home in homes}
    starts = tuple(focus.start for focus in ordered)
    return Ground(layout=layout, cues=cues, words=words, focuses=ordered, focus_starts=starts, told=told)


def _sentence_features(line: Line, text: str, words: Mapping[str, CueWords], cues: Cues) -> Features:
    """What a target's sentence says of others: it points back ("the attack"), turns elsewhere, reports speech."""
    # The pattern is slow, so it is tried only where one of its words stands.
    pointed = words["told"].count(line.start, line.end) > 0 and cues.back.search(text, line.start, line.end) is not None
    return {
        "back": float(pointed or words["back"].count(line.start, line.end) > 0),
        "elsewhere": float(cues.elsewhere.match(text, line.start, line.end) is not None),
        "saying": float(words["saying"].count(line.start, line.end) > 0),
    }


def choose(targets: Sequence[Target], candidates: Sequence[Candidate], ground: Ground, what: str) -> list[int | None]:
    """For each target the index of the candidate ("time" or "place") that belongs to it; None = none does.

    Taken in the order of the text, because neighbours mostly share their time and place.
    """
    own = own_features(candidates, ground)
    owned: Mapping[int, int] = {}
    if what == "place":
        counts = [None if target.marked else target.count for target in targets]
        owned = owned_by_count(counts, [c.span if c.kind not in UNSURE else None for c in candidates], ground.layout.lowered)
    kinds = {target.is_event: kind_of(what, target) for target in targets}
    by_kind = {kind: _scene(candidates, ground, ground.cues.weights[kind], own) for kind in set(kinds.values())}
    scenes = {event: by_kind[kind] for event, kind in kinds.items()}
    spans = [candidate.span for candidate in candidates]
    beyond = beyond_borders(spans, ground.layout.lowered) if what == "place" else set()
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
        if target.marked:
            chosen[number] = _marked(target, candidates)
        else:
            barred = {i for i, n in owned.items() if n != number} | beyond
            if what == "time":
                barred |= outside_clause(target.focus, spans, ground.layout)
            fitting = _fitting(target, scenes[target.is_event], trail, barred)
            held = next((i for i, n in owned.items() if n == number), None)
            chosen[number] = fitting if held is None else behind_count(held, fitting, spans)
        last = number
    return [chosen[number] for number in range(len(targets))]


def kind_of(what: str, target: Target) -> str:
    """By which weights a target's time or place is chosen: those for places of events and disruptions are their own."""
    return "event_place" if what == "place" and target.is_event else what


def _scene(candidates: Sequence[Candidate], ground: Ground, weights: Weights, own: Sequence[Features]) -> Scene:
    return Scene(
        ground=ground,
        candidates=candidates,
        weights=weights,
        told=own,
        own=[weigh(features, weights.table) for features in own],
        sided=[_sided(features, weights.sided) for features in own],
        fronted=[bool(features["_fronted"]) for features in own],
        starts=[candidate.span.start for candidate in candidates],
        homes=[ground.layout.at(candidate.span.start) for candidate in candidates],
    )


def _sided(features: Features, table: Mapping[str, tuple[float, ...]]) -> tuple[float, ...]:
    sums = [0.0] * len(SIDES)
    for name, value in features.items():
        if value and name in table:
            sums = [total + value * weight for total, weight in zip(sums, table[name], strict=True)]
    return tuple(sums)


def width(candidate: Candidate) -> int:
    """UCDP's precision of a place that a gazetteer lists (1 to 7); 1 for all others."""
    return int(candidate.kind) if candidate.kind.isdigit() else 1


def _marked(target: Target, candidates: Sequence[Candidate]) -> int | None:
    return next((i for i, c in enumerate(candidates) if target.marked and c.span.overlaps(target.marked)), None)


def _fitting(target: Target, scene: Scene, trail: Trail, barred: Collection[int] = ()) -> int | None:
    """The candidate with the highest score, none of those `barred`: none before any of the same score, and the first of those."""
    weights, ground = scene.weights, scene.ground
    home = ground.layout.at(target.focus.start)
    reach = _reach(target, home, scene)
    away = {i: _distance(target.focus, scene.candidates[i].span) for i in reach}
    nearest = sorted(reach, key=away.__getitem__)
    rank = {i: weights.ranks[place] for place, i in enumerate(nearest[:RANKED])}
    echoes = _echoes(nearest, scene)
    company = weights.company[_apart(trail, home, ground), _touches(target, trail), trail.has_parent]
    lines: dict[int, float] = {}
    best, top = None, weigh(_none_features(target, home, reach, scene), weights.table) + company.none[_shared(None, trail)]
    for i in reach:
        if i in barred:
            continue
        there = scene.homes[i]
        if there not in lines:
            lines[there] = weigh(_line_features(target, home, there, ground), weights.table)
        score = scene.own[i] + _nearness(target, i, away[i], scene) + rank.get(i, weights.ranks[RANKED]) + lines[there]
        score += scene.sided[i][_side(target, scene.candidates[i].span, there == home)] + weights.echo * (i in echoes)
        if there == home:
            score += weights.fronted if scene.fronted[i] else _parted(target, i, scene)
            score += weights.table.get(_gap(target, scene.candidates[i].span, ground), 0.0)
        score += company.candidate[_shared(i, trail)]
        if target.pointing is not None:
            score += sum(map(mul, weights.pointed, pointed_at(target.pointing, scene.candidates[i].span)))
        if score > top:
            best, top = i, score
    return best


def _echoes(nearest: Sequence[int], scene: Scene) -> set[int]:
    """The candidates whose words stand nearer to the target once more."""
    seen: set[str] = set()
    found = set()
    for i in nearest:
        words = scene.candidates[i].span.exact
        if words in seen:
            found.add(i)
        seen.add(words)
    return found


def _reach(target: Target, home: int, scene: Scene) -> Sequence[int]:
    """The candidates near enough to a sentence to be meant in it, by number; and places before where a reader looks."""
    lines = scene.ground.layout.lines
    first, last = lines[max(0, home - scene.weights.back)].start, lines[min(len(lines) - 1, home + _AHEAD)].end
    near = range(bisect_left(scene.starts, first), bisect_left(scene.starts, last))
    if target.pointing is None or target.pointing.kind is not MentionKind.PLACE:
        return near
    looked = [at for at, p in target.pointing.starts if p >= _LOOKED and at < first]
    held = {max(0, bisect_right(scene.starts, at) - 1) for at in looked}
    spans = {i: scene.candidates[i].span for i in sorted(held) if i < near.start}
    return [*(i for i, span in spans.items() if any(span.start <= at < span.end for at in looked)), *near]


def _none_features(target: Target, home: int, reach: Sequence[int], scene: Scene) -> Features:
    """What speaks for no candidate at all."""
    near = sum(scene.homes[i] == home for i in reach)
    return {
        "none": 1.0,
        f"none_{target.scope}": 1.0,
        "none_alone": float(not near),
        "none_empty": float(not reach),
        "none_few": float(len(reach) == 1 and not near),
        "none_many": float(near > 1),
        "none_event": float(target.is_event),
        "none_lone": float(len(scene.ground.layout.lines) == 1),
        **_focus_words(target, scene.ground.layout.lowered),
        **pointed_nowhere(target.pointing),
        **{_NONE[name]: value for name, value in scene.ground.told[home].items()},
    }


def _focus_words(target: Target, lowered: str) -> Features:
    """The words sought for and those beside them: "captured the title" is nowhere."""
    before = lowered[max(0, target.focus.start - _GAP) : target.focus.start].split()
    after = lowered[target.focus.end : target.focus.end + _GAP].split()
    return {
        f"none word: {lowered[target.focus.start : target.focus.end]}": 1.0,
        f"none before: {before[-1] if before else ''}": 1.0,
        f"none after: {' '.join(after[:1])}": 1.0,
    }


def _side(target: Target, span: Span, is_home: bool) -> int:
    """On which of SIDES a candidate stands."""
    return _FAR if not is_home else _BEHIND if span.start >= target.focus.end else _BEFORE


def _gap(target: Target, span: Span, ground: Ground) -> str:
    """The name of the feature that only a few words part a candidate from the target in its sentence; "" = it is farther."""
    behind = span.start >= target.focus.end
    start, end = (target.focus.end, span.start) if behind else (span.end, target.focus.start)
    if end - start > _GAP:
        return ""
    return f"{'gap' if behind else 'gap back'}: {ground.layout.lowered[start:end].strip()}"


def _shared(choice: int | None, trail: Trail) -> int:
    """Whether a choice is that of the target before (2) and that of the total (1), added up."""
    return 2 * (choice == trail.last_choice) + (choice == trail.parent_choice)


def _apart(trail: Trail, home: int, ground: Ground) -> int | None:
    return None if trail.last is None else min(FARTHEST, abs(home - ground.layout.at(trail.last.start)))


def _touches(target: Target, trail: Trail) -> bool:
    return trail.last is not None and target.focus.overlaps(trail.last)


def own_features(candidates: Sequence[Candidate], ground: Ground) -> list[Features]:
    """What speaks for each candidate by itself, and that a narrower one stands in its sentence."""
    homes = [ground.layout.at(candidate.span.start) for candidate in candidates]
    least: dict[int, int] = {}
    for home, candidate in zip(homes, candidates, strict=True):
        if candidate.kind not in UNSURE:
            least[home] = min(least.get(home, _WIDEST), width(candidate))
    return [
        _own_features(candidate, ground) | {"wider": float(width(candidate) > least.get(home, _WIDEST))}
        for home, candidate in zip(homes, candidates, strict=True)
    ]


def _own_features(candidate: Candidate, ground: Ground) -> Features:
    """What stands beside a candidate: its preposition, a verb of saying, a word that it only qualifies ("Mastung's prison")."""
    span, text = candidate.span, ground.layout.text
    line = ground.layout.lines[ground.layout.at(span.start)]
    beside = max(line.start, span.start - _BESIDE)
    before = text[beside : span.start]
    after = text[span.end : span.end + _BESIDE]
    preposition = ground.cues.preposition.search(before)
    saying = ground.words["saying"]
    return {
        f"kind_{candidate.kind}": 1.0,
        "dateline": float(candidate.is_dateline),
        "link": float(candidate.is_link),
        "heading": float(line.is_heading),
        "first": float(not before.strip()),
        f"prep_{preposition[1].lower() if preposition else 'none'}": 1.0,
        "saying_before": float(saying.count(beside, span.start) > 0),
        "saying_after": float(saying.count(span.end, span.end + _SAYING_AFTER) > 0),
        "owner": float(after[:1] in {"'", "’"}),
        "before_name": float(after[:1] == " " and after[1:2].isupper() and not span.exact.isupper()),
        "_fronted": float(not before.strip(' "“‘') and (after.startswith(",") or candidate.kind in _CALENDAR)),
        **words_beside(span, ground.layout, with_own=not candidate.kind.isdigit()),
    }


def _distance(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def _nearness(target: Target, number: int, away: int, scene: Scene) -> float:
    """What the distance in characters, the order and the overlap of a candidate and the target weigh."""
    weights, span = scene.weights, scene.candidates[number].span
    score = weights.distance * math.log1p(away)
    if span.start >= target.focus.end:
        score += weights.after
    return score + weights.inside if target.span.overlaps(span) else score


def _parted(target: Target, number: int, scene: Scene) -> float:
    """What parts a candidate from the target in its own sentence weighs: conjunctions, commas, the words of other targets."""
    ground, weights, span, focus = scene.ground, scene.weights, scene.candidates[number].span, target.focus
    low, high = min(span.end, focus.end), max(span.start, focus.start)
    score = weights.breaks * min(4, ground.words["breaks"].count(low, high))
    score += weights.strong * min(2, ground.words["strong"].count(low, high))
    crossed = any(o.end <= high and not o.overlaps(focus) for o in _focuses(ground, low, high))
    return score + weights.crossed if crossed else score


def _focuses(ground: Ground, start: int, end: int) -> Sequence[Span]:
    """The words that targets turn on which begin in `text[start:end]`."""
    return ground.focuses[bisect_left(ground.focus_starts, start) : bisect_left(ground.focus_starts, end)]


def _line_features(target: Target, home: int, there: int, ground: Ground) -> Features:
    """How the sentence of a candidate stands to that of the target."""
    found = {f"sentence_{max(-3, there - home)}": 1.0}
    if there == home:
        return found
    line, told = ground.layout.lines[there], ground.told[home]
    taken = any(not o.overlaps(target.focus) for o in _focuses(ground, line.start, line.end))
    return found | {
        "paragraph": float(line.paragraph == ground.layout.lines[home].paragraph),
        "same_line_other": float(taken),
        f"scope_{target.scope}_far": 1.0,
        "back_far": told["back"],
        "back_far_lead": told["back"] * (there == 0),
        "elsewhere_far": told["elsewhere"],
        "event_far": float(target.is_event),
        "lead": float(there == 0),
        "skipped": float(abs(there - home) - 1),
    }
