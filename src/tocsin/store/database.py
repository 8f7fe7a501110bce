"""An open database: transactions to read and to write in, and its migrations."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, CursorResult, Engine, Executable, RowMapping, inspect
from sqlalchemy.exc import SQLAlchemyError

from ..errors import StoreError
from . import migrating
from .faults import READ_ONLY, as_store_error
from .readiness import takes_writes

Kind = Literal["sqlite", "postgresql"]
LOOK_EVERY_SECONDS = 5.0
"""Between two looks at whether the database takes writes."""
REFUSED_SECONDS = 30.0
"""How long a write that was refused counts, where no look can tell (a full disk of another machine)."""

_numbers = itertools.count(1)
_last_write = 0


def writes_so_far() -> int:
    """A number that is another after every transaction that wrote in this process: what was read before may be old then."""
    return _last_write


@dataclass(frozen=True, slots=True)
class Tx:
    """One transaction. The functions of this room take it first; it ends with the ``with`` that began it."""

    connection: Connection
    kind: Kind
    writing: bool

    def run(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Execute a statement that changes something; ``parameters`` as a mapping, or several for a batch."""
        if not self.writing:
            raise RuntimeError("this transaction only reads: use store.begin() to write")
        return self.connection.execute(statement, parameters)

    def rows(self, statement: Executable) -> list[RowMapping]:
        """Every row that a question gives."""
        return list(self.connection.execute(statement).mappings())

    def row(self, statement: Executable) -> Mapping[Any, Any] | None:
        """The first row, or None."""
        return self.connection.execute(statement).mappings().first()

    def number(self, statement: Executable) -> int:
        """The one number that a question gives."""
        return int(self.connection.execute(statement).scalar_one())


class Store:
    """A desk's database. Made by :func:`~tocsin.store.opening.open_store`; safe to share between threads."""

    def __init__(self, engine: Engine, *, kind: Kind) -> None:
        self._engine = engine
        self.kind: Kind = kind
        self._looked_at = self._refused_at = -1e9
        self._takes_writes = True

    @property
    def url_for_people(self) -> str:
        """Its address with the password hidden."""
        return self._engine.url.render_as_string(hide_password=True).replace("+psycopg", "").replace("+pysqlite", "")

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction to write in: kept when the block ends, undone when it raises.

        On SQLite there is one writer at a time, from the first line of the block on; on PostgreSQL rows are locked as
        they are read to be changed.

        Raises:
            StoreError: the database cannot be reached, has no room, or lacks its tables.
        """
        global _last_write
        try:
            with self._sentences(), self._engine.connect() as connection:
                connection = connection.execution_options(tocsin_writes=True)
                with connection.begin():
                    yield Tx(connection, self.kind, writing=True)
        except StoreError as error:
            if error.code == READ_ONLY:
                self._refused_at = time.monotonic()
                self._takes_writes = False
            raise
        finally:
            _last_write = next(_numbers)
        self._refused_at, self._takes_writes = -1e9, True

    def takes_writes(self) -> bool:
        """Whether the database takes writes, as far as is known: asked of it at most every few seconds. Never raises.

        False: it is a standby, a file that may only be read, or its disk is full. What is read goes on.
        """
        now = time.monotonic()
        if now - self._looked_at > LOOK_EVERY_SECONDS:
            self._looked_at = now
            with suppress(SQLAlchemyError, OSError):
                self._takes_writes = takes_writes(self._engine) and now - self._refused_at > REFUSED_SECONDS
        return self._takes_writes

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction to read in: everything in it is seen as of one moment, and nothing can be written.

        Raises:
            StoreError: the database cannot be reached or lacks its tables.
        """
        with self._sentences(), self._engine.connect() as connection:
            if self.kind == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield Tx(connection, self.kind, writing=False)

    def migrate(self) -> None:
        """Bring the tables up to date. Several processes may do it at once: one works, the others wait.

        Raises:
            StoreError: the database cannot be written, or is newer than this program.
        """
        global _last_write
        with self._sentences():
            migrating.migrate(self._engine, where=self.url_for_people)
        _last_write = next(_numbers)

    def pending_migrations(self) -> list[str]:
        """The migrations that this database still lacks, in order; empty when it is up to date.

        Raises:
            StoreError: it cannot be reached, or is newer than this program.
        """
        with self._sentences(), self._engine.connect() as connection:
            return migrating.pending(connection, where=self.url_for_people)

    def is_empty(self) -> bool:
        """Whether there are no tables at all."""
        with self._sentences():
            return not inspect(self._engine).get_table_names()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            said = as_store_error(error, kind=self.kind, where=self.url_for_people)
            if said is None:
                raise
            raise said from error
