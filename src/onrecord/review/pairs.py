"""Where people say which records tell of one event: same, different, unsure, and back again; every answer is a ledger entry.

"Same" merges two events, "different" splits what one event holds; an answer is tied to the reports, so that it outlives another
reader. Events themselves are never edited: they follow from reports and answers each time the register is reconciled.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from onrecord.ledger.reviews import NOBODY
from onrecord.ledger.second import ask_back, asked_back, confirm, confirmations, key_of, same_person
from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.register import Decision, Register, View
from onrecord.present.listing import Listing
from onrecord.reconcile.joining.judgements import QUESTION, TAKEN_BACK, anchored_name, in_force, judge_pair
from onrecord.reconcile.joining.naming import trace
from onrecord.store.sqlite import Store

WORDS = {Judgement.POSITIVE: "same", Judgement.NEGATIVE: "different", Judgement.UNSURE: "unsure"}


def _now() -> datetime:
    return datetime.now(UTC)


def of_pair(decisions: Sequence[Decision], one: str, other: str) -> list[Decision]:
    """What people said of a pair, named as decisions name it, and nobody took back since."""
    return [d for d in in_force(decisions) if (d.subject, d.other) == tuple(sorted((one, other)))]


def standing_only(register: Register) -> Register:
    """The register without the judgements on pairs that were taken back."""
    gone = {d for d in register.decisions if d.question == QUESTION} - set(in_force(register.decisions))
    return replace(register, decisions=tuple(d for d in register.decisions if d not in gone))


def judgeable(decisions: Sequence[Decision], made: Decision, *, two_person: bool) -> Decision:
    """The judgement, where it may be recorded: not on a pair that two people have settled already, which InputError says."""
    settled = _settled(decisions, made.subject, made.other or "") if two_person else None
    if settled is not None:
        raise InputError(
            f"{settled.decided_by} judged this pair and somebody else confirmed it. Ask for that to be taken back first (undo); "
            "it holds until another person agrees."
        )
    return made


def undone(
    decisions: Sequence[Decision],
    one: str,
    other: str,
    *,
    by: str,
    at: datetime,
    why: str | None = None,
    two_person: bool = False,
    may_agree: bool = True,
) -> Decision:
    """The entry that takes back whatever anybody has said of a pair; NotFoundError when nothing is in force.

    Under the two-person rule the first person only asks for a confirmed judgement to be taken back: it holds until another
    one undoes it too. `may_agree` = whether this person may be the second. `at` knows its zone.
    """
    if not by.strip():
        raise InputError(NOBODY)
    a, b = sorted((one, other))
    if not of_pair(decisions, a, b):
        raise NotFoundError(f"No judgement on {one} and {other} is in force; there is nothing to take back.")
    settled = _settled(decisions, a, b) if two_person else None
    if settled is not None:
        asked = _asked(decisions, settled)
        if asked is None:
            return ask_back(settled, by=by, at=at, why=why)
        if same_person(asked.decided_by, by) or not may_agree:
            who = "somebody else" if same_person(asked.decided_by, by) else "a reviewer or administrator"
            raise InputError(f"{asked.decided_by} asked for this to be taken back already; {who} has to agree.")
        why = "; ".join(filter(None, (why, f"asked for by {asked.decided_by}", asked.note)))
    return Decision(
        subject=a, other=b, judgement=Judgement.UNSURE, question=TAKEN_BACK, decided_by=by.strip(), note=why, decided_at=at
    )


def held(decisions: Sequence[Decision], one: str, other: str, *, by: str, at: datetime) -> Decision:
    """The entry that withdraws one's own wish to have a confirmed judgement on a pair taken back."""
    settled = _settled(decisions, one, other)
    asked = _asked(decisions, settled) if settled else None
    if asked is None or not same_person(asked.decided_by, by):
        raise NotFoundError(f"{by or 'Nobody'} has not asked for the judgement on {one} and {other} to be taken back.")
    return replace(asked, judgement=Judgement.UNSURE, decided_at=at)


def _settled(decisions: Sequence[Decision], one: str, other: str) -> Decision | None:
    """The judgement on a pair that a second person has confirmed; None = there is none in force."""
    known = confirmations(Register(decisions=tuple(decisions)))
    return next((d for d in of_pair(decisions, one, other) if key_of(d) in known), None)


def _asked(decisions: Sequence[Decision], settled: Decision) -> Decision | None:
    return asked_back(Register(decisions=tuple(decisions))).get(key_of(settled))


class PairDesk:
    """An open register and its view, to judge pairs on; every answer is on disk at once. Whoever opens the store closes it.

    `two_person` as in the settings: a judgement counts when another person has confirmed it, and two take it back.
    """

    def __init__(self, store: Store, view: View, clock: Callable[[], datetime] = _now, *, two_person: bool = False) -> None:
        """`view` is the register of `store` as reconciled now: its ids are those that can be judged."""
        self._store = store
        self._view = view
        self._clock = clock
        self._two_person = two_person
        # Of the store, because the view has those only that count.
        self._decisions = store.register().decisions if two_person else view.register.decisions

    def judge(self, left: str, right: str, judgement: Judgement, *, by: str, why: str | None = None) -> Decision:
        """Records whether two events, reports, or claims are one event; the same answer by the same person is recorded once.

        The beginning of an id is enough where it names one record. Raises InputError for ids that are not on record.
        """
        a, b = self._full(left), self._full(right)
        made = judge_pair(self._view, a, b, judgement, by=by, at=self._clock(), note=why)
        for known in in_force(self._decisions):
            if (known.subject, known.other, known.judgement, known.decided_by, known.note) == (
                made.subject, made.other, judgement, made.decided_by, why,
            ):  # fmt: skip
                return known
        return self._record(judgeable(self._decisions, made, two_person=self._two_person))

    def undo(self, left: str, right: str, *, by: str, why: str | None = None) -> Decision:
        """Takes back whatever anybody has said of a pair so far, or asks for that; see `undone`."""
        names = (self._meant(left), self._meant(right))
        made = undone(self._decisions, *names, by=by, at=self._clock(), why=why, two_person=self._two_person)
        return self._record(made)

    def confirm(self, left: str, right: str, *, by: str, why: str | None = None) -> Decision:
        """Confirms what another person said of a pair, so that it counts; InputError for one's own.

        Where several wait, the first in the register's order of those by others. NotFoundError when none waits.
        """
        known = confirmations(Register(decisions=tuple(self._decisions)))
        found = of_pair(self._decisions, self._meant(left), self._meant(right))
        waiting = [d for d in found if d.judgement is not Judgement.UNSURE and key_of(d) not in known]
        waiting.sort(key=lambda d: same_person(d.decided_by, by))
        if not waiting:
            raise NotFoundError(f"No judgement on {left} and {right} waits for a second person.")
        return self._record(confirm(waiting[0], by=by, at=self._clock(), why=why))

    def _record(self, made: Decision) -> Decision:
        self._store.decide(made, recorded_at=made.decided_at or self._clock())
        return made

    def _meant(self, name: str) -> str:
        """The record as decisions call it: as it stands where a judgement in force names it so, else as it would be judged."""
        named = {n for d in in_force(self._decisions) for n in (d.subject, d.other or "")}
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
