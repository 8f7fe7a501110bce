"""How fast: the scan, Farrington in a batch, a night over a large desk, one new report."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from simulate import WEEKS, simulate

from tocsin.surges import (
    FarringtonSettings,
    Sighting,
    Zones,
    after,
    circles,
    examine,
    farrington_flexible,
    permutation_scan,
)


def timed(what: str, aim: str, action: Callable[[], object]) -> object:
    wall, cpu = time.perf_counter(), time.process_time()
    result = action()
    print(
        f"{what:66}{time.process_time() - cpu:8.2f} s CPU{time.perf_counter() - wall:8.2f} s wall   aim {aim}",
        flush=True,
    )
    return result


def random_zones(places: int, neighbours: int) -> Zones:
    random = np.random.default_rng(places)
    return circles(random.uniform(51, 52, places), random.uniform(0, 1, places), most_places=neighbours)


def run(*, night: bool) -> None:
    random = np.random.default_rng(7)
    for places, neighbours, days, reports, aim in ((200, 50, 30, 10_000, "about 1 s"), (2000, 50, 30, 100_000, "25 s")):
        zones = random_zones(places, neighbours)
        place, ago = random.integers(0, places, reports), random.integers(0, days, reports)
        what = f"scan, {places} places, {neighbours} neighbours, {days} days, {reports:,} reports, 999"
        scan = timed(what, aim, lambda z=zones, p=place, a=ago, d=days: permutation_scan(p, a, z, window_days=d))  # type: ignore[misc]
    tail = scan.tail  # type: ignore[attr-defined]
    place, ago = np.append(place, 5), np.append(ago, 0)
    timed("one new report scanned again, with the night's tail", "0.2 s",
          lambda: permutation_scan(place, ago, zones, window_days=30, tail=tail))  # fmt: skip
    counts = simulate(10_000, seed=3).counts
    timed("Farrington flexible, 10,000 series, one week", "2 s",
          lambda: farrington_flexible(counts, [WEEKS - 1], settings=FarringtonSettings(least_cases=0)))  # fmt: skip
    if night:
        today = date(2026, 6, 30)
        where = [(51 + float(a), float(b)) for a, b in random.uniform(0, 1, (2000, 2))]
        rows = zip(
            random.integers(0, 2000, 1_000_000),
            random.integers(0, 100, 1_000_000),
            random.integers(0, 365, 1_000_000),
            strict=True,
        )
        told = [
            Sighting(f"r{n:07}", f"scam {s}", today - timedelta(days=int(d)), f"p{p}", *where[p], area=f"area {p % 20}")
            for n, (p, s, d) in enumerate(rows)
        ]
        looked = timed(
            "a night: 2,000 places, 100 scams, 1,000,000 reports", "120 s, 2 GB", lambda: examine(told, as_of=today)
        )
        new = Sighting("new", "scam 7", today, "p5", *where[5], area="area 5")
        timed("one new report at that desk: counted, and its scam judged", "0.2 s", lambda: after(looked.look, new))  # type: ignore[attr-defined]
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
