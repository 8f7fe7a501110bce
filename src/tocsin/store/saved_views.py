"""Views of the queue that an officer saved: a name and what stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from .database import Tx
from .tables import saved_views
from .writing import inserting


@dataclass(frozen=True, slots=True)
class SavedView:
    """One of an officer's views. ``query`` is the query of the address, such as ``status=new&county=Kent``."""

    id: str
    officer: str
    name: str
    query: str
    made_at: datetime


def save_view(tx: Tx, view: SavedView) -> None:
    """Keep a view; one of the same officer and name is replaced."""
    values = {name: getattr(view, name) for name in SavedView.__dataclass_fields__}
    adding = inserting(tx, saved_views).values(**values)
    new = {"query": view.query, "made_at": view.made_at}
    tx.run(adding.on_conflict_do_update(index_elements=["officer", "name"], set_=new))


def list_views(tx: Tx, officer_id: str) -> list[SavedView]:
    """An officer's views, by name."""
    chosen = select(saved_views).where(saved_views.c.officer == officer_id).order_by(saved_views.c.name)
    return [SavedView(**row) for row in tx.rows(chosen)]


def remove_view(tx: Tx, view_id: str, *, officer_id: str) -> bool:
    """Take a view away; False when the officer has none of this id."""
    gone = tx.run(delete(saved_views).where(saved_views.c.id == view_id, saved_views.c.officer == officer_id))
    return bool(gone.rowcount == 1)
