"""The client against a real server on this machine."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from onrecord.client import (
    NotAllowedError,
    NotFoundError,
    RefusedError,
    Register,
    TooManyError,
    UnreachableError,
)
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.roles import Role
from onrecord.web.app import create_app


@pytest.fixture
def store(make_report: Callable[..., Any], tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        for day, number in enumerate((3, 5, 8), start=1):
            report = make_report(number, published=datetime(2026, 2, day, tzinfo=UTC))
            opened.add(*report, (), recorded_at=datetime(2026, 2, 9, tzinfo=UTC))
    return path


@pytest.fixture
def served(store: Path) -> Iterator[Callable[..., str]]:
    """Serves the register and gives the address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(**more: Any) -> str:
        server = uvicorn.Server(
            uvicorn.Config(create_app(Settings(store=store, **more)), host="127.0.0.1", port=0, log_level="warning")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        give_up = time.monotonic() + 30
        while not server.started and time.monotonic() < give_up:
            time.sleep(0.02)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield serve
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


def test_lists_go_on_to_their_end_page_by_page(served: Callable[..., str]) -> None:
    with Register(served()) as register:
        claims = list(register.claims(limit=1, effect="killed"))
        assert sorted(claim["count"]["low"] or 0 for claim in claims) == [3, 5, 8]
        assert claims == list(register.claims())
        assert register.dataset is not None
        assert register.dataset["policy"] == "range 1"
        assert [entry["sequence"] for entry in register.revisions(limit=2)] == [6, 5, 4, 3, 2, 1]


def test_moment_and_policy_go_with_every_question(served: Callable[..., str]) -> None:
    address = served()
    with Register(address, as_of="2026-02-01", policy="conservative") as register:
        assert [claim["count"]["low"] for claim in register.claims()] == [3]
        assert register.dataset is not None
        assert register.dataset["as_of"] == "2026-02-01T23:59:59Z"
        assert str(register.dataset["policy"]).startswith("conservative")


def test_figure_and_event_come_with_their_quotes(served: Callable[..., str]) -> None:
    with Register(served() + "/") as register:
        figure = next(register.figures())
        assert figure["quotes"][0]["words"].endswith("villagers were killed in the valley")
        event = register.event(figure["subject_id"])
        assert figure["figure_id"] in [one["figure_id"] for one in event["figures"]]
        assert register.figure(figure["figure_id"]) == figure
        assert register.document(event["document_ids"][0])["text"].endswith("were killed in the valley.")


def test_errors_are_the_servers_sentences(served: Callable[..., str]) -> None:
    with Register(served()) as register:
        with pytest.raises(RefusedError, match="There is no parameter 'colour'") as refused:
            list(register.claims(colour="red"))
        assert (refused.value.status, refused.value.fields) == (400, ("colour",))
        with pytest.raises(NotFoundError, match="nothing called 'clm-x'"):
            register.claim("clm-x")


def test_token_is_needed_and_limits_are_told(served: Callable[..., str], store: Path) -> None:
    book = AccessBook(book_path(store))
    token = book.new_token("notebook", Role.READER)
    address = served(multi_user=True)
    with pytest.raises(NotAllowedError, match="onrecord access token new"):
        list(Register(address).claims())
    with Register(address, token=token) as register:
        assert len(list(register.claims())) == 3
        book.take("notebook", datetime.now(UTC).date().isoformat(), 1_000_000)
        with pytest.raises(TooManyError, match="after midnight UTC") as told:
            list(register.claims())
        assert told.value.wait_s == 3600


def test_wrong_addresses_speak_up() -> None:
    with pytest.raises(UnreachableError, match=r"Nobody answers at http://127\.0\.0\.1:9"):
        list(Register("http://127.0.0.1:9", timeout_s=2).claims())
