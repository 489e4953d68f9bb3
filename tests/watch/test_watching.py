"""Watching feeds, sitemaps and folders: everything new comes on record once, whatever happens in between."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom, newsroom

from onrecord.model.documents import Document
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError, StoreError
from onrecord.pipeline import load_register
from onrecord.settings import Settings, load_settings
from onrecord.watch.commands import seconds_of
from onrecord.watch.state import State
from onrecord.watch.watching import Round, Watch, state_path


def settings_for(folder: Path, room: Newsroom | None = None, **changes: Any) -> Settings:  # Any: any setting
    given: dict[str, Any] = {"reader": "grammar", "fetch_private": True, "fetch_delay": 0.0, "fetch_retries": 0, "workers": 1}
    ports = f"80,{room.port}" if room else "80"
    return load_settings(store=folder / "w.db", fetch_ports=ports, **{**given, **changes})


def look(settings: Settings, *sources: str, **options: Any) -> list[Round]:  # Any: the watch's options
    return list(Watch(sources, settings, every_s=60.0, **options).rounds(once=True))


def documents(settings: Settings) -> list[Document]:
    return sorted(load_register(settings).documents, key=lambda doc: doc.url or doc.source)


def test_feed_comes_on_record_as_the_feed_gives_it_and_only_what_is_new(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        room.publish("a", "two")
        room.publish("b", "five")
        (first,) = look(settings, f"{room.root}/feed")
        assert (first.new, first.known, first.waiting, first.failed) == (2, 0, 0, False)
        (again,) = look(settings, f"{room.root}/feed")
        assert (again.new, again.known) == (0, 0)
        room.publish("c", "nine")
        (third,) = look(settings, f"{room.root}/feed")
        assert third.new == 1 and third.claims >= 1
        found = documents(settings)
        assert [doc.url for doc in found] == [f"{room.root}/{name}" for name in "abc"]
        assert {doc.outlet for doc in found} == {"The Lakki Ledger"} and "five shopkeepers" in found[1].text
        assert set(room.asked) == {"/robots.txt", "/feed"}  # no link is followed that was not asked for


def test_pages_of_a_feed_are_fetched_once_each_and_dated_by_the_feed(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        room.publish("a", "two")
        look(settings, f"{room.root}/feed", pages=True)
        room.publish("b", "five")
        (second,) = look(settings, f"{room.root}/feed", pages=True)
        assert second.new == 1 and room.asked.count("/a") == room.asked.count("/b") == 1
        first, _ = documents(settings)
        assert first.published_at is not None and first.published_at.isoformat().startswith("2026-02-03")
        assert "ran for cover" in first.text and first.fetched_at is not None


def test_news_sitemap_gives_its_own_pages_and_no_others(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        room.publish("a", "two")
        room.publish("b", "five")
        (found,) = look(settings, f"{room.root}/sitemap.xml", pages=True)
        assert (found.new, found.waiting) == (2, 0) and not found.has_errors
        assert {doc.outlet for doc in documents(settings)} == {"The Lakki Ledger"}


def test_list_of_sitemaps_is_looked_into_one_step_and_no_further(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        room.publish("a", "two")
        (first,) = look(settings, f"{room.root}/index.xml", pages=True)
        assert first.new == 1 and not first.failed
        assert [p.code for p in first.problems] == ["no_page", "sitemap_index"]
        assert {p.severity for p in first.problems} == {ProblemSeverity.WARNING}
        room.publish("b", "five")  # the list itself stays as it was
        (second,) = look(settings, f"{room.root}/index.xml", pages=True)
        assert second.new == 1
        assert not [path for path in room.asked if "elsewhere" in path]


def test_sitemap_without_pages_says_what_to_do(tmp_path: Path) -> None:
    with newsroom() as room:
        (found,) = look(settings_for(tmp_path, room), f"{room.root}/sitemap.xml")
    assert found.failed and "--pages" in found.problems[0].message


def test_single_page_is_no_feed(tmp_path: Path) -> None:
    with newsroom() as room:
        room.publish("a", "two")
        (found,) = look(settings_for(tmp_path, room), f"{room.root}/a")
    assert found.failed and "onrecord add" in found.problems[0].message


def test_pages_over_the_limit_wait_for_the_next_round(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        for name in "abcde":
            room.publish(name, "two", place=f"Lakki {name}")
        counts = [look(settings, f"{room.root}/feed", pages=True, most_pages=2)[0] for _ in range(3)]
        assert [(c.new, c.waiting) for c in counts] == [(2, 3), (2, 1), (1, 0)]


def test_page_in_trouble_is_tried_again_later_and_one_that_is_gone_is_given_up(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        for name in ("a", "b", "c"):
            room.publish(name, "two", place=f"Lakki {name}")
        room.broken.add("/b")
        room.stories = [(n if n != "c" else "c%20gone", *rest) for n, *rest in room.stories]  # type: ignore[misc]
        (found,) = look(settings, f"{room.root}/feed", pages=True)
        assert found.new + found.known >= 1 and found.waiting == 1
        assert {p.severity for p in found.problems if p.code == "server_trouble"} == {ProblemSeverity.WARNING}
        room.broken.clear()
        with State(state_path(settings.store)) as state:  # as if the wait were over
            state._db.execute("UPDATE item SET due = 0")
        (later,) = look(settings, f"{room.root}/feed", pages=True)
        assert later.new == 1 and later.waiting == 0


def test_feed_that_fails_is_left_alone_longer_each_time(tmp_path: Path) -> None:
    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        room.broken.add("/feed")
        waits = []
        for _ in range(3):
            (found,) = look(settings, f"{room.root}/feed")
            assert found.failed
            with State(state_path(settings.store)) as state:
                waits.append(round((state.source_of(f"{room.root}/feed")[1] - time.time()) / 60))
        assert waits == [2, 4, 8]
        room.broken.clear()
        assert not look(settings, f"{room.root}/feed")[0].failed
        with State(state_path(settings.store)) as state:
            assert state.source_of(f"{room.root}/feed")[0] == 0


def test_folder_comes_on_record_and_changed_files_come_again(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    settings = settings_for(tmp_path)
    (inbox / "a.txt").write_text("Officials said three soldiers were killed in Bannu on Monday.", encoding="utf-8")
    (inbox / ".hidden.txt").write_text("Four were killed.", encoding="utf-8")
    (first,) = look(settings, str(inbox))
    (again,) = look(settings, str(inbox))
    assert (first.new, again.new, again.known) == (1, 0, 0)
    (inbox / "a.txt").write_text("Officials said seven soldiers were killed in Bannu on Monday.", encoding="utf-8")
    (inbox / "b.bin").write_bytes(bytes(200))
    (third,) = look(settings, str(inbox))
    assert third.new == 1 and [p.code for p in third.problems if p.source.endswith("b.bin")]


def test_file_that_is_being_written_waits(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    settings = settings_for(tmp_path)
    watch = Watch([str(inbox)], settings, every_s=10.0)
    (inbox / "a.txt").write_text("Officials said three soldiers were killed in Bannu.", encoding="utf-8")
    rounds = watch.rounds()
    assert next(rounds).new == 0
    os.utime(inbox / "a.txt", (time.time() - 60, time.time() - 60))
    with pytest.raises(StoreError, match="Another watch"):
        next(Watch([str(inbox)], settings, every_s=10.0).rounds())
    watch.stop()
    assert list(rounds) == []
    assert look(settings, str(inbox))[0].new == 1


class Killed(BaseException):
    """Ends a watch where a kill would."""


@pytest.mark.parametrize("moment", ["page fetched, nothing on record", "on record, not marked as done"])
def test_page_is_on_record_once_and_asked_for_once_when_a_kill_falls_between(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    with newsroom() as room:
        settings = settings_for(tmp_path, room)
        for name in "abc":
            room.publish(name, "two", place=f"Lakki {name}")
        with monkeypatch.context() as patched:
            patched.setattr(Watch, "_read", die) if moment.startswith("page") else patched.setattr(Round, "count", die)
            with pytest.raises(Killed):
                look(settings, f"{room.root}/feed", pages=True)
        (found,) = look(settings, f"{room.root}/feed", pages=True)
        assert (found.new + found.known, found.waiting) == (3, 0)
        assert [doc.url for doc in documents(settings)] == [f"{room.root}/{name}" for name in "abc"]
        assert sorted(path for path in room.asked if len(path) == 2) == ["/a", "/b", "/c"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no-such-folder", "no folder"),
        (__file__, "no folder"),
        ("file:///etc", "only http and https"),
        ("http://a:b@127.0.0.1/feed", "password"),
        ("http://127.0.0.1:22/feed", "port 22"),
    ],
)
def test_source_that_cannot_be_watched_speaks_up_at_once(source: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words) as said:
        Watch([source], settings_for(tmp_path), every_s=60.0)
    assert "a:b" not in str(said.value)


def test_private_feed_is_refused_without_the_setting(tmp_path: Path) -> None:
    with newsroom() as room, pytest.raises(InputError, match="fetch_private"):
        Watch([f"{room.root}/feed"], settings_for(tmp_path, room, fetch_private=False), every_s=60.0)


@pytest.mark.parametrize(("words", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86400), ("1.5h", 5400)])
def test_every_is_read(words: str, seconds: float) -> None:
    assert seconds_of(words) == seconds


@pytest.mark.parametrize("words", ["", "15", "m", "1s", "-5m", "15 minutes"])
def test_every_that_cannot_be_speaks_up(words: str) -> None:
    with pytest.raises(InputError, match="15m"):
        seconds_of(words)
