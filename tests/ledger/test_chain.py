"""Nothing in the ledger can be changed, moved or left out unseen, and the register does not depend on the order of arrival."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onrecord.ledger.chain import append, verify
from onrecord.ledger.replay import replay
from onrecord.ledger.text import print_register
from onrecord.model.enums import EntryKind, Judgement
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Entry
from onrecord.model.spans import Span

START = datetime(2026, 2, 1, tzinfo=UTC)
Report = tuple[object, ...]


def chain(reports: list[Report]) -> list[Entry]:
    entries: list[Entry] = []
    for n, (_, document, reading) in enumerate(reports):
        at = START + timedelta(minutes=n)
        last = entries[-1] if entries else None
        entries.append(append(last, recorded_at=at, kind=EntryKind.DOCUMENT, document=document))  # type: ignore[arg-type]  # tuple
        entries.append(append(entries[-1], recorded_at=at, kind=EntryKind.EXTRACTION, extraction=reading))  # type: ignore[arg-type]
    return entries


@pytest.fixture
def entries(make_report: Callable[..., Report]) -> list[Entry]:
    return chain([make_report(n) for n in (11, 10, 67)])


def test_unbroken_chain_has_nothing_wrong(entries: list[Entry]) -> None:
    assert list(verify(entries)) == []


def test_changed_entry_is_found(entries: list[Entry]) -> None:
    document = entries[2].document
    assert document is not None
    entries[2] = replace(entries[2], document=replace(document, text=document.text.replace("10", "99")))
    found = list(verify(entries))
    assert [p.code for p in found] == ["chain_broken"]
    assert "was changed after it was written" in found[0].message


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_missing_entry_is_found(entries: list[Entry], gone: int) -> None:
    del entries[gone]
    assert {p.code for p in verify(entries)} == {"chain_broken"}


def test_swapped_entries_are_found(entries: list[Entry]) -> None:
    entries[1], entries[3] = entries[3], entries[1]
    assert list(verify(entries))


def test_clock_that_went_back_is_only_noted(make_report: Callable[..., Report]) -> None:
    _, document, _ = make_report(1)
    first = append(None, recorded_at=START, kind=EntryKind.DOCUMENT, document=document)  # type: ignore[arg-type]
    second = append(first, recorded_at=START - timedelta(days=1), kind=EntryKind.DOCUMENT, document=document)  # type: ignore[arg-type]
    assert [p.code for p in verify([first, second])] == ["clock_went_back"]


def test_order_of_arrival_never_shows_in_the_register(make_report: Callable[..., Report]) -> None:
    reports = [make_report(n) for n in range(1, 9)]
    printed = set()
    for seed in range(5):
        random.Random(seed).shuffle(reports)
        printed.add(print_register(replay(chain(reports))))
    assert len(printed) == 1


def test_later_reading_replaces_the_earlier_and_both_stay(make_report: Callable[..., Report]) -> None:
    item, document, reading = make_report(5)
    entries = chain([(item, document, reading), (item, document, replace(reading, reader="test-2", relevant=False))])  # type: ignore[type-var]
    register = replay(entries)
    assert [x.reader for x in register.extractions] == ["test-2"]
    assert len(entries) == 4


def test_as_known_when_published(make_report: Callable[..., Report]) -> None:
    early, late = make_report(1), make_report(2, published=datetime(2026, 2, 4, tzinfo=UTC))
    register = replay(chain([late, early]), published_as_of=datetime(2026, 2, 1, tzinfo=UTC))
    assert [doc.text for doc in register.documents] == ["1 villagers were killed in the valley."]


def test_trouble_met_in_a_report_is_not_known_before_the_report(make_report: Callable[..., Report]) -> None:
    _, document, _ = make_report(1, published=datetime(2026, 2, 4, tzinfo=UTC))
    met = (Problem(source="1.txt", code="odd", message="odd"),)
    entry = append(None, recorded_at=START, kind=EntryKind.DOCUMENT, document=document, problems=met)  # type: ignore[arg-type]
    assert replay([entry], published_as_of=datetime(2026, 2, 3, tzinfo=UTC)).problems == ()
    assert replay([entry], published_as_of=datetime(2026, 2, 4, tzinfo=UTC)).problems == met


@pytest.mark.parametrize(("older", "newer"), [("r 2.9", "r 2.10"), ("r", "r 1"), ("r 1", "s 1")])
def test_later_version_counts_whichever_came_first(make_report: Callable[..., Report], older: str, newer: str) -> None:
    item, document, reading = make_report(5)
    for order in ((older, newer), (newer, older)):
        reports = [(item, document, replace(reading, reader=reader)) for reader in order]  # type: ignore[type-var]
        assert [x.reader for x in replay(chain(reports)).extractions] == [newer]  # type: ignore[arg-type]


def test_reading_goes_with_the_entry_it_was_made_from(make_report: Callable[..., Report]) -> None:
    item, document, reading = make_report(5)
    ways = [
        (item, replace(document, source=name), replace(reading, relevance=score))  # type: ignore[type-var]
        for name, score in (("a", 0.2), ("b", 0.9))
    ]
    for order in (ways, ways[::-1]):
        register = replay(chain(order))  # type: ignore[arg-type]
        assert (register.documents[0].source, register.extractions[0].relevance) == ("a", 0.2)


def test_order_of_problems_does_not_depend_on_the_machine() -> None:
    spans = [Span(start=n, end=n + 1, exact="x") for n in range(20)]
    problems = tuple(Problem(source="a", code="odd", message="odd", span=span) for span in spans)
    entry = append(None, recorded_at=START, kind=EntryKind.DOCUMENT, problems=problems[::-1])
    assert replay([entry]).problems == problems


def test_as_known_when_recorded(entries: list[Entry]) -> None:
    assert len(replay(entries, recorded_as_of=START + timedelta(minutes=1)).documents) == 2


def test_undated_report_is_not_known_on_any_day(make_report: Callable[..., Report]) -> None:
    item, document, reading = make_report(1)
    undated = (item, replace(document, published_at=None, published_prec=None), reading)  # type: ignore[type-var]
    assert replay(chain([undated]), published_as_of=START).documents == ()


def test_last_decision_of_a_person_counts(entries: list[Entry]) -> None:
    first = Decision(subject="a", other="b", judgement=Judgement.POSITIVE, question="same event", decided_by="x")
    for decision in (first, replace(first, judgement=Judgement.NEGATIVE)):
        entries.append(append(entries[-1], recorded_at=START, kind=EntryKind.JUDGEMENT, decision=decision))
    assert [d.judgement for d in replay(entries).decisions] == [Judgement.NEGATIVE]
