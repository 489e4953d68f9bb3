"""What people take away: briefings of an event or campaign, and exports of the register, as files made from the view shown."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from onrecord import __version__
from onrecord.atlas.actors import load_actors
from onrecord.codebooks import load_policy
from onrecord.handout.commands import FORMS, LANGUAGES, LENGTHS
from onrecord.handout.exporting import SQLITE
from onrecord.handout.logbook import handout_of, lines_of, write_line
from onrecord.handout.sqlite_file import to_sqlite
from onrecord.handout.writing import DESCRIPTION
from onrecord.model.errors import InputError, StoreError
from onrecord.model.register import View
from onrecord.present import html, markdown
from onrecord.present.brief import Length, compose
from onrecord.present.briefing import docx, pdf
from onrecord.present.briefing.words import language
from onrecord.present.exports.formats import FORMATS, Format, made
from onrecord.present.exports.package import Export, ExportFile, zipped
from onrecord.present.narrowing import Scope, narrow
from onrecord.present.profiles import Profile, reduce_view
from onrecord.web import forms
from onrecord.web.api.answers import taken
from onrecord.web.rendering import page
from onrecord.web.state import State, moment_of, shelf_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
MEDIA = {
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ENDINGS = {"markdown": "md"}
# Who may take out more than the public profile gives, where people sign in.
TRUSTED = ("reviewer", "admin")
# Lines of the log of handouts on the page of exports.
SHOWN = 20
Asked = Annotated[str, Query(max_length=200)]


@router.get("/brief/{subject_id}")
def brief(
    request: Request,
    subject_id: str,
    form: Asked = "html",
    length: Asked = "standard",
    words: Asked = "en",
    profile: Asked = "",
) -> Response:
    """The briefing of an event or campaign (`all` = of everything) as one file to keep or to send.

    `profile` "" = the internal one for who may have it, else the public one.
    """
    shared = _profile(request, profile or (Profile.INTERNAL if _is_trusted(request) else Profile.PUBLIC))
    for name, value, known in (("form", form, FORMS), ("length", length, LENGTHS), ("words", words, LANGUAGES)):
        if value not in known:
            raise InputError(f"{name}={value!r} is not known; there are {', '.join(known)}.")
    state = state_of(request)
    shown = view_of(request, state)
    scope = Scope(campaign=None if subject_id == "all" else subject_id)
    view = reduce_view(narrow(shown.view, scope), shared)
    shown_to = "" if shared is Profile.INTERNAL else f"the profile {shared}"
    taken(request, _records(view), all_or_none=True)
    told = compose(
        view,
        subject=scope.campaign,
        actors=load_actors().by_id,
        policy=load_policy(state.policy),
        length=Length(length),
        scope=", ".join(filter(None, (scope.in_words(), shown_to, _withheld(shown)))),
        around=shared is Profile.INTERNAL,
    )
    makers: dict[str, Callable[..., bytes | str]] = {
        "html": html.render,
        "markdown": markdown.render,
        "pdf": pdf.render,
        "docx": docx.render,
    }
    content = makers[form](told, language(words))
    _write_down(
        request,
        f"brief {form} {length}",
        view,
        content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"),
        profile=shared,
        scope=scope,
        head=shown.key.head.entry_id or None,
        recorded_as_of=state.recorded,
    )
    return _file(content, f"briefing-{subject_id}.{ENDINGS.get(form, form)}", MEDIA[form])


@router.get("/exports")
def exports(request: Request) -> HTMLResponse:
    """Which formats there are, and for whom."""
    state = state_of(request)
    shown = view_of(request, state)
    subject = request.query_params.get("subject", "")
    titles = {c.campaign_id: c.title for c in shown.view.campaigns} | {e.event_id: e.title for e in shown.view.events}
    return page(
        request,
        "exports.html.jinja",
        state,
        shown,
        formats=(*FORMATS.values(), _sqlite()),
        profiles=tuple(Profile),
        subject=subject if subject in titles else "",
        title=titles.get(subject, ""),
        trusted=_is_trusted(request),
        handouts=_last_handouts(request),
    )


@router.get("/exports/file")
def export(
    request: Request,
    form: Asked,
    profile: Asked = Profile.PUBLIC.value,
    subject: Asked = "",
    place: Asked = "",
    since: Asked = "",
    until: Asked = "",
) -> Response:
    """The export as one zip archive, with a description, README, citation and licence note beside it."""
    chosen = _sqlite() if form == SQLITE else FORMATS.get(form)
    if chosen is None:
        raise InputError(f"There is no export format called {form!r}; the page of exports lists them.")
    shared = _profile(request, profile)
    scope = Scope(since=moment_of(since, "since"), until=moment_of(until, "until"), place=place or None, campaign=subject or None)
    state = state_of(request)
    return _file(_archive(request, state, chosen, shared, scope), f"onrecord-{form}.zip", "application/zip")


def _archive(request: Request, state: State, chosen: Format, profile: Profile, scope: Scope) -> bytes:
    policy = state.policy if "policy" in request.query_params or chosen.policy is None else chosen.policy
    shown = shelf_of(request).view(policy, state.published, state.recorded)
    view = reduce_view(narrow(shown.view, scope), profile, quotes=True)
    taken(request, _records(view), all_or_none=True)
    wanted = Export(
        view=view,
        policy=load_policy(policy),
        profile=profile,
        actors=load_actors().by_id,
        head=shown.key.head.entry_id or None,
        scope=", ".join(filter(None, (scope.in_words(), _withheld(shown)))),
        software=f"OnRecord {__version__}",
    )
    files = made(wanted, chosen)
    _write_down(
        request, f"export {chosen.name}", view, _description(files), profile=profile, scope=scope, head=wanted.head,
        recorded_as_of=state.recorded,
    )  # fmt: skip
    return zipped(files)


def _withheld(shown: Indexed) -> str:
    """What a second coder does not get yet, in words; "" = they get all."""
    number = len(shown.key.without)
    return f"without what others decided on {number} claim{'s' * (number != 1)} that wait for blind coding" if number else ""


def _sqlite() -> Format:
    return Format(name=SQLITE, title="OnRecord register as SQLite file", says="every table in one file", make=to_sqlite)


def _is_trusted(request: Request) -> bool:
    """Whether the person may take out everything; on a register of a single user everybody may."""
    role = getattr(request.state, "role", None)
    return role is None or role in TRUSTED


def _last_handouts(request: Request) -> tuple[dict[str, object], ...]:
    """What was taken out last, newest first; only for who may see the others."""
    if not _is_trusted(request):
        return ()
    return tuple(reversed(tuple(lines_of(request.app.state.settings.store))))[:SHOWN]


def _profile(request: Request, name: str) -> Profile:
    """The profile of that name; HTTPException 403 for who may not have it."""
    if name not in tuple(Profile):
        raise InputError(f"There is no profile {name!r}; there are {', '.join(Profile)}.")
    if name != Profile.PUBLIC and not _is_trusted(request):
        raise HTTPException(403, "Only a reviewer or administrator may take out more than the public profile gives.")
    return Profile(name)


def _records(view: View) -> int:
    """How many records of a day's allowance it takes."""
    return sum(len(x.claims) for x in view.register.extractions) + len(view.events)


def _description(files: Iterable[ExportFile]) -> bytes:
    """The description of an export, which holds the hash of every file."""
    return next(file.content for file in files if file.path == DESCRIPTION)


def _write_down(
    request: Request, what: str, view: View, content: bytes, *, profile: Profile, scope: Scope, head: str | None,
    recorded_as_of: datetime | None,
) -> None:  # fmt: skip
    """Writes down who takes what; StoreError, and nothing is handed out, where that cannot be."""
    line = handout_of(
        what, view, content, through="web", by=forms.reviewer(request) or None, profile=profile, scope=scope.in_words(),
        head=head, recorded_as_of=recorded_as_of,
    )  # fmt: skip
    try:
        write_line(request.app.state.settings.store, line, datetime.now(UTC))
    except StoreError as trouble:
        raise StoreError(f"Nothing was handed out. {trouble}") from trouble


def _file(content: bytes | str, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})
