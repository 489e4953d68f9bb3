"""`onrecord export` writes what it says, refuses what it must, and writes the same again."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import main
from onrecord.handout.commands import FORMATS
from onrecord.handout.exporting import format_names
from onrecord.store.sqlite import Store


@pytest.fixture
def store(tmp_path: Path, make_report: Callable[..., Any]) -> Path:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        for number, day in ((12, 3), (19, 5)):
            item, document, extraction = make_report(number, published=datetime(2026, 5, day, 9, tzinfo=UTC))
            opened.add(item, document, extraction, (), recorded_at=datetime(2026, 5, 6, tzinfo=UTC))
    return path


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["export", *words, "--store", str(store)])


def test_help_names_every_format() -> None:
    assert set(FORMATS) == set(format_names())
    text = CliRunner().invoke(main, ["export", "--help"]).output
    assert all(name in text for name in FORMATS)


def test_folder_holds_data_and_papers_and_can_be_written_again(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(store, "csv", "--out", str(out)).exit_code == 0
    before = {f.name: f.read_bytes() for f in out.iterdir()}
    assert {"claims.csv", "datapackage.json", "README.md", "CITATION.cff", "LICENCE.md"} <= set(before)
    assert run(store, "csv", "--out", str(out)).exit_code == 0
    assert {f.name: f.read_bytes() for f in out.iterdir()} == before


def test_zip_holds_the_same_files(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    assert run(store, "sqlite", "--out", str(out)).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        assert "register.sqlite" in archive.namelist() and archive.testzip() is None


def test_single_file_goes_to_standard_output(store: Path) -> None:
    result = run(store, "geojson", "--out", "-")
    assert result.exit_code == 0 and json.loads(result.stdout)["type"] == "FeatureCollection"


def test_several_files_do_not_fit_into_standard_output(store: Path) -> None:
    result = run(store, "csv", "--out", "-")
    assert result.exit_code == 2 and "--out a folder or a .zip" in result.output


def test_a_folder_of_somebody_else_is_left_alone(store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    result = run(store, "csv", "--out", str(tmp_path / "mine"))
    assert result.exit_code == 2 and "no export" in result.output
    assert [f.name for f in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_as_of_shows_what_was_published_by_then(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(store, "jsonl", "--out", str(out), "--as-of", "2026-05-04").exit_code == 0
    assert len((out / "claims.jsonl").read_text().splitlines()) == 1
    assert "2026-05-04T23:59:59Z" in (out / "README.md").read_text()


def test_layouts_of_others_take_their_own_policy_unless_one_is_named(store: Path, tmp_path: Path) -> None:
    run(store, "ged", "--out", str(tmp_path / "a"))
    run(store, "ged", "--out", str(tmp_path / "b"), "--policy", "range")
    policies = [json.loads((tmp_path / n / "datapackage.json").read_text())["onrecord"]["policy"] for n in "ab"]
    assert policies == ["ucdp_like 1", "range 1"]


def test_public_profile_is_the_default_and_refuses_texts(store: Path, tmp_path: Path) -> None:
    result = run(store, "doccano", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2 and "--profile partner or internal" in result.output


def test_licence_and_publisher_are_named(store: Path, tmp_path: Path) -> None:
    run(store, "csv", "--out", str(tmp_path / "out"), "--licence", "CC-BY-4.0", "--publisher", "Valley Desk")
    assert "CC-BY-4.0" in (tmp_path / "out" / "LICENCE.md").read_text()
    assert 'name: "Valley Desk"' in (tmp_path / "out" / "CITATION.cff").read_text()


def test_no_register_is_said_with_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path / "none.db", "csv", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2 and not (tmp_path / "out").exists()
