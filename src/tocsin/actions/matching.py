"""Reports that may tell of the same thing, side by side; merging them, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import InputError, NotAllowedError
from ..people.roles import require
from ..records import Indicator, Officer, Report
from ..reports.indicators import UBIQUITOUS_LEAST, UBIQUITOUS_SHARE
from ..reports.likeness import Likeness, Rarity, likeness
from ..store import Tx
from ..store import indicators as indicator_store
from ..store import reports as report_store
from ..store import triage as triage_store
from ..store.triage import Merge
from .installation import Installation
from .reporting import get_report, note
from .text_matching import alike

LOOK_BACK = timedelta(days=90)
MOST_COMPARED = 400  # of each way of finding candidates
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Match:
    """Another report that may tell of the same thing."""

    report: Report
    likeness: Likeness
    shared: tuple[Indicator, ...]


def find_matches(installation: Installation, reference: str, *, limit: int = MOST_SHOWN) -> tuple[Match, ...]:
    """The reports most like this one, the likest first; never one that is merged with it already.

    Compared are those that share an indicator, and the newest of the same scam, of the last 90 days before and after it;
    where the extra ``matching`` is installed, also the likest in words among all there are.
    """
    report = get_report(installation, reference)
    in_words = alike(installation, report)
    with installation.store.read() as tx:
        since = report.received_at - LOOK_BACK
        shared = indicator_store.reports_sharing(tx, report.reference, since=since, limit=MOST_COMPARED)
        pool = report_store.list_reports(
            tx, scam=report.scam, since=since, until=report.received_at + LOOK_BACK, merged=False, limit=MOST_COMPARED
        )
        if report.scam is None:
            pool = [one for one in pool if one.scam is None]
        found = {one.reference: one for one in pool} | report_store.get_reports(tx, [*shared, *in_words])
        ubiquitous = _ubiquitous(tx, shared, since=since)
        mine = {report.reference, report.merged_into, *triage_store.copies_of(tx, report.reference)}
    rarity = Rarity(one.redacted for one in found.values())
    matches = [
        Match(
            one,
            likeness(report, one, rarity, shared=shared.get(one.reference, ()), ubiquitous=ubiquitous),
            tuple(shared.get(one.reference, ())),
        )
        for one in found.values()
        if one.reference not in mine and one.merged_into is None
    ]
    kept = [match for match in matches if match.likeness.level != "none"]
    kept.sort(key=lambda match: (-match.likeness.score, match.report.reference))
    return tuple(kept[:limit])


def merge_reports(
    installation: Installation, kept: str, merged: str, *, officer: Officer, reasons: tuple[str, ...] = ()
) -> Report:
    """Say that ``merged`` is a copy of ``kept``: one event told twice. It leaves the queue and the counts; undo brings it back.

    Raises:
        NotAllowedError: one of them is merged already, or they are one and the same.
    """
    require(officer, "triage")
    one, other = get_report(installation, kept), get_report(installation, merged)
    if one.reference == other.reference:
        raise NotAllowedError("A report is not a copy of itself.", where=one.reference, fix="Choose another.")
    for report in (one, other):
        if report.merged_into is not None:
            raise NotAllowedError(
                f"This report is already merged into {report.merged_into}.",
                where=report.reference,
                fix="Undo that first, or merge with that one.",
                code="changed",
            )
    score = next(
        (
            match.likeness
            for match in find_matches(installation, kept, limit=50)
            if match.report.reference == other.reference
        ),
        None,
    )
    with installation.store.begin() as tx:
        for copy in triage_store.copies_of(tx, other.reference):  # its own copies follow it
            report_store.change_report(tx, copy, merged_into=one.reference)
        report_store.change_report(tx, other.reference, merged_into=one.reference, status="set-aside")
        triage_store.add_merge(
            tx,
            kept=one.reference,
            merged=other.reference,
            at=installation.now(),
            by=officer.name,
            score=score.score if score else 0.0,
            reasons=reasons or (score.reasons if score else ()),
            before={"status": other.status},
        )
        note(tx, installation, officer.name, "reports-merged", one.reference, other.reference)
    return get_report(installation, one.reference)


def undo_merge(installation: Installation, merged: str, *, officer: Officer) -> Report:
    """Undo of merging: the report is what it was before.

    Raises:
        InputError: it is not merged into another.
    """
    require(officer, "triage")
    report = get_report(installation, merged)
    with installation.store.begin() as tx:
        standing = triage_store.standing_merge(tx, report.reference)
        if standing is None or not triage_store.undo_merge(tx, standing.id, at=installation.now(), by=officer.name):
            raise InputError(
                "This report is not merged into another.", where=report.reference, fix="There is nothing to undo."
            )
        report_store.change_report(tx, report.reference, merged_into=None, status=str(standing.before["status"]))
        # Its own copies had followed it; they come back with it.
        for earlier in triage_store.list_merges(tx, report.reference):
            if earlier.kept == report.reference and earlier.undone_at is None:
                report_store.change_report(tx, earlier.merged, merged_into=report.reference)
        note(tx, installation, officer.name, "merge-undone", standing.kept, report.reference)
    return get_report(installation, report.reference)


def merges_of(installation: Installation, reference: str) -> tuple[Merge, ...]:
    """The merges that a report is or was part of, the newest first."""
    with installation.store.read() as tx:
        return tuple(triage_store.list_merges(tx, reference))


def _ubiquitous(tx: Tx, shared: dict[str, list[Indicator]], *, since: datetime) -> frozenset[str]:
    """The keys of shared indicators that stand in so many reports that they tell nothing."""
    keys: dict[str, set[str]] = {}
    for several in shared.values():
        for one in several:
            keys.setdefault(one.kind, set()).add(one.key)
    if not keys:
        return frozenset()
    total = report_store.count_reports(tx, since=since)
    least = max(UBIQUITOUS_LEAST, int(total * UBIQUITOUS_SHARE))
    found: set[str] = set()
    for kind, some in keys.items():
        for key, (number, scams) in indicator_store.spread_of(tx, kind, some, since=since).items():
            if number > least and scams > 2:
                found.add(key)
    return frozenset(found)
