"""What a surge does over days, what is still to come, and what only rose because everything did."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from tocsin.records import Surge
from tocsin.surges import Sighting, examine, find_surges, follow, share_reported_by

TODAY = date(2026, 11, 24)
WHERE = {f"town {n}": (51.0 + 0.05 * n, 0.2 * n) for n in range(8)}


def surge(on: date, observed: int, ids: range, *, expected: float = 1.0, days: int = 5) -> Surge:
    return Surge(
        scam="courier-fraud",
        places=("Dover",),
        latitude=51.1,
        longitude=1.3,
        radius_km=0.0,
        start_on=on - timedelta(days=days - 1),
        end_on=on,
        observed=observed,
        expected=expected,
        recurrence_days=400.0,
        report_ids=tuple(f"r{n}" for n in ids),
        sentence="",
    )


def test_a_surge_is_new_then_grows_then_is_steady_then_over() -> None:
    histories = follow([], [surge(TODAY, 5, range(5))], on=TODAY)
    assert [history.state for history in histories] == ["new"]
    states = []
    for day, found in (
        (1, [surge(TODAY + timedelta(days=1), 9, range(9))]),
        (2, [surge(TODAY + timedelta(days=2), 9, range(1, 10))]),
        (3, []),
        (6, []),
    ):
        histories = follow(histories, found, on=TODAY + timedelta(days=day))
        states.append(histories[0].state)
    assert states == ["growing", "steady", "steady", "over"]
    assert histories[0].first_seen_on == TODAY
    assert len(histories[0].report_ids) == 10


def test_a_falling_rate_is_fading_and_another_event_is_another_history() -> None:
    histories = follow([], [surge(TODAY, 20, range(20))], on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    histories = follow(histories, [surge(tomorrow, 10, range(15, 25)), surge(tomorrow, 6, range(90, 96))], on=tomorrow)
    assert [history.state for history in histories] == ["fading", "new"]


def test_looking_twice_on_a_day_counts_once() -> None:
    seen = [surge(TODAY, 5, range(5))]
    twice = follow(follow([], seen, on=TODAY), seen, on=TODAY)
    assert [len(history.looks) for history in twice] == [1]


def test_delays_are_estimated_although_the_long_ones_of_late_days_are_not_in_yet() -> None:
    random = np.random.default_rng(1)
    day = random.integers(0, 200, 20_000)  # days ago
    delay = random.geometric(0.4, day.size) - 1
    seen = delay <= day
    share = share_reported_by(delay[seen], day[seen], most_days=20)
    truth = 1 - 0.6 ** np.arange(1, 22)
    np.testing.assert_allclose(share[:8], truth[:8], atol=0.02)


def test_with_delays_known_a_half_reported_day_is_not_taken_for_a_quiet_one() -> None:
    random = np.random.default_rng(2)
    told = []
    for number in range(6000):
        on, delay = TODAY - timedelta(days=int(random.integers(0, 120))), int(random.geometric(0.25)) - 1
        if on + timedelta(days=delay) <= TODAY:
            town = f"town {random.integers(8)}"
            scam = f"scam {random.integers(6)}"
            told.append(Sighting(f"r{number}", scam, on, town, *WHERE[town], reported_on=on + timedelta(days=delay)))
    assert find_surges(told, as_of=TODAY, false_alarms_per_year=4) == []
    extra = [
        Sighting(f"x{n}", "scam 1", TODAY - timedelta(days=n % 3), "town 3", *WHERE["town 3"], reported_on=TODAY)
        for n in range(14)
    ]
    found = find_surges([*told, *extra], as_of=TODAY, false_alarms_per_year=4)
    assert [(surge.scam, surge.places[0]) for surge in found] == [("scam 1", "town 3")]


def county(seed: int, *, appeal: bool) -> list[Sighting]:
    random = np.random.default_rng(seed)
    told = []
    for ago in range(200):
        for _ in range(random.poisson(30 * (2.5 if appeal and ago < 10 else 1))):
            town = f"town {random.integers(8)}"
            scam = f"scam {random.integers(10)}"
            told.append(Sighting(f"r{len(told)}", scam, TODAY - timedelta(days=ago), town, *WHERE[town]))
    return told


def test_an_appeal_that_raises_every_scam_is_no_surge() -> None:
    assert [find_surges(county(seed, appeal=True), as_of=TODAY) for seed in range(3)] == [[], [], []]


def test_a_scam_that_rises_during_an_appeal_still_is_one() -> None:
    extra = [Sighting(f"x{n}", "scam 4", TODAY - timedelta(days=n % 6), "town 2", *WHERE["town 2"]) for n in range(30)]
    found = find_surges([*county(1, appeal=True), *extra], as_of=TODAY)
    assert [(surge.scam, surge.places[0]) for surge in found] == [("scam 4", "town 2")]


def test_a_drive_for_reports_in_one_town_is_told_apart() -> None:
    random = np.random.default_rng(9)
    drive = [
        Sighting(f"d{n}", f"scam {n % 10}", TODAY - timedelta(days=int(random.integers(6))), "town 5", *WHERE["town 5"])
        for n in range(150)
    ]
    looked = examine([*county(2, appeal=False), *drive], as_of=TODAY)
    assert looked.findings == ()
    assert looked.all_reporting


def test_a_county_is_looked_at_as_one_and_losses_are_told() -> None:
    extra = [
        Sighting(
            f"x{n}", "scam 4", TODAY - timedelta(days=n % 6), f"town {n % 8}", *WHERE[f"town {n % 8}"],
            area="East" if n % 8 < 4 else "West", lost_money=n < 7,
        )
        for n in range(60)
    ]  # fmt: skip
    (finding,) = examine([*county(3, appeal=False), *extra], as_of=TODAY).findings
    assert set(finding.surge.places) == set(WHERE)
    assert (finding.losses, finding.attempts) == (7, 53)
    assert "7 of them lost money" in finding.surge.sentence
    assert sum(seen for _, seen, _ in finding.daily) >= finding.surge.observed
