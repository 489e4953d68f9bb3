"""Narrows lists by what the address asks for and counts what else could be asked for, as links.

A list is coded once for each view: every value of a field is a number, so that narrowing and counting are sums over arrays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from onrecord.web.state import LONGEST, State

Item = TypeVar("Item")
Of = Callable[[Item], Iterable[str]]
Days = Callable[[Item], tuple[date | None, date | None]]
Mask = NDArray[np.bool_]
# Values listed of one facet; the most frequent first.
LISTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet: how many items have it, the link that narrows to it (or widens again), whether it is in force."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow a list; `more` = values that are not listed."""

    title: str
    values: tuple[Value, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed(Generic[Item]):
    """What is left of a list, its facets, and what narrows it: (name, value, link without it)."""

    items: Sequence[Item]
    facets: tuple[Facet, ...]
    chosen: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a list: its values in order of the alphabet; the n-th pair says that row `rows[n]` has value `codes[n]`."""

    title: str
    labels: tuple[str, ...]
    rows: NDArray[np.int64]
    codes: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Generic[Item]):
    """A list with its fields, and the days (as ordinals, not a number = unknown) on which each item starts and ends."""

    items: Sequence[Item]
    fields: Mapping[str, Field]
    start: NDArray[np.float64]
    end: NDArray[np.float64]


class Rows(Sequence[Item]):
    """Some rows of a list, in its order."""

    def __init__(self, items: Sequence[Item], rows: NDArray[np.int64]) -> None:
        """`rows` = their numbers."""
        self._items, self._rows = items, rows

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]  # the two forms of Sequence
        """The item at a place, or the items of a slice."""
        if isinstance(at, slice):
            return tuple(self._items[int(n)] for n in self._rows[at])
        return self._items[int(self._rows[at])]

    def __iter__(self) -> Iterator[Item]:
        """One after another."""
        return (self._items[int(n)] for n in self._rows)


def coded(items: Iterable[Item], fields: Mapping[str, tuple[str, Of[Item]]], days: Days[Item] | None = None) -> Coded[Item]:
    """The list, ready for narrowing. `fields`: parameter → (title, the values of an item; an empty one is none)."""
    rows = tuple(items)
    spans = [days(item) for item in rows] if days else []
    return Coded(
        items=rows,
        fields={name: _field(title, rows, of) for name, (title, of) in fields.items()},
        start=np.array([a.toordinal() if a else np.nan for a, _ in spans], dtype=np.float64),
        end=np.array([b.toordinal() if b else np.nan for _, b in spans], dtype=np.float64),
    )


def _field(title: str, items: Sequence[Item], of: Of[Item]) -> Field:
    codes: dict[str, int] = {}
    rows, values = [], []
    for row, item in enumerate(items):
        for label in dict.fromkeys(of(item)):
            if label:
                rows.append(row)
                values.append(codes.setdefault(label, len(codes)))
    labels = sorted(codes)
    order = np.empty(len(labels), dtype=np.int64)
    order[[codes[label] for label in labels]] = np.arange(len(labels))
    found = order[np.array(values, dtype=np.int64)] if values else np.array([], dtype=np.int64)
    return Field(title=title, labels=tuple(labels), rows=np.array(rows, dtype=np.int64), codes=found)


def narrowed(
    found: Coded[Item],
    request: Request,
    state: State,
    *,
    since: date | None = None,
    until: date | None = None,
    only: Callable[[Item], bool] | None = None,
    beside: Iterable[str] = (),
) -> Narrowed[Item]:
    """The items that have every value that the address asks for, touch the days (inclusive), and are wanted by `only`.

    `beside` = parameters that links keep besides the fields'.
    """
    asked = {name: request.query_params[name][:LONGEST] for name in found.fields if request.query_params.get(name)}
    others = {name: request.query_params.get(name, "")[:LONGEST] for name in beside}
    kept = asked | {name: value for name, value in others.items() if value}

    def link(name: str, value: str) -> str:
        return state.href(request.url.path, **(kept | {name: value}))

    mask = np.ones(len(found.items), dtype=np.bool_)
    for name, wanted in asked.items():
        mask &= _having(found.fields[name], wanted, len(mask))
    if since is not None:
        mask &= found.end >= since.toordinal()
    if until is not None:
        mask &= found.start <= until.toordinal()
    if only is not None:
        left = np.flatnonzero(mask)
        mask[left] = [only(found.items[int(n)]) for n in left]
    facets = [_facet(field, mask, name, asked.get(name), link) for name, field in found.fields.items()]
    return Narrowed(
        items=Rows(found.items, np.flatnonzero(mask)),
        facets=tuple(facet for facet in facets if facet.values),
        chosen=tuple((found.fields[name].title, value, link(name, "")) for name, value in asked.items()),
    )


def _having(field: Field, wanted: str, size: int) -> Mask:
    mask = np.zeros(size, dtype=np.bool_)
    if wanted in field.labels:
        mask[field.rows[field.codes == field.labels.index(wanted)]] = True
    return mask


def _facet(field: Field, mask: Mask, name: str, wanted: str | None, link: Callable[[str, str], str]) -> Facet:
    counts = np.bincount(field.codes[mask[field.rows]], minlength=len(field.labels))
    most = np.argsort(-counts, kind="stable")[:LISTED]
    values = tuple(
        Value(
            label=field.labels[n],
            count=int(counts[n]),
            href=link(name, "" if field.labels[n] == wanted else field.labels[n]),
            chosen=field.labels[n] == wanted,
        )
        for n in map(int, most)
        if counts[n]
    )
    return Facet(title=field.title, values=values, more=int(np.count_nonzero(counts)) - len(values))
