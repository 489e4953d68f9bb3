"""Events on maps of other programs: GeoJSON (RFC 7946) and KML (OGC 2.2).

Days are days ("2026-05-03", no time and no Z), so that QGIS and kepler.gl know them for dates; a range is a start and an end.
An event without coordinates stays in the file without a point. What a point means stands beside it: `where_prec`, `radius_km`.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from onrecord.model.enums import Effect
from onrecord.model.events import Campaign, Event
from onrecord.model.mentions import PlaceRef
from onrecord.present.exports.package import Export, ExportFile, text_file
from onrecord.present.headlines import headline_figures, total
from onrecord.present.wording import cell_words, days, figure_range, place_words, printable

Json = dict[str, Any]  # Any: JSON is what it is


def to_geojson(export: Export) -> tuple[ExportFile, ...]:
    """A feature a campaign and an event, with their figures; and a feature a disruption."""
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
    """What there is to tell: the campaigns, each as one event as wide as its widest place, then the events; all by id.

    Most tolls are of whole campaigns; without them a map or a feed would hold places and no numbers.
    """
    events = {e.event_id: e for e in export.view.events}
    wide = [_as_event(c, events) for c in sorted(export.view.campaigns, key=lambda c: c.campaign_id)]
    return [*wide, *sorted(export.view.events, key=lambda e: e.event_id)]


def is_campaign(event: Event) -> bool:
    """Whether what is told is a whole campaign: its numbers contain those of its events and must not be added to them."""
    return event.event_id == event.campaign_id


def _as_event(campaign: Campaign, events: Mapping[str, Event]) -> Event:
    mine = [events[i] for i in campaign.event_ids if i in events]
    places = [e.place for e in mine if e.place is not None and e.place.latitude is not None]
    start, end = campaign.date_start, campaign.date_end
    length = (end - start).days if start and end else None
    prec = None if length is None else 1 if length == 0 else 2 if length < 6 else 3 if length < 7 else 4 if length < 31 else 5
    return Event(
        event_id=campaign.campaign_id, campaign_id=campaign.campaign_id, types=(), title=campaign.title, date_start=start,
        date_end=end, date_prec=prec, place=max(places, key=lambda p: (p.radius_km or 0, p.name or ""), default=None),
        actors=tuple(sorted({a for e in mine for a in e.actors})), document_ids=campaign.document_ids, event_mention_ids=(),
        claim_ids=tuple(sorted({c for e in mine for c in e.claim_ids})),
    )  # fmt: skip


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
    figures = export.figures_of(event.event_id)
    low, best, high = total(figures, Effect.KILLED) or (None, None, None)
    return {
        "level": "campaign" if is_campaign(event) else "event",
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
    figures = export.figures_of(event.event_id)
    return [f"{cell_words(f.cell)}: {figure_range(f)}" for f in headline_figures(figures)]


def clean(text: str) -> str:
    """Text as it may stand in XML: escaped, without characters that XML 1.0 does not know."""
    return escape(printable(text))


def to_kml(export: Export) -> tuple[ExportFile, ...]:
    """A placemark a campaign and an event; those without coordinates have no point."""
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
