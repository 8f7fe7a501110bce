"""Opening a database by its address."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..errors import StoreError
from .database import Store

BUSY_SECONDS = 30  # how long one SQLite writer waits for another
_ADDRESSES = "Use sqlite:///FOLDER/FILE.db or postgresql://NAME:PASSWORD@HOST/DATABASE."


def open_store(url: str, *, read_only: bool = False) -> Store:
    """The database at ``url``: ``sqlite:///path/file.db`` or ``postgresql://name:password@host/database``.

    An SQLite file that is not there is made, with its folder. The tables are not: see :meth:`Store.migrate`. ``read_only``:
    nothing is made, and the database itself refuses every write.

    Raises:
        StoreError: it is not such an address, cannot be opened, or is newer than this program.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:  # its own text would show the password
        raise StoreError("The database's address cannot be read.", fix=_ADDRESSES) from error
    name = parsed.drivername.partition("+")[0]
    if name == "sqlite":
        store = Store(_sqlite(parsed, read_only=read_only), kind="sqlite")
    elif name in {"postgresql", "postgres"}:
        store = Store(_postgresql(parsed, read_only=read_only), kind="postgresql")
    else:
        raise StoreError(f"Tocsin does not keep its data in “{name}”.", fix=_ADDRESSES)
    try:
        store.pending_migrations()  # connects, and refuses a database from the future
        if store.kind == "postgresql":
            _refuse_narrow(store)
    except BaseException:
        store.close()
        raise
    return store


def _refuse_narrow(store: Store) -> None:
    """People write £, ’ and Cyrillic letters that look Latin: all of it must be keepable."""
    with store.read() as tx:
        row = tx.row(text("SHOW server_encoding"))
    if row is not None and row["server_encoding"] != "UTF8":
        raise StoreError(
            f"The database keeps text as {row['server_encoding']}, which lacks letters that people write.",
            where=store.url_for_people,
            fix="Make another with: createdb --encoding=UTF8 --template=template0 NAME",
        )


def _sqlite(url: URL, *, read_only: bool) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError(
            "A database in memory would forget everything.", fix="Name a file: sqlite:///tocsin-data/tocsin.db"
        )
    path = Path(url.database)
    if path.is_dir():
        raise StoreError(
            "This is a folder, not a database.",
            where=str(path),
            fix=f"Name a file in it: sqlite:///{path / 'tocsin.db'}",
        )
    if read_only:
        return _sqlite_to_read(url, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder of the database cannot be made: {error.strerror}.",
            where=str(path.parent),
            fix="Make it, or set TOCSIN_DATABASE_URL to another place.",
        ) from error
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args={"timeout": BUSY_SECONDS},
        max_overflow=40,
        hide_parameters=True,  # what people told us stays out of logs
        execution_options={"preserve_rowcount": True},  # an INSERT … SELECT says how many, too
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite_to_read(url: URL, path: Path) -> Engine:
    if not path.is_file():
        raise StoreError("There is no such database.", where=str(path), fix="Check the address.")
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite", database=path.absolute().as_uri(), query={"uri": "true", "mode": "ro"}),
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite_to_read)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite_to_read(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # what was said to be kept survives a power cut
    give_up_at = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:  # SQLite does not wait by itself while another process changes the mode of a new file
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    cursor = connection.connection.cursor()
    try:
        if options.get("tocsin_migrates"):
            cursor.execute("PRAGMA foreign_keys = OFF")  # a table that is made anew would take its dependants with it
        # IMMEDIATE: the right to write is taken at the start, so a transaction that has read never fails to write.
        writes = bool(options.get("tocsin_writes"))
        cursor.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    finally:
        cursor.close()


def _prepare_postgresql(connection: Any, record: Any) -> None:
    """… and on the server's, which else would keep the rows that a dead host had locked."""
    with connection.cursor() as cursor:
        cursor.execute("SET tcp_keepalives_idle = 30")
        cursor.execute("SET tcp_keepalives_interval = 10")
        cursor.execute("SET tcp_keepalives_count = 3")
        cursor.execute("SET tcp_user_timeout = '60s'")  # keepalives do not count while an answer waits to be received
    connection.commit()


def _forget_read_only(connection: Any, record: Any) -> None:
    """After a transaction to read in, the next one is what the server says, not READ WRITE, which a standby refuses."""
    if connection is not None and not connection.closed:
        connection.read_only = None


def _postgresql(url: URL, *, read_only: bool) -> Engine:
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args={
                "connect_timeout": int(str(url.query.get("connect_timeout", 10))),
                "application_name": str(url.query.get("application_name", "tocsin")),
                "client_encoding": "utf8",
                # A host that is cut off must not wait for hours: a minute of silence ends a connection, on this side …
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
                "tcp_user_timeout": 60_000,
                **({"options": "-c default_transaction_read_only=on"} if read_only else {}),
            },
            pool_pre_ping=True,  # a server that was restarted is met again without an error
            max_overflow=40,
            hide_parameters=True,  # what people told us stays out of logs
            execution_options={"preserve_rowcount": True},  # an INSERT … SELECT says how many, too
        )
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _forget_read_only)
    except ModuleNotFoundError as error:
        raise StoreError(
            "PostgreSQL needs a driver that is not installed.", fix="Install it: pip install 'tocsin[pg]'"
        ) from error
    return engine
