"""A desk outlives who runs it: everything lasting in one file, out of one installation and into another.

The file is JSON Lines: a header; a line for each row; the desk's own areas and places; and an end with the counts and a
SHA-256 over all lines before. It holds people's addresses, so it is made readable for its owner alone. Private keys never go
along: the new installation signs with keys of its own, and lists the old ones, so that what they signed still holds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..alerts.content import canonical_json, sha256_of
from ..alerts.log import FORMAT as LOG_FORMAT
from ..alerts.log import check_log
from ..errors import InputError, StoreError
from ..store import Store, whole
from ..version import VERSION
from .installation import OWN_PLACES, Installation
from .own_areas import OWN_AREAS

FORMAT = "tocsin-desk-1"
FILES = (OWN_AREAS, OWN_PLACES)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a file holds, by table; and how many versions of alerts were checked against the log."""

    rows: dict[str, int]
    checked: int = 0


def export_desk(installation: Installation, path: Path) -> Moved:
    """Write everything lasting of this desk into a new file: complete under its name, or not there at all.

    Raises:
        InputError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise InputError("This file is there already.", where=str(path), fix="Give another name.")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    counts: Counter[str] = Counter()
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            digest = hashlib.sha256()
            for line in _lines(installation, counts):
                written = (json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")
                digest.update(written)
                file.write(written)
            end = {"end": dict(sorted(counts.items())), "sha256": digest.hexdigest()}
            file.write((json.dumps(end, sort_keys=True) + "\n").encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise InputError(
            f"The file cannot be written ({error.strerror}).",
            where=str(path),
            fix="Free some space, or name another place.",
        ) from error
    return Moved(dict(counts))


def import_desk(store: Store, data_folder: Path, path: Path) -> Moved:
    """Put a desk's file into a new installation whose ``store`` has its tables and nothing in them; all of it or nothing.

    Raises:
        InputError: the file is cut short, was changed, or its log does not hold.
        StoreError: this installation has been used already.
    """
    try:
        return _import(store, data_folder, path)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise _fault(path, 0, "A line of it is not as a desk writes it.") from error


def _import(store: Store, data_folder: Path, path: Path) -> Moved:
    counts: Counter[str] = Counter()
    files: dict[str, str] = {}
    log: list[dict[str, Any]] = []
    sums: dict[str, str] = {}
    with store.begin() as tx:
        if not whole.is_empty(tx):
            raise StoreError(
                "This installation has been used already.",
                where=store.url_for_people,
                fix="Import into a new data folder and an empty database, before the first start.",
            )
        waiting: dict[str, list[dict[str, Any]]] = {}
        for number, line in _read(path):
            if "file" in line:
                files[line["file"]] = line["text"]
                continue
            name, row = str(line.get("table")), line.get("row")
            if name not in whole.TABLES or not isinstance(row, dict):
                raise _fault(path, number, "There is no such line in a desk's file.")
            if name == "publication_log":
                log.append({**row, "format": LOG_FORMAT, "at": _as_logged(row["at"])})
            if name == "publications":
                sums[row["identifier"]] = sha256_of(canonical_json(row["content"]))
            counts[name] += 1
            waiting.setdefault(name, []).append(row)
            if len(waiting[name]) >= 2_000:
                _add(tx, name, waiting, path, number)
        for name in whole.TABLES:
            _add(tx, name, waiting, path, 0)
        check_log(log)
        logged = {one["body"]["identifier"]: one["body"]["sha256"] for one in log if one["kind"] == "publication"}
        for identifier, sha256 in sums.items():
            if logged.get(identifier) != sha256:
                raise _fault(path, 0, f"The publication {identifier} is not what the log says it was.")
        for name, text in files.items():
            if name not in FILES:
                raise _fault(path, 0, f"A desk's file holds no {name[:60]}.")
            data_folder.mkdir(parents=True, exist_ok=True)
            (data_folder / name).write_text(text, encoding="utf-8")
    return Moved(dict(counts), checked=len(sums))


def _lines(installation: Installation, counts: Counter[str]) -> Iterator[dict[str, Any]]:
    yield {
        "format": FORMAT,
        "tocsin": VERSION,
        "made_at": installation.now().astimezone(UTC).isoformat(),
        "desk": {"name": installation.desk.name, "sender": installation.desk.sender, "url": installation.desk.url},
    }
    with installation.store.read() as tx:  # all as of one moment
        for name in whole.TABLES:
            for row in whole.rows_of(tx, name):
                counts[name] += 1
                yield {"table": name, "row": row}
    for name in FILES:
        path = installation.data_folder / name
        if path.is_file():
            counts["files"] += 1
            yield {"file": name, "text": path.read_text(encoding="utf-8")}


def _read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every line but the header and the end, which are checked."""
    digest, end = hashlib.sha256(), None
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                if end is not None:
                    raise _fault(path, number, "Something follows the end.")
                try:
                    line = json.loads(raw)
                except (ValueError, RecursionError) as error:
                    raise _fault(path, number, "This line is cut short or no JSON.") from error
                if not isinstance(line, dict):
                    raise _fault(path, number, "This line is no object.")
                if number == 1:
                    if line.get("format") != FORMAT:
                        raise _fault(path, 1, "This is no desk's file of a kind that we know.")
                elif "end" in line:
                    end = line
                    if line.get("sha256") != digest.hexdigest():
                        raise _fault(path, number, "The file was changed since it was made.")
                    continue
                else:
                    yield number, line
                digest.update(raw)
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror}).", where=str(path), fix="Check the name."
        ) from error
    if end is None:
        raise _fault(path, 0, "The file is cut short: it has no end.")


def _add(tx: Any, name: str, waiting: dict[str, list[dict[str, Any]]], path: Path, number: int) -> None:
    if not waiting.get(name):
        return
    earlier = [other for other in whole.TABLES if other != name]
    for other in earlier[: list(whole.TABLES).index(name)]:  # what it refers to goes first
        if waiting.get(other):
            _add(tx, other, waiting, path, number)
    try:
        whole.add_rows(tx, name, waiting.pop(name))
    except (ValueError, TypeError, KeyError) as error:
        raise _fault(path, number, f"A row cannot be read: {error}.") from error


def _as_logged(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).replace(microsecond=0).isoformat()


def _fault(path: Path, number: int, said: str) -> InputError:
    where = f"{path}:{number}" if number else str(path)
    return InputError(said, where=where, fix="Make it anew with: tocsin export FILE.", code="bad-desk-file")
