"""Parties that no row lists wait for a person, and are linked once one has accepted them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.atlas.actors import add_actor, heed_added, load_actors, load_with_added
from onrecord.cli import main
from onrecord.model.errors import InputError
from onrecord.pipeline import load_register, load_tools, reconcile_register
from onrecord.settings import load_settings
from onrecord.web.rendering import actor_name, is_actor

ROW = {"actor_id": "sarhan-lions", "name": "Sarhan Lions", "kind": "armed_group", "country": "PK", "aliases": "SLF", "side": "",
       "source": "test"}  # fmt: skip
TEXT = "Fighters of the Sarhan Freedom Front (SFF) killed three soldiers in Quetta on Monday. The SFF said it had killed nine."


def test_accepted_row_is_found_by_all_its_names(tmp_path: Path) -> None:
    add_actor(ROW, tmp_path)
    table = load_with_added(tmp_path)
    assert len(table) == len(load_actors()) + 1
    assert [a.actor_id for a in (*table.by_name["sarhan lions"], *table.by_abbreviation["SLF"])] == ["sarhan-lions"] * 2


@pytest.mark.parametrize("change", [{"kind": "army"}, {"country": "Pakistan"}, {"actor_id": "acf"}])
def test_row_that_does_not_fit_is_refused(change: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        add_actor(ROW | change, tmp_path)
    assert not list(tmp_path.iterdir())


def test_unknown_party_waits_until_it_is_accepted(tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    report.write_text(json.dumps({"id": "1", "text": TEXT, "published": "2026-02-03"}))
    around = {"ONRECORD_PLACES": str(tmp_path / "places"), "ONRECORD_READER": "grammar"}
    store = ["--store", str(tmp_path / "register.db")]

    def run(*words: str) -> str:
        return CliRunner().invoke(main, [*words], env=around).output

    run("add", *store, str(report))
    assert "SFF" in run("actors", "provisional", *store, "--format", "csv")
    run("actors", "accept", "Sarhan Freedom Front", "--kind", "armed_group", "--alias", "SFF", "--source", "test")
    assert "SFF" not in run("actors", "provisional", *store, "--format", "csv")


def test_accepted_party_has_its_name_on_pages_in_briefings_and_in_figures(tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    report.write_text(json.dumps({"id": "1", "text": TEXT, "published": "2026-02-03"}))
    around = {"ONRECORD_PLACES": str(tmp_path / "places"), "ONRECORD_READER": "grammar"}
    store = ["--store", str(tmp_path / "register.db")]

    def run(*words: str) -> str:
        return CliRunner().invoke(main, [*words], env=around).output

    run("actors", "accept", "Sarhan Freedom Front", "--kind", "armed_group", "--alias", "SFF", "--source", "test")
    load_tools.cache_clear()  # a process of its own reads with what was accepted before it
    run("add", *store, str(report))
    try:
        assert "Sarhan Freedom Front" in run("brief", *store)
        assert (actor_name("sarhan-freedom-front"), is_actor("sarhan-freedom-front")) == ("Sarhan Freedom Front", True)
        view = reconcile_register(load_register(load_settings(store=tmp_path / "register.db")), "range")
        assert "sarhan-freedom-front" in {teller.root for figure in view.figures for teller in figure.tellers}
    finally:
        heed_added(None)
        load_tools.cache_clear()
