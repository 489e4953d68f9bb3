"""The dateline: where, and perhaps when and through which agency, a report was filed."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.languages import load_lexicon
from onrecord.model.spans import Span, cut

# A dateline stands within the first lines; later ones belong to quoted reports.
HEAD = 1500
# A place that is marked as one by capitals or a colon only must stand nearer to the top.
HEAD_LINES = 8
# A colon after a place in small letters is a dateline only before a paragraph, not within a headline.
PARAGRAPH = 80
LONGEST_PLACE = 60
# Shorter words before a colon are initials of a police force or a station.
SHORTEST_BEFORE_COLON = 5

MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
WEEKDAY = r"(?i:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?,?)"
DATE = (
    rf"(?:(?:{WEEKDAY}\s+)?(?:{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}(?:,?\s+(?:\d{{4}}|\d{{2}})\b)?|\d{{4}}-\d\d-\d\d))"
)
_WORD = r"[A-Z\u00c0-\u00de][\w'’.\-]*"
_NAME = rf"{_WORD}(?:[ ](?:(?:de|del|la|al|el|of|di|du)[ ])?{_WORD}){{0,3}}"
_PLACE = rf"{_NAME}(?:/{_NAME}){{0,2}}(?:,[ ](?!{MONTH}[ ]\d){_NAME})?"
_CREDIT = r"[A-Z][\w .,&/'’\-]{0,40}|dpa"
# PLACE [(COUNTRY)] [, DATE] [(DATE or CREDIT)] [DATE] then a dash, a colon or the end of the line.
_DATELINE = re.compile(
    rf"^[ \t]*(?P<place>{_PLACE})"
    rf"(?:[ ]?\([A-Z][A-Za-z .]{{2,30}}\)(?=,))?"
    rf"(?:(?:,\s*|\s*(?:—|–|--|\s-)\s*|[ ]+)(?P<date1>{DATE})|,\s*NO DATE)?"
    rf"(?:[ ,]*\(\s*(?:(?P<date2>{DATE})|(?P<credit>{_CREDIT}))\s*\))?"
    rf"(?:[ ]*(?:,|/|—|–|--)?[ ]*(?P<date3>{DATE}))?"
    r"(?P<end>[ ]*(?:—|–|--)[ ]*(?=\S)|(?:(?<=\))[ ]*|[ ]+)-[ ]*(?=\S)|[ ]?:[ ]+(?=\S)|[ ]*(?=\n|$)|(?<=\))(?=[ ]\S))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline: where (and perhaps when and through which agency) a report was filed; absent parts are None."""

    span: Span
    place: Span
    date: Span | None
    credit: str | None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the head of a text; None when there is none.

    A place alone counts only when it is written in capitals among small letters, or stands before a colon and a paragraph.
    """
    head = text[:HEAD]
    for found in _at_line_starts(head):
        date_group = next((group for group in ("date1", "date2", "date3") if found[group]), None)
        if _is_dateline(found, text, _is_shouted(head), date_group is not None):
            start = found.start("place")
            date = cut(text, *found.span(date_group)) if date_group else None
            words = text[start : found.end()].rstrip()
            place = found["place"].rstrip(" ,")
            return Dateline(
                span=cut(text, start, start + len(words)),
                place=cut(text, start, start + len(place)),
                date=date,
                credit=found["credit"],
            )
    return None


def _at_line_starts(head: str) -> Iterator[re.Match[str]]:
    """What the pattern finds, from the start of one line to that of the next: a search would try every letter between."""
    at = 0
    while True:
        found = _DATELINE.match(head, at)
        if found is not None:
            yield found
        at = head.find("\n", found.end() - 1 if found is not None and found.end() > at else at) + 1
        if at == 0:
            return


def _is_dateline(found: re.Match[str], text: str, shouted: bool, has_date: bool) -> bool:
    place, end = found["place"], found["end"]
    if len(place) > LONGEST_PLACE or place.startswith(("By ", "BY ")) or place.split(",")[0].casefold() in _not_places():
        return False
    agency = found["credit"] is not None and found["credit"].split("/")[0].strip() in agencies()
    if not end.strip():
        if text[found.end() : found.end() + 1] == " ":
            return has_date and agency
        return has_date and (found["date2"] is not None or agency) and found.end() < len(text)
    if has_date or (found["credit"] is not None and (agency or not shouted)):
        return True
    if shouted or text.count("\n", 0, found.start()) > HEAD_LINES:
        return False
    city = place.split(",")[0]
    capitals = city.replace("Mc", "MC").isupper()
    if ":" not in end:
        return capitals and len(city) > 2
    # "QUETTA: At least …", "New Delhi: The army …"; police and station names are short, and headlines end no sentence.
    rest = text[found.end() :].split("\n", 1)[0]
    is_paragraph = len(rest) >= PARAGRAPH and rest[:1].isupper() and ". " in f"{rest} "
    is_place = capitals and len(city) >= SHORTEST_BEFORE_COLON and place.count(" ") < 3
    return is_paragraph and (is_place or city.casefold() in _colon_places())


@functools.lru_cache(maxsize=16)  # asked for each line that may be a dateline
def _is_shouted(head: str) -> bool:
    """Whether a text is written in capitals throughout, so that capitals mark nothing."""
    large, small = sum(map(str.isupper, head)), sum(map(str.islower, head))
    return large > small


@functools.cache
def _not_places() -> frozenset[str]:
    return frozenset(load_lexicon("en").terms("reports", "not_places"))


@functools.cache
def _colon_places() -> frozenset[str]:
    return frozenset(load_lexicon("en").terms("reports", "colon_places"))


@functools.cache
def agencies() -> dict[str, str]:
    """How agencies are written → their short names."""
    return dict(load_lexicon("en").terms("reports", "agencies"))
