"""Publish was pressed and can still be undone; and what an alert said each time it was submitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from ..records import Alert, AlertContent
from .database import Tx
from .plain import as_plain, from_plain
from .tables import publish_presses, submissions
from .writing import insert_or_pass


@dataclass(frozen=True, slots=True)
class Press:
    """An officer pressed Publish: the alert goes out at ``due_at`` unless that is undone before."""

    alert: str
    officer: str
    pressed_at: datetime
    due_at: datetime
    as_digest: bool
    content_hash: str


def add_press(tx: Tx, press: Press) -> bool:
    """Keep a press; False when it was pressed before."""
    values = {name: getattr(press, name) for name in Press.__dataclass_fields__}
    return insert_or_pass(tx, publish_presses, values, unless=["alert"])


def get_press(tx: Tx, alert_id: str) -> Press | None:
    """The press that waits for its time, if there is one."""
    row = tx.row(select(publish_presses).where(publish_presses.c.alert == alert_id))
    return Press(**row) if row else None


def due_presses(tx: Tx, *, at: datetime) -> list[Press]:
    """Those whose time has come, the oldest first."""
    chosen = select(publish_presses).where(publish_presses.c.due_at <= at).order_by(publish_presses.c.due_at)
    return [Press(**row) for row in tx.rows(chosen)]


def remove_press(tx: Tx, alert_id: str) -> bool:
    """Take a press back; False when there is none any more."""
    return bool(tx.run(delete(publish_presses).where(publish_presses.c.alert == alert_id)).rowcount == 1)


def keep_submission(tx: Tx, alert: Alert, *, officer: str, at: datetime) -> None:
    """Keep what an alert said when it was submitted."""
    values = {"alert": alert.id, "at": at, "officer": officer, "content": as_plain(alert.content)}
    insert_or_pass(tx, submissions, values, unless=["alert", "at"])


def submission_before(tx: Tx, alert_id: str, *, at: datetime) -> tuple[datetime, AlertContent] | None:
    """When the alert was submitted last before ``at``, and what it said then."""
    chosen = select(submissions).where(submissions.c.alert == alert_id, submissions.c.at < at)
    row = tx.row(chosen.order_by(submissions.c.at.desc()).limit(1))
    return (row["at"], from_plain(AlertContent, row["content"])) if row else None
