"""The space–time permutation scan: where and when did reports come closer together than place and day alone explain?

Kulldorff, Heffernan, Hartman, Assunção & Mostashari (2005), "A space–time permutation scan statistic for disease outbreak
detection", PLoS Medicine 2(3):e59. Needs no population: what a place usually reports, and what a day brings everywhere, are
both taken from the reports themselves. Replicates deal the reports' days out anew among them, which keeps both.

Expectations do not change under that, so everything that depends on them is worked out once (:mod:`windows` says how).

How rarely chance does as much: Gumbel's tail, fitted to the replicates' scores, tells what is not near to being rare. It is a
little too heavy far out (said 1 in 1,000, it is 1 in 1,400), and what few replicates leave open alarms too often (with 99, a
quarter more at 1 in 365). So what is rare is worked out again by importance sampling (:mod:`importance`), which has neither error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import InputError
from .chances import Floats
from .importance import chance_by_importance
from .tails import Gumbel
from .windows import NEVER, cumulated, highest, replicates_at_once
from .zones import Zones

FIRST_LOOK = 19  # replicates before the first thought of stopping
SURE = 2.0  # standard errors of a fit that stopping allows for
ENOUGH = 199  # replicates that tell what to weigh, where not all were asked for
IMPORTANCE_DRAWS = 199  # the chance is then known to about a tenth


@dataclass(frozen=True, slots=True)
class Scan:
    """The circle and window that stand out most, and how often chance alone does as much.

    ``score`` is the log-likelihood ratio. ``chance`` is by importance sampling where it is small, else Gumbel's where ``tail`` was
    fitted; ``rank_chance`` the plain share of replicates, (1 + as high) / (1 + all). Both are 1 where nothing was reported.
    """

    score: float
    place: int
    nearest: int  # places in the circle
    window_days: int
    observed: int
    expected: float
    chance: float
    rank_chance: float
    replicates: tuple[float, ...] = field(repr=False)
    tail: Gumbel | None


@dataclass(frozen=True, slots=True)
class _Expected:
    """What does not change under permutation."""

    total: int
    by_circle: Floats  # places × sizes: reports in the circle, all days
    by_window: Floats  # reports in the window, everywhere

    def of(self, k: int) -> Floats:
        return self.by_circle[:, k, None] * (self.by_window / self.total)


def permutation_scan(
    place: ArrayLike,
    days_ago: ArrayLike,
    zones: Zones,
    *,
    window_days: int = 60,
    replicates: int = 999,
    seed: int = 1,
    stop_above: float | None = None,
    least_score: float = 0.0,
    tail: Gumbel | None = None,
    weigh_below: float = 0.05,
) -> Scan:
    """Scan reports, each a ``place`` (an index into ``zones``) and how many ``days_ago`` it came (0: the day judged).

    Every circle of ``zones`` and every window of 1 to ``window_days`` that ends on the day judged is looked at; older reports
    say what is usual. ``stop_above``: stop making replicates when the chance is clearly above this (nothing to see here), or
    when there are enough to tell that it must be weighed.
    ``least_score``: what scores less is not worth replicates; its chance is given as 1.
    ``tail``: the tail of an earlier run over nearly the same reports; no replicates are made then.
    ``weigh_below``: where Gumbel's chance is no higher, it is worked out by importance sampling instead (0: never).
    """
    places, days = np.asarray(place, dtype=np.intp), np.asarray(days_ago, dtype=np.intp)
    if places.shape != days.shape or (places.size and (places.min() < 0 or places.max() >= zones.places)):
        raise InputError("Each report needs one place that the zones know and one number of days ago.")
    if days.size and days.min() < 0:
        raise InputError("A report lies in the future of the day that is judged.", fix="Leave it out.")
    window_days = min(window_days, int(days.max(initial=0)) + 1)
    recent = days < window_days
    if not recent.any():
        return Scan(0.0, 0, 1, 1, 0, 0.0, 1.0, 1.0, (), tail)
    expected = _expected(places, days, zones, window_days=window_days)
    counts = cumulated(places[recent], days[recent], places=zones.places, days=window_days)
    best = _best(counts, expected, zones)
    if best[0] < least_score:
        return Scan(*best, 1.0, 1.0, (), tail)
    maxima = (
        ()
        if tail is not None
        else _replicates(places, days[recent], expected, zones, window_days, replicates, seed, best[0], stop_above)
    )
    if tail is None and len(maxima) >= FIRST_LOOK:
        tail = Gumbel.fit(maxima)
    rank = (1 + sum(value >= best[0] - 1e-9 for value in maxima)) / (1 + len(maxima))
    chance = tail.chance_of(best[0]) if tail else rank
    if chance <= weigh_below:
        chance = chance_by_importance(
            places, days[recent], zones, _least(max(best[0] - 1e-9, 0.0), expected, zones), expected.by_circle,
            expected.by_window, draws=IMPORTANCE_DRAWS, random=np.random.default_rng([seed, IMPORTANCE_DRAWS]),
        )  # fmt: skip
    return Scan(*best, chance, rank, maxima, tail)


def log_likelihood_ratio(observed: ArrayLike, *, expected: ArrayLike, total: int) -> Floats:
    """Kulldorff's, for circles with more than expected; 0 for the others."""
    c, mean = np.broadcast_arrays(np.asarray(observed, float), np.asarray(expected, float))
    rest = total - c
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(c > 0, c * np.log(c / mean), 0.0)
        outside = np.where(rest > 0, rest * np.log(rest / (total - mean)), 0.0)
    return np.where(c > mean, inside + outside, 0.0)


def _expected(places: NDArray[np.intp], days: NDArray[np.intp], zones: Zones, *, window_days: int) -> _Expected:
    by_place = np.append(np.bincount(places, minlength=zones.places), 0).astype(float)
    by_day = np.bincount(days, minlength=window_days)[:window_days]
    return _Expected(places.size, np.cumsum(by_place[zones.nearest], axis=1), np.cumsum(by_day).astype(float))


def _best(counts: NDArray[np.int64], expected: _Expected, zones: Zones) -> tuple[float, int, int, int, int, float]:
    """Score, place, circle's size, window, observed and expected of what stands out most; the smallest of equals."""
    found = (0.0, 0, 1, 1, int(counts[0, 0]), float(expected.of(0)[0, 0]))
    padded = np.vstack([counts, np.zeros((1, counts.shape[1]), dtype=counts.dtype)])
    running = np.zeros_like(counts)
    for k in range(zones.nearest.shape[1]):
        running += padded[zones.nearest[:, k]]
        mean = expected.of(k)
        place, window = np.nonzero((running > mean) & (zones.nearest[:, k, None] >= 0))  # the others score nothing
        if not place.size:
            continue
        count, usual = running[place, window], mean[place, window]
        scores = log_likelihood_ratio(count, expected=usual, total=expected.total)
        best = int(scores.argmax())
        if scores[best] > found[0] + 1e-12:
            found = (
                float(scores[best]), int(place[best]), k + 1, int(window[best]) + 1, int(count[best]), float(usual[best])
            )  # fmt: skip
    return found


def _replicates(
    places: NDArray[np.intp],
    recent_days: NDArray[np.intp],
    expected: _Expected,
    zones: Zones,
    window_days: int,
    wanted: int,
    seed: int,
    score: float,
    stop_above: float | None,
) -> tuple[float, ...]:
    random = np.random.default_rng(seed)
    batch = replicates_at_once(zones, window_days)
    slots = recent_days.size
    dealt = places.astype(np.int64)  # NumPy shuffles 8-byte items fastest
    bar = -np.inf
    kept: dict[float, list[NDArray[np.int64]]] = {}  # by bar: they take as long as some replicates

    def least(of: float) -> list[NDArray[np.int64]]:
        if of not in kept:
            kept[of] = _least(of, expected, zones)
        return kept[of]

    scorer = _Scorer(expected)
    maxima: list[float] = []
    cells = zones.places * window_days
    while len(maxima) < wanted:
        now = min(batch, wanted - len(maxima))
        counts = np.empty((zones.places, now, window_days), dtype=np.int64)
        for replicate in range(now):
            # Only who gets the recent days matters: deal those. In random order too (choice has an option that saves this and
            # leaves late reports near their own days, so that a real cluster comes back in its own replicates).
            drawn = (
                random.permutation(dealt)[:slots]
                if slots * 4 > dealt.size
                else random.choice(dealt, slots, replace=False)
            )
            table = np.bincount(drawn * window_days + recent_days, minlength=cells)
            counts[:, replicate] = np.cumsum(table.reshape(zones.places, window_days), axis=1)
        if not maxima:
            bar = _single_bar(counts, expected)
        found = highest(counts, zones, scorer, least(bar))
        low = bar
        while (missed := ~np.isfinite(found)).any():
            low = low * 0.6 if low > 0.05 else 0.0
            found[missed] = highest(counts[:, missed], zones, scorer, least(low))
            if low == 0.0:
                found[~np.isfinite(found)] = 0.0
        maxima += found.tolist()
        if len(maxima) >= FIRST_LOOK:
            if stop_above is not None:
                fitted = Gumbel.fit(maxima)
                # The scale's relative standard error by moments is 1.05 / √n; a lighter tail by SURE of them must say so too.
                lighter = Gumbel(fitted.location, fitted.scale * (1 - SURE * 1.05 / sqrt(len(maxima))))
                if lighter.chance_of(score) > 4 * stop_above or len(maxima) >= ENOUGH:
                    break
            # Most replicates reach a low quantile of those so far; few of their circles do.
            raised = float(np.quantile(maxima, 0.05)) - 0.5
            if abs(raised - bar) > 1.0 and isfinite(raised):
                bar = max(raised, 0.0)
                kept.clear()
    return tuple(maxima)


def _single_bar(counts: NDArray[np.int64], expected: _Expected) -> float:
    """A first bar: what single places alone reach in the least of the first replicates."""
    scores = log_likelihood_ratio(counts, expected=expected.of(0)[:, None, :], total=expected.total)
    return max(float(scores.max(axis=(0, 2)).min()) - 1e-9, 0.0)


class _Scorer:
    """ln-likelihood ratios by table: g(c) − c·ln E − (C − c)·ln(C − E), with g(c) = c·ln c + (C − c)·ln(C − c)."""

    def __init__(self, expected: _Expected) -> None:
        total = expected.total
        counts = np.arange(total + 1, dtype=float)
        own = counts * np.log(np.maximum(counts, 1.0))
        self._g = own + own[::-1]
        self._total, self._expected = total, expected
        with np.errstate(divide="ignore"):
            self._log_circle = np.log(expected.by_circle)
            self._log_window = np.log(expected.by_window / total)

    def __call__(self, k: int, place: NDArray[np.intp], window: NDArray[np.intp], count: NDArray[np.int64]) -> Floats:
        log_mean = self._log_circle[place, k] + self._log_window[window]
        mean = self._expected.by_circle[place, k] * (self._expected.by_window[window] / self._total)
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = np.where(count < self._total, (self._total - count) * np.log(self._total - mean), 0.0)
        return np.where(count > mean, self._g[count] - count * log_mean - rest, 0.0)


def _least(bar: float, expected: _Expected, zones: Zones) -> list[NDArray[np.int64]]:
    """The least count of each circle and window that scores ``bar``. A count scores it up to some largest expectation."""
    most = int(expected.by_window[-1])
    counts = np.arange(1, most + 1, dtype=float)
    low, high = np.zeros(most), counts.copy()
    for _ in range(50):  # halving: the score falls as the expectation rises to the count
        middle = (low + high) / 2
        reaches = log_likelihood_ratio(counts, expected=middle, total=expected.total) >= bar
        low, high = np.where(reaches, middle, low), np.where(reaches, high, middle)
    largest = np.append(low * (1 + 1e-12), np.inf)
    result = []
    for k in range(zones.nearest.shape[1]):
        # Where no count reaches, searchsorted gives most + 1, which no count reaches either.
        least = np.searchsorted(largest, expected.of(k)) + 1
        least = np.where(zones.nearest[:, k, None] < 0, max(most + 1, NEVER), least)
        result.append(least)
    return result
