"""Screen a whole file: the check of ``checking.py`` over many rows, on every core."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..knowledge.load import load_knowledge
from ..screening.files import kind_of, open_writer, read_rows
from .checking import check_text

BATCH_ROWS = 500

Row = dict[str, Any]
Screened = tuple[str, float, str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ScreenedFile:
    """What came of a file: rows written, how many alarm, and the errors of rows that could not be read."""

    rows: int
    alarming: int
    errors: tuple[InputError, ...]


def screen_file(
    source: Path,
    target: Path,
    *,
    knowledge_folder: Path | None = None,
    nation: str = "gb-eng",
    processes: int | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> ScreenedFile:
    """Write the rows of ``source`` to ``target`` with ``level, score, scam, tactics``, in the same order.

    A row that cannot be read is left out and named in the result; the others go on.
    """
    kind_of(target)
    if source.resolve() == target.resolve():
        raise InputError(
            "The result would overwrite the file it comes from.", where=str(target), fix="Give another name."
        )
    errors: list[InputError] = []
    rows = alarming = 0
    with open_writer(target) as writer:
        for batch, results in _in_order(_batches(read_rows(source), errors), knowledge_folder, nation, processes):
            for row, (level, score, scam, tactics) in zip(batch, results, strict=True):
                writer.write({**row, "level": level, "score": score, "scam": scam, "tactics": tactics})
                alarming += level in {"scam", "suspicious"}
            rows += len(batch)
            progress(len(batch))
    return ScreenedFile(rows, alarming, tuple(errors))


def _batches(rows: Iterable[Row | InputError], errors: list[InputError]) -> Iterator[list[Row]]:
    def readable() -> Iterator[Row]:
        for row in rows:
            if isinstance(row, InputError):
                errors.append(row)
            else:
                yield row

    stream = readable()
    while batch := list(islice(stream, BATCH_ROWS)):
        yield batch


def _in_order(
    batches: Iterator[list[Row]], knowledge_folder: Path | None, nation: str, processes: int | None
) -> Iterator[tuple[list[Row], list[Screened]]]:
    workers = processes or os.cpu_count() or 1
    ahead = list(islice(batches, 2))
    on = datetime.now(UTC).date()
    if workers == 1 or len(ahead) < 2:  # starting processes costs more than a small file
        _prepare(knowledge_folder, nation, on)
        for batch in (*ahead, *batches):
            yield batch, _screen([str(row.get("text") or "") for row in batch])
        return
    with ProcessPoolExecutor(workers, initializer=_prepare, initargs=(knowledge_folder, nation, on)) as pool:
        waiting: deque[tuple[list[Row], Future[list[Screened]]]] = deque()
        for batch in (*ahead, *batches):
            waiting.append((batch, pool.submit(_screen, [str(row.get("text") or "") for row in batch])))
            if len(waiting) > workers * 3:  # bounded, so that memory stays flat
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


_prepared: dict[str, Any] = {}


def _prepare(knowledge_folder: Path | None, nation: str, on: date) -> None:
    _prepared.update(knowledge=load_knowledge(knowledge_folder), nation=nation, on=on)


def _screen(texts: Sequence[str]) -> list[Screened]:
    verdicts = (check_text(text, **_prepared) for text in texts)
    return [(verdict.level, verdict.score, verdict.scam, verdict.tactics) for verdict in verdicts]
