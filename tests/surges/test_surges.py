"""A surge is found where it is, told in a sentence, and silence stays silent."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp, isclose

import pytest

from tocsin.surges import Sighting, find_surges
from tocsin.surges.chances import log_tail_negative_binomial
from tocsin.surges.zones import distances_km

TODAY = date(2026, 11, 24)
TOWNS = {
    "Faversham": (51.3148, 0.8886),
    "Gravesend": (51.4421, 0.3711),
    "Gillingham": (51.3891, 0.5486),
    "Dover": (51.1279, 1.3134),
}


def quiet_county(seed: int, *, per_day: float = 0.08) -> list[Sighting]:
    chance = random.Random(seed)
    return [
        Sighting(f"{town}-{day}", "courier-fraud", TODAY - timedelta(days=day), town, *TOWNS[town])
        for town in TOWNS
        for day in range(70)
        if chance.random() < per_day
    ]


def outbreak(town: str, count: int, *, days: int) -> list[Sighting]:
    return [
        Sighting(f"extra-{town}-{number}", "courier-fraud", TODAY - timedelta(days=number % days), town, *TOWNS[town])
        for number in range(count)
    ]


def test_the_tail_is_the_negative_binomials() -> None:
    # By hand: shape 1.5, 10 days watched, 5 to come.
    stay, step, shape = 10 / 15, 5 / 15, 1.5
    weight = [1.0, shape, shape * (shape + 1) / 2]
    below = sum(weight[k] * step**k * stay**shape for k in range(3))
    tail = exp(float(log_tail_negative_binomial(3, size=shape, mean=shape * step / stay)))
    assert isclose(tail, 1 - below, rel_tol=1e-12)


def test_very_small_chances_keep_their_size() -> None:
    assert -1000 < float(log_tail_negative_binomial(200, size=2.5, mean=0.3)) < -230


def test_nothing_seen_is_certain() -> None:
    assert float(log_tail_negative_binomial(0, size=0.5, mean=0.1)) == 0.0


def test_a_surge_is_found_in_its_town() -> None:
    surges = find_surges([*quiet_county(1), *outbreak("Faversham", 12, days=9)], as_of=TODAY)
    assert [surge.places[0] for surge in surges] == ["Faversham"]
    surge = surges[0]
    assert surge.observed >= 12
    assert surge.end_on == TODAY
    assert "in and around Faversham" in surge.sentence
    assert set(surge.report_ids) >= {f"extra-Faversham-{number}" for number in range(12)}


def test_the_sentence_says_how_many_where_and_how_rarely_by_chance() -> None:
    sentence = find_surges(outbreak("Dover", 9, days=5), as_of=TODAY)[0].sentence
    assert sentence.startswith(
        "9 reports in 5 days in and around Dover; fewer than one expected; by chance this happens"
    )


def test_one_event_is_one_surge_however_many_circles_hold_it() -> None:
    extra = [*outbreak("Faversham", 10, days=6), *outbreak("Gillingham", 8, days=6)]
    surges = find_surges([*quiet_county(2), *extra], as_of=TODAY, max_radius_km=40)
    ids = [identifier for surge in surges for identifier in surge.report_ids]
    assert len(ids) == len(set(ids))


def test_quiet_counties_stay_quiet() -> None:
    alarms = sum(bool(find_surges(quiet_county(seed), as_of=TODAY, false_alarms_per_year=12)) for seed in range(100))
    assert alarms <= 7  # 12 a year is 3.3 in 100 days asked for; more than 7 would be a one-in-fifty run


def test_the_future_and_the_long_past_are_not_looked_at() -> None:
    ahead = [Sighting(f"a{n}", "s", TODAY + timedelta(days=1), "Dover", *TOWNS["Dover"]) for n in range(30)]
    behind = [Sighting(f"b{n}", "s", TODAY - timedelta(days=200), "Dover", *TOWNS["Dover"]) for n in range(30)]
    assert find_surges([*ahead, *behind], as_of=TODAY) == []


def test_reports_without_a_place_still_count_for_the_whole_county() -> None:
    surges = find_surges([Sighting(f"n{n}", "s", TODAY - timedelta(days=n % 4)) for n in range(15)], as_of=TODAY)
    assert len(surges) == 1
    assert surges[0].places == ()
    assert surges[0].latitude is None


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_reports_does_not_matter(seed: int) -> None:
    sightings = [*quiet_county(3), *outbreak("Gravesend", 11, days=7)]
    shuffled = random.Random(seed).sample(sightings, len(sightings))
    assert find_surges(shuffled, as_of=TODAY) == find_surges(sightings, as_of=TODAY)


def test_distance_is_the_great_circles() -> None:
    assert isclose(distances_km(*TOWNS["Faversham"], *TOWNS["Gillingham"]), 25.0, abs_tol=0.7)
    assert distances_km(51.0, 0.5, 51.0, 0.5) == 0.0
