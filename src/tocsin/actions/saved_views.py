"""Saving a view of the queue under a name, for oneself."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlencode

from ..errors import InputError
from ..records import Officer
from ..store import saved_views as view_store
from ..store.saved_views import SavedView
from .installation import Installation

MOST_VIEWS = 30
LONGEST_NAME = 40
FILTERS = ("status", "scam", "county", "search", "mine", "vulnerable", "order")


def views_of(installation: Installation, officer: Officer) -> list[SavedView]:
    """The officer's views, by name."""
    with installation.store.read() as tx:
        return view_store.list_views(tx, officer.id)


def save_view(installation: Installation, officer: Officer, *, name: str, query: str) -> SavedView:
    """Keep what the queue shows now under a name; the same name again is the newer view.

    ``query``: that of the address; whatever is no filter of the queue is left out.

    Raises:
        InputError: it has no name, or there are :data:`MOST_VIEWS` already.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise InputError("The view has no name.", fix="Say in a word or two what it shows.")
    kept = [(key, value[:200]) for key, value in parse_qsl(query) if key in FILTERS]
    if not any(key == "status" for key, _ in kept):
        kept.append(("status", ""))  # any; without it the queue would show what is new
    view = SavedView(secrets.token_hex(6), officer.id, name, urlencode(kept), installation.now())
    with installation.store.begin() as tx:
        known = {one.name for one in view_store.list_views(tx, officer.id)}
        if name not in known and len(known) >= MOST_VIEWS:
            raise InputError(f"You have {MOST_VIEWS} views already.", fix="Remove one that you do not use.")
        view_store.save_view(tx, view)
    return view


def remove_view(installation: Installation, officer: Officer, view_id: str) -> None:
    """Take one of one's own views away; one that is gone is no error."""
    with installation.store.begin() as tx:
        view_store.remove_view(tx, view_id, officer_id=officer.id)
