"""Reads an item into a Document: the text fixed for good, what is known about it, and the furniture marked."""

import re
from dataclasses import dataclass

from onrecord.model.documents import DateBasis, Document, RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.problems import Problem
from onrecord.read.datelines import find_byline, find_dateline, find_title, wire_credit
from onrecord.read.dates import Published, read_date
from onrecord.read.furniture import mark_furniture
from onrecord.read.languages import tell_language
from onrecord.read.pages import Page, decode, read_page

# A page larger than this is cut off: no report is that long, and parsing time grows with size.
LARGEST_PAGE = 20 * 2**20
SUPPORTED = {"en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one item: the document, None when it holds no text, and the problems met."""

    document: Document | None
    problems: tuple[Problem, ...] = ()


def read_document(item: RawItem) -> Reading:
    """The document of an item. Never raises for what the bytes hold; what is wrong with them is a Problem."""
    problems: list[Problem] = []
    page = _page(item, problems)
    where = item.source if item.locator is None else f"{item.source}, {item.locator}"
    if not page.text.strip():
        problems.append(_problem(where, "no_text", "holds no article text; nothing was read", ProblemSeverity.ERROR))
        return Reading(document=None, problems=tuple(problems))
    text = page.text
    dateline = find_dateline(text)
    published = _published(item, page, dateline.date.exact if dateline and dateline.date else None, where, problems)
    title = item.title or page.title
    title_span = find_title(text, title)
    language = tell_language(text, item.language or page.language)
    if language is not None and language not in SUPPORTED:
        problems.append(
            _problem(where, "language_not_supported", f"is in {language!r}; it is kept, but nothing can be read from it")
        )
    furniture = mark_furniture(text)
    problems += [
        _problem(where, "assistant_residue", f"carries words of a writing assistant, {f.span.exact[:120]!r}; check who wrote it",
                 ProblemSeverity.WARNING)
        for f in furniture if f.kind.value == "assistant_residue"
    ]  # fmt: skip
    url = item.url or page.url
    byline = find_byline(text, page.byline)
    document = Document(
        document_id=_document_id(item, url, text),
        text_version=page.version,
        text=text,
        raw_sha256=item.sha256,
        source=item.source,
        external_id=item.external_id,
        locator=item.locator,
        url=url,
        outlet=item.outlet or page.outlet or _host(url),
        title=title or (title_span.exact if title_span else None),
        title_span=title_span,
        byline=page.byline or (byline.exact if byline else None),
        byline_span=byline,
        dateline_span=dateline.span if dateline else None,
        dateline_place=dateline.place if dateline else None,
        dateline_date=dateline.date if dateline else None,
        wire_credit=wire_credit(text, page.byline, dateline),
        published_at=published.at if published else None,
        published_prec=published.prec if published else None,
        published_basis=published.basis if published else None,
        modified_at=page.modified,
        language=language,
        furniture=furniture,
        fetched_at=item.fetched_at,
    )
    return Reading(document=document, problems=tuple(problems))


def _page(item: RawItem, problems: list[Problem]) -> Page:
    where = item.source if item.locator is None else f"{item.source}, {item.locator}"
    if item.given_text is not None:
        # Half a surrogate pair cannot be stored or hashed; it is replaced by a sign of the same length.
        return Page(text=re.sub("[\ud800-\udfff]", "\ufffd", item.given_text), version="given-1")
    if item.given_html is not None:
        return read_page(item.given_html[:LARGEST_PAGE])
    if len(item.content) > LARGEST_PAGE and item.media_type == "text/html":
        problems.append(
            _problem(where, "cut_off", f"is over {LARGEST_PAGE // 2**20} MB; the rest was not read", ProblemSeverity.WARNING)
        )
    text, doubt = decode(item.content[:LARGEST_PAGE], item.media_type)
    if doubt:
        problems.append(_problem(where, "encoding_guessed", f"{doubt}; some letters may be wrong", ProblemSeverity.WARNING))
    if item.media_type == "text/html":
        return read_page(text)
    return Page(text=text.replace("\r\n", "\n").replace("\r", "\n"), version="plain-1")


def _published(item: RawItem, page: Page, dateline: str | None, where: str, problems: list[Problem]) -> Published | None:
    """The first date that can be read: carrier, then metadata, then dateline, then address."""
    by_url = re.search(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)", item.url or page.url or "")
    told = (
        (item.published, DateBasis.CARRIER),
        (page.published, DateBasis.METADATA),
        (dateline, DateBasis.DATELINE),
        ("-".join(by_url.groups()) if by_url else None, DateBasis.URL),
    )
    for words, basis in told:
        if words:
            published, doubt = read_date(words, basis)
            if doubt:
                problems.append(_problem(where, "date_doubtful", f"has the {basis.value} date {words!r}, which {doubt}"))
            if published is not None:
                return published
    problems.append(_problem(where, "undated", "states no date of publication; days such as “Saturday” stay unresolved"))
    return None


def _document_id(item: RawItem, url: str | None, text: str) -> str:
    """By address and bytes; a line of JSON by its own id, outlet and text, so that carriers may differ in blanks and order."""
    if item.given_text is not None or item.given_html is not None:
        own = sha256_hex((item.given_text or item.given_html or "").encode("utf-8", "surrogatepass"))
        return content_id("doc", url, item.external_id, item.outlet, own)
    return content_id("doc", url, item.sha256)


def _host(url: str | None) -> str | None:
    found = re.match(r"[a-z]+://(?:www\.)?([^/:?#]+)", url or "", re.I)
    return found[1].lower() if found else None


def _problem(where: str, code: str, what: str, severity: ProblemSeverity = ProblemSeverity.NOTE) -> Problem:
    return Problem(source=where, code=code, severity=severity, message=f"{where} {what}.")
