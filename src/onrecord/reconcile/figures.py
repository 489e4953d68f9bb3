"""Cells: for every cell that somebody counted, who says what now. A policy makes each into a figure (`policies/choosing.py`).

A cell never adds: it shows each root's latest total. What follows by arithmetic is in `derived.py`, with its steps.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from onrecord.model.enums import Category
from onrecord.model.figures import Cell, Teller
from onrecord.reconcile.statements import Statement, Window, is_total, is_vague
from onrecord.reconcile.wording import span_words

CellKey = tuple[str, Cell]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A cell that somebody counted or that follows by arithmetic (`derived`), before a policy makes it a figure.

    `members` are the statements behind it, copies among them. `beside` marks windows of opposing sides set side by side;
    their `n_urls` and `n_outlets` come from the cells they are made of.
    """

    subject_id: str
    cell: Cell
    tellers: tuple[Teller, ...]
    members: tuple[Statement, ...]
    steps: tuple[str, ...] = ()
    derived: bool = False
    soft: bool = False
    beside: bool = False
    n_urls: int = 0
    n_outlets: int = 0


def settle_people(statements: Sequence[Statement]) -> list[Statement]:
    """Totals of "people" beside a larger count of militants cannot contain them: such cells exclude militants.

    So does a total whose stated parts leave militants out. Source: claims_method §4.3 (the 21 beside the 67).
    """
    parts: dict[str, set[Category | None]] = {}
    most: dict[tuple[str, object], int] = {}
    for s in statements:
        for other in {s.claim.subset_of, *(r.other for r in s.claim.relations if r.kind.value == "subset_of")} - {None}:
            parts.setdefault(str(other), set()).add(s.cell.category)
        if s.cell.category is Category.MILITANT and s.low is not None:
            key = (s.subject_id, s.cell.effect)
            most[key] = max(most.get(key, 0), s.low)
    return [_without_militants(s, parts, most) for s in statements]


def _without_militants(s: Statement, parts: dict[str, set[Category | None]], most: dict[tuple[str, object], int]) -> Statement:
    if s.cell.category is not None or s.low is None or s.cell.detail:
        return s
    stated = parts.get(s.claim.claim_id, set()) - {None}
    militants = most.get((s.subject_id, s.cell.effect), 0)
    apart = bool(stated) and Category.MILITANT not in stated
    if militants and (apart or (Category.MILITANT not in stated and militants > s.low)):
        return replace(s, cell=replace(s.cell, excluded=(Category.MILITANT,)))
    return s


def cells(statements: Iterable[Statement]) -> dict[CellKey, list[Statement]]:
    """The totals of each cell, oldest first. Undated totals join the one window their cell has, if it has only one."""
    totals = [s for s in statements if is_total(s)]
    windows: dict[CellKey, set[Window]] = {}
    whole: dict[CellKey, list[Statement]] = {}
    for s in sorted(totals, key=_by_moment):
        key = (s.subject_id, undated(s.cell))
        whole.setdefault(key, []).append(s)
        if s.window is not None:
            windows.setdefault(key, set()).add(s.window)
    found: dict[CellKey, list[Statement]] = {}
    for s in sorted(totals, key=lambda s: s.order):
        known = windows.get((s.subject_id, undated(s.cell)), set())
        cell = s.cell
        if s.window is None and len(known) == 1:
            start, end = next(iter(known))
            cell = replace(cell, date_start=start, date_end=end)
        if s.window is not None or len(known) < 2:
            found.setdefault((s.subject_id, cell), []).append(s)
    # Where several windows are told, the whole event has a cell of its own, filled by the totals that hold its main day.
    found |= {key: _of_main_day(whole[key]) for key, known in windows.items() if len(known) > 1}
    return {key: _counted(members) for key, members in found.items()}


def _of_main_day(members: list[Statement]) -> list[Statement]:
    """The totals without days or with the day that most totals hold: the rest counts only what came before or after."""
    days = Counter(w[0] + DAY * n for s in members if (w := s.window) for n in range((w[1] - w[0]).days + 1))
    main = min(days, key=lambda day: (-days[day], day))
    held = [s for s in members if s.window is None or s.window[0] <= main <= s.window[1]]
    by_doc: dict[str, list[Statement]] = {}
    for s in held:
        by_doc.setdefault(s.doc.document_id, []).append(s)
    return [s for s in held if not any(_is_wider_telling(other, s) for other in by_doc[s.doc.document_id])]


def _is_wider_telling(other: Statement, s: Statement) -> bool:
    """Whether another count of the same report gives the same people for more days: the whole event's figure is that one."""
    if other.window is None or s.window is None or other.window == s.window:
        return False
    return other.window[0] <= s.window[0] and s.window[1] <= other.window[1] and (other.low or 0) >= (s.low or 0)


def _counted(members: list[Statement]) -> list[Statement]:
    """The totals that give a number, where there are any: "dozens" beside 21 adds nothing."""
    return [s for s in members if not is_vague(s)] or members


def undated(cell: Cell) -> Cell:
    """The same cell over the whole event."""
    return replace(cell, date_start=None, date_end=None)


def _by_moment(s: Statement) -> tuple[object, ...]:
    """Said at one moment, the wider window counts as the later word: it contains the narrower one."""
    days = (s.window[1] - s.window[0]).days if s.window else 1 << 20
    said, is_new, low, high, claim_id = s.order
    return (said, is_new, days, low, high, claim_id)


def chain(members: Iterable[Statement]) -> list[Statement]:
    """One root's statements for a cell, oldest first, each superseding the one before.

    Running totals grow: a later lower figure supersedes only where its sentence speaks of a correction; otherwise it is an
    old figure told again, or one for fewer days. Source: claims_method §3, row "N".
    """
    kept: list[Statement] = []
    for s in members:
        if not kept or _supersedes(s, kept[-1]):
            kept.append(s)
    return kept


def _supersedes(new: Statement, old: Statement) -> bool:
    return new.corrects or new.denied or old.possible or (new.low or 0) >= (old.low or 0)


def tellers(members: Iterable[Statement]) -> tuple[Teller, ...]:
    """What each root says now, by name; copies are no tellers."""
    by_root: dict[str, list[Statement]] = {}
    for s in members:
        if not s.copied:
            by_root.setdefault(s.root, []).append(s)
    return tuple(_teller(root, chain(said)) for root, said in sorted(by_root.items()))


def _teller(root: str, said: list[Statement]) -> Teller:
    """The latest certain claim counts; a merely possible one can only raise the upper end."""
    certain = [s for s in said if not s.possible]
    low, high = (certain[-1].low, certain[-1].high) if certain else (None, said[-1].high)
    if said[-1].possible and certain:
        high = None if high is None or said[-1].high is None else max(high, said[-1].high)
    return teller_of(said[-1], root, low, high, said)


def teller_of(speaking: Statement, root: str, low: int | None, high: int | None, said: Iterable[Statement]) -> Teller:
    """A root with its bounds; side, channel and interest are those of the statement that speaks for it."""
    return Teller(
        root=root,
        side=speaking.side,
        low=low,
        high=high,
        claim_ids=tuple(s.claim.claim_id for s in said),
        channel=speaking.channel,
        interest=speaking.interest,
    )


def stated_cells(by_cell: dict[CellKey, list[Statement]]) -> list[Counted]:
    """Every cell that somebody counted, with its tellers."""
    voices = {key: tellers(members) for key, members in by_cell.items()}
    said = {(subject_id, undated(cell), _gist(said)) for (subject_id, cell), said in voices.items() if cell.date_start}
    found = []
    for (subject_id, cell), members in by_cell.items():
        told = voices[subject_id, cell]
        repeated = cell.date_start is None and (subject_id, cell, _gist(told)) in said
        if told and not repeated:
            steps = (*_window_steps(cell, told, members), *_echo_steps(members), *_dead_steps(members))
            found.append(_with_reports(Counted(subject_id=subject_id, cell=cell, tellers=told, members=(), steps=steps), members))
    return found


def _with_reports(counted: Counted, members: Sequence[Statement]) -> Counted:
    """Documents are counted with copies, voices without."""
    urls = len({s.doc.url or s.doc.document_id for s in members})
    outlets = len({s.doc.outlet or s.doc.source for s in members})
    return replace(counted, members=tuple(members), n_urls=urls, n_outlets=outlets)


def derived_cell(
    subject_id: str,
    cell: Cell,
    told: tuple[Teller, ...],
    members: Sequence[Statement],
    steps: tuple[str, ...],
    *,
    soft: bool,
    beside: bool = False,
) -> Counted:
    """A cell that follows by arithmetic from the members."""
    made = Counted(
        subject_id=subject_id, cell=cell, tellers=told, members=(), steps=steps, derived=True, soft=soft, beside=beside
    )
    return _with_reports(made, members)


def _echo_steps(members: Sequence[Statement]) -> tuple[str, ...]:
    echoes = sum(s.echo_of is not None for s in members)
    return (f"Unattributed figures that repeat an earlier speaker's and add no voice: {echoes}.",) if echoes else ()


def _dead_steps(members: Sequence[Statement]) -> tuple[str, ...]:
    """Says where the dead were taken off a count of people "shot" (`shot.without_dead`)."""
    less = sorted({(s.low or 0, s.less) for s in members if s.less})
    return tuple(f"Of {left + n} said to be shot or hit, the {n} who died are taken off: {left}." for left, n in less)


def _window_steps(cell: Cell, told: tuple[Teller, ...], members: Sequence[Statement]) -> tuple[str, ...]:
    """For the whole event: which days each latest figure is for, when they differ."""
    if cell.date_start is not None or len(told) < 2:
        return ()
    by_id = {s.claim.claim_id: s for s in members}
    latest = [by_id[t.claim_ids[-1]] for t in told]
    if len({s.window for s in latest}) < 2:
        return ()
    words = "; ".join(f"{s.voice}: {span_words(s.window) if s.window else 'no days given'}" for s in latest)
    return (f"The latest figures are for different days ({words}).",)


def _gist(voices: tuple[Teller, ...]) -> tuple[tuple[str, int | None, int | None], ...]:
    """Who says what; the whole event's figure is left out where one window's figure says the same."""
    return tuple((t.root, t.low, t.high) for t in voices)
