"""How many subscribers there are, by what: numbers only, nobody's address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import case, distinct, func, select

from .database import Tx
from .subscribers import here
from .tables import subscribers, subscriptions


def count_by_standing(tx: Tx) -> Mapping[str, int]:
    """``here``, ``unconfirmed``, ``left`` (canaries and exercises not among them), ``canaries`` and ``exercises``."""
    standing = case(
        (subscribers.c.canary.is_(True), "canaries"),
        (subscribers.c.exercise.is_(True), "exercises"),
        (subscribers.c.left_at.isnot(None), "left"),
        (subscribers.c.confirmed_at.is_(None), "unconfirmed"),
        else_="here",
    ).label("standing")
    rows = tx.rows(select(standing, func.count().label("count")).select_from(subscribers).group_by(standing))
    return {row["standing"]: int(row["count"]) for row in rows}


def count_by(tx: Tx, what: str) -> Mapping[str, int]:
    """Subscribers who hear, by ``channel``, ``pace`` or ``left_reason`` (then: of those who left), the most first."""
    column = {"channel": subscribers.c.channel, "pace": subscribers.c.pace, "left_reason": subscribers.c.left_reason}[
        what
    ]
    chosen = subscribers.c.left_at.isnot(None) if what == "left_reason" else here() & subscribers.c.exercise.is_(False)
    question = select(column.label("value"), func.count().label("count")).where(chosen).group_by(column)
    return _most_first({str(row["value"]): int(row["count"]) for row in tx.rows(question)})


def count_by_county(tx: Tx) -> Mapping[str, int]:
    """Subscribers who hear of somewhere in each county, the most first."""
    question = (
        select(subscriptions.c.county, func.count(distinct(subscriptions.c.subscriber)).label("count"))
        .join(subscribers, subscribers.c.id == subscriptions.c.subscriber)
        .where(here(), subscribers.c.exercise.is_(False))
        .group_by(subscriptions.c.county)
    )
    return _most_first({str(row["county"]): int(row["count"]) for row in tx.rows(question)})


def count_by_topic(tx: Tx) -> Mapping[str, int]:
    """Subscriptions by scam id; under ``""`` those that are for every scam."""
    question = (
        select(subscriptions.c.topics, func.count().label("count"))
        .join(subscribers, subscribers.c.id == subscriptions.c.subscriber)
        .where(here(), subscribers.c.exercise.is_(False))
        .group_by(subscriptions.c.topics)
    )
    counts: Counter[str] = Counter()
    for row in tx.rows(question):
        for topic in row["topics"] or ("",):
            counts[topic] += int(row["count"])
    return _most_first(counts)


def _most_first(counts: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
