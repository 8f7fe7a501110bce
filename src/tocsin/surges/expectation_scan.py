"""The scan against what was expected: circles, named areas and everywhere, over windows that end on the day judged.

The score is Neill's expectation-based Poisson ratio (Neill 2009, Int. J. Forecasting 25:498–517), divided by the dispersion
that a circle's own history leaves open (quasi-likelihood), so that little-known places do not cry wolf. Replicates draw a
day's reports anew from the expectation and its doubt; they tell how high chance alone scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chances import Floats
from .expectation import Expectation
from .windows import NEVER, highest, reaching, replicates_at_once
from .zones import Zones

LEAST_REPORTS = 3  # fewer are anecdotes, whatever the arithmetic says


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a desk looks: circles over its places, and groups of places that are looked at as one (areas, everywhere)."""

    zones: Zones | None  # None: no report has a place
    groups: tuple[NDArray[np.intp], ...]  # indices of places; “no place” is the one after the last


@dataclass(frozen=True, slots=True)
class Cluster:
    """One circle (``place`` and ``nearest``) or group and window that scores."""

    score: float
    members: tuple[int, ...]  # places
    place: int | None
    nearest: int
    group: int | None
    window_days: int
    observed: int
    expected: float


def scan_observed(
    counts: NDArray[np.int64], expectation: Expectation, ground: Ground, *, least_score: float
) -> list[Cluster]:
    """Every circle, group and window that reaches ``least_score``, highest first. ``counts``: (places + 1) × windows."""
    found: list[Cluster] = []
    zones = ground.zones
    if zones is not None:
        base, spread = _by_size(expectation.mean, zones), _by_size(expectation.variance, zones)
        # One day is scored outright where there is anything: to work out least counts first pays for replicates only.
        least = [np.where(zones.nearest[:, k, None] < 0, NEVER, LEAST_REPORTS) for k in range(zones.nearest.shape[1])]
        for k, place, _, window, count in reaching(counts[: zones.places, None, :], zones, least):
            more = count > base[k][place] * expectation.window_share[window]
            place, window, count = place[more], window[more], count[more]
            mean = base[k][place] * expectation.window_share[window]
            scores = score(
                count, mean=mean, dispersion=expectation.dispersion(base[k][place], spread[k][place], window)
            )
            for i in np.flatnonzero(scores >= least_score):
                centre = int(place[i])
                inside = tuple(zones.members(centre, k + 1).tolist())
                window_days, seen = int(window[i]) + 1, int(count[i])
                found.append(Cluster(float(scores[i]), inside, centre, k + 1, None, window_days, seen, float(mean[i])))
    for number, members in enumerate(ground.groups):
        mean, dispersion = _group(expectation, members)
        observed = counts[members].sum(axis=0)
        scores = score(observed, mean=mean, dispersion=dispersion)
        found += [
            Cluster(
                float(scores[w]),
                tuple(members.tolist()),
                None,
                members.size,
                number,
                int(w) + 1,
                int(observed[w]),
                float(mean[w]),
            )
            for w in np.flatnonzero((scores >= least_score) & (observed >= LEAST_REPORTS))
        ]
    return sorted(found, key=lambda c: (-round(c.score, 9), len(c.members), c.group is not None, c.window_days))


def _group(expectation: Expectation, members: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Expected count and dispersion in each window, for places looked at as one."""
    mean, variance = expectation.mean[members].sum(), expectation.variance[members].sum()
    return mean * expectation.window_share, expectation.dispersion(mean, variance)


def score(observed: NDArray[np.int64], *, mean: Floats, dispersion: Floats) -> Floats:
    """The quasi-likelihood ratio of ``observed`` against ``mean``; 0 where there are no more than expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(observed > mean, observed * np.log(observed / mean) - (observed - mean), 0.0)
    result: Floats = ratio / dispersion
    return result


def replicate_maxima(
    expectation: Expectation, ground: Ground, *, runs: int, random: np.random.Generator, least_score: float
) -> Floats:
    """The highest score in each of ``runs`` days on which nothing rises; −inf where none reaches ``least_score``."""
    zones, windows = ground.zones, expectation.window_share.size
    places = expectation.mean.size - 1
    least = _least(expectation, zones, least_score) if zones is not None else []
    base, spread = (
        (_by_size(values, zones) for values in (expectation.mean, expectation.variance)) if zones else ((), ())
    )
    maxima = np.empty(runs)
    batch = replicates_at_once(zones, windows) if zones is not None else runs
    for start in range(0, runs, batch):
        now = min(batch, runs - start)
        counts = _draw(expectation, now, random)
        best = np.full(now, -np.inf)
        if zones is not None:

            def scorer(k: int, place: NDArray[np.intp], window: NDArray[np.intp], count: NDArray[np.int64]) -> Floats:
                mean, variance = base[k][place], spread[k][place]
                return score(
                    count,
                    mean=mean * expectation.window_share[window],
                    dispersion=expectation.dispersion(mean, variance, window),
                )

            best = highest(counts[:places], zones, scorer, least)
        for members in ground.groups:
            mean, dispersion = _group(expectation, members)
            seen = counts[members].sum(axis=0)
            scores = score(seen, mean=mean, dispersion=dispersion)
            scores[seen < LEAST_REPORTS] = -np.inf
            best = np.maximum(best, scores.max(axis=1))
        maxima[start : start + now] = best
    maxima[maxima < least_score] = -np.inf
    return maxima


def _draw(expectation: Expectation, runs: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Places + 1 × runs × windows, summed over windows: rates and days from their doubt, bursts by the week."""
    day_share = np.diff(expectation.window_share, prepend=0.0)
    windows = day_share.size
    weights = day_share * random.gamma(expectation.day_known, 1 / expectation.day_known, (runs, windows))
    if expectation.burst > 0:
        week = np.arange(windows) // 7
        expected = np.bincount(week, weights=day_share) * expectation.mean.sum()
        weights *= random.gamma(expected / expectation.burst, expectation.burst / expected, (runs, expected.size))[
            :, week
        ]
    shape = expectation.mean**2 / expectation.variance
    rate = random.gamma(shape[:, None], (expectation.mean / shape)[:, None], (shape.size, runs))
    if expectation.lasting_doubt > 0:
        rate *= random.gamma(1 / expectation.lasting_doubt, expectation.lasting_doubt, runs)
    total = random.poisson(rate * weights.sum(axis=1))
    place, run = np.nonzero(total)
    times = total[place, run]
    place, run = np.repeat(place, times), np.repeat(run, times)
    until = np.cumsum(weights, axis=1)
    day = (random.random(place.size)[:, None] * until[run, -1:] > until[run]).sum(axis=1)
    flat = (place * runs + run) * windows + np.minimum(day, windows - 1)
    counts = np.bincount(flat, minlength=shape.size * runs * windows).reshape(shape.size, runs, windows)
    return np.cumsum(counts, axis=2)


def _by_size(values: Floats, zones: Zones) -> list[Floats]:
    """For each size of circle, the sum over its places, by centre. The last of ``values`` (“no place”) is in none."""
    padded = np.append(values[:-1], 0.0)
    sums = np.cumsum(padded[zones.nearest], axis=1)
    return [sums[:, k] for k in range(sums.shape[1])]


_RATIOS = 1.0 + np.logspace(-4, 8, 1200)
_EXCESS = _RATIOS * np.log(_RATIOS) - _RATIOS + 1.0  # the score of a ratio, for a mean of 1


def _least(expectation: Expectation, zones: Zones, least_score: float) -> list[NDArray[np.int64]]:
    """The least count of each circle and window that may reach ``least_score`` (a hair low: scores are then taken exactly)."""
    result = []
    for k, (mean, variance) in enumerate(
        zip(_by_size(expectation.mean, zones), _by_size(expectation.variance, zones), strict=True)
    ):
        dispersion = expectation.dispersion(mean[:, None], variance[:, None])
        expected = mean[:, None] * expectation.window_share
        ratio = np.interp(least_score * dispersion / expected, _EXCESS, _RATIOS) * 0.999
        least = np.clip(np.ceil(ratio * expected), LEAST_REPORTS, NEVER)
        least[zones.nearest[:, k] < 0] = NEVER
        result.append(least.astype(np.int64))
    return result
