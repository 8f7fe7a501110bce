"""Campaigns: reports that officers have said tell of the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from ..records import Indicator
from .database import Tx
from .tables import campaign_members, campaigns, indicator_notes, indicators, reports
from .writing import insert_or_pass


@dataclass(frozen=True, slots=True)
class Campaign:
    """``reports`` and ``voices`` (distinct reporters) of those that count: neither set aside nor merged."""

    id: str
    name: str
    scam: str | None
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    reports: int = 0
    voices: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def add_campaign(tx: Tx, campaign: Campaign) -> None:
    """Keep a campaign."""
    names = ("id", "name", "scam", "created_at", "created_by", "closed_at")
    tx.run(insert(campaigns).values(**{name: getattr(campaign, name) for name in names}))


def list_campaigns(tx: Tx, *, campaign_id: str | None = None) -> list[Campaign]:
    """Campaigns with their counts, the one that was heard of last first."""
    counting = reports.c.status != "set-aside"
    question = (
        select(
            campaigns,
            func.count(reports.c.reference).label("reports"),
            func.count(func.coalesce(reports.c.reporter, reports.c.reference).distinct()).label("voices"),
            func.min(reports.c.received_at).label("first_at"),
            func.max(reports.c.received_at).label("last_at"),
        )
        .join(
            reports,
            (reports.c.campaign == campaigns.c.id) & counting & reports.c.merged_into.is_(None),
            isouter=True,
        )
        .group_by(*campaigns.c)
        .order_by(campaigns.c.closed_at.isnot(None), func.max(reports.c.received_at).desc(), campaigns.c.id)
    )
    if campaign_id is not None:
        question = question.where(campaigns.c.id == campaign_id)
    return [Campaign(**row) for row in tx.rows(question)]


def join_campaign(tx: Tx, references: Sequence[str], campaign_id: str | None) -> int:
    """Put reports into a campaign, or take them out of any; gives how many."""
    theirs = update(reports).where(reports.c.reference.in_(list(references)))
    return tx.run(theirs.values(campaign=campaign_id)).rowcount


def close_campaign(tx: Tx, campaign_id: str, *, at: datetime | None) -> None:
    """Say that it is over, or (None) that it is not."""
    tx.run(update(campaigns).where(campaigns.c.id == campaign_id).values(closed_at=at))


def add_member(tx: Tx, campaign_id: str, kind: str, ref: str, *, by: str, at: datetime) -> bool:
    """Put an advisory, alert or check into a campaign; False when it was in it."""
    values = {"campaign": campaign_id, "kind": kind, "ref": ref, "by": by, "at": at}
    return insert_or_pass(tx, campaign_members, values, unless=("campaign", "kind", "ref"))


def remove_member(tx: Tx, campaign_id: str, kind: str, ref: str) -> bool:
    """Take it out again; False when it was not in it."""
    theirs = delete(campaign_members).where(
        campaign_members.c.campaign == campaign_id, campaign_members.c.kind == kind, campaign_members.c.ref == ref
    )
    return tx.run(theirs).rowcount == 1


def members_of(tx: Tx, campaign_id: str) -> list[tuple[str, str]]:
    """Kind and id of what is in a campaign beside its reports, the first put in first."""
    question = select(campaign_members).where(campaign_members.c.campaign == campaign_id)
    return [
        (row["kind"], row["ref"]) for row in tx.rows(question.order_by(campaign_members.c.at, campaign_members.c.ref))
    ]


def indicators_of_campaign(tx: Tx, campaign_id: str) -> list[tuple[Indicator, int, bool]]:
    """What its reports name, how many do, and whether it is somebody's genuine own that is only being spoofed."""
    genuine = func.count(indicator_notes.c.key) > 0
    question = (
        select(
            indicators.c.kind,
            indicators.c.key,
            func.min(indicators.c.hint).label("hint"),
            func.count().label("reports"),
            genuine.label("genuine"),
        )
        .join(reports, reports.c.reference == indicators.c.reference)
        .join(
            indicator_notes,
            (indicator_notes.c.kind == indicators.c.kind) & (indicator_notes.c.key == indicators.c.key),
            isouter=True,
        )
        .where(reports.c.campaign == campaign_id, reports.c.status != "set-aside", reports.c.merged_into.is_(None))
        .group_by(indicators.c.kind, indicators.c.key)
        .order_by(func.count().desc(), indicators.c.key)
    )
    return [_told(row) for row in tx.rows(question)]


def _told(row: Any) -> tuple[Indicator, int, bool]:
    indicator = Indicator(row["kind"], row["key"], row["hint"])
    return indicator, int(row["reports"]), bool(row["genuine"]) or row["kind"].startswith("genuine-")
