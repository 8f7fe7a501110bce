"""Files of rows: CSV, JSON Lines and Parquet, read and written a few at a time so that memory stays flat."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Protocol

from ..errors import InputError

_HALF_LETTERS = re.compile("[\ud800-\udfff]")
KINDS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
RESULTS = ("level", "score", "scam", "tactics")
PARQUET_ROWS = 1_000  # read at a time
LONGEST_RAW = 20_000  # characters of a row that is kept with its reason
csv.field_size_limit(20_000_000)

Row = dict[str, Any]


class RejectedRow(InputError):
    """A row that cannot be read: why, and ``raw``, what stood there."""

    code = "bad-line"

    def __init__(self, message: str, *, where: str, fix: str, raw: str) -> None:
        super().__init__(message, where=where, fix=fix)
        self.raw = raw[:LONGEST_RAW]


class Writer(Protocol):
    """Takes screened rows one by one."""

    def write(self, row: Mapping[str, Any]) -> None: ...
    def close(self) -> None: ...


def kind_of(path: Path) -> str:
    """``csv``, ``jsonl`` or ``parquet``, by the file's ending.

    Raises:
        InputError: another ending.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            "This kind of file cannot be screened.",
            where=str(path),
            fix="Give a .csv, .jsonl or .parquet file with the columns id and text.",
            code="bad-file",
        )
    return kind


def files_in(folder: Path) -> list[Path]:
    """The files of a folder, and of those in it, that can be screened; in order of their names. Hidden ones are left out.

    Raises:
        InputError: there is none.
    """
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in KINDS
        and path.is_file()
        and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    )
    if not found:
        raise InputError(
            "There is no file to screen in this folder.",
            where=str(folder),
            fix="Put .csv, .jsonl or .parquet files there, with the columns id and text.",
            code="bad-file",
        )
    return found


def read_rows(path: Path) -> Iterator[Row | RejectedRow]:
    """The rows of a file in order; a row that cannot be read comes as the error that says why.

    Raises:
        InputError: the file cannot be opened, or has no ``text`` column.
    """
    kind = kind_of(path)
    if kind == "parquet":
        yield from _parquet_rows(path)
        return
    try:
        file = path.open(encoding="utf-8-sig", errors="replace", newline="" if kind == "csv" else None)
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {error.strerror}.", where=str(path), fix="Check the name.", code="bad-file"
        ) from error
    with file:
        yield from _csv_rows(file, path) if kind == "csv" else _json_rows(file, path)


def arrow() -> Any:
    """PyArrow, which Parquet needs.

    Raises:
        InputError: it is not installed.
    """
    try:
        import pyarrow.parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow, which is not installed.", fix="Install the extra: pip install 'tocsin[arrow]'"
        ) from error
    return pyarrow


def count_rows(path: Path) -> int:
    """About how many rows there are (lines, less a header): for a progress bar only."""
    kind = kind_of(path)
    if kind == "parquet":
        return max(1, int(arrow().parquet.ParquetFile(path).metadata.num_rows))
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return max(1, lines - (kind == "csv"))


def open_writer(path: Path, *, fields: Sequence[str] | None = None) -> Writer:
    """A writer of that file's kind. With ``fields`` a CSV is one that is put behind another, which has these columns."""
    kind = kind_of(path)
    if kind == "parquet":
        return _ParquetWriter(path)
    file = path.open("w", encoding="utf-8", newline="" if kind == "csv" else None)
    return _CsvWriter(file, fields) if kind == "csv" else _JsonWriter(file)


def join_files(parts: Sequence[Path], target: Path) -> None:
    """Put the parts of one file behind each other; ``target`` appears only when it is whole."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if kind_of(target) == "parquet":
            _join_parquet(parts, beside)
        else:
            with beside.open("wb") as out:
                for part in parts:
                    with part.open("rb") as file:
                        shutil.copyfileobj(file, out, 1 << 20)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _join_parquet(parts: Sequence[Path], target: Path) -> None:
    pa = arrow()
    schema = _common_schema(pa, [pa.parquet.read_schema(part) for part in parts])
    with pa.parquet.ParquetWriter(target, schema) as out:
        for part in parts:
            for batch in pa.parquet.ParquetFile(part).iter_batches():
                columns = [
                    batch.column(field.name).cast(field.type)
                    if field.name in batch.schema.names
                    else pa.nulls(batch.num_rows, field.type)
                    for field in schema
                ]
                out.write_table(pa.table(columns, schema=schema))


def _common_schema(pa: Any, schemas: Sequence[Any]) -> Any:
    """Every column of the parts; one that is text in a part and a number in another is text."""
    types: dict[str, list[Any]] = {}
    for schema in schemas:
        for field in schema:
            kinds = types.setdefault(field.name, [])
            if field.type not in kinds and not pa.types.is_null(field.type):
                kinds.append(field.type)
    return pa.schema([(name, kinds[0] if len(kinds) == 1 else pa.string()) for name, kinds in types.items()])


def _parquet_rows(path: Path) -> Iterator[Row | RejectedRow]:
    pa = arrow()
    try:
        file = pa.parquet.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(
            "This is no Parquet file that can be read.", where=str(path), fix="Write it anew.", code="bad-file"
        ) from error
    with file:
        if "text" not in file.schema_arrow.names:
            raise InputError(
                "There is no column “text”.", where=str(path), fix="Name the columns id and text.", code="bad-file"
            )
        number = 0
        for batch in file.iter_batches(batch_size=PARQUET_ROWS):
            for row in batch.to_pylist():
                number += 1
                if isinstance(row["text"], str):
                    yield row
                else:
                    yield RejectedRow(
                        "This row has no text.", where=f"{path}:{number}", fix="Fill the column text.", raw=repr(row)
                    )


def _csv_rows(file: IO[str], path: Path) -> Iterator[Row | RejectedRow]:
    reader = csv.DictReader(file, strict=True)
    if "text" not in (reader.fieldnames or ()):
        raise InputError(
            "There is no column “text”.",
            where=f"{path}:1",
            fix="Name the columns id and text in the first row.",
            code="bad-file",
        )
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RejectedRow(
                f"This row cannot be read: {error}.",
                where=f"{path}:{reader.line_num}",
                fix="Check its quotes.",
                raw="",
            )
            continue
        beyond = row.pop(None, None)
        if beyond:
            yield RejectedRow(
                "This row has more cells than the header.",
                where=f"{path}:{reader.line_num}",
                fix="Put quotes round cells with commas.",
                raw=json.dumps([*row.values(), *beyond], ensure_ascii=False),
            )
            continue
        yield dict(row)


def _json_rows(file: IO[str], path: Path) -> Iterator[Row | RejectedRow]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = row_of(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            yield row
        else:
            yield RejectedRow(
                "This line is not a JSON object with a “text”.",
                where=f"{path}:{number}",
                fix='Give {"id": …, "text": "…"}.',
                raw=line.rstrip("\n"),
            )


def row_of(line: str | bytes) -> Any:
    """What a line of JSON holds. Halves of letters (``"\\ud83d"``, of an emoji that was cut in two) become U+FFFD: nothing that
    is written holds them.

    Raises:
        ValueError, RecursionError: it is no JSON.
    """
    escaped = b"\\u" in line if isinstance(line, bytes) else "\\u" in line
    row = json.loads(line)
    return _without_halves(row) if escaped else row


def _without_halves(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF_LETTERS.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_halves(one) for one in value]
    if isinstance(value, dict):
        return {_without_halves(name): _without_halves(one) for name, one in value.items()}
    return value


class _CsvWriter:
    def __init__(self, file: IO[str], fields: Sequence[str] | None) -> None:
        self._file = file
        self._writer = None if fields is None else csv.DictWriter(file, fieldnames=fields, extrasaction="ignore")

    def write(self, row: Mapping[str, Any]) -> None:
        if self._writer is None:
            self._writer = csv.DictWriter(self._file, fieldnames=list(row), extrasaction="ignore")
            self._writer.writeheader()
        self._writer.writerow({key: _cell(value) for key, value in row.items()})

    def close(self) -> None:
        self._file.close()


def _cell(value: Any) -> Any:
    """A list of words as words, anything else that is no cell as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else value


class _JsonWriter:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def close(self) -> None:
        self._file.close()


class _ParquetWriter:
    """Columns that are not ours are written as they came where they are text or numbers, and else as JSON text."""

    def __init__(self, path: Path) -> None:
        self._arrow = arrow()
        self._path = path
        self._rows: list[Mapping[str, Any]] = []

    def write(self, row: Mapping[str, Any]) -> None:
        self._rows.append(row)

    def close(self) -> None:
        pa = self._arrow
        names = list(dict.fromkeys(name for row in self._rows for name in row))
        columns = {name: self._column(name, [row.get(name) for row in self._rows]) for name in names}
        for name, kind in RESULT_TYPES.items():
            columns.setdefault(name, pa.array([], kind(pa)))
        pa.parquet.write_table(pa.table(columns), self._path)

    def _column(self, name: str, values: list[Any]) -> Any:
        pa = self._arrow
        if name in RESULT_TYPES:
            return pa.array(
                [list(value) if isinstance(value, tuple) else value for value in values], RESULT_TYPES[name](pa)
            )
        kinds = {type(value) for value in values if value is not None}
        if not kinds:
            return pa.nulls(len(values))
        if len(kinds) == 1 and kinds <= {str, int, float, bool, datetime, date}:
            return pa.array(values)
        return pa.array(
            [value if value is None or isinstance(value, str) else json.dumps(value, default=str) for value in values],
            pa.string(),
        )


RESULT_TYPES: dict[str, Callable[[Any], Any]] = {
    "level": lambda pa: pa.string(),
    "score": lambda pa: pa.float64(),
    "scam": lambda pa: pa.string(),
    "tactics": lambda pa: pa.list_(pa.string()),
}
"""The columns that screening adds, as Arrow types."""
