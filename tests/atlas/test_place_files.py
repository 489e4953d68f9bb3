"""The place files that people edit: they hold together, and a row that does not fit is named."""

import pytest

from onrecord.atlas.places import load_countries, load_overlay, read_overlay
from onrecord.model.errors import InputError
from onrecord.model.mentions import PlaceKind

HEADER = "name,other_names,kind,latitude,longitude,radius_km,country,adm_1,parent,geonames,valid_from,valid_to,source\n"


def test_overlay_row_is_read_with_its_names_and_centre() -> None:
    (row,) = read_overlay(HEADER + "Saryab Road,Sariab Road|Saryab,quarter,30.14,66.98,4,PK,Balochistan,Quetta,,,,editor")
    assert (row.other_names, row.kind, row.latitude, row.radius_km, row.geonames) == (
        ("Sariab Road", "Saryab"),
        PlaceKind.QUARTER,
        30.14,
        4.0,
        None,
    )


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("Nowhere,,populated,,,,PK,,,,,,editor", "neither coordinates"),
        ("Nowhere,,hamlet,30,67,4,PK,,,,,,editor", "'hamlet'"),
        ("Nowhere,,populated,120.5,67,4,PK,,,,,,editor", "latitude comes before longitude"),
        ("Nowhere,,populated,30,367,4,PK,,,,,,editor", "outside ±180"),
        ("Nowhere,,populated,thirty,67,4,PK,,,,,,editor", "'thirty' is no number"),
    ],
)
def test_row_that_does_not_fit_is_named(line: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        read_overlay(HEADER + line)
    assert "Nowhere" in str(caught.value)


def test_every_row_of_ours_says_where_it_comes_from() -> None:
    assert len(load_overlay()) >= 400
    assert [row.name for row in load_overlay() if row.source not in ("GeoNames", "editor")] == []


def test_no_two_rows_make_one_place() -> None:
    names = [(row.name, row.country, row.kind) for row in load_overlay() if row.geonames is None]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_countries_have_centre_and_people() -> None:
    pakistan = next(row for row in load_countries() if row.country == "PK")
    assert (pakistan.latitude, pakistan.longitude, pakistan.demonyms) == (29.9, 69.3, ("Pakistani", "Pakistanis"))
