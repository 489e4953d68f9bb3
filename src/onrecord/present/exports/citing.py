"""The reports as citations: CSL-JSON for Zotero and word processors, RIS for everything else.

The date is the day of publication, never the day of the last change; a report without one has none.
"""

from typing import Any

from onrecord.model.documents import Document
from onrecord.present.exports.package import Export, ExportFile, json_file, text_file


def to_csl(export: Export) -> tuple[ExportFile, ...]:
    """One item a report. Source: CSL-JSON schema 1.0."""
    items = [_item(doc) for doc in export.view.register.documents]
    return (json_file("sources.csl.json", items, "application/vnd.citationstyles.csl+json", "Reports as CSL-JSON"),)


def _item(doc: Document) -> dict[str, Any]:  # Any: JSON
    item: dict[str, Any] = {"id": doc.document_id, "type": "article-newspaper", "title": doc.title or "(untitled)"}
    if doc.byline:
        item["author"] = [{"literal": doc.byline}]
    if doc.outlet:
        item["container-title"] = doc.outlet
    if doc.published_at:
        item["issued"] = {"date-parts": [[doc.published_at.year, doc.published_at.month, doc.published_at.day]]}
    if doc.fetched_at:
        item["accessed"] = {"date-parts": [[doc.fetched_at.year, doc.fetched_at.month, doc.fetched_at.day]]}
    if doc.url:
        item["URL"] = doc.url
    if doc.language:
        item["language"] = doc.language
    item["note"] = f"SHA-256 of the archived bytes: {doc.raw_sha256}"
    return item


def to_ris(export: Export) -> tuple[ExportFile, ...]:
    """One record a report, type NEWS. Source: RIS format specification (Research Information Systems)."""
    text = "".join(_record(doc) for doc in export.view.register.documents)
    return (text_file("sources.ris", text, "application/x-research-info-systems", "Reports as RIS"),)


def _record(doc: Document) -> str:
    tags = [
        ("TY", "NEWS"),
        ("TI", doc.title or "(untitled)"),
        ("AU", doc.byline or ""),
        ("T2", doc.outlet or ""),
        ("PY", f"{doc.published_at:%Y}" if doc.published_at else ""),
        ("DA", f"{doc.published_at:%Y/%m/%d}" if doc.published_at else ""),
        ("Y2", f"{doc.fetched_at:%Y/%m/%d}" if doc.fetched_at else ""),
        ("UR", doc.url or ""),
        ("LA", doc.language or ""),
        ("N1", f"SHA-256 of the archived bytes: {doc.raw_sha256}"),
        ("ID", doc.document_id),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags if value]
    return "".join(lines) + "ER  - \r\n\r\n"
