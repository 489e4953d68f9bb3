"""Lists of records made ready for asking: sorted once, and every filter a lookup or one pass over an array of numbers."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.model.mentions import PlaceRef
from onrecord.web.api.cursors import Key

# Unknown bounds fit no filter: what ends nobody knows when does not end after a day, and what starts so not before one.
NEVER_ENDS, NEVER_STARTS = -np.inf, np.inf
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record: how it sorts, its id, and what filters look at.

    `words` are values by filter name, compared without case. `start` and `end` are bounds of its time as numbers, None = unknown;
    `least` is the number that `min_best` asks for.
    """

    key: Key
    record_id: str
    record: Any  # a record of the list
    words: Mapping[str, Iterable[str]]
    start: float | None = None
    end: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    least: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list in its order."""

    records: Sequence[Any]  # records of one kind
    keys: Sequence[Key]
    ids: Sequence[str]
    found: Mapping[str, Mapping[str, NDArray[np.int64]]]
    start: Numbers
    end: Numbers
    latitude: Numbers
    longitude: Numbers
    least: Numbers

    def everything(self) -> Mask:
        """All rows."""
        return np.ones(len(self.records), dtype=np.bool_)

    def having(self, name: str, value: str) -> Mask:
        """The rows that have this value under a filter's name."""
        return self.having_any(name, (value,))

    def having_any(self, name: str, values: Iterable[str]) -> Mask:
        """The rows that have one of these values under a filter's name."""
        mask = np.zeros(len(self.records), dtype=np.bool_)
        places = self.found.get(name, {})
        for value in values:
            positions = places.get(value.casefold())
            if positions is not None:
                mask[positions] = True
        return mask

    def within(self, first: float | None, last: float | None) -> Mask:
        """The rows whose time ends at or after `first` and starts by `last`."""
        mask = self.everything()
        if first is not None:
            mask &= self.end >= first
        if last is not None:
            mask &= self.start <= last
        return mask

    def inside(self, box: Box) -> Mask:
        """The rows with coordinates in west, south, east, north; west greater than east crosses the 180th meridian."""
        west, south, east, north = box
        mask = (self.latitude >= south) & (self.latitude <= north)
        if west <= east:
            return mask & (self.longitude >= west) & (self.longitude <= east)
        return mask & ((self.longitude >= west) | (self.longitude <= east))

    def after(self, key: Key) -> int:
        """The place in the list of the first row that sorts after the key."""
        return bisect_right(self.keys, key)


def make_table(rows: Iterable[Row]) -> Table:
    """The table of the rows, sorted by their keys."""
    ordered = sorted(rows, key=lambda row: row.key)
    found: dict[str, dict[str, list[int]]] = {}
    for position, row in enumerate(ordered):
        for name, values in row.words.items():
            places = found.setdefault(name, {})
            for value in {value.casefold() for value in values}:
                places.setdefault(value, []).append(position)
    return Table(
        records=[row.record for row in ordered],
        keys=[row.key for row in ordered],
        ids=[row.record_id for row in ordered],
        found={name: {v: np.array(at, dtype=np.int64) for v, at in places.items()} for name, places in found.items()},
        start=_numbers((row.start for row in ordered), NEVER_STARTS),
        end=_numbers((row.end for row in ordered), NEVER_ENDS),
        latitude=_numbers((row.latitude for row in ordered), np.nan),
        longitude=_numbers((row.longitude for row in ordered), np.nan),
        least=_numbers((row.least for row in ordered), -np.inf),
    )


def place_words(place: PlaceRef | None) -> dict[str, list[str]]:
    """What the filters `place` and `country` find a record by."""
    if place is None:
        return {}
    words = (place.name, place.adm_1, place.adm_2, place.country, place.place_id, place.span.exact if place.span else None)
    country = [place.country] if place.country else []
    return {"place": [word for word in words if word], "country": country}


def ordinal(day: date | None) -> float | None:
    """A day as a number; None stays None."""
    return None if day is None else float(day.toordinal())


def _numbers(values: Iterable[float | None], unknown: float) -> Numbers:
    return np.array([unknown if value is None else value for value in values], dtype=np.float64)
