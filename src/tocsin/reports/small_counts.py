"""Counts too small to publish: under five people in a small place, somebody could be recognised.

The rule of official statistics (Government Statistical Service, disclosure control for tables): a cell under the least
count is not shown, and nor is the next smallest where it could be worked out from a total.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

LEAST = 5
SMALL_PLACE_PEOPLE = 100_000
"""A place with fewer people than this is small. Counties and nations are not."""

Name = TypeVar("Name")


def shown(count: int, *, people: int | None = None) -> str:
    """A count as it may be published. ``people``: how many live there; None where that is not known (then it is small)."""
    if count == 0 or count >= LEAST or (people is not None and people >= SMALL_PLACE_PEOPLE):
        return f"{count:,}"
    return f"fewer than {LEAST}"


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
