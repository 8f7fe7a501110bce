"""Digests: what a subscriber waits for, put together into one message.

    deliveries that wait ──compose──► waiting ──claim──► claimed ──begin──► sent
                                         ▲                 │           └────► failed   (for good, or in doubt)
                                         └─ to be tried again ──────────────  dropped  (nothing in it may go out any more)

An alert in doubt is sent again; a digest is not: when a worker died over one that it had begun, nobody knows whether it went
out, and a second one would be one message too many. It counts as told, so that a withdrawal reaches them. One that was
claimed and not begun goes back to wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from ..records import Delivery, Digest
from .database import Tx
from .deliveries import chosen_deliveries, delivery_of, its_publication, may_go_out_at
from .planning import DIGEST
from .subscribers import here
from .tables import deliveries, digests, publications, subscribers

_LOCK = 0x70C5_1B  # one process at a time puts digests together
_OPEN = text("deliveries.status IN ('waiting', 'claimed')")
_WAITING = text("digests.status = 'waiting'")  # written out, so that the index of open digests is known to have them
BEGUN = "It is being sent."
IN_DOUBT = "In doubt: the worker ended while it was being sent. It is not sent again."


def compose_digests(tx: Tx, *, at: datetime, host: str, limit: int = 2_000) -> int:
    """Put together what is due for a digest: one for each subscriber. Gives how many were made."""
    if tx.kind == "postgresql":
        row = tx.row(select(func.pg_try_advisory_xact_lock(_LOCK).label("mine")))
        if row is None or not row["mine"]:
            return 0
    due = and_(
        _OPEN,
        deliveries.c.status == "waiting",
        deliveries.c.priority == DIGEST,
        deliveries.c.due_at <= at,
        deliveries.c.digest.is_(None),
    )
    before, after = f"<digest.{at:%Y%m%d%H%M%S}.", f"@{host}>"
    rows = (
        select(
            subscribers.c.id,
            subscribers.c.channel,
            literal("waiting"),
            literal(0),
            literal(before) + subscribers.c.id + literal(after),
            literal(at, digests.c.created_at.type),
            literal(at, digests.c.due_at.type),
            literal(""),
        )
        .where(
            here(),
            subscribers.c.id.in_(
                select(deliveries.c.subscriber).join(publications, its_publication()).where(due, may_go_out_at(at))
            ),
        )
        .limit(limit)
    )
    columns = ["subscriber", "channel", "status", "attempts", "message_id", "created_at", "due_at", "error"]
    # Whoever has a digest on its way already gets the rest in the next one.
    if tx.kind == "postgresql":
        made = tx.run(postgresql.insert(digests).from_select(columns, rows).on_conflict_do_nothing()).rowcount
    else:
        made = tx.run(sqlite.insert(digests).from_select(columns, rows).on_conflict_do_nothing()).rowcount
    if made:
        theirs = select(digests.c.id).where(digests.c.subscriber == deliveries.c.subscriber, _WAITING).scalar_subquery()
        fresh = select(digests.c.subscriber).where(digests.c.status == "waiting", digests.c.created_at == at)
        tx.run(update(deliveries).where(due, deliveries.c.subscriber.in_(fresh)).values(digest=theirs))
    return made


def claim_digests(tx: Tx, *, limit: int, at: datetime, lease_seconds: float, worker: str) -> list[Digest]:
    """Take at most ``limit`` digests that are due. One whose worker died is closed as being in doubt."""
    _close_doubtful(tx, at=at)
    question = (
        select(digests.c.id)
        .join(subscribers, subscribers.c.id == digests.c.subscriber)
        .where(digests.c.status == "waiting", digests.c.due_at <= at, here())
        .order_by(digests.c.id)
        .limit(limit)
        .suffix_with("FOR UPDATE OF digests SKIP LOCKED FOR SHARE OF subscribers SKIP LOCKED", dialect="postgresql")
    )
    ids = [row["id"] for row in tx.rows(question)]
    if not ids:
        return []
    until = at + timedelta(seconds=lease_seconds)
    tx.run(update(digests).where(digests.c.id.in_(ids)).values(status="claimed", worker=worker, error="", due_at=until))
    chosen = select(digests, subscribers.c.address).join(subscribers, subscribers.c.id == digests.c.subscriber)
    return [_digest(row) for row in tx.rows(chosen.where(digests.c.id.in_(ids)).order_by(digests.c.id))]


def begin_digests(tx: Tx, digest_ids: list[int], *, worker: str, at: datetime, for_seconds: float) -> frozenset[int]:
    """Write down that these are being sent from now on; which of them this worker still holds for ``for_seconds``."""
    mine = and_(
        digests.c.id.in_(digest_ids),
        digests.c.status == "claimed",
        digests.c.worker == worker,
        digests.c.due_at > at + timedelta(seconds=for_seconds),
    )
    ids = frozenset(row["id"] for row in tx.rows(select(digests.c.id).where(mine).with_for_update()))
    begun = update(digests).where(digests.c.id.in_(ids)).values(attempts=digests.c.attempts + 1, error=BEGUN)
    tx.run(begun)
    return ids


def in_digest(tx: Tx, digest_id: int, *, at: datetime) -> list[Delivery]:
    """What is to stand in a digest: its deliveries whose publication may go out, in the order they were planned."""
    question = (
        chosen_deliveries()
        .join(publications, its_publication())
        .where(deliveries.c.digest == digest_id, deliveries.c.status == "waiting", may_go_out_at(at), here())
    )
    return [delivery_of(row) for row in tx.rows(question.order_by(deliveries.c.id))]


def mark_digest_sent(tx: Tx, digest_id: int, *, delivery_ids: list[str], at: datetime, delivered: bool = False) -> None:
    """Write down that a digest went out with these deliveries in it; the rest of what it was made of is dropped."""
    tx.run(update(digests).where(digests.c.id == digest_id).values(status="sent", sent_at=at, worker=None, error=""))
    went = and_(deliveries.c.digest == digest_id, deliveries.c.id.in_([int(each) for each in delivery_ids]))
    values: dict[str, Any] = {"status": "sent", "sent_at": at, "error": ""}
    tx.run(update(deliveries).where(went).values({**values, "delivered_at": at} if delivered else values))
    _drop_rest(tx, digest_id)


def drop_digest(tx: Tx, digest_id: int) -> None:
    """Nothing in it may go out any more."""
    tx.run(update(digests).where(digests.c.id == digest_id).values(status="dropped", worker=None))
    _drop_rest(tx, digest_id)


def mark_digest_failed(tx: Tx, digest_id: int, *, at: datetime, error: str, next_at: datetime | None) -> None:
    """It was refused: to be tried again at ``next_at``, or None for good."""
    this = and_(digests.c.id == digest_id, digests.c.status == "claimed")
    if next_at is not None:
        tx.run(update(digests).where(this).values(status="waiting", due_at=next_at, worker=None, error=error))
        return
    tx.run(update(digests).where(this).values(status="failed", worker=None, error=error))
    waiting = and_(deliveries.c.digest == digest_id, deliveries.c.status == "waiting")
    tx.run(update(deliveries).where(waiting).values(status="failed", error=error))


def mark_digest_doubtful(tx: Tx, digest_id: int, *, at: datetime, error: str = IN_DOUBT) -> None:
    """Nobody knows whether it went out. It is not sent again; those in it count as told."""
    tx.run(
        update(digests).where(digests.c.id == digest_id).values(status="failed", sent_at=at, worker=None, error=error)
    )
    waiting = and_(deliveries.c.digest == digest_id, deliveries.c.status == "waiting")
    tx.run(update(deliveries).where(waiting).values(status="sent", sent_at=at, error=error))


def count_digests(tx: Tx) -> dict[str, int]:
    """How many digests stand where."""
    question = select(digests.c.status, func.count().label("count")).group_by(digests.c.status)
    return {row["status"]: int(row["count"]) for row in tx.rows(question)}


def list_digests(tx: Tx, *, subscriber: str | None = None) -> list[Digest]:
    """Digests in the order they were made."""
    chosen = select(digests, subscribers.c.address).join(subscribers, subscribers.c.id == digests.c.subscriber)
    if subscriber is not None:
        chosen = chosen.where(digests.c.subscriber == subscriber)
    return [_digest(row) for row in tx.rows(chosen.order_by(digests.c.id))]


def _close_doubtful(tx: Tx, *, at: datetime) -> None:
    """What a dead worker had claimed: begun, it is in doubt; not begun, it waits again."""
    question = (
        select(digests.c.id, digests.c.error)
        .where(digests.c.status == "claimed", digests.c.due_at <= at)
        .limit(1000)
        .suffix_with("FOR UPDATE SKIP LOCKED", dialect="postgresql")
    )
    left = tx.rows(question)
    for row in left:
        if row["error"] == BEGUN:
            mark_digest_doubtful(tx, row["id"], at=at)
    untouched = [row["id"] for row in left if row["error"] != BEGUN]
    tx.run(update(digests).where(digests.c.id.in_(untouched)).values(status="waiting", worker=None, due_at=at))


def _drop_rest(tx: Tx, digest_id: int) -> None:
    rest = and_(deliveries.c.digest == digest_id, deliveries.c.status == "waiting")
    why = "The publication may no longer go out, or the subscriber left."
    tx.run(update(deliveries).where(rest).values(status="dropped", error=why))


def _digest(row: Mapping[Any, Any]) -> Digest:
    return Digest(**{name: row[name] for name in Digest.__dataclass_fields__})
