"""What the parts of a score of two brief reports weigh, worked out from judged pairs."""

import base64
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from onrecord.evaluation.clustering import brief_weights
from onrecord.evaluation.clustering.brief_weights import LEARNT, fit, in_words, parts_of_week, weeks_of
from onrecord.model.documents import Document
from onrecord.model.errors import InputError
from onrecord.model.register import Extraction
from onrecord.reconcile.joining.likeness import GIST_WEIGHTS
from onrecord.settings import load_settings


def test_a_part_that_tells_pairs_apart_gets_a_weight_and_one_that_does_not_hardly_any() -> None:
    chance = random.Random(7)
    rows = [(chance.random(), chance.random()) for _ in range(400)]
    same = np.asarray([float(telling + chance.gauss(0, 0.1) > 0.6) for telling, _ in rows])
    learnt = fit(np.asarray(rows), same)
    assert learnt.weights[0] > 5 and abs(learnt.weights[1]) < 1.5
    assert learnt.loss(np.asarray(rows), same) < 0.4
    assert fit(np.asarray(rows), same) == learnt


def _read(name: str, title: str, numbers: list[int], below: str = "") -> tuple[Document, Extraction]:
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    text = f"{title}\n\n{below}".strip()
    doc = Document(
        document_id=f"doc-{name}", text_version="t", text=text, raw_sha256=name, source="s", title=title, published_at=at
    )
    gist = "v:" + base64.b64encode(bytes(numbers)).decode()
    return doc, Extraction(document_id=f"doc-{name}", text_version="t", reader="r", relevant=True, relevance=0.5, gist=gist)


def test_only_judged_pairs_that_would_be_compared_are_learnt_from() -> None:
    read = {
        "i1": _read("9", "Gunman opens fire in classroom", [90, 20, 0, 0]),
        "i2": _read("5", "Officers waited outside school", [85, 30, 5, 0]),
        "i3": _read("7", "Coffee chain opens cafes", [0, 0, 80, 60]),
    }
    ((parts, same),) = parts_of_week(read, {("i1", "i2"): True, ("i1", "i3"): False})
    assert same and len(parts) == len(LEARNT)
    assert parts[LEARNT.index("headline_alone")] == 1.0


def test_the_weights_are_printed_as_they_stand_in_the_code() -> None:
    chance = random.Random(3)
    weeks = [[([chance.random() for _ in LEARNT], chance.random() < 0.5) for _ in range(60)] for _ in range(3)]
    said = in_words(weeks)
    assert [line.split('"')[1] for line in said.splitlines() if line.startswith('"')] == list(LEARNT)
    assert "GIST_BASE = " in said and "180 pairs; loss a pair on weeks left out 0." in said
    assert set(LEARNT) | set(brief_weights.LEFT) == set(GIST_WEIGHTS)


def test_a_folder_without_the_items_speaks_up(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No feed items at"):
        weeks_of(tmp_path, load_settings(workers=1))
