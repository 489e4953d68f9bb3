"""The disc that stands for an area: its centre and the radius of a circle of the same size, also across the 180th meridian.

Source: RFC 7946 §3.1 (GeoJSON geometries; positions are longitude, latitude) and §3.1.9 (areas that cross the antimeridian).
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

KM_PER_DEGREE = 111.195  # of a great circle on a sphere of 6,371 km
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """Centre in WGS 84 decimal degrees and radius in km; `crosses` = the area lies on both sides of the 180th meridian."""

    latitude: float
    longitude: float
    radius_km: float
    crosses: bool


def disc_of(geometry: object) -> Disc | None:
    """The disc of a GeoJSON Point, Polygon or MultiPolygon; None when it is none of these or has no area and no point."""
    if not isinstance(geometry, dict):
        return None
    if geometry.get("type") == "Point":
        point = _point(geometry.get("coordinates"))
        return Disc(latitude=point[1], longitude=point[0], radius_km=1.0, crosses=False) if point else None
    rings = [ring for ring in _outer_rings(geometry) if len(ring) > 3]
    if not rings:
        return None
    east = [longitude for ring in rings for longitude, _ in ring]
    # An outline wider than half the globe is one that goes the other way round: no district is 20,000 km wide.
    crosses = max(east) - min(east) > 180
    if crosses:
        rings = [[(longitude % 360, latitude) for longitude, latitude in ring] for ring in rings]
    return _disc(rings, crosses)


def _point(position: object) -> Point | None:
    if not isinstance(position, list) or len(position) < 2 or not all(isinstance(n, int | float) for n in position[:2]):
        return None
    return float(position[0]), float(position[1])


def _outer_rings(geometry: dict[str, object]) -> Iterator[list[Point]]:
    """The outer ring of each polygon; holes are small beside what a disc leaves open."""
    parts = geometry.get("coordinates")
    polygons = [parts] if geometry.get("type") == "Polygon" else parts if geometry.get("type") == "MultiPolygon" else []
    for polygon in polygons if isinstance(polygons, list) else []:
        if isinstance(polygon, list) and polygon and isinstance(polygon[0], list):
            yield [point for point in map(_point, polygon[0]) if point is not None]


def _disc(rings: Sequence[Sequence[Point]], crosses: bool) -> Disc | None:
    """Centroid by the shoelace formula, degrees of longitude shrunk at the area's own latitude."""
    shrink = math.cos(math.radians(sum(lat for _, lat in rings[0]) / len(rings[0])))
    whole = east = north = 0.0
    for ring in rings:
        twice = x = y = 0.0
        for (x0, y0), (x1, y1) in itertools.pairwise(ring):
            cross = x0 * y1 - x1 * y0
            twice, x, y = twice + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
        if twice:
            area = abs(twice) / 2
            whole, east, north = whole + area, east + area * x / (3 * twice), north + area * y / (3 * twice)
    if not whole:
        return None
    radius = math.sqrt(whole * shrink / math.pi) * KM_PER_DEGREE
    return Disc(latitude=north / whole, longitude=(east / whole + 180) % 360 - 180, radius_km=radius, crosses=crosses)
