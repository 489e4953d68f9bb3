"""The commands of the archive, as a person runs them: what they print, write and refuse."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.custody.commands import archive
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    with Store.open(tmp_path / "r.db") as store:
        for n in (11, 10):
            item, doc, reading = make_report(n)
            store.add(item, doc, reading, (), recorded_at=NOW)
    return tmp_path / "r.db"


def run(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(archive, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done


def test_package_is_written_and_verified(path: Path, tmp_path: Path) -> None:
    assert "2 captures, 0 of them pages" in run("export", tmp_path / "r.wacz", "--store", path).stderr
    assert "everything holds" in run("verify", tmp_path / "r.wacz").stdout
    assert "there already" in run("export", tmp_path / "r.wacz", "--store", path, code=2).stderr


def test_report_prints_the_end_of_the_chain(path: Path, tmp_path: Path) -> None:
    done = run("report", tmp_path / "out", "--store", path)
    with Store.open(path) as store:
        assert done.stdout.strip() == list(store.entries())[-1].entry_id
    assert (tmp_path / "out" / "verify.py").is_file()


def test_copy_is_written_and_put_back(path: Path, tmp_path: Path) -> None:
    assert "4 entries, verified" in run("backup", tmp_path / "copy.db", "--store", path).stderr
    done = run("restore", tmp_path / "copy.db", "--store", path)
    assert "the file before it is" in done.stderr and len(list(tmp_path.glob("r.db.before-restore-*"))) >= 1


def test_erasing_asks_unless_told_not_to(path: Path, make_report: Make) -> None:
    _, doc, _ = make_report(11)
    words = ("erase", doc.document_id, "--reason", "asked for", "--by", "editor-1", "--store", path)
    assert "add --yes" in run(*words, code=2).stderr
    assert "erased 1 reports: 2 lines blanked" in run(*words, "--yes").stderr
    assert "erased 0 reports" in run(*words, "--yes").stderr
    with Store.open(path) as store:
        assert len(store.register().documents) == 1


def test_erasing_needs_a_name_and_something_to_erase(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_REVIEWER", raising=False)
    assert "nothing to erase" in run("erase", "--reason", "r", "--by", "b", "--yes", "--store", path, code=2).stderr
    assert "name or sign" in run("erase", "doc-1", "--reason", "r", "--yes", "--store", path, code=2).stderr
    assert "not on record" in run("erase", "doc-1", "--reason", "r", "--by", "b", "--yes", "--store", path, code=2).stderr


def test_reports_of_before_a_day_are_erased(path: Path) -> None:
    words = ("erase", "--recorded-before", "2026-03-01", "--reason", "kept for a month", "--by", "b", "--yes", "--store", path)
    assert "erased 2 reports" in run(*words).stderr
    assert "nothing to erase" in run(*words, code=2).stderr


def test_key_is_made_once(tmp_path: Path) -> None:
    done = run("key", "new", tmp_path / "k.pem")
    assert len(done.stdout.strip()) == 64
    assert "never overwritten" in run("key", "new", tmp_path / "k.pem", code=2).stderr


def test_request_for_a_time_stamp_is_written_and_a_false_answer_refused(path: Path, tmp_path: Path) -> None:
    head = run("timestamp", "request", tmp_path / "h.tsq", "--store", path).stdout.strip()
    assert bytes.fromhex(head) in (tmp_path / "h.tsq").read_bytes()
    assert "no time stamp response" in run("timestamp", "keep", tmp_path / "h.tsq", "--store", path, code=2).stderr
    assert "cannot be read" in run("timestamp", "keep", tmp_path / "none.tsr", "--store", path, code=2).stderr
    assert run("seals", "--store", path).stdout == ""


@pytest.mark.parametrize("words", [("export", "x.wacz"), ("report", "x"), ("backup", "x"), ("seals",)])
def test_register_that_is_not_there_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "There is no register" in run(*words, "--store", tmp_path / "none.db", code=2).stderr
