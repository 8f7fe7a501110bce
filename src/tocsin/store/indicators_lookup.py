"""How often an indicator was reported, read straight from the desk's SQLite file with the standard library alone.

As :mod:`.publications_lookup`: the command line answers before SQLAlchemy would have loaded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..errors import StoreError

_QUESTION = """
    SELECT count(DISTINCT coalesce(reports.reporter, reports.reference))
    FROM indicators JOIN reports ON reports.reference = indicators.reference
    WHERE indicators.key IN ({}) AND reports.received_at >= ? AND reports.status != 'set-aside' AND reports.merged_into IS NULL
"""


def lookup_reporters(sqlite_path: Path, keys: Sequence[str], *, since: datetime) -> int | None:
    """How many told of any of these keys since; None where there is no database with reports in it.

    Raises:
        StoreError: the file cannot be read, or is not a database.
    """
    if not sqlite_path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{sqlite_path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            if connection.execute("SELECT 1 FROM reports LIMIT 1").fetchone() is None:
                return None
            at = since.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
            question = _QUESTION.format(", ".join("?" * len(keys)))
            return int(connection.execute(question, (*keys, at)).fetchone()[0])
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if str(error).startswith(("no such table", "no such column")):  # a desk that was not migrated yet
            return None
        raise StoreError(
            f"The database cannot be read: {error}.",
            where=str(sqlite_path),
            fix="Check that it is Tocsin's database and that this user may read it and its folder.",
        ) from error
