"""Subscribers in numbers; and one of them, found by the exact address, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import InputError
from ..people.roles import require
from ..records import Officer
from ..store import audit as audit_store
from ..store import subscriber_counts as count_store
from ..store import subscribers as subscriber_store
from .installation import Installation
from .subscribing import Managed, address_from, mobile_from

SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class SubscriberCounts:
    """How many hear of us. Every mapping has the most first; ``by_topic`` has ``""`` for every scam."""

    standing: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_pace: Mapping[str, int]
    by_county: Mapping[str, int]
    by_topic: Mapping[str, int]
    why_left: Mapping[str, int]


def count_subscribers(installation: Installation) -> SubscriberCounts:
    """How many hear of us, by what."""
    with installation.store.read() as tx:
        return SubscriberCounts(
            standing=count_store.count_by_standing(tx),
            by_channel=count_store.count_by(tx, "channel"),
            by_pace=count_store.count_by(tx, "pace"),
            by_county=count_store.count_by_county(tx),
            by_topic=count_store.count_by_topic(tx),
            why_left=count_store.count_by(tx, "left_reason"),
        )


def find_subscriber(installation: Installation, address: str, *, officer: Officer, reason: str) -> Managed | None:
    """Who is subscribed at exactly this address (or was, last); None when nobody. The look and its reason are logged.

    Raises:
        InputError: there is no reason, or it is no address.
    """
    require(officer, "open-sealed")
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise InputError("There is no reason.", fix="Say why you look: it is kept in the log.", code="no-reason")
    channel = "email" if "@" in address else "sms"
    exact = address_from(address) if channel == "email" else mobile_from(address)
    with installation.store.begin() as tx:
        found = subscriber_store.find_subscriber(tx, exact, channel)
        # The log never holds an address: it cannot be changed, and people may ask to be forgotten.
        subject = found.id if found else "nobody"
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action="subscriber-looked-up", subject=subject, detail=reason
        )
        if found is None:
            return None
        return Managed(found, tuple(subscriber_store.list_subscriptions(tx, found.id)))
