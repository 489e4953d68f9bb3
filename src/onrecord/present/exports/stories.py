"""Events as stories in time: TimelineJS slides, timemap's events and sources, an Atom feed and a calendar."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from onrecord.model.events import Event
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import PlaceRef
from onrecord.present.exports.geo import clean, figure_lines, in_order, is_campaign
from onrecord.present.exports.package import Export, ExportFile, json_file, text_file
from onrecord.present.wording import days, place_words

Json = dict[str, Any]  # Any: JSON is what it is
# A line of iCalendar has at most so many octets. Source: RFC 5545 §3.1.
LINE_OCTETS = 75
DAY_PRECISION = {1: "day", 2: "within a week", 3: "within a week", 4: "within a month", 5: "within a year"}


def summary(event: Event, export: Export) -> list[str]:
    """What is said of an event: when and where, its figures, who reports it, and which policy made the numbers."""
    where = place_words(event.place) or "place not told"
    count = len(event.document_ids)
    reports = f"{count} report{'s' * (count != 1)}"
    told = figure_lines(event, export) or ["No figures reported."]
    return [f"{days(event.date_start, event.date_end)}, {where}.", *told,
            f"{reports}; policy {export.view.policy}; as known on {export.as_of_words}."]  # fmt: skip


def to_timelinejs(export: Export) -> tuple[ExportFile, ...]:
    """Slides of dated campaigns and events; undated ones are counted in the title. Source: TimelineJS 3, JSON format."""
    titles = {c.campaign_id: c.title for c in export.view.campaigns}
    slides: list[Json] = []
    told = in_order(export)
    for event in sorted(told, key=lambda e: (e.date_start or date.max, not is_campaign(e), e.event_id)):
        if event.date_start is None or event.date_end is None:
            continue
        body = "".join(f"<p>{escape(line)}</p>" for line in summary(event, export))
        slide: Json = {
            "unique_id": event.event_id,
            "start_date": _slide_day(event.date_start),
            "display_date": days(event.date_start, event.date_end),
            "text": {"headline": escape(event.title), "text": body},
            "autolink": False,
        }
        if event.date_end != event.date_start:
            slide["end_date"] = _slide_day(event.date_end)
        if event.campaign_id in titles and len(titles) > 1:
            slide["group"] = escape(titles[event.campaign_id])
        slides.append(slide)
    undated = len(told) - len(slides)
    about = f"As known on {export.as_of_words}." + (f" {undated} undated events are not shown." if undated else "")
    page = {"title": {"text": {"headline": "Events on record", "text": f"<p>{escape(about)}</p>"}}, "events": slides}
    return (json_file("timeline.json", page, "application/json", "Slides for TimelineJS"),)


def _slide_day(day: date) -> Json:
    return {"year": day.year, "month": day.month, "day": day.day}


def to_timemap(export: Export) -> tuple[ExportFile, ...]:
    """Events, sources and associations as timemap reads them; every value is text. Source: timemap, reducers/validate."""
    events = [_mapped(event, export) for event in in_order(export) if event.date_start or _at(event)]
    sources = {
        d.document_id: {
            "id": d.document_id, "title": d.title or "", "paths": [], "type": "article", "url": d.url or "",
            "description": d.outlet or "", "date": f"{d.published_at:%m/%d/%Y}" if d.published_at else "",
        } for d in export.view.register.documents
    }  # fmt: skip
    kinds = sorted({t.value for e in export.view.events for t in e.types})
    associations = [
        {"id": k, "title": k.replace("_", " "), "desc": "", "mode": "FILTER", "filter_paths": ["type", k]} for k in kinds
    ]
    return (
        json_file("events.json", events, "application/json", "Events for timemap, days as MM/DD/YYYY"),
        json_file("sources.json", sources, "application/json", "Reports for timemap"),
        json_file("associations.json", associations, "application/json", "Kinds of event for timemap, as filters"),
    )


def _at(event: Event) -> bool:
    return event.place is not None and event.place.latitude is not None and event.place.longitude is not None


def _mapped(event: Event, export: Export) -> Json:
    place = event.place or PlaceRef()
    found: Json = {
        "id": event.event_id,
        "description": "\n".join([event.title, *summary(event, export)]),
        "date": f"{event.date_start:%m/%d/%Y}" if event.date_start else "",
        "time": "",
        "time_precision": DAY_PRECISION.get(event.date_prec or 0, ""),
        "location": place_words(event.place),
        "associations": [t.value for t in event.types],
        "sources": list(event.document_ids),
        "time_display": days(event.date_start, event.date_end),
    }
    if _at(event):
        found |= {"latitude": f"{place.latitude}", "longitude": f"{place.longitude}"}
    return found


def to_atom(export: Export) -> tuple[ExportFile, ...]:
    """A feed with an entry a campaign and an event, the most recently reported first. Source: RFC 4287; places: GeoRSS-Simple."""
    moments = {d.document_id: d.published_at for d in export.view.register.documents}
    urls = {d.document_id: d.url for d in export.view.register.documents if d.url}
    fallback = export.as_of or datetime.fromisoformat("1970-01-01T00:00:00+00:00")

    def updated(event: Event) -> datetime:
        return max((m for d in event.document_ids if (m := moments.get(d))), default=fallback)

    order = in_order(export)
    order.sort(key=updated, reverse=True)
    entries = "".join(_entry(event, updated(event), urls, export) for event in order)
    author = clean(export.publisher or "The keepers of this register")
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">\n'
        f"<id>urn:onrecord:feed:{export.profile.value}</id><title>OnRecord: events on record</title>"
        f"<updated>{to_json(updated(order[0]) if order else fallback)}</updated><author><name>{author}</name></author>"
        f"<subtitle>{clean(f'As known on {export.as_of_words}; policy {export.view.policy}.')}</subtitle>\n{entries}</feed>\n"
    )
    return (text_file("events.atom", text, "application/atom+xml", "A feed of events"),)


def _entry(event: Event, updated: datetime, urls: Mapping[str, str], export: Export) -> str:
    mine = sorted({urls[d] for d in event.document_ids if d in urls})
    links = "".join(f'<link rel="via" href="{clean(url)}"/>' for url in mine if url.startswith(("http://", "https://")))
    kinds = "".join(f'<category term="{t.value}"/>' for t in event.types)
    place = event.place or PlaceRef()
    point = f"<georss:point>{place.latitude} {place.longitude}</georss:point>" if _at(event) else ""
    return (
        f"<entry><id>urn:onrecord:event:{clean(event.event_id)}</id><title>{clean(event.title)}</title>"
        f"<updated>{to_json(updated)}</updated><summary>{clean(' '.join(summary(event, export)))}</summary>{kinds}{links}{point}"
        "</entry>\n"
    )


def to_ical(export: Export) -> tuple[ExportFile, ...]:
    """A calendar with an all-day entry a dated campaign and event. Source: RFC 5545."""
    stamp = f"{export.as_of:%Y%m%dT%H%M%SZ}" if export.as_of else "19700101T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//OnRecord//events//EN", "CALSCALE:GREGORIAN"]
    for event in in_order(export):
        if event.date_start is None or event.date_end is None:
            continue
        lines += [
            "BEGIN:VEVENT", f"UID:{event.event_id}@onrecord", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.date_start:%Y%m%d}",
            # The end of an all-day event is the day after it. Source: RFC 5545 §3.6.1.
            f"DTEND;VALUE=DATE:{event.date_end + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_ical_text(event.title)}", f"DESCRIPTION:{_ical_text(chr(10).join(summary(event, export)))}",
            f"LOCATION:{_ical_text(place_words(event.place))}",
        ]  # fmt: skip
        if event.place is not None and _at(event):
            lines.append(f"GEO:{event.place.latitude};{event.place.longitude}")
        if event.types:
            lines.append("CATEGORIES:" + ",".join(_ical_text(t.value) for t in event.types))
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    text = "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))
    return (text_file("events.ics", text, "text/calendar", "Events, a calendar entry each"),)


def _ical_text(text: str) -> str:
    """Source: RFC 5545 §3.3.11."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")
    return "".join(c for c in plain if c >= " ")


def _folded(line: str) -> list[str]:
    """A line cut into pieces of at most 75 octets, never within a character; those that go on begin with a blank."""
    pieces, current, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > LINE_OCTETS:
            pieces.append(current)
            current, size = " ", 1
        current, size = current + char, size + width
    return [*pieces, current]
