"""Place files of one's own: they are added to the shipped gazetteer, and what cannot be right is said and left out."""

import gzip
import zipfile
from pathlib import Path

import pytest

from onrecord.model.errors import InputError, StoreError
from onrecord.store.gazetteer import open_gazetteer
from onrecord.store.gazetteer_adding import add_places, open_with_added


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    open_gazetteer(folder)
    return folder


def line(number: int, name: str, north: float, east: float, alts: str = "", country: str = "PK") -> str:
    cells = [
        number,
        name,
        name,
        alts,
        north,
        east,
        "P",
        "PPL",
        country,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "900",
        "Asia/Karachi",
        "2026-01-01",
    ]
    return "\t".join(map(str, cells)) + "\n"


def test_added_places_are_found_beside_the_shipped_ones(cache: Path, tmp_path: Path) -> None:
    dump = tmp_path / "PK.txt"
    dump.write_text(line(990000001, "Kharwaro", 29.5, 66.5, "Karwaro") + line(1177446, "Gwadar", 25.12, 62.33, "Gwadur"))
    added = add_places(dump, cache, tmp_path / "places")
    assert (added.form, added.new, added.known, added.problems) == ("geonames", 1, 1, ())
    opened = open_with_added(cache, tmp_path / "places")
    (found,) = opened.named("Karwaro")
    assert (found.place.place_id, found.place.country, found.place.latitude) == ("geonames:990000001", "PK", 29.5)
    assert found.place.parent == "geonames:1168579"  # Pakistan
    assert opened.knows("Kharwaro")
    assert [n.place.place_id for n in opened.named("Gwadur")] == ["geonames:1177446"]
    assert open_gazetteer(cache).named("Kharwaro") == ()


def test_adding_twice_changes_nothing(cache: Path, tmp_path: Path) -> None:
    dump = tmp_path / "PK.txt"
    dump.write_text(line(990000001, "Kharwaro", 29.5, 66.5))
    first = add_places(dump, cache, tmp_path / "places")
    version = open_with_added(cache, tmp_path / "places").version
    assert add_places(dump, cache, tmp_path / "places").path == first.path
    assert open_with_added(cache, tmp_path / "places").version == version


def test_packed_files_are_unpacked(cache: Path, tmp_path: Path) -> None:
    content = line(990000001, "Kharwaro", 29.5, 66.5)
    (tmp_path / "PK.txt.gz").write_bytes(gzip.compress(content.encode()))
    with zipfile.ZipFile(tmp_path / "PK.zip", "w") as packed:
        packed.writestr("readme.txt", "about")
        packed.writestr("PK.txt", content)
    assert add_places(tmp_path / "PK.txt.gz", cache, tmp_path / "one").new == 1
    assert add_places(tmp_path / "PK.zip", cache, tmp_path / "other").new == 1


@pytest.mark.parametrize(
    ("north", "east", "country", "code"),
    [
        (66.5, 29.5, "PK", "swapped_coordinates"),
        (174.8, -41.3, "NZ", "swapped_coordinates"),
        (51.5, 0.1, "PK", "outside_country"),
        (29.5, 966.5, "PK", "broken_row"),
    ],
)
def test_place_where_it_cannot_be_is_left_out(
    cache: Path, tmp_path: Path, north: float, east: float, country: str, code: str
) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(line(990000001, "Kharwaro", 29.5, 66.5) + line(990000002, "Elsewhere", north, east, country=country))
    added = add_places(dump, cache, tmp_path / "places")
    assert [(p.code, p.subject) for p in added.problems] == [(code, "geonames:990000002")]
    assert open_with_added(cache, tmp_path / "places").place("geonames:990000002") is None


def test_longitude_beyond_the_antimeridian_is_turned_and_noted(cache: Path, tmp_path: Path) -> None:
    dump = tmp_path / "FJ.txt"
    dump.write_text(line(990000003, "Vunalagi", -16.8, 180.6, country="FJ"))
    added = add_places(dump, cache, tmp_path / "places")
    place = open_with_added(cache, tmp_path / "places").place("geonames:990000003")
    assert place is not None
    assert place.longitude == pytest.approx(-179.4)
    assert [p.code for p in added.problems] == ["antimeridian"]


def test_units_are_known_by_name_and_new_ones_need_a_position(cache: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(
        "ADM2_EN,ADM2_UR,ADM2_PCODE,ADM1_EN,ADM1_PCODE,center_lat,center_lon\n"
        "Quetta,کوئٹا,PK226,Balochistan,PK2,,\n"
        "Hillside,,PK299,Balochistan,PK2,29.2,66.4\n"
        "Nowhere,,PK298,Balochistan,PK2,,\n"
    )
    added = add_places(units, cache, tmp_path / "places")
    assert (added.new, added.known, [p.code for p in added.problems]) == (1, 1, ["no_coordinates"])
    opened = open_with_added(cache, tmp_path / "places")
    (hillside,) = (n.place for n in opened.named("Hillside") if n.place.place_id == "cod:PK299")
    assert (hillside.adm_1, hillside.adm_2, hillside.country) == ("Balochistan", "Hillside", "PK")
    assert [n.place.name for n in opened.named("کوئٹا") if n.place.kind.value == "adm_2"] == ["Quetta District"]


def test_file_without_a_usable_place_speaks_up_and_leaves_nothing(cache: Path, tmp_path: Path) -> None:
    dump = tmp_path / "PK.txt"
    dump.write_text(line(990000002, "Elsewhere", 66.5, 29.5))
    with pytest.raises(InputError, match="swapped"):
        add_places(dump, cache, tmp_path / "places")
    assert not (tmp_path / "places").exists()


def test_strange_file_in_the_folder_speaks_up(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.gz").write_bytes(gzip.compress(b"x"))
    with pytest.raises(StoreError, match="gazetteer add"):
        open_with_added(cache, tmp_path)


def test_missing_file_speaks_up(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothere\.txt"):
        add_places(tmp_path / "nothere.txt", cache, tmp_path / "places")
