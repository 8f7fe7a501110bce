"""Who is affected when a boundary moves: which places an area lost or gained, and how many people hear of alerts there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..knowledge.boundaries import Boundary
from ..records import Place
from ..store import subscribers as subscriber_store
from .installation import Installation
from .own_areas import own_areas, places_inside


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one area. Subscriptions hold places, so nobody is silenced: an alert for the area no longer reaches the
    people of the places it lost, and every alert that names their place or their county still does."""

    name: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    people_lost: int
    people_gained: int

    @property
    def said(self) -> str:
        """One sentence for the desk."""
        if not self.lost and not self.gained:
            return f"{self.name}: the same places lie in it as before."
        parts = []
        for verb, names, people in (("lost", self.lost, self.people_lost), ("gained", self.gained, self.people_gained)):
            if names:
                more = f" and {len(names) - 5} more" if len(names) > 5 else ""
                parts.append(f"{verb} {', '.join(names[:5])}{more} ({_people(people)})")
        return f"{self.name} has {' and '.join(parts)}."


def boundary_changes(installation: Installation, before: Sequence[Boundary]) -> tuple[Moved, ...]:
    """What the desk's own areas lost and gained since ``before`` (what :func:`~.own_areas.own_areas` gave then)."""
    after = {area.id: area for area in own_areas(installation.data_folder)}
    found = []
    for old in before:
        new = after.get(old.id)
        there = _inside(installation, old)
        now = _inside(installation, new) if new is not None else {}
        lost = {one: place for one, place in there.items() if one not in now}
        gained = {one: place for one, place in now.items() if one not in there}
        if new == old:
            continue
        with installation.store.read() as tx:
            people = (
                subscriber_store.count_at_places(tx, tuple(lost)),
                subscriber_store.count_at_places(tx, tuple(gained)),
            )
        found.append(Moved(old.name, _names(lost), _names(gained), *people))
    return tuple(found)


def _inside(installation: Installation, area: Boundary) -> dict[str, Place]:
    return {place.id: place for place in places_inside(area, installation.places.places)}


def _names(places: dict[str, Place]) -> tuple[str, ...]:
    return tuple(sorted(place.name for place in places.values()))


def _people(count: int) -> str:
    return "1 subscriber" if count == 1 else f"{count:,} subscribers"
