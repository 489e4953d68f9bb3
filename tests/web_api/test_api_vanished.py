"""A claim that a report has no more once it is read anew is told in `deleted`."""

from dataclasses import replace
from pathlib import Path

from api_register import NOW, TOLD, report
from fastapi.testclient import TestClient

from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.app import create_app

API = "/api/v1"


def test_a_claim_that_the_new_reading_lacks_is_told_as_deleted(tmp_path: Path) -> None:
    item, doc, first = report(TOLD[0])
    again = replace(first, reader="test 2", claims=())
    path = tmp_path / "reread.db"
    with Store.open(path) as store:
        store.add(item, doc, first, (), recorded_at=NOW)
        store.add(*report(TOLD[1]), (), recorded_at=NOW)
        store.add(item, doc, again, (), recorded_at=NOW)
    with TestClient(create_app(Settings(store=path)), base_url="http://127.0.0.1") as api:
        told = api.get(f"{API}/deleted").json()["items"]
    assert [(t["deleted_id"], t["kind"]) for t in told if t["kind"] == "claim"] == [(first.claims[0].claim_id, "claim")]
    assert "read anew (test 2)" in next(t["why"] for t in told if t["kind"] == "claim")


def test_a_claim_that_the_new_reading_keeps_is_not(tmp_path: Path) -> None:
    item, doc, first = report(TOLD[0])
    path = tmp_path / "reread.db"
    with Store.open(path) as store:
        store.add(item, doc, first, (), recorded_at=NOW)
        store.add(item, doc, replace(first, reader="test 2"), (), recorded_at=NOW)
    with TestClient(create_app(Settings(store=path)), base_url="http://127.0.0.1") as api:
        assert [t for t in api.get(f"{API}/deleted").json()["items"] if t["kind"] == "claim"] == []
