"""Who hears of what, where. Double opt-in; the same answer whether the address is known or not; one click to leave."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from ..delivery.links import make_link_token, read_link_token
from ..delivery.messages import confirmation_message
from ..errors import InputError, NotFoundError
from ..records import Place, Subscriber, Subscription
from ..store import Tx
from ..store import audit as audit_store
from ..store import subscribers as subscriber_store
from .installation import Installation
from .mailing import send_now
from .reporting import find_place

CONSENT = "Send me fraud alerts for this area by e-mail. I can stop at any time with one click."
DEFAULT_RADIUS_KM = 20.0


@dataclass(frozen=True, slots=True)
class Managed:
    """A subscriber with what they hear of."""

    subscriber: Subscriber
    subscriptions: tuple[Subscription, ...]


def subscribe(
    installation: Installation,
    *,
    address: str,
    place: str,
    topics: tuple[str, ...] = (),
    radius_km: float = DEFAULT_RADIUS_KM,
) -> None:
    """Ask to hear of an area. Nothing is sent but a link to confirm, and nothing tells whether the address was known.

    Raises:
        InputError: the address cannot be one, or the place is not in the gazetteer.
    """
    address = _address(address)
    where = _place(installation, place)
    for topic in topics:
        if topic not in installation.knowledge.scams:
            raise InputError(f"There is no topic “{topic}”.", fix="Choose from the list.")
    now = installation.now()
    if not installation.limits.confirm_by_address.allows(address, at=now):
        return  # nobody's inbox is filled by somebody else's typing, and nothing tells them so
    with installation.store.begin() as tx:
        subscriber = subscriber_store.find_subscriber(tx, address, "email")
        if subscriber is None or subscriber.left_at is not None:
            subscriber = Subscriber(
                id=secrets.token_hex(12), address=address, channel="email", created_at=now, consent=CONSENT
            )
            subscriber_store.add_subscriber(tx, subscriber)
        confirmed = subscriber.confirmed_at is not None
        if not confirmed:  # what a confirmed subscriber hears of is changed by whoever reads their e-mail, nobody else
            _add_subscription(tx, subscriber, where, topics=topics, radius_km=radius_km)
    message = confirmation_message(
        installation.desk,
        address=address,
        place_name=where.name,
        confirm_url=link(installation, "confirm", subscriber.id),
        already=confirmed,
        manage_url=f"{link(installation, 'manage', subscriber.id)}?{urlencode({'place': f'{where.name}, {where.county}'})}",
    )
    send_now(installation, message)


def link(installation: Installation, purpose: str, subscriber_id: str) -> str:
    """The address that confirms, manages or leaves for one subscriber, without log-in."""
    token = make_link_token(installation.secret, purpose=purpose, subscriber=subscriber_id)
    path = {"confirm": "subscribe/confirm", "manage": "manage", "leave": "leave"}[purpose]
    return f"{installation.desk.url}/{path}/{token}"


def confirm(installation: Installation, token: str) -> Subscriber:
    """The second half of the double opt-in."""
    subscriber = _by_token(installation, token, "confirm")
    with installation.store.begin() as tx:
        if subscriber.confirmed_at is None:
            subscriber_store.confirm_subscriber(tx, subscriber.id, at=installation.now())
            audit_store.add_entry(
                tx, at=installation.now(), actor="subscriber", action="subscription-confirmed", subject=subscriber.id
            )
        confirmed = subscriber_store.get_subscriber(tx, subscriber.id)
    assert confirmed is not None
    return confirmed


def manage(installation: Installation, token: str) -> Managed:
    """What a subscriber hears of."""
    subscriber = _by_token(installation, token, "manage")
    with installation.store.read() as tx:
        return Managed(subscriber, tuple(subscriber_store.list_subscriptions(tx, subscriber.id)))


def change(
    installation: Installation,
    token: str,
    *,
    add_place: str | None = None,
    topics: tuple[str, ...] = (),
    radius_km: float = DEFAULT_RADIUS_KM,
    remove_subscription: str | None = None,
) -> Managed:
    """Add an area or drop one."""
    subscriber = _by_token(installation, token, "manage")
    where = _place(installation, add_place) if add_place else None
    with installation.store.begin() as tx:
        if where is not None:
            _add_subscription(tx, subscriber, where, topics=topics, radius_km=radius_km)
        if remove_subscription:
            subscriber_store.remove_subscription(tx, remove_subscription, subscriber_id=subscriber.id)
        return Managed(subscriber, tuple(subscriber_store.list_subscriptions(tx, subscriber.id)))


def leave(installation: Installation, token: str) -> None:
    """Stop everything at once. Leaving twice is no error."""
    subscriber = _by_token(installation, token, "leave")
    with installation.store.begin() as tx:
        subscriber_store.leave_subscriber(tx, subscriber.id, at=installation.now())
        audit_store.add_entry(
            tx, at=installation.now(), actor="subscriber", action="subscriber-left", subject=subscriber.id
        )


def _by_token(installation: Installation, token: str, purpose: str) -> Subscriber:
    subscriber_id = read_link_token(installation.secret, token, purpose=purpose)
    with installation.store.read() as tx:
        subscriber = subscriber_store.get_subscriber(tx, subscriber_id) if subscriber_id else None
    if subscriber is None:
        raise NotFoundError(
            "This link does not work.",
            fix="Use the whole link from our newest e-mail, or sign up again.",
            code="bad-link",
        )
    return subscriber


def _add_subscription(
    tx: Tx, subscriber: Subscriber, where: Place, *, topics: tuple[str, ...], radius_km: float
) -> None:
    for subscription in subscriber_store.list_subscriptions(tx, subscriber.id):
        if subscription.place == where.id:
            subscriber_store.remove_subscription(tx, subscription.id, subscriber_id=subscriber.id)
    subscriber_store.add_subscription(
        tx,
        Subscription(
            id=secrets.token_hex(12),
            subscriber=subscriber.id,
            place=where.id,
            place_name=where.name,
            county=where.county,
            nation=where.nation,
            latitude=where.latitude,
            longitude=where.longitude,
            radius_km=min(max(radius_km, 1.0), 100.0),
            topics=topics,
        ),
    )


def _address(given: str) -> str:
    address = given.strip().lower()
    name, at, host = address.rpartition("@")
    if not (name and at and "." in host) or any(c.isspace() or c in ',;<>"' for c in address) or len(address) > 254:
        raise InputError(
            "That does not look like an e-mail address.", fix="Write it like name@provider.example.", code="bad-address"
        )
    return address


def _place(installation: Installation, given: str) -> Place:
    where = find_place(installation, given)
    if where is None:
        raise InputError(
            f"We do not know a place called “{given.strip()[:60]}”.",
            fix="Try the nearest town, or add the county after a comma.",
            code="unknown-place",
        )
    return where
