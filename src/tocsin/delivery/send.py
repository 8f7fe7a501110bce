"""When to try again. Pure: the caller says what time it is and writes down what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first attempt, the second, …: two days in all, as mail servers do. A fraud warning older than that is no news.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
    timedelta(hours=12),
    timedelta(hours=24),
)


def next_attempt_at(attempts: int, now: datetime) -> datetime | None:
    """When to try once more after ``attempts`` failed ones (the one just made included); None to give up."""
    made = max(attempts, 1)
    return now + WAITS[made - 1] if made <= len(WAITS) else None
