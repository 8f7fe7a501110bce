"""Who hears of what, where. Double opt-in; the same answer whether the address is known or not; one click to leave."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import urlencode

from ..delivery.links import make_link_token, read_link_token
from ..delivery.messages import confirmation_message, confirmation_sms
from ..delivery.parcel import Parcel
from ..errors import InputError, NotFoundError
from ..records import Consent, Pace, Place, Subscriber, Subscription
from ..store import Tx
from ..store import audit as audit_store
from ..store import subscribers as subscriber_store
from .installation import Installation
from .mailing import open_way, send_now, send_one
from .reporting import find_place

CONSENT = "Send me fraud alerts for this area by e-mail. I can stop at any time with one click."
DEFAULT_RADIUS_KM = 20.0  # by whatever door somebody comes: the page, the API, the desk, a list
LEAST_RADIUS_KM, MOST_RADIUS_KM = 1.0, 100.0
AUDIENCES = ("residents", "carers", "businesses", "call-handlers")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often, at what hours and what for somebody wants to hear.

    ``quiet``: from which hour to which hour nothing is to come, by the clock in the United Kingdom; over midnight too.
    ``audiences``: residents, carers, businesses, call-handlers; empty means all.
    """

    pace: Pace = "now"
    quiet: tuple[int, int] | None = None
    audiences: tuple[str, ...] = ()

    def require(self) -> None:
        """Pass when they make sense.

        Raises:
            InputError: they do not.
        """
        if self.pace not in get_args(Pace):
            raise InputError(
                f"“{self.pace}” is not how often we write.", fix=f"Give one of {', '.join(get_args(Pace))}."
            )
        if self.quiet is not None and not (
            all(0 <= hour <= 23 for hour in self.quiet) and self.quiet[0] != self.quiet[1]
        ):
            raise InputError("These are no quiet hours.", fix="Give two different hours, such as from 21 to 8.")
        for audience in self.audiences:
            if audience not in AUDIENCES:
                raise InputError(f"“{audience}” is no group.", fix=f"Give some of {', '.join(AUDIENCES)}.")


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
    channel: str = "email",
    wishes: Wishes | None = None,
) -> None:
    """Ask to hear of an area. Nothing is sent but a link to confirm, and nothing tells whether the address was known.

    ``channel``: email, or sms where this desk can send text messages. ``wishes``: how often, at what hours and what for.

    Raises:
        InputError: the address cannot be one, the place is not in the gazetteer, or the wishes make no sense.
    """
    if channel not in offered_channels(installation):
        raise InputError(f"This desk sends nothing by {channel}.", fix="Choose e-mail.")
    address = address_from(address) if channel == "email" else mobile_from(address)
    where = place_from(installation, place)
    wishes = wishes or Wishes()
    wishes.require()
    for topic in topics:
        if topic not in installation.knowledge.scams:
            raise InputError(f"There is no topic “{topic}”.", fix="Choose from the list.")
    now = installation.now()
    if not installation.limits.confirm_by_address.allows(address, at=now):
        return  # nobody's inbox is filled by somebody else's typing, and nothing tells them so
    with installation.store.begin() as tx:
        subscriber = subscriber_store.find_subscriber(tx, address, channel)
        if subscriber is None or subscriber.left_at is not None:
            subscriber = Subscriber(
                id=secrets.token_hex(12),
                address=address,
                channel=channel,
                created_at=now,
                consent=CONSENT,
                pace=wishes.pace,
                quiet_from=wishes.quiet[0] if wishes.quiet else None,
                quiet_to=wishes.quiet[1] if wishes.quiet else None,
                audiences=wishes.audiences,
            )
            subscriber_store.add_subscriber(tx, subscriber)
        confirmed = subscriber.confirmed_at is not None
        if not confirmed:  # what a confirmed subscriber hears of is changed by whoever reads their e-mail, nobody else
            add_subscription_to(tx, subscriber, where, topics=topics, radius_km=radius_km)
    if channel == "sms":
        text = confirmation_sms(
            installation.desk,
            url=link(installation, "manage" if confirmed else "confirm", subscriber.id),
            already=confirmed,
        )
        with open_way(installation, "sms") as way:
            send_one(way, Parcel(id="confirm", address=address, message_id=f"confirm.{secrets.token_hex(8)}", sms=text))
        return
    message = confirmation_message(
        installation.desk,
        address=address,
        place_name=where.name,
        confirm_url=link(installation, "confirm", subscriber.id),
        already=confirmed,
        manage_url=f"{link(installation, 'manage', subscriber.id)}?{urlencode({'place': f'{where.name}, {where.county}'})}",
    )
    send_now(installation, message)


def offered_channels(installation: Installation) -> tuple[str, ...]:
    """By what ways people may ask to hear: e-mail always; text messages where this desk can send them."""
    ways = installation.ways
    return ("email", "sms") if ways.notify_api_key and ways.notify_sms_template else ("email",)


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
            if subscriber_store.confirm_subscriber(tx, subscriber.id, at=installation.now()):
                consent = Consent(
                    subscriber.id, installation.now(), subscriber.consent, "confirmed", "the link in our message"
                )
                subscriber_store.add_consent(tx, consent)
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
    wishes: Wishes | None = None,
) -> Managed:
    """Add an area or drop one, or say how often, at what hours and what for to hear.

    Raises:
        InputError: there is no such place, or the wishes make no sense.
    """
    subscriber = _by_token(installation, token, "manage")
    where = place_from(installation, add_place) if add_place else None
    if wishes is not None:
        wishes.require()
    with installation.store.begin() as tx:
        if wishes is not None:
            subscriber_store.set_wishes(
                tx,
                subscriber.id,
                pace=wishes.pace,
                quiet=wishes.quiet,
                audiences=wishes.audiences,
                timing_due=installation.now(),
            )
            subscriber = replace(
                subscriber,
                pace=wishes.pace,
                quiet_from=wishes.quiet[0] if wishes.quiet else None,
                quiet_to=wishes.quiet[1] if wishes.quiet else None,
                audiences=wishes.audiences,
            )
        if where is not None:
            add_subscription_to(tx, subscriber, where, topics=topics, radius_km=radius_km)
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


def add_subscription_to(
    tx: Tx, subscriber: Subscriber, where: Place, *, topics: tuple[str, ...], radius_km: float
) -> None:
    """Add an area to what somebody hears of; the one of the same place is replaced."""
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
            radius_km=min(max(radius_km, LEAST_RADIUS_KM), MOST_RADIUS_KM),
            topics=topics,
        ),
    )


def address_from(given: str) -> str:
    """An e-mail address as we keep it.

    Raises:
        InputError: it cannot be one.
    """
    address = given.strip().lower()
    name, at, host = address.rpartition("@")
    if not (name and at and "." in host) or any(c.isspace() or c in ',;<>"' for c in address) or len(address) > 254:
        raise InputError(
            "That does not look like an e-mail address.", fix="Write it like name@provider.example.", code="bad-address"
        )
    return address


def mobile_from(given: str) -> str:
    """A number of a UK mobile phone as we keep it: +447…

    Raises:
        InputError: it is none.
    """
    digits = "".join(character for character in given if character.isdigit() or character == "+")
    number = f"+44{digits[1:]}" if digits.startswith("0") else digits
    if not (number.startswith("+447") and len(number) == 13 and number[1:].isdigit()):
        raise InputError(
            "That does not look like a number of a UK mobile phone.",
            fix="Write it like 07700 900123.",
            code="bad-address",
        )
    return number


def place_from(installation: Installation, given: str) -> Place:
    """The place that somebody typed.

    Raises:
        InputError: the gazetteer has none of that name.
    """
    where = find_place(installation, given)
    if where is None:
        raise InputError(
            f"We do not know a place called “{given.strip()[:60]}”.",
            fix="Try the nearest town, or add the county after a comma.",
            code="unknown-place",
        )
    return where
