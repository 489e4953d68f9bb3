"""Statements → integer constraints: what worlds fit them, the least and most of any count in those worlds, and what conflicts.

A world is a number of people for every atom: effect × part of the happening × side × day slot (× group). Slots are cut where
windows begin and end; a rolling window takes an unknown share of its first day. Source: claims_method §4.1–4.3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds as VariableBounds
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from onrecord.model.enums import Category, Effect, Group, RelationKind
from onrecord.reconcile.statements import SECURITY_GROUPS, Statement, parent_id

Key = tuple[str, ...]
Terms = dict[int, int]
# The part of a campaign that no event holds, so that totals close.
REST = "rest"
SIDES = (Category.CIVILIAN, Category.SECURITY, Category.MILITANT, Category.UNKNOWN)
# A single solve longer than this is cut off and its bound marked "not proven"; usual ones take milliseconds.
TIME_LIMIT_S = 2.0
# Passes over the rows that a plain guess may take before the solver is asked.
WITNESS_PASSES = 4
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The least and most people an expression can be in any world that fits; `high` None = no upper bound.

    `proven` is False when the solver ran out of time: the bounds then still exclude no world, but may be too wide.
    """

    low: int
    high: int | None
    proven: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One constraint `low <= terms <= high`; `claim_ids` are the claims it comes from, empty = holds by itself."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    claim_ids: frozenset[str]


@dataclass(slots=True, kw_only=True)
class System:
    """Variables and rows; grows while it is built and is only asked afterwards."""

    keys: dict[Key, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    matrix: csr_array | None = None

    def variable(self, key: Key) -> int:
        """The index of a non-negative integer variable, made on first use."""
        return self.keys.setdefault(key, len(self.keys))

    def add(self, terms: Mapping[int, int], low: int | None, high: int | None, claim_ids: Iterable[str] = ()) -> None:
        """Adds a row; one without bounds says nothing and is left out."""
        if low is not None or high is not None:
            row = Row(terms=tuple(sorted(terms.items())), low=low, high=high, claim_ids=frozenset(claim_ids))
            self.rows.append(row)

    def bounds(self, terms: Mapping[int, int], without: frozenset[str] = frozenset()) -> Interval | None:
        """Least and most of an expression, leaving out the rows of some claims; None when nothing fits the rest."""
        low = self._solve(terms, 1, without)
        if low is None:
            return None
        high = self._solve(terms, -1, without)
        if high is None:
            return None
        top = None if -high[0] >= self._big() else floor(-high[0] + 1e-6)
        return Interval(low=max(0, ceil(low[0] - 1e-6)), high=top, proven=low[1] and high[1])

    def is_feasible(self, without: frozenset[str] = frozenset()) -> bool:
        """Whether any world fits all rows but those of the claims left out; an undecided solve counts as fitting."""
        return self._has_witness(without) or self._solve({}, 1, without) is not None

    def _has_witness(self, without: frozenset[str]) -> bool:
        """Whether a world found by simply raising what is too low fits: this spares most solves, and proves what it says."""
        rows = [row for row in self.rows if not row.claim_ids & without]
        uses: dict[int, int] = {}
        for row in rows:
            for index, factor in row.terms:
                # Atoms that few upper bounds hold are raised first.
                uses[index] = uses.get(index, 0) + (row.high is not None and factor > 0)
        world = dict.fromkeys(uses, 0)
        for _ in range(WITNESS_PASSES):
            fits = True
            for row in rows:
                value = sum(factor * world[index] for index, factor in row.terms)
                if row.low is not None and value < row.low:
                    index, factor = min(
                        ((i, f) for i, f in row.terms if f > 0), key=lambda t: (uses[t[0]], t[0]), default=(-1, 0)
                    )
                    if not factor:
                        return False
                    world[index] += -((value - row.low) // factor)
                    fits = False
                elif row.high is not None and value > row.high:
                    lifted = [i for i, f in row.terms if f < 0]
                    if not lifted:
                        return False
                    world[min(lifted, key=lambda i: (uses[i], i))] += value - row.high
                    fits = False
            if fits:
                return True
        return False

    def _big(self) -> int:
        """More than any bounded expression can reach: bounded ones are sums of stated numbers."""
        return 1000 + 2 * sum(max(row.low or 0, row.high or 0) for row in self.rows)

    def _solve(self, terms: Mapping[int, int], sign: int, without: frozenset[str]) -> tuple[float, bool] | None:
        """(optimum or a bound on the safe side, proven?) of sign·terms minimised; None = no world fits."""
        if not self.keys:
            return 0.0, True
        cost = np.zeros(len(self.keys))
        for index, factor in terms.items():
            cost[index] = sign * factor
        limits = VariableBounds(0, 2.0 * self._big())
        found = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=limits,
            constraints=self._constraints(without),
            options={"time_limit": TIME_LIMIT_S},
        )
        if found.status == 0:
            return float(found.fun), True
        if found.status == 1:
            bound = found.mip_dual_bound
            return (float(bound) if bound is not None and np.isfinite(bound) else sign * -2.0 * self._big()), False
        return None

    def _constraints(self, without: frozenset[str]) -> list[LinearConstraint]:
        """The rows as one matrix, made once; the rows of claims left out lose their bounds."""
        if not self.rows:
            return []
        if self.matrix is None or self.matrix.shape != (len(self.rows), len(self.keys)):
            at = [(n, index, factor) for n, row in enumerate(self.rows) for index, factor in row.terms]
            where = ([n for n, _, _ in at], [i for _, i, _ in at])
            self.matrix = csr_array(([float(f) for _, _, f in at], where), shape=(len(self.rows), len(self.keys)))
        kept = [not row.claim_ids & without for row in self.rows]
        lows = [row.low if keep and row.low is not None else -np.inf for row, keep in zip(self.rows, kept, strict=True)]
        highs = [row.high if keep and row.high is not None else np.inf for row, keep in zip(self.rows, kept, strict=True)]
        return [LinearConstraint(self.matrix, lows, highs)]


class Builder:
    """Turns the statements of one happening into a system; `terms` gives the expression that a statement counts."""

    def __init__(self, statements: Sequence[Statement], happening_id: str) -> None:
        """Cuts the slots, then adds every statement's bounds and relations."""
        self.system = System()
        self.known: dict[tuple[str, bool | None], Terms] = {}
        self.happening_id = happening_id
        self.statements = {s.claim.claim_id: s for s in statements}
        self.parts = [*sorted({s.subject_id for s in statements} - {happening_id}), REST]
        self.slots = _slots(statements)
        self.groups = sorted({s.cell.group for s in statements if s.cell.group})
        for s in statements:
            self._bound(s)
        for s in statements:
            for relation in s.claim.relations:
                other = self.statements.get(relation.other)
                if other is not None:
                    self._relate(s, other, relation.kind)
            whole = self.statements.get(parent_id(s.claim) or "")
            if whole is not None:
                self._relate(s, whole, RelationKind.SUBSET_OF)
        self._close_totals()
        self._keep_groups_inside()

    def terms(self, s: Statement, *, militants: bool | None = None) -> Terms:
        """The atoms that a statement counts. `militants` overrides whether people of unnamed side include militants."""
        key = (s.claim.claim_id, militants)
        if key not in self.known:
            self.known[key] = self._terms(s, militants)
        return dict(self.known[key])

    def _terms(self, s: Statement, militants: bool | None) -> Terms:
        if s.part:
            return {self.system.variable(("part", s.claim.claim_id)): 1}
        found: Terms = {}
        for effect in _effects(s):
            for part in self._parts_of(s):
                for side in _sides(s, militants):
                    for slot in self._slots_of(s):
                        found[self.atom(effect, part, side, slot, s.cell.group)] = 1
        if s.soft and s.window is not None and len(self._slots_of(s)) > 1:
            self._share_first_day(s, found)
        return found

    def atom(self, effect: Effect, part: str, side: Category, slot: date | None, group: Group | None = None) -> int:
        """The variable of one atom."""
        key = ("atom", effect.value, part, side.value, slot.isoformat() if slot else "", group.value if group else "")
        return self.system.variable(key)

    def _parts_of(self, s: Statement) -> list[str]:
        return self.parts if s.subject_id == self.happening_id else [s.subject_id]

    def _slots_of(self, s: Statement) -> list[date | None]:
        """The slots inside a window; the whole event, as far as it can have been known, for a statement without one."""
        if s.window is None:
            return [slot for slot in self.slots if slot is None or slot <= s.said.date()] or list(self.slots)
        start, end = s.window
        if s.cell.detail == "body_recovered":
            # The day of a find is not the day of a death: bodies bound all who died until then.
            return [slot for slot in self.slots if slot is None or slot <= end]
        return [slot for slot in self.slots if slot is not None and start <= slot <= end]

    def _share_first_day(self, s: Statement, terms: Terms) -> None:
        """A rolling window begins within its first day: it counts an unknown share of it, the same share for the same window."""
        first = self._slots_of(s)[0]
        for key, index in list(self.system.keys.items()):
            if index in terms and key[0] == "atom" and key[4] == (first.isoformat() if first else ""):
                share = self.system.variable(("share", s.claim.claim_id, *key))
                self.system.add({share: 1, index: -1}, None, 0)
                terms[share] = terms.pop(index)

    def _bound(self, s: Statement) -> None:
        claim_id = [s.claim.claim_id]
        if s.delta and s.window is None:
            return
        low = None if s.possible else s.low
        high = None if s.cell.detail == "body_recovered" else s.high
        if s.cell.category is None and not s.cell.excluded and not s.part:
            self.system.add(self.terms(s, militants=True), low, None, claim_id)
            self.system.add(self.terms(s, militants=False), None, high, claim_id)
        elif s.cell.detail in (None, "body_recovered"):
            self.system.add(self.terms(s), low, high, claim_id)

    def _relate(self, s: Statement, other: Statement, kind: RelationKind) -> None:
        if s.cell.detail or other.cell.detail or s.cell.effect is not other.cell.effect:
            return
        ids = [s.claim.claim_id, other.claim.claim_id]
        left, right = self.terms(s), self.terms(other)
        if kind in (RelationKind.SUBSET_OF, RelationKind.MAJORITY_OF):
            self.system.add(_minus(left, right), None, 0, ids)
        if kind is RelationKind.MAJORITY_OF:
            self.system.add(_minus({i: 2 * f for i, f in left.items()}, right), 1, None, ids)

    def _close_totals(self) -> None:
        """Stated parts that add up to a total leave nothing over, and a total said to be a sum is that sum."""
        inside: dict[str, list[Statement]] = {}
        for s in self.statements.values():
            inside.setdefault(parent_id(s.claim) or "", []).append(s)
        for s in self.statements.values():
            named = [r.other for r in s.claim.relations if r.kind is RelationKind.SUM_OF]
            summed = [self.statements[other] for other in named if other in self.statements]
            closed = summed if summed and len(summed) == len(named) else closing_parts(s, inside.get(s.claim.claim_id, ()))
            if closed:
                whole = self.terms(s)
                for part in closed:
                    whole = _minus(whole, self.terms(part))
                self.system.add(whole, 0, 0, [s.claim.claim_id, *(p.claim.claim_id for p in closed)])

    def _keep_groups_inside(self) -> None:
        """A group is part of its side, and police, soldiers and paramilitaries do not overlap."""
        for key, index in list(self.system.keys.items()):
            if key[0] == "atom" and key[5]:
                self.system.add({index: 1, self.system.variable((*key[:5], "")): -1}, None, 0)
        forces: dict[Key, Terms] = {}
        for key, index in list(self.system.keys.items()):
            if key[0] == "atom" and key[5] in {g.value for g in SECURITY_GROUPS}:
                forces.setdefault(key[:5], {})[index] = 1
        for key, terms in forces.items():
            if len(terms) > 1:
                self.system.add({**terms, self.system.variable((*key, "")): -1}, None, 0)


def closing_parts(whole: Statement, statements: Iterable[Statement]) -> list[Statement]:
    """The exact parts of a total that add up to its stated number, of different sides; empty when they do not close it."""
    parts = [s for s in statements if parent_id(s.claim) == whole.claim.claim_id and s.low is not None and s.low == s.high]
    sides = [s.cell.category for s in parts]
    if len(parts) < 2 or len(set(sides)) != len(sides) or None in sides or any(s.cell.group for s in parts):
        return []
    return parts if sum(s.low or 0 for s in parts) == whole.low else []


def _effects(s: Statement) -> tuple[Effect, ...]:
    return (Effect.KILLED, Effect.INJURED) if s.cell.effect is Effect.CASUALTIES else (s.cell.effect,)


def _sides(s: Statement, militants: bool | None) -> tuple[Category, ...]:
    if s.cell.category is not None:
        return (s.cell.category,)
    with_militants = Category.MILITANT not in s.cell.excluded if militants is None else militants
    return SIDES if with_militants else tuple(side for side in SIDES if side is not Category.MILITANT)


def _minus(left: Mapping[int, int], right: Mapping[int, int]) -> Terms:
    found = dict(left)
    for index, factor in right.items():
        found[index] = found.get(index, 0) - factor
    return {index: factor for index, factor in found.items() if factor}


def _slots(statements: Sequence[Statement]) -> list[date | None]:
    """The first day of every slot, cut where a window begins or has ended; the first day of a rolling window is a slot."""
    edges: set[date] = set()
    ends: list[date] = []
    for s in statements:
        if s.window is not None:
            edges |= {s.window[0], s.window[1] + DAY}
            ends.append(s.window[1])
            if s.soft and s.window[0] < s.window[1]:
                edges.add(s.window[0] + DAY)
    if not edges:
        return [None]
    dated: list[date | None] = [edge for edge in sorted(edges) if edge <= max(ends)]
    # A count without days may hold people of days that nobody names: they have a slot of their own.
    return [None, *dated] if any(s.window is None for s in statements) else dated
