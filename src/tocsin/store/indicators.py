"""Indicators of reports: what they share, how often one was reported, and those known to be somebody's genuine own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, select

from ..records import Indicator
from .database import Tx
from .tables import indicator_notes, indicators, reports
from .writing import inserting


def add_indicators(tx: Tx, found: Mapping[str, Sequence[Indicator]]) -> None:
    """Keep the indicators of reports, by reference; one that is there already stays."""
    values = [
        {"reference": reference, "kind": one.kind, "key": one.key, "hint": one.hint}
        for reference, several in found.items()
        for one in several
    ]
    if values:
        tx.run(inserting(tx, indicators).on_conflict_do_nothing(index_elements=["reference", "kind", "key"]), values)


def list_indicators(tx: Tx, reference: str) -> list[Indicator]:
    """The indicators of a report."""
    question = select(indicators.c.kind, indicators.c.key, indicators.c.hint).where(indicators.c.reference == reference)
    return [Indicator(**row) for row in tx.rows(question.order_by(indicators.c.kind, indicators.c.hint))]


def indicators_by_report(tx: Tx, references: Sequence[str]) -> dict[str, list[Indicator]]:
    """The indicators of several reports, by reference."""
    found: dict[str, list[Indicator]] = {}
    for at in range(0, len(references), 500):
        question = select(indicators).where(indicators.c.reference.in_(list(references[at : at + 500])))
        for row in tx.rows(question):
            found.setdefault(row["reference"], []).append(Indicator(row["kind"], row["key"], row["hint"]))
    return found


def reports_sharing(tx: Tx, reference: str, *, since: datetime, limit: int) -> dict[str, list[Indicator]]:
    """Other reports with an indicator of this one, and which: the newest first. Genuine ones link nothing."""
    mine = indicators.alias("mine")
    genuine = exists().where(indicator_notes.c.kind == mine.c.kind, indicator_notes.c.key == mine.c.key)
    question = (
        select(indicators.c.reference, indicators.c.kind, indicators.c.key, indicators.c.hint)
        .join(mine, and_(mine.c.kind == indicators.c.kind, mine.c.key == indicators.c.key))
        .join(reports, reports.c.reference == indicators.c.reference)
        .where(
            mine.c.reference == reference,
            ~mine.c.kind.startswith("genuine-"),
            indicators.c.reference != reference,
            reports.c.received_at >= since,
            ~genuine,
        )
        .order_by(reports.c.received_at.desc())
        .limit(limit)
    )
    found: dict[str, list[Indicator]] = {}
    for row in tx.rows(question):
        found.setdefault(row["reference"], []).append(Indicator(row["kind"], row["key"], row["hint"]))
    return found


def count_reporters(tx: Tx, kind: str, keys: Iterable[str], *, since: datetime) -> dict[str, int]:
    """By key, how many told of it since: distinct reporters where they are known, else reports. Not those set aside,
    merged into another, or of an indicator that is known to be genuine."""
    voice = func.coalesce(reports.c.reporter, reports.c.reference)
    question = (
        select(indicators.c.key, func.count(voice.distinct()).label("voices"))
        .join(reports, reports.c.reference == indicators.c.reference)
        .where(
            indicators.c.kind == kind,
            indicators.c.key.in_(list(keys)),
            reports.c.received_at >= since,
            reports.c.status != "set-aside",
            reports.c.merged_into.is_(None),
        )
        .group_by(indicators.c.key)
    )
    return {row["key"]: int(row["voices"]) for row in tx.rows(question)}


def spread_of(tx: Tx, kind: str, keys: Iterable[str], *, since: datetime) -> dict[str, tuple[int, int]]:
    """By key, in how many reports it stands since, and of how many different scams."""
    question = (
        select(
            indicators.c.key,
            func.count().label("reports"),
            func.count(func.coalesce(reports.c.scam, "").distinct()).label("scams"),
        )
        .join(reports, reports.c.reference == indicators.c.reference)
        .where(indicators.c.kind == kind, indicators.c.key.in_(list(keys)), reports.c.received_at >= since)
        .group_by(indicators.c.key)
    )
    return {row["key"]: (int(row["reports"]), int(row["scams"])) for row in tx.rows(question)}


def note_genuine(tx: Tx, indicator: Indicator, *, note: str, by: str, at: datetime) -> None:
    """Write down that this is somebody's genuine own, which scams only borrow."""
    values: dict[str, Any] = {
        "kind": indicator.kind, "key": indicator.key, "hint": indicator.hint, "state": "genuine", "note": note, "by": by, "at": at,
    }  # fmt: skip
    tx.run(
        delete(indicator_notes).where(indicator_notes.c.kind == indicator.kind, indicator_notes.c.key == indicator.key)
    )
    tx.run(insert(indicator_notes).values(**values))


def genuine_among(tx: Tx, found: Iterable[Indicator]) -> dict[tuple[str, str], str]:
    """Of these, those known to be genuine, with the note."""
    keys = [one.key for one in found]
    question = select(indicator_notes).where(indicator_notes.c.key.in_(keys))
    return {(row["kind"], row["key"]): row["note"] for row in tx.rows(question)}
