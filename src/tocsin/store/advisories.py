"""Advisories: official warnings that this desk has read and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Text, func, select, type_coerce, update

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


def count_advisories(tx: Tx, *, scam: str | None = None) -> int:
    """How many are kept."""
    question = select(func.count()).select_from(advisories)
    return tx.number(question if scam is None else question.where(advisories.c.scam == scam))


def search_advisories(
    tx: Tx, *, words: Iterable[str], scam: str | None = None, kept_since: datetime | None = None
) -> list[Advisory]:
    """Kept advisories, the newest first, that may hold all of ``words`` in any case: no other does, but a word may also
    be found where it says nothing, such as in an id. Words beyond ASCII are left to whoever asks."""
    question = select(advisories.c.id, advisories.c.record).order_by(advisories.c.stored_at.desc(), advisories.c.id)
    if scam is not None:
        question = question.where(advisories.c.scam == scam)
    if kept_since is not None:
        question = question.where(advisories.c.stored_at >= kept_since)
    as_written = type_coerce(advisories.c.record, Text)
    for word in words:
        if word.isascii() and not {'"', "\\"} & set(word):  # the rest is written as escapes
            question = question.where(as_written.icontains(word, autoescape=True))
    return [_advisory(row) for row in tx.rows(question)]


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
