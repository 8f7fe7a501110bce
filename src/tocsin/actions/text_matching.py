"""The desk's index of report texts: brought up to date, asked, and purged with the reports. None of it where tantivy is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from ..records import Report
from ..reports.text_index import BusyIndex, TextIndex, open_text_index
from ..store import reports as report_store
from .installation import Installation

MOST_AT_ONCE = 2_000  # reports put in while somebody waits for a page
OVERLAP = timedelta(minutes=1)  # a report may be written down a little later than its time says
ANEW = "anew"  # a file that says so

_open: dict[Path, TextIndex] = {}


def catch_up(installation: Installation, *, most: int = MOST_AT_ONCE) -> int:
    """Put in reports that were read since the last time; gives how many. 0 where another process is at it."""
    index = _index(installation)
    if index is None:
        return 0
    anew = _folder(installation) / ANEW
    if anew.exists():
        with suppress(BusyIndex):
            index.clear()
            (_folder(installation) / "reached").unlink(missing_ok=True)
            anew.unlink(missing_ok=True)
    reached = _reached(installation)
    with installation.store.read() as tx:
        new = report_store.list_read_since(tx, reached, limit=most, overlap=OVERLAP)
    if not new:
        return 0
    try:
        index.put((one.reference, one.received_at.date(), one.redacted) for one in new)
    except BusyIndex:
        return 0
    _keep_reached(installation, max(one.read_at for one in new if one.read_at is not None))
    return len(new)


def alike(installation: Installation, report: Report, *, limit: int = 30) -> list[str]:
    """References of the reports whose words are most like this one's, of any time; nothing where there is no index."""
    index = _index(installation)
    if index is None:
        return []
    catch_up(installation)
    return [one.reference for one in index.alike(report.redacted, limit=limit, but=report.reference)]


def forget(installation: Installation, references: Iterable[str]) -> None:
    """Take erased reports out. Where another process is writing just then, the whole index is made anew the next time."""
    gone = list(references)
    _take_out(installation, lambda index: index.remove(gone))


def forget_before(installation: Installation, border: datetime) -> None:
    """Take out what the purge removed; as :func:`forget`."""
    _take_out(installation, lambda index: index.remove_before(border.date()))


def _take_out(installation: Installation, removing: Callable[[TextIndex], None]) -> None:
    index = _index(installation)
    if index is None:
        return
    try:
        removing(index)
    except BusyIndex:
        (_folder(installation) / ANEW).touch()


def _index(installation: Installation) -> TextIndex | None:
    folder = _folder(installation)
    if folder not in _open:
        index = open_text_index(folder)
        if index is None:
            return None
        _open[folder] = index
    return _open[folder]


def _folder(installation: Installation) -> Path:
    return installation.data_folder / "matching"


def _reached(installation: Installation) -> datetime | None:
    try:
        return datetime.fromisoformat((_folder(installation) / "reached").read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None


def _keep_reached(installation: Installation, at: datetime) -> None:
    beside = _folder(installation) / "reached.new"
    beside.write_text(at.isoformat(), encoding="ascii")
    beside.replace(_folder(installation) / "reached")
