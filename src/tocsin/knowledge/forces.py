"""Police forces and their beats, dated: a place is looked up by its authority, then its county, then its nation.

A merger is a matter of data: the old entries of forces.yaml get ``valid_to``, the new one ``valid_from``. Every
question here takes the day that it is asked of.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.errors import Fault, KnowledgeError
from tocsin.knowledge.fields import Fields
from tocsin.knowledge.forces_file import forces_file
from tocsin.knowledge.yaml_nodes import Table, read_yaml
from tocsin.records import Place

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Force:
    """One police force. Without authorities and counties its beat is the whole nation."""

    name: str
    nation: str
    authorities: tuple[str, ...]
    counties: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class Beats:
    """Who polices where on one day."""

    def __init__(self, forces: tuple[Force, ...]) -> None:
        self._by_area: dict[tuple[str, str, str], Force] = {}
        self._by_nation: dict[str, Force] = {}
        for force in forces:
            for kind, areas in (("authority", force.authorities), ("county", force.counties)):
                for area in areas:
                    self._by_area.setdefault((force.nation, kind, area), force)
            if not force.authorities and not force.counties:
                self._by_nation.setdefault(force.nation, force)

    def find(self, authority: str, county: str, nation: str) -> Force | None:
        return (
            self._by_area.get((nation, "authority", authority))
            or self._by_area.get((nation, "county", county))
            or self._by_nation.get(nation)
        )

    def force_of(self, authority: str, county: str, nation: str) -> str:
        """The force's name; "" where none is known."""
        force = self.find(authority, county, nation)
        return "" if force is None else force.name


def load_forces(path: Path | None = None) -> tuple[Force, ...]:
    """The forces in ``path`` (those in force when None). Raises KnowledgeError with every fault."""
    return _load(path or forces_file())


@lru_cache(maxsize=4)
def _load(path: Path) -> tuple[Force, ...]:
    faults: list[Fault] = []
    forces = read_forces(path.read_text(encoding="utf-8"), path.name, faults)
    if faults:
        raise KnowledgeError(faults)
    return forces


def read_forces(text: str, path: str, faults: list[Fault]) -> tuple[Force, ...]:
    """The forces that a file says; what is wrong with it is added to ``faults``."""
    root = read_yaml(text, path=path, faults=faults)
    forces: list[Force] = []
    if isinstance(root, Table):
        fields = Fields(root, path=path, faults=faults)
        for each in fields.tables("forces", required=True):
            forces.append(
                Force(
                    each.text("name"),
                    each.choice("nation", ("gb-eng", "gb-wls", "gb-sct", "gb-nir", "gg", "je", "im")),
                    each.texts("authorities"),
                    each.texts("counties"),
                    each.day("valid_from"),
                    each.day("valid_to"),
                )
            )
            each.finish()
        fields.finish()
    return tuple(forces)


def beats(on: date, path: Path | None = None) -> Beats:
    """The beats of that day, by the forces in ``path`` (those in force when None)."""
    return _beats(on, path or forces_file())


@lru_cache(maxsize=32)
def _beats(on: date, path: Path) -> Beats:
    return Beats(tuple(force for force in load_forces(path) if force.holds(on)))


def force_on(place: Place, on: date, *, path: Path | None = None) -> Force | None:
    """The force whose beat the place was, is or will be on that day."""
    return beats(on, path).find(place.authority, place.county, place.nation)


def force_for_area(name: str, on: date) -> Force | None:
    """The force whose beat a county or authority of that name is in; case does not matter."""
    wanted = name.strip().lower()
    for force in load_forces():
        if force.holds(on) and wanted in (area.lower() for area in (*force.authorities, *force.counties)):
            return force
    return None
