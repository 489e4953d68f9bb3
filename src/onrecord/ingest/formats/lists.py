"""Article lists of press databases in one file: Nexis and Factiva, as plain text, RTF or Word; and RTF files of other houses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.ingest.intake import Desk, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sidecars import Said

TEXT, RTF, VERSION = "text/plain", "application/rtf", "list-1"
# Parts of an RTF file that are no text of it. Source: RTF specification 1.9.1, destinations.
_NOT_TEXT = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "listtable", "generator", "themedata"}
_BREAKS = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": " ", "tab": " ", "emdash": "—",
           "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}  # fmt: skip
_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL)
# Source: labels of Nexis deliveries, and the two-letter codes of Factiva's article fields.
_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE | re.IGNORECASE)
_NEXIS_LABEL = re.compile(r"^[ \t]*(Section|Length|Byline|Dateline|Highlight|Load-Date|Language|Body)[ \t]*:?[ \t]*(.*)$",
                          re.MULTILINE | re.IGNORECASE)  # fmt: skip
_NEXIS_TAIL = re.compile(r"^[ \t]*(?:Classification|Graphic|Notes|Load-Date:.*|Correction-Date:.*)[ \t]*$",
                         re.MULTILINE | re.IGNORECASE)  # fmt: skip
_FACTIVA_END = re.compile(r"^[ \t]*Document[ \t]+([A-Za-z0-9]{10,40})[ \t]*$", re.MULTILINE)
_FACTIVA_FIELD = re.compile(r"^[ \t]{0,4}(SE|HD|BY|CR|WC|PD|ET|SN|SC|PG|VOL|ED|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN"
                            r"|CX|ART|CLM)(?:[ \t]+|[ \t]*$)", re.MULTILINE)  # fmt: skip
_LANGUAGES = {"english": "en", "français": "fr", "french": "fr", "español": "es", "spanish": "es", "arabic": "ar", "urdu": "ur"}
# A delivery opens an article with headline, outlet and day, each a line of its own.
HEAD_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One article of a list: its text, what the list says of it, and the piece of the file that it stands in."""

    text: str
    said: Said
    piece: str


def articles(text: str) -> list[Listed]:
    """The articles of a list, in its order; empty when the text is no such list."""
    if _NEXIS_END.search(text) and re.search(r"^[ \t]*Load-Date:", text, re.MULTILINE | re.IGNORECASE):
        return [found for piece in _NEXIS_END.split(text) if (found := _nexis(piece)) is not None]
    if _FACTIVA_END.search(text) and {"HD", "PD", "SN"} <= set(_FACTIVA_FIELD.findall(text)):
        return [found for piece in _pieces(text) if (found := _factiva(*piece)) is not None]
    return []


def listed_items(text: str, media_type: str, origin: Origin) -> Found:
    """An item for each article of a list; nothing when the text is none."""
    for number, found in enumerate(articles(text), 1):
        place = origin.within(f"article {number}")
        content = found.piece.encode("utf-8", "replace")
        yield place.item(content, media_type, said=found.said, text=found.text, given_by=VERSION)


def read_rtf(content: bytes, origin: Origin, desk: Desk) -> Found:
    """The articles of a list in RTF, or the text of the file as one report."""
    text = rtf_text(content)
    is_list = False
    for item in listed_items(text, TEXT, origin):
        is_list = True
        yield item
    if not is_list and text.strip():
        yield origin.item(content, RTF, text=text, given_by="rtf-2")
    elif not is_list:
        yield origin.trouble("no_text", "holds no text; nothing was read")


class _Groups:
    """The groups of an RTF file that are open: which hold no text at all, and in which words are there but not shown."""

    def __init__(self) -> None:
        self._depth, self._hidden = 0, 0  # `_hidden`: the depth from which nothing is text; 0 = all is
        self._veiled = [False]
        self._starts = False

    @property
    def is_shown(self) -> bool:
        """Whether words that stand here are shown to a reader."""
        return not self._hidden and not self._veiled[-1]

    def brace(self, brace: str) -> None:
        """A group opens or ends."""
        self._depth += 1 if brace == "{" else -1
        self._hidden = self._hidden if self._depth >= self._hidden else 0
        self._starts = brace == "{"
        if brace == "{":
            self._veiled.append(self._veiled[-1])
        elif len(self._veiled) > 1:
            self._veiled.pop()

    def word(self, word: str | None, number: str | None, sign: str | None) -> None:
        """A word of control, or any other token. Source: RTF 1.9.1, destinations, and \\v (hidden) among character properties."""
        if (self._starts and word in _NOT_TEXT) or sign == "*":
            self._hidden = self._hidden or self._depth
        if word in ("v", "plain"):
            self._veiled[-1] = word == "v" and number != "0"
        self._starts = False


def rtf_text(content: bytes) -> str:
    """The text of an RTF file: a paragraph a line; pictures, fonts, headers and what programs hide are left out."""
    made: list[str] = []
    groups, skip = _Groups(), 0  # `skip`: letters after \\u
    for found in _TOKEN.finditer(content.decode("cp1252", "replace")):
        word, number, byte, sign, brace, plain = found.groups()
        if brace:
            groups.brace(brace)
            continue
        groups.word(word, number, sign)
        if not groups.is_shown:
            continue
        if word == "u" and number is not None:
            code = int(number) % 65536
            made.append(chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd")
            skip = 1
        elif byte:
            made += [] if skip else [bytes([int(byte, 16)]).decode("cp1252", "replace")]
            skip = 0
        elif word:
            made.append(_BREAKS.get(word, ""))
        elif sign:
            made.append({"~": "\u00a0", "_": "-", "\n": "\n", "\r": "\n"}.get(sign, sign if sign in "\\{}" else ""))
        elif plain:
            made.append(plain[skip:])
            skip = 0
    return "\n".join(" ".join(line.split()) for line in "".join(made).split("\n"))


def _nexis(piece: str) -> Listed | None:
    labels = {found[1].lower(): found for found in reversed(list(_NEXIS_LABEL.finditer(piece)))}
    body = labels.get("body")
    if body is None:
        return None
    tail = _NEXIS_TAIL.search(piece, body.end())
    text = _paragraphs(body[2] + "\n" + piece[body.end() : tail.start() if tail else len(piece)])
    head = [line.strip() for line in piece[: body.start()].splitlines() if line.strip()][:HEAD_LINES]
    if not text or len(head) < HEAD_LINES:
        return None
    said = Said(title=head[0], outlet=head[1], published=head[2])
    return Listed(text=f"{head[0]}\n\n{text}", said=said, piece=piece.strip())


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for end in _FACTIVA_END.finditer(text):
        yield text[start : end.end()], end[1]
        start = end.end()


def _factiva(piece: str, name: str) -> Listed | None:
    marks = list(_FACTIVA_FIELD.finditer(piece))
    if not marks:
        return None
    ends = [*(mark.start() for mark in marks[1:]), piece.rindex("Document")]
    fields: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        fields.setdefault(mark[1], piece[mark.end() : end])
    title = " ".join(fields.get("HD", "").split())
    text = "\n\n".join(words for key in ("LP", "TD") if (words := _paragraphs(fields.get(key, ""))))
    if not title or not text:
        return None
    plain = {key: " ".join(fields.get(key, "").split()) or None for key in ("PD", "SN", "AN", "LA")}
    said = Said(title=title, published=plain["PD"], outlet=plain["SN"], external_id=name or plain["AN"],
                language=_LANGUAGES.get((plain["LA"] or "").lower()))  # fmt: skip
    return Listed(text=f"{title}\n\n{text}", said=said, piece=piece.strip())


def _paragraphs(words: str) -> str:
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())
