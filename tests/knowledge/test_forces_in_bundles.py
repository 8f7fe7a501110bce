"""The police forces travel with the knowledge: a merger comes with a bundle, and not with a release."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tocsin.errors import KnowledgeError
from tocsin.knowledge.forces import force_for_area, load_forces
from tocsin.knowledge.forces_file import use_forces_of
from tocsin.knowledge.load import FOLDER, load_knowledge
from tocsin.knowledge.places import load_places
from tocsin.knowledge.versions import PATH, read_files
from tocsin.understanding.place_names import place_names

ON = date(2026, 11, 24)


@pytest.fixture
def merged(tmp_path: Path) -> Iterator[Path]:
    """A folder of knowledge in which the forces of Norfolk and Suffolk have become one."""
    for path, content in read_files(FOLDER).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    forces = (tmp_path / "forces.yaml").read_text(encoding="utf-8")
    for name in ("Norfolk Constabulary, nation: gb-eng", "Suffolk Constabulary, nation: gb-eng"):
        forces = forces.replace(name, f"{name}, valid_to: 2026-03-31")
    new = "  - {name: Wensum Vale Police, nation: gb-eng, authorities: [Norfolk, Suffolk], counties: [Norfolk, Suffolk], valid_from: 2026-04-01}\n"
    (tmp_path / "forces.yaml").write_text(forces + new, encoding="utf-8")
    yield tmp_path
    use_forces_of(None)


def test_forces_are_a_file_of_the_knowledge() -> None:
    assert "forces.yaml" in read_files(FOLDER)
    assert PATH.fullmatch("forces.yaml")


def test_the_forces_of_the_knowledge_in_force_count_everywhere(merged: Path) -> None:
    load_knowledge(merged)
    norwich = load_places().resolve("Norwich")
    assert norwich is not None
    assert load_places().force_of(norwich, on=ON) == "Wensum Vale Police"
    assert load_places().force_of(norwich, on=date(2026, 1, 1)) == "Norfolk Constabulary"
    assert place_names().area("Wensum Vale") == "Wensum Vale"
    assert load_places().area_named("wensum vale") == "Wensum Vale"
    load_knowledge()
    assert place_names().area("Wensum Vale") is None
    found = force_for_area("Norfolk", ON)
    assert found is not None
    assert found.name == "Norfolk Constabulary"


def test_a_trial_leaves_the_forces_in_force(merged: Path) -> None:
    load_knowledge()
    load_knowledge(merged, use_cache=False, trial=True)
    assert "Wensum Vale Police" not in {force.name for force in load_forces()}


def test_another_version_of_the_forces_is_another_version_of_the_knowledge(merged: Path) -> None:
    assert load_knowledge(merged, trial=True).version != load_knowledge().version


def test_faults_of_the_forces_are_told_with_the_others(merged: Path) -> None:
    (merged / "forces.yaml").write_text("forces:\n  - {name: Nobody, nation: mars}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"forces\.yaml"):
        load_knowledge(merged, use_cache=False, trial=True)


def test_knowledge_without_forces_has_those_that_come_with_tocsin(merged: Path) -> None:
    (merged / "forces.yaml").unlink()
    shutil.rmtree(merged / "exercises")
    load_knowledge(merged)
    assert "Norfolk Constabulary" in {force.name for force in load_forces() if force.holds(ON)}
