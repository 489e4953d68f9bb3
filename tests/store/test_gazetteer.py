"""The gazetteer at rest: unpacked once and checked, then it knows the places that conflict reporting is about."""

import lzma
import time
from pathlib import Path

import pytest

from onrecord.atlas.places import fold_name, load_overlay
from onrecord.model.errors import StoreError
from onrecord.model.mentions import NameKind, PlaceKind
from onrecord.store import gazetteer as shelf
from onrecord.store.gazetteer import SqliteGazetteer, open_gazetteer


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def gazetteer(cache: Path) -> SqliteGazetteer:
    return open_gazetteer(cache)


BALOCHISTAN = (
    "Quetta Gwadar Mastung Nushki Noshki Kharan Panjgur Turbat Kech Pasni Kalat Khuzdar Dalbandin Chagai Sibi Bolan Mach Dhadar "
    "Naseerabad Tump Buleda Awaran Harnai Zhob Chaman Hub Lasbela Ormara Jiwani Washuk Surab Duki Loralai Ziarat Pishin Barkhan "
    "Kohlu Taftan Kachhi Sherani Musakhel Jafarabad Sohbatpur"
).split()


@pytest.mark.parametrize("name", BALOCHISTAN)
def test_every_district_and_main_town_of_balochistan_is_known(gazetteer: SqliteGazetteer, name: str) -> None:
    assert ("PK", "Balochistan") in {(n.place.country, n.place.adm_1) for n in gazetteer.named(name)}


@pytest.mark.parametrize(
    ("name", "place_id", "kind"),
    [
        ("Quetta", "geonames:1167528", PlaceKind.POPULATED),
        ("QUETTA", "geonames:1167528", PlaceKind.POPULATED),
        ("کوئٹہ", "geonames:1167528", PlaceKind.POPULATED),
        ("Balochistan", "geonames:1183606", PlaceKind.ADM_1),
        ("Pakistan", "geonames:1168579", PlaceKind.COUNTRY),
        ("Saryab Road", "overlay:saryab-road", PlaceKind.QUARTER),
        ("Darfur", "overlay:darfur", PlaceKind.REGION),
        ("Khyber-Pakhtunkhwa", "geonames:1168873", PlaceKind.ADM_1),
        ("Jacobabad", "geonames:1176515", PlaceKind.POPULATED),
        ("Cox’s Bazar", "geonames:1336134", PlaceKind.POPULATED),
        ("Київ", "geonames:703448", PlaceKind.CAPITAL),
    ],
)
def test_name_leads_to_its_place(gazetteer: SqliteGazetteer, name: str, place_id: str, kind: PlaceKind) -> None:
    assert (place_id, kind) in {(n.place.place_id, n.place.kind) for n in gazetteer.named(name)}


def test_nationality_and_abbreviation_are_marked_as_such(gazetteer: SqliteGazetteer) -> None:
    assert [(n.place.country, n.name_kind) for n in gazetteer.named("Pakistani")] == [("PK", NameKind.DEMONYM)]
    assert [(n.place.country, n.name_kind) for n in gazetteer.named("UAE")] == [("AE", NameKind.ABBREVIATION)]


def test_place_is_found_by_id_with_the_units_around_it(gazetteer: SqliteGazetteer) -> None:
    place, units = gazetteer.place("overlay:saryab-road"), []
    while place is not None:
        units.append(place.name)
        place = gazetteer.place(place.parent) if place.parent else None
    assert units == ["Saryab Road", "Quetta District", "Balochistan", "Pakistan"]


@pytest.mark.parametrize("place_id", ["geonames:1", "overlay:nowhere", "nonsense", "geonames:x", ""])
def test_unknown_id_is_none(gazetteer: SqliteGazetteer, place_id: str) -> None:
    assert gazetteer.place(place_id) is None


def test_unknown_name_has_no_place(gazetteer: SqliteGazetteer) -> None:
    assert gazetteer.named("Xyzzyville") == ()
    assert not gazetteer.knows("Xyzzyville")


def test_whatever_has_a_place_is_known(gazetteer: SqliteGazetteer) -> None:
    names = [name.removeprefix("~") for row in load_overlay() for name in (row.name, *row.other_names)]
    assert [name for name in names if not (gazetteer.knows(name) and gazetteer.named(name))] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("N'Djamena", "Ndjamena"), ("Sana’a", "Sanaa"), ("St. Louis", "Saint Louis"), ("Khuzdār", "KHUZDAR"), ("U.S.", "us")],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_opening_again_and_asking_takes_a_few_milliseconds(cache: Path, gazetteer: SqliteGazetteer) -> None:
    started = time.perf_counter()
    assert open_gazetteer(cache).named("Gwadar")
    # The bar is 20 ms on an idle machine; ten times that still tells unpacking anew from opening.
    assert time.perf_counter() - started < 0.2


def test_unpacked_file_is_named_by_its_content_and_nothing_else_is_left(cache: Path, gazetteer: SqliteGazetteer) -> None:
    assert [path.name for path in cache.iterdir()] == [f"gazetteer-{gazetteer.version[:16]}.sqlite"]


def test_damaged_package_speaks_up(tmp_path: Path) -> None:
    packed = tmp_path / "gazetteer.sqlite.xz"
    packed.write_bytes(lzma.compress(b"not what was built"))
    with pytest.raises(StoreError, match="install the package again"):
        shelf.unpack(packed, tmp_path / "out.sqlite", "0" * 64)
    assert not (tmp_path / "out.sqlite").exists()


def test_file_that_is_no_gazetteer_speaks_up(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer-0.sqlite"
    path.write_bytes(b"no database at all, but some text that is long enough to be looked at" * 20)
    with pytest.raises(StoreError, match="is not a gazetteer"):
        SqliteGazetteer(path, "0")


def test_cache_that_cannot_be_written_speaks_up(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="set `cache`"):
        open_gazetteer(tmp_path / "file")
