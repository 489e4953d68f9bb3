"""Running totals: one root's number told again for other days, a narrower place or a group is the total of the whole."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.reconcile.statements import Statement, Window, is_own_voice

# Equal numbers smaller than this may well be two counts.
SMALLEST_RUNNING_TOTAL = 10


def with_running_totals(statements: Sequence[Statement], happening_id: str) -> list[Statement]:
    """One root's number told for other days or a narrower place than elsewhere is one total: that of the whole.

    That all 36 died on the day of the news, or all 92 in the town named last, and none in the rest of the same total, is not
    what anybody means; small numbers may be two counts and stay.
    """
    by_doc: dict[str, list[Statement]] = {}
    for s in statements:
        by_doc.setdefault(s.claim.document_id, []).append(s)
    ordered = sorted(statements, key=lambda s: s.order)
    told = [_of_body(_of_all(s, by_doc[s.claim.document_id]), by_doc[s.claim.document_id]) for s in ordered]
    whole = {_total_key(s) for s in told if s.subject_id == happening_id and not s.part}
    moved = [
        replace(s, subject_id=happening_id, cell=replace(s.cell, place=None)) if _is_total(s) and _total_key(s) in whole else s
        for s in told
    ]
    windows: dict[tuple[object, ...], list[Window]] = {}
    for s in moved:
        if s.window is not None and not s.denied:
            windows.setdefault((s.subject_id, *_total_key(s)), []).append(s.window)
    return [_with_window(s, windows.get((s.subject_id, *_total_key(s)), [])) for s in moved]


def _of_all(s: Statement, siblings: Sequence[Statement]) -> Statement:
    """A group's number that the same root gives for the whole side in the same report is the side's: "84 soldiers and police"."""
    if s.cell.group is None or not _is_total(s):
        return s
    whole = replace(s.cell, group=None)
    same = (t for t in siblings if t.root == s.root and not t.part)
    key = _total_key(replace(s, cell=whole))
    return replace(s, cell=whole) if any(_total_key(t) == key for t in same) else s


def _of_body(s: Statement, siblings: Sequence[Statement]) -> Statement:
    """A headline's number is the body's: "37 killed" over ten soldiers and 37 militants tells of the militants, and "22 more
    killed" over an army's increment of 22 is that increment, no total of its own. Source: claims_method §5, example 23.
    """
    if not _is_bare_headline(s):
        return s
    raised = [t for t in siblings if t.delta and _total_key(replace(s, root=t.root, cell=t.cell)) == _total_key(t)]
    raised = [t for t in raised if s.cell.effect is t.cell.effect and s.cell.category in (None, t.cell.category)]
    if raised:
        return _as_told_by(s, raised[0], delta=True, part=raised[0].part)
    if s.cell.category is not None:
        return s
    body = [t for t in siblings if t.cell.effect is s.cell.effect and t.cell.category and not t.part]
    same = [t for t in body if (t.low, t.high) == (s.low, s.high) and t.low is not None and not t.cell.group]
    if len(same) != 1 or len({t.cell.category for t in body}) < 2:
        return s
    return _as_told_by(s, same[0])


def _is_bare_headline(s: Statement) -> bool:
    """Whether it stands in the headline and names no speaker."""
    title = s.doc.title_span
    return title is not None and title.overlaps(s.claim.span) and is_own_voice(s)


def _as_told_by(s: Statement, whose: Statement, *, delta: bool = False, part: bool = False) -> Statement:
    """The headline's number as an echo of the body's, with its speaker and cell."""
    told = replace(s, cell=whose.cell, subject_id=whose.subject_id, root=whose.root, voice=whose.voice, side=whose.side)
    return replace(told, channel=whose.channel, echo_of=whose.claim.claim_id, delta=delta, part=part)


def _with_window(s: Statement, windows: list[Window]) -> Statement:
    if s.window is None or not _is_total(s) or len(set(windows)) < 2 or s.delta:
        return s
    start, end = min(w[0] for w in windows), max(w[1] for w in windows)
    return replace(s, cell=replace(s.cell, date_start=start, date_end=end))


def _is_total(s: Statement) -> bool:
    return not s.part and s.low is not None and s.low == s.high and s.low >= SMALLEST_RUNNING_TOTAL


def _total_key(s: Statement) -> tuple[object, ...]:
    return (s.root, replace(s.cell, place=None, date_start=None, date_end=None), s.low, s.high)
