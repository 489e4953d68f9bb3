"""Relevance and false claims on general news are weighted to the stream that the items were drawn from."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from onrecord.evaluation.sets.news import NewsItem, NewsReport, Told, at_recall, decided, judgements, load
from onrecord.model.errors import InputError


def told(relevant: bool, relevance: float, *, weight: float = 1.0, claims: int = 0, makes: int = 0) -> Told:
    item = NewsItem(
        item_id=f"{relevance}", text="x", published=None, weight=weight, relevant=relevant, unsure=False, claims=makes
    )
    return Told(item=item, relevance=relevance, relevant=relevance >= 0.5, claims=("killed 1: x",) * claims)


def test_precision_is_taken_at_the_threshold_that_reaches_the_recall() -> None:
    said = [told(True, 0.9), told(True, 0.4), told(False, 0.6), told(False, 0.1)]
    assert at_recall(said, 0.97) == {"threshold": 0.4, "p": pytest.approx(0.6667), "r": 1.0}
    assert at_recall(said, 0.5) == {"threshold": 0.9, "p": 1.0, "r": 0.5}
    assert at_recall([told(False, 0.9)], 0.97) is None


def test_verdicts_are_weighted() -> None:
    assert decided([told(True, 0.9, weight=1), told(False, 0.8, weight=3)]) == (0.25, 1.0)
    assert decided([told(True, 0.2)]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("relevant", "claims", "makes", "false"), [(False, 2, 0, 2), (False, 2, 1, 1), (False, 1, 3, 0), (True, 4, 0, 0)]
)
def test_false_claims_are_those_beyond_what_an_irrelevant_item_makes(relevant: bool, claims: int, makes: int, false: int) -> None:
    assert told(relevant, 0.1, claims=claims, makes=makes).false_claims == false


def test_false_claims_are_told_per_thousand_irrelevant_items() -> None:
    report = NewsReport(told=[told(False, 0.1, weight=1, claims=1), told(False, 0.1, weight=3), told(True, 0.9, claims=5)])
    plain = report.as_json(examples=5)
    assert plain["false_claims_per_1000_irrelevant"] == 250.0
    assert plain["confusion"] == {
        "relevant": {"relevant": 1, "irrelevant": 0},
        "irrelevant": {"relevant": 0, "irrelevant": 2},
    }
    assert [w["claims_found"] for w in plain["worst"]] == [["killed 1: x"]]


def test_judgements_are_four_hundred_items_of_two_halves() -> None:
    rows = list(judgements())
    assert Counter(row["stratum"] for row in rows) == {"harm_word": 200, "other": 200}
    assert len({row["item"] for row in rows}) == 400
    assert Counter(row["relevant"] for row in rows) == {"yes": 86, "no": 314}


def test_the_majority_of_three_judges_counts() -> None:
    for row in judgements():
        assert (row["relevant"] == "yes") == (row["relevant_by"].count("y") >= 2)
        assert (row["unsure"] == "yes") == (row["unsure_by"].count("y") >= 2 or len(set(row["relevant_by"])) == 2)


def test_absent_or_other_feed_items_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="news_feeds_2022"):
        load(tmp_path)
    folder = tmp_path / "data" / "news_feeds_2022"
    folder.mkdir(parents=True)
    with gzip.open(folder / "items.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"id": "another", "title": "", "description": "", "published": None}) + "\n")
    with pytest.raises(InputError, match="lack"):
        load(tmp_path)
