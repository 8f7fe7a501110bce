"""What is rising where, from the reports that this desk holds."""

from __future__ import annotations

from datetime import timedelta

from ..records import Report, Surge
from ..store.reports import list_reports
from ..surges import Sighting, find_surges
from .installation import Installation

LOOK_BACK_DAYS = 70
FALSE_ALARMS_PER_YEAR = 12.0


def current_surges(installation: Installation) -> list[Surge]:
    """Surges as of today. Reports that were set aside do not count."""
    now = installation.now()
    with installation.store.read() as tx:
        reports = list_reports(tx, since=now - timedelta(days=LOOK_BACK_DAYS), limit=None)
    sightings = [_sighting(report) for report in reports if report.scam and report.status != "set-aside"]
    return find_surges(sightings, as_of=now.date(), false_alarms_per_year=FALSE_ALARMS_PER_YEAR)


def _sighting(report: Report) -> Sighting:
    assert report.scam is not None
    return Sighting(
        id=report.reference,
        scam=report.scam,
        on=report.received_at.date(),
        place=report.place_name if report.place else None,
        latitude=report.latitude,
        longitude=report.longitude,
    )
