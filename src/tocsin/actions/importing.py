"""Reports by the thousand: from a file or a mailbox, in steps that can be killed and go on, nothing lost and nothing twice.

Rows are redacted and sealed on every core there is (``preparing_rows``). Reading them for meaning takes longer than taking
them in, so that is done after: by a worker, or by ``tocsin import --read``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from ..errors import InputError
from ..records import STAGES, Place, Report
from ..reports.reference import LETTERS_OF_MANY, new_reference
from ..reports.row_files import Given, columns_of, rows_of
from ..reports.rows import FIELDS, map_columns
from ..reports.voices import voice_of
from ..store import imports as import_store
from ..store import reports as report_store
from ..store.imports import ImportState
from .installation import Installation
from .mail_intake import is_mail, mail_rows
from .own_areas import county_of
from .preparing_rows import Prepared, Preparing, Reject, own_reference
from .reporting import find_place, note

_EXAMPLES = 5
_ANOTHER = "Another report of the source “{source}” has this id and other words. Give this file a source of its own: --source NAME"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did in all, over every time it was started."""

    state: ImportState
    columns: Mapping[str, str]
    unknown_places: int = 0  # rows of this run whose place is not in the gazetteer
    unknown_scams: int = 0
    changed: int = 0  # of those already there, in this run: told in other words now; what is kept stays as it is
    examples: tuple[str, ...] = ()  # of a dry run: the first rows as analysts would see them
    reasons: Mapping[str, int] = field(default_factory=dict)  # of rejects, in this run
    reject_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # the first few rows of each reason
    before: bool = False  # all of it was done by an earlier run; this one did nothing
    gone_on_after: int = 0  # rows that an earlier run had done; they are counted in ``state``

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
    ``dry_run``: only read, the store too, and give what the import would: the same counts and the same rejects.

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
    work = Preparing(installation, columns, installation.now(), processes=1 if mail or size < 400_000 else processes)
    keeping = _Keeping(installation, source)
    with ExitStack() as stack:
        stack.callback(work.close)
        if dry_run:
            twice = _recurring(mail_rows(path) if mail else rows_of(path), columns)
            return _try(work, keeping, rows, columns, source, path, twice=twice, again=again)
        state = _begin(installation, path, source, columns, again=again)
        if state.finished_at is not None:
            return Imported(state, columns, before=True)
        written = stack.enter_context(
            _Rejects(rejects or path.with_name(f"{path.name}.rejects.jsonl"), state.rejects_bytes)
        )
        gone_on_after = state.rows_done
        for number, done in work.each(_from(rows, state.rows_done), source):
            state = keeping.keep(state, number, done, written)
        state = replace(state, finished_at=installation.now())
        with installation.store.begin() as tx:
            import_store.keep_import(tx, state)
            said = f"{state.taken} taken, {state.already} already there, {state.rejected} rejected"
            note(tx, installation, "import", "reports-imported", source, said)
    progress(size, size)
    return keeping.result(state, columns, gone_on_after=gone_on_after)


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


class _Keeping:
    """Writing batches to the store, each with how far the import got, in one transaction."""

    def __init__(self, installation: Installation, source: str) -> None:
        self.installation = installation
        self._source = source
        self._now = installation.now()
        self._places: dict[str, tuple[Place | None, str | None]] = {}
        self._scams = _scam_names(installation)
        self._reasons: dict[str, int] = {}
        self._reject_rows: dict[str, tuple[int, ...]] = {}
        self._unknown_places = 0
        self._unknown_scams = 0
        self._changed = 0

    def result(
        self, state: ImportState, columns: Mapping[str, str], *, gone_on_after: int, examples: Sequence[str] = ()
    ) -> Imported:
        return Imported(
            state,
            columns,
            self._unknown_places,
            self._unknown_scams,
            changed=self._changed,
            examples=tuple(examples),
            reasons=self._reasons,
            reject_rows=self._reject_rows,
            gone_on_after=gone_on_after,
        )

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
        with self.installation.store.begin() as tx:
            kept = report_store.add_many(tx, added)
            passed = [one for one, entry in zip(prepared, added, strict=True) if entry[0].reference not in kept]
            known = report_store.words_by_source(tx, self._source, [one.source_reference for one in passed])
            others = self.others([(one, known.get(one.source_reference, one.redacted)) for one in passed])
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

    def others(self, passed: Iterable[tuple[Prepared, str]]) -> list[Reject]:
        """Of rows whose id is there already, each with the words that are kept under it: those that only share the id
        with another report of this source (two lists that both count from 1, say)."""
        refused = []
        for one, words in passed:
            if _tells_of_another(one.redacted, words):
                refused.append(Reject(one.number, _ANOTHER.format(source=self._source), asdict(one.row)))
            elif words and one.redacted != words:
                self._changed += 1
        return refused

    def count(self, refused: Iterable[Reject]) -> None:
        for one in refused:
            reason = one.reason.partition(" (")[0]
            self._reasons[reason] = self._reasons.get(reason, 0) + 1
            rows = self._reject_rows.get(reason, ())
            if len(rows) < _EXAMPLES:
                self._reject_rows[reason] = (*rows, one.number)

    def report(self, one: Prepared) -> Report:
        row = one.row
        where, county = self._place(row.place)
        scam = self._scams.get(row.scam.casefold()) if row.scam else None
        self._unknown_places += row.place is not None and where is None
        self._unknown_scams += row.scam is not None and scam is None
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
            where = find_place(self.installation, given)
            day = self._now.date()
            self._places[given] = (where, county_of(self.installation.data_folder, where, on=day) if where else None)
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


def _recurring(rows: Iterable[tuple[int, Given]], columns: Mapping[str, str]) -> frozenset[str]:
    """The ids that stand in the file more than once."""
    column = columns.get("id")
    if column is None:
        return frozenset()
    seen: set[int] = set()  # hashes: two ids that share one are at worst looked at without need
    twice = set()
    for _, given in rows:
        own = "" if isinstance(given, InputError) else own_reference(given, column)
        if own and hash(own) in seen:
            twice.add(own)
        seen.add(hash(own))
    return frozenset(twice)


def _try(
    work: Preparing,
    keeping: _Keeping,
    rows: Iterable[tuple[int, Given]],
    columns: Mapping[str, str],
    source: str,
    path: Path,
    *,
    twice: frozenset[str],
    again: bool,
) -> Imported:
    """Everything but keeping. ``twice``: the ids of which the first row will be there when the next one comes."""
    installation = keeping.installation
    nothing_there = installation.store.is_empty()
    fresh = ImportState(_identity(path, source, columns), source, path.name, installation.now())
    begun = None
    if not nothing_there and not again:
        with installation.store.read() as tx:
            begun = import_store.get_import(tx, fresh.id)
    state = begun or fresh
    if state.finished_at is not None:
        return Imported(state, columns, before=True)
    gone_on_after = state.rows_done
    earlier: dict[str, str] = {}
    examples: list[str] = []
    for last, done in work.each(_from(rows, state.rows_done), source):
        prepared = [one for one in done if isinstance(one, Prepared)]
        refused = [one for one in done if isinstance(one, Reject)]
        known: Mapping[str, str] = {}
        if not nothing_there:
            with installation.store.read() as tx:
                known = report_store.words_by_source(tx, source, [one.source_reference for one in prepared])
        passed = []
        for one in prepared:
            keeping.report(one)
            words = known.get(one.source_reference, earlier.get(one.source_reference))
            if words is not None:
                passed.append((one, words))
            elif one.source_reference in twice:
                earlier[one.source_reference] = one.redacted
        others = keeping.others(passed)
        keeping.count([*refused, *others])
        examples += [one.redacted for one in prepared[: _EXAMPLES - len(examples)]]
        state = replace(
            state,
            rows_done=last,
            taken=state.taken + len(prepared) - len(passed),
            already=state.already + len(passed) - len(others),
            rejected=state.rejected + len(refused) + len(others),
        )
    return keeping.result(state, columns, gone_on_after=gone_on_after, examples=examples)


def _tells_of_another(words: str, known: str) -> bool:
    """Whether two texts share fewer than half of their words: more than an edit of one report."""
    if words == known or not known:  # what was erased stays so, whatever comes
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
