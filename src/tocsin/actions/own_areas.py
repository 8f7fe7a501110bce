"""A desk's own areas: boundaries that it loaded from GeoJSON, kept as areas.geojson in its data folder.

They are read again when the file changes, so a running desk knows a new area at once. A subscription holds a place and
never an area, so a boundary that moves silences nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from ..errors import NotFoundError
from ..knowledge.boundaries import Boundary, read_boundaries, write_boundaries
from ..knowledge.places import Gazetteer, fold_name
from ..records import Place

OWN_AREAS = "areas.geojson"  # in the data folder


@dataclass(frozen=True, slots=True)
class AddedArea:
    """One area that was taken in, how many places of the gazetteer lie in it, and whether it replaced one of its name."""

    name: str
    places: int
    replaced: bool


def own_areas(data_folder: Path) -> tuple[Boundary, ...]:
    """The desk's own areas, by name.

    Raises:
        InputError: the file that holds them was damaged.
    """
    path = data_folder / OWN_AREAS
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, mtime_ns: int, size: int) -> tuple[Boundary, ...]:
    return read_boundaries(path, nation="", may_be_empty=True)


def add_own_areas(
    data_folder: Path, file: Path, *, places: Gazetteer, nation: str, name_field: str | None = None
) -> tuple[AddedArea, ...]:
    """Take in every area of a GeoJSON file, or none of them; one of the same name is replaced.

    Raises:
        InputError: the file has faults; all of them are told.
    """
    fresh = read_boundaries(file, nation=nation, name_field=name_field)
    data_folder.mkdir(parents=True, exist_ok=True)
    named = {boundary.id for boundary in fresh}
    before = own_areas(data_folder)
    kept = [boundary for boundary in before if boundary.id not in named]
    write_boundaries(data_folder / OWN_AREAS, sorted((*kept, *fresh), key=lambda boundary: boundary.name))
    replaced = {boundary.id for boundary in before}
    return tuple(
        AddedArea(boundary.name, len(places_inside(boundary, places.places)), boundary.id in replaced)
        for boundary in fresh
    )


def remove_own_area(data_folder: Path, name: str) -> Boundary:
    """Forget an area. Alerts that were written for it keep the places they had.

    Raises:
        NotFoundError: there is none of that name.
    """
    before = own_areas(data_folder)
    gone = [boundary for boundary in before if fold_name(boundary.name) == fold_name(name)]
    if not gone:
        known = ", ".join(boundary.name for boundary in before) or "none"
        raise NotFoundError(f"There is no area “{name}”.", fix=f"The desk's own areas: {known}.")
    write_boundaries(data_folder / OWN_AREAS, [boundary for boundary in before if boundary not in gone])
    return gone[0]


def own_area_names(data_folder: Path, *, on: date) -> tuple[str, ...]:
    """The names of the desk's own areas that are valid on that day: what a text may call them."""
    return tuple(area.name for area in own_areas(data_folder) if area.holds(on))


def own_area_named(data_folder: Path, name: str, *, on: date) -> Boundary | None:
    """The desk's own area of that name which is valid on that day."""
    wanted = fold_name(name)
    areas = own_areas(data_folder)
    return next((each for each in areas if each.holds(on) and fold_name(each.name) == wanted), None)


def own_area_of(data_folder: Path, place: Place, *, on: date) -> Boundary | None:
    """The desk's own area that the place lies in on that day; the smallest where areas lie in one another."""
    areas = (each for each in own_areas(data_folder) if each.holds(on))
    return min((each for each in areas if each.contains(place.latitude, place.longitude)), key=_size, default=None)


def county_of(data_folder: Path, place: Place, *, on: date) -> str:
    """What a report from a place is counted under: the desk's own area that it lies in, else its county."""
    own = own_area_of(data_folder, place, on=on)
    return place.county if own is None else own.name


def places_inside(boundary: Boundary, places: Iterable[Place]) -> tuple[Place, ...]:
    """The places that lie in an area, in the order given."""
    return tuple(place for place in places if boundary.contains(place.latitude, place.longitude))


def _size(boundary: Boundary) -> float:
    west, south, east, north = boundary.box
    return (east - west) * (north - south)
