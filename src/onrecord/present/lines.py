"""The line a document gets from `onrecord extract`, in the names of the records (architecture §4)."""

import json
from datetime import UTC

from onrecord.model.documents import Document
from onrecord.model.jsonform import to_json
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction


def published_words(doc: Document) -> str | None:
    """The publication date as it is known: "2026-01-31" when only the day is, RFC 3339 in UTC otherwise, None when unknown."""
    if doc.published_at is None:
        return None
    if doc.published_prec == "day":
        return doc.published_at.astimezone(UTC).date().isoformat()
    return str(to_json(doc.published_at))


def extraction_line(doc: Document, extraction: Extraction, problems: tuple[Problem, ...] = (), *, with_text: bool = False) -> str:
    """One line of JSON for one document; `problems` of reading stand before those of extraction."""
    line = {
        "id": doc.external_id or doc.document_id,
        "title": doc.title,
        "published_at": published_words(doc),
        "language": doc.language,
        "text_version": doc.text_version,
        "relevant": extraction.relevant,
        "relevance": extraction.relevance,
        "claims": to_json(extraction.claims),
        "events": to_json(extraction.events),
        "disruptions": to_json(extraction.disruptions),
        "mentions": to_json(extraction.mentions),
        "problems": to_json((*problems, *extraction.problems)),
    }
    if with_text:
        line["text"] = doc.text
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
