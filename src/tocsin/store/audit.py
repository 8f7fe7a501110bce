"""The audit trail: who did what to which, when. It only grows; the database refuses any change of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

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
) -> list[AuditEntry]:
    """Entries, the newest first. ``limit`` None: all."""
    columns = (audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail)
    question = select(*columns).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    wanted = {"subject": subject, "actor": actor, "action": action}
    question = question.where(*(audit.c[name] == value for name, value in wanted.items() if value is not None))
    return [AuditEntry(**row) for row in tx.rows(question)]
