"""A second person in the browser: who may confirm, what counts meanwhile, what the blind coder sees, undo of all of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.ledger.second import TAKE_BACK
from onrecord.pipeline import load_register
from onrecord.reconcile.joining.judgements import in_force
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.roles import Role
from onrecord.web.app import create_app

HERE = "http://127.0.0.1"
PASSWORD = "seven green kettles"
PEOPLE = (("amina", Role.CODER), ("boris", Role.CODER), ("carla", Role.REVIEWER), ("daud", Role.ADMIN), ("eva", Role.READER))


@pytest.fixture
def settings(make_report: Callable[..., Any], tmp_path: Path) -> Settings:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        for number in (3, 5):
            item, doc, reading = make_report(number)
            unsure = replace(reading, claims=tuple(replace(c, score=0.2) for c in reading.claims))
            opened.add(item, doc, unsure, (), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
    book = AccessBook(book_path(path))
    for name, role in PEOPLE:
        book.add_person(name, role, PASSWORD)
    return Settings(store=path, multi_user=True, two_person=True, second_coding=1.0)


@pytest.fixture
def people(settings: Settings) -> dict[str, TestClient]:
    """A browser of each person, signed in to one app."""
    app = create_app(settings)
    found = {}
    for name, _ in PEOPLE:
        client = TestClient(app, base_url=HERE, follow_redirects=False)
        client.post(
            "/login", data={"name": name, "password": PASSWORD, "csrf_token": field(client.get("/login").text, "csrf_token")}
        )
        found[name] = client
    return found


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def send(client: TestClient, path: str, **form: str) -> Any:
    return client.post(path, data={"csrf_token": field(client.get("/review").text, "csrf_token"), **form})


def decide(client: TestClient, answer: str = "accept") -> str:
    claim = field(client.get("/review").text, "claim")
    assert send(client, "/review/decide", claim=claim, answer=answer).status_code == 303
    return claim


def counting(settings: Settings) -> int:
    return sum(d.claim is not None for d in load_register(settings).decisions)


def test_reviewer_confirms_coder_does_not(settings: Settings, people: dict[str, TestClient]) -> None:
    claim = decide(people["amina"])
    assert "1 of 1" in people["amina"].get("/review").text
    key = field(people["carla"].get("/review/confirm").text, "decision")
    shown = people["carla"].get("/review/confirm").text
    assert "<strong>accepted</strong>" in shown and "amina" in shown
    alone = TestClient(create_app(settings.model_copy(update={"multi_user": False, "second_coding": 0.0})), base_url=HERE)
    shown = alone.get("/review", params={"claim": claim, "state": "to_confirm"}).text
    assert "a second person confirms it" in shown and "amina" in shown
    assert send(people["boris"], "/review/confirm", decision=key).status_code == 403
    assert send(people["eva"], "/review/confirm", decision=key).status_code == 403
    assert counting(settings) == 0
    assert send(people["carla"], "/review/confirm", decision=key, why="stands there").status_code == 303
    assert counting(settings) == 1
    assert "confirmed by <bdi>carla</bdi>" in people["daud"].get("/review/confirm").text
    assert "<strong>confirmed</strong>" in people["amina"].get("/review").text


def test_administrator_does_not_confirm_what_he_decided(settings: Settings, people: dict[str, TestClient]) -> None:
    decide(people["daud"])
    key = field(people["daud"].get("/review/confirm").text, "decision")
    answer = send(people["daud"], "/review/confirm", decision=key)
    assert answer.status_code == 400 and "somebody else has to confirm it" in answer.text
    assert counting(settings) == 0


def test_only_who_confirmed_takes_it_back(settings: Settings, people: dict[str, TestClient]) -> None:
    decide(people["amina"], "reject")
    key = field(people["carla"].get("/review/confirm").text, "decision")
    send(people["carla"], "/review/confirm", decision=key)
    assert send(people["daud"], "/review/confirm", decision=key, undo="yes").status_code == 404
    assert counting(settings) == 1
    assert send(people["carla"], "/review/confirm", decision=key, undo="yes").status_code == 303
    assert counting(settings) == 0
    assert field(people["carla"].get("/review/confirm").text, "decision") == key


def test_second_coder_does_not_see_the_first(people: dict[str, TestClient]) -> None:
    claim = decide(people["amina"])
    assert "Nothing waits for you" in people["amina"].get("/review/second").text
    shown = people["boris"].get("/review/second").text
    assert field(shown, "claim") == claim
    assert "amina" not in shown and "accepted" not in shown
    assert send(people["boris"], "/review/second", claim=claim, answer="reject").status_code == 303
    assert send(people["amina"], "/review/second", claim=claim, answer="reject").status_code == 400
    told = people["eva"].get("/review/agreement.json").json()["fields"][0]
    assert told == {"field": "right", "claims": 1, "agreed": 0, "alpha": 0.0}
    assert "0.000" in people["eva"].get("/review/agreement").text
    assert send(people["boris"], "/review/second", claim=claim, answer="undo").status_code == 303
    assert people["eva"].get("/review/agreement.json").json()["fields"][0]["claims"] == 0


def test_two_people_take_a_confirmed_decision_back(settings: Settings, people: dict[str, TestClient]) -> None:
    claim = decide(people["amina"])
    key = field(people["carla"].get("/review/confirm").text, "decision")
    send(people["carla"], "/review/confirm", decision=key)
    assert send(people["eva"], "/review/undo", claim=claim).status_code == 403
    assert send(people["amina"], "/review/undo", claim=claim, why="corrected since").status_code == 303
    assert counting(settings) == 1
    for alone in ("amina", "boris"):  # the one who asked, and a coder
        assert send(people[alone], "/review/undo", claim=claim).status_code == 400
    assert send(people["boris"], "/review/decide", claim=claim, answer="reject").status_code == 400
    assert counting(settings) == 1
    assert "Keep it after all" in people["amina"].get("/review/confirm").text
    page = people["daud"].get("/review/confirm").text
    assert "Agree: take it back" in page and "corrected since" in page
    assert send(people["daud"], "/review/undo", claim=claim).status_code == 303
    assert counting(settings) == 0
    assert "asked to take a confirmed decision back" in people["amina"].get("/review").text


def judging(settings: Settings) -> list[str]:
    return [d.judgement.value for d in in_force(load_register(settings).decisions)]


def test_two_people_take_a_confirmed_pair_back(settings: Settings, people: dict[str, TestClient]) -> None:
    amina, boris, carla, daud = (people[name] for name in ("amina", "boris", "carla", "daud"))
    one, other = (d.document_id for d in load_register(settings).documents)
    pair = {"left": one, "right": other}
    assert send(amina, "/review/pairs", **pair, answer="different").status_code == 303
    assert judging(settings) == []
    send(carla, "/review/confirm", decision=field(carla.get("/review/confirm").text, "decision"))
    assert judging(settings) == ["negative"]
    back = {"claim": one, "other": other, "question": "same_event"}
    for again in (amina, boris, daud):  # neither who answered first nor anybody else puts another answer in its place
        refused = send(again, "/review/pairs", **pair, answer="unsure")
        assert refused.status_code == 400 and "somebody else confirmed it" in refused.text
    assert send(amina, "/review/undo", **back, why="another bridge").status_code == 303
    assert judging(settings) == ["negative"]
    for alone in (amina, boris):  # the one who asked, and a coder
        assert send(alone, "/review/undo", **back).status_code == 400
    page = daud.get("/review/confirm").text
    assert "Agree: take it back" in page and "another bridge" in page
    assert send(daud, "/review/undo", **back | {"question": TAKE_BACK}).status_code == 404  # he asked for nothing
    assert send(amina, "/review/undo", **back | {"question": TAKE_BACK}).status_code == 303  # she holds on to it
    assert "Agree: take it back" not in daud.get("/review/confirm").text
    send(amina, "/review/undo", **back)
    assert send(daud, "/review/undo", **back).status_code == 303
    assert judging(settings) == []
    page = daud.get("/review/confirm").text
    assert "Asked to be taken back" not in page and "Nothing waits" in page
    assert "same event or not: taken back" in amina.get("/review/pairs").text
    assert send(boris, "/review/undo", **back).status_code == 404
    assert send(amina, "/review/pairs", **pair, answer="same").status_code == 303


def test_an_answer_on_a_pair_is_taken_back_by_anybody_where_one_person_decides(settings: Settings) -> None:
    alone = settings.model_copy(update={"multi_user": False, "two_person": False, "second_coding": 0.0})
    client = TestClient(create_app(alone), base_url=HERE, follow_redirects=False)
    one, other = (d.document_id for d in load_register(alone).documents)
    client.post("/review/pairs", data={"left": one, "right": other, "answer": "different", "reviewer": "amina"})
    assert judging(alone) == ["negative"]
    assert "Undo</button>" in client.get("/review/pairs").text
    back = {"claim": one, "other": other, "question": "same_event", "reviewer": "boris"}
    assert client.post("/review/undo", data=back).status_code == 303
    assert judging(alone) == []
    assert "Undo</button>" not in client.get("/review/pairs").text


def test_many_at_once_leave_confirmed_decisions_alone(settings: Settings, people: dict[str, TestClient]) -> None:
    decide(people["amina"])
    send(people["carla"], "/review/confirm", decision=field(people["carla"].get("/review/confirm").text, "decision"))
    answer = send(
        people["amina"], "/review/bulk", queue="effect=killed&state=everything", answer="reject", count="2", why="all wrong"
    )
    assert answer.status_code == 400 and "Two people stand behind" in answer.text
    assert counting(settings) == 1


def test_second_coder_finds_the_first_answer_nowhere_until_he_has_coded(people: dict[str, TestClient]) -> None:
    amina, boris = people["amina"], people["boris"]
    claim = field(amina.get("/review").text, "claim")
    told = {"claim": claim, "answer": "edit", "category": "militant", "was-category": "unknown", "why": "seen in the text"}
    assert send(amina, "/review/decide", **told).status_code == 303
    last = amina.get("/api/v1").json()["dataset"]["sequence"]
    document = amina.get(f"/api/v1/claims/{claim}").json()["item"]["document_id"]
    pages = ("/review", f"/review?claim={claim}", f"/review?claim={claim}&state=everything", "/review?state=to_confirm",
             "/review/confirm", "/review/second", "/log", "/log?kind=judgement", f"/log/{last}",
             f"/documents/{document}")  # fmt: skip
    for page in pages:
        shown = boris.get(page).text
        assert "amina" not in shown and "seen in the text" not in shown and "<strong>edited" not in shown, page
    assert "decided by somebody else" in boris.get(f"/review?claim={claim}&state=everything").text
    assert "waits for your blind coding" in boris.get(f"/log/{last}").text
    assert "seen in the text" in amina.get(f"/log/{last}").text  # her own
    assert "seen in the text" in people["eva"].get(f"/log/{last}").text  # who only reads codes nothing
    assert send(boris, "/review/second", claim=claim, answer="accept").status_code == 303
    for page in (f"/log/{last}", f"/review?claim={claim}&state=everything", "/log"):
        assert "amina" in boris.get(page).text, page


def test_second_coder_sees_the_words_around_and_may_skip(people: dict[str, TestClient]) -> None:
    amina, boris = people["amina"], people["boris"]
    first, other = decide(amina), decide(amina)
    page = boris.get("/review/second").text
    shown = field(page, "claim")
    assert "2 to code" in page and "villagers" in page and "<dt>when</dt>" in page and "<dt>where</dt>" in page
    assert field(boris.get("/review/second", params={"skip": shown}).text, "claim") == ({first, other} - {shown}).pop()
    assert send(boris, "/review/second", claim=shown, answer="accept", why="as it stands").status_code == 303
    assert "1 to code" in boris.get("/review/second", params={"skip": shown}).text


def test_who_confirms_sees_what_was_changed(people: dict[str, TestClient]) -> None:
    claim = field(people["amina"].get("/review").text, "claim")
    told = {"claim": claim, "answer": "edit", "low": "7", "was-low": "3", "high": "9", "was-high": "3"}
    send(people["amina"], "/review/decide", **told)
    page = people["carla"].get("/review/confirm").text
    assert "killed 7" in page and "low=7" in page and "high=9" in page


def test_rules_are_off_until_a_setting_turns_them_on(settings: Settings) -> None:
    client = TestClient(create_app(Settings(store=settings.store)), base_url=HERE, follow_redirects=False)
    assert "The two-person rule is off" in client.get("/review/confirm").text
    assert "It is off" in client.get("/review/second").text
    assert "No claim was coded by two people yet" in client.get("/review/agreement").text
