"""The project's own passages about relevance: complete, distinct, and nobody else's sentences."""

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from onrecord.training.labels import Passage, passages

OWN = resources.files("onrecord.training") / "own_labels.jsonl"
LINES = OWN.read_text(encoding="utf-8").splitlines()
ANNOTATION = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "annotation"
KEYS = {"id", "dataset", "doc", "date", "text", "relevant", "claims", "events", "disruptions"}
RUN = 8


def own() -> tuple[Passage, ...]:
    return passages(LINES)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def test_every_line_is_a_passage_with_the_keys_of_a_label_file() -> None:
    assert len(own()) == len(LINES)
    assert all(set(json.loads(line)) == KEYS for line in LINES)
    assert {json.loads(line)["dataset"] for line in LINES} == {"own"}


def test_no_passage_is_there_twice() -> None:
    assert len({p.passage_id for p in own()}) == len(LINES)
    assert len({p.text for p in own()}) == len(LINES)


def test_the_passages_teach_relevance_and_nothing_else() -> None:
    assert not any(p.claims or p.events or p.disruptions for p in own())
    assert not any("_span" in line or '"span"' in line for line in LINES)


def test_both_answers_are_taught() -> None:
    negatives = sum(not p.relevant for p in own())
    assert 80 <= negatives <= 140
    assert len(LINES) - negatives >= 70


def test_texts_are_of_news_length() -> None:
    assert all(15 <= len(p.text) <= 600 for p in own())


def test_a_line_without_a_relevance_label_speaks_up() -> None:
    with pytest.raises(KeyError, match="relevant"):
        passages(['{"id": "own-x", "text": "A fair.", "claims": [], "events": [], "disruptions": []}'])


@pytest.mark.skipif(not ANNOTATION.is_dir(), reason="the annotation texts are not here")
def test_no_eight_words_in_a_row_are_those_of_an_annotation_text() -> None:
    ours = {run for p in own() for run in runs(p.text)}
    files = sorted(ANNOTATION.glob("*.jsonl"))
    assert files
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            assert ours.isdisjoint(runs(json.loads(line)["text"]))
