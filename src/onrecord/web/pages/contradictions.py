"""Statements that cannot all be true, side by side, and how figures changed over time."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.model.errors import NotFoundError
from onrecord.web.facets import narrowed
from onrecord.web.pages.telling import conflict, quotes
from onrecord.web.paging import part_of
from onrecord.web.rendering import page
from onrecord.web.state import state_of, view_of

router = APIRouter()


@router.get("/contradictions")
def contradictions(request: Request) -> HTMLResponse:
    """Every contradiction, those that cannot all be true first."""
    state = state_of(request)
    shown = view_of(request, state)
    titles = {e.event_id: e.title for e in shown.view.events} | {c.campaign_id: c.title for c in shown.view.campaigns}
    fields = {
        "kind": ("Kind", lambda c: [c.title]),
        "true": ("Can all be true", lambda c: ["no" if c.hard else "yes"]),
        "about": ("About", lambda c: [titles.get(c.subject_id, "")]),
    }
    kept = narrowed(
        shown,
        lambda: sorted(map(conflict, shown.view.contradictions), key=lambda c: (not c.hard, c.title, c.id)),
        fields,
        request,
        state,
    )
    cut, part = part_of(kept.items, request, state)
    return page(request, "contradictions.html.jinja", state, shown, rows=cut, part=part, kept=kept)


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
