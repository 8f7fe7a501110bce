"""What tocsin.surges finds, how late, how often wrongly, and how fast. Seeds are fixed; tables are printed, plots saved.

    python benchmarks/surges/bench_surges.py [--quick] [--series 2048] [--surges 40] [--desk-years 20] [--out build/bench-surges] [--only series,desk,sightings,speed]
    python benchmarks/surges/bench_surges.py --calibrate [--histories 6000] [--desk-years 200] [--only stream,tails,desk,own,seasons,county,appeals]

R's answers are kept in the out folder, so that a second run need not wait for them. ``--quick`` makes a tenth of everything.
The methods were chosen on other seeds than those the tables are made with.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: one core, as the figures say
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import calibration
import series
import speed

import desk

PARTS = "series,desk,sightings,speed"
SLOW = "stream,tails,desk,own,seasons,county,appeals"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=2048)
    parser.add_argument("--surges", type=int, default=40)
    parser.add_argument("--desk-years", type=int, help="20, or 200 with --calibrate")
    parser.add_argument("--histories", type=int, default=6000, help="of one stream, a year each")
    parser.add_argument("--step", type=int, default=14, help="days between two looks of a desk-year")
    parser.add_argument("--out", type=Path, default=Path("build/bench-surges"))
    parser.add_argument("--only", help="parts, separated by commas")
    parser.add_argument("--no-night", action="store_true", help="leave the million reports out")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, and no night")
    given = parser.parse_args()
    if given.quick:
        given.series, given.surges, given.no_night = 192, 6, True
        given.histories, given.desk_years = 20, 4
    data = Path(os.environ.get("TOCSIN_DATA", "../shared/data"))
    given.out.mkdir(parents=True, exist_ok=True)
    if given.calibrate:
        calibrate(
            data,
            histories=given.histories,
            desk_years=given.desk_years or 200,
            step=given.step,
            series=given.series,
            parts=(given.only or SLOW).split(","),
        )
        return
    parts = (given.only or PARTS).split(",")
    if "series" in parts:
        series.run(data, given.out, series=given.series)
    if "desk" in parts:
        desk.detection(data, given.out, surges=given.surges)
        calibration.false_alarms(
            data, desk_years=given.desk_years or 20, step=given.step, asked=(12, 52), seed=100, small=True
        )
    if "sightings" in parts:
        series.sightings_over_time(data, given.out)
    if "speed" in parts:
        speed.run(night=not given.no_night)
    print(f"plots: {given.out}")


def calibrate(data: Path, *, histories: int, desk_years: int, step: int, series: int, parts: Sequence[str]) -> None:
    """False alarms over invented years: one stream, the series' tails, a small desk of several kinds, the county."""
    if "stream" in parts:
        calibration.one_stream(histories=histories, step=30, seed=3)
    if "tails" in parts:
        calibration.series_tails(series=series, seed=4)
    quarter = max(desk_years // 4, 2)
    kinds: tuple[tuple[str, int, int, int, dict[str, float]], ...] = (
        ("desk", desk_years, step, 15_000, {"small": True}),
        ("own", quarter, step, 16_000, {"small": True, "worth": 1.0}),
        ("seasons", quarter, step, 17_000, {"small": True, "years": 5}),
        ("county", quarter, 4 * step, 18_000, {}),
        ("appeals", quarter, 4 * step, 19_000, {"appeals": 2}),
    )
    for part, years, between, seed, kind in kinds:
        if part in parts:
            calibration.false_alarms(
                data, desk_years=years, step=between, asked=(4, 12, 52), seed=seed, **kind  # type: ignore[arg-type]
            )  # fmt: skip


if __name__ == "__main__":
    main()
