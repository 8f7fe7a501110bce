"""A month in figures, as officers see it and as it may be published."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ..errors import InputError
from ..reports.small_counts import LEAST, publishable
from ..store import figures as figure_store
from ..store.figures import Count
from .installation import Installation

UNKNOWN = "not recognised"
NO_COUNTY = "place not given"


@dataclass(frozen=True, slots=True)
class Figures:
    """One month. ``by_scam`` and ``by_county`` hold names → counts, the largest first."""

    month: str
    reports: int
    lost_minor: int
    lost: int
    vulnerable: int
    by_scam: Mapping[str, int]
    by_county: Mapping[str, int]
    counts: tuple[Count, ...]


def months(installation: Installation) -> tuple[str, ...]:
    """The months there are figures of, the newest first."""
    with installation.store.read() as tx:
        first, past = figure_store.months_with_reports(tx)
    now = installation.now()
    year, month = (first.year, first.month) if first else (now.year, now.month)
    found = set(past)
    while (year, month) <= (now.year, now.month):
        found.add(f"{year}-{month:02}")
        year, month = (year + month // 12, month % 12 + 1)
    return tuple(sorted(found, reverse=True))


def figures_of(installation: Installation, month: str) -> Figures:
    """What a month (``2026-11``) came to. Months end at midnight UTC.

    Raises:
        InputError: it is no month.
    """
    since, until = _bounds(month)
    with installation.store.read() as tx:
        counts = [*figure_store.counts_between(tx, since, until), *figure_store.past_counts(tx, month)]
    names = {scam.id: scam.name for scam in installation.knowledge.scams.values()}
    by_scam: defaultdict[str, int] = defaultdict(int)
    by_county: defaultdict[str, int] = defaultdict(int)
    for count in counts:
        by_scam[names.get(count.scam or "", count.scam or UNKNOWN)] += count.reports
        by_county[count.county or NO_COUNTY] += count.reports
    return Figures(
        month=month,
        reports=sum(count.reports for count in counts),
        lost_minor=sum(count.lost_minor for count in counts),
        lost=sum(count.lost for count in counts),
        vulnerable=sum(count.vulnerable for count in counts),
        by_scam=_largest_first(by_scam),
        by_county=_largest_first(by_county),
        counts=tuple(counts),
    )


def figures_as_csv(installation: Installation, month: str, *, for_publication: bool) -> str:
    """A line for each scam and county. For publication a count under five is left empty, and so is the next smallest of the
    same county where the first could be worked out from the county's total; sums lost are left out with them."""
    figures = figures_of(installation, month)
    names = {scam.id: scam.name for scam in installation.knowledge.scams.values()}
    cells: defaultdict[str, defaultdict[str, Count]] = defaultdict(
        lambda: defaultdict(lambda: Count(None, None, 0, 0, 0))
    )
    for count in figures.counts:
        county, scam = count.county or NO_COUNTY, count.scam or ""
        before = cells[county][scam]
        cells[county][scam] = Count(
            count.scam, count.county, before.reports + count.reports, before.lost_minor + count.lost_minor,
            before.vulnerable + count.vulnerable, before.lost + count.lost,
        )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ["month", "county", "scam", "scam_name", "reports", "lost_pounds"]
    writer.writerow(columns if for_publication else [*columns, "vulnerable"])
    for county in sorted(cells):
        row = cells[county]
        kept = publishable({scam: count.reports for scam, count in row.items()})
        for scam in sorted(row):
            count = row[scam]
            name = names.get(scam, scam or UNKNOWN)
            if for_publication:
                number = kept[scam]
                # A sum lost by one or two people is theirs.
                sum_ = f"{count.lost_minor / 100:.2f}" if number is not None and count.lost >= LEAST else ""
                writer.writerow([month, _cell(county), scam, _cell(name), "" if number is None else number, sum_])
            else:
                sum_ = f"{count.lost_minor / 100:.2f}"
                writer.writerow([month, _cell(county), scam, _cell(name), count.reports, sum_, count.vulnerable])
    return out.getvalue()


def _cell(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in "=+-@\t" else value


def _bounds(month: str) -> tuple[datetime, datetime]:
    try:
        since = datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=UTC)
        until = since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)
    except ValueError as error:
        raise InputError(f"“{month[:20]}” is no month.", fix="Write it as 2026-11.") from error
    return since, until


def _largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
