"""A found claim is right at a level exactly when the annotation set's own scorer says so."""

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from onrecord.evaluation.annotation import Report, gold_claim
from onrecord.evaluation.scoring import Score, Told, level, overlap, pair_up, same_speaker

SHARED = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "annotation"
TEXT = "Police said 12 villagers and two soldiers were killed near the bridge."


def told(**changes: Any) -> Told:
    fields: dict[str, Any] = {
        "span": (12, 55), "count": (12, 14), "low": 12, "high": 12, "qualifier": "exact", "effect": "killed",
        "effect_span": (49, 55), "category": "civilian", "victims": (15, 24), "source": (0, 6), "certainty": "asserted",
        "scope": "incident", "place": None, "time": None, "parent": None,
    }  # fmt: skip
    return Told(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 3),
        ({"source": None}, 2),
        ({"category": "unknown"}, 1),
        ({"effect": "injured"}, 0),
        ({"low": 13}, 0),
        ({"high": None, "qualifier": "at_least"}, 0),
        ({"count": (29, 32)}, 0),
        ({"qualifier": "vague"}, 0),
    ],
)
def test_level_falls_with_what_is_wrong(changes: dict[str, Any], expected: int) -> None:
    assert level(told(), told(**changes), TEXT) == expected


def test_about_is_right_within_fifteen_per_cent() -> None:
    gold = told(qualifier="about", low=40, high=40)
    assert level(gold, told(qualifier="about", low=35, high=45), TEXT) == 3
    assert level(gold, told(qualifier="about", low=60, high=70), TEXT) == 0


def test_another_mention_of_the_same_speaker_counts() -> None:
    text = "Colonel Ponce spoke. Ponce said so. The mayor left."
    assert same_speaker(text, (0, 13), (21, 26))
    assert not same_speaker(text, (0, 13), (36, 45))
    assert same_speaker(text, None, None)


def test_pairs_are_one_to_one_and_best_first() -> None:
    assert pair_up([1, 2], [2, 1, 2], lambda g, f: 2 if g == f else 1) == [(0, 1, 2), (1, 0, 2)]


def test_scores_add_up_and_empty_ones_are_zero() -> None:
    total = Score(right=1, gold=2, found=1) + Score(right=0, gold=2, found=1)
    assert (total.precision, total.recall) == (0.5, 0.25)
    assert Score(right=0, gold=0, found=0).f1 == 0.0


def test_absent_stretches_never_overlap() -> None:
    assert not overlap(None, (0, 1))


@pytest.fixture(scope="module")
def original() -> ModuleType:
    path = SHARED / "score_claims.py"
    if not path.is_file():
        pytest.skip("the annotation set is not here")
    spec = importlib.util.spec_from_file_location("score_claims", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_agrees_with_the_sets_own_scorer_on_disturbed_gold(original: ModuleType) -> None:
    """Gold labels with random damage are scored alike by both, claim pair by claim pair."""
    chance = random.Random(7)
    lines = (SHARED / "claims_dev.jsonl").read_text(encoding="utf-8").splitlines()
    for passage in map(json.loads, lines):
        damaged = [disturbed(label, chance) for label in passage["claims"]]
        theirs = [original.gold_claim(label) for label in passage["claims"]], [original.gold_claim(label) for label in damaged]
        ours = [gold_claim(label) for label in passage["claims"]], [gold_claim(label) for label in damaged]
        for i in range(len(damaged)):
            for j in range(len(damaged)):
                expected = original.level(theirs[0][i], theirs[1][j], passage["text"])
                assert level(ours[0][i], ours[1][j], passage["text"]) == expected


def disturbed(label: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    changes = [
        {},
        {"low": (label["low"] or 0) + 1},
        {"high": None},
        {"who": "unknown"},
        {"source_span": None},
        {"count_span": None},
        {"qualifier": "vague"},
        {"qualifier": "about"},
        {"outcome": "injured"},
    ]
    return {**label, **chance.choice(changes)}


def test_report_of_nothing_says_nothing_was_scored() -> None:
    assert Report().as_json()["passages"] == 0
