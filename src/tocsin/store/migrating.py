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
WORKS_SINCE = 6
"""The oldest revision whose programs go on working on today's tables: every later one only added to them (a test holds it to
that). It is written into the database, so that an older program knows it may stay while hosts are upgraded one by one."""


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
    if at not in known and _fits(connection, number=int(known[-1][:4])):
        return []  # a newer program was here, and has only added: this one may go on until it is its turn
    if at not in known:
        raise StoreError(
            f"The database is newer than this Tocsin: it is at {at}, and this program knows up to {known[-1]}.",
            where=where,
            fix="Start the newer Tocsin that made it, or put back a backup from before.",
        )
    return list(known[known.index(at) + 1 :])


def _fits(connection: Connection, *, number: int) -> bool:
    """Whether programs of that revision still work here, as the newest program said when it migrated."""
    if connection.dialect.name == "sqlite":
        since = int(connection.execute(text("PRAGMA user_version")).scalar() or 0)
    else:
        said = connection.execute(text("SELECT obj_description('alembic_version'::regclass)")).scalar()
        since = int(said.rpartition(" ")[2]) if said else 0
    return 0 < since <= number


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
                if engine.dialect.name == "sqlite":
                    connection.execute(text(f"PRAGMA user_version = {WORKS_SINCE}"))
                else:
                    said = f"works with programs since revision {WORKS_SINCE}"
                    connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{said}'"))
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
