"""Whether a database takes writes, asked of it without writing anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, text

LEAST_FREE_BYTES = 1_000_000
"""Less room than this beside an SQLite file, and the next write may well be refused."""


def takes_writes(engine: Engine) -> bool:
    """False for a standby, a read-only session, a file that may only be read, or one whose disk is full.

    Raises:
        SQLAlchemyError: the database does not answer at all.
        OSError: the folder of an SQLite file cannot be looked at.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            # "on" in recovery too: https://www.postgresql.org/docs/current/hot-standby.html
            return connection.execute(text("SHOW transaction_read_only")).scalar() != "on"
    path = Path(str(engine.url.database))
    return os.access(path, os.W_OK) and shutil.disk_usage(path.parent).free >= LEAST_FREE_BYTES and _opens(path)


def _opens(path: Path) -> bool:
    """The right to write is taken and given back at once; that another has it just now is as good."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error) or "busy" in str(error)
    finally:
        connection.close()
    return True
