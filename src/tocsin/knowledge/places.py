"""The gazetteer: towns and villages of the United Kingdom, found by name, by position or by county.

From places.csv (see PLACES-NOTICE.txt for its source and licence). Read once, and only when somebody asks.
"""

from __future__ import annotations

import bisect
import csv
import math
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from tocsin.errors import Fault, KnowledgeError
from tocsin.records import Place

PLACES_FILE = Path(__file__).resolve().with_name("places.csv")
EARTH_RADIUS_KM = 6371.0
SHORT_NAMES = {  # what people say for a place that the gazetteer writes in full
    "hull": "kingston upon hull",
    "newcastle": "newcastle upon tyne",
    "derry": "londonderry",
    "stoke": "stoke on trent",
    "southend": "southend on sea",
}
KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180


class Gazetteer:
    """Places by id, name and position. Names are compared without regard to case, accents, hyphens or apostrophes."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.by_id = {place.id: place for place in places}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(places, key=lambda place: -place.population):
            self._by_name[fold_name(place.name)].append(place)
        self._names = sorted(self._by_name)
        self._counties = {fold_name(place.county): place.county for place in places}

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place of that name, the most populous first."""
        wanted = fold_name(name)
        found = self._by_name.get(wanted) or self._by_name.get(SHORT_NAMES.get(wanted, "")) or []
        return tuple(found)

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

    def counties(self) -> tuple[str, ...]:
        return tuple(sorted(self._counties.values()))

    def county_named(self, name: str) -> str | None:
        """The county as the gazetteer writes it; None when there is none of that name."""
        return self._counties.get(fold_name(name))

    def distance_km(self, a: Place, b: Place) -> float:
        """Great-circle distance."""
        return distance_between((a.latitude, a.longitude), (b.latitude, b.longitude))

    def force_of(self, place: Place) -> str:
        """The police force whose beat it is; "" where that is not known."""
        return place.force

    def resolve(
        self, name: str, *, county: str | None = None, nation: str | None = None, near: Place | None = None
    ) -> Place | None:
        """The place meant by ``name``: the one in ``county`` or ``nation`` if there is one, else the one nearest to
        ``near``, else the most populous. None when no place has that name, or none is in the county asked for.
        """
        found = list(self.named(name))
        if county is not None:
            wanted = fold_name(county)
            found = [place for place in found if wanted in (fold_name(place.county), fold_name(place.authority))]
        if nation is not None:
            found = [place for place in found if place.nation == nation] or found
        if not found:
            return None
        if near is not None:
            return min(found, key=lambda place: self.distance_km(place, near))
        return found[0]


def fold_name(name: str) -> str:
    """A name as it is compared: small ASCII letters and single blanks; "saint" as "st"."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() else " " for letter in folded.replace("'", "")).split()
    return " ".join("st" if word == "saint" else word for word in words)


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


def read_places(path: Path) -> tuple[Place, ...]:
    """The places of one file. Raises KnowledgeError with every line that cannot be used."""
    places: list[Place] = []
    faults: list[Fault] = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                places.append(
                    Place(
                        id=row["id"],
                        name=row["name"],
                        county=row["county"],
                        nation=row["nation"],
                        latitude=float(row["latitude"]),
                        longitude=float(row["longitude"]),
                        population=int(row["population"]),
                        force=row["force"],
                        authority=row["authority"],
                    )
                )
            except (KeyError, TypeError, ValueError) as error:
                faults.append(Fault(str(path), number, f"This is no place: {error}.", "Make the file again."))
    if faults:
        raise KnowledgeError(faults)
    return tuple(places)
