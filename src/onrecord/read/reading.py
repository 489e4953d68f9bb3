"""Reads an item into a Document: the text fixed for good, what is known about it, and the furniture marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from onrecord.model.documents import DateBasis, Document, Furniture, RawItem
from onrecord.model.enums import FurnitureKind, ProblemSeverity
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.problems import Problem
from onrecord.read.datelines import Dateline, find_dateline
from onrecord.read.dates import Published, read_date
from onrecord.read.encodings import decode
from onrecord.read.fragments import is_fragment, read_fragment
from onrecord.read.furniture import mark_furniture
from onrecord.read.heads import find_byline, find_stamp, find_title, wire_credit
from onrecord.read.languages import tell_language
from onrecord.read.pages import MOST_ELEMENTS, UNWANTED, Page, read_page
from onrecord.read.wrapping import rewrapped, unwrapped_text

# A page larger than this is cut off: no report is that long, and parsing time grows with size.
LARGEST_PAGE = 20 * 2**20
# The longest report is a book of some 160,000 words; what is longer is several, or none.
LONGEST_TEXT = 1_000_000
SUPPORTED = {"en"}
# A published report with fewer letters is a caption or a page that did not load.
SHORTEST_ARTICLE = 40
QUOTED = 120
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{1,2})[/-]?(\d{1,2})(?=\D|$)")
_URL_MONTH = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?=\D|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one item: the document, None when it holds no text, and the problems met."""

    document: Document | None
    problems: tuple[Problem, ...] = ()


def read_document(item: RawItem, today: date | None = None) -> Reading:
    """The document of an item. Never raises for what the bytes hold; what is wrong with them is a Problem.

    `today` is the day of reading, against which dates of publication in the future are found; None = not checked.
    """
    if item.problem is not None:
        return Reading(document=None, problems=(item.problem,))
    problems: list[Problem] = []
    where = item.source if item.locator is None else f"{item.source}, {item.locator}"
    page = _page(item, where, problems)
    if page.is_cut:
        what = f"has over {MOST_ELEMENTS:,} elements; the rest was not read"
        problems.append(_problem(where, "cut_off", what, ProblemSeverity.WARNING))
    text = page.text
    if not text.strip():
        problems.append(_problem(where, "no_text", "holds no article text; nothing was read", ProblemSeverity.ERROR))
        return Reading(document=None, problems=tuple(problems))
    if len(text) > LONGEST_TEXT:
        what = f"is {len(text):,} characters long, more than {LONGEST_TEXT:,}; nothing was read. Split it into reports"
        problems.append(_problem(where, "too_long", what, ProblemSeverity.ERROR))
        return Reading(document=None, problems=tuple(problems))
    view = unwrapped_text(text)  # of the same length, so that what is found there stands at the same place in the text
    dateline = find_dateline(view)
    published = _published(item, page, dateline, today, where, problems)
    document = _document(item, page, view, dateline, published, where, problems)
    return Reading(document=document, problems=tuple(problems))


def _document(
    item: RawItem,
    page: Page,
    view: str,
    dateline: Dateline | None,
    published: Published | None,
    where: str,
    problems: list[Problem],
) -> Document:
    text, said = page.text, page.said
    told = item.title or said.title
    title_span = find_title(view, told)
    byline, byline_span = find_byline(view, said.byline)
    url = item.url or said.url
    language = tell_language(text, item.language, said.language)
    furniture = rewrapped(mark_furniture(view), text)
    problems += _remarks(text, language, furniture, where)
    modified, _ = read_date(said.modified, DateBasis.METADATA) if said.modified else (None, None)
    document = Document(
        document_id=_document_id(item, url),
        text_version=page.version,
        text=text,
        raw_sha256=item.sha256,
        source=item.source,
        external_id=item.external_id,
        locator=item.locator,
        url=url,
        outlet=item.outlet or said.outlet or _host(url),
        title=title_span.exact if title_span and not item.title else told,
        title_span=title_span,
        byline=byline,
        byline_span=byline_span,
        dateline_span=dateline.span if dateline else None,
        dateline_place=dateline.place if dateline else None,
        dateline_date=dateline.date if dateline else None,
        wire_credit=wire_credit(view, byline, dateline),
        published_at=published.at if published else None,
        published_prec=published.prec if published else None,
        published_basis=published.basis if published else None,
        published_day=published.day if published else None,
        modified_at=modified.at if modified else None,
        language=language,
        furniture=furniture,
        fetched_at=item.fetched_at,
    )
    return document if view == text else rewrapped(document, text)


def _remarks(text: str, language: str | None, furniture: tuple[Furniture, ...], where: str) -> Iterator[Problem]:
    if language is not None and language not in SUPPORTED:
        what = f"is in language {language!r}, which cannot be read yet; it is kept, but nothing is taken from it"
        yield _problem(where, "language_not_supported", what)
    if len(text.strip()) < SHORTEST_ARTICLE:
        yield _problem(where, "short_text", f"holds only {len(text.strip())} characters of text; check that it is a whole report")
    if "\ufffd" in text:
        number = text.count("\ufffd")
        what = f"holds {number} characters that could not be read (shown as \ufffd); check the encoding of the source"
        yield _problem(where, "damaged_text", what, ProblemSeverity.WARNING)
    for piece in furniture:
        if piece.kind is FurnitureKind.ASSISTANT_RESIDUE:
            words = piece.span.exact
            quoted = words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"
            what = f"carries words of a writing assistant, “{quoted}”; check who wrote it and what it rests on"
            yield Problem(
                source=where,
                code="assistant_residue",
                severity=ProblemSeverity.WARNING,
                message=f"{what[0].upper()}{what[1:]}.",
                subject=words,
                span=piece.span,
            )


def _page(item: RawItem, where: str, problems: list[Problem]) -> Page:
    """The text of an item and where it came from: given with it, extracted from a page, or the file itself."""
    if item.given_text is not None:
        # Half a surrogate pair cannot be stored or hashed; it is replaced by a sign of the same length.
        return Page(text=re.sub("[\ud800-\udfff]", "\ufffd", item.given_text), version=item.given_by or "given-1")
    is_page = item.given_html is not None or item.media_type in ("text/html", "application/xhtml+xml")
    size = len(item.given_html) if item.given_html is not None else len(item.content)
    if size > LARGEST_PAGE:
        what = f"is over {LARGEST_PAGE // 2**20} MB; the rest was not read"
        problems.append(_problem(where, "cut_off", what, ProblemSeverity.WARNING))
    if item.given_html is not None:
        markup = item.given_html[:LARGEST_PAGE]
        return read_fragment(markup) if is_fragment(markup) else read_page(markup)
    text, doubt = decode(item.content[:LARGEST_PAGE], is_page, item.charset)
    if doubt:
        problems.append(_problem(where, "encoding_guessed", f"{doubt}; some letters may be wrong", ProblemSeverity.WARNING))
    if is_page:
        return read_page(text)
    return Page(text=UNWANTED.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")), version="plain-1")


def _published(
    item: RawItem, page: Page, dateline: Dateline | None, today: date | None, where: str, problems: list[Problem]
) -> Published | None:
    """The first date that can be read: carrier, metadata, dateline, a stamp line, then address; doubts on the way are said."""
    for words, basis in _told_dates(item, page, dateline):
        published, doubt = read_date(words, basis, today)
        if doubt:
            problems.append(_problem(where, "date_doubtful", f"has the {basis.value} date {words[:QUOTED]!r}, which {doubt}"))
        if published is not None:
            if page.inferred_date == words:
                what = f"states no date in its metadata; {words} was found in its markup"
                problems.append(_problem(where, "date_inferred", what))
            return published
    problems.append(_problem(where, "undated", "states no date of publication; days such as “Saturday” stay unresolved"))
    return None


def _told_dates(item: RawItem, page: Page, dateline: Dateline | None) -> Iterator[tuple[str, DateBasis]]:
    if item.published:
        yield item.published, DateBasis.CARRIER
    yield from ((words, DateBasis.METADATA) for words in page.said.published)
    if dateline and dateline.date:
        yield dateline.date.exact, DateBasis.DATELINE
    if stamp := find_stamp(page.text):
        yield stamp, DateBasis.METADATA
    url = item.url or page.said.url or ""
    if found := _URL_DATE.search(url):
        yield "-".join((found[1], found[2].zfill(2), found[3].zfill(2))), DateBasis.URL
    if found := _URL_MONTH.search(url):
        yield f"{found[3]} {found[2]} {found[1]}", DateBasis.URL
    if page.inferred_date:
        yield page.inferred_date, DateBasis.METADATA


def _document_id(item: RawItem, url: str | None) -> str:
    """By address, outlet and bytes; what came in a JSON line by its own id and text, whatever its blanks and order.
    What a program took out of a file goes by the bytes of the file, so that a better program makes another version of the text.

    The same report added twice is one document; one text from two outlets or addresses is two.
    """
    if item.given_by is None and (item.given_text is not None or item.given_html is not None):
        own = sha256_hex((item.given_text or item.given_html or "").encode("utf-8", "surrogatepass"))
        return content_id("doc", url, item.external_id, item.outlet, own)
    return content_id("doc", url, item.outlet, item.sha256)


def _host(url: str | None) -> str | None:
    found = re.match(r"[a-z]+://(?:[^/@?#]*@)?(?:www\.)?([^/:?#]+)", url or "", re.IGNORECASE)
    return found[1].lower() if found else None


def _problem(where: str, code: str, what: str, severity: ProblemSeverity = ProblemSeverity.NOTE) -> Problem:
    return Problem(source=where, code=code, severity=severity, message=f"{what[0].upper()}{what[1:]}.")
