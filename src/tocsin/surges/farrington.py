"""Farrington's flexible method for many weekly series at once.

Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett (2013), "An improved algorithm for outbreak detection in multiple
surveillance systems", Statistics in Medicine 32:1206–1222; after Farrington, Andrews, Beale & Catchpole (1996), JRSS A
159:547–563. For each week that is judged, a quasi-Poisson model with a trend and a seasonal factor is fitted to the years
before it, past outbreaks weighing less (by their Anscombe residuals), and the week is compared with what the model says.

Checked against R's ``surveillance`` (Salmon, Schumacher & Höhle 2016), also where it departs from the textbook: see
``standard_errors``. The seasonal levels do not overlap, so that each step of the fit needs sums over levels and no matrix
to be solved; that is why ten thousand series take a second or two.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import InputError
from .chances import Floats, count_quantile, log_tail_count
from .quasi_poisson import Fit, fit_reweighted

SERIES_AT_ONCE = 128  # a block of series × weeks that stays in the processor's cache


@dataclass(frozen=True, slots=True)
class FarringtonSettings:
    """How a week is judged. The defaults are Noufaily's, with her negative binomial threshold.

    ``years`` of history are used (R's b), in weeks within ``half_window_weeks`` (w) of the same week and, with ``periods``
    above 1, in that many seasonal levels; the last ``weeks_left_out`` weeks are not, so that a slow rise does not hide itself.
    ``trend_p``: the trend is kept where its p-value is below (1: always), there are three years, and (unless ``trend_beyond``) it
    does not carry the expectation above all that was seen. ``least_cases`` within ``least_cases_weeks``: fewer are never an alarm (limit54).
    ``threshold``: "nb-plugin" (Noufaily's), "nb-upper-mean" (the same at the mean's upper quantile; R's "muan") or "delta"
    (the 1996 one, on the ⅔ power). ``standard_errors``: "surveillance" takes the dispersion that R's package uses for them,
    which after reweighting is on the scale of squared relative residuals; "pearson" takes the model's own.
    """

    years: int = 5
    half_window_weeks: int = 3
    periods: int = 10
    weeks_left_out: int = 26
    alpha: float = 0.01
    threshold: Literal["nb-plugin", "nb-upper-mean", "delta"] = "nb-plugin"
    reweight: bool = True
    weights_threshold: float = 2.58
    trend: bool = True
    trend_p: float = 1.0
    trend_beyond: bool = False
    least_cases: int = 5
    least_cases_weeks: int = 4
    standard_errors: Literal["surveillance", "pearson"] = "surveillance"
    weeks_a_year: int = 52


@dataclass(frozen=True, slots=True)
class FarringtonBounds:
    """One row a series and one column a judged week. NaN where no model could be fitted (``alarm`` is False there)."""

    weeks: tuple[int, ...]  # indices into the counts
    expected: Floats
    dispersion: Floats
    upper: Floats
    log_chance: Floats  # ln P(at least so many), under the threshold's distribution
    score: Floats  # (observed − expected) / (upper − expected)
    trend: NDArray[np.bool_]
    alarm: NDArray[np.bool_]
    standard_error: Floats  # of ln expected


def farrington_flexible(
    counts: ArrayLike, weeks: ArrayLike | None = None, *, settings: FarringtonSettings | None = None
) -> FarringtonBounds:
    """Judge ``weeks`` (indices; by default every week with enough history) of ``counts`` (weeks, or series × weeks).

    Raises InputError when a week has too little history or a count is missing or negative.
    """
    settings = settings or FarringtonSettings()
    observed = np.atleast_2d(np.asarray(counts, dtype=float))
    if not np.all(np.isfinite(observed)) or np.any(observed < 0):
        raise InputError("A count is missing or negative.", fix="Give a number from 0 up for every week.")
    first = settings.years * settings.weeks_a_year + settings.half_window_weeks
    judged = np.arange(first, observed.shape[1]) if weeks is None else np.atleast_1d(np.asarray(weeks, dtype=int))
    if not judged.size or judged.min() < first or judged.max() >= observed.shape[1]:
        raise InputError(
            f"{settings.years} years of history are {first} weeks; there are {observed.shape[1]}.",
            fix="Use fewer years, or judge later weeks.",
        )
    shape = (observed.shape[0], judged.size)
    expected, se, dispersion = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    trend = np.zeros(shape, dtype=bool)
    for column, week in enumerate(judged):
        rows, level = history_levels(int(week), settings=settings)
        for start in range(0, observed.shape[0], SERIES_AT_ONCE):
            block = slice(start, start + SERIES_AT_ONCE)
            fit = _fit(observed[block][:, rows], rows - week, level, settings=settings)
            expected[block, column], se[block, column] = np.exp(fit.log_mean), fit.standard_error
            dispersion[block, column], trend[block, column] = fit.dispersion, fit.with_trend
    return _bounds(observed, judged, expected, se, dispersion, trend, settings=settings)


def history_levels(week: int, *, settings: FarringtonSettings) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which weeks judge ``week``, oldest first, and the seasonal level (0 … periods − 1) of each; its own is the last."""
    width, own = settings.half_window_weeks, settings.periods - 1
    level = np.full(week + 1, -1)
    level[week - width : week + 1] = own
    for year in range(1, settings.years + 1):
        centre = week - year * settings.weeks_a_year
        level[centre - width : centre + width + 1] = own
        between = settings.weeks_a_year - 2 * width - 1
        if settings.periods > 1:
            if between < settings.periods - 1:
                raise InputError(f"A year cannot be cut into {settings.periods} seasonal levels.", fix="Use fewer.")
            # The first levels take the weeks that are left over.
            lengths = np.full(settings.periods - 1, between // (settings.periods - 1))
            lengths[: between % (settings.periods - 1)] += 1
            level[centre + width + 1 : centre + width + 1 + between] = np.repeat(
                np.arange(settings.periods - 1), lengths
            )
    level[week - settings.weeks_left_out :] = -1
    rows = np.flatnonzero(level >= 0)
    return rows, level[rows]


def _fit(response: Floats, time: NDArray[np.intp], level: NDArray[np.intp], *, settings: FarringtonSettings) -> Fit:
    """The model with a trend where that may be kept, without elsewhere; predicted at time 0."""

    def fit(chosen: Floats, *, trend: bool) -> Fit:
        return fit_reweighted(
            chosen,
            time.astype(float),
            level,
            levels=settings.periods,
            trend=trend,
            weights_threshold=settings.weights_threshold if settings.reweight else None,
            relative_errors=settings.standard_errors == "surveillance" and settings.reweight,
        )

    if not settings.trend:
        return fit(response, trend=False)
    fitted = fit(response, trend=True)
    with np.errstate(invalid="ignore", over="ignore"):
        kept = (
            fitted.converged
            & (fitted.trend_p < settings.trend_p)
            & (settings.trend_beyond | (np.exp(fitted.log_mean) <= response.max(axis=1)))
            & (settings.years >= 3)
        )
    return fitted if kept.all() else fitted.replaced(~kept, fit(response[~kept], trend=False))


def _bounds(
    observed: Floats,
    judged: NDArray[np.intp],
    expected: Floats,
    se: Floats,
    dispersion: Floats,
    trend: NDArray[np.bool_],
    *,
    settings: FarringtonSettings,
) -> FarringtonBounds:
    now = observed[:, judged]
    normal = NormalDist().inv_cdf(1 - settings.alpha)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        if settings.threshold == "delta":
            # On the ⅔ power a Poisson is nearly symmetric; the mean's own error comes on top (Farrington 1996, §3.6).
            deviation = np.sqrt(4 / 9 * np.cbrt(expected) * (dispersion + expected * se**2))
            root = np.cbrt(expected) ** 2
            upper = (root + normal * deviation) ** 1.5
            log_chance = _log_normal_tail((np.cbrt(now) ** 2 - root) / deviation)
        else:
            mean = expected if settings.threshold == "nb-plugin" else expected * np.exp(normal * se)
            upper = count_quantile(1 - settings.alpha, mean=mean, dispersion=dispersion)
            log_chance = log_tail_count(now, mean=np.nan_to_num(mean), dispersion=np.nan_to_num(dispersion, nan=1.0))
            log_chance[~np.isfinite(mean)] = np.nan
        # R subtracts what it predicted on the link's scale here for the negative binomial; the score is ours to define.
        score = (now - expected) / (upper - expected)
    total = np.cumsum(observed, axis=1)
    before = judged - settings.least_cases_weeks
    recent = total[:, judged] - np.where(before >= 0, total[:, np.maximum(before, 0)], 0.0)
    enough = recent >= settings.least_cases
    with np.errstate(invalid="ignore"):
        alarm = (now > upper) & enough & (now > 0)
    return FarringtonBounds(
        tuple(int(week) for week in judged), expected, dispersion, upper, log_chance, score, trend, alarm, se
    )


def _log_normal_tail(z: Floats) -> Floats:
    """ln P(Z ≥ z), by the incomplete gamma: P(Z ≥ z) = ½ Q(½, z²/2) for z ≥ 0."""
    from math import erfc, log, sqrt

    def tail(value: float) -> float:
        if value != value:
            return value
        if value > 25:  # beyond erfc's smallest number: the leading term of the asymptotic series
            return -value * value / 2 - log(value) - 0.9189385332046727
        return log(erfc(value / sqrt(2)) / 2)

    result: Floats = np.vectorize(tail, otypes=[float])(z)
    return result
