"""Title, byline, dateline and wire credit, found at the head of a text."""

import re
from dataclasses import dataclass

from onrecord.model.spans import Span, cut

# A dateline stands within the first lines; later ones belong to quoted reports.
HEAD = 1500
LONGEST_TITLE = 200
AGENCIES = "AP|AFP|Reuters|PTI|ANI|IANS|UNI|dpa|EFE|ANSA|Xinhua|UPI|TASS|APP|NNI|INP|KNA|WAM|SANA|Anadolu|AA|Bloomberg|CNN|PNA"
MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DATE = rf"(?:{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{MONTH}(?:\s+\d{{2,4}})?)"
WORD = r"[A-Z][\w'’.\-]*"
PLACE = rf"{WORD}(?:[ ]{WORD}){{0,3}}(?:,\s{WORD}(?:[ ]{WORD}){{0,2}})?"
DASH = r"[ ]*(?:—|–|--|-)[ ]*"
CREDIT = r"\(\s*(?P<credit>[A-Z][\w .&/-]{1,30})\s*\)"
# PLACE [, DATE] [(CREDIT)] [DATE] dash – at the start of a line.
DATELINE = re.compile(
    rf"^(?P<place>{PLACE})(?:(?:\s*,\s*|{DASH}|\s+)(?P<date1>{DATE}))?\s*(?:{CREDIT})?\s*(?:(?:,|{DASH})?\s*(?P<date2>{DATE}))?"
    rf"{DASH}(?=\S)",
    re.MULTILINE,
)
BYLINE = re.compile(r"^(?:By|BY)\s+(?P<name>[^\n]{2,80})$", re.MULTILINE)
CAPITALS = re.compile(r"[A-Z][A-Z'’.\- ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline: where (and perhaps when and through which agency) a report was filed; absent parts are None."""

    span: Span
    place: Span
    date: Span | None
    credit: str | None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the head of a text; None when there is none. A place alone counts only in capitals or with a credit."""
    for found in DATELINE.finditer(text[:HEAD]):
        place = found["place"].rstrip(" ,")
        date_group = "date1" if found["date1"] else "date2" if found["date2"] else None
        credit = found["credit"]
        city = place.split(",")[0]
        if not place[0].isupper() or not city or len(place) > 60:
            continue
        if date_group is None and credit is None and not CAPITALS.fullmatch(city):
            continue
        start = found.start("place")
        end = len(found.group().rstrip()) + found.start()
        date = cut(text, *found.span(date_group)) if date_group else None
        return Dateline(span=cut(text, found.start(), end), place=cut(text, start, start + len(place)), date=date, credit=credit)
    return None


def find_title(text: str, told: str | None) -> Span | None:
    """The title inside the text: the told one where it stands first, else a first line that reads like a headline."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    first = text[start : end if end > 0 else len(text)].rstrip()
    if not first or len(first) > LONGEST_TITLE:
        return None
    if told is not None:
        return cut(text, start, start + len(first)) if first.casefold() == told.strip().casefold() else None
    is_headline = end > 0 and not first.endswith((".", "!", "”", '"')) and not DATELINE.match(first)
    return cut(text, start, start + len(first)) if is_headline else None


def find_byline(text: str, told: str | None) -> Span | None:
    """The byline inside the head of the text; None when there is none there."""
    if told and (at := text[:HEAD].find(told)) >= 0:
        return cut(text, at, at + len(told))
    found = BYLINE.search(text[:HEAD])
    return cut(text, *found.span()) if found else None


def wire_credit(text: str, byline: str | None, dateline: Dateline | None) -> str | None:
    """The agency that a report is credited to, in the dateline's brackets or the byline; None when none is."""
    if dateline and dateline.credit:
        return dateline.credit.strip()
    for words in (byline or "", text[-200:]):
        if found := re.search(rf"(?:^|[\s(/,])({AGENCIES})(?:[\s)/,.]|$)", words):
            return found[1]
    return None
