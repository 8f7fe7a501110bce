"""Two weeks judged together, on top of Farrington's bounds: an outbreak rarely ends with the week it began in.

The sum of the last two weeks is compared with the sum of what each week's own model expected. So that a week is not blamed
for the one before it, the week itself must be over its expectation too. The chance is the mid-p (half of the chance of exactly
so many is left out: Lancaster 1961, JASA 56:223–234), because counts are lumpy and whole tails are then too careful.

``alpha`` is not the false alarm rate: the plug-in tail takes the expectation as known. 0.0055 alarms in as many quiet weeks of
Noufaily's design as one week at 0.01 does, 1.07 % (``make bench-surges`` prints it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import InputError
from .chances import Floats, log_tail_count
from .farrington import FarringtonBounds


@dataclass(frozen=True, slots=True)
class PooledAlarms:
    """One row a series, one column a judged week. The first ``weeks`` − 1 columns are judged on fewer weeks."""

    log_chance: Floats  # ln of the mid-p of the pooled weeks; NaN where no model could be fitted
    alarm: NDArray[np.bool_]


def pooled_alarms(
    counts: ArrayLike, bounds: FarringtonBounds, *, alpha: float = 0.0055, weeks: int = 2, over_deviations: float = 0.5
) -> PooledAlarms:
    """Alarms on the last ``weeks`` weeks together, for ``bounds`` of consecutive weeks of ``counts``.

    ``over_deviations``: how many standard deviations the week itself must be above its expectation.
    Raises InputError when the judged weeks do not follow one another.
    """
    judged = np.array(bounds.weeks)
    if np.any(np.diff(judged) != 1):
        raise InputError("Weeks that are judged together must follow one another.", fix="Judge a run of weeks.")
    now = np.atleast_2d(np.asarray(counts, dtype=float))[:, judged]
    observed, expected, variance = (np.zeros_like(now) for _ in range(3))
    for back in range(min(weeks, judged.size)):
        observed[:, back:] += now[:, : now.shape[1] - back]
        expected[:, back:] += bounds.expected[:, : now.shape[1] - back]
        variance[:, back:] += (bounds.expected * bounds.dispersion)[:, : now.shape[1] - back]
    known = np.isfinite(expected) & np.isfinite(variance) & (expected > 0)
    mean = np.where(known, expected, 1.0)
    dispersion = np.where(known, variance, 1.0) / mean
    at_least = np.exp(log_tail_count(observed, mean=mean, dispersion=dispersion))
    more = np.exp(log_tail_count(observed + 1, mean=mean, dispersion=dispersion))
    with np.errstate(divide="ignore", invalid="ignore"):
        log_chance = np.where(known, np.log((at_least + more) / 2), np.nan)
        over = now > bounds.expected + over_deviations * np.sqrt(bounds.expected * bounds.dispersion)
        return PooledAlarms(log_chance, known & over & (log_chance < np.log(alpha)))
