"""What is rising where, from the reports that this desk holds."""

from __future__ import annotations

from datetime import date, timedelta

from ..records import Report, Surge
from ..store.reports import list_reports
from ..surges import Sighting, find_surges
from .installation import Installation

LOOK_BACK_DAYS = 365  # what is usual in a place is told by a year
FALSE_ALARMS_PER_YEAR = 12.0

# The last look: a page that is opened again before anything new came is shown the same, at once. One entry.
_last_look: dict[tuple[date, tuple[Sighting, ...]], list[Surge]] = {}


def current_surges(installation: Installation) -> list[Surge]:
    """Surges as of today. Reports that were set aside do not count."""
    now = installation.now()
    with installation.store.read() as tx:
        reports = list_reports(tx, since=now - timedelta(days=LOOK_BACK_DAYS), limit=None)
    sightings = [_sighting(report) for report in reports if report.scam and report.status != "set-aside"]
    looked_at = (now.date(), tuple(sightings))
    found = _last_look.get(looked_at)
    if found is None:
        found = find_surges(sightings, as_of=now.date(), false_alarms_per_year=FALSE_ALARMS_PER_YEAR)
        _last_look.clear()
        _last_look[looked_at] = found
    return list(found)


def _sighting(report: Report) -> Sighting:
    assert report.scam is not None
    return Sighting(
        id=report.reference,
        scam=report.scam,
        on=report.received_at.date(),
        place=report.place_name if report.place else None,
        latitude=report.latitude,
        longitude=report.longitude,
        area=report.county,
        lost_money=None if report.loss_minor is None else report.loss_minor > 0,
    )
