"""Narrows lists by what the address asks for and counts what else could be asked for, as links."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request

from onrecord.web.state import LONGEST, State
from onrecord.web.views import Indexed

Item = TypeVar("Item")
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

    items: tuple[Item, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[tuple[str, str, str], ...]


Of = Callable[[Item], Iterable[str]]


def narrowed(
    shown: Indexed,
    items: Callable[[], Iterable[Item]],
    fields: Mapping[str, tuple[str, Of[Item]]],
    request: Request,
    state: State,
    beside: Iterable[str] = (),
) -> Narrowed[Item]:
    """The items that have every value that the address asks for; kept with the view, so that it is worked out once.

    `fields`: parameter → (title, the values of an item). `beside` = parameters that `items` looks at.
    """
    asked = {name: request.query_params[name][:LONGEST] for name in fields if request.query_params.get(name)}
    others = tuple((name, request.query_params.get(name, "")[:LONGEST]) for name in beside)
    path = request.url.path
    key = ("narrowed", path, state, tuple(asked.items()), others)
    kept = asked | {name: value for name, value in others if value}
    return shown.memo.recall(key, lambda: _narrowed(items(), fields, asked, lambda changed: state.href(path, **(kept | changed))))


def _narrowed(
    items: Iterable[Item],
    fields: Mapping[str, tuple[str, Of[Item]]],
    asked: Mapping[str, str],
    address: Callable[[dict[str, str]], str],
) -> Narrowed[Item]:
    left = [x for x in items if all(wanted in fields[name][1](x) for name, wanted in asked.items())]

    def link(name: str, value: str) -> str:
        return address({name: value})

    found = [_facet(left, name, title, of, asked.get(name), link) for name, (title, of) in fields.items()]
    chosen = tuple((fields[name][0], value, link(name, "")) for name, value in asked.items())
    return Narrowed(items=tuple(left), facets=tuple(f for f in found if f.values), chosen=chosen)


def _facet(
    items: Sequence[Item], name: str, title: str, of: Of[Item], wanted: str | None, link: Callable[[str, str], str]
) -> Facet:
    counts = Counter(value for item in items for value in dict.fromkeys(of(item)) if value)
    listed = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    values = tuple(
        Value(label=value, count=count, href=link(name, "" if value == wanted else value), chosen=value == wanted)
        for value, count in listed[:LISTED]
    )
    return Facet(title=title, values=values, more=max(0, len(listed) - LISTED))
