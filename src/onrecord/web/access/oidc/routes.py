"""The way to the sign-in service and back: /login/oidc and /login/oidc/back."""

import base64
import hashlib
import os
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer

from onrecord.model.errors import InputError, OnRecordError
from onrecord.settings import Settings
from onrecord.web.access.oidc.provider import Client, Provider
from onrecord.web.access.oidc.tokens import person_of
from onrecord.web.access.pages import FrontDoor, entered
from onrecord.web.access.saying import local_path, login_page

COOKIE = "onrecord_oidc"
# Seconds for signing in elsewhere, and people who may be away doing so at one time.
AWAY_S, MOST_AWAY = 600, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody who is at the sign-in service: what their answer must fit, where they go on, and since when (monotonic)."""

    nonce: str
    verifier: str
    onward: str
    since: float = field(default_factory=time.monotonic)


class Waiting:
    """Who is at the sign-in service, by the state they carry; each comes back once. Safe to use from any thread."""

    def __init__(self) -> None:
        """Nobody is away."""
        self._lock = threading.Lock()
        self._away: OrderedDict[str, Away] = OrderedDict()

    def send(self, away: Away) -> str:
        """A new state for somebody who leaves."""
        state = secrets.token_urlsafe(32)
        with self._lock:
            self._away[state] = away
            while len(self._away) > MOST_AWAY:
                self._away.popitem(last=False)
        return state

    def back(self, state: str) -> Away:
        """Who left with this state; InputError when nobody did, they are back already, or it took too long."""
        with self._lock:
            found = self._away.pop(state, None)
        if found is None or time.monotonic() - found.since > AWAY_S:
            raise InputError("This sign-in was used already or took too long; please sign in again.")
        return found


def provider_of(settings: Settings) -> Provider | None:
    """The sign-in service that the settings name; None = none. InputError when its address or secret does not fit."""
    if not (settings.oidc_issuer and settings.oidc_client and settings.oidc_back):
        return None
    secret = os.environ.get(settings.oidc_secret_env) if settings.oidc_secret_env else None
    if settings.oidc_secret_env and not secret:
        raise InputError(f"The setting oidc_secret_env names {settings.oidc_secret_env}, but that variable is empty.")
    return Provider(Client(issuer=settings.oidc_issuer, client_id=settings.oidc_client, back=settings.oidc_back, secret=secret))


def make_oidc_router(door: FrontDoor, settings: Settings, provider: Provider, forms: URLSafeTimedSerializer) -> APIRouter:
    """The addresses /login/oidc and /login/oidc/back; `forms` signs the cookie that ties an answer to its browser."""
    router, waiting = APIRouter(), Waiting()

    @router.get("/login/oidc")
    def leave(request: Request, onward: Annotated[str, Query(alias="next", max_length=4000)] = "/") -> Response:
        nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        state = waiting.send(Away(nonce=nonce, verifier=verifier, onward=local_path(onward)))
        try:
            answer = RedirectResponse(provider.address(state, nonce, challenge), status_code=303)
        except OnRecordError as trouble:
            return _refused(door, str(trouble))
        secure = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, str(forms.dumps(state)), max_age=AWAY_S, path="/login", secure=secure, httponly=True, samesite="lax"
        )
        return answer

    @router.get("/login/oidc/back")
    def come_back(
        request: Request,
        code: Annotated[str, Query(max_length=4000)] = "",
        state: Annotated[str, Query(max_length=400)] = "",
        error: Annotated[str, Query(max_length=400)] = "",
        iss: Annotated[str, Query(max_length=400)] = "",
    ) -> Response:
        try:
            _same_browser(forms, request.cookies.get(COOKIE, ""), state)
            away = waiting.back(state)
            if error or not code or iss not in ("", provider.client.issuer):
                raise InputError("The sign-in service did not let you in.")
            claims = provider.claims(code, away.verifier, away.nonce)
            person = person_of(claims, settings.oidc_role_claim, settings.oidc_roles)
            door.book.welcome(person, f"{provider.client.issuer} {claims['sub']}")
        except OnRecordError as trouble:
            return _refused(door, str(trouble))
        answer = entered(door, request, person, away.onward)
        answer.delete_cookie(COOKIE, path="/login")
        return answer

    return router


def _same_browser(forms: URLSafeTimedSerializer, cookie: str, state: str) -> None:
    try:
        known = str(forms.loads(cookie, max_age=AWAY_S))
    except BadSignature as trouble:
        raise InputError("This sign-in was not begun in this browser, or long ago; please sign in again.") from trouble
    if not secrets.compare_digest(known.encode(), state.encode("utf-8", "surrogatepass")):
        raise InputError("This sign-in was not begun in this browser; please sign in again.")


def _refused(door: FrontDoor, said: str) -> Response:
    return login_page(door.fresh(), "/", said=said, status=403, elsewhere=door.elsewhere)
