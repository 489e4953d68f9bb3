"""Tables for data frames: Parquet, and GeoParquet 1.1 for events. The package pyarrow is loaded only when it is needed."""

import json
import struct
from typing import Any

from onrecord.present.exports.package import Export, ExportFile, Table
from onrecord.present.exports.tables import all_tables, events

# Well-known binary: little-endian, type 1 (point), then x and y. Source: OGC Simple Features 1.2.1, §8.2.
POINT = struct.Struct("<BIdd")
MEDIA = "application/vnd.apache.parquet"


def to_parquet(export: Export) -> tuple[ExportFile, ...]:
    """One Parquet file a table."""
    return tuple(
        ExportFile(path=f"{t.name}.parquet", content=_written(_arrow(t, export), {}), media_type=MEDIA, title=t.title, table=t,
                   encoding=None)
        for t in all_tables(export)
    )  # fmt: skip


def to_geoparquet(export: Export) -> tuple[ExportFile, ...]:
    """The events with their points as WKB; an event without coordinates has none."""
    import pyarrow

    table = events(export)
    names = [column.name for column in table.columns]
    x, y = names.index("longitude"), names.index("latitude")
    points = [(row[x], row[y]) for row in table.rows]
    shapes = [POINT.pack(1, 1, lon, lat) if _both(lon, lat) else None for lon, lat in points]
    arrow = _arrow(table, export).append_column("geometry", pyarrow.array(shapes, pyarrow.binary()))
    known: list[tuple[float, float]] = [(lon, lat) for lon, lat in points if _both(lon, lat)]  # type: ignore[misc]  # numbers
    geometry: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}  # Any: JSON
    if known:
        xs, ys = zip(*known, strict=True)
        geometry["bbox"] = [min(xs), min(ys), max(xs), max(ys)]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    content = _written(arrow, {"geo": json.dumps(geo)})
    title = "Events with points"
    return (ExportFile(path="events.geoparquet", content=content, media_type=MEDIA, title=title, table=table, encoding=None),)


def _both(lon: object, lat: object) -> bool:
    return isinstance(lon, float | int) and isinstance(lat, float | int)


def _arrow(table: Table, export: Export) -> Any:  # Any: pyarrow has no types of its own
    import pyarrow as pa

    types = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    fields = [pa.field(c.name, types[c.type], metadata={"says": c.says}) for c in table.columns]
    about = {"as_of": export.as_of_words, "policy": export.view.policy, "profile": export.profile.value, "title": table.title}
    schema = pa.schema(fields, metadata={f"onrecord.{name}": words for name, words in about.items()})
    columns = [pa.array([row[n] for row in table.rows], type=f.type) for n, f in enumerate(fields)]
    return pa.Table.from_arrays(columns, schema=schema)


def _written(table: Any, metadata: dict[str, str]) -> bytes:  # Any: a pyarrow table
    import pyarrow as pa
    import pyarrow.parquet as pq

    kept = {**(table.schema.metadata or {}), **{k.encode(): v.encode() for k, v in metadata.items()}}
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(kept), sink, compression="zstd")
    return bytes(sink.getvalue())
