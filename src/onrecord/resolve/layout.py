"""Where sentences and paragraphs of a text lie, by its punctuation alone; enough to say what stands near what."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# A full stop ends no sentence after an initial, a title, a month or another short form.
_ABBREVIATIONS = (
    "Mr Mrs Ms Dr Gen Col Lt Maj Capt Sgt Brig St No vs Jan Feb Mar Apr Aug Sept Sep Oct Nov Dec Gov Sen Rep Supt U.S U.N U.K Rs"
)
_SHORT = r"(?<!\b[A-Z]\.)" + "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _ABBREVIATIONS.split())
_END = re.compile(rf"[.!?]{_SHORT}[\"”’'\])]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\s*\n\s*", re.ASCII)
_HEADING_LENGTH = 120  # characters; a longer line without a full stop is a sentence whose stop was lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence: `text[start:end]`, its paragraph's number, and whether it heads what follows ("Prison Assault Attempt:")."""

    start: int
    end: int
    paragraph: int
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The sentences of a text in order; `starts` are their first characters, `lowered` is the text in small letters."""

    text: str
    lowered: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def at(self, position: int) -> int:
        """The number of the sentence in which a character stands."""
        return max(0, bisect_right(self.starts, position) - 1)


def lay_out(text: str) -> Layout:
    """The sentences and paragraphs of a text."""
    lines: list[Line] = []
    start = paragraph = 0
    for match in (*_END.finditer(text), None):
        end = len(text) if match is None else match.start() + len(match[0].rstrip())
        breaks = match is not None and "\n" in match[0]
        if text[start:end].strip():
            words = text[start:end].rstrip()
            alone = (match is None or breaks) and (not lines or lines[-1].paragraph != paragraph)
            heading = alone and len(words) < _HEADING_LENGTH and words[-1] not in '.!?"”'
            lines.append(Line(start=start, end=end, paragraph=paragraph, is_heading=heading))
        paragraph += breaks
        start = end if match is None else match.end()
    return Layout(text=text, lowered=lower(text), lines=tuple(lines), starts=tuple(line.start for line in lines))


def lower(text: str) -> str:
    """The text in small letters, letter for letter, so that offsets hold."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins and ends at the edge of words."""
    return not (start and _is_letter(text[start - 1])) and not (end < len(text) and _is_letter(text[end]))


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"
