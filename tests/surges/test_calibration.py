"""What keeps false alarms near the number asked for: how much places differ, what the replicates leave open, seasons, the tail."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp, log

import numpy as np
import pytest

from tocsin.surges import ExceedanceRate, Sighting, examine
from tocsin.surges.expectation import USUAL_WORTH, Baseline, worth_of_share
from tocsin.surges.expectation_scan import _draw
from tocsin.surges.series import seasons
from tocsin.surges.sightings import Label, Laid, lay_out

TODAY = date(2026, 11, 24)


def table(seed: int, *, worth: float | None, scams: int = 20, places: int = 60, reports: int = 8000) -> np.ndarray:
    """Reports by scam and place; each place has a gamma factor of variance 1 / ``worth`` for each scam."""
    random = np.random.default_rng(seed)
    share = random.dirichlet(np.ones(places)) * random.dirichlet(np.ones(scams))[:, None]
    if worth is not None:
        share = share * random.gamma(worth, 1 / worth, share.shape)
    return random.poisson(reports * share / share.sum())


@pytest.mark.parametrize("truth", [0.5, 1.0, 4.0])
def test_how_much_places_differ_is_read_from_the_desks_own_table(truth: float) -> None:
    counts = table(1, worth=truth)
    assert truth / 1.6 <= worth_of_share(counts, counts.sum(axis=0)) <= truth * 1.6


def test_where_places_do_not_differ_their_share_is_worth_much() -> None:
    counts = table(2, worth=None)
    assert worth_of_share(counts, counts.sum(axis=0)) > 25


def test_where_little_is_known_the_usual_worth_is_kept() -> None:
    nothing = np.zeros((3, 5), dtype=int)
    assert worth_of_share(nothing, nothing.sum(axis=0)) == USUAL_WORTH
    few = table(3, worth=None, scams=4, places=10, reports=12)
    assert USUAL_WORTH / 4 <= worth_of_share(few, few.sum(axis=0)) <= USUAL_WORTH * 4


def test_the_likelihood_is_the_negative_binomials() -> None:
    # Two scams, two places: the mode over the same worths, written out with log-gammas.
    from math import lgamma

    from tocsin.surges.expectation import NEW_SCAM, WORTH_SPREAD, WORTHS

    counts = np.array([[9, 1], [2, 8]])
    best, chosen = -np.inf, 0.0
    for worth in WORTHS:
        fit = -0.5 * (log(worth / USUAL_WORTH) / WORTH_SPREAD) ** 2
        for row in range(2):
            others = [float(count) + 0.5 for count in counts[1 - row]]
            for place in range(2):
                mean = (int(counts[row].sum()) + NEW_SCAM) * others[place] / sum(others)
                k = int(counts[row, place])
                fit += lgamma(worth + k) - lgamma(worth) + worth * log(worth) + k * log(mean)
                fit -= (worth + k) * log(worth + mean)
        if fit > best:
            best, chosen = fit, float(worth)
    assert worth_of_share(counts, counts.sum(axis=0)) == chosen


def county(seed: int, *, days: int = 230) -> list[Sighting]:
    random = np.random.default_rng(seed)
    told = []
    for ago in range(days):
        for _ in range(random.poisson(12)):
            town, scam = int(random.integers(10)), int(random.integers(6))
            where = (51.0 + 0.05 * town, 0.1 * town)
            told.append(Sighting(f"r{len(told)}", f"scam {scam}", TODAY - timedelta(days=ago), f"town {town}", *where))
    return told


def test_replicates_vary_by_as_much_as_the_expectation_says_for_every_window() -> None:
    laid = lay_out(county(4), as_of=TODAY, days=365)
    expectation = Baseline.of(laid, window_days=28, most_baseline_days=182).expect(0)
    assert expectation.lasting_doubt > 1 / (
        expectation.mean.sum() * 4
    )  # how much of the scam there is, is not known exactly
    drawn = _draw(expectation, 8_000, np.random.default_rng(5)).sum(axis=0)
    mean, variance = expectation.mean.sum(), expectation.variance.sum()
    for window in (0, 6, 27):
        expected = mean * expectation.window_share[window]
        counts = drawn[:, window]
        assert counts.mean() == pytest.approx(expected, rel=0.04)
        said = float(expectation.dispersion(mean, variance, np.array([window]))[0])
        assert counts.var() / counts.mean() == pytest.approx(said, rel=0.09)


def test_a_chance_rise_of_a_few_other_scams_does_not_hide_a_surge() -> None:
    told = county(6)
    extra = [
        Sighting(f"x{n}", "scam 2", TODAY - timedelta(days=n % 5), "town 3", 51.15, 0.3) for n in range(12)
    ]  # fmt: skip
    others = [Sighting(f"o{n}", "scam 4", TODAY - timedelta(days=n), "town 3", 51.15, 0.3) for n in range(3)]
    looked = examine([*told, *extra, *others], as_of=TODAY)
    assert [finding.surge.scam for finding in looked.findings] == ["scam 2"]
    assert looked.all_reporting == ()


def test_a_desk_that_grows_past_all_it_has_seen_is_not_given_a_season() -> None:
    weeks, ago = 266, np.arange(266)
    growth = np.exp(-0.006 * ago)  # by a third a year
    random = np.random.default_rng(7)
    size = np.array([60.0, 30.0, 15.0, 10.0, 5.0])[:, None]
    counts = random.poisson(size * growth).astype(np.int32)
    none = np.zeros(0, dtype=np.intp)
    laid = Laid(
        TODAY, (), tuple(Label(f"scam {n}") for n in range(5)), (), np.zeros(0), np.zeros(0), (),
        none, none.astype(bool), none, none, none, counts[None], weeks,
    )  # fmt: skip
    learnt = seasons(laid, window_days=28, baseline_days=182)
    for season in learnt:
        assert abs(log(season.factor)) < 3 * season.doubt**0.5 + 0.02
        assert season.factor == pytest.approx(1.0, abs=0.2)


def test_a_tail_counts_what_it_has_seen_and_is_exponential_beyond() -> None:
    random = np.random.default_rng(8)
    scores = 2.0 + random.exponential(1.5, 4000)
    tail = ExceedanceRate.fit(scores, runs=1000)  # four a day
    for rate in (3.0, 1.0, 0.3):
        assert (scores >= tail.score_at(rate)).sum() / 1000 == pytest.approx(rate, rel=0.01)
        assert tail.a_day(tail.score_at(rate)) == pytest.approx(rate, rel=0.01)
    assert tail.score_at(0.001) == pytest.approx(2.0 + 1.5 * log(4000), rel=0.1)
    assert tail.a_day(tail.score_at(0.01)) == pytest.approx(0.01)
    assert tail.a_day(0.0) == 4.0
    assert exp(-1) > tail.a_day(20.0) > 0
