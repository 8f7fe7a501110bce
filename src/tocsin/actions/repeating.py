"""Telling people again: a warning is forgotten within weeks. While reports go on, it may be repeated, as a new alert."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from ..errors import NotAllowedError
from ..people.roles import require
from ..records import Alert, Officer, Publication
from ..store import alerts as alert_store
from ..store import audit as audit_store
from ..store import publications as publication_store
from ..store import reports as report_store
from .alerting import get_alert
from .installation import Installation

FROM_DAYS, TO_DAYS = 14, 28
REPORTS_WITHIN_DAYS = 7
LASTS_DAYS = 28


@dataclass(frozen=True, slots=True)
class Repeat:
    """An alert that may be told again: ``reports`` of the same scam came in within the last week."""

    publication: Publication
    days: int
    reports: int


def offered_repeats(installation: Installation) -> tuple[Repeat, ...]:
    """Live alerts sent two to four weeks ago, and not again since, of scams that people still report."""
    now = installation.now()
    since = now - timedelta(days=REPORTS_WITHIN_DAYS)
    offered = []
    with installation.store.read() as tx:
        published = publication_store.list_publications(tx)
        newest = {one.content["scam"]: one.sent_at for one in reversed(published) if one.kind == "Alert"}
        for one in published:
            scam, days = one.content["scam"], (now - one.sent_at).days
            first = one.kind == "Alert" and one.state in {"current", "expired"} and not one.content["exercise"]
            if not first or scam is None or not FROM_DAYS <= days <= TO_DAYS or newest[scam] > one.sent_at:
                continue
            count = report_store.count_reports(tx, scam=scam, since=since)
            if count:
                offered.append(Repeat(one, days, count))
    return tuple(offered)


def repeat(installation: Installation, alert_id: str, *, officer: Officer) -> Alert:
    """A draft with the words of a published alert. Like any other it is submitted, approved by a second officer, published.

    Raises:
        NotAllowedError: it was withdrawn, corrected, or never published.
    """
    require(officer, "write-alert")
    alert = get_alert(installation, alert_id)
    if alert.status not in {"published", "expired"} or alert.doubted_at is not None:
        raise NotAllowedError(
            "This alert cannot be repeated.", where=alert.id, fix="Only one that holds, or has run out, can be."
        )
    now = installation.now()
    again = Alert(
        id=secrets.token_hex(6),
        status="draft",
        content=replace(alert.content, expires_at=max(alert.content.expires_at, now + timedelta(days=LASTS_DAYS))),
        created_by=officer.id,
        created_at=now,
        authors=(officer.id,),
        advisories=alert.advisories,
        reports=alert.reports,
    )
    with installation.store.begin() as tx:
        alert_store.add_alert(tx, again)
        audit_store.add_entry(
            tx, at=now, actor=officer.name, action="repeat-drafted", subject=again.id, detail=alert.code or ""
        )
    return again
