"""Farrington's flexible method and EARS say what R's ``surveillance`` says. The figures beside were made with it once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.errors import InputError
from tocsin.surges import FarringtonSettings, ears, farrington_flexible, pooled_alarms
from tocsin.surges.chances import (
    count_quantile,
    log_tail_count,
    log_tail_poisson,
    log_tail_predictive,
    student_two_sided,
)
from tocsin.surges.series import dispersion_error

REFERENCE: dict[str, Any] = json.loads(Path(__file__).with_name("r_reference.json").read_text())
COUNTS = np.array(REFERENCE["counts"], dtype=float)
FIRST: int = REFERENCE["first"]


@pytest.mark.parametrize("case", REFERENCE["farrington"], ids=lambda c: f"{c['threshold']}-{c['periods']}-{c['years']}")
def test_farringtons_upper_bound_is_rs(case: dict[str, Any]) -> None:
    settings = FarringtonSettings(
        threshold=case["threshold"],
        periods=case["periods"],
        trend_p=case["trend_p"],
        years=case["years"],
        least_cases=0,
    )
    bounds = farrington_flexible(COUNTS, np.arange(FIRST, COUNTS.shape[1]), settings=settings)
    np.testing.assert_allclose(bounds.upper, np.array(case["upper"]), rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_ears_bounds_are_rs(method: Any) -> None:
    upper = ears(COUNTS, method, alpha=0.001).upper[:, FIRST:]
    theirs = np.array(REFERENCE["ears"][method], dtype=float)
    np.testing.assert_allclose(upper, theirs, rtol=0, atol=1e-9, equal_nan=True)


def test_one_series_gives_what_it_gives_among_others() -> None:
    alone = farrington_flexible(COUNTS[2], [FIRST])
    among = farrington_flexible(COUNTS, [FIRST])
    np.testing.assert_allclose(alone.expected[0], among.expected[2], rtol=1e-12)


def test_a_past_outbreak_weighs_little() -> None:
    settings = FarringtonSettings(reweight=False)
    calm = np.array([COUNTS[5], COUNTS[5]])
    calm[1, FIRST - 105 : FIRST - 102] += 60  # the same season, two years before
    plain = farrington_flexible(calm, [FIRST], settings=settings).expected[:, 0]
    robust = farrington_flexible(calm, [FIRST]).expected[:, 0]
    assert robust[1] / robust[0] < plain[1] / plain[0]


def test_an_outbreak_is_an_alarm_and_fewer_cases_than_asked_for_are_none() -> None:
    bounds = farrington_flexible(COUNTS, np.arange(FIRST, COUNTS.shape[1]))
    assert bounds.alarm[5, 288 - FIRST]
    assert not bounds.alarm[4].any()
    assert not farrington_flexible(COUNTS, [288], settings=FarringtonSettings(least_cases=500)).alarm.any()


def test_two_weeks_together_find_what_neither_shows_alone() -> None:
    quiet = np.random.default_rng(5).poisson(10.0, 300).astype(float)
    quiet[298:] = 17
    bounds = farrington_flexible(quiet, np.arange(290, 300))
    assert not bounds.alarm[0, 8:].any()
    assert pooled_alarms(quiet, bounds).alarm[0, 9]


def test_a_short_or_broken_series_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="5 years of history"):
        farrington_flexible(np.ones(200))
    with pytest.raises(InputError, match="missing or negative"):
        farrington_flexible(np.full(300, np.nan))
    with pytest.raises(InputError, match="more than 7 days"):
        ears([1, 2, 3])
    with pytest.raises(InputError, match="follow one another"):
        pooled_alarms(COUNTS, farrington_flexible(COUNTS, [280, 285]))


def test_tails_add_up_and_keep_their_size() -> None:
    assert np.isclose(np.exp(log_tail_poisson(2, mean=1.5)), 1 - np.exp(-1.5) * 2.5, rtol=1e-13)
    # One success in NB(size 2, p ½): P(X ≥ 1) = 1 − ¼; mean 2, dispersion 2.
    assert np.isclose(np.exp(log_tail_count(1, mean=2.0, dispersion=2.0)), 0.75, rtol=1e-13)
    assert -800 < float(log_tail_poisson(300, mean=20.0)) < -500


@pytest.mark.parametrize("dispersion", [1.0, 1.7])
@pytest.mark.parametrize("probability", [0.01, 0.5, 0.99])
def test_a_quantile_is_the_smallest_count_that_covers(probability: float, dispersion: float) -> None:
    mean = np.array([0.01, 0.3, 4.0, 55.0, 900.0])
    k = count_quantile(probability, mean=mean, dispersion=dispersion)
    assert np.all(-np.expm1(log_tail_count(k + 1, mean=mean, dispersion=dispersion)) >= probability)
    below = -np.expm1(log_tail_count(k, mean=mean, dispersion=dispersion))
    assert np.all((k == 0) | (below < probability))


def test_students_t_with_one_degree_is_cauchys() -> None:
    assert np.isclose(student_two_sided(1.0, degrees=1.0), 0.5, rtol=1e-12)


def test_a_predictive_tail_without_errors_is_the_plain_one() -> None:
    for dispersion in (1.0, 1.7):
        told = log_tail_predictive(
            [3, 9, 30], mean=4.0, dispersion=dispersion, mean_error=0.0, dispersion_error=0.0
        )  # fmt: skip
        assert np.allclose(told, log_tail_count([3, 9, 30], mean=4.0, dispersion=dispersion))


def test_a_predictive_tail_is_the_mean_over_what_the_fit_leaves_open() -> None:
    random = np.random.default_rng(1)
    draws, degrees = 100_000, 60.0
    dispersion = np.maximum(1.6 * degrees / random.chisquare(degrees, draws), 1.0)
    mean = 5.0 * np.exp(0.15 * random.standard_normal(draws))
    for count in (10, 20, 28):
        drawn = np.exp(log_tail_count(count, mean=mean, dispersion=dispersion)).mean()
        told = log_tail_predictive(
            count, mean=5.0, dispersion=1.6, mean_error=0.15, dispersion_error=(2 / degrees) ** 0.5
        )
        assert float(np.exp(told)) == pytest.approx(drawn, rel=0.1)


def test_a_mean_that_nobody_knows_makes_nothing_rare() -> None:
    told = log_tail_predictive(40, mean=1e-8, dispersion=1.2, mean_error=2000.0, dispersion_error=0.2)
    assert float(np.exp(told)) > 0.2


def test_quiet_series_reach_a_rare_chance_about_as_often_as_it_says() -> None:
    # For each fit, the least count that is so rare; and how often the series' own law, which is known here, reaches it.
    random = np.random.default_rng(2)
    settings = FarringtonSettings(least_cases=0, standard_errors="pearson")
    counts = random.negative_binomial(4.0 / 0.5, 1 / 1.5, (250, 300)).astype(float)
    bounds = farrington_flexible(counts, [299], settings=settings)
    asked = np.arange(60)
    told = log_tail_predictive(
        asked, mean=bounds.expected, dispersion=bounds.dispersion, mean_error=bounds.standard_error,
        dispersion_error=dispersion_error(bounds, settings),
    )  # fmt: skip
    plain = log_tail_count(asked, mean=bounds.expected, dispersion=bounds.dispersion)
    own = np.exp(log_tail_count(asked, mean=4.0, dispersion=1.5))

    def came(log_chances: np.ndarray, chance: float) -> float:
        return float(own[(log_chances <= np.log(chance)).argmax(axis=1)].mean()) / chance

    for chance in (1e-3, 1e-4, 1e-5):
        assert 0.5 < came(told, chance) < 1.6
    assert came(plain, 1e-5) > 2.5
