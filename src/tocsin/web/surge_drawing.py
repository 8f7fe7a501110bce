"""A surge drawn: its days as a chart, small for a list and large for its page, and its places as a map. Plain SVG.

Numbers only, worked out here; the templates say them to people, and a table beneath says the same without a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, cos, radians, sqrt

from ..store.surges import DaySeen, FollowedSurge, PlaceSeen

CHART_WIDTH, CHART_HEIGHT = 480, 200
EDGE_LEFT, EDGE_BELOW, EDGE_ABOVE = 34, 30, 10
SPARK_WIDTH, SPARK_HEIGHT = 180, 44
MAP_WIDTH, MAP_HEIGHT, MAP_EDGE = 480, 400, 40
LEAST_SPAN_KM = 8.0
MOST_NAMES = 14
LETTER_WIDTH = 7.6  # pixels, about


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: ``x``, ``y``, ``width`` and ``height`` of its bar; ``rising``: one of the surge's own days."""

    x: float
    y: float
    width: float
    height: float
    day: DaySeen
    rising: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of what was seen and a line (points of a polyline) of what was expected."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    expected: str
    ticks: tuple[tuple[float, int], ...]  # y, reports
    days: tuple[tuple[float, date], ...]  # x, day
    left: float
    base: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A place: where it is drawn, how large, and where its name stands (``anchor``: start or end), if it has room."""

    x: float
    y: float
    radius: float
    place: PlaceSeen
    name_x: float | None
    name_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    """``circle``: x, y and radius of the surge's zone, where it has one. ``scale_km`` is as long as ``scale_pixels``."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    circle: tuple[float, float, float] | None
    scale_km: int
    scale_pixels: float


def chart(followed: FollowedSurge) -> Chart:
    """The chart of a surge's page."""
    return _chart(followed, width=CHART_WIDTH, height=CHART_HEIGHT, left=EDGE_LEFT, below=EDGE_BELOW, above=EDGE_ABOVE)


def small_chart(followed: FollowedSurge) -> Chart:
    """The same for a list, without axes."""
    return _chart(followed, width=SPARK_WIDTH, height=SPARK_HEIGHT, left=0, below=1, above=2)


def _chart(followed: FollowedSurge, *, width: int, height: int, left: float, below: float, above: float) -> Chart:
    days = followed.days
    highest = max((max(day.observed, day.expected) for day in days), default=1.0)
    step = _step(highest)
    top = max(step * ceil(highest / step), 1.0)
    base = height - below
    slot = (width - left) / max(len(days), 1)

    def y(value: float) -> float:
        return round(base - value / top * (base - above), 1)

    bars = tuple(
        Bar(
            round(left + slot * i + slot * 0.1, 1), y(day.observed), round(slot * 0.8, 1),
            round(base - y(day.observed), 1), day, day.on >= followed.surge.start_on,
        )
        for i, day in enumerate(days)
    )  # fmt: skip
    line = " ".join(f"{left + slot * (i + 0.5):.1f},{y(day.expected)}" for i, day in enumerate(days))
    ticks = tuple((y(value), int(value)) for value in _steps(step, top))
    named = tuple((round(left + slot * (i + 0.5), 1), day.on) for i, day in enumerate(days) if day.on.weekday() == 0)
    room = [one for one in named if one[0] < width - 20]  # else its words would be cut
    return Chart(width, height, bars, line, ticks, tuple(room[:: max(1, ceil(len(room) / 5))]), left, base)


def _step(highest: float) -> float:
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if highest / step <= 5:
            return float(step)
    return float(ceil(highest / 5))


def _steps(step: float, top: float) -> list[float]:
    return [step * i for i in range(int(top / step) + 1)]


def place_map(followed: FollowedSurge) -> Map | None:
    """The map of a surge's places and their neighbours; None where no place is known."""
    places = followed.places
    if not places:
        return None
    surge = followed.surge
    km = 111.2
    narrow = cos(radians(places[0].latitude))
    corners = [(place.latitude, place.longitude) for place in places]
    if surge.latitude is not None and surge.longitude is not None:  # the zone belongs in the picture whole
        reach = surge.radius_km / km
        corners += [(surge.latitude + reach, surge.longitude + reach / narrow)]
        corners += [(surge.latitude - reach, surge.longitude - reach / narrow)]
    south, north = min(latitude for latitude, _ in corners), max(latitude for latitude, _ in corners)
    west, east = min(longitude for _, longitude in corners), max(longitude for _, longitude in corners)
    high, wide = max((north - south) * km, LEAST_SPAN_KM), max((east - west) * km * narrow, LEAST_SPAN_KM)
    scale = min((MAP_WIDTH - 2 * MAP_EDGE) / wide, (MAP_HEIGHT - 2 * MAP_EDGE) / high)
    height = round(min(MAP_HEIGHT, high * scale + 2 * MAP_EDGE))
    middle, centre = (north + south) / 2, (west + east) / 2

    def at(latitude: float, longitude: float) -> tuple[float, float]:
        return (
            round(MAP_WIDTH / 2 + (longitude - centre) * km * narrow * scale, 1),
            round(height / 2 - (latitude - middle) * km * scale, 1),
        )

    most = max(place.observed for place in places) or 1
    dots: list[Dot] = []
    taken: list[tuple[float, float, float, float]] = []
    # Those with most reports get their names first; the others where there is room.
    for place in sorted(places, key=lambda one: (not one.inside, -one.observed, -one.expected, one.name)):
        x, y = at(place.latitude, place.longitude)
        radius = round(4 + 14 * sqrt(place.observed / most), 1) if place.observed else 3.5
        name_x, anchor = None, "start"
        width = LETTER_WIDTH * len(place.name)
        for start, one in ((x + radius + 4, "start"), (x - radius - 4 - width, "end")):
            box = (start, y - 8, start + width, y + 8)
            room = box[0] >= 0 and box[2] <= MAP_WIDTH and not any(_touch(box, other) for other in taken)
            if room and sum(dot.name_x is not None for dot in dots) < MOST_NAMES:
                name_x, anchor = round(start if one == "start" else start + width, 1), one
                taken.append(box)
                break
        taken.append((x - radius, y - radius, x + radius, y + radius))
        dots.append(Dot(x, y, radius, place, name_x, round(y + 4, 1), anchor))
    circle = None
    if surge.latitude is not None and surge.longitude is not None:
        circle = (*at(surge.latitude, surge.longitude), round(max(surge.radius_km * scale + 12, 24.0), 1))
    scale_km = next((km_ for km_ in (50, 20, 10, 5, 2, 1) if km_ * scale <= 160), 1)
    dots.sort(key=lambda dot: dot.place.inside)  # the surge's own are drawn over their neighbours
    return Map(MAP_WIDTH, height, tuple(dots), circle, scale_km, round(scale_km * scale, 1))


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
