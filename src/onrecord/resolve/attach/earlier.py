"""What the words say of a time beside a deed: that it is of an earlier one ("taken in 2011 have been freed"), or that what
follows happened then ("the worst since 2019, when 49 died")."""

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.model.spans import Span
from onrecord.resolve.layout import Layout

_BEFORE = 90  # characters before a time in which the earlier fate stands
_NOW = re.compile(r"[^.]{0,60}?\b(?:have|has)\s+(?:(?:now|all|both|finally|since|also)\s+)*(?:been\s+)?")
_SEMICOLON = re.compile(r";\s+")
_LEAD = re.compile(r"(?:(?:and|but|then|on|in|by|at|during|early|late)\s+)*")
_STOP = re.compile(r"[.;]\s")
_WHEN = re.compile(r",?\s+when\b")


def is_of_earlier_fate(time: Span, deed: Span, lowered: str, fate: re.Pattern[str]) -> bool:
    """Whether a time tells when people were taken or hurt (`fate`) of whom more is told: "held since May, they are free"."""
    if time.end > deed.start or _NOW.fullmatch(lowered, time.end, deed.start) is None:
        return False
    return fate.search(lowered, max(0, time.start - _BEFORE), time.start) is not None


def happened_then(time: Span, deed: Span, lowered: str) -> bool:
    """Whether the deed is told to have happened at the time that "since" counts from, not since then."""
    if time.end > deed.start or _WHEN.match(lowered, time.end) is None:
        return False
    return _STOP.search(lowered, time.end, deed.start) is None


def outside_clause(deed: Span, times: Sequence[Span], layout: Layout) -> set[int]:
    """The times, by index, that other clauses of the deed's sentence open with; where its own clause opens with one, all others
    of the sentence. Semicolons part clauses: "In May 2014, 17 were taken; on June 3, 12 were freed"."""
    line, lowered = layout.lines[layout.at(deed.start)], layout.lowered
    parts = [line.start, *(m.end() for m in _SEMICOLON.finditer(lowered, line.start, line.end)), line.end]
    if len(parts) < 3:
        return set()
    clauses = list(pairwise(parts))
    home = next(c for c in clauses if c[0] <= deed.start < c[1])
    within = [(i, time) for i, time in enumerate(times) if line.start <= time.start < line.end]
    opening = {i for i, time in within if any(_LEAD.fullmatch(lowered, start, time.start) for start, _ in clauses)}
    others = {i for i, time in within if not home[0] <= time.start < home[1]}
    return others if opening - others else others & opening
