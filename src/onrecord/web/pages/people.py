"""Who publishes, who speaks and acts, and where: sources, actors and places."""

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.atlas.actors import load_actors
from onrecord.model.enums import LinkKind
from onrecord.model.errors import NotFoundError
from onrecord.model.events import Event
from onrecord.model.figures import Figure
from onrecord.model.mentions import PlaceRef
from onrecord.present.headlines import figure_order
from onrecord.present.wording import place_words
from onrecord.web.pages.lists import newest_first, speakers_of
from onrecord.web.pages.telling import figure_row, quotes
from onrecord.web.paging import part_of
from onrecord.web.rendering import page
from onrecord.web.state import state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
# What a page shows of each.
FIGURES, QUOTES, SPEAKERS, EVENTS, LISTED = 20, 8, 12, 60, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher in numbers: reports, how many of them copy others or are versions, claims."""

    name: str
    reports: int
    copies: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishers:
    """Who publishes, who speaks (with claims in figures), and where (place, title, events), the most first."""

    outlets: tuple[Outlet, ...]
    speakers: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doings:
    """Figures by speaker; event mentions by who is said to have acted or claimed; figures by place; places by province."""

    figures: Mapping[str, list[Figure]]
    acted: Mapping[str, list[str]]
    claimed: Mapping[str, list[str]]
    at: Mapping[str, list[Figure]]
    near: Mapping[str, list[tuple[str, PlaceRef]]]


@router.get("/sources")
def sources(request: Request) -> HTMLResponse:
    """Every outlet, the most reports first; and every speaker with figures."""
    state = state_of(request)
    shown = view_of(request, state)
    told = _publishers(shown)
    cut, part = part_of(told.outlets, request, state)
    return page(request, "sources.html.jinja", state, shown, rows=cut, part=part, speakers=told.speakers, places=told.places)


def prepare(shown: Indexed) -> None:
    """Counts outlets, speakers and places, and finds whose figures and events are whose, before anybody asks for them."""
    _publishers(shown)
    _doings(shown)


def _publishers(shown: Indexed) -> Publishers:
    def make() -> Publishers:
        speakers = Counter(t.root for f in shown.view.figures for t in f.tellers for _ in t.claim_ids)
        places = sorted(((n, len(found)) for n, found in shown.events_at.items()), key=lambda p: (-p[1], p[0]))[:LISTED]
        return Publishers(
            outlets=tuple(sorted((_outlet(shown, name) for name in shown.outlets), key=lambda o: (-o.reports, o.name))),
            speakers=tuple(speakers.most_common(LISTED)),
            places=tuple((n, place_title(shown, n), count) for n, count in places),
        )

    return shown.lists.recall("publishers", make)


def _doings(shown: Indexed) -> Doings:
    def make() -> Doings:
        figures, at = defaultdict[str, list[Figure]](list), defaultdict[str, list[Figure]](list)
        acted, claimed = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        near = defaultdict[str, list[tuple[str, PlaceRef]]](list)
        for figure in shown.view.figures:
            for root in dict.fromkeys(t.root for t in figure.tellers):
                figures[root].append(figure)
            if figure.cell.place:
                at[figure.cell.place].append(figure)
        for mention in shown.mentions.values():
            for party, found in ((mention.perpetrator, acted), (mention.claimed_by, claimed)):
                if party and party.actor_id:
                    found[party.actor_id].append(mention.event_mention_id)
        for name, events in shown.events_at.items():
            here = events[0].place
            if here is not None and here.adm_1:
                near[here.adm_1].append((name, here))
        return Doings(figures=figures, acted=acted, claimed=claimed, at=at, near=near)

    return shown.lists.recall("doings", make)


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
    quoted = counted_alike(speakers_of(shown, c)[0] for c in claims)
    return page(
        request,
        "source.html.jinja",
        state,
        shown,
        outlet=_outlet(shown, name),
        rows=cut,
        part=part,
        quoted=quoted[:SPEAKERS],
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
    doings = _doings(shown)
    figures = sorted(doings.figures.get(actor_id, ()), key=figure_order)
    said = list(dict.fromkeys(i for f in figures for t in f.tellers if t.root == actor_id for i in t.claim_ids))
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
        acted=quotes(shown, doings.acted.get(actor_id, [])[:QUOTES]),
        claimed=quotes(shown, doings.claimed.get(actor_id, [])[:QUOTES]),
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
    told = shown.memo.recall(("place", name), lambda: _told_of(shown, events, here))
    claims = list(itertools.islice((i for e in events for i in e.claim_ids), QUOTES))
    return page(
        request,
        "place.html.jinja",
        state,
        shown,
        place=here,
        title=place_words(here) or name,
        events=told[0],
        figures=tuple(figure_row(shown, f) for f in told[1]),
        quotes=quotes(shown, claims),
        within=_within(shown, here),
    )


def _told_of(shown: Indexed, events: Sequence[Event], here: PlaceRef) -> tuple[list[Event], list[Figure]]:
    """The first events and figures of a place, in their order."""
    there = [f for e in events for f in shown.figures_of.get(e.event_id, ())] + _doings(shown).at.get(here.name or "", [])
    figures = {f.figure_id: f for f in there}.values()
    return heapq.nsmallest(EVENTS, events, key=_by_day), heapq.nsmallest(FIGURES, figures, key=figure_order)


def _by_day(event: Event) -> tuple[date, str]:
    return event.date_start or date.max, event.event_id


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
    return sorted(events, key=_by_day)


def _within(shown: Indexed, here: PlaceRef) -> list[tuple[str, str]]:
    """Other places with events in the same province: (key, title)."""
    near = _doings(shown).near.get(here.adm_1, []) if here.adm_1 else []
    return sorted((n, place_words(p)) for n, p in near if p.name != here.name)[:30]


def counted_alike(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Names and how often each stands there, the most frequent first; "Police" and "police" are one, as it stands first."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.casefold(), []).append(name)
    return tuple(sorted(((same[0], len(same)) for same in found.values()), key=lambda pair: -pair[1]))
