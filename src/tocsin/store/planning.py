"""Whom a publication goes to, when, and what they have heard already: each one statement, inside the publishing transaction.

A subscriber hears at once, or in a digest: because they asked for one, because this week's messages are used up, or
because the officer sent it so. Nobody is woken in their quiet hours. Corrections and withdrawals know none of these: they
go at once to whoever was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from ..records import Area, Publication
from .database import Tx
from .subscribers import hears, here
from .tables import deliveries, digests, publications, subscribers

UNIQUE = ("subscriber", "code", "version", "channel")
DIGEST = 9  # the priority of what waits for a digest
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock as subscribers see it, and how many messages a week they get.

    ``hour``: now, by their clock; ``strikes_at[h]``: when it next is h o'clock there; ``daily_at`` and ``weekly_at``: when
    the next digests go out; ``budget``: the most alerts a week to one subscriber, None for no limit.
    """

    at: datetime
    hour: int
    strikes_at: tuple[datetime, ...]
    daily_at: datetime
    weekly_at: datetime
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an alert would reach, before it is sent.

    ``now`` and ``digest`` add up to ``total``; ``over_budget`` of those in the digest had enough this week. ``nth[n]``: for
    how many it would be the n-th message within a week. ``heard``: how many were told of the same scam within four weeks, the
    last of them at ``heard_at``.
    """

    total: int = 0
    now: int = 0
    digest: int = 0
    over_budget: int = 0
    by_channel: Mapping[str, int] = field(default_factory=dict)
    nth: Mapping[int, int] = field(default_factory=dict)
    heard: int = 0
    heard_at: datetime | None = None


def plan_deliveries(
    tx: Tx,
    publication: Publication,
    *,
    areas: Sequence[Area],
    topic: str | None,
    at: datetime,
    channels: Sequence[str] | None = None,
    audience: str | None = None,
    timing: Timing | None = None,
    as_digest: bool = False,
) -> int:
    """Plan a delivery to every confirmed subscriber with a subscription that ``areas`` and ``topic`` touch.

    Exercises go to subscribers made for exercises, live alerts to all others. ``channels``: only subscribers by one of
    these. ``audience``: only those who want to hear what is for it. ``timing``: without it all go out at once. Gives how many
    were planned now; those planned before stay as they are.
    """
    told = hears(areas, topic, exercise=publication.content.get("exercise") is True, audience=audience)
    if channels is not None:
        told = and_(told, subscribers.c.channel.in_(tuple(channels)))
    priority: ColumnElement[Any] = literal(_priority(publication))
    due: ColumnElement[Any] = literal(at, deliveries.c.due_at.type)
    source: Any = subscribers
    if timing is not None:
        over, source = _over_budget(timing, source)
        held = or_(literal(as_digest) == literal(True), subscribers.c.pace != "now", over)
        priority = case((held, literal(DIGEST)), else_=priority)
        due = case(
            (and_(held, subscribers.c.pace == "daily"), _time(timing.daily_at)),
            (held, _time(timing.weekly_at)),
            (_quiet(timing.hour), _wakes(timing)),
            else_=due,
        )
    question = select(
        subscribers.c.id.label("to"), subscribers.c.channel, priority.label("priority"), due.label("due_at")
    ).select_from(source)
    return _plan(tx, publication, question.where(told), at=at)


def plan_deliveries_to_those_told(tx: Tx, publication: Publication, *, earlier_code: str, at: datetime) -> int:
    """Plan a correction or a withdrawal to exactly those who were sent an earlier version (or to whom one is being
    sent at this moment, or perhaps was), by the way it was sent. Who has left meanwhile hears nothing. Gives how many were
    planned.
    """
    if tx.kind == "postgresql":
        # A worker that is claiming the earlier version holds a share of this row: wait for it, so that whom it tells
        # is among those told; and no worker claims more of it until this transaction has ended.
        tx.rows(select(publications.c.version).where(publications.c.code == earlier_code).with_for_update())
    maybe_told = or_(deliveries.c.status.in_(("sent", "claimed")), deliveries.c.sent_at.isnot(None))
    earlier = and_(deliveries.c.code == earlier_code, maybe_told)
    if earlier_code == publication.code:
        earlier = and_(earlier, deliveries.c.version < publication.version)
    question = (
        select(
            deliveries.c.subscriber.label("to"),
            deliveries.c.channel,
            literal(_priority(publication)).label("priority"),
            literal(at, deliveries.c.due_at.type).label("due_at"),
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(earlier, here())
        .distinct()
    )
    return _plan(tx, publication, question, at=at)


def hand_on_waiting(tx: Tx, publication: Publication, *, earlier_version: int) -> int:
    """Whoever still waits for the earlier version gets this one in its place, at the same time and in the same way: they
    were never told the wrong one, and must not miss the right one. Gives how many."""
    before, after = _message_id_parts(publication)
    waiting = and_(
        deliveries.c.code == publication.code,
        deliveries.c.version == earlier_version,
        deliveries.c.status == "waiting",
        deliveries.c.sent_at.is_(None),
    )
    changes = {
        "version": publication.version,
        "message_id": literal(before) + deliveries.c.subscriber + literal(after),
        "attempts": 0,
    }
    return tx.run(update(deliveries).where(waiting).values(changes)).rowcount


def expect_reach(
    tx: Tx,
    areas: Sequence[Area],
    topic: str | None,
    *,
    timing: Timing,
    audience: str | None = None,
    exercise: bool = False,
    as_digest: bool = False,
) -> Reach:
    """Whom :func:`plan_deliveries` would plan for, and what they have heard lately."""
    told = hears(areas, topic, exercise=exercise, audience=audience)
    recent = _recent(timing.at)
    heard_this_week = func.coalesce(recent.c.messages, 0)
    rows = tx.rows(
        select(subscribers.c.channel, subscribers.c.pace, heard_this_week.label("n"), func.count().label("count"))
        .select_from(subscribers.outerjoin(recent, recent.c.subscriber == subscribers.c.id))
        .where(told)
        .group_by(subscribers.c.channel, subscribers.c.pace, heard_this_week)
    )
    by_channel: dict[str, int] = {}
    nth: dict[int, int] = {}
    now = over_budget = 0
    for row in rows:
        count = int(row["count"])
        by_channel[row["channel"]] = by_channel.get(row["channel"], 0) + count
        over = timing.budget is not None and row["n"] >= timing.budget
        if row["pace"] != "now" or as_digest:
            continue
        nth[int(row["n"]) + 1] = nth.get(int(row["n"]) + 1, 0) + count
        over_budget += count if over else 0
        now += 0 if over else count
    total = sum(by_channel.values())
    heard, heard_at = _heard(tx, told, topic, at=timing.at) if topic else (0, None)
    return Reach(
        total=total,
        now=now,
        digest=total - now,
        over_budget=over_budget,
        by_channel=by_channel,
        nth=dict(sorted(nth.items())),
        heard=heard,
        heard_at=heard_at,
    )


def message_id(publication: Publication, subscriber_id: str) -> str:
    """The Message-ID of a publication to a subscriber: the same however often it is sent, so that a mail program shows
    it once."""
    before, after = _message_id_parts(publication)
    return f"{before}{subscriber_id}{after}"


def in_quiet_hours(timing: Timing) -> ColumnElement[bool]:
    """Whether it is a subscriber's quiet time."""
    return _quiet(timing.hour)


def wakes_at(timing: Timing) -> ColumnElement[Any]:
    """When a subscriber's quiet time ends."""
    return _wakes(timing)


def mail_host(sender: str) -> str:
    """The right-hand side of our Message-IDs."""
    host = sender.rpartition("@")[2]
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in host).strip(".-") or "tocsin"


def _heard(
    tx: Tx, told: ColumnElement[bool], topic: str, *, at: datetime, days: int = 28
) -> tuple[int, datetime | None]:
    """How many of them were sent something about this topic lately, and when last."""
    question = (
        select(
            func.count(deliveries.c.subscriber.distinct()).label("count"), func.max(deliveries.c.sent_at).label("last")
        )
        .select_from(deliveries)
        .join(
            publications,
            and_(publications.c.code == deliveries.c.code, publications.c.version == deliveries.c.version),
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .where(
            publications.c.scam == topic,
            publications.c.kind != "Cancel",
            publications.c.sent_at > at - timedelta(days=days),
            deliveries.c.status == "sent",
            deliveries.c.sent_at > at - timedelta(days=days),
            told,
        )
    )
    row = tx.row(question)
    assert row is not None
    return int(row["count"]), row["last"]


def _recent(at: datetime) -> Any:
    """How many messages each subscriber was sent, or is about to be, in the week before: alerts of their own and digests."""
    alone = select(deliveries.c.subscriber.label("subscriber")).where(
        deliveries.c.created_at > at - WEEK,
        deliveries.c.priority.in_((2, 3)),
        deliveries.c.status.in_(("waiting", "claimed", "sent")),
    )
    together = select(digests.c.subscriber.label("subscriber")).where(
        digests.c.created_at > at - WEEK, digests.c.status.in_(("waiting", "claimed", "sent"))
    )
    each = union_all(alone, together).subquery()
    return select(each.c.subscriber, func.count().label("messages")).group_by(each.c.subscriber).subquery("recent")


def _over_budget(timing: Timing, source: Any) -> tuple[ColumnElement[bool], Any]:
    if timing.budget is None:
        return false(), source
    recent = _recent(timing.at)
    joined = source.outerjoin(recent, recent.c.subscriber == subscribers.c.id)
    return func.coalesce(recent.c.messages, 0) >= timing.budget, joined


def _quiet(hour: int) -> ColumnElement[bool]:
    begins, ends = subscribers.c.quiet_from, subscribers.c.quiet_to
    over_midnight = or_(begins <= hour, ends > hour)
    return and_(
        begins.isnot(None),
        ends.isnot(None),
        case((begins < ends, and_(begins <= hour, ends > hour)), else_=over_midnight),
    )


def _wakes(timing: Timing) -> ColumnElement[Any]:
    strikes = [(subscribers.c.quiet_to == hour, _time(at)) for hour, at in enumerate(timing.strikes_at)]
    return case(*strikes, else_=_time(timing.at))


def _time(at: datetime) -> ColumnElement[Any]:
    return literal(at, deliveries.c.due_at.type)


def _plan(tx: Tx, publication: Publication, question: Select[Any], *, at: datetime) -> int:
    told = question.subquery()
    before, after = _message_id_parts(publication)
    columns: dict[str, ColumnElement[Any]] = {
        "code": literal(publication.code),
        "version": literal(publication.version),
        "subscriber": told.c.to,
        "channel": told.c.channel,
        "status": literal("waiting"),
        "priority": told.c.priority,
        "attempts": literal(0),
        "message_id": literal(before) + told.c.to + literal(after),
        "created_at": literal(at, deliveries.c.created_at.type),
        "due_at": told.c.due_at,
        "error": literal(""),
    }
    rows = select(*columns.values())
    if tx.kind == "postgresql":
        adding = postgresql.insert(deliveries).from_select(list(columns), rows)
        return tx.run(adding.on_conflict_do_nothing(index_elements=UNIQUE)).rowcount
    rows = rows.where(literal(1) == 1)  # without a WHERE, SQLite would read ON CONFLICT as part of a join
    return tx.run(
        sqlite.insert(deliveries).from_select(list(columns), rows).on_conflict_do_nothing(index_elements=UNIQUE)
    ).rowcount


def _priority(publication: Publication) -> int:
    by_kind = {"Cancel": 0, "Update": 1}
    urgent = publication.content.get("urgency") == "immediate"
    return by_kind.get(publication.kind, 2 if urgent else 3)


def _message_id_parts(publication: Publication) -> tuple[str, str]:
    return f"<{publication.code.lower()}.{publication.version}.", f"@{mail_host(publication.sender)}>"
