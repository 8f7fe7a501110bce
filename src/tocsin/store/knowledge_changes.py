"""Changes of the knowledge that officers propose and decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update

from ..records import KnowledgeChange
from .database import Tx
from .tables import knowledge_changes


def add_change(tx: Tx, change: KnowledgeChange) -> None:
    tx.run(insert(knowledge_changes).values(**asdict(change)))


def get_change(tx: Tx, change_id: str) -> KnowledgeChange | None:
    row = tx.row(select(knowledge_changes).where(knowledge_changes.c.id == change_id))
    return _change(row) if row else None


def list_changes(tx: Tx, *, status: str | None = None, limit: int = 100) -> list[KnowledgeChange]:
    """The newest first."""
    question = select(knowledge_changes).order_by(knowledge_changes.c.proposed_at.desc(), knowledge_changes.c.id)
    if status is not None:
        question = question.where(knowledge_changes.c.status == status)
    return [_change(row) for row in tx.rows(question.limit(limit))]


def decide_change(
    tx: Tx, change_id: str, *, status: Literal["accepted", "declined"], by: str, at: datetime, note: str
) -> bool:
    """Whether it was still open; what is decided stays so."""
    still = (knowledge_changes.c.id == change_id) & (knowledge_changes.c.status == "proposed")
    values = {"status": status, "decided_by": by, "decided_at": at, "decision_note": note}
    return tx.run(update(knowledge_changes).where(still).values(**values)).rowcount == 1


def _change(row: Mapping[Any, Any]) -> KnowledgeChange:
    return KnowledgeChange(**row)
