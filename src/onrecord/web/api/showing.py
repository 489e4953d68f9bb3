"""Records made ready for showing: documents without their text in lists, figures and contradictions with their quotes.

A single record is found by its id; an id that was given up leads to what stands in its place, or says why there is nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from onrecord.model.documents import Document
from onrecord.model.enums import ReviewState
from onrecord.model.errors import NotFoundError
from onrecord.model.events import Event
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.register import Register, View
from onrecord.present.quotes import Quote, QuoteBook
from onrecord.present.wording import figure_range
from onrecord.web.api.faults import LONGEST, GoneError
from onrecord.web.api.lists import KINDS
from onrecord.web.api.selecting import Tables
from onrecord.web.api.shapes import DocumentItem, DocumentLine, EventItem, GoneKind, QuotedContradiction, QuotedFigure
from onrecord.web.views import Indexed

# Quotes that a figure in a list carries; the single figure has all.
QUOTES_IN_LISTS = 100


def quotes_of(shown: Indexed, claim_ids: Iterable[str]) -> tuple[Quote, ...]:
    """The quotes of these claims and who says so, in this order; claims that are not on record are left out."""
    wanted = [i for i in dict.fromkeys(claim_ids) if i in shown.claims]
    documents = dict.fromkeys(shown.claims[i].document_id for i in wanted)
    part = Register(
        documents=tuple(shown.documents[i] for i in documents), extractions=tuple(shown.readings[i] for i in documents)
    )
    book = QuoteBook(View(register=part, policy=shown.view.policy))
    for claim_id in wanted:
        book.cite((claim_id,))
    return book.all()


def quoted_figure(shown: Indexed, figure: Figure, most: int | None = None) -> QuotedFigure:
    """A figure with at most so many quotes (None = all)."""
    claim_ids = list(dict.fromkeys(figure.claim_ids))
    kept = claim_ids if most is None else claim_ids[:most]
    return QuotedFigure(
        **_fields(figure),
        range=figure_range(figure),
        quotes=quotes_of(shown, kept),
        quotes_left_out=len(claim_ids) - len(kept),
    )


def quoted_contradiction(shown: Indexed, found: Contradiction) -> QuotedContradiction:
    """A contradiction with the quotes of its claims."""
    return QuotedContradiction(**_fields(found), quotes=quotes_of(shown, found.claim_ids))


def document_line(doc: Document) -> Any:  # Any: a type made at run time
    """A document without its text."""
    return DocumentLine(**{name: value for name, value in _fields(doc).items() if name != "text"})


def document_item(shown: Indexed, doc: Document) -> DocumentItem:
    """A document with what was read from it."""
    reading = shown.readings.get(doc.document_id)
    return DocumentItem(
        **_fields(doc),
        claims=reading.claims if reading else (),
        events=reading.events if reading else (),
        disruptions=reading.disruptions if reading else (),
        links=shown.links_of.get(doc.document_id, ()),
        same_news=tuple(i for i in shown.same_news.get(doc.document_id, ()) if i != doc.document_id),
    )


def event_item(shown: Indexed, event: Event) -> EventItem:
    """An event with its figures and contradictions; those of its campaign are the campaign's."""
    figures = shown.figures_of.get(event.event_id, ())
    found = shown.contradictions_of.get(event.event_id, ())
    return EventItem(
        **_fields(event),
        figures=tuple(quoted_figure(shown, figure, QUOTES_IN_LISTS) for figure in figures),
        contradictions=tuple(quoted_contradiction(shown, one) for one in found),
    )


def _fields(record: Any) -> dict[str, Any]:  # Any: any record, and its fields as they are
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _as_they_are(shown: Indexed, records: Sequence[Any]) -> Sequence[Any]:  # Any: records of one kind
    return records


Shape = Callable[[Indexed, Sequence[Any]], Sequence[Any]]  # as above
SHAPES: Mapping[str, Shape] = {
    "documents": lambda shown, records: [document_line(doc) for doc in records],
    "figures": lambda shown, records: [quoted_figure(shown, figure, QUOTES_IN_LISTS) for figure in records],
    "contradictions": lambda shown, records: [quoted_contradiction(shown, found) for found in records],
}


def shape_of(name: str, shown: Indexed) -> Callable[[Sequence[Any]], Sequence[Any]]:  # as above
    """How the records of a list are made ready for showing."""
    shape = SHAPES.get(name, _as_they_are)
    return lambda records: shape(shown, records)


PATHS = {GoneKind.EVENT: "events", GoneKind.CAMPAIGN: "campaigns"}
# Lists that are found in a view's own mapping of the same name; the others in their table.
MAPPED = ("documents", "claims", "events", "campaigns", "figures", "disruptions", "contradictions")
Make = Callable[[Indexed, Any], Any]  # Any: records of the list
ITEMS: Mapping[str, Make] = {
    "documents": document_item,
    "events": event_item,
    "figures": quoted_figure,
    "contradictions": quoted_contradiction,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The record as the API shows it singly, or where it has moved to ("events/evt-…")."""

    record: Any = None  # a record of the list
    moved_to: str | None = None


def find(name: str, record_id: str, shown: Indexed, tables: Tables) -> Found:
    """The record of a list by its id. NotFoundError when there never was one, GoneError when it is gone for good."""
    if name in MAPPED:
        found = getattr(shown, name).get(record_id)
    else:
        table = tables.table(name, shown)
        found = _in_order(table.ids, table.records, record_id)
    if found is not None:
        make = ITEMS.get(name)
        return Found(record=found if make is None else make(shown, found))
    if name in ("events", "campaigns") and (new := shown.redirects.get(record_id)) is not None:
        kind = KINDS.get(new.partition("-")[0], GoneKind.EVENT)
        return Found(moved_to=f"{PATHS[kind]}/{new}")
    _say_why_gone(name, record_id, shown, tables)
    raise NotFoundError(f"There is nothing called {record_id[:LONGEST]!r} among the {name}; list them at /api/v1/{name}.")


def _in_order(ids: Sequence[str], records: Sequence[Any], record_id: str) -> Any:  # Any: records of the list
    return next((record for known, record in zip(ids, records, strict=True) if known == record_id), None)


def _say_why_gone(name: str, record_id: str, shown: Indexed, tables: Tables) -> None:
    standing = shown.standings.get(record_id)
    if name == "claims" and standing is not None and standing.state is ReviewState.REJECTED:
        raise GoneError(f"The claim {record_id[:LONGEST]!r} was found wrong by a person; /api/v1/deleted/{record_id} says why.")
    if name not in ("documents", "events", "campaigns"):
        return
    gone = tables.table("deleted", shown)
    found = _in_order(gone.ids, gone.records, record_id)
    if found is not None:
        raise GoneError(f"{record_id[:LONGEST]!r} is gone: {found.why}")
