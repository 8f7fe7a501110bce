"""Sending what is due. Written down before it is done; one claimant; safe to run twice."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from ..alerts.formats.email import EmailTemplate, render_email
from ..delivery.send import next_attempt_at
from ..errors import DeliveryError, StoreError
from ..records import Delivery, Publication
from ..store import deliveries as delivery_store
from ..store.publications import get_publication
from .alerting import expire_due
from .installation import Installation
from .mailing import open_mail
from .privacy import purge_when_due
from .reading_reports import read_waiting
from .subscribing import link

BATCH = 100
LEASE_SECONDS = 120
IDLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round did. ``waiting`` will be tried again."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    passed_over: int = 0  # withdrawn, left, or its lease ran out since the claim

    @property
    def total(self) -> int:
        return self.sent + self.failed + self.waiting + self.passed_over


def deliver_once(installation: Installation, *, limit: int = BATCH) -> Delivered:
    """Claim what is due (at most ``limit``), send it, and write down what became of each."""
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    now = installation.now()
    with installation.store.begin() as tx:
        claimed = delivery_store.claim_deliveries(tx, limit=limit, at=now, lease_seconds=LEASE_SECONDS, worker=worker)
    if not claimed:
        return Delivered()

    counts = {"sent": 0, "failed": 0, "waiting": 0, "passed_over": 0}
    try:
        mail = open_mail(installation)
    except DeliveryError as error:  # the server is away: everything claimed waits its turn again
        for delivery in claimed:
            counts[_write_failure(installation, delivery, error, worker=worker)] += 1
        return Delivered(**counts)
    templates: dict[tuple[str, int], EmailTemplate] = {}
    with mail:
        for delivery in claimed:
            with installation.store.read() as tx:  # it may have been withdrawn, or the subscriber gone, since the claim
                if not delivery_store.still_due(tx, delivery.id, worker=worker, at=installation.now()):
                    counts["passed_over"] += 1
                    continue
            key = (delivery.code, delivery.version)
            if key not in templates:
                templates[key] = render_email(_publication(installation, delivery), installation.desk)
            message = templates[key].for_recipient(
                address=delivery.address,
                message_id=delivery.message_id,
                manage_url=link(installation, "manage", delivery.subscriber),
                leave_url=link(installation, "leave", delivery.subscriber),
            )
            try:
                mail.send(message)
            except DeliveryError as error:
                counts[_write_failure(installation, delivery, error, worker=worker)] += 1
            else:
                with installation.store.begin() as tx:
                    delivery_store.mark_sent(tx, delivery.id, at=installation.now())
                counts["sent"] += 1
    return Delivered(**counts)


def run_worker(
    installation: Installation, stop: threading.Event, *, said: Callable[[str], None] = lambda sentence: None
) -> None:
    """Deliver until told to stop. A database that is away for a moment is waited for."""
    pause_seconds = IDLE_SECONDS
    while not stop.is_set():
        try:
            expire_due(installation)
            purge_when_due(installation)
            done = deliver_once(installation)
            read = 0 if done.total else read_waiting(installation)  # reports that an import took in unread
        except StoreError as error:
            said(f"Delivery waits: {error}")
            pause_seconds = min(pause_seconds * 2, 60.0)
            stop.wait(pause_seconds)
            continue
        pause_seconds = IDLE_SECONDS
        if read:
            continue
        if done.total:
            said(f"{done.sent} sent, {done.failed} failed, {done.waiting} to be tried again.")
        else:
            stop.wait(pause_seconds)


def _publication(installation: Installation, delivery: Delivery) -> Publication:
    with installation.store.read() as tx:
        publication = get_publication(tx, delivery.code, delivery.version)
    assert publication is not None, "a delivery's publication is frozen and never removed"
    return publication


def _write_failure(installation: Installation, delivery: Delivery, error: DeliveryError, *, worker: str) -> str:
    """Write down a failure; gives the count it belongs to."""
    now = installation.now()
    next_at = None if error.permanent else next_attempt_at(delivery.attempts, now)
    with installation.store.begin() as tx:
        delivery_store.mark_failed(
            tx, delivery.id, at=now, error=str(error), permanent=next_at is None, next_at=next_at, worker=worker
        )
    return "failed" if next_at is None else "waiting"
