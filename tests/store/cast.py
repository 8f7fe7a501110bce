"""The people, places and papers of these tests. Nobody here is real."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.records import (
    Alert,
    AlertContent,
    Area,
    Publication,
    PublicationKind,
    Report,
    Sentence,
    Subscriber,
    Subscription,
)
from tocsin.store import Store, Tx, alerts, publications, subscribers

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COURIER = "courier-fraud"
KENT = Area(kind="county", name="Kent", nation="gb-eng")
FAVERSHAM = (51.3148, 0.8886)


def later(**by: float) -> datetime:
    return AT + timedelta(**by)


def a_report(reference: str = "R-2345", **fields: Any) -> Report:
    return Report(
        **{
            "reference": reference,
            "received_at": AT,
            "redacted": "A man said he was from my bank.",
            "channel": "call",
            "scam": COURIER,
            **fields,
        }
    )


def a_content(**fields: Any) -> AlertContent:
    return AlertContent(
        **{
            "headline": "Callers pretend to be the police",
            "sentences": (Sentence("happening", "Callers ask for bank cards.", ("report:R-2345", "officer:amira")),),
            "scam": COURIER,
            "areas": (KENT, Area("place", "Faversham", "2649579", "gb-eng", 51.3148, 0.8886, 10.0)),
            "audience": "residents",
            "channels": ("email",),
            "urgency": "expected",
            "expires_at": later(days=14),
            "exercise": False,
            "withdrawal": "Please disregard our alert of today.",
            **fields,
        }
    )


def an_alert(alert_id: str = "a1", **fields: Any) -> Alert:
    return Alert(
        **{
            "id": alert_id,
            "status": "draft",
            "content": a_content(),
            "created_by": "amira",
            "created_at": AT,
            "authors": ("amira",),
            **fields,
        }
    )


def a_publication(
    code: str = "K7Q-4M2", version: int = 1, *, kind: PublicationKind = "Alert", **fields: Any
) -> Publication:
    content = {
        "headline": "Callers pretend to be the police £",
        "scam": COURIER,
        "urgency": "expected",
        "exercise": False,
        "expires_at": later(days=14).isoformat(),
    }
    return Publication(
        **{
            "code": code,
            "version": version,
            "kind": kind,
            "alert_id": "a1",
            "identifier": f"desk.example-{code}-{version}",
            "sender": "alerts@desk.example",
            "sent_at": AT,
            "content": content | fields.pop("content", {}),
            "sha256": "0" * 64,
            "signature": "c2lnbmVk",
            "key_id": "k1",
            "cap_xml": b"<alert/>",
            "published_by": "owen",
            "approved_by": "owen",
            **fields,
        }
    )


def publish(tx: Tx, publication: Publication) -> Publication:
    """Keep a publication, and the alert it needs."""
    if alerts.get_alert(tx, publication.alert_id) is None:
        alerts.add_alert(tx, an_alert(publication.alert_id))
    publications.add_publication(tx, publication)
    return publication


def subscribe(
    tx: Tx,
    name: str,
    *,
    county: str = "Kent",
    nation: str = "gb-eng",
    at: tuple[float, float] = FAVERSHAM,
    place: str = "",
    radius_km: float = 5.0,
    topics: Iterable[str] = (),
    confirmed: bool = True,
    exercise: bool = False,
) -> Subscriber:
    """Somebody at one place, by e-mail."""
    subscriber = Subscriber(id=name, address=f"{name}@post.example", channel="email", created_at=AT, consent="Yes.")
    subscribers.add_subscriber(tx, subscriber, exercise=exercise)
    if confirmed:
        subscribers.confirm_subscriber(tx, name, at=AT)
    add_place(tx, name, county=county, nation=nation, at=at, place=place, radius_km=radius_km, topics=topics)
    return subscriber


def add_place(
    tx: Tx,
    name: str,
    *,
    number: int = 1,
    county: str = "Kent",
    nation: str = "gb-eng",
    at: tuple[float, float] = FAVERSHAM,
    place: str = "",
    radius_km: float = 5.0,
    topics: Iterable[str] = (),
) -> None:
    subscribers.add_subscription(
        tx,
        Subscription(
            id=f"{name}-{number}",
            subscriber=name,
            place=place or f"place-{county}",
            place_name=county,
            county=county,
            nation=nation,
            latitude=at[0],
            longitude=at[1],
            radius_km=radius_km,
            topics=tuple(topics),
        ),
    )


def planned_for_all(store: Store, names: Iterable[str], publication: Publication | None = None) -> Publication:
    """Publish to these subscribers of Kent, and plan the deliveries."""
    from tocsin.store import deliveries

    with store.begin() as tx:
        for name in names:
            subscribe(tx, name)
        sent = publish(tx, publication or a_publication())
        deliveries.plan_deliveries(tx, sent, areas=[KENT], topic=COURIER, at=AT)
    return sent
