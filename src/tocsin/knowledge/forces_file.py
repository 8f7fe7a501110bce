"""Which forces.yaml is in force: the one that comes with Tocsin, or the one of the knowledge that this desk took in.

By itself, and without an import, because every command asks and few of them ever read the file.
"""

from __future__ import annotations

from pathlib import Path

NAME = "forces.yaml"
SHIPPED_FILE = Path(__file__).resolve().with_name(NAME)
_used = SHIPPED_FILE


def use_forces_of(folder: Path | None) -> None:
    """From now on the police forces are those of this knowledge folder, where it has any."""
    global _used
    given = None if folder is None else folder / NAME
    _used = given if given is not None and given.is_file() else SHIPPED_FILE


def forces_file() -> Path:
    """The file that says which police forces there are."""
    return _used
