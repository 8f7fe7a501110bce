"""What this desk has published, read straight from its SQLite file with the standard library alone.

The command line answers in a fraction of a second; loading SQLAlchemy would take longer than the whole check.
PostgreSQL is asked through :mod:`.publications` instead.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import StoreError

_QUESTION = """
    SELECT p.code, p.version, p.kind, p.state, p.sent_at, p.content, a.doubted_at FROM publications p
    LEFT JOIN alerts a ON a.id = p.alert_id ORDER BY p.sent_at DESC, p.code, p.version DESC
"""


def lookup_publications(sqlite_path: Path) -> list[dict[str, Any]]:
    """Every publication in the database file, the newest first, as ``{"code", "version", "kind", "state", "sent_at"
    (ISO 8601, UTC), "content", "doubted"}``. Nothing is written; a database without tables, or none at all, has published nothing.

    Raises:
        StoreError: the file cannot be read, or is not a database.
    """
    if not sqlite_path.exists():
        return []
    try:
        connection = sqlite3.connect(f"{sqlite_path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            rows = connection.execute(_QUESTION).fetchall()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if str(error) == "no such table: publications":
            return []
        raise StoreError(
            f"The database cannot be read: {error}.",
            where=str(sqlite_path),
            fix="Check that it is Tocsin's database and that this user may read it and its folder.",
        ) from error
    return [
        {
            "code": code,
            "version": version,
            "kind": kind,
            "state": state,
            "sent_at": datetime.fromisoformat(sent_at).replace(tzinfo=UTC).isoformat(),
            "content": json.loads(content),
            "doubted": doubted_at is not None,
        }
        for code, version, kind, state, sent_at, content, doubted_at in rows
    ]
