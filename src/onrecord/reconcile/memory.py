"""What was worked out before and still holds, so that one more report or decision is not a reason to begin from the start.

A memory changes nothing about a result: a value is used again only where everything that it was made from is the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Value = TypeVar("Value")

# Runs after which what was not asked for is forgotten: people look at a few moments and come back to now.
FORGOTTEN_AFTER = 8


@dataclass(slots=True)
class _Kept:
    parts: tuple[object, ...]
    value: object
    run: int


class Memory:
    """Values by kind and name, each with the parts that it was made from. One run of the room at a time may use it."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._run = 0
        self.when = ""

    def begin(self, *, looks_back: bool = False) -> None:
        """One more run; what the last FORGOTTEN_AFTER runs did not ask for is let go.

        `when` tells runs over everything on record from those that look back to a moment: what is kept of a whole register under
        that name is not lost each time that somebody looks back.
        """
        self.when = "then" if looks_back else ""
        self._run += 1
        oldest = self._run - FORGOTTEN_AFTER
        self._kept = {name: kept for name, kept in self._kept.items() if kept.run >= oldest}

    def recall(self, kind: str, name: str, parts: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """The value of that kind and name, made anew only where `parts` are not those that it was made from.

        `parts` must be all that `make` looks at, and compare by value; where they are the very same objects that costs nothing.
        """
        kept = self._kept.get((kind, name))
        if kept is None or kept.parts != parts:
            kept = self._kept[kind, name] = _Kept(parts, make(), self._run)
        kept.run = self._run
        return kept.value  # type: ignore[return-value]  # one kind is of one type

    def same(self, kind: str, name: str, value: Value) -> Value:
        """The equal value met before under this kind and name, so that later comparisons are of one object; else `value`."""
        return self.recall(kind, name, (value,), lambda: value)
