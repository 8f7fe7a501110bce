"""Counts in every circle and every window, for many replicates at once, and only where they are worth a second look.

What both scans need from a replicate is its highest score. Scores rise with the count, so for each circle and window there is
a least count that reaches a given score; a replicate's circles are summed in small integers, compared with those, and scored
only where they reach. A replicate that reaches nowhere is looked at again with a lower bar, so the maxima stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .chances import Floats
from .zones import Zones

NEVER = 32_000  # a least count that nothing reaches; counts above it are summed in wider integers
CELLS_AT_ONCE = 60_000

# (circle's size − 1, place indices, window indices, counts) → scores
Scorer = Callable[[int, NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]], Floats]


def cumulated(place: NDArray[np.intp], day: NDArray[np.intp], *, places: int, days: int) -> NDArray[np.int64]:
    """Counts by place and window: column w holds days 0 … w. ``day`` counts back from the day that is judged."""
    counts = np.bincount(place * days + day, minlength=places * days).reshape(places, days)
    return np.cumsum(counts, axis=1)


def reaching(
    counts: NDArray[np.int64], zones: Zones, least: Sequence[NDArray[np.int64]]
) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]]:
    """For circles of 1, 2 … places, those that reach their ``least`` count: size − 1, places, replicates, windows, counts.

    ``counts``: places × replicates × windows, summed over windows. ``least[k]``: places × windows, for circles of k + 1 places.
    """
    places, replicates, windows = counts.shape
    most = int(counts[:, :, -1].sum(axis=0).max(initial=0))
    narrow = np.int16 if most < NEVER else np.int32
    padded = np.zeros((places + 1, replicates, windows), dtype=narrow)  # row −1 stands for “no neighbour”
    padded[:places] = counts
    running = np.zeros((places, replicates, windows), dtype=narrow)
    flat = running.reshape(-1)
    for k in range(zones.nearest.shape[1]):
        running += padded[zones.nearest[:, k]]
        reached = np.flatnonzero(running >= least[k].astype(narrow)[:, None, :])
        if reached.size:
            place, rest = np.divmod(reached, replicates * windows)
            replicate, window = np.divmod(rest, windows)
            yield k, place, replicate, window, flat[reached].astype(np.int64)


def highest(counts: NDArray[np.int64], zones: Zones, score: Scorer, least: Sequence[NDArray[np.int64]]) -> Floats:
    """The highest score of each replicate; −inf where no circle reaches its ``least`` count."""
    best = np.full(counts.shape[1], -np.inf)
    for k, place, replicate, window, count in reaching(counts, zones, least):
        np.maximum.at(best, replicate, score(k, place, window, count))
    return best


def replicates_at_once(zones: Zones, windows: int) -> int:
    """How many replicates fit in the processor's cache together."""
    return max(1, CELLS_AT_ONCE // (zones.places * windows))
