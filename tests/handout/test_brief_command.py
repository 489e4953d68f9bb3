"""`onrecord brief` writes every form, narrows by time, place and campaign, and says what is missing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onrecord.cli import main
from onrecord.handout.commands import LANGUAGES, LENGTHS
from onrecord.present.brief import Length
from onrecord.present.briefing.words import language_codes
from onrecord.store.sqlite import Store


@pytest.fixture
def store(tmp_path: Path, make_report: Callable[..., Any]) -> Path:
    path = tmp_path / "register.db"
    with Store.open(path) as opened:
        item, document, extraction = make_report(12, published=datetime(2026, 5, 3, 9, tzinfo=UTC))
        opened.add(item, document, extraction, (), recorded_at=datetime(2026, 5, 6, tzinfo=UTC))
    return path


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["brief", *words, "--store", str(store)])


def test_choices_are_those_there_are() -> None:
    assert language_codes() == LANGUAGES and tuple(length.value for length in Length) == LENGTHS


def test_markdown_goes_to_the_screen(store: Path) -> None:
    result = run(store)
    assert result.exit_code == 0 and "12 villagers were killed" in result.output


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF")])
def test_forms_go_into_files(store: Path, tmp_path: Path, form: str, start: bytes) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    out = tmp_path / f"briefing.{form}"
    assert run(store, "--format", form, "--output", str(out)).exit_code == 0
    assert out.read_bytes().lstrip().startswith(start)


def test_what_is_no_text_is_not_written_to_the_screen(store: Path) -> None:
    result = run(store, "--format", "docx")
    assert result.exit_code == 2 and "--output briefing.docx" in result.output


def test_an_unknown_campaign_speaks_up(store: Path) -> None:
    result = run(store, "--campaign", "cmp-nowhere")
    assert result.exit_code == 2 and "cmp-nowhere" in result.output


def test_headings_in_another_language(store: Path) -> None:
    assert "صورتِ حال" in run(store, "--format", "html", "--language", "ur").output


def test_scope_is_named_in_the_briefing(store: Path) -> None:
    assert "only since 2026-05-01" in run(store, "--since", "2026-05-01").output


def test_a_profile_is_named_in_the_briefing(store: Path) -> None:
    assert "only the profile public" in run(store, "--profile", "public").output
