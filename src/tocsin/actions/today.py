"""What needs an officer today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ..records import Alert, AuditEntry, Officer, Publication
from ..store import alerts as alert_store
from ..store import audit as audit_store
from ..store import deliveries as delivery_store
from ..store import officers as officer_store
from ..store import publications as publication_store
from ..store import reports as report_store
from .approving import overdue
from .installation import Installation
from .repeating import Repeat, offered_repeats
from .surging import SurgeSeen, current_surges

NOW = timedelta(hours=6)  # a call that was going on when it was reported is over by then


@dataclass(frozen=True, slots=True)
class Today:
    """The desk's first page."""

    queue_count: int
    urgent_count: int
    surges: tuple[SurgeSeen, ...]
    awaiting: tuple[Alert, ...]
    drafts: tuple[Alert, ...]
    ready: tuple[Alert, ...]  # approved, not yet published
    published: tuple[Publication, ...]
    failed_deliveries: int
    waiting_deliveries: int
    recent: tuple[AuditEntry, ...]
    only_one_officer: bool
    late: frozenset[str]  # ids of those awaiting approval past their deadline
    doubted: tuple[Alert, ...]  # published, and what they rest on has changed
    repeats: tuple[Repeat, ...]  # may be told again


def today(installation: Installation, officer: Officer) -> Today:
    """What there is to do, and what happened last."""
    surges = current_surges(installation)
    late = frozenset(alert.id for alert in overdue(installation))
    repeats = offered_repeats(installation)
    with installation.store.read() as tx:
        deliveries = delivery_store.count_deliveries(tx, None)
        active = [person for person in officer_store.list_officers(tx) if person.disabled_at is None]
        return Today(
            queue_count=report_store.count_reports(tx, status="new"),
            urgent_count=report_store.count_reports(tx, status="new", urgency="now", since=installation.now() - NOW),
            surges=tuple(surges),
            awaiting=tuple(alert_store.list_alerts(tx, statuses=("submitted",))),
            drafts=tuple(alert_store.list_alerts(tx, statuses=("draft", "returned"))),
            ready=tuple(alert_store.list_alerts(tx, statuses=("approved",))),
            published=tuple(publication_store.list_publications(tx, states=("current",), limit=5)),
            failed_deliveries=deliveries.get("failed", 0),
            waiting_deliveries=deliveries.get("waiting", 0) + deliveries.get("claimed", 0),
            recent=tuple(audit_store.list_entries(tx, limit=10)),
            only_one_officer=len(active) < 2,
            late=late,
            doubted=tuple(
                one for one in alert_store.list_alerts(tx, statuses=("published",)) if one.doubted_at is not None
            ),
            repeats=repeats,
        )
