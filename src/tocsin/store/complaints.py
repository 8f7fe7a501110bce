""" "This is ours": somebody says that a number, address or account of theirs is wrongly flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from ..records import Indicator
from .database import Tx
from .tables import complaints


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody says is theirs, and how it was answered. ``words`` are redacted; as given they are sealed."""

    reference: str
    at: datetime
    kind: str
    key: str
    hint: str
    words: str
    status: str = "new"
    answer: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def indicator(self) -> Indicator:
        return Indicator(self.kind, self.key, self.hint)


_COLUMNS = tuple(complaints.c[name] for name in Complaint.__dataclass_fields__)


def add_complaint(tx: Tx, complaint: Complaint, *, sealed: bytes) -> None:
    """Keep a complaint with its sealed words."""
    tx.run(
        insert(complaints).values(
            **{column.name: getattr(complaint, column.name) for column in _COLUMNS}, sealed=sealed
        )
    )


def get_complaint(tx: Tx, reference: str) -> Complaint | None:
    """The complaint with this reference."""
    row = tx.row(select(*_COLUMNS).where(complaints.c.reference == reference))
    return Complaint(**row) if row else None


def sealed_words(tx: Tx, reference: str) -> bytes | None:
    """Its words as given, sealed."""
    row = tx.row(select(complaints.c.sealed).where(complaints.c.reference == reference))
    return bytes(row["sealed"]) if row else None


def list_complaints(tx: Tx, *, status: str | None = None, limit: int = 200) -> list[Complaint]:
    """Complaints, those not answered first, then the newest."""
    question = select(*_COLUMNS).order_by(complaints.c.decided_at.isnot(None), complaints.c.at.desc()).limit(limit)
    if status is not None:
        question = question.where(complaints.c.status == status)
    return [Complaint(**row) for row in tx.rows(question)]


def count_open(tx: Tx) -> int:
    """How many are not answered."""
    return tx.number(select(func.count()).select_from(complaints).where(complaints.c.status == "new"))


def decide_complaint(tx: Tx, reference: str, *, status: str, answer: str, by: str, at: datetime) -> bool:
    """Answer it; False when it was answered before."""
    open_one = update(complaints).where(complaints.c.reference == reference, complaints.c.status == "new")
    return tx.run(open_one.values(status=status, answer=answer, decided_by=by, decided_at=at)).rowcount == 1
