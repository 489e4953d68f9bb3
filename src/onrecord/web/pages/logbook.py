"""The audit log: every entry of the ledger, newest first, with who, when and why; nothing is ever changed in it."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.ledger.edits import changed_fields
from onrecord.model.enums import EntryKind
from onrecord.model.errors import InputError
from onrecord.model.jsonform import to_json
from onrecord.model.register import Decision
from onrecord.web.rendering import page
from onrecord.web.state import shelf_of, state_of, view_of

router = APIRouter()
SIZE = 50
# Characters of an entry shown on its page; texts of reports are long, and are shown on their own pages.
SHOWN = 40_000


@router.get("/log")
def log(request: Request) -> HTMLResponse:
    """The entries before `before` (the newest where it is not given), of one `kind` or of all."""
    state = state_of(request)
    shown = view_of(request, state)
    asked = request.query_params.get("before", "")
    if asked and not (asked.isdecimal() and int(asked) < 2**62):
        raise InputError(f"before={asked[:40]!r} is no number of an entry.")
    kind = request.query_params.get("kind", "")
    if kind and kind not in tuple(EntryKind):
        raise InputError(f"kind={kind[:40]!r} is not known; there are {', '.join(EntryKind)}.")
    ledger = shelf_of(request).ledger
    kinds = (EntryKind(kind),) if kind else ()
    entries = ledger.latest(SIZE, before=int(asked) if asked else None, kinds=kinds)
    counts = {kind.value: n for kind, n in ledger.counts().items()}
    return page(request, "log.html.jinja", state, shown, entries=entries, kind=kind, counts=counts, size=SIZE)


@router.get("/log/{sequence}")
def entry(request: Request, sequence: int) -> HTMLResponse:
    """One entry, as it stands in the ledger."""
    state = state_of(request)
    shown = view_of(request, state)
    found = shelf_of(request).ledger.entry(sequence)
    told = json.dumps(to_json(found), ensure_ascii=False, indent=1)
    return page(
        request,
        "entry.html.jinja",
        state,
        shown,
        entry=found,
        told=told[:SHOWN],
        cut=len(told) > SHOWN,
        changed=changes(found.decision) if found.decision else (),
    )


def changes(made: Decision) -> tuple[str, ...]:
    """What an edit changed, as NAME=VALUE."""
    return changed_fields(made.claim, made.corrected) if made.claim and made.corrected else ()
