"""Whole names of places: what is one, what is part of another name, and where a name that nobody lists stands."""

import pytest

from onrecord.model.documents import Document
from onrecord.model.enums import PlaceRelation
from onrecord.model.mentions import Gazetteer, Mention
from onrecord.resolve.places import survey_places
from onrecord.resolve.toponyms.naming import name_places
from onrecord.store.gazetteer import open_gazetteer


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return open_gazetteer(tmp_path_factory.mktemp("cache"))


def places(text: str, gazetteer: Gazetteer) -> dict[str, Mention]:
    doc = Document(document_id="doc-1", text_version="t1", text=text, raw_sha256="0" * 64, source="test")
    survey = survey_places(doc, gazetteer)
    return {m.span.exact: m for m in name_places(survey.founds, survey.evidence, survey.mentions)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men died in Quetta and Kharan on Monday.", ["Quetta", "Kharan"]),
        ("Police closed River Avenue in Winnipeg after the fire.", ["River Avenue", "Winnipeg"]),
        ("Flooding was reported in Northern Ireland and in West Virginia.", ["Northern Ireland", "West Virginia"]),
        ("She lives in Gainesville, Va., with her family.", ["Gainesville", "Va."]),
        ("The race was held at Brands Hatch in Kent.", ["Brands Hatch", "Kent"]),
    ],
)
def test_whole_names_are_found(text: str, expected: list[str], gazetteer: Gazetteer) -> None:
    assert list(places(text, gazetteer)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tyler Davis said the Obama administration was wrong, and Tyler agreed.",
        "The Turkish and the English players met.",
        "The Islamabad United players and the Quetta Gladiators met.",
    ],
)
def test_persons_peoples_and_teams_are_no_places(text: str, gazetteer: Gazetteer) -> None:
    assert places(text, gazetteer) == {}


def test_site_stands_where_the_place_inside_its_name_does(gazetteer: Gazetteer) -> None:
    found = places("The blast hit the Quetta Civil Hospital.", gazetteer)["Quetta Civil Hospital"]
    assert found.place is not None
    assert found.place.name == "Quetta"


def test_site_stands_where_the_text_says_it_lies(gazetteer: Gazetteer) -> None:
    found = places("The fire began on River Avenue in Winnipeg.", gazetteer)["River Avenue"]
    assert found.place is not None
    assert (found.place.name, found.place.relation) == ("Winnipeg", PlaceRelation.IN)


def test_site_without_a_place_stands_near_the_nearest_and_says_so(gazetteer: Gazetteer) -> None:
    text = "Winnipeg was calm on Monday. Crews were called to Assiniboine Avenue at night."
    found = places(text, gazetteer)["Assiniboine Avenue"]
    assert found.place is not None
    assert (found.place.name, found.place.relation, found.place.where_prec) == ("Winnipeg", PlaceRelation.NEAR, 2)


def test_site_stands_near_a_town_of_the_province_that_the_text_speaks_of_most(gazetteer: Gazetteer) -> None:
    text = "Toledo and Dayton in Ohio are far from Laredo, Texas. Crews were called to Kiser Lake at night."
    found = places(text, gazetteer)["Kiser Lake"]
    assert found.place is not None
    assert (found.place.name, found.place.relation) == ("Dayton", PlaceRelation.NEAR)


def test_place_inside_a_name_counts_where_the_text_speaks_of_its_province(gazetteer: Gazetteer) -> None:
    found = places("Gainesville and Manassas in Virginia are near the Stonewall Golf Club.", gazetteer)["Stonewall Golf Club"]
    assert found.place is not None
    assert found.place.adm_1 == "Virginia"


def test_unlisted_place_is_put_nowhere(gazetteer: Gazetteer) -> None:
    found = places("The convoy stopped in Xolbrazzik on Monday.", gazetteer)
    assert all(m.place is None or m.place.latitude is None for m in found.values())
