"""Statements that cannot all be true: the smallest such sets, what kind of trouble it is, and what would explain it.

Also what only looks like trouble: older figures of one speaker, other windows, other words. Source: claims_method §4.3–4.4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.model.enums import Category, ContradictionKind
from onrecord.model.figures import Cell, Contradiction
from onrecord.reconcile.constraints import Builder
from onrecord.reconcile.copies import sentence_words
from onrecord.reconcile.figures import chain, undated
from onrecord.reconcile.statements import Statement, is_own_voice, is_total, is_vague
from onrecord.reconcile.wording import contradiction_of, count_words, said_by, sentence

# After this many conflicts in one set of statements the rest would only repeat them.
MOST_CONFLICTS = 3
# After this many in one happening a reader has enough to settle first; the next reconciling shows the rest.
MOST_FOUND = 40
# States of the record that are tested per side; reports of one day are tested as that day's last word.
MOST_STATES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A smallest set of statements without a common world. `presumed` = ids taken for civilians for the test."""

    statements: tuple[Statement, ...]
    presumed: frozenset[str]


def impossible_sets(
    statements: Sequence[Statement], happening_id: str, household: frozenset[str], known: Iterable[Sequence[str]]
) -> list[Contradiction]:
    """Minimal conflicts in each report and in what was on record at the end of each day, newest first.

    `known` are the claim ids of contradictions found already. The same speakers' conflict over the same people is told once.
    """
    usable = [s for s in statements if not (s.copied or s.denied or s.possible or s.older or s.echo_of or is_vague(s))]
    usable = [s for s in usable if not (is_own_voice(s) and is_total(s))]
    by_id = {s.claim.claim_id: s for s in statements}
    told = {_quarrel(by_id[c] for c in ids if c in by_id) for ids in known}
    found: list[Contradiction] = []
    for pool in _pools(usable):
        for conflict in _minimal_conflicts(pool, happening_id, household):
            quarrel = _quarrel(by_id[s.claim.claim_id] for s in conflict.statements)
            if quarrel not in told and not _is_outdated(conflict):
                told.add(quarrel)
                found.append(_explained(conflict, happening_id))
        if len(found) >= MOST_FOUND:
            break
    return found


def _quarrel(statements: Iterable[Statement]) -> frozenset[tuple[str, str, Cell]]:
    """Who disagrees about which people, whatever the numbers and days."""
    return frozenset((s.root, s.subject_id, undated(s.cell)) for s in statements)


def _is_outdated(conflict: Conflict) -> bool:
    """Whether one root has simply gone on counting: its total is older than the parts it gave later. That is a revision."""
    total, parts = _total_and_parts(conflict.statements)
    return len({s.root for s in conflict.statements}) == 1 and any(s.said > total.said for s in parts)


def _pools(usable: list[Statement]) -> Iterable[list[Statement]]:
    """Sets of statements that should hold together: one side's latest at the end of a day, newest first, and one report's."""
    sides: list[str | None] = [*sorted({s.side for s in usable if s.side})]
    for side in sides or [None]:
        allied = [s for s in usable if s.side in (side, None)]
        named = [s for s in allied if not is_own_voice(s)]
        seen: set[frozenset[str]] = set()
        for day in sorted({s.said.date() for s in named}, reverse=True)[:MOST_STATES]:
            state = latest([s for s in named if s.said.date() <= day])
            ids = frozenset(s.claim.claim_id for s in state)
            if len(ids) > 1 and ids not in seen:
                seen.add(ids)
                yield state
        by_doc: dict[str, list[Statement]] = {}
        for s in allied:
            by_doc.setdefault(s.doc.document_id, []).append(s)
        yield from (latest(by_doc[key]) for key in sorted(by_doc) if len(by_doc[key]) > 1)


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
    return bool({w.casefold() for w in sentence_words(s)} & household)


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
        f"{_these(len(members))} be true: {quotes}.{added}{likely}",
        tuple(sentence(d) for d in diagnoses),
    )


def _these(number: int) -> str:
    """How many statements cannot hold together; of two one says "both"."""
    return "These 2 statements cannot both" if number == 2 else f"These {number} statements cannot all"


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


def _common_subject(members: Sequence[Statement], happening_id: str) -> str:
    subjects = {s.subject_id for s in members}
    return subjects.pop() if len(subjects) == 1 else happening_id
