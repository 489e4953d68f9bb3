"""Review through forms: one decision at a time, undo everywhere, many at once only on purpose; terminal and web are one queue."""

import re
from collections.abc import Callable, Mapping

import pytest
from starlette.testclient import TestClient

from onrecord.model.enums import Judgement, ReviewState
from onrecord.review.desk import Desk
from onrecord.web.reviewing.choosing import wanted_of

Make = Callable[[], object]


def claim_on(client: TestClient, address: str = "/review") -> str:
    """The claim that the page asks about."""
    found = re.search(r'name="claim" value="(clm-[0-9a-f]+)"', client.get(address).text)
    assert found
    return found[1]


def token_on(client: TestClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]*)"', client.get("/review").text)
    return found[1] if found else ""


def post(client: TestClient, path: str, form: Mapping[str, str]) -> object:
    return client.post(path, data={"csrf_token": token_on(client), "reviewer": "reviewer-1", **form}, follow_redirects=False)


@pytest.fixture
def room(make_app):  # type: ignore[no-untyped-def]  # the fixture says what it gives
    """An app over a register of its own."""
    made = make_app()
    with made.client:
        yield made


def test_decision_is_recorded_and_the_next_claim_comes(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    shown = claim_on(client)
    answer = post(client, "/review/decide", {"claim": shown, "answer": "accept", "why": "stands in the list"})
    assert answer.status_code == 303  # type: ignore[attr-defined]
    assert claim_on(client, answer.headers["location"]) != shown  # type: ignore[attr-defined]
    with Desk(room.settings.store, 0.5) as desk:
        found = desk.find(shown).standing
    assert found.state is ReviewState.ACCEPTED
    assert found.decision and (found.decision.decided_by, found.decision.note) == ("reviewer-1", "stands in the list")
    assert found.decision.decided_at is not None


def test_decision_at_the_terminal_is_seen_in_the_browser(room) -> None:  # type: ignore[no-untyped-def]
    shown = claim_on(room.client)
    with Desk(room.settings.store, 0.5) as desk:
        desk.decide(shown, "reject", by="reviewer-2")
    page = room.client.get("/review").text
    assert claim_on(room.client) != shown
    assert "1 of 29" in page
    assert "reviewer-2" in page


def test_undo_brings_the_claim_back(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    shown = claim_on(client)
    post(client, "/review/decide", {"claim": shown, "answer": "reject"})
    answer = post(client, "/review/undo", {"claim": shown, "question": "is this claim right?"})
    assert claim_on(client, answer.headers["location"]) == shown  # type: ignore[attr-defined]
    page = client.get("/review").text
    assert "1 of 30" in page
    assert "taken back" in page


def test_edit_changes_only_what_was_changed(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    shown = claim_on(client)
    form = {"claim": shown, "answer": "edit", "category": "civilian", "was-category": "security", "low": "12", "was-low": "12"}
    post(client, "/review/decide", form)
    with Desk(room.settings.store, 0.5) as desk:
        found = desk.find(shown).standing
    assert found.state is ReviewState.EDITED
    assert found.claim.victims.category.value == "civilian"
    assert "category=civilian" in client.get(re.findall(r'href="(/log/\d+)"', client.get("/review").text)[0]).text


def test_emptied_bound_is_open(room) -> None:  # type: ignore[no-untyped-def]
    shown = claim_on(room.client)
    post(room.client, "/review/decide", {"claim": shown, "answer": "edit", "high": "", "was-high": "12"})
    with Desk(room.settings.store, 0.5) as desk:
        assert desk.find(shown).claim.count.high is None


def test_flag_is_shown_filtered_and_taken_back(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    shown = claim_on(client)
    post(client, "/review/decide", {"claim": shown, "answer": "flag", "why": "two wards in one sentence"})
    page = client.get("/review?state=flagged").text
    assert shown in page and "two wards in one sentence" in page and "1 of 1" in page
    with Desk(room.settings.store, 0.5) as desk:
        assert desk.find(shown).standing.state is ReviewState.WAITING
    post(client, "/review/undo", {"claim": shown, "question": "look_again"})
    assert "Nothing is here" in client.get("/review?state=flagged").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"answer": "accept", "reviewer": ""}, "Nobody is named as deciding"),
        ({"answer": "maybe"}, "is no decision"),
        ({"answer": "edit", "low": "many", "was-low": "12"}, "is no number of people"),
        ({"answer": "edit"}, "needs at least one"),
        ({"answer": "accept", "claim": "clm-none"}, "No claim on record"),
    ],
)
def test_wrong_form_decides_nothing_and_says_why(room, form: dict[str, str], words: str) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    sent = {"csrf_token": token_on(client), "claim": claim_on(client), "reviewer": "reviewer-1", **form}
    answer = client.post("/review/decide", data=sent, follow_redirects=False)
    assert answer.status_code in (400, 404)
    assert words in answer.text
    assert "1 of 30" in client.get("/review").text


def test_looking_and_moving_decide_nothing(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    before = client.app.state.shelf.ledger.head()
    page = client.get("/review").text
    for address in re.findall(r'href="(/review\?[^"]+)" data-key', page):
        client.get(address.replace("&amp;", "&"))
    assert client.app.state.shelf.ledger.head() == before


def test_many_at_once_need_a_filter_a_reason_and_the_number(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    doc = re.search(r'href="/documents/(doc-[0-9a-f]+)#', client.get("/review").text)
    assert doc
    wanted = {"queue": f"document={doc[1]}", "answer": "reject", "why": "the ward lists were retracted"}
    assert "explicit filter" in post(client, "/review/bulk", {**wanted, "queue": "", "count": "30"}).text  # type: ignore[attr-defined]
    assert "you typed" in post(client, "/review/bulk", {**wanted, "count": "9"}).text  # type: ignore[attr-defined]
    assert "Say why" in post(client, "/review/bulk", {**wanted, "why": "", "count": "10"}).text  # type: ignore[attr-defined]
    assert "1 of 30" in client.get("/review").text
    assert post(client, "/review/bulk", {**wanted, "count": "10"}).status_code == 303  # type: ignore[attr-defined]
    page = client.get("/review").text
    assert "1 of 20" in page
    assert "one of 10 by filter" in page


def test_pair_of_events_is_judged_and_taken_back(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    events = list(client.app.state.shelf.view().events)
    assert len(events) == 2
    sent = {"left": events[0], "right": events[1], "answer": "same", "why": "one ambush"}
    assert post(client, "/review/pairs", sent).status_code == 303  # type: ignore[attr-defined]
    view = client.app.state.shelf.view(fresh=True)
    assert len(view.events) == 1
    made = next(d for d in view.view.register.decisions if d.question == "same_event")
    assert (made.judgement, made.decided_by, made.note) == (Judgement.POSITIVE, "reviewer-1", "one ambush")
    sent = {"claim": made.subject, "other": made.other or "", "question": "same_event"}
    post(client, "/review/undo", sent)
    assert len(client.app.state.shelf.view(fresh=True).events) == 2


def test_filters_of_an_address_are_checked_and_kept() -> None:
    wanted = wanted_of({"effect": "killed", "state": "flagged", "below": "0.4"})
    assert wanted.params() == {"effect": "killed", "state": "flagged", "below": "0.4"}
    assert wanted_of({}).params() == {}
    assert not wanted_of({"state": "everything"}).is_narrow()


def test_rejected_claims_leave_figures_and_pages(room) -> None:  # type: ignore[no-untyped-def]
    client = room.client
    found = next(c for c in client.app.state.shelf.view().claims.values() if c.attribution.source == "Azawad fighters")
    post(client, "/review/decide", {"claim": found.claim_id, "answer": "reject", "queue": "state=everything"})
    shown = client.app.state.shelf.view(fresh=True)
    assert [(f.low, f.high) for f in shown.view.figures if len(f.tellers) == 1 and f.tellers[0].side] == [(9, 9)]
    assert client.get(f"/claims/{found.claim_id}").status_code == 404
