"""(b) A desk over an invented county: surges found, how late and where. False alarms against the setting: :mod:`calibration`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from statistics import median

import numpy as np
from county import FIRST, inject, make_county, ordinary
from plots import lines

from tocsin.surges import examine

HISTORY_DAYS = 365
FRESH = 90_000  # seeds from here on were not looked at while the methods were chosen
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
