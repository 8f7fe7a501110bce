"""Advisories: official warnings that this desk has read and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from ..records import Advisory
from .database import Tx
from .plain import as_plain, from_plain
from .tables import advisories
from .writing import insert_or_pass


def add_advisory(tx: Tx, advisory: Advisory, *, at: datetime) -> Advisory:
    """Keep an advisory and give it its id and ``stored_at``. The same text again is the advisory kept before."""
    text_sha256 = hashlib.sha256(advisory.text.encode("utf-8", "surrogatepass")).hexdigest()
    kept = replace(advisory, id=text_sha256[:16], stored_at=at)
    values = {
        "id": kept.id,
        "text_sha256": text_sha256,
        "stored_at": at,
        "scam": kept.scam,
        "record": as_plain(kept),
        "identifier": kept.identifier,
    }
    insert_or_pass(tx, advisories, values, unless=("text_sha256",))
    stored = get_advisory(tx, kept.id)
    assert stored is not None
    return stored


def get_advisory(tx: Tx, advisory_id: str) -> Advisory | None:
    """The kept advisory with this id."""
    row = tx.row(select(advisories.c.id, advisories.c.record).where(advisories.c.id == advisory_id))
    return _advisory(row) if row else None


def list_advisories(tx: Tx, *, scam: str | None = None, limit: int | None = 100, offset: int = 0) -> list[Advisory]:
    """Kept advisories, the newest first. ``limit`` None: all."""
    question = select(advisories.c.id, advisories.c.record).order_by(advisories.c.stored_at.desc(), advisories.c.id)
    if scam is not None:
        question = question.where(advisories.c.scam == scam)
    return [_advisory(row) for row in tx.rows(question.limit(limit).offset(offset))]


def take_back(tx: Tx, identifiers: Iterable[str], *, at: datetime) -> list[Advisory]:
    """Mark the advisories that their publisher withdrew or replaced; those that were current until now."""
    taken: list[Advisory] = []
    for identifier in dict.fromkeys(identifiers):
        question = select(advisories.c.id, advisories.c.record).where(advisories.c.identifier == identifier)
        for row in tx.rows(question):
            advisory = _advisory(row)
            if advisory.taken_back_at is None:
                advisory = replace(advisory, taken_back_at=at)
                changed = {"record": as_plain(advisory)}
                tx.run(update(advisories).where(advisories.c.id == advisory.id).values(**changed))
                taken.append(advisory)
    return taken


def _advisory(row: Mapping[Any, Any]) -> Advisory:
    return from_plain(Advisory, row["record"])
