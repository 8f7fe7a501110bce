"""Writing what may be there already, the same way on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from .database import Tx


def inserting(tx: Tx, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An ``INSERT`` that can say what to do when the row is there."""
    return postgresql.insert(table) if tx.kind == "postgresql" else sqlite.insert(table)


def insert_or_pass(tx: Tx, table: Table, values: Mapping[str, Any], *, unless: Sequence[str]) -> bool:
    """Insert a row, or pass when one with the same ``unless`` columns is there; whether it was inserted.

    Holds against another process that inserts at the same moment: its transaction is waited for.
    """
    if tx.kind == "postgresql":
        return (
            tx.run(postgresql.insert(table).values(**values).on_conflict_do_nothing(index_elements=unless)).rowcount
            == 1
        )
    return tx.run(sqlite.insert(table).values(**values).on_conflict_do_nothing(index_elements=unless)).rowcount == 1
