"""The text layer of PDF files."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from onrecord.ingest.sandbox.frames import Frame, Plain
from onrecord.ingest.sandbox.lines import SPLIT, Line, paragraphs
from onrecord.ingest.sandbox.tasks import TaskError

PDF_VERSION = f"pypdfium2-{pypdfium2.PYPDFIUM_INFO}-1"
# A longer document is a book or an attack.
MOST_PAGES = 2000
# A page with fewer letters has no text layer worth the name.
FEWEST_LETTERS = 20
# A line of the page, to its end or to the mark of a word that was split there; the library puts such a word into one line.
_LINE = re.compile(f"[^\n{SPLIT}]*[\n{SPLIT}]|[^\n{SPLIT}]+")


def read_pdf(carrier: BinaryIO, options: dict[str, Plain]) -> Iterator[Frame]:
    """A frame a page that says whether it is a scan, then one with the text of all pages and `by`, who took it out."""
    try:
        document = pypdfium2.PdfDocument(carrier.read())
    except pypdfium2.PdfiumError as error:
        if document_is_locked(str(error)):
            raise TaskError("encrypted", "is protected by a password and was not read; save it without one") from error
        raise TaskError("broken_pdf", f"cannot be read as a PDF ({error}); it is damaged or cut off. Download it anew") from error
    pages: list[list[Line]] = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        try:
            lines, is_scan = _lines(page), False
            if sum(len(line.words) for line in lines) < FEWEST_LETTERS:
                is_scan = any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        finally:
            page.close()
        pages.append(lines)
        yield Frame(header={"page": number + 1, "scan": is_scan})
    header: dict[str, Plain] = {"text": True, "by": PDF_VERSION, "pages": len(document), "read": len(pages)}
    yield Frame(header=header, body="\n".join(paragraphs(pages)).encode("utf-8", "replace"))


def document_is_locked(message: str) -> bool:
    """Whether the library's message means a password or a security handler."""
    return any(word in message.lower() for word in ("password", "security"))


def _lines(page: pypdfium2.PdfPage) -> list[Line]:
    """The lines of a page in reading order with where they stand, in points."""
    text_page = page.get_textpage()
    try:
        words, start, found = text_page.get_text_range(), 0, []
        for raw in _LINE.findall(words):
            bare = raw.strip()
            if bare:
                first, last = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip(" \t\r\n" + SPLIT)) - 1
                found.append(_placed(text_page, bare, first, last))
            start += len(raw)
        return found
    finally:
        text_page.close()


def _placed(text_page: pypdfium2.PdfTextPage, words: str, first: int, last: int) -> Line:
    try:
        left, bottom, _, top = text_page.get_charbox(first, loose=True)
        _, _, right, _ = text_page.get_charbox(last, loose=True)
    except (pypdfium2.PdfiumError, ValueError):  # letters that the library made itself have no box
        return Line(words=words)
    return Line(words=words, left=left, right=right, bottom=bottom, height=top - bottom)
