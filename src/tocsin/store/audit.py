"""The audit trail: who did what to which, when. It only grows; the database refuses any change of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select

from ..records import AuditEntry
from .database import Tx
from .tables import audit


def add_entry(tx: Tx, *, at: datetime, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Write an entry in the transaction of the act itself, so that neither stands without the other."""
    tx.run(insert(audit).values(at=at, actor=actor, action=action, subject=subject, detail=detail))


def list_entries(
    tx: Tx,
    *,
    limit: int | None = 200,
    offset: int = 0,
    subject: str | None = None,
    actor: str | None = None,
    action: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    without: Collection[str] = (),
) -> list[AuditEntry]:
    """Entries, the newest first. ``limit`` None: all. ``until`` is exclusive; ``without``: actions that are left out."""
    columns = (audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail)
    question = select(*columns).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    wanted = {"subject": subject, "actor": actor, "action": action}
    question = question.where(*(audit.c[name] == value for name, value in wanted.items() if value is not None))
    if since is not None:
        question = question.where(audit.c.at >= since)
    if until is not None:
        question = question.where(audit.c.at < until)
    if without:
        question = question.where(audit.c.action.not_in(tuple(without)))
    return [AuditEntry(**row) for row in tx.rows(question)]


def count_actions(tx: Tx, *, since: datetime) -> dict[str, int]:
    """How often each thing was done since then, the most often first."""
    number = func.count().label("count")
    question = select(audit.c.action, number).where(audit.c.at >= since).group_by(audit.c.action)
    return {row["action"]: int(row["count"]) for row in tx.rows(question.order_by(number.desc(), audit.c.action))}


def known_actions(tx: Tx, *, since: datetime) -> list[str]:
    """Everything that was done since then, for the filters of the log."""
    question = select(audit.c.action).where(audit.c.at >= since).distinct().order_by(audit.c.action)
    return [str(row["action"]) for row in tx.rows(question)]
