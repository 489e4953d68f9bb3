"""Reading a table of TOML strictly: every key must be known, every value one of those allowed; what does not fit is named."""

import tomllib
from collections.abc import Mapping
from typing import Any

from onrecord.model.errors import CodebookError

Triple = tuple[int | None, int | None, int | None]


class Table:
    """A table under its name; each reader takes a key out, and `close` complains of what nobody asked for."""

    def __init__(self, entries: Mapping[str, Any], where: str) -> None:  # Any: what TOML holds before it is checked
        """`where` names file and table in errors."""
        self.entries = dict(entries)
        self.where = where

    @classmethod
    def parse(cls, text: str, where: str) -> "Table":
        """The outermost table of a TOML text. Raises CodebookError when it is not TOML."""
        try:
            return cls(tomllib.loads(text), where)
        except tomllib.TOMLDecodeError as trouble:
            raise CodebookError(f"{where} is not TOML ({trouble}); mend it.") from trouble

    def close(self) -> None:
        """Refuses keys that no reader took."""
        if self.entries:
            raise CodebookError(f"{self.where}: unknown: {', '.join(sorted(self.entries))}; take it out or mend the spelling.")

    def text(self, key: str, default: str | None = None) -> str:
        """Words; the default when the key is missing and there is one."""
        value = self._take(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, value, "words in quotes")
        return value

    def whole(self, key: str, *, least: int) -> int:
        """A whole number from `least`."""
        value = self._take(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._wrong(key, value, f"a whole number from {least}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self._wrong(key, value, f"one of: {', '.join(allowed)}")
        return value

    def list_of(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """A list of allowed words, empty when the key is missing."""
        return self._words(key, self._take(key, []), allowed)

    def lists_of(self, key: str, allowed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """A list of lists of allowed words, empty when the key is missing."""
        value = self._take(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, value, "a list of lists")
        return tuple(self._words(key, row, allowed) for row in value)

    def choices(self, key: str, keys: tuple[str, ...], allowed: tuple[str, ...]) -> dict[str, str]:
        """A table from known keys to allowed words."""
        table = self.inner(key)
        found = {name: table.choice(name, allowed) for name in list(table.entries) if name in keys}
        table.close()
        return found

    def lists(self, key: str, keys: tuple[str, ...], allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """A table from known keys to three allowed words each."""
        table = self.inner(key)
        found = {name: table.list_of(name, allowed) for name in list(table.entries) if name in keys}
        table.close()
        for name, words in found.items():
            if len(words) != 3:
                raise table._wrong(name, list(words), "three words, for low, point and high")
        return found

    def triples(self, key: str) -> dict[str, Triple]:
        """A table from any words to low, point and high: numbers of people, "" = nothing or open; one number = all three."""
        table = self.inner(key)
        found: dict[str, Triple] = {}
        for name, value in table.entries.items():
            row = [value] * 3 if isinstance(value, int) else [""] * 3 if value == "blank" else value
            fits = isinstance(row, list) and len(row) == 3 and all(v == "" or isinstance(v, int) for v in row)
            if not fits:
                raise table._wrong(name, value, 'a number of people, [low, point, high] with "" for open, or "blank"')
            low, point, high = ((v if isinstance(v, int) else None) for v in row)
            found[name] = (low, point, high)
        return found

    def inner(self, key: str) -> "Table":
        """The table under a key, empty when the key is missing."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, value, "a table")
        return Table(value, f"{self.where}, {key}")

    def rows(self, key: str) -> tuple["Table", ...]:
        """The tables of a list of tables, empty when the key is missing."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self._wrong(key, value, "a list of tables")
        return tuple(Table(row, f"{self.where}, {key} {n}") for n, row in enumerate(value, 1))

    def _words(self, key: str, value: object, allowed: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._wrong(key, value, "a list of words")
        for word in value:
            if word not in allowed:
                raise self._wrong(key, word, f"one of: {', '.join(allowed)}")
        return tuple(value)

    def _take(self, key: str, default: Any) -> Any:  # Any: what TOML holds before it is checked
        if key not in self.entries and default is None:
            raise CodebookError(f"{self.where}: missing: {key}; add it.")
        return self.entries.pop(key, default)

    def _wrong(self, key: str, value: object, right: str) -> CodebookError:
        return CodebookError(f"{self.where}: {key} = {value!r} does not fit; it must be {right}.")
