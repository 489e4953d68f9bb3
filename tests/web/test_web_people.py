"""Where several people sign in: decisions carry their names, readers decide nothing, and forms need their token."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.review.desk import Desk
from onrecord.settings import Settings
from onrecord.web.access.roles import Role
from onrecord.web.app import create_app
from onrecord.web.pages.people import counted_alike

HERE = "http://127.0.0.1:8000"
PASSWORD = "a long enough passphrase of words"


@pytest.fixture
def shared(make_app: Callable[[], Any]) -> Iterator[Any]:
    """An app in which a coder and a reader have passwords."""
    app = create_app(Settings(store=make_app().settings.store, multi_user=True))
    app.state.access.add_person("Coder One", Role.CODER, PASSWORD)
    app.state.access.add_person("Reader One", Role.READER, PASSWORD)
    yield app
    app.state.access.close()


def signed_in(app: Any, name: str) -> TestClient:
    client = TestClient(app, base_url=HERE)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token
    sent = {"name": name, "password": PASSWORD, "csrf_token": token[1], "next": "/review"}
    assert client.post("/login", data=sent, follow_redirects=False).status_code == 303
    return client


def on_page(client: TestClient, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', client.get("/review").text)
    return found[1] if found else ""


def test_decision_carries_the_name_of_who_is_signed_in(shared: Any) -> None:
    client = signed_in(shared, "Coder One")
    claim, token = on_page(client, "claim"), on_page(client, "csrf_token")
    assert "Who reviews" not in client.get("/review").text
    sent = {"claim": claim, "answer": "accept", "csrf_token": token, "reviewer": "Somebody Else"}
    assert client.post("/review/decide", data=sent, follow_redirects=False).status_code == 303
    with Desk(shared.state.settings.store, 0.5) as desk:
        made = desk.find(claim).standing.decision
    assert made and made.decided_by == "Coder One"


def test_form_without_its_token_changes_nothing(shared: Any) -> None:
    client = signed_in(shared, "Coder One")
    before = shared.state.shelf.ledger.head()
    sent = {"claim": on_page(client, "claim"), "answer": "accept", "csrf_token": "forged"}
    assert client.post("/review/decide", data=sent, follow_redirects=False).status_code == 403
    assert shared.state.shelf.ledger.head() == before


def test_reader_looks_and_decides_nothing(shared: Any) -> None:
    client = signed_in(shared, "Reader One")
    page = client.get("/review").text
    assert "deciding needs the role of a coder" in page
    assert 'data-key="a"' not in page
    assert client.get("/exports/file?form=csv&profile=internal").status_code == 403
    assert client.get("/exports/file?form=csv").status_code == 200
    assert 'value="internal"' not in client.get("/exports").text


def test_nobody_reads_without_signing_in(shared: Any) -> None:
    client = TestClient(shared, base_url=HERE)
    for address in ("/", "/review", "/exports/file?form=csv", "/charts/map.svg"):
        answer = client.get(address, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


def test_a_speaker_is_counted_once_whatever_letters_a_name_begins_with() -> None:
    assert counted_alike(["police", "Police", "The army", "police"]) == (("police", 3), ("The army", 1))
