"""Files of reports, row by row: CSV, JSON Lines, a JSON array. One row that cannot be read stops none of the others."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from ..errors import InputError

LONGEST_LINE = 1_000_000
LARGEST_ARRAY = 256 * 1024 * 1024
Given = Mapping[str, Any] | InputError
SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}


def columns_of(path: Path) -> list[str]:
    """The names of the columns: of a CSV its first line, of JSON the keys of the first hundred rows.

    Raises:
        InputError: the file cannot be read, or is no such file.
    """
    if kind_of(path) == "csv":
        with _open(path) as file:
            header = next(csv.reader(file, dialect=_dialect(path)), [])
        if len(header) != len(set(header)):
            raise InputError(
                "Two columns have the same name.", where=str(path), fix="Give each column a name of its own."
            )
        return header
    keys: dict[str, None] = {}
    for number, (_, row) in enumerate(rows_of(path)):
        if isinstance(row, Mapping):
            keys.update(dict.fromkeys(row))
        if number == 100:
            break
    return list(keys)


def kind_of(path: Path) -> str:
    """csv, jsonl or json: by the ending of the name, JSON also by how the file begins.

    Raises:
        InputError: another ending.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"Reports are not read from {path.suffix or 'a file without an ending'}.",
            where=str(path),
            fix="Give a .csv, .json, .jsonl, .eml or .mbox file.",
            code="unknown-kind",
        )
    if kind == "json":
        with _open(path) as file:
            begins = file.read(200).lstrip()
        kind = "json" if begins.startswith("[") else "jsonl"
    return kind


def rows_of(path: Path, *, position: Callable[[int], None] = lambda at: None) -> Iterator[tuple[int, Given]]:
    """Every row with its number, from 1. ``position`` is told how many bytes were read, now and then.

    Raises:
        InputError: the file itself cannot be read.
    """
    kind = kind_of(path)
    with path.open("rb") as raw, _open(path, raw) as file:
        if kind == "csv":
            rows: Iterator[Given] = _csv_rows(file, path)
        elif kind == "jsonl":
            rows = (_parsed(line) for line in iter(lambda: file.readline(LONGEST_LINE), "") if line.strip())
        else:
            rows = iter(_array(file, path))
        for number, row in enumerate(rows, start=1):
            if number % 256 == 0:
                position(raw.tell())
            yield number, row
        position(raw.tell())


def _csv_rows(file: io.TextIOWrapper, path: Path) -> Iterator[Given]:
    reader = csv.DictReader(file, dialect=_dialect(path), restkey="\0more")
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield InputError(f"The row cannot be read: {error}.", code="bad-row")
            continue
        if "\0more" in row:
            yield InputError("It has more cells than there are columns.", code="bad-row")
        elif None in row.values():
            yield InputError("It has fewer cells than there are columns.", code="bad-row")
        else:
            yield row


def _array(file: io.TextIOWrapper, path: Path) -> list[Given]:
    if path.stat().st_size > LARGEST_ARRAY:
        raise InputError(
            "The JSON array is too large to be read at once.",
            where=str(path),
            fix="Give it as JSON Lines, one object a line.",
        )
    try:
        given = json.load(file)
    except (ValueError, RecursionError) as error:
        raise InputError(f"This is not JSON: {error}.", where=str(path), fix="Give an array of objects.") from error
    return [_row(one) for one in given]


def _parsed(line: str) -> Given:
    try:
        return _row(json.loads(line))
    except (ValueError, RecursionError):
        return InputError("The line is not JSON.", code="bad-row")


def _row(given: Any) -> Given:
    return given if isinstance(given, dict) else InputError("It is not a JSON object.", code="bad-row")


def _dialect(path: Path) -> type[csv.Dialect]:
    with _open(path) as file:
        first = file.readline(LONGEST_LINE)
    counts = {delimiter: first.count(delimiter) for delimiter in (",", ";", "\t", "|")}
    best = max(counts, key=lambda delimiter: counts[delimiter])

    class Found(csv.excel):
        delimiter = best

    return Found


def _open(path: Path, raw: IO[bytes] | None = None) -> io.TextIOWrapper:
    """The file as text: UTF-8, UTF-16 where it begins with its mark, or Windows-1252 (as spreadsheets write them)."""
    csv.field_size_limit(LONGEST_LINE)
    try:
        with path.open("rb") as file:
            start = file.read(1 << 20)
    except OSError as error:
        raise InputError(
            f"The file cannot be read: {(error.strerror or str(error)).lower()}.",
            where=str(path),
            fix="Check the name.",
        ) from error
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return io.TextIOWrapper(raw or path.open("rb"), encoding="utf-16", errors="replace", newline="")
    try:
        start.decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError as error:
        encoding = "cp1252" if error.start < len(start) - 4 else "utf-8-sig"
    return io.TextIOWrapper(raw or path.open("rb"), encoding=encoding, errors="replace", newline="")
