"""Circles over places: each place, then with its nearest neighbour, the two nearest, and so on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .chances import Floats

EARTH_RADIUS_KM = 6371.0
PLACES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Zones:
    """``nearest[p]`` are indices of places, ``p`` itself first, ``radius_km[p]`` how far each is; −1 and inf from the
    ``radius_km`` of the settings on. The circle (p, k) holds the first k + 1."""

    nearest: NDArray[np.intp]
    radius_km: Floats

    @property
    def places(self) -> int:
        return int(self.nearest.shape[0])

    def members(self, place: int, nearest: int) -> NDArray[np.intp]:
        """The places in the circle round ``place`` with ``nearest`` places in it."""
        return self.nearest[place, :nearest]


def circles(
    latitudes: ArrayLike, longitudes: ArrayLike, *, most_places: int = 50, max_radius_km: float = np.inf
) -> Zones:
    """Circles of 1 to ``most_places`` places, no wider than ``max_radius_km``. Degrees in; great-circle kilometres."""
    latitude, longitude = np.asarray(latitudes, float), np.asarray(longitudes, float)
    places = latitude.size
    width = max(1, min(most_places, places))
    nearest = np.empty((places, width), dtype=np.intp)
    radius = np.empty((places, width))
    for start in range(0, places, PLACES_AT_ONCE):
        here = slice(start, min(start + PLACES_AT_ONCE, places))
        away = distances_km(latitude[here, None], longitude[here, None], latitude, longitude)
        own = np.arange(here.start, here.stop)
        away[own - start, own] = -1.0  # itself first, also where two places share a point
        order = np.argsort(away, axis=1, kind="stable")[:, :width]
        nearest[here], radius[here] = order, np.maximum(np.take_along_axis(away, order, axis=1), 0.0)
    outside = radius > max_radius_km
    nearest[outside], radius[outside] = -1, np.inf
    kept = max(1, int((~outside).any(axis=0).sum()))
    return Zones(nearest[:, :kept].copy(), radius[:, :kept].copy())


def distances_km(
    latitude: ArrayLike, longitude: ArrayLike, other_latitude: ArrayLike, other_longitude: ArrayLike
) -> Floats:
    """Great-circle distances (haversine), broadcast."""
    north, other_north = np.radians(latitude), np.radians(other_latitude)
    half = np.sin((other_north - north) / 2) ** 2
    half = (
        half
        + np.cos(north) * np.cos(other_north) * np.sin(np.radians(np.subtract(other_longitude, longitude)) / 2) ** 2
    )
    result: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return result
