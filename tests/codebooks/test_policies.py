"""Policies are data: named, versioned, checked when they are loaded."""

import pytest

from onrecord.codebooks import load_policy, parse_policy, policy_names
from onrecord.model.errors import CodebookError

GOOD = """
name = "range"
version = 3
says = "As far apart as they are."
low = "lowest_root"
high = "highest_root"
best = "none"
possible = "raises_high"
denied = "zero_for_denier"
"""


def test_default_policy_is_on_the_shelf_and_names_its_version() -> None:
    assert "range" in policy_names()
    assert load_policy("range").label == "range 1"


def test_unknown_policy_says_which_there_are() -> None:
    with pytest.raises(CodebookError, match=r"no policy called 'median'; choose one of: .*range"):
        load_policy("median")


@pytest.mark.parametrize("name", policy_names())
def test_every_policy_on_the_shelf_is_whole(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert policy.says.endswith(".")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('best = "none"\n', ""), "missing or unknown: best"),
        (GOOD + 'median = "yes"\n', "missing or unknown: median"),
        (GOOD.replace("lowest_root", "lowest"), "low = 'lowest' is not known; choose one of: lowest_root"),
        (GOOD.replace("version = 3", "version = 0"), "whole number from 1"),
        ("name = ", "is not TOML"),
    ],
)
def test_broken_policy_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        parse_policy(text, "policies/x.toml")


def test_written_policy_is_read() -> None:
    assert parse_policy(GOOD, "x").label == "range 3"
