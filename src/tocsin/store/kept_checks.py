"""Checks whose people want to hear when the answer changes, and what each answer rested on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from .database import Tx
from .tables import check_bases, kept_checks


@dataclass(frozen=True, slots=True)
class Basis:
    """One thing that an answer rested on, as it was then. ``kind``: knowledge, alert, advisory."""

    kind: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """One check. ``sealed`` holds what was asked, our answer and where to write to."""

    id: str
    at: datetime
    until_at: datetime
    level: str
    scam: str | None
    sealed: bytes
    contact_key: str
    due_at: datetime | None = None
    why: str = ""
    attempts: int = 0
    told_at: datetime | None = None


def keep_check(tx: Tx, check: KeptCheck, bases: Iterable[Basis]) -> None:
    """Keep a check with what its answer rested on."""
    tx.run(insert(kept_checks).values({name: getattr(check, name) for name in KeptCheck.__dataclass_fields__}))
    _set_bases(tx, check.id, bases)


def bases_in_use(tx: Tx) -> list[Basis]:
    """Everything that some kept answer rests on, each version once, but for those that are to be told already."""
    question = (
        select(check_bases.c.kind, check_bases.c.name, check_bases.c.version)
        .join(kept_checks, kept_checks.c.id == check_bases.c.check)
        .where(kept_checks.c.due_at.is_(None))
        .distinct()
    )
    return [Basis(**row) for row in tx.rows(question)]


def set_due(tx: Tx, basis: Basis, *, at: datetime, why: str) -> int:
    """Everybody whose answer rested on this is to be told; gives how many."""
    resting = select(check_bases.c.check).where(
        check_bases.c.kind == basis.kind, check_bases.c.name == basis.name, check_bases.c.version == basis.version
    )
    due = and_(kept_checks.c.id.in_(resting), kept_checks.c.due_at.is_(None))
    return tx.run(update(kept_checks).where(due).values(due_at=at, why=why)).rowcount


def due_ids(tx: Tx, *, at: datetime, limit: int) -> list[str]:
    """Ids of checks whose people are to be told now, or that need not be kept any longer."""
    question = (
        select(kept_checks.c.id).where(or_(kept_checks.c.due_at <= at, kept_checks.c.until_at <= at)).limit(limit)
    )
    return [row["id"] for row in tx.rows(question)]


def claim_due(tx: Tx, *, at: datetime, lease_seconds: float, limit: int) -> list[KeptCheck]:
    """Take checks whose people are to be told now; nobody else is given them until the lease ends."""
    question = (
        select(*(kept_checks.c[name] for name in KeptCheck.__dataclass_fields__))
        .where(kept_checks.c.due_at <= at)
        .order_by(kept_checks.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [_check(row) for row in tx.rows(question)]
    later = at + timedelta(seconds=lease_seconds)
    tx.run(
        update(kept_checks)
        .where(kept_checks.c.id.in_([each.id for each in found]))
        .values(due_at=later, attempts=kept_checks.c.attempts + 1)
    )
    return found


def renew_check(tx: Tx, check: KeptCheck, bases: Iterable[Basis]) -> None:
    """Write down the answer as it is now, and what it rests on now; nothing is due any more."""
    changes = {"level": check.level, "scam": check.scam, "sealed": check.sealed, "told_at": check.told_at}
    tx.run(
        update(kept_checks)
        .where(kept_checks.c.id == check.id)
        .values({**changes, "due_at": None, "why": "", "attempts": 0})
    )
    tx.run(delete(check_bases).where(check_bases.c.check == check.id))
    _set_bases(tx, check.id, bases)


def try_later(tx: Tx, check_id: str, *, at: datetime) -> None:
    """It could not be told: once more at ``at``."""
    tx.run(update(kept_checks).where(kept_checks.c.id == check_id).values(due_at=at))


def get_check(tx: Tx, check_id: str) -> KeptCheck | None:
    """The check with this id."""
    row = tx.row(
        select(*(kept_checks.c[name] for name in KeptCheck.__dataclass_fields__)).where(kept_checks.c.id == check_id)
    )
    return _check(row) if row else None


def checks_of(tx: Tx, contact_key: str) -> list[KeptCheck]:
    """What is kept for one contact, the newest first."""
    question = select(*(kept_checks.c[name] for name in KeptCheck.__dataclass_fields__))
    found = tx.rows(question.where(kept_checks.c.contact_key == contact_key).order_by(kept_checks.c.at.desc()))
    return [_check(row) for row in found]


def forget_check(tx: Tx, check_id: str) -> bool:
    """Erase one; False when it was gone."""
    tx.run(delete(check_bases).where(check_bases.c.check == check_id))
    return tx.run(delete(kept_checks).where(kept_checks.c.id == check_id)).rowcount == 1


def forget_old(tx: Tx, *, at: datetime) -> int:
    """Erase those that need not be kept any longer; gives how many."""
    old = select(kept_checks.c.id).where(kept_checks.c.until_at <= at)
    tx.run(delete(check_bases).where(check_bases.c.check.in_(old)))
    return tx.run(delete(kept_checks).where(kept_checks.c.until_at <= at)).rowcount


def _set_bases(tx: Tx, check_id: str, bases: Iterable[Basis]) -> None:
    rows = [{"check": check_id, "kind": one.kind, "name": one.name, "version": one.version} for one in bases]
    if rows:
        tx.run(insert(check_bases), rows)


def _check(row: Mapping[Any, Any]) -> KeptCheck:
    return KeptCheck(**{**row, "sealed": bytes(row["sealed"])})
