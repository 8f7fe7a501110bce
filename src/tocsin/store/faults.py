"""What a database says when something is wrong, as sentences with what to do.

Only faults that a person can mend become a :class:`~tocsin.errors.StoreError`: no connection, no room, no rights, no
tables. A broken statement is a bug and stays what it is.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc

from ..errors import StoreError

# What the database says (in small letters), what we say, and what to do. The first that fits is taken.
_SQLITE = (
    ("unable to open database file", "The database file cannot be opened or made.", "Check that its folder exists and can be written, or set TOCSIN_DATABASE_URL to another place."),
    ("file is not a database", "This file is not a SQLite database (or it is encrypted).", "Move it away, or set TOCSIN_DATABASE_URL to another place."),
    ("readonly database", "The database file can be read but not written.", "Give this user the right to write the file and its folder."),
    ("readonly", "The database file can be read but not written.", "Give this user the right to write the file and its folder."),
    ("disk is full", "The disk is full: nothing more can be kept.", "Make room on the disk that holds it, then try again. Nothing was half written."),
    ("database is locked", "The database was busy for longer than half a minute.", "Try again; if it stays so, look for a program that holds the file open."),
    ("malformed", "The database file is damaged.", "Stop Tocsin and put back a backup, or run: sqlite3 FILE .recover"),
    ("disk i/o error", "The disk that holds the database does not answer properly.", "Look at the system log for faults of that disk."),
    ("no such table", "The database lacks tables.", "Run: tocsin migrate"),
    ("no such column", "The tables of the database are older than this Tocsin.", "Run: tocsin migrate"),
)  # fmt: skip
_POSTGRESQL = (
    ("password authentication failed", "PostgreSQL refused the user name or the password.", "Correct them in TOCSIN_DATABASE_URL (or TOCSIN_DATABASE_URL_FILE)."),
    ("no password supplied", "PostgreSQL asks for a password and none was given.", "Write it into the address: postgresql://NAME:PASSWORD@HOST/DATABASE"),
    ("no pg_hba.conf entry", "PostgreSQL does not let this machine or this user in.", "Add a line to its pg_hba.conf, or correct TOCSIN_DATABASE_URL."),
    ("authentication failed", "PostgreSQL refused the user name or the password.", "Correct them in TOCSIN_DATABASE_URL (or TOCSIN_DATABASE_URL_FILE)."),
    ("role \"", "PostgreSQL does not know this user.", "Make the user (createuser), or correct TOCSIN_DATABASE_URL."),
    ("does not exist", "PostgreSQL has no database of that name.", "Make it with: createdb --encoding=UTF8 NAME"),
    ("connection refused", "No PostgreSQL answers at that address.", "Start it, or correct the host and port in TOCSIN_DATABASE_URL."),
    ("could not translate host name", "The host of the database is not known.", "Correct the host in TOCSIN_DATABASE_URL."),
    ("name or service not known", "The host of the database is not known.", "Correct the host in TOCSIN_DATABASE_URL."),
    ("failed to resolve host", "The host of the database is not known.", "Correct the host in TOCSIN_DATABASE_URL."),
    ("no such file or directory", "No PostgreSQL answers at that address.", "Start it, or correct the host in TOCSIN_DATABASE_URL."),
    ("timeout expired", "PostgreSQL did not answer in time.", "Check the network and the address in TOCSIN_DATABASE_URL."),
    ("starting up", "PostgreSQL is still starting.", "Try again in a moment."),
    ("shutting down", "PostgreSQL is shutting down.", "Start it again."),
    ("too many clients", "PostgreSQL has no connection left.", "Raise its max_connections, or run fewer processes."),
    ("remaining connection slots", "PostgreSQL has no connection left.", "Raise its max_connections, or run fewer processes."),
    ("no space left", "The disk of PostgreSQL is full: nothing more can be kept.", "Make room on its disk, then try again. Nothing was half written."),
    ("read-only transaction", "This PostgreSQL can be read but not written.", "Use the address of the primary server."),
    ("recovery", "This PostgreSQL can be read but not written.", "Use the address of the primary server."),
    ("permission denied", "This PostgreSQL user may not do that.", "Make it the owner of the database and its schema “public”."),
    ("deadlock detected", "Two tasks were in each other's way, and this one was stopped.", "Try again. Nothing was half written."),
    ("undefined", "The database lacks tables.", "Run: tocsin migrate"),
)  # fmt: skip


READ_ONLY = "read-only"
"""The code of faults that stop writing only: what is there can still be read."""
_STILL_READABLE = frozenset(
    {"readonly database", "readonly", "disk is full", "no space left", "read-only transaction", "recovery"}
)


def as_store_error(error: exc.SQLAlchemyError, *, kind: str, where: str) -> StoreError | None:
    """The sentence for a fault of the database; None when the fault is ours.

    ``kind``: "sqlite" or "postgresql". ``where``: the database's address without its password.
    """
    if isinstance(error, exc.TimeoutError):
        return StoreError(
            "Every connection to the database is in use.",
            where=where,
            fix="Try again in a moment; if it stays so, run more processes.",
        )
    if not isinstance(error, exc.DBAPIError) or isinstance(error, exc.IntegrityError | exc.DataError):
        return None
    said = str(error.orig)
    lowered = said.lower()
    if kind == "postgresql" and _sqlstate(error) in {"42P01", "42703"}:  # no such table, no such column
        lowered = "undefined"
    for phrase, message, fix in _SQLITE if kind == "sqlite" else _POSTGRESQL:
        if phrase in lowered:
            code = READ_ONLY if phrase in _STILL_READABLE else None
            return StoreError(message, where=where, fix=fix, code=code)
    if _is_broken_statement(error):
        return None
    if isinstance(error, exc.OperationalError | exc.InterfaceError) or error.connection_invalidated:
        first_line = said.strip().partition("\n")[0].rstrip(".")
        return StoreError(
            f"The database does not answer as it should: {first_line}.",
            where=where,
            fix="Check that it runs and that the address is right, then try again.",
        )
    return None


def breaks_unique(error: exc.IntegrityError) -> bool:
    """Whether the write would have made a second one of something there is only one of."""
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorname in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
    return _sqlstate(error) == "23505"


def _is_broken_statement(error: exc.DBAPIError) -> bool:
    """SQLite calls a statement that it does not understand an operational error too."""
    return (
        isinstance(error.orig, sqlite3.Error) and getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    )


def _sqlstate(error: exc.DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
