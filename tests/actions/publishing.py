"""Alerts that are approved already, and subscribers who confirmed: for tests of what happens after that."""

from __future__ import annotations

import email
import email.policy
import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from tocsin.actions import alerting
from tocsin.actions.installation import Installation
from tocsin.actions.subscribing import add_subscription_to, place_from
from tocsin.alerts.content import content_hash
from tocsin.records import Alert, AlertContent, Area, Officer, Publication, Sentence, Subscriber
from tocsin.store import alerts as alert_store
from tocsin.store import deliveries as delivery_store
from tocsin.store import subscribers as subscriber_store

KENT = Area("county", "Kent", nation="gb-eng")
SCAM = "computer-software-service-fraud"
_numbers = itertools.count(1)


def content_of(home: Installation, **changes: Any) -> AlertContent:
    """What an alert says."""
    return replace(
        AlertContent(
            headline="Callers say they are Microsoft",
            sentences=(
                Sentence("happening", "Somebody rings and says your computer has a fault.", (f"knowledge:{SCAM}",)),
                Sentence("do", "Hang up.", (f"knowledge:{SCAM}",)),
            ),
            scam=SCAM,
            areas=(KENT,),
            audience="residents",
            channels=("call",),
            urgency="expected",
            expires_at=home.now() + timedelta(days=30),
            exercise=False,
            withdrawal="We told you of calls about computers. That was wrong. Please do not act on it.",
        ),
        **changes,
    )


def approved_alert(home: Installation, author: Officer, second: Officer, **changes: Any) -> Alert:
    """An alert that a second officer approved."""
    content = content_of(home, **changes)
    alert = Alert(
        id=f"alert-{next(_numbers)}",
        status="approved",
        content=content,
        created_by=author.id,
        created_at=home.now(),
        authors=(author.id,),
        submitted_by=author.id,
        submitted_hash=content_hash(content),
        submitted_at=home.now(),
        decided_by=second.id,
        approved_hash=content_hash(content),
        decided_at=home.now(),
    )
    with home.store.begin() as tx:
        alert_store.add_alert(tx, alert)
    return alert


def put_out(
    home: Installation, author: Officer, second: Officer, *, as_digest: bool = False, **changes: Any
) -> Publication:
    """Publish an approved alert."""
    alert = approved_alert(home, author, second, **changes)
    return alerting.publish(home, alert.id, officer=second, as_digest=as_digest)


def subscribed(
    home: Installation, name: str, *, places: Iterable[str] = ("Faversham",), channel: str = "email", address: str = "",
    radius_km: float = 20.0, **wishes: Any,
) -> Subscriber:  # fmt: skip
    """Somebody who confirmed."""
    subscriber = Subscriber(
        id=f"{name}-{'0' * 20}"[:24],
        address=address or f"{name}@post.example",
        channel=channel,
        created_at=home.now(),
        confirmed_at=home.now(),
        consent="Yes.",
        **wishes,
    )
    with home.store.begin() as tx:
        subscriber_store.add_subscriber(tx, subscriber)
        for place in places:
            add_subscription_to(tx, subscriber, place_from(home, place), topics=(), radius_km=radius_km)
    return subscriber


def letters(home: Installation) -> list[EmailMessage]:
    """What lies in the outbox."""
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(home.outbox.glob("*.eml"))
    ]


def letters_to(home: Installation, subscriber: Subscriber) -> list[EmailMessage]:
    """What lies in the outbox for one of them."""
    return [one for one in letters(home) if one["To"] == subscriber.address]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return body.get_content()


def statuses(home: Installation) -> dict[str, int]:
    with home.store.read() as tx:
        return dict(delivery_store.count_deliveries(tx))
