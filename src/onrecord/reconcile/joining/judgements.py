"""What people decided on "same event?" → ties between tellings, and problems where decisions exclude each other.

A decision is anchored to a report's hash and a place in its text, so that it survives another reader: the telling that is
nearest to that place is meant. Decisions that contradict each other settle nothing until one of them is taken back.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from onrecord.model.enums import Judgement, ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, View
from onrecord.reconcile.joining.naming import DOCUMENT, anchor_of, anchored
from onrecord.reconcile.joining.tellings import Telling, claim_anchor
from onrecord.reconcile.joining.ties import Ties

QUESTION = "same_event"
# A decision with this question takes back what anybody said of the pair before it.
TAKEN_BACK = "same_event_taken_back"
# A chain of more judgements than this is named by its two ends only.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A decision with what it is about: a telling (its id) or a whole report (its document id), twice."""

    decision: Decision
    left: str
    right: str


def judge_pair(
    view: View, left: str, right: str, judgement: Judgement, *, by: str, at: datetime, note: str | None = None
) -> Decision:
    """A person's decision whether two records are of one event, anchored so that it survives another reader.

    `left` and `right` are two event ids, two document ids, or ids of two claims or event mentions. Raises InputError for ids
    that the view does not have, for one record twice, and where nobody is named as deciding. `at` must know its zone.
    """
    if not by.strip():
        raise InputError("Nobody is named as deciding; give a name or a sign.")
    names = [anchored_name(view, name) for name in (left, right)]
    if names[0] == names[1]:
        raise InputError(f"{left} and {right} are one and the same record; name two.")
    first, second = sorted(names)
    return Decision(
        subject=first, other=second, judgement=judgement, question=QUESTION, decided_by=by.strip(), note=note, decided_at=at
    )


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """The judgements on pairs that nobody took back since, in one order whatever the order of arrival."""
    back: dict[tuple[str, str | None], datetime] = {}
    for d in decisions:
        if d.question == TAKEN_BACK and d.decided_at is not None:
            back[d.subject, d.other] = max(d.decided_at, back.get((d.subject, d.other), d.decided_at))
    asked = [d for d in decisions if d.question == QUESTION and d.other is not None]
    return sorted((d for d in asked if not _is_taken_back(d, back.get((d.subject, d.other)))), key=_order)


def _is_taken_back(made: Decision, at: datetime | None) -> bool:
    return at is not None and (made.decided_at is None or made.decided_at <= at)


def anchored_name(view: View, name: str) -> str:
    """The id that a judgement calls a record by: events and reports by theirs, claims and mentions by their place in the text."""
    if name in {e.event_id for e in view.events} or name in {d.document_id for d in view.register.documents}:
        return name
    for reading in view.register.extractions:
        for mention in reading.events:
            if mention.event_mention_id == name:
                return anchored(reading.document_id, mention.trigger.start)
        for claim in reading.claims:
            if claim.claim_id == name:
                return anchored(reading.document_id, claim_anchor(claim))
    raise InputError(f"There is no event, report, claim or event mention {name!r} in the register; list them again.")


def ties_of(decisions: Sequence[Decision], tellings: Sequence[Telling], documents: Iterable[str]) -> tuple[Ties, list[Problem]]:
    """The ties that the decisions on "same event?" make, and what is wrong with them.

    Subjects are event ids, document ids, or ids of single claims and event mentions. "unsure" ties nothing.
    """
    known = frozenset(documents)
    asked = [d for d in in_force(decisions) if d.judgement is not Judgement.UNSURE]
    judged, problems = _placed(asked, tellings, known)
    judged, contradictions = _without_contradictions(judged)
    same = [j for j in judged if j.decision.judgement is Judgement.POSITIVE]
    different = [j for j in judged if j.decision.judgement is Judgement.NEGATIVE]
    apart: dict[str, set[str]] = {}
    for j in different:
        if j.left not in known and j.right not in known:
            apart.setdefault(j.left, set()).add(j.right)
            apart.setdefault(j.right, set()).add(j.left)
    ties = Ties(
        together=tuple(sorted((j.left, j.right) for j in same if j.left not in known and j.right not in known)),
        apart={member: frozenset(others) for member, others in sorted(apart.items())},
        same_documents=tuple(sorted((j.left, j.right) for j in same if j.left in known and j.right in known)),
        apart_documents=frozenset((j.left, j.right) for j in different if j.left in known and j.right in known),
    )
    return ties, [*problems, *contradictions]


def _order(decision: Decision) -> tuple[str, ...]:
    return decision.subject, decision.other or "", decision.decided_by, decision.judgement.value


def _placed(
    decisions: Sequence[Decision], tellings: Sequence[Telling], documents: frozenset[str]
) -> tuple[list[_Judged], list[Problem]]:
    """The decisions whose records are there; a record whose report is not on record (or was not yet) is passed over."""
    by_doc: dict[str, list[Telling]] = {}
    for telling in tellings:
        by_doc.setdefault(telling.document_id, []).append(telling)
    members = {t.member_id for t in tellings}
    judged, problems = [], []
    for decision in decisions:
        found = [_record(name, by_doc, members, documents) for name in (decision.subject, decision.other or "")]
        left, right = found
        if left is None or right is None:
            if all(_is_on_record(name, documents) for name in (decision.subject, decision.other or "")):
                problems.append(_lost(decision))
        elif left == right:
            problems.append(_of_itself(decision))
        elif (left in documents) == (right in documents):
            judged.append(_Judged(decision=decision, left=min(left, right), right=max(left, right)))
        else:
            problems.append(_unlike(decision))
    return judged, problems


def _record(name: str, by_doc: Mapping[str, list[Telling]], members: set[str], documents: frozenset[str]) -> str | None:
    """The document or telling that an id means; None when there is none."""
    if name in documents or name in members:
        return name
    at = anchor_of(name)
    near = by_doc.get(at[0], by_doc.get(at[0].removeprefix(DOCUMENT), [])) if at else []
    if at is None or not near:
        return None
    return min(near, key=lambda t: (abs(t.anchor - at[1]), t.member_id)).member_id


def _is_on_record(name: str, documents: frozenset[str]) -> bool:
    at = anchor_of(name)
    return at is None or at[0] in documents


def _without_contradictions(judged: Sequence[_Judged]) -> tuple[list[_Judged], list[Problem]]:
    """The judgements that can all hold; for each "different" between records that a chain of "same" ties, the chain and it go."""
    kept = list(judged)
    problems = []
    tied = _tied(j for j in judged if j.decision.judgement is Judgement.POSITIVE)
    for no in [j for j in judged if j.decision.judgement is Judgement.NEGATIVE]:
        against = False
        if tied.get(no.left, no.left) != tied.get(no.right, no.right):
            continue
        while chain := _chain(no, [j for j in kept if j.decision.judgement is Judgement.POSITIVE]):
            against = True
            problems.append(_contradiction(no, chain))
            kept = [j for j in kept if j not in chain]
        if against:
            kept = [j for j in kept if j is not no]
    return kept, problems


def _tied(same: Iterable[_Judged]) -> dict[str, str]:
    """Record → a name for all the records that "same" ties it to, directly or through others."""
    groups: dict[str, list[str]] = {}
    name: dict[str, str] = {}
    for j in same:
        a, b = name.get(j.left, j.left), name.get(j.right, j.right)
        if a != b:
            joined = [*groups.pop(a, [a]), *groups.pop(b, [b])]
            groups[a] = joined
            name.update(dict.fromkeys(joined, a))
    return name


def _chain(no: _Judged, same: Sequence[_Judged]) -> list[_Judged]:
    """The shortest chain of "same" from one record of a "different" to the other; empty = there is none."""
    links: dict[str, list[tuple[str, _Judged]]] = {}
    for j in same:
        links.setdefault(j.left, []).append((j.right, j))
        links.setdefault(j.right, []).append((j.left, j))
    came: dict[str, tuple[str, _Judged] | None] = {no.left: None}
    waiting = deque([no.left])
    while waiting and no.right not in came:
        here = waiting.popleft()
        for there, j in links.get(here, ()):
            if there not in came:
                came[there] = (here, j)
                waiting.append(there)
    chain: list[_Judged] = []
    step = came.get(no.right)
    while step is not None:
        chain.append(step[1])
        step = came[step[0]]
    return chain[::-1]


def _contradiction(no: _Judged, chain: Sequence[_Judged]) -> Problem:
    told = chain if len(chain) <= MOST_NAMED else (chain[0], chain[-1])
    named = "; ".join(_words(j.decision) for j in told)
    return Problem(
        source=no.decision.subject,
        code="judgements_contradict",
        message=f"Judgements exclude each other, so none of them counts until one is taken back: {_words(no.decision)}; {named}.",
        subject=no.decision.other,
    )


def _words(decision: Decision) -> str:
    verdict = "the same event" if decision.judgement is Judgement.POSITIVE else "different events"
    return f"{decision.decided_by} says {decision.subject} and {decision.other} are {verdict}"


def _lost(decision: Decision) -> Problem:
    return Problem(
        source=decision.subject,
        code="judgement_lost",
        message=f"{_words(decision)}, but one of them is on record no more or tells of nothing; judge the pair anew.",
        severity=ProblemSeverity.NOTE,
        subject=decision.other,
    )


def _of_itself(decision: Decision) -> Problem:
    severity = ProblemSeverity.NOTE if decision.judgement is Judgement.POSITIVE else ProblemSeverity.WARNING
    message = f"{_words(decision)}, but both ids mean one and the same telling; the judgement changes nothing."
    return Problem(
        source=decision.subject, code="judgement_of_itself", message=message, severity=severity, subject=decision.other
    )


def _unlike(decision: Decision) -> Problem:
    message = f"{_words(decision)}, but one is a whole report and the other is not; judge two reports, or two events or claims."
    return Problem(source=decision.subject, code="judgement_of_unlike", message=message, subject=decision.other)
