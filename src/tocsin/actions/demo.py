"""Fill an empty desk with the invented county of Marlshire, so that a newcomer sees a living desk."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from ..errors import InputError
from ..records import Officer, Place, Subscriber, Subscription
from ..store import officers as officer_store
from ..store import reports as report_store
from ..store import subscribers as subscriber_store
from .advisories import keep_advisory, read_upload
from .alerting import draft, submit
from .demo_county import (
    COMPUTER_WARNING,
    COUNTY,
    COURIER_WARNING,
    DETAILS,
    ORDINARY,
    RISING,
    RISING_TOWN,
    SUBSCRIBERS_BY_TOWN,
    TOWNS,
)
from .installation import Installation, keep_own_places
from .people import add_officer
from .reporting import list_queue, take_report
from .subscribing import CONSENT

DAYS = 60
REPORTS_A_DAY = 4.6

Item = TypeVar("Item")
Progress = Callable[[Sequence[Item], str], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made; ``officers`` with their one-time passwords."""

    reports: int
    subscribers: int
    advisories: int
    officers: tuple[tuple[Officer, str], ...]
    hint: str


def fill_demo(installation: Installation, *, seed: int, progress: Progress[tuple[datetime, str, str, Place]]) -> Filled:
    """Invent 60 days of a county.

    Raises:
        InputError: the desk already holds reports or officers (code ``not-empty``); nothing is changed then.
    """
    with installation.store.read() as tx:
        if officer_store.list_officers(tx) or report_store.count_reports(tx):
            raise InputError(
                "This desk is not empty, and a demonstration must not mix with real reports.",
                fix="Give it a folder of its own: TOCSIN_DATA_FOLDER=demo-data tocsin demo",
                code="not-empty",
            )
    installation = keep_own_places(installation, TOWNS)
    chance = random.Random(seed)
    told = _tellings(chance, installation.now())
    for at, channel, text, town in progress(told, "Inventing 60 days"):
        then = replace(installation, now=partial(_same, at))
        take_report(then, text, channel=channel, place=town.id, source="demo")
    subscribers = _subscribe(installation)

    amira, amira_password = add_officer(
        installation, by=None, name="amira", display_name="Amira Cole, fraud desk", role="admin"
    )
    owen, owen_password = add_officer(installation, by=None, name="owen", display_name="Owen Pryce, fraud desk")
    warnings = [
        keep_advisory(installation, advisory, officer=amira)
        for name, text in (("bogus-officers.md", COURIER_WARNING), ("computer-callers.md", COMPUTER_WARNING))
        for advisory in read_upload(installation, name, text.encode())
    ]
    about = next(warning for warning in warnings if warning.scam == "computer-software-service-fraud")
    references = [report.reference for report in list_queue(installation, scam=about.scam, page_size=12).items]
    alert = draft(installation, officer=amira, advisory_id=about.id, references=references, area_names=(COUNTY,))
    submit(installation, alert.id, officer=amira)
    return Filled(
        reports=len(told),
        subscribers=subscribers,
        advisories=len(warnings),
        officers=((amira, amira_password), (owen, owen_password)),
        hint=(
            f"Amira has written an alert about callers who want to get onto computers. Log in as Owen to approve and publish it.\n"
            f"Something is rising in {RISING_TOWN}: see Today on the desk, and draft an alert about it."
        ),
    )


def _tellings(chance: random.Random, now: datetime) -> list[tuple[datetime, str, str, Place]]:
    """When, by what channel, which words, where: oldest first."""
    by_size = [town.population for town in TOWNS]
    kinds = [weight for _, weight, _ in ORDINARY]
    told: list[tuple[datetime, str, str, Place]] = []
    for day in range(DAYS, 0, -1):
        midnight = (now - timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)
        weekend = midnight.weekday() >= 5
        count = sum(chance.random() < (REPORTS_A_DAY * (0.6 if weekend else 1.15)) / 12 for _ in range(12))
        for _ in range(count):
            channel, _, tellings = chance.choices(ORDINARY, kinds)[0]
            told.append(
                (_time_of(chance, midnight), channel, _words(chance, tellings), chance.choices(TOWNS, by_size)[0])
            )
    rising = next(town for town in TOWNS if town.name == RISING_TOWN)
    neighbour = next(town for town in TOWNS if town.name == "Ashing-on-Sea")
    for number, telling in enumerate(RISING + RISING[:4]):
        midnight = (now - timedelta(days=1 + number * 7 // 13)).replace(hour=0, minute=0, second=0, microsecond=0)
        where = neighbour if number % 4 == 3 else rising
        told.append((_time_of(chance, midnight), "call", _words(chance, (telling,)), where))
    return sorted(told, key=lambda one: one[0])


def _same(at: datetime) -> datetime:
    return at


def _time_of(chance: random.Random, midnight: datetime) -> datetime:
    return midnight + timedelta(minutes=chance.randint(8 * 60, 20 * 60))


def _words(chance: random.Random, tellings: Sequence[str]) -> str:
    detail = chance.choice(DETAILS)
    return f"{chance.choice(tellings)} {detail}".strip()


def _subscribe(installation: Installation) -> int:
    """Subscribers who have confirmed, at invented addresses."""
    at = installation.now() - timedelta(days=20)
    number = 0
    with installation.store.begin() as tx:
        for town in TOWNS:
            for _ in range(SUBSCRIBERS_BY_TOWN[town.name]):
                number += 1
                subscriber = Subscriber(
                    id=f"demo-{number:04}",
                    address=f"resident{number:04}@post.example",
                    channel="email",
                    created_at=at,
                    consent=CONSENT,
                )
                subscriber_store.add_subscriber(tx, subscriber)
                subscriber_store.confirm_subscriber(tx, subscriber.id, at=at)
                subscriber_store.add_subscription(
                    tx,
                    Subscription(
                        id=f"demo-{number:04}-1",
                        subscriber=subscriber.id,
                        place=town.id,
                        place_name=town.name,
                        county=town.county,
                        nation=town.nation,
                        latitude=town.latitude,
                        longitude=town.longitude,
                        radius_km=15.0,
                    ),
                )
    return number
