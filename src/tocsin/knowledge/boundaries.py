"""A desk's own areas, read from GeoJSON (RFC 7946): named polygons, and whether a point lies in one.

Every fault of a file is told at once, with the feature that has it and what to do. Positions are longitude and latitude
in degrees (WGS 84). A point on a border that two areas share lies in one of them, never in both and never in neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.errors import InputError
from tocsin.knowledge.place_files import slug
from tocsin.knowledge.places import NATION_NAMES, fold_name

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

Ring = tuple[tuple[float, float], ...]  # (longitude, latitude), the last position the same as the first
Polygon = tuple[Ring, ...]  # the outline, then its holes

MOST_BYTES = 50_000_000
MOST_FAULTS = 20
LONGEST_NAME = 80  # characters
_UK = (-9.5, 49.0, 2.5, 61.5)  # west, south, east, north: the United Kingdom with the sea round it
_NAME_FIELDS = ("name", "title", "area", "district", "ward")
_OFFICIAL_NAME = re.compile(r"[a-z]{2,8}\d{0,2}nm")  # LAD24NM, WD23NM: names in the boundaries of the ONS
_WGS84 = ("CRS84", "4326")


@dataclass(frozen=True)
class Boundary:
    """One area of the desk's own, valid from and to those days (both included; None is open)."""

    name: str
    nation: str
    polygons: tuple[Polygon, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def id(self) -> str:
        return slug(self.name)

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        outlines = [position for polygon in self.polygons for position in polygon[0]]
        longitudes, latitudes = zip(*outlines, strict=True)
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    def contains(self, latitude: float, longitude: float) -> bool:
        west, south, east, north = self.box
        if not (west <= longitude <= east and south <= latitude <= north):
            return False
        return any(
            _inside(polygon[0], longitude, latitude)
            and not any(_inside(hole, longitude, latitude) for hole in polygon[1:])
            for polygon in self.polygons
        )

    def as_feature(self) -> dict[str, Any]:
        """As :func:`read_boundaries` reads it."""
        properties = {"name": self.name, "nation": self.nation}
        properties |= {
            field: day.isoformat() for field in ("valid_from", "valid_to") if (day := getattr(self, field)) is not None
        }
        return {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "MultiPolygon", "coordinates": self.polygons},
        }


def _inside(ring: Ring, x: float, y: float) -> bool:
    """Ray casting: an odd number of edges crosses the ray eastwards. Edges are half open, so a corner counts once."""
    odd = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
        x1, y1 = x2, y2
    return odd


def read_boundaries(
    path: Path, *, nation: str, name_field: str | None = None, may_be_empty: bool = False
) -> tuple[Boundary, ...]:
    """The areas of one GeoJSON file. ``nation`` counts where a feature has none; ``name_field`` is the property that
    holds the names (found by itself when None).

    Raises:
        InputError: the file cannot be used, with every fault (the first twenty of them).
    """
    document = _load(path)
    reader = _Reader(nation, name_field)
    for number, feature in enumerate(_features(document, path, may_be_empty=may_be_empty), start=1):
        reader.feature(feature, number)
    reader.same_names()
    if reader.faults:
        shown = reader.faults[:MOST_FAULTS]
        more = len(reader.faults) - len(shown)
        lines = "\n".join(f"  {fault}" for fault in shown) + (f"\n  … and {more} more." if more else "")
        count = "1 fault" if len(reader.faults) == 1 else f"{len(reader.faults)} faults"
        raise InputError(f"The areas cannot be used: {count}.\n{lines}", where=str(path), code="bad-areas")
    return tuple(reader.found)


def write_boundaries(path: Path, boundaries: Iterable[Boundary]) -> None:
    """As GeoJSON, written beside and moved into place."""
    document = {"type": "FeatureCollection", "features": [boundary.as_feature() for boundary in boundaries]}
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def _load(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                f"The file is larger than {MOST_BYTES // 1_000_000} MB.",
                where=str(path),
                fix="Simplify the outlines to about 50 metres; nobody is warned more exactly than that.",
                code="bad-areas",
            )
        return json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {error.strerror}.", where=str(path), fix="Check the path and its rights."
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"This is not JSON: {error}.", where=str(path), fix="Export the areas as GeoJSON.", code="bad-areas"
        ) from error


def _features(document: Any, path: Path, *, may_be_empty: bool) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    crs = json.dumps(document.get("crs")) if isinstance(document, dict) and document.get("crs") else ""
    if crs and not any(known in crs for known in _WGS84):
        raise InputError(
            "The positions are not in longitude and latitude.",
            where=str(path),
            fix="Export the areas as GeoJSON in WGS 84 (EPSG:4326).",
            code="bad-areas",
        )
    features = document.get("features") if kind == "FeatureCollection" else [document] if kind == "Feature" else None
    if not isinstance(features, list):
        raise InputError(
            f"This is no collection of areas{f' but a {kind}' if kind else ''}.",
            where=str(path),
            fix="Give a GeoJSON FeatureCollection whose features are named polygons.",
            code="bad-areas",
        )
    if not features and not may_be_empty:
        raise InputError(
            "There is no area in the file.", where=str(path), fix="Export the areas as GeoJSON.", code="bad-areas"
        )
    return features


class _Reader:
    """Reads features one after the other and keeps every fault."""

    def __init__(self, nation: str, name_field: str | None) -> None:
        self.nation = nation
        self.name_field = name_field
        self.found: list[Boundary] = []
        self.faults: list[str] = []

    def feature(self, feature: Any, number: int) -> None:
        where = f"Area {number}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self.faults.append(f"{where} is no GeoJSON Feature.")
            return
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        name = self._name(properties, where)
        if name:
            where = f"{where} (“{name}”)"
        before = len(self.faults)
        polygons = self._polygons(feature.get("geometry"), where)
        nation = str(properties.get("nation") or self.nation)
        if nation not in NATION_NAMES:
            self.faults.append(f"{where}: “{nation}” is no nation. Give one of {', '.join(NATION_NAMES)}.")
        days = [self._day(properties.get(field), f"{where}: {field}") for field in ("valid_from", "valid_to")]
        if name and polygons and len(self.faults) == before:
            self.found.append(Boundary(name, nation, polygons, *days))

    def _name(self, properties: Mapping[str, Any], where: str) -> str:
        lower = {str(field).lower(): value for field, value in properties.items()}
        if self.name_field is not None:
            fields = [self.name_field.lower()]
        else:
            fields = [*_NAME_FIELDS, *sorted(field for field in lower if _OFFICIAL_NAME.fullmatch(field))]
        value = next(
            (lower[field] for field in fields if isinstance(lower.get(field), str) and lower[field].strip()), ""
        )
        name = " ".join(value.split())
        if not name:
            known = ", ".join(sorted(str(field) for field in properties)) or "none"
            wanted = f"“{self.name_field}”" if self.name_field else "“name”"
            self.faults.append(
                f"{where} has no name in {wanted}. Say which of its properties holds it ({known}) with --name-field."
            )
        elif len(name) > LONGEST_NAME:
            self.faults.append(f"{where}: the name is longer than {LONGEST_NAME} characters. Shorten it.")
        elif fold_name(name) in {fold_name(nation) for nation in NATION_NAMES.values()} or "+" in name:
            self.faults.append(f"{where}: “{name}” already means something else. Give the area another name.")
        else:
            return name
        return ""

    def _polygons(self, geometry: Any, where: str) -> tuple[Polygon, ...]:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            what = f"is a {kind}" if kind else "has no outline"
            self.faults.append(f"{where} {what}. An area is a Polygon or a MultiPolygon.")
            return ()
        given = [geometry.get("coordinates")] if kind == "Polygon" else geometry.get("coordinates")
        if not isinstance(given, list) or not given:
            self.faults.append(f"{where} has no coordinates.")
            return ()
        polygons: list[Polygon] = []
        for rings in given:
            if not isinstance(rings, list) or not rings:
                self.faults.append(f"{where} has a polygon without an outline.")
                return ()
            read = [self._ring(ring, where) for ring in rings]
            if not all(read):
                return ()  # one fault an area is enough to mend it
            polygons.append(tuple(read))
        return tuple(polygons)

    def _ring(self, ring: Any, where: str) -> Ring:
        fault = _fault_of_ring(ring)
        if fault:
            self.faults.append(f"{where} {fault}")
            return ()
        return tuple((float(position[0]), float(position[1])) for position in ring)

    def _day(self, value: Any, where: str) -> date | None:
        if value in (None, ""):
            return None
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            self.faults.append(f"{where} is no day. Write it as 2026-11-24.")
            return None

    def same_names(self) -> None:
        for at, boundary in enumerate(self.found):
            for other in self.found[at + 1 :]:
                if other.id == boundary.id and _overlap(boundary, other):
                    self.faults.append(f"“{boundary.name}” is there twice. Keep one, or give each its days.")


def _overlap(a: Boundary, b: Boundary) -> bool:
    starts = max(a.valid_from or date.min, b.valid_from or date.min)
    return starts <= min(a.valid_to or date.max, b.valid_to or date.max)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9  # so neither inf nor nan


_RING_FAULTS: tuple[tuple[Callable[[list[Any]], bool], str], ...] = (
    (
        lambda ring: (
            not all(
                isinstance(each, list) and len(each) >= 2 and all(_is_number(part) for part in each[:2])
                for each in ring
            )
        ),
        "has a position that is not two numbers.",
    ),
    (
        lambda ring: len(ring) < 4,
        "has a ring of fewer than four positions. Three corners and the first again is the least.",
    ),
    (
        lambda ring: any(abs(each[0]) > 180 or abs(each[1]) > 90 for each in ring),
        "is not in degrees; it looks like metres of a national grid. Export it in WGS 84 (EPSG:4326).",
    ),
    (
        lambda ring: all(_UK[1] <= each[0] <= _UK[3] and _UK[0] <= each[1] <= _UK[2] for each in ring),
        "has latitude and longitude the wrong way round. GeoJSON wants longitude first.",
    ),
    (
        lambda ring: not all(_UK[0] <= each[0] <= _UK[2] and _UK[1] <= each[1] <= _UK[3] for each in ring),
        "lies outside the United Kingdom.",
    ),
    (lambda ring: ring[0][:2] != ring[-1][:2], "has a ring that does not end where it begins. Close it."),
    (lambda ring: len({tuple(each[:2]) for each in ring}) < 3, "has a ring without any size."),
)


def _fault_of_ring(ring: Any) -> str:
    if not isinstance(ring, list):
        return "has a ring that is no list of positions."
    return next((said for wrong, said in _RING_FAULTS if wrong(ring)), "")
