"""Purging what is too old, finding what is held of one person, and erasing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from .database import Tx
from .tables import (
    corrections,
    deliveries,
    indicators,
    past_days,
    past_figures,
    report_messages,
    reporter_words,
    reports,
    sealed_reports,
    subscribers,
    subscriptions,
)
from .writing import inserting

BATCH = 2_000


def count_old_words(tx: Tx, *, before: datetime) -> int:
    """How many reports received before then still have sealed words or a word of their own."""
    return tx.number(
        select(func.count()).select_from(sealed_reports).join(reports).where(reports.c.received_at < before)
    )


def count_old_reports(tx: Tx, *, before: datetime) -> int:
    """How many reports were received before then."""
    return tx.number(select(func.count()).select_from(reports).where(reports.c.received_at < before))


def purge_words(tx: Tx, *, before: datetime, limit: int = BATCH) -> int:
    """Erase sealed words, contacts and the reporters' own words of up to ``limit`` reports received before then."""
    old = (
        select(sealed_reports.c.reference)
        .join(reports, reports.c.reference == sealed_reports.c.reference)
        .where(reports.c.received_at < before)
        .limit(limit)
    )
    references = [row["reference"] for row in tx.rows(old)]
    _forget_words(tx, references)
    return len(references)


def purge_reports(tx: Tx, *, before: datetime, limit: int = BATCH) -> int:
    """Remove up to ``limit`` reports received before then; what they counted for stays, by month and by day."""
    columns = ("reference", "received_at", "scam", "county", "loss_minor", "vulnerability", "status", "merged_into")
    old = select(*(reports.c[name] for name in columns)).where(reports.c.received_at < before)
    rows = tx.rows(old.order_by(reports.c.received_at).limit(limit))
    counted: dict[tuple[str, str, str], list[int]] = {}
    by_day: Counter[tuple[date, str, str]] = Counter()
    for row in rows:
        if row["status"] == "set-aside" or row["merged_into"] is not None:
            continue
        by_day[row["received_at"].date(), row["scam"] or "", row["county"] or ""] += 1
        key = (row["received_at"].strftime("%Y-%m"), row["scam"] or "", row["county"] or "")
        sums = counted.setdefault(key, [0, 0, 0])
        sums[0] += 1
        sums[1] += row["loss_minor"] or 0
        sums[2] += bool(row["vulnerability"])
    for (month, scam, county), (number, lost, vulnerable) in counted.items():
        adding = inserting(tx, past_figures).values(
            month=month, scam=scam, county=county, reports=number, lost_minor=lost, vulnerable=vulnerable
        )
        tx.run(
            adding.on_conflict_do_update(
                index_elements=["month", "scam", "county"],
                set_={
                    "reports": past_figures.c.reports + number,
                    "lost_minor": past_figures.c.lost_minor + lost,
                    "vulnerable": past_figures.c.vulnerable + vulnerable,
                },
            )
        )
    for (on, scam, county), number in by_day.items():
        adding = inserting(tx, past_days).values(on=on, scam=scam, county=county, reports=number)
        tx.run(
            adding.on_conflict_do_update(
                index_elements=["on", "scam", "county"], set_={"reports": past_days.c.reports + number}
            )
        )
    references = [row["reference"] for row in rows]
    for part in _parts(references):
        tx.run(delete(reports).where(reports.c.reference.in_(part)))
    return len(references)


def references_of(tx: Tx, contact_key: str) -> list[str]:
    """Reports whose reporter left this contact."""
    question = (
        select(sealed_reports.c.reference)
        .join(reports, reports.c.reference == sealed_reports.c.reference)
        .where(sealed_reports.c.contact_key == contact_key)
    )
    by_reporter = select(reports.c.reference).where(reports.c.reporter == contact_key)
    return sorted({row["reference"] for row in (*tx.rows(question), *tx.rows(by_reporter))})


def subscriber_ids(tx: Tx, address: str) -> list[str]:
    """Subscribers at this address, by any channel, those that left too."""
    question = select(subscribers.c.id).where(func.lower(subscribers.c.address) == address.strip().lower())
    return [row["id"] for row in tx.rows(question.order_by(subscribers.c.created_at))]


def subscriber_rows(tx: Tx, subscriber_id: str) -> dict[str, Any]:
    """All that is held of a subscriber, as plain rows."""
    row = tx.row(select(subscribers).where(subscribers.c.id == subscriber_id))
    places = tx.rows(select(subscriptions).where(subscriptions.c.subscriber == subscriber_id))
    sent = tx.rows(
        select(
            *(deliveries.c[name] for name in ("code", "version", "channel", "status", "created_at", "sent_at"))
        ).where(deliveries.c.subscriber == subscriber_id)
    )
    return {
        "subscriber": dict(row or {}),
        "subscriptions": [dict(one) for one in places],
        "deliveries": [dict(one) for one in sent],
    }


def erase_report(tx: Tx, reference: str, *, at: datetime) -> bool:
    """Erase everything of a report that could be about a person. That there was one, when and of which scam, stays counted,
    and so does what its source called it: else the next import would bring it back.

    False when there is no such report.
    """
    _forget_words(tx, [reference])
    tx.run(delete(indicators).where(indicators.c.reference == reference))
    tx.run(delete(report_messages).where(report_messages.c.reference == reference))
    tx.run(delete(corrections).where(corrections.c.reference == reference))
    return (
        tx.run(
            update(reports)
            .where(reports.c.reference == reference)
            .values(
                redacted="", place=None, place_name=None, latitude=None, longitude=None, happened_on=None, reporter=None,
                voice=None,
                vulnerability=[], erased_at=at,
            )
        ).rowcount
        == 1
    )  # fmt: skip


def erase_subscriber(tx: Tx, subscriber_id: str) -> None:
    """Erase a subscriber's address. That somebody was sent an alert stays counted; who is no longer known."""
    tx.run(delete(subscriptions).where(subscriptions.c.subscriber == subscriber_id))
    tx.run(
        update(subscribers)
        .where(subscribers.c.id == subscriber_id)
        .values(address=f"erased-{subscriber_id}", consent="erased")
    )


def _forget_words(tx: Tx, references: Sequence[str]) -> None:
    for part in _parts(references):
        tx.run(delete(sealed_reports).where(sealed_reports.c.reference.in_(part)))
        tx.run(delete(reporter_words).where(reporter_words.c.reference.in_(part)))
        tx.run(update(report_messages).where(report_messages.c.reference.in_(part)).values(sealed=None))


def _parts(references: Sequence[str]) -> list[Sequence[str]]:
    return [references[at : at + 500] for at in range(0, len(references), 500)]
