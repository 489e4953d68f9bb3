"""A record as one row: a column for every plain value inside it, named by its path ("count.low")."""

import functools
import json
import types
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from onrecord.model.jsonform import to_json
from onrecord.present.listing import FORMULA_STARTS


def columns(kind: type) -> tuple[str, ...]:
    """The names of the columns, in the order of the record's fields."""
    return tuple(name for name, _ in _cells(kind))


def row(kind: type, record: object) -> list[str]:
    """The cells; None is empty, a list of words is joined by blanks and semicolons, a list of records is JSON.

    Words that a spreadsheet would run as a formula get an apostrophe before them. Source: OWASP, CSV injection.
    """
    return [read(record) for _, read in _cells(kind)]


@functools.cache
def _cells(kind: type) -> tuple[tuple[str, Callable[[Any], str]], ...]:
    hints = get_type_hints(kind)
    found: list[tuple[str, Callable[[Any], str]]] = []
    for field in fields(kind):
        inner = _inner(hints[field.name])
        if is_dataclass(inner) and isinstance(inner, type):
            found += [(f"{field.name}.{name}", _inside(field.name, read)) for name, read in _cells(inner)]
        else:
            found.append((field.name, _plain(field.name)))
    return tuple(found)


def _inner(hint: Any) -> Any:  # Any: types as values
    """What an optional holds when it is there."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _inside(name: str, read: Callable[[Any], str]) -> Callable[[Any], str]:
    def reading(record: Any) -> str:
        value = getattr(record, name)
        return "" if value is None else read(value)

    return reading


def _plain(name: str) -> Callable[[Any], str]:
    return lambda record: _words(getattr(record, name))


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and not isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        return _defused(_list_words(to_json(value)))
    return _defused(str(to_json(value)))


def _list_words(items: Iterable[Any]) -> str:
    items = list(items)
    if all(isinstance(item, str | int | float) for item in items):
        return "; ".join(map(str, items))
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def _defused(words: str) -> str:
    return f"'{words}" if words.startswith((*FORMULA_STARTS, "\n")) else words
