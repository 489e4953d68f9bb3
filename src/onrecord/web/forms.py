"""What every form carries: the token against forged requests, and who is asking.

Access control sets `request.state.form_token` and `request.state.person`; without it both are empty, as on a single user's own
machine.
"""

from collections.abc import Mapping
from urllib.parse import quote, unquote

from fastapi import Request, Response
from markupsafe import Markup

TOKEN = "csrf_token"  # noqa: S105  # the name of a field
NAME = "reviewer"
REVIEWER = "onrecord_reviewer"
# As long as a name or sign may be; the ledger keeps it with every decision.
LONGEST_NAME = 80
YEAR_S = 31_536_000


def token_field(request: Request) -> Markup:
    """The hidden field of a form."""
    value = getattr(request.state, "form_token", "") or ""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, value)


def signed_in(request: Request) -> str | None:
    """The name of the person who is signed in; None on a register without sign-in."""
    return getattr(request.state, "person", None)


def may_decide(request: Request) -> bool:
    """Whether the person may record decisions; where people sign in, a reader may not, and the guard refuses it."""
    return getattr(request.state, "role", None) != "reader"


def reviewer(request: Request) -> str:
    """Who decides: the person signed in, else the name or sign given last on this browser; "" = not known yet."""
    return signed_in(request) or unquote(request.cookies.get(REVIEWER, ""))[:LONGEST_NAME].strip()


def named(request: Request, form: Mapping[str, str]) -> str:
    """Who decides by a form: the person signed in, else the name in the form, else the one given last; "" = nobody."""
    return signed_in(request) or form.get(NAME, "")[:LONGEST_NAME].strip() or reviewer(request)


def remember(request: Request, answer: Response, by: str) -> Response:
    """The answer, with the reviewer's name kept on this browser for the next form; where people sign in, nothing is kept."""
    if signed_in(request) is None:
        secure = request.url.scheme == "https"
        answer.set_cookie(REVIEWER, quote(by), max_age=YEAR_S, secure=secure, httponly=True, samesite="strict", path="/")
    return answer
