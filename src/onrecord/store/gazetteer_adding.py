"""Adds users' place files to the shipped gazetteer: the files are kept as they came, the whole is composed in the cache.

The folder of places holds each added file, compressed, under its name and the start of its SHA-256. The composed gazetteer is
named by all of their contents, so the same files give the same answers, and a new release composes them anew.
"""

import gzip
import io
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.atlas.dumps import RADIUS_KM, Dump, DumpRow, read_dump, trouble
from onrecord.atlas.places import fold_name
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.mentions import NameKind, PlaceKind
from onrecord.model.problems import Problem
from onrecord.store.gazetteer import SqliteGazetteer, open_gazetteer
from onrecord.store.gazetteer_build import (
    DEGREE,
    FILTER_BITS,
    NAME_KINDS,
    PLACE_KINDS,
    Row,
    add_others,
    town_radius_km,
    without_area_word,
)

COMPOSER = "1"  # raised when the same files would give another gazetteer
# Places may lie so many degrees outside the country's known ones: islands, border posts, new towns.
SLACK_DEG = 2.0
_NO_COUNTRY = "ZZ"  # no country has it. Source: ISO 3166-1, user-assigned codes
_UNITS = (PlaceKind.ADM_1, PlaceKind.ADM_2)
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one file: its form, how many places are new, how many were known and got names, and what was wrong."""

    path: Path
    form: str
    new: int
    known: int
    problems: tuple[Problem, ...]


def add_places(path: Path, cache: Path, places: Path, country: str | None = None) -> Added:
    """Takes a place file into `places` and composes the gazetteer anew. Running it twice changes nothing.

    Raises InputError when the file cannot be read or holds no place that can be used; then nothing is kept.
    """
    content = _content(path)
    dump = _dump(content, path.name, country)
    base = open_gazetteer(cache)
    with sqlite3.connect(f"file:{_file_of(base, cache)}?mode=ro&immutable=1", uri=True) as database:
        shelf = _Known(database)
        kept, problems = sift(dump, path.name, shelf)
        known = sum(shelf.key(row) is not None for row in kept)
    if not kept:
        why = problems[0].message if problems else "it is empty"
        raise InputError(f"{path} holds no place that can be used: {why}")
    plain = path.name.removesuffix(".gz").removesuffix(".zip")
    name = f"{sha256_hex(content)[:16]}.{country or _NO_COUNTRY}.{plain}.gz"
    try:
        places.mkdir(parents=True, exist_ok=True)
        beside = places / f".{os.getpid()}.part"
        beside.write_bytes(gzip.compress(content, mtime=0))
        beside.replace(places / name)
    except OSError as why_not:
        raise StoreError(f"Cannot write {places} ({why_not}); set `places` to a folder that can be written.") from why_not
    open_with_added(cache, places)
    return Added(path=places / name, form=dump.form, new=len(kept) - known, known=known, problems=problems)


def _content(path: Path) -> bytes:
    """The file's bytes, unpacked from gzip, or from a zip that holds one table (GeoNames' `PK.zip`)."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            return gzip.decompress(content)
        if content[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                tables = [n for n in packed.namelist() if n.lower().endswith((".txt", ".csv", ".tsv", ".json", ".geojson"))]
                tables = [n for n in tables if "readme" not in n.lower()]
                if len(tables) != 1:
                    raise InputError(f"{path} holds {len(tables)} tables; unpack it and add the one that is meant.")
                return packed.read(tables[0])
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as why:
        raise InputError(f"Cannot read {path}: {why}.") from why
    return content


def _dump(content: bytes, name: str, country: str | None) -> Dump:
    try:
        return read_dump(content.decode("utf-8"), name, country)
    except UnicodeDecodeError as why:
        raise InputError(f"{name} is not UTF-8 text ({why}); save it as UTF-8.") from why


def added_files(places: Path | None) -> tuple[Path, ...]:
    """The files that were added, in the order of their names; none when the folder is not there."""
    return tuple(sorted(places.glob("*.gz"))) if places is not None and places.is_dir() else ()


def open_with_added(cache: Path, places: Path | None) -> SqliteGazetteer:
    """The shipped gazetteer with the added files; composed in the cache at first use, which takes seconds to a minute."""
    base = open_gazetteer(cache)
    files = added_files(places)
    if not files:
        return base
    version = sha256_hex("\n".join((base.version, COMPOSER, *(file.name for file in files))).encode())
    path = cache / f"gazetteer-{version[:16]}.sqlite"
    if not path.exists():
        beside = path.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(_file_of(base, cache), beside)
        _compose(beside, files)
        beside.replace(path)
    return SqliteGazetteer(path, version)


def _file_of(base: SqliteGazetteer, cache: Path) -> Path:
    return cache / f"gazetteer-{base.version[:16]}.sqlite"


def _compose(path: Path, files: Sequence[Path]) -> None:
    database = sqlite3.connect(path)
    with database:
        database.execute("PRAGMA journal_mode = OFF")
        for file in files:
            country, name = _said_by(file)
            dump = _dump(gzip.decompress(file.read_bytes()), name, country)
            known = _Known(database)
            rows, _ = sift(dump, name, known)
            _insert(database, rows, known)
        database.execute("CREATE INDEX IF NOT EXISTS by_ident ON place (ident)")
    database.close()


def _said_by(file: Path) -> tuple[str | None, str]:
    """The country given with an added file (None = none) and the name it came under."""
    parts = file.name.removesuffix(".gz").split(".", 2)
    if len(parts) != 3:
        raise StoreError(f"{file} was not put there by `onrecord gazetteer add`; move it away and add it with that command.")
    return (None if parts[1] == _NO_COUNTRY else parts[1]), parts[2]


class _Known:
    """What a gazetteer file knows already: boxes of countries, keys of places, units by name."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.lowest = min(0, *(database.execute("SELECT min(key) FROM place").fetchone() or (0,)))
        self.idents: dict[str, int] = dict(database.execute("SELECT ident, key FROM place WHERE ident IS NOT NULL"))
        self.numbers: set[int] = {key for (key,) in database.execute("SELECT key FROM place WHERE key > 0")}
        self._countries = dict(
            database.execute("SELECT country, key FROM place WHERE kind = ?", (PLACE_KINDS.index(PlaceKind.COUNTRY),))
        )
        boxes = (
            "SELECT country, min(latitude), max(latitude), min(longitude), max(longitude) FROM place WHERE kind != ? GROUP BY 1"
        )
        rows = database.execute(boxes, (PLACE_KINDS.index(PlaceKind.COUNTRY),))
        self.boxes: Mapping[str | None, _Box] = {c: tuple(edge / DEGREE for edge in edges) for c, *edges in rows}

    def key(self, row: DumpRow) -> int | None:
        """The key of the place that the row is about: by its GeoNames number, a unit also by name and country; None = new."""
        key = self.of(row.ident, row.country, row.kind)
        if key is not None or row.kind not in _UNITS or row.ident.startswith("geonames:"):
            return key
        above = self.of(row.adm_1, row.country, PlaceKind.ADM_1) if row.kind is PlaceKind.ADM_2 else None
        found = self._named(row.name, row.country, row.kind)
        return next((key for key, adm_1 in found if above is None or adm_1 == above), None)

    def of(self, reference: str | None, country: str | None, kind: PlaceKind) -> int | None:
        """The key behind an ident, or behind "name:…" among the units of a country; None = not known."""
        if reference is None:
            return None
        form, _, rest = reference.partition(":")
        if form == "name":
            return next((key for key, _ in self._named(rest, country, kind)), None)
        if form == "geonames":
            return int(rest) if rest.isdecimal() and int(rest) in self.numbers else None
        return self.idents.get(reference)

    def country(self, country: str | None) -> int | None:
        """The key of a country; None = not known."""
        return self._countries.get(country)

    def _named(self, name: str, country: str | None, kind: PlaceKind) -> list[tuple[int, int | None]]:
        asked = (
            "SELECT p.key, p.adm_1 FROM name n JOIN place p ON p.key = n.place "
            "WHERE n.folded = ? AND p.country IS ? AND p.kind = ? ORDER BY n.kind, p.key"
        )
        found: list[tuple[int, int | None]] = self.database.execute(
            asked, (fold_name(name), country, PLACE_KINDS.index(kind))
        ).fetchall()
        return found


def sift(dump: Dump, source: str, known: _Known) -> tuple[tuple[DumpRow, ...], tuple[Problem, ...]]:
    """The rows that can be used, and the problems of all others: swapped, impossible or foreign coordinates, or none at all."""
    problems = list(dump.problems)
    kept = []
    for row in dump.rows:
        placed, problem = _placed(row, source, known)
        if problem is not None:
            problems.append(problem)
        if placed is not None:
            kept.append(placed)
    return tuple(kept), tuple(problems)


def _placed(row: DumpRow, source: str, known: _Known) -> tuple[DumpRow | None, Problem | None]:
    """The row with coordinates that can be believed, and what is to be said of it."""
    north, east = row.latitude, row.longitude
    if north is None or east is None:
        if known.key(row) is not None:
            return row, None
        words = (
            f"{row.name} has no coordinates and is no unit that is known; add a file with center_lat and center_lon, or outlines."
        )
        return None, trouble(source, "no_coordinates", words, row.ident)
    box = known.boxes.get(row.country)
    if not (abs(north) <= 90 and abs(east) <= 360):
        swapped = abs(east) <= 90 and abs(north) <= 180 and box is not None and _inside(east, north, box)
        code, words = ("swapped_coordinates", "swapped, as they look,") if swapped else ("broken_row", "on no globe")
        return None, trouble(
            source, code, f"{row.name} at {north}, {east}: the coordinates are {words} and it is left out.", row.ident
        )
    if east > 180 or east <= -180:
        turned = replace(row, longitude=(east + 180) % 360 - 180)
        words = f"{row.name}: longitude {east} was read as {turned.longitude}, counting eastwards beyond the 180th meridian."
        return turned, trouble(source, "antimeridian", words, row.ident, ProblemSeverity.NOTE)
    if box is None or row.kind is PlaceKind.SEA or _inside(north, east, box):
        return row, None
    if abs(east) <= 90 and _inside(east, north, box):
        words = f"{row.name} at {north}, {east} would lie in {row.country} with latitude and longitude swapped; it is left out."
        return None, trouble(source, "swapped_coordinates", words, row.ident)
    words = f"{row.name} at {north}, {east} lies outside {row.country} as the gazetteer knows it; it is left out."
    return None, trouble(source, "outside_country", words, row.ident)


def _inside(north: float, east: float, box: _Box) -> bool:
    south, top, west, right = box
    return south - SLACK_DEG <= north <= top + SLACK_DEG and west - SLACK_DEG <= east <= right + SLACK_DEG


def _insert(database: sqlite3.Connection, rows: Iterable[DumpRow], known: _Known) -> None:
    """Adds the rows: units first, because other rows lie in them; known places only get the names that they lack."""
    (bits,) = database.execute("SELECT bits FROM filter").fetchone()
    filled = bytearray(bits)
    for row in sorted(rows, key=lambda row: _UNITS.index(row.kind) if row.kind in _UNITS else 2):
        key = known.key(row)
        if key is None:
            key = _insert_place(database, row, known)
        for folded, kind in _names(row).items():
            database.execute("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", (folded, key, NAME_KINDS.index(kind)))
            at = zlib.crc32(folded.encode()) % FILTER_BITS
            filled[at >> 3] |= 1 << (at & 7)
    database.execute("UPDATE filter SET bits = ?", (bytes(filled),))


def _insert_place(database: sqlite3.Connection, row: DumpRow, known: _Known) -> int:
    by_number = row.ident.startswith("geonames:")
    if not by_number:
        known.lowest -= 1
    key = int(row.ident.partition(":")[2]) if by_number else known.lowest
    if by_number:
        known.numbers.add(key)
    else:
        known.idents[row.ident] = key
    adm_1 = key if row.kind is PlaceKind.ADM_1 else known.of(row.adm_1, row.country, PlaceKind.ADM_1)
    adm_2 = key if row.kind is PlaceKind.ADM_2 else known.of(row.adm_2, row.country, PlaceKind.ADM_2)
    around = next((unit for unit in (adm_2, adm_1, known.country(row.country)) if unit is not None and unit != key), None)
    radius = row.radius_km or RADIUS_KM.get(row.kind) or town_radius_km(row.population)
    position = (round((row.latitude or 0.0) * DEGREE), round((row.longitude or 0.0) * DEGREE), round(radius, 1))
    placed = (key, None if by_number else row.ident, row.name, PLACE_KINDS.index(row.kind), row.country, adm_1, adm_2)
    database.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*placed, *position, row.population, around)
    )
    return key


def _names(row: DumpRow) -> Mapping[str, NameKind]:
    """The names worth keeping, by the rules of the shipped gazetteer."""
    made = Row(
        key=0,
        name=row.name,
        kind=row.kind,
        country=row.country,
        latitude=0.0,
        longitude=0.0,
        radius_km=0.0,
        population=row.population,
    )
    made.add([row.name], NameKind.PREFERRED)
    if row.kind in _UNITS:
        made.add([without_area_word(row.name, row.country or "")], NameKind.VARIANT)
    add_others(made, row.other_names)
    return made.names
