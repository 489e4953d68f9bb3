"""Bytes to text: byte order mark, then UTF-8, then the charset a page declares, then a guess that is said."""

import codecs
import re

from charset_normalizer import from_bytes

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where HTML must declare its charset is the first kilobyte; pages put it later. Source: HTML standard, prescan of a byte stream.
PRESCAN = 8192
# As much as is looked at for a guess.
LOOKED_AT = 2**15
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,40})|^<\?xml[^>]{0,200}encoding=[\"']([A-Za-z0-9_\-]{2,40})")
# Codecs of Python that are encodings of text; the others ("hex", "idna", …) are not for pages to choose.
_TEXT_ENCODING = re.compile(
    r"(utf|windows|cp|iso|latin|koi8|gb|big5|euc|shift|sjis|ks_c|mac|ascii|us-ascii|tis|x-sjis)[a-z0-9_\-]*", re.IGNORECASE
)
# What Western word processors put outside ASCII: quotes, dashes, dots, sterling, section, accents.
_WESTERN = frozenset(
    b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa3\xa9\xab\xad\xae\xb0\xb7\xbb\xe0\xe1\xe7\xe8\xe9\xea\xed\xef\xf1\xf3\xf6\xfc"
)


def decode(content: bytes, is_page: bool, charset: str | None = None) -> tuple[str, str | None]:
    """The text of the bytes, and what is doubtful about it (None = nothing). Bytes that fit nothing become U+FFFD.

    `charset` is what the carrier declared (HTTP); it goes before what the page says itself. Source: HTML standard, sniffing.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            text = content.decode(name, "replace").removeprefix("\ufeff")
            return text, "holds bytes that are not of its own encoding" if "\ufffd" in text else None
    text = content.decode("utf-8", "replace")
    if "\ufffd" not in text or b"\xef\xbf\xbd" in content:
        return text, None
    for declared in (_encoding(charset or ""), _declared(content[:PRESCAN]) if is_page else None):
        if declared:
            try:
                return content.decode(declared), None
            except (UnicodeError, LookupError):
                pass
    return _guess(content, text)


def _declared(head: bytes) -> str | None:
    found = _DECLARED.search(head)
    return _encoding((found[1] or found[2]).decode("ascii") if found else "")


def _encoding(name: str) -> str | None:
    """The codec of a declared name; None = there is none of that name."""
    if name.lower() in ("iso-8859-1", "latin1", "us-ascii", "ascii"):
        return "cp1252"  # Source: WHATWG Encoding standard, names and labels
    return name if _TEXT_ENCODING.fullmatch(name) else None


def _guess(content: bytes, as_utf8: str) -> tuple[str, str]:
    """UTF-8 with few broken bytes (a cut-off page) stays UTF-8; Western punctuation is told at once; the rest is weighed."""
    high = [byte for byte in content[:LOOKED_AT] if byte >= 0x80]
    broken = as_utf8.count("\ufffd")
    whole = sum(map(("\ufffd").__ne__, filter(lambda c: c > "\x7f", as_utf8[:LOOKED_AT])))
    if broken <= 3 and whole >= 3 * broken:
        return as_utf8, "holds bytes that are not UTF-8; they were replaced"
    if all(byte in _WESTERN for byte in high) and len(high) < len(content[:LOOKED_AT]) / 5:
        return content.decode("cp1252", "replace"), "declares no valid encoding; windows-1252 was guessed"
    best = from_bytes(content[:LOOKED_AT]).best()
    if best is None:
        return as_utf8, "has an encoding that could not be told; unreadable bytes were replaced"
    return content.decode(best.encoding, "replace"), f"declares no valid encoding; {best.encoding} was guessed"
