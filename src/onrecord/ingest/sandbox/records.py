"""Web archives: the pages among the records of WARC files and of the WARC files in a WACZ, with when they were captured."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from onrecord.ingest.sandbox.frames import Frame, Plain
from onrecord.ingest.sandbox.tasks import MB, TaskError, number_of, open_zip

# What is read: pages, texts and documents; pictures, scripts and styles are only counted.
TAKEN = {"text/html", "application/xhtml+xml", "text/plain", "application/pdf"}
# A sign of life is given after so many records that are not taken.
BEAT = 2000
# So much is looked through at once for the next member behind a broken one.
STRIDE = MB
_MEMBER, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."


def read_warc(carrier: BinaryIO, options: dict[str, Plain]) -> Iterator[Frame]:
    """A frame for each page: url, date, type, charset, offset and its bytes; one for each break; then counts of all records."""
    counts: Counter[str] = Counter()
    yield from _records(carrier, None, options, counts)
    yield Frame(header={"counts": json.dumps(counts)})


def read_wacz(carrier: BinaryIO, options: dict[str, Plain]) -> Iterator[Frame]:
    """The same for every WARC file in the package, with `member`, its name."""
    archive = open_zip(carrier, "broken_wacz")
    names = [part.filename for part in archive.infolist() if ".warc" in part.filename and not part.is_dir()]
    if not names:
        raise TaskError("broken_wacz", "holds no WARC file; nothing was read")
    counts: Counter[str] = Counter()
    for name in names:
        try:
            with archive.open(name) as stream:
                yield from _records(cast("BinaryIO", stream), name, options, counts)
        except (OSError, ValueError, RuntimeError, EOFError, NotImplementedError, zlib.error) as error:
            yield Frame(header={"member": name, "broken": 0, "what": str(error)[:200]})
    yield Frame(header={"counts": json.dumps(counts)})


def _records(stream: BinaryIO, member: str | None, options: dict[str, Plain], counts: Counter[str]) -> Iterator[Frame]:
    """The frames of one file; behind a broken record reading goes on with the next one that can be found."""
    start: int | None = 0
    broken: Frame | None = None  # said when it is known where reading goes on
    while start is not None:
        stream.seek(start)
        position, quiet = start, 0
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                if broken is not None:
                    yield Frame(header={**broken.header, "goes_on": start})
                    broken = None
                position = record.stream_pos
                frame = _frame(record, options, counts)
                quiet = 0 if frame else quiet + 1
                if frame is not None:
                    yield Frame(header={**frame.header, "offset": position, "member": member}, body=frame.body)
                elif quiet % BEAT == 0:
                    yield Frame(header={"records": counts.total()})
            break
        except OSError as error:
            broken = broken or Frame(header={"member": member, "broken": position, "what": str(error)[:200]})
            start = _next_record(stream, position + 1)
    if broken is not None:
        yield broken


def _frame(record: WarcRecord, options: dict[str, Plain], counts: Counter[str]) -> Frame | None:
    """The page of a record; None when it is none, and then the reason is counted."""
    url = record.headers.get("WARC-Target-URI") or ""
    if record.record_type not in (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion):
        counts[(record.headers.get("WARC-Type") or "unknown")[:20]] += 1
        return None
    if not url.lower().startswith(("http:", "https:")):
        counts["no web address"] += 1
        return None
    if record.content_length > number_of(options, "report_bytes"):
        counts["too large"] += 1
        return None
    declared = record.content_length
    record.freeze()
    is_cut = record.content_length < declared
    kind, charset = _kind(record, counts)
    if kind is None:
        return None
    payload = record.reader.read(number_of(options, "report_bytes") + 1)
    if len(payload) > number_of(options, "report_bytes"):
        counts["too large"] += 1
        return None
    counts["read"] += 1
    date = record.record_date.isoformat() if record.record_date else None
    return Frame(header={"url": url, "date": date, "type": kind, "charset": charset, "cut": is_cut}, body=payload)


def _kind(record: WarcRecord, counts: Counter[str]) -> tuple[str | None, str | None]:
    """Media type and charset of a record that is read; None when it is not, and then the reason is counted."""
    if record.record_type is WarcRecordType.response:
        with suppress(ValueError):
            record.parse_http(auto_decode="all")
        status = record.http_headers.status_code if record.http_headers else None
        if status is None or not 200 <= status < 300:
            counts["status other than 2xx"] += 1
            return None, None
        kind, charset = record.http_content_type, record.http_charset
    else:
        kind, charset = record.headers.get("Content-Type"), None
    kind = (kind or "text/html").split(";")[0].strip().lower()
    if kind not in TAKEN:
        counts["other media"] += 1
        return None, None
    return kind, charset


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """Where the next record begins at or behind `start`; None = none does. Compressed members are tried out."""
    stream.seek(max(0, start - 1))
    is_packed = stream.read(2) == _MEMBER[:2]
    sign = _MEMBER if is_packed else b"\n" + _PLAIN
    position, kept = start, b""
    stream.seek(start)
    while chunk := stream.read(STRIDE):
        window = kept + chunk
        base, at = position - len(kept), window.find(sign)
        while at >= 0:
            if not is_packed or _opens(window[at : at + 512]):
                return base + at + (0 if is_packed else 1)
            at = window.find(sign, at + 1)
        position += len(chunk)
        kept = window[-511:]
    return None


def _opens(member: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(member, 16).startswith(_PLAIN)
    except zlib.error:
        return False
