"""The API's lists and single records: names, filters, pages, forms, and errors in sentences."""

import csv
import io
import json
from dataclasses import fields
from pathlib import Path

import pytest
from api_register import NOW, TOLD, Told, report
from starlette.testclient import TestClient

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Category, SourceRole
from onrecord.model.events import Event
from onrecord.model.figures import Figure
from onrecord.model.jsonform import from_json, to_json
from onrecord.settings import Settings
from onrecord.store.sqlite import Store
from onrecord.web.app import create_app

API = "/api/v1"
LISTS = (
    "documents", "claims", "events", "campaigns", "figures", "disruptions", "problems", "contradictions", "deleted", "revisions",
)  # fmt: skip


def items(api: TestClient, path: str) -> list[dict[str, object]]:
    answer = api.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["items"]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_list_names_the_state_of_the_register(api: TestClient, name: str) -> None:
    answer = api.get(f"{API}/{name}")
    assert answer.status_code == 200
    assert answer.json()["dataset"]["sequence"] == 7
    assert answer.headers["OnRecord-Dataset"].startswith("sequence=7; entry_id=")


def test_claims_have_the_names_of_the_record(api: TestClient) -> None:
    _, document, reading = report(TOLD[1])
    (found,) = items(api, f"claims?document={document.document_id}")
    assert found == to_json(reading.claims[0])
    assert from_json(Claim, found).span.exact == "a rights group counted at least 19 dead"


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("claims", 3),
        ("claims?category=civilian", 2),
        ("claims?effect=injured", 0),
        ("claims?role=military", 1),
        ("claims?country=ml", 1),
        ("claims?place=ALIBORI", 2),
        ("claims?place=overlay:mopti", 1),
        ("claims?since=2026-04-11", 2),
        ("claims?until=2026-04-10", 1),
        ("claims?since=2026-04-11&until=2026-04-11", 1),
        ("claims?bbox=0,10,5,12", 2),
        ("claims?bbox=170,-90,-1,90", 1),
        ("documents?since=2026-04-11T18:00:00Z", 2),
        ("documents?until=2026-04-11", 2),
        ("documents?outlet=Savanna%20Radio", 1),
        ("documents?language=fr", 0),
        ("documents?q=prefect", 1),
        ("events?country=BJ&min_best=5", 1),
        ("events?min_best=500", 0),
        ("events?type=armed_attack&category=security", 1),
        ("figures?min_best=8&category=civilian", 1),
        ("disruptions?type=road&place=Mopti", 1),
        ("disruptions?type=rail", 0),
        ("problems?type=undated", 1),
        ("revisions?type=extraction", 3),
        ("revisions?since=2026-04-21", 0),
        ("claims?as_of=2026-04-10", 1),
        ("claims?recorded_as_of=2026-04-19", 0),
    ],
)
def test_filter_narrows_the_list(api: TestClient, query: str, many: int) -> None:
    assert len(items(api, query)) == many


def test_event_filter_finds_its_claims_figures_and_documents(api: TestClient) -> None:
    (event,) = items(api, "events?country=BJ")
    for name in ("claims", "documents"):
        assert len(items(api, f"{name}?event={event['event_id']}")) == 2
    assert {f["subject_id"] for f in items(api, f"figures?event={event['event_id']}")} == {event["event_id"]}


def test_figure_carries_its_quotes_and_who_says_so(api: TestClient) -> None:
    (figure,) = items(api, "figures?min_best=8")
    assert [(q["words"], q["speaker"], q["outlet"]) for q in figure["quotes"]] == [
        ("a rights group counted at least 19 dead", "a rights group", "Savanna Radio")
    ]
    assert figure["range"] == "at least 19, no upper bound"
    bare = {name: value for name, value in figure.items() if name not in ("range", "quotes", "quotes_left_out")}
    assert from_json(Figure, bare).policy == "range 1"


@pytest.mark.parametrize("name", [name for name in LISTS if name not in ("campaigns", "contradictions")])
def test_every_listed_record_is_found_singly(api: TestClient, name: str) -> None:
    ids = {"documents": "document_id", "revisions": "sequence", "deleted": "deleted_id"}
    field = ids.get(name, f"{name.removesuffix('s')}_id")
    for item in items(api, name)[:3]:
        found = api.get(f"{API}/{name}/{item[field]}.json")
        assert found.status_code == 200
        assert found.json()["item"][field] == item[field]


def test_event_item_has_figures_and_document_item_its_reading(api: TestClient) -> None:
    (event,) = items(api, "events?country=BJ")
    told = api.get(f"{API}/events/{event['event_id']}").json()["item"]
    assert {f["cell"]["effect"] for f in told.pop("figures")} == {"killed"}
    assert set(told) == {f.name for f in fields(Event)} | {"contradictions"}
    doc = api.get(f"{API}/documents/{event['document_ids'][0]}").json()["item"]
    assert [c["document_id"] for c in doc.pop("claims")] == [event["document_ids"][0]]
    bare = {k: v for k, v in doc.items() if k not in ("events", "disruptions", "links", "same_news")}
    assert from_json(Document, bare).text.startswith("Gunmen attacked near Kandi")


def test_document_list_leaves_the_text_out(api: TestClient) -> None:
    assert all("text" not in doc for doc in items(api, "documents"))


def test_pages_follow_one_another_to_the_end(api: TestClient) -> None:
    path, seen = f"{API}/claims?limit=1", []
    while path:
        answer = api.get(path)
        seen += [c["claim_id"] for c in answer.json()["items"]]
        path = answer.json()["next"]
        assert (path is None) == ("Link" not in answer.headers)
    assert seen == [c["claim_id"] for c in items(api, "claims")]
    assert answer.json()["total"] == 3


def test_cursor_stays_right_when_reports_come_in(register: Path, tmp_path: Path) -> None:
    path = tmp_path / "grows.db"
    path.write_bytes(register.read_bytes())
    with TestClient(create_app(Settings(store=path)), base_url="http://127.0.0.1") as api:
        before = [c["claim_id"] for c in items(api, "claims")]
        page = api.get(f"{API}/claims?limit=1").json()
        got = [page["items"][0]["claim_id"]]
        with Store.open(path) as store:
            late = Told("Border Mail", 13, TOLD[0].place, "a nurse", SourceRole.HOSPITAL, "9", 9, 9, Category.CIVILIAN)
            store.add(*report(late), (), recorded_at=NOW)
        while page["next"]:
            page = api.get(page["next"]).json()
            got += [c["claim_id"] for c in page["items"]]
        assert page["dataset"]["sequence"] == 9
        assert [i for i in got if i in before] == before


def test_cursor_of_another_question_is_refused(api: TestClient) -> None:
    cursor = api.get(f"{API}/claims?limit=1").json()["next"].partition("cursor=")[2]
    answer = api.get(f"{API}/claims?category=civilian&cursor={cursor}")
    assert answer.status_code == 400
    assert "cursor does not fit" in answer.json()["detail"]


def test_what_the_caller_has_is_not_sent_again(api: TestClient) -> None:
    first = api.get(f"{API}/events")
    again = api.get(f"{API}/events", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = api.get(f"{API}/events?policy=conservative", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_csv_defuses_formulas_and_keeps_numbers(api: TestClient) -> None:
    answer = api.get(f"{API}/documents.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["title"] for row in rows][2] == '\'=HYPERLINK("x")'
    claims = list(csv.DictReader(io.StringIO(api.get(f"{API}/claims.csv?country=ML").text, newline="")))
    assert claims[0]["place.longitude"] == "-4.19"
    assert (claims[0]["count.low"], claims[0]["span.exact"]) == ("4", "the army counted 4 dead")


def test_ndjson_has_a_record_a_line(api: TestClient) -> None:
    lines = api.get(f"{API}/claims.ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == items(api, "claims")


def test_geojson_has_points(api: TestClient) -> None:
    answer = api.get(f"{API}/events.geojson?country=ML")
    (feature,) = answer.json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-4.19, 14.49]}
    assert feature["properties"]["event_id"] == feature["id"]
    assert answer.headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("claims?typ=x", 400, "There is no parameter 'typ' here"),
        ("claims?effect=hurt", 400, "effect = 'hurt'"),
        ("claims?since=yesterday", 400, "write 2026-01-31"),
        ("claims?bbox=1,2,3", 400, "bbox"),
        ("claims?bbox=1,20,3,10", 400, "south is north of north"),
        ("figures?policy=mine", 400, "choose one of: range"),
        ("claims?limit=5000", 400, "limit"),
        ("claims?cursor=AAAAAAAAAAAAAAAA", 400, "cursor does not fit"),
        ("events/evt-none", 404, "There is nothing called 'evt-none' among the events"),
        ("revisions/0", 404, "no entry 0"),
        ("revisions/x", 400, "no number of an entry"),
        ("wars", 404, "There is nothing at '/api/v1/wars'"),
    ],
)
def test_error_is_a_problem_in_a_sentence(api: TestClient, path: str, status: int, words: str) -> None:
    answer = api.get(f"{API}/{path}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert words in answer.json()["detail"]


def test_other_methods_are_refused_with_what_is_allowed(api: TestClient) -> None:
    answer = api.delete(f"{API}/claims")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_openapi_names_every_list_and_form(api: TestClient) -> None:
    told = api.get(f"{API}/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for name in LISTS:
        assert {f"{API}/{name}", f"{API}/{name}.csv", f"{API}/{name}.ndjson", f"{API}/{name}/{{record_id}}"} <= set(told["paths"])
    assert all(path.startswith(API) for path in told["paths"])
