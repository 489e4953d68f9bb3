"""Refusals and the sign-in page: plain pages for people, problems for programs."""

from urllib.parse import quote, urlsplit

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from onrecord.web.api.faults import problem
from onrecord.web.rendering import static_address

PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{title} · OnRecord</title><link rel="stylesheet" href="{style}"></head>'
    "<body><main><h1>{title}</h1>{body}</main></body></html>"
)
FORM = Markup(
    '{said}<form method="post" action="/login"><input type="hidden" name="csrf_token" value="{token}">'
    '<input type="hidden" name="next" value="{onward}">'
    '<p><label>Name <input name="name" autocomplete="username" required autofocus value="{name}"></label></p>'
    '<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>'
    "<p><button>Sign in</button></p></form>{elsewhere}"
)
ELSEWHERE = Markup('<p><a href="/login/oidc?next={onward}">Sign in with {service}</a></p>')


def refusal(scope: Scope, status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that says why not, in the form that the caller reads."""
    if scope["path"].startswith("/api/"):
        return problem(status, words, headers=headers)
    return plain_page("This was not done", Markup("<p>{}</p>").format(words), status, headers)


def plain_page(title: str, body: Markup, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page without anything of the register."""
    content = PAGE.format(title=title, style=static_address("onrecord.css"), body=body)
    return HTMLResponse(content, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})})


def login_page(
    token: str, onward: str, *, name: str = "", said: str = "", status: int = 200, wait_s: int = 0, elsewhere: str = ""
) -> Response:
    """The sign-in page; `onward` is where to go after it, `said` what was wrong, `elsewhere` the host of the sign-in service."""
    link = ELSEWHERE.format(onward=quote(onward, safe="/"), service=elsewhere) if elsewhere else Markup("")
    notice = Markup('<p role="alert">{}</p>').format(said) if said else Markup("")
    headers = {"Retry-After": str(wait_s)} if wait_s else None
    body = FORM.format(said=notice, token=token, onward=onward, name=name, elsewhere=link)
    return plain_page("Sign in", body, status, headers)


def login_address(scope: Scope) -> str:
    """The sign-in page that leads back to what was asked for."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return "/login" if asked == "/" else f"/login?next={quote(asked, safe='/')}"


def local_path(onward: str) -> str:
    """Where to go after signing in: a page of ours, or the first one when the address leads elsewhere."""
    try:
        parts = urlsplit(onward)
    except ValueError:
        return "/"
    ours = onward.startswith("/") and not onward.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return onward if ours and onward.isprintable() and "\\" not in onward else "/"
