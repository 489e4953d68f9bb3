"""Country outlines for map pictures, from the package world-atlas (Natural Earth 1:50m, public domain).

Boundaries follow Natural Earth's de facto view; pages that show them say so.
"""

import functools
import gzip
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One country's name and outer and inner rings; each point is (longitude, latitude) in degrees, WGS 84."""

    name: str
    rings: tuple[Ring, ...]


@functools.cache
def load_outlines() -> tuple[Outline, ...]:
    """Every country of the world, by name."""
    packed = (resources.files("onrecord") / "atlas" / "countries-50m.json.gz").read_bytes()
    topology = json.loads(gzip.decompress(packed))
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    countries = topology["objects"]["countries"]["geometries"]
    made = (Outline(name=c["properties"]["name"], rings=tuple(_ring(r, arcs) for r in _rings(c))) for c in countries)
    return tuple(sorted(made, key=lambda outline: outline.name))


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
