"""How many reports of a scam to expect in each place and on each day.

Two halves, multiplied. *Where*: a place's own history of the scam, drawn towards its share of all reports (a gamma prior worth
one report: Clayton & Kaldor 1987, Biometrics 43:671–681), so that a place that never had one is neither certain nor wild.
*When*: the day's share of all **other** scams' reports, drawn towards the weekday's usual share. An appeal, a holiday, a
season or a new intake route moves every scam together; counted against the others, it is no rise. What a scam does each
year on its own account comes on top, as a factor (:mod:`series`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chances import Floats
from .sightings import Laid

PRIOR_REPORTS = 1.0  # what a place's share of all reports is worth, beside its own history of the scam
NEW_SCAM = 0.5  # Jeffreys' half: a scam never seen before may still come
DAY_PRIOR = 5.0  # other scams' reports that a weekday's usual number is worth
LEAST_DISPERSION_DOUBT = 1.64  # standard errors above 1 before a scam counts as coming in bursts


@dataclass(frozen=True, slots=True)
class Season:
    """How much more of a scam to expect now than over the baseline, from its own earlier years; and how sure that is."""

    factor: float = 1.0
    doubt: float = 0.0  # relative variance


NO_SEASON = Season()


@dataclass(frozen=True, slots=True)
class Expectation:
    """For one scam. Means are in reports over the baseline; ``window_share[w]`` turns them into windows of w + 1 days.

    The last place is “no place”. ``variance`` is that of ``mean`` (we know it only from a history).
    """

    mean: Floats  # places + 1
    variance: Floats
    window_share: Floats  # windows
    doubt: Floats  # windows: relative variance of window_share
    burst: float  # variance/mean of the scam's weeks beyond 1, over all places
    day_share: Floats  # by days ago, before the season; as far back as the baseline goes

    def dispersion(self, mean: Floats, variance: Floats, windows: NDArray[np.intp] | slice = slice(None)) -> Floats:
        """Variance/mean of the count in circles with this ``mean`` and ``variance`` (baseline), for ``windows``."""
        share, doubt = self.window_share[windows], self.doubt[windows]
        result: Floats = (
            1.0 + share * variance / mean + doubt * share * mean + self.burst * np.minimum(mean / self.mean.sum(), 1.0)
        )
        return result


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual, over all scams: counts before the windows, and the shape of the days."""

    laid: Laid
    window_days: int
    baseline_days: int
    completeness: Floats  # by days ago; below 1 where reports are still to come
    by_scam_place: NDArray[np.int64]  # baseline
    by_scam_day: NDArray[np.int64]  # all days, column = days ago
    all_by_day: NDArray[np.int64]  # every report once, of whatever scam or none
    place_share: Floats  # places + 1

    @classmethod
    def of(
        cls, laid: Laid, *, window_days: int, most_baseline_days: int, completeness: Floats | None = None
    ) -> Baseline:
        """The days before the windows, as far back as there are reports; at least eight weeks count as watched."""
        oldest = int(laid.days_ago.max(initial=0)) + 1
        baseline_days = int(min(max(oldest - window_days, 56), most_baseline_days))
        labels, places, days = len(laid.labels), len(laid.places) + 1, window_days + baseline_days
        inside = laid.days_ago < days
        old, known = inside & (laid.days_ago >= window_days), laid.label >= 0
        by_place = np.bincount(
            laid.label[old & known] * places + laid.place[old & known], minlength=labels * places
        ).reshape(labels, places)
        by_day = np.bincount(
            laid.label[inside & known] * days + laid.days_ago[inside & known], minlength=labels * days
        ).reshape(labels, days)
        all_by_day = np.bincount(laid.days_ago[inside & laid.first], minlength=days)
        # What “no place” gets: its own share of the reports; a place never seen in the baseline gets a little.
        share = np.bincount(laid.place[old & laid.first], minlength=places) + np.append(np.ones(places - 1), 0.5)
        whole = np.ones(days)
        if completeness is not None:
            whole[: min(days, completeness.size)] = completeness[:days]
        return cls(laid, window_days, baseline_days, whole, by_place, by_day, all_by_day, share / share.sum())

    def expect(self, scam: int, *, season: Season = NO_SEASON) -> Expectation:
        """For the scam or campaign of this index."""
        own = self.by_scam_place[scam].astype(float)
        prior = (own.sum() + NEW_SCAM) * self.place_share
        mean = prior * (PRIOR_REPORTS + own) / (PRIOR_REPORTS + prior)
        mean *= (own.sum() + NEW_SCAM) / mean.sum()  # what the places say together is what the scam's history says
        variance = mean**2 / (PRIOR_REPORTS + own)
        others = (self.all_by_day - self.by_scam_day[scam]).astype(float)
        day_share, usual = self._day_shares(others)
        share = np.cumsum(day_share[: self.window_days]) * season.factor
        known = np.cumsum(np.minimum(others, usual)[: self.window_days] + DAY_PRIOR)
        doubt = 1.0 / known + season.doubt
        return Expectation(mean, variance, share, doubt, self._burst(scam, day_share), day_share)

    def _day_shares(self, others: Floats) -> tuple[Floats, Floats]:
        """Each day's exposure as a share of the whole baseline's, and how many other reports its weekday usually has."""
        old = others[self.window_days :]
        weekday = np.arange(others.size) % 7
        sums = np.bincount(weekday[self.window_days :], weights=old, minlength=7)
        days = np.bincount(weekday[self.window_days :], minlength=7)
        level = old.sum() / self.baseline_days
        usual_by_weekday = (sums + DAY_PRIOR * level) / (days + DAY_PRIOR)
        usual = usual_by_weekday[weekday] * self.completeness
        rate = usual_by_weekday[weekday] / level if level > 0 else np.ones(others.size)
        exposure = rate * self.completeness * (others + DAY_PRIOR) / (usual + DAY_PRIOR)
        return exposure / exposure[self.window_days :].sum(), usual

    def _burst(self, scam: int, day_share: Floats) -> float:
        """How much more than Poisson the scam's weeks vary in the baseline, past outbreaks clipped; 0 unless it is plain."""
        weeks = self.baseline_days // 7
        if weeks < 6:
            return 0.0
        span = slice(self.window_days, self.window_days + weeks * 7)
        seen = self.by_scam_day[scam, span].reshape(weeks, 7).sum(axis=1)
        mean = day_share[span].reshape(weeks, 7).sum(axis=1) * max(float(seen.sum()), NEW_SCAM)
        residual = np.clip((seen - mean) / np.sqrt(np.maximum(mean, 1e-9)), -2.58, 2.58)
        ratio = float((residual**2).sum()) / (weeks - 1)
        return max(ratio - 1.0, 0.0) if ratio > 1 + LEAST_DISPERSION_DOUBT * np.sqrt(2 / (weeks - 1)) else 0.0
