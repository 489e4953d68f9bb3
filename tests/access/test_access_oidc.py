"""Signing in through a service: a provider with real keys on this machine, and one that lies in every way it can."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from onrecord.model.errors import InputError
from onrecord.settings import Settings, load_settings
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.oidc.provider import origin
from onrecord.web.access.oidc.tokens import person_of
from onrecord.web.access.roles import Role
from onrecord.web.app import create_app

HERE = "http://127.0.0.1"
CLIENT = "register"
SECRET = "of the client"
KEYS = {"RS256": rsa.generate_private_key(65537, 2048), "ES256": ec.generate_private_key(ec.SECP256R1())}
FOREIGN = rsa.generate_private_key(65537, 2048)


class Service(ThreadingHTTPServer):
    """A small OpenID Connect provider: authorization code, PKCE, client secret, a key set. `claims` and `sign` can be bent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        self.about: dict[str, str] = {}
        self.claims: dict[str, Any] = {"sub": "7", "preferred_username": "amina", "roles": ["casualty-coders"]}
        self.without: tuple[str, ...] = ()
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.asked: list[str] = []

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, KEYS[self.algorithm], algorithm=self.algorithm, headers={"kid": self.algorithm})

    def authorize(self, address: str) -> str:
        """What a browser does with a person who agrees: goes to the service, and comes back with this query."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"/login/oidc/back?code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        known = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        )
        if asked is None or authorization != known or challenge != asked["code_challenge"]:
            return None
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]} | self.claims
        return {"id_token": self.sign({k: v for k, v in said.items() if k not in self.without}), "token_type": "Bearer"}


class Answers(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        service, path = self.server, urlsplit(self.path).path
        service.asked.append(path)
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            self.answer({"issuer": service.issuer} | {n: service.issuer + p for n, p in ends.items()} | service.about)
        elif path == "/keys":
            shapes = {"RS256": jwt.algorithms.RSAAlgorithm, "ES256": jwt.algorithms.ECAlgorithm}
            keys = [{**json.loads(shapes[n].to_jwk(k.public_key())), "kid": n, "use": "sig"} for n, k in KEYS.items()]
            self.answer({"keys": keys})
        else:
            self.answer(None)

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {k: v[0] for k, v in parse_qs(body).items()}
        self.answer(self.server.token(form, self.headers.get("authorization", "")))

    def answer(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200 if told else 400)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def settings(service: Service, make_report: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        opened.add(*make_report(3), (), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
    monkeypatch.setenv("THE_SECRET", SECRET)
    return Settings(
        store=path, multi_user=True, oidc_issuer=service.issuer, oidc_client=CLIENT, oidc_back=f"{HERE}/login/oidc/back",
        oidc_secret_env="THE_SECRET", oidc_roles={"casualty-coders": "coder", "casualty-leads": "reviewer"},
    )  # fmt: skip


@pytest.fixture
def browser(settings: Settings) -> TestClient:
    return TestClient(create_app(settings), base_url=HERE, follow_redirects=False)


def leave(browser: TestClient, onward: str = "/claims") -> str:
    """Where the browser is sent to sign in."""
    answer = browser.get("/login/oidc", params={"next": onward})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_person_signs_in_and_goes_on(service: Service, browser: TestClient, algorithm: str) -> None:
    service.algorithm = algorithm
    assert 'href="/login/oidc?next=/claims"' in browser.get("/login?next=/claims").text
    answer = browser.get(service.authorize(leave(browser)))
    assert (answer.status_code, answer.headers["location"]) == (303, "/claims")
    assert browser.get("/claims").status_code == 200
    assert set(service.asked) == {"/.well-known/openid-configuration", "/token", "/keys"}


def test_role_is_the_highest_given_and_follows_the_service(service: Service, browser: TestClient, settings: Settings) -> None:
    book = AccessBook(book_path(settings.store))
    service.claims |= {"roles": ["casualty-leads", "casualty-coders", "else"]}
    browser.get(service.authorize(leave(browser)))
    assert [(p.name, p.role) for p in book.people()] == [("amina", Role.REVIEWER)]
    service.claims |= {"roles": "casualty-coders"}
    browser.get(service.authorize(leave(browser)))
    assert [p.role for p in book.people()] == [Role.CODER]


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "RS256"})


def by_public_key(claims: dict[str, Any]) -> str:
    """HMAC with the public key as the secret: the confusion of algorithms."""
    key = KEYS["RS256"].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return jwt.encode(claims, key, algorithm="HS256", headers={"kid": "RS256"})


def by_foreign_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, FOREIGN, algorithm="RS256", headers={"kid": "RS256"})


def by_unknown_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, FOREIGN, algorithm="RS256", headers={"kid": "another"})


def garbled(claims: dict[str, Any]) -> str:
    return "no.token"


@pytest.mark.parametrize("sign", [unsigned, by_public_key, by_foreign_key, by_unknown_key, garbled])
def test_forged_signature_opens_nothing(service: Service, browser: TestClient, sign: Callable[[dict[str, Any]], str]) -> None:
    service.sign = sign
    refused(service, browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1_700_000_000, "iat": 1_699_999_000},
        {"iat": 4_000_000_000, "exp": 4_000_000_300},
        {"roles": ["nobody"]},
        {"roles": None},
        {"preferred_username": "<script>\u202e"},
        {"preferred_username": "x" * 200},
    ],
)
def test_false_claims_open_nothing(service: Service, browser: TestClient, claims: dict[str, Any]) -> None:
    service.claims |= claims
    refused(service, browser)


@pytest.mark.parametrize("name", ["exp", "iat", "nonce", "sub", "aud", "iss"])
def test_missing_claim_opens_nothing(service: Service, browser: TestClient, name: str) -> None:
    service.without = (name,)
    refused(service, browser)


def refused(service: Service, browser: TestClient) -> None:
    answer = browser.get(service.authorize(leave(browser)))
    assert answer.status_code == 403 and 'role="alert"' in answer.text, answer.text
    assert "<script>" not in answer.text
    assert browser.get("/claims").status_code == 303


def test_answer_is_taken_once_and_in_the_browser_that_asked(service: Service, browser: TestClient, settings: Settings) -> None:
    back = service.authorize(leave(browser))
    stranger = TestClient(create_app(settings), base_url=HERE, follow_redirects=False)
    assert "not begun in this browser" in stranger.get(back).text
    cookie = browser.cookies["onrecord_oidc"]
    assert browser.get(back).status_code == 303
    browser.cookies.clear()
    browser.cookies.set("onrecord_oidc", cookie)
    replayed = browser.get(back)
    assert replayed.status_code == 403 and "used already" in replayed.text


@pytest.mark.parametrize("query", ["?state=x&code=y", "", "?code=y", "?error=access_denied"])
def test_answer_without_a_question_is_refused(browser: TestClient, service: Service, query: str) -> None:
    leave(browser)
    assert browser.get(f"/login/oidc/back{query}").status_code == 403
    assert "/token" not in service.asked


def test_denial_and_foreign_issuer_are_refused(service: Service, browser: TestClient) -> None:
    for more in ("&error=access_denied", "&iss=https%3A%2F%2Felsewhere.example"):
        assert browser.get(service.authorize(leave(browser)) + more).status_code == 403
    assert "/token" not in service.asked


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/latest", "https://elsewhere.example/", "file:///etc/passwd", "http://127.0.0.1:1/"]
)
def test_nothing_but_the_issuer_is_contacted(service: Service, browser: TestClient, name: str, address: str) -> None:
    service.about = {name: address}
    answer = browser.get("/login/oidc")
    if answer.status_code == 303:
        answer = browser.get(service.authorize(answer.headers["location"]))
    assert answer.status_code == 403
    assert "at its own address" in answer.text


def test_service_of_another_name_is_refused(service: Service, browser: TestClient) -> None:
    service.about = {"issuer": "https://elsewhere.example"}
    assert "another name" in browser.get("/login/oidc").text


def test_name_of_a_person_with_a_password_is_not_taken_over(service: Service, browser: TestClient, settings: Settings) -> None:
    AccessBook(book_path(settings.store)).add_person("amina", Role.ADMIN, "seven green kettles")
    refused(service, browser)


def test_another_subject_of_the_same_name_is_another_person(service: Service, browser: TestClient) -> None:
    assert browser.get(service.authorize(leave(browser))).status_code == 303
    service.claims["sub"] = "8"
    assert browser.get(service.authorize(leave(browser))).status_code == 403


def test_no_password_fits_who_signs_in_elsewhere(service: Service, browser: TestClient, settings: Settings) -> None:
    browser.get(service.authorize(leave(browser)))
    book = AccessBook(book_path(settings.store))
    assert book.people()[0].name == "amina"
    assert book.sign_in("amina", "") is None


def test_service_that_is_away_is_said(service: Service, browser: TestClient) -> None:
    service.shutdown()
    service.server_close()
    answer = browser.get("/login/oidc")
    assert answer.status_code == 403 and "does not answer" in answer.text


def test_onward_leads_nowhere_else(service: Service, browser: TestClient) -> None:
    answer = browser.get(service.authorize(leave(browser, "//elsewhere.example")))
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "address", ["http://issuer.example", "ftp://x.example", "https://", "https://a@b.example", "https://x:y"]
)
def test_issuer_has_to_be_https(address: str) -> None:
    with pytest.raises(InputError):
        origin(address)


def test_roles_may_lie_in_an_object() -> None:
    claims = {"sub": "7", "realm_access": {"roles": ["leads"]}}
    assert person_of(claims, "realm_access.roles", {"leads": "reviewer"}).role is Role.REVIEWER


def test_settings_of_the_service_belong_together() -> None:
    with pytest.raises(InputError, match="belong together"):
        load_settings(oidc_issuer="https://issuer.example")
