"""Lists with facets: events and campaigns, claims, reports, problems."""

from collections.abc import Iterator
from datetime import UTC, date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.errors import InputError
from onrecord.model.events import Event
from onrecord.model.mentions import PlaceRef
from onrecord.model.problems import Problem
from onrecord.present.headlines import headline_figures
from onrecord.present.wording import speaker
from onrecord.web.facets import narrowed
from onrecord.web.pages.telling import figure_row
from onrecord.web.paging import part_of
from onrecord.web.rendering import actor_name, page, words
from onrecord.web.state import state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()


@router.get("/events")
def events(request: Request) -> HTMLResponse:
    """Campaigns and events, the latest first; `since` and `until` are days."""
    state = state_of(request)
    shown = view_of(request, state)
    since, until = day_asked(request, "since"), day_asked(request, "until")
    fields = {
        "type": ("Kind", lambda e: [words(t) for t in e.types]),
        "place": ("Place", lambda e: place_words_of(e.place)),
        "actor": ("Actor", lambda e: [actor_name(a) for a in e.actors]),
        "campaign": ("Campaign", lambda e: [shown.campaigns[e.campaign_id].title] if e.campaign_id in shown.campaigns else []),
        "outlet": ("Reported by", lambda e: _outlets(shown, e)),
    }
    found = (e for e in shown.view.events if within(e.date_start, e.date_end, since, until))
    kept = narrowed(shown, lambda: sorted(found, key=_latest_first), fields, request, state, ("since", "until"))
    cut, part = part_of(kept.items, request, state)
    rows = tuple(
        (e, tuple(figure_row(shown, f) for f in headline_figures(shown.figures_of.get(e.event_id, ()))[:3])) for e in cut
    )
    return page(request, "events.html.jinja", state, shown, rows=rows, part=part, kept=kept, since=since, until=until)


@router.get("/claims")
def claims(request: Request) -> HTMLResponse:
    """Claims with their quotes; `event` is an event or campaign, `figure` a figure, `document` a report."""
    state = state_of(request)
    shown = view_of(request, state)
    since, until = day_asked(request, "since"), day_asked(request, "until")
    found = (c for c in _claims(shown, request) if within(*_days(c), since, until))
    fields = {
        "effect": ("Effect", lambda c: [words(c.effect)]),
        "category": ("Who was harmed", lambda c: [words(c.victims.category)]),
        "speaker": ("Who says so", lambda c: speakers_of(shown, c)),
        "role": ("Kind of speaker", lambda c: [words(c.attribution.role)]),
        "certainty": ("How sure", lambda c: [words(c.certainty)]),
        "scope": ("Scope", lambda c: [words(c.scope)]),
        "place": ("Place", lambda c: place_words_of(c.place)),
        "state": ("Review", lambda c: [words(shown.standings[c.claim_id].state)] if c.claim_id in shown.standings else []),
    }
    beside = ("since", "until", "event", "figure", "document")
    kept = narrowed(shown, lambda: found, fields, request, state, beside)
    cut, part = part_of(kept.items, request, state)
    return page(
        request, "claims.html.jinja", state, shown, rows=cut, part=part, kept=kept, since=since, until=until,
        about=_about(shown, request),
    )  # fmt: skip


@router.get("/documents")
def documents(request: Request) -> HTMLResponse:
    """Reports, the latest first."""
    state = state_of(request)
    shown = view_of(request, state)
    fields = {
        "outlet": ("Outlet", lambda d: [d.outlet or d.source]),
        "language": ("Language", lambda d: [d.language or "not known"]),
        "credit": ("Credits", lambda d: [d.wire_credit or ""]),
        "same": ("Same story", lambda d: [words(x.kind) for x in shown.links_of.get(d.document_id, ())]),
        "relevant": ("Reports conflict", lambda d: [_relevant(shown, d)]),
    }
    kept = narrowed(shown, lambda: sorted(shown.documents.values(), key=newest_first), fields, request, state)
    cut, part = part_of(kept.items, request, state)
    return page(request, "documents.html.jinja", state, shown, rows=cut, part=part, kept=kept)


@router.get("/problems")
def problems(request: Request) -> HTMLResponse:
    """Trouble in the reporting and in single reports."""
    state = state_of(request)
    shown = view_of(request, state)
    fields = {"severity": ("Severity", lambda p: [p.severity.value]), "code": ("Kind", lambda p: [words(p.code)])}
    kept = narrowed(shown, lambda: _problems(shown), fields, request, state)
    cut, part = part_of(kept.items, request, state)
    return page(request, "problems.html.jinja", state, shown, rows=cut, part=part, kept=kept)


def day_asked(request: Request, name: str) -> date | None:
    """The day that a filter asks for; None = not asked. InputError for what is no day."""
    asked = request.query_params.get(name)
    if not asked:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError as trouble:
        raise InputError(f"{name}={asked[:40]!r} is no day; write it as 2026-01-31.") from trouble


def within(start: date | None, end: date | None, since: date | None, until: date | None) -> bool:
    """Whether the days touch the window; what is undated is in no window."""
    if since is not None and (end is None or end < since):
        return False
    return until is None or (start is not None and start <= until)


def place_words_of(place: PlaceRef | None) -> list[str]:
    """Every name by which a place is looked for: its own, its district's, its province's."""
    if place is None:
        return []
    names = (place.name or (place.span.exact if place.span else None), place.adm_2, place.adm_1)
    return [name for name in dict.fromkeys(names) if name]


def speakers_of(shown: Indexed, claim: Claim) -> list[str]:
    """Who says so: the speaker of the figures, and as the report names them."""
    teller = shown.told_by.get(claim.claim_id)
    return list(dict.fromkeys([*([actor_name(teller.root)] if teller else []), speaker(claim)]))


def newest_first(doc: Document) -> tuple[bool, float, str]:
    """Sorts reports: the latest first, undated ones last."""
    at = doc.published_at
    return at is None, -at.astimezone(UTC).timestamp() if at else 0.0, doc.document_id


def _claims(shown: Indexed, request: Request) -> Iterator[Claim]:
    """The claims of an event, campaign, figure or report, else all, report by report in the order of the text."""
    asked = request.query_params
    wanted: set[str] | None = None
    if asked.get("figure"):
        wanted = set(shown.figures[asked["figure"]].claim_ids) if asked["figure"] in shown.figures else set()
    elif asked.get("event"):
        wanted = {i for e in shown.view.events if asked["event"] in (e.event_id, e.campaign_id) for i in e.claim_ids}
    for document_id in [asked["document"]] if asked.get("document") else sorted(shown.readings):
        reading = shown.readings.get(document_id)
        for claim in sorted(reading.claims, key=lambda c: (c.span.start, c.claim_id)) if reading else ():
            if wanted is None or claim.claim_id in wanted:
                yield claim


def _problems(shown: Indexed) -> list[Problem]:
    found = {*shown.view.register.problems, *shown.view.problems, *(p for x in shown.readings.values() for p in x.problems)}
    return sorted(found, key=_by_source)


def _about(shown: Indexed, request: Request) -> tuple[str, str] | None:
    """What the list of claims is narrowed to: its title and address."""
    asked = request.query_params
    if (figure := shown.figures.get(asked.get("figure", ""))) is not None:
        return figure_row(shown, figure).label, f"/figures/{figure.figure_id}"
    if (event := shown.events.get(asked.get("event", ""))) is not None:
        return event.title, f"/events/{event.event_id}"
    if (campaign := shown.campaigns.get(asked.get("event", ""))) is not None:
        return campaign.title, f"/campaigns/{campaign.campaign_id}"
    doc = shown.documents.get(asked.get("document", ""))
    return (doc.title or "(untitled)", f"/documents/{doc.document_id}") if doc else None


def _days(claim: Claim) -> tuple[date | None, date | None]:
    return (claim.time.date_start, claim.time.date_end) if claim.time else (None, None)


def _outlets(shown: Indexed, event: Event) -> list[str]:
    docs = (shown.documents[i] for i in event.document_ids if i in shown.documents)
    return [d.outlet or d.source for d in docs]


def _relevant(shown: Indexed, doc: Document) -> str:
    reading = shown.readings.get(doc.document_id)
    return "" if reading is None else "yes" if reading.relevant else "seems not"


def _latest_first(event: Event) -> tuple[int, str]:
    return -(event.date_end or date.min).toordinal(), event.event_id


def _by_source(problem: Problem) -> tuple[str, ...]:
    return problem.source, problem.code, problem.message, problem.subject or ""
