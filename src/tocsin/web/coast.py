"""A map of areas as SVG, drawn here: the coast (outline.json, from Natural Earth, public domain) and what lies on it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..knowledge.places import Gazetteer

OUTLINE = Path(__file__).resolve().with_name("outline.json")
WIDTH = 420
MOST_HEIGHT = 560
WHOLE = (-8.3, 49.9, 1.9, 59.4)  # west, south, east, north: without the Northern Isles, which would make all else small
LEAST_SPAN_DEGREES = 0.9  # of latitude: closer than that nobody knows where they are
MARGIN = 0.18
KM_PER_DEGREE = 111.19
PIN, LETTER = 24.0, 8.0  # pixels: a pin's height and least width, and a letter in it
MOST_RUNS = 2  # of numbers in a pin

Position = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map: circles ``(x, y, radius)`` in pixels that belong together; ``label_at`` for its number."""

    number: int
    circles: tuple[tuple[float, float, float], ...]
    label_at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pin:
    """The numbers of one or more spots whose middles lie together, such as ``2`` or ``1–3, 5``; ``wide`` in pixels."""

    label: str
    x: float
    y: float
    wide: float


@dataclass(frozen=True, slots=True)
class Map:
    """``land`` and ``beside`` are paths; the view box is ``width`` by ``height``. ``pins`` name the spots."""

    width: int
    height: int
    land: str
    beside: str
    spots: tuple[Spot, ...]
    pins: tuple[Pin, ...]
    towns: tuple[tuple[float, float, str], ...]


def draw(numbered: Sequence[tuple[int, Sequence[Mapping[str, Any]]]], places: Gazetteer) -> Map:
    """A map of numbered groups of areas, as alerts hold them (``content["areas"]``)."""
    circles = {number: [one for area in areas for one in _circles(area, places)] for number, areas in numbered}
    every = [one for found in circles.values() for one in found]
    box = _box(every) if every else WHOLE
    project, width, height = _projection(box)
    pixels_per_km = (project(box[3] - 1, box[0])[1] - project(box[3], box[0])[1]) / KM_PER_DEGREE
    spots = []
    for number, found in circles.items():
        if not found:
            continue
        drawn = tuple(
            (*_rounded(project(latitude, longitude)), round(max(4.0, km * pixels_per_km), 1))
            for latitude, longitude, km in found
        )
        middle = (sum(x for x, _, _ in drawn) / len(drawn), sum(y for _, y, _ in drawn) / len(drawn))
        spots.append(Spot(number, drawn, _rounded(middle)))
    land, beside = (
        _paths(_outline()[kind], box, project, least_pixels=1.2 if box == WHOLE else 0.6) for kind in ("uk", "beside")
    )
    return Map(width, height, land, beside, tuple(spots), _pins(spots), _towns(box, places, project, height))


def _pins(spots: Sequence[Spot]) -> tuple[Pin, ...]:
    """One for spots whose numbers would stand on one another."""
    together: list[list[Spot]] = []
    for spot in spots:
        near = (one for one in together if math.dist(one[0].label_at, spot.label_at) < PIN)
        found = next(near, None)
        if found is None:
            together.append([spot])
        else:
            found.append(spot)
    pins = []
    for group in together:
        label = _numbers([one.number for one in group])
        pins.append(Pin(label, *group[0].label_at, max(PIN, LETTER * len(label) + PIN / 2)))
    return tuple(pins)


def _numbers(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return ", ".join(said[:MOST_RUNS]) + ("…" if len(said) > MOST_RUNS else "")


def _circles(area: Mapping[str, Any], places: Gazetteer) -> list[tuple[float, float, float]]:
    """Latitude, longitude and radius in km: one for a place, a small one for each town of a county; none for a nation."""
    if "latitude" in area:
        return [(float(area["latitude"]), float(area["longitude"]), float(area.get("radius_km", 10)))]
    if area["kind"] == "county":
        inside = [place for place in places.places if place.county == area["name"]]
    else:
        inside = [place for each in area.get("places", ()) if (place := places.by_id.get(each)) is not None]
    biggest = sorted(inside, key=lambda place: -place.population)[:40]
    return [(place.latitude, place.longitude, 3.5) for place in biggest]


def _box(circles: Iterable[tuple[float, float, float]]) -> tuple[float, float, float, float]:
    found = list(circles)
    south = min(latitude - km / KM_PER_DEGREE for latitude, _, km in found)
    north = max(latitude + km / KM_PER_DEGREE for latitude, _, km in found)
    narrow = math.cos(math.radians((south + north) / 2))
    west = min(longitude - km / KM_PER_DEGREE / narrow for _, longitude, km in found)
    east = max(longitude + km / KM_PER_DEGREE / narrow for _, longitude, km in found)
    high = max(north - south, (east - west) * narrow, LEAST_SPAN_DEGREES) * (1 + 2 * MARGIN) / 2
    middle, centre = (south + north) / 2, (west + east) / 2
    return (centre - high / narrow, middle - high, centre + high / narrow, middle + high)


def _projection(box: tuple[float, float, float, float]) -> tuple[Any, int, int]:
    """Equirectangular, true at the middle: within a county nobody could tell it from a better one."""
    west, south, east, north = box
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * narrow), MOST_HEIGHT / (north - south))

    def project(latitude: float, longitude: float) -> tuple[float, float]:
        return ((longitude - west) * narrow * scale, (north - latitude) * scale)

    return project, round((east - west) * narrow * scale), round((north - south) * scale)


def _paths(
    rings: Sequence[Sequence[Sequence[float]]],
    box: tuple[float, float, float, float],
    project: Any,
    *,
    least_pixels: float,
) -> str:
    west, south, east, north = box
    parts = []
    for ring in rings:
        xs, ys = [point[0] for point in ring], [point[1] for point in ring]
        if max(xs) < west or min(xs) > east or max(ys) < south or min(ys) > north:
            continue
        drawn: list[tuple[float, float]] = []
        for longitude, latitude in ring:
            # What lies far outside of the picture is drawn at its edge: fewer numbers, the same picture.
            x, y = project(min(max(latitude, south - 0.3), north + 0.3), min(max(longitude, west - 0.5), east + 0.5))
            if not drawn or math.hypot(x - drawn[-1][0], y - drawn[-1][1]) >= least_pixels:
                drawn.append(_rounded((x, y)))
        if len(drawn) > 2:
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + "z")
    return "".join(parts)


def _towns(
    box: tuple[float, float, float, float], places: Gazetteer, project: Any, height: int
) -> tuple[tuple[float, float, str], ...]:
    """A few big towns, far enough from one another that their names do not touch."""
    west, south, east, north = box
    inside = [place for place in places.places if west < place.longitude < east and south < place.latitude < north]
    chosen: list[tuple[float, float, str]] = []
    for place in sorted(inside, key=lambda place: -place.population)[:60]:
        x, y = _rounded(project(place.latitude, place.longitude))
        if (
            x > WIDTH - 90
            or not 12 < y < height - 12
            or any(abs(x - a) < 110 and abs(y - b) < 30 for a, b, _ in chosen)
        ):
            continue
        chosen.append((x, y, place.name))
        if len(chosen) == 7:
            break
    return tuple(chosen)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return (round(point[0], 1), round(point[1], 1))


@lru_cache(maxsize=1)
def _outline() -> dict[str, list[list[list[float]]]]:
    found: dict[str, list[list[list[float]]]] = json.loads(OUTLINE.read_text(encoding="utf-8"))
    return found
