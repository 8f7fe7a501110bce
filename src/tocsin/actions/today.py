"""What needs an officer today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ..records import Alert, AuditEntry, Officer, Publication
from ..store import alerts as alert_store
from ..store import audit as audit_store
from ..store import complaints as complaint_store
from ..store import deliveries as delivery_store
from ..store import knowledge_changes as change_store
from ..store import officers as officer_store
from ..store import publications as publication_store
from ..store import reports as report_store
from .approving import overdue
from .installation import Installation
from .repeating import Repeat, offered_repeats
from .returning import proof_of_delivery
from .surging import SurgeSeen, current_surges

NOW = timedelta(hours=6)  # a call that was going on when it was reported is over by then
PROVEN_WITHIN = timedelta(days=3)  # what was sent before that is not waited for any more
RECENT = 12
EVERYDAY = frozenset({"report-taken", "report-accepted", "report-set-aside", "logged-in", "report-reopened"})


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
    recent: tuple[AuditEntry, ...]  # of the last day, but for reports coming in and people logging in
    only_one_officer: bool
    late: frozenset[str]  # ids of those awaiting approval past their deadline
    doubted: tuple[Alert, ...]  # published, and what they rest on has changed
    repeats: tuple[Repeat, ...]  # may be told again
    happened: Mapping[str, int]  # what was done in the last day, and how often
    safeguarding_count: int  # reports to look at in which somebody may need safeguarding
    own_count: int  # reports to look at that this officer has taken on
    complaints: int  # “this is ours”, not answered yet
    unproven: tuple[Publication, ...]  # in force, sent in the last days, and no canary proves that it arrives
    changes: int  # proposed changes of the knowledge that wait for a second officer


def today(installation: Installation, officer: Officer) -> Today:
    """What there is to do, and what happened last."""
    surges = current_surges(installation)
    late = frozenset(alert.id for alert in overdue(installation))
    repeats = offered_repeats(installation)
    since = installation.now() - timedelta(days=1)
    unproven = _unproven(installation)
    with installation.store.read() as tx:
        deliveries = delivery_store.count_deliveries(tx, None)
        active = [person for person in officer_store.list_officers(tx) if person.disabled_at is None]
        return Today(
            queue_count=report_store.count_reports(tx, status="new", merged=False),
            urgent_count=report_store.count_reports(tx, status="new", urgency="now", since=installation.now() - NOW),
            surges=tuple(surges),
            awaiting=tuple(alert_store.list_alerts(tx, statuses=("submitted",))),
            drafts=tuple(alert_store.list_alerts(tx, statuses=("draft", "returned"))),
            ready=tuple(alert_store.list_alerts(tx, statuses=("approved",))),
            published=tuple(publication_store.list_publications(tx, states=("current",), limit=5)),
            failed_deliveries=deliveries.get("failed", 0),
            waiting_deliveries=deliveries.get("waiting", 0) + deliveries.get("claimed", 0),
            recent=tuple(audit_store.list_entries(tx, limit=RECENT, since=since, without=EVERYDAY)),
            happened=audit_store.count_actions(tx, since=since),
            safeguarding_count=report_store.count_reports(tx, status="new", vulnerable=True, merged=False),
            own_count=report_store.count_reports(tx, status="new", assigned_to=officer.name, merged=False),
            complaints=complaint_store.count_open(tx),
            unproven=unproven,
            changes=len(change_store.list_changes(tx, status="proposed")),
            only_one_officer=len(active) < 2,
            late=late,
            doubted=tuple(
                one for one in alert_store.list_alerts(tx, statuses=("published",)) if one.doubted_at is not None
            ),
            repeats=repeats,
        )


def _unproven(installation: Installation) -> tuple[Publication, ...]:
    since = installation.now() - PROVEN_WITHIN
    with installation.store.read() as tx:
        recent = [
            one
            for one in publication_store.list_publications(tx, states=("current",), limit=20)
            if one.sent_at >= since
        ]
    return tuple(
        one
        for one in recent
        if any(not proof.proven for proof in proof_of_delivery(installation, one.code, one.version))
    )
