"""Place data that people edit: the overlay of regions, spellings and city quarters, and countries with their demonyms.

The overlay mends what the world gazetteer lacks: a row with a `geonames` id adds names to that place (and replaces what the
row states); a row without one is a place of its own, "overlay:saryab-road".
"""

import csv
import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources

from onrecord.model.errors import InputError
from onrecord.model.mentions import PlaceKind

_APOSTROPHES = re.compile(r"['’‘`ʼʿʾʻ´.\u200b-\u200f\u0640]")
_BREAKS = re.compile(r"[\s\-‐‑–—,/_()]+")
# Spellings that gazetteers and newspapers use side by side.
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
# Arabic, Persian and Urdu keyboards write the same letter with different code points.
_ARABIC = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ے": "ی"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayRow:
    """One row of overlay.csv. `geonames` None = a place of its own; `valid_from`, `valid_to` years, None = not bounded.

    Coordinates and `radius_km` may be None only with a `geonames` id: then the base gazetteer's stand.
    `parent` is a name; names in capitals of up to five letters are abbreviations, those after "~" people or adjectives.
    """

    name: str
    other_names: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    kind: PlaceKind
    country: str | None
    adm_1: str | None
    parent: str | None
    geonames: int | None
    valid_from: str | None
    valid_to: str | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    """One row of countries.csv: centre in decimal degrees, other names, abbreviations (capitals), people and adjectives."""

    country: str
    latitude: float
    longitude: float
    other_names: tuple[str, ...]
    demonyms: tuple[str, ...]


@functools.lru_cache(maxsize=200_000)
def fold_name(name: str) -> str:
    """The form in which names are compared: no case, accents, apostrophes or full stops; hyphens are spaces; saint is st."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_ARABIC)
    words = _BREAKS.sub(" ", _APOSTROPHES.sub("", name)).casefold().split()
    return " ".join(_SHORT.get(word, word) for word in words)


@functools.cache
def load_overlay() -> tuple[OverlayRow, ...]:
    """Every row of our overlay.csv, in file order."""
    return read_overlay(_text("overlay.csv"))


def read_overlay(text: str) -> tuple[OverlayRow, ...]:
    """The rows of an overlay file, in order. Raises InputError naming the row that does not fit."""
    return tuple(_overlay_row(row) for row in csv.DictReader(text.splitlines()))


@functools.cache
def load_countries() -> tuple[CountryRow, ...]:
    """Every row of countries.csv, in file order."""
    return tuple(
        CountryRow(
            country=row["country"],
            latitude=_degrees(row["latitude"], 90, row["country"]),
            longitude=_degrees(row["longitude"], 180, row["country"]),
            other_names=_listed(row["other_names"]),
            demonyms=_listed(row["demonyms"]),
        )
        for row in csv.DictReader(_text("countries.csv").splitlines())
    )


def _text(name: str) -> str:
    return (resources.files("onrecord") / "atlas" / name).read_text(encoding="utf-8")


def _overlay_row(row: dict[str, str]) -> OverlayRow:
    name = row["name"]
    geonames = int(row["geonames"]) if row["geonames"] else None
    placed = bool(row["latitude"] and row["longitude"] and row["radius_km"])
    if not placed and geonames is None:
        raise InputError(f"overlay.csv: {name!r} has neither coordinates with a radius nor a geonames id; give one of them.")
    try:
        kind = PlaceKind(row["kind"])
    except ValueError:
        raise InputError(f"overlay.csv: {name!r} is of kind {row['kind']!r}; use one of {', '.join(PlaceKind)}.") from None
    return OverlayRow(
        name=name,
        other_names=_listed(row["other_names"]),
        latitude=_degrees(row["latitude"], 90, name) if placed else None,
        longitude=_degrees(row["longitude"], 180, name) if placed else None,
        radius_km=float(row["radius_km"]) if placed else None,
        kind=kind,
        country=row["country"] or None,
        adm_1=row["adm_1"] or None,
        parent=row["parent"] or None,
        geonames=geonames,
        valid_from=row["valid_from"] or None,
        valid_to=row["valid_to"] or None,
        source=row["source"],
    )


def _degrees(words: str, limit: int, name: str) -> float:
    try:
        value = float(words)
    except ValueError:
        raise InputError(f"{name!r}: {words!r} is no number of degrees; write it as 30.18.") from None
    if abs(value) > limit:
        raise InputError(f"{name!r}: {value} is outside ±{limit} degrees; latitude comes before longitude.")
    return value


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split("|") if word.strip())
