"""Place files of others: each format is read, and a row that does not fit is named and left out."""

import json
import re

import pytest

from onrecord.atlas.dumps import DumpRow, read_dump
from onrecord.atlas.polygons import disc_of
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.mentions import PlaceKind


def geonames(number: int, name: str, north: str, east: str, code: str = "PPL", *, group: str = "P", alts: str = "") -> str:
    units = ["PK", "", "02", "77", "", ""]
    return "\t".join(
        [str(number), name, name, alts, north, east, group, code, *units, "1200", "", "900", "Asia/Karachi", "2026-01-01"]
    )


def test_geonames_dump_gives_kind_units_names_and_people() -> None:
    province = geonames(1, "Upland", "29", "66", "ADM1", group="A")
    town = geonames(2, "Kharwaro", "29.5", "66.5", alts="Karwaro,Харваро")
    dump = read_dump(f"{province}\n{town}\n", "PK.txt")
    assert dump.form == "geonames"
    assert dump.rows[1] == DumpRow(
        ident="geonames:2",
        name="Kharwaro",
        kind=PlaceKind.POPULATED,
        country="PK",
        latitude=29.5,
        longitude=66.5,
        population=1200,
        adm_1="geonames:1",
        other_names=("Kharwaro", "Karwaro", "Харваро"),
    )


@pytest.mark.parametrize(
    ("code", "group", "kind"),
    [("PPLC", "P", PlaceKind.CAPITAL), ("PPLX", "P", PlaceKind.QUARTER), ("MILB", "L", PlaceKind.FACILITY),
     ("PASS", "T", PlaceKind.TERRAIN), ("ADM3", "A", PlaceKind.ADM_2), ("GULF", "H", PlaceKind.SEA)],
)  # fmt: skip
def test_feature_codes_become_kinds(code: str, group: str, kind: PlaceKind) -> None:
    assert read_dump(geonames(3, "Somewhere", "29", "66", code, group=group), "PK.txt").rows[0].kind is kind


def test_places_that_are_gone_are_not_taken_over() -> None:
    assert read_dump(geonames(3, "Old Fort", "29", "66", "PPLQ"), "PK.txt").rows == ()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("4\tKharwaro\tKharwaro", "3 columns"),
        (geonames(4, "Kharwaro", "north", "66"), "latitude 'north' is no number"),
        (geonames(4, " ", "29", "66"), "no name"),
        (geonames(4, "Kharwaro", "29", "66", group="?", code="XYZ"), "feature class '\\?'"),
        (geonames(1, "Kharwaro", "29", "66"), "stands twice"),
    ],
)
def test_broken_row_is_a_problem_and_the_others_are_read(line: str, complaint: str) -> None:
    dump = read_dump(f"{geonames(1, 'First', '29', '66')}\n{line}\n", "PK.txt")
    assert [row.name for row in dump.rows] == ["First"]
    (problem,) = dump.problems
    assert problem.code == "broken_row"
    assert re.search(complaint, problem.message)


WOF_COLUMNS = "wof_id geonames_id placetype name lat lon population region_wof county_wof region_gn county_gn alt_names wikidata"
WOF = WOF_COLUMNS.replace(" ", "\t") + "\n"


def test_whos_on_first_rows_keep_geonames_numbers_and_units() -> None:
    county = "11\t\tcounty\tHillside\t29\t66\t\t10\t11\t99\t\tOld Division|Former\t"
    town = "12\t55\tlocality\tKharwaro\t29.1\t66.1\t800\t10\t11\t99\t\tKarwaro\tQ1"
    planet = "13\t\tplanet\tEarth\t0\t0\t\t\t\t\t\t\t"
    dump = read_dump(f"{WOF}{county}\n{town}\n{planet}\n", "wof_pk.tsv")
    first, second = dump.rows
    assert (first.ident, first.kind, first.other_names) == ("wof:11", PlaceKind.ADM_2, ())
    assert (second.ident, second.country, second.adm_1, second.adm_2) == ("geonames:55", "PK", "geonames:99", "wof:11")


def test_whos_on_first_without_a_country_asks_for_it() -> None:
    with pytest.raises(InputError, match="--country"):
        read_dump(WOF, "places.tsv")


@pytest.mark.parametrize(
    "head",
    [
        "ADM2_EN,ADM2_PCODE,ADM1_EN,ADM1_PCODE,center_lat,center_lon",
        "adm2_name,adm2_pcode,adm1_name,adm1_pcode,center_lat,center_lon",
    ],
)
def test_admin_units_of_either_naming_are_read_past_their_tags(head: str) -> None:
    tags = "#adm2+name,#adm2+code,#adm1+name,#adm1+code,#geo+lat,#geo+lon"
    dump = read_dump(f"{head}\n{tags}\nHillside,PK277,Upland,PK2,29.2,66.4\n", "units.csv")
    (row,) = dump.rows
    assert (row.ident, row.name, row.kind, row.country) == ("cod:PK277", "Hillside", PlaceKind.ADM_2, "PK")
    assert (row.latitude, row.longitude, row.adm_1) == (29.2, 66.4, "name:Upland")


def square(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def test_outline_across_the_antimeridian_is_one_area_and_says_so() -> None:
    halves = [square(179, -18, 180, -17), square(-180, -18, -179, -17)]
    feature = {
        "properties": {"ADM1_EN": "Edge", "ADM1_PCODE": "FJ1"},
        "geometry": {"type": "MultiPolygon", "coordinates": halves},
    }
    dump = read_dump(json.dumps({"type": "FeatureCollection", "features": [feature]}), "fj.geojson")
    (row,) = dump.rows
    assert row.latitude == pytest.approx(-17.5, abs=0.01)
    assert abs(row.longitude or 0) == pytest.approx(180, abs=0.01)
    assert row.radius_km == pytest.approx(86, abs=3)
    assert [(p.code, p.severity) for p in dump.problems] == [("antimeridian", ProblemSeverity.NOTE)]


def test_disc_has_the_area_of_its_outline() -> None:
    disc = disc_of({"type": "Polygon", "coordinates": square(0, -1, 2, 1)})
    assert disc is not None
    assert (disc.latitude, disc.longitude, disc.crosses) == (pytest.approx(0), pytest.approx(1), False)
    assert disc.radius_km == pytest.approx(125.5, abs=0.5)


@pytest.mark.parametrize(
    "geometry", [None, {}, {"type": "Polygon", "coordinates": []}, {"type": "LineString", "coordinates": [[0, 0]]}]
)
def test_geometry_without_area_has_no_disc(geometry: object) -> None:
    assert disc_of(geometry) is None


@pytest.mark.parametrize("text", ["", "name;place\nA;B\n", '{"type": "Feature"}', "{not json", '{"features": 3}'])
def test_unknown_format_speaks_up(text: str) -> None:
    with pytest.raises(InputError, match=r"list\.txt"):
        read_dump(text, "list.txt")
