"""Mail (EML) and web pages saved as MHTML: the words of the mail, the page of the archive; attachments are named, not read."""

import email
import email.policy
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from onrecord.ingest.intake import Desk, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sidecars import Said, words_of

MAIL, MHTML = "message/rfc822", "multipart/related"
VERSION = "mail-1"
# More parts, or parts nested deeper, are no mail that a person wrote.
MOST_PARTS = 1000
# A plain part of fewer letters beside a page says "view this mail in your browser".
SHORTEST_PLAIN = 80
# A header is cut there: the library's parser takes time and memory by the square of its length. Only lists of receivers
# are longer, which are not read. Source: RFC 5322 section 2.1.1 allows 998 letters a line.
LONGEST_HEADER = 8000
# Every line is compared with every boundary around it, so that many of both would take hours.
MOST_COMPARED = 20_000_000
# Lines that may open a part; each part costs the parser as much as a page of text.
MOST_OPENINGS = 20_000
# Codecs of Python that are encodings of text; others ("punycode") take time by the square of the length.
_TEXT_ENCODING = re.compile(
    r"(?:utf|windows|cp\d|iso|latin|koi8|gb|big5|euc|shift|sjis|ks_c|mac|ascii|us-ascii|tis|hz)", re.IGNORECASE
)
# What the library raises for some damaged headers.
_DAMAGE = (ValueError, LookupError, AttributeError, ArithmeticError, TypeError, RecursionError)


class _Short(email.policy.EmailPolicy):
    """The library's usual rules, with an end to every header line."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and the words of a header, cut where no header that is read goes on."""
        name, value = super().header_source_parse(sourcelines)
        return name[:LONGEST_HEADER], value[:LONGEST_HEADER]


def read_mail(content: bytes, origin: Origin, desk: Desk) -> Found:
    """The body of a mail; the plain part where it has one, else the page. Attachments are named in a note and not read."""
    message = _parsed(content)
    if message is None or not message.keys():
        why = "it has no header lines, or more parts than people write"
        yield origin.trouble("broken_mail", f"cannot be read as a mail ({why}); save the mail anew as .eml")
        return
    parts = list(_leaves(message))
    plain, page = _longest(parts, "text/plain"), _longest(parts, "text/html")
    said = Said(
        external_id=_header(message, "message-id"),
        title=_header(message, "subject"),
        published=_header(message, "date"),
        outlet=_list_name(_header(message, "list-id")),
        language=_header(message, "content-language"),
    )
    if plain is not None and (len(plain.strip()) >= SHORTEST_PLAIN or page is None):
        yield origin.item(content, MAIL, said=said, text=plain, given_by=VERSION)
    elif page is not None:
        yield origin.item(content, MAIL, said=said, html=page)
    else:
        yield origin.trouble("no_text", "holds no readable text; nothing was read. Is it encrypted, or only an attachment?")
    if attached := _attachments(parts):
        number = f"{len(attached)} attachments, which were" if len(attached) > 1 else "an attachment, which was"
        what = f"carries {number} not read ({', '.join(attached[:5])}); save and add it if it matters"
        yield origin.note("attachments_left_out", what)


def read_mhtml(content: bytes, origin: Origin, desk: Desk) -> Found:
    """The page that was saved, with its address and the time of saving; pictures and styles in the archive are left out."""
    message = _parsed(content)
    parts = list(_leaves(message)) if message is not None else []
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    address = words_of(str(message.get("Snapshot-Content-Location") or "")) if message is not None else None
    main = next((part for part in pages if address and part.get("Content-Location") == address), pages[0] if pages else None)
    words = _words(main) if main is not None else None
    if message is None or main is None or words is None or not words.strip():
        yield origin.trouble("broken_mhtml", "holds no page that can be read; save the page anew, best as .html or .mhtml")
        return
    url = address or words_of(str(main.get("Content-Location") or ""))
    said = Said(url=url if url and re.match(r"https?://", url) else None)
    yield replace(origin, fetched_at=_moment(_header(message, "date"))).item(content, MHTML, said=said, html=words)


def _parsed(content: bytes) -> Message | None:
    if content.count(b"\n") * content.lower().count(b"boundary=") > MOST_COMPARED or content.count(b"\n--") > MOST_OPENINGS:
        return None
    with suppress(*_DAMAGE):  # the parser of the library is not proof against every damage; a Problem follows
        return email.message_from_bytes(content, policy=_Short())
    return None


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; what is inside a forwarded mail counts as attached."""
    waiting, count = [message], 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting = [*(p for p in part.get_payload() if isinstance(p, Message)), *waiting]
        else:
            yield part


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_file_name(part)) or part.get_content_maintype() != "text"


def _file_name(part: Message) -> str | None:
    with suppress(*_DAMAGE):
        return part.get_filename()
    return None


def _attachments(parts: list[Message]) -> list[str]:
    return [_file_name(part) or part.get_content_type() for part in parts if _is_attached(part) and not part.get("Content-ID")]


def _longest(parts: list[Message], kind: str) -> str | None:
    found = [words for part in parts if part.get_content_type() == kind and not _is_attached(part) and (words := _words(part))]
    return max(found, key=len, default=None)


def _words(part: Message) -> str | None:
    """The words of a part by the charset it declares; bytes that do not fit become U+FFFD."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    if not isinstance(payload, bytes):
        return None
    charset = part.get_content_charset() or "utf-8"
    if not _TEXT_ENCODING.match(charset):
        charset = "utf-8"
    try:
        words = payload.decode(charset, "replace")
    except (LookupError, ValueError):
        words = payload.decode("utf-8", "replace")
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return _unflowed(words, part) if str(part.get_param("format") or "").lower() == "flowed" else words


def _unflowed(words: str, part: Message) -> str:
    """The paragraphs of a flowed text: a line that ends in a blank goes on in the next. Source: RFC 3676, 4.1 and 4.2."""
    joint = "" if str(part.get_param("delsp") or "").lower() == "yes" else " "
    return re.sub(r"(?<![>\n]) \n(?!>|-- \n)", joint, words)


def _header(message: Message, name: str) -> str | None:
    with suppress(*_DAMAGE):
        value = message.get(name)
        return words_of(" ".join(str(value).split())) if value is not None else None
    return None


def _list_name(list_id: str | None) -> str | None:
    """The name of the list a mail came by; a person's address is no outlet."""
    found = re.match(r"\"?([^<\"]+?)\"?\s*<", list_id or "")
    return html.unescape(found[1]) if found else None


def _moment(words: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(words or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
