"""What bytes are, by their first ones: text, a web page, other XML, or no text at all."""

import re

TEXT = "text/plain"
HTML = "text/html"
# As much as is looked at.
SNIFFED = 4096
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
_PAGE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
                   rb"(?:<!doctype\s+html|<(?:html|head|body|article|main|div|p)[\s>])", re.IGNORECASE | re.DOTALL)  # fmt: skip


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


def _plain_head(content: bytes) -> bytes:
    return content[:SNIFFED].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
