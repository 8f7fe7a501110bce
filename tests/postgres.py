"""A real PostgreSQL for tests, from the system's own programs; and the ``store`` fixture over both databases.

In a ``conftest.py``:  ``from postgres import *  # noqa: F403``
"""

from __future__ import annotations

import glob
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tocsin.store import Store, open_store

__all__ = [
    "PostgresServer",
    "postgres_server",
    "postgres_template",
    "sqlite_template",
    "start_postgres",
    "store",
    "store_url",
]

USER = "postgres"
GUARDED = "guarded"  # this user alone, once made, needs a password


@dataclass(frozen=True)
class PostgresServer:
    """A server that answers on a loopback port; ``url(database)`` is the address of one of its databases."""

    programs: Path
    folder: Path
    port: int

    def url(self, database: str = "postgres", *, user: str = USER, password: str = "") -> str:
        return f"postgresql://{user}{':' + password if password else ''}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=60"
        _run(
            self.programs / "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-l",
            str(self.folder / "log"),
            "-o",
            options,
            "start",
        )

    def stop(self) -> None:
        _run(self.programs / "pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")


def start_postgres(folder: Path) -> PostgresServer:
    """Make a cluster in an empty folder and start it; about a second. Works as root too, by way of the user postgres.

    Raises:
        FileNotFoundError: PostgreSQL's server programs are not installed.
    """
    programs = _programs()
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _run(
        programs / "initdb",
        "-D",
        str(folder / "data"),
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    )
    access = folder / "data" / "pg_hba.conf"
    access.write_text(f"host all {GUARDED} 127.0.0.1/32 scram-sha-256\n{access.read_text()}")
    server = PostgresServer(programs, folder, port)
    server.start()
    return server


def _programs() -> Path:
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    found = installed[-1] if installed else shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("PostgreSQL's server programs are not installed. On Debian: apt-get install postgresql")
    return Path(found).resolve().parent


def _run(program: Path, *arguments: str) -> None:
    command = [str(program), *arguments]
    if os.geteuid() == 0:  # the server refuses to run as root
        command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]
    # The server outlives pg_ctl and would keep a pipe open, so what is said goes to a file.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=60, cwd="/", check=False
        )
        said.seek(0)
        if done.returncode != 0:
            raise RuntimeError(f"{program.name} failed: {said.read().decode(errors='replace')}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run."""
    # Not under pytest's own folder: that is for its owner only, and as root the server is another user.
    folder = Path(tempfile.mkdtemp(prefix="tocsin-postgres-"))
    try:
        server = start_postgres(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A database with the tables made, to copy: a fifth of the time of making them."""
    postgres_server.sql("CREATE DATABASE migrated")
    made = open_store(postgres_server.url("migrated"))
    made.migrate()
    made.close()
    return "migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the tables made, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "tocsin.db"
    made = open_store(f"sqlite:///{path}")
    made.migrate()
    made.close()  # the last connection folds the -wal file in
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of its own, with its tables, of either kind."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "tocsin.db")
        yield f"sqlite:///{tmp_path / 'tocsin.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex[:12]}"
    server.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    server.sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store with its tables, once over SQLite and once over PostgreSQL."""
    opened = open_store(store_url)
    yield opened
    opened.close()
