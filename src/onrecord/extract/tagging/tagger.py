"""The learned tagger at run time: text → claims, events, disruptions and relevance, from int8 ONNX weights.

Weights, tokenizer and settings come in as bytes; nothing is read from disk here. Each window of text is a batch of one on one
thread, because int8 scales depend on what else is in the batch: the same words always give the same reading.
"""

import hashlib
import itertools
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.extract.counts import CountWords, find_counts
from onrecord.extract.tagging.decode import (
    ARTICLES,
    Anchor,
    ClaimReader,
    HeadOutput,
    Labels,
    Settings,
    TaggedClaim,
    TaggedDisruption,
    TaggedEvent,
    TaggerReading,
    Window,
    claim_anchors,
    first_anchors,
    log_softmax,
    longest,
    read_claim,
    read_disruption,
    read_event,
    sigmoid,
    softmax,
    told_of,
)
from onrecord.extract.tagging.pointing import ASKED, Floats, pointers_of
from onrecord.extract.telling.matching import plain
from onrecord.languages import Lexicon
from onrecord.model.enums import Effect
from onrecord.model.errors import InputError
from onrecord.model.spans import Span

LOWER, CAPITAL, UPPER, DIGIT = range(4)
FILES = ("encoder.onnx", "claims.onnx", "events.onnx", "disruptions.onnx", "tokenizer.json", "config.json")
_PIECES = 254  # a window of 256 less [CLS] and [SEP]: the length that the encoder was trained on
_LEAST_LINK = 1e-4  # the least probability of a link whose logarithm is taken
_OVERLAP = 48  # pieces shared by the halves of a sentence longer than a window

Offsets = tuple[int, int]
Integers = NDArray[np.int64]
# A stop or line break, then a capital, digit or quotation mark. A missed boundary only moves a window's edge.
_BOUNDARY = re.compile(r"\n+\s*|[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-z])")


def case_codes(text: str, offsets: Sequence[Offsets]) -> list[int]:
    """The letter case of each wordpiece, which the lower-casing tokenizer hides: 0 lower, 1 Capitalised, 2 UPPER, 3 digit.

    A piece takes the code of the whole word it belongs to, so that the parts of one word agree.
    """
    codes = []
    for start, end in offsets:
        words = text[start:end]
        if not words or not words[0].isalnum():
            codes.append(LOWER)
        elif words[0].isdigit():
            codes.append(DIGIT)
        elif words.islower() and not (start and text[start - 1].isalpha()):  # most words: a call for each would cost more
            codes.append(LOWER)
        else:
            codes.append(_word_case(text, start))
    return codes


def _word_case(text: str, at: int) -> int:
    first = at
    while first > 0 and text[first - 1].isalpha() and at - first < 40:  # no word is longer; text without spaces may be
        first -= 1
    if not text[first].isupper():
        return LOWER
    return UPPER if text[first + 1 : first + 2].isupper() else CAPITAL


def rough_sentences(text: str) -> tuple[Offsets, ...]:
    """Sentence-like stretches that cover the text, good enough to place the edges of windows."""
    cuts = [0, *(m.end() for m in _BOUNDARY.finditer(text)), len(text)]
    return tuple((a, b) for a, b in itertools.pairwise(cuts) if a < b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A run of wordpieces read together, `first:last` half open; `own` are the pieces that this window decides about."""

    first: int
    last: int
    own: Offsets


def stretches(offsets: Sequence[Offsets], sentences: Sequence[Offsets]) -> tuple[Stretch, ...]:
    """Windows of whole sentences with one sentence of overlap; each piece is decided where it lies further from the edge."""
    runs: list[Offsets] = []
    begin, end, overlap = 0, 0, 0
    for first, last in _sentence_pieces(offsets, sentences):
        if last - begin > _PIECES and end > begin:
            runs.append((begin, end))
            begin = overlap if last - overlap <= _PIECES else max(first, last - _PIECES)
        overlap, end = first, last
    if end > begin:
        runs.append((begin, end))
    cuts = [0]
    for before, after in itertools.pairwise(runs):
        cuts.append((after[0] + before[1]) // 2 if after[0] < before[1] else after[0])
    cuts.append(len(offsets))
    return tuple(Stretch(first=a, last=b, own=(cuts[i], cuts[i + 1])) for i, (a, b) in enumerate(runs))


def _sentence_pieces(offsets: Sequence[Offsets], sentences: Sequence[Offsets]) -> list[Offsets]:
    """Sentences as runs of pieces, in order; one too long for a window comes in overlapping parts."""
    starts = np.asarray([s for s, _ in offsets], dtype=np.int64)
    found: list[Offsets] = []
    for start, end in sentences:
        first, last = int(np.searchsorted(starts, start)), int(np.searchsorted(starts, end))
        while last - first > _PIECES:
            found.append((first, first + _PIECES))
            first += _PIECES - _OVERLAP
        if last > first:
            found.append((first, last))
    return found


_Key = tuple[int, str]
_Asked = tuple[int, int, int]  # first and last piece (half open) and the effect's column


@dataclass(frozen=True, slots=True, kw_only=True)
class _Linked:
    """A claim and the keys of those it may be part of, each with its log-odds against none."""

    claim: TaggedClaim
    wholes: tuple[tuple[_Key, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one window gives."""

    claims: tuple[_Linked, ...]
    events: tuple[TaggedEvent, ...]
    disruptions: tuple[TaggedDisruption, ...]
    relevance: float
    weighed: tuple[float, ...]


class Tagger:
    """The learned reader of one language. Build once a process; `read` keeps no state and may be called from any thread."""

    def __init__(self, files: Mapping[str, bytes], lexicon: Lexicon) -> None:
        """Load weights: `files` holds the bytes of each of `FILES`, by name. Raises InputError when one is missing."""
        if missing := [name for name in FILES if name not in files]:
            raise InputError(f"The tagger lacks {', '.join(missing)}; export the weights again with onrecord.training.")
        config = json.loads(files["config.json"])
        self.lexicon = lexicon
        self._labels = {name: _labels(raw) for name, raw in config["heads"].items()}
        self.settings = _settings(config["settings"])
        self._tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode())
        self._encoder = _session(files["encoder.onnx"])
        self._heads = {name: _session(files[f"{name}.onnx"]) for name in self._labels}
        digest = hashlib.sha256(b"".join(files[name] for name in FILES)).hexdigest()[:12]
        self.found_by = f"tagger {config['version']} {digest} onnxruntime {onnxruntime.__version__}"

    def read(
        self, text: str, sentences: Sequence[Offsets] | None = None, weigh: Sequence[tuple[Span, Effect]] = ()
    ) -> TaggerReading:
        """Read a text. `sentences` are code-point stretches in order; what lies outside them is not read.

        Without `sentences` all of the text is read. Spans refer to `text` as given. `weigh` asks of other readers' claims,
        by their counting (or victims') words and effect, how probable they are.
        """
        where = rough_sentences(text) if sentences is None else sentences
        ids, offsets = self._cut(text, where)
        case = case_codes(text, offsets)
        asked = _asked(offsets, weigh, self._labels["claims"].types)
        reader = ClaimReader(lexicon=self.lexicon, numbers=self._numbers(text, where), settings=self.settings)
        parts = [self._read_window(text, ids, case, offsets, s, reader, asked) for s in stretches(offsets, where)]
        return _joined(parts, len(asked))

    def relevance(self, text: str, sentences: Sequence[Offsets]) -> float:
        """How probably the stretches, read together up to the length of one window, report conflict (0..1); 0 for no words."""
        ids, offsets = self._cut(text, sentences)
        if not ids:
            return 0.0
        return self._encoded(ids[:_PIECES], case_codes(text, offsets[:_PIECES]))[1]

    def _encoded(self, ids: Sequence[int], case: Sequence[int]) -> tuple[Sequence[Floats], float]:
        """What the encoder gives for one window: hidden vectors and anchors, and the relevance (0..1)."""
        cls, sep = 101, 102  # [CLS] and [SEP] of the BERT vocabulary
        pieces, cases = np.asarray([[cls, *ids, sep]], dtype=np.int64), np.asarray([[0, *case, 0]], dtype=np.int64)
        *tokens, relevance = self._encoder.run(None, {"ids": pieces, "case": cases})
        return tokens, float(sigmoid(np.asarray(relevance, dtype=np.float32)).reshape(-1)[0])

    def _cut(self, text: str, where: Sequence[Offsets]) -> tuple[list[int], list[Offsets]]:
        """The wordpieces of the stretches with their offsets in the text; pieces without a character are left out."""
        ids: list[int] = []
        offsets: list[Offsets] = []
        for start, end in where:
            found = self._tokenizer.encode(plain(text[start:end]), add_special_tokens=False)
            for piece, (a, b) in zip(found.ids, found.offsets, strict=True):
                if a < b:
                    ids.append(piece)
                    offsets.append((start + a, start + b))
        return ids, offsets

    def _numbers(self, text: str, where: Sequence[Offsets]) -> tuple[CountWords, ...]:
        """The counting words of the stretches, at their offsets in the text."""
        return tuple(
            replace(n, start=start + n.start, end=start + n.end, core=start + n.core)
            for start, end in where
            for n in find_counts(text[start:end], self.lexicon)
        )

    def _read_window(
        self,
        text: str,
        ids: list[int],
        case: list[int],
        offsets: list[Offsets],
        part: Stretch,
        reader: ClaimReader,
        asked: Sequence[_Asked],
    ) -> _Part:
        (hidden, claims, events, disruptions), relevance = self._encoded(
            ids[part.first : part.last], case[part.first : part.last]
        )
        window = Window(text=text, offsets=((0, 0), *offsets[part.first : part.last], (0, 0)))
        own = (part.own[0] - part.first + 1, part.own[1] - part.first + 1)
        bars = self.settings
        # Reach and distance in pieces, chosen on the development set: a trigger is a word or two, a disruption a clause.
        triggers, clauses = first_anchors(events[:-1], bars.event, 5, 4), first_anchors(disruptions[:-1], bars.disruption, 15, 10)
        return _Part(
            claims=self._claims(window, hidden, claim_anchors(claims[:-1], bars), own, reader),
            events=self._events(window, hidden, _own(triggers, own)),
            disruptions=self._disruptions(window, hidden, _own(clauses, own)),
            relevance=relevance,
            weighed=_weighed(sigmoid(claims), asked, part),
        )

    def _head(self, name: str, hidden: Floats, anchors: Sequence[Anchor]) -> HeadOutput:
        at = np.asarray([a.at for a in anchors], dtype=np.int64)
        types = np.asarray([a.type for a in anchors], dtype=np.int64)
        outputs = self._heads[name].run(None, {"hidden": hidden, "anchors": at, "types": types})
        labels = self._labels[name]
        asked = [labels.spans.index(span) for span in ASKED] if name == "claims" else []
        return HeadOutput(
            pointers=pointers_of(log_softmax(outputs[0]), longest(labels), asked),
            told=told_of(labels, outputs[1]),
            links=outputs[2] if len(outputs) > 2 else outputs[1],
        )

    def _claims(
        self, window: Window, hidden: Floats, anchors: Sequence[Anchor], own: Offsets, reader: ClaimReader
    ) -> tuple[_Linked, ...]:
        if not anchors:
            return ()
        out, labels = self._head("claims", hidden, anchors), self._labels["claims"]
        read = [read_claim(window, labels, a, p, t, reader) for a, p, t in zip(anchors, out.pointers, out.told, strict=True)]
        odds = np.log(softmax(out.links) + _LEAST_LINK)
        sure = _told_whole(read)
        read = [replace(claim, score=s) if s != claim.score else claim for claim, s in zip(read, sure, strict=True)]
        keep = [i for i in _unrepeated(read) if own[0] <= anchors[i].at < own[1]]
        against_none = odds[:, 1:] - odds[:, :1]
        keys = [_key(claim) for claim in read]
        return tuple(_Linked(claim=read[i], wholes=_others(i, keys, against_none[i])) for i in keep)

    def _events(self, window: Window, hidden: Floats, anchors: Sequence[Anchor]) -> tuple[TaggedEvent, ...]:
        if not anchors:
            return ()
        out, labels = self._head("events", hidden, anchors), self._labels["events"]
        return tuple(read_event(window, labels, a, p, t) for a, p, t in zip(anchors, out.pointers, out.told, strict=True))

    def _disruptions(self, window: Window, hidden: Floats, anchors: Sequence[Anchor]) -> tuple[TaggedDisruption, ...]:
        if not anchors:
            return ()
        out, labels = self._head("disruptions", hidden, anchors), self._labels["disruptions"]
        return tuple(read_disruption(window, labels, a, p, t) for a, p, t in zip(anchors, out.pointers, out.told, strict=True))


def _session(weights: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _labels(raw: Mapping[str, Any]) -> Labels:  # Any: JSON of config.json, typed from here on
    return Labels(
        types=tuple(raw["types"]),
        spans=tuple(raw["spans"]),
        classes={k: tuple(v) for k, v in raw["classes"].items()},
        groups=tuple(raw["groups"]),
    )


def _settings(raw: Mapping[str, Any]) -> Settings:  # Any: as above
    lines = {name: (float(raw[name][0]), float(raw[name][1])) for name in ("tagger_alone", "both", "grammar_alone")}
    bars = {name: float(raw[name]) for name in ("claim", "second", "event", "disruption", "no_source")}
    return Settings(**bars, **lines)  # type: ignore[arg-type]  # two kinds of numbers, each under its own names


def _asked(offsets: Sequence[Offsets], weigh: Sequence[tuple[Span, Effect]], types: Sequence[str]) -> list[_Asked]:
    """The pieces that share a character with each span asked about, and the column of its effect."""
    starts, ends = [s for s, _ in offsets], [e for _, e in offsets]
    return [(bisect_right(ends, s.start), bisect_left(starts, s.end), types.index(effect)) for s, effect in weigh]


def _weighed(p: Floats, asked: Sequence[_Asked], part: Stretch) -> tuple[float, ...]:
    """The best probability of each effect on the pieces asked about, 0 where this window does not hold them."""
    found = []
    for first, last, effect in asked:
        start, end = max(first, part.first) - part.first + 1, min(last, part.last) - part.first + 1
        found.append(float(p[start:end, effect].max()) if start < end else 0.0)
    return tuple(found)


def _own(anchors: Sequence[Anchor], own: Offsets) -> list[Anchor]:
    return [a for a in anchors if own[0] <= a.at < own[1]]


def _key(claim: TaggedClaim) -> _Key:
    return claim.anchor, claim.effect.value


def _others(own: int, keys: Sequence[_Key], odds: Floats) -> tuple[tuple[_Key, float], ...]:
    """The keys of all claims but one, each with its log-odds."""
    return tuple((key, float(odds[k])) for k, key in enumerate(keys) if k != own)


def _told_whole(read: Sequence[TaggedClaim]) -> list[float]:
    """How sure each claim is once those that it tells twice, by the article and by the noun behind it, are taken together."""
    halves = [[other.score for other in read if other is not claim and _are_halves(claim, other)] for claim in read]
    return [min(claim.score + sum(others), 1.0) for claim, others in zip(read, halves, strict=True)]


def _are_halves(one: TaggedClaim, other: TaggedClaim) -> bool:
    """Whether both tell of one person, the one by "the" or "his", the other by the word behind it: "the driver", "his son"."""
    if one.effect is not other.effect:
        return False
    first, last = (one, other) if one.anchor <= other.anchor else (other, one)
    whole, rest = first.victims_span or first.count.span, last.victims_span
    if whole is None or rest is None or last.count.span is not None:
        return False
    if (first.count.low, first.count.high, last.count.low, last.count.high) != (1, 1, 1, 1):
        return False
    article = whole.exact[: rest.start - whole.start] if whole.start == first.anchor < rest.start == last.anchor else ""
    return article.rstrip().casefold() in ARTICLES and (whole.end == rest.end or whole.end < rest.start)


def _unrepeated(read: Sequence[TaggedClaim]) -> list[int]:
    """Of claims with the same effect on overlapping count words, or told by article and noun apart, only the surest stands.

    They come in the order of the words.
    """
    kept: list[int] = []
    for i in sorted(range(len(read)), key=lambda i: (-read[i].score, i)):
        words = read[i].count.span
        rivals = [read[k] for k in kept if read[k].effect == read[i].effect]
        twice = words is not None and any(r.count.span is not None and r.count.span.overlaps(words) for r in rivals)
        if not twice and not any(_are_halves(read[i], r) for r in rivals):
            kept.append(i)
    return sorted(kept)


def _with_wholes(linked: _Linked, index: Mapping[_Key, int]) -> TaggedClaim:
    wholes = tuple((index[k], odds) for k, odds in linked.wholes if k in index)
    return replace(linked.claim, wholes=wholes) if wholes else linked.claim


def _joined(parts: Sequence[_Part], asked: int) -> TaggerReading:
    linked = sorted((c for p in parts for c in p.claims), key=lambda c: _key(c.claim))
    index = {_key(c.claim): i for i, c in enumerate(linked)}
    return TaggerReading(
        claims=tuple(_with_wholes(c, index) for c in linked),
        events=tuple(e for p in parts for e in p.events),
        disruptions=tuple(d for p in parts for d in p.disruptions),
        relevance=max((p.relevance for p in parts), default=0.0),
        weighed=tuple(max((p.weighed[i] for p in parts), default=0.0) for i in range(asked)),
    )
