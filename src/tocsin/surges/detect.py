"""Find where and when a scam is reported more than it was: what ``tocsin surges`` and the desk's first page show.

Two methods look at every scam each day. The expectation scan (:mod:`expectation_scan`) sees a rise in one town, in several
neighbours, in an area or everywhere, against what was expected. The permutation scan (:mod:`scan`) asks only whether reports
came closer together than place and day alone explain, and so stands on nothing that could be wrongly expected. Together they
are held to one number of false alarms a year, over all scams, places and windows. One result per real event: of overlapping
findings, of either method, the strongest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..records import Surge
from .chances import Floats
from .delay import completeness
from .expectation import Baseline, Expectation
from .expectation_scan import LEAST_REPORTS, Cluster, Ground, replicate_maxima, scan_observed, score
from .scan import permutation_scan
from .sentence import say
from .sightings import Laid, Sighting, lay_out
from .tails import ExceedanceRate
from .zones import circles

Method = Literal["expectation", "permutation"]
PERMUTATION_SHARE = 0.2  # of the false alarms; the rest is the expectation scan's
PERMUTATION_DAYS = 365
PERMUTATION_WINDOW_DAYS = 60
LEAST_FOR_PERMUTATION = 20  # reports with a place; fewer say nothing of what is usual
LOCAL_PRIOR = 3.0  # other scams' reports in a circle before a rise in all of them there is believed
LOW_SCORES = (7.0, 2.0)  # replicates tell scores below the first apart only where alarms may be so low (small desks)
CELLS_TO_SPEND = 4e8  # circles × windows × replicates × scams of one look, so that a look takes seconds
FEWEST_RUNS, MOST_RUNS = 20, 500
LEAST_TAIL = 100  # replicates' maxima that a tail is fitted to
LONGEST_DAYS = 1e7


@dataclass(frozen=True, slots=True)
class Finding:
    """A surge with what a page needs to show beside it. Days run from ``surge.end_on`` back to the start of the chart."""

    surge: Surge
    method: Method
    score: float
    attempts: int | None  # None where no report said
    losses: int | None
    daily: tuple[tuple[date, int, float], ...]  # day, reports in its places, expected; oldest first


@dataclass(frozen=True, slots=True)
class Examination:
    """All of one look: what rises, what only rose because every scam did there, and what it was held to."""

    findings: tuple[Finding, ...]
    all_reporting: tuple[Finding, ...]
    false_alarms_per_year: float
    least_score: float  # of the expectation scan
    scams: int
    places: int
    runs: int
    tail: ExceedanceRate | None = None  # for the next look


def find_surges(
    sightings: Iterable[Sighting],
    *,
    as_of: date,
    false_alarms_per_year: float = 12.0,
    max_window_days: int = 28,
    baseline_days: int = 182,
    max_radius_km: float = 25.0,
    seed: int = 1,
) -> list[Surge]:
    """Surges that chance alone would bring, over all scams and places together, about ``false_alarms_per_year`` times.

    A false alarm is one scam on one day's look. Reports after ``as_of`` are not looked at. Strongest (rarest) first.
    """
    looked = examine(
        sightings,
        as_of=as_of,
        false_alarms_per_year=false_alarms_per_year,
        max_window_days=max_window_days,
        baseline_days=baseline_days,
        max_radius_km=max_radius_km,
        seed=seed,
    )
    return [finding.surge for finding in looked.findings]


def examine(
    sightings: Iterable[Sighting],
    *,
    as_of: date,
    false_alarms_per_year: float = 12.0,
    max_window_days: int = 28,
    baseline_days: int = 182,
    max_radius_km: float = 25.0,
    most_places: int = 20,
    seed: int = 1,
    tail: ExceedanceRate | None = None,
) -> Examination:
    """As :func:`find_surges`, with the chart of each surge and what it was held to.

    ``tail``: that of an earlier look with the same settings over nearly the same reports; what chance does changes slowly, so
    a look between two nights need not make replicates again.
    """
    if false_alarms_per_year <= 0 or max_window_days < 1 or baseline_days < 28:
        raise InputError("Give more than 0 false alarms a year, windows of 1 day or more and a baseline of 28 or more.")
    laid = lay_out(sightings, as_of=as_of, days=max(max_window_days + baseline_days, PERMUTATION_DAYS))
    if not laid.sightings:
        return Examination((), (), false_alarms_per_year, 0.0, 0, 0, 0)
    whole = completeness(laid.sightings, as_of=as_of)
    baseline = Baseline.of(laid, window_days=max_window_days, most_baseline_days=baseline_days, completeness=whole)
    ground = _ground(laid, max_radius_km=max_radius_km, most_places=most_places)
    expectations = [baseline.expect(scam) for scam in range(len(laid.scams))]
    runs = _affordable_runs(ground, scams=len(laid.scams), windows=max_window_days)
    allowed_a_day = false_alarms_per_year / 365.0
    placed = len(laid.places) > 1
    if tail is None:
        tail = _chance_tail(
            expectations, ground, runs=runs, seed=seed, day=as_of.toordinal(), allowed_a_day=allowed_a_day
        )
    least_score = tail.score_at(allowed_a_day * (1 - PERMUTATION_SHARE * placed))

    found: list[tuple[int, Cluster, float, Method]] = []
    for scam, expectation in enumerate(expectations):
        clusters = scan_observed(_counts(laid, scam, max_window_days), expectation, ground, least_score=least_score)
        found += [(scam, cluster, 1 / max(tail.a_day(cluster.score), 1e-300), "expectation") for cluster in clusters]
    if placed:
        found += _permutation_clusters(laid, ground, allowed_a_day=allowed_a_day * PERMUTATION_SHARE, seed=seed)

    kept: list[Finding] = []
    risen: list[Finding] = []
    for scam, cluster, recurrence_days, method in _one_per_event(laid, found):
        finding = _finding(laid, baseline, expectations[scam], scam, cluster, ground, recurrence_days, method)
        corrected = _against_local_reporting(baseline, expectations[scam], scam, cluster)
        (kept if corrected >= min(least_score, cluster.score) else risen).append(finding)
    return Examination(
        tuple(sorted(kept, key=lambda f: (-f.surge.recurrence_days, f.surge.scam))),
        tuple(risen),
        false_alarms_per_year,
        least_score,
        len(laid.scams),
        len(laid.places),
        runs,
        tail,
    )


def _ground(laid: Laid, *, max_radius_km: float, most_places: int) -> Ground:
    zones = None
    if laid.places:
        zones = circles(laid.latitudes, laid.longitudes, most_places=most_places, max_radius_km=max_radius_km)
    everywhere = np.arange(len(laid.places) + 1)
    areas = tuple(members for _, members in laid.areas if 1 < members.size < len(laid.places))
    return Ground(zones, (*areas, everywhere))


def _affordable_runs(ground: Ground, *, scams: int, windows: int) -> int:
    cells = windows * scams * (ground.zones.nearest.size if ground.zones is not None else 1)
    return int(np.clip(CELLS_TO_SPEND / cells, FEWEST_RUNS, MOST_RUNS))


def _chance_tail(
    expectations: list[Expectation], ground: Ground, *, runs: int, seed: int, day: int, allowed_a_day: float
) -> ExceedanceRate:
    """How often a day on which nothing rises brings a score, over all scams together."""
    for low in LOW_SCORES:
        random = np.random.default_rng([seed, day])
        maxima = np.concatenate(
            [replicate_maxima(one, ground, runs=runs, random=random, least_score=low) for one in expectations]
        )
        reached = maxima[np.isfinite(maxima)]
        if reached.size >= max(LEAST_TAIL, 3 * allowed_a_day * runs):
            break
    return ExceedanceRate.fit(maxima, runs=runs)


def _counts(laid: Laid, scam: int, windows: int) -> NDArray[np.int64]:
    recent = (laid.scam == scam) & (laid.days_ago < windows)
    places = len(laid.places) + 1
    flat = laid.place[recent] * windows + laid.days_ago[recent]
    return np.cumsum(np.bincount(flat, minlength=places * windows).reshape(places, windows), axis=1)


def _permutation_clusters(
    laid: Laid, ground: Ground, *, allowed_a_day: float, seed: int
) -> list[tuple[int, Cluster, float, Method]]:
    """What the permutation scan finds at its share of the false alarms, split over the scams that could alarm at all."""
    assert ground.zones is not None
    inside = (laid.place < len(laid.places)) & (laid.days_ago < PERMUTATION_DAYS)
    streams = [
        (scam, chosen)
        for scam in range(len(laid.scams))
        if (chosen := inside & (laid.scam == scam)).sum() >= LEAST_FOR_PERMUTATION
        and (laid.days_ago[chosen] < PERMUTATION_WINDOW_DAYS).sum() >= LEAST_REPORTS
    ]
    found: list[tuple[int, Cluster, float, Method]] = []
    for scam, chosen in streams:
        allowed = allowed_a_day / len(streams)
        scan = permutation_scan(
            laid.place[chosen],
            laid.days_ago[chosen],
            ground.zones,
            window_days=PERMUTATION_WINDOW_DAYS,
            seed=seed,
            stop_above=allowed,
            # The chance that one window alone scores x is about e⁻ˣ, and a scan has very many windows.
            least_score=-log(allowed) - 1.0,
        )
        if scan.chance <= allowed and scan.observed >= LEAST_REPORTS:
            members = tuple(ground.zones.members(scan.place, scan.nearest).tolist())
            cluster = Cluster(
                scan.score, members, scan.place, scan.nearest, None, scan.window_days, scan.observed, scan.expected
            )
            found.append((scam, cluster, 1 / max(scan.chance * len(streams), 1e-12), "permutation"))
    return found


def _one_per_event(
    laid: Laid, found: list[tuple[int, Cluster, float, Method]]
) -> list[tuple[int, Cluster, float, Method]]:
    """The strongest of those that share a report; both methods' findings compete."""
    kept: list[tuple[int, Cluster, float, Method]] = []
    taken: dict[int, NDArray[np.bool_]] = {}
    for scam, cluster, recurrence_days, method in sorted(
        found, key=lambda f: (-f[2], len(f[1].members), f[1].group is not None, f[1].window_days)
    ):
        used = taken.setdefault(scam, np.zeros(len(laid.sightings), dtype=bool))
        inside = _inside(laid, scam, cluster)
        if not (used & inside).any():
            used |= inside
            kept.append((scam, cluster, recurrence_days, method))
    return kept


def _inside(laid: Laid, scam: int, cluster: Cluster) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (
        (laid.scam == scam) & (laid.days_ago < cluster.window_days) & np.isin(laid.place, cluster.members)
    )
    return result


def _against_local_reporting(baseline: Baseline, expectation: Expectation, scam: int, cluster: Cluster) -> float:
    """The score against an expectation raised by as much as every other scam rose in the same places and days."""
    laid, members = baseline.laid, np.array(cluster.members)
    here = np.isin(laid.place, members) & (laid.scam != scam)
    others = int((here & (laid.days_ago < cluster.window_days)).sum())
    span = baseline.window_days + baseline.baseline_days
    before = int((here & (laid.days_ago >= baseline.window_days) & (laid.days_ago < span)).sum())
    window = min(cluster.window_days, baseline.window_days) - 1
    share = float(expectation.window_share[window]) * cluster.window_days / (window + 1)
    rise = max(1.0, (others + LOCAL_PRIOR) / (before * share + LOCAL_PRIOR))
    if rise == 1.0:
        return cluster.score
    mean, variance = expectation.mean[members].sum(), expectation.variance[members].sum()
    spread = expectation.dispersion(mean, variance, np.array([window]))
    return float(score(np.array([cluster.observed]), mean=np.array([mean * share * rise]), dispersion=spread)[0])


def _finding(
    laid: Laid,
    baseline: Baseline,
    expectation: Expectation,
    scam: int,
    cluster: Cluster,
    ground: Ground,
    recurrence_days: float,
    method: Method,
) -> Finding:
    reports = [laid.sightings[number] for number in np.flatnonzero(_inside(laid, scam, cluster))]
    by_place: dict[str, int] = {}
    for report in reports:
        if report.place:
            by_place[report.place] = by_place.get(report.place, 0) + 1
    places = tuple(sorted(by_place, key=lambda name: (-by_place[name], name)))
    said = [report.lost_money for report in reports if report.lost_money is not None]
    losses = sum(said) if said else None
    start_on = laid.as_of - timedelta(days=cluster.window_days - 1)
    latitude = longitude = None
    radius_km = 0.0
    if cluster.place is not None and ground.zones is not None:
        latitude, longitude = float(laid.latitudes[cluster.place]), float(laid.longitudes[cluster.place])
        radius_km = round(float(ground.zones.radius_km[cluster.place, cluster.nearest - 1]), 1)
    recurrence_days = min(recurrence_days, LONGEST_DAYS)
    surge = Surge(
        scam=laid.scams[scam],
        places=places,
        latitude=latitude,
        longitude=longitude,
        radius_km=radius_km,
        start_on=start_on,
        end_on=laid.as_of,
        observed=cluster.observed,
        expected=round(cluster.expected, 3),
        recurrence_days=round(recurrence_days, 1),
        report_ids=tuple(sorted(report.id for report in reports)),
        sentence=say(
            observed=cluster.observed,
            days=cluster.window_days,
            place=places[0] if places else None,
            expected=cluster.expected,
            recurrence_days=recurrence_days,
            losses=losses,
        ),
    )
    return Finding(
        surge, method, cluster.score, None if losses is None else len(said) - losses, losses,
        _daily(laid, baseline, expectation, scam, cluster),
    )  # fmt: skip


def _daily(
    laid: Laid, baseline: Baseline, expectation: Expectation, scam: int, cluster: Cluster
) -> tuple[tuple[date, int, float], ...]:
    days = baseline.window_days
    here = (laid.scam == scam) & np.isin(laid.place, cluster.members) & (laid.days_ago < days)
    seen = np.bincount(laid.days_ago[here], minlength=days)
    share: Floats = np.diff(expectation.window_share, prepend=0.0)
    expected = share * expectation.mean[list(cluster.members)].sum()
    return tuple(
        (laid.as_of - timedelta(days=ago), int(seen[ago]), round(float(expected[ago]), 4))
        for ago in reversed(range(days))
    )
