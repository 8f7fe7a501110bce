"""Quasi-Poisson regression on seasonal levels and a straight trend, for many series that share the same weeks.

The levels do not overlap, so the normal equations are an arrow: a diagonal for the levels and one row for the trend. Each
step of iteratively reweighted least squares (McCullagh & Nelder 1989, §2.5) is then a few sums over levels. It starts and
stops as R's ``glm`` does, so that series on which nothing converges (a level without a single case) end at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .chances import Floats, student_two_sided

MOST_STEPS = 25
STOP_AT = 1e-8  # relative change of the deviance
LEAST_MEAN = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Fit:
    """One value a series. ``log_mean`` and ``standard_error`` (of it) are for the last level at time 0."""

    log_mean: Floats
    standard_error: Floats
    dispersion: Floats  # at least 1
    trend_p: Floats  # NaN without a trend
    with_trend: NDArray[np.bool_]
    converged: NDArray[np.bool_]

    def replaced(self, where: NDArray[np.bool_], other: Fit) -> Fit:
        """This, with ``other`` (one value for each True of ``where``) put in."""
        values = {}
        for field in fields(self):
            value = getattr(self, field.name).copy()
            value[where] = getattr(other, field.name)
            values[field.name] = value
        return Fit(**values)


@dataclass(frozen=True, slots=True)
class _Solved:
    """The last step: means after it, weights before it, and what the inverse of the normal equations needs."""

    level_coefficient: Floats  # series × levels
    trend_coefficient: Floats  # series
    mean: Floats  # series × weeks
    working: Floats  # weights of the last step, series × weeks
    level_weight: Floats  # series × levels
    level_time: Floats  # weighted mean time of each level
    trend_weight: Floats  # series; what the trend is known by
    converged: NDArray[np.bool_]


def fit_reweighted(
    response: Floats,
    time: Floats,
    level: NDArray[np.intp],
    *,
    levels: int,
    trend: bool,
    weights_threshold: float | None,
    relative_errors: bool,
) -> Fit:
    """Fit ``response`` (series × weeks) on ``level`` (0 … ``levels`` − 1 for each week) and, with ``trend``, ``time``.

    With ``weights_threshold`` a second fit gives weeks whose Anscombe residual is above it less weight (Farrington 1996).
    ``relative_errors`` takes the dispersion behind the standard errors from squared relative residuals, as R's package does.
    """
    order = np.argsort(level, kind="stable")  # each level's weeks side by side: sums and spreads are then runs
    response, time, level = response[:, order], time[order], level[order]
    lengths = np.bincount(level, minlength=levels)
    degrees = response.shape[1] - levels - int(trend)
    weights = np.ones_like(response)
    solved = _solve(response, weights, time, lengths, trend=trend)
    dispersion = _dispersion(response, solved.working, solved.mean, degrees)
    converged = solved.converged
    if weights_threshold is not None:
        residuals = _anscombe(response, solved, time, lengths, np.maximum(dispersion, 1.0), trend=trend)
        weights = _weights(residuals, weights_threshold)
        solved = _solve(response, weights, time, lengths, trend=trend)
        dispersion = _dispersion(response, solved.working, solved.mean, degrees)
    behind_errors = _dispersion(response, weights, solved.mean, degrees) if relative_errors else dispersion
    with np.errstate(all="ignore"):
        own = levels - 1
        variance = 1.0 / solved.level_weight[:, own]
        p = np.full(response.shape[0], np.nan)
        if trend:
            variance = variance + solved.level_time[:, own] ** 2 / solved.trend_weight
            p = student_two_sided(
                np.nan_to_num(solved.trend_coefficient / np.sqrt(behind_errors / solved.trend_weight)),
                degrees=float(degrees),
            )
        error = np.sqrt(variance * behind_errors)
    log_mean = np.where(converged, solved.level_coefficient[:, own], np.nan)
    return Fit(
        log_mean,
        np.where(converged, error, np.nan),
        np.where(converged, np.maximum(dispersion, 1.0), np.nan),
        p,
        np.full(response.shape[0], trend),
        converged,
    )


def _solve(response: Floats, weights: Floats, time: Floats, lengths: NDArray[np.intp], *, trend: bool) -> _Solved:
    series, weeks = response.shape
    mean = response + 0.1
    eta = np.log(mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        fixed = np.where(response > 0, response * np.log(response), 0.0) - response
    deviance = 2 * np.sum(weights * (fixed - response * eta + mean), axis=1)
    levels = lengths.size
    starts = np.cumsum(lengths) - lengths
    last = _Solved(
        np.zeros((series, levels)),
        np.zeros(series),
        mean.copy(),
        np.zeros((series, weeks)),
        np.ones((series, levels)),
        np.zeros((series, levels)),
        np.ones(series),
        np.zeros(series, dtype=bool),
    )
    open_ = np.arange(series)  # those still moving
    for _ in range(MOST_STEPS):
        y, w = response[open_], weights[open_]
        working = w * mean
        pulled = working * eta + w * (y - mean)  # weight × working response
        level_weight = np.add.reduceat(working, starts, axis=1)
        level_pulled = np.add.reduceat(pulled, starts, axis=1)
        beta = np.zeros(open_.size)
        level_time = np.zeros_like(level_weight)
        trend_weight = np.ones(open_.size)
        if trend:
            level_time = np.add.reduceat(working * time, starts, axis=1) / level_weight
            apart = time - np.repeat(level_time, lengths, axis=1)  # from the level's own middle: keeps the digits
            trend_weight = np.einsum("ij,ij,ij->i", working, apart, apart)
            beta = np.einsum("ij,ij->i", pulled, apart) / trend_weight
        alpha = level_pulled / level_weight - level_time * beta[:, None]
        eta = np.repeat(alpha, lengths, axis=1)
        if trend:
            eta += beta[:, None] * time
        mean = np.maximum(np.exp(np.minimum(eta, 700.0)), LEAST_MEAN)
        before = deviance
        deviance = 2 * np.einsum("ij,ij->i", w, fixed[open_] - y * eta + mean)
        done = np.abs(deviance - before) / (np.abs(deviance) + 0.1) < STOP_AT
        last.level_coefficient[open_], last.trend_coefficient[open_] = alpha, beta
        last.mean[open_], last.working[open_] = mean, working
        last.level_weight[open_], last.level_time[open_], last.trend_weight[open_] = (
            level_weight,
            level_time,
            trend_weight,
        )
        last.converged[open_] = done
        if done.all():
            break
        going = ~done
        open_, mean, eta, deviance = open_[going], mean[going], eta[going], deviance[going]
    return last


def _dispersion(response: Floats, working: Floats, mean: Floats, degrees: int) -> Floats:
    with np.errstate(all="ignore"):
        result: Floats = np.sum(working * ((response - mean) / mean) ** 2, axis=1) / degrees
    return result


def _anscombe(
    response: Floats, solved: _Solved, time: Floats, lengths: NDArray[np.intp], dispersion: Floats, *, trend: bool
) -> Floats:
    """Anscombe residuals, standardised by dispersion and leverage."""
    mean = solved.mean
    leverage = solved.working / np.repeat(solved.level_weight, lengths, axis=1)
    if trend:
        apart = time - np.repeat(solved.level_time, lengths, axis=1)
        leverage += solved.working * apart**2 / solved.trend_weight[:, None]
    with np.errstate(all="ignore"):
        root = np.sqrt(mean)
        residuals: Floats = 1.5 * (np.cbrt(response) ** 2 / np.cbrt(root) - root)
        residuals /= np.sqrt(dispersion[:, None] * (1.0 - np.minimum(leverage, 1.0)))
    return residuals


def _weights(residuals: Floats, threshold: float) -> Floats:
    """1/s² above ``threshold`` and 1 below, scaled to mean 1."""
    with np.errstate(all="ignore"):
        weights = np.where(residuals > threshold, residuals**-2.0, 1.0)
    scaled: Floats = weights * (weights.shape[1] / weights.sum(axis=1, keepdims=True))
    return scaled
