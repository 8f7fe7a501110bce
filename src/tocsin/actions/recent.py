"""What the database said a moment ago, so that a thousand checks do not ask it the same thing a thousand times.

Exact within one process: whatever was written here is seen by the next question. What another process wrote is seen
within a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..store import Store, Tx
from ..store.database import writes_so_far

OLDEST_SECONDS = 1.0
MOST_KEPT = 1_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    value: T
    writes: int
    at: float

    def holds(self) -> bool:
        return self.writes == writes_so_far() and time.monotonic() - self.at < OLDEST_SECONDS


class Recent(Generic[T]):
    """Answers by key; None is never kept."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept[T]] = {}

    def held(self, key: Hashable) -> T | None:
        """The answer that was given a moment ago, where it still holds; the database is not asked."""
        kept = self._kept.get(key)
        return kept.value if kept is not None and kept.holds() else None

    def get(self, key: Hashable, ask: Callable[[], T | None]) -> T | None:
        """The answer that was given a moment ago, or what ``ask`` gives now."""
        kept = self._kept.get(key)
        if kept is not None and kept.holds():
            return kept.value
        writes, at = writes_so_far(), time.monotonic()
        value = ask()
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        if value is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = _Kept(value, writes, at)
        return value


class KnownPublications:
    """Every publication of a desk in the plain form that recognising needs, with what is in doubt.

    After a write, or a second, only a marker is asked for; all are read again when it is another.
    """

    def __init__(self) -> None:
        self._recent: Recent[tuple[Mapping[str, Any], ...]] = Recent()
        self._known: tuple[Hashable, tuple[Mapping[str, Any], ...]] = (None, ())

    def held(self) -> bool:
        """Whether :meth:`now` can answer without asking the database."""
        return self._recent.held("all") is not None

    def now(self, store: Store) -> tuple[Mapping[str, Any], ...]:
        """All of them, the newest first.

        Raises:
            StoreError: the database cannot be read.
        """

        def ask() -> tuple[Mapping[str, Any], ...]:
            with store.read() as tx:
                return self._ask(tx)

        return self._recent.get("all", ask) or ()

    def _ask(self, tx: Tx) -> tuple[Mapping[str, Any], ...]:
        from ..store.alerts import doubted_codes
        from ..store.publications import list_publications, publications_marker
        from .checking import as_lookup

        doubted = doubted_codes(tx)
        marker = (publications_marker(tx), doubted)
        before, known = self._known
        if marker != before:
            known = tuple({**as_lookup(one), "doubted": one.code in doubted} for one in list_publications(tx))
            self._known = (marker, known)
        return known
