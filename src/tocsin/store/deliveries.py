"""Deliveries: one publication on its way to one subscriber by one channel.

Planned in one statement inside the publishing transaction; claimed by one worker at a time, who has them for the time
of a lease; whether the publication may still go out and the subscriber is still here is asked again inside the claim.
The database allows one delivery for each subscriber, publication and channel, so planning twice adds nothing.

    waiting ──claim──► claimed ──► sent
       ▲                 │ └─────► failed   (for good)
       └──── failed, to be tried again, or the lease ran out
    waiting, claimed ──► dropped            (the publication or the subscriber is gone)

The attempt is counted when it is claimed, before it is made. When a worker dies between sending and writing that down,
the lease runs out and the message is sent again, with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, text, update

from ..errors import NotFoundError
from ..records import Delivery, DeliveryStatus
from .database import Tx
from .planning import (
    DIGEST,
    Reach,
    Timing,
    expect_reach,
    hand_on_waiting,
    in_quiet_hours,
    message_id,
    plan_deliveries,
    plan_deliveries_to_those_told,
    wakes_at,
)
from .subscribers import here
from .tables import deliveries, publications, subscribers

__all__ = [
    "Reach",
    "Timing",
    "claim_deliveries",
    "count_deliveries",
    "expect_reach",
    "hand_on_waiting",
    "list_deliveries",
    "mark_failed",
    "mark_sent",
    "mark_sent_many",
    "message_id",
    "plan_deliveries",
    "plan_deliveries_to_those_told",
    "release_many",
    "still_due",
    "still_due_many",
]

# Written out, not as a parameter: so it is plain to the database that the index of open deliveries has them all.
_OPEN = text("deliveries.status IN ('waiting', 'claimed')")
_DROP_AT_MOST = 10_000  # rows, so that no claim takes long
_FIRST_ALERT = 2  # the priorities before it are withdrawals and corrections


def claim_deliveries(
    tx: Tx, *, limit: int, at: datetime, lease_seconds: float, worker: str, timing: Timing | None = None
) -> list[Delivery]:
    """Take at most ``limit`` deliveries that are due, for ``lease_seconds``; the most pressing first.

    Withdrawals go before corrections, those before urgent alerts, those before the rest. No other worker is given the
    same ones until the lease has run out. Only while the publication may go out and the subscriber is here, and with
    ``timing`` not in their quiet hours. What waits for a digest is not among them.
    """
    due = and_(_OPEN, deliveries.c.due_at <= at, deliveries.c.priority < DIGEST)
    may = may_go_out_at(at)
    if timing is not None:
        may = and_(may, or_(deliveries.c.priority < _FIRST_ALERT, ~in_quiet_hours(timing)))
    joined = (
        select(deliveries.c.id)
        .join(publications, its_publication())
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .with_hint(deliveries, "INDEXED BY ix_deliveries_open", "sqlite")  # which has no statistics to find it by
    )
    in_order = (deliveries.c.priority, deliveries.c.due_at, deliveries.c.id)
    question = joined.where(due, may, here()).order_by(*in_order).limit(limit)
    # SQLite: this transaction is the only one that writes. PostgreSQL: what another worker holds is passed over, and
    # neither the publication's state nor the subscriber's leaving can change before the claim is written down.
    question = question.suffix_with(
        "FOR UPDATE OF deliveries SKIP LOCKED FOR SHARE OF publications, subscribers SKIP LOCKED", dialect="postgresql"
    )
    _mind_sorting(tx, False)
    ids = [row["id"] for row in tx.rows(question)]
    _mind_sorting(tx, True)
    if len(ids) < limit:
        _drop_dead(tx, and_(_OPEN, deliveries.c.due_at <= at), at=at)
        if timing is not None:
            _let_sleep(tx, due, timing=timing)
    if not ids:
        return []
    tx.run(
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(
            status="claimed",
            worker=worker,
            attempts=deliveries.c.attempts + 1,
            due_at=at + timedelta(seconds=lease_seconds),
        )
    )
    return [
        delivery_of(row)
        for row in tx.rows(
            chosen_deliveries().where(deliveries.c.id.in_(ids)).order_by(deliveries.c.priority, deliveries.c.id)
        )
    ]


def still_due(tx: Tx, delivery_id: str, *, worker: str, at: datetime) -> bool:
    """:func:`still_due_many` of one."""
    return delivery_id in still_due_many(tx, (delivery_id,), worker=worker, at=at)


def still_due_many(
    tx: Tx, delivery_ids: Iterable[str], *, worker: str, at: datetime, for_seconds: float = 0.0
) -> frozenset[str]:
    """Which of these this worker may still send: its lease runs for ``for_seconds`` more, the publication may go out, and
    the subscriber has not left since. Asked just before sending a few of what was claimed."""
    question = (
        select(deliveries.c.id)
        .join(publications, its_publication())
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(
            deliveries.c.id.in_([int(each) for each in delivery_ids]),
            deliveries.c.status == "claimed",
            deliveries.c.worker == worker,
            deliveries.c.due_at > at + timedelta(seconds=for_seconds),
            may_go_out_at(at),
            here(),
        )
    )
    return frozenset(str(row["id"]) for row in tx.rows(question))


def mark_sent_many(tx: Tx, delivery_ids: Iterable[str], *, at: datetime, delivered: bool = False) -> int:
    """Write down that these were sent; ``delivered``: who took them can know that they arrived. Gives how many were new."""
    ids = [int(each) for each in delivery_ids]
    if not ids:
        return 0
    # One parameter however many there are: the statement is compiled once.
    these = deliveries.c.id.in_(bindparam("ids", ids, expanding=True))
    values: dict[str, Any] = {"status": "sent", "sent_at": at, "worker": None, "error": ""}
    if delivered:
        values["delivered_at"] = at
    return tx.run(update(deliveries).where(these, deliveries.c.status != "sent").values(values)).rowcount


def release_many(tx: Tx, delivery_ids: Iterable[str], *, worker: str, next_at: datetime, error: str) -> int:
    """Give back what this worker had claimed and could not even try: it waits until ``next_at``, and the attempt does not
    count. Gives how many."""
    held = and_(
        deliveries.c.id.in_(bindparam("ids", [int(each) for each in delivery_ids], expanding=True)),
        deliveries.c.status == "claimed",
        deliveries.c.worker == worker,
    )
    values = {
        "status": "waiting",
        "due_at": next_at,
        "worker": None,
        "attempts": deliveries.c.attempts - 1,
        "error": error,
    }
    return tx.run(update(deliveries).where(held).values(values)).rowcount


def mark_sent(tx: Tx, delivery_id: str, *, at: datetime) -> bool:
    """Write down that it was sent, whatever was thought of it meanwhile: it cannot be called back. False when that was
    written down before.

    Raises:
        NotFoundError: there is no such delivery.
    """
    this = deliveries.c.id == int(delivery_id)
    sent = update(deliveries).where(this, deliveries.c.status != "sent")
    if tx.run(sent.values(status="sent", sent_at=at, worker=None, error="")).rowcount == 1:
        return True
    _must_exist(tx, delivery_id)
    return False


def mark_failed(
    tx: Tx,
    delivery_id: str,
    *,
    at: datetime,
    error: str,
    permanent: bool,
    next_at: datetime | None = None,
    worker: str | None = None,
    in_doubt: bool = False,
) -> bool:
    """Write down that it could not be sent: for good, or to be tried again at ``next_at``. ``in_doubt``: perhaps it was
    taken all the same, so they count among those who were told.

    False, and nothing changes, when it is no longer claimed (or, with ``worker``, no longer by that one): somebody else
    has it in hand.

    Raises:
        ValueError: it is to be tried again, but not said when.
        NotFoundError: there is no such delivery.
    """
    if permanent:
        values: dict[str, Any] = {"status": "failed"}
    elif next_at is None:
        raise ValueError("a delivery that is to be tried again needs its next_at")
    else:
        values = {"status": "waiting", "due_at": next_at}
    if in_doubt:
        values["sent_at"] = at
    held = and_(deliveries.c.id == int(delivery_id), deliveries.c.status == "claimed")
    if worker is not None:
        held = and_(held, deliveries.c.worker == worker)
    if tx.run(update(deliveries).where(held).values(**values, worker=None, error=error)).rowcount == 1:
        return True
    _must_exist(tx, delivery_id)
    return False


def count_deliveries(tx: Tx, code: str | None = None, *, version: int | None = None) -> dict[DeliveryStatus, int]:
    """How many deliveries stand where, of one publication or (``code`` None) of all; statuses without any are left out."""
    question = select(deliveries.c.status, func.count().label("count")).group_by(deliveries.c.status)
    if code is not None:
        question = question.where(deliveries.c.code == code)
    if version is not None:
        question = question.where(deliveries.c.version == version)
    return {row["status"]: int(row["count"]) for row in tx.rows(question)}


def list_deliveries(
    tx: Tx,
    code: str | None = None,
    *,
    status: DeliveryStatus | None = None,
    subscriber: str | None = None,
    limit: int | None = 100,
    offset: int = 0,
) -> list[Delivery]:
    """Deliveries one by one, in the order they were planned."""
    wanted = {"code": code, "status": status, "subscriber": subscriber}
    chosen = [deliveries.c[name] == value for name, value in wanted.items() if value is not None]
    question = chosen_deliveries().where(*chosen).order_by(deliveries.c.id).limit(limit).offset(offset)
    return [delivery_of(row) for row in tx.rows(question)]


def its_publication() -> ColumnElement[bool]:
    return and_(publications.c.code == deliveries.c.code, publications.c.version == deliveries.c.version)


def may_go_out_at(at: datetime) -> ColumnElement[bool]:
    """:func:`tocsin.store.publications.may_go_out` for the database; and an alert not past its time, even if nobody has
    said so yet."""
    alert_in_time = or_(publications.c.expires_at.is_(None), publications.c.expires_at > at)
    return or_(
        publications.c.kind == "Cancel",
        and_(publications.c.kind == "Update", publications.c.state.in_(("current", "expired"))),
        and_(publications.c.kind == "Alert", publications.c.state == "current", alert_in_time),
    )


def _mind_sorting(tx: Tx, may_sort: bool) -> None:
    """Just after a large fan-out PostgreSQL still takes the table for a small one and would sort all of it for every
    claim; without sorting it reads the index of open deliveries in order."""
    if tx.kind == "postgresql":
        tx.connection.execute(text(f"SET LOCAL enable_sort = {'on' if may_sort else 'off'}"))


def _drop_dead(tx: Tx, due: ColumnElement[bool], *, at: datetime) -> None:
    """Close what is due but may never go out any more."""
    gone = or_(~may_go_out_at(at), subscribers.c.left_at.isnot(None))
    question = (
        select(deliveries.c.id)
        .join(publications, its_publication())
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(due, gone)
        .limit(_DROP_AT_MOST)
        .suffix_with("FOR UPDATE OF deliveries SKIP LOCKED", dialect="postgresql")
    )
    ids = [row["id"] for row in tx.rows(question)]
    if ids:
        why = "The publication may no longer go out, or the subscriber left."
        tx.run(update(deliveries).where(deliveries.c.id.in_(ids)).values(status="dropped", worker=None, error=why))


def _let_sleep(tx: Tx, due: ColumnElement[bool], *, timing: Timing) -> None:
    """Put what is due in somebody's quiet hours off until they end."""
    question = (
        select(deliveries.c.id, wakes_at(timing).label("due_at"))
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(due, deliveries.c.status == "waiting", deliveries.c.priority >= _FIRST_ALERT, in_quiet_hours(timing))
        .limit(_DROP_AT_MOST)
        .suffix_with("FOR UPDATE OF deliveries SKIP LOCKED", dialect="postgresql")
    )
    asleep = [{"which": row["id"], "due": row["due_at"]} for row in tx.rows(question)]
    if asleep:
        later = update(deliveries).where(deliveries.c.id == bindparam("which")).values(due_at=bindparam("due"))
        tx.run(later, asleep)


def _must_exist(tx: Tx, delivery_id: str) -> None:
    if tx.row(select(deliveries.c.id).where(deliveries.c.id == int(delivery_id))) is None:
        raise NotFoundError(f"There is no delivery {delivery_id}.")


def chosen_deliveries() -> Select[Any]:
    return select(deliveries, subscribers.c.address).join(subscribers, subscribers.c.id == deliveries.c.subscriber)


def delivery_of(row: Mapping[Any, Any]) -> Delivery:
    return Delivery(
        id=str(row["id"]),
        code=row["code"],
        version=row["version"],
        subscriber=row["subscriber"],
        address=row["address"],
        channel=row["channel"],
        status=row["status"],
        attempts=row["attempts"],
        message_id=row["message_id"],
        created_at=row["created_at"],
        next_at=row["due_at"] if row["status"] == "waiting" else None,
        sent_at=row["sent_at"],
        error=row["error"],
        digest=row["digest"],
        delivered_at=row["delivered_at"],
        returned_at=row["returned_at"],
    )
