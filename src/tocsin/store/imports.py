"""How far each import got, so that one that was killed goes on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from .database import Tx
from .tables import imports
from .writing import insert_or_pass


@dataclass(frozen=True, slots=True)
class ImportState:
    """One import of one file. ``rejects_bytes``: how long the file of rejects was when this was written down."""

    id: str
    source: str
    file: str
    started_at: datetime
    rows_done: int = 0
    taken: int = 0
    already: int = 0
    rejected: int = 0
    rejects_bytes: int = 0
    finished_at: datetime | None = None


def begin_import(tx: Tx, fresh: ImportState) -> ImportState:
    """Where this import stands: as it was left, or at its beginning."""
    values = {name: getattr(fresh, name) for name in ImportState.__dataclass_fields__}
    insert_or_pass(tx, imports, values, unless=("id",))
    row = tx.row(select(imports).where(imports.c.id == fresh.id))
    assert row is not None
    return ImportState(**row)


def get_import(tx: Tx, id: str) -> ImportState | None:
    """Where an import stands; None when it was never begun."""
    row = tx.row(select(imports).where(imports.c.id == id))
    return None if row is None else ImportState(**row)


def keep_import(tx: Tx, state: ImportState) -> None:
    """Write down how far it got, in the transaction of the rows themselves."""
    values = {name: getattr(state, name) for name in ImportState.__dataclass_fields__ if name != "id"}
    tx.run(update(imports).where(imports.c.id == state.id).values(**values))


def list_imports(tx: Tx, *, limit: int = 20) -> list[ImportState]:
    """Imports, the newest first."""
    return [ImportState(**row) for row in tx.rows(select(imports).order_by(imports.c.started_at.desc()).limit(limit))]
