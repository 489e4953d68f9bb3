"""The bench of reconciling measures what it says it does."""

import json

from onrecord.bench_reconcile import bench_reconcile


def test_bench_reports_what_it_measured() -> None:
    found = json.loads(bench_reconcile(60, 6))
    assert (found["claims"], found["reports"]) == (60, 10)
    assert found["events"] >= 3 and found["figures"] > 0 and found["seconds"] > 0


def test_bench_of_nothing_is_one_report() -> None:
    assert json.loads(bench_reconcile(0, 1))["reports"] == 1
