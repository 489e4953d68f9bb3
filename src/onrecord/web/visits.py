"""What was recorded since somebody last looked: a cookie keeps the end of the log as it was then, nothing about the person."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from onrecord.model.enums import EntryKind
from onrecord.web.ledger import LedgerReader

COOKIE = "onrecord_visit"
# A visit ends when nobody has looked for half an hour.
PAUSE_S = 1_800
YEAR_S = 31_536_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is new since the last visit: entry number and moment (UTC) up to which everything was seen, and how many entries of
    each kind came after; empty `counts` = nothing."""

    sequence: int
    recorded_at: datetime
    counts: tuple[tuple[EntryKind, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The end of the log at the end of the last visit and now (entry numbers; 0 = not known), and when somebody last looked."""

    before: int
    now: int
    looked_s: int

    def cookie(self) -> str:
        """As the browser keeps it."""
        return f"{self.before}.{self.now}.{self.looked_s}"


def visit_of(request: Request, head: int, clock: Callable[[], float] = time.time) -> Visit:
    """This visit; a cookie that is no cookie of ours counts as none."""
    found = re.fullmatch(r"(\d{1,15})\.(\d{1,15})\.(\d{1,15})", request.cookies.get(COOKIE, ""))
    now = int(clock())
    if found is None:
        return Visit(before=0, now=head, looked_s=now)
    before, seen, looked = map(int, found.groups())
    return Visit(before=seen if now - looked > PAUSE_S else before, now=head, looked_s=now)


def news_of(visit: Visit, ledger: LedgerReader) -> Since | None:
    """What is new since the last visit; None where there was none, or nothing is new."""
    if not 0 < visit.before < visit.now:
        return None
    counts = ((kind, ledger.count(kind, after=visit.before)) for kind in EntryKind)
    last = ledger.entry(visit.before)
    return Since(sequence=last.sequence, recorded_at=last.recorded_at, counts=tuple((k, n) for k, n in counts if n))


def keep(answer: Response, visit: Visit, *, secure: bool) -> None:
    """Has the browser keep it, for pages of ours only; `secure` = over HTTPS only."""
    answer.set_cookie(COOKIE, visit.cookie(), max_age=YEAR_S, secure=secure, httponly=True, samesite="strict", path="/")
