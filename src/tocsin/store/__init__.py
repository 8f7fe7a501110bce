"""What this desk keeps: SQLite beside the program, or PostgreSQL by address. One module for each noun.

    with store.begin() as tx:           # to write
        reports.add_report(tx, report, sealed=…, contact_sealed=None)
    with store.read() as tx:            # a view that stands still, and cannot write
        reports.list_reports(tx, status="new")

Importing this package loads no SQLAlchemy: the fast command line reads publications without it
(:mod:`tocsin.store.publications_lookup`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .database import Store, Tx
    from .opening import open_store

__all__ = ["Store", "Tx", "open_store"]

_WHERE = {"Store": "database", "Tx": "database", "open_store": "opening"}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
