"""From the tagger's scores to claims, events and disruptions: which anchors stand, which words each pointer means.

Plain numpy over the scores of one window of text. Nothing here knows the network; the numbers that were chosen on
labelled data (thresholds, calibration) come in as `Settings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.extract.counts import CountWords, read_count
from onrecord.extract.tagging.pointing import Floats, Pointers, pointing
from onrecord.languages import Lexicon
from onrecord.model.claims import Count
from onrecord.model.enums import (
    Category,
    Certainty,
    Context,
    DisruptionKind,
    DisruptionStatus,
    Effect,
    EventType,
    Group,
    Qualifier,
    Realis,
    Scope,
    SourceRole,
)
from onrecord.model.mentions import Pointing
from onrecord.model.spans import Span, cut

LEAST = 1e-3  # the least probability whose logarithm is taken: the network is surer than it is right


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedClaim:
    """A claim as the tagger reads it; spans are of the text given, None where the words name nothing.

    `anchor` is the code point where the number (or, without one, the victims' words) begins; `span` the clause from count
    to effect; `wholes` the claims, by index in the same reading, that this one may be part of, each with its log-odds against
    none; `scopes` the log-probability of each scope. `score` is the raw probability of the anchor, over-sure until it is
    calibrated; `category_score` and `source_score` are those of their own decisions.
    """

    anchor: int
    span: Span
    count: Count
    effect: Effect
    effect_span: Span | None
    victims_span: Span | None
    category: Category
    groups: tuple[Group, ...]
    source_span: Span | None
    cue_span: Span | None
    role: SourceRole
    perpetrator_span: Span | None
    certainty: Certainty
    scope: Scope
    context: Context
    scopes: Mapping[Scope, float]
    wholes: tuple[tuple[int, float], ...]
    score: float
    category_score: float
    source_score: float
    pointings: tuple[Pointing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedEvent:
    """An occurrence as the tagger reads it; arguments are None where the words name none."""

    trigger: Span
    type: EventType
    realis: Realis
    perpetrator_span: Span | None
    target_span: Span | None
    weapon_span: Span | None
    place_span: Span | None
    time_span: Span | None
    claimed_by_span: Span | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedDisruption:
    """Harm to a service or infrastructure as the tagger reads it."""

    span: Span
    kind: DisruptionKind
    status: DisruptionStatus
    place_span: Span | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerReading:
    """All that the tagger reads in a text, in the order of the words; `relevance` is the probability that it reports conflict.

    `weighed` answers what was asked of other readers' claims, in the order asked: the raw probability (0..1) of that effect
    there; 0 where the words were not read.
    """

    claims: tuple[TaggedClaim, ...] = ()
    events: tuple[TaggedEvent, ...] = ()
    disruptions: tuple[TaggedDisruption, ...] = ()
    relevance: float = 0.0
    weighed: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the columns of one head mean: types, spans in pointer order, class heads in order, groups."""

    types: tuple[str, ...]
    spans: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Numbers chosen on labelled data (see the model card): the least probability of an anchor of each kind, of a second
    effect on one anchor, the bar above which "no speaker" stands, and the slope and shift of the score's calibration for
    claims that the tagger found alone, that the grammar found as well, and that the grammar found alone."""

    claim: float = 0.1
    second: float = 0.6
    event: float = 0.5
    disruption: float = 0.5
    no_source: float = 0.5
    tagger_alone: tuple[float, float] = (1.0, 0.0)
    both: tuple[float, float] = (1.0, 0.0)
    grammar_alone: tuple[float, float] = (1.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One stretch of text as the network saw it: the offsets of its wordpieces, position 0 standing for "none"."""

    text: str
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A wordpiece that was taken for the start of something: its position, the type's index, and how sure."""

    at: int
    type: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadOutput:
    """What one head says of its anchors: for each its pointers, how probable each value of each class and each group is; links,
    anchors × (1 + anchors)."""

    pointers: Sequence[Pointers]
    told: Sequence["Told"]
    links: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """How probable each value of each class is, by the class's name in its order, and each group, for one anchor."""

    classes: Mapping[str, Sequence[float]]
    groups: Sequence[float]


def sigmoid(x: Floats) -> Floats:
    """Logits → probabilities, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float32)


def softmax(x: Floats) -> Floats:
    """Scores → probabilities along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def log_softmax(x: Floats) -> Floats:
    """Scores → log-probabilities along the last axis."""
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def claim_anchors(logits: Floats, settings: Settings) -> list[Anchor]:
    """For each piece the best effect above the bar, and a second effect above its own bar. The last column is "any"."""
    p = sigmoid(logits)
    found = []
    for at in np.flatnonzero(p.max(axis=1) >= settings.claim):
        if at == 0:
            continue
        order = np.argsort(-p[at, :-1], kind="stable")
        best, second = int(order[0]), int(order[1])
        # An anchor that is sure but torn between two effects counts as its likelier effect.
        sure = max(float(p[at, best]), min(float(p[at, -1]), 2 * float(p[at, best])))
        if sure >= settings.claim:
            found.append(Anchor(at=int(at), type=best, p=sure))
        if float(p[at, second]) >= settings.second:
            found.append(Anchor(at=int(at), type=second, p=float(p[at, second])))
    return found


def first_anchors(logits: Floats, bar: float, reach: int, apart: int) -> list[Anchor]:
    """For events and disruptions, whose first word is less certain: peaks of the "any" column, pooled over `reach` pieces.

    A piece below the bar still counts when it and its neighbours, of which only one can be the start, reach it together;
    it then weighs at most three times its own. Two starts lie more than `apart` pieces from each other.
    """
    p = sigmoid(logits)
    p[0] = 0
    sure = p[:, -1]
    pooled = np.convolve(sure, np.ones(reach, dtype=np.float32))[reach // 2 : reach // 2 + len(sure)]
    found: list[Anchor] = []
    taken = np.zeros(len(sure), dtype=bool)
    alone = sure.astype(np.float64)
    totals = np.maximum(alone, np.minimum(pooled.astype(np.float64), 3 * alone))
    likely = np.flatnonzero(totals >= bar)
    for at in likely[np.argsort(-sure[likely], kind="stable")]:
        if taken[at]:
            continue
        taken[max(0, at - apart) : at + apart + 1] = True
        found.append(Anchor(at=int(at), type=int(np.argmax(p[at, :-1])), p=min(float(totals[at]), 1.0)))
    return sorted(found, key=lambda a: a.at)


def words_of(window: Window, first: int, last: int) -> Span | None:
    """The text of pieces first..last, grown to whole words of letters."""
    text, start, end = window.text, window.offsets[first][0], window.offsets[last][1]
    while 0 < start < len(text) and text[start].isalpha() and text[start - 1].isalpha():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalpha() and text[end].isalpha():
        end += 1
    return cut(text, start, end) if start < end else None


_LONGEST = {"count": 8, "effect": 8, "cue": 8, "time": 16, "trigger": 12, "weapon": 16}  # pieces; longer labels are rare


def longest(labels: Labels) -> list[int]:
    """How many pieces the words of each pointer have at most."""
    return [_LONGEST.get(name, 40) for name in labels.spans]


def pointed(window: Window, labels: Labels, pointers: Pointers, name: str, none_bar: float = 0.5) -> tuple[Span | None, float]:
    """The words that one pointer of one anchor means, or None, and the probability of that decision."""
    number = labels.spans.index(name)
    none = pointers.none[number]
    if none > none_bar or pointers.pieces < 3:
        return None, none
    return words_of(window, *pointers.words(number)), 1 - none


def told_of(labels: Labels, scores: Floats) -> list[Told]:
    """The scores of all anchors of a window, anchors × columns, as probabilities."""
    at, classes = 0, {}
    for label, values in labels.classes.items():
        classes[label] = softmax(scores[:, at : at + len(values)]).tolist()
        at += len(values)
    groups = sigmoid(scores[:, at:]).tolist()
    return [Told(classes={name: rows[n] for name, rows in classes.items()}, groups=told) for n, told in enumerate(groups)]


def chosen(labels: Labels, told: Told, name: str) -> tuple[str, float]:
    """The likeliest value of a class head and its probability."""
    p = told.classes[name]
    best = max(p)
    return labels.classes[name][p.index(best)], best


def groups_of(labels: Labels, told: Told) -> tuple[Group, ...]:
    """The victims' groups that are likelier than not."""
    return tuple(Group(g) for g, p in zip(labels.groups, told.groups, strict=True) if p > 0.5)


_IMPLIED = {"one": (1, 1), "plural": (2, None), "two": (2, 2), "three": (3, 3), "zero": (0, 0), "other": (2, None)}


def implied_count(kind: str) -> Count:
    """The count that a name or a bare noun implies: one person, or two or more."""
    low, high = _IMPLIED.get(kind, (1, 1))
    return Count(low=low, high=high, qualifier=Qualifier.VAGUE if high is None else Qualifier.EXACT)


# Words before a noun that count nobody: "the driver", "his brother", "another man".
ARTICLES = frozenset("the a an his her its their this that another one each every my our your".split())


def stated_count(words: Span, anchor: int, found: Sequence[CountWords], text: str, lexicon: Lexicon) -> Count:
    """The bounds of counting words, by the number grammar alone; articles and the like ("the", "his") mean one
    person, other words that it cannot read ("significant") an unknown number of people."""
    start, end = words.start, words.end
    for other in found:
        if other.start <= anchor < other.end:
            start, end = min(start, other.start), max(end, other.end)
    span = cut(text, start, end)
    read = read_count(span.exact, lexicon) or read_count(words.exact, lexicon)
    if read is None and words.exact.casefold().split()[0] in ARTICLES:
        return Count(span=words, low=1, high=1, qualifier=Qualifier.EXACT)
    if read is None:
        return Count(span=words, low=2, high=None, qualifier=Qualifier.VAGUE, cue=words.exact)
    if read.low is None and read.high is None:  # a share of a whole that is not known here
        return Count(span=words, low=2, high=None, qualifier=Qualifier.VAGUE, cue=read.cue)
    return Count(span=span, low=read.low, high=read.high, qualifier=read.qualifier, cue=read.cue)


def hull(text: str, anchor: int, *spans: Span | None) -> Span:
    """The smallest stretch that holds all the spans there are, or the anchor's character when there is none."""
    there = [s for s in spans if s is not None]
    if not there:
        return cut(text, anchor, anchor + 1)
    return cut(text, min(s.start for s in there), max(s.end for s in there))


def read_claim(
    window: Window, labels: Labels, anchor: Anchor, pointers: Pointers, told: Told, reader: "ClaimReader"
) -> TaggedClaim:
    """One claim from its anchor's row of scores; the links to its wholes are set later."""
    offset = window.offsets[anchor.at][0]
    words, _ = pointed(window, labels, pointers, "count")
    kind, _ = chosen(labels, told, "kind")
    if words is not None and not words.start <= offset < words.end:
        words = None  # the count is where its anchor is
    if kind == "span":
        count = reader.count(words or words_of(window, anchor.at, anchor.at), offset, window.text)
    else:
        count = implied_count(kind)
    spans = {n: pointed(window, labels, pointers, n)[0] for n in ("effect", "victims", "place", "time", "perpetrator")}
    source, source_p = pointed(window, labels, pointers, "source", reader.settings.no_source)
    category, category_p = chosen(labels, told, "category")
    scopes = zip(labels.classes["scope"], told.classes["scope"], strict=True)
    return TaggedClaim(
        anchor=offset,
        span=hull(window.text, offset, count.span, spans["victims"] if count.span is None else None, spans["effect"]),
        count=count,
        effect=Effect(labels.types[anchor.type]),
        effect_span=spans["effect"],
        victims_span=spans["victims"],
        category=Category(category),
        groups=groups_of(labels, told),
        source_span=source,
        cue_span=pointed(window, labels, pointers, "cue")[0] if source else None,
        role=SourceRole(chosen(labels, told, "role")[0]) if source else SourceRole.NONE,
        perpetrator_span=spans["perpetrator"],
        certainty=Certainty(chosen(labels, told, "certainty")[0]),
        scope=Scope(chosen(labels, told, "scope")[0]),
        context=Context(chosen(labels, told, "context")[0]),
        scopes={Scope(value): float(np.log(p + LEAST)) for value, p in scopes},
        wholes=(),
        score=anchor.p,
        category_score=category_p,
        source_score=source_p,
        pointings=tuple(pointing(n, pointers, labels.spans.index(n), window.offsets, spans[n]) for n in ("place", "time")),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClaimReader:
    """What reading a claim needs besides the scores: the number words of the language and of this text, the settings."""

    lexicon: Lexicon
    numbers: tuple[CountWords, ...]
    settings: Settings

    def count(self, words: Span | None, anchor: int, text: str) -> Count:
        """The bounds of counting words; none at all mean one person."""
        return implied_count("one") if words is None else stated_count(words, anchor, self.numbers, text, self.lexicon)


def read_event(window: Window, labels: Labels, anchor: Anchor, pointers: Pointers, told: Told) -> TaggedEvent:
    """One occurrence from its trigger's row of scores; the trigger runs from the anchor to where its pointer ends."""
    last = pointers.end(labels.spans.index("trigger"), anchor.at, _LONGEST["trigger"])
    spans = {n: pointed(window, labels, pointers, n)[0] for n in labels.spans if n != "trigger"}
    return TaggedEvent(
        trigger=words_of(window, anchor.at, last) or hull(window.text, window.offsets[anchor.at][0]),
        type=EventType(labels.types[anchor.type]),
        realis=Realis(chosen(labels, told, "realis")[0]),
        score=anchor.p,
        **{f"{n}_span": span for n, span in spans.items()},
    )


def read_disruption(window: Window, labels: Labels, anchor: Anchor, pointers: Pointers, told: Told) -> TaggedDisruption:
    """One disruption from the row of scores of its first piece."""
    last = pointers.end(labels.spans.index("span"), anchor.at, 40)
    return TaggedDisruption(
        span=words_of(window, anchor.at, last) or hull(window.text, window.offsets[anchor.at][0]),
        kind=DisruptionKind(labels.types[anchor.type]),
        status=DisruptionStatus(chosen(labels, told, "status")[0]),
        place_span=pointed(window, labels, pointers, "place")[0],
        score=anchor.p,
    )
