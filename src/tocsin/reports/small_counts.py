"""Counts too small to publish: under five people in a small place, somebody could be recognised.

The rule of official statistics (Government Statistical Service, disclosure control for tables): a cell under the least
count is not shown, and nor is the next smallest where it could be worked out from a total.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

LEAST = 5

Name = TypeVar("Name")


def publishable(counts: Mapping[Name, int], *, total_is_shown: bool = True) -> dict[Name, int | None]:
    """The counts of a row or column as they may be published; None where one is not.

    With the total beside them a single hidden cell could be subtracted out, so then the next smallest is hidden too.
    """
    kept: dict[Name, int | None] = {name: None if 0 < count < LEAST else count for name, count in counts.items()}
    hidden = [name for name, count in kept.items() if count is None]
    if total_is_shown and len(hidden) == 1:
        rest = [name for name, count in kept.items() if count]
        if rest:
            kept[min(rest, key=lambda name: counts[name])] = None
    return kept
