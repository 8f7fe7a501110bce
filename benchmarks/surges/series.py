"""(a) Count models on weekly series: against R's ``surveillance``, on real labelled series and on simulated ones."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from plots import lines
from rival import NoRival, bounds, farrington_bounds, have_r
from simulate import JUDGED, WEEKS, Series, simulate

from tocsin.surges import FarringtonSettings, ears, farrington_flexible, pooled_alarms
from tocsin.surges.chances import Floats, log_tail_count

SEED = 2013
LABELLED = ("k1", "m1", "m2", "m3", "m4", "m5", "n1", "n2", "ha")
Alarms = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    false_alarms: float
    found: float
    first_week: float
    delay_weeks: float
    hit: Alarms  # by series


def judge(alarm: Alarms, extra: Floats) -> Judged:
    """False alarms a series-week without outbreak cases; outbreaks with an alarm in a week that has some; when the first came."""
    outbreak = extra > 0
    has = outbreak.any(axis=1)
    right = alarm & outbreak
    hit = right.any(axis=1)
    delay = right.argmax(axis=1) - outbreak.argmax(axis=1)
    return Judged(
        float(alarm[~outbreak].mean()), float(hit[has].mean()), float((delay == 0)[hit].sum() / has.sum()),
        float(delay[hit].mean()) if hit.any() else float("nan"), hit[has],
    )  # fmt: skip


def run(data: Path, folder: Path, *, series: int) -> None:
    """Print everything of part (a)."""
    try:
        print(f"R: {have_r()}")
        with_r = True
    except NoRival as error:
        print(f"Without R: {error}")
        with_r = False
    simulated(folder, series=series, with_r=with_r)
    labelled(data, folder, with_r=with_r)


def simulated(folder: Path, *, series: int, with_r: bool) -> None:
    made = simulate(series, seed=SEED)
    judged = made.judged
    first = int(judged[0])
    now, extra = made.counts[:, judged], made.extra[:, judged]
    settings = FarringtonSettings(least_cases=0)
    started, cpu = time.perf_counter(), time.process_time()
    five = farrington_flexible(made.counts, np.append(first - 1, judged), settings=settings)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    ten = farrington_flexible(
        made.counts, np.append(first - 1, judged), settings=FarringtonSettings(least_cases=0, years=10)
    )
    alarms: dict[str, Alarms] = {}
    if with_r:
        name = f"r-{SEED}-0.01-nbPlugin"
        upper, r_seconds = farrington_bounds(made.counts, first=first, alpha=0.01, folder=folder, name=name)
        apart = np.abs(five.upper[:, 1:] - upper) / np.maximum(np.abs(upper), 1e-9)
        apart[five.upper[:, 1:] == upper] = 0.0
        print(f"Farrington flexible, {series} series × {JUDGED} weeks: largest relative difference of the upper bound from R's "
              f"{np.nanmax(apart):.2g} (aim 1e-4)")  # fmt: skip
        weeks = series * JUDGED
        print(
            f"  ours {cpu / weeks * 1e6:.0f} µs CPU ({seconds / weeks * 1e6:.0f} wall) a series-week; R {r_seconds / weeks * 1e3:.1f} ms wall"
        )
        for method in ("C1", "C2", "C3"):
            theirs = bounds(made.counts[:64], first=first, method=method, alpha=0.001, folder=folder)
            ours = ears(made.counts[:64], method, alpha=0.001).upper[:, first:]  # type: ignore[arg-type]
            print(f"EARS {method}: largest difference from R's {np.nanmax(np.abs(ours - theirs)):.2g} (aim 1e-9)")
        alarms["R farringtonFlexible α 0.01"] = now > upper
    alarms["ours, one week, α 0.01"] = five.alarm[:, 1:]
    alarms["ours, two weeks pooled, 5 years"] = pooled_alarms(made.counts, five).alarm[:, 1:]
    alarms["ours, two weeks pooled, 10 years"] = pooled_alarms(made.counts, ten).alarm[:, 1:]
    alarms["EARS C1 α 0.001"] = ears(made.counts, "C1").alarm[:, first:]
    alarms["EARS C2 α 0.001"] = ears(made.counts, "C2").alarm[:, first:]
    alarms["EARS C3 α 0.001"] = ears(made.counts, "C3", alpha=0.001).alarm[:, first:]
    for weeks_together in (1, 2):
        alarms[f"oracle, {weeks_together} week(s), at 1 %"] = oracle(made, weeks_together)
    print(f"\n{'':34}{'false alarms':>13}{'found':>8}{'1st week':>10}{'delay, wk':>11}")
    results = {name: judge(alarm, extra) for name, alarm in alarms.items()}
    for name, result in results.items():
        print(
            f"{name:34}{result.false_alarms:12.2%} {result.found:7.3f}{result.first_week:10.3f}{result.delay_weeks:11.2f}"
        )
    pooled = results["ours, two weeks pooled, 5 years"]
    peer = "R farringtonFlexible α 0.01" if with_r else "ours, one week, α 0.01"
    difference = pooled.hit.astype(float) - results[peer].hit
    error = 1.96 * difference.std(ddof=1) / np.sqrt(difference.size)
    print(f"found, pooled over 5 years − {peer}, paired: {difference.mean():+.3f} ± {error:.3f} (95 %)\n")


def oracle(made: Series, weeks: int) -> Alarms:
    """What one who knows the true mean and dispersion alarms on, at 1 % false alarms."""
    judged = made.judged
    observed, mean = (sum(values[:, judged - back] for back in range(weeks)) for values in (made.counts, made.mean))
    chance = np.asarray(log_tail_count(observed, mean=mean, dispersion=made.dispersion[:, None]))
    more = np.asarray(log_tail_count(np.asarray(observed) + 1, mean=mean, dispersion=made.dispersion[:, None]))
    chance = np.logaddexp(chance, more)
    quiet = np.sort(chance[made.extra[:, judged] == 0])
    alarm: Alarms = chance < quiet[int(0.01 * quiet.size)]
    return alarm


def labelled(data: Path, folder: Path, *, with_r: bool) -> None:
    """The Robert Koch Institute's weekly series with labelled outbreak weeks."""
    where = data / "surveillance_outbreaks"
    if not where.exists():
        print(f"The labelled series are not here ({where}); left out.")
        return
    print(f"{'labelled':10}{'weeks':>7}{'method':>28}{'false alarms':>14}{'outbreaks found':>17}{'delay, wk':>11}")
    largest, given_up = 0.0, 0
    for name in LABELLED:
        with (where / f"{name}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        columns = [key for key in rows[0] if key not in ("year", "period", "state", "any_state")]
        counts = np.array([sum(float(row[key]) for key in columns) for row in rows])
        state = np.array([row.get("state") or row.get("any_state") for row in rows]) == "1"
        # Most outbreaks are in the first two years: a history of one leaves them to be judged. EARS needs days of weeks only.
        years = 1 if counts.size < 250 else 4
        judged = np.arange(years * 52 + 3, counts.size)
        settings = FarringtonSettings(years=years, periods=1, weeks_left_out=3, trend_p=0.05, least_cases=0)
        fitted = farrington_flexible(counts, judged, settings=settings)
        if with_r:
            theirs, _ = farrington_bounds(
                counts[None, :], first=int(judged[0]), alpha=0.01, folder=folder, name=f"r-{name}", periods=1,
                years=years, left_out=3, trend_p=0.05,
            )  # fmt: skip
            apart = np.abs(fitted.upper - theirs) / np.maximum(np.abs(theirs), 1e-9)
            apart[np.isnan(theirs)] = np.nan  # weeks that R gives up on
            given_up += int(np.isnan(theirs).sum())
            largest = max(largest, float(np.nanmax(np.where(fitted.upper == theirs, 0.0, apart))))
        c1, c2 = ears(counts, "C1"), ears(counts, "C2")
        methods = {
            "Farrington flexible": (judged, fitted.alarm[0]),
            "two weeks pooled": (judged, pooled_alarms(counts, fitted).alarm[0]),
            "EARS C1": (np.arange(c1.first, counts.size), c1.alarm[c1.first :]),
            "EARS C2": (np.arange(c2.first, counts.size), c2.alarm[c2.first :]),
        }
        for method, (weeks, alarm) in methods.items():
            said = _episodes(alarm, state[weeks])
            print(f"{name:10}{weeks.size:7}{method:>28}{(alarm & ~state[weeks]).sum():10} weeks{said:>28}")
    if with_r:
        print(f"largest relative difference of the upper bound from R's: {largest:.2g}"
              f"{f' ({given_up} weeks on which R gives up are left out)' if given_up else ''}\n")  # fmt: skip


def _episodes(alarm: Alarms, state: Alarms) -> str:
    starts = np.flatnonzero(state & ~np.append(False, state[:-1]))
    delays = []
    for start in starts:
        end = start
        while end < state.size and state[end]:
            end += 1
        hits = np.flatnonzero(alarm[start:end])
        delays += [int(hits[0])] if hits.size else []
    mean = f"{np.mean(delays):.1f}" if delays else "–"
    return f"{len(delays)} of {starts.size}{mean:>11}"


def sightings_over_time(data: Path, folder: Path) -> None:
    """(c) The dated sightings of tech-support scam sites: what EARS and the expectation say week by week."""
    from datetime import date, datetime, timedelta

    from tocsin.surges import Sighting, examine

    file = data / "indicators_techsupport_sites" / "tech_support_scams.csv"
    if not file.exists():
        print(f"The dated sightings are not here ({file}); left out.")
        return
    days: list[date] = []
    with file.open(encoding="utf-8", errors="replace", newline="") as rows:
        for row in csv.DictReader(rows):
            try:
                days.append(datetime.strptime(row["Date"].split()[0], "%d/%m/%Y").date())
            except (ValueError, IndexError):
                continue
    first = min(days) - timedelta(days=min(days).weekday())
    weekly = np.bincount([(day - first).days // 7 for day in days])
    told = [Sighting(f"s{number}", "tech-support", day) for number, day in enumerate(days)]
    print(
        f"(c) {len(days)} dated sightings in {weekly.size} weeks\n{'week of':12}{'seen':>6}  what the look of its Sunday says"
    )
    expected = []
    for week, count in enumerate(weekly):
        sunday = first + timedelta(days=7 * week + 6)
        found = examine(told, as_of=sunday, false_alarms_per_year=4).findings if week >= 8 else ()
        rising = found[0].surge if found else None
        days_told = (rising.end_on - rising.start_on).days + 1 if rising else 7
        expected.append(rising.expected * 7 / days_told if rising else float("nan"))
        said = found[0].surge.sentence if found else ("nothing beyond chance" if week >= 8 else "too little history")
        print(f"{first + timedelta(days=7 * week)!s:12}{count:6}  {said}")
    lines(folder / "sightings.svg", "Tech-support scam sites seen a week", list(range(weekly.size)),
          {"seen": weekly.tolist(), "expected": expected}, x_name=f"weeks from {first}", y_name="sightings")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(f"Run benchmarks/surges/bench_surges.py ({WEEKS} weeks a series).")
