"""Finds the claim that a person decided on again, by its words: in the same text, in another text of the report, by any reader.

A decision is anchored to the hash of the report's bytes, to the clause, the effect and the words for the count.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from onrecord.ledger.checks import spans_of
from onrecord.model.claims import Claim
from onrecord.model.register import Decision
from onrecord.model.spans import Span

Record = TypeVar("Record")


def told(made: Decision) -> Iterator[Claim]:
    """The claim of a decision as it stands after it, then as it was shown; nothing for decisions that are not on a claim."""
    if made.corrected is not None:
        yield made.corrected
    if made.claim is not None:
        yield made.claim


def nearness(made: Decision, claim: Claim) -> int:
    """How surely a claim, in the same text, is the one that was decided on: 0 = another one, more = surer."""
    return max((_alike(mine, claim) for mine in told(made)), default=0)


def _alike(mine: Claim, other: Claim) -> int:
    """0 for another effect or other words; the words are the count's, else the victims', else the effect's, else the clause's."""
    if mine.effect is not other.effect:
        return 0
    pairs = (
        (mine.count.span, other.count.span),
        (mine.victims.span, other.victims.span),
        (mine.effect_span, other.effect_span),
        (mine.span, other.span),
    )
    leading = next(((a, b) for a, b in pairs if a is not None and b is not None), None)
    if leading is None or not leading[0].overlaps(leading[1]):
        return 0
    shared = sum(weight * _share(a, b) for weight, (a, b) in zip((8, 4, 2, 2), pairs, strict=True))
    return 1 + shared + (mine.count.low == other.count.low) + (mine.count.high == other.count.high)


def _share(a: Span | None, b: Span | None) -> bool:
    """Whether both say the same: nothing, or words of which some stand at the same place."""
    if a is None or b is None:
        return a is b
    return a.overlaps(b)


def paired(decisions: Sequence[Decision], claims: Sequence[Claim]) -> dict[int, int]:
    """Which decision is on which claim of the same text, as {decision: claim}; one to one, the surest pairs first."""
    scored = [
        (-nearness(made, claim), i, j)
        for i, made in enumerate(decisions)
        for j, claim in enumerate(claims)
        if nearness(made, claim)
    ]
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)
    return chosen


def moved(claim: Claim, text: str) -> Claim | None:
    """The claim with its words where they stand in `text`, a later text of the same report; None when its clause is not there.

    Of several places with the same clause the nearest one counts. Words outside the clause that are not found are left out.
    """
    if all(text[span.start : span.end] == span.exact for _, span in spans_of(claim)):
        return claim
    clause = _nearest(text, claim.span.exact, claim.span.start)
    if clause is None:
        return None
    shift = clause.start - claim.span.start
    return _with_spans(claim, lambda span: _nearest(text, span.exact, span.start + shift))


def moved_decision(made: Decision, text: str) -> Decision | None:
    """The decision with its claims where their words stand in `text`; None when they are not there."""
    if made.claim is None:
        return None
    shown = moved(made.claim, text)
    corrected = None if made.corrected is None else moved(made.corrected, text)
    if shown is None or (corrected is None and made.corrected is not None):
        return None
    return replace(made, claim=shown, corrected=corrected)


def _nearest(text: str, words: str, place: int) -> Span | None:
    starts = [found.start() for found in re.finditer(re.escape(words), text)]
    if not starts:
        return None
    start = min(starts, key=lambda at: (abs(at - place), at))
    return Span(start=start, end=start + len(words), exact=words)


def _with_spans(record: Record, move: Callable[[Span], Span | None]) -> Record:
    """The record with every span in it moved."""
    changes: dict[str, Any] = {}  # Any: whatever the fields of a record hold
    for f in fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        value = getattr(record, f.name)
        if isinstance(value, Span):
            changes[f.name] = move(value)
        elif is_dataclass(value):
            changes[f.name] = _with_spans(value, move)
    return replace(record, **changes)  # type: ignore[type-var]  # as above
