"""The addresses of review: one claim, decide, undo, and many claims at once."""

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from onrecord.extract.gates import split
from onrecord.ledger.reviews import NOBODY, Standing
from onrecord.ledger.second import TAKE_BACK, asked_back, key_of
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, SourceRole
from onrecord.model.errors import InputError
from onrecord.reconcile.joining.judgements import QUESTION as SAME_EVENT
from onrecord.review.queue import Waiting, around
from onrecord.web import forms
from onrecord.web.rendering import page
from onrecord.web.reviewing import pairs, second
from onrecord.web.reviewing.choosing import STATES, Queue, Wanted, as_read, wanted_of, without
from onrecord.web.reviewing.fields import changes_of, fields_of
from onrecord.web.reviewing.office import FLAG, Office
from onrecord.web.reviewing.recent import recent
from onrecord.web.state import LONGEST, shelf_of, state_of

router = APIRouter(prefix="/review")
router.include_router(pairs.router)
router.include_router(second.router)
ANSWERS = ("accept", "reject", "edit")
# Claims decided on together at most, and how many of them are shown before.
BULK, SAMPLE = 1_000, 20


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a posted form, as text."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Form = Annotated[Mapping[str, str], Depends(form_of)]


@router.get("")
def review(request: Request) -> HTMLResponse:
    """One claim of the queue: `claim`, else the first one. Looking at it decides nothing."""
    state, wanted = state_of(request), wanted_of(request.query_params)
    office = office_of(request)
    blind = shelf_of(request).withheld()
    with office.desk() as desk:
        queue = office.queue(desk, wanted, blind)
        asked = request.query_params.get("claim", "")[:LONGEST]
        at = _place(queue, asked)
        item = _waiting(*queue[at]) if at is not None else desk.find(asked) if asked else None
        hidden = item is not None and item.standing.read.claim_id in blind
        item = replace(item, standing=as_read(item.standing, desk.below)) if item and hidden else item
        done = recent(office, desk, blind=blind)
        told_back = asked_back(desk.register)
        waiting = len(office.queue(desk, Wanted()))
        flag = office.flags.get(item.standing.read.claim_id) if item and not hidden else None
    return page(
        request,
        "review.html.jinja",
        state,
        None,
        wanted=wanted,
        item=item,
        text=second.words_around(item.document, item.sentence, item.standing.claim) if item else ("", (), ""),
        position=at + 1 if at is not None else None,
        total=len(queue),
        next=_beside(queue, at, 1),
        before=_beside(queue, at, -1),
        recent=done,
        undo=next((r for r in done if r.in_force and r.made.decided_by == forms.reviewer(request)), None),
        waiting_now=waiting,
        flag=flag,
        hidden=hidden,
        asked_back=told_back.get(key_of(item.standing.decision)) if item and item.standing.decision else None,
        fields=fields_of(item.claim) if item else (),
        choices={"effect": tuple(Effect), "category": tuple(Category), "role": tuple(SourceRole), "state": STATES},
    )


@router.post("/decide")
def decide(request: Request, form: Form) -> Response:
    """Records one decision and goes on to the next claim of the queue."""
    wanted, by = queue_of(form), named(request, form)
    answer, claim_id, why = form.get("answer", ""), form.get("claim", ""), form.get("why", "").strip() or None
    office, blind = office_of(request), shelf_of(request).withheld()
    with office.desk() as desk:
        queue = office.queue(desk, wanted, blind)
        following = _beside(queue, _place(queue, claim_id), 1) or _first_other(queue, claim_id)
    if answer == "flag":
        office.flag(claim_id, by=by, why=why)
    else:
        _not_blind(claim_id, blind)
        if answer not in ANSWERS:
            raise InputError(f"{answer[:40]!r} is no decision; there are accept, reject, edit and flag.")
        office.decide(claim_id, answer, by=by, why=why, changes=changes_of(form) if answer == "edit" else None)
    return _on(request, wanted, following, by)


@router.post("/undo")
def undo(request: Request, form: Form) -> Response:
    """Takes a decision back and shows what it was about; the log keeps both."""
    by, question, subject = named(request, form), form.get("question", ""), form.get("claim", "")
    office = office_of(request)
    may_agree = second.may_confirm(request)
    if question == SAME_EVENT or (question == TAKE_BACK and form.get("other")):
        pairs.take_back(office, form, by, may_agree=may_agree, hold=question == TAKE_BACK)
        return forms.remember(request, RedirectResponse(state_of(request).href("/review/pairs"), status_code=303), by)
    if question == FLAG:
        office.flag(subject, by=by, why=None, back=True)
    else:
        _not_blind(subject, shelf_of(request).withheld())
        why = form.get("why", "").strip() or None
        office.undo(subject, by=by, why=why, may_agree=may_agree, hold=question == TAKE_BACK)
    return _on(request, queue_of(form), subject, by)


@router.get("/bulk")
def bulk(request: Request) -> HTMLResponse:
    """The claims that an explicit filter chooses, counted, before anything is decided about them."""
    wanted = wanted_of(request.query_params)
    office = office_of(request)
    blind = shelf_of(request).withheld()
    with office.desk() as desk:
        found = without(office.queue(desk, wanted), blind)
    sample = tuple((doc, one.claim) for doc, one in found[:SAMPLE])
    return page(request, "bulk.html.jinja", state_of(request), None, wanted=wanted, total=len(found), sample=sample, most=BULK)


@router.post("/bulk")
def decide_many(request: Request, form: Form) -> Response:
    """Accepts or rejects every claim that the filter chooses, where their number is the one that was typed."""
    wanted, by = queue_of(form), named(request, form)
    answer, typed, why = form.get("answer", ""), form.get("count", "").strip(), form.get("why", "").strip()
    if answer not in ("accept", "reject"):
        raise InputError("Many claims at once can be accepted or rejected; choose one.")
    if not wanted.is_narrow():
        raise InputError(
            "Many claims at once need an explicit filter: a report, an effect, a side, a kind of speaker or a score."
        )
    if not why:
        raise InputError("Say why, in a sentence; it is kept with every one of these decisions.")
    office = office_of(request)
    blind = shelf_of(request).withheld()
    with office.desk() as desk:
        found = without(office.queue(desk, wanted), blind)
        ids = [one.claim.claim_id for _, one in found]
        held = sum(one.decision is not None for _, one in found) if desk.two_person else 0
    if typed != str(len(ids)) or len(ids) > BULK:
        raise InputError(f"The filter chooses {len(ids)} claims and you typed {typed[:20]!r}; nothing was decided. Look again.")
    if held:
        raise InputError(
            f"Two people stand behind the decisions on {held} of these claims; narrow the filter. Nothing was decided."
        )
    for claim_id in ids:
        told = f"{why} (one of {len(ids)} by filter {wanted.in_words()})"
        office.decide(claim_id, answer, by=by, why=told, changes=None)
    return _on(request, wanted, None, by)


def office_of(request: Request) -> Office:
    """The office of the app."""
    office: Office = request.app.state.office
    return office


def named(request: Request, form: Mapping[str, str]) -> str:
    """Who decides: the person signed in, else the name in the form; InputError when there is neither."""
    by = forms.named(request, form)
    if not by:
        raise InputError(NOBODY)
    return by


def queue_of(form: Mapping[str, str]) -> Wanted:
    """The queue that a form was shown in; its filters stand in one field, because they have the names of a claim's fields."""
    return wanted_of(dict(parse_qsl(form.get("queue", ""))))


def _on(request: Request, wanted: Wanted, claim_id: str | None, by: str) -> Response:
    address = state_of(request).href("/review", **wanted.params(), claim=claim_id)
    return forms.remember(request, RedirectResponse(address, status_code=303), by)


def _waiting(doc: Document, one: Standing) -> Waiting:
    return Waiting(document=doc, standing=one, sentence=around(doc, one.claim, split(doc)))


def _not_blind(claim_id: str, blind: Container[str]) -> None:
    if claim_id in blind:
        raise InputError("Somebody else decided on this claim, and it waits for your blind coding: code it at /review/second.")


def _place(queue: Queue, claim_id: str) -> int | None:
    """Where a claim is in the queue; the first one where none is asked for; None = not in it."""
    if not claim_id:
        return 0 if queue else None
    return next((n for n, (_, one) in enumerate(queue) if one.claim.claim_id == claim_id), None)


def _beside(queue: Queue, at: int | None, step: int) -> str | None:
    """The claim after or before a place; it goes round at the ends. None = there is no other."""
    if at is None:
        return queue[0][1].claim.claim_id if queue else None
    other = queue[(at + step) % len(queue)][1].claim.claim_id
    return other if len(queue) > 1 else None


def _first_other(queue: Queue, claim_id: str) -> str | None:
    return next((one.claim.claim_id for _, one in queue if one.claim.claim_id != claim_id), None)
