"""Same event or not: pairs of events, and pairs of tellings that were brought together, for a person to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.events import Event
from onrecord.present.quotes import Quote
from onrecord.reconcile.joining.judgements import QUESTION as SAME_EVENT
from onrecord.reconcile.joining.judgements import TAKEN_BACK, in_force, judge_pair
from onrecord.review.pairs import held, judgeable, undone
from onrecord.web import forms
from onrecord.web.pages.telling import quotes
from onrecord.web.rendering import page
from onrecord.web.reviewing.office import Office
from onrecord.web.reviewing.recent import SHOWN, Recent, recent
from onrecord.web.state import shelf_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
# Days by which two reports of one occurrence may differ: the day it happened and the day it was told.
NEAR_DAYS = 2
# Pairs shown on the page, and quotes of each side.
PAIRS, QUOTES, SURE = 12, 2, 0.9
# The note by which earlier versions took an answer back: the pair may be asked about again.
BACK = "taken back"
ANSWERS = {"same": Judgement.POSITIVE, "different": Judgement.NEGATIVE, "unsure": Judgement.UNSURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: its id, a title, and some of its words."""

    record_id: str
    title: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records and why it is asked whether they are of one occurrence."""

    left: Side
    right: Side
    why: str


async def _form(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


@router.get("/pairs")
def offered(request: Request) -> HTMLResponse:
    """Pairs of events that may be one, and pairs of tellings joined with the least certainty; `left` = only of this event."""
    state = state_of(request)
    shown = view_of(request, state)
    left = request.query_params.get("left", "")
    if left and left not in shown.events:
        raise NotFoundError(f"There is no event {left[:60]!r} in this view; the list of events has those that there are.")
    office: Office = request.app.state.office
    with office.desk() as desk:  # also what nobody has confirmed yet
        said = in_force(desk.register.decisions)
    judged = {frozenset((d.subject, d.other)) for d in said if d.note != BACK}
    asked = (p for p in (*_joined(shown, left), *_near(shown, left)) if frozenset(_anchors(shown, p)) not in judged)
    found = list(islice(asked, PAIRS + 1))
    return page(
        request,
        "pairs.html.jinja",
        state,
        shown,
        pairs=tuple(found[:PAIRS]),
        more=len(found) > PAIRS,
        event=shown.events.get(left),
        last=_last(request),
    )


def _anchors(shown: Indexed, pair: Pair) -> tuple[str, str]:
    """The two records as a decision on them names them, so that a pair is not asked about again."""
    ids = (pair.left.record_id, pair.right.record_id)
    try:
        made = judge_pair(shown.view, *ids, Judgement.UNSURE, by="-", at=datetime.now(UTC))
    except InputError:  # one and the same place in one report: nothing that a person could part
        return ids
    return made.subject, made.other or ""


def _last(request: Request) -> tuple[Recent, ...]:
    office: Office = request.app.state.office
    with office.desk() as desk:
        found = recent(office, desk, 40)
    return tuple(r for r in found if r.made.question in (SAME_EVENT, TAKEN_BACK))[:SHOWN]


@router.post("/pairs")
def answered(request: Request, form: Annotated[Mapping[str, str], Depends(_form)]) -> Response:
    """Records whether two records are of one occurrence."""
    state = state_of(request)
    by = forms.named(request, form)
    if form.get("answer") not in ANSWERS:
        raise InputError("The answer is same, different or unsure; nothing was recorded.")
    view = shelf_of(request).view(state.policy, fresh=True).view
    made = judge_pair(
        view,
        form.get("left", ""),
        form.get("right", ""),
        ANSWERS[form["answer"]],
        by=by,
        at=datetime.now(UTC),
        note=form.get("why", "").strip() or None,
    )
    office: Office = request.app.state.office
    office.judge(lambda decisions, two_person: judgeable(decisions, made, two_person=two_person))
    return forms.remember(request, RedirectResponse(state.href("/review/pairs", left=form.get("only")), status_code=303), by)


def take_back(office: Office, form: Mapping[str, str], by: str, *, may_agree: bool, hold: bool = False) -> None:
    """Takes back what was said of a pair, or asks for that where two people said it; `hold` withdraws what one asked."""
    one, other, why = form.get("claim", ""), form.get("other", ""), form.get("why", "").strip() or None
    if not (one and other):
        raise InputError("A pair has two records; nothing was recorded.")
    now = datetime.now(UTC)
    if hold:
        office.judge(lambda decisions, _: held(decisions, one, other, by=by, at=now))
        return
    office.judge(
        lambda decisions, two_person: undone(
            decisions, one, other, by=by, at=now, why=why, two_person=two_person, may_agree=may_agree
        )
    )


def _joined(shown: Indexed, left: str) -> Iterator[Pair]:
    """Tellings that the rules brought together with the least certainty, or all of one event."""
    events = [shown.events[left]] if left else shown.view.events
    matches = sorted({m for e in events for m in e.joined_by if left or m.score < SURE}, key=lambda m: (m.score, m.left, m.right))
    for match in matches:
        parts = ", ".join(f"{name.replace('_', ' ')} {value:.2f}" for name, value in match.parts)
        yield Pair(
            left=_side(shown, match.left),
            right=_side(shown, match.right),
            why=f"Taken as one occurrence with score {match.score:.2f} ({parts}). Is it?",
        )


def _near(shown: Indexed, left: str) -> Iterator[Pair]:
    """Events at one place, or of one actor in one province, on nearly the same days, that are kept apart."""
    events = sorted((e for e in shown.view.events if e.date_start and not e.residual), key=lambda e: (e.date_start, e.event_id))
    for n, one in enumerate(events):
        for other in events[n + 1 :]:
            if not _days_near(one, other):
                break
            if left and left not in (one.event_id, other.event_id):
                continue
            why = _alike(one, other)
            if why:
                yield Pair(
                    left=_side(shown, one.event_id), right=_side(shown, other.event_id), why=f"{why}, kept apart. Are they one?"
                )


def _days_near(one: Event, other: Event) -> bool:
    """Whether `other`, which begins later, begins near the days of `one`."""
    return one.date_end is None or other.date_start is None or other.date_start <= one.date_end + timedelta(days=NEAR_DAYS)


def _alike(one: Event, other: Event) -> str:
    here, there = one.place, other.place
    if here and there and here.place_id and here.place_id == there.place_id:
        return f"Both at {here.name}, on nearly the same days"
    actors = set(one.actors) & set(other.actors)
    same = here and there and here.adm_1 and here.adm_1 == there.adm_1
    kinds = set(one.types) & set(other.types)
    return (
        f"Same actor, province and kind ({', '.join(k.value.replace('_', ' ') for k in sorted(kinds))})"
        if actors and same and kinds
        else ""
    )


def _side(shown: Indexed, record_id: str) -> Side:
    event = shown.events.get(record_id)
    if event is not None:
        told = [*event.event_mention_ids, *event.claim_ids]
        return Side(record_id=record_id, title=event.title, quotes=quotes(shown, told[:QUOTES]))
    doc = shown.documents.get(record_id)
    if doc is not None:
        return Side(record_id=record_id, title=doc.title or doc.source, quotes=())
    found = quotes(shown, [record_id])
    return Side(record_id=record_id, title=found[0].says if found else record_id, quotes=found)
