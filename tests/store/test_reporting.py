"""The verification report: somebody without OnRecord recomputes the chain and the bytes, and finds what was changed."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.model.errors import InputError, NotFoundError
from onrecord.store.custody import sealing
from onrecord.store.custody.erasing import erase
from onrecord.store.custody.reporting import report
from onrecord.store.sqlite import Store

NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)
Make = Callable[..., tuple]  # type: ignore[type-arg]  # (item, document, reading)


@pytest.fixture
def path(tmp_path: Path, make_report: Make) -> Path:
    with Store.open(tmp_path / "r.db") as store:
        for n in (11, 10, 67):
            item, doc, reading = make_report(n, "in the valley\u2028of Čitral")
            store.add(item, doc, reading, (), recorded_at=NOW)
    return tmp_path / "r.db"


@pytest.fixture
def folder(path: Path, tmp_path: Path) -> Path:
    with Store.open(path) as store:
        report(store, tmp_path / "report", at=NOW)
    return tmp_path / "report"


def verify(folder: Path) -> tuple[int, str]:
    """What a bare Python says that has nothing installed and sees no module of ours."""
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_report_verifies_with_a_bare_python(folder: Path) -> None:
    head = json.loads((folder / "ledger.jsonl").read_text().split("\n")[-2])["entry_id"]
    told = "6 entries, 0 of them blanked by erasing; 3 files of raw bytes verified."
    assert verify(folder) == (0, f"{told}\nThe chain ends with {head}\nEverything holds.\n")
    assert head in (folder / "README.txt").read_text()


def printed_program() -> str:
    """The program as the documentation prints it."""
    page = (Path(__file__).resolve().parent.parent.parent / "docs" / "custody.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return program


def test_program_of_the_documentation_finds_what_was_changed(folder: Path) -> None:
    (folder / "verify.py").write_text(printed_program(), encoding="utf-8")
    assert verify(folder)[0] == 0 and verify(folder)[1].endswith("Everything holds.\n")
    ledger = folder / "ledger.jsonl"
    ledger.write_text(ledger.read_text().replace("11 villagers", "99 villagers", 1))
    next((folder / "raw").iterdir()).write_bytes(b"another text")
    code, told = verify(folder)
    assert code == 1
    assert "WRONG: entry 1 does not match its hash: it was changed" in told
    assert "is missing or does not match its hash" in told


def test_program_of_the_documentation_is_the_one_that_is_handed_out(folder: Path) -> None:
    assert printed_program() == (folder / "verify.py").read_text(encoding="utf-8")
    assert len(printed_program().splitlines()) <= 60


def test_program_is_short_enough_to_read() -> None:
    from importlib import resources

    program = resources.files("onrecord.store.custody").joinpath("verify.py").read_text()
    assert len(program.splitlines()) <= 60
    imported = {line.split()[1].split(".")[0] for line in program.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("11 villagers", "99 villagers", "entry 1 does not match its hash"),
        ('"sequence":2,', '"sequence":3,', "entries 2 to 2 are missing"),
        ('"kind":"document"', '"kind":"redacted"', "entry 1 does not match its hash"),
    ],
)
def test_changed_line_is_found(folder: Path, old: str, new: str, said: str) -> None:
    ledger = folder / "ledger.jsonl"
    ledger.write_text(ledger.read_text().replace(old, new, 1))
    code, told = verify(folder)
    assert code == 1 and said in told


@pytest.mark.parametrize(("gone", "said"), [(0, "entries 1 to 1 are missing"), (3, "entries 4 to 4 are missing")])
def test_line_that_was_taken_out_is_found(folder: Path, gone: int, said: str) -> None:
    lines = (folder / "ledger.jsonl").read_text().split("\n")
    del lines[gone]
    (folder / "ledger.jsonl").write_text("\n".join(lines))
    assert verify(folder)[0] == 1 and said in verify(folder)[1]


def test_swapped_lines_are_found(folder: Path) -> None:
    lines = (folder / "ledger.jsonl").read_text().split("\n")
    lines[2], lines[3] = lines[3], lines[2]
    (folder / "ledger.jsonl").write_text("\n".join(lines))
    assert verify(folder)[0] == 1


def test_changed_and_missing_bytes_are_found(folder: Path) -> None:
    first, second, _ = sorted((folder / "raw").iterdir())
    first.write_bytes(b"another text")
    second.unlink()
    code, told = verify(folder)
    assert code == 1 and told.count("is missing or does not match its hash") == 2


def test_report_without_bytes_says_so(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        report(store, tmp_path / "r", at=NOW, with_bytes=False)
    code, told = verify(tmp_path / "r")
    assert code == 0 and "3 files of raw bytes NOT included here" in told


def test_erased_register_verifies_and_its_tombstone_is_needed(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        name = store.register().documents[0].document_id
        erase(store, [name], reason="asked for", by="editor-1", at=NOW)
        report(store, tmp_path / "r", at=NOW)
    assert verify(tmp_path / "r")[0] == 0 and "2 of them blanked" in verify(tmp_path / "r")[1]
    lines = (tmp_path / "r" / "ledger.jsonl").read_text().split("\n")
    (tmp_path / "r" / "ledger.jsonl").write_text("\n".join(lines[:-2]) + "\n")
    code, told = verify(tmp_path / "r")
    assert code == 1 and told.count("is blank, and no tombstone says why") == 2


def test_signatures_go_with_the_words_they_cover(path: Path, tmp_path: Path) -> None:
    sealing.new_key(tmp_path / "k")
    with Store.open(path) as store:
        sealing.sign_head(store, sealing.load_key(tmp_path / "k"), at=NOW)
        assert report(store, tmp_path / "r", at=NOW).seals == 1
    assert sorted(p.name for p in (tmp_path / "r" / "seals").iterdir()) == ["0001.pub", "0001.sig", "0001.words"]
    assert (tmp_path / "r" / "seals" / "0001.pub").read_bytes() == (tmp_path / "k.pub").read_bytes()


def test_folder_with_something_in_it_is_left_alone(path: Path, folder: Path, tmp_path: Path) -> None:
    with Store.open(path) as store, pytest.raises(InputError, match="is not empty"):
        report(store, folder, at=NOW)
    with Store.open(tmp_path / "empty.db") as store, pytest.raises(NotFoundError, match="holds nothing yet"):
        report(store, tmp_path / "new", at=NOW)
