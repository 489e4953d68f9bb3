"""The first page: what is reported, who says so, where, when, what cannot all be true, and what waits for a person."""

from dataclasses import dataclass
from datetime import UTC, date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.model.enums import LinkKind
from onrecord.model.events import Campaign, Event
from onrecord.present.brief import REVISIONS
from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.timeline import timeline_chart
from onrecord.present.charts.worldmap import Marker, markers
from onrecord.present.headlines import headline_figures
from onrecord.present.wording import days
from onrecord.web.pages.telling import Conflict, FigureRow, conflict, figure_row
from onrecord.web.rendering import page
from onrecord.web.state import State, moments_of, shelf_of, state_of, view_of
from onrecord.web.views import Indexed
from onrecord.web.visits import keep, news_of, visit_of

router = APIRouter()
# A first page is read, not scrolled: the most reported subjects, the hardest contradictions, the latest events.
SUBJECTS, HEADLINES, CONFLICTS, EVENTS, ENTRIES, PLACES = 3, 8, 5, 24, 6, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A campaign, or an event outside any, with its first figures; `path` is where all of it is told."""

    title: str
    path: str
    when: str
    reports: int
    events: int
    figures: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that the first page says; `timeline` = (days in words, events), `…_count` how many there are in all."""

    lead: str
    subjects: tuple[Subject, ...]
    conflicts: tuple[Conflict, ...]
    conflict_count: int
    timeline: tuple[tuple[str, tuple[Event, ...]], ...]
    event_count: int
    places: tuple[Marker, ...]
    place_count: int
    chart: Chart | None


@router.get("/")
def overview(request: Request) -> HTMLResponse:
    """The overview."""
    state = state_of(request)
    shown = view_of(request, state)
    made = shown.memo.recall(("overview", state), lambda: _overview(shown, state))
    ledger = shelf_of(request).ledger
    visit = visit_of(request, ledger.head().sequence)
    answer = page(
        request,
        "overview.html.jinja",
        state,
        shown,
        told=made,
        entries=ledger.latest(ENTRIES),
        news=news_of(visit, ledger),
        moments=moments_of(request, state),
    )
    keep(answer, visit, secure=request.url.scheme == "https")
    return answer


def prepare(shown: Indexed, default_policy: str) -> None:
    """Makes the overview of a view of everything on record before anybody asks for it."""
    if shown.key.published_as_of is None and shown.key.recorded_as_of is None:
        state = State(policy=shown.key.policy, default_policy=default_policy)
        shown.memo.recall(("overview", state), lambda: _overview(shown, state))


def _overview(shown: Indexed, state: State) -> Overview:
    hard = [c for c in shown.view.contradictions if c.kind not in REVISIONS]
    events = sorted(shown.view.events, key=_latest_first)
    places = sorted(markers(shown.view.events), key=lambda m: (-m.events, m.name))
    return Overview(
        lead=_lead(shown),
        subjects=_subjects(shown),
        conflicts=tuple(map(conflict, hard[:CONFLICTS])),
        conflict_count=len(hard),
        timeline=_timeline(events[:EVENTS]),
        event_count=len(events),
        places=tuple(places[:PLACES]),
        place_count=len(places),
        chart=timeline_of(shown, state),
    )


def _subjects(shown: Indexed) -> tuple[Subject, ...]:
    found: list[Campaign | Event] = [*shown.view.campaigns, *(e for e in shown.view.events if e.campaign_id is None)]
    found.sort(key=lambda s: (-len(s.document_ids), s.title))
    return tuple(_subject(shown, item) for item in found[:SUBJECTS])


def _subject(shown: Indexed, item: Campaign | Event) -> Subject:
    is_campaign = isinstance(item, Campaign)
    subject_id = item.campaign_id if isinstance(item, Campaign) else item.event_id
    members = item.event_ids if isinstance(item, Campaign) else ()
    figures = [f for i in (subject_id, *members) for f in shown.figures_of.get(i or "", ())]
    return Subject(
        title=item.title,
        path=f"/{'campaigns' if is_campaign else 'events'}/{subject_id}",
        when=days(item.date_start, item.date_end),
        reports=len(item.document_ids),
        events=len(members),
        figures=tuple(figure_row(shown, f) for f in headline_figures(figures)[:HEADLINES]),
    )


def _latest_first(event: Event) -> tuple[int, str]:
    return -(event.date_end or date.min).toordinal(), event.event_id


def timeline_of(shown: Indexed, state: State) -> Chart | None:
    """The picture of all events by day; each bar leads to the list of its events."""

    def address(start: date, end: date) -> str:
        return state.href("/events", since=start.isoformat(), until=end.isoformat())

    return timeline_chart(shown.view.events, address, state.published.astimezone(UTC).date() if state.published else None)


def _timeline(events: list[Event]) -> tuple[tuple[str, tuple[Event, ...]], ...]:
    by_day: dict[str, list[Event]] = {}
    for event in events:
        by_day.setdefault(days(event.date_start, event.date_end), []).append(event)
    return tuple((when, tuple(found)) for when, found in by_day.items())


def _lead(shown: Indexed) -> str:
    reports, outlets = len(shown.documents), len(shown.outlets)
    speakers = len({t.root for f in shown.view.figures for t in f.tellers})
    copies = len({link.document_id for link in shown.view.links if link.kind is not LinkKind.REUSES_TEXT})
    said = f"{reports} report{'s' * (reports != 1)} of {outlets} outlet{'s' * (outlets != 1)}"
    if copies:
        said += f", {copies} of them copies or versions of others"
    return f"{said}; {len(shown.claims)} claims; {speakers} speaker{'s' * (speakers != 1)} with figures."
