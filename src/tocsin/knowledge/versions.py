"""Which knowledge is in force: the files that come with Tocsin, or a version that this desk took in since.

    DATA/knowledge/versions/<id>/    parts.yaml, tactics.yaml, forces.yaml, scams/, organisations/, exercises/: one version, whole
    DATA/knowledge/current.json      which of them is in force, and which was before

A version is named by the hash of its content and never changes. Switching replaces one small file, so every reader
sees the old version or the new one, whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.errors import InputError

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


FOLDER_NAME = "knowledge"
SHIPPED = "shipped"
PATH = re.compile(r"(?:parts|tactics|forces)\.yaml|(?:scams|organisations|exercises)/[a-z0-9][a-z0-9-]{0,80}\.yaml")
"""What a file of the knowledge may be called: nothing else is ever written."""


@dataclass(frozen=True, slots=True)
class InForce:
    """``version`` is ``shipped`` or an id; ``made_at`` is when its maker made it, None for the one that ships."""

    version: str = SHIPPED
    made_at: str | None = None
    since: str | None = None
    source: str = ""
    before: tuple[InForce, ...] = ()  # one step back


def in_force(data_folder: Path) -> InForce:
    """What is in force at this desk.

    Raises:
        InputError: the file that says so is damaged.
    """
    path = data_folder / FOLDER_NAME / "current.json"
    try:
        return _read(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return InForce()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "The file that says which knowledge is in force cannot be read.",
            where=str(path),
            fix="Remove it to go back to the knowledge that comes with Tocsin.",
        ) from error


def folder_in_force(data_folder: Path) -> Path | None:
    """The folder of the version in force; None for the files that come with Tocsin."""
    version = in_force(data_folder).version
    return None if version == SHIPPED else data_folder / FOLDER_NAME / "versions" / version


def version_of(files: Mapping[str, bytes]) -> str:
    """The id of a version: the first 12 hexadecimal digits of the SHA-256 over its files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{len(files[path])}\0".encode())
        digest.update(files[path])
    return digest.hexdigest()[:12]


def read_files(folder: Path) -> dict[str, bytes]:
    """The files of a knowledge folder by path relative to it."""
    paths = [folder / "parts.yaml", folder / "tactics.yaml", folder / "forces.yaml"]
    for room in ("scams", "organisations", "exercises"):
        paths += sorted((folder / room).glob("*.yaml"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def write_version(data_folder: Path, files: Mapping[str, bytes]) -> Path:
    """Keep a version; its folder is there whole or not at all.

    Raises:
        InputError: a file's name is none of :data:`PATH`.
    """
    for path in files:
        if not PATH.fullmatch(path):
            raise InputError(f"“{path[:100]}” is no file of the knowledge.", fix="Leave it out.", code="bad-bundle")
    folder = data_folder / FOLDER_NAME / "versions" / version_of(files)
    if folder.is_dir():
        return folder
    import shutil  # here: every command asks what is in force, none but this one writes

    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    for path, content in files.items():
        target = beside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    try:
        beside.rename(folder)
    except OSError:  # another process was first: a version is the same whoever wrote it
        if not folder.is_dir():
            raise
        shutil.rmtree(beside)
    return folder


def switch(data_folder: Path, version: str, *, made_at: str | None, at: datetime, source: str) -> InForce:
    """Put a kept version in force, in one step. What was in force before is one step back."""
    old = in_force(data_folder)
    if old.version == version:
        return old
    new = InForce(version, made_at, at.isoformat(), source, (InForce(old.version, old.made_at, old.since, old.source),))
    _write(data_folder, new)
    return new


def switch_back(data_folder: Path, *, at: datetime) -> InForce:
    """Put in force again what was before.

    Raises:
        InputError: nothing was.
    """
    now = in_force(data_folder)
    if not now.before:
        raise InputError("There is no earlier knowledge to go back to.", fix="See: tocsin knowledge versions")
    old = now.before[0]
    if old.version != SHIPPED and not (data_folder / FOLDER_NAME / "versions" / old.version).is_dir():
        raise InputError(
            f"The earlier version {old.version} is no longer there.", fix="Take it in again: tocsin knowledge update"
        )
    back = InForce(old.version, old.made_at, at.isoformat(), old.source)
    _write(data_folder, back)
    return back


def _write(data_folder: Path, state: InForce) -> None:
    path = data_folder / FOLDER_NAME / "current.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(_plain(state), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def _plain(state: InForce) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "version": state.version, "made_at": state.made_at, "since": state.since, "source": state.source,
    }  # fmt: skip
    if state.before:
        plain["before"] = _plain(state.before[0])
    return plain


def _read(plain: Mapping[str, Any]) -> InForce:
    version = plain["version"]
    if version != SHIPPED and not re.fullmatch(r"[0-9a-f]{12}", version):
        raise ValueError("no version")
    before = (_read(plain["before"]),) if "before" in plain else ()
    return InForce(version, plain["made_at"], plain["since"], plain["source"], before)
