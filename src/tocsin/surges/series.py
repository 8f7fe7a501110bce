"""Each scam's and campaign's own series, everywhere and in each area, against its own past.

Where there are three years or more, by the week: Farrington's flexible method (:mod:`farrington`), the last week and the last
two together. These tails are asked for one chance in tens of thousands, where what the fit leaves open is most of the chance: so
they are predictive, over the errors of the expectation and of the dispersion. On simulated series without an outbreak (Noufaily's
design) the chance of 1 in 10,000 then came 0.95 times as often as said with three years and 1.2 times with five, that of 1 in
100,000 0.94–1.01 and 1.4 times: that past outbreaks weigh less takes a little off the dispersion too. With two years there is no
trend, so those are not used.
Where there are only days, EARS C2's baseline (the seven days before the last two), with Student's tail, because seven days
know a spread badly. In both a rise of all reporting in the same place and days is allowed for.

The same fits tell a scam's own season (:func:`seasons`): how much more of it than of the others to expect now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .chances import Floats, log_tail_count, log_tail_predictive, student_two_sided
from .expectation import NO_SEASON, Season
from .farrington import FarringtonBounds, FarringtonSettings, farrington_flexible
from .sightings import Laid

LEAST_YEARS, MOST_YEARS = 3, 5
LEAST_SEASON_YEARS = 2  # before the baseline; what a season is not sure of is part of it
WEEKS_BEYOND = 5  # the half window before the first year, and the two weeks that are judged
LEAST_HISTORY = 10  # reports before the days that are judged; fewer are no series
RARE = 0.1  # chances from here on are worked out with the errors of the fit
REPORTING_PRIOR = 3.0  # other scams' reports before a rise in all of them is believed
EARS_BASELINE_DAYS, EARS_GAP_DAYS = 7, 2
LEAST_DEVIATION = 1.0  # reports a day
LEAST_SEASON_REPORTS = 26  # in the baseline, one a week
SEASON_SPREAD = 0.3  # of log seasons, beforehand
SEASON_STEP_WEEKS = 3
MOST_SEASON = 4.0


@dataclass(frozen=True, slots=True)
class SeriesAlarm:
    """``label`` and ``group`` as in what was given; ``chance`` of at least so many, windows tried included."""

    label: int
    group: int
    method: Literal["farrington", "ears"]
    window_days: int
    observed: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Series that could alarm, and how many there were."""

    alarms: tuple[SeriesAlarm, ...]
    streams: int


def judge_series(
    laid: Laid,
    rows: Sequence[int],
    members: Sequence[NDArray[np.intp]],
    *,
    completeness: Floats | None,
    least_reports: int,
    labels: Sequence[int] | None = None,
) -> Judged:
    """Every label's series in each group of places. ``rows``: the groups' rows in ``laid.weeks``; ``members``: their places.

    ``labels``: only these are judged (the number of streams stays that of all).
    """
    years = min(MOST_YEARS, (laid.weeks_watched - WEEKS_BEYOND) // 52)
    if years >= LEAST_YEARS:
        return _by_farrington(laid, rows, years, completeness, least_reports, labels)
    if laid.days_ago.size and int(laid.days_ago.max()) >= EARS_BASELINE_DAYS + EARS_GAP_DAYS:
        return _by_ears(laid, members, completeness, least_reports, labels)
    return Judged((), 0)


def _by_farrington(
    laid: Laid,
    rows: Sequence[int],
    years: int,
    completeness: Floats | None,
    least_reports: int,
    labels: Sequence[int] | None,
) -> Judged:
    weeks = years * 52 + WEEKS_BEYOND
    counts = laid.weeks[list(rows)][:, :, :weeks][:, :, ::-1].astype(float)
    long_enough = counts[:, :, :-2].sum(axis=2) >= LEAST_HISTORY
    streams = int(long_enough.sum())
    wanted = long_enough & (counts[:, :, -2:].sum(axis=2) >= least_reports)
    if labels is not None:
        wanted &= np.isin(np.arange(counts.shape[1]), labels)
    group, label = np.nonzero(wanted)
    if not group.size:
        return Judged((), streams)
    plain = np.array([one.campaign is None for one in laid.labels])
    all_of_group = counts[:, plain].sum(axis=1)
    settings = _settings(years)
    series = np.concatenate([counts[group, label], all_of_group])
    bounds = farrington_flexible(series, [weeks - 2, weeks - 1], settings=settings)
    doubt = dispersion_error(bounds, settings)[: group.size, -1]
    in_ = np.array([_share_in(completeness, 7, 14), _share_in(completeness, 0, 7)])
    expected = bounds.expected * in_
    own, whole = expected[: group.size], expected[group.size :][group]
    seen, seen_by_all = counts[group, label][:, -2:], all_of_group[group][:, -2:]
    alarms: list[SeriesAlarm] = []
    for weeks_together in (1, 2):
        last = slice(2 - weeks_together, 2)
        observed, mean = seen[:, last].sum(axis=1), own[:, last].sum(axis=1)
        others_seen = seen_by_all[:, last].sum(axis=1) - observed
        others_expected = np.maximum(whole[:, last].sum(axis=1) - mean, 0.0)
        rise = np.maximum((others_seen + REPORTING_PRIOR) / (others_expected + REPORTING_PRIOR), 1.0)
        variance = (own * bounds.dispersion[: group.size])[:, last].sum(axis=1) * rise
        mean = mean * rise
        error = bounds.standard_error[: group.size, -1]
        known = np.isfinite(mean) & np.isfinite(variance) & np.isfinite(error) & (mean > 0)
        chance = np.ones(group.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            dispersion = variance / mean
        chance[known] = np.exp(log_tail_count(observed[known], mean=mean[known], dispersion=dispersion[known]))
        rare = known & (
            chance <= RARE
        )  # what the fit leaves open makes these less rare; the others are no alarm at all
        chance[rare] = np.exp(
            log_tail_predictive(
                observed[rare], mean=mean[rare], dispersion=dispersion[rare], mean_error=error[rare],
                dispersion_error=doubt[rare],
            )
        )  # fmt: skip
        alarms += [
            SeriesAlarm(
                int(label[i]), int(group[i]), "farrington", 7 * weeks_together, int(observed[i]), float(mean[i]),
                min(2.0 * float(chance[i]), 1.0),
            )
            for i in np.flatnonzero(known & (observed >= least_reports))
        ]  # fmt: skip
    return Judged(tuple(alarms), streams)


def dispersion_error(bounds: FarringtonBounds, settings: FarringtonSettings) -> Floats:
    """Relative standard error of the fitted dispersion, series × weeks: McCullagh & Nelder 1989, §4.5.2, for counts of that mean."""
    degrees = (
        settings.years * settings.weeks_a_year
        - settings.weeks_left_out
        + settings.half_window_weeks
        - settings.periods
        - 1
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.sqrt((2.0 + bounds.dispersion / bounds.expected) / degrees)
    return result


def _settings(years: int) -> FarringtonSettings:
    return FarringtonSettings(years=years, least_cases=0, standard_errors="pearson")


def _share_in(completeness: Floats | None, first: int, end: int) -> float:
    return 1.0 if completeness is None else float(completeness[first:end].mean())


def _by_ears(
    laid: Laid,
    members: Sequence[NDArray[np.intp]],
    completeness: Floats | None,
    least_reports: int,
    labels: Sequence[int] | None,
) -> Judged:
    days = EARS_BASELINE_DAYS + EARS_GAP_DAYS + 1
    streams, alarms = 0, []
    weights = np.ones(days) if completeness is None else np.asarray(completeness[:days])
    many, width = len(laid.labels), len(laid.places) + 1
    known = laid.label >= 0
    old = known & (laid.days_ago > EARS_GAP_DAYS)
    before_by_place = np.bincount(laid.label[old] * width + laid.place[old], minlength=many * width).reshape(
        many, width
    )
    # Only the last days' rows are gone through for each group: there may be many groups, and a million rows.
    late = laid.days_ago < days
    label, place, ago, first = laid.label[late], laid.place[late], laid.days_ago[late], laid.first[late]
    for group, places in enumerate(members):
        here = np.isin(place, places)
        inside = here & (label >= 0)
        flat = np.bincount(label[inside] * days + ago[inside], minlength=many * days)
        before = before_by_place[:, places].sum(axis=1)
        long_enough = before >= LEAST_HISTORY
        streams += int(long_enough.sum())
        all_of_day = np.bincount(ago[here & first], minlength=days) / weights
        counts = flat.reshape(-1, days) / weights
        past, now = counts[:, EARS_GAP_DAYS + 1 :], counts[:, 0]
        mean, deviation = past.mean(axis=1), past.std(axis=1, ddof=1)
        others_before = all_of_day[EARS_GAP_DAYS + 1 :].mean() - mean
        rise = np.maximum((all_of_day[0] - now + REPORTING_PRIOR) / (others_before + REPORTING_PRIOR), 1.0)
        mean = mean * rise
        deviation = np.maximum(np.maximum(deviation * rise, np.sqrt(mean)), LEAST_DEVIATION)
        t = (now - mean) / (deviation * np.sqrt(1 + 1 / EARS_BASELINE_DAYS))
        chance = student_two_sided(np.maximum(t, 0.0), degrees=EARS_BASELINE_DAYS - 1.0) / 2
        seen = np.rint(now * weights[0]).astype(int)
        judged = long_enough & (seen >= least_reports)
        if labels is not None:
            judged &= np.isin(np.arange(judged.size), labels)
        alarms += [
            SeriesAlarm(int(i), group, "ears", 1, int(seen[i]), float(mean[i] * weights[0]), float(chance[i]))
            for i in np.flatnonzero(judged)
        ]
    return Judged(tuple(alarms), streams)


def seasons(laid: Laid, *, window_days: int, baseline_days: int) -> list[Season]:
    """For each label, how much more of it than over the baseline its own earlier years lead one to expect now.

    Counted against what all others together do, which the expectation follows already, and drawn towards none
    (a normal prior on the log). Needs two years before the baseline; one report a week.
    """
    back = (window_days + baseline_days) // 7
    years = min(MOST_YEARS, (laid.weeks_watched - WEEKS_BEYOND - back) // 52)
    result = [NO_SEASON] * len(laid.labels)
    if years < LEAST_SEASON_YEARS:
        return result
    weeks = years * 52 + WEEKS_BEYOND + back
    counts = laid.weeks[-1][:, :weeks][:, ::-1].astype(float)
    baseline = slice(weeks - back, weeks - window_days // 7)
    chosen = np.flatnonzero(counts[:, baseline].sum(axis=1) >= LEAST_SEASON_REPORTS)
    if not chosen.size:
        return result
    plain = np.array([one.campaign is None for one in laid.labels])
    others = counts[plain].sum(axis=0) - counts[chosen]
    # The middle of the windows stands for now.
    now = weeks - 1 - window_days // 14
    judged = [*range(baseline.start, baseline.stop, SEASON_STEP_WEEKS), now]
    # A desk that grows passes all it has seen: were its trend dropped for that now, and not over the baseline, the difference
    # would be taken for a season.
    settings = replace(_settings(years), trend_beyond=True)
    bounds = farrington_flexible(np.concatenate([counts[chosen], others]), judged, settings=settings)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.log(bounds.expected[:, -1] / bounds.expected[:, :-1].mean(axis=1))
        apart = moved[: chosen.size] - moved[chosen.size :]
        error = bounds.standard_error[: chosen.size, -1] ** 2 + bounds.standard_error[chosen.size :, -1] ** 2
        kept = SEASON_SPREAD**2 / (SEASON_SPREAD**2 + error)
    for number, label in enumerate(chosen):
        if np.isfinite(apart[number]) and np.isfinite(kept[number]):
            factor = float(np.clip(np.exp(kept[number] * apart[number]), 1 / MOST_SEASON, MOST_SEASON))
            result[label] = Season(factor, float(kept[number] * error[number]))
    return result
