"""The public halves of every key that signs, or signed, for this desk."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update

from ..records import PublicKey
from .database import Tx
from .tables import public_keys
from .writing import insert_or_pass


def add_key(tx: Tx, key: PublicKey) -> bool:
    """Keep a key; False when it is known already."""
    return insert_or_pass(tx, public_keys, asdict(key), unless=("key_id",))


def list_keys(tx: Tx) -> list[PublicKey]:
    """All of them, the newest first."""
    question = select(public_keys).order_by(public_keys.c.from_at.desc(), public_keys.c.key_id)
    return [PublicKey(**row) for row in tx.rows(question)]


def retire_key(tx: Tx, key_id: str, *, at: datetime) -> None:
    still = (public_keys.c.key_id == key_id) & public_keys.c.until_at.is_(None)
    tx.run(update(public_keys).where(still).values(until_at=at))


def revoke_key(tx: Tx, key_id: str, *, since: datetime, reason: str) -> None:
    values = {"revoked_from": since, "reason": reason}
    tx.run(update(public_keys).where(public_keys.c.key_id == key_id).values(**values))
