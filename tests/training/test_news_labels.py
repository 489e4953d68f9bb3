"""Judged feed items become passages that teach relevance; none of them is one that the reader is measured by."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from onrecord.evaluation.sets.news import judgements
from onrecord.training.labels import passages
from onrecord.training.news import LEARNED, news_lines


def learned() -> list[dict[str, str]]:
    with LEARNED.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def written(path: Path, ids: list[str]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for name in ids:
            lines.write(json.dumps({"id": name, "title": f"Title of {name}", "description": "And what it tells."}) + "\n")
    return path


def test_no_item_is_learned_from_and_measured_by() -> None:
    assert {row["item"] for row in learned()}.isdisjoint(row["item"] for row in judgements())


def test_every_judgement_becomes_a_passage_without_claims(tmp_path: Path) -> None:
    rows = learned()
    found = passages(news_lines(written(tmp_path / "items.jsonl.gz", [row["item"] for row in rows])))
    assert [p.relevant for p in found] == [row["relevant"] == "yes" for row in rows]
    assert found[0].text == f"Title of {rows[0]['item']}\n\nAnd what it tells."
    assert not any(p.claims or p.events or p.disruptions for p in found)


def test_items_that_lack_a_judged_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        list(news_lines(written(tmp_path / "items.jsonl.gz", [])))


def test_each_item_is_judged_once_and_in_plain_answers() -> None:
    rows = learned()
    assert len({row["item"] for row in rows}) == len(rows)
    assert {row["relevant"] for row in rows} == {row["unsure"] for row in rows} == {"yes", "no"}
