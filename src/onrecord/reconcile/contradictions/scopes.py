"""Figures that look apart and are not: one is a part of the other, or they are for other places or other people.

Source: claims_method §4.4, NESTED and SCOPE.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from onrecord.model.enums import ContradictionKind
from onrecord.model.figures import Cell, Contradiction
from onrecord.reconcile.figures import CellKey, chain
from onrecord.reconcile.statements import Statement, Window, is_vague
from onrecord.reconcile.wording import contradiction_of, said_by

# A reader who has seen this many figures beside one another has understood that they are for different people.
MOST_SHOWN = 4
# Cells compared with one another in one happening; the widest come first, and what lies beyond is a list, not an explanation.
MOST_CELLS = 60


def nested(by_cell: dict[CellKey, list[Statement]], happening_id: str) -> list[Contradiction]:
    """For each count, the smaller counts that other reports or speakers give of some of the same people.

    Only where they fit into it: a part larger than its whole is a real contradiction and told as such.
    """
    found = []
    latest = _latest(by_cell, happening_id)
    for whole in latest:
        inside = [s for s in latest if _is_apart(whole, s) and _contains(whole, s, happening_id) and _fits(whole, s)]
        # A part of a part says nothing more.
        parts = [s for s in inside if not any(o is not s and _contains(o, s, happening_id) for o in inside)][:MOST_SHOWN]
        if parts:
            quotes = "; ".join(said_by(s) for s in parts)
            words = f"A part of the other, so they do not contradict: {said_by(whole)} — among these: {quotes}."
            found.append(contradiction_of(ContradictionKind.NESTED, whole.subject_id, (whole, *parts), words, ()))
    return found


def scopes(by_cell: dict[CellKey, list[Statement]], happening_id: str) -> list[Contradiction]:
    """Different numbers for the same kind of people that are for different places, or with and without militants."""
    groups: dict[Cell, list[Statement]] = {}
    for s in _latest(by_cell, happening_id):
        groups.setdefault(replace(s.cell, place=None, date_start=None, date_end=None, excluded=()), []).append(s)
    found = []
    for told in groups.values():
        places = _different([s for s in told if s.subject_id != happening_id], key=lambda s: s.subject_id)
        if places:
            found.append(_scope(places, happening_id, "are for different places"))
        for subject_id in sorted({s.subject_id for s in told}):
            people = _different([s for s in told if s.subject_id == subject_id], key=lambda s: str(s.cell.excluded))
            if people:
                found.append(_scope(people, subject_id, "count different people, with and without militants,"))
    return found


def _scope(members: Sequence[Statement], subject_id: str, why: str) -> Contradiction:
    words = f"These figures {why} and do not contradict: {'; '.join(said_by(s) for s in members)}."
    return contradiction_of(ContradictionKind.SCOPE, subject_id, members, words, ())


def _different(told: Sequence[Statement], key: Callable[[Statement], str]) -> list[Statement]:
    """One statement for each key, the largest first, when they differ in number and come from more than one report."""
    by_key: dict[str, Statement] = {}
    for s in sorted(told, key=lambda s: s.order):
        by_key[key(s)] = s
    shown = sorted(by_key.values(), key=lambda s: (-(s.low or 0), s.order))[:MOST_SHOWN]
    differ = len({(s.low, s.high) for s in shown}) > 1 and len({s.doc.document_id for s in shown}) > 1
    return shown if differ else []


def _latest(by_cell: dict[CellKey, list[Statement]], happening_id: str) -> list[Statement]:
    """The last certain word of each cell, widest cells first, each statement once."""
    found: dict[str, Statement] = {}
    for members in by_cell.values():
        certain = [s for s in members if not (s.copied or s.possible or s.denied or s.older or is_vague(s)) and s.low is not None]
        if certain:
            last = chain(sorted(certain, key=lambda s: s.order))[-1]
            found.setdefault(last.claim.claim_id, last)
    return sorted(found.values(), key=lambda s: (_narrowness(s, happening_id), s.order))[:MOST_CELLS]


def _narrowness(s: Statement, happening_id: str) -> int:
    return (s.subject_id != happening_id) + (s.cell.category is not None) + (s.cell.group is not None) + (s.window is not None)


def _is_apart(a: Statement, b: Statement) -> bool:
    """Whether two statements come from different reports and give different numbers, so that a reader may wonder."""
    return a.doc.document_id != b.doc.document_id and (a.low, a.high) != (b.low, b.high)


def _contains(whole: Statement, part: Statement, happening_id: str) -> bool:
    """Whether everybody whom the part counts is among those whom the whole counts, and it counts fewer kinds of them."""
    a, b = whole.cell, part.cell
    if a.effect is not b.effect or a.detail != b.detail or not _covers_days(whole.window, part.window):
        return False
    place = whole.subject_id in (happening_id, part.subject_id)
    side = a.category in (None, b.category) and b.category not in a.excluded
    group = a.group in (None, b.group)
    narrower = (
        (whole.subject_id != part.subject_id)
        + (a.category is not b.category)
        + (a.group is not b.group)
        + (a.excluded != b.excluded and a.category is b.category)
    )
    return place and side and group and narrower > 0 and not (a.excluded and b.category is None and not b.excluded)


def _covers_days(whole: Window | None, part: Window | None) -> bool:
    return whole is None or (part is not None and whole[0] <= part[0] and part[1] <= whole[1])


def _fits(whole: Statement, part: Statement) -> bool:
    return whole.high is None or (part.low or 0) <= whole.high
