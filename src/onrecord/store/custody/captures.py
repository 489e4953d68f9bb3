"""Every capture on record: which bytes came in, from where and when, and the document read from them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from onrecord.model.documents import Capture, Document, plain_address
from onrecord.model.jsonform import to_json
from onrecord.store.lines import entries_of
from onrecord.store.tables import ENTRY, RAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A capture with the document read from it (None = nothing could be read), and the entry of both. `recorded_at` is UTC."""

    capture: Capture
    document: Document | None
    entry_id: str
    sequence: int
    recorded_at: datetime

    @property
    def url(self) -> str | None:
        """The web address of the bytes: the one they were fetched from, else the one the page says; None = neither is known.

        What only begins like an address and names no place is none. Older registers may hold line ends in addresses.
        """
        named = (plain_address(url) for url in (self.capture.url, self.document.url if self.document else None) if url)
        return next((url for url in named if _is_web(url)), None)

    @property
    def captured_at(self) -> datetime:
        """When the bytes were fetched; when they were recorded here where that is not known."""
        return self.capture.fetched_at or self.recorded_at


def captures_of(connection: Connection) -> Iterator[Captured]:
    """Every capture in the order of the ledger; the same bytes from the same place, read anew, are given once.

    Entries of the first release have no capture; theirs is put together from the document and the archived bytes.
    """
    seen: set[tuple[str, str | None, datetime | None]] = set()
    for entry in entries_of(connection, ENTRY.c.kind == "document"):
        capture = entry.capture or (_put_together(connection, entry.document) if entry.document else None)
        if capture is None:
            continue
        made = Captured(
            capture=capture,
            document=entry.document,
            entry_id=entry.entry_id,
            sequence=entry.sequence,
            recorded_at=entry.recorded_at,
        )
        key = (made.capture.sha256, made.url or f"{made.capture.source} {made.capture.locator}", made.capture.fetched_at)
        if key not in seen:
            seen.add(key)
            yield made


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def capture_line(made: Captured) -> str:
    """What the ledger says of a capture, as a line of JSON."""
    told = {
        "document_id": made.document.document_id if made.document else None,
        "entry_id": made.entry_id,
        "sequence": made.sequence,
        "recorded_at": to_json(made.recorded_at),
        "capture": to_json(made.capture),
    }
    return json.dumps(told, ensure_ascii=True, separators=(",", ":"))


def _put_together(connection: Connection, doc: Document) -> Capture:
    row = connection.execute(select(RAW.c.media_type, RAW.c.size).where(RAW.c.sha256 == doc.raw_sha256)).first()
    return Capture(
        sha256=doc.raw_sha256,
        size=row.size if row else 0,
        media_type=row.media_type if row else "application/octet-stream",
        source=doc.source,
        locator=doc.locator,
        url=doc.url,
        fetched_at=doc.fetched_at,
    )
