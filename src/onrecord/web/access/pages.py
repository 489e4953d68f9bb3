"""Signing in and out."""

import math
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from onrecord.web.access.book import LONGEST, AccessBook
from onrecord.web.access.guard import COOKIE, cookie_of
from onrecord.web.access.limits import Limiter
from onrecord.web.access.roles import Person
from onrecord.web.access.saying import local_path, login_page

# Wrong passwords in a quarter of an hour, for a name and for an address (an office behind one address has many names).
WINDOW_S = 900.0
FOR_A_NAME, FOR_AN_ADDRESS = 5, 30
# The sign-in page may stay open for an hour.
PAGE_LASTS_S = 3600
WRONG = "The name or the password is wrong."


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """What signing in needs."""

    book: AccessBook
    signer: Signer
    forms: URLSafeTimedSerializer
    by_name: Limiter = field(default_factory=lambda: Limiter(FOR_A_NAME, WINDOW_S))
    by_address: Limiter = field(default_factory=lambda: Limiter(FOR_AN_ADDRESS, WINDOW_S))
    elsewhere: str = ""  # the host of the sign-in service; "" = none

    def enter(self, name: str, address: str) -> float:
        """Counts a try of this name from this address (0), or says how many seconds they have to wait.

        A try counts as a wrong password until it has proved right: a crowd of tries at one time gets no more than the limit.
        """
        wait = self.by_name.enter(name)
        if wait == 0.0 and (wait := self.by_address.enter(address)):
            self.by_name.leave(name)
        return wait

    def was_right(self, name: str, address: str) -> None:
        """The password was right: the tries of this name are forgotten, and this one of the address."""
        self.by_name.forget(name)
        self.by_address.leave(address)

    def fresh(self) -> str:
        """A token for a new sign-in form."""
        return self.forms.dumps("sign in")


def make_router(door: FrontDoor) -> APIRouter:
    """The addresses /login and /logout."""
    router = APIRouter()

    @router.get("/login")
    def ask(onward: Annotated[str, Query(alias="next", max_length=4000)] = "/") -> Response:
        return login_page(door.fresh(), local_path(onward), elsewhere=door.elsewhere)

    @router.post("/login")
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=2000)] = "",
        csrf_token: Annotated[str, Form(max_length=400)] = "",
        onward: Annotated[str, Form(alias="next", max_length=4000)] = "/",
    ) -> Response:
        return _sign_in(door, request, name.strip(), password, csrf_token, local_path(onward))

    @router.post("/logout")
    def sign_out(request: Request) -> Response:
        if (cookie := cookie_of(request.headers, door.signer)) is not None:
            door.book.end_session(cookie)
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return router


def _sign_in(door: FrontDoor, request: Request, name: str, password: str, form_token: str, onward: str) -> Response:
    address = request.client.host if request.client else "unknown"
    try:
        door.forms.loads(form_token, max_age=PAGE_LASTS_S)
    except BadSignature:
        said = "This page was open for too long; please sign in again."
        return login_page(door.fresh(), onward, name=name, said=said, status=403, elsewhere=door.elsewhere)
    wait = math.ceil(door.enter(name, address))
    if wait:
        said = f"There were too many wrong passwords; try again in {math.ceil(wait / 60)} minutes."
        return login_page(door.fresh(), onward, name=name, said=said, status=429, wait_s=wait, elsewhere=door.elsewhere)
    person = door.book.sign_in(name, password)
    if person is None:
        return login_page(door.fresh(), onward, name=name, said=WRONG, status=401, elsewhere=door.elsewhere)
    door.was_right(name, address)
    return entered(door, request, person, onward)


def entered(door: FrontDoor, request: Request, person: Person, onward: str) -> Response:
    """Starts the session of a person who has shown who they are; the session that the browser came with ends.

    Source: OWASP Session Management Cheat Sheet, renewal after sign-in (against session fixation).
    """
    if (held := cookie_of(request.headers, door.signer)) is not None:
        door.book.end_session(held)
    answer = RedirectResponse(onward, status_code=303)
    answer.set_cookie(
        COOKIE,
        door.signer.sign(door.book.start_session(person)).decode(),
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer
