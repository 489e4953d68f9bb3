"""`onrecord check`: what it prints and how it exits, for a whole, a signed, a damaged and a repaired register."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.custody.checking import check
from onrecord.store.custody import sealing
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    with Store.open(tmp_path / "r.db") as store:
        for n in range(1, 31):
            item, doc, reading = make_report(n, "in the valley")
            store.add(item, doc, reading, (), recorded_at=NOW)
    return tmp_path / "r.db"


def run(path: Path, *words: str, code: int) -> Result:
    # Wide enough that no line is broken, however long the folder of the test is.
    done = CliRunner(env={"COLUMNS": "400"}).invoke(check, ["--store", str(path), *words])
    assert done.exit_code == code, done.output
    return done


def test_whole_register_is_said_to_hold(path: Path) -> None:
    assert "the chain, the archive and every span hold (30 documents" in run(path, code=0).stdout
    assert "nothing to mend" in run(path, "--repair", code=0).stderr


def test_damage_is_said_then_mended_and_the_loss_stays_told(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 7 // 10)
    found = run(path, code=1).stderr
    assert "The file is damaged" in found and "check --repair" in found
    done = run(path, "--repair", code=1)
    assert "entries and the bytes of" in done.stderr and "the damaged file is" in done.stderr
    assert "Add the reports concerned again" in done.stdout or "add the latest reports again" in done.stdout
    assert len(list(path.parent.glob("r.db.damaged-*"))) == 1


def test_signature_by_another_key_is_said(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mine", "other"):
        sealing.new_key(tmp_path / name)
    with Store.open(path) as store:
        sealing.sign_head(store, sealing.load_key(tmp_path / "other"), at=NOW)
    assert "every span hold" in run(path, code=0).stdout
    monkeypatch.setenv("ONRECORD_SIGNING_KEY", str(tmp_path / "mine"))
    assert "by another key than yours" in run(path, code=1).stdout
    monkeypatch.setenv("ONRECORD_SIGNING_KEY", str(tmp_path / "other"))
    assert "every span hold" in run(path, code=0).stdout


@pytest.mark.parametrize("words", [(), ("--repair",)])
def test_file_that_is_no_register_is_not_taken_for_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "There is no register" in run(tmp_path / "none.db", code=2).stderr
    (tmp_path / "r.db").write_bytes(b"only a text" * 1000)
    run(tmp_path / "r.db", *words, code=2 if words else 1)
    assert (tmp_path / "r.db").read_bytes() == b"only a text" * 1000
