"""What people take away: briefings of an event or campaign, and exports of the register, as files made from the view shown."""

from collections.abc import Callable
from typing import Annotated, Protocol
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from onrecord import __version__
from onrecord.atlas.actors import load_actors
from onrecord.codebooks import load_policy
from onrecord.handout.commands import FORMS, LANGUAGES, LENGTHS
from onrecord.handout.exporting import SQLITE
from onrecord.handout.sqlite_file import to_sqlite
from onrecord.model.errors import InputError
from onrecord.model.register import View
from onrecord.present import html, markdown
from onrecord.present.brief import Length, compose
from onrecord.present.briefing import docx, pdf
from onrecord.present.briefing.words import language
from onrecord.present.exports.formats import FORMATS, Format, made
from onrecord.present.exports.package import Export, zipped
from onrecord.present.narrowing import Scope, narrow
from onrecord.present.profiles import Profile, reduce_view
from onrecord.web.rendering import page
from onrecord.web.state import State, moment_of, shelf_of, state_of, view_of

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
Asked = Annotated[str, Query(max_length=200)]


class Allowance(Protocol):
    """What a person may still take out today."""

    def left(self) -> int | None:
        """Records; None = no limit."""
        ...

    def take(self, records: int) -> None:
        """Counts records that are given."""
        ...

    def words(self) -> str:
        """Why there are none left."""
        ...


@router.get("/brief/{subject_id}")
def brief(request: Request, subject_id: str, form: Asked = "html", length: Asked = "standard", words: Asked = "en") -> Response:
    """The briefing of an event or campaign (`all` = of everything) as one file to keep or to send."""
    for name, value, known in (("form", form, FORMS), ("length", length, LENGTHS), ("words", words, LANGUAGES)):
        if value not in known:
            raise InputError(f"{name}={value!r} is not known; there are {', '.join(known)}.")
    state = state_of(request)
    shown = view_of(request, state)
    scope = Scope(campaign=None if subject_id == "all" else subject_id)
    view = narrow(shown.view, scope)
    _spend(request, view)
    told = compose(
        view,
        subject=scope.campaign,
        actors=load_actors().by_id,
        policy=load_policy(state.policy),
        length=Length(length),
        scope=scope.in_words(),
    )
    makers: dict[str, Callable[..., bytes | str]] = {
        "html": html.render,
        "markdown": markdown.render,
        "pdf": pdf.render,
        "docx": docx.render,
    }
    content = makers[form](told, language(words))
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
    if profile not in tuple(Profile):
        raise InputError(f"There is no profile {profile!r}; there are {', '.join(Profile)}.")
    if profile != Profile.PUBLIC and not _is_trusted(request):
        raise InputError("Only a reviewer or administrator may take out more than the public profile gives.")
    scope = Scope(since=moment_of(since, "since"), until=moment_of(until, "until"), place=place or None, campaign=subject or None)
    state = state_of(request)
    return _file(_archive(request, state, chosen, Profile(profile), scope), f"onrecord-{form}.zip", "application/zip")


def _archive(request: Request, state: State, chosen: Format, profile: Profile, scope: Scope) -> bytes:
    policy = state.policy if "policy" in request.query_params or chosen.policy is None else chosen.policy
    shown = shelf_of(request).view(policy, state.published, state.recorded)
    view = reduce_view(narrow(shown.view, scope), profile, quotes=True)
    _spend(request, view)
    wanted = Export(
        view=view,
        policy=load_policy(policy),
        profile=profile,
        actors=load_actors().by_id,
        head=shown.key.head.entry_id or None,
        scope=scope.in_words(),
        software=f"OnRecord {__version__}",
    )
    return zipped(made(wanted, chosen))


def _sqlite() -> Format:
    return Format(name=SQLITE, title="OnRecord register as SQLite file", says="every table in one file", make=to_sqlite)


def _is_trusted(request: Request) -> bool:
    """Whether the person may take out everything; on a register of a single user everybody may."""
    role = getattr(request.state, "role", None)
    return role is None or role in TRUSTED


def _spend(request: Request, view: View) -> None:
    """Counts what is taken out where people sign in; InputError when the day's allowance does not cover it."""
    allowance: Allowance | None = getattr(request.state, "allowance", None)
    if allowance is None:
        return
    records = sum(len(x.claims) for x in view.register.extractions) + len(view.events)
    left = allowance.left()
    if left is not None and records > left:
        raise InputError(f"This has {records} records. {allowance.words()}")
    allowance.take(records)


def _file(content: bytes | str, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})
