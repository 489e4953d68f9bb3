"""The actor table: states' forces, armed groups, agencies and speakers, with the names they go by.

`actors.csv` has one actor a row; aliases are parted by ";". A `side` groups the parties that fight or speak together
in one conflict ("pk-government", "pk-baloch-insurgents").
"""

import csv
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from onrecord.model.enums import ActorKind
from onrecord.model.errors import InputError
from onrecord.model.mentions import Actor

FILE = "actors.csv"  # the rows accepted here, in the folder of added files
_COLUMNS = ["actor_id", "name", "kind", "country", "aliases", "side", "source"]
_COUNTRY = re.compile(r"[A-Z]{2}")
# A short name mostly of capitals and digits is written so and not otherwise: "BLA", "LeT", "CPI-M" (not "is", "Mai-Mai").
_ABBREVIATION = re.compile(r"(?!.*[a-z]{2})(?=.*[A-Z].*[A-Z0-9]|\d[A-Z]|.*[A-Z]\d)[A-Z0-9][A-Za-z0-9&./()-]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActorTable:
    """All actors, and the way from a name to those who bear it.

    `by_name` holds names and aliases folded by `fold_actor_name`; `by_abbreviation` those that count only as written ("BLA").
    A name can lead to several actors; which is meant is the business of the room that resolves.
    """

    actors: tuple[Actor, ...]
    by_id: Mapping[str, Actor]
    by_name: Mapping[str, tuple[Actor, ...]]
    by_abbreviation: Mapping[str, tuple[Actor, ...]]

    def __iter__(self) -> Iterator[Actor]:
        """The actors, by id."""
        return iter(self.actors)

    def __len__(self) -> int:
        """How many actors there are."""
        return len(self.actors)


def is_abbreviation(name: str) -> bool:
    """Whether a name counts only in its own capitals: "BLA", "LeT", "M23"; "Levies" and "Hamas" do not."""
    return bool(_ABBREVIATION.fullmatch(name))


def fold_actor_name(name: str) -> str:
    """The form in which actor names are compared: lower case, straight apostrophes, hyphens as blanks, no leading article."""
    plain = re.sub(r"[-‐‑–\s]+", " ", name.replace("’", "'").lower()).strip()
    return plain.removeprefix("the ")


def table_of(actors: tuple[Actor, ...]) -> ActorTable:
    """A table of the given actors, ready to look names up."""
    names: dict[str, list[Actor]] = {}
    abbreviations: dict[str, list[Actor]] = {}
    for actor in actors:
        for name in dict.fromkeys((actor.name, *actor.aliases)):
            table, key = (abbreviations, name) if is_abbreviation(name) else (names, fold_actor_name(name))
            listed = table.setdefault(key, [])
            if actor not in listed:
                listed.append(actor)
    return ActorTable(
        actors=actors,
        by_id=MappingProxyType({actor.actor_id: actor for actor in actors}),
        by_name=MappingProxyType({name: tuple(found) for name, found in names.items()}),
        by_abbreviation=MappingProxyType({name: tuple(found) for name, found in abbreviations.items()}),
    )


class _Accepted:
    """Where the rows accepted here are kept, for `load_actors`; None = nowhere."""

    folder: Path | None = None


def heed_added(folder: Path | None) -> None:
    """From now on `load_actors` gives the rows accepted in `folder` as well; None = those of the package alone.

    Said once where settings are read (command line, server, reading), so that an accepted party has its name everywhere.
    """
    _Accepted.folder = folder


def load_actors() -> ActorTable:
    """The actor table of the package and what was accepted here; InputError names a row that does not fit.

    Rows accepted while a process runs are there from the next call on.
    """
    return load_with_added(_Accepted.folder)


def load_with_added(folder: Path | None) -> ActorTable:
    """The actor table with the rows that were accepted here (`actors.csv` in the folder of added files); None = without."""
    path = folder / FILE if folder is not None else None
    if path is None or not path.is_file():
        return _packaged()
    state = path.stat()
    return _composed(path, state.st_mtime_ns, state.st_size)


@functools.cache
def _packaged() -> ActorTable:
    text = resources.files("onrecord").joinpath("atlas", "actors.csv").read_text(encoding="utf-8")
    return table_of(read_actors(text))


@functools.lru_cache(maxsize=4)
def _composed(path: Path, changed_ns: int, size: int) -> ActorTable:
    """The table with the rows of a file as it was at that moment."""
    return table_of((*_packaged().actors, *read_actors(path.read_text(encoding="utf-8"))))


def add_actor(row: Mapping[str, str], folder: Path) -> Path:
    """Keeps a row with the columns of actors.csv; the file. Raises InputError when it does not fit or its id is taken."""
    table, path = load_with_added(folder), folder / FILE
    if row["actor_id"] in table.by_id:
        raise InputError(f"The actor table lists {row['actor_id']} already: {table.by_id[row['actor_id']].name}.")
    _actor(row, 1)
    is_new = not path.is_file()
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerow(row)
    return path


def read_actors(text: str) -> tuple[Actor, ...]:
    """The actors of a CSV text with the columns of actors.csv. Raises InputError naming the row that does not fit."""
    rows = csv.DictReader(text.splitlines())
    if rows.fieldnames != _COLUMNS:
        raise InputError(f"The actor table has the columns {rows.fieldnames}; it needs {', '.join(_COLUMNS)}.")
    actors = tuple(_actor(row, rows.line_num) for row in rows)
    ids = [actor.actor_id for actor in actors]
    twice = sorted({i for i in ids if ids.count(i) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        raise InputError(f"The actor table lists {', '.join(twice)} twice; merge the rows.")
    return actors


def _actor(row: Mapping[str, str], line: int) -> Actor:
    try:
        kind = ActorKind(row["kind"])
    except ValueError as trouble:
        raise InputError(f"Line {line} of the actor table: {trouble}; kinds are {', '.join(ActorKind)}.") from trouble
    country = row["country"] or None
    if not row["actor_id"] or not row["name"] or (country and not _COUNTRY.fullmatch(country)):
        raise InputError(f"Line {line} of the actor table needs an id, a name and a two-letter country or none: {dict(row)!r}.")
    aliases = tuple(alias for alias in row["aliases"].split(";") if alias)
    return Actor(
        actor_id=row["actor_id"], name=row["name"], kind=kind, country=country, aliases=aliases, side=row["side"] or None
    )
