"""Tails and quantiles of counts over whole arrays, with NumPy alone.

Tails keep their relative size however small they are (continued fractions, not 1 − the rest), because a surge is told by
how small its chance is. Sources: Abramowitz & Stegun 26.5.8 (incomplete beta), 6.5.29 and 6.5.31 (incomplete gamma), 6.1.40
(log gamma), evaluated by Lentz's method as modified by Thompson & Barnett (1986), J. Comput. Phys. 64:490–509.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

_TINY = 1e-300
_ENOUGH = 1e-15
_MOST_TERMS = 5000
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
_HALF_LOG_2PI = 0.9189385332046727


def log_gamma(x: ArrayLike) -> Floats:
    """ln Γ(x) for x > 0, to about 1e-14 relative. Shifted up to where Stirling's series is exact enough."""
    shifted = np.array(x, dtype=float)
    below = np.zeros_like(shifted)
    for _ in range(9):
        low = shifted < 9.0
        if not low.any():
            break
        below = np.where(low, below + np.log(np.where(low, shifted, 1.0)), below)
        shifted = np.where(low, shifted + 1.0, shifted)
    inverse = 1.0 / shifted
    square, series, power = inverse * inverse, np.zeros_like(shifted), inverse
    for coefficient in _STIRLING:
        series = series + coefficient * power
        power = power * square
    result: Floats = (shifted - 0.5) * np.log(shifted) - shifted + _HALF_LOG_2PI + series - below
    return result


def log_tail_negative_binomial(at_least: ArrayLike, *, size: ArrayLike, mean: ArrayLike) -> Floats:
    """ln P(X ≥ ``at_least``) for a negative binomial with this ``mean`` and variance mean + mean²/``size``.

    0 where ``at_least`` ≤ 0. Shapes broadcast.
    """
    count, size_, mean_ = np.broadcast_arrays(np.asarray(at_least, float), np.asarray(size, float), mean)
    result = np.zeros(count.shape)
    asked = (count > 0) & (mean_ > 0)
    if asked.any():
        result[asked] = _log_beta_share(
            mean_[asked] / (size_[asked] + mean_[asked]),
            size_[asked] / (size_[asked] + mean_[asked]),
            count[asked],
            size_[asked],
        )
    result[(count > 0) & (mean_ <= 0)] = -np.inf
    return result


def log_tail_poisson(at_least: ArrayLike, *, mean: ArrayLike) -> Floats:
    """ln P(X ≥ ``at_least``) for a Poisson of this ``mean``; 0 where ``at_least`` ≤ 0."""
    count, mean_ = np.broadcast_arrays(np.asarray(at_least, float), np.asarray(mean, float))
    result = np.zeros(count.shape)
    asked = (count > 0) & (mean_ > 0)
    if asked.any():
        result[asked] = _log_gamma_share(count[asked], mean_[asked])
    result[(count > 0) & (mean_ <= 0)] = -np.inf
    return result


def log_tail_count(at_least: ArrayLike, *, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """ln P(X ≥ ``at_least``) for a count of variance ``dispersion`` × ``mean``: Poisson at 1, negative binomial above."""
    count, mean_, dispersion_ = np.broadcast_arrays(
        np.asarray(at_least, float), np.asarray(mean, float), np.asarray(dispersion, float)
    )
    result = np.zeros(count.shape)
    plain = dispersion_ <= 1.0
    result[plain] = log_tail_poisson(count[plain], mean=mean_[plain])
    wide = ~plain
    result[wide] = log_tail_negative_binomial(
        count[wide], size=mean_[wide] / (dispersion_[wide] - 1.0), mean=mean_[wide]
    )
    return result


_NODES, _NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_NODE_WEIGHTS = _NODE_WEIGHTS / _NODE_WEIGHTS.sum()
_LARGEST_LOG_MEAN = 20.0
_LEAST_ROOT = 0.2  # of the cube: a dispersion 125 times the estimate


def log_tail_predictive(
    at_least: ArrayLike, *, mean: ArrayLike, dispersion: ArrayLike, mean_error: ArrayLike, dispersion_error: ArrayLike
) -> Floats:
    """ln P(X ≥ ``at_least``) as :func:`log_tail_count`, over what an estimated ``mean`` and ``dispersion`` leave open.

    The predictive distribution: ln mean is normal with standard error ``mean_error``; an estimate of the dispersion varies like χ²
    over its degrees of freedom, with the relative standard error ``dispersion_error``, so that what is believed of the dispersion is
    scaled inverse χ² (by Wilson & Hilferty's cube), and at least 1. By Gauss–Hermite quadrature.
    """
    count, mean_, dispersion_, mean_error_, dispersion_error_ = np.broadcast_arrays(
        *(np.asarray(values, float) for values in (at_least, mean, dispersion, mean_error, dispersion_error))
    )
    log_mean = np.log(mean_)
    cube = dispersion_error_**2 / 9  # 2/9 of 1 / degrees of freedom
    chance = np.zeros(count.shape)
    for of_dispersion, its_weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
        root = np.maximum(1.0 - cube + np.sqrt(cube) * of_dispersion, _LEAST_ROOT)
        believed = np.maximum(dispersion_ / root**3, 1.0)
        for of_mean, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
            means = np.exp(np.minimum(log_mean + mean_error_ * of_mean, _LARGEST_LOG_MEAN))
            with np.errstate(divide="ignore"):  # a chance too small for a number adds nothing
                chance += its_weight * weight * np.exp(log_tail_count(count, mean=means, dispersion=believed))
    with np.errstate(divide="ignore"):
        result: Floats = np.log(np.minimum(chance, 1.0))
    return result


def count_quantile(probability: float, *, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """The smallest k with P(X ≤ k) ≥ ``probability``, for counts as in :func:`log_tail_count`. NaN where mean is not finite."""
    mean_, dispersion_ = np.broadcast_arrays(np.asarray(mean, float), np.asarray(dispersion, float))
    shape, mean_, dispersion_ = mean_.shape, mean_.ravel(), np.maximum(dispersion_.ravel(), 1.0)
    result = np.full(mean_.shape, np.nan)
    good = np.isfinite(mean_) & np.isfinite(dispersion_)
    mu, phi = mean_[good], dispersion_[good]
    wanted = probability * (1 - 64 * np.finfo(float).eps)
    normal = _normal_quantile(probability)
    spread = np.sqrt(phi * mu)
    skew = (2 * phi - 1) / np.maximum(spread, 1e-12)
    k = np.maximum(np.floor(mu + spread * (normal + skew * (normal**2 - 1) / 6)), 0.0)
    # P(X ≤ k) = 1 − P(X ≥ k + 1)
    reached = _step(
        k, step=1.0, go_on=lambda k, i: -np.expm1(log_tail_count(k + 1, mean=mu[i], dispersion=phi[i])) < wanted
    )
    k = _step(
        reached,
        step=-1.0,
        go_on=lambda k, i: (k > 0) & (-np.expm1(log_tail_count(k, mean=mu[i], dispersion=phi[i])) >= wanted),
    )
    result[good] = k
    return result.reshape(shape)


def student_two_sided(t: ArrayLike, *, degrees: ArrayLike) -> Floats:
    """P(|T| ≥ |``t``|) with ``degrees`` of freedom."""
    square, degrees_ = np.broadcast_arrays(np.square(np.asarray(t, float)), np.asarray(degrees, float))
    result = np.ones(square.shape)
    moved = square > 0
    n = degrees_[moved]
    s = square[moved]
    result[moved] = np.exp(_log_beta_share(n / (n + s), s / (n + s), n / 2, np.full(n.shape, 0.5)))
    return result


def _normal_quantile(probability: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(probability)


def _step(k: Floats, *, step: float, go_on: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]]) -> Floats:
    """``k`` moved by ``step`` for as long as ``go_on`` says so, each on its own."""
    moved = k.copy()
    open_ = np.arange(k.size)
    while open_.size:
        open_ = open_[go_on(moved[open_], open_)]
        moved[open_] += step
    return moved


def _log_beta_share(x: Floats, rest: Floats, a: Floats, b: Floats) -> Floats:
    """ln of the regularised incomplete beta I_x(a, b); ``rest`` is 1 − x, given so that it keeps its digits."""
    front = a * np.log(x) + b * np.log(rest) + log_gamma(a + b) - log_gamma(a) - log_gamma(b)
    direct = x < (a + 1) / (a + b + 2)
    result = np.empty(x.shape)
    if direct.any():
        d = direct
        result[d] = front[d] + np.log(_beta_fraction(x[d], a[d], b[d]) / a[d])
    if not direct.all():
        o = ~direct
        other = np.exp(front[o] + np.log(_beta_fraction(rest[o], b[o], a[o]) / b[o]))
        result[o] = np.log1p(-np.minimum(other, 1.0 - 1e-17))
    return np.minimum(result, 0.0)


def _beta_fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    c = np.ones(x.shape)
    d = 1.0 / _off_zero(1.0 - (a + b) * x / (a + 1.0))
    fraction = d.copy()
    for m in range(1, _MOST_TERMS):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _off_zero(1.0 + top * d)
            c = _off_zero(1.0 + top / c)
            change = c * d
            fraction = fraction * change
        if np.all(np.abs(change - 1.0) < _ENOUGH * 10):
            break
    return fraction


def _log_gamma_share(a: Floats, x: Floats) -> Floats:
    """ln of the regularised lower incomplete gamma P(a, x)."""
    result = np.empty(x.shape)
    small = x < a + 1.0
    front = a * np.log(x) - x - log_gamma(a)
    if small.any():
        s = small
        term = 1.0 / a[s]
        total, divisor = term.copy(), a[s].copy()
        for _ in range(_MOST_TERMS):
            divisor = divisor + 1.0
            term = term * x[s] / divisor
            total = total + term
            if np.all(term < total * _ENOUGH):
                break
        result[s] = front[s] + np.log(total)
    if not small.all():
        o = ~small
        result[o] = np.log1p(-np.minimum(np.exp(front[o]) * _gamma_fraction(a[o], x[o]), 1.0 - 1e-17))
    return np.minimum(result, 0.0)


def _gamma_fraction(a: Floats, x: Floats) -> Floats:
    b = x + 1.0 - a
    c = np.full(x.shape, 1.0 / _TINY)
    d = 1.0 / _off_zero(b)
    fraction = d.copy()
    for i in range(1, _MOST_TERMS):
        top = -i * (i - a)
        b = b + 2.0
        d = 1.0 / _off_zero(top * d + b)
        c = _off_zero(b + top / c)
        change = c * d
        fraction = fraction * change
        if np.all(np.abs(change - 1.0) < _ENOUGH * 10):
            break
    return fraction


def _off_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < _TINY, _TINY, value)
