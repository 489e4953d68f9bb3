"""Sessions from beginning to end, tries at passwords, ways out after signing in, and what a role may take out in a day."""

import functools
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import Signer, URLSafeTimedSerializer
from starlette.testclient import TestClient

from onrecord.handout.logbook import broken_at, lines_of
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.access import guard
from onrecord.web.access.book import IDLE, LONGEST, AccessBook, book_path
from onrecord.web.access.pages import FOR_AN_ADDRESS, FrontDoor
from onrecord.web.access.roles import RECORDS_A_DAY, Role
from onrecord.web.app import create_app

HERE = "http://127.0.0.1"
PASSWORD, ANOTHER = "seven green kettles", "nine yellow lanterns"
SESSION = "onrecord_session"


@pytest.fixture
def store(make_report: Callable[..., Any], tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        for number in (3, 5):
            opened.add(*make_report(number), (), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
    return path


@pytest.fixture
def book(store: Path) -> AccessBook:
    made = AccessBook(book_path(store))
    made.add_person("amina", Role.READER, PASSWORD)
    made.add_person("daud", Role.ADMIN, PASSWORD)
    return made


@pytest.fixture
def browser(store: Path, book: AccessBook) -> Callable[..., TestClient]:
    """Makes browsers on one app."""
    app = create_app(Settings(store=store, multi_user=True))
    return lambda scheme="http": TestClient(app, base_url=f"{scheme}://127.0.0.1", follow_redirects=False)


def form_token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(client: TestClient, name: str = "amina", password: str = PASSWORD, onward: str = "/") -> Any:
    token = form_token(client.get("/login").text)
    return client.post("/login", data={"name": name, "password": password, "csrf_token": token, "next": onward})


def is_in(client: TestClient) -> bool:
    return client.get("/api/v1").status_code == 200


def test_session_that_was_there_before_does_not_become_hers(browser: Callable[..., TestClient]) -> None:
    client, stranger = browser(), browser()
    client.cookies.set(SESSION, "chosen by somebody else")
    answer = sign_in(client)
    assert "chosen by" not in answer.headers["set-cookie"]
    stranger.cookies.set(SESSION, "chosen by somebody else")
    assert not is_in(stranger)


def test_each_sign_in_has_a_new_secret_and_ends_the_session_before(browser: Callable[..., TestClient]) -> None:
    client, kept = browser(), browser()
    sign_in(client)
    first, token = client.cookies[SESSION], form_token(client.get("/").text)
    kept.cookies.set(SESSION, first)
    assert is_in(kept)
    sign_in(client, "daud")
    assert client.cookies[SESSION] != first and form_token(client.get("/").text) != token
    assert not is_in(kept)


@pytest.mark.parametrize(
    ("made", "seen", "holds"),
    [
        (timedelta(0), timedelta(0), True),
        (IDLE * 2, IDLE - timedelta(minutes=1), True),
        (IDLE * 2, IDLE + timedelta(minutes=1), False),
        (LONGEST + timedelta(minutes=1), timedelta(0), False),
        (LONGEST - timedelta(minutes=1), timedelta(0), True),
    ],
)
def test_session_ends_when_idle_and_after_a_week(
    store: Path, browser: Callable[..., TestClient], made: timedelta, seen: timedelta, holds: bool
) -> None:
    client = browser()
    sign_in(client)
    now = datetime.now(UTC)
    with sqlite3.connect(book_path(store)) as kept:
        times = ((now - age).isoformat(timespec="seconds") for age in (made, seen))
        kept.execute("UPDATE session SET made_at = ?, seen_at = ?", tuple(times))
    assert is_in(client) is holds
    with sqlite3.connect(book_path(store)) as kept:
        assert kept.execute("SELECT count(*) FROM session").fetchone() == (int(holds),)


def test_new_password_signs_out_everywhere(browser: Callable[..., TestClient], book: AccessBook) -> None:
    at_home, at_work, other = browser(), browser(), browser()
    for client in (at_home, at_work):
        sign_in(client)
    sign_in(other, "daud")
    book.set_password("amina", ANOTHER)
    assert [is_in(c) for c in (at_home, at_work, other)] == [False, False, True]
    assert sign_in(at_home).status_code == 401
    assert sign_in(at_home, password=ANOTHER).status_code == 303


def test_person_taken_out_is_out_at_once(browser: Callable[..., TestClient], book: AccessBook) -> None:
    client = browser()
    sign_in(client)
    book.remove_person("amina")
    assert not is_in(client)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_for_this_server_alone(browser: Callable[..., TestClient], scheme: str) -> None:
    client = browser(scheme)
    entered = sign_in(client)
    for answer in (entered, client.get("/")):
        for cookie in answer.headers.get_list("set-cookie"):
            flags = {
                part.strip().partition("=")[0].lower(): part.strip().partition("=")[2].lower() for part in cookie.split(";")[1:]
            }
            assert "httponly" in flags and flags["samesite"] in ("lax", "strict") and "domain" not in flags, cookie
            assert ("secure" in flags) is (scheme == "https"), cookie
    assert entered.headers["set-cookie"].startswith(f"{SESSION}=")


def test_name_typed_at_review_is_kept_with_the_same_care(store: Path) -> None:
    client = TestClient(create_app(Settings(store=store)), base_url="https://127.0.0.1", follow_redirects=False)
    answer = client.post("/review/second", data={"reviewer": "amina"})
    assert {"Secure", "HttpOnly", "SameSite=strict"} <= {part.strip() for part in answer.headers["set-cookie"].split(";")}


@pytest.mark.parametrize(
    "onward",
    [
        "//elsewhere.example", "///elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example",
        "\\\\elsewhere.example", "javascript:alert(1)", "/\t/elsewhere.example", "\t//elsewhere.example",
        "/%0d%0aSet-Cookie:x=1", "/\r\nSet-Cookie: x=1", "http:elsewhere.example", "@elsewhere.example", "/events\u2028", "",
    ],
)  # fmt: skip
def test_signing_in_leads_to_a_page_of_ours(browser: Callable[..., TestClient], onward: str) -> None:
    client = browser()
    page = client.get("/login", params={"next": onward})
    answer = sign_in(client, onward=onward)
    leads = answer.headers["location"]
    assert answer.status_code == 303 and leads.startswith("/") and not leads.startswith(("//", "/\\"))
    assert "elsewhere.example" not in leads and "\r" not in leads and "x=1" not in answer.headers["set-cookie"]
    assert 'value="//' not in page.text and "javascript:" not in page.text


def test_crowd_of_tries_gets_no_more_than_the_limit(browser: Callable[..., TestClient]) -> None:
    client = browser()
    token = form_token(client.get("/login").text)

    def guess(number: int) -> int:
        told = {"name": "amina", "password": f"purple kettle {number}", "csrf_token": token}
        return int(browser().post("/login", data=told).status_code)

    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(guess, range(12)))
    assert sorted(answers) == [401] * 5 + [429] * 7


def test_right_passwords_do_not_close_an_address(book: AccessBook) -> None:
    door = FrontDoor(book=book, signer=Signer("x"), forms=URLSafeTimedSerializer("x"))
    for number in range(2 * FOR_AN_ADDRESS):
        assert door.enter(f"person {number}", "10.0.0.7") == 0.0
        door.was_right(f"person {number}", "10.0.0.7")
    for number in range(FOR_AN_ADDRESS):
        assert door.enter(f"guess {number}", "10.0.0.7") == 0.0
    assert door.enter("amina", "10.0.0.7") > 0.0 and door.enter("amina", "10.0.0.8") == 0.0


def test_more_requests_than_a_minute_allows_wait(store: Path, book: AccessBook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert guard.A_MINUTE == 600
    monkeypatch.setattr(guard, "A_MINUTE", 5)
    client = TestClient(create_app(Settings(store=store, multi_user=True)), base_url=HERE)
    client.headers["authorization"] = f"Bearer {book.new_token('busy', Role.READER)}"
    answers = [client.get("/nowhere") for _ in range(6)]
    assert {a.status_code for a in answers[:-1]} == {404}
    assert answers[-1].status_code == 429 and 0 < int(answers[-1].headers["retry-after"]) <= 60


EXPORT_ROUTES = (
    "/brief/all?form=markdown", "/exports/file?form=csv", "/exports/file?form=sqlite", "/charts/EVENT/claims.csv",
    "/documents/DOCUMENT/bytes", "/api/v1/claims", "/api/v1/claims.json", "/api/v1/claims.csv",
    "/api/v1/claims.ndjson", "/api/v1/claims.geojson", "/api/v1/revisions", "/api/v1/revisions.csv", "/api/v1/revisions/1",
    "/api/v1/claims/CLAIM", "/api/v1/documents/DOCUMENT", "/api/v1/events/EVENT",
)  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_every_way_out_counts_against_the_day_of_the_role(
    browser: Callable[..., TestClient], book: AccessBook, role: Role
) -> None:
    name, most, today = f"prog-{role.value}", RECORDS_A_DAY[role], datetime.now(UTC).date().isoformat()
    client = browser()
    client.headers["authorization"] = f"Bearer {book.new_token(name, role)}"
    claim, event = (client.get(f"/api/v1/{n}").json()["items"][0] for n in ("claims", "events"))
    ids = {"CLAIM": claim["claim_id"], "DOCUMENT": claim["document_id"], "EVENT": event["event_id"]}
    addresses = [functools.reduce(lambda a, word: a.replace(word, ids[word]), ids, address) for address in EXPORT_ROUTES]
    for address in addresses:
        before = book.taken(name, today)
        assert client.get(address).status_code == 200, address
        assert book.taken(name, today) > before, address
    book.take(name, today, most or 10_000_000)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == (429 if most else 200), address
        if most:
            assert "after midnight UTC" in answer.text and "retry-after" in answer.headers, address


def test_requests_at_one_time_get_no_more_together(book: AccessBook) -> None:
    with ThreadPoolExecutor(16) as crowd:
        given = list(crowd.map(lambda _: book.take("amina", "2026-02-01", 300, 5_000), range(32)))
    assert sum(given) == 5_000 == book.taken("amina", "2026-02-01")
    assert book.take("amina", "2026-02-02", 6_000, 5_000, all_or_none=True) == 0


def test_what_leaves_is_written_down(store: Path, browser: Callable[..., TestClient]) -> None:
    client = browser()
    sign_in(client, "daud")
    before = client.get("/api/v1").json()["dataset"]
    first = client.get("/exports/file?form=csv&policy=ucdp_like&as_of=2026-02-03&since=2026-01-01").content
    again = client.get("/exports/file?form=csv&policy=ucdp_like&as_of=2026-02-03&since=2026-01-01").content
    client.get("/brief/all?form=markdown&length=short")
    assert client.get("/exports/file?form=csv&profile=none").status_code == 400
    assert first == again  # the same state gives the same bytes, however often it is taken out
    assert client.get("/api/v1").json()["dataset"] == before
    told = list(lines_of(store))
    assert [(x["number"], x["by"], x["what"], x["profile"]) for x in told] == [
        (1, "daud", "export csv", "public"), (2, "daud", "export csv", "public"), (3, "daud", "brief markdown short", "internal"),
    ]  # fmt: skip
    assert (told[0]["policy"], told[0]["as_of"]) == ("ucdp_like 1", "2026-02-03T23:59:59Z")
    assert told[0]["narrowed_to"] == "since 2026-01-01"
    assert told[0]["register_state"] == before["entry_id"] and told[0]["sha256"] == told[1]["sha256"]
    assert broken_at(store) is None
    page = client.get("/exports").text
    assert "Taken out last" in page and "brief markdown short" in page
    reader = browser()
    sign_in(reader)
    assert "Taken out last" not in reader.get("/exports").text


def test_nothing_leaves_that_cannot_be_written_down(store: Path, browser: Callable[..., TestClient]) -> None:
    client = browser()
    sign_in(client, "daud")
    store.with_name(store.name + ".handouts").mkdir()
    answer = client.get("/exports/file?form=csv")
    assert answer.status_code == 503 and "Nothing was handed out" in answer.text


@pytest.mark.parametrize(("change", "broken"), [("amina", 2), ("", 2)])
def test_changed_line_of_the_log_is_found(store: Path, browser: Callable[..., TestClient], change: str, broken: int) -> None:
    client = browser()
    sign_in(client, "daud")
    for form in ("csv", "geojson", "kml"):
        client.get(f"/exports/file?form={form}")
    path = store.with_name(store.name + ".handouts")
    assert path.stat().st_mode & 0o077 == 0
    lines = path.read_text().splitlines()
    lines[1:2] = [lines[1].replace('"daud"', f'"{change}"')] if change else []
    path.write_text("\n".join(lines) + "\n")
    assert broken_at(store) == broken
