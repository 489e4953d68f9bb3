"""A second person in the browser: who may confirm, what counts meanwhile, what the blind coder sees, undo of all of it."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.ledger.second import TAKE_BACK, key_of
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


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine even these views take seconds; no older one is to be shown meanwhile."""
    monkeypatch.setattr("onrecord.web.views.PATIENCE_S", 600.0)


@pytest.fixture
def settings(make_report: Callable[..., Any], tmp_path: Path) -> Settings:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        for number in (3, 5):
            item, doc, reading = make_report(number)
            unsure = replace(reading, claims=tuple(replace(c, score=0.2) for c in reading.claims))
            opened.add(item, doc, unsure, (), recorded_at=datetime(2026, 2, 1, tzinfo=UTC))
    return with_people(Settings(store=path, multi_user=True, two_person=True))


def with_people(settings: Settings) -> Settings:
    book = AccessBook(book_path(settings.store))
    for name, role in PEOPLE:
        book.add_person(name, role, PASSWORD)
    return settings


@pytest.fixture
def people(settings: Settings) -> dict[str, TestClient]:
    """A browser of each person, signed in to one app, where two people decide."""
    return signed_in(settings)


@pytest.fixture
def coders(settings: Settings) -> dict[str, TestClient]:
    """The same, where every claim is coded blind as well."""
    return signed_in(settings.model_copy(update={"second_coding": 1.0}))


def signed_in(settings: Settings) -> dict[str, TestClient]:
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
    alone = TestClient(create_app(settings.model_copy(update={"multi_user": False})), base_url=HERE)
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


def test_second_coder_does_not_see_the_first(coders: dict[str, TestClient]) -> None:
    people = coders
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
    alone = settings.model_copy(update={"multi_user": False, "two_person": False})
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


# Everything that shows claims, figures or decisions; {c} = the claim, {d} = its report, {e} = its event, {n} = the entry.
ROUTES = (
    "/", "/events", "/events/{e}", "/claims", "/claims/{c}", "/documents", "/documents/{d}", "/sources", "/contradictions",
    "/review", "/review?claim={c}", "/review?claim={c}&state=everything", "/review?state=edited", "/review?state=to_confirm",
    "/review?state=everything&category=militant", "/review/bulk?state=edited&effect=killed", "/review/confirm", "/review/second",
    "/review/pairs", "/log", "/log?kind=judgement", "/log/{n}", "/search?q=villagers", "/problems", "/methodology",
    "/brief/all?form=markdown", "/brief/all?form=html", "/exports/file?form=sqlite", "/exports/file?form=csv",
    "/api/v1/documents", "/api/v1/documents/{d}", "/api/v1/claims", "/api/v1/claims/{c}", "/api/v1/claims.csv",
    "/api/v1/claims?category=militant", "/api/v1/events", "/api/v1/events/{e}", "/api/v1/figures", "/api/v1/figures.ndjson",
    "/api/v1/problems", "/api/v1/contradictions", "/api/v1/deleted", "/api/v1/revisions", "/api/v1/revisions/{n}",
)  # fmt: skip
# What the first coder said, as it would be shown: her name, her reason, her number and who she says was harmed.
TOLD = ("amina", "seen in the text", "7777", "7,777", "7\u202f777")


def everything(client: TestClient, path: str) -> str:
    """An answer as text, with the files of an archive."""
    answer = client.get(path)
    if answer.headers["content-type"] != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_second_coder_finds_the_first_answer_nowhere_until_he_has_coded(filled: Path, tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "attack.db", multi_user=True, second_coding=1.0)
    settings.store.write_bytes(filled.read_bytes())
    coders = signed_in(with_people(settings))
    amina = coders["amina"]
    seen = next(c for c in amina.get("/api/v1/claims").json()["items"] if c["attribution"]["source"] == "Azawad fighters")
    claim, document = seen["claim_id"], seen["document_id"]
    told = {"claim": claim, "answer": "edit", "low": "7777", "was-low": "40", "high": "7777", "was-high": "",
            "category": "militant", "was-category": "security", "why": "seen in the text"}  # fmt: skip
    assert send(amina, "/review/decide", **told).status_code == 303
    last = amina.get("/api/v1").json()["dataset"]["sequence"]
    event = next(e["event_id"] for e in amina.get("/api/v1/events").json()["items"] if claim in e["claim_ids"])
    paths = [path.format(c=claim, d=document, e=event, n=last) for path in ROUTES]

    def telling(name: str) -> set[str]:
        words = [w for w in TOLD if w != name]  # who signed in reads the own name on every page
        return {path for path in paths if any(w in told for told in [everything(coders[name], path)] for w in words)}

    known = telling("amina")
    assert len(known) > 15 and f"/claims/{claim}" in known and "/api/v1/figures" in known
    assert telling("eva") >= known - {p for p in paths if p.startswith(("/review", "/exports"))}  # who only reads codes nothing
    for name in ("boris", "carla", "daud"):  # a coder, a reviewer and an administrator, each of whom may code it yet
        assert telling(name) == set(), name
        assert "waits for your blind coding" in coders[name].get(f"/log/{last}").text
        assert "withheld here" in coders[name].get("/events").text
        shown = coders[name].get("/api/v1/revisions?limit=1").json()
        assert shown["dataset"]["withheld"] == 1 and shown["items"][0]["withheld"] is True
        for answer in ("accept", "reject"):
            assert "code it at /review/second" in send(coders[name], "/review/decide", claim=claim, answer=answer).text
        assert "code it at /review/second" in send(coders[name], "/review/undo", claim=claim).text
    assert "decided by somebody else" in coders["boris"].get(f"/review?claim={claim}&state=everything").text
    assert "without what others decided on 1 claim" in coders["boris"].get("/brief/all?form=markdown").text
    assert send(coders["boris"], "/review/second", claim=claim, answer="accept").status_code == 303
    assert telling("boris") >= known - {p for p in paths if p.startswith("/review")}


def test_what_is_coded_blind_is_confirmed_after_that(settings: Settings, coders: dict[str, TestClient]) -> None:
    claim = decide(coders["amina"], "reject")
    (made,) = load_register(settings.model_copy(update={"two_person": False})).decisions
    page = coders["carla"].get("/review/confirm").text
    assert "1 more decision waits for your blind coding" in page and "amina" not in page
    refused = send(coders["carla"], "/review/confirm", decision=key_of(made))
    assert refused.status_code == 400 and "code the claim at /review/second" in refused.text
    assert send(coders["carla"], "/review/second", claim=claim, answer="accept").status_code == 303
    assert send(coders["carla"], "/review/confirm", decision=key_of(made)).status_code == 303
    assert counting(settings) == 2  # the decision and the coding


def test_on_a_register_without_sign_in_the_name_in_the_browser_counts(settings: Settings) -> None:
    alone = settings.model_copy(update={"multi_user": False, "two_person": False, "second_coding": 1.0})
    app = create_app(alone)
    amina, unknown = (TestClient(app, base_url=HERE, follow_redirects=False) for _ in range(2))
    claim = field(amina.get("/review").text, "claim")
    amina.post("/review/decide", data={"claim": claim, "answer": "reject", "reviewer": "amina"})
    assert amina.get(f"/claims/{claim}").status_code == 404
    assert unknown.get(f"/claims/{claim}").status_code == 200
    assert unknown.get("/api/v1/revisions").json()["items"][0]["by"] is None


def test_second_coder_sees_the_words_around_and_may_skip(coders: dict[str, TestClient]) -> None:
    people = coders
    amina, boris = people["amina"], people["boris"]
    first, other = decide(amina), decide(amina)
    page = boris.get("/review/second").text
    shown = field(page, "claim")
    assert "said to have happened" in page and "people in this event" in page and "asserted, incident" not in page
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
