"""A labelled passage as the numbers that the network learns from: wordpieces, anchors, pointer targets, classes."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from onrecord.extract.gates import speaks_of_casualties
from onrecord.extract.tagging.tagger import case_codes, rough_sentences
from onrecord.languages import Lexicon
from onrecord.training.labels import (
    CLAIM_CLASSES,
    CLAIM_SPANS,
    DISRUPTION_CLASSES,
    DISRUPTION_KINDS,
    DISRUPTION_SPANS,
    EFFECTS,
    EVENT_CLASSES,
    EVENT_SPANS,
    EVENT_TYPES,
    GROUPS,
    INSIDE,
    Item,
    Offsets,
    Passage,
)

MAX_PIECES = 256  # of the encoder's own training; longer passages are cut, labels beyond are left out
_DROPPED = frozenset(",.:;()\"'`-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What one head must say of a passage, a row an item.

    `starts`/`ends` hold (row, span, token) of every right answer, token 0 for "none"; rows without an entry for a span
    are not scored there. `classes` is rows × class heads; `parent` is a row or -1 for none.
    """

    anchors: np.ndarray
    types: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    classes: np.ndarray
    groups: np.ndarray
    parent: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One passage ready for the network; when not `labelled`, only `relevant` is to be learned of it."""

    ids: np.ndarray
    case: np.ndarray
    relevant: bool
    inside: np.ndarray
    heads: Mapping[str, Targets]
    labelled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The wordpieces of a text with their offsets; position 0 is [CLS] and the last one [SEP]."""

    ids: tuple[int, ...]
    offsets: tuple[Offsets, ...]
    words: tuple[str, ...]


def pieces_of(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into at most MAX_PIECES wordpieces."""
    found = tokenizer.encode(text)
    ids, offsets, words = list(found.ids), list(found.offsets), list(found.tokens)
    if len(ids) > MAX_PIECES:
        ids = [*ids[: MAX_PIECES - 1], ids[-1]]
        offsets = [*offsets[: MAX_PIECES - 1], offsets[-1]]
        words = [*words[: MAX_PIECES - 1], words[-1]]
    return Pieces(ids=tuple(ids), offsets=tuple(offsets), words=tuple(words))


def roughened(pieces: Pieces, tokenizer: Tokenizer, rng: random.Random) -> Pieces:
    """The same passage as a careless outlet would print it: now and then no punctuation, or other numbers.

    Numbers are replaced by others of the same length so that the reader learns the place of a count, not its value.
    """
    keep, ids = list(range(len(pieces.ids))), list(pieces.ids)
    if rng.random() < 0.1:
        last = len(ids) - 1
        keep = [i for i in keep if i in (0, last) or pieces.words[i] not in _DROPPED]
    if rng.random() < 0.3:
        for i, word in enumerate(pieces.words):
            if word.isascii() and word.isdigit() and len(word) == 2 and rng.random() < 0.5:
                other = tokenizer.token_to_id(str(rng.randint(10, 99)))
                ids[i] = ids[i] if other is None else other
    return _only(pieces, keep, ids)


def gated(pieces: Pieces, text: str, lexicon: Lexicon) -> Pieces:
    """The pieces of the sentences that speak of casualties, as the run time reads them; all of them when none does."""
    spoken = [(a, b) for a, b in rough_sentences(text) if speaks_of_casualties(text[a:b], lexicon)]
    last = len(pieces.ids) - 1
    keep = [i for i, (start, _) in enumerate(pieces.offsets) if i in (0, last) or any(a <= start < b for a, b in spoken)]
    return pieces if len(keep) <= 2 else _only(pieces, keep, pieces.ids)


def _only(pieces: Pieces, keep: Sequence[int], ids: Sequence[int]) -> Pieces:
    return Pieces(
        ids=tuple(ids[i] for i in keep),
        offsets=tuple(pieces.offsets[i] for i in keep),
        words=tuple(pieces.words[i] for i in keep),
    )


def example(passage: Passage, pieces: Pieces, *, blind: bool = False) -> Example:
    """The numbers of one passage; `blind` hides the letter case."""
    finder = _Finder(pieces.offsets)
    inside = np.zeros((len(pieces.ids), len(INSIDE)), dtype=np.float32)
    for items, names in ((passage.claims, CLAIM_SPANS), (passage.events, ("trigger", "target"))):
        _mark(inside, items, names, finder)
    for item in passage.disruptions:
        if found := finder.tokens(item.spans["span"]):
            inside[found[0] : found[1] + 1, INSIDE.index("disruption")] = 1
    case = np.asarray(case_codes(passage.text, pieces.offsets), dtype=np.int64)
    return Example(
        ids=np.asarray(pieces.ids, dtype=np.int64),
        case=case * 0 if blind else case,
        relevant=passage.relevant,
        labelled=passage.labelled,
        inside=inside,
        heads={
            "claims": _targets(passage.claims, finder, EFFECTS, CLAIM_SPANS, CLAIM_CLASSES),
            "events": _targets(passage.events, finder, EVENT_TYPES, EVENT_SPANS, EVENT_CLASSES),
            "disruptions": _targets(passage.disruptions, finder, DISRUPTION_KINDS, DISRUPTION_SPANS, DISRUPTION_CLASSES),
        },
    )


class _Finder:
    """Code-point offsets → wordpiece positions of one passage."""

    def __init__(self, offsets: Sequence[Offsets]) -> None:
        self._starts = np.asarray([s for s, _ in offsets[1:-1]], dtype=np.int64)
        self._ends = np.asarray([e for _, e in offsets[1:-1]], dtype=np.int64)

    def tokens(self, span: Offsets | None) -> Offsets | None:
        """First and last wordpiece (inclusive) that share a character with the span; None when there is none."""
        if span is None:
            return None
        hit = np.flatnonzero((self._starts < span[1]) & (self._ends > span[0]))
        return (int(hit[0]) + 1, int(hit[-1]) + 1) if hit.size else None

    def anchor(self, offset: int) -> int | None:
        """The wordpiece at an offset."""
        found = self.tokens((offset, offset + 1))
        return found[0] if found else None


def _mark(inside: np.ndarray, items: Sequence[Item], names: Sequence[str], finder: _Finder) -> None:
    for item in items:
        for name in names:
            if found := finder.tokens(item.spans[name]):
                inside[found[0] : found[1] + 1, INSIDE.index(name)] = 1


def _targets(
    items: Sequence[Item],
    finder: _Finder,
    types: Sequence[str],
    spans: Sequence[str],
    classes: Mapping[str, Sequence[str]],
) -> Targets:
    rows, seen = [], set()
    for index, item in enumerate(items):
        anchor = finder.anchor(item.anchor)
        if anchor is not None and (anchor, item.type) not in seen:  # two claims on one anchor and effect: the first stands
            seen.add((anchor, item.type))
            rows.append((index, anchor, item))
    row_of = {index: row for row, (index, _, _) in enumerate(rows)}
    starts: list[tuple[int, int, int]] = []
    ends: list[tuple[int, int, int]] = []
    for row, (_, _, item) in enumerate(rows):
        for column, name in enumerate(spans):
            for first, last in _answers(item, name, finder):
                starts.append((row, column, first))
                ends.append((row, column, last))
    return Targets(
        anchors=np.asarray([a for _, a, _ in rows], dtype=np.int64),
        types=np.asarray([types.index(i.type) for _, _, i in rows], dtype=np.int64),
        starts=np.asarray(starts, dtype=np.int64).reshape(-1, 3),
        ends=np.asarray(ends, dtype=np.int64).reshape(-1, 3),
        classes=np.asarray([[classes[n].index(i.classes[n]) for n in classes] for _, _, i in rows], dtype=np.int64).reshape(
            -1, len(classes)
        ),
        groups=np.asarray([[g in i.groups for g in GROUPS] for _, _, i in rows], dtype=np.float32).reshape(-1, len(GROUPS)),
        parent=np.asarray([row_of.get(-1 if i.parent is None else i.parent, -1) for _, _, i in rows], dtype=np.int64),
    )


def _answers(item: Item, name: str, finder: _Finder) -> list[Offsets]:
    """Right answers for a pointer: (0, 0) for none, nothing when the words are cut off."""
    span = item.spans[name]
    if span is None:
        return [(0, 0)]
    wanted = [span, *item.others] if name == "source" else [span]
    return [found for s in wanted if (found := finder.tokens(s))]
