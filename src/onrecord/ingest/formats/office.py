"""PDF and Word files: their text layer, taken out in the sandbox; a scanned page is said to be one."""

from pathlib import Path

from onrecord.ingest.formats.lists import TEXT, listed_items
from onrecord.ingest.intake import Carrier, Desk, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.frames import Frame
from onrecord.ingest.sandbox.keeping import ParsingError
from onrecord.ingest.sidecars import Said, words_of
from onrecord.model.enums import ProblemSeverity

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_pdf(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """The report in a PDF; pages that are pictures are Problems, and a PDF of nothing else gives no report."""
    content = _bytes(carrier)
    last, scans = Frame(), []
    try:
        for frame in desk.sandbox.run("pdf", content):
            if frame.header.get("scan"):
                scans.append(str(frame.header["page"]))
            last = frame
    except ParsingError as failure:
        yield origin.trouble(*failure.as_trouble("PDF"))
        return
    text = last.body.decode("utf-8", "replace")
    if scans:
        listed = ", ".join(scans[:10]) + (", …" if len(scans) > 10 else "")
        pages = f"pages {listed} are" if len(scans) > 1 else f"page {listed} is"
        what = f"is scanned: its {pages} a picture without a text layer and was not read; run it through text recognition (OCR)"
        severity = ProblemSeverity.WARNING if text.strip() else ProblemSeverity.ERROR
        yield origin.trouble(
            "scanned", what.replace("are a picture without a text layer and was", "are pictures and were"), severity
        )
    if last.header.get("read") != last.header.get("pages"):
        what = f"has {last.header.get('pages'):,} pages; only the first {last.header.get('read'):,} were read. Split it"
        yield origin.trouble("cut_off", what, ProblemSeverity.WARNING)
    if text.strip():
        yield origin.item(content, PDF, text=text, given_by=str(last.header.get("by")))
    elif not scans:
        yield origin.trouble("no_text", "holds no text and no scanned page; nothing was read")


def read_docx(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """The report in a Word file: its paragraphs and tables; deleted words and comments are left out."""
    content = _bytes(carrier)
    frame = Frame()
    try:
        for found in desk.sandbox.run("docx", content):
            frame = found
    except ParsingError as failure:
        yield origin.trouble(*failure.as_trouble("Word file"))
        return
    text = frame.body.decode("utf-8", "replace")
    if not text.strip():
        yield origin.trouble("no_text", "holds no text; nothing was read")
        return
    if listed := list(listed_items(text, TEXT, origin)):
        yield from listed
        return
    said = Said(title=words_of(frame.header.get("title")))
    yield origin.item(content, DOCX, said=said, text=text, given_by=str(frame.header.get("by")))
    if frame.header.get("comments"):
        yield origin.note("comments_left_out", "has comments at its margin, which were not read")


def _bytes(carrier: Carrier) -> bytes:
    return carrier.read_bytes() if isinstance(carrier, Path) else carrier
