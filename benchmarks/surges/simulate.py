"""Series of counts whose truth is known: Noufaily et al. (2013), §4.1, on the design that the README's figures use.

Means 0.5, 2, 10 and 50 a week × with and without a trend × with and without a season × dispersion 1.1 and 2: 32 kinds.
624 weeks; one outbreak in the last 49, of Poisson(5 standard deviations) cases spread log-normally (0, 0.5) in weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

WEEKS = 624
JUDGED = 49
WHOLE = 4  # the outbreak starts early enough that nearly all of it is seen
KINDS = tuple(product((0.5, 2.0, 10.0, 50.0), (False, True), (False, True), (1.1, 2.0)))
TREND = 0.0015  # a week, on the log scale: ×2.5 in twelve years
SEASON = (0.4, 0.2)  # cosine, sine


@dataclass(frozen=True, slots=True)
class Series:
    """``counts``, ``mean`` and ``extra`` are series × weeks; ``dispersion`` one a series."""

    counts: NDArray[np.float64]
    mean: NDArray[np.float64]
    extra: NDArray[np.float64]
    dispersion: NDArray[np.float64]

    @property
    def judged(self) -> NDArray[np.intp]:
        return np.arange(WEEKS - JUDGED, WEEKS)


def simulate(series: int, *, seed: int, outbreak: bool = True) -> Series:
    """``series`` of the kinds in turn. The same seed gives the same series, however many are asked for."""
    counts, means, extras, dispersions = [], [], [], []
    week = np.arange(WEEKS)
    for number in range(series):
        random = np.random.default_rng([seed, number])
        level, with_trend, with_season, dispersion = KINDS[number % len(KINDS)]
        log_mean = np.full(WEEKS, np.log(level))
        if with_trend:
            log_mean += TREND * (week - WEEKS / 2)
        if with_season:
            angle = 2 * np.pi * week / 52
            log_mean += SEASON[0] * np.cos(angle) + SEASON[1] * np.sin(angle)
        mean = np.exp(log_mean)
        base = random.negative_binomial(mean / (dispersion - 1), 1 / dispersion).astype(float)
        extra = np.zeros(WEEKS)
        start = random.integers(WEEKS - JUDGED, WEEKS - WHOLE)
        size = random.poisson(5 * np.sqrt(mean[start] * dispersion))
        spread = start + np.floor(random.lognormal(0.0, 0.5, size)).astype(int)
        if outbreak:
            np.add.at(extra, spread[spread < WEEKS], 1.0)
        counts.append(base + extra)
        means.append(mean)
        extras.append(extra)
        dispersions.append(dispersion)
    return Series(np.array(counts), np.array(means), np.array(extras), np.array(dispersions))
