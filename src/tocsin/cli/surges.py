"""``tocsin surges``: what is rising where, from a file of reports."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from ..errors import InputError
from ..knowledge.places import Gazetteer, load_places
from ..records import Surge
from ..reports.voices import voice_of
from ..surges import Sighting, find_surges
from .lines import write_line


@click.command()
@click.option(
    "--reports",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.csv",
    help="Columns id, reported_at, scam, place or latitude and longitude; and text, source, campaign where there are.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day to look from.")
@click.option(
    "--false-alarms-per-year",
    type=click.FloatRange(0, min_open=True),
    default=12.0,
    show_default=True,
    help="How many alarms by chance alone you accept, over all scams and places.",
)
@click.option("--jsonl", "as_lines", is_flag=True, help="One JSON object a surge.")
def surges(path: Path, as_of: datetime, false_alarms_per_year: float, as_lines: bool) -> int:
    """What is rising where, strongest first, each with its reason in a sentence.

    Years of reports tell seasons and trends. The same text from the same source, told again within four weeks, counts once.

    Exit status: 0 all rows were read; 2 some could not be (they are named; the others count).
    """
    sightings: list[Sighting] = []
    failed = 0
    places = load_places()
    for row in _rows(path):
        if isinstance(row, InputError):
            failed += 1
            click.echo(f"tocsin: {row}", err=True)
        else:
            sightings.append(_placed(row, places))
    found = find_surges(sightings, as_of=as_of.date(), false_alarms_per_year=false_alarms_per_year)
    for surge in found:
        if as_lines:
            write_line(surge_as_dict(surge))
        else:
            click.echo(f"{surge.scam}: {surge.sentence}")
    if not found and not as_lines:
        click.echo(f"Nothing is rising beyond chance among {len(sightings)} reports.")
    return 2 if failed else 0


def surge_as_dict(surge: Surge) -> dict[str, object]:
    """The contract's line for one surge."""
    return {
        "scam": surge.scam,
        "campaign": surge.campaign,
        "places": list(surge.places),
        "latitude": surge.latitude,
        "longitude": surge.longitude,
        "radius_km": surge.radius_km,
        "start_on": surge.start_on.isoformat(),
        "end_on": surge.end_on.isoformat(),
        "observed": surge.observed,
        "expected": surge.expected,
        "recurrence_days": surge.recurrence_days,
        "report_ids": list(surge.report_ids),
        "sentence": surge.sentence,
    }


def _rows(path: Path) -> Iterator[Sighting | InputError]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"id", "reported_at", "scam"} - set(reader.fieldnames or ())
            if missing:
                raise InputError(
                    f"There is no column {' and no column '.join(sorted(missing))}.",
                    where=f"{path}:1",
                    fix="Name the columns in the first row.",
                )
            for row in reader:
                yield _sighting(row, where=f"{path}:{reader.line_num}")
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {error.strerror}.", where=str(path), fix="Check the name."
        ) from error


def _sighting(row: dict[str, str], *, where: str) -> Sighting | InputError:
    try:
        on = (
            datetime.fromisoformat(row["reported_at"]).date()
            if len(row["reported_at"]) > 10
            else date.fromisoformat(row["reported_at"])
        )
        latitude, longitude = (float(row[name]) if row.get(name) else None for name in ("latitude", "longitude"))
    except (ValueError, TypeError) as error:
        return InputError(
            f"This row cannot be read: {error}.",
            where=where,
            fix="Give dates as 2026-11-24 and coordinates in degrees.",
        )
    if not row["scam"] or not row["id"]:
        return InputError("This row has no id or no scam.", where=where, fix="Fill both in.")
    place = (row.get("place") or "").strip() or None
    if place is None and latitude is not None and longitude is not None:
        place = f"{latitude:.3f},{longitude:.3f}"
    text, source = (row.get("text") or "").strip(), (row.get("source") or "").strip()
    return Sighting(
        row["id"],
        row["scam"],
        on,
        place,
        latitude,
        longitude,
        campaign=(row.get("campaign") or "").strip() or None,
        voice=voice_of(None, source, text) if text and source else None,
    )


def _placed(sighting: Sighting, places: Gazetteer) -> Sighting:
    """With the coordinates of its place, when only the name was given and we know it."""
    if sighting.place is None or sighting.latitude is not None:
        return sighting
    known = places.by_id.get(sighting.place) or places.resolve(sighting.place)
    if known is None:
        return sighting
    return replace(sighting, latitude=known.latitude, longitude=known.longitude, area=known.county or None)
