"""What goes in: one report as far as a surge needs it; and all of them as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .chances import Floats

Indices: TypeAlias = NDArray[np.intp]

VOICE_DAYS = 28  # one voice counts once for a scam in so many days
WEEKS_KEPT = 5 * 52 + 6  # of the weekly series: five years and what judging the last weeks needs


@dataclass(frozen=True, slots=True)
class Sighting:
    """One report. ``latitude``/``longitude`` in degrees, None where not known.

    ``on`` is the day it is counted on: the day it was reported, or, where that is known for all, the day it happened, with
    ``reported_on`` beside it. ``lost_money``: True for a loss, False for an attempt, None where it was not said.
    ``scam`` may be empty: nobody knows yet which; it then counts as reporting, and for its ``campaign``.
    ``voice``: who told, or what makes copies the same; one voice counts once for a scam in :data:`VOICE_DAYS`.
    """

    id: str
    scam: str
    on: date
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area: str | None = None  # the county, force or nation it is in; its places are also looked at together
    reported_on: date | None = None
    lost_money: bool | None = None
    campaign: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reports of a scam came on a day of long ago: all that the season and trend of a series need."""

    scam: str
    on: date
    reports: int
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What is looked at as one: a scam, or a campaign."""

    scam: str
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """Sightings up to ``as_of`` as arrays of rows. A sighting of a campaign has a second row, for the campaign.

    ``place`` is an index into ``places``, or their number for “none”; ``label`` one into ``labels``, or −1 for a report of
    no known scam. ``weeks``: counts by area (the last row: everywhere), label and week, 0 the one that ends on ``as_of``.
    """

    as_of: date
    sightings: tuple[Sighting, ...]
    labels: tuple[Label, ...]
    places: tuple[str, ...]
    latitudes: Floats
    longitudes: Floats
    areas: tuple[tuple[str, Indices], ...]  # name → indices of its places
    sighting: Indices  # by row: which sighting
    first: NDArray[np.bool_]  # by row: not a campaign's second
    label: Indices
    place: Indices
    days_ago: Indices
    weeks: NDArray[np.int32]
    weeks_watched: int  # since the oldest report, of whatever scam

    def rows_of(self, label: int) -> NDArray[np.bool_]:
        """Which rows are of this scam or campaign."""
        result: NDArray[np.bool_] = self.label == label
        return result


def lay_out(sightings: Iterable[Sighting], *, as_of: date, days: int, tallies: Iterable[Tally] = ()) -> Laid:
    """The sightings of the last ``days`` up to ``as_of``; older ones, and ``tallies``, only as weekly counts.

    A place without coordinates is no place, as it is near nothing.
    """
    recent: list[Sighting] = []
    older: list[Sighting] = []
    for sighting in sightings:
        if sighting.on <= as_of:
            (recent if (as_of - sighting.on).days < days else older).append(sighting)
    kept = _one_a_voice(sorted(recent, key=lambda s: (s.on, s.id, s.scam)))
    kept.sort(key=lambda s: (s.id, s.on, s.scam))
    where: dict[str, tuple[float, float]] = {}
    area: dict[str, str] = {}
    for sighting in kept:
        if sighting.place and sighting.latitude is not None and sighting.longitude is not None:
            where.setdefault(sighting.place, (sighting.latitude, sighting.longitude))
            if sighting.area:
                area.setdefault(sighting.place, sighting.area)
    places = sorted(where)
    place_index = {name: i for i, name in enumerate(places)}
    grouped: dict[str, list[int]] = {}
    for name, of in area.items():
        grouped.setdefault(of, []).append(place_index[name])
    labels = [Label(scam) for scam in sorted({s.scam for s in kept if s.scam})]
    named: dict[str, Counter[str]] = {}
    for sighting in kept:
        if sighting.campaign:
            named.setdefault(sighting.campaign, Counter())[sighting.scam] += bool(sighting.scam)
    for campaign, counted in sorted(named.items()):
        labels.append(Label(max(sorted(counted), key=lambda scam, of=counted: of[scam]), campaign))  # type: ignore[misc]
    scam_index = {label.scam: i for i, label in enumerate(labels) if label.campaign is None}
    campaign_index = {label.campaign or "": i for i, label in enumerate(labels) if label.campaign is not None}
    second = [number for number, s in enumerate(kept) if s.campaign]
    sighting_of = np.array([*range(len(kept)), *second], dtype=np.intp)
    place = np.array([place_index.get(s.place or "", len(places)) for s in kept], dtype=np.intp)
    days_ago = np.array([(as_of - s.on).days for s in kept], dtype=np.intp)
    label = np.array(
        [scam_index.get(s.scam, -1) for s in kept] + [campaign_index[kept[number].campaign or ""] for number in second],
        dtype=np.intp,
    )
    areas = tuple((name, np.array(sorted(found))) for name, found in sorted(grouped.items()))
    rows = (sighting_of, label, days_ago[sighting_of])
    weeks, watched = _weekly(kept, rows, older, tallies, as_of, labels, [name for name, _ in areas])
    return Laid(
        as_of,
        tuple(kept),
        tuple(labels),
        tuple(places),
        np.array([where[name][0] for name in places], dtype=float),
        np.array([where[name][1] for name in places], dtype=float),
        areas,
        sighting_of,
        np.arange(sighting_of.size) < len(kept),
        label,
        place[sighting_of],
        days_ago[sighting_of],
        weeks,
        watched,
    )


def _one_a_voice(sightings: Sequence[Sighting]) -> list[Sighting]:
    """``sightings`` (oldest first) without those whose voice told of the same scam in the weeks before."""
    heard: dict[tuple[str, str, str], date] = {}
    kept = []
    for sighting in sightings:
        if sighting.voice is not None:
            who = (sighting.voice, sighting.scam, sighting.campaign or "")
            earlier = heard.get(who)
            if earlier is not None and (sighting.on - earlier).days < VOICE_DAYS:
                continue
            heard[who] = sighting.on
        kept.append(sighting)
    return kept


def _weekly(
    kept: Sequence[Sighting],
    rows: tuple[Indices, Indices, Indices],
    older: Sequence[Sighting],
    tallies: Iterable[Tally],
    as_of: date,
    labels: Sequence[Label],
    areas: Sequence[str],
) -> tuple[NDArray[np.int32], int]:
    """``rows``: sighting, label and days ago of each row."""
    weeks = np.zeros((len(areas) + 1, len(labels), WEEKS_KEPT), dtype=np.int32)
    area_index = {name: number for number, name in enumerate(areas)}
    sighting, label, days_ago = rows
    area = np.array([area_index.get(s.area or "", len(areas)) for s in kept], dtype=np.intp)[sighting]
    known = label >= 0
    np.add.at(weeks[-1], (label[known], days_ago[known] // 7), 1)
    inside = known & (area < len(areas))
    np.add.at(weeks, (area[inside], label[inside], days_ago[inside] // 7), 1)
    scam_index = {one.scam: number for number, one in enumerate(labels) if one.campaign is None}
    oldest = int(days_ago.max(initial=0))
    for tally in (*(Tally(s.scam, s.on, 1, s.area) for s in older), *tallies):
        ago = (as_of - tally.on).days
        number = scam_index.get(tally.scam)
        if not 0 <= ago // 7 < WEEKS_KEPT:
            continue
        oldest = max(oldest, ago)
        if number is not None:
            weeks[-1, number, ago // 7] += tally.reports
            if tally.area in area_index:
                weeks[area_index[tally.area], number, ago // 7] += tally.reports
    return weeks, (oldest + 1) // 7
