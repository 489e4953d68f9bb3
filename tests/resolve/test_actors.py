"""Names link to the actor table; what is not named links only where the report itself says who is meant."""

import pytest

from onrecord.atlas.actors import is_abbreviation, load_actors, read_actors
from onrecord.languages import load_lexicon
from onrecord.model.errors import InputError
from onrecord.resolve.actors import ActorContext, find_actors, link_actor, read_context

LEXICON = load_lexicon("en")
TABLE = load_actors()


def context(text: str, *countries: str) -> ActorContext:
    return read_context(text, TABLE, LEXICON, countries)


@pytest.mark.parametrize(
    ("words", "countries", "expected"),
    [
        ("the Baloch Liberation Army", (), "pk-bla"),
        ("BLA spokesman Jeeyand Baloch", (), "pk-bla"),
        ("the Frontier Corps", ("PK",), "pk-frontier-corps"),
        ("FC personnel", ("PK",), "pk-frontier-corps"),
        ("FC supporters", ("ES",), None),
        ("Tehreek-e-Taliban Pakistan", (), "pk-ttp"),
        ("the Pakistani Taliban", ("AF",), "pk-ttp"),
        ("Syrian Observatory for Human Rights", (), "sy-sohr"),
        ("al-Shabaab fighters", (), "so-al-shabaab"),
        ("Da’esh", (), "is"),
        ("it is", (), None),
        ("amnesty for rebels", (), None),
        ("STF men", ("LK",), "lk-stf"),
        ("STF men", ("IN",), "in-stf"),
        ("STF men", (), None),
        ("the army", ("PK",), "pk-military"),
        ("Provincial police official Ibad Khan", ("PK",), "pk-police"),
        ("security forces", ("IN", "PK"), "in-security-forces"),
        ("authorities", ("PK",), "pk-government"),
        ("the army", (), None),
        ("unidentified militants", ("PK",), None),
        ("villagers", ("PK",), None),
        ("AFP", ("SY",), "afp"),
        ("AFP spokesmen", ("PH",), "ph-military"),
        ("ANA", ("CO",), None),
        ("Russia", ("SY",), "ru-government"),
        ("Israeli warplanes", ("SY",), "il-military"),
    ],
)
def test_words_link_to_an_actor_or_to_none(words: str, countries: tuple[str, ...], expected: str | None) -> None:
    assert link_actor(words, context("", *countries)) == expected


def test_abbreviation_defined_in_the_report_beats_the_table() -> None:
    about = context("The Baloch Nationalist Army (NPA) said it had struck. NPA men left.", "PK")
    assert link_actor("the NPA", about) == "pk-bna"


def test_abbreviation_of_an_unlisted_group_is_not_given_to_its_namesake() -> None:
    about = context("The Northern Protection Alliance (NPA) said it had struck.", "ML")
    assert link_actor("the NPA", about) is None


def test_the_militants_are_the_one_group_that_is_named() -> None:
    assert link_actor("the militants", context("The BLA struck a post.", "PK")) == "pk-bla"
    assert link_actor("the militants", context("The BLA and the TTP struck.", "PK")) is None


@pytest.mark.parametrize(
    ("name", "expected"), [("Naqvi", "pk-government"), ("Khan", "pk-police"), ("Jeeyand", "pk-bla"), ("Rind", None)]
)
def test_bare_name_speaks_for_whom_its_first_mention_says(name: str, expected: str | None) -> None:
    text = (
        "Interior Minister Mohsin Naqvi spoke. Provincial police official Ibad Khan agreed. "
        "BLA spokesman Jeeyand Baloch did not. Security forces left, Rind said."
    )
    assert link_actor(name, context(text, "PK")) == expected


def test_rank_in_brackets_is_no_actor() -> None:
    text = "Senior Superintendent of Police (SSP) Khan spoke. The SSP left. The Hill Freedom Front (HFF) struck."
    found = find_actors(context(text))
    assert [(w.span.exact, w.actor_id) for w in found] == [("HFF", None)]


def test_text_in_capitals_does_not_turn_verbs_into_groups() -> None:
    text = "THE ARMY IS WAITING WHO KNOWS. THE FMLN STRUCK."
    assert [w.actor_id for w in find_actors(context(text, "SV"))] == ["sv-military", "sv-fmln"]


def test_spans_cut_the_names_out_of_the_text() -> None:
    text = "In Quetta, the Baloch Liberation Army’s men and the BLF fought Levies personnel."
    found = [w.span for w in find_actors(context(text, "PK"))]
    assert [s.exact for s in found] == ["Baloch Liberation Army", "BLF", "Levies personnel"]
    assert all(text[s.start : s.end] == s.exact for s in found)


def test_table_is_large_and_its_sides_group_parties() -> None:
    assert len(TABLE) >= 600
    assert TABLE.by_id["pk-bla"].side == TABLE.by_id["pk-blf"].side == "pk-baloch-insurgents"
    assert TABLE.by_id["pk-frontier-corps"].side == TABLE.by_id["pk-military"].side == "pk-government"


@pytest.mark.parametrize(
    ("name", "expected"), [("BLA", True), ("LeT", True), ("CPI-M", True), ("M23", True), ("Hamas", False), ("Mai-Mai", False)]
)
def test_abbreviations_are_told_from_names(name: str, expected: bool) -> None:
    assert is_abbreviation(name) is expected


@pytest.mark.parametrize(
    "text",
    [
        "id,name\nx,y",
        "actor_id,name,kind,country,aliases,side,source\nx,Some Army,army,PK,,,",
        "actor_id,name,kind,country,aliases,side,source\nx,Some Army,military,Pakistan,,,",
        "actor_id,name,kind,country,aliases,side,source\nx,A,military,PK,,,\nx,B,military,PK,,,",
    ],
)
def test_broken_table_says_which_row_and_why(text: str) -> None:
    with pytest.raises(InputError, match="actor table"):
        read_actors(text)


@pytest.mark.parametrize(
    ("text", "words", "countries", "actor_id"),
    [
        ("Hamas spoke in Cairo. The Israeli army struck. The IDF said it would look into it.", "IDF", ("EG",), "il-military"),
        (
            "Shelter was asked of the government of Balochistan.",
            "government of Balochistan",
            ("PK",),
            "pk-balochistan-government",
        ),
        ("A new outfit, the Marib Dawn Brigade, sent a film.", "Marib Dawn Brigade", ("YE",), None),
        ("Editors of Dawn wrote about it.", "Dawn", ("PK",), "dawn"),
    ],
)
def test_what_else_the_report_names_tells_a_party(
    text: str, words: str, countries: tuple[str, ...], actor_id: str | None
) -> None:
    assert link_actor(words, context(text, *countries)) == actor_id
