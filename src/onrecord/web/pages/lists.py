"""Lists with facets: events and campaigns, claims, reports, problems."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import TypeVar

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
from onrecord.web.facets import Coded, Of, coded, narrowed
from onrecord.web.pages.telling import figure_row
from onrecord.web.paging import part_of
from onrecord.web.rendering import actor_name, kind_words, page, words
from onrecord.web.state import state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
Item = TypeVar("Item")
Fields = Mapping[str, tuple[str, Of[Item]]]


@router.get("/events")
def events(request: Request) -> HTMLResponse:
    """Campaigns and events, the latest first; `since` and `until` are days."""
    state = state_of(request)
    shown = view_of(request, state)
    since, until = day_asked(request, "since"), day_asked(request, "until")
    kept = narrowed(_coded_events(shown), request, state, since=since, until=until, beside=("since", "until"))
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
    wanted = _wanted(shown, request)
    kept = narrowed(
        _coded_claims(shown), request, state, since=since, until=until, beside=("since", "until", "event", "figure", "document"),
        only=None if wanted is None else lambda c: c.claim_id in wanted,
    )  # fmt: skip
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
    kept = narrowed(_coded_documents(shown), request, state)
    cut, part = part_of(kept.items, request, state)
    return page(request, "documents.html.jinja", state, shown, rows=cut, part=part, kept=kept)


@router.get("/problems")
def problems(request: Request) -> HTMLResponse:
    """Trouble in the reporting and in single reports."""
    state = state_of(request)
    shown = view_of(request, state)
    kept = narrowed(_coded_problems(shown), request, state)
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


def prepare(shown: Indexed) -> None:
    """Codes the lists of a view before anybody asks for them: on a large register that takes a while."""
    for code in (_coded_events, _coded_claims, _coded_documents, _coded_problems):
        code(shown)


def _coded_events(shown: Indexed) -> Coded[Event]:
    fields: Fields[Event] = {
        "type": ("Kind", lambda e: [kind_words(t) for t in e.types]),
        "place": ("Place", lambda e: place_words_of(e.place)),
        "actor": ("Actor", lambda e: [actor_name(a) for a in e.actors]),
        "campaign": ("Campaign", lambda e: [c.title] if (c := shown.campaigns.get(e.campaign_id or "")) else []),
        "outlet": ("Reported by", lambda e: _outlets(shown, e)),
    }
    return shown.lists.recall(
        "events", lambda: coded(sorted(shown.view.events, key=_latest_first), fields, lambda e: (e.date_start, e.date_end))
    )


def _coded_claims(shown: Indexed) -> Coded[Claim]:
    """All claims, report by report in the order of the text."""
    fields: Fields[Claim] = {
        "effect": ("Effect", lambda c: [words(c.effect)]),
        "category": ("Who was harmed", lambda c: [words(c.victims.category)]),
        "speaker": ("Who says so", lambda c: speakers_of(shown, c)),
        "role": ("Kind of speaker", lambda c: [words(c.attribution.role)]),
        "certainty": ("How sure", lambda c: [words(c.certainty)]),
        "scope": ("Scope", lambda c: [words(c.scope)]),
        "place": ("Place", lambda c: place_words_of(c.place)),
        "state": ("Review", lambda c: [words(shown.standings[c.claim_id].state)] if c.claim_id in shown.standings else []),
    }

    def ordered() -> Iterator[Claim]:
        for document_id in sorted(shown.readings):
            yield from sorted(shown.readings[document_id].claims, key=lambda c: (c.span.start, c.claim_id))

    return shown.lists.recall("claims", lambda: coded(ordered(), fields, _days))


def _coded_documents(shown: Indexed) -> Coded[Document]:
    fields: Fields[Document] = {
        "outlet": ("Outlet", lambda d: [d.outlet or d.source]),
        "language": ("Language", lambda d: [d.language or "not known"]),
        "credit": ("Credits", lambda d: [d.wire_credit or ""]),
        "same": ("Same story", lambda d: [words(x.kind) for x in shown.links_of.get(d.document_id, ())]),
        "relevant": ("Reports conflict", lambda d: [_relevant(shown, d)]),
    }
    return shown.lists.recall("documents", lambda: coded(sorted(shown.documents.values(), key=newest_first), fields))


def _coded_problems(shown: Indexed) -> Coded[Problem]:
    fields: Fields[Problem] = {
        "severity": ("Severity", lambda p: [p.severity.value]),
        "code": ("Kind", lambda p: [words(p.code)]),
    }
    return shown.lists.recall("problems", lambda: coded(_problems(shown), fields))


def _wanted(shown: Indexed, request: Request) -> set[str] | None:
    """The claims of the event, campaign, figure and report that are asked for; None = all."""
    asked = request.query_params
    wanted: list[set[str]] = []
    if figure_id := asked.get("figure"):
        wanted.append(set(shown.figures[figure_id].claim_ids) if figure_id in shown.figures else set())
    if subject_id := asked.get("event"):
        campaign = shown.campaigns.get(subject_id)
        ids = campaign.event_ids if campaign else (subject_id,)
        wanted.append({i for e in ids if e in shown.events for i in shown.events[e].claim_ids})
    if document_id := asked.get("document"):
        reading = shown.readings.get(document_id)
        wanted.append({c.claim_id for c in reading.claims} if reading else set())
    return set.intersection(*wanted) if wanted else None


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
