"""What came in: raw bytes with their custody, and the document read from them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import quote

from onrecord.model.enums import FurnitureKind
from onrecord.model.problems import Problem
from onrecord.model.spans import Span

_AROUND = "".join(map(chr, range(33)))
_NEVER_PLAIN = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff]")


def plain_address(words: str) -> str:
    """A web address as it may stand in a header or a line: line ends and tabs left out, other blanks and controls escaped.

    Source: WHATWG URL, basic URL parser (what is removed) and the C0 control percent-encode set.
    """
    return _NEVER_PLAIN.sub(lambda found: quote(found[0]), re.sub(r"[\t\n\r]", "", words.strip(_AROUND)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """Bytes as they arrived, before anything was read from them.

    `sha256` is hex of `content`. `fetched_at` is UTC: when they were fetched, by us or by whoever archived them (WARC, MHTML);
    None when that is not known (a local file). `charset` is the encoding that the carrier declared (HTTP, mail); None = none.
    `locator` says where inside a container the bytes stood (`"line 17"`, `"warc offset 1024"`); None for a whole file.
    The fields from `external_id` on are what the carrier (a JSONL line, a feed item) said about the report; None = not said.
    `published` is the carrier's own words for the date, unparsed. `given_text`/`given_html` are set when the carrier
    brought the article itself (JSONL); `given_text` is then used verbatim and spans refer to it. `given_by` names the program
    and version that took `given_text` out of `content` (a PDF, a mail); None = the text stands there to the letter.
    `headers` are the lines "Name: value" that a server sent with the bytes; () = none known. `problem` says why nothing can be
    read from the bytes, which are kept all the same; None = they can be read, as far as is known.
    """

    content: bytes
    sha256: str
    media_type: str
    source: str
    locator: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    external_id: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    language: str | None = None
    given_text: str | None = None
    given_html: str | None = None
    given_by: str | None = None
    charset: str | None = None
    headers: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How raw bytes came in, kept in the chain beside the document read from them, or beside why none could be read.

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


class DateBasis(StrEnum):
    """Where a publication date was read, best first."""

    CARRIER = "carrier"
    METADATA = "metadata"
    DATELINE = "dateline"
    URL = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A stretch of the text that is not the article (author box, comments, assistant residue); nothing is read from it."""

    span: Span
    kind: FurnitureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report as read: immutable text with code-point offsets, and what is known about it.

    `document_id` is a content hash of the address (if any) and the raw bytes. `text_version` names extractor and version;
    another version is another text, old spans stay on the old one. `published_at` is UTC; `published_prec` is "day" or
    "minute"; both None when no date is stated. `published_day` is the day as the outlet wrote it, in its own zone; None = as
    `published_at`. `modified_at` is UTC, as the page says it was last changed; it orders the
    versions of one story, None = not said. `title_span`, `dateline_span` and `byline_span` are set when those words
    stand inside `text`. `dateline_place` is the dateline's place words. `wire_credit` is the agency credited, e.g. "AP".
    `language` is ISO 639-1; None = could not be told. `outlet` is the publisher's name or host.
    """

    document_id: str
    text_version: str
    text: str
    raw_sha256: str
    source: str
    external_id: str | None = None
    locator: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    title_span: Span | None = None
    byline: str | None = None
    byline_span: Span | None = None
    dateline_span: Span | None = None
    dateline_place: Span | None = None
    dateline_date: Span | None = None
    wire_credit: str | None = None
    published_at: datetime | None = None
    published_prec: str | None = None
    published_basis: DateBasis | None = None
    published_day: date | None = None
    modified_at: datetime | None = None
    language: str | None = None
    furniture: tuple[Furniture, ...] = ()
    fetched_at: datetime | None = None
