"""One file that holds the whole desk, and the desk from that file again.

In it: the database as it was at one moment, while the desk goes on working, and all of the data folder (the signing keys among
it). Whoever has the file can sign as the desk and read sealed words, so it is written for its owner alone.
"""

from __future__ import annotations

import glob
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import InputError, StoreError
from ..store import open_store
from ..version import VERSION

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite", "database.pgdump"
LEFT_OUT = frozenset({"cache"})  # made anew when it is not there
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    path: Path
    made_at: datetime
    tocsin: str
    database: str
    files: int
    bytes: int


def back_up(data_folder: Path, database_url: str, target: Path, *, tell: Tell = lambda said: None) -> Backup:
    """Write a backup of the desk to ``target`` (``.tar.gz``); it appears under its name only when it is whole.

    Raises:
        InputError: ``target`` is there already, or lies in the data folder.
        StoreError: the database cannot be read.
    """
    if target.exists():
        raise InputError("This file is there already.", where=str(target), fix="Give another name.")
    if target.resolve().is_relative_to(data_folder.resolve()):
        raise InputError(
            "A backup beside what it backs up is lost with it.", where=str(target), fix="Write it to another disk."
        )
    if not data_folder.is_dir():
        raise InputError("There is no desk here.", where=str(data_folder), fix="Check TOCSIN_DATA_FOLDER.")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    made_at = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        dump = Path(name) / (SQLITE if database_url.startswith("sqlite:") else POSTGRESQL)
        tell("Copying the database …")
        _dump(database_url, dump)
        hashes: dict[str, str] = {}
        try:
            with (
                os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
                tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as out,
            ):
                tell("Writing the file …")
                for path, inside in [(dump, dump.name), *_files(data_folder, database_url)]:
                    out.add(path, inside, recursive=False)
                    hashes[inside] = _sha256(path)
                about = {
                    "format": FORMAT,
                    "tocsin": VERSION,
                    "made_at": made_at.isoformat(),
                    "database": dump.name,
                    "sha256": hashes,
                }
                written = json.dumps(about, indent=1).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size, entry.mode, entry.mtime = len(written), 0o600, int(made_at.timestamp())
                out.addfile(entry, io.BytesIO(written))
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    return Backup(target, made_at, VERSION, dump.name, len(hashes), target.stat().st_size)


def restore(
    source: Path, data_folder: Path, database_url: str, *, replace: bool = False, tell: Tell = lambda said: None
) -> Backup:
    """Make the desk that a backup holds. The whole file is checked first; nothing is touched when it has a fault.

    ``replace``: put it in place of the desk that is here; its data folder is kept beside, under another name.

    Raises:
        InputError: the file is no backup, is damaged, or is of another kind of database; or a desk is here already.
        StoreError: the database cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=_existing(data_folder.parent), prefix=".restore-") as name:
        unpacked = Path(name)
        tell("Checking the file …")
        about = _unpack(source, unpacked)
        wanted = SQLITE if database_url.startswith("sqlite:") else POSTGRESQL
        if about["database"] != wanted:
            raise InputError(
                f"The backup is of {_kind(about['database'])}, and TOCSIN_DATABASE_URL names {_kind(wanted)}.",
                where=str(source),
                fix="Restore it where it came from; “tocsin export” and “tocsin import-desk” move a desk between databases.",
            )
        here = _is_desk(data_folder, database_url)
        if here and not replace:
            raise InputError(
                "A desk is here already.",
                where=str(data_folder),
                fix="Add --replace to put the backup in its place (its data folder is kept under another name).",
            )
        if data_folder.exists() and any(data_folder.iterdir()):
            kept = data_folder.with_name(f"{data_folder.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
            data_folder.rename(kept)
            tell(f"The data folder that was here is kept as {kept}.")
        data_folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(unpacked / "data", data_folder, dirs_exist_ok=True)
        tell("Putting the database back …")
        _load(database_url, unpacked / wanted)
    store = open_store(database_url)
    try:
        store.migrate()  # a backup of an earlier version is brought up to date
    finally:
        store.close()
    return Backup(
        source,
        datetime.fromisoformat(about["made_at"]),
        about["tocsin"],
        about["database"],
        len(about["sha256"]),
        source.stat().st_size,
    )


# --- the file --------------------------------------------------------------------------------------


def _files(data_folder: Path, database_url: str) -> Iterator[tuple[Path, str]]:
    own = sqlite_path(database_url)
    database = set() if own is None else {own, Path(f"{own}-wal"), Path(f"{own}-shm")}
    for path in sorted(data_folder.rglob("*")):
        inside = path.relative_to(data_folder)
        if path.is_file() and not path.is_symlink() and path not in database and inside.parts[0] not in LEFT_OUT:
            yield path, f"data/{inside.as_posix()}"


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as file:
            file.extractall(folder, filter="data")
        about: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if about["format"] != FORMAT:
            raise InputError(
                f"The backup has the format {about['format']}, which this version does not know.",
                where=str(source),
                fix="Use the version of Tocsin that wrote it, or a newer one.",
            )
        (folder / "data").mkdir(exist_ok=True)
        for inside, digest in about["sha256"].items():
            if _sha256(folder / inside) != digest:
                raise InputError(
                    f"The file in it “{inside}” is not as it was written.",
                    where=str(source),
                    fix="The backup is damaged: use another one.",
                )
    except FileNotFoundError as error:
        missing = Path(str(error.filename))
        raise InputError(
            "There is no such file." if missing == source else "The backup lacks a file that it should have.",
            where=str(source),
            fix="Check the name.",
        ) from error
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "This is no backup that can be read.", where=str(source), fix="Use a file that “tocsin backup” wrote."
        ) from error
    return about


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(dump: str) -> str:
    return "SQLite" if dump == SQLITE else "PostgreSQL"


def _existing(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# --- the databases ---------------------------------------------------------------------------------


def sqlite_path(database_url: str) -> Path | None:
    """The database file of an SQLite address; None for another."""
    return Path(database_url.removeprefix("sqlite:///")) if database_url.startswith("sqlite:///") else None


def _is_desk(data_folder: Path, database_url: str) -> bool:
    own = sqlite_path(database_url)
    if own is not None:
        return own.exists() or (data_folder / "keys").exists()
    store = open_store(database_url)
    try:
        return not store.is_empty()
    finally:
        store.close()


def _dump(database_url: str, target: Path) -> None:
    own = sqlite_path(database_url)
    if own is None:
        _run_postgresql("pg_dump", database_url, "--format=custom", "--no-owner", f"--file={target}")
        return
    if not own.is_file():
        raise InputError("There is no database here.", where=str(own), fix="Check TOCSIN_DATA_FOLDER.")
    try:
        source, copy = sqlite3.connect(f"{own.resolve().as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
        try:
            source.backup(copy)  # one moment's state, while others write
        finally:
            source.close()
            copy.close()
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"The database cannot be copied: {error}.", where=str(own), fix="Run: tocsin doctor"
        ) from error


def _load(database_url: str, dump: Path) -> None:
    own = sqlite_path(database_url)
    if own is None:
        _run_postgresql(
            "pg_restore", database_url, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(dump)
        )
        return
    own.parent.mkdir(parents=True, exist_ok=True)
    for path in (own, Path(f"{own}-wal"), Path(f"{own}-shm")):
        path.unlink(missing_ok=True)
    beside = own.with_name(f".{own.name}.{os.getpid()}")
    shutil.copyfile(dump, beside)
    beside.replace(own)


def _run_postgresql(program: str, database_url: str, *arguments: str) -> None:
    """PostgreSQL's own programs; the password goes by the environment, where other users do not see it."""
    found = shutil.which(program) or next(
        iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"), reverse=True)), None
    )
    if found is None:
        raise InputError(
            f"PostgreSQL's program {program} is not here.", fix="Install it (Debian: postgresql-client) and try again."
        )
    parts = urlsplit(database_url)
    address = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }
    environment = {**os.environ, **{name: value for name, value in address.items() if value}}
    given = [found, *arguments]
    if program == "pg_restore":
        given.insert(1, f"--dbname={address['PGDATABASE']}")
    done = subprocess.run(given, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise StoreError(
            f"{program} failed: {said[-1] if said else 'it says nothing'}",
            where=parts.hostname or "PostgreSQL",
            fix="Check that the database can be reached and that this program is not older than the server.",
        )
