"""What bytes are: by their first and last ones, and by the name of their file where the bytes leave it open."""

import re
import zlib
from enum import StrEnum

TEXT = "text/plain"
HTML = "text/html"
# As much as is looked at, at the beginning and, for the list of contents of a zip file, at the end.
SNIFFED, TAIL = 4096, 2**16
# First bytes of common files that are no text. Source: WHATWG MIME Sniffing standard, and the formats' own specifications.
SIGNATURES = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"SQLite format 3\x00",
    b"RIFF", b"7z\xbc\xaf", b"Rar!", b"{\\rtf", b"\x7fELF", b"BZh", b"\xfd7zXZ",
)  # fmt: skip
UTF_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Control characters that no text file holds; tab, line ends, form feed and escape are left out.
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 27} | {127}))
# Damaged text holds some, binary data about one byte in nine.
MOST_CONTROLS = 0.02
# What was matched once is never matched otherwise (possessive): a file of nothing but comments would be tried in endless ways.
_PAGE = re.compile(rb"\s*+(?:(?><!--.{0,2000}?-->)\s*+)*+(?:<\?xml[^>]*+>\s*+)?+(?:(?><!--.{0,2000}?-->)\s*+)*+"
                   rb"(?:<!doctype\s+html|<(?:html|head|body|article|main|div|p)[\s>])", re.IGNORECASE | re.DOTALL)  # fmt: skip
_FEED = re.compile(rb"\s*+(?>(?:<\?.{0,2000}?\?>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[.{0,3000}?\])?\s*>)\s*)*+"
                   rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE | re.DOTALL)  # fmt: skip
_MAIL = re.compile(
    rb"^(?:Received|From|Date|Subject|Message-ID|MIME-Version|Return-Path|Delivered-To|To|Content-Type|Reply-To): ",
    re.IGNORECASE | re.MULTILINE,
)
# Fewer header lines may open a plain text.
FEWEST_HEADERS = 3
_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location:|From: <Saved by )", re.IGNORECASE | re.MULTILINE)


# A first line of so many cells, all but one with such a name, heads a table; prose with commas has none.
FEWEST_COLUMNS = 3
_COLUMNS = frozenset(
    (b"id", b"title", b"headline", b"text", b"body", b"content", b"url", b"link", b"date", b"published", b"publish_date",
     b"outlet", b"source", b"publication", b"language", b"media_name",
     b"event_id_cnty", b"notes", b"event_date", b"domain", b"seendate")
)  # fmt: skip


class Kind(StrEnum):
    """What can be opened, and the three that cannot."""

    TEXT = "text"
    HTML = "html"
    MHTML = "mhtml"
    MAIL = "mail"
    FEED = "feed"
    JSON = "json"
    LINES = "lines"
    TABLE = "table"
    SHEET = "sheet"
    PDF = "pdf"
    DOCX = "docx"
    RTF = "rtf"
    WARC = "warc"
    WACZ = "wacz"
    ZIP = "zip"
    XML = "xml"
    BINARY = "binary"
    UNKNOWN = "unknown"


SUFFIXES = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".md": Kind.TEXT, ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML,
    ".shtml": Kind.HTML, ".mht": Kind.MHTML, ".mhtml": Kind.MHTML, ".eml": Kind.MAIL, ".rss": Kind.FEED, ".atom": Kind.FEED,
    ".rdf": Kind.FEED, ".xml": Kind.XML, ".json": Kind.JSON, ".jsonl": Kind.LINES, ".ndjson": Kind.LINES, ".csv": Kind.TABLE,
    ".tsv": Kind.TABLE, ".xlsx": Kind.SHEET, ".pdf": Kind.PDF, ".docx": Kind.DOCX, ".warc": Kind.WARC, ".wacz": Kind.WACZ,
    ".zip": Kind.ZIP,
}  # fmt: skip
# What bytes of a kind are called when they are kept although nothing can be read from them; foreign files are not kept.
MEDIA_TYPES = {
    Kind.TEXT: TEXT, Kind.HTML: HTML, Kind.MHTML: "multipart/related", Kind.MAIL: "message/rfc822", Kind.FEED: "application/xml",
    Kind.JSON: "application/json", Kind.LINES: "application/x-ndjson", Kind.TABLE: "text/csv", Kind.PDF: "application/pdf",
    Kind.SHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Kind.XML: "application/xml",
    Kind.RTF: "application/rtf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Kind.WARC: "application/warc",
    Kind.WACZ: "application/wacz", Kind.ZIP: "application/zip",
}  # fmt: skip
SIGNED_TYPES = {
    b"\xd0\xcf\x11\xe0": "application/x-ole-storage", b"7z\xbc\xaf": "application/x-7z-compressed",
    b"Rar!": "application/vnd.rar", b"\x1f\x8b": "application/gzip", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png",
    b"GIF8": "image/gif", b"II*\x00": "image/tiff", b"MM\x00*": "image/tiff",
}  # fmt: skip
_PACKED = (Kind.DOCX, Kind.SHEET, Kind.WACZ)
READABLE = (
    "plain text (.txt, .md), web pages (.html, .mhtml), mail (.eml), PDF, Word (.docx), RTF, feeds (.rss, .atom, .json), tables "
    "(.csv, .tsv, .xlsx), JSON lines (.jsonl), web archives (.warc, .warc.gz, .wacz) and .zip of these"
)


def kind_of(suffix: str, head: bytes, tail: bytes = b"") -> Kind:
    """The kind of bytes from their first and last ones and the ending of their file name ("" = none is known).

    What the bytes say goes before the name: a PDF that is called .html is a PDF.
    """
    named = SUFFIXES.get(suffix, Kind.UNKNOWN if suffix else None)
    if (told := _signed(head, tail)) is not None:
        # The list of members is cut off, or longer than what was looked at.
        return named if told is Kind.ZIP and named in _PACKED and not _directory(tail) else told
    if named in (Kind.WARC, Kind.WACZ, Kind.ZIP, Kind.PDF, Kind.DOCX, Kind.SHEET):
        return named  # damaged at its beginning: the opener says what is wrong
    if looks_binary(head):
        return Kind.BINARY
    plain = _plain_head(head)
    if _FEED.match(plain):
        return Kind.FEED
    if named is not Kind.MHTML and looks_like_page(head):
        return Kind.HTML
    return _named(named, plain)


def _signed(head: bytes, tail: bytes) -> Kind | None:
    """The kind by a signature; None = the bytes bear none of those that can be opened."""
    if head.startswith(b"{\\rtf"):
        return Kind.RTF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        names = _directory(tail)
        if b"word/document.xml" in names:
            return Kind.DOCX
        if b"xl/workbook.xml" in names:
            return Kind.SHEET
        is_wacz = b"datapackage.json" in names and (b".warc" in names or b"pages/pages.jsonl" in names)
        return Kind.WACZ if is_wacz else Kind.ZIP
    if b"%PDF-" in head[:1024] and head.lstrip()[:1] != b"<":  # junk before it is common. Source: PDF 1.7, annex H.3
        return Kind.PDF
    return Kind.WARC if _unzipped(head).startswith(b"WARC/") else None


def _directory(tail: bytes) -> bytes:
    """The list of members at the end of a zip file, as far as it was looked at; archives inside have lists of their own."""
    end = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    return tail[end - size : end] if end - size >= 0 else b""


def _unzipped(head: bytes) -> bytes:
    if not head.startswith(b"\x1f\x8b"):
        return head[:16]
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16)
    except zlib.error:
        return b""


def _named(named: Kind | None, head: bytes) -> Kind:
    if named in (None, Kind.MAIL, Kind.MHTML) and len(_MAIL.findall(head[:SNIFFED])) >= FEWEST_HEADERS:
        return Kind.MHTML if named is Kind.MHTML or (named is None and _SAVED_PAGE.search(head)) else Kind.MAIL
    if named is None:
        if head.lstrip()[:1] in (b"{", b"["):
            return Kind.JSON
        if looks_like_xml(head):
            return Kind.XML
        return Kind.TABLE if looks_like_table(head) else Kind.TEXT
    return named


def looks_binary(content: bytes) -> bool:
    """Whether the bytes are no text: by signature, or by control characters, unless they are UTF-16 or UTF-32 and say so."""
    if content.startswith(UTF_MARKS):
        return False
    if content.startswith(SIGNATURES):
        return True
    head = content[:SNIFFED]
    return len(head) - len(head.translate(None, _CONTROLS)) > MOST_CONTROLS * len(head)


def looks_like_page(content: bytes) -> bool:
    """Whether the bytes begin as a web page does; a byte order mark and the null bytes of UTF-16 do not hinder."""
    return _PAGE.match(_plain_head(content)) is not None


def looks_like_xml(content: bytes) -> bool:
    """Whether the bytes begin as an XML file does."""
    return re.match(rb"\s*<(?:\?xml|rss|feed)\b", _plain_head(content), re.IGNORECASE) is not None


def looks_like_table(content: bytes) -> bool:
    """Whether the first line names columns as tables of reports do; only asked where no file name tells."""
    first = _plain_head(content).lstrip().split(b"\n", 1)[0].strip().lower()
    for sign in (b",", b";", b"\t", b"|"):
        cells = [cell.strip(b' \t\r"') for cell in first.split(sign)]
        if len(cells) >= FEWEST_COLUMNS and sum(cell in _COLUMNS for cell in cells) >= FEWEST_COLUMNS - 1:
            return True
    return False


def is_empty(content: bytes) -> bool:
    """Whether there is nothing but blanks and byte order marks."""
    return not content.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe")


def _plain_head(content: bytes) -> bytes:
    return content[:SNIFFED].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
