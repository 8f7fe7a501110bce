"""The permutation scan: worked by hand, against brute force, and fair under chance."""

from __future__ import annotations

from itertools import combinations
from math import comb, log

import numpy as np
import pytest

from tocsin.errors import InputError
from tocsin.surges import Gumbel, Zones, circles, permutation_scan
from tocsin.surges.importance import chance_by_importance
from tocsin.surges.scan import _expected, _least, log_likelihood_ratio


def on_a_line(places: int, most_places: int) -> Zones:
    return circles(np.full(places, 51.0), np.arange(places) ** 1.1 * 0.1, most_places=most_places)


def brute_force(place: np.ndarray, days_ago: np.ndarray, zones: Zones, window_days: int) -> float:
    total, best = len(place), 0.0
    for centre in range(zones.places):
        for size in range(1, zones.nearest.shape[1] + 1):
            members = zones.nearest[centre, :size]
            inside = np.isin(place, members)
            for window in range(1, window_days + 1):
                recent = days_ago < window
                c, mean = int((inside & recent).sum()), inside.sum() * recent.sum() / total
                if c > mean and (members >= 0).all():
                    rest = (total - c) * log((total - c) / (total - mean)) if total > c else 0.0
                    best = max(best, c * log(c / mean) + rest)
    return best


def test_three_places_and_two_days_by_hand() -> None:
    # Reports today and yesterday: A 4 and 1, B 1 and 3, C 0 and 3; 12 in all, 5 of them today.
    place = np.repeat([0, 0, 1, 1, 2], [4, 1, 1, 3, 3])
    days_ago = np.repeat([0, 1, 0, 1, 1], [4, 1, 1, 3, 3])
    scan = permutation_scan(place, days_ago, on_a_line(3, 2), window_days=1, replicates=99)
    # A alone: 5 × 5/12 expected, 4 seen. With B it would be 9 × 5/12 = 3.75 and 5.
    assert (scan.place, scan.nearest, scan.window_days, scan.observed) == (0, 1, 1, 4)
    assert np.isclose(scan.expected, 25 / 12)
    assert np.isclose(scan.score, 4 * log(48 / 25) + 8 * log(96 / 119))
    assert scan.score > 5 * log(5 / 3.75) + 7 * log(7 / 8.25)


@pytest.mark.parametrize("seed", range(6))
def test_the_scan_is_exact_against_brute_force_in_the_data_and_in_every_replicate(seed: int) -> None:
    random = np.random.default_rng(seed)
    zones = circles(random.uniform(51, 52, 9), random.uniform(0, 1, 9), most_places=5, max_radius_km=60)
    place, days_ago = random.integers(0, 9, 70), random.integers(0, 25, 70)
    scan = permutation_scan(place, days_ago, zones, window_days=10, replicates=24, seed=seed)
    assert np.isclose(scan.score, brute_force(place, days_ago, zones, 10))
    dealt, recent = np.random.default_rng(seed), days_ago[days_ago < 10]
    for value in scan.replicates:  # deal the days out in the same way, and count everything again
        shuffled = dealt.permutation(place.astype(np.int64))
        again = np.concatenate([recent, np.full(place.size - recent.size, 99)])
        assert np.isclose(value, brute_force(shuffled, again, zones, 10))


def test_chance_is_fair_where_nothing_rises() -> None:
    chances = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        chances.append(
            permutation_scan(
                random.integers(0, 10, 200),
                random.integers(0, 60, 200),
                on_a_line(10, 4),
                window_days=14,
                replicates=99,
                seed=seed,
            ).chance
        )
    assert 0.38 < float(np.mean(chances)) < 0.62  # 0.5 ± 3 standard errors


def test_a_cluster_is_found_where_and_when_it_is() -> None:
    random = np.random.default_rng(1)
    place = np.append(random.integers(0, 20, 300), np.full(12, 7))
    days_ago = np.append(random.integers(0, 200, 300), np.arange(12) % 5)
    scan = permutation_scan(place, days_ago, on_a_line(20, 8), window_days=30)
    assert (scan.place, scan.nearest) == (7, 1)
    assert 4 <= scan.window_days <= 6
    assert scan.chance < 1e-4
    assert scan.rank_chance == 1 / 1000


def test_a_rise_everywhere_at_once_is_none_of_its_business() -> None:
    random = np.random.default_rng(2)
    place = random.integers(0, 20, 600)
    days_ago = np.append(random.integers(0, 200, 300), random.integers(0, 7, 300))
    assert permutation_scan(place, days_ago, on_a_line(20, 8), window_days=14).chance > 0.01


def test_replicates_do_not_remember_where_the_last_reports_were() -> None:
    # As a desk gives them, oldest first; twelve of today in one place. Dealing the same places anew must change no replicate's law.
    random = np.random.default_rng(8)
    place = np.append(random.integers(0, 20, 288), np.full(12, 7))
    ago = np.concatenate([random.integers(60, 365, 230), random.integers(1, 60, 58), np.zeros(12, dtype=int)])
    days_ago, zones = np.sort(ago)[::-1], on_a_line(20, 8)
    ours = np.array(permutation_scan(place, days_ago, zones).replicates)
    apart = np.array(permutation_scan(random.permutation(place), days_ago, zones).replicates)
    assert abs(ours.mean() - apart.mean()) < 3.5 * np.hypot(ours.std(), apart.std()) / 999**0.5


def test_it_stops_early_where_there_is_nothing_to_see() -> None:
    random = np.random.default_rng(3)
    scan = permutation_scan(
        random.integers(0, 20, 300), random.integers(0, 200, 300), on_a_line(20, 8), stop_above=0.001
    )
    assert len(scan.replicates) < 999


def test_a_fit_to_few_replicates_stops_nothing_that_is_near() -> None:
    random = np.random.default_rng(7)
    place = np.append(random.integers(0, 20, 300), np.full(4, 7))
    days_ago = np.append(random.integers(0, 200, 300), np.arange(4))
    told = [
        permutation_scan(place, days_ago, on_a_line(20, 8), window_days=30, seed=seed, stop_above=0.002).chance
        for seed in range(8)
    ]
    assert 4e-4 < min(told) < 1e-3
    assert max(told) < 1.6 * min(told)


def test_an_earlier_tail_serves_a_new_report_without_replicates() -> None:
    random = np.random.default_rng(4)
    place, days_ago = random.integers(0, 20, 300), random.integers(0, 200, 300)
    first = permutation_scan(place, days_ago, on_a_line(20, 8), replicates=99)
    again = permutation_scan(np.append(place, 3), np.append(days_ago, 0), on_a_line(20, 8), tail=first.tail)
    assert again.replicates == ()
    assert 0 < again.chance <= 1


def test_nothing_recent_is_no_cluster_and_the_future_is_refused() -> None:
    assert permutation_scan([], [], on_a_line(3, 2)).chance == 1.0
    with pytest.raises(InputError, match="future"):
        permutation_scan([0], [-1], on_a_line(3, 2))
    with pytest.raises(InputError, match="zones know"):
        permutation_scan([5], [0], on_a_line(3, 2))


def test_fewer_than_expected_score_nothing() -> None:
    assert log_likelihood_ratio(2, expected=3.0, total=10) == 0.0


def test_gumbels_fit_gives_back_its_own_chances() -> None:
    random = np.random.default_rng(5)
    fitted = Gumbel.fit(random.gumbel(5.0, 1.5, 20_000))
    assert np.isclose(fitted.location, 5.0, atol=0.05)
    assert np.isclose(fitted.scale, 1.5, atol=0.05)
    assert np.isclose(fitted.chance_of(fitted.score_at(0.001)), 0.001)


def test_circles_grow_neighbour_by_neighbour_and_stop_at_the_radius() -> None:
    zones = circles([51.0, 51.0, 51.0], [0.0, 0.1, 1.0], max_radius_km=20)
    assert zones.nearest[0].tolist() == [0, 1]
    assert zones.nearest[2].tolist() == [2, -1]
    assert np.isclose(zones.radius_km[0, 1], 7.0, atol=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_a_rare_chance_is_what_all_deals_of_the_days_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    zones = circles(random.uniform(51, 52, 4), random.uniform(0, 1, 4), most_places=3)
    place, days_ago = random.integers(0, 4, 10), np.repeat([0, 1, 9], [2, 2, 6])
    recent = days_ago[days_ago < 2]
    # Every way to give the four recent days to four of the ten reports, two of them today.
    scores = []
    for today in combinations(range(10), 2):
        for yesterday in combinations(sorted(set(range(10)) - set(today)), 2):
            dealt = np.full(10, 9)
            dealt[list(today)], dealt[list(yesterday)] = 0, 1
            scores.append(brute_force(place, dealt, zones, 2))
    expected = _expected(place, days_ago, zones, window_days=2)
    for bar in sorted(set(np.round(scores, 9)))[-4:]:
        exact = float(np.mean(np.array(scores) >= bar - 1e-6))
        chance = chance_by_importance(
            place, recent, zones, _least(float(bar) - 1e-6, expected, zones), expected.by_circle, expected.by_window,
            draws=4000, random=np.random.default_rng(seed),
        )  # fmt: skip
        assert chance == pytest.approx(exact, rel=0.06)


def test_where_no_count_can_reach_the_chance_is_none() -> None:
    place, days_ago = np.array([0, 1, 2, 2]), np.array([0, 0, 5, 6])
    expected = _expected(place, days_ago, on_a_line(3, 2), window_days=1)
    least = _least(50.0, expected, on_a_line(3, 2))
    random = np.random.default_rng(1)
    assert chance_by_importance(
        place, np.array([0, 0]), on_a_line(3, 2), least, expected.by_circle, expected.by_window, draws=9, random=random
    ) == 0.0  # fmt: skip


def test_far_out_the_chance_needs_no_tail() -> None:
    # One place of 20 has 8 of the 10 reports of the last two days; 40 replicates could never say how rare that is.
    random = np.random.default_rng(6)
    place = np.append(random.integers(0, 20, 300), [*[7] * 8, 1, 2])
    days_ago = np.append(random.integers(2, 200, 300), np.arange(10) % 2)
    told = [
        permutation_scan(place, days_ago, on_a_line(20, 8), window_days=14, replicates=40, seed=seed).chance
        for seed in range(3)
    ]
    inside = int((place == 7).sum())
    others = place.size - inside
    alone = sum(comb(inside, c) * comb(others, 10 - c) for c in (8, 9, 10)) / comb(place.size, 10)
    assert all(alone <= chance <= 200 * alone for chance in told)  # many circles and windows, most of them overlapping
    assert max(told) < 1.5 * min(told)
