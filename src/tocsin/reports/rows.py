"""A row of somebody's file → what a report needs: columns mapped by name, days and times read as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ..errors import InputError
from ..records import STAGES

FIELDS: Mapping[str, str] = {
    "text": "what happened, in words (needed)",
    "id": "the source's own reference of the report: the same one is never taken twice",
    "reported_at": "when it was reported",
    "happened_on": "the day it happened",
    "place": "the town, or a postcode",
    "channel": "how they were reached",
    "stage": "how far it went",
    "scam": "an entry of the knowledge, or a name by which one is known",
    "loss": "pounds lost",
    "contact": "how the reporter may be reached (sealed)",
    "reporter": "who told it, as the source calls them (kept as a keyed hash only)",
}
ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "text": ("description", "details", "what happened", "narrative", "report", "message", "body", "comments", "summary"),
    "id": ("reference", "ref", "source_reference", "report_id", "case", "case number", "urn", "number"),
    "reported_at": ("reported", "received", "received_at", "created", "created_at", "date reported", "timestamp", "date", "created_date", "datetime"),
    "happened_on": ("happened", "incident date", "date of incident", "occurred", "occurred_on", "violation_date", "event date"),
    "place": ("town", "city", "postcode", "location", "area", "consumer_city"),
    "channel": ("method", "contact method", "how", "medium", "first contact", "route"),
    "stage": ("how far", "outcome"),
    "scam": ("type", "scam type", "category", "fraud type", "subject"),
    "loss": ("amount lost", "amount", "money lost", "losses", "loss_gbp", "financial loss"),
    "contact": ("email", "e-mail", "phone", "telephone", "reporter contact", "contact details"),
    "reporter": ("reporter id", "person", "person_id", "caller id"),
}  # fmt: skip
_CHANNELS: Mapping[str, str] = {
    **dict.fromkeys(("call", "phone", "phone call", "telephone", "landline", "mobile", "voice", "robocall", "voicemail"), "call"),
    **dict.fromkeys(("sms", "text", "text message", "txt", "smishing"), "sms"),
    **dict.fromkeys(("email", "e-mail", "mail (electronic)", "phishing"), "email"),
    **dict.fromkeys(("letter", "post", "mail", "leaflet"), "letter"),
    **dict.fromkeys(("social", "social media", "whatsapp", "facebook", "instagram", "messenger", "dating site", "chat"), "social"),
    **dict.fromkeys(("web", "website", "online", "internet", "pop-up", "popup", "advert"), "web"),
    **dict.fromkeys(("in-person", "in person", "doorstep", "door", "at the door", "face to face"), "in-person"),
}  # fmt: skip
_MONEY = re.compile(
    r"^\s*£?\s*(?P<pounds>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(?P<pence>\d{1,2}))?\s*(?P<k>k)?\s*(?:gbp|pounds?)?\s*$", re.I
)
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """A report as a row of a file gives it. ``received_at`` None where the file does not say."""

    text: str
    reference: str | None
    received_at: datetime | None
    happened_on: date | None
    place: str | None
    channel: str | None
    stage: str | None
    scam: str | None
    loss_minor: int | None
    contact: str | None
    reporter: str | None


def map_columns(columns: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Which column holds which field: as given (field → column), else by the names that such columns usually have.

    Raises:
        InputError: a field or a column that is not there, or no column for the text.
    """
    for field, column in given.items():
        if field not in FIELDS:
            raise InputError(f"There is no field “{field}”.", fix=f"Map one of {', '.join(FIELDS)}.", code="bad-map")
        if column not in columns:
            raise InputError(
                f"There is no column “{column}”.", fix=f"The file has: {_listed(columns)}.", code="bad-map"
            )
    folded = {column.strip().casefold(): column for column in reversed(columns)}
    mapped = dict(given)
    taken = set(given.values())
    for field in FIELDS:
        if field in mapped:
            continue
        for name in (field, field.replace("_", " "), *ALSO_CALLED[field]):
            known = folded.get(name)
            if known is not None and known not in taken:
                mapped[field] = known
                taken.add(known)
                break
    if "text" not in mapped:
        raise InputError(
            "No column holds what happened.",
            fix=f"Say which: --map text=COLUMN. The file has: {_listed(columns)}.",
            code="bad-map",
        )
    return mapped


def _listed(columns: list[str]) -> str:
    return ", ".join(column[:40] for column in columns[:30]) or "no columns"


def read_row(values: Mapping[str, Any], columns: Mapping[str, str], *, now: datetime) -> Row:
    """A row, every field of it checked. ``columns``: field → column.

    Raises:
        InputError: it cannot be taken; the sentence says which field and why.
    """
    given = {field: _written(values.get(column)) for field, column in columns.items()}
    text = given.get("text", "")
    if not text:
        raise InputError("It has no text.", code="empty-text")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"Its text is longer than {MOST_CHARACTERS:,} characters.", code="too-long")
    received_at = _time(given["reported_at"], "reported_at") if given.get("reported_at") else None
    if received_at is not None and received_at > now + timedelta(days=1):
        raise InputError(f"It was reported in the future ({given['reported_at']}).", code="bad-date")
    happened_on = _time(given["happened_on"], "happened_on").date() if given.get("happened_on") else None
    if happened_on is not None and happened_on > now.date() + timedelta(days=1):
        raise InputError(f"It happened in the future ({given['happened_on']}).", code="bad-date")
    return Row(
        text=text,
        reference=given.get("id") or None,
        received_at=min(received_at, now) if received_at else None,
        happened_on=happened_on,
        place=given.get("place") or None,
        channel=_channel(given.get("channel", "")),
        stage=_stage(given.get("stage", "")),
        scam=given.get("scam") or None,
        loss_minor=read_pounds(given.get("loss", "")),
        contact=given.get("contact") or None,
        reporter=given.get("reporter") or None,
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | list | dict):
        raise InputError(f"A value is {type(value).__name__}, not text or a number.", code="bad-value")
    return str(value)


def _time(value: str, field: str) -> datetime:
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        match = _DAY_FIRST.match(value)
        try:
            if match is None:
                raise ValueError(value)
            day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
            read = datetime(year, month, day, hour, minute, second)
        except ValueError:
            raise InputError(
                f"Its {field} is no day or time that we can read ({value[:40]}).", code="bad-date"
            ) from None
    if read.year < 1990:
        raise InputError(f"Its {field} is long ago ({value[:40]}).", code="bad-date")
    if len(value) <= 10 and read.time() == time():
        return read.replace(hour=12, tzinfo=UTC)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _channel(value: str) -> str | None:
    return _CHANNELS.get(value.casefold()) if value else None


def _stage(value: str) -> str | None:
    folded = value.casefold().replace(" ", "_").replace("-", "_")
    return folded if folded in STAGES else None


def read_pounds(value: str) -> int | None:
    """A sum in pounds as people write it, in pence; None for nothing and for none.

    Raises:
        InputError: it is no such sum.
    """
    if not value.strip():
        return None
    match = _MONEY.match(value)
    if match is None:
        raise InputError(f"Its loss is no sum in pounds ({value[:40]}).", code="bad-sum")
    minor = int(match["pounds"].replace(",", "")) * 100 + int((match["pence"] or "0").ljust(2, "0"))
    return minor * (1000 if match["k"] else 1) or None
