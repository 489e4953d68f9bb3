"""Every kind of event has a code in every scheme, the codes are the schemes' own, and broken tables speak up."""

import pytest

from onrecord.codebooks.schemes import (
    SCHEMES,
    UNNAMED,
    Code,
    code_for,
    load_coded_countries,
    load_hxl,
    load_rules,
    read_rules,
)
from onrecord.model.enums import EventType
from onrecord.model.errors import CodebookError

# Source: ACLED codebook, 6 event types and 25 sub-types.
ACLED = {
    "Explosions/Remote violence": {
        "Remote explosive/landmine/IED", "Suicide bomb", "Grenade", "Air/drone strike", "Shelling/artillery/missile attack",
        "Chemical weapon",
    },
    "Battles": {
        "Armed clash", "Non-state actor overtakes territory", "Government regains territory",
    },
    "Violence against civilians": {
        "Abduction/forced disappearance", "Sexual violence", "Attack",
    },
    "Strategic developments": {
        "Headquarters or base established", "Disrupted weapons use", "Looting/property destruction", "Other", "Arrests",
        "Agreement", "Non-violent transfer of territory", "Change to group/activity",
    },
    "Riots": {
        "Mob violence", "Violent demonstration",
    },
    "Protests": {
        "Protest with intervention", "Excessive force against protesters", "Peaceful protest",
    },
}  # fmt: skip
PLOVER = {"AGREE", "COERCE", "ASSAULT", "PROTEST", "THREATEN"}
# Modes that CAMEO2PLOVER (2021) gives these, and `destroy`, which only the coded examples of PLOVER have.
PLOVER_MODES = {
    "ASSAULT": {
        *("abduct", "assassinate", "beat", "cleansing", "destroy", "explosives", "firearms", "heavy-weapons", "massacre"),
        *("seize", "sexual", "suicide-attack", "torture", "unconventional"),
    },
    "COERCE": {"arrest", "ban", "curfew", "deport", "martial-law", "restrict", "seize"},
    "PROTEST": {"boycott", "demo", "hunger", "obstruct", "riot"},
}


@pytest.mark.parametrize("scheme", ["acled", "gtd", "plover"])
def test_every_event_type_has_a_rule_that_always_fits(scheme: str) -> None:
    always = {rule.event_type for rule in load_rules(scheme) if not rule.when}
    assert {*(t.value for t in EventType), UNNAMED} <= always


def test_codes_are_the_schemes_own() -> None:
    assert all(rule.code.sub_code in ACLED[rule.code.code or ""] for rule in load_rules("acled"))
    assert {rule.code.code for rule in load_rules("gtd")} <= {None, *"123456789"}
    assert {rule.code.code for rule in load_rules("plover")} <= {None, *PLOVER}
    moded = [rule.code for rule in load_rules("plover") if rule.code.sub_code]
    assert [code for code in moded if code.sub_code not in PLOVER_MODES[code.code or ""]] == []
    assert {rule.code.code for rule in load_rules("ged")} <= {"1", "2", "3"}


# Source: claims_method §2.3, mapping to export codes.
@pytest.mark.parametrize(
    ("scheme", "types", "facts", "code", "sub_code"),
    [
        ("acled", [EventType.ARMED_CLASH], {"fighters"}, "Battles", "Armed clash"),
        ("acled", [EventType.ARMED_ATTACK], {"civilians", "harmed"}, "Violence against civilians", "Attack"),
        ("acled", [EventType.SUICIDE_BOMBING], set(), "Explosions/Remote violence", "Suicide bomb"),
        ("acled", [EventType.TERRITORIAL_CHANGE], {"by_armed_group"}, "Battles", "Non-state actor overtakes territory"),
        ("acled", [EventType.TERRITORIAL_CHANGE], {"by_state"}, "Battles", "Government regains territory"),
        ("acled", [EventType.ARREST_RAID], {"fighters", "killed", "harmed"}, "Battles", "Armed clash"),
        ("acled", [], {"civilians", "killed", "harmed"}, "Violence against civilians", "Attack"),
        ("ged", [EventType.ARMED_ATTACK], {"fighters", "state_side", "armed_side"}, "1", "state-based conflict"),
        ("ged", [EventType.ARMED_ATTACK], {"civilians", "by_armed_group"}, "3", "one-sided violence"),
        ("ged", [EventType.ARMED_ATTACK], {"harmed"}, None, None),
        ("gtd", [EventType.HOSTAGE_TAKING], set(), "6", "Hostage Taking (Kidnapping)"),
        ("plover", [EventType.SUICIDE_BOMBING], set(), "ASSAULT", "suicide-attack"),
    ],
)
def test_events_get_the_code_that_the_facts_ask_for(
    scheme: str, types: list[EventType], facts: set[str], code: str | None, sub_code: str | None
) -> None:
    found = code_for(scheme, types, facts)
    assert (found.code, found.sub_code) == (code, sub_code)


def test_countries_have_distinct_codes() -> None:
    countries = load_coded_countries().values()
    assert len({c.iso3 for c in countries}) == len({c.iso_numeric for c in countries}) == len(countries)
    numbers = [c.gwno for c in countries if c.gwno is not None]
    assert len(numbers) == len(set(numbers)) and all(2 <= n <= 950 for n in numbers)
    assert {c.ged_region for c in countries} == {"Africa", "Americas", "Asia", "Europe", "Middle East"}


def test_pakistan_is_coded_as_its_users_know_it() -> None:
    found = load_coded_countries()["PK"]
    assert (found.iso3, found.iso_numeric, found.gwno, found.ged_region, found.acled_region) == (
        "PAK", "586", 770, "Asia", "South Asia",
    )  # fmt: skip


def test_hxl_tags_are_distinct() -> None:
    book = load_hxl()
    tags = [f.tag for f in book.fields] + [f"{c.tag}+{a}" for c in book.counts for _, a in book.bounds]
    assert len(tags) == len({frozenset(tag.split("+")) for tag in tags})  # the order of attributes does not count


def test_unknown_scheme_and_broken_row_speak_up() -> None:
    with pytest.raises(CodebookError, match="'nato'"):
        load_rules("nato")
    with pytest.raises(CodebookError, match=r"mine\.csv: 'battle' when 'often'"):
        read_rules("event_type,when,code,sub_code,disorder,source\nbattle,often,1,,,me\n", "mine.csv")


def test_no_rule_is_no_code() -> None:
    assert code_for("ged", [], []) == Code(code=None, sub_code=None, disorder=None)


def test_every_scheme_says_where_its_rows_come_from() -> None:
    from importlib import resources

    for scheme in SCHEMES:
        lines = resources.files("onrecord").joinpath("codebooks", "schemes", f"{scheme}.csv").read_text("utf-8").splitlines()
        assert all(line.rpartition(",")[2] for line in lines[1:])
