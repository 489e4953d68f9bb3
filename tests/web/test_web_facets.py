"""Lists are narrowed and counted as if every item were looked at one by one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from onrecord.model.enums import EventType
from onrecord.web.facets import LISTED, coded, narrowed
from onrecord.web.rendering import kind_words
from onrecord.web.state import State

STATE = State(policy="range", default_policy="range")
DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 1, 9)))
LABELS = st.lists(st.sampled_from(["", *"abcdefghijklmnop"]), max_size=3)


@dataclass(frozen=True)
class Thing:
    kinds: list[str]
    start: date | None
    end: date | None


def asking(query: str) -> Request:
    return Request({"type": "http", "path": "/things", "query_string": query.encode(), "headers": []})


@given(st.lists(st.builds(Thing, LABELS, DAYS, DAYS), max_size=40), st.sampled_from(["", "a", "q", "<b>"]), DAYS, DAYS)
def test_narrowing_is_the_same_as_looking_at_each(things: list[Thing], kind: str, since: Any, until: Any) -> None:
    found = coded(things, {"kind": ("Kind", lambda t: t.kinds)}, lambda t: (t.start, t.end))
    kept = narrowed(found, asking(f"kind={kind}"), STATE, since=since, until=until, only=lambda t: len(t.kinds) < 3)
    left = [
        t
        for t in things
        if (not kind or kind in t.kinds)
        and len(t.kinds) < 3
        and (since is None or (t.end is not None and t.end >= since))
        and (until is None or (t.start is not None and t.start <= until))
    ]
    assert list(kept.items) == left and len(kept.items) == len(left)
    assert kept.items[:5] == tuple(left[:5])
    counts = Counter(label for t in left for label in set(t.kinds) if label)
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    assert [(v.label, v.count) for facet in kept.facets for v in facet.values] == most[:LISTED]
    assert sum(facet.more for facet in kept.facets) == max(0, len(most) - LISTED)


def test_links_keep_what_else_narrows_and_take_out_what_is_chosen() -> None:
    found = coded([Thing(["a"], None, None), Thing(["b"], None, None)], {"kind": ("Kind", lambda t: t.kinds)})
    kept = narrowed(found, asking("kind=a&since=2026-01-01"), STATE, beside=("since",))
    assert [(v.label, v.href, v.chosen) for v in kept.facets[0].values] == [("a", "/things?since=2026-01-01", True)]
    assert kept.chosen == (("Kind", "a", "/things?since=2026-01-01"),)


def test_kinds_of_occurrence_are_told_in_words_and_not_in_codes() -> None:
    assert [kind_words(kind) for kind in (EventType.BOMBING_IED, EventType.ARREST_RAID, EventType.ARMED_CLASH)] == [
        "bombing", "raid or arrest", "armed clash",
    ]  # fmt: skip
    assert len({kind_words(kind) for kind in EventType}) == len(EventType)
