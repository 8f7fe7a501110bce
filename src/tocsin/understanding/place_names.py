"""Names of places, ready to be looked for: the gazetteer's towns and villages, its counties, and police force areas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tocsin.knowledge.forces import load_forces
from tocsin.knowledge.forces_file import forces_file
from tocsin.knowledge.place_files import districts, other_names, regions
from tocsin.knowledge.places import Gazetteer, fold_name, load_places

_FORCE_TAIL = re.compile(r"\s+(?:Police|Constabulary|Police Service)$")
# Nations and their adjectives are where everybody is; they say nothing of where a scam was reported.
_NOT_PLACES = frozenset(
    {"england", "scotland", "wales", "northern ireland", "united kingdom", "great britain", "uk", "britain", "ireland"}
)


@dataclass(frozen=True, eq=False)
class PlaceNames:
    """``areas``: folded name → the county, authority or force area as it is written."""

    gazetteer: Gazetteer
    areas: dict[str, str]
    firsts: frozenset[str]  # folded first words of all names
    longest_words: int

    def area(self, name: str) -> str | None:
        return self.areas.get(fold_name(name))

    def knows(self, name: str) -> bool:
        return _knows(self, name)


@lru_cache(maxsize=8192)  # the same capitalised words come again and again
def _knows(names: PlaceNames, name: str) -> bool:
    return fold_name(name) in names.areas or bool(names.gazetteer.named(name))


def place_names() -> PlaceNames:
    """The names that come with Tocsin and those of the police forces in force, read once and only when somebody asks."""
    return _place_names(forces_file())


@lru_cache(maxsize=2)
def _place_names(forces: Path) -> PlaceNames:
    gazetteer = load_places()
    areas: dict[str, str] = {}
    for force in load_forces(forces):
        area = _FORCE_TAIL.sub("", force.name)
        if area not in ("Metropolitan", "British Transport", "States of Jersey") and not area.startswith("Police"):
            areas[fold_name(area)] = area
        areas |= {fold_name(each): each for each in (*force.authorities, *force.counties)}
    areas |= {fold_name(county): county for county in gazetteer.counties()}
    for name in (*regions(), *districts()):
        if not gazetteer.named(name):  # Dover is a town first
            parts = regions().get(name, frozenset())
            areas.setdefault(fold_name(name), next(iter(parts)) if len(parts) == 1 else name)
    areas = {folded: name for folded, name in areas.items() if folded not in _NOT_PLACES}
    folded_names = [fold_name(place.name) for place in gazetteer.places] + [*map(fold_name, other_names()), *areas]
    return PlaceNames(
        gazetteer,
        areas,
        frozenset(name.split()[0] for name in folded_names if name),
        max((len(name.split()) for name in folded_names), default=1),
    )
