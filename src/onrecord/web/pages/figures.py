"""One figure with all it rests on: who says what, every quote, whether they can all be true, and other policies."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.codebooks import load_policy, policy_names
from onrecord.model.errors import NotFoundError
from onrecord.model.figures import Contradiction, Figure, Teller
from onrecord.present.charts.canvas import Chart
from onrecord.present.quotes import Quote
from onrecord.present.wording import bounds, figure_range
from onrecord.web.pages.telling import claims_picture, conflicts, course_picture, figure_row, quotes
from onrecord.web.rendering import actor_name, page
from onrecord.web.state import State, shelf_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
# Quotes of one speaker on the page; the list of claims has all of them.
QUOTES = 30
CONFLICTS = 12
# What the name of the chart of how a figure grew ends in.
COURSE = "-course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A speaker of a figure, with the quotes of what they said, first to last."""

    root: str
    hue: str
    quotes: tuple[Quote, ...]
    left_out: int


@router.get("/figures/{figure_id}")
def figure(request: Request, figure_id: str) -> HTMLResponse:
    """One figure and the words behind it. `compare=policies` puts the other policies beside it."""
    state = state_of(request)
    shown = view_of(request, state)
    found = shown.figures.get(figure_id)
    if found is None:
        raise NotFoundError(
            f"There is no figure {figure_id[:60]!r} under the policy {state.policy} as of this moment; the event has the others."
        )
    hard, soft = conflicts(_about(shown, found))
    return page(
        request,
        "figure.html.jinja",
        state,
        shown,
        row=figure_row(shown, found),
        told=_told(shown, found),
        hard=hard[:CONFLICTS],
        soft=soft[:CONFLICTS],
        excluding=excluding(found),
        subject=shown.events.get(found.subject_id) or shown.campaigns.get(found.subject_id),
        chart=claims_picture(shown, [found], figure_id),
        course=course_picture(shown, found, figure_id + COURSE),
        policy=load_policy(state.policy),
        compared=_compared(request, state, found) if request.query_params.get("compare") == "policies" else (),
    )


def excluding(found: Figure) -> tuple[str, ...]:
    """Pairs of speakers whose latest figures cannot both be true of this cell, in words."""
    tellers = [t for t in found.tellers if t.low is not None or t.high is not None]
    pairs = [(a, b) for n, a in enumerate(tellers) for b in tellers[n + 1 :]]
    return tuple(
        f"{bounds(a.low, a.high)} ({actor_name(a.root)}) and {bounds(b.low, b.high)} ({actor_name(b.root)})"
        for a, b in pairs
        if _above(a, b) or _above(b, a)
    )


def _above(a: Teller, b: Teller) -> bool:
    return a.low is not None and b.high is not None and a.low > b.high


def chart_of(shown: Indexed, figure_id: str) -> Chart | None:
    """The chart of a figure, or with "-course" after its id the chart of how it grew; None when there is none."""
    bare = figure_id.removesuffix(COURSE)
    found = shown.figures.get(bare)
    if found is None:
        return None
    if bare != figure_id:
        return course_picture(shown, found, figure_id)
    return claims_picture(shown, [found], figure_id)


def _about(shown: Indexed, found: Figure) -> list[Contradiction]:
    """The contradictions that have at least one claim of the figure, those with most of its claims first."""
    mine = set(found.claim_ids)
    items = {c.contradiction_id: c for i in found.claim_ids for c in shown.contradictions_with.get(i, ())}
    return sorted(items.values(), key=lambda c: (-len(mine & set(c.claim_ids)), c.contradiction_id))


def _told(shown: Indexed, found: Figure) -> tuple[Told, ...]:
    groups: list[tuple[str, str, tuple[str, ...]]] = [
        (t.root, shown.hues.get(t.side or "", "other"), t.claim_ids) for t in found.tellers
    ]
    named = {i for _, _, ids in groups for i in ids}
    rest = tuple(i for i in found.claim_ids if i not in named)
    if rest:
        groups.append(("also weighed", "other", rest))
    return tuple(
        Told(root=root, hue=hue, quotes=quotes(shown, ids[:QUOTES]), left_out=max(0, len(ids) - QUOTES))
        for root, hue, ids in groups
    )


def _compared(request: Request, state: State, found: Figure) -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    """What each policy makes of the same cell: name, range in words, and the link's parameters."""
    rows = []
    for name in policy_names():
        other = shelf_of(request).view(name, state.published, state.recorded)
        same = [f for f in other.figures_of.get(found.subject_id, ()) if f.cell == found.cell and f.derived == found.derived]
        rows.append((name, figure_range(same[0]) if same else "no such figure", {"policy": name}))
    return tuple(rows)
