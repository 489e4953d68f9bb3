"""A map picture: country outlines, a dot and an uncertainty circle a place, as SVG text.

Equirectangular, scaled at the middle latitude; good enough to say where, never street by street.
"""

import math
from dataclasses import dataclass
from html import escape

from onrecord.atlas.outlines import Outline
from onrecord.present.brief import Marker

WIDTH, HEIGHT = 760, 460
# Kilometres in one degree of latitude. Source: WGS 84 mean, 111.32.
KM_PER_DEGREE = 111.32
# The smallest window shown, in degrees: a lone town still shows which country it is in.
SMALLEST = 6.0
NOTICE = (
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance. "
    "Outlines: Natural Earth."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the world shown, in degrees, and the scale: pixels per degree of longitude and latitude."""

    west: float
    north: float
    x_scale: float
    y_scale: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The point on the picture, in pixels from the upper left."""
        return (longitude - self.west) * self.x_scale, (self.north - latitude) * self.y_scale


def draw_map(markers: tuple[Marker, ...], outlines: tuple[Outline, ...]) -> str:
    """The picture as one <svg> element; empty text when there is no place to show."""
    if not markers:
        return ""
    frame = _frame(markers)
    land = "".join(_country(outline, frame) for outline in outlines)
    dots = "".join(_dot(marker, frame) for marker in sorted(markers, key=lambda m: -m.events))
    label = ", ".join(f"{m.name} ({m.events})" for m in markers)
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Map of places with events: {escape(label)}" '
        f'xmlns="http://www.w3.org/2000/svg"><rect class="sea" width="{WIDTH}" height="{HEIGHT}"/>{land}{dots}</svg>'
    )


def _frame(markers: tuple[Marker, ...]) -> Frame:
    south, north = min(m.latitude for m in markers), max(m.latitude for m in markers)
    west, east = min(m.longitude for m in markers), max(m.longitude for m in markers)
    middle = (south + north) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.2)
    high = max((north - south) * 1.5, SMALLEST)
    wide = max((east - west) * 1.5, high * WIDTH / HEIGHT / squeeze)
    high = max(high, wide * squeeze * HEIGHT / WIDTH)
    x_scale, y_scale = WIDTH / wide, HEIGHT / high
    return Frame(west=(west + east) / 2 - wide / 2, north=middle + high / 2, x_scale=x_scale, y_scale=y_scale)


def _country(outline: Outline, frame: Frame) -> str:
    paths = []
    for ring in outline.rings:
        points = _thinned([frame.at(longitude, latitude) for longitude, latitude in ring])
        if any(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points):
            paths.append("M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in points) + "Z")
    if not paths:
        return ""
    return f'<path class="land" d="{"".join(paths)}"><title>{escape(outline.name)}</title></path>'


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points that a picture needs: pulled to its surroundings, and none nearer than a pixel to the one before."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        near = min(max(x, -WIDTH), 2 * WIDTH), min(max(y, -HEIGHT), 2 * HEIGHT)
        if not kept or abs(near[0] - kept[-1][0]) + abs(near[1] - kept[-1][1]) >= 1:
            kept.append(near)
    return kept


def _dot(marker: Marker, frame: Frame) -> str:
    x, y = frame.at(marker.longitude, marker.latitude)
    halo = ""
    if marker.radius_km:
        rx = marker.radius_km / KM_PER_DEGREE * frame.y_scale
        halo = f'<circle class="halo" cx="{x:.1f}" cy="{y:.1f}" r="{rx:.1f}"/>'
    events = f"{marker.events} event{'s' * (marker.events != 1)}"
    size = 3.5 + min(marker.events, 9) ** 0.5
    title = f"<title>{escape(marker.name)}: {events}</title>"
    dot = f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}">{title}</circle>'
    return f'<g>{halo}{dot}<text x="{x + size + 3:.1f}" y="{y + 4:.1f}">{escape(marker.name)}</text></g>'
