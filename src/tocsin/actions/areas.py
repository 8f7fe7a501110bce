"""Areas as officers type them and as alerts hold them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..errors import InputError
from ..knowledge.boundaries import Boundary
from ..records import Advisory, Area, Place, Report
from ..understanding.facts import find_facts
from .installation import Installation
from .own_areas import county_of, own_area_named, own_area_names, places_inside
from .reporting import find_place

NATIONS = {
    "england": ("England", "gb-eng"),
    "wales": ("Wales", "gb-wls"),
    "cymru": ("Wales", "gb-wls"),
    "scotland": ("Scotland", "gb-sct"),
    "northern ireland": ("Northern Ireland", "gb-nir"),
}
PLACE_RADIUS_KM = 10.0
MOST_PLACES = 4  # more than that is a county


def find_area(installation: Installation, given: str) -> Area:
    """An area from what an officer typed: a nation, one of the desk's own areas, a county, a place, "place, county" or
    a postcode, with "+ 15 km" if wanted; or a district, a region or a force's beat ("Medway", "Sussex", "Kent Police").

    Raises:
        InputError: there is no such place.
    """
    name, _, distance = given.partition("+")
    name = name.strip().rstrip(".")
    if not distance and (whole := _whole_area(installation, name)) is not None:
        return whole
    where = find_place(installation, name)
    if where is not None:
        return of_place(where, radius_km=_radius_km(distance) if distance else PLACE_RADIUS_KM)
    if not distance and (wide := _wide_area(installation, name)) is not None:
        return wide
    raise InputError(
        f"We do not know an area called “{name[:60]}”.",
        fix="Give a town, a postcode, a county, a nation or an area of your own, one a line.",
        code="unknown-place",
    )


def of_own_area(installation: Installation, own: Boundary) -> Area:
    """One of the desk's own areas, as the places that lie in it."""
    inside = places_inside(own, installation.places.places)
    return Area(kind="places", name=own.name, nation=own.nation, places=tuple(place.id for place in inside))


def _whole_area(installation: Installation, name: str) -> Area | None:
    """A nation, one of the desk's own areas or a county."""
    nation = NATIONS.get(name.lower())
    if nation is not None:
        return Area(kind="nation", name=nation[0], nation=nation[1])
    own = own_area_named(installation.data_folder, name, on=installation.now().date())
    if own is not None:
        return of_own_area(installation, own)
    county = installation.places.county_named(name)
    if county is not None:
        return Area(kind="county", name=county, nation=_nation_of(installation, county))
    return None


def _wide_area(installation: Installation, name: str) -> Area | None:
    """A district, a region or a force's beat, as the places that lie in it."""
    inside = installation.places.in_area(name, on=installation.now().date())
    if not inside:
        return None
    known = installation.places.area_named(name) or name
    return Area(kind="places", name=known, nation=inside[0].nation, places=tuple(place.id for place in inside))


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
            *_own_areas_told_of(installation, advisory),
            *advisory.places,
            *((advisory.publisher_area,) if advisory.publisher_area and not advisory.places else ()),
        )
        areas = [area for name in names if (area := _whole_area(installation, name)) is not None]
        if areas:
            return tuple(dict.fromkeys(areas))
        places = [where for name in names if (where := find_place(installation, name)) is not None]
        if not places:
            return tuple(area for name in names if (area := _wide_area(installation, name)) is not None)
    if len(places) > MOST_PLACES:
        today = installation.now().date()
        counted = Counter(county_of(installation.data_folder, place, on=today) for place in places)
        name, _ = counted.most_common(1)[0]
        whole = _whole_area(installation, name)
        if whole is not None:
            return (whole,)
    return tuple(of_place(place) for place in places)


def _own_areas_told_of(installation: Installation, advisory: Advisory) -> tuple[str, ...]:
    own = own_area_names(installation.data_folder, on=installation.now().date())
    if not own:
        return ()
    told = find_facts(advisory.text, installation.knowledge, own_areas=own).places
    return tuple(name for name in told if name in own)


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
