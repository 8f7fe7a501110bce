"""Saving a view of one of the desk's lists under a name, for oneself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from ..errors import InputError
from ..records import Officer
from ..store import saved_views as view_store
from ..store.saved_views import SavedView
from .installation import Installation

MOST_VIEWS = 30
LONGEST_NAME = 40
QUEUE = "reports"
FILTERS: Mapping[str, tuple[str, ...]] = {
    QUEUE: ("status", "scam", "county", "search", "mine", "vulnerable", "order", "since", "until"),
    "alerts": ("status", "search", "area", "scam", "since", "until"),
    "advisories": ("state", "search", "area", "scam", "since", "until"),
}
"""What each list is filtered by, in its address."""
_LIST = "list"  # stands in the query that is kept, where the view is not of the queue


def views_of(installation: Installation, officer: Officer, *, of: str = QUEUE) -> list[SavedView]:
    """The officer's views of one list, by name."""
    with installation.store.read() as tx:
        kept = view_store.list_views(tx, officer.id)
    return [_as_asked(view) for view in kept if _list_of(view.query) == of]


def save_view(installation: Installation, officer: Officer, *, name: str, query: str, of: str = QUEUE) -> SavedView:
    """Keep what a list shows now under a name; the same name again is the newer view.

    ``query``: that of the address; whatever is no filter of the list is left out. ``of``: one of :data:`FILTERS`.

    Raises:
        InputError: it has no name, there is no such list, or there are :data:`MOST_VIEWS` already.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise InputError("The view has no name.", fix="Say in a word or two what it shows.")
    if of not in FILTERS:
        raise InputError("There is no such list.", fix="Go back and save the view from its list.")
    kept = [(key, value[:200]) for key, value in parse_qsl(query) if key in FILTERS[of]]
    if of != QUEUE:
        kept.insert(0, (_LIST, of))
    elif not any(key == "status" for key, _ in kept):
        kept.append(("status", ""))  # any; without it the queue would show what is new
    view = SavedView(secrets.token_hex(6), officer.id, name, urlencode(kept), installation.now())
    with installation.store.begin() as tx:
        known = {one.name: one.query for one in view_store.list_views(tx, officer.id)}
        if name in known and _list_of(known[name]) != of:
            raise InputError("You have a view of that name on another list.", fix="Give this one another name.")
        if name not in known and len(known) >= MOST_VIEWS:
            raise InputError(f"You have {MOST_VIEWS} views already.", fix="Remove one that you do not use.")
        view_store.save_view(tx, view)
    return _as_asked(view)


def remove_view(installation: Installation, officer: Officer, view_id: str) -> None:
    """Take one of one's own views away; one that is gone is no error."""
    with installation.store.begin() as tx:
        view_store.remove_view(tx, view_id, officer_id=officer.id)


def _list_of(query: str) -> str:
    return dict(parse_qsl(query)).get(_LIST, QUEUE)


def _as_asked(view: SavedView) -> SavedView:
    """The view with the query that its list is asked with."""
    pairs = parse_qsl(view.query, keep_blank_values=True)
    return replace(view, query=urlencode([pair for pair in pairs if pair[0] != _LIST]))
