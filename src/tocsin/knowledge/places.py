"""The gazetteer: towns and villages of the United Kingdom, found by name, by position, by county or by postcode.

From places.csv (see PLACES-NOTICE.txt for its source and licence). Read once, and only when somebody asks.
"""

from __future__ import annotations

import bisect
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from tocsin.knowledge.forces import beats, load_forces
from tocsin.knowledge.forces_file import forces_file
from tocsin.knowledge.place_files import other_names, read_places, regions
from tocsin.knowledge.postcodes import district, looks_like_postcode
from tocsin.records import Place

__all__ = ["Gazetteer", "distance_between", "fold_name", "load_places", "read_places"]

PLACES_FILE = Path(__file__).resolve().with_name("places.csv")
EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180
NATION_NAMES = {
    "gb-eng": "England", "gb-wls": "Wales", "gb-sct": "Scotland", "gb-nir": "Northern Ireland",
    "gg": "Guernsey", "je": "Jersey", "im": "Isle of Man",
}  # fmt: skip
FORCE_TAILS = (" police service", " police", " constabulary")


class Gazetteer:
    """Places by id, name and position. Names are compared without regard to case, accents, hyphens or apostrophes."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.by_id = {place.id: place for place in places}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(places, key=lambda place: -place.population):
            self._by_name[fold_name(place.name)].append(place)
        self._counties = {fold_name(county): county for county in {place.county for place in places}}

    @cached_property
    def _names(self) -> list[str]:
        return sorted(self._by_name)

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place of that name, the most populous first; short and Welsh names count too ("Newcastle", "Caerdydd")."""
        wanted = fold_name(name)
        found = self._by_name.get(wanted, ())
        meant = self._by_name.get(_said_for().get(wanted, ""), ())
        if found and meant:
            return tuple(sorted((*found, *meant), key=lambda place: -place.population))
        return tuple(found or meant)

    def search(self, prefix: str, limit: int = 10) -> tuple[Place, ...]:
        """Places whose name begins so, the most populous first."""
        wanted = fold_name(prefix)
        if not wanted:
            return ()
        start = bisect.bisect_left(self._names, wanted)
        end = bisect.bisect_left(self._names, wanted + "\uffff")
        found = [place for name in self._names[start:end] for place in self._by_name[name]]
        return tuple(sorted(found, key=lambda place: -place.population)[:limit])

    def near(self, latitude: float, longitude: float, *, radius_km: float) -> tuple[Place, ...]:
        """Places within the circle, the nearest first."""
        north = radius_km / KM_PER_DEGREE
        found = []
        for place in self.places:
            if abs(place.latitude - latitude) > north:  # cheap: most places are far off
                continue
            away = distance_between((latitude, longitude), (place.latitude, place.longitude))
            if away <= radius_km:
                found.append((away, place))
        return tuple(place for _, place in sorted(found, key=lambda pair: (pair[0], pair[1].id)))

    def neighbours(self, place: Place, *, radius_km: float = 15.0) -> tuple[Place, ...]:
        """The places round a place, the nearest first, without itself."""
        return tuple(
            other for other in self.near(place.latitude, place.longitude, radius_km=radius_km) if other.id != place.id
        )

    def counties(self) -> tuple[str, ...]:
        return tuple(sorted(self._counties.values()))

    def county_named(self, name: str) -> str | None:
        """The county as the gazetteer writes it, also by another name of the whole of it ("Ynys Môn"); None when there is none of that name."""
        wanted = fold_name(name)
        return self._counties.get(wanted) or self._counties.get(_of_one().get(wanted, ""))

    def authorities(self) -> tuple[str, ...]:
        return tuple(sorted({place.authority for place in self.places if place.authority}))

    def authority_named(self, name: str) -> str | None:
        """The authority (a county or unitary council, a metropolitan borough) as the gazetteer writes it."""
        return self._authorities.get(fold_name(name))

    @cached_property
    def _authorities(self) -> dict[str, str]:
        return {fold_name(name): name for name in self.authorities()}

    def area_named(self, name: str) -> str | None:
        """An area as it is written, of all that :meth:`in_area` knows; None when there is none of that name."""
        return (
            _written_areas(forces_file()).get(fold_name(name)) or self.county_named(name) or self.authority_named(name)
        )

    def in_area(self, name: str, *, on: date | None = None) -> tuple[Place, ...]:
        """The places of an area, the most populous first; () when there is none of that name.

        An area is a nation, a county, an authority, a region such as Sussex or Tyneside, or the beat of a police force
        on that day (today when None), named with its "Police" or without.
        """
        wanted = fold_name(name)
        return tuple(
            sorted(
                (place for place in self.places if wanted in self._areas_of(place, on or date.today())),
                key=lambda place: (-place.population, place.id),
            )
        )

    def _areas_of(self, place: Place, on: date) -> frozenset[str]:
        return _area_names(place.county, place.authority, place.nation, self.force_of(place, on=on))

    def distance_km(self, a: Place, b: Place) -> float:
        """Great-circle distance."""
        return distance_between((a.latitude, a.longitude), (b.latitude, b.longitude))

    def force_of(self, place: Place, *, on: date | None = None) -> str:
        """The police force whose beat the place is on that day (today when None); "" where that is not known."""
        force = beats(on or date.today()).force_of(place.authority, place.county, place.nation)
        return force or place.force

    def resolve(
        self, name: str, *, county: str | None = None, nation: str | None = None, near: Place | None = None
    ) -> Place | None:
        """The place meant by ``name``: the one in ``county`` or ``nation`` if there is one, else the one nearest to
        ``near``, else the most populous. None when no place has that name, or none is in the county asked for.

        ``county`` may be any area that :meth:`in_area` knows. ``name`` may be a postcode or its first half: then it is
        the main place of that postcode district.
        """
        found = list(self.named(name))
        if not found and looks_like_postcode(name) and (there := district(name)) is not None:
            found = [self.by_id[there.place]] if there.place in self.by_id else []
        if county is not None:
            wanted, today = fold_name(county), date.today()
            found = [place for place in found if wanted in self._areas_of(place, today)]
        if nation is not None:
            found = [place for place in found if place.nation == nation] or found
        if not found:
            return None
        if near is not None:
            return min(found, key=lambda place: self.distance_km(place, near))
        return found[0]

    def settle(self, name: str, *, among: Iterable[str] = (), nation: str | None = None) -> Place | None:
        """The place meant by ``name`` in a text that also names ``among``: towns or areas, in any order.

        One that lies in an area named there wins ("Gillingham" beside "Dorset" or "Kent Police"); else the one nearest
        to a town named there, unless that is 60 km off; else the most populous. None when no place has that name.
        """
        found = self.named(name)
        if nation is not None:
            found = tuple(place for place in found if place.nation == nation) or found
        if len(found) < 2:
            return found[0] if found else None
        today, folded = date.today(), {fold_name(other) for other in among} - {fold_name(name)}
        for place in found:
            if not folded.isdisjoint(self._areas_of(place, today)):
                return place
        towns = [self._by_name[other][0] for other in folded if len(self._by_name.get(other, ())) == 1]
        if not towns:
            return found[0]
        away_km, nearest = min(
            ((self.distance_km(place, town), place) for place in found for town in towns), key=lambda pair: pair[0]
        )
        return nearest if away_km <= SAME_STORY_KM else found[0]


SAME_STORY_KM = 60.0
"""One story seldom tells of places further apart; beyond that the bigger place of two is the likelier one."""


@lru_cache(maxsize=1024)
def _area_names(county: str, authority: str, nation: str, force: str) -> frozenset[str]:
    """Folded: every area that a place of this county, authority, nation and force lies in."""
    names = {fold_name(each) for each in (county, authority, NATION_NAMES.get(nation, nation), force) if each}
    plain = force.lower()
    names |= {fold_name(force[: -len(tail)]) for tail in FORCE_TAILS if plain.endswith(tail)}
    names |= {fold_name(region) for region, parts in regions().items() if county in parts or authority in parts}
    return frozenset(names)


@lru_cache(maxsize=2)
def _written_areas(forces: Path) -> dict[str, str]:
    """Folded → as written: nations, regions, forces and what the forces are named for."""
    written = {fold_name(name): name for name in (*NATION_NAMES.values(), *regions())}
    for force in load_forces(forces):
        written[fold_name(force.name)] = force.name
        tail = next((tail for tail in FORCE_TAILS if force.name.lower().endswith(tail)), "")
        if tail:
            written.setdefault(fold_name(force.name[: -len(tail)]), force.name[: -len(tail)])
    return written


@lru_cache(maxsize=1)
def _said_for() -> dict[str, str]:
    return {fold_name(said): fold_name(meant) for said, meant in other_names().items()}


@lru_cache(maxsize=1)
def _of_one() -> dict[str, str]:
    """Folded: region, or another name of a county → the one part that it is made of."""
    return {fold_name(name): fold_name(next(iter(parts))) for name, parts in regions().items() if len(parts) == 1}


def fold_name(name: str) -> str:
    """A name as it is compared: small ASCII letters and single blanks; "saint" as "st"."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode()
    folded = name.lower()
    if not folded.isalpha():
        folded = "".join(letter if letter.isalnum() else " " for letter in folded.replace("'", ""))
    if "saint" not in folded:
        return " ".join(folded.split())
    return " ".join("st" if word == "saint" else word for word in folded.split())


def distance_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) in degrees."""
    north = math.radians(b[0] - a[0])
    east = math.radians(b[1] - a[1])
    half = (
        math.sin(north / 2) ** 2 + math.cos(math.radians(a[0])) * math.cos(math.radians(b[0])) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def load_places(path: Path | None = None) -> Gazetteer:
    """The gazetteer in ``path`` (the one that comes with Tocsin when None), read once per process.

    Raises KnowledgeError with every line that cannot be used.
    """
    return _load(path or PLACES_FILE)


@lru_cache(maxsize=4)
def _load(path: Path) -> Gazetteer:
    return Gazetteer(read_places(path))
