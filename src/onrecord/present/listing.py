"""Lists of what is on record, filtered, as rows for a table, CSV or JSON lines."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from onrecord.model.claims import Claim
from onrecord.model.errors import InputError
from onrecord.model.events import Event
from onrecord.model.figures import Cell, Figure
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.register import View
from onrecord.present.lines import published_words
from onrecord.present.wording import (
    bounds,
    cell_words,
    days,
    figure_range,
    independence_words,
    place_words,
    speaker,
    time_words,
    victims,
)

# Cells that a spreadsheet would run as a formula get an apostrophe. Source: OWASP, CSV injection.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; None = not narrowed. Days are inclusive."""

    document: str | None = None
    event: str | None = None
    effect: str | None = None
    category: str | None = None
    place: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Columns, rows of text, and the record behind each row."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    records: tuple[object, ...]


def list_records(name: str, view: View, wanted: Filters) -> Listing:
    """The named list (documents, claims, …) of a view, narrowed by the filters; InputError for a name that is no list."""
    if name not in LISTS:
        raise InputError(f"There is no list called {name!r}; there are {', '.join(sorted(LISTS))}.")
    columns, pairs = LISTS[name]
    found = list(pairs(view, wanted))[: wanted.limit]
    rows = tuple(row for row, _ in found)
    return Listing(name=name, columns=columns, rows=rows, records=tuple(record for _, record in found))


def to_jsonl(listing: Listing) -> str:
    """One line of JSON a record, in the names of the records."""
    return "".join(json.dumps(to_json(r), ensure_ascii=False, separators=(",", ":")) + "\n" for r in listing.records)


def to_csv(listing: Listing) -> str:
    """CSV with a header; what a spreadsheet would run as a formula is defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(listing.columns)
    for row in listing.rows:
        writer.writerow([defused(cell) for cell in row])
    return out.getvalue()


def defused(text: str) -> str:
    """Words as a cell of CSV: with an apostrophe where a spreadsheet would run them, and without signs that end a row.

    A lone carriage return ends a row for some readers and is not quoted by the writer; it becomes a line feed, which is.
    """
    plain = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if text.startswith(FORMULA_STARTS) or plain.lstrip().startswith(FORMULA_STARTS) else plain


Pairs = Iterator[tuple[tuple[str, ...], object]]


def _documents(view: View, wanted: Filters) -> Pairs:
    counts = {x.document_id: len(x.claims) for x in view.register.extractions}
    linked = {link.document_id: f"{link.kind.value.replace('_', ' ')} {link.of}" for link in view.links}
    for doc in view.register.documents:
        if wanted.document in (None, doc.document_id):
            about = (doc.outlet or "", doc.title or "", str(counts.get(doc.document_id, 0)), linked.get(doc.document_id, ""))
            yield (doc.document_id, published_words(doc) or "undated", *about), doc


def _claims(view: View, wanted: Filters) -> Pairs:
    members = _members(view, wanted.event)
    claims = sorted(
        (c for x in view.register.extractions for c in x.claims), key=lambda c: (c.document_id, c.span.start, c.claim_id)
    )
    for claim in claims:
        if members is not None and claim.claim_id not in members:
            continue
        if _fits_claim(claim, wanted):
            yield _claim_row(claim), claim


def _claim_row(claim: Claim) -> tuple[str, ...]:
    who = victims(claim.victims.category)
    number_words = bounds(claim.count.low, claim.count.high)
    when, where = time_words(claim.time), place_words(claim.place)
    state = claim.certainty.value if claim.scope.value == "incident" else f"{claim.certainty.value}, {claim.scope.value}"
    return (claim.claim_id, claim.effect.value, who, number_words, speaker(claim), state, when, where, claim.span.exact)


def _fits_claim(claim: Claim, wanted: Filters) -> bool:
    return (
        wanted.document in (None, claim.document_id)
        and wanted.effect in (None, claim.effect.value)
        and wanted.category in (None, claim.victims.category.value)
        and _fits_place(claim.place, wanted.place)
        and _fits_time(claim.time, wanted)
    )


def _fits_place(place: PlaceRef | None, name: str | None) -> bool:
    if name is None:
        return True
    said = [place.name, place.adm_1, place.adm_2, place.country, place.span and place.span.exact] if place else []
    return name.casefold() in {str(s).casefold() for s in said if s}


def fits_where_and_when(place: PlaceRef | None, time: TimeRef | None, wanted: Filters) -> bool:
    """Whether a place and a time are what the filters ask for; an unknown one never fits a filter."""
    return _fits_place(place, wanted.place) and _fits_time(time, wanted)


def _fits_days(start: date | None, end: date | None, wanted: Filters) -> bool:
    if wanted.since is not None and (end is None or end < wanted.since.astimezone(UTC).date()):
        return False
    return wanted.until is None or (start is not None and start <= wanted.until.astimezone(UTC).date())


def _fits_time(time: TimeRef | None, wanted: Filters) -> bool:
    return _fits_days(time.date_start if time else None, time.date_end if time else None, wanted)


def _members(view: View, event: str | None) -> set[str] | None:
    """The claims of an event, or of all the events of a campaign; None = no narrowing."""
    if event is None:
        return None
    return {c for e in view.events if event in (e.event_id, e.campaign_id) for c in e.claim_ids}


def _events(view: View, wanted: Filters) -> Pairs:
    for event in sorted(view.events, key=lambda e: (e.date_start or date.max, e.event_id)):
        if wanted.event in (None, event.event_id, event.campaign_id) and fits_event(event, wanted):
            kinds = ", ".join(t.value.replace("_", " ") for t in event.types)
            when, where = days(event.date_start, event.date_end), place_words(event.place)
            reports = str(len(event.document_ids))
            yield (
                (event.event_id, event.campaign_id or "", when, kinds, where, ", ".join(event.actors), reports, event.title),
                event,
            )


def fits_event(event: Event, wanted: Filters) -> bool:
    """Whether the event is one that the filters ask for, by document, place and days."""
    return (
        (wanted.document is None or wanted.document in event.document_ids)
        and _fits_place(event.place, wanted.place)
        and _fits_days(event.date_start, event.date_end, wanted)
    )


def _figures(view: View, wanted: Filters) -> Pairs:
    of_campaign = {e.event_id: e.campaign_id for e in view.events}
    for figure in view.figures:
        if wanted.event in (None, figure.subject_id, of_campaign.get(figure.subject_id)) and _fits_figure(figure, wanted):
            tellers = "; ".join(f"{t.root} {bounds(t.low, t.high)}" for t in figure.tellers)
            why = "derived: " + " ".join(figure.steps) if figure.derived else ""
            row = (figure.figure_id, figure.subject_id, cell_words(figure.cell), figure_range(figure))
            best = "" if figure.best is None else str(figure.best)
            yield (*row, best, figure.policy, independence_words(figure), tellers, why), figure


def _fits_figure(figure: Figure, wanted: Filters) -> bool:
    return fits_cell(figure.cell, wanted)


def fits_cell(cell: Cell, wanted: Filters) -> bool:
    """Whether the cell is one that the filters ask for."""
    return (
        wanted.effect in (None, cell.effect.value)
        and wanted.category in (None, cell.category.value if cell.category else None)
        and (wanted.place is None or (cell.place or "").casefold() == wanted.place.casefold())
        and _fits_days(cell.date_start, cell.date_end, wanted)
    )


def _disruptions(view: View, wanted: Filters) -> Pairs:
    found = (d for x in view.register.extractions for d in x.disruptions)
    for item in sorted(found, key=lambda d: (d.document_id, d.span.start, d.disruption_id)):
        if (
            wanted.document in (None, item.document_id)
            and _fits_place(item.place, wanted.place)
            and _fits_time(item.time, wanted)
        ):
            kind, agency = item.kind.value.replace("_", " "), item.agency.value if item.agency else ""
            said = item.attribution.source or "the report itself"
            when, where = time_words(item.time), place_words(item.place)
            row = (item.disruption_id, kind, item.status.value, agency, when, where, item.scope.value, said, item.span.exact)
            yield row, item


def _problems(view: View, wanted: Filters) -> Pairs:
    found = {*view.register.problems, *view.problems, *(p for x in view.register.extractions for p in x.problems)}
    for problem in sorted(found, key=lambda p: (p.source, p.code, p.message, p.subject or "")):
        if wanted.document in (None, problem.source, problem.subject):
            yield (problem.severity.value, problem.code, problem.source, problem.message, _about(problem.subject)), problem


def _about(subject: str | None) -> str:
    """What a problem is about; of a hash as much as `onrecord archive get` needs to find the bytes."""
    return f"sha256:{subject[:16]}" if subject and re.fullmatch(r"[0-9a-f]{64}", subject) else subject or ""


def _contradictions(view: View, wanted: Filters) -> Pairs:
    claims = {c.claim_id: c for x in view.register.extractions for c in x.claims}
    of_campaign = {e.event_id: e.campaign_id for e in view.events}
    for item in view.contradictions:
        if wanted.event in (None, item.subject_id, of_campaign.get(item.subject_id)):
            quotes = " ¦ ".join(f"“{claims[c].span.exact}” ({speaker(claims[c])})" for c in item.claim_ids if c in claims)
            yield (item.contradiction_id, item.kind.value, item.explanation, quotes), item


LISTS: dict[str, tuple[tuple[str, ...], Callable[[View, Filters], Pairs]]] = {
    "documents": (("id", "published", "outlet", "title", "claims", "same story"), _documents),
    "claims": (("id", "effect", "victims", "count", "who says so", "certainty", "when", "where", "quote"), _claims),
    "events": (("id", "campaign", "when", "type", "where", "actors", "reports", "title"), _events),
    "figures": (("id", "event", "what", "range", "best", "policy", "voices", "who says what", "steps"), _figures),
    "disruptions": (("id", "kind", "status", "agency", "when", "where", "scope", "who says so", "quote"), _disruptions),
    "problems": (("severity", "code", "source", "message", "about"), _problems),
    "contradictions": (("id", "kind", "explanation", "quotes"), _contradictions),
}
