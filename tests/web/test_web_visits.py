"""What is new since the last visit, and cookies that are none of ours."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.requests import Request

from onrecord.model.enums import EntryKind
from onrecord.review.desk import Desk
from onrecord.web.visits import COOKIE, news_of, visit_of

HOUR_S = 3_600


def request(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", f"{COOKIE}={cookie}".encode())]})


def test_visit_ends_after_a_pause() -> None:
    assert visit_of(request("3.7.1000"), 9, clock=lambda: 1_000 + 60).cookie() == "3.9.1060"
    assert visit_of(request("3.7.1000"), 9, clock=lambda: 1_000 + HOUR_S).cookie() == "7.9.4600"


@pytest.mark.parametrize("cookie", ["", "x", "1.2", "-1.2.3", "1" * 40 + ".2.3", "<script>.2.3"])
def test_strange_cookie_counts_as_none(cookie: str) -> None:
    assert visit_of(request(cookie), 9, clock=lambda: 50).cookie() == "0.9.50"


def test_overview_says_what_is_new(make_app: Callable[[], Any]) -> None:
    made = make_app()
    with made.client as client:
        assert "New since you last looked" not in client.get("/").text
        head = client.app.state.shelf.ledger.head().sequence
        with Desk(made.settings.store, 0.5, clock=lambda: datetime(2026, 3, 9, 9, tzinfo=UTC)) as desk:
            desk.decide(next(desk.queue()).claim.claim_id, "accept", by="reviewer-1")
        client.cookies.clear()
        client.cookies.set(COOKIE, f"0.{head}.1000")
        page = client.get("/").text
        assert "New since you last looked: 1 decision." in page
        found = news_of(visit_of(request(f"0.{head}.1000"), head + 1), client.app.state.shelf.ledger)
        assert found and found.counts == ((EntryKind.JUDGEMENT, 1),)
