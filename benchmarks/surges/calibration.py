"""False alarms against the setting: days on which nothing rises, looked at one by one.

A false alarm is one scam on one day's look, and an alarm that stands on one day mostly stands on the next: daily looks over a
year say little more than weekly ones. So looks lie some days apart, over as many invented years as can be afforded. What a
year brings is the share of looks that alarm, times 365. Every year is of an invented desk of its own, so years are independent
of each other, and the 95 % interval is theirs (normal, from the spread over years).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from math import log
from pathlib import Path

import numpy as np
from county import FIRST, County, Reports, make_county, ordinary
from simulate import JUDGED, KINDS, WEEKS, simulate

from desk import FRESH, HISTORY_DAYS, progress
from tocsin.surges import FarringtonSettings, circles, examine, farrington_flexible, permutation_scan
from tocsin.surges.chances import Floats, log_tail_count, log_tail_predictive
from tocsin.surges.detect import judge
from tocsin.surges.expectation_scan import LEAST_REPORTS
from tocsin.surges.look import CLEARLY
from tocsin.surges.series import dispersion_error

TAIL_DAYS = 28  # between two makings of the replicates: what chance does changes slowly
SEASON = 0.3  # of each scam, on the log scale
SMALL = {"places": 20, "scams": 8, "reports_a_day": 12.0}


def false_alarms(
    data: Path,
    *,
    desk_years: int,
    step: int,
    asked: Sequence[float],
    seed: int,
    small: bool = False,
    appeals: int = 0,
    years: int = 0,
    worth: float | None = None,
) -> None:
    """Surges told of days on which nothing rises, a year's worth, against each setting of ``asked``.

    ``years`` of counts before the history: then each scam has a season of its own, and Farrington's method judges too.
    ``worth``: places differ in how often they meet each scam, by a gamma factor of variance 1 / ``worth``.
    """
    seed += FRESH
    before_days = HISTORY_DAYS + 365 * years
    told = {setting: np.zeros(desk_years) for setting in asked}
    methods: dict[float, Counter[str]] = {setting: Counter() for setting in asked}
    looks, started = 0, time.process_time()
    for year in range(desk_years):
        county = make_county(data, seed=seed + year, **(SMALL if small else {}))  # type: ignore[arg-type]
        season = SEASON if years else 0.0
        base = ordinary(county, days=before_days + 365, seed=seed + year, appeals=appeals, season=season)
        if worth is not None:
            base = own_scams(county, base, worth=worth, seed=seed + year)
        tail = None
        made = 0
        for day in range(before_days + year % step, before_days + 365, step):
            looked = examine(
                base.sightings(county, first=day - HISTORY_DAYS, last=day),
                as_of=FIRST + timedelta(days=day),
                false_alarms_per_year=max(asked),
                tail=tail if tail is not None and day < made + TAIL_DAYS else None,
                tallies=base.tallies(before=day - HISTORY_DAYS) if years else (),
            )
            assert looked.look is not None
            if looked.tail is not tail:
                tail, made = looked.tail, day
            looks += 1
            for setting in sorted(asked, reverse=True):
                found, risen = judge(replace(looked.look, allowed_a_day=setting / 365))
                told[setting][year] += len(found)
                methods[setting].update(one.method for one in found)
                if not found and not risen:  # then a desk that asked for fewer finds nothing either
                    break
        progress(
            f"year {year + 1} of {desk_years}: {[int(one.sum()) for one in told.values()]} alarms in {looks} looks"
        )
    progress("")
    what = [
        f"{'small desk' if small else 'county'}: {desk_years} years, {looks} looks",
        *([f"{appeals} appeals a year"] if appeals else []),
        *([f"seasons, {years} years before"] if years else []),
        *([f"places differ by {1 / worth:g}"] if worth is not None else []),
    ]
    print("; ".join(what) + f" ({(time.process_time() - started) / looks:.2f} s CPU a look)")
    for setting in asked:
        a_year = told[setting] * 365 * desk_years / looks
        mean, doubt = float(a_year.mean()), 1.96 * float(a_year.std(ddof=1)) / desk_years**0.5
        ratio = f"{mean / setting:.2f} ({(mean - doubt) / setting:.2f} to {(mean + doubt) / setting:.2f}, 95 %)"
        print(f"  asked for {setting:5g} a year; came {mean:6.1f}; ratio {ratio}; {dict(methods[setting])}", flush=True)


def own_scams(county: County, reports: Reports, *, worth: float, seed: int) -> Reports:
    """The same reports, with the places dealt anew: each place has more of some scams, for good, and less of others."""
    random = np.random.default_rng([seed, 40])
    size = (county.scam_share.size, county.place_share.size)
    share = random.gamma(worth, 1 / worth, size) * county.place_share
    until = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    until[:, -1] = 1.0
    place = (random.random(reports.day.size)[:, None] > until[reports.scam]).sum(axis=1)
    return replace(reports, place=place)


def one_stream(*, histories: int, step: int, seed: int) -> None:
    """One scam over 50 places, a report a day, scanned with 99 replicates: alarms at 365 days, by Gumbel's tail and as a look takes it.

    Every history has places of its own: how near together they lie and how unevenly they report moves the tail.
    """
    told, looks = {"Gumbel's tail": np.zeros(histories), "by importance sampling": np.zeros(histories)}, 0
    for history in range(histories):
        random = np.random.default_rng([seed, history])
        zones = circles(random.uniform(51, 51.6, 50), random.uniform(0, 1, 50), most_places=25)
        share = random.dirichlet(np.ones(50))
        day = np.repeat(np.arange(730), random.poisson(1.0, 730))
        place = random.choice(50, day.size, p=share)
        for as_of in range(365 + history % step, 730, step):
            inside = (day <= as_of) & (day > as_of - 365)
            scan = permutation_scan(
                place[inside], as_of - day[inside], zones, window_days=60, replicates=99, seed=1000 * history + as_of,
                least_score=6.0,  # a lower one is never told: of 2,000 fits to 99 replicates the lowest bar was 6.5
                weigh_below=CLEARLY / 365,
            )  # fmt: skip
            told["Gumbel's tail"][history] += scan.tail is not None and scan.tail.chance_of(scan.score) <= 1 / 365
            told["by importance sampling"][history] += scan.chance <= 1 / 365
            looks += 1
        if history % 10 == 9 or history + 1 == histories:
            so_far = [int(one.sum()) for one in told.values()]
            progress(f"history {history + 1} of {histories}: {so_far} alarms in {looks} looks")
    progress("")
    for name, alarms in told.items():
        a_year = alarms * 365 * histories / looks
        doubt = 1.96 * float(a_year.std(ddof=1)) / histories**0.5
        print(f"one stream at a recurrence interval of 365 days, {name}: {a_year.mean():.2f} alarms a year ({a_year.mean() - doubt:.2f} to "
              f"{a_year.mean() + doubt:.2f}, 95 %) over {looks} looks in {histories} years", flush=True)  # fmt: skip


def series_tails(*, series: int, seed: int) -> None:
    """How often Farrington's chances come on quiet series (Noufaily's design), as a multiple of what they say.

    Counted without counting: for each fit, the least count that reaches the chance, and how often the series' own law does. So a
    few thousand fits tell a chance of 1 in 100,000.
    """
    made = simulate(series, seed=seed, outbreak=False)
    weeks = np.concatenate([[week, week + 1] for week in range(WEEKS - JUDGED, WEEKS - 1, 6)])
    level, dispersion = np.array(KINDS)[np.arange(series) % len(KINDS)][:, [0, 3]].T
    print(f"quiet series ({series}, {weeks.size // 2} pairs of weeks): how often a chance comes ÷ what it says; mean 0.5, 2, 10, 50 a week; "
          "dispersion 1.1, 2")  # fmt: skip
    for years in (3, 5):
        settings = FarringtonSettings(years=years, least_cases=0, standard_errors="pearson")
        bounds = farrington_flexible(made.counts, weeks, settings=settings)
        doubt = dispersion_error(bounds, settings)[:, 1::2]
        variance = bounds.expected * bounds.dispersion
        for together in (1, 2):
            mean, spread, truth = (
                values[:, 1::2] + (values[:, 0::2] if together == 2 else 0.0)
                for values in (bounds.expected, variance, made.mean[:, weeks])
            )
            known = np.isfinite(mean) & np.isfinite(spread) & np.isfinite(bounds.standard_error[:, 1::2]) & (mean > 0)
            own = np.broadcast_to(made.dispersion[:, None], mean.shape)[known]
            for chance in (1e-3, 1e-4, 1e-5):
                least = _least_count(
                    log(chance), mean[known], spread[known] / mean[known], bounds.standard_error[:, 1::2][known],
                    doubt[known],
                )  # fmt: skip
                came = np.full(mean.shape, np.nan)
                came[known] = np.exp(log_tail_count(least, mean=truth[known], dispersion=own)) / chance
                by = [float(np.nanmean(came[level == one])) for one in (0.5, 2.0, 10.0, 50.0)]
                by += [float(np.nanmean(came[dispersion == one])) for one in (1.1, 2.0)]
                print(f"  {years} years, {together} week(s), {chance:g}: {np.nanmean(came):.2f} ({' '.join(f'{one:.2f}' for one in by[:4])}; "
                      f"{by[4]:.2f} {by[5]:.2f})", flush=True)  # fmt: skip


def _least_count(log_chance: float, mean: Floats, dispersion: Floats, error: Floats, doubt: Floats) -> Floats:
    """The least count, of three or more as in a look, whose chance is at most this: by halving."""
    low, high = np.full(mean.shape, float(LEAST_REPORTS - 1)), np.full(mean.shape, 5000.0)
    while (open_ := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        rare = np.zeros(mean.shape, dtype=bool)
        rare[open_] = log_chance >= log_tail_predictive(
            middle[open_], mean=mean[open_], dispersion=dispersion[open_], mean_error=error[open_],
            dispersion_error=doubt[open_],
        )  # fmt: skip
        high, low = np.where(open_ & rare, middle, high), np.where(open_ & ~rare, middle, low)
    return high
