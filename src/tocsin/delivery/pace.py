"""When people hear: quiet hours, digests, and how many messages a week are enough. Pure, by the clock on the recipient's wall.

The first reason why people leave alert services is too many messages. So the week's budget is a rule and no advice: what is
over it waits for the weekly digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

DIGEST_HOUR = 9
DIGEST_WEEKDAY = 0  # Monday
# The most messages a week to one subscriber, by the urgency of the alert that would be the next one.
BUDGET_A_WEEK: Mapping[str, int] = {"immediate": 7, "expected": 3, "past": 1}
MOST_A_WEEK = 50
DAYS_A_MONTH = 30.4


def until_daily_digest(local: datetime) -> timedelta:
    """From the local time to the next daily digest."""
    next_one = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return (next_one if next_one > local else next_one + timedelta(days=1)) - local


def until_weekly_digest(local: datetime) -> timedelta:
    """From the local time to the next weekly digest."""
    day = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    next_one = day + timedelta(days=(DIGEST_WEEKDAY - day.weekday()) % 7)
    return (next_one if next_one > local else next_one + timedelta(days=7)) - local


def until_strikes(local: datetime, hour: int) -> timedelta:
    """From the local time until the clock next strikes ``hour``; never zero."""
    next_one = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return (next_one if next_one > local else next_one + timedelta(days=1)) - local


def is_quiet(hour: int, quiet: tuple[int, int] | None) -> bool:
    """Whether ``hour`` lies in quiet hours, which may go over midnight."""
    if quiet is None:
        return False
    begins, ends = quiet
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


def messages_a_month(alerts_a_month: float, *, pace: str, budget_a_week: int) -> float:
    """How many messages a month somebody gets, when so many alerts concern them: in a digest several are one."""
    if pace == "weekly":
        return min(alerts_a_month, DAYS_A_MONTH / 7)
    if pace == "daily":
        return min(alerts_a_month, DAYS_A_MONTH)
    most = budget_a_week * DAYS_A_MONTH / 7
    return alerts_a_month if alerts_a_month <= most else most + DAYS_A_MONTH / 7  # … and the rest in a weekly digest
