"""Things made once from a Knowledge and kept for as long as it lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from tocsin.knowledge.load import Knowledge

Made = TypeVar("Made")


class KeptFor(Generic[Made]):
    """``KeptFor(make)(knowledge)`` is ``make(knowledge)``, made on the first call. A Knowledge cannot be hashed."""

    def __init__(self, make: Callable[[Knowledge], Made]) -> None:
        self._make = make
        self._kept: dict[int, tuple[weakref.ref[Knowledge], Made]] = {}

    def __call__(self, knowledge: Knowledge) -> Made:
        kept = self._kept.get(id(knowledge))
        if kept is not None and kept[0]() is knowledge:
            return kept[1]
        made = self._make(knowledge)
        self._kept[id(knowledge)] = (weakref.ref(knowledge), made)
        weakref.finalize(knowledge, self._kept.pop, id(knowledge), None)
        return made
