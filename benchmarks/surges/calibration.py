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

from desk import FRESH, HISTORY_DAYS, progress
from tocsin.surges import circles, examine, permutation_scan
from tocsin.surges.detect import judge

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
            for setting in asked:
                found, _ = judge(replace(looked.look, allowed_a_day=setting / 365))
                told[setting][year] += len(found)
                methods[setting].update(one.method for one in found)
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
    """One scam over 50 places, a report a day, scanned with 99 replicates and Gumbel's tail: alarms at 365 days."""
    random = np.random.default_rng(seed)
    zones = circles(random.uniform(51, 51.6, 50), random.uniform(0, 1, 50), most_places=25)
    share = random.dirichlet(np.ones(50))
    told, looks = np.zeros(histories), 0
    for history in range(histories):
        day = np.repeat(np.arange(730), random.poisson(1.0, 730))
        place = random.choice(50, day.size, p=share)
        for as_of in range(365 + history % step, 730, step):
            inside = (day <= as_of) & (day > as_of - 365)
            scan = permutation_scan(
                place[inside], as_of - day[inside], zones, window_days=60, replicates=99, seed=1000 * history + as_of,
                least_score=log(365) - 1.0,  # as a look does: one window alone scores less than this more often
            )  # fmt: skip
            told[history] += scan.chance <= 1 / 365
            looks += 1
        progress(f"history {history + 1} of {histories}: {int(told.sum())} alarms in {looks} looks")
    progress("")
    a_year = told * 365 * histories / looks
    doubt = 1.96 * float(a_year.std(ddof=1)) / histories**0.5
    print(f"one stream at a recurrence interval of 365 days: {a_year.mean():.2f} alarms a year ({a_year.mean() - doubt:.2f} to "
          f"{a_year.mean() + doubt:.2f}, 95 %) over {looks} looks in {histories} years", flush=True)  # fmt: skip
