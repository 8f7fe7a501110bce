"""One long file, screened part by part, so that a run that was stopped goes on where it was.

Beside the result lies a hidden folder while it is made: a note of what is screened with which knowledge, and each part, which is
there whole or not at all. When the last part is done they are put together, and the folder goes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .files import RejectedRow, Row, join_files, open_writer

PART_ROWS = 20_000  # rows, those that cannot be read among them


class Parts:
    """The parts of one result. ``about``: what they depend on; parts made under other circumstances are made anew."""

    def __init__(self, target: Path, about: Mapping[str, Any]) -> None:
        self.target = target
        self.folder = target.with_name(f".{target.name}.parts")
        self._note = self.folder / "about.json"
        self._about = dict(about)
        if self._kept() != self._about:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._note.write_text(json.dumps(self._about), encoding="utf-8")
        self.tallies: list[dict[str, Any]] = [
            json.loads(path.read_text(encoding="utf-8")) for path in sorted(self.folder.glob("[0-9]*.json"))
        ]

    @property
    def done(self) -> int:
        """Rows that earlier runs have screened or rejected."""
        return sum(tally["rows"] + tally["rejected"] for tally in self.tallies)

    def write(self, rows: Iterator[tuple[Row, Row] | RejectedRow], tell: Callable[[int], None]) -> None:
        """Write what comes, part after part, until there is no more. A pair is a row and what was found of it."""
        more = True
        while more:
            more = self._write_part(rows, tell)

    def _write_part(self, rows: Iterator[tuple[Row, Row] | RejectedRow], tell: Callable[[int], None]) -> bool:
        number = len(self.tallies)
        fields = self.tallies[0]["fields"] if self.tallies else None
        path = self._path(number)
        waiting = path.with_name(f"new-{path.name}")
        tally: dict[str, Any] = {"rows": 0, "alarming": 0, "rejected": 0, "fields": fields}
        rejected: list[RejectedRow] = []
        out = open_writer(waiting, fields=fields)
        try:
            for each in rows:
                if isinstance(each, RejectedRow):
                    rejected.append(each)
                else:
                    row, found = each
                    whole = {**row, **found}
                    tally["fields"] = tally["fields"] or list(whole)
                    out.write(whole)
                    tally["rows"] += 1
                    tally["alarming"] += found["level"] in ("scam", "suspicious", "altered-alert")
                    tell(1)
                if tally["rows"] + len(rejected) == PART_ROWS:
                    break
        finally:
            out.close()
        tally["rejected"] = len(rejected)
        if not tally["rows"] and not rejected and number:
            waiting.unlink()
            return False
        self._rejects(number).write_text(
            "".join(
                json.dumps({"error": each.as_dict(), "row": each.raw}, ensure_ascii=False) + "\n" for each in rejected
            ),
            encoding="utf-8",
        )
        waiting.replace(path)
        beside = self.folder / f"new-{number}.json"
        beside.write_text(json.dumps(tally), encoding="utf-8")
        beside.replace(self.folder / f"{number:06}.json")  # from here on this part is done
        self.tallies.append(tally)
        return bool(tally["rows"] + tally["rejected"] == PART_ROWS)

    def join(self) -> Path | None:
        """Put the parts together under the name asked for; where rows were rejected, the file that holds them."""
        numbers = range(len(self.tallies))
        join_files([self._path(number) for number in numbers], self.target)
        kept = rejects_of(self.target)
        if any(tally["rejected"] for tally in self.tallies):
            beside = kept.with_name(f".{kept.name}.{os.getpid()}")
            beside.write_bytes(b"".join(self._rejects(number).read_bytes() for number in numbers))
            beside.replace(kept)
        else:
            kept.unlink(missing_ok=True)
        shutil.rmtree(self.folder)
        return kept if kept.exists() else None

    def _kept(self) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}{self.target.suffix.lower()}"

    def _rejects(self, number: int) -> Path:
        return self.folder / f"{number:06}.rejects"


def rejects_of(target: Path) -> Path:
    """Where the rows that could not be read are kept: a JSON object a line, with the reason and what stood there."""
    return target.with_name(f"{target.name}.rejects.jsonl")


def total(tallies: Sequence[Mapping[str, Any]], name: str) -> int:
    """The sum of one count over parts."""
    return sum(int(tally[name]) for tally in tallies)
