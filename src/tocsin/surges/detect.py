"""Find where and when a scam is reported more than it was.

For each scam, every circle round a place (the place alone, then its neighbours out to ``max_radius_km``) and every window
of 1 to ``max_window_days`` that ends on ``as_of`` is compared with that circle's own earlier weeks. The chance of each is
corrected for all the circles, windows and scams that were looked at (Bonferroni), so the recurrence interval errs on the
side of silence: overlapping circles are counted as if they were independent. One result per real event: of overlapping
findings the least likely one by chance is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from ..records import Surge
from .expectation import chance_of_at_least, expected_count

EARTH_RADIUS_KM = 6371.0
LEAST_REPORTS = 3  # fewer are anecdotes, whatever the arithmetic says


@dataclass(frozen=True, slots=True)
class Sighting:
    """One report, as far as a surge needs it. ``latitude``/``longitude`` in degrees, None where not known."""

    id: str
    scam: str
    on: date
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class _Circle:
    centre: str | None  # None: everywhere
    places: tuple[str | None, ...]
    latitude: float | None
    longitude: float | None
    radius_km: float


@dataclass(frozen=True, slots=True)
class _Finding:
    circle: _Circle
    scam: str
    start_on: date
    sightings: tuple[Sighting, ...]
    expected: float
    chance: float


def find_surges(
    sightings: Iterable[Sighting],
    *,
    as_of: date,
    false_alarms_per_year: float = 12.0,
    max_window_days: int = 14,
    baseline_days: int = 56,
    max_radius_km: float = 25.0,
) -> list[Surge]:
    """Surges that chance alone would bring, over all scams and places together, at most ``false_alarms_per_year`` times.

    Reports after ``as_of`` are not looked at. Strongest (rarest) first.
    """
    first_on = as_of - timedelta(days=max_window_days + baseline_days - 1)
    by_scam: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        if first_on <= sighting.on <= as_of:
            by_scam[sighting.scam].append(sighting)

    circles = {scam: _circles(found, max_radius_km=max_radius_km) for scam, found in by_scam.items()}
    looked_at = sum(len(found) for found in circles.values()) * max_window_days
    threshold = false_alarms_per_year / 365.0

    surges: list[Surge] = []
    for scam, found in sorted(by_scam.items()):
        findings = [
            finding
            for circle in circles[scam]
            for finding in _look(scam, found, circle, as_of=as_of, max_window_days=max_window_days, first_on=first_on)
            if finding.chance * looked_at <= threshold
        ]
        surges += [_surge(finding, looked_at=looked_at, as_of=as_of) for finding in _one_per_event(findings)]
    return sorted(surges, key=lambda surge: -surge.recurrence_days)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance (haversine)."""
    north, other_north = radians(latitude), radians(other_latitude)
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def _circles(sightings: Sequence[Sighting], *, max_radius_km: float) -> list[_Circle]:
    """The place alone, then with each further neighbour in turn, and everywhere; circles of the same places once."""
    where: dict[str, tuple[float, float]] = {}
    for sighting in sightings:
        if sighting.place and sighting.latitude is not None and sighting.longitude is not None:
            where.setdefault(sighting.place, (sighting.latitude, sighting.longitude))
    circles: dict[frozenset[str | None], _Circle] = {}
    for centre, (latitude, longitude) in sorted(where.items()):
        near = sorted((distance_km(latitude, longitude, *other), name) for name, other in where.items())
        inside: list[str | None] = []
        for radius_km, name in near:
            if radius_km > max_radius_km:
                break
            inside.append(name)
            circles.setdefault(
                frozenset(inside), _Circle(centre, tuple(inside), latitude, longitude, round(radius_km, 1))
            )
    everywhere = frozenset(sighting.place for sighting in sightings)
    circles.setdefault(everywhere, _Circle(None, tuple(sorted(everywhere, key=str)), None, None, 0.0))
    return list(circles.values())


def _look(
    scam: str, sightings: Sequence[Sighting], circle: _Circle, *, as_of: date, max_window_days: int, first_on: date
) -> Iterable[_Finding]:
    inside = sorted((s for s in sightings if s.place in circle.places), key=lambda s: s.on, reverse=True)
    count = 0
    for window_days in range(1, max_window_days + 1):
        start_on = as_of - timedelta(days=window_days - 1)
        before = count
        while count < len(inside) and inside[count].on >= start_on:
            count += 1
        if count == before or count < LEAST_REPORTS:
            continue  # a longer window with nothing more in it says less
        baseline_days = (start_on - first_on).days
        rate = {"baseline_count": len(inside) - count, "baseline_days": baseline_days, "window_days": window_days}
        chance = chance_of_at_least(count, **rate)
        yield _Finding(circle, scam, start_on, tuple(inside[:count]), expected_count(**rate), chance)


def _one_per_event(findings: list[_Finding]) -> list[_Finding]:
    kept: list[_Finding] = []
    for finding in sorted(findings, key=lambda f: (f.chance, len(f.circle.places), f.circle.radius_km)):
        ids = {sighting.id for sighting in finding.sightings}
        if not any(ids & {sighting.id for sighting in other.sightings} for other in kept):
            kept.append(finding)
    return kept


def _surge(finding: _Finding, *, looked_at: int, as_of: date) -> Surge:
    reports = finding.sightings
    by_place: dict[str, int] = defaultdict(int)
    for report in reports:
        if report.place:
            by_place[report.place] += 1
    places = tuple(sorted(by_place, key=lambda name: (-by_place[name], name)))
    days = (as_of - finding.start_on).days + 1
    recurrence_days = min(1.0 / max(finding.chance * looked_at, 1e-12), 1e7)
    where = f" in and around {places[0]}" if places else ""
    spell = "1 day" if days == 1 else f"{days} days"
    sentence = (
        f"{len(reports)} reports in {spell}{where}; {_about(finding.expected)} expected; "
        f"by chance this happens about once in {_interval(recurrence_days)}."
    )
    return Surge(
        scam=finding.scam,
        places=places,
        latitude=finding.circle.latitude,
        longitude=finding.circle.longitude,
        radius_km=finding.circle.radius_km,
        start_on=finding.start_on,
        end_on=as_of,
        observed=len(reports),
        expected=round(finding.expected, 3),
        recurrence_days=round(recurrence_days, 1),
        report_ids=tuple(sorted(report.id for report in reports)),
        sentence=sentence,
    )


def _about(expected: float) -> str:
    return f"about {expected:.0f}" if expected >= 0.75 else "fewer than one"


def _interval(days: float) -> str:
    if days >= 365 * 10:
        years = days / 365
        return "more than 1,000 years" if years > 1000 else f"{years:.0f} years"
    if days >= 28:
        return f"{days / 7:.0f} weeks"
    return f"{days:.0f} days"
