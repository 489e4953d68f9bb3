"""Every export is read back by another program or by the rules of its standard; nothing in it runs or depends on the clock."""

import csv
import io
import json
import sqlite3
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rising_toll import ACTORS, FIRST, rising_toll

from onrecord.codebooks import load_policy
from onrecord.handout.sqlite_file import to_sqlite
from onrecord.model.claims import Claim
from onrecord.model.errors import InputError
from onrecord.model.jsonform import json_schema, loads
from onrecord.model.register import Register, View
from onrecord.present.exports.formats import FORMATS, format_named, made
from onrecord.present.exports.geo import to_geojson
from onrecord.present.exports.package import Export, ExportFile, csv_cell, zipped
from onrecord.present.exports.tables import all_tables
from onrecord.present.profiles import Profile

TEXTUAL = [name for name in FORMATS if name not in ("xlsx", "parquet", "geoparquet")]
HOSTILE = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>\u202e'


def export(view: View | None = None, **about: Any) -> Export:
    fields = {"profile": Profile.INTERNAL, "actors": ACTORS, "head": "ab" * 32} | about
    return Export(view=view or rising_toll(), policy=load_policy("range"), **fields)  # type: ignore[arg-type]  # a table of fields


def files(name: str, view: View | None = None, **about: Any) -> dict[str, ExportFile]:
    return {f.path: f for f in made(export(view, **about), format_named(name))}


def text(name: str, path: str, **about: Any) -> str:
    return files(name, **about)[path].content.decode("utf-8")


def rows(name: str, path: str, **about: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(name, path, **about))))


@pytest.mark.parametrize("name", [*FORMATS])
def test_every_format_has_its_papers_and_says_what_it_is(name: str) -> None:
    found = files(name)
    assert {"datapackage.json", "README.md", "CITATION.cff", "LICENCE.md"} < set(found)
    readme = found["README.md"].content.decode()
    assert "As known on: 2026-05-05T09:30:00Z" in readme and "range 1" in readme and "never nought" in readme
    package = json.loads(found["datapackage.json"].content)
    assert package["onrecord"]["register_state"] == "ab" * 32
    for resource in package["resources"]:
        content = found[resource["path"]].content
        assert resource["bytes"] == len(content) and resource["hash"].startswith("sha256:")


@pytest.mark.parametrize("name", [*FORMATS])
def test_the_same_register_gives_the_same_bytes_in_any_order(name: str) -> None:
    view = rising_toll()
    turned = replace(view, events=view.events[::-1], figures=view.figures[::-1])
    assert zipped(made(export(view), format_named(name))) == zipped(made(export(turned), format_named(name)))


@pytest.mark.parametrize("name", [*FORMATS])
def test_an_empty_register_makes_an_export_all_the_same(name: str) -> None:
    found = files(name, View(register=Register(), policy="range 1"))
    assert "undated" in found["README.md"].content.decode()


@pytest.mark.parametrize("name", ["csv", "ged", "acled"])
def test_frictionless_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for file in made(export(), format_named(name)):
        (tmp_path / file.path).write_bytes(file.content)
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    assert {r.schema.to_descriptor()["fields"][0]["type"] for r in package.resources} == {"string"}


def test_csv_keeps_numbers_days_and_what_is_open() -> None:
    claims = {row["claim_id"]: row for row in rows("csv", "claims.csv")}
    assert (claims["clm-60"]["low"], claims["clm-60"]["high"], claims["clm-60"]["certainty"]) == ("61", "", "claimed")
    assert claims["clm-12"]["date_start"] == "2026-05-03" and claims["clm-12"]["event_id"] == "evt-1"
    assert claims["clm-12"]["quote"] == FIRST[int(claims["clm-12"]["quote_start"]) : int(claims["clm-12"]["quote_end"])]
    assert rows("csv", "events.csv")[1]["longitude"] == "-0.35"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_words_that_a_spreadsheet_would_run_are_defused(start: str) -> None:
    assert csv_cell(f"{start}1+1") == f"'{start}1+1".replace("\r", "\n")


def test_a_lone_carriage_return_ends_no_row() -> None:
    assert csv_cell("a\rb\r\nc") == "a\nb\nc"


def test_numbers_below_nought_are_no_formulas() -> None:
    assert csv_cell(-0.35) == "-0.35"


def test_byte_order_mark_only_when_asked_for() -> None:
    assert files("csv", bom=True)["claims.csv"].content.startswith(b"\xef\xbb\xbfclaim_id")
    assert files("csv")["claims.csv"].content.startswith(b"claim_id")


@pytest.mark.parametrize("name", TEXTUAL)
def test_hostile_titles_and_outlets_run_nowhere(name: str) -> None:
    view = rising_toll()
    documents = tuple(replace(d, title=HOSTILE, outlet=HOSTILE) for d in view.register.documents)
    events = tuple(replace(e, title=HOSTILE) for e in view.events)
    view = replace(view, register=replace(view.register, documents=documents), events=events)
    for file in made(export(view), format_named(name)):
        content = file.content.decode("utf-8")
        if file.media_type == "text/csv":
            assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(content)) for cell in row)
        elif "xml" in file.media_type:
            assert "<script" not in content
            ET.fromstring(content)
        elif "json" in file.path and name == "timelinejs":
            assert "<script" not in content.replace("\\u003c", "<") or file.path == "datapackage.json"


def test_workbook_is_read_back_with_words_as_words() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    view = rising_toll()
    view = replace(view, events=tuple(replace(e, title="=1+1") for e in view.events))
    book = openpyxl.load_workbook(io.BytesIO(files("xlsx", view)["register.xlsx"].content))
    assert book.sheetnames == ["about", *(t.name for t in all_tables(export()))]
    sheet = book["events"]
    header = [cell.value for cell in sheet[1]]
    title = sheet.cell(row=2, column=header.index("title") + 1)
    assert (title.value, title.data_type) == ("=1+1", "s")
    assert sheet.cell(row=2, column=header.index("date_start") + 1).value == datetime(2026, 5, 3)
    assert book["about"]["B1"].value == "2026-05-05T09:30:00Z"


def test_json_lines_are_records_that_round_trip() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    lines = text("jsonl", "claims.jsonl").splitlines()
    schema = json_schema(Claim)
    for line, claim in zip(lines, [c for x in rising_toll().register.extractions for c in x.claims], strict=True):
        jsonschema.validate(json.loads(line), schema)
        assert loads(Claim, line) == claim


def test_texts_of_reports_leave_only_where_the_profile_lets_them() -> None:
    assert "rejects that" not in text("jsonl", "documents.jsonl", profile=Profile.PUBLIC)
    assert "rejects that" in text("jsonl", "documents.jsonl", profile=Profile.INTERNAL)


def test_sqlite_file_answers_who_says_how_many() -> None:
    (file,) = to_sqlite(export())
    connection = sqlite3.connect(":memory:")
    connection.deserialize(file.content)
    asked = "SELECT speaker, low, claims.outlet FROM claims JOIN documents USING (document_id) WHERE effect = 'killed' ORDER BY 2"
    assert connection.execute(asked).fetchall() == [
        ("The governor", 12, "Niger Bend Post"), ("The governor", 19, "Sahel Ledger"), ("The River Front", 61, "Sahel Ledger"),
    ]  # fmt: skip
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT value FROM about WHERE name = 'policy'").fetchone() == ("range 1",)
    connection.close()
    assert to_sqlite(export()) == (file,)


def test_geojson_keeps_the_rules_of_rfc_7946() -> None:
    for file in to_geojson(export()):
        collection = json.loads(file.content)
        assert collection["type"] == "FeatureCollection" and "crs" not in collection
        for feature in collection["features"]:
            assert set(feature) == {"type", "id", "geometry", "properties"} and feature["type"] == "Feature"
            if feature["geometry"] is not None:
                lon, lat = feature["geometry"]["coordinates"]
                assert feature["geometry"]["type"] == "Point" and -180 <= lon <= 180 and -90 <= lat <= 90
    first = json.loads(to_geojson(export())[0].content)["features"][1]
    assert first["geometry"]["coordinates"] == [0.50456, 15.66123]
    assert (first["properties"]["date"], first["properties"]["date_prec"]) == ("2026-05-03", 1)
    assert first["properties"]["figures"][0] == "killed · civilians · Gara · 3 May 2026: 19"


def test_an_event_without_a_place_stays_without_a_point() -> None:
    view = rising_toll()
    view = replace(view, events=(replace(view.events[0], place=None),))
    assert json.loads(to_geojson(export(view))[0].content)["features"][1]["geometry"] is None


def test_ged_like_has_the_49_columns_in_order_and_says_that_it_is_not_ged() -> None:
    (row,) = rows("ged", "ged_like.csv")
    assert len(row) == 49 and [*row][-5:] == ["best", "high", "low", "gwnoa", "gwnob"]
    assert row["code_status"] == "OnRecord: GED-like, not UCDP data"
    assert (row["best"], row["high"], row["low"]) == ("", "", "80")
    assert (row["country"], row["country_id"], row["region"], row["gwnoa"]) == ("Mali", "432", "Africa", "432")
    assert (row["side_a"], row["side_b"], row["type_of_violence"]) == ("Government of Mali", "River Front", "1")
    assert (row["geom_wkt"], row["priogrid_gid"]) == ("POINT (0.50456 15.6612)", "152282")
    assert [r["why"] for r in rows("ged", "left_out.csv")] == ["no deaths reported"]


def test_ged_like_divides_the_dead_among_the_sides() -> None:
    view = rising_toll()
    view = replace(view, figures=tuple(replace(f, best=f.low) for f in view.figures))
    (row,) = rows("ged", "ged_like.csv", view=view)
    assert (row["deaths_a"], row["deaths_b"], row["deaths_civilians"], row["deaths_unknown"]) == ("61", "", "19", "")
    assert (row["best"], row["high"], row["low"]) == ("80", "", "80")


def test_a_campaigns_toll_is_not_counted_twice() -> None:
    view = rising_toll()
    farmers = replace(view.figures[0], best=19)
    toll = replace(
        farmers, figure_id="fig-9", subject_id="cmp-1", cell=replace(farmers.cell, place=None), low=30, best=30, high=30
    )
    found = {r["id"]: r for r in rows("ged", "ged_like.csv", view=replace(view, figures=(farmers, toll)))}
    assert found["evt-1"]["deaths_civilians"] == "19"
    assert found["cmp-1-rest"]["deaths_civilians"] == "11" and found["cmp-1-rest"]["event_clarity"] == "2"


def test_acled_like_has_the_31_columns_and_is_labelled() -> None:
    attack, market = rows("acled", "acled_like.csv")
    assert len(attack) == 31 and next(iter(attack)) == "event_id_cnty" and [*attack][-1] == "timestamp"
    assert (attack["event_type"], attack["sub_event_type"]) == ("Battles", "Armed clash")
    assert (attack["event_date"], attack["time_precision"], attack["geo_precision"]) == ("2026-05-03", "1", "1")
    assert (attack["iso"], attack["region"], attack["admin2"]) == ("466", "Western Africa", "Ansongo")
    assert (attack["actor1"], attack["inter1"], attack["actor2"], attack["inter2"]) == (
        "River Front", "Rebel group", "Government of Mali", "State forces",
    )  # fmt: skip
    assert "civilians killed 19 (Government of Mali 19)" in attack["notes"]
    assert market["fatalities"] == ""  # nobody reports a death: empty, not nought
    assert "ACLED-like" in text("acled", "README.md") and "must not be called ACLED data" in text("acled", "README.md")


def test_hxl_tags_are_wellformed_and_stand_under_the_header() -> None:
    import re

    header, tags, first, *_ = csv.reader(io.StringIO(text("hxl", "events_hxl.csv")))
    assert len(header) == len(tags) == len(first) == len(set(tags))
    # Source: HXL 1.1, tag = #name(+attribute)*, letters, digits and underscores, a letter first.
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    row = dict(zip(tags, first, strict=True))
    assert (row["#affected+civilians+killed+min"], row["#affected+killed+security+max"]) == ("19", "")
    assert (row["#adm1+name"], row["#date+occurred+start"]) == ("Gao", "2026-05-03")


def test_parquet_is_read_back_with_types_and_meaning() -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    table = pq.read_table(io.BytesIO(files("parquet")["claims.parquet"].content))
    assert table.num_rows == 4 and str(table.schema.field("date_start").type) == "date32[day]"
    assert table.column("low").to_pylist() == [12, 19, 4, 61] and table.column("high").null_count == 2
    assert table.schema.metadata[b"onrecord.policy"] == b"range 1"
    assert table.schema.field("low").metadata[b"says"].startswith(b"people")


def test_geoparquet_has_points_and_the_geo_key() -> None:
    import struct

    pq = pytest.importorskip("pyarrow.parquet")
    table = pq.read_table(io.BytesIO(files("geoparquet")["events.geoparquet"].content))
    geo = json.loads(table.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["bbox"] == [-0.35, 15.66123, 0.50456, 16.91]
    assert struct.unpack("<BIdd", table.column("geometry")[0].as_py()) == (1, 1, 0.50456, 15.66123)


def test_annotations_point_at_code_points_with_their_surroundings() -> None:
    page = json.loads(text("annotations", "annotations.jsonld"))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld" and page["type"] == "AnnotationPage"
    first = page["items"][0]
    position, quote = first["target"]["selector"]
    assert FIRST[position["start"] : position["end"]] == quote["exact"] == "12 farmers were killed"
    assert quote["prefix"] == FIRST[position["start"] - 32 : position["start"]] and len(quote["suffix"]) == 32
    assert first["target"]["onrecord:rawSha256"] == "a" * 64 and first["target"]["scope"] == "https://outlet.example/doc-a"


def test_provenance_leads_from_every_figure_to_bytes() -> None:
    graph = {node["@id"]: node for node in json.loads(text("prov", "provenance.jsonld"))["@graph"]}
    figure = graph["urn:onrecord:figure:fig-1"]
    claim = graph[figure["prov:wasDerivedFrom"][0]["@id"]]
    words = graph[claim["prov:wasQuotedFrom"]["@id"]]
    assert graph[words["prov:wasDerivedFrom"]["@id"]]["prov:hadPrimarySource"]["@id"] == "https://outlet.example/doc-a"
    assert graph[graph[claim["prov:wasGeneratedBy"]["@id"]]["prov:wasAssociatedWith"]["@id"]]["@type"] == "prov:SoftwareAgent"


def test_timelinejs_slides_have_days_and_no_markup_of_reports() -> None:
    page = json.loads(text("timelinejs", "timeline.json"))
    whole, slide, _ = page["events"]
    assert slide["start_date"] == {"year": 2026, "month": 5, "day": 3} and whole["unique_id"] == "cmp-1"
    assert "<p>killed · civilians · Gara · 3 May 2026: 19</p>" in slide["text"]["text"]


def test_timemap_values_are_text_and_sources_are_there() -> None:
    events, sources = json.loads(text("timemap", "events.json")), json.loads(text("timemap", "sources.json"))
    assert events[1]["date"] == "05/03/2026" and events[1]["latitude"] == "15.66123"
    assert {s for e in events for s in e["sources"]} <= set(sources)
    assert all(isinstance(v, str | list) for e in events for v in e.values())


def test_atom_feed_is_read_by_feedparser() -> None:
    feedparser = pytest.importorskip("feedparser")
    feed = feedparser.parse(files("atom")["events.atom"].content)
    assert not feed.bozo and feed.feed.updated == "2026-05-05T09:30:00Z"
    assert [e.id for e in feed.entries] == [f"urn:onrecord:event:{i}" for i in ("cmp-1", "evt-1", "evt-2")]
    assert feed.entries[0].links[0].href == "https://outlet.example/doc-a"


def test_calendar_lines_are_folded_and_days_end_the_day_after() -> None:
    raw = files("ical")["events.ics"].content
    assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    start = lines.index("UID:evt-1@onrecord")
    fields = dict(line.split(":", 1) for line in lines[start : lines.index("END:VEVENT", start)])
    first, end = (datetime.strptime(fields[f"{n};VALUE=DATE"], "%Y%m%d").date() for n in ("DTSTART", "DTEND"))
    assert (first, end - first) == (date(2026, 5, 3), timedelta(days=1))
    assert fields["UID"] == "evt-1@onrecord" and fields["DTSTAMP"] == "20260505T093000Z"
    assert fields["SUMMARY"] == "Armed attack in Gara\\, 3 May 2026"


def test_kml_is_xml_with_longitude_first() -> None:
    root = ET.fromstring(files("kml")["events.kml"].content)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert [p.text for p in root.iterfind(".//k:coordinates", space)] == [
        "-0.35,16.91", "0.50456,15.6612", "-0.35,16.91",
    ]  # fmt: skip
    assert root.find(".//k:TimeSpan/k:begin", space).text == "2026-05-03"  # type: ignore[union-attr]  # it is there


def test_doccano_counts_code_points_and_label_studio_utf16() -> None:
    line = json.loads(text("doccano", "doccano.jsonl").splitlines()[0])
    start, end, name = next(label for label in line["label"] if label[2] == "claim")
    assert line["text"][start:end] == "12 farmers were killed" and name == "claim"
    task = json.loads(text("labelstudio", "labelstudio.json"))[0]
    value = task["predictions"][0]["result"][0]["value"]
    units = task["data"]["text"].encode("utf-16-le")
    assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
    assert value["start"] == start + 1  # the emoji before it is two units


@pytest.mark.parametrize("name", ["doccano", "labelstudio"])
def test_texts_are_refused_to_the_public(name: str) -> None:
    with pytest.raises(InputError, match="--profile partner or internal"):
        files(name, profile=Profile.PUBLIC)


def test_csl_dates_are_days_of_publication() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    items = json.loads(text("csl", "sources.csl.json"))
    schema = {"type": "array", "items": {"type": "object", "required": ["id", "type"],
              "properties": {"issued": {"type": "object", "required": ["date-parts"]}}}}  # fmt: skip
    jsonschema.validate(items, schema)
    assert items[0]["issued"] == {"date-parts": [[2026, 5, 3]]} and items[0]["container-title"] == "Niger Bend Post"


def test_ris_records_begin_and_end_as_they_must() -> None:
    import re

    lines = text("ris", "sources.ris").split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)
    records = [line for line in lines if line.startswith(("TY", "ER"))]
    assert records == ["TY  - NEWS", "ER  - "] * 2
    assert "DA  - 2026/05/03" in lines and "UR  - https://outlet.example/doc-a" in lines


def test_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'shapefile'.*geojson"):
        format_named("shapefile")


def test_as_of_moment_is_the_one_asked_for() -> None:
    view = rising_toll()
    view = replace(view, register=replace(view.register, as_of=datetime(2026, 5, 4, 23, 59, 59, tzinfo=UTC)))
    assert export(view).as_of_words == "2026-05-04T23:59:59Z"


def test_columns_are_described_and_distinct() -> None:
    for table in all_tables(export()):
        names = [c.name for c in table.columns]
        assert len(names) == len(set(names)) and all(c.says for c in table.columns)
        assert all(len(row) == len(names) for row in table.rows)


def test_every_column_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    for file in (
        *made(export(), format_named("csv")),
        *made(export(), format_named("ged")),
        *made(export(), format_named("acled")),
    ):
        if file.table is not None:
            _, _, section = page.partition(f"### {file.table.name}\n")
            rows_there = [line.split("`")[1] for line in section.partition("###")[0].splitlines() if line.startswith("| `")]
            assert rows_there == [column.name for column in file.table.columns]


def test_annotations_for_the_public_show_no_words_around_the_quote() -> None:
    page = json.loads(text("annotations", "annotations.jsonld", profile=Profile.PUBLIC))
    for item in page["items"]:
        assert [set(s) - {"type"} for s in item["target"]["selector"]] == [{"start", "end"}, {"exact"}]
