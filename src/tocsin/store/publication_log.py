"""The hash-chained log of what was published. It only grows; the database refuses any change of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import insert, select, text

from ..records import LogEntry
from .database import Tx
from .tables import publication_log

_LOCK = 0x70C5_1A
_PAGE = 1000


def append_entry(tx: Tx, make: Callable[[LogEntry | None], LogEntry]) -> LogEntry:
    """Append the entry that ``make`` gives for the last one. Nobody else can append meanwhile."""
    if tx.kind == "postgresql":
        tx.run(text("SELECT pg_advisory_xact_lock(:number)").bindparams(number=_LOCK))
    entry = make(last_entry(tx))
    values = {name: getattr(entry, name) for name in LogEntry.__dataclass_fields__} | {"body": dict(entry.body)}
    tx.run(insert(publication_log).values(**values))
    return entry


def last_entry(tx: Tx) -> LogEntry | None:
    row = tx.row(select(publication_log).order_by(publication_log.c.seq.desc()).limit(1))
    return _entry(row) if row else None


def entries(tx: Tx, *, after: int = 0) -> Iterator[LogEntry]:
    """From the one after ``after`` on, in order, a page at a time."""
    while True:
        question = select(publication_log).where(publication_log.c.seq > after).order_by(publication_log.c.seq)
        rows = tx.rows(question.limit(_PAGE))
        yield from (_entry(row) for row in rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1]["seq"]


def _entry(row: Mapping[Any, Any]) -> LogEntry:
    return LogEntry(**row)
