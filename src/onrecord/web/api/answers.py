"""Answers in every form, with the state of the register they show, and "not changed" where the caller has them already."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from onrecord import __version__
from onrecord.model.jsonform import to_json
from onrecord.web.api.flat import columns, row
from onrecord.web.api.queries import Form
from onrecord.web.api.shapes import Dataset
from onrecord.web.views import Indexed

MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv; charset=utf-8",
    Form.NDJSON: "application/x-ndjson",
    Form.GEOJSON: "application/geo+json",
}
# Records that are made ready at a time where a list is sent whole.
BATCH = 500
DATASET = "OnRecord-Dataset"


class Allowance(Protocol):
    """How many records the caller may still take out; access control puts one on the request, without it there is no limit."""

    def take(self, wanted: int, *, all_or_none: bool = False) -> int:
        """Counts as many of the wanted records as may still be given and says how many; `all_or_none` = all of them or 0."""
        ...

    def words(self) -> str:
        """Why there are none left and when there will be."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Part of a list: its records as they stand in the view, and how to make them ready for showing."""

    records: Sequence[Any]  # records of one kind
    shape: Callable[[Sequence[Any]], Sequence[Any]]  # as above
    kind: type
    ids: Sequence[str]
    next: str | None = None
    total: int | None = None


def dataset_of(shown: Indexed) -> Dataset:
    """The state of the register that a view shows."""
    return Dataset(
        sequence=shown.key.head.sequence,
        entry_id=shown.key.head.entry_id,
        policy=shown.view.policy,
        as_of=shown.key.published_as_of,
        recorded_as_of=shown.key.recorded_as_of,
        program=__version__,
        withheld=len(shown.key.without),
    )


def headers_of(request: Request, dataset: Dataset) -> dict[str, str]:
    """ETag and dataset version of every answer about this dataset to this request."""
    told = to_json(dataset)
    asked = f"{request.url.path}?{request.url.query}"
    tag = hashlib.sha256(json.dumps([told, asked]).encode()).hexdigest()[:32]
    words = "; ".join(f"{name}={quote(str(value), safe=' :+-.')}" for name, value in told.items() if value is not None)
    return {"ETag": f'W/"{tag}"', DATASET: words, "Cache-Control": "private, no-cache"}


def not_changed(request: Request, headers: dict[str, str]) -> Response | None:
    """304 where the caller has this very answer (RFC 9110 §13.1.2); else None."""
    held = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if "*" in held or headers["ETag"].removeprefix("W/") in held:
        return Response(status_code=304, headers=headers)
    return None


def allowance_of(request: Request) -> Allowance | None:
    """How many records the caller may still take out; None = no limit."""
    found: Allowance | None = getattr(request.state, "allowance", None)
    return found


def taken(request: Request, wanted: int, *, all_or_none: bool = False) -> int:
    """Counts how many of the wanted records are given now; HTTPException 429 when none may be (`all_or_none`: not all)."""
    allowance = allowance_of(request)
    if allowance is None or not wanted:
        return wanted
    given = allowance.take(wanted, all_or_none=all_or_none)
    if not given:
        told = f"This has {wanted} records. {allowance.words()}" if all_or_none else allowance.words()
        raise HTTPException(429, told, headers={"Retry-After": "3600"})
    return given


def next_address(request: Request, cursor: str | None) -> str | None:
    """The address of the next page, relative to the server; None = the end."""
    if cursor is None:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def list_answer(request: Request, form: Form, stretch: Stretch, dataset: Dataset, headers: dict[str, str]) -> Response:
    """A stretch of a list in the wanted form."""
    if stretch.next is not None:
        headers = {**headers, "Link": f'<{stretch.next}>; rel="next"'}
    if form is Form.JSON:
        items = to_json(list(stretch.shape(stretch.records)))
        return json_answer({"dataset": to_json(dataset), "total": stretch.total, "items": items, "next": stretch.next}, headers)
    lines = _lines(form, stretch, dataset)
    if len(stretch.records) <= BATCH:
        return Response("".join(lines), media_type=MEDIA_TYPES[form], headers=headers)
    return StreamingResponse(lines, media_type=MEDIA_TYPES[form], headers=headers)


def _lines(form: Form, stretch: Stretch, dataset: Dataset) -> Iterator[str]:
    if form is Form.CSV:
        return _csv(stretch)
    return _ndjson(stretch) if form is Form.NDJSON else _geojson(stretch, dataset)


def json_answer(content: object, headers: dict[str, str]) -> Response:
    """Plain JSON values as an answer."""
    return Response(_line(content), media_type=MEDIA_TYPES[Form.JSON], headers=headers)


def _line(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _batches(stretch: Stretch) -> Iterator[Iterable[tuple[str, Any]]]:  # Any: records of one kind
    for at in range(0, len(stretch.records), BATCH):
        yield zip(stretch.ids[at : at + BATCH], stretch.shape(stretch.records[at : at + BATCH]), strict=True)


def _csv(stretch: Stretch) -> Iterator[str]:
    yield _csv_lines([columns(stretch.kind)])
    for batch in _batches(stretch):
        yield _csv_lines(row(stretch.kind, record) for _, record in batch)


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)  # line ends of RFC 4180
    return out.getvalue()


def _ndjson(stretch: Stretch) -> Iterator[str]:
    for batch in _batches(stretch):
        yield "".join(_line(to_json(record)) + "\n" for _, record in batch)


def _geojson(stretch: Stretch, dataset: Dataset) -> Iterator[str]:
    yield f'{{"type":"FeatureCollection","dataset":{_line(to_json(dataset))},"features":['
    first = True
    for batch in _batches(stretch):
        text = ",".join(_line(_feature(record_id, record)) for record_id, record in batch)
        yield text if first else f",{text}"
        first = False
    yield "]}"


def _feature(record_id: str, record: Any) -> dict[str, object]:  # Any: a record with a place
    place = record.place
    known = place is not None and place.latitude is not None and place.longitude is not None
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]} if known else None
    return {"type": "Feature", "id": record_id, "geometry": point, "properties": to_json(record)}
