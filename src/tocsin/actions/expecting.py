"""How many messages a month somebody would get, before they join: counted on what this desk really sent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from ..delivery.pace import DAYS_A_MONTH, messages_a_month
from ..records import Pace, Place
from ..store import publications as publication_store
from .installation import Installation

WINDOW_DAYS = 90
LEAST_DAYS = 14  # a desk of a week cannot tell
KM_PER_DEGREE = 6371.0088 * math.pi / 180


@dataclass(frozen=True, slots=True)
class Expected:
    """``messages_a_month`` of ``alerts_a_month``; ``over_days``: how long we have counted; None: not long enough."""

    alerts_a_month: float
    messages_a_month: float
    over_days: int | None

    @property
    def said(self) -> str:
        """One sentence for the page."""
        if self.over_days is None:
            return "We cannot say yet how many messages you would get. We are new."
        count = self.messages_a_month
        if count < 0.5:
            return "You would get less than one message a month."
        number = round(count)
        return f"You would get about {number} message{'' if number == 1 else 's'} a month."


def expected_messages(
    installation: Installation,
    place: Place,
    *,
    topics: tuple[str, ...] = (),
    pace: Pace = "now",
    radius_km: float = 20.0,
    audiences: tuple[str, ...] = (),
) -> Expected:
    """What a subscriber with these wishes would have got, as a monthly rate."""
    now = installation.now()
    with installation.store.read() as tx:
        live = [
            one
            for one in publication_store.list_publications(tx)
            if one.kind == "Alert" and not one.content["exercise"]
        ]
    if not live:
        return Expected(0.0, 0.0, None)
    first = min(one.sent_at for one in live)
    days = min((now - first).days + 1, WINDOW_DAYS)
    if days < LEAST_DAYS:
        return Expected(0.0, 0.0, None)
    since = now - timedelta(days=days)
    theirs = [
        one
        for one in live
        if one.sent_at > since
        and (not topics or one.content["scam"] in topics)
        and (not audiences or one.content["audience"] in audiences)
        and any(_touches(area, place, radius_km) for area in one.content["areas"])
    ]
    alerts = len(theirs) * DAYS_A_MONTH / days
    budget = installation.ways.messages_a_week.get("expected", 3)
    return Expected(alerts, messages_a_month(alerts, pace=pace, budget_a_week=budget), days)


def _touches(area: dict[str, object], place: Place, radius_km: float) -> bool:
    """:func:`tocsin.store.areas.touches` for one place, on an area as it was published."""
    kind = area["kind"]
    if kind == "nation":
        return place.nation == area["nation"]
    if kind == "county":
        return place.county == area["name"]
    if kind == "places":
        listed = area.get("places", [])
        return isinstance(listed, list) and place.id in listed
    if area.get("place") == place.id:
        return True
    if "latitude" not in area:
        return False
    north = (place.latitude - float(str(area["latitude"]))) * KM_PER_DEGREE
    halfway = math.radians((place.latitude + float(str(area["latitude"]))) / 2)
    east = (place.longitude - float(str(area["longitude"]))) * KM_PER_DEGREE * math.cos(halfway)
    return math.hypot(north, east) <= max(radius_km, float(str(area["radius_km"])))
