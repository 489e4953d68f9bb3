"""Who gets in: one user on this machine, several with passwords and tokens, roles, forged requests, limits."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from onrecord.model.errors import InputError, NotFoundError
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.limits import Limiter
from onrecord.web.access.origins import is_expected, is_loopback
from onrecord.web.access.roles import RECORDS_A_DAY, Person, Role
from onrecord.web.access.saying import local_path
from onrecord.web.app import create_app

HERE = "http://127.0.0.1"
PASSWORD = "seven green kettles"


@pytest.fixture
def store(make_report: Callable[..., Any], tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        for number in (3, 5, 8):
            opened.add(*make_report(number), (), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
    return path


@pytest.fixture
def book(store: Path) -> AccessBook:
    made = AccessBook(book_path(store))
    for name, role in (("amina", Role.READER), ("boris", Role.CODER)):
        made.add_person(name, role, PASSWORD)
    return made


@pytest.fixture
def shared(store: Path, book: AccessBook) -> TestClient:
    return TestClient(create_app(Settings(store=store, multi_user=True)), base_url=HERE, follow_redirects=False)


@pytest.fixture
def alone(store: Path) -> TestClient:
    return TestClient(create_app(Settings(store=store)), base_url=HERE, follow_redirects=False)


def form_token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def sign_in(client: TestClient, name: str, password: str = PASSWORD, onward: str = "/") -> Any:
    token = form_token(client.get("/login").text)
    return client.post("/login", data={"name": name, "password": password, "csrf_token": token, "next": onward})


@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1.example", "", "10.0.0.7:8000"])
def test_single_user_is_read_only_under_names_of_this_machine(alone: TestClient, host: str) -> None:
    answer = alone.get("/api/v1/claims", headers={"host": host})
    assert answer.status_code == 421
    assert "answers only under the names it knows" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST"])
def test_single_user_needs_no_login_here(alone: TestClient, host: str) -> None:
    assert alone.get("/api/v1/claims", headers={"host": host}).status_code == 200


def test_allowed_host_is_answered(store: Path) -> None:
    client = TestClient(create_app(Settings(store=store, allowed_hosts=("register.example",))), base_url=HERE)
    assert client.get("/api/v1", headers={"host": "register.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}]
)
def test_form_of_a_foreign_page_is_refused(alone: TestClient, headers: dict[str, str]) -> None:
    answer = alone.post("/review", data={"claim": "x"}, headers=headers)
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text


def test_every_answer_tells_the_browser_what_to_refuse(alone: TestClient) -> None:
    for path in ("/", "/api/v1", "/nowhere"):
        headers = alone.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_people_are_asked_to_sign_in_and_programs_for_a_token(shared: TestClient) -> None:
    page = shared.get("/events?policy=range")
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/events%3Fpolicy%3Drange")
    api = shared.get("/api/v1/claims")
    assert (api.status_code, api.headers["www-authenticate"]) == (401, "Bearer")
    assert "onrecord access token new" in api.json()["detail"]


def test_session_lasts_until_signing_out(shared: TestClient) -> None:
    answer = sign_in(shared, "amina", onward="/events")
    assert (answer.status_code, answer.headers["location"]) == (303, "/events")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    assert shared.get("/api/v1/claims").status_code == 200
    held = shared.cookies["onrecord_session"]
    page = shared.get("/")
    assert shared.post("/logout", data={"csrf_token": form_token(page.text)}).status_code == 303
    shared.cookies.set("onrecord_session", held)
    assert shared.get("/api/v1/claims").status_code == 401


def test_cookie_changed_by_hand_is_no_session(shared: TestClient) -> None:
    sign_in(shared, "amina")
    held = shared.cookies["onrecord_session"]
    shared.cookies.clear()
    shared.cookies.set("onrecord_session", "x" + held)
    assert shared.get("/api/v1/claims").status_code == 401


def test_wrong_passwords_are_slowed_down(shared: TestClient) -> None:
    for _ in range(5):
        answer = sign_in(shared, "amina", "five purple kettles")
        assert (answer.status_code, "name or the password is wrong" in answer.text) == (401, True)
    answer = sign_in(shared, "amina")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 600
    assert sign_in(shared, "boris").status_code == 303


def test_unknown_name_is_answered_like_a_wrong_password(shared: TestClient) -> None:
    assert sign_in(shared, "nobody").text.count("The name or the password is wrong.") == 1


def test_reader_changes_nothing(shared: TestClient) -> None:
    sign_in(shared, "amina")
    answer = shared.post("/review", data={"claim": "x"})
    assert answer.status_code == 403
    assert "A reader reads and changes nothing" in answer.text


def test_coder_needs_the_token_of_the_form(shared: TestClient) -> None:
    sign_in(shared, "boris")
    assert "earlier session" in shared.post("/review", data={"claim": "x"}).text
    token = form_token(shared.get("/").text)
    for sent in (
        {"data": {"claim": "clm-0", "csrf_token": token}},
        {"data": {"claim": "clm-0"}, "headers": {"x-csrf-token": token}},
    ):
        assert "earlier session" not in shared.post("/review", **sent).text  # type: ignore[arg-type]  # of either kind


def test_token_opens_the_api_until_revoked(shared: TestClient, book: AccessBook) -> None:
    token = book.new_token("sheet", Role.READER)
    headers = {"authorization": f"Bearer {token}"}
    assert shared.get("/api/v1/claims", headers=headers).status_code == 200
    book.revoke("sheet")
    answer = shared.get("/api/v1/claims", headers=headers)
    assert (answer.status_code, "unknown or has ended" in answer.json()["detail"]) == (401, True)


def test_token_ends_after_its_days(book: AccessBook) -> None:
    assert book.holder(book.new_token("today", Role.CODER, days=1)) == Person(name="today", role=Role.CODER)
    assert book.holder(book.new_token("ended", Role.CODER, days=0)) is None


def test_reader_takes_out_no_more_than_a_day_allows(shared: TestClient, book: AccessBook) -> None:
    headers = {"authorization": f"Bearer {book.new_token('sheet', Role.READER)}"}
    most = RECORDS_A_DAY[Role.READER]
    assert most is not None
    book.take("sheet", datetime.now(UTC).date().isoformat(), most - 2)
    first = shared.get("/api/v1/claims.csv", headers=headers)
    assert (len(first.text.splitlines()), first.status_code) == (3, 200)
    assert 'rel="next"' in first.headers["link"]
    second = shared.get("/api/v1/claims.ndjson", headers=headers)
    assert (second.status_code, "after midnight UTC" in second.json()["detail"]) == (429, True)


def test_nothing_secret_is_kept_in_the_clear(book: AccessBook, store: Path) -> None:
    token, session = book.new_token("sheet", Role.READER), book.start_session(Person(name="amina", role=Role.READER))
    kept = b"".join(path.read_bytes() for path in store.parent.glob("*.access*"))
    assert not any(secret.encode() in kept for secret in (token, session, PASSWORD))
    assert book_path(store).stat().st_mode & 0o077 == 0


def test_new_password_ends_open_sessions(book: AccessBook) -> None:
    session = book.start_session(Person(name="amina", role=Role.READER))
    assert book.session(session) is not None
    book.set_password("amina", "nine yellow lanterns")
    assert book.session(session) is None
    assert book.sign_in("amina", PASSWORD) is None
    assert book.sign_in("amina", "nine yellow lanterns") == Person(name="amina", role=Role.READER)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "carla-carla-carla", "x" * 300])
def test_weak_password_is_refused(book: AccessBook, password: str) -> None:
    with pytest.raises(InputError, match="password"):
        book.add_person("carla", Role.READER, password)


def test_bad_names_speak_up(book: AccessBook) -> None:
    with pytest.raises(InputError, match="already"):
        book.add_person("amina", Role.ADMIN, PASSWORD)
    with pytest.raises(InputError, match="is no name"):
        book.add_person(" ", Role.READER, PASSWORD)
    with pytest.raises(NotFoundError, match="nobody called 'carla'"):
        book.remove_person("carla")


@pytest.mark.parametrize(
    "onward", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:x", "\t/a"]
)
def test_signing_in_leads_nowhere_else(onward: str) -> None:
    assert local_path(onward) == "/"


def test_limiter_starts_anew_after_its_window() -> None:
    now = [0.0]
    limiter = Limiter(2, 10.0, clock=lambda: now[0])
    assert [limiter.enter("a") for _ in range(3)] == [0.0, 0.0, 10.0]
    assert limiter.enter("b") == 0.0
    now[0] = 10.0
    assert limiter.enter("a") == 0.0


@pytest.mark.parametrize(
    ("name", "here"), [("127.8.9.1", True), ("::1", True), ("10.0.0.1", False), ("localhost.example", False)]
)
def test_this_machine_is_told_from_others(name: str, here: bool) -> None:
    assert is_loopback(name) is here


@pytest.mark.parametrize(("host", "expected"), [("register.example", True), ("localhost", True), ("other.example", False)])
def test_named_hosts_shut_out_others_with_sign_in_too(host: str, expected: bool) -> None:
    assert is_expected(Headers({"host": host}), ("register.example",), only_here=False) is expected
