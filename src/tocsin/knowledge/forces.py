"""Police forces and their beats, dated: a place is looked up by its authority, then its county, then its nation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tocsin.errors import Fault, KnowledgeError
from tocsin.knowledge.fields import Fields
from tocsin.knowledge.yaml_nodes import Table, read_yaml
from tocsin.records import Place

FORCES_FILE = Path(__file__).resolve().with_name("forces.yaml")


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


def load_forces(path: Path | None = None) -> tuple[Force, ...]:
    """The forces in ``path`` (those that come with Tocsin when None). Raises KnowledgeError with every fault."""
    return _load(path or FORCES_FILE)


@lru_cache(maxsize=4)
def _load(path: Path) -> tuple[Force, ...]:
    faults: list[Fault] = []
    root = read_yaml(path.read_text(encoding="utf-8"), path=path.name, faults=faults)
    forces: list[Force] = []
    if isinstance(root, Table):
        fields = Fields(root, path=path.name, faults=faults)
        for each in fields.tables("forces", required=True):
            forces.append(
                Force(
                    each.text("name"),
                    each.choice("nation", ("gb-eng", "gb-wls", "gb-sct", "gb-nir")),
                    each.texts("authorities"),
                    each.texts("counties"),
                    each.day("valid_from"),
                    each.day("valid_to"),
                )
            )
            each.finish()
        fields.finish()
    if faults:
        raise KnowledgeError(faults)
    return tuple(forces)


def force_on(place: Place, on: date) -> Force | None:
    """The force whose beat the place was, or is, on that day."""
    forces = [force for force in load_forces() if force.nation == place.nation and force.holds(on)]
    for wanted, names in ((place.authority, "authorities"), (place.county, "counties")):
        for force in forces:
            if wanted and wanted in getattr(force, names):
                return force
    return next((force for force in forces if not force.authorities and not force.counties), None)


def force_for_area(name: str, on: date) -> Force | None:
    """The force whose beat a county or authority of that name is in; case does not matter."""
    wanted = name.strip().lower()
    for force in load_forces():
        if force.holds(on) and wanted in (area.lower() for area in (*force.authorities, *force.counties)):
            return force
    return None
