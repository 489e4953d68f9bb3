"""Cuts long lists into parts, so that no page grows with the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request

from onrecord.model.errors import InputError
from onrecord.web.state import State

Item = TypeVar("Item")
# Rows on a page: about three screens.
SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a list is shown: numbers of the first and last item (from 1; 0 of none), and links to the parts beside it."""

    first: int
    last: int
    total: int
    earlier: str | None
    further: str | None


def part_of(items: Sequence[Item], request: Request, state: State, size: int = SIZE) -> tuple[Sequence[Item], Part]:
    """The items of the part that the address asks for (`page`, from 1), and where it lies. InputError for what is no number."""
    asked = request.query_params.get("page") or "1"
    if not asked.isdecimal() or not 1 <= int(asked) <= max(1, -(-len(items) // size)):
        raise InputError(f"There is no part {asked[:20]!r} of this list; it has {max(1, -(-len(items) // size))}.")
    at = int(asked)
    start = (at - 1) * size
    cut = items[start : start + size]
    kept = {name: value for name, value in request.query_params.items() if name != "page"}
    path = request.url.path

    def link(number: int) -> str:
        return state.href(path, **(kept | {"page": str(number) if number > 1 else ""}))

    return cut, Part(
        first=start + 1 if cut else 0,
        last=start + len(cut),
        total=len(items),
        earlier=link(at - 1) if at > 1 else None,
        further=link(at + 1) if start + size < len(items) else None,
    )
