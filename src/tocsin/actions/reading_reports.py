"""Reading reports for what they mean: at once when one is taken, later for those taken in by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..checking.routes import register_of
from ..knowledge.kept import KeptFor
from ..knowledge.known import Knowledge
from ..records import STAGES, Indicator, Report, Stage, Urgency
from ..reports.indicators import indicators_of
from ..reports.redact import redact
from ..reports.seal import unseal
from ..reports.vulnerability import signs_of
from ..store import indicators as indicator_store
from ..store import reports as report_store
from ..understanding.understand import understand
from .installation import Installation
from .own_areas import own_area_names
from .text_matching import catch_up

BATCH = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What a report tells, as the desk keeps it."""

    scam: str | None
    tactics: tuple[str, ...]
    claimed: tuple[str, ...]
    channel: str | None
    stage: Stage | None
    on_call: bool
    urgency: Urgency
    loss_minor: int | None
    places: tuple[str, ...]
    vulnerability: tuple[str, ...]
    indicators: tuple[Indicator, ...]


def read_for_meaning(
    installation: Installation,
    text: str,
    *,
    channel: str | None = None,
    place: str | None = None,
    at: datetime | None = None,
) -> Reading:
    """What the words of a report tell; ``text`` as given, for what is redacted is needed to match reports."""
    knowledge = installation.knowledge
    own = own_area_names(installation.data_folder, on=installation.now().date())
    understanding = understand(text, knowledge, channel=channel, place=place, at=at, own_areas=own)
    return Reading(
        scam=understanding.scam,
        tactics=understanding.tactics,
        claimed=understanding.claimed,
        channel=next(iter(understanding.channels), None),
        stage=understanding.stage,
        on_call=understanding.on_call,
        urgency=understanding.urgency,
        loss_minor=max((loss.amount_minor for loss in understanding.losses if loss.currency == "GBP"), default=None),
        places=understanding.places,
        vulnerability=signs_of(text),
        indicators=indicators_of(
            understanding.mentions, text, secret=installation.secret, is_genuine=genuine_in(knowledge)
        ),
    )


def without_personal_data(installation: Installation, text: str) -> str:
    """The words as analysts see them."""
    numbers, names = published_of(installation.knowledge)
    return redact(text, keep=numbers, known=names).text


def genuine_in(knowledge: Knowledge) -> Callable[[str, str], bool]:
    """Whether the organisation register has a number, host or address."""
    register = register_of(knowledge)

    def is_genuine(kind: str, value: str) -> bool:
        if kind == "phone":
            return (f"0{value[3:]}" if value.startswith("+44") else value) in register.phones
        if kind == "host":
            return register.owner(value) is not None
        if kind == "email":
            return register.owner(value.rpartition("@")[2]) is not None
        return False

    return is_genuine


def read_waiting(installation: Installation, *, limit: int = BATCH) -> int:
    """Read up to ``limit`` reports that were taken in unread, the oldest first; gives how many were.

    What an importer said of a report (its channel, place, stage, loss, scam) stands; reading fills in the rest. One that
    an officer has decided in the meantime keeps the decision.
    """
    with installation.store.read() as tx:
        waiting = report_store.list_unread(tx, limit=limit)
    changes: list[tuple[Report, Reading]] = []
    for report, sealed in waiting:
        text = unseal(sealed, secret=installation.secret) if sealed is not None else report.redacted
        changes.append(
            (
                report,
                read_for_meaning(installation, text, channel=report.channel, place=report.place, at=report.received_at),
            )
        )
    if not changes:
        return 0
    with installation.store.begin() as tx:
        now = installation.now()
        current = report_store.get_reports(tx, [report.reference for report, _ in changes])
        for earlier, reading in changes:
            report = current.get(earlier.reference, earlier)  # an officer may have decided in the meantime
            if report.read_at is not None:
                continue
            furthest = max(
                (one for one in (report.stage, reading.stage) if one is not None), key=STAGES.index, default=None
            )
            report_store.change_report(
                tx,
                report.reference,
                scam=report.scam or reading.scam,
                tactics=report.tactics or reading.tactics,
                claimed=report.claimed or reading.claimed,
                channel=report.channel or reading.channel,
                stage=furthest,
                loss_minor=reading.loss_minor if report.loss_minor is None else report.loss_minor,
                vulnerability=report.vulnerability or reading.vulnerability,
                read_at=now,
            )
        indicator_store.add_indicators(tx, {report.reference: reading.indicators for report, reading in changes})
    catch_up(installation, most=len(changes))
    return len(changes)


def _published(knowledge: Knowledge) -> tuple[frozenset[str], frozenset[str]]:
    organisations = knowledge.organisations.values()
    numbers = {
        "".join(character for character in route.value if character.isdigit())
        for organisation in organisations
        for route in organisation.routes
        if route.kind in {"phone", "sms", "relay"}
    }
    names = {name.lower() for organisation in organisations for name in (organisation.name, *organisation.names)}
    return frozenset(numbers), frozenset(names)


published_of = KeptFor(_published)
"""The published contact numbers of organisations, and their names in small letters: nobody's personal data."""
