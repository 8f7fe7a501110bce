"""Reports by the thousand: from a file or a mailbox, in steps that can be killed and go on, nothing lost and nothing twice.

Rows are redacted and sealed here, on every core there is. Reading them for meaning takes longer than taking them in, so that
is done after: by a worker, or by ``tocsin import --read``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import InputError
from ..records import STAGES, Place, Report
from ..reports.keyed import contact_key, keyed
from ..reports.redact import redact
from ..reports.reference import LETTERS_OF_MANY, new_reference
from ..reports.row_files import Given, columns_of, rows_of
from ..reports.rows import FIELDS, Row, map_columns, read_row
from ..reports.seal import seal
from ..reports.voices import voice_of
from ..store import Tx
from ..store import imports as import_store
from ..store import reports as report_store
from ..store.imports import ImportState
from .installation import Installation
from .mail_intake import is_mail, mail_rows
from .own_areas import county_of
from .reading_reports import published_of
from .reporting import find_place, note

BATCH = 1_000
ALONE = 3_000  # rows that one process does sooner than others are started
_EXAMPLES = 5
_ANOTHER = "Another report of the source “{source}” has this id and other words. Give this file a source of its own: --source NAME"


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


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did in all, over every time it was started."""

    state: ImportState
    columns: Mapping[str, str]
    unknown_places: int = 0  # rows of this run whose place is not in the gazetteer
    unknown_scams: int = 0
    examples: tuple[str, ...] = ()  # of a dry run: the first rows as analysts would see them
    reasons: Mapping[str, int] = field(default_factory=dict)  # of rejects, in this run
    before: bool = False  # all of it was done by an earlier run; this one did nothing

    @property
    def finished(self) -> bool:
        return self.state.finished_at is not None


def import_file(
    installation: Installation,
    path: Path,
    *,
    source: str,
    mapping: Mapping[str, str] | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    again: bool = False,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:
    """Take in every report of a file. Said again of the same file it goes on where it stopped; a report that ``source``
    has sent before, in whatever file, is passed over.

    ``mapping``: field → column, for columns that :func:`~tocsin.reports.rows.map_columns` does not know by their names.
    ``rejects``: where rows that cannot be taken are written, as JSON Lines with the reason; by default beside the file.
    ``progress(done, of)`` counts bytes of the file. ``processes``: how many redact at once; by default one a core.

    Raises:
        InputError: the file cannot be read, or has no column for the text. Nothing is kept then.
    """
    if not path.exists():
        raise InputError("There is no such file.", where=str(path), fix="Check the name.", code="no-file")
    mail = is_mail(path)
    if path.is_dir() and next(mail_rows(path), None) is None:
        raise InputError(
            "There is no e-mail in this folder.",
            where=str(path),
            fix="Give a folder of .eml or .mbox files.",
            code="no-file",
        )
    columns = {name: name for name in FIELDS} if mail else map_columns(columns_of(path), mapping or {})
    size = 0 if mail else path.stat().st_size
    rows = mail_rows(path) if mail else rows_of(path, position=lambda at: progress(at, size))
    work = _Preparing(installation, columns, installation.now(), processes=1 if mail or size < 400_000 else processes)
    keeping = _Keeping(installation, source, {})
    with ExitStack() as stack:
        stack.callback(work.close)
        if dry_run:
            return _try(work, keeping, rows, columns, source, path, installation.now())
        state = _begin(installation, path, source, columns, again=again)
        if state.finished_at is not None:
            return Imported(state, columns, before=True)
        written = stack.enter_context(
            _Rejects(rejects or path.with_name(f"{path.name}.rejects.jsonl"), state.rejects_bytes)
        )
        for number, done in work.each(_from(rows, state.rows_done), source):
            state = keeping.keep(state, number, done, written)
        state = replace(state, finished_at=installation.now())
        with installation.store.begin() as tx:
            import_store.keep_import(tx, state)
            said = f"{state.taken} taken, {state.already} already there, {state.rejected} rejected"
            note(tx, installation, "import", "reports-imported", source, said)
    progress(size, size)
    return Imported(state, columns, keeping.unknown_places, keeping.unknown_scams, reasons=keeping.reasons)


def _begin(
    installation: Installation, path: Path, source: str, columns: Mapping[str, str], *, again: bool
) -> ImportState:
    now = installation.now()
    fresh = ImportState(_identity(path, source, columns), source, path.name, now)
    with installation.store.begin() as tx:
        state = import_store.begin_import(tx, fresh)
        if again:
            state = fresh
            import_store.keep_import(tx, state)
    return state


def _identity(path: Path, source: str, columns: Mapping[str, str]) -> str:
    """The same file, from the same source, read in the same way, is the same import."""
    digest = hashlib.sha256(json.dumps([source, sorted(columns.items())]).encode())
    for one in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if one.is_file():
            digest.update(one.name.encode("utf-8", "surrogateescape"))
            with one.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


def _from(rows: Iterable[tuple[int, Given]], done: int) -> Iterator[tuple[int, Given, bool]]:
    """The rows, each with whether it is still to be done. Those done before are read all the same: what has no reference
    of its own is known by its words and by how many times they stood in the file before."""
    for number, given in rows:
        yield number, given, number > done


class _Preparing:
    """Redacting and sealing, in this process or in several."""

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
        own = given.get(column) if column is not None else None
        if own is not None and str(own).strip():
            return str(own).strip()[:200]
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


class _Keeping:
    """Writing batches to the store, each with how far the import got, in one transaction."""

    def __init__(self, installation: Installation, source: str, reasons: dict[str, int]) -> None:
        self._installation = installation
        self._source = source
        self._now = installation.now()
        self._places: dict[str, tuple[Place | None, str | None]] = {}
        self._scams = _scam_names(installation)
        self.reasons = reasons
        self.unknown_places = 0
        self.unknown_scams = 0

    def keep(self, state: ImportState, last: int, done: Sequence[Prepared | Reject], rejects: _Rejects) -> ImportState:
        prepared = [one for one in done if isinstance(one, Prepared)]
        refused = [one for one in done if isinstance(one, Reject)]
        added = [
            (
                self.report(one),
                one.source_reference,
                one.sealed,
                one.contact,
                one.contact_key,
                voice_of(one.reporter, self._source, one.redacted),
            )
            for one in prepared
        ]
        with self._installation.store.begin() as tx:
            kept = report_store.add_many(tx, added)
            passed = [one for one, entry in zip(prepared, added, strict=True) if entry[0].reference not in kept]
            others = self._others(tx, passed)
            refused += others
            size = rejects.write(refused)
            state = replace(
                state,
                rows_done=last,
                taken=state.taken + len(kept),
                already=state.already + len(passed) - len(others),
                rejected=state.rejected + len(refused),
                rejects_bytes=size,
            )
            import_store.keep_import(tx, state)
        self.count(refused)
        return state

    def _others(self, tx: Tx, passed: Sequence[Prepared]) -> list[Reject]:
        """Those that only share their id with a report of this source: two lists that both count from 1, say."""
        if not passed:
            return []
        known = report_store.words_by_source(tx, self._source, [one.source_reference for one in passed])
        return [
            Reject(one.number, _ANOTHER.format(source=self._source), asdict(one.row))
            for one in passed
            if _tells_of_another(one.redacted, known.get(one.source_reference, one.redacted))
        ]

    def count(self, refused: Iterable[Reject]) -> None:
        for one in refused:
            reason = one.reason.partition(" (")[0]
            self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def report(self, one: Prepared) -> Report:
        row = one.row
        where, county = self._place(row.place)
        scam = self._scams.get(row.scam.casefold()) if row.scam else None
        self.unknown_places += row.place is not None and where is None
        self.unknown_scams += row.scam is not None and scam is None
        return Report(
            reference=new_reference(letters=LETTERS_OF_MANY),
            received_at=row.received_at or self._now,
            redacted=one.redacted,
            channel=row.channel,
            place=where.id if where else None,
            place_name=where.name if where else (row.place[:80] if row.place else None),
            county=county,
            latitude=where.latitude if where else None,
            longitude=where.longitude if where else None,
            scam=scam,
            stage=next((stage for stage in STAGES if stage == row.stage), None),
            loss_minor=row.loss_minor,
            source=self._source,
            happened_on=row.happened_on,
            reporter=one.reporter,
        )

    def _place(self, given: str | None) -> tuple[Place | None, str | None]:
        if given is None:
            return None, None
        if given not in self._places:
            if len(self._places) > 100_000:
                self._places.clear()
            where = find_place(self._installation, given)
            day = self._now.date()
            self._places[given] = (where, county_of(self._installation.data_folder, where, on=day) if where else None)
        return self._places[given]


class _Rejects:
    """The file of rejected rows. It is made with the first of them, readable by its owner only, and cut back to where it
    was when the import last wrote down how far it got."""

    def __init__(self, path: Path, kept_bytes: int) -> None:
        self._path = path
        self._kept = kept_bytes
        self._file: BinaryIO | None = None

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, refused: Sequence[Reject]) -> int:
        """Append; gives how long the file is now."""
        if refused and self._file is None:
            self._file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
            self._file.truncate(self._kept)
            self._file.seek(0, os.SEEK_END)
        if self._file is None:
            return self._kept
        for one in refused:
            row = {"row": one.number, "reason": one.reason, "values": one.values}
            self._file.write(json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()


def _try(
    work: _Preparing,
    keeping: _Keeping,
    rows: Iterable[tuple[int, Given]],
    columns: Mapping[str, str],
    source: str,
    path: Path,
    now: datetime,
) -> Imported:
    """Everything but keeping."""
    state = ImportState("dry-run", source, path.name, now)
    examples: list[str] = []
    for last, done in work.each(_from(rows, 0), source):
        prepared = [one for one in done if isinstance(one, Prepared)]
        refused = [one for one in done if isinstance(one, Reject)]
        keeping.count(refused)
        for one in prepared:
            keeping.report(one)
        examples += [one.redacted for one in prepared[: _EXAMPLES - len(examples)]]
        state = replace(
            state, rows_done=last, taken=state.taken + len(prepared), rejected=state.rejected + len(refused)
        )
    return Imported(
        state, columns, keeping.unknown_places, keeping.unknown_scams, examples=tuple(examples), reasons=keeping.reasons
    )


def _tells_of_another(words: str, known: str) -> bool:
    """Whether two texts share fewer than half of their words: more than an edit of one report."""
    if words == known:
        return False
    mine, theirs = set(words.casefold().split()), set(known.casefold().split())
    return 2 * len(mine & theirs) < len(mine | theirs)


def _scam_names(installation: Installation) -> dict[str, str]:
    named: dict[str, str] = {}
    for scam in installation.knowledge.scams.values():
        for name in (*scam.also_called, scam.name):
            named.setdefault(name.casefold(), scam.id)
        named[scam.id] = scam.id
    return named
