"""Captives and prisoners: taken less freed less dead in captivity is what is still held, as bounds.

Source: claims_method §3 (row "abducted, hostage, captured"), §5 examples 9, 12 and 16.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.model.enums import Category, ContradictionKind, Effect, Group, RelationKind
from onrecord.model.figures import Contradiction
from onrecord.model.hashing import content_id
from onrecord.reconcile.figures import Counted, undated
from onrecord.reconcile.statements import Statement
from onrecord.reconcile.wording import contradiction_of, range_words, said_by

HELD = "held"
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How many people one step of an account took in or let out, by all who tell of it. `high` None = open.

    `kind` is taken, freed, died, escaped, recaptured or held.
    """

    kind: str
    low: int
    high: int | None
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The account of one event's captives, or of prisoners who got out (`account`), of one side (`category` None = any).

    `low`..`high` are the people still held, or still at large; `high` None = open. `stated` is what somebody says of that
    number; None = nobody. `holds` False = the flows exclude each other or what is stated. `words` says all of it.
    """

    balance_id: str
    subject_id: str
    account: str
    category: Category | None
    flows: tuple[Flow, ...]
    low: int
    high: int | None
    stated: tuple[int | None, int | None] | None
    holds: bool
    words: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The statements of one step that count now: each speaker's last."""

    flow: Flow
    last: tuple[Statement, ...]


def balances(told: Iterable[tuple[str, Counted]]) -> tuple[Balance, ...]:
    """The accounts that the cells of all events allow; each cell comes with the campaign or lone event that it is of."""
    return tuple(balance for balance, _ in _accounts(told))


def failing(told: Iterable[tuple[str, Counted]]) -> list[Contradiction]:
    """The accounts that cannot hold, as contradictions between the claims."""
    return [
        contradiction_of(ContradictionKind.ARITHMETIC, b.subject_id, members, b.words, tuple(map(_flow_words, b.flows)))
        for b, members in _accounts(told)
        if not b.holds
    ]


def _accounts(told: Iterable[tuple[str, Counted]]) -> list[tuple[Balance, tuple[Statement, ...]]]:
    by_side: dict[tuple[str, bool, str], list[Counted]] = {}
    for home, counted in told:
        if counted.cell.effect in (Effect.ABDUCTED, Effect.FREED, Effect.KILLED, Effect.ARRESTED) and not counted.beside:
            prisoners = counted.cell.group is Group.PRISONERS
            side = counted.cell.category.value if counted.cell.category else ""
            by_side.setdefault((home, prisoners, side), []).append(counted)
    found = []
    for (subject_id, prisoners, side), cells in sorted(by_side.items()):
        category = Category(side) if side else None
        made = _prisoners(subject_id, category, cells) if prisoners else _captives(subject_id, category, cells)
        if made is not None:
            found.append(made)
    return found


def _captives(
    subject_id: str, category: Category | None, cells: Sequence[Counted]
) -> tuple[Balance, tuple[Statement, ...]] | None:
    taken = _part("taken", (c for c in cells if c.cell.effect is Effect.ABDUCTED), subject_id, held=False)
    held = _part(HELD, (c for c in cells if c.cell.effect is Effect.ABDUCTED), subject_id, held=True)
    if taken is None and (held is None or all(s.denied for s in held.last)):
        return None  # a denial of what nobody on record says is a contradiction of its own, and no account
    freed = _part("freed", (c for c in cells if c.cell.effect is Effect.FREED and c.cell.detail is None), subject_id)
    died = _died(cells, {s.claim.claim_id for part in (taken, held) if part for s in part.last})
    return _balance(subject_id, "captives", category, taken, [p for p in (freed, died) if p], held)


def _prisoners(
    subject_id: str, category: Category | None, cells: Sequence[Counted]
) -> tuple[Balance, tuple[Statement, ...]] | None:
    escaped = _part("escaped", (c for c in cells if c.cell.effect is Effect.FREED and c.cell.detail is None), subject_id)
    back = _part("recaptured", (c for c in cells if c.cell.detail == "recaptured"), subject_id)
    if escaped is None:
        return None
    return _balance(subject_id, "prisoners at large", category, escaped, [back] if back else [], None)


def _died(cells: Sequence[Counted], captives: set[str]) -> _Part | None:
    """Deaths that a report says were of captives: the killed who were among the taken."""
    dead = {
        s.claim.claim_id: s
        for c in cells
        if c.cell.effect is Effect.KILLED
        for s in c.members
        if not s.copied and any(r.kind is RelationKind.TRANSITION_FROM and r.other in captives for r in s.claim.relations)
    }
    if not dead:
        return None
    last = max(dead.values(), key=lambda s: s.order)
    return _Part(Flow(kind="died", low=last.low or 0, high=last.high, claim_ids=tuple(sorted(dead))), (last,))


def _part(kind: str, cells: Iterable[Counted], subject_id: str, held: bool | None = None) -> _Part | None:
    """One step over all cells of one side. What several events of a campaign tell adds up; what is told of the whole campaign
    holds all of it. `held` picks the statements that say how many are held (True) or how many were taken (False); None = all.
    """
    by_event: dict[str, list[Counted]] = {}
    for counted in cells:
        by_event.setdefault(counted.subject_id, []).append(counted)
    told = {event: step for event, found in sorted(by_event.items()) if (step := _step(found, held)) is not None}
    if not told:
        return None
    whole = told.get(subject_id)
    parts = [step for event, step in told.items() if event != subject_id]
    low = max(sum(step[0] for step in parts), whole[0] if whole else 0)
    highs = [step[1] for step in parts]
    summed = None if None in highs else sum(h for h in highs if h is not None)
    if whole and parts:
        high = None if summed is None or whole[1] is None else max(summed, whole[1])
    else:
        high = whole[1] if whole else summed
    last = tuple(s for step in told.values() for s in step[2])
    return _Part(Flow(kind=kind, low=low, high=high, claim_ids=tuple(sorted({s.claim.claim_id for s in last}))), last)


def _step(cells: Sequence[Counted], held: bool | None) -> tuple[int, int | None, tuple[Statement, ...]] | None:
    """The bounds of one event: of its widest cell where there is one, else of groups as parts that may overlap."""
    bounds: dict[object, list[tuple[Bounds, Counted, tuple[Statement, ...]]]] = {}
    for counted in cells:
        spoken = _speaking(counted, held)
        if spoken:
            bounds.setdefault(counted.cell.group, []).append((_hull(counted, spoken), counted, tuple(spoken.values())))
    if not bounds:
        return None
    groups = {group: _widest(found) for group, found in bounds.items()}
    chosen = [groups[None]] if None in groups else list(groups.values())
    highs = [high for (_, high), _, _ in chosen]
    high = None if None in highs else sum(h for h in highs if h is not None)
    return max(low or 0 for (low, _), _, _ in chosen), high, tuple(s for _, _, said in chosen for s in said)


def _widest(found: Sequence[tuple[Bounds, Counted, tuple[Statement, ...]]]) -> tuple[Bounds, Counted, tuple[Statement, ...]]:
    """The whole event's cell, else the one that reaches highest: windows of one event lie within one another."""
    return max(found, key=lambda f: (f[1].cell == undated(f[1].cell), f[0][1] is None, f[0][1] or 0, f[0][0] or 0))


def _speaking(counted: Counted, held: bool | None) -> Mapping[str, Statement]:
    """The claim that speaks for each root of a cell; denials stay, because they pull a bound to 0."""
    by_id = {s.claim.claim_id: s for s in counted.members}
    last = {t.root: by_id[t.claim_ids[-1]] for t in counted.tellers if t.claim_ids[-1] in by_id}
    return {root: s for root, s in last.items() if held is None or (s.claim.effect_detail == HELD) is held}


def _hull(counted: Counted, spoken: Mapping[str, Statement]) -> Bounds:
    tellers = [t for t in counted.tellers if t.root in spoken]
    lows = [t.low or 0 for t in tellers]
    highs = [t.high for t in tellers]
    return min(lows), None if None in highs else max(h for h in highs if h is not None)


def _balance(
    subject_id: str, account: str, category: Category | None, taken: _Part | None, out: Sequence[_Part], held: _Part | None
) -> tuple[Balance, tuple[Statement, ...]]:
    flows = tuple(p.flow for p in (taken, *out, held) if p is not None)
    members = tuple(s for p in (taken, *out, held) if p is not None for s in p.last)
    low, high = _left(taken, out)
    stated: Bounds | None = (held.flow.low, held.flow.high) if held else None
    faults = [*_too_many_out(taken, out, account), *_against(held, (low, high), [p for p in (taken, *out) if p], taken)]
    if stated is not None and not faults:
        low = max(low, stated[0] or 0) if taken and out else stated[0] or 0
        high = stated[1] if high is None or (stated[1] is not None and stated[1] < high) else high
    words = _words(account, flows, (max(0, low), high), taken, out, faults)
    balance = Balance(
        balance_id=content_id("bal", subject_id, account, category.value if category else None),
        subject_id=subject_id,
        account=account,
        category=category,
        flows=flows,
        low=max(0, low),
        high=high if high is None else max(0, high),
        stated=stated,
        holds=not faults,
        words=words,
        claim_ids=tuple(sorted({i for f in flows for i in f.claim_ids})),
    )
    return balance, members


def _left(taken: _Part | None, out: Sequence[_Part]) -> tuple[int, int | None]:
    """What the flows leave; where no way out is told, nobody knows how many got out, so the lower end is 0."""
    if taken is None:
        return 0, None
    gone = [p.flow.high for p in out]
    low = 0 if not out or None in gone else taken.flow.low - sum(h for h in gone if h is not None)
    high = None if taken.flow.high is None else taken.flow.high - sum(p.flow.low for p in out)
    return low, high


def _too_many_out(taken: _Part | None, out: Sequence[_Part], account: str) -> list[str]:
    if taken is None or taken.flow.high is None:
        return []
    gone = sum(p.flow.low for p in out)
    verb = "taken" if account == "captives" else "escaped"
    if gone <= taken.flow.high:
        return []
    return [f"more are told to have come out ({gone}) than were {verb} ({range_words(taken.flow.low, taken.flow.high)})"]


def _against(held: _Part | None, left: tuple[int, int | None], told: Sequence[_Part], taken: _Part | None) -> list[str]:
    """What is said to be held against what the flows leave; only where it was said after all of the flows."""
    if held is None or taken is None:
        return []
    said = min(s.said for s in held.last)
    if any(s.said > said for p in told for s in p.last):
        return []
    low, high = left
    above = high is not None and held.flow.low > high
    below = held.flow.high is not None and held.flow.high < low
    if not (above or below):
        return []
    return [f"{range_words(held.flow.low, held.flow.high)} are said to be held, where {range_words(low, high)} can be left"]


def _flow_words(flow: Flow) -> str:
    return f"{flow.kind.capitalize()}: {range_words(flow.low, flow.high)}."


def _words(
    account: str,
    flows: Sequence[Flow],
    left: tuple[int, int | None],
    taken: _Part | None,
    out: Sequence[_Part],
    faults: Sequence[str],
) -> str:
    told = ", ".join(f"{f.kind} {range_words(f.low, f.high)}" for f in flows)
    state = "still at large" if account != "captives" else "still held"
    if faults:
        quotes = "; ".join(said_by(s) for p in (taken, *out) if p for s in p.last[:2])
        return f"The account does not close ({told}): {'; '.join(faults)}. {quotes}."
    way = "a way out" if account == "captives" else "a recapture"
    missing = "" if out else f" Nobody tells of {way}; that is not none."
    if taken is None:
        missing = " How many were taken is not told."
    return f"{told.capitalize()}: {range_words(*left)} {state}, as far as reports tell.{missing}"
