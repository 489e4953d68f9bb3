"""Small files of every kind, made by code: what the fuzzing tests begin from. No bytes of others are kept here."""

# ruff: noqa: E501

import io
import json
import zipfile
from email.message import EmailMessage
from functools import cache

import docx
import openpyxl
import typst
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

REPORT = (
    "QUETTA, Feb 1 (Sample Wire) - Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said.\n"
    "Two drivers were wounded. “We counted four,” the headman told reporters; others spoke of 4–6 dead.\n"
)
PAGE = (
    "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Four guards killed | Sample Wire</title>"
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Four guards killed", '
    '"datePublished": "2026-02-01T10:00:00Z", "author": {"name": "A. Reporter"}}</script></head><body><nav><a href="/">Home</a></nav>'
    + "<article><h1>Four guards killed</h1>"
    + f"<p>{REPORT}</p>" * 4
    + "<table><tr><td>Kharan</td><td>4</td></tr></table></article><aside><ul><li><a href=x>Flood kills 60</a></ul></aside></body></html>"
)


def _docx() -> bytes:
    made, stream = docx.Document(), io.BytesIO()
    made.add_heading("Four guards killed")
    made.add_paragraph(REPORT)
    made.add_table(rows=1, cols=2).cell(0, 0).text = "Kharan"
    made.save(stream)
    return stream.getvalue()


def _xlsx() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["title", "text", "date"])
    sheet.append(["Depot", REPORT, "2026-02-01"])
    book.save(stream)
    return stream.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["Subject"], message["Date"], message["From"] = "Depot", "Sun, 1 Feb 2026 10:00:00 +0500", "desk@wire.example"
    message.set_content(REPORT)
    message.add_alternative(PAGE, subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    return bytes(message)


def _warc(packs: bool) -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packs)
    for number, kind in enumerate(("text/html", "image/png", "text/plain")):
        http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        body = io.BytesIO((PAGE if kind == "text/html" else REPORT).encode())
        writer.write_record(writer.create_warc_record(f"https://w.example/{number}", "response", payload=body, http_headers=http))
    return stream.getvalue()


def _zip(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


@cache
def seeds() -> dict[str, bytes]:
    """File names → contents, one of each kind that is taken in."""
    mhtml = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://w.example/\r\nDate: Sun, 1 Feb 2026 10:00:00 +0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Location: https://w.example/\r\n\r\n{PAGE}\r\n--b--\r\n"
    )
    entry = f"<item><title>Depot</title><link>https://w.example/1</link><pubDate>Sun, 1 Feb 2026 10:00:00 +0500</pubDate><description>&lt;p&gt;{REPORT}&lt;/p&gt;</description></item>"
    ninjs = {"uri": "urn:x", "headline": "Depot", "body_html": f"<p>{REPORT}</p>", "versioncreated": "2026-02-01T10:00:00Z"}
    items = [{"id": 1, "title": "Depot", "content_html": f"<p>{REPORT}</p>", "date_published": "2026-02-01"}]
    return {
        "a.txt": REPORT.encode(),
        "wrapped.txt": "\n".join(REPORT[i : i + 60] for i in range(0, len(REPORT), 60)).encode(),
        "a.html": PAGE.encode(),
        "a.mhtml": mhtml.encode(),
        "a.eml": _mail(),
        "a.rss": f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{entry * 3}</channel></rss>'.encode(),
        "ninjs.json": json.dumps(ninjs).encode(),
        "feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(),
        "a.jsonl": (json.dumps({"id": 1, "text": REPORT, "title": "Depot", "published": "2026-02-01"}) + "\n").encode() * 3,
        "a.csv": f'title,text,date\nDepot,"{REPORT}",2026-02-01\n'.encode() * 2,
        "a.xlsx": _xlsx(),
        "a.docx": _docx(),
        "a.rtf": ("{\\rtf1{\\fonttbl{\\f0 Arial;}}" + REPORT.replace("\n", "\\par\n") + "{\\*\\x no}caf\\'e9\\u8211?}").encode(),
        "nexis.txt": f"Depot\nWire\nFebruary 1, 2026\nBody\n\n{REPORT}\nLoad-Date: February 1, 2026\n\nEnd of Document\n".encode(),
        "factiva.txt": f"HD Depot\nPD 1 February 2026\nSN Wire\nTD {REPORT}\nDocument WIRE00020260201em210001\n".encode(),
        "factiva.html": f"<div class='article enArticle'><div id='hd'><span class='enHeadline'>Depot</span></div><div>9 words</div>"
        f"<div>1 February 2026</div><div>Wire</div><p class='articleParagraph'>{REPORT}</p><p>Document WIRE00020260201em210001</p>"
        "</div>".encode(),
        "archiver.csv": "status,metadata,media\nsuccess,\"{'url': 'https://w.example/1', 'timestamp': datetime.datetime(2026, 2, 1, 8), "
        f"'content': '{REPORT.split(chr(10))[0]}'}}\",[]\n".encode(),
        "a.pdf": typst.compile(f"= Depot\n\n{REPORT}".encode()),
        "a.warc": _warc(packs=False),
        "a.warc.gz": _warc(packs=True),
        "a.wacz": _zip(("archive/a.warc.gz", _warc(packs=True)), ("datapackage.json", b"{}"), ("pages/pages.jsonl", b"{}")),
        "a.zip": _zip(("a.txt", REPORT.encode()), ("b/a.html", PAGE.encode()), ("c.zip", _zip(("d.txt", REPORT.encode())))),
    }
