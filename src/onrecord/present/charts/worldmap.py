"""The map: country outlines, a dot and an uncertainty circle a place, disputed lines dashed, and what the map does not say.

Equirectangular, scaled at the middle latitude; good enough to say where, never street by street. Everything on it is local.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.atlas.outlines import CONTESTED, Outline, Ring
from onrecord.model.events import Event
from onrecord.present.charts.canvas import LETTER, WIDTH, Chart, Room, framed, label, words

HEIGHT = 460
# Kilometres in one degree of latitude. Source: WGS 84 mean, 111.32.
KM_PER_DEGREE = 111.32
# The smallest window shown, in degrees: a lone town still shows which country it is in.
SMALLEST = 6.0
# Dots in one picture: with more nobody tells one from another. The table, and the map that moves, have all.
MOST_DRAWN = 500
# Country names are written where this much of the country is in the picture, in square pixels.
NAMED_FROM = 9_000
# Source: the notice on maps of the United Nations Geospatial Information Section.
NOTICE = (
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance. "
    "Outlines: Natural Earth."
)

DASHED = " Dashed: whose land it is, or where its border runs, is disputed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A place on the map: its name, position, uncertainty in km (None = not known), and how many events it stands for."""

    name: str
    latitude: float
    longitude: float
    radius_km: float | None
    events: int


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


def markers(events: Iterable[Event]) -> tuple[Marker, ...]:
    """One marker a place of these events, by name; events without a place on the map are left out."""
    counts: Counter[tuple[str, float, float, float | None]] = Counter()
    for event in events:
        here = event.place
        if here is not None and here.latitude is not None and here.longitude is not None:
            counts[(here.name or "", here.latitude, here.longitude, here.radius_km)] += 1
    return tuple(
        Marker(name=name, latitude=latitude, longitude=longitude, radius_km=radius_km, events=events_there)
        for (name, latitude, longitude, radius_km), events_there in sorted(counts.items(), key=lambda pair: pair[0][:2])
    )


def map_chart(
    shown: Sequence[Marker], outlines: Iterable[Outline], disputed: Iterable[Ring] = (), name: str = "map"
) -> Chart | None:
    """The map of these places; None when there is none. `disputed` are lines in (longitude, latitude), drawn dashed."""
    if not shown:
        return None
    frame = _frame(shown)
    land = [_country(outline, frame) for outline in outlines]
    body = [f'<rect class="sea" width="{WIDTH}" height="{HEIGHT}"/>', *(path for path, _ in land)]
    body += [_line(points, frame) for points in disputed]
    order = sorted(shown, key=lambda m: (-m.events, m.name))[:MOST_DRAWN]
    body += [_halo(marker, frame) for marker in order]
    room = Room()
    for marker in order:
        x, y = frame.at(marker.longitude, marker.latitude)
        room.take(x - 6, y - 6, 12, 12)
    body += [_dot(marker, frame, room) for marker in order]
    body += [label(x, y, name, "soft mid over") for _, (name, x, y) in land if _free(name, x, y, room)]
    body += [f'<rect class="paper" y="{HEIGHT}" width="{WIDTH}" height="40"/>', *_scale_bar(frame)]
    notice, _, source = NOTICE.partition(" Outlines")
    dashed = DASHED if any('"land contested"' in path or '"disputed"' in path for path in body) else ""
    more = f" {len(shown) - len(order)} more places are in the table." if len(shown) > len(order) else ""
    body += [label(0, HEIGHT + 16, notice, "soft", 200), label(0, HEIGHT + 31, f"Outlines{source}{dashed}{more}", "soft", 200)]
    chart = Chart(
        name=name,
        title="Map of places with events",
        description=", ".join(f"{m.name} ({m.events})" for m in shown) + ". Dashed circles show how exactly a place is known.",
        svg="",
        columns=("place", "latitude", "longitude", "radius_km", "events"),
        rows=tuple(
            (m.name, f"{m.latitude:.5f}", f"{m.longitude:.5f}", "" if m.radius_km is None else f"{m.radius_km:g}", str(m.events))
            for m in shown
        ),
    )
    return framed(chart, body, HEIGHT + 38)


def _frame(shown: Sequence[Marker]) -> Frame:
    south, north = min(m.latitude for m in shown), max(m.latitude for m in shown)
    west, east = min(m.longitude for m in shown), max(m.longitude for m in shown)
    middle = (south + north) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.2)
    high = max((north - south) * 1.5, SMALLEST)
    wide = max((east - west) * 1.5, high * WIDTH / HEIGHT / squeeze)
    high = max(high, wide * squeeze * HEIGHT / WIDTH)
    x_scale, y_scale = WIDTH / wide, HEIGHT / high
    return Frame(west=(west + east) / 2 - wide / 2, north=middle + high / 2, x_scale=x_scale, y_scale=y_scale)


def _country(outline: Outline, frame: Frame) -> tuple[str, tuple[str, float, float]]:
    """The country's path, and its name with the place to write it; both empty when nothing of it is in the picture."""
    paths, inside, best = [], ("", 0.0, 0.0), float(NAMED_FROM)
    for ring in outline.rings:
        points = _thinned([frame.at(longitude, latitude) for longitude, latitude in ring])
        xs, ys = [min(max(x, 0), WIDTH) for x, _ in points], [min(max(y, 0), HEIGHT) for _, y in points]
        if not points or max(xs) <= min(xs) or max(ys) <= min(ys):
            continue
        paths.append("M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in points) + "Z")
        area = abs(sum(xs[n - 1] * ys[n] - xs[n] * ys[n - 1] for n in range(len(xs)))) / 2
        if area > best:
            best, inside = area, (outline.name, *_middle(xs, ys))
    if not paths:
        return "", inside
    kind = "land contested" if outline.name in CONTESTED else "land"
    return f'<path class="{kind}" d="{"".join(paths)}"><title>{words(outline.name)}</title></path>', inside


def _middle(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """The centre of gravity of a polygon given by its corners. Source: shoelace formula."""
    area = across = down = 0.0
    for n in range(len(xs)):
        turn = xs[n - 1] * ys[n] - xs[n] * ys[n - 1]
        area, across, down = area + turn, across + (xs[n - 1] + xs[n]) * turn, down + (ys[n - 1] + ys[n]) * turn
    return across / (3 * area), down / (3 * area)


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points that a picture needs: pulled to its surroundings, and none nearer than a pixel to the one before."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        near = min(max(x, -WIDTH), 2 * WIDTH), min(max(y, -HEIGHT), 2 * HEIGHT)
        if not kept or abs(near[0] - kept[-1][0]) + abs(near[1] - kept[-1][1]) >= 1:
            kept.append(near)
    return kept


def _line(points: Ring, frame: Frame) -> str:
    """A disputed line; "" when nothing of it is in the picture."""
    exact = [frame.at(longitude, latitude) for longitude, latitude in points]
    xs, ys = [x for x, _ in exact], [y for _, y in exact]
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > HEIGHT:
        return ""
    pixels = _thinned(exact)
    return f'<path class="disputed" d="M{"L".join(f"{x:.0f},{y:.0f}" for x, y in pixels)}"><title>disputed</title></path>'


def _halo(marker: Marker, frame: Frame) -> str:
    if not marker.radius_km:
        return ""
    x, y = frame.at(marker.longitude, marker.latitude)
    radius = marker.radius_km / KM_PER_DEGREE * frame.y_scale
    return f'<circle class="halo" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'


def _dot(marker: Marker, frame: Frame, room: Room) -> str:
    x, y = frame.at(marker.longitude, marker.latitude)
    events = f"{marker.events} event{'s' * (marker.events != 1)}"
    size = 3.5 + min(marker.events, 9) ** 0.5
    within = f", known to {marker.radius_km:g} km" if marker.radius_km else ""
    dot = f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
    return f"<g><title>{words(marker.name)}: {events}{within}</title>{dot}{_name(marker, x, y, size, room)}</g>"


def _name(marker: Marker, x: float, y: float, size: float, room: Room) -> str:
    """The name beside its dot where it lies on no other; the rows and the tip have every name."""
    text = marker.name if marker.events == 1 else f"{marker.name} ({marker.events})"
    wide = min(len(text), 30) * LETTER + 4
    for dx, dy in ((size + 3, 4), (-wide - size, 4), (-wide / 2, -size - 5), (-wide / 2, size + 14)):
        if x + dx >= 0 and x + dx + wide <= WIDTH and room.take(x + dx, y + dy - 10, wide, 13):
            return label(x + dx, y + dy, text, "over", 30)
    return ""


def _free(name: str, x: float, y: float, room: Room) -> bool:
    wide = len(name) * LETTER
    return bool(name) and room.take(x - wide / 2, y - 10, wide, 13)


def _scale_bar(frame: Frame) -> list[str]:
    """How long a round number of kilometres is at the middle of the map."""
    per_km = frame.y_scale / KM_PER_DEGREE
    length = next((km for km in (1000, 500, 200, 100, 50, 20, 10) if km * per_km < 180), 10)
    end = WIDTH - 12
    start = end - length * per_km
    bar = f'<path class="axis" fill="none" d="M{start:.1f},{HEIGHT - 16}v5H{end}v-5"/>'
    return [bar, label((start + end) / 2, HEIGHT - 16, f"{length} km", "soft mid over")]
