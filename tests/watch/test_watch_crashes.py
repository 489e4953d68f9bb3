"""A watch that is killed loses nothing and doubles nothing; one that is told to stop does so at once and politely."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from newsroom import newsroom

from onrecord.pipeline import load_register
from onrecord.settings import load_settings
from onrecord.store.sqlite import Store
from onrecord.watch.state import State
from onrecord.watch.watching import Watch, state_path

HERE = Path(__file__).resolve().parent
STORIES, KILLS = 24, 12


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled_by_a_dozen_kills(tmp_path: Path) -> None:
    store, inbox = tmp_path / "w.db", tmp_path / "inbox"
    inbox.mkdir()
    for number in range(STORIES):
        text = f"Officials said {number + 2} soldiers were killed in village {number} near Bannu on Monday."
        (inbox / f"{number}.txt").write_text(text, encoding="utf-8")
    with newsroom() as room:
        for number in range(STORIES):
            room.publish(f"s{number}", "two", place=f"Lakki {number}")
        sources = [str(inbox), f"{room.root}/feed"]
        command = [sys.executable, str(HERE / "killing.py"), str(store), str(room.port), str(KILLS), *sources]
        subprocess.run(command, check=True, timeout=120, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
        register = load_register(load_settings(store=store))
        pages = Counter(doc.url for doc in register.documents if doc.url)
        files = Counter(doc.source for doc in register.documents if not doc.url)
        assert pages == {f"{room.root}/s{number}": 1 for number in range(STORIES)}
        assert files == {str(inbox / f"{number}.txt"): 1 for number in range(STORIES)}
        asked = Counter(path for path in room.asked if path.startswith("/s"))
        assert set(asked) == {f"/s{number}" for number in range(STORIES)} and max(asked.values()) <= 3
    with Store.open(store, create=False) as opened:
        assert opened.verify() == []
    with State(state_path(store)) as state:
        assert state.open_count(sources[1]) == 0
        assert state._db.execute("SELECT count(*) FROM item WHERE content IS NOT NULL").fetchone() == (0,)


def test_signal_ends_a_watch_in_the_middle_of_a_slow_page_and_the_page_is_made_up_for(tmp_path: Path) -> None:
    with newsroom() as room:
        room.publish("slow", "two")
        room.gate.clear()
        settings = {
            "STORE": str(tmp_path / "w.db"),
            "READER": "grammar",
            "FETCH_PRIVATE": "true",
            "FETCH_PORTS": str(room.port),
            "FETCH_DELAY": "0",
        }
        env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | {f"ONRECORD_{k}": v for k, v in settings.items()}
        command = [sys.executable, "-m", "onrecord", "watch", f"{room.root}/feed", "--pages"]
        running = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
        deadline = time.monotonic() + 60
        while "/slow" not in room.asked and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=10)
        assert running.returncode == 0 and "stopping" in said and "Traceback" not in said
        room.gate.set()
        again = load_settings(
            store=tmp_path / "w.db", reader="grammar", fetch_private=True, fetch_ports=str(room.port), fetch_delay=0.0, workers=1
        )
        (made_up,) = Watch([f"{room.root}/feed"], again, every_s=60.0, pages=True).rounds(once=True)
        assert (made_up.new, made_up.waiting) == (1, 0)
