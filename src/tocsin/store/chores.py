"""Work that is done once a day, by one process of however many there are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from .database import Tx
from .tables import chores
from .writing import insert_or_pass

__all__ = ["claim_chore", "last_done"]


def claim_chore(tx: Tx, name: str, *, on: date) -> bool:
    """Whether this process is the one to do it on that day. Said again, or by another process, it is False."""
    if insert_or_pass(tx, chores, {"name": name, "done_on": on}, unless=("name",)):
        return True
    return tx.run(update(chores).where(chores.c.name == name, chores.c.done_on < on).values(done_on=on)).rowcount == 1


def last_done(tx: Tx, name: str) -> date | None:
    """The day on which it was last done."""
    row = tx.row(select(chores.c.done_on).where(chores.c.name == name))
    return row["done_on"] if row else None
