"""Every format by name: what it is for, how it is made, and what who uses it must know."""

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.model.errors import InputError
from onrecord.present.charts.saving import to_charts
from onrecord.present.exports import citing, coded, columnar, geo, linked, sheets, stories, teaching
from onrecord.present.exports.package import Export, ExportFile, pack

EMPTY = "Empty means not reported or not known; it is never nought."


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. `policy` = the policy whose numbers its layout expects; None = any. `notes` go into the README."""

    name: str
    title: str
    says: str
    make: Callable[[Export], tuple[ExportFile, ...]]
    policy: str | None = None
    notes: tuple[str, ...] = ()


_LIKE = (
    "The layout is {name}'s, the data are not: no {name} coder saw them, and they must not be called {name} data. Rows whose id "
    "ends in -rest hold what is left of a campaign's toll after its events, so that the column adds up to the toll. Who says how "
    "many stands in claims.csv; events without a row and the reason stand in left_out.csv."
)
_WHOLE = "A campaign is an entry of its own: its numbers contain those of its events and must not be added to them."
_ALL = (
    Format(name="csv", title="OnRecord register as CSV", says="a CSV file for each table", make=sheets.to_csv),
    Format(name="xlsx", title="OnRecord register as Excel workbook", says="one workbook, a sheet for each table",
           make=sheets.to_xlsx),
    Format(name="jsonl", title="OnRecord records as JSON lines", says="every record in full, a JSON line each",
           make=sheets.to_jsonl),
    Format(name="hxl", title="OnRecord events with HXL tags", says="events with figures for humanitarian tools",
           make=sheets.to_hxl, notes=("The row under the header holds HXL tags; +min, +best, +max are a figure's bounds.",)),
    Format(name="ged", title="OnRecord events in the layout of UCDP GED (GED-like)", says="events with deaths, 49 columns",
           make=coded.to_ged, policy="ucdp_like",
           notes=(_LIKE.format(name="UCDP"), "The order of the last columns is best, high, low, as in GED.")),
    Format(name="acled", title="OnRecord events in the layout of ACLED (ACLED-like)", says="events, 31 columns",
           make=coded.to_acled, policy="acled_like",
           notes=(_LIKE.format(name="ACLED"), "Fatalities that nobody reports are empty; ACLED itself writes 0.")),
    Format(name="geojson", title="OnRecord events as GeoJSON", says="events and disruptions for web maps and QGIS",
           make=geo.to_geojson, notes=("A point is the middle of a place: draw `radius_km` around it.", _WHOLE)),
    Format(name="kml", title="OnRecord events as KML", says="events for Google Earth", make=geo.to_kml, notes=(_WHOLE,)),
    Format(name="charts", title="OnRecord charts", says="every chart as SVG with its numbers as CSV", make=to_charts),
    Format(name="parquet", title="OnRecord register as Parquet", says="a Parquet file for each table", make=columnar.to_parquet),
    Format(name="geoparquet", title="OnRecord events as GeoParquet", says="events with points, for GIS and data frames",
           make=columnar.to_geoparquet),
    Format(name="annotations", title="OnRecord claims as Web Annotations", says="a W3C annotation for every claim (JSON-LD)",
           make=linked.to_annotations, notes=("Positions are Unicode code points; in JavaScript they must be converted.",)),
    Format(name="prov", title="OnRecord provenance", says="how claims and figures came about, W3C PROV-O (JSON-LD)",
           make=linked.to_prov),
    Format(name="timelinejs", title="OnRecord events for TimelineJS", says="slides for TimelineJS", make=stories.to_timelinejs,
           notes=(_WHOLE,)),
    Format(name="timemap", title="OnRecord events for timemap", says="events, sources and filters for timemap",
           make=stories.to_timemap),
    Format(name="atom", title="OnRecord events as a feed", says="an Atom feed of events", make=stories.to_atom, notes=(_WHOLE,)),
    Format(name="ical", title="OnRecord events as a calendar", says="an iCalendar file", make=stories.to_ical, notes=(_WHOLE,)),
    Format(name="doccano", title="OnRecord labels for doccano", says="texts with labelled spans (not the public profile)",
           make=teaching.to_doccano, notes=("These files hold texts of reports: treat them like the reports.",)),
    Format(name="labelstudio", title="OnRecord tasks for Label Studio", says="texts with predictions (not the public profile)",
           make=teaching.to_labelstudio, notes=("These files hold texts of reports: treat them like the reports.",)),
    Format(name="csl", title="OnRecord sources as CSL-JSON", says="the reports as citations, for Zotero", make=citing.to_csl),
    Format(name="ris", title="OnRecord sources as RIS", says="the reports as citations", make=citing.to_ris),
)  # fmt: skip
FORMATS = {each.name: each for each in _ALL}


def format_named(name: str) -> Format:
    """The format of that name; InputError naming those there are."""
    if name not in FORMATS:
        raise InputError(f"There is no export format called {name!r}; choose one of: {', '.join(FORMATS)}.")
    return FORMATS[name]


def made(export: Export, chosen: Format) -> tuple[ExportFile, ...]:
    """Every file of an export in a format, with the papers beside them."""
    return pack(export, chosen.name, chosen.title, chosen.make(export), (EMPTY, *chosen.notes))
