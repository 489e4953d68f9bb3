"""Places told relative to others: "30 km south of Quetta", "between Sibi and Mach", "on the Quetta–Karachi highway"."""

import re
from dataclasses import dataclass

from onrecord.model.enums import PlaceRelation

_KM_PER = {"k": 1.0, "m": 1.609344}  # international mile; Source: ISO 80000-3
_POINTS = {"north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0, "southwest": 225.0, "west": 270.0}
_POINTS["northwest"] = 315.0
_SMALL = "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred".split()
_NUMBERS = dict(zip(_SMALL, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 50, 60, 100), strict=True))
_OFFSET = re.compile(
    rf"(?P<far>\d+(?:[.,]\d+)?|{'|'.join(_SMALL)})[\s-]*(?P<unit>k(?:m|ms|ilomet(?:er|re)s?)|miles?)\b(?:\s*\([^)]{{1,20}}\))?"
    r"(?:\s+(?:away|(?:to\s+the\s+)?(?P<point>north|south|east|west|north-?\s?east|north-?\s?west|south-?\s?east|south-?\s?west)"
    r"(?:ern)?(?:\s+(?:side|part))?))?\s+(?:of|from|outside|off)\s+(?:the\s+)?(?:[a-z]+\s+){0,3}(?:of\s+)?$",
    re.IGNORECASE,
)
_REACH = 90  # characters before a name in which such a phrase may begin
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?(?:[a-z]+\s+){0,3}(?:of\s+)?$", re.IGNORECASE)
_JOIN_BETWEEN = re.compile(r"(?:\s+[a-z]+){0,2}\s+and\s+(?:the\s+)?(?:[a-z]+\s+){0,3}(?:of\s+)?", re.IGNORECASE)
_JOIN_ROUTE = re.compile(r"\s*[-–—]\s*|\s+to\s+")
_ROUTE = re.compile(
    r"\s+(?:(?:main|national|coastal|super|railway|rail|RCD|bound)\s+){0,2}(?:highway|motorway|road|route|railway|rail|track|line|section"
    r"|expressway|corridor|bypass|train)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """Distance in km and direction in degrees from north (None = not said) from a name, and where the phrase starts."""

    start: int
    away_km: float
    bearing_deg: float | None


def offset_before(text: str, start: int) -> Offset | None:
    """The distance phrase that leads to the name at `start`; None = there is none."""
    base = max(0, start - _REACH)
    before = text[base:start]
    if "k" not in before and "m" not in before.lower():
        return None
    match = _OFFSET.search(before)
    if match is None:
        return None
    far = match["far"].lower().replace(",", ".")
    number = float(_NUMBERS[far]) if far in _NUMBERS else float(far)
    point = re.sub(r"[-\s]", "", match["point"].lower()) if match["point"] else None
    away = number * _KM_PER[match["unit"][0].lower()]
    return Offset(start=base + match.start(), away_km=away, bearing_deg=_POINTS[point] if point else None)


def joins(text: str, one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int, PlaceRelation] | None:
    """Start, end and relation of the expression that two neighbouring names form as ends of a stretch or route; None = none."""
    between = text[one[1] : other[0]]
    if len(between) > 40:
        return None
    if _JOIN_BETWEEN.fullmatch(between):
        base = max(0, one[0] - _REACH)
        lead = _BETWEEN.search(text[base : one[0]])
        return None if lead is None else (base + lead.start(), other[1], PlaceRelation.BETWEEN)
    route = _ROUTE.match(text, other[1]) if _JOIN_ROUTE.fullmatch(between) else None
    return None if route is None else (one[0], route.end(), PlaceRelation.EN_ROUTE)
