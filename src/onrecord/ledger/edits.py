"""Corrects a claim field by field, in the words of the plain-text form: `category=civilian`, `low=11`, `by=Police`.

Words are looked up in the report: a speaker, a count or victims that the report does not name there cannot be written in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from onrecord.model.claims import Attribution, Claim, Relation
from onrecord.model.documents import Document
from onrecord.model.enums import (
    Category,
    Certainty,
    Context,
    Effect,
    Group,
    Qualifier,
    RelationKind,
    Scope,
    SourceRole,
    Stance,
    TimeKind,
)
from onrecord.model.errors import InputError
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import TimeRef
from onrecord.model.spans import Span

Word = TypeVar("Word", bound=StrEnum)

# What is written for "not known" or "open", as in `high=none`.
NONE = "none"
# How near the words of a claim must stand to its clause, in characters: a long paragraph before or after.
REACH = 1500


def corrected(claim: Claim, changes: Mapping[str, str], doc: Document) -> Claim:
    """The claim with some fields as a person gives them; InputError names the field or value that does not fit.

    `none` empties a field. A corrected claim has no score: the reader's was for another claim.
    """
    made = claim
    for name, value in changes.items():
        if name not in FIELDS:
            raise InputError(f"{name!r} is no field that can be edited; there are {', '.join(FIELDS)}.")
        made = FIELDS[name](made, value.strip(), doc)
    low, high = made.count.low, made.count.high
    if low is not None and high is not None and low > high:
        raise InputError(f"low={low} is above high={high}; give both bounds, or high=none for an open count.")
    time = made.time or TimeRef()
    if time.date_start is not None and time.date_end is not None and time.date_start > time.date_end:
        raise InputError(f"from={time.date_start} is after to={time.date_end}; give both days.")
    if made == claim:
        raise InputError("Nothing is changed by that; accept the claim, or give a field another value.")
    return replace(made, score=None, found_by=f"{claim.found_by}, corrected in review")


def changed_fields(before: Claim, after: Claim) -> tuple[str, ...]:
    """The names of the fields that a correction changed, as `corrected` takes them, with their new values: "low=11"."""
    return tuple(f"{name}={new}" for (name, old), (_, new) in zip(_shown(before), _shown(after), strict=True) if old != new)


def _shown(claim: Claim) -> Iterator[tuple[str, str]]:
    time, said = claim.time or TimeRef(), claim.attribution
    values: dict[str, object] = {
        "effect": claim.effect,
        "detail": claim.effect_detail,
        "low": claim.count.low,
        "high": claim.count.high,
        "qualifier": claim.count.qualifier,
        "category": claim.victims.category,
        "groups": ",".join(claim.victims.groups),
        "by": said.source,
        "by-role": said.role,
        "certainty": claim.certainty,
        "scope": claim.scope,
        "context": claim.context,
        "from": time.date_start,
        "to": time.date_end,
        "count": claim.count.span,
        "victims": claim.victims.span,
        "subset_of": claim.subset_of,
    }
    for name, value in values.items():
        plain = value.exact if isinstance(value, Span) else to_json(value)
        yield name, NONE if plain in (None, "") else str(plain)


def _number(claim: Claim, value: str, name: str) -> Claim:
    bounds: dict[str, int | None] = {name: _whole(value, name)}
    return replace(claim, count=replace(claim.count, **bounds))  # type: ignore[arg-type]  # low and high only


def _whole(value: str, name: str) -> int | None:
    if value == NONE:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", value):
        raise InputError(f"{name}={value} is no number of people; write digits, or {NONE} where no bound is stated.")
    return int(value)


def _word(kind: type[Word], value: str, name: str) -> Word:
    try:
        return kind(value)
    except ValueError as trouble:
        raise InputError(f"{name}={value} is not known; there are {', '.join(kind)}.") from trouble


def _words(claim: Claim, value: str, doc: Document, name: str) -> Span | None:
    """The words in the report nearest to the clause; None for `none`."""
    if value == NONE:
        return None
    starts = [m.start() for m in re.finditer(re.escape(value), doc.text)]
    near = [s for s in starts if abs(s - claim.span.start) <= REACH]
    if not value or not near:
        raise InputError(f"{name}={value}: the report does not say {value!r} near this claim; copy the words as they stand.")
    start = min(near, key=lambda s: (abs(s - claim.span.start), s))
    return Span(start=start, end=start + len(value), exact=value)


def _groups(claim: Claim, value: str, doc: Document) -> Claim:
    named = [] if value == NONE else [part.strip() for part in value.split(",") if part.strip()]
    groups = tuple(_word(Group, part, "groups") for part in dict.fromkeys(named))
    return replace(claim, victims=replace(claim.victims, groups=groups))


def _speaker(claim: Claim, value: str, doc: Document) -> Claim:
    """Another speaker; the role is kept until it is given, and is none without a speaker."""
    span = _words(claim, value, doc, "by")
    if span is None:
        return replace(claim, attribution=Attribution())
    said = claim.attribution
    stance = Stance.NEUTRAL if said.stance is Stance.SELF else said.stance
    role = SourceRole.OTHER if said.role is SourceRole.NONE else said.role
    same = said.source == span.exact
    changed = replace(
        said, source=span.exact, source_span=span, role=role, stance=stance, actor_id=said.actor_id if same else None
    )
    return replace(claim, attribution=changed)


def _day(claim: Claim, value: str, name: str) -> Claim:
    time = claim.time or TimeRef()
    try:
        day = None if value == NONE else date.fromisoformat(value)
    except ValueError as trouble:
        raise InputError(f"{name}={value} is no day; write it as 2026-01-31, or {NONE}.") from trouble
    start, end = (day, time.date_end) if name == "from" else (time.date_start, day)
    if start is None and end is None:
        return replace(claim, time=TimeRef(span=time.span) if time.span else None)
    kind = TimeKind.DAY if start == end else TimeKind.RANGE
    width = (end - start).days if start and end else None
    return replace(claim, time=replace(time, date_start=start, date_end=end, kind=kind, date_prec=_precision(width), hours=None))


def _precision(width: int | None) -> int | None:
    """UCDP's date_prec of a number of days: 1 a day, 2 to 5 as it grows; None = one end is open. Source: claims_method §2.3."""
    return None if width is None else next((p for most, p in ((0, 1), (5, 2), (6, 3), (30, 4)) if width <= most), 5)


def _part(claim: Claim, value: str, doc: Document) -> Claim:
    """The claim that this one is part of, by its id; both must be of one report."""
    others = tuple(r for r in claim.relations if r.kind is not RelationKind.SUBSET_OF)
    if value == NONE:
        return replace(claim, subset_of=None, relations=others)
    if value == claim.claim_id:
        raise InputError(f"subset_of={value}: a claim is no part of itself.")
    return replace(claim, subset_of=value, relations=(*others, Relation(kind=RelationKind.SUBSET_OF, other=value)))


def _of_victims(claim: Claim, **changes: Any) -> Claim:  # Any: the fields of Victims
    return replace(claim, victims=replace(claim.victims, **changes))


def _of_count(claim: Claim, **changes: Any) -> Claim:  # Any: the fields of Count
    return replace(claim, count=replace(claim.count, **changes))


def _role(claim: Claim, value: str, doc: Document) -> Claim:
    return replace(claim, attribution=replace(claim.attribution, role=_word(SourceRole, value, "by-role")))


FIELDS: dict[str, Callable[[Claim, str, Document], Claim]] = {
    "effect": lambda c, v, d: replace(c, effect=_word(Effect, v, "effect")),
    "detail": lambda c, v, d: replace(c, effect_detail=None if v == NONE else v),
    "low": lambda c, v, d: _number(c, v, "low"),
    "high": lambda c, v, d: _number(c, v, "high"),
    "qualifier": lambda c, v, d: _of_count(c, qualifier=_word(Qualifier, v, "qualifier")),
    "category": lambda c, v, d: _of_victims(c, category=_word(Category, v, "category")),
    "groups": _groups,
    "by": _speaker,
    "by-role": _role,
    "certainty": lambda c, v, d: replace(c, certainty=_word(Certainty, v, "certainty")),
    "scope": lambda c, v, d: replace(c, scope=_word(Scope, v, "scope")),
    "context": lambda c, v, d: replace(c, context=_word(Context, v, "context")),
    "from": lambda c, v, d: _day(c, v, "from"),
    "to": lambda c, v, d: _day(c, v, "to"),
    "count": lambda c, v, d: _of_count(c, span=_words(c, v, d, "count")),
    "victims": lambda c, v, d: _of_victims(c, span=_words(c, v, d, "victims")),
    "subset_of": _part,
}
