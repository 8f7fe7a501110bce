"""Alerts on their way from draft to published. Which moves are allowed is not decided here; that none is lost, is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from ..errors import NotAllowedError, NotFoundError
from ..records import Alert, AlertContent, AlertStatus
from .database import Tx
from .plain import as_plain, from_plain
from .tables import alerts


def add_alert(tx: Tx, alert: Alert) -> None:
    """Keep a new alert."""
    tx.run(insert(alerts).values(**_values(alert)))


def get_alert(tx: Tx, alert_id: str) -> Alert | None:
    """The alert with this id. In a writing transaction nobody else can change it until that ends."""
    row = tx.row(_pinned(tx, select(alerts).where(alerts.c.id == alert_id)))
    return _alert(row) if row else None


def get_alert_by_code(tx: Tx, code: str) -> Alert | None:
    """The alert that was published last under this code; pinned as by :func:`get_alert`."""
    last = (
        select(alerts).where(alerts.c.code == code).order_by(alerts.c.status == "updated", alerts.c.created_at.desc())
    )
    row = tx.row(_pinned(tx, last.limit(1)))
    return _alert(row) if row else None


def count_alerts(tx: Tx, *, statuses: Iterable[str] | None = None) -> int:
    """How many alerts there are, in these statuses or in all."""
    question = select(func.count()).select_from(alerts)
    return tx.number(question if statuses is None else question.where(alerts.c.status.in_(tuple(statuses))))


def list_alerts(
    tx: Tx, *, statuses: Iterable[str] | None = None, limit: int | None = None, offset: int = 0
) -> list[Alert]:
    """Alerts, the newest first; only those in one of ``statuses``, when given."""
    question = select(alerts).order_by(alerts.c.created_at.desc(), alerts.c.id)
    if statuses is not None:
        question = question.where(alerts.c.status.in_(tuple(statuses)))
    return [_alert(row) for row in tx.rows(question.limit(limit).offset(offset))]


def doubted_codes(tx: Tx) -> frozenset[str]:
    """The codes of published alerts that are in doubt: what they rest on is no longer what it was."""
    question = select(alerts.c.code).where(alerts.c.status == "published", alerts.c.doubted_at.isnot(None))
    return frozenset(row["code"] for row in tx.rows(question))


def save_alert(tx: Tx, alert: Alert, *, was: AlertStatus, was_content: AlertContent | None = None) -> None:
    """Write an alert back after a move or an edit, unless somebody was there first.

    ``was`` is the status it had when it was read. ``was_content`` is the content it had then; without it, a move to
    any status but draft must carry the very content that is stored (only an edit changes content, and an edit makes a
    draft).

    Raises:
        NotAllowedError: the stored status or content is no longer what it was (code ``changed-meanwhile``).
        NotFoundError: there is no such alert.
    """
    stored = get_alert(tx, alert.id)
    if stored is None:
        raise NotFoundError(f"There is no alert {alert.id}.", fix="Go back to the list of alerts.")
    if was_content is None:
        same_content = alert.status == "draft" or stored.content == alert.content
    else:
        same_content = stored.content == was_content
    if stored.status != was or not same_content:
        what = f"It is {stored.status} now." if stored.status != was else "Its text is another now."
        raise NotAllowedError(
            f"Somebody else changed this alert meanwhile. {what}",
            where=alert.id,
            fix="Look at it again, then decide.",
            code="changed-meanwhile",
        )
    tx.run(update(alerts).where(alerts.c.id == alert.id).values(**_values(alert)))


_PLAIN = ("content", "authors", "advisories", "reports", "overridden", "asked", "basis")


def _pinned(tx: Tx, question: Select[Any]) -> Select[Any]:
    """On PostgreSQL the row is locked; on SQLite the writing transaction is the only one anyway."""
    return question.with_for_update() if tx.writing else question


def _values(alert: Alert) -> dict[str, Any]:
    plain = {name: as_plain(getattr(alert, name)) for name in _PLAIN}
    return {name: getattr(alert, name) for name in Alert.__dataclass_fields__} | plain


def _alert(row: Mapping[Any, Any]) -> Alert:
    return Alert(
        **{
            **row,
            "content": from_plain(AlertContent, row["content"]),
            "authors": tuple(row["authors"]),
            "advisories": tuple(row["advisories"]),
            "reports": tuple(row["reports"]),
            "overridden": tuple(row["overridden"]),
            "asked": tuple(row["asked"]),
            "basis": tuple(row["basis"]),
        }
    )
