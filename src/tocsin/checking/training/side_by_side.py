"""One function over several things, by several processes that have all of its memory: gigabytes are not sent."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")

_inherited: list[Callable[[Any], Any]] = []


def side_by_side(of: Callable[[Given], Found], things: Sequence[Given], processes: int) -> Iterator[Found]:
    """What ``of`` gives of each of ``things``, as they are done: by several processes in no certain order."""
    if processes == 1 or not sys.platform.startswith("linux"):  # elsewhere a copy of a process may not use BLAS
        yield from map(of, things)
        return
    _inherited[:] = [of]
    try:
        with multiprocessing.get_context("fork").Pool(min(processes, len(things))) as pool:
            yield from pool.imap_unordered(_of, things)
    finally:
        _inherited.clear()


def _of(thing: Any) -> Any:
    return _inherited[0](thing)
