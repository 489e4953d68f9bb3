"""Charts and maps as files: SVG to look at, CSV to reckon with."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from onrecord.atlas.outlines import load_disputed, load_outlines
from onrecord.model.errors import NotFoundError
from onrecord.model.events import Event
from onrecord.present.charts.canvas import Chart, rows_csv, standalone
from onrecord.present.charts.worldmap import Marker, map_chart, markers
from onrecord.web.api.answers import taken
from onrecord.web.pages.figures import chart_of
from onrecord.web.pages.overview import timeline_of
from onrecord.web.pages.subjects import charts, subject_of
from onrecord.web.state import State, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter(prefix="/charts")
EMPTY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="760" height="60" viewBox="0 0 760 60">'
    '<text x="0" y="36" font-size="14" fill="#888">No place with known coordinates.</text></svg>'
)
# A picture carries its own style and nothing else: no script, no other file.
SVG_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


@router.get("/map.geojson")
def places(request: Request) -> Response:
    """The places of every event of the view, or of those of `subject`, for maps that move. Source: RFC 7946."""
    state = state_of(request)
    shown = view_of(request, state)
    return Response(_placed(shown, state, request.query_params.get("subject")), media_type="application/geo+json")


def prepare(shown: Indexed, default_policy: str) -> None:
    """Makes the places of a view of everything on record before anybody asks for the map."""
    if shown.key.published_as_of is None and shown.key.recorded_as_of is None:
        _placed(shown, State(policy=shown.key.policy, default_policy=default_policy), None)


def _placed(shown: Indexed, state: State, wanted: str | None) -> bytes:
    found = shown.memo.recall(("places", wanted), lambda: markers(_events(shown, wanted)))
    return shown.memo.recall(("geojson", wanted, state), lambda: _geojson(found, state))


@router.get("/timeline.{form}")
def timeline(request: Request, form: str) -> Response:
    """Every event of the view by day."""
    state = state_of(request)
    shown = view_of(request, state)
    return _file(request, shown.memo.recall(("timeline", state), lambda: timeline_of(shown, state)), form)


@router.get("/map.{form}")
def world(request: Request, form: str) -> Response:
    """The map of every event of the view, or of those of `subject`."""
    shown = view_of(request, state_of(request))
    wanted = request.query_params.get("subject")
    chart = shown.memo.recall(("map", wanted), lambda: _map(shown, wanted))
    if chart is None and form == "svg":
        return Response(EMPTY, media_type="image/svg+xml", headers=SVG_HEADERS)
    return _file(request, chart, form)


@router.get("/figures/{figure_id}.{form}")
def of_figure(request: Request, figure_id: str, form: str) -> Response:
    """The chart of one figure."""
    return _file(request, chart_of(view_of(request, state_of(request)), figure_id), form)


@router.get("/{subject_id}/{name}.{form}")
def of_subject(request: Request, subject_id: str, name: str, form: str) -> Response:
    """A chart of an event or campaign."""
    shown = view_of(request, state_of(request))
    made = shown.memo.recall(("charts", subject_id), lambda: charts(shown, subject_of(shown, subject_id)))
    return _file(request, made.get(name), form)


def _events(shown: Indexed, subject_id: str | None) -> tuple[Event, ...]:
    return subject_of(shown, subject_id).events if subject_id else shown.view.events


def _map(shown: Indexed, subject_id: str | None) -> Chart | None:
    return map_chart(markers(_events(shown, subject_id)), load_outlines(), load_disputed())


def _geojson(found: Sequence[Marker], state: State) -> bytes:
    """The places as GeoJSON; `href` = the list of the events there, in this state."""
    there = state.href("/events", place="=").removesuffix(quote("="))
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(m.longitude, 5), round(m.latitude, 5)]},
            "properties": {
                "name": m.name,
                "events": m.events,
                "radius_km": m.radius_km,
                "href": there + quote(m.name, safe=""),
            },
        }
        for m in found
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def _file(request: Request, chart: Chart | None, form: str) -> Response:
    if chart is None or form not in ("svg", "csv"):
        raise NotFoundError("There is no such chart; the page of the event has those that there are.")
    if form == "svg":
        return Response(standalone(chart), media_type="image/svg+xml", headers=SVG_HEADERS)
    taken(request, len(chart.rows), all_or_none=True)
    named = f'attachment; filename="{chart.name}.csv"'
    return Response(rows_csv(chart), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": named})
