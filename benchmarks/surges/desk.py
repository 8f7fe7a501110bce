"""(b) A desk over an invented county: surges found, how late and where; false alarms against the setting. And the slow calibration."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

import numpy as np
from county import FIRST, County, inject, make_county, ordinary
from plots import lines

from tocsin.surges import examine, permutation_scan
from tocsin.surges.zones import circles

HISTORY_DAYS = 365
TAIL_DAYS = 7  # looks between two makings of the replicates
FRESH = 90_000  # seeds from here on were not looked at while the methods were chosen
SEASON = 0.3  # of each scam, on the log scale
GRID = ((3, 1, 3), (5, 1, 7), (10, 1, 7), (10, 3, 7), (20, 3, 7), (30, 6, 14))  # extra, places, days


def progress(text: str) -> None:
    print(f"\r  {text}\033[K", end="", file=sys.stderr, flush=True)


def detection(data: Path, folder: Path, *, surges: int) -> None:
    """Surges of each size put into the county, looked for day by day until a week after they end, at 12 false alarms a year."""
    county = make_county(data, seed=FRESH)
    print(f"(b) 200 places, 60 scams, 100 reports a day, 12 false alarms a year; {surges} surges of each size")
    print(
        f"{'extra':>6}{'places':>8}{'days':>6}{'found':>8}{'in its days':>13}{'median delay':>14}{'precision':>11}{'recall':>8}"
    )
    shares = []
    for extra, places, days in GRID:
        delays, precision, recall = [], [], []
        for number in range(surges):
            progress(f"{extra} extra in {places} places over {days} days: {number + 1} of {surges}")
            base = ordinary(county, days=HISTORY_DAYS + 60, seed=FRESH + number)
            start = HISTORY_DAYS + 20
            injected, reports = inject(
                county, start=start, seed=FRESH + 1000 * extra + number, extra=extra, places=places, days=days
            )
            everything = base.plus(reports)
            scam = f"scam {injected.scam:02}"
            theirs = {f"place {place:04}" for place in injected.places}
            tail = None
            for day in range(start, start + days + 7):
                looked = examine(
                    everything.sightings(county, first=day - HISTORY_DAYS, last=day),
                    as_of=FIRST + timedelta(days=day),
                    tail=tail,
                )
                found, tail = looked.findings, looked.tail
                mine = [f for f in found if f.surge.scam == scam and any(i.startswith("x") for i in f.surge.report_ids)]
                if mine:
                    named = set(mine[0].surge.places)
                    delays.append(day - start)
                    precision.append(len(named & theirs) / len(named))
                    recall.append(len(named & theirs) / len(theirs))
                    break
        progress("")
        within = sum(delay < days for delay in delays) / surges
        shares.append(within)
        print(f"{extra:6}{places:8}{days:6}{len(delays) / surges:8.0%}{within:13.0%}"
              f"{median(delays) if delays else float('nan'):10.1f} days{np.mean(precision) if precision else 0:11.2f}"
              f"{np.mean(recall) if recall else 0:8.2f}", flush=True)  # fmt: skip
    lines(folder / "found.svg", "Surges found within their days", list(range(len(GRID))), {"share": shares},
          x_name="size: " + ", ".join(f"{e} in {p}" for e, p, _ in GRID), y_name="share")  # fmt: skip


def false_alarms(data: Path, *, looks: int, asked: float, appeals: int, small: bool, seed: int, years: int = 0) -> None:
    """Days on which nothing rises, each looked at on its own: surges told, a year's worth, against what was asked.

    ``years`` of counts before the history: then each scam has a season of its own, and Farrington's method judges too.
    """
    seed += FRESH
    before_days = HISTORY_DAYS + 365 * years
    size = {"places": 20, "scams": 8, "reports_a_day": 12.0} if small else {}
    spells: list[int] = []  # alarms in each
    told, done, started = 0, 0, time.perf_counter()
    methods: dict[str, int] = {}
    county: County
    while done < looks:
        history = done // 365
        county = make_county(data, seed=seed + history, **size)  # type: ignore[arg-type]
        season = SEASON if years else 0.0
        base = ordinary(county, days=before_days + 365, seed=seed + history, appeals=appeals, season=season)
        before: dict[tuple[str, str], int] = {}  # scam and report → spell
        tail = None
        for day in range(before_days, min(before_days + 365, before_days + looks - done)):
            looked = examine(
                base.sightings(county, first=day - HISTORY_DAYS, last=day),
                as_of=FIRST + timedelta(days=day),
                false_alarms_per_year=asked,
                tail=None if (day - before_days) % TAIL_DAYS == 0 else tail,
                tallies=base.tallies(before=day - HISTORY_DAYS) if years else (),
            )
            found, tail = looked.findings, looked.tail
            told += len(found)
            for finding in found:
                methods[finding.method] = methods.get(finding.method, 0) + 1
            now: dict[tuple[str, str], int] = {}
            for finding in found:
                keys = [(finding.surge.scam, report) for report in finding.surge.report_ids]
                spell = next((before[key] for key in keys if key in before), None)
                if spell is None:
                    spell = len(spells)
                    spells.append(0)
                spells[spell] += 1
                now |= dict.fromkeys(keys, spell)
            before = now
            done += 1
            progress(f"{done} of {looks} looks, {told} false alarms")
    progress("")
    span = looks / 365
    # Alarms come in spells, so their number varies by more than its square root.
    doubt = 1.96 * max(sum(count**2 for count in spells), 1) ** 0.5 / span
    print(f"{'small desk' if small else 'county'}{', with appeals' if appeals else ''}{f', seasons, {years} years before' if years else ''}: asked for {asked:g} a year; told {told / span:.1f}"
          f" (± {doubt:.1f}, 95 %, spells as they are) over {span:.1f} desk-years, in {len(spells) / span:.1f} spells a year; {methods};"
          f" {(time.perf_counter() - started) / looks:.2f} s a look", flush=True)  # fmt: skip


def one_stream(*, histories: int, step: int, seed: int) -> None:
    """One scam over 50 places, a report a day, scanned with 99 replicates and Gumbel's tail: alarms at 365 days."""
    random = np.random.default_rng(seed)
    zones = circles(random.uniform(51, 51.6, 50), random.uniform(0, 1, 50), most_places=25)
    share = random.dirichlet(np.ones(50))
    told = looks = 0
    for history in range(histories):
        day = np.repeat(np.arange(730), random.poisson(1.0, 730))
        place = random.choice(50, day.size, p=share)
        for as_of in range(365, 730, step):
            inside = (day <= as_of) & (day > as_of - 365)
            scan = permutation_scan(
                place[inside], as_of - day[inside], zones, window_days=60, replicates=99, seed=1000 * history + as_of
            )
            told += scan.chance <= 1 / 365
            looks += 1
        progress(f"history {history + 1} of {histories}: {told} alarms in {looks} looks")
    progress("")
    print(f"one stream at a recurrence interval of 365 days: {told * 365 / looks:.2f} alarms a year "
          f"(± {1.96 * max(told, 1) ** 0.5 * 365 / looks:.2f}) over {looks} looks in {histories} years", flush=True)  # fmt: skip
