"""Reports that are still to come: how complete the last days are.

Where it is known both when a thing happened and when it was reported, the days just past hold only what was reported quickly.
The share that is already in is estimated from the delays themselves by reverse-time hazards, which are unbiased although long
delays of recent days have not been seen yet (Lawless 1994, Canadian J. Statist. 22:15–31; Brookmeyer & Damiano 1989,
Statistics in Medicine 8:23–34).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from .chances import Floats
from .sightings import Sighting

MOST_DELAY_DAYS = 60
LEAST_SHARE = 0.02  # days with less than this in are not judged by it


def share_reported_by(delays: ArrayLike, ages: ArrayLike, *, most_days: int = MOST_DELAY_DAYS) -> Floats:
    """P(delay ≤ d | delay ≤ ``most_days``) for d = 0 … ``most_days``, from reports' ``delays`` and the ``ages`` of their days.

    ``ages``: days from the day it happened to the day of the look, at least the delay. All ones when nothing is known.
    """
    delay, age = np.asarray(delays, dtype=np.intp), np.asarray(ages, dtype=np.intp)
    good = (delay >= 0) & (delay <= np.minimum(age, most_days))
    delay, age = delay[good], np.minimum(age[good], most_days)
    reported = np.ones(most_days + 1)
    for d in range(most_days, 0, -1):
        watched = (age >= d) & (delay <= d)  # old enough that a delay of d would have been seen
        exactly = watched & (delay == d)
        hazard = exactly.sum() / watched.sum() if watched.any() else 0.0
        reported[d - 1] = reported[d] * (1.0 - hazard)
    return np.maximum(reported, LEAST_SHARE)


def completeness(sightings: Sequence[Sighting], *, as_of: date) -> Floats | None:
    """The share of a day's reports that is in, by days ago; None where reports do not say when they came."""
    known = [(s.reported_on - s.on, as_of - s.on) for s in sightings if s.reported_on is not None]
    if not known:
        return None
    return share_reported_by([delay.days for delay, _ in known], [age.days for _, age in known])
