"""The view of a server that runs grows with every report and decision, and is what a server just started would show."""

import contextlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import Judgement
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.jsonform import dumps
from onrecord.model.register import Entry, Extraction
from onrecord.pipeline import load_register, reconcile_register
from onrecord.review.desk import Desk
from onrecord.review.pairs import PairDesk
from onrecord.settings import Settings
from onrecord.store.custody.erasing import erase
from onrecord.store.sqlite import Store
from onrecord.web.ledger import Follower, LedgerReader
from onrecord.web.views import Shelf

NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)
Report = tuple[RawItem, Document, Extraction]


@pytest.fixture
def reports(filled: Path) -> list[Report]:
    """The reports of the small register, ready to be recorded again."""
    with Store.open(filled) as store:
        entries = list(store.entries())
        read = {e.extraction.document_id: e.extraction for e in entries if e.extraction}
        return [(_item(store, e), e.document, read[e.document.document_id]) for e in entries if e.document]


def _item(store: Store, entry: Entry) -> RawItem:
    doc = entry.document
    assert doc is not None
    content = store.raw_bytes(doc.raw_sha256)
    return RawItem(content=content, sha256=doc.raw_sha256, media_type="text/html", source=doc.source)


def add(path: Path, report: Report) -> None:
    with Store.open(path) as store:
        store.add(*report, (), recorded_at=NOW)


def from_the_start(shelf: Shelf, *moments: datetime | None) -> str:
    settings = shelf.settings
    return dumps(reconcile_register(load_register(settings, *moments), settings.policy, settings.review_below))


def as_grown(shelf: Shelf, *moments: datetime | None) -> str:
    return dumps(shelf.view(None, *moments, fresh=True).view)


def decide(settings: Settings, source: random.Random, at: datetime) -> None:
    """One decision of any kind on any claim, or on any two events."""
    with Desk(settings.store, settings.review_below, clock=lambda: at, two_person=settings.two_person) as desk:
        claims = [one.standing.claim.claim_id for one in desk.queue(everything=True)]
        chosen = source.choice(claims)
        answer = source.choice(["accept", "reject", "edit", "undo"])
        with contextlib.suppress(NotFoundError, InputError):  # there may be nothing to take back, or nothing that changes
            if answer == "undo":
                desk.undo(chosen, by="reviewer-2")
            else:
                changes = {"category": source.choice(["civilian", "militant"])} if answer == "edit" else None
                desk.decide(chosen, answer, by="reviewer-1", changes=changes)
            if settings.two_person and source.random() < 0.5:
                desk.confirm(chosen, by="reviewer-2")


def decide_once(settings: Settings) -> None:
    with Desk(settings.store, settings.review_below, clock=lambda: NOW) as desk:
        desk.decide(next(desk.queue()).claim.claim_id, "accept", by="reviewer-1")


def judge(settings: Settings, source: random.Random, at: datetime) -> None:
    with Store.open(settings.store) as store:
        view = reconcile_register(load_register(settings), settings.policy, settings.review_below)
        if len(view.events) > 1:
            left, right = source.sample([e.event_id for e in view.events], 2)
            PairDesk(store, view, clock=lambda: at).judge(left, right, source.choice(list(Judgement)), by="reviewer-1")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("two_person", [False, True])
def test_view_after_every_report_and_decision_is_the_view_made_from_the_start(
    reports: list[Report], tmp_path: Path, seed: int, two_person: bool
) -> None:
    source = random.Random(seed)  # made-up reports need no secrets
    source.shuffle(reports)
    settings = Settings(store=tmp_path / "grown.db", two_person=two_person)
    add(settings.store, reports[0])
    shelf = Shelf(settings)
    for n, report in enumerate(reports):
        add(settings.store, report)
        at = NOW + timedelta(minutes=10 * n)
        for step in range(2):
            (judge if source.random() < 0.3 else decide)(settings, source, at + timedelta(minutes=step))
            assert as_grown(shelf) == from_the_start(shelf)
    day = datetime(2026, 3, 5, 23, tzinfo=UTC)
    assert as_grown(shelf, day) == from_the_start(shelf, day)
    assert as_grown(shelf, None, NOW + timedelta(minutes=21)) == from_the_start(shelf, None, NOW + timedelta(minutes=21))
    assert as_grown(shelf) == from_the_start(shelf)
    shelf.close()


def test_order_of_arrival_does_not_matter_to_a_server_that_runs(reports: list[Report], tmp_path: Path) -> None:
    found = set()
    for seed in range(3):
        random.Random(seed).shuffle(reports)
        settings = Settings(store=tmp_path / f"order-{seed}.db")
        Store.open(settings.store).close()
        shelf = Shelf(settings)
        for report in reports:
            add(settings.store, report)
            view = shelf.view(fresh=True)
        found.add(dumps(view.view))
        shelf.close()
    assert len(found) == 1


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many entries were read from the ledger, each time some were."""
    read: list[int] = []
    whole = LedgerReader.between

    def between(self: LedgerReader, after: int, upto: int) -> Iterator[Entry]:
        entries = list(whole(self, after, upto))
        read.append(len(entries))
        return iter(entries)

    monkeypatch.setattr(LedgerReader, "between", between)
    yield read


def test_only_new_entries_are_read_and_other_moments_read_nothing(make_app: Callable[[], Any], counted: list[int]) -> None:
    shelf = Shelf(make_app().settings)
    shelf.view()
    shelf.view("ucdp_like")
    shelf.view(None, datetime(2026, 3, 5, 23, tzinfo=UTC))
    everything = shelf.ledger.head().sequence
    assert counted == [everything]
    decide_once(shelf.settings)
    shelf.view(fresh=True)
    assert counted == [everything, 1]
    shelf.close()


def test_after_an_erasure_all_is_read_anew_and_nothing_of_it_is_left(make_app: Callable[[], Any], counted: list[int]) -> None:
    shelf = Shelf(make_app().settings)
    gone = next(d for d in shelf.view().documents.values() if d.outlet == "Delta Wire")
    with Store.open(shelf.settings.store) as store:
        erase(store, [gone.document_id], reason="a court ordered it", by="reviewer-1", at=NOW)
    assert as_grown(shelf) == from_the_start(shelf)
    assert counted == [counted[0], shelf.ledger.head().sequence]
    assert all(gone.document_id != e.document.document_id for e in shelf._follower._entries if e.document)
    shelf.close()


def test_a_register_put_back_from_a_copy_is_read_anew(reports: list[Report], tmp_path: Path) -> None:
    settings, other = Settings(store=tmp_path / "register.db"), Settings(store=tmp_path / "other.db")
    add(settings.store, reports[0])
    reader = LedgerReader(settings.store)
    follower = Follower(reader, two_person=False)
    early = reader.head()
    add(settings.store, reports[1])
    assert len(follower.register(reader.head()).documents) == 2
    assert [d.document_id for d in follower.register(early).documents] == [reports[0][1].document_id]
    add(other.store, reports[2])
    follower._reader = LedgerReader(other.store)
    there = follower.register(follower._reader.head())
    assert [d.document_id for d in there.documents] == [reports[2][1].document_id]
