"""Who publishes, who speaks and acts, and where: sources, actors and places."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.atlas.actors import load_actors
from onrecord.model.enums import LinkKind
from onrecord.model.errors import NotFoundError
from onrecord.model.events import Event
from onrecord.model.mentions import PlaceRef
from onrecord.present.headlines import figure_order
from onrecord.present.wording import place_words
from onrecord.web.pages.lists import newest_first, speakers_of
from onrecord.web.pages.telling import figure_row, quotes
from onrecord.web.paging import part_of
from onrecord.web.rendering import page
from onrecord.web.state import state_of, view_of
from onrecord.web.views import Indexed, place_names

router = APIRouter()
# What a page shows of each.
FIGURES, QUOTES, SPEAKERS, EVENTS = 20, 8, 12, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher in numbers: reports, how many of them copy others or are versions, claims."""

    name: str
    reports: int
    copies: int
    claims: int


@router.get("/sources")
def sources(request: Request) -> HTMLResponse:
    """Every outlet, the most reports first; and every speaker with figures."""
    state = state_of(request)
    shown = view_of(request, state)
    outlets = sorted((_outlet(shown, name) for name in shown.outlets), key=lambda o: (-o.reports, o.name))
    cut, part = part_of(outlets, request, state)
    speakers = Counter(t.root for f in shown.view.figures for t in f.tellers for _ in t.claim_ids)
    places = Counter(n for n, found in shown.events_at.items() for _ in found)
    named = [(n, place_title(shown, n), c) for n, c in sorted(places.items(), key=lambda p: (-p[1], p[0]))]
    return page(
        request, "sources.html.jinja", state, shown, rows=cut, part=part, speakers=speakers.most_common(60), places=named[:60]
    )


@router.get("/sources/{name:path}")
def source(request: Request, name: str) -> HTMLResponse:
    """One outlet: its reports, what it copies, whom it quotes."""
    state = state_of(request)
    shown = view_of(request, state)
    if name not in shown.outlets:
        raise NotFoundError(f"No report of {name[:80]!r} is in this view; the list of sources has those that there are.")
    docs = sorted(shown.outlets[name], key=newest_first)
    cut, part = part_of(docs, request, state)
    claims = [c for d in docs if d.document_id in shown.readings for c in shown.readings[d.document_id].claims]
    quoted = Counter(speakers_of(shown, c)[0] for c in claims)
    return page(
        request,
        "source.html.jinja",
        state,
        shown,
        outlet=_outlet(shown, name),
        rows=cut,
        part=part,
        quoted=quoted.most_common(SPEAKERS),
        links=[x for d in docs for x in shown.links_of.get(d.document_id, ()) if x.document_id == d.document_id][:40],
    )


@router.get("/actors/{actor_id}")
def actor(request: Request, actor_id: str) -> HTMLResponse:
    """One actor: what it says (figures), what it is said to have done (events), and how it is called."""
    state = state_of(request)
    shown = view_of(request, state)
    known = load_actors().by_id.get(actor_id)
    if known is None:
        raise NotFoundError(f"There is no actor {actor_id[:60]!r} in the actor table.")
    figures = sorted((f for f in shown.view.figures if any(t.root == actor_id for t in f.tellers)), key=figure_order)
    said = list(dict.fromkeys(i for f in figures for t in f.tellers if t.root == actor_id for i in t.claim_ids))
    acted = [m.event_mention_id for m in shown.mentions.values() if m.perpetrator and m.perpetrator.actor_id == actor_id]
    claimed = [m.event_mention_id for m in shown.mentions.values() if m.claimed_by and m.claimed_by.actor_id == actor_id]
    same_side = [a for a in load_actors() if known.side and a.side == known.side and a.actor_id != actor_id]
    return page(
        request,
        "actor.html.jinja",
        state,
        shown,
        actor=known,
        figures=tuple(figure_row(shown, f) for f in figures[:FIGURES]),
        said=quotes(shown, said[:QUOTES]),
        said_count=len(said),
        acted=quotes(shown, acted[:QUOTES]),
        claimed=quotes(shown, claimed[:QUOTES]),
        events=_dated(shown.events_by.get(actor_id, ()))[:EVENTS],
        same_side=same_side[:20],
    )


@router.get("/places/{name:path}")
def place(request: Request, name: str) -> HTMLResponse:
    """One place, by its id in the gazetteer or by its name: what happened there, and the figures for it."""
    state = state_of(request)
    shown = view_of(request, state)
    events = shown.events_at.get(name, ()) or tuple(e for e in shown.view.events if e.place and e.place.name == name)
    if not events:
        raise NotFoundError(f"No event at {name[:80]!r} is in this view; the list of events has the places that there are.")
    here = next(e.place for e in events if e.place is not None)
    ids = {e.event_id for e in events}
    figures = sorted((f for f in shown.view.figures if f.subject_id in ids or f.cell.place == here.name), key=figure_order)
    claims = [i for e in events for i in e.claim_ids]
    return page(
        request,
        "place.html.jinja",
        state,
        shown,
        place=here,
        title=place_words(here) or name,
        events=_dated(events)[:EVENTS],
        figures=tuple(figure_row(shown, f) for f in figures[:FIGURES]),
        quotes=quotes(shown, claims[:QUOTES]),
        within=_within(shown, here),
    )


def place_title(shown: Indexed, name: str) -> str:
    """A place's name with its province."""
    found = shown.events_at[name][0].place
    return place_words(found) or name


def _outlet(shown: Indexed, name: str) -> Outlet:
    docs = shown.outlets[name]
    copies = {x.document_id for d in docs for x in shown.links_of.get(d.document_id, ()) if x.kind is LinkKind.COPY_OF}
    claims = sum(len(shown.readings[d.document_id].claims) for d in docs if d.document_id in shown.readings)
    return Outlet(name=name, reports=len(docs), copies=len(copies & {d.document_id for d in docs}), claims=claims)


def _dated(events: tuple[Event, ...]) -> list[Event]:
    return sorted(events, key=lambda e: (e.date_start or date.max, e.event_id))


def _within(shown: Indexed, here: PlaceRef) -> list[tuple[str, str]]:
    """Other places with events in the same province: (key, title)."""
    others = {n: e.place for e in shown.view.events for n in place_names(e) if e.place}
    near = {n: p for n, p in others.items() if p.adm_1 and p.adm_1 == here.adm_1 and p.name != here.name}
    return sorted((n, place_words(p)) for n, p in near.items())[:30]
