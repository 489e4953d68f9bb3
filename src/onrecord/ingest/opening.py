"""Opens bytes or a file by its kind: each report in it becomes an item, each trouble a Problem, and the rest goes through."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from onrecord.ingest.contents import (
    HTML,
    MEDIA_TYPES,
    READABLE,
    SIGNED_TYPES,
    SNIFFED,
    TAIL,
    TEXT,
    Kind,
    is_empty,
    kind_of,
)
from onrecord.ingest.formats.archives import read_wacz, read_warc, read_zip
from onrecord.ingest.formats.feeds import read_feed
from onrecord.ingest.formats.jsons import read_json
from onrecord.ingest.formats.lists import listed_items, read_rtf
from onrecord.ingest.formats.mails import read_mail, read_mhtml
from onrecord.ingest.formats.office import read_docx, read_pdf
from onrecord.ingest.formats.pressed import is_listed_page, pressed_items
from onrecord.ingest.formats.tables import read_sheet, read_table
from onrecord.ingest.intake import Carrier, Desk, Found, Intake
from onrecord.ingest.jsonl import read_lines
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.keeping import Sandbox
from onrecord.ingest.sidecars import Said
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import OnRecordError
from onrecord.model.problems import Problem

log = logging.getLogger(__name__)

# These are read piece by piece, whatever their size.
STREAMED: dict[Kind, Callable[[Carrier, Origin, Desk], Found]] = {
    Kind.TABLE: read_table,
    Kind.WARC: read_warc,
    Kind.WACZ: read_wacz,
    Kind.ZIP: read_zip,
}
# These are read whole, up to the limit for one report.
WHOLE: dict[Kind, Callable[[bytes, Origin, Desk], Found]] = {
    Kind.MAIL: read_mail,
    Kind.MHTML: read_mhtml,
    Kind.FEED: read_feed,
    Kind.JSON: read_json,
    Kind.SHEET: read_sheet,
    Kind.PDF: read_pdf,
    Kind.DOCX: read_docx,
    Kind.RTF: read_rtf,
}
# How the articles of a list of Nexis or Factiva end; other texts need not be looked through.
LIST_END = re.compile(rb"^[ \t]*(?:End of Document|Document[ \t]+[A-Za-z0-9]{10,40})[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
# A feed without entries or a table without rows holds nothing that could be lost.
NOTHING_LOST = "empty"
# Kinds that people do have and that are not read: what to do instead.
_UNREAD = {
    b"\xd0\xcf\x11\xe0": "is an Office file of the old kind or with a password; save it as .docx, .xlsx or .pdf without one",
    b"\x1f\x8b": "is compressed with gzip and no web archive; unpack it first",
    b"7z\xbc\xaf": "is a 7z archive, which is not read; unpack it and add the folder",
    b"Rar!": "is a RAR archive, which is not read; unpack it and add the folder",
}


def open_carrier(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """Every report in bytes or a file. `origin.name` tells the kind where the bytes leave it open.

    Raises OSError when a file cannot be opened; anything else that goes wrong is a Problem, so that the batch goes on.
    """
    try:
        yield from _opened(carrier, origin, desk)
    except (OSError, OnRecordError):
        raise
    except Exception as trouble:  # a library failed on this file in a way that was not foreseen; it is said, never hidden
        log.exception("opening failed")
        what = (
            f"could not be opened ({type(trouble).__name__}: {str(trouble)[:120]}); it was left out. Please report this as a bug"
        )
        yield origin.trouble("opening_failed", what)


def _opened(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    head, tail, size = _ends(carrier)
    if is_empty(head) and size <= SNIFFED:
        yield origin.trouble("empty", "it is empty; nothing was read")
        return
    kind = kind_of(_suffix(origin), head, tail)
    media_type = MEDIA_TYPES.get(kind) or _signed_type(head)
    found = _found(kind, carrier, head, size, origin, desk)
    if media_type is None or size > desk.limits.report_bytes:
        yield from found
    else:
        yield from _or_kept(found, carrier, media_type, origin)


def _or_kept(found: Found, carrier: Carrier, media_type: str, origin: Origin) -> Found:
    """What was found; where that is trouble and no item at all, the last trouble comes with the bytes that it is about."""
    held: list[Problem] = []  # the last trouble and the remarks behind it
    for each in found:
        if not isinstance(each, Problem):
            yield from held
            yield each
            yield from found
            return
        if each.severity is ProblemSeverity.ERROR and each.code != NOTHING_LOST:
            yield from held
            held = [each]
        elif held:
            held.append(each)
        else:
            yield each
    if held:
        yield origin.unread(carrier.read_bytes() if isinstance(carrier, Path) else carrier, media_type, held[0])
        yield from held[1:]


def _signed_type(head: bytes) -> str | None:
    """The media type of bytes that cannot be read, but may be a report: office files, archives, pictures of pages."""
    return next((kind for sign, kind in SIGNED_TYPES.items() if head.startswith(sign)), None)


def _found(kind: Kind, carrier: Carrier, head: bytes, size: int, origin: Origin, desk: Desk) -> Found:
    if kind in STREAMED:
        yield from STREAMED[kind](carrier, origin, desk)
    elif kind is Kind.LINES:
        yield from _lines(carrier, origin, desk)
    elif (refusal := _refusal(kind, head, origin)) is not None:
        yield refusal
    elif size > desk.limits.report_bytes:
        what = f"is over {desk.limits.report_mb} MB, too large for one report; split it, or raise max_report_mb if you trust it"
        yield origin.trouble("too_large", what)
    else:
        content = carrier.read_bytes() if isinstance(carrier, Path) else carrier
        yield from _whole(kind, content, origin, desk)


def open_fetched(item: RawItem, intake: Intake) -> Found:
    """What is in an item that somebody fetched: a feed gives its entries, an archive its pages, a page itself.

    Address, time and outlet are handed on to what is inside.
    """
    said = Said(
        external_id=item.external_id,
        title=item.title,
        published=item.published,
        url=item.url,
        outlet=item.outlet,
        language=item.language,
    )
    name = {TEXT: "page.txt", HTML: "page.html", "application/xhtml+xml": "page.html"}.get(item.media_type, "")
    origin = Origin(
        source=item.source, locator=item.locator, name=name, said=said, fetched_at=item.fetched_at, charset=item.charset
    )
    with Sandbox(intake.limits) as sandbox:
        for found in open_carrier(item.content, origin, Desk(intake=intake, sandbox=sandbox, open=open_carrier)):
            if isinstance(found, RawItem) and found.sha256 == item.sha256:
                found = replace(found, headers=item.headers)  # the server's words are about the whole
            yield found


def _ends(carrier: Carrier) -> tuple[bytes, bytes, int]:
    """The first and last bytes, and how many there are in all."""
    if isinstance(carrier, bytes):
        return carrier[:SNIFFED], carrier[-TAIL:], len(carrier)
    with carrier.open("rb") as stream:
        head = stream.read(SNIFFED)
        size = stream.seek(0, 2)
        stream.seek(max(0, size - TAIL))
        return head, stream.read(), size


def _suffix(origin: Origin) -> str:
    name = origin.name.lower()
    return ".warc" if name.endswith((".warc.gz", ".warc.zst")) else origin.suffix


def _refusal(kind: Kind, head: bytes, origin: Origin) -> Problem | None:
    """Why bytes of a kind are not read at all; None = they are."""
    for sign, what in _UNREAD.items():
        if kind is Kind.BINARY and head.startswith(sign):
            return origin.trouble("binary", what)
    if kind is Kind.BINARY:
        return origin.trouble("binary", f"is no text (it holds binary data); what can be read is {READABLE}")
    if kind is Kind.XML and SITEMAP.search(head):
        what = "is a sitemap, which holds addresses and no reports; follow it with `onrecord watch ADDRESS --pages`"
        return origin.trouble("sitemap", what)
    if kind is Kind.XML:
        return origin.trouble("unknown_type", f"is XML, and neither a feed nor a web page; what can be read is {READABLE}")
    if kind is Kind.UNKNOWN:
        return origin.trouble("unknown_type", f"has the unknown type {origin.suffix}; what can be read is {READABLE}")
    return None


def _whole(kind: Kind, content: bytes, origin: Origin, desk: Desk) -> Iterator[RawItem | Problem]:
    if is_empty(content):
        yield origin.trouble("empty", "it is empty; nothing was read")
    elif kind in WHOLE:
        yield from WHOLE[kind](content, origin, desk)
    elif kind is Kind.HTML:
        listed = list(pressed_items(content, origin)) if is_listed_page(content) else []
        yield from listed or [origin.item(content, HTML)]
    else:
        listed = list(listed_items(content.decode("utf-8-sig", "replace"), TEXT, origin)) if LIST_END.search(content) else []
        yield from listed or [origin.item(content, TEXT)]


def _lines(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    with carrier.open("rb") if isinstance(carrier, Path) else io.BytesIO(carrier) as stream:
        yield from read_lines(stream, origin, desk.intake.columns)
