"""What officers do with reports: messages to and fro, merges that can be undone, corrections that teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from .database import Tx
from .tables import corrections, merges, report_messages, reports
from .writing import inserting


@dataclass(frozen=True, slots=True)
class Message:
    """One message between the desk and a reporter; ``words`` are redacted."""

    id: int
    reference: str
    at: datetime
    side: str  # desk, reporter
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Merge:
    """That one report is a copy of another, who said so and why. ``before``: what the merged report was before."""

    id: int
    kept: str
    merged: str
    at: datetime
    by: str
    score: float
    reasons: tuple[str, ...]
    before: Mapping[str, Any]
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What an officer decided of a report, where it is a lesson: ``label`` scam or genuine, ``read_as`` what the machine said."""

    reference: str
    at: datetime
    by: str
    label: str
    read_as: str | None
    scam: str | None
    text: str
    channel: str | None


def add_message(
    tx: Tx, reference: str, *, at: datetime, side: str, by: str, words: str, sealed: bytes | None = None
) -> None:
    """Keep a message; a reporter's own words are sealed beside it."""
    tx.run(insert(report_messages).values(reference=reference, at=at, side=side, by=by, words=words, sealed=sealed))


def list_messages(tx: Tx, reference: str) -> list[Message]:
    """The messages of a report, the oldest first."""
    columns = [report_messages.c[name] for name in Message.__dataclass_fields__]
    question = select(*columns).where(report_messages.c.reference == reference).order_by(report_messages.c.id)
    return [Message(**row) for row in tx.rows(question)]


def sealed_messages(tx: Tx, reference: str) -> list[bytes]:
    """The reporter's sealed additions, the oldest first."""
    question = select(report_messages.c.sealed).where(
        report_messages.c.reference == reference, report_messages.c.sealed.isnot(None)
    )
    return [bytes(row["sealed"]) for row in tx.rows(question.order_by(report_messages.c.id))]


def add_merge(
    tx: Tx,
    *,
    kept: str,
    merged: str,
    at: datetime,
    by: str,
    score: float,
    reasons: Sequence[str],
    before: Mapping[str, Any],
) -> None:
    """Write down a merge."""
    tx.run(
        insert(merges).values(
            kept=kept, merged=merged, at=at, by=by, score=score, reasons=list(reasons), before=dict(before)
        )
    )


def list_merges(tx: Tx, reference: str) -> list[Merge]:
    """The merges that a report is or was part of, the newest first."""
    question = select(merges).where(or_(merges.c.kept == reference, merges.c.merged == reference))
    return [_merge(row) for row in tx.rows(question.order_by(merges.c.id.desc()))]


def standing_merge(tx: Tx, merged: str) -> Merge | None:
    """The merge by which this report is a copy now."""
    question = (
        select(merges).where(merges.c.merged == merged, merges.c.undone_at.is_(None)).order_by(merges.c.id.desc())
    )
    row = tx.row(question)
    return _merge(row) if row else None


def undo_merge(tx: Tx, merge_id: int, *, at: datetime, by: str) -> bool:
    """Write down that a merge is undone; False when it was already."""
    standing = update(merges).where(merges.c.id == merge_id, merges.c.undone_at.is_(None))
    return tx.run(standing.values(undone_at=at, undone_by=by)).rowcount == 1


def copies_of(tx: Tx, reference: str) -> list[str]:
    """The references of the reports that are merged into this one."""
    question = select(reports.c.reference).where(reports.c.merged_into == reference).order_by(reports.c.received_at)
    return [row["reference"] for row in tx.rows(question)]


def keep_correction(
    tx: Tx, reference: str, *, at: datetime, by: str, label: str, read_as: str | None, scam: str | None
) -> None:
    """Keep what an officer decided, in place of what was decided before."""
    values = {"at": at, "by": by, "label": label, "scam": scam}
    tx.run(
        inserting(tx, corrections)
        .values(reference=reference, read_as=read_as, **values)
        .on_conflict_do_update(index_elements=["reference"], set_=values)
    )


def get_correction(tx: Tx, reference: str) -> tuple[str, str | None] | None:
    """The label of a corrected report and what the machine had read it as; None when it was not corrected."""
    row = tx.row(select(corrections.c.label, corrections.c.read_as).where(corrections.c.reference == reference))
    return (row["label"], row["read_as"]) if row else None


def drop_correction(tx: Tx, reference: str) -> None:
    """A decision was undone, so it teaches nothing."""
    tx.run(corrections.delete().where(corrections.c.reference == reference))


def list_corrections(tx: Tx, *, since: datetime | None = None) -> list[Correction]:
    """Every correction with the redacted words of its report, the oldest first; erased reports teach nothing."""
    question = (
        select(
            *(corrections.c[name] for name in ("reference", "at", "by", "label", "read_as", "scam")),
            reports.c.redacted.label("text"),
            reports.c.channel,
        )
        .join(reports, reports.c.reference == corrections.c.reference)
        .where(reports.c.erased_at.is_(None))
        .order_by(corrections.c.at, corrections.c.id)
    )
    if since is not None:
        question = question.where(corrections.c.at >= since)
    return [Correction(**row) for row in tx.rows(question)]


def _merge(row: Mapping[Any, Any]) -> Merge:
    return Merge(**{**row, "reasons": tuple(row["reasons"])})
