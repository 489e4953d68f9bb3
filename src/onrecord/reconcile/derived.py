"""Figures nobody stated but that follow: the rest of a window, parts that close a total, majorities, sums of disjoint parts.

Every derivation stays within what one report says, is solved as constraints, and explains itself in plain sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.model.enums import Category, Effect, Group, RelationKind
from onrecord.model.figures import Cell
from onrecord.reconcile.constraints import Builder, Interval, closing_parts
from onrecord.reconcile.figures import Counted, derived_cell, teller_of, undated
from onrecord.reconcile.statements import SECURITY_GROUPS, Statement, Window, is_own_voice, is_total, is_vague, parent_id
from onrecord.reconcile.wording import count_words, range_words, side_words, span_words

DAY = timedelta(days=1)
# Effects told of the same people: casualties are the killed and the injured, those freed may be arrested again.
POOLED = {Effect.INJURED: Effect.KILLED, Effect.CASUALTIES: Effect.KILLED, Effect.ARRESTED: Effect.FREED}


# The claims that state each cell, whatever its days.
Stated = dict[tuple[str, Cell], set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One derivation in one report: the cell, its bounds, the statements it rests on (the first one speaks), and the steps."""

    subject_id: str
    cell: Cell
    interval: Interval
    basis: tuple[Statement, ...]
    steps: tuple[str, ...]
    soft: bool = False


def derived_cells(statements: Sequence[Statement], happening_id: str, stated_cells: Sequence[Counted]) -> list[Counted]:
    """The derived cells of a happening: the same cell derived from several reports is one cell with several tellers."""
    findings: list[Finding] = []
    stated: Stated = {}
    for s in statements:
        if is_total(s) and not s.copied:
            stated.setdefault((s.subject_id, undated(s.cell)), set()).add(s.claim.claim_id)
    for told in _by_report(statements):
        findings += _plain_findings(told, stated)
        if not _may_be_solved(told):
            continue
        builder = Builder(told, happening_id)
        if builder.system.is_feasible():
            findings += _solved_findings(told, builder)
    merged: dict[tuple[str, Cell], list[Finding]] = {}
    for finding in findings:
        merged.setdefault((finding.subject_id, finding.cell), []).append(finding)
    return [_corroborated(_merged(found), stated_cells) for found in merged.values()]


def _corroborated(derived: Counted, stated: Sequence[Counted]) -> Counted:
    """Notes where somebody also stated, in so many words, what follows by arithmetic."""
    same = [c for c in stated if (c.subject_id, c.cell) == (derived.subject_id, derived.cell)]
    agree = any(_extent(c) == _extent(derived) for c in same)
    return replace(derived, steps=(*derived.steps, "The same number is also stated as such.")) if agree else derived


def _extent(counted: Counted) -> tuple[int | None, int | None]:
    """Lowest lower and highest upper bound of the tellers; an open end stays open."""
    lows = [t.low for t in counted.tellers if t.low is not None]
    highs = [t.high for t in counted.tellers if t.high is not None]
    return min(lows, default=None), max(highs) if highs and len(highs) == len(counted.tellers) else None


def without_parts(stated: Sequence[Counted], derived: Sequence[Counted]) -> list[Counted]:
    """The stated cells without those that count only a part of the same people: "him" beside "him and four clerks", who are five.

    Such a cell was told in the very words that the derived cell adds up, and its upper bound lies below the sum.
    """
    sums: dict[tuple[str, Cell], list[Counted]] = {}
    for whole in derived:
        sums.setdefault((whole.subject_id, whole.cell), []).append(whole)
    return [c for c in stated if not any(_is_part(c, whole) for whole in sums.get((c.subject_id, c.cell), ()))]


def _is_part(part: Counted, whole: Counted) -> bool:
    low, high = _extent(whole)[0], _extent(part)[1]
    return low is not None and high is not None and high < low and _told_by(part) < _told_by(whole)


def _told_by(counted: Counted) -> set[str]:
    return {claim_id for t in counted.tellers for claim_id in t.claim_ids}


def side_by_side(stated: Sequence[Counted], derived: Sequence[Counted]) -> list[Counted]:
    """Cells of opposing sides for windows that begin together and end within a day, as one range.

    So 216 since 29 January less 41 meets the other side's 93 for 31 January to 6 February. Source: claims_method §4.3, §4.6.
    """
    groups: dict[tuple[str, Cell, date], list[Counted]] = {}
    for f in [*stated, *derived]:
        if f.cell.date_start and f.cell.date_end and f.cell.date_start != f.cell.date_end and f.cell.category:
            groups.setdefault((f.subject_id, undated(f.cell), f.cell.date_start), []).append(f)
    found = []
    for (subject_id, cell, start), told in groups.items():
        last = max(c.cell.date_end for c in told if c.cell.date_end)
        near = [c for c in told if c.cell.date_end and c.cell.date_end >= last - DAY]
        voices = {t.root: t for c in sorted(near, key=lambda c: (c.cell.date_end or start, not c.derived)) for t in c.tellers}
        if len({t.side for t in voices.values() if t.side}) < 2 or any(len(c.tellers) == len(voices) for c in near):
            continue
        windows = "; ".join(sorted({span_words((start, c.cell.date_end)) for c in near if c.cell.date_end}))
        step = f"Windows that begin on one day and end within a day of each other are set side by side ({windows})."
        steps = tuple(dict.fromkeys([*(s for c in near if c.derived for s in c.steps), step]))
        tellers = tuple(voices[root] for root in sorted(voices))
        whole = replace(cell, date_start=start, date_end=last)
        members = [s for c in near for s in c.members]
        found.append(derived_cell(subject_id, whole, tellers, members, steps, soft=True, beside=True))
    return found


def _by_report(statements: Sequence[Statement]) -> list[list[Statement]]:
    """What each report tells of one side's count of one effect, with what neutral voices tell of it.

    Opposing sides are kept apart, since theirs cannot all be true; denials and hedged counts derive nothing.
    """
    found: dict[tuple[str, str], list[Statement]] = {}
    for s in sorted(statements, key=lambda s: s.order):
        if not (s.denied or s.possible or s.copied or s.older or is_vague(s)):
            effect = POOLED.get(s.cell.effect, s.cell.effect)
            found.setdefault((s.doc.document_id, effect.value), []).append(s)
    pools = []
    for key in sorted(found):
        sides: list[str | None] = [*sorted({s.side for s in found[key] if s.side})]
        pools += [[s for s in found[key] if s.side in (side, None)] for side in sides or [None]]
    return pools


def _plain_findings(told: list[Statement], stated: Stated) -> list[Finding]:
    """What follows from two or three statements by themselves."""
    found = [f for s in told if (f := _bodies(s))]
    found += [f for s in told for rule in (_may_include, _adults, _at_large) if (f := rule(s, told))]
    return found + _sums(told, stated)


def _may_be_solved(told: Sequence[Statement]) -> bool:
    """Whether there is a window, a broken-down total or a majority to derive from; most reports have none."""
    windows = {(s.subject_id, undated(s.cell), s.window) for s in told if s.window is not None}
    several = len({key[:2] for key in windows}) < len(windows)
    tied = any(parent_id(s.claim) or s.claim.relations for s in told)
    return several or tied


def _solved_findings(told: list[Statement], builder: Builder) -> list[Finding]:
    """What follows from all that the report tells together."""
    found = [f for wide in told for narrow in told if (f := _rest_of_window(wide, narrow, builder))]
    found += [f for s in told if (f := _closed_total(s, told, builder))]
    return found + [f for s in told if (f := _majority(s, builder))]


def _rest_of_window(wide: Statement, narrow: Statement, builder: Builder) -> Finding | None:
    """108 over 48 hours less 67 on the last day leaves 41 for the days before."""
    if not _samecount_words(wide, narrow) or wide.window is None or narrow.window is None:
        return None
    rest = _rest(wide.window, narrow.window)
    if rest is None:
        return None
    terms = builder.terms(wide)
    for index, factor in builder.terms(narrow).items():
        terms[index] = terms.get(index, 0) - factor
    interval = builder.system.bounds({i: f for i, f in terms.items() if f})
    if interval is None or interval.low <= 0:
        return None
    result = _range(interval)
    whole, part = f"{count_words(wide)} for {span_words(wide.window)}", f"{count_words(narrow)} for {span_words(narrow.window)}"
    steps = [f"{whole} − {part} = {result} for {span_words(rest)}."]
    if wide.soft:
        hours = f"{wide.claim.time.hours} hours" if wide.claim.time and wide.claim.time.hours else "parts of days"
        steps.append(
            f"The window is counted in {hours} and may begin within {span_words((rest[0], rest[0]))}: its edge is uncertain."
        )
    cell = replace(wide.cell, date_start=rest[0], date_end=rest[1])
    # The named speaker stands for a figure that the report completes in its own voice.
    basis = (narrow, wide) if is_own_voice(wide) else (wide, narrow)
    return Finding(
        subject_id=wide.subject_id,
        cell=cell,
        interval=interval,
        basis=basis,
        steps=tuple(steps),
        soft=wide.soft or narrow.soft,
    )


def _samecount_words(wide: Statement, narrow: Statement) -> bool:
    return (
        (wide.root == narrow.root or _is_retold_part(narrow, wide))
        and wide.subject_id == narrow.subject_id
        and undated(wide.cell) == undated(narrow.cell)
        and wide.window != narrow.window
        and wide.low is not None
        and narrow.low is not None
        and not narrow.delta
        and is_total(wide)
    )


def _is_retold_part(narrow: Statement, wide: Statement) -> bool:
    """Whether the report ties a figure of its own voice to a speaker's: "67 on Saturday, authorities said", of the 108."""
    return parent_id(narrow.claim) == wide.claim.claim_id and (is_own_voice(wide) or is_own_voice(narrow))


def _rest(wide: Window, narrow: Window) -> Window | None:
    """The days of the wide window outside the narrow one, when they are one stretch."""
    if wide[0] < narrow[0] and wide[1] == narrow[1]:
        return wide[0], narrow[0] - DAY
    if wide[0] == narrow[0] and narrow[1] < wide[1]:
        return narrow[1] + DAY, wide[1]
    return None


def _closed_total(s: Statement, told: Sequence[Statement], builder: Builder) -> Finding | None:
    """ "At least 21, among them 11 civilians and 10 security personnel" leaves nobody over: exactly 21."""
    parts = closing_parts(s, told)
    if not parts or s.low == s.high:
        return None
    interval = builder.system.bounds(builder.terms(s))
    if interval is None or interval.high is None:
        return None
    parts = sorted(parts, key=lambda p: (p.claim.span.start, p.claim.claim_id, p.low or 0))
    sum_words = " + ".join(f"{p.low} {side_words(p.cell.category)}" for p in parts)
    excluded = () if any(p.cell.category is Category.MILITANT for p in parts) else (Category.MILITANT,)
    step = f"{sum_words} = {s.low}: the stated parts add up to the stated total, so nobody is left over."
    return Finding(
        subject_id=s.subject_id,
        cell=replace(s.cell, excluded=excluded),
        interval=interval,
        basis=(s, *parts),
        steps=(step,),
    )


def _majority(s: Statement, builder: Builder) -> Finding | None:
    """Most of 11 are at least 6, and at most all 11."""
    wholes = [builder.statements.get(r.other) for r in s.claim.relations if r.kind is RelationKind.MAJORITY_OF]
    whole = next((w for w in wholes if w is not None and w.low is not None), None)
    if whole is None or (s.low is not None and s.low == s.high):
        return None
    interval = builder.system.bounds(builder.terms(s))
    if interval is None:
        return None
    cell = replace(
        s.cell, category=s.cell.category or whole.cell.category, date_start=whole.cell.date_start, date_end=whole.cell.date_end
    )
    steps = [f"A majority of {count_words(whole)} is at least {interval.low}."]
    if interval.high is not None:
        steps.append(f"A part is at most the whole: {interval.high}.")
    return Finding(subject_id=s.subject_id, cell=cell, interval=interval, basis=(s, whole), steps=tuple(steps))


def _bodies(s: Statement) -> Finding | None:
    """Bodies are dead people: a lower bound of the killed, of any side unless the words name one, never added to a toll."""
    if s.cell.detail != "body_recovered" or not s.low:
        return None
    steps = (f"{count_words(s)} bodies are at least {s.low} dead; they are not added to any other figure.",)
    cell = replace(s.cell, detail=None)
    return Finding(subject_id=s.subject_id, cell=cell, interval=Interval(low=s.low, high=None), basis=(s,), steps=steps)


def _adults(s: Statement, told: Sequence[Statement]) -> Finding | None:
    """Nine dead of whom exactly four are children: at least five are not."""
    whole = next((t for t in told if t.claim.claim_id == parent_id(s.claim)), None)
    if whole is None or s.cell.group is not Group.CHILDREN or s.low is None or s.low != s.high or whole.low is None:
        return None
    high = None if whole.high is None else whole.high - s.low
    if whole.low <= s.low or whole.cell.group:
        return None
    interval = Interval(low=whole.low - s.low, high=high)
    steps = (f"{count_words(whole)} − {s.low} children = {_range(interval)} adults.",)
    cell = replace(whole.cell, detail="adults")
    return Finding(subject_id=whole.subject_id, cell=cell, interval=interval, basis=(whole, s), steps=steps)


def _at_large(s: Statement, told: Sequence[Statement]) -> Finding | None:
    """Escaped less recaptured, over all who give a number of the escaped: 25 or 31 less 6 leaves 19 to 25."""
    if s.cell.detail != "recaptured" or s.low is None or s.high is None:
        return None
    escaped = [t for t in told if t.cell.effect is Effect.FREED and t.cell.group is s.cell.group and not t.cell.detail and t.low]
    if not escaped:
        return None
    highs = [t.high for t in escaped]
    high = None if None in highs else max(h for h in highs if h is not None) - s.low
    interval = Interval(low=max(0, min(t.low or 0 for t in escaped) - s.high), high=high)
    sums = " or ".join(f"{count_words(t)} − {count_words(s)}" for t in sorted(escaped, key=lambda t: (t.low or 0, t.order)))
    cell = replace(escaped[0].cell, detail="at_large", date_start=None, date_end=None)
    steps = (f"{sums}: {_range(interval)} still at large, as far as this report tells.",)
    return Finding(subject_id=escaped[0].subject_id, cell=cell, interval=interval, basis=(*escaped, s), steps=steps)


def _may_include(s: Statement, told: Sequence[Statement]) -> Finding | None:
    """Two officers who may or may not be among the ten: ten if they are, twelve if they are not."""
    known = {t.claim.claim_id: t for t in told}
    others = [known.get(r.other) for r in s.claim.relations if r.kind is RelationKind.MAY_INCLUDE]
    other = next((o for o in others if o is not None and o.low is not None), None)
    if other is None or not s.low:
        return None
    small, large = sorted((s, other), key=lambda t: t.low or 0)
    low, more = large.low or 0, (large.low or 0) + (small.low or 0)
    open_end = small.high is None or large.high is None
    steps = (
        f"{low} if the {small.low} are among the {low}; {'at least ' if open_end else ''}{more} if they are not.",
        "The report says that this is not clear, so both are kept.",
    )
    high = None if large.high is None or small.high is None else large.high + small.high
    return Finding(
        subject_id=large.subject_id, cell=large.cell, interval=Interval(low=low, high=high), basis=(large, small), steps=steps
    )


def _sums(told: Sequence[Statement], stated: Stated) -> list[Finding]:
    """Disjoint parts named in one sentence: a constable and two soldiers are three of the security forces."""
    found = []
    lines: dict[tuple[object, ...], list[Statement]] = {}
    for s in told:
        if is_total(s) and s.low is not None and s.low == s.high and not s.cell.detail and not s.delta:
            line = s.doc.text.count("\n", 0, s.claim.span.start)
            lines.setdefault((line, s.subject_id, s.root, s.cell.effect, s.window), []).append(s)
    for members in lines.values():
        cell = _sum_cell(members)
        if cell is not None and stated.get((members[0].subject_id, undated(cell)), set()) <= {s.claim.claim_id for s in members}:
            total = sum(s.low or 0 for s in members)
            words = " + ".join(f"{s.low} {_who(s)}" for s in members)
            steps = (f"{words} = {total}: different people named in one sentence.",)
            interval = Interval(low=total, high=total)
            found.append(
                Finding(subject_id=members[0].subject_id, cell=cell, interval=interval, basis=tuple(members), steps=steps)
            )
    return found


def _sum_cell(members: Sequence[Statement]) -> Cell | None:
    """The cell that the members add up to; None when they may overlap or are one."""
    first = members[0].cell
    groups = [s.cell.group for s in members]
    sides = [s.cell.category for s in members]
    if len(members) < 2:
        return None
    if len(set(groups)) == len(groups) and set(groups) <= set(SECURITY_GROUPS) and set(sides) == {Category.SECURITY}:
        return replace(first, group=None)
    apart = _are_disjoint(members)
    if len(set(sides)) == 1 and sides[0] is not None and apart:
        return replace(first, group=None)
    if len(set(sides)) == len(sides) and set(groups) <= {None, *SECURITY_GROUPS} and None not in sides:
        excluded = () if Category.MILITANT in sides else (Category.MILITANT,)
        return replace(first, category=None, group=None, excluded=excluded)
    # "A man and a woman were killed" are two people, of whatever side.
    return replace(first, category=None, group=None, excluded=()) if apart else None


def _are_disjoint(members: Sequence[Statement]) -> bool:
    """Whether the words set every member but the first apart from another one."""
    ids = {s.claim.claim_id for s in members}
    apart = [s for s in members if any(r.kind is RelationKind.DISJOINT_FROM and r.other in ids for r in s.claim.relations)]
    return len(apart) >= len(members) - 1


def _merged(found: list[Finding]) -> Counted:
    """One cell from equal cells of several reports; of one root only the latest report speaks."""
    latest: dict[str, Finding] = {}
    for finding in sorted(found, key=lambda f: f.basis[0].order):
        latest[finding.basis[0].root] = finding
    voices = tuple(teller_of(f.basis[0], root, f.interval.low, f.interval.high, f.basis) for root, f in sorted(latest.items()))
    used = [latest[root] for root in sorted(latest)]
    steps = tuple(dict.fromkeys(step for f in used for step in (*f.steps, *_unproven(f))))
    members = [s for f in found for s in f.basis]
    soft = any(f.soft for f in used)
    return derived_cell(found[0].subject_id, found[0].cell, voices, members, steps, soft=soft)


def _unproven(finding: Finding) -> tuple[str, ...]:
    return () if finding.interval.proven else ("Not proven: the solver ran out of time, the true bounds may be narrower.",)


def _range(interval: Interval) -> str:
    return range_words(interval.low, interval.high)


def _who(s: Statement) -> str:
    return s.cell.group.value.replace("_", " ") if s.cell.group else side_words(s.cell.category)
