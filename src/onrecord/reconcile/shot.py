"""People "shot" or "hit" who may be among the dead: "six were shot, one of them fatally" leaves five wounded.

The words tell that somebody was struck and not that he lived. Source: claims_method §3, row "later died".
"""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.model.enums import Category, Effect, RelationKind
from onrecord.reconcile.statements import Statement, is_total, is_vague

# The most dead that are told of an event, by report (None = by any) and side (None = of whatever side).
Dead = dict[tuple[str, str | None, Category | None], int]


def without_dead(statements: Sequence[Statement], cues: frozenset[str], others: frozenset[str]) -> list[Statement]:
    """The statements, with the dead of the same event taken off every count of people "shot" that may hold them.

    `cues` are words that tell of a hit without its outcome, `others` words that set people apart from those told before
    ("three others were shot"). A count that the dead exhaust tells of no wounded; it is kept as a part of theirs.
    """
    dead: Dead = {}
    for s in statements:
        if s.cell.effect is Effect.KILLED and s.cell.detail is None and is_total(s) and not is_vague(s) and not s.denied:
            for doc in (s.doc.document_id, None):
                key = (s.subject_id, doc, s.cell.category)
                dead[key] = max(dead.get(key, 0), s.low or 0)
    return [_settled(s, dead) if _may_hold_dead(s, cues, others) else s for s in statements]


def _may_hold_dead(s: Statement, cues: frozenset[str], others: frozenset[str]) -> bool:
    if s.cell.effect is not Effect.INJURED or s.claim.effect_span is None or s.cell.detail is not None or not s.low:
        return False
    told = s.claim.effect_span.exact.casefold().split()
    words = s.claim.span.exact.casefold().replace(",", " ").split()
    apart = any(r.kind is RelationKind.DISJOINT_FROM for r in s.claim.relations)
    return any(word in cues for word in told) and not apart and not others.intersection(words)


def _settled(s: Statement, dead: Dead) -> Statement:
    """In a report that tells of dead of that side, theirs are meant; in one that tells of none, those whom others tell of."""
    # Of no side told, they may be anybody but fighters, whose dead are counted apart.
    sides = {s.cell.category, None} | ({Category.CIVILIAN} if s.cell.category is None else set())
    here = max(dead.get((s.subject_id, s.doc.document_id, side), 0) for side in sides)
    lost = here or max(dead.get((s.subject_id, None, side), 0) for side in sides)
    if not lost:
        return s
    if s.high is not None and s.high <= lost:
        return replace(s, part=True)
    less = min(lost, s.low or 0)
    return replace(s, low=(s.low or 0) - less, high=None if s.high is None else s.high - less, less=less)
