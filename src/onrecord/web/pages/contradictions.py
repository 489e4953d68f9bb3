"""Statements that cannot all be true, side by side, and how figures changed over time."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.model.errors import NotFoundError
from onrecord.web.facets import Coded, Of, coded, narrowed
from onrecord.web.pages.telling import Conflict, conflict, quotes
from onrecord.web.paging import part_of
from onrecord.web.rendering import page
from onrecord.web.state import state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()


@router.get("/contradictions")
def contradictions(request: Request) -> HTMLResponse:
    """Every contradiction, those that cannot all be true first."""
    state = state_of(request)
    shown = view_of(request, state)
    kept = narrowed(_coded(shown), request, state)
    cut, part = part_of(kept.items, request, state)
    return page(request, "contradictions.html.jinja", state, shown, rows=cut, part=part, kept=kept)


def prepare(shown: Indexed) -> None:
    """Codes the list before anybody asks for it."""
    _coded(shown)


def _coded(shown: Indexed) -> Coded[Conflict]:
    fields: dict[str, tuple[str, Of[Conflict]]] = {
        "kind": ("Kind", lambda c: [c.title]),
        "true": ("Can all be true", lambda c: ["no" if c.hard else "yes"]),
        "about": ("About", lambda c: [_title(shown, c.subject_id)]),
    }
    return shown.lists.recall(
        "contradictions",
        lambda: coded(sorted(map(conflict, shown.view.contradictions), key=lambda c: (not c.hard, c.title, c.id)), fields),
    )


def _title(shown: Indexed, subject_id: str) -> str:
    subject = shown.events.get(subject_id) or shown.campaigns.get(subject_id)
    return subject.title if subject else ""


@router.get("/contradictions/{contradiction_id}")
def contradiction(request: Request, contradiction_id: str) -> HTMLResponse:
    """The smallest set of statements that do not go together, each in its words."""
    state = state_of(request)
    shown = view_of(request, state)
    if contradiction_id not in shown.contradictions:
        raise NotFoundError(f"There is no contradiction {contradiction_id[:60]!r} in this view.")
    found = shown.contradictions[contradiction_id]
    figures = {f.figure_id: f for i in found.claim_ids for f in shown.figures_with.get(i, ())}
    return page(
        request,
        "contradiction.html.jinja",
        state,
        shown,
        item=conflict(found),
        quotes=quotes(shown, found.claim_ids),
        subject=shown.events.get(found.subject_id) or shown.campaigns.get(found.subject_id),
        figures=tuple(figures.values())[:12],
    )
