"""The guard: every request passes it, and leaves it with who is asking or with a refusal that says why."""

import logging
import math
import secrets
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, Signer
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.settings import Settings
from onrecord.web.access.book import AccessBook, Session, book_path
from onrecord.web.access.headers import with_security
from onrecord.web.access.limits import DayAllowance, Limiter
from onrecord.web.access.origins import is_expected, is_foreign
from onrecord.web.access.roles import Person, Role
from onrecord.web.access.saying import login_address, refusal
from onrecord.web.forms import TOKEN

log = logging.getLogger(__name__)
COOKIE = "onrecord_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/login", "/login/oidc", "/login/oidc/back")
STATIC = "/static/"
# Requests a minute and person, through the API and pages together.
A_MINUTE = 600
# A form with the longest note and correction is far smaller.
LARGEST_FORM = 1_000_000
BROKEN = "Something went wrong here, not in what you asked. Nothing was changed. The server's log says more."
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Guard:
    """Wraps the app. With `settings.multi_user` people sign in; without, whoever reaches it on this machine is the user."""

    def __init__(self, app: ASGIApp, settings: Settings, book: AccessBook | None) -> None:
        """`book` None = a single user."""
        self.app = app
        self.settings = settings
        self.book = book
        self.signer = Signer(book.secret() if book else secrets.token_urlsafe(), salt="onrecord session")
        self.requests = Limiter(A_MINUTE, 60.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun, secure = True, scope.get("scheme") == "https"
                found = list(message.get("headers", []))
                message["headers"] = with_security(found, secure=secure, personal=self.book is not None)
            await send(message)

        headers = Headers(scope=scope)
        scope.setdefault("state", {})
        refused = self._sent_wrongly(scope, headers)
        if refused is None and self.book is not None:
            refused, receive = await self._checked(scope, headers, receive, self.book)
        try:
            await (refused or self.app)(scope, receive, sending)
        except Exception:  # logged and told here, because the server's own answer would not say what to refuse (R27)
            if begun:
                raise
            log.exception("an answer failed")
            await refusal(scope, 500, BROKEN)(scope, receive, sending)

    def _sent_wrongly(self, scope: Scope, headers: Headers) -> Response | None:
        if not is_expected(headers, self.settings.allowed_hosts, only_here=self.book is None):
            words = (
                "This register answers only under the names it knows, so that no other page can read it. "
                "Use the address that `onrecord serve` printed, or add the name to the setting allowed_hosts."
            )
            return refusal(scope, 421, words)
        if scope["method"] not in SAFE and is_foreign(headers):
            return refusal(scope, 403, "This was sent from a page that is not part of OnRecord; nothing was changed.")
        return None

    async def _checked(
        self, scope: Scope, headers: Headers, receive: Receive, book: AccessBook
    ) -> tuple[Response | None, Receive]:
        """Who is asking and whether they may, in a register that several people use."""
        path, state = scope["path"], scope["state"]
        if path.startswith(STATIC) or path in OPEN:
            return None, receive
        token = _bearer(headers)
        session = None if token else self.session_of(headers, book)
        person = book.holder(token) if token else session.person if session else None
        if person is None:
            return _who_are_you(scope, wrong=token is not None), receive
        if (refused := self._too_much(scope, person)) is not None:
            return refused, receive
        state |= {"person": person.name, "role": person.role, "allowance": DayAllowance(person=person, book=book)}
        state["form_token"] = session.form_token if session else ""
        return await _may_change(scope, headers, receive, person, session)

    def session_of(self, headers: Headers, book: AccessBook) -> Session | None:
        """The session that the cookie names; None when there is none, or it was not made here."""
        cookie = cookie_of(headers, self.signer)
        return book.session(cookie) if cookie else None

    def _too_much(self, scope: Scope, person: Person) -> Response | None:
        wait = self.requests.enter(person.name)
        if not wait:
            return None
        words = f"{person.name} has asked {A_MINUTE} times within a minute; go on in {math.ceil(wait)} seconds."
        return refusal(scope, 429, words, {"Retry-After": str(math.ceil(wait))})


def cookie_of(headers: Headers, signer: Signer) -> str | None:
    """The secret in the session cookie, when it was signed here."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        return signer.unsign(found.value).decode() if found else None
    except (BadSignature, CookieError, UnicodeError):
        return None


def _bearer(headers: Headers) -> str | None:
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def _who_are_you(scope: Scope, *, wrong: bool) -> Response:
    """401 for programs, the sign-in page for people."""
    if wrong or scope["path"].startswith("/api/"):
        said = "This token is unknown or has ended" if wrong else "Several people use this register, so a token is needed"
        words = f"{said}; `onrecord access token new NAME` makes one, to be sent as “Authorization: Bearer …”."
        return refusal(scope, 401, words, {"WWW-Authenticate": "Bearer"})
    if scope["method"] in SAFE:
        return RedirectResponse(login_address(scope), status_code=303)
    return refusal(scope, 401, "You are not signed in any more; sign in and do it again. Nothing was changed.")


async def _may_change(
    scope: Scope, headers: Headers, receive: Receive, person: Person, session: Session | None
) -> tuple[Response | None, Receive]:
    if scope["method"] in SAFE:
        return None, receive
    if scope["path"] != "/logout" and not person.may(Role.CODER):
        words = f"A {person.role.value} reads and changes nothing; ask an administrator for the role of a coder."
        return refusal(scope, 403, words), receive
    if session is None:  # a token came in a header, which no foreign page can send
        return None, receive
    body = await _whole(receive)
    if body is None:
        return refusal(scope, 413, "This is larger than any form here; nothing was changed."), receive
    given = headers.get("x-csrf-token") or await _form_token(scope, headers, body)
    if not secrets.compare_digest(given.encode("utf-8", "surrogatepass"), session.form_token.encode()):
        words = "The form is from an earlier session; go back, load the page again and repeat it. Nothing was changed."
        return refusal(scope, 403, words), receive
    return None, _again(body)


async def _whole(receive: Receive) -> bytes | None:
    """The body of the request; None when it is larger than forms are."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        body += message.get("body", b"")
        if len(body) > LARGEST_FORM:
            return None
        if not message.get("more_body", False):
            return body


def _again(body: bytes) -> Receive:
    """Gives the body once more, to the app."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return {"type": "http.disconnect"}
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _form_token(scope: Scope, headers: Headers, body: bytes) -> str:
    if not headers.get("content-type", "").startswith(FORMS):
        return ""
    try:
        async with Request(scope, _again(body)).form() as form:
            value = form.get(TOKEN)
    except (ClientDisconnect, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def open_book(settings: Settings) -> AccessBook:
    """The people of the register that the settings name."""
    return AccessBook(book_path(settings.store))
