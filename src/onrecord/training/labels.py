"""Labelled passages as frozen records, and the vocabularies that the tagger's outputs are numbered by."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.languages.speakers import share_a_name
from onrecord.model.enums import (
    Category,
    Certainty,
    Context,
    DisruptionKind,
    DisruptionStatus,
    Effect,
    EventType,
    Group,
    Realis,
    Scope,
    SourceRole,
)

Offsets = tuple[int, int]

CLAIM_SPANS = ("count", "effect", "victims", "source", "cue", "place", "time", "perpetrator")
EVENT_SPANS = ("trigger", "perpetrator", "target", "weapon", "place", "time", "claimed_by")
DISRUPTION_SPANS = ("span", "place")
KINDS = ("span", "one", "plural", "two", "three", "zero", "other")
INSIDE = (*CLAIM_SPANS, "trigger", "target", "disruption")

CLAIM_CLASSES: dict[str, tuple[str, ...]] = {
    "category": tuple(Category),
    "certainty": tuple(Certainty),
    "scope": tuple(Scope),
    "context": tuple(Context),
    "kind": KINDS,
    "role": tuple(SourceRole),
}
EVENT_CLASSES: dict[str, tuple[str, ...]] = {"realis": tuple(Realis)}
DISRUPTION_CLASSES: dict[str, tuple[str, ...]] = {"status": tuple(DisruptionStatus)}
EFFECTS, EVENT_TYPES, DISRUPTION_KINDS, GROUPS = tuple(Effect), tuple(EventType), tuple(DisruptionKind), tuple(Group)

_LABEL_NAMES = {"effect": "outcome", "victims": "who"}
_IMPLIED = {(1, 1): "one", (2, None): "plural", (2, 2): "two", (3, 3): "three", (0, 0): "zero"}

_NONE_AT_ALL = re.compile(r"(?:no|none|not|neither|nobody)\b", re.I)
_UNITS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "hundreds?|thousands?|millions?|lakhs?|dozens?|scores?|tens"
_VAGUE = "half|several|few|couple|both|many|numerous|multiple|number|handful|some|others|more"
_NUMBER = (
    re.compile(rf"\d[\d,.]*|\b(?:{_UNITS}|{_TEENS}|{_TENS}|{_LARGE})", re.I),
    re.compile(rf"\b(?:{_VAGUE})\b", re.I),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One labelled claim, event or disruption: its anchor, its type, its spans and its classes.

    `anchor` is a code-point offset; `spans` holds None where the label is empty; `others` are further places where the
    same speaker is named; `parent` is an index into the passage's claims.
    """

    anchor: int
    type: str
    spans: Mapping[str, Offsets | None]
    classes: Mapping[str, str]
    groups: tuple[str, ...] = ()
    others: tuple[Offsets, ...] = ()
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A labelled passage; one that is not `labelled` beyond `relevant` teaches relevance only."""

    passage_id: str
    text: str
    relevant: bool
    claims: tuple[Item, ...]
    events: tuple[Item, ...]
    disruptions: tuple[Item, ...]
    labelled: bool = True


def number_offset(words: str) -> int:
    """Where in count words the number itself begins: 9 in "at least 21", 0 in "no one", 12 in "a family of five"."""
    if _NONE_AT_ALL.match(words):
        return 0
    for pattern in _NUMBER:
        if found := pattern.search(words):
            return found.start()
    return 0


def passages(lines: Iterable[str]) -> tuple[Passage, ...]:
    """The passages of a label file, one JSON object a line."""
    return tuple(_passage(json.loads(line)) for line in lines if line.strip())


def _passage(raw: Mapping[str, Any]) -> Passage:  # raw JSON of a label file, typed from here on
    text = raw["text"]
    return Passage(
        passage_id=raw["id"],
        text=text,
        relevant=bool(raw["relevant"]),
        claims=tuple(_claim(c, text, raw["claims"]) for c in raw["claims"]),
        events=tuple(_event(e) for e in raw["events"]),
        disruptions=tuple(_disruption(d, text) for d in raw["disruptions"]),
    )


def _offsets(raw: Mapping[str, Any], name: str) -> Offsets | None:
    found = raw.get(f"{_LABEL_NAMES.get(name, name)}_span")
    return (found[0], found[1]) if found and found[0] < found[1] else None


def _claim(raw: Mapping[str, Any], text: str, siblings: Iterable[Mapping[str, Any]]) -> Item:
    spans = {name: _offsets(raw, name) for name in CLAIM_SPANS}
    count = spans["count"]
    if count:
        anchor = count[0] + number_offset(text[count[0] : count[1]])
    else:
        anchor = (spans["victims"] or spans["effect"] or (raw["quote_span"][0], 0))[0]
    kind = "span" if count else _IMPLIED.get((raw["low"], raw["high"]), "other")
    classes = {
        "category": raw["who"],
        "certainty": raw["certainty"],
        "scope": raw["scope"],
        "context": raw.get("context") or "conflict",
        "kind": kind,
        "role": raw["source_role"] if spans["source"] else "none",
    }
    return Item(
        anchor=anchor,
        type=raw["outcome"],
        spans=spans,
        classes=classes,
        groups=tuple(raw.get("groups") or ()),
        others=_other_mentions(text, spans["source"], siblings),
        parent=raw.get("subset_of"),
    )


def _event(raw: Mapping[str, Any]) -> Item:
    spans = {name: _offsets(raw, name) for name in EVENT_SPANS}
    return Item(anchor=raw["trigger_span"][0], type=raw["type"], spans=spans, classes={"realis": raw["realis"]})


def _disruption(raw: Mapping[str, Any], text: str) -> Item:
    span = (raw["span"][0], raw["span"][1])
    words, place = raw.get("place_text") or "", None
    if words and (starts := [m.start() for m in re.finditer(re.escape(words), text)]):
        start = min(starts, key=lambda s: abs(s - span[0]))
        place = (start, start + len(words))
    return Item(anchor=span[0], type=raw["kind"], spans={"span": span, "place": place}, classes={"status": raw["status"]})


def _other_mentions(text: str, source: Offsets | None, siblings: Iterable[Mapping[str, Any]]) -> tuple[Offsets, ...]:
    """Other places where the same speaker is named: the same words again, or a sibling's source sharing half its name."""
    if source is None:
        return ()
    words = text[source[0] : source[1]]
    found = {(m.start(), m.end()) for m in re.finditer(re.escape(words), text)}
    for raw in siblings:
        theirs = _offsets(raw, "source")
        if theirs and share_a_name(words, text[slice(*theirs)]):
            found.add(theirs)
    return tuple(sorted(found - {source}))
