"""Farrington's flexible method and EARS say what R's ``surveillance`` says. The figures beside were made with it once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.errors import InputError
from tocsin.surges import FarringtonSettings, ears, farrington_flexible, pooled_alarms
from tocsin.surges.chances import count_quantile, log_tail_count, log_tail_poisson, student_two_sided

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
