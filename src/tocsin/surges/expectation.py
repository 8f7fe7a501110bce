"""How many reports of a scam to expect in each place and on each day.

Two halves, multiplied. *Where*: a place's own history of the scam, drawn towards its share of all reports (empirical Bayes with
a gamma prior: Clayton & Kaldor 1987, Biometrics 43:671–681), so that a place that never had one is neither certain nor wild.
How many reports that share is worth, the desk's own table of scams by places says: much where places hardly differ in what they
report, little where each has scams of its own.
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

# What a place's share of all reports may be worth, in reports beside its own history of the scam; and what it is thought worth
# before the desk's own reports say (log-normal).
WORTHS = 2.0 ** np.arange(-3.0, 11.0, 0.5)
USUAL_WORTH, WORTH_SPREAD = 1.0, 1.5
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
    doubt: Floats  # windows: relative variance of window_share, of all kinds
    lasting_doubt: float  # the part that is the same for every day: how much of the scam there is, its season
    day_known: Floats  # by days ago: 1 / the relative variance of that day's own share
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
    worth: Floats  # by scam and campaign: how many reports of its own a place's share of all reports is worth

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
        all_by_place = np.bincount(laid.place[old & laid.first], minlength=places)
        campaign = np.array([label.campaign is not None for label in laid.labels], dtype=bool)
        worth = np.full(labels, USUAL_WORTH)
        for kind in (campaign, ~campaign):  # campaigns are more local than scams
            worth[kind] = worth_of_share(by_place[kind], all_by_place)
        return cls(laid, window_days, baseline_days, whole, by_place, by_day, all_by_day, share / share.sum(), worth)

    def expect(self, scam: int, *, season: Season = NO_SEASON) -> Expectation:
        """For the scam or campaign of this index."""
        own = self.by_scam_place[scam].astype(float)
        prior = (own.sum() + NEW_SCAM) * self.place_share
        worth = float(self.worth[scam])
        mean = prior * (worth + own) / (worth + prior)
        mean *= (own.sum() + NEW_SCAM) / mean.sum()  # what the places say together is what the scam's history says
        variance = mean**2 / (worth + own)
        # How much of it there is over all places is known from a history too. Where places lean on their share, that
        # moves them together: by worth / (worth + prior) each, with the negative binomial's information of all of them.
        leaning = prior * worth / (worth + prior)
        together = leaning.sum() / prior.sum() ** 2
        others = (self.all_by_day - self.by_scam_day[scam]).astype(float)
        day_share, usual = self._day_shares(others)
        share = np.cumsum(day_share[: self.window_days]) * season.factor
        known = np.minimum(others, usual)[: self.window_days] + DAY_PRIOR
        lasting = season.doubt + together
        doubt = 1.0 / np.cumsum(known) + lasting
        return Expectation(mean, variance, share, doubt, lasting, known, self._burst(scam, day_share), day_share)

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


def worth_of_share(by_label_place: NDArray[np.int64], all_by_place: NDArray[np.int64]) -> float:
    """How many reports a place's share of all reports is worth, beside its own history of a scam: 1 ∕ the variance, over
    places, of how many times its share a place has.

    The mode over :data:`WORTHS`, under a log-normal prior, of the negative binomial likelihood of ``by_label_place``: each scam's
    reports against the places' share of all *other* reports (its own would agree with themselves).
    """
    total = by_label_place.sum(axis=1, keepdims=True)
    others = (all_by_place - by_label_place).clip(0) + 0.5
    mean = ((total + NEW_SCAM) * others / others.sum(axis=1, keepdims=True))[total[:, 0] > 0]
    counts = by_label_place[total[:, 0] > 0]
    if not counts.size:
        return USUAL_WORTH
    more_than = counts.size - np.cumsum(np.bincount(counts.ravel()))[:-1]  # cells with more than 0, 1, 2 … reports
    steps = np.arange(more_than.size)
    fits = [
        float(more_than @ np.log(worth + steps) + worth * counts.size * np.log(worth))
        - float(((worth + counts) * np.log(worth + mean)).sum())
        - 0.5 * (np.log(worth / USUAL_WORTH) / WORTH_SPREAD) ** 2
        for worth in WORTHS
    ]
    return float(WORTHS[int(np.argmax(fits))])
