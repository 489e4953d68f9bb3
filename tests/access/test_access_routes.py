"""Every address of the app and every role: who is let in, sent to sign in, or refused; a new address needs a row here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.roles import Role
from onrecord.web.api.routes import LISTINGS
from onrecord.web.app import create_app

HERE = "http://127.0.0.1"
PASSWORD = "seven green kettles"
NOBODY = "nobody"
WHO = (NOBODY, *(role.value for role in Role))
# What each of `WHO` is answered, in this order: somebody who has not signed in, reader, coder, reviewer, administrator.
READ = (303, 200, 200, 200, 200)
GIVEN = (401, 200, 200, 200, 200)
OPEN = (200, 200, 200, 200, 200)
CODE = (401, 403, 303, 303, 303)
CONFIRM = (401, 403, 403, 303, 303)
# A form without what it needs: it passes the guard, and the page says what is missing.
CODE_UNFIT = (401, 403, 400, 400, 400)
SHARED = (303, 403, 403, 200, 200)
UNKNOWN = (303, 404, 404, 404, 404)


@dataclass(frozen=True)
class Row:
    """One way to ask for a route: method, template of its path, answers, and the address asked for where it has parts."""

    method: str
    route: str
    answers: tuple[int, ...]
    address: str = ""


PAGES = (
    "/", "/claims", "/contradictions", "/documents", "/events", "/exports", "/log", "/methodology", "/problems", "/sources",
    "/search", "/review", "/review/agreement", "/review/agreement.json", "/review/bulk", "/review/confirm", "/review/pairs",
    "/review/second",
)  # fmt: skip
ROWS = [
    *(Row("GET", path, READ) for path in PAGES),
    Row("GET", "/figures/{figure_id}", READ, "/figures/FIGURE"),
    Row("GET", "/claims/{claim_id}", READ, "/claims/CLAIM"),
    Row("GET", "/events/{event_id}", READ, "/events/EVENT"),
    Row("GET", "/campaigns/{campaign_id}", UNKNOWN, "/campaigns/cmp-0"),
    Row("GET", "/documents/{document_id}", READ, "/documents/DOCUMENT"),
    Row("GET", "/documents/{document_id}/raw", READ, "/documents/DOCUMENT/raw"),
    Row("GET", "/documents/{document_id}/bytes", READ, "/documents/DOCUMENT/bytes"),
    Row("GET", "/documents/{document_id}/compare/{other_id}", READ, "/documents/DOCUMENT/compare/DOCUMENT"),
    Row("GET", "/sources/{name:path}", UNKNOWN, "/sources/none"),
    Row("GET", "/actors/{actor_id}", UNKNOWN, "/actors/none"),
    Row("GET", "/places/{name:path}", UNKNOWN, "/places/none"),
    Row("GET", "/contradictions/{contradiction_id}", UNKNOWN, "/contradictions/none"),
    Row("GET", "/log/{sequence}", READ, "/log/1"),
    Row("GET", "/charts/map.geojson", READ),
    Row("GET", "/charts/map.{form}", READ, "/charts/map.svg"),
    Row("GET", "/charts/timeline.{form}", READ, "/charts/timeline.svg"),
    Row("GET", "/charts/figures/{figure_id}.{form}", READ, "/charts/figures/FIGURE.csv"),
    Row("GET", "/charts/{subject_id}/{name}.{form}", READ, "/charts/EVENT/claims.csv"),
    Row("GET", "/brief/{subject_id}", READ, "/brief/all?form=markdown"),
    Row("GET", "/brief/{subject_id}", READ, "/brief/all?form=html&profile=public"),
    Row("GET", "/brief/{subject_id}", SHARED, "/brief/all?form=html&profile=internal"),
    Row("GET", "/exports/file", READ, "/exports/file?form=csv"),
    Row("GET", "/exports/file", SHARED, "/exports/file?form=csv&profile=partner"),
    Row("GET", "/exports/file", SHARED, "/exports/file?form=doccano&profile=internal"),
    Row("POST", "/review/decide", CODE, "/review/decide?claim=CLAIM&answer=accept"),
    Row("POST", "/review/decide", CODE_UNFIT, "/review/decide"),
    Row("POST", "/review/undo", CODE, "/review/undo?claim=CLAIM"),
    Row("POST", "/review/bulk", CODE, "/review/bulk?answer=accept&queue=effect%3Dkilled%26state%3Deverything&count=2&why=seen"),
    Row("POST", "/review/pairs", CODE_UNFIT),
    Row("POST", "/review/second", CODE),
    Row("POST", "/review/confirm", CONFIRM, "/review/confirm?decision=KEY"),
    Row("GET", "/static/{name}", OPEN, "/static/onrecord.css"),
    Row("GET", "/login", OPEN),
    Row("POST", "/login", (403, 403, 403, 403, 403)),
    Row("POST", "/logout", (401, 303, 303, 303, 303)),
    Row("GET", "/api/v1/openapi.json", GIVEN),
    Row("GET", "/api/v1", GIVEN),
    *(Row("GET", f"/api/v1/{one.name}", GIVEN) for one in LISTINGS),
    *(Row("GET", f"/api/v1/{one.name}.{form}", GIVEN) for one in LISTINGS for form in ("json", "csv", "ndjson")),
    *(Row("GET", f"/api/v1/{one.name}.geojson", GIVEN) for one in LISTINGS if one.placed),
    *(Row("GET", f"/api/v1/{one.name}/{{record_id}}", (401, 404, 404, 404, 404), f"/api/v1/{one.name}/none")
      for one in LISTINGS if one.name != "revisions"),
    Row("GET", "/api/v1/revisions/{record_id}", GIVEN, "/api/v1/revisions/1"),
    *(Row(method, "/api/v1/{rest:path}", (401, 404, 404, 404, 404), "/api/v1/none") for method in ("GET", "HEAD", "OPTIONS")),
    *(Row(method, "/api/v1/{rest:path}", (401, 403, 404, 404, 404), "/api/v1/none")
      for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE")),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(make_report: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator["World"]:
    yield World(make_report, tmp_path_factory.mktemp("routes"))


@pytest.fixture(scope="module")
def uncoded(make_report: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator["World"]:
    """A world in which nothing is coded twice, so that what one decided is withheld from nobody."""
    yield World(make_report, tmp_path_factory.mktemp("uncoded"), second_coding=0.0)


class World:
    """A register of two reports, a person of each role, and their browsers."""

    def __init__(self, make_report: Callable[..., Any], folder: Path, second_coding: float = 1.0) -> None:
        self.store = folder / "register.db"
        with Store.open(self.store) as opened:
            for number in (3, 5):
                opened.add(*make_report(number), (), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
        self.book = AccessBook(book_path(self.store))
        for role in Role:
            self.book.add_person(role.value, role, PASSWORD)
        self.settings = Settings(store=self.store, multi_user=True, two_person=True, second_coding=second_coding)
        self.app = create_app(self.settings)
        self.browsers = {who: self.browser(who) for who in WHO}
        told = self.browsers["admin"]
        events = told.get("/api/v1/events").json()["items"]
        claims = told.get("/api/v1/claims").json()["items"]
        figures = told.get("/api/v1/figures").json()["items"]
        self.ids = {
            "EVENT": events[0]["event_id"],
            "CLAIM": claims[0]["claim_id"],
            "DOCUMENT": claims[0]["document_id"],
            "FIGURE": figures[0]["figure_id"],
        }

    def browser(self, who: str) -> TestClient:
        client = TestClient(self.app, base_url=HERE, follow_redirects=False, raise_server_exceptions=False)
        if who != NOBODY:
            token = field(client.get("/login").text, "csrf_token")
            assert client.post("/login", data={"name": who, "password": PASSWORD, "csrf_token": token}).status_code == 303
        return client

    def ask(self, who: str, row: Row) -> Any:
        """The answer to somebody, who sends the token of their own session where they have one."""
        address = row.address or row.route
        for name, value in self.ids.items():
            address = address.replace(name, value)
        client = self.browser(who) if row.route == "/logout" else self.browsers[who]
        if row.method != "POST":
            told = client.get("/").text if who != NOBODY and row.method not in ("GET", "HEAD", "OPTIONS") else ""
            return client.request(row.method, address, headers={"x-csrf-token": field(told, "csrf_token")} if told else {})
        path, _, query = address.partition("?")
        form = dict(part.split("=", 1) for part in query.split("&") if part)
        if who != NOBODY and row.route != "/login":
            form["csrf_token"] = field(client.get("/").text, "csrf_token")
        if form.get("decision") == "KEY":
            form["decision"] = self.waiting()
        if "queue" in form:
            form["queue"] = unquote(form["queue"])
        if row.route == "/review/undo" and who in ("coder", "reviewer", "admin"):
            self.ask(who, next(r for r in ROWS if "answer=accept" in r.address and r.route == "/review/decide"))
        return client.post(path, data=form)

    def waiting(self) -> str:
        """A decision of the coder that waits for somebody else."""
        coder = self.browsers["coder"]
        token = field(coder.get("/").text, "csrf_token")
        for answer in ("reject", "accept"):
            coder.post(
                "/review/decide", data={"claim": self.ids["CLAIM"], "answer": answer, "csrf_token": token, "why": "once more"}
            )
        return field(self.browsers["reviewer"].get("/review/confirm").text, "decision")


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, page[:300]
    return found[1]


def routes_of(routes: Any) -> Iterator[tuple[str, str]]:
    """(method, path) of every route, through every router that was put into another."""
    for route in routes:
        inner = getattr(route, "effective_candidates", None)
        if inner is not None:
            yield from routes_of(inner())
            continue
        known: BaseRoute = getattr(route, "starlette_route", None) or route
        methods = getattr(known, "methods", None) or getattr(route, "methods", None)
        path = getattr(route, "path", None) or getattr(known, "path", None)
        assert methods and path, route  # a mount or a socket is no page: it needs thought and a row of its own kind
        yield from ((method, path) for method in methods)


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    known = set(routes_of(world.app.routes))
    answered = {(m, p) for m, p in known if not (m == "HEAD" and ("GET", p) in known and not p.startswith("/api/v1/{"))}
    assert {(row.method, row.route) for row in ROWS} == answered


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.address or row.route}")
def test_role_is_answered_as_the_table_says(world: World, uncoded: World, row: Row) -> None:
    asked = uncoded if row.route in ("/review/decide", "/review/bulk", "/review/confirm") else world
    found = tuple(asked.ask(who, row).status_code for who in WHO)
    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, row.answers, strict=True))


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.method in ("POST", "PUT", "PATCH", "DELETE") and r.route != "/login"],
    ids=lambda row: f"{row.method} {row.address or row.route}",
)  # fmt: skip
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-csrf-token": "x"},
        {"x-csrf-token": b"\xff\xfe"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": HERE + ":81"},
        {"origin": "http://127.0.0.1.elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example"},
    ],
    ids=str,
)
def test_nothing_changes_without_the_token_or_from_a_foreign_page(world: World, row: Row, headers: dict[str, Any]) -> None:
    before = world.browsers["admin"].get("/api/v1").json()["dataset"]["sequence"]
    client = world.browsers["admin"]
    sent = dict(headers)
    if "origin" in headers or "sec-fetch-site" in headers:  # with the right token: the origin alone has to refuse it
        sent["x-csrf-token"] = field(client.get("/").text, "csrf_token")
    answer = client.request(row.method, (row.address or row.route).partition("?")[0], headers=sent)
    assert answer.status_code == 403, answer.text
    assert world.browsers["admin"].get("/api/v1").json()["dataset"]["sequence"] == before


def test_token_of_another_session_is_refused(world: World) -> None:
    foreign = field(world.browsers["coder"].get("/").text, "csrf_token")
    answer = world.browsers["admin"].post("/review/decide", data={"csrf_token": foreign, "claim": "x", "answer": "accept"})
    assert answer.status_code == 403 and "earlier session" in answer.text


def test_program_with_a_token_has_the_role_of_its_token(world: World) -> None:
    for role, expected in ((Role.READER, 403), (Role.CODER, 400)):
        token = world.book.new_token(f"program-{role.value}", role)
        client = TestClient(world.app, base_url=HERE, follow_redirects=False)
        answer = client.post("/review/decide", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == expected


ANSWERS = {
    "page": ("/claims", 200),
    "missing page": ("/nowhere", 404),
    "unfit number": ("/log/x", 400),
    "wrong value": ("/log?before=x", 400),
    "picture": ("/charts/map.svg", 200),
    "map": ("/charts/map.geojson", 200),
    "numbers": ("/charts/EVENT/claims.csv", 200),
    "bytes": ("/documents/DOCUMENT/bytes", 200),
    "export": ("/exports/file?form=csv", 200),
    "no such export": ("/exports/file?form=x", 400),
    "forbidden": ("/exports/file?form=csv&profile=internal", 403),
    "briefing": ("/brief/all?form=docx", 200),
    "list": ("/api/v1/claims", 200),
    "stream": ("/api/v1/claims.ndjson", 200),
    "api error": ("/api/v1/claims?x=1", 400),
    "api missing": ("/api/v1/none", 404),
    "description": ("/api/v1/openapi.json", 200),
    "style": ("/static/onrecord.css", 200),
    "no such file": ("/static/none", 404),
    "sign-in": ("/login", 200),
    "slash too many": ("/claims/", 307),
    "broken": ("/broken", 500),
}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_kind_of_answer_tells_the_browser_what_to_refuse(world: World, kind: str, scheme: str) -> None:
    address, status = ANSWERS[kind]
    if kind == "broken":
        world.app.add_api_route("/broken", broken, include_in_schema=False)
    for name, value in world.ids.items():
        address = address.replace(name, value)
    client = TestClient(world.app, base_url=f"{scheme}://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)
    client.cookies = world.browsers["reader"].cookies
    answer = client.get(address)
    world.app.router.routes[:] = [r for r in world.app.router.routes if getattr(r, "path", "") != "/broken"]
    assert answer.status_code == status, answer.text
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy and "*" not in policy and "http" not in policy
    assert "'unsafe-inline'" not in policy or "sandbox" in policy  # a picture brings its own style and can do nothing
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY" and headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin" and "permissions-policy" in headers
    assert ("strict-transport-security" in headers) is (scheme == "https")
    assert "public" not in headers["cache-control"] or address.startswith("/static/")
    assert "server" not in headers and "x-powered-by" not in headers


def broken() -> None:
    raise RuntimeError("a secret that nobody should read")


def test_broken_page_says_so_and_nothing_else(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.app.add_api_route("/broken", broken, include_in_schema=False)
    answer = world.browsers["reader"].get("/broken")
    world.app.router.routes[:] = [r for r in world.app.router.routes if getattr(r, "path", "") != "/broken"]
    assert answer.status_code == 500 and "Something went wrong here" in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "a secret that nobody should read" in caplog.text


def test_single_user_is_guarded_against_foreign_pages_on_every_form(world: World) -> None:
    alone = TestClient(create_app(Settings(store=world.store)), base_url=HERE, follow_redirects=False)
    for row in ROWS:
        if row.method == "POST" and row.route not in ("/login", "/logout"):
            for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "same-site"}):
                assert alone.post(row.route, headers=headers).status_code == 403, row
