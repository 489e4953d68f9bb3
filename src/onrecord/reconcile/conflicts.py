"""Statements that cannot all be true: the smallest such sets, what kind of trouble it is, and what would explain it.

Also what only looks like trouble: older figures of one speaker, other windows, other words. Source: claims_method §4.3–4.4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.model.enums import Category, ContradictionKind, RelationKind
from onrecord.model.figures import Cell, Contradiction
from onrecord.reconcile.constraints import Builder
from onrecord.reconcile.copies import Mutation, copy_errors, stale_surfaces
from onrecord.reconcile.figures import CellKey, chain, undated
from onrecord.reconcile.statements import Statement, is_total
from onrecord.reconcile.wording import contradiction_of, count_words, said_by, sentence

# After this many conflicts in one set of statements the rest would only repeat them.
MOST_CONFLICTS = 3
# After this many in one happening a reader has enough to settle first; the next reconciling shows the rest.
MOST_FOUND = 40
# States of the record that are tested per side; reports of one day are tested as that day's last word.
MOST_STATES = 40
KIND_ORDER = {
    kind: n
    for n, kind in enumerate(
        (
            ContradictionKind.GENUINE,
            ContradictionKind.ARITHMETIC,
            ContradictionKind.PARTY,
            ContradictionKind.COPY_ERROR,
            ContradictionKind.STALE_SURFACE,
            ContradictionKind.DEFINITION,
            ContradictionKind.SCOPE,
            ContradictionKind.WINDOW,
            ContradictionKind.NESTED,
            ContradictionKind.SUPERSEDED,
        )
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A smallest set of statements without a common world. `presumed` = ids taken for civilians for the test."""

    statements: tuple[Statement, ...]
    presumed: frozenset[str]


def contradictions(
    statements: Sequence[Statement],
    by_cell: dict[CellKey, list[Statement]],
    happening_id: str,
    household: frozenset[str],
    mutated: Sequence[Mutation] = (),
) -> list[Contradiction]:
    """Every contradiction of a happening, most consequential first."""
    found = _disagreements(by_cell) + _increments(statements)
    found += _impossible(statements, happening_id, household, {frozenset(c.claim_ids) for c in found})
    found += copy_errors(mutated) + stale_surfaces(statements)
    found += _revisions(by_cell) + _windows(by_cell) + _definitions(statements)
    unique = {c.contradiction_id: c for c in found}
    by_id = {s.claim.claim_id: s for s in statements}
    return sorted(unique.values(), key=lambda c: _weight(c, by_id))


def _weight(found: Contradiction, by_id: dict[str, Statement]) -> tuple[int, int, str]:
    """Kind first, then how many people the statements differ by."""
    counts = [by_id[c].low or 0 for c in found.claim_ids if c in by_id]
    return KIND_ORDER[found.kind], -(max(counts, default=0) - min(counts, default=0)), found.contradiction_id


def _impossible(
    statements: Sequence[Statement], happening_id: str, household: frozenset[str], known: set[frozenset[str]]
) -> list[Contradiction]:
    """Minimal conflicts, other than the known ones, in each report and in what was on record at the end of each day."""
    usable = [s for s in statements if not (s.copied or s.denied or s.possible or s.older or s.echo_of)]
    found: dict[frozenset[str], Contradiction] = {}
    for pool in _pools(usable):
        for conflict in _minimal_conflicts(pool, happening_id, household):
            ids = frozenset(s.claim.claim_id for s in conflict.statements)
            if ids not in known and ids not in found:
                found[ids] = _explained(conflict, happening_id)
        if len(found) >= MOST_FOUND:
            break
    return list(found.values())


def _pools(usable: list[Statement]) -> Iterable[list[Statement]]:
    """Sets of statements that should hold together: one side's latest at the end of a day, newest first, and one report's."""
    sides: list[str | None] = [*sorted({s.side for s in usable if s.side})]
    for side in sides or [None]:
        allied = [s for s in usable if s.side in (side, None)]
        days = sorted({s.said.date() for s in allied}, reverse=True)
        for day in days[:MOST_STATES]:
            yield latest([s for s in allied if s.said.date() <= day])
        by_doc: dict[str, list[Statement]] = {}
        for s in allied:
            by_doc.setdefault(s.doc.document_id, []).append(s)
        yield from (by_doc[key] for key in sorted(by_doc) if len(by_doc[key]) > 1)


def latest(statements: Iterable[Statement]) -> list[Statement]:
    """The last word of each root for each cell, without totals that the same root has since outgrown."""
    told: dict[tuple[str, str, Cell, bool], list[Statement]] = {}
    for s in sorted(statements, key=lambda s: s.order):
        told.setdefault((s.root, s.subject_id, s.cell, s.part), []).append(s)
    kept = [chain(said)[-1] for said in told.values()]
    return [s for s in kept if not any(_outgrown(s, newer) for newer in kept)]


def _outgrown(old: Statement, new: Statement) -> bool:
    """A newer figure for fewer days that is larger than the older total: the total is out of date, nobody contradicts."""
    if old.root != new.root or old.subject_id != new.subject_id or old.said >= new.said or old.high is None:
        return False
    if undated(old.cell) != undated(new.cell) or (new.low or 0) <= old.high:
        return False
    inside = old.window is None or (new.window is not None and old.window[0] <= new.window[0] and new.window[1] <= old.window[1])
    return inside or new.window is None


def _minimal_conflicts(pool: Sequence[Statement], happening_id: str, household: frozenset[str]) -> Iterable[Conflict]:
    """Conflicts as the words stand first; then with the dead of households taken for civilians."""
    presumed = {s.claim.claim_id: _as_civilian(s) for s in pool if _is_household(s, happening_id, household)}
    readings: list[dict[str, Statement]] = [{}] + ([presumed] if presumed else [])
    for reading in readings:
        builder = Builder([reading.get(s.claim.claim_id, s) for s in pool], happening_id)
        left_out: frozenset[str] = frozenset()
        for _ in range(MOST_CONFLICTS):
            core = _pair(builder, left_out) or _core(builder, left_out)
            if not core:
                break
            yield Conflict(statements=tuple(core), presumed=frozenset(s.claim.claim_id for s in core) & frozenset(reading))
            left_out |= {core[0].claim.claim_id}
        if left_out:
            break


def _pair(builder: Builder, left_out: frozenset[str]) -> list[Statement]:
    """Two statements of which one counts a part of what the other counts, and yet more people: found without solving."""
    plain = [s for s in builder.statements.values() if not s.part and not s.cell.detail and s.claim.claim_id not in left_out]
    terms = {s.claim.claim_id: set(builder.terms(s)) for s in plain}
    capped = sorted((s for s in plain if s.high is not None and not _may_hold_more(s)), key=lambda s: (s.high, s.order))
    floored = sorted((s for s in plain if s.low and not _may_hold_more(s)), key=lambda s: (-(s.low or 0), s.order))
    for part in floored:
        for whole in capped:
            if (whole.high or 0) >= (part.low or 0):
                break
            if part is not whole and terms[part.claim.claim_id] <= terms[whole.claim.claim_id]:
                return [whole, part]
    return []


def _may_hold_more(s: Statement) -> bool:
    """Whether it is open if the count includes militants."""
    return s.cell.category is None and not s.cell.excluded


def _core(builder: Builder, left_out: frozenset[str]) -> list[Statement]:
    """A smallest conflict by QuickXplain: halves are tested, so that few solves find a small set among many statements.

    Empty when there is no conflict. Source: Junker, QuickXplain, AAAI 2004.
    """
    if builder.system.is_feasible(left_out):
        return []
    order = sorted((s for s in builder.statements.values() if s.claim.claim_id not in left_out), key=_dispensable)
    everything = frozenset(builder.statements)

    def conflicting(kept: list[Statement]) -> bool:
        return not builder.system.is_feasible(everything - {s.claim.claim_id for s in kept})

    def explain(background: list[Statement], grown: bool, candidates: list[Statement]) -> list[Statement]:
        if grown and conflicting(background):
            return []
        if len(candidates) == 1:
            return candidates
        # The later half is preferred: it holds the plainer totals.
        half = len(candidates) // 2
        weak, strong = candidates[:half], candidates[half:]
        from_weak = explain(background + strong, bool(strong), weak)
        return explain(background + from_weak, bool(from_weak), strong) + from_weak

    return sorted(explain([], False, order), key=lambda s: (_breadth(s), s.order))


def _dispensable(s: Statement) -> tuple[object, ...]:
    """Groups, parts and totals of people are tried without first, so that the set names plain totals where it can."""
    return (not (s.cell.group or s.part or s.delta), s.cell.category is not None, s.order)


def _breadth(s: Statement) -> int:
    """The widest count first: whole campaign before place, people before one side, side before group."""
    return (s.cell.place is not None) + (s.cell.category is not None) + 2 * (s.cell.group is not None)


def _is_household(s: Statement, happening_id: str, household: frozenset[str]) -> bool:
    if s.cell.category is not None or s.cell.detail or s.subject_id == happening_id:
        return False
    text = s.doc.text
    start = text.rfind("\n", 0, s.claim.span.start) + 1
    words = {w.strip(".,;:'’()") for w in text[start : s.claim.span.end].casefold().split()}
    return bool(words & household)


def _as_civilian(s: Statement) -> Statement:
    return replace(s, cell=replace(s.cell, category=Category.CIVILIAN, excluded=()))


def _explained(conflict: Conflict, happening_id: str) -> Contradiction:
    total, parts = _total_and_parts(conflict.statements)
    members = (total, *parts)
    diagnoses = _diagnoses(total, parts, conflict.presumed, happening_id)
    numbers = " + ".join(str(s.low) for s in parts)
    over = total.high is not None and sum(s.low or 0 for s in parts) > total.high
    added = f" {numbers} = {sum(s.low or 0 for s in parts)}, more than {total.high}." if over and len(parts) > 1 else ""
    quotes = "; ".join(said_by(s) for s in members)
    likely = f" Likely: {diagnoses[0]}" if diagnoses else " No simple explanation fits."
    one_voice = len({s.root for s in members}) == 1
    sides = {s.side for s in members if s.side}
    kind = ContradictionKind.ARITHMETIC if one_voice else ContradictionKind.GENUINE
    return contradiction_of(
        ContradictionKind.PARTY if len(sides) > 1 else kind,
        _common_subject(members, happening_id),
        members,
        f"These {len(members)} statements cannot all be true: {quotes}.{added}{likely}",
        tuple(sentence(d) for d in diagnoses),
    )


def _total_and_parts(members: Sequence[Statement]) -> tuple[Statement, tuple[Statement, ...]]:
    """The statement that the others' numbers outgrow, and the others; without such a one, the widest count."""
    for total in members:
        others = tuple(s for s in members if s is not total)
        if total.high is not None and sum(s.low or 0 for s in others) > total.high and _covers(total, others):
            return total, others
    return members[0], tuple(members[1:])


def _covers(total: Statement, others: Sequence[Statement]) -> bool:
    """Whether the total's place and days are no narrower than the others'."""
    if total.cell.place is not None and any(s.cell.place != total.cell.place for s in others):
        return False
    windows = [s.window for s in others if s.window]
    return total.window is None or all(total.window[0] <= w[0] and w[1] <= total.window[1] for w in windows)


def _diagnoses(total: Statement, parts: Sequence[Statement], presumed: frozenset[str], happening_id: str) -> list[str]:
    """Explanations that would make the statements fit, in the order they are tested. Source: claims_method §4.3."""
    found = []
    if parts and any(s.said >= total.said for s in parts):
        relaxed = [replace(total, high=None), *parts]
        builder = Builder(relaxed, happening_id)
        interval = builder.system.bounds(builder.terms(relaxed[0]))
        if interval is not None:
            found.append(
                f"the total is older than its parts; counting the parts, it would be at least {interval.low} rather than "
                f"{count_words(total)}."
            )
    if presumed:
        who = " and ".join(count_words(s) for s in parts if s.claim.claim_id in presumed)
        found.append(f"not all of the {who} are counted as civilians; the words name a household or family, not a side.")
    numbers = [s.low for s in parts]
    if len(set(numbers)) < len(numbers):
        found.append("two of the parts are one incident told twice.")
    if len({s.claim.effect_detail for s in (total, *parts)}) > 1:
        found.append("the words count different things.")
    return found


def _increments(statements: Sequence[Statement]) -> list[Contradiction]:
    """ "22 more, bringing the toll to 177" after 145: old and new must differ by the increment. Source: §3, row "bringing"."""
    by_id = {s.claim.claim_id: s for s in statements}
    found = []
    for s in statements:
        for relation in s.claim.relations:
            total = by_id.get(relation.other)
            if relation.kind is not RelationKind.INCREMENT_TO or total is None or s.low is None or total.low is None:
                continue
            old = _before(total, s, statements)
            if old is None or old.low is None or s.copied or old.low + s.low == total.low or old.high is None or s.high is None:
                continue
            sum_words = f"{old.low} + {s.low} = {old.low + s.low}, not {total.low}"
            words = f"The figures of one speaker do not add up: {sum_words}. {said_by(old)}; {said_by(s)}; {said_by(total)}."
            steps = (
                sentence(sum_words),
                sentence(f"the difference of {abs(total.low - old.low - s.low)} is not explained in the reports"),
            )
            found.append(contradiction_of(ContradictionKind.ARITHMETIC, total.subject_id, (old, s, total), words, steps))
    return found


def _before(total: Statement, delta: Statement, statements: Sequence[Statement]) -> Statement | None:
    """The same root's running total before this one."""
    same = [
        s
        for s in statements
        if s.root == total.root
        and s.subject_id == total.subject_id
        and undated(s.cell) == undated(total.cell)
        and s.order < total.order
        and s.claim.claim_id not in (total.claim.claim_id, delta.claim.claim_id)
        and is_total(s)
        and not s.delta
        and not s.copied
        and (s.low or 0) < (total.low or 0)
        and (s.window is None or delta.window is None or s.window[0] <= delta.window[0])
    ]
    return max(same, key=lambda s: (s.said, s.low or 0, s.claim.claim_id), default=None)


def _disagreements(by_cell: dict[CellKey, list[Statement]]) -> list[Contradiction]:
    """Latest figures of two roots for one cell that share no number: parties, or speakers who should agree."""
    found: dict[tuple[str, Cell, str, str], Contradiction] = {}
    for (subject_id, cell), members in sorted(by_cell.items(), key=lambda item: (item[0][1].date_start is None, str(item[0]))):
        last: dict[str, Statement] = {}
        for root in sorted({s.root for s in members if not s.copied}):
            said = chain(s for s in members if s.root == root and not s.copied)
            certain = [s for s in said if not s.possible]
            if certain:
                last[root] = certain[-1]
        roots = sorted(last)
        for n, a in enumerate(roots):
            for b in roots[n + 1 :]:
                if _apart(last[a], last[b]):
                    found[subject_id, undated(cell), a, b] = _disagreement(subject_id, last[a], last[b])
    return list(found.values())


def _apart(a: Statement, b: Statement) -> bool:
    above = a.high is not None and b.low is not None and b.low > a.high
    return above or (b.high is not None and a.low is not None and a.low > b.high)


def _disagreement(subject_id: str, a: Statement, b: Statement) -> Contradiction:
    first, second = sorted((a, b), key=lambda s: s.order)
    quotes = f"{said_by(first)}; {said_by(second)}"
    if a.side and b.side and a.side != b.side:
        words = f"The parties' figures exclude each other: {quotes}."
        return contradiction_of(ContradictionKind.PARTY, subject_id, (first, second), words, ())
    if first.window != second.window or (first.said < second.said and (first.low or 0) < (second.low or 0)):
        words = f"Two speakers' figures differ: {quotes}. Likely: they were counted at different times or for different days."
        return contradiction_of(ContradictionKind.WINDOW, subject_id, (first, second), words, ())
    channel = " They are on the same side, but different offices." if a.side and a.side == b.side else ""
    words = f"Two speakers' figures exclude each other: {quotes}.{channel}"
    return contradiction_of(ContradictionKind.GENUINE, subject_id, (first, second), words, ())


def _revisions(by_cell: dict[CellKey, list[Statement]]) -> list[Contradiction]:
    """How one root's figure changed, oldest first; of nested chains only the longest is told."""
    chains: list[tuple[str, list[Statement]]] = []
    for (subject_id, _), members in by_cell.items():
        for root in sorted({s.root for s in members if not s.copied}):
            voiced = chain(s for s in members if s.root == root and not s.copied and not s.echo_of)
            # Figures given at one moment are for different days, not revisions of one another; the widest stands for the moment.
            said = list({(s.said, s.older): s for s in voiced}.values())
            if len({(s.low, s.high) for s in said}) > 1:
                chains.append((subject_id, said))
    chains.sort(key=lambda item: (-len(item[1]), item[1][0].claim.claim_id, item[0]))
    told: list[frozenset[str]] = []
    found = []
    for subject_id, said in chains:
        ids = frozenset(s.claim.claim_id for s in said)
        if not any(ids <= longer for longer in told):
            told.append(ids)
            found.append(_revision(subject_id, said))
    return found


def _revision(subject_id: str, said: list[Statement]) -> Contradiction:
    steps = [said[0]]
    for s in said[1:]:
        if (s.low, s.high) != (steps[-1].low, steps[-1].high):
            steps.append(s)
    words = " → ".join(count_words(s) for s in steps)
    down = any((b.low or 0) < (a.low or 0) for a, b in pairwise(steps))
    turn = " The figure was corrected downwards." if down else ""
    return contradiction_of(
        ContradictionKind.SUPERSEDED,
        subject_id,
        said,
        f"The same speaker's later figure replaces the earlier ones: {words}.{turn} Latest: {said_by(said[-1])}.",
        tuple(sentence(said_by(s)) for s in steps),
    )


def _windows(by_cell: dict[CellKey, list[Statement]]) -> list[Contradiction]:
    """One root's figures for different days in its latest report that gives several: they look apart and are not."""
    groups: dict[tuple[str, Cell, str], dict[str, dict[Cell, Statement]]] = {}
    for (subject_id, cell), members in by_cell.items():
        if cell.date_start is not None:
            for s in (s for s in members if not s.copied and not s.older and not s.delta):
                by_doc = groups.setdefault((subject_id, undated(cell), s.root), {})
                by_doc.setdefault(s.doc.document_id, {})[cell] = s
    found = []
    for (subject_id, _, _), by_doc in groups.items():
        several = [sorted(said.values(), key=lambda s: s.order) for said in by_doc.values()]
        several = [said for said in several if len({(s.low, s.high) for s in said}) > 1]
        if several:
            said = max(several, key=lambda said: (said[-1].said, said[-1].claim.claim_id))
            words = "These figures are for different days and do not contradict: " + "; ".join(said_by(s) for s in said) + "."
            found.append(contradiction_of(ContradictionKind.WINDOW, subject_id, said, words, ()))
    return found


def _definitions(statements: Sequence[Statement]) -> list[Contradiction]:
    """Bodies counted and dead reported differ in words: bodies are a lower bound of the dead."""
    found = []
    for s in statements:
        if s.cell.detail != "body_recovered" or s.copied:
            continue
        near = [t for t in statements if t.doc is s.doc and t.cell.effect is s.cell.effect and not t.cell.detail and is_total(t)]
        larger = [t for t in near if (t.low or 0) > (s.low or 0) and t.root == s.root and not t.older]
        if larger:
            total = min(larger, key=lambda t: (t.low or 0, t.claim.claim_id))
            words = (
                f"The words differ: {said_by(s)}; {said_by(total)}. Bodies seen are a lower bound of the dead, not a second toll."
            )
            found.append(contradiction_of(ContradictionKind.DEFINITION, total.subject_id, (s, total), words, ()))
    return found


def _common_subject(members: Sequence[Statement], happening_id: str) -> str:
    subjects = {s.subject_id for s in members}
    return subjects.pop() if len(subjects) == 1 else happening_id
