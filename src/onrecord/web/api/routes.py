"""The addresses of the API: /api/v1/NAME, /api/v1/NAME.FORM and /api/v1/NAME/ID for every list, and what each gives."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.routing import Match

from onrecord import __version__
from onrecord.model.claims import Claim
from onrecord.model.events import Campaign, DisruptionMention, Event
from onrecord.model.jsonform import to_json
from onrecord.model.register import Entry
from onrecord.web.api import queries, shapes
from onrecord.web.api.answers import (
    MEDIA_TYPES,
    Stretch,
    dataset_of,
    headers_of,
    json_answer,
    list_answer,
    next_address,
    not_changed,
    taken,
)
from onrecord.web.api.cursors import read_cursor, write_cursor
from onrecord.web.api.faults import MEDIA_TYPE, SpeakingRoute, problem
from onrecord.web.api.ledger_lists import entry_at, revisions
from onrecord.web.api.queries import MOST, USUAL, Asked, Form, Listed, RevisionsAsked
from onrecord.web.api.selecting import positions_of, tables_of, view_asked
from onrecord.web.api.showing import find, shape_of
from onrecord.web.state import shelf_of

PREFIX = "/api/v1"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]
router = APIRouter(prefix=PREFIX, route_class=SpeakingRoute, tags=["v1"])
RecordId = Annotated[str, Path(min_length=1, max_length=200, description="The record's id; `.json` may follow it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list of the API: its name, what may be asked of it, and what it holds in lists and singly."""

    name: str
    asked: type[BaseModel]
    kind: Any  # a record type; some are made at run time
    item: Any  # as above
    words: str
    placed: bool = False


def _listing(name: str, asked: type[BaseModel], kind: Any, item: Any, words: str, *, placed: bool = False) -> Listing:  # as above
    return Listing(name=name, asked=asked, kind=kind, item=item, words=words, placed=placed)


LISTINGS = (
    _listing("documents", queries.DocumentsAsked, shapes.DocumentLine, shapes.DocumentItem, "reports as they were read"),
    _listing("claims", queries.ClaimsAsked, Claim, Claim, "counts of people, as somebody stated them", placed=True),
    _listing("events", queries.EventsAsked, Event, shapes.EventItem, "events across documents", placed=True),
    _listing("campaigns", queries.CampaignsAsked, Campaign, Campaign, "coordinated waves of events"),
    _listing("figures", queries.FiguresAsked, shapes.QuotedFigure, shapes.QuotedFigure, "figures and the quotes they rest on"),
    _listing("disruptions", queries.DisruptionsAsked, DisruptionMention, DisruptionMention, "services disrupted", placed=True),
    _listing("problems", queries.ProblemsAsked, shapes.NumberedProblem, shapes.NumberedProblem, "trouble in the reporting"),
    _listing("contradictions", queries.ContradictionsAsked, shapes.QuotedContradiction, shapes.QuotedContradiction,
             "smallest sets of claims that cannot all be true"),
    _listing("deleted", queries.DeletedAsked, shapes.Tombstone, shapes.Tombstone, "ids that lead nowhere any more, and why"),
    _listing("revisions", RevisionsAsked, shapes.Revision, Entry, "entries of the ledger, newest first"),
)  # fmt: skip


class Index(BaseModel):
    """What there is."""

    dataset: shapes.Dataset
    lists: dict[str, str]


def _list(listing: Listing, form: Form, request: Request, asked: Listed) -> Response:
    shown = view_asked(request, asked)
    dataset = dataset_of(shown)
    headers = headers_of(request, dataset)
    if (same := not_changed(request, headers)) is not None:
        return same
    tables = tables_of(request)
    table = tables.table(listing.name, shown)
    found = positions_of(listing.name, asked, shown, tables, shelf_of(request).ledger)
    words = f"{listing.name} {asked.model_dump_json(exclude={'limit', 'cursor'})}"
    start = int(found.searchsorted(table.after(read_cursor(asked.cursor, words)))) if asked.cursor else 0
    rest = found[start:]
    wanted = min(asked.limit or (USUAL if form is Form.JSON else len(rest)), len(rest))
    page = rest[: taken(request, wanted)].tolist()
    cursor = write_cursor(table.keys[page[-1]], words) if page and len(page) < len(rest) else None
    stretch = Stretch(
        records=[table.records[i] for i in page],
        ids=[table.ids[i] for i in page],
        shape=shape_of(listing.name, shown),
        kind=listing.kind,
        next=next_address(request, cursor),
        total=len(found),
    )
    return list_answer(request, form, stretch, dataset, headers)


def _item(listing: Listing, request: Request, record_id: str, asked: Asked) -> Response:
    shown = view_asked(request, asked)
    dataset = dataset_of(shown)
    headers = headers_of(request, dataset)
    found = find(listing.name, record_id.removesuffix(".json"), shown, tables_of(request))
    if found.moved_to is not None:
        where = f"{PREFIX}/{found.moved_to}" + (f"?{request.url.query}" if request.url.query else "")
        return Response(status_code=308, headers={**headers, "Location": where})
    if (same := not_changed(request, headers)) is not None:
        return same
    taken(request, 1)
    return json_answer({"dataset": to_json(dataset), "item": to_json(found.record)}, headers)


def _revisions(form: Form, request: Request, asked: RevisionsAsked) -> Response:
    dataset = _of_ledger(request)
    headers = headers_of(request, dataset)
    if (same := not_changed(request, headers)) is not None:
        return same
    ledger = shelf_of(request).ledger
    wanted = asked.limit or (USUAL if form is Form.JSON else MOST)
    found, cursor = revisions(ledger, asked.model_copy(update={"limit": wanted}))
    if (given := taken(request, len(found))) < len(found):
        found, cursor = revisions(ledger, asked.model_copy(update={"limit": given}))
    stretch = Stretch(
        records=found,
        ids=[str(one.sequence) for one in found],
        shape=lambda records: records,
        kind=shapes.Revision,
        next=next_address(request, cursor),
    )
    return list_answer(request, form, stretch, dataset, headers)


def _of_ledger(request: Request) -> shapes.Dataset:
    """The state of the register where no view of it is shown."""
    shelf = shelf_of(request)
    head = shelf.ledger.head()
    return shapes.Dataset(
        sequence=head.sequence,
        entry_id=head.entry_id,
        policy=None,
        as_of=None,
        recorded_as_of=None,
        program=__version__,
        withheld=len(shelf.withheld()),
    )


def _entry(request: Request, record_id: RecordId) -> Response:
    dataset = _of_ledger(request)
    headers = headers_of(request, dataset)
    entry = entry_at(shelf_of(request).ledger, record_id.removesuffix(".json"))
    if (same := not_changed(request, headers)) is not None:
        return same
    taken(request, 1)
    return json_answer({"dataset": to_json(dataset), "item": to_json(entry)}, headers)


def _index(request: Request) -> Response:
    """The lists there are, and the state of the register."""
    dataset = _of_ledger(request)
    told = {listing.name: listing.words for listing in LISTINGS}
    return json_answer({"dataset": to_json(dataset), "lists": told}, headers_of(request, dataset))


def _nothing_here(request: Request) -> Response:
    """Addresses and methods that are none: said as a problem, like every other error of the API."""
    known = [route for route in router.routes if route.matches(request.scope)[0] is Match.PARTIAL]
    if known:
        allowed = {"Allow": "GET"}
        return problem(405, f"{request.method} is not allowed here; the API only gives, so use GET.", headers=allowed)
    names = ", ".join(listing.name for listing in LISTINGS)
    return problem(404, f"There is nothing at {request.url.path[:200]!r}; there are {names}, each also as NAME.csv and NAME/ID.")


def _faults(*codes: int) -> dict[int | str, dict[str, Any]]:  # Any: what FastAPI takes
    words = {
        304: "What the caller has is still right.",
        308: "The record has another id now.",
        400: "A parameter does not fit; the sentence says which, and what would.",
        401: "Several people use this register: a token is needed.",
        403: "This is not for everybody; the sentence says why.",
        404: "There is no such record.",
        410: "There was such a record; the sentence says why it is gone.",
        429: "Too many requests, or as many records as the role may take out in a day.",
        503: "The register cannot be read just now.",
    }
    schema = shapes.ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs")
    fault = shapes.FieldFault.model_json_schema()
    schema["properties"]["errors"] = {"type": "array", "items": fault}
    content = {"content": {MEDIA_TYPE: {"schema": schema}}}
    return {code: {"description": words[code], **(content if code >= 400 else {})} for code in codes}


def _told_as(form: Form) -> type[Response]:
    """The response class that tells OpenAPI the media type of a form."""
    return type(f"{form.value.title()}Answer", (JSONResponse,), {"media_type": MEDIA_TYPES[form].partition(";")[0]})


def _content(listing: Listing, form: Form) -> dict[str, Any]:  # Any: what FastAPI takes
    what = {"description": f"{listing.words.capitalize()}."}
    if form is Form.JSON:
        return {**what, "model": shapes.Page.__class_getitem__(listing.kind)}
    if form is Form.GEOJSON:
        return {**what, "model": shapes.FeatureCollection.__class_getitem__(listing.kind)}
    return {**what, "content": {MEDIA_TYPES[form].partition(";")[0]: {"schema": {"type": "string"}}}}


def _endpoint(function: Callable[..., Response], annotations: dict[str, Any], *args: object) -> Callable[..., Response]:
    """The function with its first arguments filled in and with the types of its others, for FastAPI to read."""

    def endpoint(request: Request, **asked: Any) -> Response:  # Any: what FastAPI has checked
        return function(*args, request, **asked)

    given = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)]
    given += [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind) for name, kind in annotations.items()]
    endpoint.__signature__ = inspect.Signature(given)  # type: ignore[attr-defined]  # how FastAPI is told
    return endpoint


def _as_query(kind: Any) -> Any:  # Any: a type as a value
    return Annotated[kind, Query()]


def _add_listing(listing: Listing) -> None:
    of_ledger = listing.name == "revisions"
    asked = _as_query(listing.asked)
    forms = [form for form in Form if listing.placed or form is not Form.GEOJSON]
    for suffix, form in [("", Form.JSON), *((f".{form.value}", form) for form in forms)]:
        call = _endpoint(_revisions, {"asked": asked}, form) if of_ledger else _endpoint(_list, {"asked": asked}, listing, form)
        router.add_api_route(
            f"/{listing.name}{suffix}",
            call,
            summary=f"List {listing.words}" + (f", as {form.value}" if suffix else ""),
            operation_id=f"list_{listing.name}" + (f"_{form.value}" if suffix else ""),
            response_class=_told_as(form),
            response_model=None,
            responses={200: _content(listing, form), **_faults(304, 400, 401, 403, 429, 503)},
        )
    wanted = {"record_id": RecordId} if of_ledger else {"record_id": RecordId, "asked": _as_query(Asked)}
    call = _endpoint(_entry, wanted) if of_ledger else _endpoint(_item, wanted, listing)
    made = {"description": "The record.", "model": shapes.Item.__class_getitem__(listing.item)}
    router.add_api_route(
        f"/{listing.name}/{{record_id}}",
        call,
        summary=f"One of {listing.name}",
        operation_id=f"one_of_{listing.name}",
        response_model=None,
        responses={200: made, **_faults(304, 308, 400, 401, 403, 404, 410, 429, 503)},
    )


for _one in LISTINGS:
    _add_listing(_one)
router.add_api_route(
    "", _index, operation_id="index", summary="The lists there are", response_model=None,
    responses={200: {"description": "The lists.", "model": Index}, **_faults(401, 403, 429, 503)},
)  # fmt: skip
router.add_api_route("/{rest:path}", _nothing_here, methods=METHODS, include_in_schema=False)
