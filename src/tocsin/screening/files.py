"""Files of rows: CSV and JSON Lines, read and written a row at a time so that memory stays flat."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from ..errors import InputError

KINDS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
RESULTS = ("level", "score", "scam", "tactics")
csv.field_size_limit(20_000_000)


class Writer(Protocol):
    def write(self, row: Mapping[str, Any]) -> None: ...


def kind_of(path: Path) -> str:
    """``csv`` or ``jsonl``, by the file's ending.

    Raises:
        InputError: another ending.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            "This kind of file cannot be screened.",
            where=str(path),
            fix="Give a .csv or .jsonl file with the columns id and text.",
            code="bad-file",
        )
    return kind


def read_rows(path: Path) -> Iterator[dict[str, Any] | InputError]:
    """The rows of a file in order; a row that cannot be read comes as the error that says why.

    Raises:
        InputError: the file cannot be opened, or has no ``text`` column.
    """
    kind = kind_of(path)
    try:
        file = path.open(encoding="utf-8-sig", errors="replace", newline="" if kind == "csv" else None)
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {error.strerror}.", where=str(path), fix="Check the name.", code="bad-file"
        ) from error
    with file:
        yield from _csv_rows(file, path) if kind == "csv" else _json_rows(file, path)


def count_rows(path: Path) -> int:
    """About how many rows there are (lines, less a header): for a progress bar only."""
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return max(1, lines - (kind_of(path) == "csv"))


@contextmanager
def open_writer(path: Path) -> Iterator[Writer]:
    """Write rows to a file that appears under its name only when all are written."""
    kind = kind_of(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="" if kind == "csv" else None) as file:
            yield _CsvWriter(file) if kind == "csv" else _JsonWriter(file)
        beside.replace(path)
    except OSError as error:
        raise InputError(
            f"The result cannot be written: {error.strerror}.",
            where=str(path),
            fix="Choose a folder that can be written.",
            code="bad-file",
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _csv_rows(file: IO[str], path: Path) -> Iterator[dict[str, Any] | InputError]:
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
            yield InputError(
                f"This row cannot be read: {error}.",
                where=f"{path}:{reader.line_num}",
                fix="Check its quotes.",
                code="bad-line",
            )
            continue
        beyond = row.pop(None, None)
        if beyond:
            yield InputError(
                "This row has more cells than the header.",
                where=f"{path}:{reader.line_num}",
                fix="Put quotes round cells with commas.",
                code="bad-line",
            )
            continue
        yield dict(row)


def _json_rows(file: IO[str], path: Path) -> Iterator[dict[str, Any] | InputError]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            yield row
        else:
            yield InputError(
                "This line is not a JSON object with a “text”.",
                where=f"{path}:{number}",
                fix='Give {"id": …, "text": "…"}.',
                code="bad-line",
            )


class _CsvWriter:
    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._writer: csv.DictWriter[str] | None = None

    def write(self, row: Mapping[str, Any]) -> None:
        if self._writer is None:
            self._writer = csv.DictWriter(self._file, fieldnames=list(row), extrasaction="ignore")
            self._writer.writeheader()
        self._writer.writerow(
            {key: " ".join(value) if isinstance(value, list | tuple) else value for key, value in row.items()}
        )


class _JsonWriter:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
