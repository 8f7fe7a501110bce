"""An invented county whose truth is known, and surges put into it.

200 places in clumps, 60 scams, 100 reports a day. How unevenly scams and places are reported is resampled from one real day of
complaints (``reports_ftc_dnc_day``: subjects and cities); without that folder, from a power law like it. On top: day of week,
a slow trend, reporting delay, and an appeal that doubles all reporting for a fortnight.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tocsin.surges import Sighting, Tally

FIRST = date(2025, 1, 1)
WEEKDAY = np.array([1.25, 1.15, 1.1, 1.05, 1.05, 0.75, 0.65])
YEARLY_GROWTH = 1.3
DELAY_DAYS = 1.5  # mean of a geometric delay from the day it happened to the day it is reported


@dataclass(frozen=True, slots=True)
class County:
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    place_share: NDArray[np.float64]
    scam_share: NDArray[np.float64]
    reports_a_day: float

    @property
    def names(self) -> list[str]:
        return [f"place {number:04}" for number in range(self.place_share.size)]


def make_county(
    data: Path, *, places: int = 200, scams: int = 60, reports_a_day: float = 100.0, seed: int = 1
) -> County:
    random = np.random.default_rng([seed, 10])
    clumps = random.uniform((51.0, -0.2), (51.5, 1.4), (max(places // 12, 1), 2))
    chosen = random.integers(0, len(clumps), places)
    where = clumps[chosen] + random.normal(0, (0.05, 0.08), (places, 2))
    cities, subjects = _real_shares(data)
    place = random.choice(cities, places)
    scam = random.choice(subjects, scams) * random.lognormal(0, 0.7, scams)
    return County(where[:, 0], where[:, 1], place / place.sum(), scam / scam.sum(), reports_a_day)


def _real_shares(data: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    file = data / "reports_ftc_dnc_day" / "DNC.csv"
    if not file.exists():
        return np.arange(1, 401) ** -0.8, np.arange(1, 16) ** -1.0
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        rows = list(csv.DictReader(lines))
    cities = Counter((row["Consumer_City"], row["Consumer_State"]) for row in rows if row["Consumer_City"])
    subjects = Counter(row["Subject"] for row in rows if row["Subject"])
    # The 400 cities that report most: a county's towns report every week or so.
    return (
        np.array([count for _, count in cities.most_common(400)], dtype=float),
        np.array(list(subjects.values()), dtype=float),
    )


@dataclass(frozen=True, slots=True)
class Reports:
    """Arrays of one length, by report; ``day`` counts from FIRST and is the day it was reported."""

    day: NDArray[np.intp]
    scam: NDArray[np.intp]
    place: NDArray[np.intp]
    injected: NDArray[np.bool_]

    def sightings(self, county: County, *, first: int, last: int) -> Iterator[Sighting]:
        names = county.names
        for number in np.flatnonzero((self.day >= first) & (self.day <= last)):
            place = int(self.place[number])
            yield Sighting(
                f"{'x' if self.injected[number] else 'r'}{number}",
                f"scam {self.scam[number]:02}",
                FIRST + timedelta(days=int(self.day[number])),
                names[place],
                float(county.latitudes[place]),
                float(county.longitudes[place]),
            )

    def tallies(self, *, before: int) -> Iterator[Tally]:
        """Counts by scam and day of all that came before that day."""
        old = self.day < before
        most = int(self.scam.max()) + 1
        flat = np.bincount(self.day[old] * most + self.scam[old])
        for number in np.flatnonzero(flat):
            day, scam = divmod(int(number), most)
            yield Tally(f"scam {scam:02}", FIRST + timedelta(days=day), int(flat[number]))

    def plus(self, other: Reports) -> Reports:
        return Reports(
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in ("day", "scam", "place", "injected")
            )
        )


def ordinary(county: County, *, days: int, seed: int, appeals: int = 0, season: float = 0.0) -> Reports:
    """``days`` of reports with nothing rising; ``appeals`` fortnights in which everything is reported twice as often.

    ``season``: each scam comes more and less often over the year, by so much on the log scale, at a time of its own.
    """
    random = np.random.default_rng([seed, 20])
    day = np.arange(days)
    weekday = (day + FIRST.weekday()) % 7
    rate = county.reports_a_day * WEEKDAY[weekday] * YEARLY_GROWTH ** ((day - days + 1) / 365)
    for start in random.integers(250, max(days - 14, 251), appeals):
        rate[start : start + 14] *= 2
    total = random.poisson(rate)
    happened = np.repeat(day, total)
    reports = _reported(happened, random)
    if season:
        peak = random.uniform(0, 2 * np.pi, county.scam_share.size)
        share = county.scam_share * np.exp(season * np.cos(2 * np.pi * day[:, None] / 365.25 - peak))
        until = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
        scam = (random.random(happened.size)[:, None] > until[happened]).sum(axis=1)
    else:
        scam = random.choice(county.scam_share.size, happened.size, p=county.scam_share)
    return Reports(
        reports,
        scam,
        random.choice(county.place_share.size, happened.size, p=county.place_share),
        np.zeros(happened.size, dtype=bool),
    )


def _reported(happened: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.intp]:
    return happened + random.geometric(1 / (1 + DELAY_DAYS), happened.size) - 1


@dataclass(frozen=True, slots=True)
class Injected:
    scam: int
    places: tuple[int, ...]
    start: int
    days: int
    extra: int


def inject(county: County, *, start: int, seed: int, extra: int, places: int, days: int) -> tuple[Injected, Reports]:
    """``extra`` reports of one scam in ``places`` neighbours, reported over ``days`` from ``start``."""
    random = np.random.default_rng([seed, 30])
    centre = int(random.integers(county.place_share.size))
    away = (county.latitudes - county.latitudes[centre]) ** 2 + 0.4 * (
        county.longitudes - county.longitudes[centre]
    ) ** 2
    chosen = np.argsort(away, kind="stable")[:places]
    scam = int(random.integers(county.scam_share.size))
    day = start + random.integers(0, days, extra)
    injected = Injected(scam, tuple(int(place) for place in chosen), start, days, extra)
    return injected, Reports(day, np.full(extra, scam), random.choice(chosen, extra), np.ones(extra, dtype=bool))


def scaled(county: County, **changes: float) -> County:
    return replace(county, **changes)
