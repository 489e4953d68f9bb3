"""Full-text search over the reports, narrowed by outlet, language, month, place, actor and effect."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.model.documents import Document
from onrecord.web.facets import Of, coded, narrowed
from onrecord.web.ledger import Hit
from onrecord.web.marking import Mark, pieces
from onrecord.web.pages.lists import place_words_of
from onrecord.web.paging import part_of
from onrecord.web.rendering import actor_name, page, words
from onrecord.web.state import LONGEST, shelf_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
# Reports that a search looks through at most; a search with more hits than this is no search.
MOST = 2_000
SIZE = 20


@router.get("/search")
def search(request: Request) -> HTMLResponse:
    """The reports that have all the words of `q`; words in double quotes stand together."""
    state = state_of(request)
    shown = view_of(request, state)
    asked = request.query_params.get("q", "")[:LONGEST].strip()
    ledger = shelf_of(request).ledger
    hits = [h for h in ledger.search(asked, MOST) if h.document_id in shown.documents] if asked else []
    fields: dict[str, tuple[str, Of[Hit]]] = {
        "outlet": ("Outlet", lambda h: [_outlet(shown.documents[h.document_id])]),
        "month": ("Published", lambda h: [_month(shown.documents[h.document_id])]),
        "language": ("Language", lambda h: [shown.documents[h.document_id].language or "not known"]),
        "place": ("Place of events", lambda h: _places(shown, h)),
        "actor": ("Actor", lambda h: _actors(shown, h)),
        "effect": ("Harm counted", lambda h: _effects(shown, h)),
    }
    kept = narrowed(coded(hits, fields), request, state, beside=("q",))
    cut, part = part_of(kept.items, request, state, SIZE)
    found = tuple((shown.documents[h.document_id], _pieces(h)) for h in cut)
    return page(request, "search.html.jinja", state, shown, asked=asked, rows=found, part=part, kept=kept, most=len(hits) >= MOST)


def _pieces(hit: Hit) -> tuple[tuple[str, bool], ...]:
    """The words around a hit, and which of them are the hit."""
    marks = [Mark(start=a, end=b, kind="clause", record_id="") for a, b in hit.marks]
    return tuple((p.text, bool(p.kinds)) for p in pieces(hit.snippet, marks))


def _outlet(doc: Document) -> str:
    return doc.outlet or doc.source


def _month(doc: Document) -> str:
    return f"{doc.published_at:%Y-%m}" if doc.published_at else "undated"


def _places(shown: Indexed, hit: Hit) -> Iterable[str]:
    return [name for e in shown.events_of.get(hit.document_id, ()) for name in place_words_of(e.place)[:1]]


def _actors(shown: Indexed, hit: Hit) -> Iterable[str]:
    return [actor_name(a) for e in shown.events_of.get(hit.document_id, ()) for a in e.actors]


def _effects(shown: Indexed, hit: Hit) -> Iterable[str]:
    reading = shown.readings.get(hit.document_id)
    return [words(c.effect) for c in reading.claims] if reading else []
