"""How many reports of each scam came from within a circle. Counted in the database, without reading a report."""

from __future__ import annotations

import math
from datetime import datetime

from sqlalchemy import select

from .database import Tx
from .tables import reports

KM_PER_DEGREE = 111.19


def counts_around(
    tx: Tx, *, latitude: float, longitude: float, radius_km: float, since: datetime, until: datetime
) -> dict[str, int]:
    """Scam id → reports received from ``since`` to before ``until``; neither set aside nor merged reports count.

    Several reports of one reporter about one scam count once, where the reporter is known.
    """
    north = radius_km / KM_PER_DEGREE
    east = north / max(0.1, math.cos(math.radians(latitude)))
    question = select(
        reports.c.reference, reports.c.scam, reports.c.reporter, reports.c.latitude, reports.c.longitude
    ).where(
        reports.c.received_at >= since,
        reports.c.received_at < until,
        reports.c.scam.is_not(None),
        reports.c.status != "set-aside",
        reports.c.merged_into.is_(None),
        reports.c.latitude.between(latitude - north, latitude + north),
        reports.c.longitude.between(longitude - east, longitude + east),
    )
    voices: dict[str, set[str]] = {}
    for row in tx.rows(question):
        up = (row["latitude"] - latitude) * KM_PER_DEGREE
        across = (row["longitude"] - longitude) * KM_PER_DEGREE * math.cos(math.radians(latitude))
        if math.hypot(up, across) <= radius_km:
            voices.setdefault(row["scam"], set()).add(row["reporter"] or row["reference"])
    return {scam: len(who) for scam, who in voices.items()}
