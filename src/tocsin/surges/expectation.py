"""How many reports to expect, and how rarely chance brings as many as were seen.

The baseline is a Poisson rate that we do not know but have watched for a while. With Jeffreys' prior, what the next days
bring is then negative binomial (the gamma–Poisson predictive distribution: Gelman et al., *Bayesian Data Analysis*,
3rd ed., §2.6), which allows for a short or empty history where a plain Poisson tail would cry wolf.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

JEFFREYS = 0.5


def expected_count(baseline_count: int, *, baseline_days: int, window_days: int) -> float:
    """The mean number of reports in ``window_days``, after ``baseline_count`` in ``baseline_days``."""
    return (baseline_count + JEFFREYS) / baseline_days * window_days


def chance_of_at_least(observed: int, *, baseline_count: int, baseline_days: int, window_days: int) -> float:
    """P(at least ``observed`` reports in ``window_days``), nothing having changed. Between 0 and 1.

    The terms of the tail are summed upwards until they no longer matter, so that very small chances keep their size.
    """
    if observed <= 0:
        return 1.0
    shape = baseline_count + JEFFREYS
    log_stay, log_step = -log1p(window_days / baseline_days), log(window_days / (baseline_days + window_days))
    log_term = lgamma(shape + observed) - lgamma(shape) - lgamma(observed + 1) + shape * log_stay + observed * log_step
    term, total, count = exp(log_term), 0.0, observed
    while term > total * 1e-15 and count < observed + 100_000:
        total += term
        term *= (shape + count) / (count + 1) * exp(log_step)
        count += 1
    return min(1.0, total)
