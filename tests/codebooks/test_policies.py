"""Policies are data: named, versioned, sourced, and checked when they are loaded."""

from dataclasses import fields
from pathlib import Path

import pytest

from onrecord.codebooks import Policy, load_policies, load_policy, parse_policy, policy_names
from onrecord.codebooks.policy import PARTS, RULES, TAGS
from onrecord.model.errors import CodebookError

GOOD = """
name = "mine"
version = 3
says = "As far apart as they are."
source = "our own"
possible = "raises_high"

[words.vague]
dozens = [24, 24, ""]
some = "blank"

[words.numbers]
at_most = ["blank", "blank", "stated"]

[[low]]
rule = "lowest"
of = "low"
without = ["enemy_loss"]

[[best]]
rule = "ranked"
of = "point"
ranks = [["neutral"], ["official", "!enemy_loss"]]
"""
SHELF = {
    "acled_like", "airwars_like", "bracket", "conservative", "gtd_like", "gva_like", "ibc_like", "informative", "range",
    "representative", "ucdp_like",
}  # fmt: skip


def test_eleven_policies_are_on_the_shelf_and_the_default_comes_first() -> None:
    assert set(policy_names()) == SHELF
    assert policy_names()[0] == "range"
    assert load_policy("range").label == "range 1"


def test_unknown_policy_says_which_there_are() -> None:
    with pytest.raises(CodebookError, match=r"no policy called 'median'; choose one of: range, acled_like"):
        load_policy("median")


@pytest.mark.parametrize("policy", load_policies(), ids=lambda p: p.name)
def test_every_policy_says_what_it_does_and_where_it_comes_from(policy) -> None:
    assert policy.name in policy_names()
    assert policy.says.endswith(".") and policy.caveat.endswith(".")
    assert policy.source
    assert policy.low or policy.best or policy.high


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('source = "our own"\n', ""), "policies/x.toml: missing: source"),
        (GOOD + 'median = "yes"\n', "best 1: unknown: median"),
        ('median = "yes"\n' + GOOD, "policies/x.toml: unknown: median"),
        (GOOD.replace('"lowest"', '"smallest"'), "low 1: rule = 'smallest' does not fit; it must be one of: lowest, highest"),
        (GOOD.replace("enemy_loss", "enemies", 1), "without = 'enemies' does not fit"),
        (GOOD.replace("version = 3", "version = 0"), "whole number from 1"),
        (GOOD.replace('possible = "raises_high"', 'possible = "maybe"'), "possible = 'maybe' does not fit"),
        (GOOD.replace('[24, 24, ""]', "[24, 99]"), "dozens = .* must be a number of people"),
        (GOOD.replace('["blank", "blank", "stated"]', '["blank"]'), "at_most = .* three words, for low, point and high"),
        (GOOD.replace("at_most", "at_worst"), "numbers: unknown: at_worst"),
        ('version = "1', "is not TOML"),
        ('low = "all"\n' + GOOD.split("[[low]]")[0], "low = 'all' does not fit; it must be a list of tables"),
    ],
)
def test_broken_policy_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        parse_policy(text, "policies/x.toml")


def test_written_policy_is_read() -> None:
    policy = parse_policy(GOOD, "x")
    assert policy.label == "mine 3"
    assert policy.words.vague == {"dozens": (24, 24, None), "some": (None, None, None)}
    assert policy.words.numbers["at_most"] == ("blank", "blank", "stated")
    assert policy.words.numbers["at_least"] == ("low", "stated", "high")
    assert policy.best[0].ranks == (("neutral",), ("official", "!enemy_loss"))


@pytest.mark.parametrize(
    ("name", "word", "numbers"),
    [
        ("acled_like", "dozens", (12, 12, 12)),
        ("acled_like", "tens", (10, 10, 10)),
        ("acled_like", "hundreds", (100, 100, 100)),
        ("acled_like", "several", (3, 3, 3)),
        ("ucdp_like", "scores", (40, 40, 99)),
        ("ucdp_like", "hundreds", (200, 200, 999)),
        ("gtd_like", "any", (None, None, None)),
    ],
)
def test_number_words_of_the_standards(name: str, word: str, numbers: tuple[int | None, ...]) -> None:
    assert load_policy(name).words.vague[word] == numbers


def test_every_policy_and_every_word_of_one_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
    for word in (
        *policy_names(),
        *TAGS,
        *RULES,
        *PARTS,
        *(f.name for f in fields(Policy) if f.name not in ("words", "low", "best")),
    ):
        assert f"`{word}`" in page or f"`[{word}]`" in page or f"`[[{word}]]`" in page, word
