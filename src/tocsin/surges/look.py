"""One day's look, made ready: what it holds reports against, so that one scam or one new report can be judged by itself.

The costly halves (what is usual; what chance does) are made once. A report that comes in between two whole looks changes only
its own scam's counts, and is judged in milliseconds (:meth:`Look.with_sighting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .chances import Floats, log_tail_count
from .expectation import Baseline, Expectation, Season
from .expectation_scan import LEAST_REPORTS, Cluster, Ground, replicate_maxima, scan_observed, score
from .scan import permutation_scan
from .series import Judged, judge_series
from .sightings import Laid, Sighting
from .tails import ExceedanceRate, Gumbel

Method = Literal["expectation", "permutation", "farrington", "ears"]
# How the false alarms are shared out. What the methods find by chance overlaps, and the last two use less than they are given
# (Bonferroni over streams), so the shares add up to a little more than one; the sum is what was measured (docs/surges.md).
EXPECTATION_SHARE = 0.90
PERMUTATION_SHARE = 0.10
SERIES_SHARE = 0.10
PERMUTATION_DAYS = 365
PERMUTATION_WINDOW_DAYS = 60
LEAST_FOR_PERMUTATION = 20  # reports with a place; fewer say nothing of what is usual
LOCAL_CHANCE = 0.05  # a rise of all other scams in a circle is one where chance does as much more rarely than this
LOCAL_LEAST = 0.5  # of them, where none were ever reported there
LOCAL_PRIOR = 3.0  # of them, by which their rise is drawn towards none
CLEARLY = 20.0  # so many times the chance that is allowed, by a fitted tail, is no alarm; what is nearer is weighed
LOW_SCORES = (7.0, 2.0)  # replicates tell scores below the first apart only where alarms may be so low (small desks)
CELLS_TO_SPEND = 4e8  # circles × windows × replicates × scams of one look, so that a look takes seconds
FEWEST_RUNS, MOST_RUNS = 20, 500
LEAST_TAIL = 100  # replicates' maxima that a tail is fitted to


@dataclass(frozen=True, slots=True)
class Hit:
    """What one method says of one event. ``label``: of which scam or campaign."""

    label: int
    cluster: Cluster
    recurrence_days: float
    method: Method


@dataclass(frozen=True, slots=True)
class Look:
    """A day's reports and what they are held against. ``allowed_a_day``: false alarms, over everything."""

    laid: Laid
    baseline: Baseline
    ground: Ground
    group_rows: tuple[int, ...]  # of each group of the ground, its row in ``laid.weeks``
    seasons: tuple[Season, ...]
    expectations: tuple[Expectation, ...]
    completeness: Floats | None
    allowed_a_day: float
    runs: int
    seed: int
    tail: ExceedanceRate
    permutation_tails: dict[int, Gumbel] = field(default_factory=dict)  # by label, as they become known

    @property
    def placed(self) -> bool:
        return len(self.laid.places) > 1 and self.ground.zones is not None

    @property
    def permutation_streams(self) -> tuple[int, ...]:
        """The labels that the permutation scan could alarm at all on."""
        if not self.placed:
            return ()
        laid = self.laid
        inside = (laid.place < len(laid.places)) & (laid.days_ago < PERMUTATION_DAYS) & (laid.label >= 0)
        all_ = np.bincount(laid.label[inside], minlength=len(laid.labels))
        recent = inside & (laid.days_ago < PERMUTATION_WINDOW_DAYS)
        late = np.bincount(laid.label[recent], minlength=len(laid.labels))
        return tuple(np.flatnonzero((all_ >= LEAST_FOR_PERMUTATION) & (late >= LEAST_REPORTS)).tolist())

    @property
    def least_score(self) -> float:
        """What the expectation scan must score."""
        return self.tail.score_at(self.allowed_a_day * EXPECTATION_SHARE)

    def hits(self, labels: Sequence[int] | None = None) -> list[Hit]:
        """What every method finds, of all labels or of these."""
        chosen = range(len(self.laid.labels)) if labels is None else labels
        found = [hit for label in chosen for hit in self._by_expectation(label)]
        streams = self.permutation_streams
        for label in streams:
            if label in chosen:
                found += self._by_permutation(label, streams=len(streams))
        return found + self._by_series(labels)

    def _by_expectation(self, label: int) -> list[Hit]:
        counts = counted(self.laid, label, self.baseline.window_days)
        clusters = scan_observed(counts, self.expectations[label], self.ground, least_score=self.least_score)
        return [Hit(label, one, 1 / max(self.tail.a_day(one.score), 1e-300), "expectation") for one in clusters]

    def _by_permutation(self, label: int, *, streams: int) -> list[Hit]:
        """What the permutation scan finds at its share of the false alarms, split over the labels that could alarm."""
        laid, zones = self.laid, self.ground.zones
        assert zones is not None
        chosen = (laid.place < len(laid.places)) & (laid.days_ago < PERMUTATION_DAYS) & laid.rows_of(label)
        allowed = self.allowed_a_day * PERMUTATION_SHARE / streams

        scan = permutation_scan(
            laid.place[chosen],
            laid.days_ago[chosen],
            zones,
            window_days=PERMUTATION_WINDOW_DAYS,
            seed=self.seed,
            stop_above=allowed,
            # The chance that one window alone scores x is about e⁻ˣ, and a scan has very many windows.
            least_score=-log(allowed) - 1.0,
            tail=self.permutation_tails.get(label),
            weigh_below=CLEARLY * allowed,
        )
        if scan.tail is not None:
            self.permutation_tails[label] = scan.tail
        if scan.chance > allowed or scan.observed < LEAST_REPORTS:
            return []
        members = tuple(zones.members(scan.place, scan.nearest).tolist())
        cluster = Cluster(
            scan.score, members, scan.place, scan.nearest, None, scan.window_days, scan.observed, scan.expected
        )
        return [Hit(label, cluster, 1 / max(scan.chance * streams, 1e-12), "permutation")]

    def _by_series(self, labels: Sequence[int] | None) -> list[Hit]:
        judged: Judged = judge_series(
            self.laid,
            self.group_rows,
            self.ground.groups,
            completeness=self.completeness,
            least_reports=LEAST_REPORTS,
            labels=labels,
        )
        if not judged.streams:
            return []
        allowed = self.allowed_a_day * SERIES_SHARE / judged.streams
        found = []
        for one in judged.alarms:
            if one.chance <= allowed:
                members = tuple(self.ground.groups[one.group].tolist())
                cluster = Cluster(
                    -log(max(one.chance, 1e-300)), members, None, len(members), one.group, one.window_days,
                    one.observed, one.expected,
                )  # fmt: skip
                found.append(Hit(one.label, cluster, 1 / max(one.chance * judged.streams, 1e-300), one.method))
        return found

    def inside(self, hit: Hit) -> NDArray[np.bool_]:
        """Which rows are in a finding's places and days."""
        laid = self.laid
        result: NDArray[np.bool_] = laid.rows_of(hit.label) & (laid.days_ago < hit.cluster.window_days)
        return result & np.isin(laid.place, hit.cluster.members)

    def only_reporting(self, hit: Hit) -> bool:
        """Whether every other scam rose in the same places and days, by more than chance does, and it falls short once it is
        held against an expectation raised by as much. The series have allowed for that already."""
        if hit.method in ("farrington", "ears"):
            return False
        laid, baseline, cluster = self.laid, self.baseline, hit.cluster
        members = np.array(cluster.members)
        here = np.isin(laid.place, members)
        own = here & laid.rows_of(hit.label)
        here &= laid.first
        span = baseline.window_days + baseline.baseline_days
        late, old = (
            laid.days_ago < cluster.window_days,
            (laid.days_ago >= baseline.window_days) & (laid.days_ago < span),
        )
        others = int((here & late).sum()) - int((own & late).sum())
        before = int((here & old).sum()) - int((own & old).sum())
        window = min(cluster.window_days, baseline.window_days) - 1
        expectation = self.expectations[hit.label]
        share = float(expectation.window_share[window]) * cluster.window_days / (window + 1)
        usual = before * share
        # Others move up and down too: held against every chance rise of theirs, a quarter of what is found would be lost.
        chance = exp(float(log_tail_count(others, mean=max(usual, LOCAL_LEAST), dispersion=1 + share)))
        if chance > LOCAL_CHANCE:
            return False
        rise = (others + LOCAL_PRIOR) / (usual + LOCAL_PRIOR)
        mean, variance = expectation.mean[members].sum(), expectation.variance[members].sum()
        spread = expectation.dispersion(mean, variance, np.array([window]))
        corrected = score(np.array([cluster.observed]), mean=np.array([mean * share * rise]), dispersion=spread)[0]
        return bool(corrected < min(self.least_score, cluster.score))

    def with_sighting(self, sighting: Sighting) -> tuple[Look, int, int | None] | None:
        """This look with one report more, and the labels of its scam and its campaign (None without one).

        None where a whole look is needed: its scam, campaign or place was not seen before, it is of another day's past, or
        its voice was heard.
        """
        laid = self.laid
        ago = (laid.as_of - sighting.on).days
        labels = {(one.scam if one.campaign is None else "", one.campaign): n for n, one in enumerate(laid.labels)}
        label = labels.get((sighting.scam, None))
        campaign = labels.get(("", sighting.campaign)) if sighting.campaign else None
        if label is None or not 0 <= ago < self.baseline.window_days or (sighting.campaign and campaign is None):
            return None
        located = sighting.place is not None and sighting.latitude is not None
        if located and sighting.place not in laid.places:
            return None
        if sighting.voice is not None and any(
            laid.sightings[row].voice == sighting.voice
            for row in laid.sighting[laid.rows_of(label) & (laid.days_ago < self.baseline.window_days)]
        ):
            return self, label, campaign
        place = laid.places.index(sighting.place) if located and sighting.place else len(laid.places)
        rows = [label] if campaign is None else [label, campaign]
        weeks = laid.weeks.copy()
        areas = [number for number, (_, members) in enumerate(laid.areas) if place in members]
        by_day, all_by_day = self.baseline.by_scam_day.copy(), self.baseline.all_by_day.copy()
        all_by_day[ago] += 1
        for row in rows:
            by_day[row, ago] += 1
            weeks[[*areas, len(laid.areas)], row, ago // 7] += 1
        many = len(rows)
        laid = replace(
            laid,
            sightings=(*laid.sightings, sighting),
            sighting=np.append(laid.sighting, [len(laid.sightings)] * many),
            first=np.append(laid.first, [True, False][:many]),
            label=np.append(laid.label, rows),
            place=np.append(laid.place, [place] * many),
            days_ago=np.append(laid.days_ago, [ago] * many),
            weeks=weeks,
        )
        baseline = replace(self.baseline, laid=laid, by_scam_day=by_day, all_by_day=all_by_day)
        expectations = list(self.expectations)
        for row in rows:
            expectations[row] = baseline.expect(row, season=self.seasons[row])
        return replace(self, laid=laid, baseline=baseline, expectations=tuple(expectations)), label, campaign


def counted(laid: Laid, label: int, windows: int) -> NDArray[np.int64]:
    """(Places + 1) × windows, summed over windows."""
    recent = laid.rows_of(label) & (laid.days_ago < windows)
    places = len(laid.places) + 1
    flat = laid.place[recent] * windows + laid.days_ago[recent]
    return np.cumsum(np.bincount(flat, minlength=places * windows).reshape(places, windows), axis=1)


def affordable_runs(ground: Ground, *, labels: int, windows: int) -> int:
    """How many replicates of a day a look can afford."""
    cells = windows * labels * (ground.zones.nearest.size if ground.zones is not None else 1)
    return int(np.clip(CELLS_TO_SPEND / max(cells, 1), FEWEST_RUNS, MOST_RUNS))


def chance_tail(
    expectations: Sequence[Expectation], ground: Ground, *, runs: int, seed: int, day: int, allowed_a_day: float
) -> ExceedanceRate:
    """How often a day on which nothing rises brings a score, over all scams together."""
    maxima: Floats = np.empty(0)
    for low in LOW_SCORES:
        random = np.random.default_rng([seed, day])
        found = [replicate_maxima(one, ground, runs=runs, random=random, least_score=low) for one in expectations]
        maxima = np.concatenate(found) if found else maxima
        reached = maxima[np.isfinite(maxima)]
        if reached.size >= max(LEAST_TAIL, 3 * allowed_a_day * runs):
            break
    return ExceedanceRate.fit(maxima, runs=runs)
