"""A map of errors as SVG: lines from where marked names are to where they were put, the worst classes apart.

Left and right of one map there is too little to see, so North America, where most names of local news lie, has a map of its own.
Outlines: Natural Earth (public domain).
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.atlas.outlines import load_outlines

Ends = tuple[float, float, float, float]  # latitude and longitude of the truth, then of the answer
WIDTH = 900
_GRID = 2  # pixels to which outlines are rounded
_LEAST_RING = 30.0  # square pixels; smaller islands are left out
_SHOWN = 170  # lines a map holds before it cannot be read
_CLASSES = ((500.0, "#2a7f62", "161 to 500 km"), (2000.0, "#c98a00", "to 2,000 km"), (float("inf"), "#b3261e", "farther"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A part of the world, in degrees, and the height in pixels that it is drawn with at WIDTH; equirectangular."""

    title: str
    west: float
    east: float
    south: float
    north: float
    height: int

    def spot(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place lies, in pixels from the top left."""
        x = (longitude - self.west) / (self.east - self.west) * WIDTH
        return round(x, 1), round((self.north - latitude) / (self.north - self.south) * self.height, 1)

    def holds(self, ends: Ends) -> bool:
        """Whether both ends lie in it."""
        return all(self.south < lat < self.north and self.west < lon < self.east for lat, lon in (ends[:2], ends[2:]))


AMERICA = Frame(
    title="North America: names of towns that several states bear", west=-127, east=-62, south=23, north=53, height=520
)
WORLD = Frame(title="The world: names put more than 2,000 km away", west=-170, east=180, south=-57, north=75, height=400)


def error_map(errors: Sequence[tuple[Ends, float]]) -> str:
    """The map of errors, each with its distance in km; the commonest ones are drawn where there are too many."""
    counted = Counter(errors)
    parts, top = [], 0
    for frame, wanted in ((AMERICA, _near), (WORLD, _far)):
        shown = [(e, n) for e, n in counted.most_common() if frame.holds(e[0]) and wanted(e)][:_SHOWN]
        parts.append(f'<g transform="translate(0 {top})">{"".join(_panel(frame, shown))}</g>')
        top += frame.height + 50
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 24}" font-family="sans-serif" font-size="15">'
    clips = "".join(
        f'<clipPath id="c{f.height}"><rect width="{WIDTH}" height="{f.height}"/></clipPath>' for f in (AMERICA, WORLD)
    )
    return f'{head}<rect width="100%" height="100%" fill="#fff"/><defs>{clips}</defs>{"".join(parts)}{_legend(top)}</svg>\n'


def _near(error: tuple[Ends, float]) -> bool:
    return True


def _far(error: tuple[Ends, float]) -> bool:
    return error[1] > _CLASSES[1][0]


def _panel(frame: Frame, shown: Sequence[tuple[tuple[Ends, float], int]]) -> Iterator[str]:
    yield f'<text x="8" y="22">{frame.title} ({sum(n for _, n in shown)} names)</text>'
    yield f'<g transform="translate(0 34)" clip-path="url(#c{frame.height})">'
    yield f'<rect width="{WIDTH}" height="{frame.height}" fill="#eef3f6"/>'
    yield f'<path d="{"".join(_land(frame))}" fill-rule="evenodd" fill="#fff" stroke="#b8c2c8" stroke-width=".6"/>'
    for (ends, away), many in reversed(shown):
        hue = next(hue for limit, hue, _ in _CLASSES if away <= limit)
        (x, y), (u, v) = frame.spot(*ends[:2]), frame.spot(*ends[2:])
        wide = min(4.0, 0.7 + 0.35 * many)
        yield f'<path d="M{x} {y}L{u} {v}" stroke="{hue}" stroke-width="{wide:.1f}" stroke-opacity=".55"/>'
        yield f'<circle cx="{x}" cy="{y}" r="2.6" fill="{hue}"/><circle cx="{u}" cy="{v}" r="2.6" fill="#fff" stroke="{hue}"/>'
    yield "</g>"


def _land(frame: Frame) -> Iterator[str]:
    """Outlines in whole pixels, cut a little outside the frame, without points that fall together; steps from point to point."""
    for outline in load_outlines():
        for ring in outline.rings:
            spots = (frame.spot(latitude, longitude) for longitude, latitude in ring)
            inside = [(_within(x, WIDTH), _within(y, frame.height)) for x, y in spots]
            kept = [point for before, point in zip([None, *inside], inside, strict=False) if point != before]
            xs, ys = [x for x, _ in kept], [y for _, y in kept]
            if (max(xs) - min(xs)) * (max(ys) - min(ys)) >= _LEAST_RING:
                steps = (f"{x - a} {y - b}" for (a, b), (x, y) in itertools.pairwise(kept))
                yield f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps).replace(' -', '-')}Z"


def _within(value: float, limit: int) -> int:
    return min(max(round(value / _GRID) * _GRID, -_GRID * 10), limit + _GRID * 10)


def _legend(top: int) -> str:
    words = "".join(f'<tspan fill="{hue}"> ■ </tspan>{name}' for _, hue, name in _CLASSES)
    return f'<text x="8" y="{top + 6}">● where it is, ○ where it was put; wider lines = more names;{words}</text>'
