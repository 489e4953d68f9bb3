"""What is fuzzed: each target takes any bytes and must neither fail nor give a span that does not hold.

Here the parsers of the sandbox run in this very process, so that a fuzzer that is led by coverage sees into them.
"""

import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date
from functools import cache, partial
from pathlib import Path
from typing import cast

from fuzz_seeds import REPORT, seeds

from onrecord.ingest.fetching.addresses import parsed
from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.manners import retry_after
from onrecord.ingest.fetching.rules import FetchRules
from onrecord.ingest.intake import MB, Carrier, Desk, Intake, Limits
from onrecord.ingest.opening import open_carrier
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.frames import Frame
from onrecord.ingest.sandbox.keeping import ParsingError, Sandbox
from onrecord.ingest.sandbox.tasks import TaskError
from onrecord.ingest.sandbox.worker import TASKS
from onrecord.ledger.text import parse_register, print_register
from onrecord.model.documents import DateBasis, Document
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import dumps, loads
from onrecord.model.problems import Problem
from onrecord.model.register import Entry, Register
from onrecord.model.spans import Span
from onrecord.read.dates import read_date
from onrecord.read.fragments import read_fragment
from onrecord.read.pages import read_page
from onrecord.read.reading import read_document
from onrecord.read.wrapping import unwrapped
from onrecord.watch.sitemaps import read_index, read_sitemap, unzipped

LIMITS = Limits(report_mb=4, unpacked_mb=16, members=50, parse_seconds=5, parse_memory_mb=700)
TODAY = date(2026, 2, 2)
# Long inputs cost time and find little: what breaks a parser is short.
LONGEST = 2**17


class Bare:
    """Stands in for the sandbox: the same tasks, without walls."""

    def run(self, task: str, carrier: Carrier) -> Iterator[Frame]:
        module, function = TASKS[task]
        content = carrier.read_bytes() if isinstance(carrier, Path) else carrier
        options = {"report_bytes": LIMITS.report_bytes, "unpacked_bytes": LIMITS.unpacked_mb * MB, "members": LIMITS.members}
        try:
            yield from getattr(importlib.import_module(f"onrecord.ingest.sandbox.{module}"), function)(
                io.BytesIO(content), options
            )
        except TaskError as error:
            raise ParsingError(error.code, error.what) from error
        except Exception as error:  # as the worker says it
            raise ParsingError("damaged", f"is damaged ({type(error).__name__})") from error


@cache
def bare_desk() -> Desk:
    return Desk(intake=Intake(limits=LIMITS), sandbox=cast("Sandbox", Bare()), open=open_carrier)


def spans_of(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from spans_of(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from spans_of(getattr(value, name))


def check_document(document: Document) -> None:
    assert len(unwrapped(document).text) == len(document.text)
    for span in spans_of(document):
        assert document.text[span.start : span.end] == span.exact
    document.text.encode("utf-8")
    for moment in (document.published_at, document.fetched_at, document.modified_at):
        assert moment is None or moment.tzinfo is UTC or moment.utcoffset() is not None


def check_file(name: str, content: bytes, desk: Desk) -> None:
    """Opens and reads a file; what cannot be read must be a Problem with words."""
    for found in open_carrier(content, Origin(source=name, name=name), desk):
        if isinstance(found, Problem):
            assert found.code not in ("", "opening_failed"), found.message
            assert found.message
            assert "\n" not in found.source
            continue
        assert found.sha256 == sha256_hex(found.content)
        reading = read_document(found, TODAY)
        if reading.document is not None:
            check_document(reading.document)
        else:
            assert reading.problems


def _words(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _date(content: bytes) -> None:
    published, doubt = read_date(_words(content), DateBasis.CARRIER, TODAY)
    assert published is not None or doubt


def _page(content: bytes) -> None:
    read_page(_words(content)).text.encode()


def _fragment(content: bytes) -> None:
    assert "\n\n" not in read_fragment(_words(content)).text


def _register(content: bytes) -> None:
    with suppress(InputError):
        register = parse_register(_words(content))
        assert parse_register(print_register(register)) == register


def _line(content: bytes) -> None:
    with suppress(InputError):
        entry = loads(Entry, _words(content))
        assert loads(Entry, dumps(entry)) == entry


def _address(content: bytes) -> None:
    with suppress(RefusedError):
        parsed(_words(content), FetchRules())
    retry_after(_words(content))


def _sitemap(content: bytes) -> None:
    for read in (read_sitemap, read_index):
        with suppress(RefusedError):
            read(unzipped(content), "https://w.example/sitemap.xml")


Target = Callable[[bytes], None]


@cache
def targets() -> dict[str, Target]:
    """Names → targets: a file of every kind, and what is read without being a file."""
    files = {f"file {name}": cast("Target", partial(_file, name)) for name in sorted(seeds())}
    others = {"date": _date, "page": _page, "fragment": _fragment, "register": _register, "line": _line,
              "address": _address, "sitemap": _sitemap}  # fmt: skip
    return {**files, **others}


def _file(name: str, content: bytes) -> None:
    check_file(name, content, bare_desk())


@cache
def target_seeds() -> dict[str, tuple[bytes, ...]]:
    """Names of targets → what their fuzzing begins from."""
    page = seeds()["a.html"]
    reading = read_document(next(x for x in open_carrier(page, Origin(source="a"), bare_desk()) if not isinstance(x, Problem)))
    assert reading.document is not None
    register = print_register(Register(documents=(reading.document,), problems=reading.problems))
    story = Path(__file__).resolve().parent.parent.parent / "docs" / "plain_text.md"
    lines = story.read_text(encoding="utf-8").split("## A line of every kind")[1]
    reading_line = 'reading document_id="d" text_version="t" reader="r"\n'
    return {
        **{f"file {name}": (content,) for name, content in seeds().items()},
        "date": tuple(words.encode() for words in DATES),
        "page": (page,),
        "fragment": (f"<h1>Depot</h1>\n<p>{REPORT}</p><ul><li>one<li>two</ul><br><table><tr><td>4</table>".encode(),),
        "register": (register.encode(), (register + reading_line + lines).encode()),
        "line": (dumps(_entry(reading.document)).encode(),),
        "address": (b"https://wire.example:443/a/b?c=d#e", b"http://0x7f.1/", b"http://[::ffff:10.0.0.1]/", b"120"),
        "sitemap": (SITEMAP,),
    }


def _entry(document: Document) -> Entry:
    from onrecord.ledger.chain import append
    from onrecord.model.enums import EntryKind

    moment = document.published_at
    assert moment is not None
    return append(None, recorded_at=moment, kind=EntryKind.DOCUMENT, document=document)


DATES = (
    "2026-02-01",
    "2026-02-01T10:00:00+05:00",
    "Sun, 1 Feb 2026 10:00:00 +0500",
    "Feb 1, 2026 3:04 PM EST",
    "1.2.2026",
    "11/4/16",
    "Published: Sunday 1st February 2026 at 10:00am",
    "20260201T100000Z",
    "Updated 1 Feb | 10:00",
)
SITEMAP = (
    b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    b'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://w.example/1</loc><lastmod>2026-02-01</lastmod>'
    b"<n:news><n:publication><n:name>Wire</n:name><n:language>en</n:language></n:publication>"
    b"<n:publication_date>2026-02-01</n:publication_date></n:news></url></urlset>"
)
