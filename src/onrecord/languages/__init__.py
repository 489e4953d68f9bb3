"""Shelf: word lists by language, data only, and their loader.

`en/*.toml` each hold sections of lower-case words or phrases, one fact a line. `load_lexicon("en")` reads them all once.
A section that is a list becomes `lexicon.words("file", "section")`; a section that is a table of lists becomes
`lexicon.terms("file", "section")`, which leads from each word to the key that it stands under.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from onrecord.model.errors import InputError, NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberWords:
    """The counting words of a language.

    `units`, `multipliers` and `dozens` give values in people; `vague` the literal bounds (low, high; None = open);
    `modifiers` leads from words before a number ("at least") to how they bound it; `zero` and `single` are words for 0 and 1.
    A number before one of `not_people` ("km") or after one of `labels` ("Section") counts nobody; `weak` words count only
    under a noun.
    Source: claims_method §3, column "literal".
    """

    units: Mapping[str, int]
    multipliers: Mapping[str, int]
    dozens: Mapping[str, int]
    vague: Mapping[str, tuple[int, int | None]]
    modifiers: Mapping[str, str]
    zero: frozenset[str]
    single: frozenset[str]
    shares: Mapping[str, str]
    not_people: frozenset[str]
    labels: frozenset[str]
    weak: frozenset[str]
    months: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """All word lists of one language; compared and hashed by identity, because it is loaded once a process."""

    language: str
    numbers: NumberWords
    lists: Mapping[str, Mapping[str, Any]]  # Any: sections are lists or tables as the file has them; the methods type them

    def words(self, name: str, section: str) -> frozenset[str]:
        """The words of a list section, as a set. Raises NotFoundError when there is no such file or section."""
        return _words(self, name, section)

    def terms(self, name: str, section: str) -> Mapping[str, str]:
        """Word → key for a section that is a table of lists: {"police" = ["constable"]} gives {"constable": "police"}."""
        return _terms(self, name, section)

    def section(self, name: str, section: str) -> Any:  # Any: see `lists`
        """A section as the file has it. Raises NotFoundError when there is no such file or section."""
        try:
            return self.lists[name][section]
        except KeyError:
            raise NotFoundError(f"No section {section!r} in the word list {self.language}/{name}.toml; add it there.") from None


@functools.cache
def _words(lexicon: Lexicon, name: str, section: str) -> frozenset[str]:
    found = lexicon.section(name, section)
    if not isinstance(found, list):
        raise InputError(f"Section {section!r} of {lexicon.language}/{name}.toml is not a list of words; ask with terms().")
    return frozenset(found)


@functools.cache
def _terms(lexicon: Lexicon, name: str, section: str) -> Mapping[str, str]:
    found = lexicon.section(name, section)
    if not isinstance(found, dict):
        raise InputError(f"Section {section!r} of {lexicon.language}/{name}.toml is a list; ask with words().")
    return MappingProxyType({word: key for key, listed in found.items() for word in listed})


@functools.cache
def load_lexicon(language: str) -> Lexicon:
    """The word lists of a language (ISO 639-1), read once a process. Raises NotFoundError for a language without lists."""
    folder = resources.files(__name__).joinpath(language)
    if not language.isalpha() or not folder.is_dir():
        raise NotFoundError(f"There are no word lists for language {language!r}; add a folder languages/{language}.")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    lists = {f.name.removesuffix(".toml"): tomllib.loads(f.read_text(encoding="utf-8")) for f in files}
    return Lexicon(language=language, numbers=_number_words(lists["numbers"]), lists=MappingProxyType(lists))


def _number_words(table: Mapping[str, Any]) -> NumberWords:  # Any: as TOML gives it
    vague = {word: (bounds[0], bounds[1] if len(bounds) > 1 else None) for word, bounds in table["vague"].items()}
    return NumberWords(
        units=MappingProxyType(table["units"]),
        multipliers=MappingProxyType(table["multipliers"]),
        dozens=MappingProxyType(table["dozens"]),
        vague=MappingProxyType(vague),
        modifiers=MappingProxyType({word: kind for kind, listed in table["modifiers"].items() for word in listed}),
        zero=frozenset(table["zero"]),
        single=frozenset(table["single"]),
        shares=MappingProxyType({word: kind for kind, listed in table["shares"].items() for word in listed}),
        not_people=frozenset(table["not_people"]),
        labels=frozenset(table["labels"]),
        weak=frozenset(table["weak"]),
        months=frozenset(table["months"]),
    )
