"""Alerts and advisories by what an officer asks for: a state, words, an area, a scam, from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from ..records import Advisory, Alert
from ..store import advisories as advisory_store
from ..store import alerts as alert_store
from .installation import Installation
from .reporting import Item, Page

PAGE_SIZE = 50
MOST_WORDS = 8  # of a search
AdvisoryState = Literal["", "current", "taken-back", "no-warning"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows; an empty field asks for nothing. Days are whole ones, both of them included.

    ``search``: each of its words stands somewhere in it, in any case. ``area``: part of the name of one of its places.
    """

    search: str = ""
    area: str = ""
    scam: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.search.casefold().split()[:MOST_WORDS])


def find_alerts(
    installation: Installation,
    wanted: Wanted,
    *,
    statuses: Sequence[str] | None = None,
    in_order: Sequence[Sequence[str]] = (),
    doubted: bool = False,
    page: int = 1,
) -> Page[Alert]:
    """Alerts in one of ``statuses`` that are as wanted, by the day they were begun.

    ``in_order``: groups of statuses; the first group stands first. In a group the newest is first. ``doubted``: only
    those that are in doubt.
    """
    with installation.store.read() as tx:
        every = alert_store.list_alerts(tx, statuses=statuses)
    found = [one for one in every if _fits_alert(one, wanted) and (not doubted or one.doubted_at is not None)]
    rank = {status: place for place, group in enumerate(in_order) for status in group}
    found.sort(key=lambda one: rank.get(one.status, len(rank)))  # the order of days is kept within a group
    return _page(found, page)


def find_advisories(
    installation: Installation, wanted: Wanted, *, state: AdvisoryState = "", page: int = 1
) -> Page[Advisory]:
    """Kept advisories as wanted, the newest first, by the day they were published (or, unknown, kept)."""
    scam = wanted.scam or None
    with installation.store.read() as tx:
        if not state and wanted == Wanted(scam=wanted.scam):  # all of them, of which only a page is read
            total = advisory_store.count_advisories(tx, scam=scam)
            page, pages = _which(page, total)
            items = advisory_store.list_advisories(tx, scam=scam, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
            return Page(tuple(items), total, page, pages)
        rows = advisory_store.search_advisories(
            tx,
            words=(*wanted.words, *wanted.area.casefold().split()),
            scam=scam,
            # Nobody publishes after we have read it, but for their clock.
            kept_since=_midnight(wanted.since) - timedelta(days=1) if wanted.since else None,
        )
    return _page([one for one in rows if _fits_advisory(one, wanted, state)], page)


def _fits_alert(alert: Alert, wanted: Wanted) -> bool:
    content = alert.content
    said = " ".join(
        (content.headline, *(one.text for one in content.sentences), alert.code or "", alert.id, *_areas(alert))
    )
    return (
        _has_words(said, wanted)
        and _has_area(_areas(alert), wanted)
        and (not wanted.scam or content.scam == wanted.scam)
        and _within(alert.created_at.date(), wanted)
    )


def _fits_advisory(advisory: Advisory, wanted: Wanted, state: AdvisoryState) -> bool:
    said = " ".join((advisory.title or "", advisory.publisher or "", advisory.file, advisory.text, *advisory.places))
    if state == "taken-back" and advisory.taken_back_at is None:
        return False
    if state == "no-warning" and advisory.is_advisory:
        return False
    if state == "current" and (advisory.taken_back_at is not None or not advisory.is_advisory):
        return False
    return (
        _has_words(said, wanted)
        and _has_area((advisory.publisher_area or "", *advisory.places), wanted)
        and _within(_published_on(advisory), wanted)
    )


def _areas(alert: Alert) -> tuple[str, ...]:
    return tuple(area.name for area in alert.content.areas)


def _published_on(advisory: Advisory) -> date | None:
    try:
        return date.fromisoformat((advisory.published or "")[:10])
    except ValueError:
        return advisory.stored_at.date() if advisory.stored_at else None


def _has_words(said: str, wanted: Wanted) -> bool:
    folded = said.casefold()
    return all(word in folded for word in wanted.words)


def _has_area(names: Sequence[str], wanted: Wanted) -> bool:
    part = " ".join(wanted.area.casefold().split())
    return not part or any(part in name.casefold() for name in names)


def _within(day: date | None, wanted: Wanted) -> bool:
    if day is None:
        return wanted.since is None and wanted.until is None
    return (wanted.since is None or wanted.since <= day) and (wanted.until is None or day <= wanted.until)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _page(found: Sequence[Item], page: int) -> Page[Item]:
    page, pages = _which(page, len(found))
    return Page(tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), len(found), page, pages)


def _which(page: int, total: int) -> tuple[int, int]:
    """The page that can be shown, and how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(page, 1), pages), pages
