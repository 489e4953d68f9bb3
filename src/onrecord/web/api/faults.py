"""Errors of the API as problem details with sentences. Source: RFC 9457."""

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from onrecord.model.errors import CodebookError, InputError, NotFoundError, OnRecordError

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
# As much of a wrong value as an error repeats.
LONGEST = 100
STATUS: tuple[tuple[type[Exception], int], ...] = ((NotFoundError, 404), (InputError, 400), (CodebookError, 400))


class GoneError(NotFoundError):
    """An id that once led to a record and no longer does."""


def problem(
    status: int, detail: str, *, errors: tuple[tuple[str, str], ...] = (), headers: dict[str, str] | None = None
) -> Response:
    """The answer to a request that failed: `detail` is a sentence, `errors` are parameters and what is wrong with each."""
    title = HTTPStatus(status).phrase
    faults = [{"field": field, "message": message} for field, message in errors]
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": faults}
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=headers)


class SpeakingRoute(APIRoute):
    """A route whose every error is a problem in sentences."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with its errors caught."""
        original = super().get_route_handler()

        async def speaking(request: Request) -> Response:
            try:
                return await original(request)
            except Exception as trouble:  # every one becomes a problem, and what is not ours is logged (R27)
                return _told(trouble)

        return speaking


def _told(trouble: Exception) -> Response:
    if isinstance(trouble, RequestValidationError):
        return _invalid(trouble)
    if isinstance(trouble, GoneError):
        return problem(410, str(trouble))
    if isinstance(trouble, OnRecordError):
        status = next((code for kind, code in STATUS if isinstance(trouble, kind)), 503)
        return problem(status, str(trouble))
    if isinstance(trouble, HTTPException):
        return problem(trouble.status_code, str(trouble.detail), headers=dict(trouble.headers or {}))
    log.error("the API failed", exc_info=trouble)
    return problem(500, "Something went wrong here, not in your request. Nothing was changed. The server's log says more.")


def _invalid(trouble: RequestValidationError) -> Response:
    errors = tuple(_fault(fault) for fault in trouble.errors())
    return problem(400, " ".join(message for _, message in errors), errors=errors)


def _fault(fault: dict[str, Any]) -> tuple[str, str]:
    field = ".".join(str(part) for part in fault["loc"][1:]) or "request"
    value = repr(fault.get("input"))[:LONGEST]
    if fault["type"] == "extra_forbidden":
        return (
            field,
            f"There is no parameter {field[:LONGEST]!r} here; docs/api.md and /api/v1/openapi.json list those there are.",
        )
    return field, f"{field} = {value}: {str(fault['msg']).removeprefix('Value error, ')}."
