"""Records made ready for showing: documents without their text in lists, figures and contradictions with their quotes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from onrecord.model.documents import Document
from onrecord.model.events import Event
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.register import Register, View
from onrecord.present.quotes import Quote, QuoteBook
from onrecord.present.wording import figure_range
from onrecord.web.api.shapes import DocumentItem, DocumentLine, EventItem, QuotedContradiction, QuotedFigure
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
