"""Checks that people left with the desk, with personal data hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from .database import Tx
from .tables import left_checks


@dataclass(frozen=True, slots=True)
class LeftCheck:
    """What somebody checked. ``level`` and ``scam`` are what was answered."""

    id: str
    at: datetime
    redacted: str
    level: str
    scam: str | None


def add_left_check(tx: Tx, check: LeftCheck) -> None:
    """Keep one."""
    tx.run(insert(left_checks).values({name: getattr(check, name) for name in LeftCheck.__dataclass_fields__}))


def get_left_check(tx: Tx, check_id: str) -> LeftCheck | None:
    """The one of that id."""
    row = tx.row(select(left_checks).where(left_checks.c.id == check_id))
    return None if row is None else LeftCheck(**row)


def list_left_checks(tx: Tx, *, since: datetime, limit: int) -> list[LeftCheck]:
    """Those left since then, the newest first."""
    question = select(left_checks).where(left_checks.c.at >= since).order_by(left_checks.c.at.desc()).limit(limit)
    return [LeftCheck(**row) for row in tx.rows(question)]


def purge_left_checks(tx: Tx, *, before: datetime) -> int:
    """Remove those left before then; gives how many."""
    return tx.run(delete(left_checks).where(left_checks.c.at < before)).rowcount
