"""Events on maps of other programs: GeoJSON (RFC 7946) and KML (OGC 2.2).

Days are days ("2026-05-03", no time and no Z), so that QGIS and kepler.gl know them for dates; a range is a start and an end.
An event without coordinates stays in the file without a point. What a point means stands beside it: `where_prec`, `radius_km`.
"""

import json
from html import escape
from typing import Any

from onrecord.model.enums import Effect
from onrecord.model.events import Event
from onrecord.model.mentions import PlaceRef
from onrecord.present.exports.package import Export, ExportFile, text_file
from onrecord.present.headlines import headline_figures, total
from onrecord.present.wording import cell_words, days, figure_range, place_words

Json = dict[str, Any]  # Any: JSON is what it is


def to_geojson(export: Export) -> tuple[ExportFile, ...]:
    """A feature an event, with its figures; and a feature a disruption."""
    outlets = {d.document_id: d.outlet or d.source for d in export.view.register.documents}
    events = [_feature(e.event_id, e.place, _event(e, export, outlets)) for e in in_order(export)]
    found = sorted((d for x in export.view.register.extractions for d in x.disruptions), key=lambda d: d.disruption_id)
    disruptions = [
        _feature(d.disruption_id, d.place, {
            "kind": d.kind.value, "status": d.status.value, "agency": d.agency and d.agency.value,
            "date": d.time and d.time.date_start and d.time.date_start.isoformat(),
            "date_end": d.time and d.time.date_end and d.time.date_end.isoformat(), "date_prec": d.time and d.time.date_prec,
            **_place(d.place), "document_id": d.document_id,
        }) for d in found
    ]  # fmt: skip
    return (
        text_file("events.geojson", _collection(events, export), "application/geo+json", "Events, a feature each"),
        text_file("disruptions.geojson", _collection(disruptions, export), "application/geo+json", "Disruptions, a feature each"),
    )


def in_order(export: Export) -> list[Event]:
    """The events of the view, by id: the same order whatever the order of the view."""
    return sorted(export.view.events, key=lambda e: e.event_id)


def _collection(features: list[Json], export: Export) -> str:
    """One feature a line, so that a difference between two exports can be read. Foreign members: RFC 7946 §6.1."""
    about = {"as_of": export.as_of_words, "policy": export.view.policy, "profile": export.profile.value}
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for f in features)
    return f'{{"type":"FeatureCollection","onrecord":{json.dumps(about)},"features":[\n{lines}\n]}}\n'


def _feature(feature_id: str, place: PlaceRef | None, properties: Json) -> Json:
    point = None
    if place is not None and place.latitude is not None and place.longitude is not None:
        point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    return {"type": "Feature", "id": feature_id, "geometry": point, "properties": properties}


def _event(event: Event, export: Export, outlets: dict[str, str]) -> Json:
    figures = [f for f in export.view.figures if f.subject_id == event.event_id]
    low, best, high = total(figures, Effect.KILLED) or (None, None, None)
    return {
        "title": event.title,
        "types": [t.value for t in event.types],
        "date": event.date_start and event.date_start.isoformat(),
        "date_end": event.date_end and event.date_end.isoformat(),
        "date_prec": event.date_prec,
        **_place(event.place),
        "actors": [export.actor_name(a) for a in event.actors],
        "killed_low": low,
        "killed_best": best,
        "killed_high": high,
        "figures": figure_lines(event, export),
        "claims": len(event.claim_ids),
        "sources": sorted({outlets[d] for d in event.document_ids if d in outlets}),
        "campaign_id": event.campaign_id,
        "policy": export.view.policy,
        "as_of": export.as_of_words,
    }


def _place(place: PlaceRef | None) -> Json:
    place = place or PlaceRef()
    return {
        "place": place.name, "adm_1": place.adm_1, "adm_2": place.adm_2, "country": place.country,
        "where_prec": place.where_prec, "radius_km": place.radius_km,
    }  # fmt: skip


def figure_lines(event: Event, export: Export) -> list[str]:
    """The event's main figures in words: "killed · civilians · Gara: 12–19"; empty when nobody gives one."""
    figures = [f for f in export.view.figures if f.subject_id == event.event_id]
    return [f"{cell_words(f.cell)}: {figure_range(f)}" for f in headline_figures(figures)]


def clean(text: str) -> str:
    """Text as it may stand in XML: escaped, without characters that XML 1.0 does not know."""
    return escape("".join(c for c in text if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c <= "\ufffd" or c > "\uffff"))


def to_kml(export: Export) -> tuple[ExportFile, ...]:
    """A placemark an event; those without coordinates have none."""
    marks = "".join(_placemark(event, export) for event in in_order(export))
    about = clean(f"As known on {export.as_of_words}; policy {export.view.policy}; profile {export.profile.value}.")
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>OnRecord events</name><description>{about}</description>\n{marks}</Document></kml>\n"
    )
    return (text_file("events.kml", text, "application/vnd.google-earth.kml+xml", "Events, a placemark each"),)


def _placemark(event: Event, export: Export) -> str:
    place = event.place or PlaceRef()
    where = place_words(event.place) or "place not told"
    told = [f"{days(event.date_start, event.date_end)}, {where}", *figure_lines(event, export)]
    if place.radius_km:
        told.append(f"The place is known to {place.radius_km:g} km.")
    span = ""
    if event.date_start and event.date_end:
        span = f"<TimeSpan><begin>{event.date_start}</begin><end>{event.date_end}</end></TimeSpan>"
    data = {"event_id": event.event_id, "campaign_id": event.campaign_id, "where_prec": place.where_prec,
            "date_prec": event.date_prec, "claims": len(event.claim_ids)}  # fmt: skip
    extended = "".join(f'<Data name="{k}"><value>{clean(str(v))}</value></Data>' for k, v in data.items() if v is not None)
    point = ""
    if place.latitude is not None and place.longitude is not None:
        point = f"<Point><coordinates>{place.longitude:g},{place.latitude:g}</coordinates></Point>"
    description = clean("\n".join(told))
    return (
        f'<Placemark id="{clean(event.event_id)}"><name>{clean(event.title)}</name><description>{description}</description>'
        f"{span}<ExtendedData>{extended}</ExtendedData>{point}</Placemark>\n"
    )
