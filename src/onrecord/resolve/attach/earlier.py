"""What the words say of a time beside a deed: that it is of an earlier one ("taken in 2011 have been freed"), or that what
follows happened then ("the worst since 2019, when 49 died")."""

import re

from onrecord.model.spans import Span

_BEFORE = 90  # characters before a time in which the earlier fate stands
_FATE = re.compile(
    r"\b(?:abducted|arrested|captured|detained|held|imprisoned|jailed|kidnapped|missing|seized|taken|injured|wounded)\b[^.;:]{0,60}$"
)
_NOW = re.compile(r"[^.;:]{0,40}?\b(?:have|has)\s+(?:(?:now|all|both|finally|since|also)\s+)*(?:been\s+)?")
_STOP = re.compile(r"[.;]\s")
_WHEN = re.compile(r",?\s+when\b")


def is_of_earlier_fate(time: Span, deed: Span, lowered: str) -> bool:
    """Whether a time tells when people were taken or hurt whose later fate is told: "those held since May have been freed"."""
    if time.end > deed.start or _NOW.fullmatch(lowered, time.end, deed.start) is None:
        return False
    return _FATE.search(lowered, max(0, time.start - _BEFORE), time.start) is not None


def happened_then(time: Span, deed: Span, lowered: str) -> bool:
    """Whether the deed is told to have happened at the time that "since" counts from, not since then."""
    if time.end > deed.start or _WHEN.match(lowered, time.end) is None:
        return False
    return _STOP.search(lowered, time.end, deed.start) is None
