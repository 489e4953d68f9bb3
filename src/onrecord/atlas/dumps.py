"""Place files that others publish: GeoNames country dumps, Who's On First tables, COD-AB admin units (CSV or GeoJSON).

Each row becomes a `DumpRow`; a row that does not fit becomes a Problem and is left out, never mended by a guess.
Source: GeoNames readme (19 columns, tab-separated); OCHA COD-AB attribute names (ADM1_EN, adm2_pcode, …); RFC 7946 (GeoJSON).
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from onrecord.atlas.polygons import Disc, disc_of
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.mentions import PlaceKind
from onrecord.model.problems import Problem

_GEONAMES_COLUMNS = 19
# Feature codes that are another kind than their class says. Source: GeoNames feature codes.
_CODES = {
    "ADM1": PlaceKind.ADM_1, "PPLC": PlaceKind.CAPITAL, "PPLX": PlaceKind.QUARTER, "SEA": PlaceKind.SEA,
    "GULF": PlaceKind.SEA, "OCN": PlaceKind.SEA, "STRT": PlaceKind.SEA, "CONT": PlaceKind.CONTINENT, "RGN": PlaceKind.REGION,
    "MILB": PlaceKind.FACILITY, "INDS": PlaceKind.FACILITY, "REFC": PlaceKind.FACILITY, "CMP": PlaceKind.FACILITY,
}  # fmt: skip
# Units below the second level count as districts: their precision is that of a district (UCDP where_prec 3).
_CLASSES = {
    "A": PlaceKind.ADM_2, "P": PlaceKind.POPULATED, "H": PlaceKind.TERRAIN, "T": PlaceKind.TERRAIN, "V": PlaceKind.TERRAIN,
    "L": PlaceKind.REGION, "S": PlaceKind.FACILITY, "R": PlaceKind.FACILITY, "U": PlaceKind.SEA,
}  # fmt: skip
# Gone or planned places and whole countries (the base has them): not taken over.
_LEFT_OUT = frozenset("PCLI PCLD PCLF PCLS PCLIX PCL PCLH PPLH PPLQ PPLW ADM1H ADM2H ADM3H ADM4H ADMDH ZN ZNB".split())
_PLACETYPES = {
    "region": PlaceKind.ADM_1, "county": PlaceKind.ADM_2, "localadmin": PlaceKind.ADM_2, "locality": PlaceKind.POPULATED,
    "borough": PlaceKind.QUARTER, "neighbourhood": PlaceKind.QUARTER, "macrohood": PlaceKind.QUARTER,
    "microhood": PlaceKind.QUARTER, "campus": PlaceKind.FACILITY, "venue": PlaceKind.FACILITY, "macroregion": PlaceKind.REGION,
    "macrocounty": PlaceKind.REGION, "marinearea": PlaceKind.SEA,
}  # fmt: skip
# Other names of Who's On First counties are often those of the former division, so many districts would share one.
_OWN_NAME_ONLY = frozenset({"county", "macrocounty"})
# Kilometres about the point that a place of this kind covers where nothing better is known. Source: our own judgement.
RADIUS_KM = {
    PlaceKind.ADM_1: 150.0, PlaceKind.ADM_2: 30.0, PlaceKind.QUARTER: 2.0, PlaceKind.FACILITY: 1.0, PlaceKind.TERRAIN: 10.0,
    PlaceKind.REGION: 30.0, PlaceKind.SEA: 200.0, PlaceKind.CONTINENT: 3000.0,
}  # fmt: skip
_UNIT = re.compile(r"adm(\d)_(pcode|name\d?|ref_name|en|fr|es|pt|ar|ur|uk|ru|fa|ps|my|am|so|sw|alt\w*|ref)", re.IGNORECASE)
Line = TypeVar("Line")
_PCODE = re.compile(r"[A-Z]{2}\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpRow:
    """One place of a file. `ident` is "geonames:1167528", "wof:85675753" or "cod:PK2"; None coordinates = the file has none.

    `adm_1` and `adm_2` name the units around it: an ident, or a name after "name:"; None = not said.
    """

    ident: str
    name: str
    kind: PlaceKind
    country: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None = None
    population: int | None = None
    adm_1: str | None = None
    adm_2: str | None = None
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """What a file holds, and what is wrong with it; `form` is "geonames", "wof" or "cod"."""

    form: str
    rows: tuple[DumpRow, ...]
    problems: tuple[Problem, ...]


class _MisfitError(ValueError):
    """A row that cannot be read; the message says why."""


def read_dump(text: str, source: str, country: str | None = None) -> Dump:
    """The places of a file's text; the format shows in its first line. `country` (ISO alpha-2) fills what the file leaves out.

    Raises InputError when the format is none of those known.
    """
    first = text.lstrip("\ufeff \r\n").split("\n", 1)[0]
    problems: list[Problem] = []
    if first.startswith("wof_id\t"):
        form, rows = "wof", _wof(text, country, source, problems)
    elif first.startswith("{"):
        form, rows = "cod", _geojson(text, country, source, problems)
    elif _UNIT.search(first) and "," in first:
        form, rows = "cod", _cod_csv(text, country, source, problems)
    elif first.count("\t") == _GEONAMES_COLUMNS - 1:
        form, rows = "geonames", _geonames(text, source, problems)
    else:
        raise InputError(
            f"{source} is no GeoNames dump (19 columns, tabs), Who's On First table (first column wof_id) or COD-AB file "
            f"(CSV or GeoJSON with ADM1_PCODE, …); its first line is {first[:80]!r}."
        )
    return Dump(form=form, rows=_once(rows, source, problems), problems=tuple(problems))


def _once(rows: Iterable[DumpRow], source: str, problems: list[Problem]) -> tuple[DumpRow, ...]:
    kept: dict[str, DumpRow] = {}
    for row in rows:
        if row.ident in kept:
            problems.append(
                trouble(source, "broken_row", f"{row.ident} ({row.name}) stands twice; the first is kept.", row.ident)
            )
        else:
            kept[row.ident] = row
    return tuple(kept.values())


def trouble(source: str, code: str, message: str, subject: str, severity: ProblemSeverity = ProblemSeverity.WARNING) -> Problem:
    """A Problem about one row of a place file."""
    return Problem(source=source, code=code, message=message, severity=severity, subject=subject)


def _readable(
    lines: Iterable[tuple[int, Line]], read: Callable[[Line], DumpRow | None], source: str, problems: list[Problem]
) -> Iterator[DumpRow]:
    """What each line says; those that do not fit become problems that name their number."""
    for number, line in lines:
        try:
            row = read(line)
        except _MisfitError as why:
            problems.append(trouble(source, "broken_row", f"Row {number} is left out: {why}.", f"row {number}"))
        else:
            if row is not None:
                yield row


def _number(words: str, what: str) -> float:
    try:
        return float(words)
    except ValueError:
        raise _MisfitError(f"{what} {words[:30]!r} is no number") from None


def _listed(words: str, separator: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words.split(separator) if word.strip()))


def _people(words: str) -> int | None:
    """A population; 0 and nothing mean that it is not known."""
    return round(_number(words, "population")) or None if words.strip() else None


def _geonames(text: str, source: str, problems: list[Problem]) -> Iterator[DumpRow]:
    lines = [line.split("\t") for line in text.lstrip("\ufeff").split("\n")]
    units: dict[tuple[str, ...], str] = {}
    for cells in lines:
        if len(cells) == _GEONAMES_COLUMNS and cells[7] in ("ADM1", "ADM2"):
            codes = cells[10:11] if cells[7] == "ADM1" else cells[10:12]
            units[cells[8], *codes] = f"geonames:{cells[0]}"

    def read(cells: list[str]) -> DumpRow | None:
        if len(cells) != _GEONAMES_COLUMNS:
            raise _MisfitError(f"it has {len(cells)} columns, not {_GEONAMES_COLUMNS}")
        if not cells[0].isdecimal() or not cells[1].strip():
            raise _MisfitError(f"it has no number or no name: {cells[0][:20]!r}, {cells[1][:40]!r}")
        if cells[7] in _LEFT_OUT:
            return None
        kind = _CODES.get(cells[7]) or _CLASSES.get(cells[6])
        if kind is None:
            raise _MisfitError(f"feature class {cells[6]!r} is none of GeoNames'")
        return DumpRow(
            ident=f"geonames:{cells[0]}",
            name=cells[1].strip(),
            kind=kind,
            country=cells[8] or None,
            latitude=_number(cells[4], "latitude"),
            longitude=_number(cells[5], "longitude"),
            population=_people(cells[14]),
            adm_1=units.get((cells[8], cells[10])),
            adm_2=units.get((cells[8], cells[10], cells[11])),
            other_names=_listed(cells[2] + "," + cells[3], ","),
        )

    return _readable(((i, cells) for i, cells in enumerate(lines, start=1) if cells != [""]), read, source, problems)


def _wof(text: str, country: str | None, source: str, problems: list[Problem]) -> Iterator[DumpRow]:
    if country is None:
        named = re.search(r"wof_([a-z]{2})\b", source)
        if named is None:
            raise InputError(f"{source} does not say its country; give it with --country, such as --country PK.")
        country = named[1].upper()
    table = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = list(table)
    theirs = {row["wof_id"]: row.get("geonames_id") or "" for row in rows}

    def unit(row: Mapping[str, str], level: str) -> str | None:
        geonames, wof = row.get(f"{level}_gn") or theirs.get(row.get(f"{level}_wof") or "", ""), row.get(f"{level}_wof")
        return f"geonames:{geonames}" if geonames else f"wof:{wof}" if wof else None

    def read(row: Mapping[str, str]) -> DumpRow | None:
        if None in row or None in row.values():
            raise _MisfitError("it has more or fewer columns than the first line")
        kind = _PLACETYPES.get(row["placetype"])
        if kind is None:
            return None
        if not row["wof_id"].isdecimal() or not row["name"].strip():
            raise _MisfitError(f"it has no number or no name: {row['wof_id'][:20]!r}, {row['name'][:40]!r}")
        return DumpRow(
            ident=f"geonames:{row['geonames_id']}" if row["geonames_id"].isdecimal() else f"wof:{row['wof_id']}",
            name=row["name"].strip(),
            kind=kind,
            country=country,
            latitude=_number(row["lat"], "latitude"),
            longitude=_number(row["lon"], "longitude"),
            population=_people(row.get("population") or ""),
            adm_1=unit(row, "region"),
            adm_2=unit(row, "county"),
            other_names=() if row["placetype"] in _OWN_NAME_ONLY else _listed(row.get("alt_names") or "", "|"),
        )

    return _readable(enumerate(rows, start=2), read, source, problems)


def _cod_csv(text: str, country: str | None, source: str, problems: list[Problem]) -> Iterator[DumpRow]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    # The second line may hold HXL tags ("#adm2+name").
    lines = ((n, row) for n, row in enumerate(rows, start=2) if not any((v or "").startswith("#") for v in _texts(row)))
    return _readable(lines, lambda row: _unit(dict(_cells(row)), country, None), source, problems)


def _texts(row: Mapping[str, object]) -> Iterator[str]:
    return (value for value in row.values() if isinstance(value, str))


def _cells(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name is not None and value is not None and not isinstance(value, dict | list):
            yield name.strip().lower(), str(value).strip()


def _geojson(text: str, country: str | None, source: str, problems: list[Problem]) -> Iterator[DumpRow]:
    try:
        content = json.loads(text)
    except ValueError as why:
        raise InputError(f"{source} is not JSON: {why}.") from why
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise InputError(f"{source} is no GeoJSON FeatureCollection; it has no list of features.")

    def read(feature: object) -> DumpRow | None:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise _MisfitError("it is no feature with properties")
        disc = disc_of(feature.get("geometry"))
        row = _unit(dict(_cells(feature["properties"])), country, disc)
        if disc is not None and disc.crosses and row is not None:
            words = f"The outline of {row.name} crosses the 180th meridian; it was read as one area about {row.longitude:.2f}° E."
            problems.append(trouble(source, "antimeridian", words, row.ident, ProblemSeverity.NOTE))
        return row

    return _readable(enumerate(features, start=1), read, source, problems)


def _unit(cells: Mapping[str, str], country: str | None, disc: Disc | None) -> DumpRow | None:
    """The unit of the deepest level that the row names."""
    names: dict[int, list[str]] = {}
    codes: dict[int, str] = {}
    for column, value in cells.items():
        found = _UNIT.fullmatch(column)
        if found and value:
            if found[2] == "pcode":
                codes[int(found[1])] = value
            else:
                names.setdefault(int(found[1]), []).append(value)
    level = max(codes, default=0)
    if level == 0:
        raise _MisfitError("it has no ADM1_PCODE or deeper code")
    if not names.get(level) or not _PCODE.fullmatch(codes[level]):
        raise _MisfitError(f"unit {codes[level]!r} has no name, or its code does not begin with a country")
    latitude, longitude = cells.get("center_lat"), cells.get("center_lon")
    return DumpRow(
        ident=f"cod:{codes[level]}",
        name=names[level][0],
        kind=PlaceKind.ADM_1 if level == 1 else PlaceKind.ADM_2,
        country=country or codes[level][:2],
        latitude=disc.latitude if disc else _number(latitude, "latitude") if latitude else None,
        longitude=disc.longitude if disc else _number(longitude, "longitude") if longitude else None,
        radius_km=disc.radius_km if disc else None,
        adm_1=f"name:{names[1][0]}" if level > 1 and names.get(1) else None,
        other_names=tuple(dict.fromkeys(names[level][1:])),
    )
