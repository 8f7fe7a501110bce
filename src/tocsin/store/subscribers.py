"""Subscribers and what they asked to hear of, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, text, update

from ..errors import NotFoundError
from ..records import Area, Consent, Pace, Subscriber, Subscription
from .areas import touches
from .database import Tx
from .tables import consents, deliveries, subscribers, subscriptions


def add_subscriber(tx: Tx, subscriber: Subscriber, *, exercise: bool = False) -> None:
    """Keep somebody who asked to hear. Look with :func:`find_subscriber` first, in the same transaction.

    ``exercise``: they hear of exercises, and of nothing else.
    """
    values = {name: getattr(subscriber, name) for name in _SUBSCRIBER}
    tx.run(insert(subscribers).values({**values, "exercise": exercise or subscriber.exercise}))


def get_subscriber(tx: Tx, subscriber_id: str) -> Subscriber | None:
    """The subscriber with this id, whether they left or not."""
    row = tx.row(_chosen().where(subscribers.c.id == subscriber_id))
    return Subscriber(**row) if row else None


def find_subscriber(tx: Tx, address: str, channel: str) -> Subscriber | None:
    """Who is subscribed at this address; else whoever left it last; else None.

    In a writing transaction no other process can subscribe this address until it ends, so that one person who presses
    twice is one subscriber.
    """
    if tx.writing and tx.kind == "postgresql":  # there is no row to lock yet, so its name is locked
        tx.connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7))"), {"name": f"{channel}|{address}"}
        )
    here_first = (subscribers.c.left_at.isnot(None), subscribers.c.left_at.desc())
    question = _chosen().where(subscribers.c.address == address, subscribers.c.channel == channel)
    row = tx.row(question.order_by(*here_first).limit(1))
    return Subscriber(**row) if row else None


def confirm_subscriber(tx: Tx, subscriber_id: str, *, at: datetime) -> bool:
    """Write down that they confirmed; False when they had before, or have left."""
    waiting = and_(subscribers.c.confirmed_at.is_(None), subscribers.c.left_at.is_(None))
    return (
        tx.run(update(subscribers).where(subscribers.c.id == subscriber_id, waiting).values(confirmed_at=at)).rowcount
        == 1
    )


def leave_subscriber(tx: Tx, subscriber_id: str, *, at: datetime, reason: str = "The subscriber left.") -> bool:
    """Stop everything at once: what waits for them is dropped with ``reason``, their subscriptions end. Their wish
    stays written down. False when they had left before."""
    here = and_(subscribers.c.id == subscriber_id, subscribers.c.left_at.is_(None))
    if tx.run(update(subscribers).where(here).values(left_at=at, left_reason=reason)).rowcount != 1:
        return False
    tx.run(delete(subscriptions).where(subscriptions.c.subscriber == subscriber_id))
    # What another transaction holds is being sent or dropped by it; waiting for it could end in a deadlock.
    waiting = select(deliveries.c.id).where(deliveries.c.subscriber == subscriber_id, deliveries.c.status == "waiting")
    ids = [row["id"] for row in tx.rows(waiting.with_for_update(skip_locked=True))]
    tx.run(update(deliveries).where(deliveries.c.id.in_(ids)).values(status="dropped", error=reason))
    return True


def set_wishes(
    tx: Tx,
    subscriber_id: str,
    *,
    pace: Pace,
    quiet: tuple[int, int] | None,
    audiences: Sequence[str],
    timing_due: datetime | None = None,
) -> None:
    """Keep how often, at what hours and what for somebody wants to hear. What waits for a digest of theirs goes out at
    once (``timing_due``) when they want no digest any more."""
    begins, ends = quiet or (None, None)
    changes = {"pace": pace, "quiet_from": begins, "quiet_to": ends, "audiences": tuple(audiences)}
    tx.run(update(subscribers).where(subscribers.c.id == subscriber_id).values(changes))
    if pace == "now" and timing_due is not None:
        held = and_(
            deliveries.c.subscriber == subscriber_id, deliveries.c.status == "waiting", deliveries.c.digest.is_(None)
        )
        tx.run(update(deliveries).where(held, deliveries.c.priority == 9).values(due_at=timing_due))


def add_consent(tx: Tx, consent: Consent) -> None:
    """Keep the proof that somebody wanted this."""
    tx.run(insert(consents).values({name: getattr(consent, name) for name in Consent.__dataclass_fields__}))


def list_consents(tx: Tx, subscriber_id: str) -> list[Consent]:
    """What a subscriber agreed to, the first first."""
    question = select(*(consents.c[name] for name in Consent.__dataclass_fields__))
    return [
        Consent(**row)
        for row in tx.rows(question.where(consents.c.subscriber == subscriber_id).order_by(consents.c.id))
    ]


def add_subscription(tx: Tx, subscription: Subscription) -> None:
    """Keep what a subscriber asked to hear of."""
    tx.run(insert(subscriptions).values(**{name: getattr(subscription, name) for name in _SUBSCRIPTION}))


def list_subscriptions(tx: Tx, subscriber_id: str) -> list[Subscription]:
    """What a subscriber asked to hear of, by place."""
    question = select(subscriptions).where(subscriptions.c.subscriber == subscriber_id)
    return [_subscription(row) for row in tx.rows(question.order_by(subscriptions.c.place_name, subscriptions.c.id))]


def remove_subscription(tx: Tx, subscription_id: str, *, subscriber_id: str) -> None:
    """Drop one of a subscriber's own subscriptions.

    Raises:
        NotFoundError: this subscriber has no such subscription.
    """
    theirs = and_(subscriptions.c.id == subscription_id, subscriptions.c.subscriber == subscriber_id)
    if tx.run(delete(subscriptions).where(theirs)).rowcount != 1:
        raise NotFoundError(
            "You are not subscribed to that.", fix="It may have been removed already; look at the list again."
        )


def count_reach(tx: Tx, areas: Sequence[Area], topic: str | None, *, exercise: bool = False) -> int:
    """How many subscribers would hear of an alert about ``topic`` for ``areas``."""
    return tx.number(select(func.count()).select_from(subscribers).where(hears(areas, topic, exercise=exercise)))


def count_at_places(tx: Tx, places: Sequence[str]) -> int:
    """How many subscribers hear of something at one of these places."""
    if not places:
        return 0
    there = select(subscriptions.c.subscriber).where(subscriptions.c.place.in_(tuple(places)))
    return tx.number(select(func.count()).select_from(subscribers).where(here(), subscribers.c.id.in_(there)))


def hears(
    areas: Sequence[Area], topic: str | None, *, exercise: bool, audience: str | None = None
) -> ColumnElement[bool]:
    """The condition for a subscriber to hear: confirmed, not left, at least one subscription touched, and it is for them.

    ``audience`` None: whoever it is for. A subscriber without audiences hears what is for anybody.
    """
    # IN, not EXISTS: the subscriptions of a county are read once, and not looked up for each subscriber of the desk.
    touched = subscribers.c.id.in_(select(subscriptions.c.subscriber).where(touches(areas, topic)))
    told = and_(here(), subscribers.c.exercise.is_(exercise), touched)
    if audience is None:
        return told
    wanted = subscribers.c.audiences.contains(f"|{audience}|", autoescape=True)
    return and_(told, or_(subscribers.c.audiences == "", wanted))


def here() -> ColumnElement[bool]:
    """The condition for anything to be sent to a subscriber: confirmed, and not left."""
    return and_(subscribers.c.confirmed_at.isnot(None), subscribers.c.left_at.is_(None))


_SUBSCRIBER = tuple(Subscriber.__dataclass_fields__)
_SUBSCRIPTION = tuple(Subscription.__dataclass_fields__)


def _chosen() -> Select[Any]:
    return select(*(subscribers.c[name] for name in _SUBSCRIBER))


def _subscription(row: Mapping[Any, Any]) -> Subscription:
    return Subscription(**row)
