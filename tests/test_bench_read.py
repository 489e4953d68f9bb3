"""The bench of pages measures what it says it does."""

import json
from pathlib import Path

import pytest

from onrecord.bench_read import bench_read, bench_warc
from onrecord.model.errors import InputError


def test_bench_reports_pages_and_records() -> None:
    found = json.loads(bench_read(4, 1))
    assert (found["pages"], found["records"], found["workers"]) == (4, 20, 1)
    assert found["letters_each"] > 3000
    assert found["pages_s"] > 0


def test_bench_of_archives_scans_every_record() -> None:
    found = json.loads(bench_warc(20))
    assert (found["records"], found["pages"]) == (20, 4)
    assert found["records_s"] > 0


def test_folder_without_pages_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no saved pages"):
        bench_read(4, 1, tmp_path)
