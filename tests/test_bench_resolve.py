"""The bench of places, times and actors measures what it says it does."""

import json
from pathlib import Path

import pytest

from onrecord.bench_resolve import bench_resolve
from onrecord.model.errors import InputError


def test_bench_reports_each_kind_and_all_together(tmp_path: Path) -> None:
    found = json.loads(bench_resolve(4, tmp_path))
    assert found["texts"] == 4
    assert found["words_each"] >= 330
    assert min(found[name] for name in ("places_s", "times_s", "actors_s", "together_s")) > 0


def test_folder_without_labelled_sets_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No labelled set"):
        bench_resolve(4, tmp_path, tmp_path)
