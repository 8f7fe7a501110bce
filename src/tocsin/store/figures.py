"""What a month of reports comes to, counted in the database; reports that were purged stay counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from .database import Tx
from .tables import past_figures, reports


@dataclass(frozen=True, slots=True)
class Count:
    """Reports of one scam from one county. ``lost`` counts those that lost money; ``lost_minor`` in pence."""

    scam: str | None
    county: str | None
    reports: int
    lost_minor: int
    vulnerable: int
    lost: int = 0


def counts_between(tx: Tx, since: datetime, until: datetime) -> list[Count]:
    """Counts of what was received from ``since`` to before ``until``; neither set aside nor merged reports count."""
    lost = func.coalesce(reports.c.loss_minor, 0)
    question = (
        select(
            reports.c.scam,
            reports.c.county,
            func.count().label("reports"),
            func.sum(lost).label("lost_minor"),
            func.sum(case((reports.c.vulnerability != [], 1), else_=0)).label("vulnerable"),
            func.sum(case((lost > 0, 1), else_=0)).label("lost"),
        )
        .where(
            reports.c.received_at >= since,
            reports.c.received_at < until,
            reports.c.status != "set-aside",
            reports.c.merged_into.is_(None),
        )
        .group_by(reports.c.scam, reports.c.county)
    )
    return [
        Count(
            scam=row["scam"],
            county=row["county"],
            reports=int(row["reports"]),
            lost_minor=int(row["lost_minor"] or 0),
            vulnerable=int(row["vulnerable"] or 0),
            lost=int(row["lost"] or 0),
        )
        for row in tx.rows(question)
    ]


def past_counts(tx: Tx, month: str) -> list[Count]:
    """Counts of reports of that month (``2026-11``) that are purged by now."""
    question = select(past_figures).where(past_figures.c.month == month)
    return [
        Count(row["scam"] or None, row["county"] or None, row["reports"], row["lost_minor"], row["vulnerable"])
        for row in tx.rows(question)
    ]


def months_with_reports(tx: Tx) -> tuple[datetime | None, set[str]]:
    """When the oldest kept report was received, and the months of which only figures are left."""
    row = tx.row(select(func.min(reports.c.received_at).label("first")))
    past = {one["month"] for one in tx.rows(select(past_figures.c.month).distinct())}
    return (row["first"] if row else None), past
