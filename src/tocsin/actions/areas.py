"""Areas as officers type them and as alerts hold them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..errors import InputError
from ..records import Advisory, Area, Place, Report
from .installation import Installation
from .reporting import find_place

NATIONS = {
    "england": ("England", "gb-eng"),
    "wales": ("Wales", "gb-wls"),
    "scotland": ("Scotland", "gb-sct"),
    "northern ireland": ("Northern Ireland", "gb-nir"),
}
PLACE_RADIUS_KM = 10.0
MOST_PLACES = 4  # more than that is a county


def find_area(installation: Installation, given: str) -> Area:
    """An area from what an officer typed: a nation, a county, a place, or "place, county", with "+ 15 km" if wanted.

    Raises:
        InputError: there is no such place.
    """
    name, _, distance = given.partition("+")
    name = name.strip().rstrip(".")
    nation = NATIONS.get(name.lower())
    if nation is not None:
        return Area(kind="nation", name=nation[0], nation=nation[1])
    county = installation.places.county_named(name)
    if county is not None and not distance:
        return Area(kind="county", name=county, nation=_nation_of(installation, county))
    where = find_place(installation, name)
    if where is None:
        raise InputError(
            f"We do not know an area called “{name[:60]}”.",
            fix="Give a town, a county or a nation, one a line.",
            code="unknown-place",
        )
    return of_place(where, radius_km=_radius_km(distance) if distance else PLACE_RADIUS_KM)


def of_place(place: Place, *, radius_km: float = PLACE_RADIUS_KM) -> Area:
    """The circle round a place."""
    return Area(
        kind="place",
        name=place.name,
        place=place.id,
        nation=place.nation,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=radius_km,
    )


def say_area(area: Area) -> str:
    """An area as :func:`find_area` reads it."""
    if area.kind == "place" and area.radius_km != PLACE_RADIUS_KM:
        return f"{area.name} + {area.radius_km:g} km"
    return area.name


def suggest_areas(installation: Installation, reports: Sequence[Report], advisory: Advisory | None) -> tuple[Area, ...]:
    """Where an alert from these sources concerns people: the towns reported from, or their county when they are many."""
    places = _places(installation, (report.place for report in reports if report.place))
    if not places and advisory is not None:
        names = (
            *advisory.places,
            *((advisory.publisher_area,) if advisory.publisher_area and not advisory.places else ()),
        )
        places = [where for name in names if (where := find_place(installation, name)) is not None]
        counties = [county for name in names if (county := installation.places.county_named(name)) is not None]
        if counties:
            return tuple(
                Area(kind="county", name=county, nation=_nation_of(installation, county))
                for county in dict.fromkeys(counties)
            )
    if len(places) > MOST_PLACES:
        county, _ = Counter(place.county for place in places).most_common(1)[0]
        return (Area(kind="county", name=county, nation=_nation_of(installation, county)),)
    return tuple(of_place(place) for place in places)


def _places(installation: Installation, ids: Iterable[str]) -> list[Place]:
    found = (installation.places.by_id.get(place) for place in dict.fromkeys(ids))
    return [place for place in found if place is not None]


def _nation_of(installation: Installation, county: str) -> str:
    return next(
        (place.nation for place in installation.places.places if place.county == county), installation.desk.nation
    )


def _radius_km(given: str) -> float:
    number = given.lower().replace("km", "").strip()
    try:
        radius_km = float(number)
    except ValueError:
        radius_km = 0.0
    if not 1 <= radius_km <= 300:
        raise InputError(f"“+{given}” is not a distance.", fix="Write it as: Faversham + 15 km")
    return radius_km
