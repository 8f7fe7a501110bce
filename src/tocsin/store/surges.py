"""Surges that the desk follows, what was decided about them, and the reports that they are looked for among."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, delete, func, select, update

from ..records import Surge
from .database import Tx
from .plain import as_plain, from_plain
from .tables import audit, desk_choices, past_days, reports, surges
from .writing import inserting


@dataclass(frozen=True, slots=True)
class DaySeen:
    """A day of a surge's chart."""

    on: date
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """A place of a surge's map; ``inside``: one of the surge's own, else a neighbour of it."""

    name: str
    latitude: float
    longitude: float
    observed: int
    expected: float
    inside: bool


@dataclass(frozen=True, slots=True)
class FollowedSurge:
    """A surge as the desk's looks saw it. ``looks``: one a day, the oldest first; the last is what it is now.

    ``false_alarms_per_year`` is what the last look was held to. ``dismissed``: an officer's reason.
    """

    id: str
    looks: tuple[Surge, ...]
    method: str
    also: tuple[str, ...]
    days: tuple[DaySeen, ...]
    places: tuple[PlaceSeen, ...]
    attempts: int | None
    losses: int | None
    voices: int
    false_alarms_per_year: float
    snoozed_until: date | None = None
    snoozed_at: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    dismissed: str | None = None
    alert: str | None = None

    @property
    def surge(self) -> Surge:
        """What it is now."""
        return self.looks[-1]


_RECORD = ("looks", "method", "also", "days", "places", "attempts", "losses", "voices", "false_alarms_per_year")
_DECISION = ("snoozed_until", "snoozed_at", "decided_by", "decided_at", "dismissed", "alert")


def keep_surge(tx: Tx, surge: FollowedSurge) -> None:
    """Keep what a look saw; what was decided about it stays."""
    now = surge.surge
    values = {
        "id": surge.id,
        "scam": now.scam,
        "campaign": now.campaign,
        "first_on": surge.looks[0].end_on,
        "last_on": now.end_on,
        "record": {name: as_plain(getattr(surge, name)) for name in _RECORD},
    }
    changed = {name: values[name] for name in ("campaign", "last_on", "record")}
    tx.run(inserting(tx, surges).values(**values).on_conflict_do_update(index_elements=["id"], set_=changed))


def decide_surge(tx: Tx, surge_id: str, **decision: Any) -> bool:
    """Set what an officer decided, by field; False when there is no such surge."""
    assert set(decision) <= set(_DECISION), decision
    return tx.run(update(surges).where(surges.c.id == surge_id).values(**decision)).rowcount == 1


def remove_surge(tx: Tx, surge_id: str) -> None:
    """Forget a surge that no look stands behind any more."""
    tx.run(delete(surges).where(surges.c.id == surge_id))


def list_surges(tx: Tx, *, since: date) -> list[FollowedSurge]:
    """Surges that a look on or after that day found, the newest first."""
    question = select(surges).where(surges.c.last_on >= since).order_by(surges.c.last_on.desc(), surges.c.id)
    return [_surge(row) for row in tx.rows(question)]


def get_surge(tx: Tx, surge_id: str) -> FollowedSurge | None:
    """The surge of that id."""
    row = tx.row(select(surges).where(surges.c.id == surge_id))
    return None if row is None else _surge(row)


def _surge(row: Any) -> FollowedSurge:
    return from_plain(
        FollowedSurge, {**row["record"], "id": row["id"], **{name: as_plain(row[name]) for name in _DECISION}}
    )


def get_choice(tx: Tx, name: str) -> str | None:
    """What the desk chose, by the choice's name."""
    row = tx.row(select(desk_choices.c.value).where(desk_choices.c.name == name))
    return None if row is None else str(row["value"])


def keep_choice(tx: Tx, name: str, value: str, *, by: str, at: datetime) -> None:
    """Keep a choice of the desk in place of the one before."""
    new = {"value": value, "by": by, "at": at}
    adding = inserting(tx, desk_choices).values(name=name, **new)
    tx.run(adding.on_conflict_do_update(index_elements=["name"], set_=new))


COUNTED = (
    "reference", "received_at", "happened_on", "scam", "campaign", "place", "place_name", "county", "latitude", "longitude",
    "loss_minor", "voice",
)  # fmt: skip


def reports_to_count(tx: Tx, *, since: datetime, references: Sequence[str] | None = None) -> Iterator[Sequence[Any]]:
    """:data:`COUNTED` of every report since then that counts (neither set aside nor merged); of ``references`` only where given."""
    question = select(*(reports.c[name] for name in COUNTED)).where(
        reports.c.received_at >= since,
        reports.c.status != "set-aside",
        reports.c.merged_into.is_(None),
    )
    if references is not None:
        question = question.where(reports.c.reference.in_(list(references)))
    for part in tx.connection.execute(question).partitions(10_000):
        yield from part


def counts_by_day(tx: Tx, *, since: datetime, until: datetime) -> list[tuple[str, str | None, date, int]]:
    """Scam, county, day and number of the reports of long ago, those that are purged too."""
    day: Any = func.date(reports.c.received_at)
    if tx.kind == "postgresql":
        day = cast(func.timezone("UTC", reports.c.received_at), Date)
    question = (
        select(reports.c.scam, reports.c.county, day.label("on"), func.count().label("number"))
        .where(
            reports.c.received_at >= since,
            reports.c.received_at < until,
            reports.c.status != "set-aside",
            reports.c.merged_into.is_(None),
        )
        .group_by(reports.c.scam, reports.c.county, day)
    )
    counted = [(row["scam"] or "", row["county"], _day(row["on"]), int(row["number"])) for row in tx.rows(question)]
    past = select(past_days).where(past_days.c.on >= since.date(), past_days.c.on < until.date())
    counted += [(row["scam"], row["county"] or None, row["on"], int(row["reports"])) for row in tx.rows(past)]
    return counted


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def last_act(tx: Tx) -> int:
    """The number of the newest entry of the log, 0 when it is empty."""
    return tx.number(select(func.coalesce(func.max(audit.c.id), 0)))


def acts_since(tx: Tx, number: int, *, limit: int) -> list[tuple[str, str]]:
    """Action and subject of the entries after that one, the oldest first."""
    question = select(audit.c.action, audit.c.subject).where(audit.c.id > number).order_by(audit.c.id).limit(limit)
    return [(row["action"], row["subject"]) for row in tx.rows(question)]
