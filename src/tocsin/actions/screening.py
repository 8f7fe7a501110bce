"""Screen files, folders and streams: the check of ``checking.py`` over many rows, on every core."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..knowledge.load import Knowledge, load_knowledge
from ..knowledge.versions import folder_in_force
from ..screening.batch import Screened, screen_batch
from ..screening.files import RESULTS, RejectedRow, Row, files_in, kind_of, read_rows
from ..screening.parts import Parts, rejects_of, total
from .checking import check_text, published_at, screen_many

if TYPE_CHECKING:
    from pyarrow import RecordBatch  # type: ignore[import-untyped, unused-ignore]

BATCH_ROWS = 500
CHANNELS = frozenset({"sms", "email", "letter", "call", "social", "web"})


@dataclass(frozen=True, slots=True)
class Screener:
    """Checks texts. It travels to other processes and hosts as these few words, and loads there what it needs.

    ``data_folder``: the desk's, for the knowledge in force there; ``knowledge_folder``: one given by hand, which goes first;
    ``database_url``: the desk's, so that its own alerts are known. ``renew_seconds``: how often a stream looks whether
    there is newer knowledge or another alert; None: what was loaded first holds to the end, so that one run is of one piece.
    """

    nation: str = "gb-eng"
    data_folder: Path | None = None
    knowledge_folder: Path | None = None
    database_url: str | None = None
    renew_seconds: float | None = None

    def __call__(self, texts: Sequence[str], channels: Sequence[str | None] | None = None) -> list[Screened]:
        """``level, score, scam, tactics`` of each text, in order."""
        known = self._known()
        on = datetime.now(UTC).date()
        how = [channel if channel in CHANNELS else None for channel in channels or [None] * len(texts)]
        if known.publications:
            verdicts = (
                check_text(
                    text, known.knowledge, on=on, channel=channel, nation=self.nation, publications=known.publications
                )
                for text, channel in zip(texts, how, strict=True)
            )
            return [(verdict.level, verdict.score, verdict.scam, verdict.tactics) for verdict in verdicts]
        return list(screen_many(zip(texts, how, strict=True), known.knowledge))

    @property
    def versions(self) -> dict[str, str]:
        """Which knowledge answers."""
        return {"knowledge": self._known().knowledge.version}

    def _known(self) -> _Known:
        known = _loaded.get(self)
        if known is None or (self.renew_seconds is not None and monotonic() >= known.renew_at):
            known = _loaded[self] = self._renewed(known)
        return known

    def _renewed(self, before: _Known | None) -> _Known:
        folder = self.knowledge_folder
        if folder is None and self.data_folder is not None:
            folder = folder_in_force(self.data_folder)
        knowledge = before.knowledge if before is not None and before.folder == folder else load_knowledge(folder)
        publications = () if self.database_url is None else published_at(self.database_url)
        return _Known(folder, knowledge, publications, monotonic() + (self.renew_seconds or 0))


@dataclass(frozen=True, slots=True)
class _Known:
    folder: Path | None
    knowledge: Knowledge
    publications: Sequence[Mapping[str, Any]]
    renew_at: float


_loaded: dict[Screener, _Known] = {}


def screen(batch: RecordBatch, *, nation: str = "gb-eng") -> RecordBatch:
    """Check a ``pyarrow.RecordBatch`` with a column ``text`` (and ``channel``?): the same rows with four columns more.

    They are ``level`` (string), ``score`` (float64), ``scam`` (string or null) and ``tactics`` (list of string).
    """
    return screen_batch(batch, Screener(nation=nation))


@dataclass(frozen=True, slots=True)
class ScreenedFile:
    """What came of a file: rows written, how many alarm, how many could not be read and where those are kept."""

    target: Path
    rows: int
    alarming: int
    rejected: int
    rejects: Path | None
    resumed: int  # rows that an earlier run had done


def screen_files(
    source: Path,
    target: Path,
    *,
    screener: Screener,
    processes: int | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> Iterator[ScreenedFile]:
    """Screen a file, or every file of a folder into files of the same names in the folder ``target``.

    A file whose result is there already, newer than it, is not screened again.

    Raises:
        InputError: what cannot be read or written; what was done until then is kept, and the same call goes on from there.
    """
    if not source.is_dir():
        yield screen_file(source, target, screener=screener, processes=processes, progress=progress)
        return
    if target.is_file() or target.resolve() == source.resolve():
        raise InputError(
            "A folder is screened into another folder.", where=str(target), fix="Give the name of a new folder."
        )
    for path in files_in(source):
        result = target / path.relative_to(source)
        if result.is_file() and result.stat().st_mtime >= path.stat().st_mtime:
            continue
        yield screen_file(path, result, screener=screener, processes=processes, progress=progress)


def screen_file(
    source: Path,
    target: Path,
    *,
    screener: Screener,
    processes: int | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> ScreenedFile:
    """Write the rows of ``source`` to ``target`` with ``level, score, scam, tactics``, in the same order.

    A row that cannot be read is kept with the reason in ``TARGET.rejects.jsonl``; the others go on. A run that was stopped
    goes on where it was when it is started again with the same file and knowledge.

    Raises:
        InputError: a file cannot be read or written.
    """
    kind_of(target)
    if source.resolve() == target.resolve():
        raise InputError(
            "The result would overwrite the file it comes from.", where=str(target), fix="Give another name."
        )
    rows = read_rows(source)
    first = list(islice(rows, 1))  # a file that cannot be opened says so before anything is made
    try:
        stamp = source.stat()
        about = {"source": str(source.resolve()), "bytes": stamp.st_size, "at": stamp.st_mtime_ns, **screener.versions}
        parts = Parts(target, about)
        resumed = parts.done
        progress(resumed)
        rest = islice(chain(first, rows), resumed, None)
        parts.write(_screened(rest, screener, processes), progress)
        counts = {name: total(parts.tallies, name) for name in ("rows", "alarming", "rejected")}
        rejects = parts.join()
    except OSError as error:
        raise InputError(
            f"The result cannot be written: {error.strerror}.",
            where=str(target),
            fix="Mend that and start again: what was screened is kept.",
            code="bad-file",
        ) from error
    return ScreenedFile(target, **counts, rejects=rejects, resumed=resumed)


def _screened(
    rows: Iterable[Row | RejectedRow], screener: Screener, processes: int | None
) -> Iterator[tuple[Row, Row] | RejectedRow]:
    """Each row with what was found of it, in order, screened by as many processes as there are cores."""
    stream = iter(rows)
    batches = iter(lambda: list(islice(stream, BATCH_ROWS)), [])
    workers = processes or os.cpu_count() or 1
    ahead = list(islice(batches, 2))
    if workers == 1 or len(ahead) < 2:  # starting processes costs more than a small file
        for batch in chain(ahead, batches):
            yield from _paired(batch, screener(*_columns(batch)))
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting: deque[tuple[list[Row | RejectedRow], Future[list[Screened]]]] = deque()
        for batch in chain(ahead, batches):
            waiting.append((batch, pool.submit(screener, *_columns(batch))))
            if len(waiting) > workers * 3:  # bounded, so that memory stays flat
                done, future = waiting.popleft()
                yield from _paired(done, future.result())
        while waiting:
            done, future = waiting.popleft()
            yield from _paired(done, future.result())


def _columns(batch: Sequence[Row | RejectedRow]) -> tuple[list[str], list[str | None]]:
    readable = [row for row in batch if not isinstance(row, RejectedRow)]
    return [str(row.get("text") or "") for row in readable], [row.get("channel") for row in readable]


def _paired(batch: Sequence[Row | RejectedRow], found: Sequence[Screened]) -> Iterator[tuple[Row, Row] | RejectedRow]:
    results = iter(found)
    for row in batch:
        if isinstance(row, RejectedRow):
            yield row
        else:
            yield row, dict(zip(RESULTS, next(results), strict=True))


__all__ = ["ScreenedFile", "Screener", "rejects_of", "screen", "screen_file", "screen_files"]
