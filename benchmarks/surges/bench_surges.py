"""What tocsin.surges finds, how late, how often wrongly, and how fast. Seeds are fixed; tables are printed, plots saved.

    python benchmarks/surges/bench_surges.py [--quick] [--series 2048] [--surges 40] [--looks 365] [--out build/bench-surges] [--only series,desk,sightings,speed]
    python benchmarks/surges/bench_surges.py --calibrate [--histories 200] [--desk-years 40]

R's answers are kept in the out folder, so that a second run need not wait for them. ``--quick`` makes a tenth of everything.
The methods were chosen on other seeds than those the tables are made with.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: one core, as the figures say
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import series
import speed

import desk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=2048)
    parser.add_argument("--surges", type=int, default=40)
    parser.add_argument("--looks", type=int, default=365)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--step", type=int, default=1, help="scan every so many days of a history")
    parser.add_argument("--desk-years", type=float, default=40.0)
    parser.add_argument("--out", type=Path, default=Path("build/bench-surges"))
    parser.add_argument("--only", default="series,desk,sightings,speed")
    parser.add_argument("--no-night", action="store_true", help="leave the million reports out")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, and no night")
    given = parser.parse_args()
    if given.quick:
        given.series, given.surges, given.looks, given.no_night = 192, 6, 40, True
        given.histories, given.desk_years, given.step = 4, 1.0, 7
    data = Path(os.environ.get("TOCSIN_DATA", "../shared/data"))
    given.out.mkdir(parents=True, exist_ok=True)
    if given.calibrate:
        desk.one_stream(histories=given.histories, step=given.step, seed=1)
        looks = int(given.desk_years * 365)
        desk.false_alarms(data, looks=looks, asked=12, appeals=0, small=True, seed=5000)
        desk.false_alarms(data, looks=looks, asked=12, appeals=0, small=True, seed=7000, years=5)
        return
    parts = given.only.split(",")
    if "series" in parts:
        series.run(data, given.out, series=given.series)
    if "desk" in parts:
        desk.detection(data, given.out, surges=given.surges)
        desk.false_alarms(data, looks=given.looks, asked=52, appeals=0, small=False, seed=100)
        desk.false_alarms(data, looks=given.looks, asked=52, appeals=2, small=False, seed=200)
        desk.false_alarms(data, looks=given.looks, asked=52, appeals=0, small=False, seed=300, years=5)
    if "sightings" in parts:
        series.sightings_over_time(data, given.out)
    if "speed" in parts:
        speed.run(night=not given.no_night)
    print(f"plots: {given.out}")


if __name__ == "__main__":
    main()
