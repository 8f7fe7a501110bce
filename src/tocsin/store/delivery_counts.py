"""How deliveries fare: by publication, by channel, and why some failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import case, func, select

from .database import Tx
from .tables import deliveries


def count_by_publication(tx: Tx, *, since: datetime) -> Mapping[tuple[str, int], Mapping[str, int]]:
    """For each publication planned since then how many deliveries stand where: the statuses, ``arrived`` and ``returned``."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    arrived = func.sum(case((deliveries.c.delivered_at.isnot(None), 1), else_=0))
    returned = func.sum(case((deliveries.c.returned_at.isnot(None), 1), else_=0))
    recent = select(deliveries.c.code).where(deliveries.c.created_at >= since).distinct()
    question = (
        select(
            deliveries.c.code,
            deliveries.c.version,
            deliveries.c.status,
            func.count().label("count"),
            arrived.label("arrived"),
            returned.label("returned"),
        )
        .where(deliveries.c.code.in_(recent))
        .group_by(deliveries.c.code, deliveries.c.version, deliveries.c.status)
    )
    for row in tx.rows(question):
        counts = found.setdefault((row["code"], row["version"]), {"arrived": 0, "returned": 0})
        counts[row["status"]] = int(row["count"])
        counts["arrived"] += int(row["arrived"] or 0)
        counts["returned"] += int(row["returned"] or 0)
    return found


def count_by_channel(tx: Tx, code: str, version: int) -> Mapping[tuple[str, str], int]:
    """Deliveries of one publication by channel and status."""
    question = (
        select(deliveries.c.channel, deliveries.c.status, func.count().label("count"))
        .where(deliveries.c.code == code, deliveries.c.version == version)
        .group_by(deliveries.c.channel, deliveries.c.status)
    )
    return {(row["channel"], row["status"]): int(row["count"]) for row in tx.rows(question)}


def errors_since(tx: Tx, *, since: datetime, limit: int = 1_000) -> list[tuple[str, str, str, int]]:
    """What servers said of deliveries that failed or wait after a failure: channel, status, the words, how often."""
    question = (
        select(deliveries.c.channel, deliveries.c.status, deliveries.c.error, func.count().label("count"))
        .where(
            deliveries.c.created_at >= since,
            deliveries.c.error != "",
            deliveries.c.status.in_(("failed", "waiting", "claimed")),
        )
        .group_by(deliveries.c.channel, deliveries.c.status, deliveries.c.error)
        .order_by(func.count().desc())
        .limit(limit)
    )
    return [(row["channel"], row["status"], row["error"], int(row["count"])) for row in tx.rows(question)]
