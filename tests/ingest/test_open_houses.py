"""Whole headers and records of the houses that reports come from: each is known by them, and each part lands where it belongs."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telling import told

from onrecord.ingest.formats.columns import choose_map
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.problems import Problem
from onrecord.read.reading import read_document

TEXT = "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said."
LINK = "https://wire.example/depot"
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,"
    "assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,"
    "geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
GED = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
    "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,"
    "deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
SHEET = (
    "Link,Archive status,Destination folder,Archive date,Archive location,Thumbnail,Upload timestamp,Upload title,Text content,"
    "Screenshot,Hash,Perceptual hashes,WACZ,ReplayWebpage"
)
RECORD = {
    "status": "tiktok: success",
    "metadata": "{'url': 'https://wire.example/depot', '_processed_at': datetime.datetime(2026, 2, 1, 8, 0, 5, 120, "
    "tzinfo=datetime.timezone.utc), 'title': 'Guards die', 'timestamp': datetime.datetime(2026, 1, 31, 10, 0), 'content': "
    f"'{TEXT}'}}",
    "media": "[]",
}
# House, its columns, what one row says, and what must come of it: text, title, published, outlet, id, address, note.
HOUSES = {
    "media_cloud": (
        "id,indexed_date,language,media_name,media_url,publish_date,title,url",
        {"id": "7f3", "indexed_date": "2026-02-01 03:00:00", "language": "en", "media_name": "wire.example",
         "media_url": "wire.example", "publish_date": "2026-01-31", "title": "Guards die", "url": LINK},
        ("Guards die", "Guards die", "2026-01-31", "wire.example", "7f3", LINK, "headline_only"),
    ),
    "gdelt": (
        "URL,MobileURL,Date,Title",
        {"URL": LINK, "Date": "2026-01-31 10:15:00", "Title": "Guards die"},
        ("Guards die", "Guards die", "2026-01-31 10:15:00", None, None, LINK, "table_note"),
    ),
    "acled": (
        ACLED,
        {"event_id_cnty": "PAK1", "event_date": "2026-01-31", "country": "Pakistan", "source": "Sample Wire", "notes": TEXT,
         "fatalities": "4", "timestamp": "1769900000", "source_scale": "National"},
        (TEXT, None, "2026-01-31", "Sample Wire", "PAK1", None, "table_note"),
    ),
    "ged": (
        GED,
        {"id": "55", "type_of_violence": "1", "deaths_civilians": "0", "source_headline": "Guards die at depot", "best": "4",
         "source_article": "Sample Wire,2026-01-31", "source_date": "2026-01-31", "source_office": "Sample Wire"},
        ("Guards die at depot", None, "2026-01-31", "Sample Wire", "55", None, "table_note"),
    ),
    "auto_archiver": (
        SHEET,
        {"Link": LINK, "Archive status": "wayback: success", "Archive date": "2026-02-01T08:00:00", "Archive location": "s3://x",
         "Upload timestamp": "2026-01-31 10:00", "Upload title": "Guards die", "Text content": TEXT},
        (TEXT, "Guards die", "2026-01-31 10:00", None, None, LINK, None),
    ),
    "auto_archiver_csv": (
        "status,metadata,media", RECORD, (TEXT, "Guards die", "2026-01-31T10:00:00+00:00", None, None, LINK, None)
    ),
}  # fmt: skip


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
@pytest.mark.parametrize("house", HOUSES)
def test_table_of_a_house_is_known_by_its_whole_header(tmp_path: Path, house: str, mark: bytes) -> None:
    columns, row, wanted = HOUSES[house]
    assert choose_map(columns.split(",")).name == house
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=columns.split(","))
    writer.writeheader()
    writer.writerow(row)
    (tmp_path / "t.csv").write_bytes(mark + stream.getvalue().encode())
    found = told(collect(str(tmp_path / "t.csv")))
    (item,) = [x for x in found if isinstance(x, RawItem)]
    *parts, note = wanted
    assert [item.given_text, item.title, item.published, item.outlet, item.external_id, item.url] == parts
    assert note in [None, *(x.code for x in found if isinstance(x, Problem))]
    assert all(x.severity.value == "note" for x in found if isinstance(x, Problem))


def test_record_of_an_archiver_carries_the_time_of_archiving(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text(json.dumps(RECORD), encoding="utf-8")
    (item,) = [x for x in told(collect(str(tmp_path / "t.jsonl"))) if isinstance(x, RawItem)]
    assert item.fetched_at == datetime(2026, 2, 1, 8, 0, 5, 120, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["{", "[1]", "(" * 5000, "__import__('os')", "{'url': datetime.datetime(0, 0)}", "{1: 2}"])
def test_cell_that_is_no_record_is_said_to_hold_nothing(tmp_path: Path, cell: str) -> None:
    (tmp_path / "t.jsonl").write_text(json.dumps({**RECORD, "metadata": cell}), encoding="utf-8")
    (problem,) = told(collect(str(tmp_path / "t.jsonl")))
    assert isinstance(problem, Problem) and problem.code == "no_text"


NINJS_1 = {
    "uri": "http://wire.example/item/1", "type": "text", "mimetype": "text/html", "representationtype": "complete",
    "versioncreated": "2026-02-01T09:00:00Z", "firstcreated": "2026-01-31T13:40:00Z", "headline": "Guards die", "language": "en",
    "copyrightholder": "Sample Wire", "body_html": f"<p>{TEXT}</p>", "body_text": "Short.",
}  # fmt: skip
NINJS_2 = {
    "uri": "urn:wire:2", "standard": {"name": "ninjs", "version": "2.0"}, "firstcreated": "2026-01-31T13:40:00Z",
    "headlines": [{"role": "short", "value": "Guards die"}], "language": "en", "infosources": [{"name": "Sample Wire"}],
    "bodies": [{"role": "main", "contenttype": "text/plain", "value": TEXT}],
}  # fmt: skip
NINJS_3 = {
    "uri": "urn:wire:3", "contentcreated": "2026-01-31T13:40:00Z", "headlines": [{"value": "Guards die"}], "language": "en",
    "infosources": [{"name": "Sample Wire"}], "url": LINK,
    "bodies": [{"contenttype": "text/html", "charcount": 90, "value": f"<p>{TEXT}</p>"}],
}  # fmt: skip


@pytest.mark.parametrize("fields", [NINJS_1, NINJS_2, NINJS_3], ids=["ninjs 1", "ninjs 2", "ninjs 3"])
def test_news_item_of_every_version_gives_text_headline_day_and_source(tmp_path: Path, fields: dict[str, object]) -> None:
    (tmp_path / "item.json").write_text(json.dumps(fields), encoding="utf-8")
    (item,) = told(collect(str(tmp_path / "item.json")))
    assert isinstance(item, RawItem)
    assert (item.title, item.published, item.outlet) == ("Guards die", "2026-01-31T13:40:00Z", "Sample Wire")
    document = read_document(item).document
    assert document is not None and document.text == TEXT
