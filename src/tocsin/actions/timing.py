"""What time it is for subscribers, as the database needs it to plan and to claim."""

from __future__ import annotations

from ..alerts.formats.text import in_the_uk
from ..delivery.pace import until_daily_digest, until_strikes, until_weekly_digest
from ..store.planning import Timing
from .installation import Installation


def timing_now(installation: Installation, *, urgency: str | None = None) -> Timing:
    """The clock as subscribers see it. ``urgency``: with the budget for an alert of that urgency."""
    now = installation.now()
    local = in_the_uk(now).replace(tzinfo=None)
    return Timing(
        at=now,
        hour=local.hour,
        strikes_at=tuple(now + until_strikes(local, hour) for hour in range(24)),
        daily_at=now + until_daily_digest(local),
        weekly_at=now + until_weekly_digest(local),
        budget=installation.ways.messages_a_week.get(urgency) if urgency else None,
    )
