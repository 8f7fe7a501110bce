"""Exercises: sentences that somebody may say, so that every phrase of the knowledge meets a text.

``exercises/<scam>.yaml`` and ``exercises/tactics.yaml`` hold ``said``, a list of sentences. They belong to the proof alone:
loading the knowledge does not read them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.errors import Fault
from tocsin.knowledge.fields import Fields
from tocsin.knowledge.yaml_nodes import Table, read_yaml

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

FOLDER_NAME = "exercises"
TACTICS = "tactics"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One sentence. ``owner`` is the scam whose phrases it meets, or ``tactics``."""

    owner: str
    text: str
    path: str  # relative to the knowledge folder
    line: int


def read_exercises(folder: Path, faults: list[Fault]) -> list[Exercise]:
    """The exercises of a knowledge folder; faults of their files go to ``faults`` with their lines."""
    found: list[Exercise] = []
    for file in sorted((folder / FOLDER_NAME).glob("*.yaml")):
        path = f"{FOLDER_NAME}/{file.name}"
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.append(Fault(path, 1, "The file is not UTF-8 text.", "Save it as UTF-8."))
            continue
        root = read_yaml(text, path=path, faults=faults)
        if root is None:
            continue
        if not isinstance(root, Table):
            faults.append(Fault(path, root.line, "The file must hold fields, not a list or a text."))
            continue
        fields = Fields(root, path=path, faults=faults)
        found += [
            Exercise(file.stem, said, path, line) for said, line in fields.texts_with_lines("said", required=True)
        ]
        fields.finish()
    return found
