"""Alerts and advisories by what an officer asks for: a state, words, an area, a scam, from one day to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..records import Advisory, Alert
from ..store import advisories as advisory_store
from ..store import alerts as alert_store
from ..store.advisories import AdvisoryFilter
from .installation import Installation
from .reporting import Item, Page

PAGE_SIZE = 50
A_STEP = 200  # advisories that are made searchable in one transaction
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
    """Kept advisories as wanted, those kept last first; days are those of publishing (or, unknown, of keeping)."""
    scam = wanted.scam or None
    asked = AdvisoryFilter(wanted.words, wanted.area, scam, wanted.since, wanted.until, *_STANDING[state])
    if asked.searches:
        _make_searchable(installation)
    with installation.store.read() as tx:
        total = advisory_store.count_found(tx, asked)
        page, pages = _which(page, total)
        items = advisory_store.search_advisories(tx, asked, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return Page(tuple(items), total, page, pages)


# Whether it warns, and whether it was taken back.
_STANDING: Mapping[AdvisoryState, tuple[bool | None, bool | None]] = {
    "": (None, None),
    "current": (True, False),
    "taken-back": (None, True),
    "no-warning": (False, None),
}


def _make_searchable(installation: Installation) -> None:
    """Those that a program of before kept; where nothing can be written just now, they are found later."""
    with installation.store.read() as tx:
        lacking = advisory_store.lacks_searchable(tx)
    while lacking and installation.store.takes_writes():
        with installation.store.begin() as tx:
            lacking = advisory_store.make_searchable(tx, most=A_STEP) == A_STEP


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


def _areas(alert: Alert) -> tuple[str, ...]:
    return tuple(area.name for area in alert.content.areas)


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


def _page(found: Sequence[Item], page: int) -> Page[Item]:
    page, pages = _which(page, len(found))
    return Page(tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), len(found), page, pages)


def _which(page: int, total: int) -> tuple[int, int]:
    """The page that can be shown, and how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(page, 1), pages), pages
