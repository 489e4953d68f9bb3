"""Where outlets are at home: kept by the user, and heard where a name has many places."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.model.documents import Document
from onrecord.model.errors import InputError
from onrecord.resolve.places import find_places
from onrecord.resolve.toponyms.homes import home_of
from onrecord.store.gazetteer import open_gazetteer
from onrecord.store.outlet_homes import FILE, add_home, load_homes

LOUISIANA = "geonames:4314550"  # Alexandria, Louisiana


def report(text: str, url: str | None) -> Document:
    return Document(document_id="doc-1", text_version="t1", text=text, raw_sha256="0" * 64, source="test", url=url)


def test_name_means_what_lies_near_the_outlets_home(tmp_path: Path) -> None:
    gazetteer = open_gazetteer(tmp_path / "cache")
    home = gazetteer.place(LOUISIANA)
    assert home is not None
    add_home("https://www.thetowntalk.com/", home, tmp_path)
    homes = load_homes(tmp_path, gazetteer)
    text = "A woman was arrested in Alexandria on Friday."
    placed = {}
    for url in ("http://www.thetowntalk.com/article/1", None):
        doc = report(text, url)
        place = find_places(doc, gazetteer, home_of(doc, homes))[0].place
        placed[url] = place.country if place is not None else None
    assert list(placed.values()) == ["US", "EG"]


def test_last_home_counts_and_rows_are_sorted(tmp_path: Path) -> None:
    gazetteer = open_gazetteer(tmp_path / "cache")
    for outlet, place_id in (("wxyz.com", LOUISIANA), ("abcd.com", LOUISIANA), ("wxyz.com", "geonames:1167528")):
        place = gazetteer.place(place_id)
        assert place is not None
        add_home(outlet, place, tmp_path)
    assert {name: place.place_id for name, place in load_homes(tmp_path, gazetteer).items()} == {
        "abcd.com": LOUISIANA,
        "wxyz.com": "geonames:1167528",
    }
    assert (tmp_path / FILE).read_text().splitlines()[1].startswith("abcd.com,")


def test_home_that_no_gazetteer_holds_speaks_up(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("outlet,place_id,name\nabcd.com,geonames:1,Nowhere\n")
    with pytest.raises(InputError, match=r"Line 2 of outlets\.csv"):
        load_homes(tmp_path, open_gazetteer(tmp_path / "cache"))


def test_command_asks_for_an_id_where_a_name_has_many_places(tmp_path: Path) -> None:
    around = {"ONRECORD_PLACES": str(tmp_path / "places"), "ONRECORD_CACHE": str(tmp_path / "cache")}
    many = CliRunner().invoke(main, ["gazetteer", "home", "abcd.com", "Alexandria"], env=around)
    one = CliRunner().invoke(main, ["gazetteer", "home", "abcd.com", LOUISIANA], env=around)
    assert (many.exit_code, one.exit_code) == (2, 0)
    assert "Several places" in many.output
    assert (tmp_path / "places" / FILE).is_file()
