"""What goes in: one report as far as a surge needs it; and all of them as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .chances import Floats


@dataclass(frozen=True, slots=True)
class Sighting:
    """One report. ``latitude``/``longitude`` in degrees, None where not known.

    ``on`` is the day it is counted on: the day it was reported, or, where that is known for all, the day it happened, with
    ``reported_on`` beside it. ``lost_money``: True for a loss, False for an attempt, None where it was not said.
    """

    id: str
    scam: str
    on: date
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area: str | None = None  # the county, force or nation it is in; its places are also looked at together
    reported_on: date | None = None
    lost_money: bool | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """Sightings up to ``as_of`` as arrays, sorted by id. ``place`` is an index into ``places``, or their number for “none”."""

    as_of: date
    sightings: tuple[Sighting, ...]
    scams: tuple[str, ...]
    places: tuple[str, ...]
    latitudes: Floats
    longitudes: Floats
    areas: tuple[tuple[str, NDArray[np.intp]], ...]  # name → indices of its places
    scam: NDArray[np.intp]
    place: NDArray[np.intp]
    days_ago: NDArray[np.intp]


def lay_out(sightings: Iterable[Sighting], *, as_of: date, days: int) -> Laid:
    """The sightings of the last ``days`` up to ``as_of``. A place without coordinates is no place, as it is near nothing."""
    kept = sorted((s for s in sightings if 0 <= (as_of - s.on).days < days), key=lambda s: (s.id, s.on, s.scam))
    where: dict[str, tuple[float, float]] = {}
    area: dict[str, str] = {}
    for sighting in kept:
        if sighting.place and sighting.latitude is not None and sighting.longitude is not None:
            where.setdefault(sighting.place, (sighting.latitude, sighting.longitude))
            if sighting.area:
                area.setdefault(sighting.place, sighting.area)
    scams, places = sorted({s.scam for s in kept}), sorted(where)
    scam_index, place_index = {name: i for i, name in enumerate(scams)}, {name: i for i, name in enumerate(places)}
    grouped: dict[str, list[int]] = {}
    for name, of in area.items():
        grouped.setdefault(of, []).append(place_index[name])
    return Laid(
        as_of,
        tuple(kept),
        tuple(scams),
        tuple(places),
        np.array([where[name][0] for name in places], dtype=float),
        np.array([where[name][1] for name in places], dtype=float),
        tuple((name, np.array(sorted(found))) for name, found in sorted(grouped.items())),
        np.array([scam_index[s.scam] for s in kept], dtype=np.intp),
        np.array([place_index.get(s.place or "", len(places)) for s in kept], dtype=np.intp),
        np.array([(as_of - s.on).days for s in kept], dtype=np.intp),
    )
