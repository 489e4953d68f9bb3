"""Records as parts of one line, and back: `killed militant 61..61 exact count="61"@48:50 by="Officials"@0:9 …`.

A part is a bare word or `key=value`. A value is a bare word or number, a JSON string, a list in brackets, or a span: its words
as a JSON string, `@`, start and end. What a record leaves at its default is left out. The aliases below keep claims short.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar

from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, Qualifier
from onrecord.model.errors import InputError
from onrecord.model.jsonform import from_json, to_json
from onrecord.model.spans import Span

Record = TypeVar("Record")

# Strings of this shape need no quotes; anything that could be taken for a number or a JSON word gets them.
BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.:+/\-]*")
RESERVED = {"true", "false", "null"}
RANGE = re.compile(r"(-?\d+)?\.\.(-?\d+)?")
STRING = r'"(?:[^"\\]|\\.)*"'
PART = re.compile(rf'(?:[^\s"=\[]+=)?(?:{STRING}(?:@\d+:\d+)?|\[(?:{STRING}|[^\]"])*\]|[^\s"]+)')
SPAN = re.compile(rf"({STRING})@(\d+):(\d+)")

# Long paths of a claim's, event's or disruption's fields and the short keys that stand for them.
ALIASES = {
    "count.span": "count",
    "count.cue": "cue-word",
    "effect_span": "effect",
    "effect_detail": "detail",
    "victims.span": "victims",
    "victims.groups": "groups",
    "attribution.source": "by",
    "attribution.source_span": "by-words",
    "attribution.role": "by-role",
    "attribution.cue_span": "cue",
    "attribution.via_span": "via",
    "attribution.stance": "stance",
    "attribution.actor_id": "by-actor",
    "time.span": "when",
    "time.date_start": "from",
    "time.date_end": "to",
    "time.date_prec": "date-prec",
    "time.kind": "window",
    "time.hours": "hours",
    "place.span": "where",
    "place.name": "place",
    "place.place_id": "place-id",
    "place.where_prec": "where-prec",
    "perpetrator.span": "perpetrator",
    "perpetrator.actor_id": "perpetrator-actor",
    "claimed_by.span": "claimed-by",
    "claimed_by.actor_id": "claimed-by-actor",
}
PATHS = {alias: path for path, alias in ALIASES.items()}
# A claim begins with these, as bare words, in this order.
SUGARED = ("effect", "victims.category", "count.low", "count.high", "count.qualifier")


def record_parts(record: object, leave_out: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The parts of a record's line, in the order of its fields, a claim's bare words first; `leave_out` names whole fields."""
    pairs = list(_walk(record, "", leave_out))
    if not isinstance(record, Claim):
        return tuple(f"{_key(path)}={_value(value)}" for path, value in pairs)
    low, high = record.count.low, record.count.high
    bounds = f"{'' if low is None else low}..{'' if high is None else high}"
    bare = (record.effect.value, record.victims.category.value, bounds, record.count.qualifier.value)
    return (*bare, *(f"{_key(path)}={_value(value)}" for path, value in pairs if path not in SUGARED))


def parse_parts(line: str) -> tuple[str, ...]:
    """The parts of a line. Raises InputError when something on it is no part."""
    parts, end = [], 0
    for found in PART.finditer(line):
        if line[end : found.start()].strip():
            raise InputError(f"Not a part: {line[end : found.start()].strip()!r}; see docs/plain_text.md.")
        parts.append(found.group())
        end = found.end()
    if line[end:].strip():
        raise InputError(f"Not a part: {line[end:].strip()!r}; see docs/plain_text.md.")
    return tuple(parts)


def build(kind: type[Record], parts: tuple[str, ...], given: dict[str, object] | None = None) -> Record:
    """The record of its parts; `given` are fields that the line left out. Raises InputError when the parts do not fit."""
    tree: dict[str, Any] = dict(given or {})
    if kind is Claim:
        _unsugar(tree, [part for part in parts if "=" not in part and not part.startswith('"')])
    for part in parts:
        key, found, value = part.partition("=")
        if found and not part.startswith('"'):
            path = key if value == "{}" else PATHS.get(key, key)  # an empty record stands under its own name
            _put(tree, path.split("."), _read(value))
        elif kind is not Claim:
            raise InputError(f"{part!r} needs a key; see docs/plain_text.md.")
    return from_json(kind, _listed(tree))


def _walk(record: object, prefix: str, leave_out: frozenset[str]) -> Iterator[tuple[str, object]]:
    for f in fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        value = getattr(record, f.name)
        if (not prefix and f.name in leave_out) or (f.default is not MISSING and value == f.default):
            continue
        path = prefix + f.name
        if is_dataclass(value) and not isinstance(value, Span):
            inner = list(_walk(value, f"{path}.", leave_out))
            yield from inner or [(path, {})]
        elif isinstance(value, tuple) and value and is_dataclass(value[0]) and not isinstance(value[0], Span):
            for i, item in enumerate(value):
                inner = list(_walk(item, f"{path}.{i}.", leave_out))
                yield from inner or [(f"{path}.{i}", {})]
        else:
            yield path, value


def _key(path: str) -> str:
    return ALIASES.get(path, path)


def _value(value: object) -> str:
    if isinstance(value, Span):
        return f"{_quoted(value.exact)}@{value.start}:{value.end}"
    if isinstance(value, tuple):
        return f"[{','.join(map(_value, value))}]"
    plain = to_json(value)
    if isinstance(plain, str):
        return plain if BARE.fullmatch(plain) and plain not in RESERVED else _quoted(plain)
    return json.dumps(plain)


def _quoted(words: str) -> str:
    """A JSON string without raw line ends, separators of any kind or halves of surrogate pairs: one line that can be written."""
    text = json.dumps(words, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", text)


def _read(value: str) -> object:
    if value.startswith("[") and value.endswith("]"):
        return [_read(item) for item in re.findall(rf"{STRING}(?:@\d+:\d+)?|[^,\s]+", value[1:-1])]
    if BARE.fullmatch(value) and value not in RESERVED:
        return value
    try:
        span = SPAN.fullmatch(value)
        return {"start": int(span[2]), "end": int(span[3]), "exact": json.loads(span[1])} if span else json.loads(value)
    except (ValueError, RecursionError) as trouble:
        raise InputError(f"{value[:100]!r} is no value; see docs/plain_text.md.") from trouble


def _unsugar(tree: dict[str, Any], bare: list[str]) -> None:
    for word in bare:
        bounds = RANGE.fullmatch(word)
        if word in set(Effect):
            tree["effect"] = word
        elif word in set(Category):
            _put(tree, ["victims", "category"], word)
        elif word in set(Qualifier):
            _put(tree, ["count", "qualifier"], word)
        elif bounds:
            _put(tree, ["count", "low"], _bound(bounds[1]))
            _put(tree, ["count", "high"], _bound(bounds[2]))
        else:
            raise InputError(f"{word!r} is no effect, category, qualifier or range; see docs/plain_text.md.")


def _bound(digits: str) -> int | None:
    try:
        return int(digits) if digits else None
    except ValueError as trouble:  # Python turns no digits into a number when there are thousands of them
        raise InputError(f"A number of {len(digits):,} digits is no count of people.") from trouble


def _put(tree: dict[str, Any], path: list[str], value: object) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            raise InputError(f"{'.'.join(path)} stands beside a value for {step}; give one of them.")
    tree[path[-1]] = value


def _listed(tree: object) -> object:
    """Branches whose keys are all numbers become lists."""
    if not isinstance(tree, dict):
        return tree
    if tree and all(key.isdigit() for key in tree):
        return [_listed(tree[key]) for key in sorted(tree, key=int)]
    return {key: _listed(value) for key, value in tree.items()}
