"""Where people say which records tell of one event: same, different, unsure, and back again; every answer is a ledger entry.

"Same" merges two events, "different" splits what one event holds; an answer is tied to the reports, so that it outlives another
reader. Events themselves are never edited: they follow from reports and answers each time the register is reconciled.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Decision, View
from onrecord.present.listing import Listing
from onrecord.reconcile.joining.judgements import TAKEN_BACK, anchored_name, in_force, judge_pair
from onrecord.reconcile.joining.naming import trace
from onrecord.store.sqlite import Store

WORDS = {Judgement.POSITIVE: "same", Judgement.NEGATIVE: "different", Judgement.UNSURE: "unsure"}


def _now() -> datetime:
    return datetime.now(UTC)


class PairDesk:
    """An open register and its view, to judge pairs on; every answer is on disk at once. Whoever opens the store closes it."""

    def __init__(self, store: Store, view: View, clock: Callable[[], datetime] = _now) -> None:
        """`view` is the register of `store` as reconciled now: its ids are those that can be judged."""
        self._store = store
        self._view = view
        self._clock = clock

    def judge(self, left: str, right: str, judgement: Judgement, *, by: str, why: str | None = None) -> Decision:
        """Records whether two events, reports, or claims are one event; the same answer by the same person is recorded once.

        The beginning of an id is enough where it names one record. Raises InputError for ids that are not on record.
        """
        a, b = self._full(left), self._full(right)
        made = judge_pair(self._view, a, b, judgement, by=by, at=self._clock(), note=why)
        for known in in_force(self._view.register.decisions):
            if (known.subject, known.other, known.judgement, known.decided_by, known.note) == (
                made.subject, made.other, judgement, made.decided_by, why,
            ):  # fmt: skip
                return known
        return self._record(made)

    def undo(self, left: str, right: str, *, by: str, why: str | None = None) -> Decision:
        """Takes back whatever anybody has said of a pair so far; NotFoundError when nothing is in force."""
        if not by.strip():
            raise InputError("Nobody is named as deciding; give a name or a sign.")
        a, b = sorted((self._meant(left), self._meant(right)))
        if not any((d.subject, d.other) == (a, b) for d in in_force(self._view.register.decisions)):
            raise NotFoundError(f"No judgement on {left} and {right} is in force; `onrecord judge list` shows those that are.")
        return self._record(
            Decision(
                subject=a,
                other=b,
                judgement=Judgement.UNSURE,
                question=TAKEN_BACK,
                decided_by=by.strip(),
                note=why,
                decided_at=self._clock(),
            )
        )

    def _record(self, made: Decision) -> Decision:
        self._store.decide(made, recorded_at=made.decided_at or self._clock())
        return made

    def _meant(self, name: str) -> str:
        """The record as decisions call it: as it stands where a judgement in force names it so, else as it would be judged."""
        named = {n for d in in_force(self._view.register.decisions) for n in (d.subject, d.other or "")}
        return name if name in named else anchored_name(self._view, self._full(name))

    def _full(self, name: str) -> str:
        """The id that begins like this; the name itself where none does, so that the error says it."""
        known = sorted({n for n in _names(self._view) if n.startswith(name)}) if name else []
        if len(known) > 1 and name not in known:
            raise InputError(f"{len(known)} records have ids that begin with {name!r}; give more of it.")
        return name if name in known or not known else known[0]


def _names(view: View) -> Iterable[str]:
    yield from (e.event_id for e in view.events)
    yield from (d.document_id for d in view.register.documents)
    for reading in view.register.extractions:
        yield from (c.claim_id for c in reading.claims)
        yield from (m.event_mention_id for m in reading.events)


def judged(view: View) -> Listing:
    """What people said of pairs and is in force; `problem` says where answers exclude each other or lost their records."""
    found = in_force(view.register.decisions)
    troubles = {(p.source, p.subject): p.code for p in view.problems if p.code.startswith("judgement")}
    rows = tuple(
        (
            d.subject,
            d.other or "",
            WORDS[d.judgement],
            d.decided_by,
            d.decided_at.isoformat(timespec="seconds") if d.decided_at else "",
            d.note or "",
            troubles.get((d.subject, d.other), ""),
        )
        for d in found
    )
    return Listing(
        name="judgements", columns=("one", "other", "judgement", "by", "at", "why", "problem"), rows=rows, records=tuple(found)
    )


def traced(view: View, names: Sequence[str] = ()) -> Listing:
    """Where ids lead today: those named, else every id that an event or campaign had or would have had with fewer reports.

    No new id = a tombstone: the report that the id was named after tells of no event any more.
    """
    found = [trace(name, view) for name in names] or list(view.redirects)
    rows = tuple((r.old, r.new or "none (tombstone)", r.why) for r in found)
    return Listing(name="redirects", columns=("id", "leads to", "why"), rows=rows, records=tuple(found))
