"""Make src/tocsin/web/outline.json, the coast that maps are drawn on, from Natural Earth.

    npm pack world-atlas@2 && tar xzf world-atlas-2.*.tgz
    python scripts/build_outline.py package/countries-10m.json

Natural Earth's countries at 1:10 million are in the public domain; the npm package world-atlas (ISC licence) carries
them as TopoJSON. What is kept: the United Kingdom, and beside it Ireland and the Isle of Man so that nobody looks for
them in the sea; points that move a line by less than about half a kilometre and islands under 4 km² are left out.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "src" / "tocsin" / "web" / "outline.json"
KEPT = {"826": "uk", "372": "beside", "833": "beside"}  # ISO 3166-1 numeric
TOLERANCE_DEGREES = 0.006
LEAST_KM2 = 4.0
NORTH_OF = 49.8

Point = tuple[float, float]


def main(path: Path) -> None:
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = _arcs(topology)
    rings: dict[str, list[list[Point]]] = {"uk": [], "beside": []}
    for country in topology["objects"]["countries"]["geometries"]:
        kind = KEPT.get(country.get("id", ""))
        if kind is None:
            continue
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for polygon in polygons:
            ring = _joined(polygon[0], arcs)
            if min(latitude for _, latitude in ring) > NORTH_OF and _km2(ring) >= LEAST_KM2:
                rings[kind].append(_simplified(ring))
    written = {
        kind: [[[round(x, 3), round(y, 3)] for x, y in ring] for ring in sorted(found, key=len, reverse=True)]
        for kind, found in rings.items()
    }
    OUT.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")
    points = sum(len(ring) for found in written.values() for ring in found)
    print(f"{points} points in {sum(map(len, written.values()))} rings, {OUT.stat().st_size:,} bytes")


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def _joined(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(part[1:] if ring else part)
    return ring


def _km2(ring: list[Point]) -> float:
    narrow = math.cos(math.radians(ring[0][1]))
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
    return abs(area) / 2 * 111.2**2 * narrow


def _simplified(ring: list[Point]) -> list[Point]:
    """Douglas and Peucker (1973), halving the ring first so that it has two ends."""
    middle = max(range(len(ring)), key=lambda i: _away(ring[i], ring[0], ring[0]))
    return _line(ring[: middle + 1])[:-1] + _line(ring[middle:])


def _line(points: list[Point]) -> list[Point]:
    if len(points) < 3:
        return points
    at, far = max(
        ((i, _away(points[i], points[0], points[-1])) for i in range(1, len(points) - 1)), key=lambda one: one[1]
    )
    if far <= TOLERANCE_DEGREES:
        return [points[0], points[-1]]
    return _line(points[: at + 1])[:-1] + _line(points[at:])


def _away(point: Point, a: Point, b: Point) -> float:
    """How far a point lies from the line a–b, in degrees of latitude."""
    narrow = math.cos(math.radians(55))
    px, py, bx, by = (point[0] - a[0]) * narrow, point[1] - a[1], (b[0] - a[0]) * narrow, b[1] - a[1]
    length = bx * bx + by * by
    along = 0.0 if length == 0 else min(1.0, max(0.0, (px * bx + py * by) / length))
    return math.hypot(px - along * bx, py - along * by)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
