"""Migrations: what is lacking, and doing it once however many processes ask.

Revisions are numbered files of ``migrations/versions`` in one line, so that asking what is lacking needs no Alembic
(which takes a quarter of a second to load) but only two look-ups.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ..errors import StoreError

FOLDER = Path(__file__).resolve().parent / "migrations"
_LOCK = 0x70C5_19  # any number, as long as it is always the same


@cache
def revisions() -> tuple[str, ...]:
    """Every revision this program knows, the oldest first."""
    return tuple(sorted(path.stem.removeprefix("v") for path in (FOLDER / "versions").glob("v*.py")))


def pending(connection: Connection, *, where: str) -> list[str]:
    """The revisions that this database lacks.

    Raises:
        StoreError: it is at a revision that this program does not know.
    """
    known = revisions()
    if not inspect(connection).has_table("alembic_version"):
        return list(known)
    at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if at is None:
        return list(known)
    if at not in known:
        raise StoreError(
            f"The database is newer than this Tocsin: it is at {at}, and this program knows up to {known[-1]}.",
            where=where,
            fix="Start the newer Tocsin that made it, or put back a backup from before.",
        )
    return list(known[known.index(at) + 1 :])


def migrate(engine: Engine, *, where: str) -> None:
    """Do what is pending, in one transaction, under a lock."""
    with engine.connect() as connection:
        if not pending(connection, where=where):
            return
    with engine.connect() as connection:
        connection = connection.execution_options(tocsin_writes=True, tocsin_migrates=True)
        with connection.begin():  # on SQLite this is the lock: BEGIN IMMEDIATE waits for the other process
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            if pending(connection, where=where):
                _upgrade(connection)
        connection.invalidate()  # on SQLite it had foreign keys off


def _upgrade(connection: Connection) -> None:
    try:
        from alembic import command
        from alembic.config import Config
    except ModuleNotFoundError as error:
        raise StoreError(
            "The database's tables cannot be made: Alembic is not installed.",
            fix="Install the server's needs: pip install 'tocsin[server]'",
        ) from error
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
