"""EARS C1, C2 and C3: alarms for short histories of daily counts.

Hutwagner, Thompson, Seeman & Treadwell (2003), J. Urban Health 80:i89–i96; the bound of C3 as Salmon, Schumacher & Höhle
(2016), J. Stat. Softw. 70(10), state it for R's ``surveillance``, with which these agree to the last digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from ..errors import InputError
from .chances import Floats

Method = Literal["C1", "C2", "C3"]
GAP_DAYS: dict[Method, int] = {"C1": 0, "C2": 2, "C3": 2}  # between the baseline and the day that is judged
USUAL_ALPHA: dict[Method, float] = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


@dataclass(frozen=True, slots=True)
class EarsBounds:
    """``upper`` and ``alarm`` have the shape of the counts, from ``first`` on; earlier days are NaN and False."""

    upper: Floats
    alarm: NDArray[np.bool_]
    first: int  # index of the first day that has a whole baseline


def ears(
    counts: ArrayLike, method: Method = "C1", *, alpha: float | None = None, baseline: int = 7, min_sigma: float = 0.0
) -> EarsBounds:
    """Bounds for ``counts`` (days, or series × days), by C1, C2 or C3.

    C1 compares a day with the ``baseline`` days before it; C2 leaves two days between; C3 adds what C2 was over by on the
    two days before. ``alpha`` is 0.001 for C1 and C2 and 0.025 for C3 unless given; ``min_sigma`` is the least standard
    deviation. Raises InputError for a baseline under 3 or a series that is too short.
    """
    observed = np.asarray(counts, dtype=float)
    if method not in GAP_DAYS:
        raise InputError(f"There is no EARS method “{method}”.", fix="Use C1, C2 or C3.")
    if baseline < 3 or min_sigma < 0:
        raise InputError("EARS needs a baseline of at least 3 days and a least deviation of 0 or more.")
    gap = GAP_DAYS[method]
    first = baseline + gap + (2 if method == "C3" else 0)
    days = observed.shape[-1]
    if days <= first:
        raise InputError(f"EARS {method} needs more than {first} days; there are {days}.")
    quantile = NormalDist().inv_cdf(1 - (USUAL_ALPHA[method] if alpha is None else alpha))

    past = sliding_window_view(observed[..., : days - 1 - gap], baseline, axis=-1)
    mean = past.mean(axis=-1)
    sigma = np.maximum(past.std(axis=-1, ddof=1), min_sigma)
    upper = np.full(observed.shape, np.nan)
    if method == "C3":
        with np.errstate(divide="ignore", invalid="ignore"):
            over = np.maximum((observed[..., baseline + gap :] - mean) / sigma - 1.0, 0.0)
            carried = over[..., :-2] + over[..., 1:-1]
            upper[..., first:] = np.maximum(observed[..., first:] + sigma[..., 2:] * (quantile - carried), 0.0)
    else:
        upper[..., first:] = mean + quantile * sigma
    with np.errstate(invalid="ignore"):
        alarm = observed > upper
    return EarsBounds(upper, alarm, first)
