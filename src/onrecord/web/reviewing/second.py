"""What a second person does in the browser: confirm decisions of others, code claims blind, see how far coders agree."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from onrecord.ledger.edits import changed_fields
from onrecord.ledger.reviews import NOBODY
from onrecord.ledger.second import CONFIRM, asked_back, confirm, confirmations, key_of, same_person, second_codings, unconfirmed
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.jsonform import to_json
from onrecord.model.register import Decision
from onrecord.model.spans import Span
from onrecord.review.desk import Desk
from onrecord.review.double.agreement import Agreement, agreements
from onrecord.review.pairs import standing_only
from onrecord.web import forms
from onrecord.web.marking import Piece, claim_marks, pieces
from onrecord.web.rendering import page
from onrecord.web.reviewing.fields import changes_of, fields_of
from onrecord.web.reviewing.office import Office
from onrecord.web.reviewing.recent import about, did
from onrecord.web.state import shelf_of, state_of

router = APIRouter()
# Decisions shown on the page of confirmations, oldest first.
SHOWN = 50
# Characters before and after the sentence that are shown with it.
AROUND = 280
# Where people sign in, only these roles confirm.
MAY_CONFIRM = ("reviewer", "admin")


async def _form(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Form = Annotated[Mapping[str, str], Depends(_form)]


@router.get("/confirm")
def waiting(request: Request) -> HTMLResponse:
    """The decisions that a second person has yet to confirm, and those confirmed last; without what is to be coded blind."""
    blind = shelf_of(request).withheld()
    with _office(request).desk() as desk:
        register = standing_only(desk.register)
        found = sorted((d for d in unconfirmed(register) if d.subject not in blind), key=_moment)
        done = sorted((d for d in confirmations(register).values() if d.subject not in blind), key=_moment, reverse=True)[:SHOWN]
        told = {key_of(d): d for d in register.decisions}
        back = {key: d for key, d in asked_back(register).items() if d.subject not in blind}
    return page(
        request,
        "confirm.html.jinja",
        state_of(request),
        None,
        on=request.app.state.settings.two_person,
        may_confirm=may_confirm(request),
        asked=tuple(
            {"made": d, "key": key_of(d), "did": did(d), "about": about(d), "changed": _changed(d)} for d in found[:SHOWN]
        ),
        total=len(found),
        withheld=len({d.subject for d in unconfirmed(register) if d.subject in blind}),
        back=tuple({"entry": d, "made": told[key], "did": did(told[key]), "about": about(told[key])} for key, d in back.items()),
        done=tuple({"entry": d, "made": told[d.other], "about": about(told[d.other])} for d in done if d.other in told),
    )


@router.post("/confirm")
def confirmed(request: Request, form: Form) -> Response:
    """Confirms one decision of somebody else, or takes one's own confirmation back."""
    by, key = _named(request, form), form.get("decision", "")
    if not may_confirm(request):
        raise HTTPException(403, "Only a reviewer or administrator confirms what another decided; nothing was recorded.")
    office, blind = _office(request), shelf_of(request).withheld()
    with office.desk() as desk:
        made = _taken_back(desk, key, by) if form.get("undo") else _made(desk, key, by, form.get("why", "").strip() or None)
    if made.subject in blind:
        raise InputError("This decision waits for your blind coding first; code the claim at /review/second, then confirm.")
    office.record(made)
    return _on(request, "/review/confirm", by)


def words_around(doc: Document, sentence: Span, claim: Claim) -> tuple[str, tuple[Piece, ...], str]:
    """The words before, the claim's sentence in pieces, and the words after."""
    before = doc.text[max(0, sentence.start - AROUND) : sentence.start]
    after = doc.text[sentence.end : sentence.end + AROUND]
    return before, pieces(doc.text, claim_marks(claim), sentence.start, sentence.end), after


@router.get("/second")
def second(request: Request) -> HTMLResponse:
    """One claim of the sample as the reader read it, without what the first person decided."""
    by = forms.reviewer(request)
    with _office(request).desk() as desk:
        queue = list(desk.second_queue(by)) if by else []
        mine = [d for d in second_codings(desk.register).values() if same_person(d.decided_by, by)]
    skipped = request.query_params.get("skip", "")
    at = next((n + 1 for n, one in enumerate(queue) if one.standing.read.claim_id == skipped), 0)
    item = queue[at % len(queue)] if queue else None
    claim = item.standing.read if item else None
    shown: dict[str, Any] = {"item": item, "claim": claim, "total": len(queue), "fields": fields_of(claim) if claim else ()}
    words = words_around(item.document, item.sentence, claim) if item and claim else ("", (), "")
    last = max(mine, key=_moment, default=None)
    share = request.app.state.settings.second_coding
    return page(request, "second.html.jinja", state_of(request), None, text=words, share=share, last=last, **shown)


@router.post("/second")
def coded(request: Request, form: Form) -> Response:
    """Records one blind coding, or takes one's own back."""
    by, answer = _named(request, form), form.get("answer", "")
    if answer in ("accept", "reject", "edit", "undo"):
        changes = changes_of(form) if answer == "edit" else None
        _office(request).code(form.get("claim", ""), answer, by=by, why=form.get("why", "").strip() or None, changes=changes)
    elif answer:
        raise InputError(f"{answer[:40]!r} is no answer; there are accept, reject, edit and undo.")
    return _on(request, "/review/second", by)


@router.get("/agreement")
def agreement(request: Request) -> HTMLResponse:
    """How far first and second coding agree, field by field."""
    share = request.app.state.settings.second_coding
    return page(request, "agreement.html.jinja", state_of(request), None, found=_agreements(request), share=share)


@router.get("/agreement.json")
def agreement_json(request: Request) -> JSONResponse:
    """The same for programs."""
    return JSONResponse({"measure": "Krippendorff's alpha, nominal", "fields": [to_json(f) for f in _agreements(request)]})


def _agreements(request: Request) -> tuple[Agreement, ...]:
    with _office(request).desk() as desk:
        return agreements(desk.register, desk.standings)


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


def may_confirm(request: Request) -> bool:
    """Whether the person may confirm; on a register without sign-in names are taken on trust."""
    role = getattr(request.state, "role", None)
    return role is None or role in MAY_CONFIRM


def _made(desk: Desk, key: str, by: str, why: str | None) -> Decision:
    found = next((d for d in unconfirmed(desk.register) if key_of(d) == key), None)
    if found is None:
        raise NotFoundError("This decision does not wait for a second person any more; load the page again.")
    return confirm(found, by=by, at=datetime.now(UTC), why=why)


def _taken_back(desk: Desk, key: str, by: str) -> Decision:
    found = confirmations(desk.register).get(key)
    if found is None or not same_person(found.decided_by, by):
        raise NotFoundError("Only who confirmed a decision can take the confirmation back; nothing was recorded.")
    return Decision(
        subject=found.subject,
        other=key,
        judgement=Judgement.UNSURE,
        question=CONFIRM,
        decided_by=found.decided_by,
        decided_at=datetime.now(UTC),
    )


def _changed(made: Decision) -> tuple[str, ...]:
    """What an edit changed, as NAME=VALUE."""
    return changed_fields(made.claim, made.corrected) if made.claim and made.corrected else ()


def _moment(made: Decision) -> tuple[float, str]:
    return made.decided_at.timestamp() if made.decided_at else 0.0, made.subject


def _named(request: Request, form: Mapping[str, str]) -> str:
    by = forms.named(request, form)
    if not by:
        raise InputError(NOBODY)
    return by


def _on(request: Request, path: str, by: str) -> Response:
    return forms.remember(request, RedirectResponse(state_of(request).href(path), status_code=303), by)
