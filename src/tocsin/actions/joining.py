"""Subscribers that do not come through the page: a body's own webhook or chat, our canaries, and today's mailing list.

Everybody on a list is asked: their consent is written down with the file and the line it comes from, and nothing but that
question is sent before they confirm.
"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..delivery.channels.webhook import webhook_secret
from ..delivery.messages import list_message
from ..errors import DeliveryError, InputError
from ..records import Consent, Place, Subscriber
from ..store import audit as audit_store
from ..store import subscribers as subscriber_store
from .installation import Installation
from .mailing import CHANNELS, Ways, send_now
from .subscribing import (
    DEFAULT_RADIUS_KM,
    LEAST_RADIUS_KM,
    MOST_RADIUS_KM,
    Wishes,
    add_subscription_to,
    address_from,
    link,
    mobile_from,
    place_from,
)

COLUMNS = ("email", "place", "consent")


@dataclass(frozen=True, slots=True)
class Added:
    """A subscriber that somebody at the desk added. ``secret``: what a webhook's receiver checks with; shown this once."""

    subscriber: Subscriber
    where: Place
    radius_km: float
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line of a list that was not taken, and why."""

    line: int
    given: str
    why: str


@dataclass(frozen=True, slots=True)
class ListTaken:
    """What became of a list. ``asked``: were sent the question; ``already``: are subscribers, or were asked before."""

    asked: int = 0
    already: int = 0
    unsent: int = 0  # kept, but the question could not be sent; taking the list in again asks them
    rejected: tuple[Rejected, ...] = ()


def add_by_desk(
    installation: Installation,
    *,
    channel: str,
    address: str,
    place: str,
    by: str,
    why: str,
    radius_km: float = DEFAULT_RADIUS_KM,
    topics: tuple[str, ...] = (),
    canary: bool = False,
    exercise: bool = False,
    wishes: Wishes | None = None,
) -> Added:
    """Add a subscriber who agreed in another way: a body with a webhook, a team's chat, a canary of our own.

    ``why``: how we know that they want it; kept as their consent. Alerts for the place's county and nation reach them
    whatever ``radius_km`` is.

    Raises:
        InputError: the channel, the address, the place or the radius is none, or no reason was given.
        DeliveryError: this desk cannot send by that channel.
    """
    if channel not in CHANNELS:
        raise InputError(f"There is no channel “{channel}”.", fix=f"Give one of {', '.join(CHANNELS)}.")
    if len(why.strip()) < 10:
        raise InputError("Say in a sentence how we know that they want this.", fix="It is kept as proof of consent.")
    if not LEAST_RADIUS_KM <= radius_km <= MOST_RADIUS_KM:
        raise InputError(
            f"A radius of {radius_km:g} km is not taken.",
            fix=f"Give {LEAST_RADIUS_KM:g} to {MOST_RADIUS_KM:g}; alerts for the whole county or nation arrive anyway.",
            code="bad-radius",
        )
    if channel == "email":
        address = address_from(address)
    elif channel == "sms":
        address = mobile_from(address)
    else:
        address = address.strip()
        if "://" not in address:
            raise InputError(
                "This is no address of that kind.", fix="Write it like https://alerts.council.example/tocsin"
            )
    if channel == "webhook" and not address.startswith("https://") and not installation.ways.private_webhooks:
        raise InputError("A webhook is an https:// address.", fix="Ask them for the https:// one.", code="bad-address")
    with Ways(installation) as ways:
        ways.of(channel)  # says what is missing before anything is kept
    where, wishes, now = place_from(installation, place), wishes or Wishes(), installation.now()
    wishes.require()
    subscriber = Subscriber(
        id=secrets.token_hex(12),
        address=address,
        channel=channel,
        created_at=now,
        confirmed_at=now,
        consent=why.strip(),
        pace=wishes.pace,
        quiet_from=wishes.quiet[0] if wishes.quiet else None,
        quiet_to=wishes.quiet[1] if wishes.quiet else None,
        audiences=wishes.audiences,
        exercise=exercise,
        canary=canary,
    )
    with installation.store.begin() as tx:
        known = subscriber_store.find_subscriber(tx, address, channel)
        if known is not None and known.left_at is None:
            raise InputError("This address is subscribed already.", where=known.id, fix="Nothing needs doing.")
        subscriber_store.add_subscriber(tx, subscriber)
        subscriber_store.add_consent(tx, Consent(subscriber.id, now, why.strip(), "desk", f"added by {by}"))
        add_subscription_to(tx, subscriber, where, topics=topics, radius_km=radius_km)
        audit_store.add_entry(
            tx,
            at=now,
            actor=by,
            action="subscriber-added",
            subject=subscriber.id,
            detail=f"{channel}, {why.strip()[:200]}",
        )
    secret = webhook_secret(installation.secret, subscriber.id) if channel == "webhook" else ""
    return Added(subscriber, where, radius_km, secret)


def take_list(
    installation: Installation,
    path: Path,
    *,
    list_name: str,
    by: str,
    consent: str = "",
    place: str = "",
    dry_run: bool = False,
    said: Callable[[str], None] = lambda sentence: None,
) -> ListTaken:
    """Take today's mailing list in from CSV with the columns ``email``, ``place`` and ``consent`` (when and how they agreed),
    and ask each of them to confirm. ``consent`` and ``place`` stand for a column that the file lacks.

    Taking the same list again asks nobody twice. ``dry_run``: nothing is kept and nothing sent.

    Raises:
        InputError: the file cannot be read, or lacks a column.
    """
    asked = already = unsent = 0
    rejected: list[Rejected] = []
    seen: set[str] = set()  # by a dry run
    for number, row in _rows(path, consent=consent, place=place):
        try:
            address = address_from(row["email"])
            where = place_from(installation, row["place"])
            if not row["consent"]:
                raise InputError("It is not said when and how they agreed.", fix="Fill in the column consent.")
        except InputError as error:
            rejected.append(Rejected(number, row["email"][:100], str(error)))
            continue
        if dry_run:
            known_already = address in seen or _known_already(installation, address)
            already, asked = already + known_already, asked + (not known_already)
            seen.add(address)
            continue
        now = installation.now()
        with installation.store.begin() as tx:
            known = subscriber_store.find_subscriber(tx, address, "email")
            if known is not None and (known.confirmed_at is not None or known.left_at is not None):
                already += 1  # who has left is not asked to come back
                continue
            subscriber = known or Subscriber(
                id=secrets.token_hex(12), address=address, channel="email", created_at=now, consent=row["consent"]
            )
            if known is None:
                subscriber_store.add_subscriber(tx, subscriber)
            asked_before = any(one.how == "asked" for one in subscriber_store.list_consents(tx, subscriber.id))
            proof = f"{list_name}: {path.name}:{number}"
            if known is None or not asked_before:
                subscriber_store.add_consent(tx, Consent(subscriber.id, now, row["consent"], "list", proof))
            add_subscription_to(tx, subscriber, where, topics=(), radius_km=DEFAULT_RADIUS_KM)
        if asked_before:
            already += 1
            continue
        try:
            send_now(
                installation,
                list_message(
                    installation.desk,
                    address=address,
                    list_name=list_name,
                    place_name=where.name,
                    confirm_url=link(installation, "confirm", subscriber.id),
                ),
            )
        except DeliveryError as error:
            unsent += 1
            said(f"{path.name}:{number}: {error}")
            continue
        with installation.store.begin() as tx:
            subscriber_store.add_consent(
                tx, Consent(subscriber.id, installation.now(), "We asked them to confirm.", "asked", proof)
            )
        asked += 1
        if asked % 500 == 0:
            said(f"{asked} asked.")
    if not dry_run:
        with installation.store.begin() as tx:
            audit_store.add_entry(
                tx,
                at=installation.now(),
                actor=by,
                action="list-taken",
                subject=list_name[:60],
                detail=f"{path.name}: {asked} asked, {already} already, {unsent} unsent, {len(rejected)} rejected",
            )
    return ListTaken(asked, already, unsent, tuple(rejected))


def _known_already(installation: Installation, address: str) -> bool:
    """Whether nobody would be asked: they are a subscriber, have left, or were asked before."""
    with installation.store.read() as tx:
        known = subscriber_store.find_subscriber(tx, address, "email")
        return known is not None and (
            known.confirmed_at is not None
            or known.left_at is not None
            or any(one.how == "asked" for one in subscriber_store.list_consents(tx, known.id))
        )


def _rows(path: Path, *, consent: str, place: str) -> Iterator[tuple[int, dict[str, str]]]:
    given: dict[str, str] = {"consent": consent.strip(), "place": place.strip()}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = {_folded(name): name for name in reader.fieldnames or () if name}
            columns = {wanted: names.get(wanted) or names.get(_OTHER.get(wanted, "")) for wanted in COLUMNS}
            missing = [name for name, there in columns.items() if there is None and not given.get(name)]
            if missing:
                raise InputError(
                    f"The list has no column {' and no column '.join(missing)}.",
                    where=str(path),
                    fix="Name the columns email, place and consent, or give --place and --consent for all of them.",
                )
            for row in reader:
                yield reader.line_num, {name: _cell(row, columns[name]) or given.get(name, "") for name in COLUMNS}
    except OSError as error:
        raise InputError(
            f"The list cannot be read ({error.strerror}).", where=str(path), fix="Check the name."
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            "The list is no CSV in UTF-8.", where=str(path), fix="Save it as “CSV UTF-8” and try again."
        ) from error


_OTHER = {"email": "emailaddress", "place": "town", "consent": "consentedon"}


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _cell(row: dict[str | Any, Any], column: str | None) -> str:
    value = row.get(column) if column else None
    return value.strip() if isinstance(value, str) else ""
