"""How evidence was kept: the capture of raw bytes, what was erased from the register, and what was lost from it.

Source: Berkeley Protocol on Digital Open Source Investigations (2022), preservation: every copy and alteration is documented.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How raw bytes came in, kept in the chain beside the document read from them.

    `size` is in bytes. `fetched_at` is UTC, None = not known (a local file). `headers` are the lines "Name: value" that a server
    sent with the bytes, () = none known. The other fields are those of `RawItem`.
    """

    sha256: str
    size: int
    media_type: str
    source: str
    locator: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    charset: str | None = None
    given_by: str | None = None
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A tombstone: the document that was erased, the entries whose words were blanked for it, and why.

    `raw_sha256` is the hash of the bytes that are gone. `reason` stays on record for good: it must not repeat what was erased.
    """

    document_id: str
    raw_sha256: str
    entry_ids: tuple[str, ...]
    reason: str
    erased_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Entries that were lost: the numbers of the first and the last one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What a damaged file was found to have lost when its readable part was carried over into a new one.

    `bytes_lost` are the hashes of raw bytes that could not be read any more; `documents` the ids of the documents that lost
    entries, as far as the damaged file still told.
    """

    gaps: tuple[Gap, ...]
    bytes_lost: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
