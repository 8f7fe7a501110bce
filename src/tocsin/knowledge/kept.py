"""Things made once from a Knowledge and kept for as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Generic, TypeVar

from tocsin.knowledge.known import Knowledge

Made = TypeVar("Made")
_numbers = count()


class KeptFor(Generic[Made]):
    """``KeptFor(make)(knowledge)`` is ``make(knowledge)``, made on the first call and kept beside the knowledge's fields.

    It is no field, so neither comparing nor copying nor keeping a Knowledge on disk takes it along.
    """

    def __init__(self, make: Callable[[Knowledge], Made]) -> None:
        self._make = make
        self._name = f"kept {next(_numbers)}"

    def __call__(self, knowledge: Knowledge) -> Made:
        kept = knowledge.__dict__
        if self._name in kept:
            made: Made = kept[self._name]
        else:
            made = kept[self._name] = self._make(knowledge)
        return made
