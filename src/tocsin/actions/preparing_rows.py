"""Rows of somebody's file made ready to keep: redacted and sealed, in this process or on every core there is."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from typing import Any

from ..errors import InputError
from ..reports.keyed import contact_key, keyed
from ..reports.redact import redact
from ..reports.row_files import Given
from ..reports.rows import Row, read_row
from ..reports.seal import seal
from .installation import Installation
from .reading_reports import published_of

BATCH = 1_000
ALONE = 3_000  # rows that one process does sooner than others are started


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row that can be kept."""

    number: int
    row: Row
    redacted: str
    sealed: bytes
    contact: bytes | None
    contact_key: str | None
    reporter: str | None
    source_reference: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot, and why. ``values`` as the file had them."""

    number: int
    reason: str
    values: Mapping[str, Any] | None


class Preparing:
    """Redacting and sealing, in this process or in several; ``processes`` None: one a core."""

    def __init__(
        self, installation: Installation, columns: Mapping[str, str], now: datetime, *, processes: int | None
    ) -> None:
        numbers, names = published_of(installation.knowledge)
        self._arguments = (installation.secret, numbers, names, dict(columns), now)
        self._columns = columns
        self._secret = installation.secret
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._seen: dict[bytes, int] = {}

    def each(
        self, rows: Iterable[tuple[int, Given, bool]], source: str
    ) -> Iterator[tuple[int, list[Prepared | Reject]]]:
        """Batches in their order, each with the number of its last row."""
        waiting: deque[tuple[int, Future[list[Prepared | Reject]] | list[Prepared | Reject]]] = deque()
        handed = 0
        for last, batch in self._batches(rows):
            if self._processes > 1 and handed >= ALONE:
                waiting.append((last, self._start().submit(_prepare_there, batch)))
            else:
                waiting.append((last, _prepare(batch, *self._arguments)))
            handed += len(batch)
            while len(waiting) > 2 * self._processes or (waiting and isinstance(waiting[0][1], list)):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())

    def _batches(self, rows: Iterable[tuple[int, Given, bool]]) -> Iterator[tuple[int, list[tuple[int, Given, str]]]]:
        batch: list[tuple[int, Given, str]] = []
        number = 0
        for number, given, wanted in rows:
            reference = "" if isinstance(given, InputError) else self._reference(given)
            if wanted:
                batch.append((number, given, reference))
                if len(batch) == BATCH:
                    yield number, batch
                    batch = []
        if batch:
            yield number, batch

    def _reference(self, given: Mapping[str, Any]) -> str:
        """The source's own reference; without one, what the row says and how many times it stood before."""
        column = self._columns.get("id")
        own = "" if column is None else own_reference(given, column)
        if own:
            return own
        said = "\0".join(str(given.get(name, "")) for name in self._columns.values())
        key = keyed("row", said, secret=self._secret)
        short = bytes.fromhex(key[:16])
        self._seen[short] = times = self._seen.get(short, 0) + 1
        return f"row:{key}:{times}"

    def _start(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=_begin_there, initargs=self._arguments
            )
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def own_reference(given: Mapping[str, Any], column: str) -> str:
    """The source's own reference of a row; empty where it has none."""
    own = given.get(column)
    return "" if own is None else str(own).strip()[:200]


def _result(
    waiting: tuple[int, Future[list[Prepared | Reject]] | list[Prepared | Reject]],
) -> tuple[int, list[Prepared | Reject]]:
    last, done = waiting
    return last, done if isinstance(done, list) else done.result()


_there: dict[str, Any] = {}


def _begin_there(*arguments: Any) -> None:
    _there["arguments"] = arguments


def _prepare_there(batch: Sequence[tuple[int, Given, str]]) -> list[Prepared | Reject]:
    return _prepare(batch, *_there["arguments"])


def _prepare(
    batch: Sequence[tuple[int, Given, str]],
    secret: bytes,
    numbers: frozenset[str],
    names: frozenset[str],
    columns: Mapping[str, str],
    now: datetime,
) -> list[Prepared | Reject]:
    done: list[Prepared | Reject] = []
    for number, given, reference in batch:
        if isinstance(given, InputError):
            done.append(Reject(number, given.message, None))
            continue
        try:
            row = read_row(given, columns, now=now)
        except InputError as error:
            done.append(Reject(number, error.message, given))
            continue
        key = contact_key(row.contact, secret=secret) if row.contact else None
        done.append(
            Prepared(
                number=number,
                row=row,
                redacted=redact(row.text, keep=numbers, known=names).text,
                sealed=seal(row.text, secret=secret),
                contact=seal(row.contact, secret=secret) if row.contact else None,
                contact_key=key,
                reporter=contact_key(row.reporter, secret=secret) if row.reporter else key,
                source_reference=reference,
            )
        )
    return done
