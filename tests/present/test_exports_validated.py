"""Every format is checked by somebody else's program, on plain words and on the worst; a new format needs a check here."""

import csv
import io
import json
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from rising_toll import ACTORS, FIRST, rising_toll

from onrecord.codebooks import load_policy
from onrecord.handout.sqlite_file import to_sqlite
from onrecord.model.jsonform import json_schema, loads
from onrecord.model.register import View
from onrecord.model.spans import Span
from onrecord.present.exports.formats import FORMATS, made
from onrecord.present.exports.package import Export, ExportFile
from onrecord.present.exports.tables import all_tables
from onrecord.present.profiles import Profile

ROOT = Path(__file__).resolve().parents[2]
Files = dict[str, ExportFile]
# Each begins a field, a report and a quote in turn.
WORST = {
    "plain": "",
    "formula": '=HYPERLINK("http://evil.example","x") ',
    "formula after blanks": " \t+cmd|' /C calc'!A0 ",
    "markup": "<script>alert(1)</script>]]>&amp;\"'<svg onload=alert(1)> ",
    "turned": "\u202e\u2066\u200fgnp.exe\u2069\u202c ",
    "controls": "a\x00b\x07c\x0bd\x1be\x85f\ufffe\uffff ",
    "lines": "one\r\ntwo\rthree\n\nfour\u2028five ",
    "templates": "{{ 7*7 }} ${7*7} #{7*7} {% raw %} %s ",
    "huge": "x" * 40_000 + " ",
    "scripts": "اردو ١٢٣ 漢字 🚨 ",
}
STARTS = ("=", "+", "-", "@", "\t", "\r")


def shifted(value: Any, by: str) -> Any:
    """The record with every span moved behind `by`, and every free word of a report begun with it."""
    if isinstance(value, Span):
        start = 0 if value.start == FIRST.index("12 farmers") else value.start + len(by)  # one quote holds the words themselves
        return replace(value, start=start, end=value.end + len(by), exact=by + FIRST[: value.end] if start == 0 else value.exact)
    if isinstance(value, tuple):
        return tuple(shifted(v, by) for v in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    told = {f.name: shifted(getattr(value, f.name), by) for f in fields(value) if f.init}
    worded = {"text", "title", "outlet", "byline", "source", "note", "explanation", "why", "root", "name"}
    told |= {n: by + str(v) for n, v in told.items() if n in worded and isinstance(v, str)}
    return type(value)(**told)


def exported(form: str, words: str) -> Files:
    view: View = shifted(rising_toll(), WORST[words]) if WORST[words] else rising_toll()
    export = Export(view=view, policy=load_policy("range"), profile=Profile.INTERNAL, actors=ACTORS, head="ab" * 32)
    found = to_sqlite(export) if form == "sqlite" else made(export, FORMATS[form])
    return {f.path: f for f in found}


def text(files: Files, path: str) -> str:
    return files[path].content.decode("utf-8")


def cells(files: Files, path: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text(files, path), newline="")):
        yield from row


def by_frictionless(files: Files, folder: Path) -> None:
    import frictionless

    for file in files.values():
        (folder / file.path).write_bytes(file.content)
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    for path in (p for p in files if p.endswith(".csv")):
        for cell in cells(files, path):
            assert not cell.startswith(STARTS) or is_number(cell), cell[:40]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def by_hxl_rules(files: Files, folder: Path) -> None:
    """libhxl is not used: it needs Unidecode, which is under the GPL."""
    import re

    header, tags, *rows = csv.reader(io.StringIO(text(files, "events_hxl.csv"), newline=""))
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    assert {len(header)} == {len(tags), *map(len, rows)} and rows


def by_codebook(columns: int, path: str, table: str, column: str) -> Callable[[Files, Path], None]:
    """The columns of the layout, and only codes that its codebook knows."""

    def check(files: Files, folder: Path) -> None:
        by_frictionless(files, folder)
        rows = list(csv.DictReader(io.StringIO(text(files, path), newline="")))
        with (ROOT / "src/onrecord/codebooks/schemes" / table).open(encoding="utf-8") as stream:
            known = {cell for row in csv.reader(stream) for cell in row}
        assert rows and all(len(row) == columns and (not row[column] or row[column] in known) for row in rows)

    return check


def by_openpyxl(files: Files, folder: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(files["register.xlsx"].content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds and all(
        len(str(cell.value)) <= 32_767 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )
    assert book["claims"].max_row == 5


def by_sqlite(files: Files, folder: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files["register.sqlite"].content)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT count(*) FROM claims").fetchone() == (4,)
    connection.close()


def by_pyarrow(files: Files, folder: Path) -> None:
    import pyarrow.parquet as pq

    for path in (p for p in files if p.endswith(".parquet")):
        table = pq.read_table(io.BytesIO(files[path].content))
        table.validate(full=True)
        assert table.num_rows or path in ("contradictions.parquet", "campaigns.parquet"), path


def by_shapely(files: Files, folder: Path) -> None:
    import pyarrow.parquet as pq
    import shapely

    table = pq.read_table(io.BytesIO(files["events.geoparquet"].content))
    geo = json.loads(table.schema.metadata[b"geo"])
    points = [shapely.from_wkb(value) for value in table.column(geo["primary_column"]).to_pylist() if value is not None]
    west, south, east, north = geo["columns"]["geometry"]["bbox"]
    assert points and all(p.geom_type == "Point" and p.is_valid and west <= p.x <= east and south <= p.y <= north for p in points)


def by_json_schema(files: Files, folder: Path) -> None:
    from onrecord.model.claims import Claim
    from onrecord.model.events import Campaign, DisruptionMention, Event
    from onrecord.model.figures import Contradiction, Figure

    kinds = {"claims": Claim, "events": Event, "campaigns": Campaign, "figures": Figure, "contradictions": Contradiction,
             "disruptions": DisruptionMention}  # fmt: skip
    for name, kind in kinds.items():
        for line in text(files, f"{name}.jsonl").split("\n")[:-1]:
            jsonschema.validate(json.loads(line), json_schema(kind))
            loads(kind, line)


def by_geojson_pydantic(files: Files, folder: Path) -> None:
    from geojson_pydantic import FeatureCollection

    for path in ("events.geojson", "disruptions.geojson"):
        collection = FeatureCollection.model_validate_json(files[path].content)
        assert collection.features


def by_xml(files: Files, folder: Path) -> None:
    by_frictionless(files, folder)
    for path in (p for p in files if p.endswith(".svg")):
        root = ET.fromstring(files[path].content)
        assert not {e.tag.rpartition("}")[2] for e in root.iter()} & {"script", "foreignObject", "image", "use", "a"}, path
        assert not [n for e in root.iter() for n in e.attrib if n.lower().startswith("on") or n.endswith("href")], path


def by_kml_schema(files: Files, folder: Path) -> None:
    """The schema of OGC KML 2.2, which pykml brings."""
    from lxml import etree
    from pykml.parser import Schema

    Schema("ogckml22.xsd").assertValid(etree.fromstring(files["events.kml"].content))


ANNOTATION = {
    "type": "object", "required": ["@context", "id", "type", "items"],
    "properties": {"type": {"const": "AnnotationPage"}, "items": {"type": "array", "minItems": 4, "items": {
        "type": "object", "required": ["id", "type", "target"],
        "properties": {"type": {"const": "Annotation"}, "target": {"type": "object", "required": ["source", "selector"],
            "properties": {"selector": {"type": "array", "items": {"oneOf": [
                {"required": ["start", "end"], "properties": {"type": {"const": "TextPositionSelector"}}},
                {"required": ["exact"], "properties": {"type": {"const": "TextQuoteSelector"}, "exact": {"type": "string"}}},
            ]}}}}}}}},
}  # fmt: skip  # Source: Web Annotation Data Model §3, §4.2


def by_annotation_model(files: Files, folder: Path) -> None:
    import rdflib

    page = json.loads(text(files, "annotations.jsonld"))
    jsonschema.validate(page, ANNOTATION)
    # Its own context lies on the network; any other shows that it is linked data.
    local = {"@vocab": "http://www.w3.org/ns/oa#", "id": "@id", "type": "@type", "onrecord": "urn:onrecord:"}
    graph = rdflib.Graph().parse(data=json.dumps(page | {"@context": local}), format="json-ld")
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/oa#Annotation")))) == 4


def by_rdflib(files: Files, folder: Path) -> None:
    import rdflib

    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    graph = rdflib.Graph().parse(data=files["provenance.jsonld"].content, format="json-ld")
    entities, activities = (set(graph.subjects(rdflib.RDF.type, prov[kind])) for kind in ("Entity", "Activity"))
    derived, made_by = set(graph.objects(None, prov.wasDerivedFrom)), set(graph.objects(None, prov.wasGeneratedBy))
    assert derived <= entities and made_by <= activities and derived and made_by


SLIDES = {
    "type": "object", "required": ["events"],
    "properties": {"events": {"type": "array", "minItems": 3, "items": {
        "type": "object", "required": ["start_date", "text", "unique_id"],
        "properties": {"start_date": {"type": "object", "required": ["year"], "properties": {
            "year": {"type": "integer"}, "month": {"minimum": 1, "maximum": 12}, "day": {"minimum": 1, "maximum": 31}}},
            "text": {"type": "object", "required": ["headline"]}}}}},
}  # fmt: skip  # Source: TimelineJS3, JSON format
TIMEMAP = {
    "type": "array", "minItems": 1, "items": {"type": "object",
        "required": ["id", "description", "date", "time", "location", "latitude", "longitude", "sources", "associations"],
        "additionalProperties": {"type": ["string", "array"], "items": {"type": "string"}}},
}  # fmt: skip  # Source: forensic-architecture/timemap, eventSchema.js


def by_timeline_schema(files: Files, folder: Path) -> None:
    page = json.loads(text(files, "timeline.json"))
    jsonschema.validate(page, SLIDES)
    for slide in page["events"]:  # TimelineJS puts both into the page as markup
        for words in (slide["text"]["headline"], slide["text"]["text"]):
            assert "<script" not in words.lower() and "<svg" not in words.lower()


def by_timemap_schema(files: Files, folder: Path) -> None:
    jsonschema.validate(json.loads(text(files, "events.json")), TIMEMAP)


def by_feedparser(files: Files, folder: Path) -> None:
    import feedparser

    feed = feedparser.parse(files["events.atom"].content)
    assert not feed.bozo and len(feed.entries) == 3 and all(e.id and e.updated for e in feed.entries)
    ET.fromstring(files["events.atom"].content)


def by_icalendar(files: Files, folder: Path) -> None:
    import icalendar

    calendar = icalendar.Calendar.from_ical(files["events.ics"].content)
    assert [part for part in calendar.walk() if part.errors] == []
    assert len(calendar.walk("VEVENT")) == 3 and all("DTSTART" in event and "UID" in event for event in calendar.walk("VEVENT"))


def by_doccano_rules(files: Files, folder: Path) -> None:
    for line in text(files, "doccano.jsonl").split("\n")[:-1]:
        task = json.loads(line)
        assert all(0 <= start < end <= len(task["text"]) and name for start, end, name in task["label"])


def by_label_studio_rules(files: Files, folder: Path) -> None:
    for task in json.loads(text(files, "labelstudio.json")):
        units = task["data"]["text"].encode("utf-16-le")
        for result in task["predictions"][0]["result"]:
            value = result["value"]
            assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
    ET.fromstring(files["labelstudio.xml"].content)


_WORD = {"type": "string"}
CSL = {
    "type": "array", "items": {"type": "object", "required": ["id", "type"], "additionalProperties": False, "properties": {
        "id": _WORD, "type": {"enum": ["article-newspaper", "webpage", "article", "report", "post"]}, "title": _WORD,
        "container-title": _WORD, "URL": _WORD, "language": _WORD, "note": _WORD, "source": _WORD, "publisher": _WORD,
        "author": {"type": "array", "items": {"type": "object"}},
        "issued": {"type": "object", "required": ["date-parts"]}, "accessed": {"type": "object", "required": ["date-parts"]}}},
}  # fmt: skip  # Source: citation-style-language/schema, csl-data.json (the names that are used here)


def by_csl_schema(files: Files, folder: Path) -> None:
    jsonschema.validate(json.loads(text(files, "sources.csl.json")), CSL)


def by_rispy(files: Files, folder: Path) -> None:
    import rispy

    records = rispy.loads(text(files, "sources.ris").replace("\r\n", "\n"))
    assert [record["type_of_reference"] for record in records] == ["NEWS", "NEWS"]


CHECKED_BY: dict[str, Callable[[Files, Path], None]] = {
    "csv": by_frictionless,
    "xlsx": by_openpyxl,
    "jsonl": by_json_schema,
    "hxl": by_hxl_rules,
    "ged": by_codebook(49, "ged_like.csv", "ged.csv", "type_of_violence"),
    "acled": by_codebook(31, "acled_like.csv", "acled.csv", "sub_event_type"),
    "geojson": by_geojson_pydantic,
    "kml": by_kml_schema,
    "charts": by_xml,
    "parquet": by_pyarrow,
    "geoparquet": by_shapely,
    "annotations": by_annotation_model,
    "prov": by_rdflib,
    "timelinejs": by_timeline_schema,
    "timemap": by_timemap_schema,
    "atom": by_feedparser,
    "ical": by_icalendar,
    "doccano": by_doccano_rules,
    "labelstudio": by_label_studio_rules,
    "csl": by_csl_schema,
    "ris": by_rispy,
    "sqlite": by_sqlite,
}


def test_every_format_has_a_check() -> None:
    assert set(CHECKED_BY) == {*FORMATS, "sqlite"}


@pytest.mark.parametrize("words", WORST)
@pytest.mark.parametrize("form", CHECKED_BY)
def test_format_passes_its_check(form: str, words: str, tmp_path: Path) -> None:
    CHECKED_BY[form](exported(form, words), tmp_path)


@pytest.mark.parametrize("form", [*FORMATS])
def test_papers_of_every_format_are_in_order(form: str) -> None:
    for words in ("plain", "markup", "lines"):
        files = exported(form, words)
        package = json.loads(text(files, "datapackage.json"))
        assert {r["path"] for r in package["resources"]} | {"datapackage.json", "README.md", "CITATION.cff", "LICENCE.md"} == set(
            files
        )
        citation = yaml.safe_load(text(files, "CITATION.cff"))
        # Source: Citation File Format 1.2.0, required keys.
        assert {"cff-version", "message", "title", "authors"} <= set(citation) and citation["cff-version"] == "1.2.0"


def test_quote_with_the_worst_words_is_still_the_quote() -> None:
    for words, worst in WORST.items():
        files = exported("jsonl", words)
        told = {json.loads(line)["document_id"]: json.loads(line) for line in text(files, "documents.jsonl").split("\n")[:-1]}
        for line in text(files, "claims.jsonl").split("\n")[:-1]:
            claim = json.loads(line)
            span = claim["span"]
            assert told[claim["document_id"]]["text"][span["start"] : span["end"]] == span["exact"], (words, worst[:20])


def test_tables_of_the_worst_words_keep_their_columns() -> None:
    for words in WORST:
        view = shifted(rising_toll(), WORST[words])
        export = Export(view=view, policy=load_policy("range"), profile=Profile.PUBLIC, actors=ACTORS, head="ab" * 32)
        assert all(len(row) == len(table.columns) for table in all_tables(export) for row in table.rows)


def test_every_check_is_documented() -> None:
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## What each is checked with\n")
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    told = {name for line in lines for name in line.split("|")[1].replace(",", " ").replace("`", " ").split()}
    assert told == {*CHECKED_BY, "wacz"}
