from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tocsin.delivery.send import WAITS, next_attempt_at

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_each_wait_is_longer_than_the_one_before_and_at_last_we_give_up() -> None:
    waits = [next_attempt_at(attempts, NOW) for attempts in range(1, len(WAITS) + 2)]
    assert waits[-1] is None
    kept = [at for at in waits if at is not None]
    assert kept[0] == NOW + timedelta(minutes=1)
    assert all(earlier < later for earlier, later in pairwise(kept))


def test_an_attempt_not_yet_counted_waits_as_the_first() -> None:
    assert next_attempt_at(0, NOW) == next_attempt_at(1, NOW)


def test_a_warning_is_given_up_after_about_two_days() -> None:
    assert timedelta(days=1, hours=12) < sum(WAITS, timedelta()) < timedelta(days=3)
