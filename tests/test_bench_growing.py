"""The incremental benchmark adds reports to happenings that are on record, and says what it measured."""

import json

from onrecord.bench_growing import bench_growing


def test_growing_bench_says_what_it_measured() -> None:
    told = json.loads(bench_growing(40))
    assert (told["reports"], told["added"]) == (40, 100)
    assert 0 < told["median_ms"] <= told["p95_ms"] <= told["slowest_ms"]
