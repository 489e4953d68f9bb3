"""Views in memory: one for each state of the ledger, the older one while a slow one is made, none that shows what was erased."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from onrecord.model.errors import CodebookError
from onrecord.review.desk import Desk
from onrecord.store.custody.erasing import erase
from onrecord.store.sqlite import Store
from onrecord.web import views
from onrecord.web.ledger import query_of
from onrecord.web.views import Memo, Shelf

NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)


@pytest.fixture
def shelf(make_app: Callable[[], Any]) -> Any:
    made = Shelf(make_app().settings)
    yield made
    made.close()


def decide(shelf: Shelf) -> None:
    with Desk(shelf.settings.store, 0.5, clock=lambda: NOW) as desk:
        desk.decide(next(desk.queue()).claim.claim_id, "accept", by="reviewer-1")


def test_view_is_made_once_and_anew_after_a_decision(shelf: Shelf) -> None:
    first = shelf.view()
    assert shelf.view() is first
    decide(shelf)
    assert shelf.view(fresh=True).waiting == first.waiting - 1
    assert shelf.view("ucdp_like") is not shelf.view()


def test_slow_view_is_shown_as_it_was_until_the_next_one_is_ready(shelf: Shelf) -> None:
    first = shelf.view()
    slow = replace(first, seconds=60.0)
    shelf._kept[first.key] = slow
    decide(shelf)
    assert shelf.view() is slow
    give_up = time.monotonic() + 20
    while shelf.view() is slow and time.monotonic() < give_up:
        time.sleep(0.05)
    assert shelf.view().waiting == first.waiting - 1
    assert shelf.view(fresh=True).key.head == shelf.ledger.head()


def test_nothing_erased_is_shown_again(shelf: Shelf) -> None:
    first = shelf.view()
    shelf._kept[first.key] = replace(first, seconds=60.0)
    gone = next(d for d in first.documents.values() if d.outlet == "Delta Wire")
    with Store.open(shelf.settings.store) as store:
        erase(store, [gone.document_id], reason="a court ordered it", by="reviewer-1", at=NOW)
    assert gone.document_id not in shelf.view().documents
    assert not any(gone.document_id in view.documents for view in shelf._kept.values())


def test_unknown_policy_speaks_up(shelf: Shelf) -> None:
    with pytest.raises(CodebookError, match="There is no policy called 'mine'"):
        shelf.view("mine")


def test_memo_keeps_what_was_used_last() -> None:
    memo, made = Memo(most=2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        memo.recall(key, lambda key=key: made.append(key))  # type: ignore[misc]  # a list of calls
    assert made == ["a", "b", "c", "b"]


def test_a_large_view_has_its_lists_ready_before_it_is_shown(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "READY_FROM", 0)
    first = shelf.view()
    shelf._kept[first.key] = replace(first, seconds=60.0)
    asked: list[tuple[int, bool]] = []
    shelf.prepare = (lambda made: asked.append((made.waiting, shelf._find(made.key) is None)),)
    decide(shelf)
    give_up = time.monotonic() + 20
    while shelf.view().waiting == first.waiting and time.monotonic() < give_up:
        time.sleep(0.05)
    assert asked == [(first.waiting - 1, True)]


def test_a_view_begun_before_an_erasure_is_not_kept(shelf: Shelf) -> None:
    first = shelf.view()
    gone = next(d for d in first.documents.values() if d.outlet == "Delta Wire")
    with Store.open(shelf.settings.store) as store:
        erase(store, [gone.document_id], reason="a court ordered it", by="reviewer-1", at=NOW)
    shelf.view()
    shelf._keep(first)
    assert not any(gone.document_id in view.documents for view in shelf._kept.values())


def test_memo_of_lists_makes_each_once_while_others_wait() -> None:
    memo, made = Memo(once=True), []

    def make() -> int:
        made.append(1)
        time.sleep(0.1)
        return len(made)

    threads = [threading.Thread(target=memo.recall, args=("a", make)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("convoy Gao", '"convoy" "Gao"'),
        ('"convoy at Gao" bridge', '"convoy at Gao" "bridge"'),
        ("a AND (b OR c*)", '"a" "AND" "(b" "OR" "c*)"'),
        ('" - * "', ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_words_and_never_syntax(typed: str, asked: str) -> None:
    assert query_of(typed) == asked
