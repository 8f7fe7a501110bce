"""What came back: bounces and complaints, each counted once, and proof that a message arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, update

from ..records import Delivery
from .database import Tx
from .deliveries import chosen_deliveries, delivery_of
from .tables import deliveries, digests, returned_mail, subscribers, subscriptions
from .writing import insert_or_pass


@dataclass(frozen=True, slots=True)
class Arrival:
    """How one canary fares with one publication. ``delivered_at`` None: nobody has seen it arrive."""

    channel: str
    address: str
    places: tuple[str, ...]
    status: str
    delivered_at: datetime | None


def add_returned(
    tx: Tx, key: str, *, at: datetime, kind: str, subscriber: str | None, status_code: str, said: str
) -> bool:
    """Write down an e-mail that came back; False when it was read before."""
    values = {"at": at, "kind": kind, "subscriber": subscriber, "status_code": status_code, "said": said}
    return insert_or_pass(tx, returned_mail, {"key": key, **values}, unless=("key",))


def count_bounces(tx: Tx, subscriber: str, *, since: datetime) -> int:
    """How often mail to somebody came back since then."""
    return tx.number(
        select(func.count())
        .select_from(returned_mail)
        .where(returned_mail.c.subscriber == subscriber, returned_mail.c.kind == "bounce", returned_mail.c.at > since)
    )


def is_ours(tx: Tx, message_id: str, *, subscriber: str, code: str | None, version: int | None) -> bool:
    """Whether we really planned this message to this subscriber."""
    if code is None:
        known = select(digests.c.id).where(digests.c.subscriber == subscriber, digests.c.message_id == message_id)
    else:
        known = select(deliveries.c.id).where(
            deliveries.c.subscriber == subscriber,
            deliveries.c.code == code,
            deliveries.c.version == version,
            deliveries.c.message_id == message_id,
        )
    return tx.row(known.limit(1)) is not None


def mark_returned(tx: Tx, message_id: str, *, subscriber: str, code: str | None, at: datetime, said: str) -> int:
    """Write down that a message came back; gives how many deliveries were in it."""
    return tx.run(
        update(deliveries).where(_in(message_id, subscriber, code)).values(returned_at=at, error=said)
    ).rowcount


def mark_delivered(tx: Tx, message_id: str, *, subscriber: str, code: str | None, at: datetime) -> int:
    """Write down that a message arrived; gives how many deliveries were in it. The first time counts."""
    first = and_(_in(message_id, subscriber, code), deliveries.c.delivered_at.is_(None))
    return tx.run(update(deliveries).where(first).values(delivered_at=at)).rowcount


def is_canary(tx: Tx, subscriber: str) -> bool:
    """Whether this subscriber is one of our own."""
    row = tx.row(select(subscribers.c.canary).where(subscribers.c.id == subscriber))
    return bool(row and row["canary"])


def arrivals(tx: Tx, code: str, version: int) -> list[Arrival]:
    """How the canaries that this publication went to fare, by channel."""
    question = (
        select(
            subscribers.c.id,
            deliveries.c.channel,
            subscribers.c.address,
            deliveries.c.status,
            deliveries.c.delivered_at,
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(deliveries.c.code == code, deliveries.c.version == version, subscribers.c.canary.is_(True))
        .order_by(deliveries.c.channel, subscribers.c.address)
    )
    found = tx.rows(question)
    places: dict[str, list[str]] = {}
    ids = [row["id"] for row in found]
    for row in tx.rows(
        select(subscriptions.c.subscriber, subscriptions.c.place_name).where(subscriptions.c.subscriber.in_(ids))
    ):
        places.setdefault(row["subscriber"], []).append(row["place_name"])
    return [
        Arrival(
            row["channel"], row["address"], tuple(sorted(places.get(row["id"], ()))), row["status"], row["delivered_at"]
        )
        for row in found
    ]


def unproven_canaries(tx: Tx, *, since: datetime) -> list[Delivery]:
    """What was sent to our canaries since then, and has neither arrived nor come back."""
    question = (
        select(deliveries.c.id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(
            subscribers.c.canary.is_(True),
            deliveries.c.status == "sent",
            deliveries.c.created_at > since,
            deliveries.c.delivered_at.is_(None),
            deliveries.c.returned_at.is_(None),
        )
    )
    ids = [row["id"] for row in tx.rows(question)]
    chosen = chosen_deliveries().where(deliveries.c.id.in_(ids))
    return [delivery_of(row) for row in tx.rows(chosen)]


def channels_used(tx: Tx, code: str, version: int) -> dict[str, int]:
    """By which channels a publication went, or is to go, and to how many."""
    question = (
        select(deliveries.c.channel, func.count().label("count"))
        .where(deliveries.c.code == code, deliveries.c.version == version)
        .group_by(deliveries.c.channel)
    )
    return {row["channel"]: int(row["count"]) for row in tx.rows(question)}


def _in(message_id: str, subscriber: str, code: str | None):  # type: ignore[no-untyped-def]
    """The deliveries that went out in this message: one, or those of a digest."""
    if code is not None:
        return and_(deliveries.c.subscriber == subscriber, deliveries.c.message_id == message_id)
    of_digest = select(digests.c.id).where(digests.c.subscriber == subscriber, digests.c.message_id == message_id)
    return and_(
        deliveries.c.subscriber == subscriber, deliveries.c.digest.in_(of_digest), deliveries.c.status == "sent"
    )
