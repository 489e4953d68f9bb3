"""Country outlines and disputed lines for maps, from Natural Earth (public domain).

Boundaries follow Natural Earth's de facto view; pages that show them say so, and draw the disputed lines dashed.
"""

import functools
import gzip
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

Ring = tuple[tuple[float, float], ...]
# Outlines that are drawn dashed, because it is disputed whose land they bound.
# Source: Natural Earth, admin 0 countries, types "Indeterminate" and "Disputed" (from memory, to be checked at the next release).
CONTESTED = frozenset({"Kosovo", "N. Cyprus", "Palestine", "Siachen Glacier", "Somaliland", "W. Sahara"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One country's name and outer and inner rings; each point is (longitude, latitude) in degrees, WGS 84."""

    name: str
    rings: tuple[Ring, ...]


@functools.cache
def load_outlines() -> tuple[Outline, ...]:
    """Every country of the world, by name."""
    topology = _topology()
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    countries = topology["objects"]["countries"]["geometries"]
    made = (Outline(name=c["properties"]["name"], rings=tuple(_ring(r, arcs) for r in _rings(c))) for c in countries)
    return tuple(sorted(made, key=lambda outline: outline.name))


@functools.cache
def load_disputed() -> tuple[Ring, ...]:
    """Lines of which it is disputed whether they are borders: claims, ceasefire lines, breakaway land."""
    lines = json.loads((resources.files("onrecord") / "atlas" / "disputed.json").read_text(encoding="utf-8"))
    return tuple(tuple((longitude, latitude) for longitude, latitude in points) for _, points in lines)


@functools.cache
def map_base() -> bytes:
    """What a map that moves draws under its places, as JSON: countries as TopoJSON, names of contested ones, disputed lines."""
    base = {"land": _topology(), "contested": sorted(CONTESTED), "disputed": load_disputed()}
    return json.dumps(base, separators=(",", ":"), ensure_ascii=False).encode()


def _topology() -> dict[str, Any]:
    packed = (resources.files("onrecord") / "atlas" / "countries-50m.json.gz").read_bytes()
    topology: dict[str, Any] = json.loads(gzip.decompress(packed))
    return topology


def _arc(deltas: list[list[int]], transform: dict[str, Any]) -> Ring:
    """One arc's absolute points: TopoJSON stores quantised differences. Source: TopoJSON specification §2.1.4."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in deltas:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return tuple(points)


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    return [ring for polygon in polygons for ring in polygon]


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Arcs joined end to end; a negative number ~i is arc i backwards. Source: TopoJSON specification §2.1.4."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)
