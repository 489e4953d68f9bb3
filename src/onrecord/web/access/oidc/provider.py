"""The sign-in service itself: what it publishes about itself, its keys, and the exchange of a code for a token.

Only the origin of the issuer that the settings name is contacted: addresses that its description gives elsewhere are refused,
redirects are not followed, answers have a size and a time. Source: OpenID Connect Discovery 1.0; RFC 7636 (PKCE).
"""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2

from onrecord.model.errors import InputError, StoreError
from onrecord.web.access.oidc.tokens import Expected, UnknownKeyError, verified
from onrecord.web.access.origins import is_loopback

TIMEOUT_S = 10.0
# A description or key set is a few kilobytes.
LARGEST = 1_000_000
# Keys are asked for again after an hour, and at most every minute where a token names an unknown one.
KEYS_LAST_S, KEYS_AGAIN_S = 3600.0, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who we are at the service; `secret` None = a public client, held by PKCE alone."""

    issuer: str
    client_id: str
    back: str
    secret: str | None = None


class Provider:
    """One sign-in service. Safe to use from any thread."""

    def __init__(self, client: Client) -> None:
        """Contacts nobody yet. InputError when the issuer's address is not one that may be trusted."""
        self.client = client
        self._origin = origin(client.issuer)
        self._lock = threading.Lock()
        self._about: dict[str, Any] | None = None
        self._keys: dict[str, Any] = {}
        self._keys_at = float("-inf")

    def address(self, state: str, nonce: str, challenge: str) -> str:
        """Where the person is sent to sign in."""
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.back,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        start = self._own("authorization_endpoint")
        return f"{start}{'&' if '?' in start else '?'}{urlencode(asked)}"

    def claims(self, code: str, verifier: str, nonce: str) -> dict[str, Any]:
        """What the service says about the person who came back with this code; InputError when it cannot be relied on."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.client.back, "code_verifier": verifier}
        secret = self.client.secret
        if secret is None:
            form["client_id"] = self.client.client_id
        told = self._ask(self._own("token_endpoint"), form, (self.client.client_id, secret) if secret is not None else None)
        token = told.get("id_token")
        if not isinstance(token, str):
            raise InputError("The sign-in service gave no ID token; please sign in again.")
        expected = Expected(issuer=self.client.issuer, client_id=self.client.client_id, nonce=nonce)
        try:
            return verified(token, self._published(KEYS_LAST_S), expected)
        except UnknownKeyError:
            return verified(token, self._published(KEYS_AGAIN_S), expected)

    def _published(self, older_than_s: float) -> dict[str, Any]:
        with self._lock:
            fresh = time.monotonic() - self._keys_at < older_than_s
        if not fresh:
            found = self._ask(self._own("jwks_uri"))
            with self._lock:
                self._keys, self._keys_at = found, time.monotonic()
        return self._keys

    def _own(self, name: str) -> str:
        """An address of the description, when it lies at the issuer's own origin."""
        if self._about is None:
            told = self._ask(self.client.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if told.get("issuer") != self.client.issuer:
                raise InputError("The sign-in service calls itself by another name than the setting oidc_issuer.")
            self._about = told
        found = self._about.get(name)
        if not isinstance(found, str) or not self._is_its_own(found):
            raise InputError(f"The sign-in service names no {name} at its own address; nothing else is contacted.")
        return found

    def _is_its_own(self, address: str) -> bool:
        try:
            return origin(address) == self._origin
        except InputError:
            return False

    def _ask(self, url: str, form: dict[str, str] | None = None, auth: tuple[str, str] | None = None) -> dict[str, Any]:
        body = b""
        try:
            with (
                httpx2.Client(follow_redirects=False, timeout=TIMEOUT_S, trust_env=False) as client,
                client.stream("POST" if form else "GET", url, data=form, auth=auth) as answer,
            ):
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise InputError("The sign-in service's answer is too long.")
        except httpx2.HTTPError as trouble:
            raise StoreError("The sign-in service does not answer; try again, or sign in with a password.") from trouble
        if answer.status_code != httpx2.codes.OK:
            raise InputError(f"The sign-in service refused ({answer.status_code}); please sign in again.")
        try:
            told = json.loads(body)
        except ValueError as trouble:
            raise InputError("The sign-in service's answer is no JSON.") from trouble
        if not isinstance(told, dict):
            raise InputError("The sign-in service's answer is no JSON object.")
        return told


def origin(address: str) -> tuple[str, str, int]:
    """Scheme, host and port; InputError for what is neither HTTPS nor, on this machine, HTTP."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as trouble:
        raise InputError(f"{address[:200]!r} is no address.") from trouble
    here = parts.scheme == "http" and is_loopback(host)
    if not host or parts.username is not None or not (parts.scheme == "https" or here):
        raise InputError(f"{address[:200]!r} may not be a sign-in service: it has to begin with https://.")
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)
