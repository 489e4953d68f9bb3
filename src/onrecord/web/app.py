"""The web app: pages, review and API over one register."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from onrecord import __version__
from onrecord.model.errors import CodebookError, InputError, NotFoundError, OnRecordError
from onrecord.present import fonts
from onrecord.settings import Settings
from onrecord.web import handing
from onrecord.web.access.installing import protect
from onrecord.web.api.routes import router as api_router
from onrecord.web.api.selecting import Tables
from onrecord.web.pages import prepare, routers
from onrecord.web.rendering import STATIC, make_pages_ready, page, static_packed, static_text
from onrecord.web.reviewing.office import Office
from onrecord.web.reviewing.routes import router as review_router
from onrecord.web.state import LONGEST, State
from onrecord.web.views import Shelf

log = logging.getLogger(__name__)

# The thread that makes the first page ready while a server starts.
WARMING = "first page"
# A server that is told to stop waits so long for the first page that it was making.
LONGEST_GOODBYE_S = 5.0
# Smaller answers do not gain from being packed.
PACKED_FROM = 1_000
# How hard they are packed, of 9: more takes three times as long and saves a hundredth.
PACKED = 5
YEAR_S = 31_536_000
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json"}
FAULTS: tuple[tuple[type[OnRecordError], int], ...] = ((NotFoundError, 404), (InputError, 400), (CodebookError, 400))


def create_app(settings: Settings) -> FastAPI:
    """The app over the register at `settings.store`; StoreError when there is none.

    No interactive API pages: they would load scripts from elsewhere.
    """
    app = FastAPI(
        title="OnRecord",
        version=__version__,
        description="A sourced register of what was reported about armed conflict, and who says so.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_running,
    )
    app.state.settings = settings
    app.state.shelf = Shelf(settings)
    app.state.office = Office(settings, app.state.shelf.ledger)
    app.add_middleware(GZipMiddleware, minimum_size=PACKED_FROM, compresslevel=PACKED)
    app.add_exception_handler(OnRecordError, _trouble)
    app.add_exception_handler(HTTPException, _nothing_there)
    app.add_exception_handler(RequestValidationError, _unfit)
    for router in (*routers(), handing.router, review_router):
        app.include_router(router, include_in_schema=False)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.state.tables = Tables(app.state.shelf)
    app.state.shelf.prepare = (prepare(settings.policy), app.state.tables.prepare)
    app.include_router(api_router)
    protect(app, settings)
    return app


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """From the start to the end of a server: what the first visitor would wait for is made beside answering."""
    warming = threading.Thread(target=_warm, args=(app,), name=WARMING, daemon=True)
    warming.start()
    yield
    warming.join(LONGEST_GOODBYE_S)
    app.state.office.close()
    app.state.shelf.close()


def _warm(app: FastAPI) -> None:
    try:
        make_pages_ready()
        app.state.shelf.make_first()
    except Exception:  # whoever asks for a page meets the same trouble, and is told
        log.exception("the first page could not be made ready")


def _static(request: Request, name: str) -> Response:
    if name in fonts.CUTS.values():
        return Response(
            fonts.font(name), media_type="font/woff2", headers={"Cache-Control": f"public, max-age={YEAR_S}, immutable"}
        )
    if name not in STATIC:
        raise NotFoundError(f"There is no file {name!r}.")
    kind = MEDIA_TYPES[name[name.rindex(".") :]]
    headers = {"Cache-Control": f"public, max-age={YEAR_S}, immutable", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(static_text(name), media_type=kind, headers=headers)
    return Response(static_packed(name), media_type=kind, headers=headers | {"Content-Encoding": "gzip"})


def _trouble(request: Request, trouble: Exception) -> Response:
    """Our own errors as a page: what happened and what to do."""
    status = next((code for kind, code in FAULTS if isinstance(trouble, kind)), 503)
    return _error_page(request, status, str(trouble))


def _nothing_there(request: Request, trouble: Exception) -> Response:
    status = trouble.status_code if isinstance(trouble, HTTPException) else 500
    said = trouble.detail if isinstance(trouble, HTTPException) else "Something went wrong."
    answer = _error_page(request, status, f"{said}: {request.url.path}" if status == 404 else str(said))
    answer.headers.update((isinstance(trouble, HTTPException) and trouble.headers) or {})
    return answer


def _unfit(request: Request, trouble: Exception) -> Response:
    """A part of the address or form that is no number, or too long."""
    faults = trouble.errors() if isinstance(trouble, RequestValidationError) else ()
    told = "; ".join(f"{'.'.join(map(str, f['loc'][1:]))}: {f['msg']}" for f in faults)
    return _error_page(request, 400, f"The address does not fit: {told[:LONGEST]}.")


def _error_page(request: Request, status: int, message: str) -> Response:
    default = request.app.state.settings.policy
    return page(request, "error.html.jinja", State(policy=default, default_policy=default), None, status=status, message=message)
