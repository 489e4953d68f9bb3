"""The figures of one event or campaign as known at one moment after another, and the changes between them.

Every number is that of the view as of its moment: the register as published by then is reconciled anew, so nothing that came
later can show through.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from onrecord.codebooks import Policy
from onrecord.model.figures import Cell, Figure, Teller
from onrecord.model.hashing import content_id
from onrecord.model.mentions import Actor
from onrecord.model.register import Register
from onrecord.reconcile.figures import Counted, undated
from onrecord.reconcile.history.revising import Revision, RevisionKind, direction, revised, stale
from onrecord.reconcile.joining.naming import trace
from onrecord.reconcile.joining.tellings import said_at
from onrecord.reconcile.policies.allotting import with_shares
from onrecord.reconcile.policies.choosing import figure_of
from onrecord.reconcile.reconciling import worked_through
from onrecord.reconcile.statements import Statement
from onrecord.reconcile.wording import range_words, said_by, span_words

# A cell, and one speaker's root in it; None = the figure that the policy makes of all speakers.
Key = tuple[Cell, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was known from `at` (UTC) on, until the next line of the same cell and speaker.

    `root` is the speaker; None = the figure of all speakers under `policy`. People; `low`, `best`, `high` all None and `gone` =
    no such figure from then on. `revision` None = first told. `explanation` is a sentence.
    """

    known_id: str
    at: datetime
    subject_id: str
    cell: Cell
    root: str | None
    low: int | None
    best: int | None
    high: int | None
    policy: str
    claim_ids: tuple[str, ...]
    explanation: str
    revision: Revision | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """One figure at one moment: its numbers, the claims behind it, and what the speaker said last."""

    low: int | None
    best: int | None
    high: int | None
    claim_ids: tuple[str, ...]
    last: Statement | None = None
    members: tuple[Statement, ...] = ()

    @property
    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """Low, best and high."""
        return self.low, self.best, self.high


def history(
    moments: Iterable[tuple[datetime, Register]], subject: str, policy: Policy, actors: Mapping[str, Actor]
) -> tuple[Known, ...]:
    """Every change of every figure of an event or campaign, in order of time.

    `moments` gives the register as published by each moment, oldest first; `subject` is an id of the latest of them.
    """
    known: dict[Key, _State] = {}
    seen: set[str] = set()
    found: list[Known] = []
    for at, register in moments:
        now, subject_id = _states(register, subject, policy, actors)
        documents = {d.document_id for d in register.documents}
        lines = [*_changes(known, now), *_stale_copies(now, documents - seen)]
        found += [replace(line, at=at, subject_id=subject_id or subject, policy=policy.label) for line in lines]
        known, seen = now, documents
    return tuple(replace(k, known_id=content_id("knw", k.at, k.subject_id, k.cell, k.root, k.policy, k.claim_ids)) for k in found)


def _states(
    register: Register, subject: str, policy: Policy, actors: Mapping[str, Actor]
) -> tuple[dict[Key, _State], str | None]:
    work = worked_through(register, actors)
    subject_id = trace(subject, work.view).new
    states: dict[Key, _State] = {}
    told = [(c, around) for c, around in work.told if c.subject_id == subject_id and not c.beside]
    for counted, around in sorted(told, key=lambda pair: (_order(pair[0].cell), pair[0].derived)):
        figure = with_shares(figure_of(counted, policy, around), policy)
        key: Key = (counted.cell, None)
        if key not in states and figure.counted:
            states[key] = _pooled(figure)
        if not counted.derived:
            states |= {(counted.cell, t.root): _spoken(t, counted) for t in counted.tellers}
    return states, subject_id


def _pooled(figure: Figure) -> _State:
    return _State(figure.low, figure.best, figure.high, figure.claim_ids)


def _spoken(teller: Teller, counted: Counted) -> _State:
    by_id = {s.claim.claim_id: s for s in counted.members}
    mine = tuple(s for s in counted.members if s.root == teller.root)
    return _State(teller.low, None, teller.high, teller.claim_ids, by_id.get(teller.claim_ids[-1]), mine)


def _order(cell: Cell) -> tuple[str, ...]:
    days = (cell.date_start.isoformat() if cell.date_start else "", cell.date_end.isoformat() if cell.date_end else "")
    group, category = cell.group.value if cell.group else "", cell.category.value if cell.category else ""
    return cell.effect.value, category, group, cell.detail or "", cell.place or "", *days


def _changes(before: Mapping[Key, _State], now: Mapping[Key, _State]) -> Iterable[Known]:
    for key in sorted({*before, *now}, key=lambda k: (_order(k[0]), [c.value for c in k[0].excluded], k[1] or "")):
        old, new = before.get(key), now.get(key)
        if new is None and old is not None:
            yield _line(key, _State(None, None, None, old.claim_ids), _gone(key, old, now), gone=True)
        elif new is not None and (old is None or old.numbers != new.numbers):
            yield _line(key, new, _revision(old, new, now, key) if old is not None else None)


def _line(key: Key, state: _State, revision: Revision | None, *, gone: bool = False) -> Known:
    """A line without the moment, which whoever asked knows."""
    first = f"First told: {said_by(state.last)}." if state.last else f"First known: {range_words(state.low, state.high)}."
    return Known(
        known_id="",
        at=datetime.min,
        subject_id="",
        cell=key[0],
        root=key[1],
        low=state.low,
        best=state.best,
        high=state.high,
        policy="",
        claim_ids=state.claim_ids,
        explanation=revision.explanation if revision else first,
        revision=revision,
        gone=gone,
    )


def _revision(old: _State, new: _State, now: Mapping[Key, _State], key: Key) -> Revision:
    bounds = (old.low, old.high), (new.low, new.high)
    if old.last is not None and new.last is not None:
        others = [s.last for k, s in now.items() if k[1] == key[1] and k != key and s.last is not None]
        beside = [s for s in others if s.doc.document_id == new.last.doc.document_id]
        return revised(old.last, new.last, bounds, beside)
    kind = direction((old.best, old.high), (new.best, new.high)) if old.best != new.best else direction(*bounds)
    words = f"Taken together it was {_number(old)} and is {_number(new)}."
    return Revision(kind=kind, from_claim=None, to_claim=None, root_same=False, explanation=words)


def _number(state: _State) -> str:
    return str(state.best) if state.best is not None else range_words(state.low, state.high)


def _gone(key: Key, old: _State, now: Mapping[Key, _State]) -> Revision:
    """A figure that is no more: mostly it is counted for other days or another place from now on."""
    cell, root = key
    homes = [k for k, s in now.items() if k[1] == root and set(s.claim_ids) & set(old.claim_ids)]
    if homes:
        home = min((k[0] for k in homes), key=lambda c: (undated(c) != undated(cell), _order(c)))
        words = f"Counted from now on for {_scope(home)}, no longer for {_scope(cell)}."
    else:
        words = f"No longer counted for {_scope(cell)}: the reports behind it are taken for another event, or for an echo."
    return Revision(
        kind=RevisionKind.SCOPE_CHANGE,
        from_claim=old.claim_ids[-1] if root and old.claim_ids else None,
        to_claim=None,
        root_same=root is not None,
        explanation=words,
    )


def _scope(cell: Cell) -> str:
    days = span_words((cell.date_start, cell.date_end)) if cell.date_start and cell.date_end else "the whole event"
    return f"{days} ({cell.category.value})" if cell.category else days


def _stale_copies(now: Mapping[Key, _State], new: set[str]) -> Iterable[Known]:
    """The reports that came out now and still print what the speaker had replaced before."""
    for key, state in now.items():
        current = state.last
        if current is None or current.doc.document_id in new:
            continue
        for s in state.members:
            replaced = _replaced(s, state.members) if s.doc.document_id in new else None
            if replaced is not None and not s.older and (s.low or 0) < (current.low or 0):
                yield _line(key, replace(state, claim_ids=(s.claim.claim_id,)), stale(s, current, replaced))


def _replaced(s: Statement, members: Sequence[Statement]) -> Statement | None:
    """The earlier statement of the same speaker and number."""
    said = said_at(s.doc)
    earlier = [t for t in members if (t.low, t.high) == (s.low, s.high) and t.doc is not s.doc and said and t.said < said]
    return min(earlier, key=lambda t: t.order, default=None)
