"""Scams reported around a place, as anybody may see it.

Counts are told in bands, over whole weeks, and none under five (``reports.small_counts``): an exact count of today
beside that of yesterday, or of one village beside the next, would tell of one person's report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..errors import InputError
from ..records import Place, Scam
from ..reports.small_counts import LEAST
from ..store.around import counts_around
from .installation import Installation
from .reporting import find_place

RADIUS_KM = 15.0
WEEKS = 13
BANDS = (LEAST, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Reported:
    """One scam and how often it was reported: ``at_least``, and below ``below`` where that is not None."""

    scam: Scam
    at_least: int
    below: int | None


@dataclass(frozen=True, slots=True)
class Around:
    """What was reported within ``radius_km`` of a place, the most reported first; ``some_hidden``: others were too few."""

    place: Place
    radius_km: float
    since_on: date
    until_on: date
    reported: tuple[Reported, ...]
    some_hidden: bool


def reported_around(installation: Installation, given: str) -> Around:
    """The last 13 whole weeks around the place that somebody typed.

    Raises:
        InputError: there is no such place.
    """
    place = find_place(installation, given)
    if place is None:
        raise InputError(
            f"We do not know a place called “{given.strip()[:60]}”.",
            fix="Try the nearest town, or add the county after a comma.",
            code="unknown-place",
        )
    today = installation.now().date()
    until = today - timedelta(days=today.weekday())  # Monday: the week that is going on is not told
    since = until - timedelta(weeks=WEEKS)
    with installation.store.read() as tx:
        counts = counts_around(
            tx,
            latitude=place.latitude,
            longitude=place.longitude,
            radius_km=RADIUS_KM,
            since=datetime.combine(since, time(), UTC),
            until=datetime.combine(until, time(), UTC),
        )
    shown = [
        (count, installation.knowledge.scams[scam])
        for scam, count in counts.items()
        if count >= LEAST and scam in installation.knowledge.scams
    ]
    reported = [_banded(scam, count) for count, scam in shown]
    return Around(
        place=place,
        radius_km=RADIUS_KM,
        since_on=since,
        until_on=until - timedelta(days=1),
        # Within a band by name: the order must not tell what the band hides.
        reported=tuple(sorted(reported, key=lambda one: (-one.at_least, one.scam.name))),
        some_hidden=len(shown) < len(counts),
    )


def _banded(scam: Scam, count: int) -> Reported:
    at_least = max(band for band in BANDS if band <= count)
    above = [band for band in BANDS if band > count]
    return Reported(scam, at_least, above[0] if above else None)
