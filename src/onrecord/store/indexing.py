"""Rows of the index tables, made from the records of the ledger."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from onrecord.model.documents import Document
from onrecord.model.hashing import content_id
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, Register
from onrecord.store.tables import CLAIM, DISRUPTION, DOCUMENT, EVENT_MENTION, PROBLEM

Row = dict[str, Any]  # a row of a table, by column


def register_rows(register: Register) -> Iterator[tuple[Table, list[Row]]]:
    """Every row of every index table, parents before children."""
    readings = {extraction.document_id: extraction for extraction in register.extractions}
    yield DOCUMENT, [document_row(doc, readings.get(doc.document_id)) for doc in register.documents]
    for extraction in register.extractions:
        yield from reading_rows(extraction)
    problems = {p for x in register.extractions for p in x.problems} | set(register.problems)
    yield PROBLEM, sorted((problem_row(p) for p in problems), key=lambda row: str(row["problem_id"]))


def document_row(doc: Document, extraction: Extraction | None) -> Row:
    """A document's row."""
    return {
        "document_id": doc.document_id,
        "external_id": doc.external_id,
        "url": doc.url,
        "outlet": doc.outlet,
        "title": doc.title,
        "published_at": to_json(doc.published_at),
        "language": doc.language,
        "relevant": extraction.relevant if extraction else None,
        "raw_sha256": doc.raw_sha256,
        "text_version": doc.text_version,
        "text": doc.text,
    }


def reading_rows(extraction: Extraction) -> Iterator[tuple[Table, list[Row]]]:
    """The rows of one reading's claims, events and disruptions."""
    yield CLAIM, [_claim_row(claim) for claim in extraction.claims]
    yield (
        EVENT_MENTION,
        [
            {
                "event_mention_id": e.event_mention_id,
                "document_id": e.document_id,
                "type": e.type.value,
                "realis": e.realis.value,
                **_days(e.time),
                "place": _name(e.place),
                "words": e.trigger.exact,
                "words_start": e.trigger.start,
                "words_end": e.trigger.end,
            }
            for e in extraction.events
        ],
    )
    yield (
        DISRUPTION,
        [
            {
                "disruption_id": d.disruption_id,
                "document_id": d.document_id,
                "kind": d.kind.value,
                "status": d.status.value,
                "scope": d.scope.value,
                **_days(d.time),
                "place": _name(d.place),
                "quote": d.span.exact,
            }
            for d in extraction.disruptions
        ],
    )


def problem_row(problem: Problem) -> Row:
    """A problem's row; its id is the hash of what it says."""
    return {
        "problem_id": content_id("prb", problem.source, problem.code, problem.message, problem.subject),
        "severity": problem.severity.value,
        "code": problem.code,
        "source": problem.source,
        "message": problem.message,
    }


def _claim_row(claim: Any) -> Row:
    place = claim.place or PlaceRef()
    return {
        "claim_id": claim.claim_id,
        "document_id": claim.document_id,
        "effect": claim.effect.value,
        "low": claim.count.low,
        "high": claim.count.high,
        "qualifier": claim.count.qualifier.value,
        "category": claim.victims.category.value,
        "speaker": claim.attribution.source,
        "speaker_role": claim.attribution.role.value,
        "certainty": claim.certainty.value,
        "scope": claim.scope.value,
        **_days(claim.time),
        "place": _name(claim.place),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "part_of": claim.subset_of,
        "quote": claim.span.exact,
        "quote_start": claim.span.start,
        "quote_end": claim.span.end,
        "found_by": claim.found_by,
        "score": claim.score,
    }


def _days(time: TimeRef | None) -> Row:
    return {"date_start": to_json(time.date_start) if time else None, "date_end": to_json(time.date_end) if time else None}


def _name(place: PlaceRef | None) -> str | None:
    if place is None:
        return None
    return place.name or (place.span.exact if place.span else None)
