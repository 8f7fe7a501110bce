"""Find where and when a scam is reported more than it was: what ``tocsin surges`` and the desk's first page show.

Three methods look at every scam and every campaign each day. The expectation scan (:mod:`expectation_scan`) sees a rise in one
town, in several neighbours, in an area or everywhere, against what was expected. The permutation scan (:mod:`scan`) asks only
whether reports came closer together than place and day alone explain, and so stands on nothing that could be wrongly expected.
The series (:mod:`series`) hold each area's weeks against the same weeks of earlier years, or, at a young desk, its days against
the days before. Together they are held to one number of false alarms a year, over all scams, places and windows. One result per
real event: of findings that share a report, of whatever method, the strongest is kept, and says which others found it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..records import Surge
from .chances import Floats
from .delay import completeness
from .expectation import Baseline
from .expectation_scan import Ground
from .look import PERMUTATION_DAYS, Hit, Look, Method, affordable_runs, chance_tail
from .sentence import say
from .series import seasons
from .sightings import Laid, Sighting, Tally, lay_out
from .tails import ExceedanceRate
from .zones import circles

LONGEST_DAYS = 1e7
CHART_DAYS = 60
MOST_NEIGHBOURS = 12
MOST_PLACES = 60  # of one finding's map


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place of a finding, or (not ``inside``) a neighbour of it: reports in the finding's days, and how many expected."""

    name: str
    latitude: float
    longitude: float
    observed: int
    expected: float
    inside: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A surge with what a page needs to show beside it."""

    surge: Surge
    method: Method
    score: float
    attempts: int | None  # None where no report said
    losses: int | None
    daily: tuple[
        tuple[date, int, float], ...
    ]  # day, reports in its places, expected; oldest first, to ``surge.end_on``
    also: tuple[Method, ...] = ()  # other methods that found the same event
    by_place: tuple[PlaceCount, ...] = ()  # its own first, those with most first
    voices: int = 0  # distinct tellers, where that is known; else reports


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
    look: Look | None = field(default=None, repr=False)  # for reports that come before the next look


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
    tallies: Iterable[Tally] = (),
) -> Examination:
    """As :func:`find_surges`, with the chart of each surge and what it was held to.

    ``tail``: that of an earlier look with the same settings over nearly the same reports; what chance does changes slowly, so
    a look between two nights need not make replicates again. ``tallies``: how many reports there were on days before those of
    ``sightings``, for seasons and trends over years.
    """
    if false_alarms_per_year <= 0 or max_window_days < 1 or baseline_days < 28:
        raise InputError("Give more than 0 false alarms a year, windows of 1 day or more and a baseline of 28 or more.")
    days = max(max_window_days + baseline_days, PERMUTATION_DAYS)
    laid = lay_out(sightings, as_of=as_of, days=days, tallies=tallies)
    if not laid.labels:
        return Examination((), (), false_alarms_per_year, 0.0, 0, 0, 0)
    whole = completeness(laid.sightings, as_of=as_of)
    baseline = Baseline.of(laid, window_days=max_window_days, most_baseline_days=baseline_days, completeness=whole)
    ground, group_rows = _ground(laid, max_radius_km=max_radius_km, most_places=most_places)
    own_seasons = seasons(laid, window_days=max_window_days, baseline_days=baseline.baseline_days)
    expectations = [baseline.expect(label, season=season) for label, season in enumerate(own_seasons)]
    runs = affordable_runs(ground, labels=len(laid.labels), windows=max_window_days)
    allowed = false_alarms_per_year / 365.0
    if tail is None:
        tail = chance_tail(expectations, ground, runs=runs, seed=seed, day=as_of.toordinal(), allowed_a_day=allowed)
    look = Look(
        laid, baseline, ground, group_rows, tuple(own_seasons), tuple(expectations), whole, allowed, runs, seed, tail
    )
    findings, risen = judge(look)
    return Examination(
        findings,
        risen,
        false_alarms_per_year,
        look.least_score,
        len({label.scam for label in laid.labels}),
        len(laid.places),
        runs,
        tail,
        look,
    )


def judge(look: Look, labels: tuple[int, ...] | None = None) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What rises in a look, and what only rose with all reporting; of all scams and campaigns, or of these ``labels``."""
    kept: list[Finding] = []
    risen: list[Finding] = []
    for hit, also in _one_per_event(look, look.hits(labels)):
        (risen if look.only_reporting(hit) else kept).append(_finding(look, hit, also))
    kept.sort(key=lambda f: (-f.surge.recurrence_days, f.surge.scam, f.surge.campaign or ""))
    return tuple(kept), tuple(risen)


def after(look: Look, sighting: Sighting) -> tuple[Look, tuple[Finding, ...]] | None:
    """The look with one report more, and what is found of its scam and campaign now: milliseconds, with the same tail.

    None where only a whole look can tell (see :meth:`Look.with_sighting`).
    """
    more = look.with_sighting(sighting)
    if more is None:
        return None
    changed, label, campaign = more
    findings, _ = judge(changed, (label,) if campaign is None else (label, campaign))
    return changed, findings


def _ground(laid: Laid, *, max_radius_km: float, most_places: int) -> tuple[Ground, tuple[int, ...]]:
    zones = None
    if laid.places:
        zones = circles(laid.latitudes, laid.longitudes, most_places=most_places, max_radius_km=max_radius_km)
    everywhere = np.arange(len(laid.places) + 1)
    areas = [(n, members) for n, (_, members) in enumerate(laid.areas) if 1 < members.size < len(laid.places)]
    groups = (*(members for _, members in areas), everywhere)
    return Ground(zones, groups), (*(number for number, _ in areas), len(laid.areas))


def _one_per_event(look: Look, found: list[Hit]) -> list[tuple[Hit, tuple[Method, ...]]]:
    """The strongest of those that share a report, and which other methods found it; a scam's and its campaign's compete too."""
    kept: list[tuple[Hit, NDArray[np.bool_], set[Method]]] = []
    used = np.zeros(len(look.laid.sightings), dtype=bool)
    order = sorted(
        found,
        key=lambda hit: (
            -hit.recurrence_days,
            look.laid.labels[hit.label].campaign is None,
            len(hit.cluster.members),
            hit.cluster.group is not None,
            hit.cluster.window_days,
        ),
    )
    for hit in order:
        inside = np.zeros(used.size, dtype=bool)
        inside[look.laid.sighting[look.inside(hit)]] = True
        if not (used & inside).any():
            used |= inside
            kept.append((hit, inside, set()))
            continue
        for strongest, theirs, also in kept:
            if hit.method != strongest.method and (inside & theirs).any():
                also.add(hit.method)
    return [(hit, tuple(sorted(also))) for hit, _, also in kept]


def _finding(look: Look, hit: Hit, also: tuple[Method, ...]) -> Finding:
    laid, cluster, ground = look.laid, hit.cluster, look.ground
    reports = [laid.sightings[laid.sighting[row]] for row in np.flatnonzero(look.inside(hit))]
    by_place: dict[str, int] = {}
    for report in reports:
        if report.place:
            by_place[report.place] = by_place.get(report.place, 0) + 1
    places = tuple(sorted(by_place, key=lambda name: (-by_place[name], name)))
    said = [report.lost_money for report in reports if report.lost_money is not None]
    losses = sum(said) if said else None
    latitude = longitude = None
    radius_km = 0.0
    if cluster.place is not None and ground.zones is not None:
        latitude, longitude = float(laid.latitudes[cluster.place]), float(laid.longitudes[cluster.place])
        radius_km = round(float(ground.zones.radius_km[cluster.place, cluster.nearest - 1]), 1)
    recurrence_days = min(hit.recurrence_days, LONGEST_DAYS)
    label = laid.labels[hit.label]
    surge = Surge(
        scam=label.scam,
        places=places,
        latitude=latitude,
        longitude=longitude,
        radius_km=radius_km,
        start_on=laid.as_of - timedelta(days=cluster.window_days - 1),
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
        campaign=label.campaign,
    )
    return Finding(
        surge,
        hit.method,
        cluster.score,
        None if losses is None else len(said) - losses,
        losses,
        _daily(look, hit),
        also,
        _by_place(look, hit),
        len({report.voice or report.id for report in reports}),
    )


def _daily(look: Look, hit: Hit) -> tuple[tuple[date, int, float], ...]:
    laid, expectation = look.laid, look.expectations[hit.label]
    share: Floats = expectation.day_share.copy()
    windows = expectation.window_share.size
    share[:windows] = np.diff(expectation.window_share, prepend=0.0)
    days = min(CHART_DAYS, share.size)
    here = laid.rows_of(hit.label) & np.isin(laid.place, hit.cluster.members) & (laid.days_ago < days)
    seen = np.bincount(laid.days_ago[here], minlength=days)
    expected = share * expectation.mean[list(hit.cluster.members)].sum()
    return tuple(
        (laid.as_of - timedelta(days=ago), int(seen[ago]), round(float(expected[ago]), 4))
        for ago in reversed(range(days))
    )


def _by_place(look: Look, hit: Hit) -> tuple[PlaceCount, ...]:
    """The places of a finding, those with reports or with most expected first; and of a circle the nearest beyond it."""
    laid, cluster, expectation = look.laid, hit.cluster, look.expectations[hit.label]
    windows = expectation.window_share.size
    span = min(cluster.window_days, windows)
    share = float(expectation.window_share[span - 1]) * cluster.window_days / span
    inside = [place for place in cluster.members if place < len(laid.places)]
    beyond: list[int] = []
    if cluster.place is not None and look.ground.zones is not None:
        nearest = look.ground.zones.nearest[cluster.place, cluster.nearest : cluster.nearest + MOST_NEIGHBOURS]
        beyond = [int(place) for place in nearest if place >= 0]
    recent = laid.rows_of(hit.label) & (laid.days_ago < cluster.window_days)
    seen = np.bincount(laid.place[recent], minlength=len(laid.places) + 1)
    counted = [
        PlaceCount(
            laid.places[place], float(laid.latitudes[place]), float(laid.longitudes[place]), int(seen[place]),
            round(float(expectation.mean[place]) * share, 3), within,
        )
        for places, within in ((inside, True), (beyond, False))
        for place in places
    ]  # fmt: skip
    counted.sort(key=lambda one: (not one.inside, -one.observed, -one.expected, one.name))
    return tuple(counted[:MOST_PLACES])
